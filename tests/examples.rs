//! Every shipped example is a project without errors and warnings on a day of its cycle.

#![allow(clippy::expect_used, clippy::panic, reason = "a failed expectation is how a test fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The examples, each with a day on which its cycle runs.
const EXAMPLES: [(&str, &str); 7] = [
    ("network", "2026-12-01"),
    ("slip/before", "2027-06-01"),
    ("slip/after", "2027-06-01"),
    ("communities/kubernetes", "2026-02-16"),
    ("communities/nodejs", "2026-02-02"),
    ("communities/opendaylight", "2025-02-03"),
    ("communities/openstack", "2024-07-16"),
];

#[test]
fn every_example_is_free_of_errors_and_warnings() {
    for (example, today) in EXAMPLES {
        let folder = format!("examples/{example}");
        let output = Command::new(env!("CARGO_BIN_EXE_milepost"))
            .args(["check", &folder, "--fail-on", "warning", "--today", today])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_clear()
            .output()
            .expect("the program runs");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{example}:\n{printed}");
        assert!(!printed.starts_with("0 documents"), "{example} holds nothing");
    }
}

#[test]
fn no_example_is_left_out() {
    let mut found = BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"), "", &mut found);
    let listed: BTreeSet<String> = EXAMPLES.iter().map(|(example, _)| (*example).to_owned()).collect();
    assert_eq!(found, listed);
}

/// The folders that hold a `release` folder.
fn collect(folder: &Path, name: &str, found: &mut BTreeSet<String>) {
    if folder.join("release").is_dir() {
        found.insert(name.to_owned());
        return;
    }
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        if entry.path().is_dir() {
            let below = entry.file_name().to_string_lossy().into_owned();
            let name = if name.is_empty() { below } else { format!("{name}/{below}") };
            collect(&entry.path(), &name, found);
        }
    }
}
