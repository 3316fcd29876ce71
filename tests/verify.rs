//! `milepost verify` in a repository that is damaged: nothing is told from objects that cannot be trusted.

#![allow(clippy::expect_used, clippy::panic, reason = "a failed expectation is how a test fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use git2::{Oid, Repository, RepositoryInitOptions, Signature, Time};
use tempfile::TempDir;

const ID: &str = "2027-01-18-paris";
const PLAN: &str = "release/schedules/paris.yaml";

/// A repository whose second commit is a change with two signed votes.
struct Merged {
    folder: TempDir,
    git: Repository,
    commits: Vec<Oid>,
}

impl Merged {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut options = RepositoryInitOptions::new();
        options.initial_head("main").external_template(false);
        let git = Repository::init_opts(folder.path(), &options).expect("a repository");
        let mut merged = Self { folder, git, commits: Vec::new() };
        let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/gate/signed-votes");
        merged.commit(&case.join("before"), 1_798_800_000);
        merged.commit(&case.join("after"), 1_800_446_400);
        merged
    }

    fn commit(&mut self, from: &Path, seconds: i64) {
        let tree = self.tree(from);
        let tree = self.git.find_tree(tree).expect("a tree");
        let person =
            Signature::new("Somebody", "somebody@example.org", &Time::new(seconds, 0)).expect("a person");
        let parent = self.commits.last().map(|id| self.git.find_commit(*id).expect("a commit"));
        let parents: Vec<_> = parent.iter().collect();
        let id = self.git.commit(Some("refs/heads/main"), &person, &person, "Go on", &tree, &parents);
        drop(parents);
        drop(parent);
        drop(tree);
        self.commits.push(id.expect("a commit"));
    }

    fn tree(&self, folder: &Path) -> Oid {
        let mut builder = self.git.treebuilder(None).expect("a tree");
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name");
            if path.is_dir() {
                builder.insert(name, self.tree(&path), 0o040_000).expect("an entry");
            } else {
                let blob = self.git.blob(&fs::read(&path).expect("a file")).expect("a blob");
                builder.insert(name, blob, 0o100_644).expect("an entry");
            }
        }
        builder.write().expect("a tree")
    }

    /// Where git keeps the bytes of a file as of a commit.
    fn object(&self, commit: usize, path: &str) -> (Oid, PathBuf) {
        let tree =
            self.git.find_commit(self.commits[commit]).and_then(|commit| commit.tree()).expect("a tree");
        let id = tree.get_path(Path::new(path)).expect("an entry").id();
        (id, self.file_of(id))
    }

    fn file_of(&self, id: Oid) -> PathBuf {
        let name = id.to_string();
        self.git.path().join("objects").join(&name[..2]).join(&name[2..])
    }

    fn verify(&self) -> Output {
        Command::new(env!("CARGO_BIN_EXE_milepost"))
            .args(["verify", ID])
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path().join("nobody"))
            .output()
            .expect("it starts")
    }

    /// Asserts that nothing is told, and that the message names what is wrong.
    fn tells_nothing_but(&self, words: &str) {
        let output = self.verify();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn a_sound_history_is_explained() {
    let output = Merged::new().verify();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_missing_content_is_named() {
    let merged = Merged::new();
    let (id, file) = merged.object(0, PLAN);
    fs::remove_file(file).expect("it was there");
    merged.tells_nothing_but(&id.to_string());
}

#[test]
fn a_content_with_other_bytes_is_named() {
    let merged = Merged::new();
    let (id, file) = merged.object(1, PLAN);
    let (_, other) = merged.object(0, PLAN);
    fs::remove_file(&file).expect("it was there");
    fs::copy(other, &file).expect("a copy");
    merged.tells_nothing_but(&id.to_string());
}

#[test]
fn a_missing_parent_is_named() {
    let merged = Merged::new();
    fs::remove_file(merged.file_of(merged.commits[0])).expect("it was there");
    merged.tells_nothing_but(&merged.commits[0].to_string());
}
