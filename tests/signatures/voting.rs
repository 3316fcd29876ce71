//! A vote signed through the command line, and by `ssh-keygen` alone: each accepts what the other made.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::open_ssh::{KINDS, folder, generate, run, ssh_keygen};

const ID: &str = "2027-01-18-paris";
const APPROVAL: &str = "after/release/approvals/2027-01-18-paris.yaml";

/// A change with an approval, in which alice signs with a key of this kind.
fn change(kind: &str, bits: &str) -> Option<TempDir> {
    let folder = folder()?;
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sign/statement-and-signature");
    for side in ["before", "after"] {
        copy(&case.join(side), &folder.path().join(side));
    }
    let key = generate(folder.path(), kind, bits);
    let public = fs::read_to_string(key.with_extension("pub")).expect("a file");
    let public: Vec<&str> = public.split_whitespace().take(2).collect();
    for side in ["before", "after"] {
        let roster = folder.path().join(side).join("release/roster.yaml");
        let text = fs::read_to_string(&roster).expect("a file");
        let start = text.find("ssh-ed25519").expect("a key");
        let end = start + text[start..].find(" alice").expect("its remark");
        fs::write(roster, format!("{}{}{}", &text[..start], public.join(" "), &text[end..])).expect("a file");
    }
    Some(folder)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

fn milepost(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.current_dir(folder).env("HOME", folder).env_remove("SSH_AUTH_SOCK").env_remove("SSH_ASKPASS");
    command.args(arguments).args(["--base", "before", "--head", "after", "--today", "2027-01-20"]);
    command.output().expect("it starts")
}

fn succeeds(output: &Output) {
    assert!(output.status.success(), "{output:?}");
}

/// Whether the documented line accepts a statement.
fn accepts(folder: &Path, statement: &[u8]) -> bool {
    let arguments = [
        "-Y",
        "verify",
        "-f",
        "evidence/alice/allowed_signers",
        "-I",
        "alice",
        "-n",
        "milepost-approval-v1",
        "-s",
        "evidence/alice/signature",
    ];
    run(ssh_keygen(folder).args(arguments), statement).status.success()
}

#[test]
fn ssh_keygen_verifies_what_milepost_had_signed() {
    for (kind, bits) in KINDS {
        let Some(folder) = change(kind, bits) else { return };
        let folder = folder.path();
        let key = format!("{kind}-{bits}");
        succeeds(&milepost(folder, &["sign", ID, "--vote", "+1", "--key", &key]));
        let text = fs::read_to_string(folder.join(APPROVAL)).expect("a file");
        assert!(text.contains("    signature: |\n      -----BEGIN SSH SIGNATURE-----\n"), "{text}");
        milepost(folder, &["verify", ID, "--export", "evidence"]);
        let statement = fs::read(folder.join("evidence/alice/statement")).expect("a file");
        assert!(accepts(folder, &statement), "{kind} {bits}");
        let other = String::from_utf8_lossy(&statement).replace("\"+1\"", "\"-1\"");
        assert!(!accepts(folder, other.as_bytes()), "{kind} {bits}");
    }
}

#[test]
fn milepost_accepts_what_ssh_keygen_alone_signed() {
    for (kind, bits) in KINDS {
        let Some(folder) = change(kind, bits) else { return };
        let folder = folder.path();
        let printed =
            milepost(folder, &["sign", ID, "--vote", "+1", "--voter", "alice", "--print-statement"]);
        succeeds(&printed);
        assert!(!printed.stdout.ends_with(b"\n"), "a line end would be signed along");
        fs::write(folder.join("statement"), &printed.stdout).expect("a file");
        let key = format!("{kind}-{bits}");
        let arguments = ["-q", "-Y", "sign", "-n", "milepost-approval-v1", "-f", &key, "statement"];
        succeeds(&run(ssh_keygen(folder).args(arguments), b""));
        succeeds(&milepost(folder, &["sign", ID, "--signature", "statement.sig"]));
        let gate = milepost(folder, &["gate"]);
        let text = String::from_utf8_lossy(&gate.stdout).into_owned();
        assert!(text.contains("alice +1 signed by"), "{text}");
    }
}

#[test]
fn the_voter_follows_from_the_key_and_nobody_signs_for_another() {
    let Some(folder) = change("ed25519", "256") else { return };
    let refused =
        milepost(folder.path(), &["sign", ID, "--vote", "+1", "--key", "ed25519-256", "--voter", "bob"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(text.contains("is that of `alice`, and not of `bob`"), "{text}");
}
