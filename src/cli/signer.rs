//! The key that signs, and `ssh-keygen` at work: the only place where another program is run for a signature.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::signature::signing;
use crate::signature::ssh::{APPROVAL_NAMESPACE, PublicKey};
use crate::source::slashed;

use super::failure::Failure;

/// The names that `ssh-keygen` gives to keys, the best first.
const USUAL: [&str; 5] = ["id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk"];

/// The largest file that may hold a key.
const LARGEST_KEY: u64 = 64 * 1024;

/// A key that can sign.
#[derive(Debug)]
pub(super) struct Key {
    /// The file that `ssh-keygen` is told: the private key, or a public one whose private part the agent has.
    pub(super) path: PathBuf,
    /// Its public part.
    pub(super) public: PublicKey,
    /// Whether the file was written for this run alone.
    is_temporary: bool,
}

impl Drop for Key {
    fn drop(&mut self) {
        if self.is_temporary {
            // What is left behind is a public key.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The key that was named; else the one that git signs with; else the first usual one that `is_listed`.
pub(super) fn find(
    named: Option<&Path>,
    repository: &Path,
    is_listed: impl Fn(&PublicKey) -> bool,
) -> Result<Key, Failure> {
    if let Some(path) = named {
        return Ok(Key { public: public_part(path)?, path: path.to_owned(), is_temporary: false });
    }
    if let Some(key) = key_of_git(repository)? {
        return Ok(key);
    }
    let folder = std::env::home_dir().map(|home| home.join(".ssh"));
    let usual = folder.iter().flat_map(|folder| USUAL.map(|name| folder.join(name)));
    let mut tried = Vec::new();
    for path in usual.filter(|path| path.exists() || beside(path).exists()) {
        // A key that cannot be read, or that the roster does not list, is not the one.
        if let Ok(public) = public_file(&beside(&path))
            && is_listed(&public)
        {
            return Ok(Key { path, public, is_temporary: false });
        }
        tried.extend(path.file_name().map(|name| format!("`{}`", name.to_string_lossy())));
    }
    let held = if tried.is_empty() {
        format!("`~/.ssh` holds none of {}", USUAL.map(|name| format!("`{name}`")).join(", "))
    } else {
        format!("of what `~/.ssh` holds, the roster lists none: {}", tried.join(", "))
    };
    Err(Failure::new(format!("there is no key to sign with: git names none for SSH, and {held}"))
        .hint("name one with `--key FILE`; a `.pub` file is enough where the agent has the private key"))
}

/// What git is told to sign with by `gpg.format = ssh` and `user.signingKey`.
fn key_of_git(repository: &Path) -> Result<Option<Key>, Failure> {
    if git_config(repository, &["gpg.format"]).as_deref() != Some("ssh") {
        return Ok(None);
    }
    let Some(name) = git_config(repository, &["--type=path", "user.signingKey"]) else { return Ok(None) };
    let literal = name.strip_prefix("key::").unwrap_or(&name);
    if let Ok(public) = PublicKey::parse(literal) {
        let path = temporary_file(literal)?;
        return Ok(Some(Key { path, public, is_temporary: true }));
    }
    let path = PathBuf::from(name);
    Ok(Some(Key { public: public_part(&path)?, path, is_temporary: false }))
}

fn git_config(repository: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(repository)
        .args(["config", "--get"])
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let value = text.trim_end_matches(['\n', '\r']);
    (output.status.success() && !value.is_empty()).then(|| value.to_owned())
}

fn temporary_file(public: &str) -> Result<PathBuf, Failure> {
    let path = std::env::temp_dir().join(format!("milepost-{}.pub", std::process::id()));
    let failed = |error: std::io::Error| Failure::of_file("write", &path, &error);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&path).map_err(failed)?;
    writeln!(file, "{public}").map_err(failed)?;
    Ok(path)
}

/// The public part of a key file: the file itself, the `.pub` file beside it, or what `ssh-keygen` says.
fn public_part(path: &Path) -> Result<PublicKey, Failure> {
    let text = read(path)?;
    if !text.contains("PRIVATE KEY") {
        return parsed(path, &text);
    }
    if beside(path).exists() {
        return public_file(&beside(path));
    }
    let output = Command::new(signing::PROGRAM)
        .args(["-y", "-f"])
        .arg(path)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| not_started(&error))?;
    parsed(path, &String::from_utf8_lossy(&output.stdout))
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

fn public_file(path: &Path) -> Result<PublicKey, Failure> {
    parsed(path, &read(path)?)
}

fn parsed(path: &Path, text: &str) -> Result<PublicKey, Failure> {
    PublicKey::parse(text).map_err(|error| {
        Failure::new(format!("`{}` is no key that can sign a vote: {error}", slashed(path)))
            .hint("name another key with `--key`; `ssh-keygen -t ed25519` makes one")
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::of_file("read", path, &error);
    if fs::metadata(path).map_err(failed)?.len() > LARGEST_KEY {
        return Err(Failure::new(format!("`{}` is too large to be a key", slashed(path))));
    }
    Ok(String::from_utf8_lossy(&fs::read(path).map_err(failed)?).into_owned())
}

/// Has the bytes signed. What the program asks for, it asks for itself.
pub(super) fn sign(key: &Key, message: &[u8]) -> Result<String, Failure> {
    let mut child = Command::new(signing::PROGRAM)
        .args(signing::arguments(&key.path, APPROVAL_NAMESPACE))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(|error| not_started(&error))?;
    if let Some(mut input) = child.stdin.take() {
        // A program that refuses early does not read; what it says is looked at below.
        let _ = input.write_all(message);
    }
    let output = child
        .wait_with_output()
        .map_err(|error| Failure::new(format!("`{}` could not be waited for: {error}", signing::PROGRAM)))?;
    let keys = [key.public.clone()];
    let made = signing::accept(&output.stdout, &keys, APPROVAL_NAMESPACE, message).map_err(|error| {
        Failure::new(error.to_string()).hint(
            "where the key is in the agent, see `ssh-add -l`; for another key use `--key FILE`, and for another \
             machine `--print-statement` and `--signature`",
        )
    })?;
    Ok(made.text)
}

fn not_started(error: &std::io::Error) -> Failure {
    let message = format!("`{}` could not be started: {error}", signing::PROGRAM);
    Failure::new(message).hint("it is part of OpenSSH 8.1 and later; on Debian and Ubuntu `openssh-client`")
}
