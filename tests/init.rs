//! From nothing to an approved first policy: `init`, `check`, `approve` and `gate` one after the other.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own output has failed")]

use std::path::Path;
use std::process::{Command, Output};

const TODAY: &str = "2026-12-01";

#[test]
fn what_init_writes_passes_check() {
    for template in ["six-month", "managed", "release-train", "continuous", "minimal"] {
        let folder = tempfile::tempdir().unwrap();
        init(folder.path(), template);
        let output = milepost(folder.path(), &["check", "--fail-on", "notice", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{template}: {report}");
        assert_eq!(report["diagnostics"], serde_json::json!([]), "{template}: {report}");
        assert_eq!(report["not_checked"], serde_json::json!([]), "{template}: {report}");
    }
}

#[test]
fn a_repository_without_commits_needs_one_before_the_first_pull_request() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["init", "--template", "minimal", "--name", "Example", "--tsc", "alice:Alice"];
    let said = |folder: &Path| String::from_utf8(milepost(folder, &arguments).stdout).unwrap();
    let first = "There is no commit yet that a pull request could be compared with";
    assert!(!said(folder.path()).contains(first));
    let folder = tempfile::tempdir().unwrap();
    git2::Repository::init(folder.path()).unwrap();
    let said = said(folder.path());
    assert!(said.contains(first) && said.contains("`git commit --allow-empty -m Start`"), "{said}");
}

#[test]
fn the_first_policy_can_be_approved() {
    for template in ["six-month", "managed", "release-train", "continuous", "minimal"] {
        let folder = tempfile::tempdir().unwrap();
        let (before, after) = (folder.path().join("before"), folder.path().join("after"));
        std::fs::create_dir(&before).unwrap();
        std::fs::create_dir(&after).unwrap();
        init(&after, template);
        let sides = ["--base", "before", "--head", "after"];
        let approve = ["approve", "--method", "meeting", "--present", "alice,bob,erin"];
        let votes = ["--vote=alice=+1", "--vote=bob=+1", "--vote=erin=+1", "--minutes=https://example.org/m"];
        let closed = ["--opened=2026-11-20", "--closed=2026-11-30", "--title=Adopt the process"];
        let output = milepost(folder.path(), &[&approve[..], &votes, &closed, &sides].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let output = milepost(folder.path(), &[&["gate"][..], &sides].concat());
        let shown = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{template}: {shown}");
    }
}

/// A project whose seats have no GitHub numbers, so that its votes are recorded.
fn init(folder: &Path, template: &str) {
    let arguments = [
        "init",
        "--template",
        template,
        "--name",
        "Example Project",
        "--tsc",
        "alice:Alice",
        "--tsc",
        "bob:Bob",
        "--tsc",
        "erin:Erin",
        "--release-manager",
        "carol:Carol",
        "--release-manager",
        "bob",
        "--cycle",
        "paris",
        "--start",
        "2027-01-14",
        "--rmss",
        "--advisor",
        "dana:Dana",
        "--meeting",
        "2 weeks on tuesday at 15:00",
    ];
    let output = milepost(folder, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

fn milepost(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_milepost"))
        .args(arguments)
        .args(["--today", TODAY])
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder.join("nobody"))
        .env("XDG_CONFIG_HOME", folder.join("nobody"))
        .output()
        .unwrap()
}
