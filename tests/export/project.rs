//! A project that a test writes step by step: whatever line of commits it wants, at whatever times.

use std::collections::BTreeMap;
use std::path::Path;

use git2::{FileMode, Oid, Repository, Signature, Time};
use tempfile::TempDir;

use super::documents::{
    FREEZE, KICKOFF, PROCESS, PROJECT, ROSTER, plan_of, policy_with_minor_moves, repository,
};
use super::program::export;
use super::subscriber::{self, Event};

/// A day in seconds.
pub(crate) const DAY: i64 = 86_400;
/// The time of the first step: 2 December 2026.
pub(crate) const START: i64 = 1_796_200_000;

const GROUP: &str = "\
kind: working-group/v1
name: WG
formed: 2026-12-07
chair: alice
meeting: {every: 2 weeks, on: tuesday, at: \"15:00\", zone: Europe/Berlin, minutes-long: 50, first: 2026-12-08}
";

/// Whatever moves a date needs a vote.
pub(crate) fn strict_policy() -> String {
    policy_with_minor_moves("{vote: majority}")
}

/// Files by their paths.
pub(crate) type Files = BTreeMap<String, String>;

/// Project, process and roster below `release/`.
pub(crate) fn documents() -> Files {
    let files = [("project", PROJECT), ("process", PROCESS), ("roster", ROSTER)];
    files.iter().map(|(name, text)| (format!("release/{name}.yaml"), (*text).to_owned())).collect()
}

/// The same with a working group that meets.
pub(crate) fn with_group() -> Files {
    let mut files = documents();
    files.insert("release/working-group.yaml".to_owned(), GROUP.to_owned());
    files
}

/// The plan of a cycle; each milestone is what stands between the braces.
pub(crate) fn plan(name: &str, milestones: &[String]) -> String {
    plan_of(name, "active", milestones)
}

/// The plan of Paris with kick-off, freeze and the given end.
pub(crate) fn paris(ga: &str) -> String {
    plan("Paris", &[KICKOFF, FREEZE, &format!("id: ga, {ga}")].map(str::to_owned))
}

/// A repository without a worktree.
pub(crate) struct Project {
    folder: TempDir,
    repository: Repository,
}

impl Project {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let repository = repository(folder.path());
        Self { folder, repository }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A commit that holds exactly these files; its id.
    pub(crate) fn commit(&self, parents: &[&str], files: &Files, time: i64) -> String {
        let person = Signature::new("Release Team", "release@example.org", &Time::new(time, 0)).unwrap();
        let tree = self.repository.find_tree(self.tree(files)).unwrap();
        let found = |id: &&str| self.repository.find_commit(Oid::from_str(id).unwrap()).unwrap();
        let parents: Vec<_> = parents.iter().map(found).collect();
        let parents: Vec<_> = parents.iter().collect();
        let id = self.repository.commit(None, &person, &person, "A step\n", &tree, &parents).unwrap();
        self.repository.reference("refs/heads/main", id, true, "").unwrap();
        id.to_string()
    }

    fn tree(&self, files: &Files) -> Oid {
        let mut builder = self.repository.treebuilder(None).unwrap();
        let mut folders: BTreeMap<&str, Files> = BTreeMap::new();
        for (path, text) in files {
            match path.split_once('/') {
                None => {
                    let blob = self.repository.blob(text.as_bytes()).unwrap();
                    builder.insert(path, blob, FileMode::Blob.into()).unwrap();
                }
                Some((folder, rest)) => {
                    folders.entry(folder).or_default().insert(rest.to_owned(), text.clone());
                }
            }
        }
        for (name, files) in folders {
            builder.insert(name, self.tree(&files), FileMode::Tree.into()).unwrap();
        }
        builder.write().unwrap()
    }

    /// A line of steps, one a day; their ids.
    pub(crate) fn line(&self, steps: &[Files]) -> Vec<String> {
        let mut commits: Vec<String> = Vec::new();
        for (files, time) in steps.iter().zip((START..).step_by(86_400)) {
            let parent: Vec<&str> = commits.last().map(String::as_str).into_iter().collect();
            commits.push(self.commit(&parent, files, time));
        }
        commits
    }

    /// The events that a revision publishes.
    pub(crate) fn events(&self, revision: &str, more: &[&str]) -> Vec<Event> {
        let arguments: Vec<&str> = ["ics", "--rev", revision].iter().chain(more).copied().collect();
        subscriber::parse(&export(self.path(), &arguments))
    }

    /// The only event whose id begins so.
    pub(crate) fn event(&self, revision: &str, uid: &str) -> Event {
        let mut found = self.events(revision, &[]).into_iter().filter(|event| event.uid.starts_with(uid));
        let event = found.next().unwrap_or_else(|| panic!("no event `{uid}`"));
        assert_eq!(found.next(), None, "two events begin with `{uid}`");
        event
    }
}

/// The files with some others instead.
pub(crate) fn with(files: &Files, changes: &[(&str, &str)]) -> Files {
    let mut files = files.clone();
    files.extend(changes.iter().map(|(path, text)| (format!("release/{path}"), (*text).to_owned())));
    files
}
