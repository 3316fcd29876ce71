//! Runs `milepost export` without anything of the user's.

use std::path::Path;
use std::process::{Command, Output};

/// What an export prints; it succeeds.
pub(crate) fn export(folder: &Path, arguments: &[&str]) -> String {
    let all: Vec<&str> = ["export"].iter().chain(arguments).copied().collect();
    let output = run(folder, &all);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A call of the program in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_milepost"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder.join("nobody"))
        .env("XDG_CONFIG_HOME", folder.join("nobody"))
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap_or(folder))
        .output()
        .unwrap()
}
