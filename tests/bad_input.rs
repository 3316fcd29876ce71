//! Input that is too big, too strange or too rude for a case folder: each ends with a clear sentence and an exit code.

#![allow(clippy::unwrap_used, reason = "a test that cannot prepare its input has failed")]

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const SCHEDULE: &str = "release/schedules/paris.yaml";

#[test]
fn a_file_of_50_megabytes_is_refused_by_its_size() {
    let folder = project();
    // Nothing but a hole: reading it would find 50 million zero bytes and complain about them instead.
    write(folder.path(), SCHEDULE, b"");
    File::create(folder.path().join(SCHEDULE)).unwrap().set_len(50_000_000).unwrap();
    let output = check(folder.path());
    assert_eq!(code(&output), 1);
    assert!(
        printed(&output).contains("the file has 50000000 bytes; a document has at most 262144 (256 KiB)"),
        "{}",
        printed(&output)
    );
    assert!(!printed(&output).contains("U+0000"));
    assert_eq!(errors(&output), 1);
}

#[test]
fn a_document_of_exactly_the_largest_size_is_read() {
    let folder = project();
    let beginning = "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones: []\n";
    let filled = format!("{beginning}# {}\n", "x".repeat(256 * 1024 - beginning.len() - 3));
    write(folder.path(), SCHEDULE, filled.as_bytes());
    assert_eq!(code(&check(folder.path())), 0);
    write(folder.path(), SCHEDULE, format!("{filled}\n").as_bytes());
    assert_eq!(errors(&check(folder.path())), 1);
}

#[test]
fn a_hundred_thousand_brackets_are_one_error_with_a_place() {
    for hostile in ["[".repeat(100_000), "{a: ".repeat(60_000), "- ".repeat(100_000), "? ".repeat(100_000)] {
        let folder = project();
        write(folder.path(), SCHEDULE, hostile.as_bytes());
        let output = check(folder.path());
        assert_eq!(code(&output), 1);
        assert_eq!(errors(&output), 1, "{}", printed(&output));
        assert!(printed(&output).contains("more than 64 levels inside each other"), "{}", printed(&output));
        assert!(printed(&output).contains(&format!("{SCHEDULE}:1:")), "{}", printed(&output));
        assert!(output.stdout.len() < 4_000, "a line of 100,000 characters is not printed whole");
    }
}

#[test]
fn an_alias_bomb_is_an_error_for_each_anchor() {
    let folder = project();
    let nine = |item: &str| [item; 9].join(", ");
    let mut bomb = vec![format!("a: &a [{}]", nine("x"))];
    bomb.extend(
        ('b'..='z')
            .zip('a'..)
            .map(|(name, before)| format!("{name}: &{name} [{}]", nine(&format!("*{before}")))),
    );
    let bomb = bomb.join("\n");
    write(folder.path(), SCHEDULE, bomb.as_bytes());
    let output = check(folder.path());
    assert_eq!(code(&output), 1);
    assert_eq!(errors(&output), 26);
}

#[test]
fn a_scalar_of_two_hundred_kilobytes_is_not_repeated_in_the_message() {
    let folder = project();
    let long = "x".repeat(200_000);
    let text = format!("kind: schedule/v1\ncycle: paris\nstatus: {long}\nmilestones: []\n");
    write(folder.path(), SCHEDULE, text.as_bytes());
    let output = check(folder.path());
    assert_eq!(code(&output), 1);
    assert!(output.stdout.len() < 4_000, "{} bytes were printed", output.stdout.len());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = project();
    for name in 0..300 {
        write(folder.path(), &format!("release/odd-{name}.txt"), b"x");
    }
    let mut child = milepost(folder.path(), &["check", "--today", "2027-01-20"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 1, "the findings count, whether they are read or not");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_cannot_be_judged() {
    use std::os::unix::fs::PermissionsExt;
    let folder = project();
    let file = folder.path().join("release/roster.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&file).is_ok() {
        // An administrator can read everything; then there is nothing to see here.
        return;
    }
    let output = check(folder.path());
    assert_eq!(code(&output), 2);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("`release/roster.yaml`: you have no permission to read it"), "{said}");
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_reported_and_never_followed() {
    let folder = project();
    let secret = folder.path().join("secret");
    fs::write(&secret, "kind: schedule/v1\nsecret: words\n").unwrap();
    fs::create_dir_all(folder.path().join("release/schedules")).unwrap();
    std::os::unix::fs::symlink(&secret, folder.path().join(SCHEDULE)).unwrap();
    std::os::unix::fs::symlink("loop", folder.path().join("release/loop")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("release/process.yaml")).unwrap();
    let socket = std::os::unix::net::UnixListener::bind(folder.path().join("release/training.yaml"));
    let output = check(folder.path());
    drop(socket);
    assert_eq!(code(&output), 1);
    assert_eq!(errors(&output), 4, "{}", printed(&output));
    assert!(!printed(&output).contains("secret: words"));
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_unicode_is_reported() {
    use std::os::unix::ffi::OsStrExt;
    let folder = project();
    let name = std::ffi::OsStr::from_bytes(b"release/\xff\x1b[31m.yaml");
    if fs::write(folder.path().join(name), "x").is_err() {
        // Some file systems take no such name.
        return;
    }
    let output = check(folder.path());
    assert_eq!(code(&output), 1);
    assert_eq!(errors(&output), 1, "{}", printed(&output));
    assert!(!printed(&output).contains('\u{1b}'));
}

#[test]
fn a_bare_repository_has_revisions_but_no_working_tree() {
    let folder = tempfile::tempdir().unwrap();
    git2::Repository::init_bare(folder.path()).unwrap();
    for (arguments, message) in [
        (&["check"][..], "error: this repository is bare, so there is no working tree to look at"),
        (&["check", "--rev", "HEAD"], "error: `HEAD` names no commit yet"),
        (&["diff"], "error: `HEAD` names no commit yet"),
        (&["gate"], "error: there is no commit yet in this repository"),
    ] {
        let output = milepost(folder.path(), arguments).output().unwrap();
        assert_eq!(code(&output), 2, "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with(message), "{arguments:?}: {said}");
        assert!(said.lines().count() <= 2, "{arguments:?}: {said}");
    }
}

#[test]
fn a_repository_without_commits_is_checked_but_not_compared() {
    let folder = project();
    let mut options = git2::RepositoryInitOptions::new();
    git2::Repository::init_opts(folder.path(), options.initial_head("main")).unwrap();
    assert_eq!(code(&check(folder.path())), 0);
    for (arguments, message) in [
        (&["diff"][..], "error: `HEAD` names no commit yet"),
        (&["gate"], "error: there is no commit yet in this repository"),
        (&["gate", "--base", "main", "--head", "HEAD"], "error: `main` names no commit yet"),
    ] {
        let output = milepost(folder.path(), arguments).output().unwrap();
        assert_eq!(code(&output), 2);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with(message), "{said}");
        assert!(
            said.contains("\nhint: make a first one") && said.contains("`git commit --allow-empty -m Start`"),
            "{said}"
        );
    }
}

#[test]
fn a_damaged_repository_is_one_sentence() {
    for (file, bytes) in
        [("HEAD", &b"nonsense"[..]), ("config", b"[core\nnonsense"), ("refs/heads/main", b"nonsense")]
    {
        let folder = project();
        git2::Repository::init(folder.path()).unwrap();
        fs::write(folder.path().join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::write(folder.path().join(".git").join(file), bytes).unwrap();
        let output = milepost(folder.path(), &["diff"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(code(&output), 2, "{file}: {said}");
        assert!(said.starts_with("error: "), "{file}: {said}");
        assert!(said.lines().count() <= 2, "{file}: {said}");
    }
}

/// A folder with the three required documents.
fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let examples =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/bad-input/nothing-to-read/release");
    for name in ["project.yaml", "roster.yaml", "policy.yaml"] {
        write(folder.path(), &format!("release/{name}"), &fs::read(examples.join(name)).unwrap());
    }
    folder
}

fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Neither the environment nor the user's settings reach the program.
fn milepost(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder.join("nobody"))
        .env("XDG_CONFIG_HOME", folder.join("nobody"))
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap());
    command
}

fn check(folder: &Path) -> Output {
    milepost(folder, &["check", "--today", "2027-01-20"]).output().unwrap()
}

/// No panic and no signal: every run ends with one of the three exit codes.
fn code(output: &Output) -> i32 {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked") && !said.contains("RUST_BACKTRACE"), "{said}");
    let code = output.status.code().unwrap_or(-1);
    assert!(matches!(code, 0..=2), "{code}: {said}");
    code
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn errors(output: &Output) -> usize {
    printed(output).lines().filter(|line| line.starts_with("error[")).count()
}
