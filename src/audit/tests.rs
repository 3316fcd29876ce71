//! Who merged, by real commits that GitHub signed: nobody can make one up, so no history of folders can hold one.

use std::fs;

use super::merger;
use crate::approval::{MergeAuthor, Merger};

fn commit(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/web-flow/{name}.commit", env!("CARGO_MANIFEST_DIR"));
    fs::read(path).unwrap()
}

fn parents(object: &[u8]) -> usize {
    String::from_utf8_lossy(object).lines().filter(|line| line.starts_with("parent ")).count()
}

/// A merge on GitHub and a commit with one parent, both signed by GitHub.
const SIGNED: [&str; 2] =
    ["prow-a619408973827f5a8846fc61b4731156bde5fb0c", "policy-bot-59a799e5c31ffbe46de3637628536ac5a8adb17b"];

#[test]
fn a_merge_of_two_parents_that_github_signed_proves_its_author() {
    let merges: Vec<Vec<u8>> = SIGNED.into_iter().map(commit).filter(|object| parents(object) == 2).collect();
    assert!(!merges.is_empty(), "no real merge is at hand");
    for object in merges {
        let text = String::from_utf8_lossy(&object).into_owned();
        let author = text.lines().find_map(|line| line.strip_prefix("author ")).unwrap();
        let email = author.split_once('<').unwrap().1.split_once('>').unwrap().0;
        assert_eq!(merger(2, &object), Merger::SignedMerge(MergeAuthor::of(email)));
    }
}

#[test]
fn t68_any_other_commit_proves_no_merger() {
    for name in SIGNED {
        let object = commit(name);
        assert!(matches!(merger(1, &object), Merger::Unproven(_)), "one parent");
        assert!(matches!(merger(3, &object), Merger::Unproven(_)), "three parents");
    }
    for object in SIGNED.map(commit) {
        let altered = String::from_utf8_lossy(&object).replacen("author ", "author X", 1).into_bytes();
        assert!(matches!(merger(2, &altered), Merger::Unproven(_)), "another author");
    }
    let unsigned = commit("prow-unsigned-8c7f9c1be6fdd12f0c368cc6a2e6730e7054c94e");
    assert!(matches!(merger(2, &unsigned), Merger::Unproven(_)));
}
