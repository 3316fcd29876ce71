//! Runs the program on a repository and gives its JSON report.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// What one commit changes in another, for programs and for people.
pub(crate) struct Difference {
    pub(crate) changes: Vec<Value>,
    pub(crate) page: String,
}

/// The changes from one commit to another as of a day.
pub(crate) fn diff(repository: &Path, base: &str, head: &str, today: &str) -> Difference {
    let page = repository.join("page.txt");
    let output = format!("human={}", page.display());
    let report = run(repository, &["diff", base, head, "--today", today, "--output", &output]);
    Difference { changes: list(report, "changes"), page: std::fs::read_to_string(page).unwrap() }
}

/// The diagnostics of a commit as of a day.
pub(crate) fn check(repository: &Path, commit: &str, today: &str) -> Vec<Value> {
    list(run(repository, &["check", "--rev", commit, "--today", today]), "diagnostics")
}

/// The trend of a cycle for people and as a table, with no day named.
pub(crate) fn trend(repository: &Path, cycle: &str) -> (String, String) {
    let table = repository.join("trend.csv");
    let output = output(repository, &["trend", cycle, "--output", &format!("csv={}", table.display())]);
    (String::from_utf8(output.stdout).unwrap(), std::fs::read_to_string(table).unwrap())
}

/// A list of the report; the report leaves out an empty one.
fn list(mut report: Value, part: &str) -> Vec<Value> {
    match report[part].take() {
        Value::Null => Vec::new(),
        Value::Array(items) => items,
        other => panic!("`{part}` is no list: {other}"),
    }
}

/// Neither the environment nor the user's settings reach the program.
fn output(repository: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_milepost"))
        .args(arguments)
        .arg("--repo")
        .arg(repository)
        .current_dir(repository)
        .env_clear()
        .env("HOME", repository.join("nobody"))
        .env("XDG_CONFIG_HOME", repository.join("nobody"))
        .output()
        .unwrap()
}

/// Exit code 1 is a report too: a check that found errors.
fn run(repository: &Path, arguments: &[&str]) -> Value {
    let output = output(repository, &[arguments, &["--format", "json"]].concat());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {}\n{errors}", output.status);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{arguments:?} wrote no JSON: {error}\n{}\n{errors}", String::from_utf8_lossy(&output.stdout))
    })
}
