//! A project in a repository of its own, whose steps a test writes one by one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use git2::{IndexAddOption, Oid, Repository, Signature, Time};
use tempfile::TempDir;

use crate::documents::{FREEZE, KICKOFF, PROCESS, PROJECT, ROSTER, plan_of, repository};
use crate::program;

const FIRST: i64 = 1_796_286_400;
const DAY: i64 = 86_400;

/// An active plan with these lines of milestones.
pub(crate) fn plan(milestones: &[&str]) -> String {
    plan_of("Paris", "active", milestones)
}

/// A plan with the release on this day.
pub(crate) fn release_on(day: &str) -> String {
    plan(&[KICKOFF, FREEZE, &format!("id: ga, date: {day}")])
}

/// The repository, which is deleted with this value.
pub(crate) struct Place {
    folder: TempDir,
    repository: Repository,
    days: i64,
}

impl Place {
    /// A project without a policy, before its first commit.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Below the folder of the test, so that a way out of the repository ends in it.
        let repository = repository(&folder.path().join("project"));
        let mut place = Self { folder, repository, days: 0 };
        place.write("project.yaml", PROJECT).write("process.yaml", PROCESS).write("roster.yaml", ROSTER);
        place
    }

    /// A project with a plan that was committed.
    pub(crate) fn with_plan(plan: &str) -> Self {
        let mut place = Self::new();
        place.write("schedules/paris.yaml", plan).commit();
        place
    }

    /// The top of the repository.
    pub(crate) fn top(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// The folder around it.
    pub(crate) fn outside(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&mut self, path: &str, text: &str) -> &mut Self {
        let path = self.top().join("release").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Commits the documents a day after the last commit, on top of HEAD.
    pub(crate) fn commit(&mut self) -> Oid {
        let head = self.repository.head().ok().and_then(|head| head.target());
        self.commit_onto(&head.into_iter().collect::<Vec<_>>())
    }

    /// The same with other parents; `main` moves there.
    pub(crate) fn commit_onto(&mut self, parents: &[Oid]) -> Oid {
        self.days += 1;
        let mut index = self.repository.index().unwrap();
        index.clear().unwrap();
        index.add_all(["release", "other"], IndexAddOption::FORCE, None).unwrap();
        let tree = self.repository.find_tree(index.write_tree().unwrap()).unwrap();
        let time = Time::new(FIRST + self.days * DAY, 0);
        let person = Signature::new("Release Team", "release@example.org", &time).unwrap();
        let parents: Vec<_> = parents.iter().map(|id| self.repository.find_commit(*id).unwrap()).collect();
        let parents: Vec<_> = parents.iter().collect();
        let id = self.repository.commit(None, &person, &person, "Step\n", &tree, &parents).unwrap();
        self.repository.reference("refs/heads/main", id, true, "test").unwrap();
        id
    }

    /// A commit that changes no document.
    pub(crate) fn commit_something_else(&mut self) -> Oid {
        fs::write(self.top().join("other"), self.days.to_string()).unwrap();
        self.commit()
    }

    /// Points HEAD elsewhere: to a branch, or to a commit alone.
    pub(crate) fn head(&self, name: &str) {
        if let Some(id) = Oid::from_str(name).ok().filter(|_| name.len() == 40) {
            self.repository.set_head_detached(id).unwrap();
        } else {
            let here = self.repository.head().unwrap().target().unwrap();
            self.repository.reference(&format!("refs/heads/{name}"), here, true, "test").unwrap();
            self.repository.set_head(&format!("refs/heads/{name}")).unwrap();
        }
    }

    pub(crate) fn export(&self, arguments: &[&str]) -> String {
        program::export(&self.top(), arguments)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        let all: Vec<&str> = ["export"].iter().chain(arguments).copied().collect();
        program::run(&self.top(), &all)
    }

    /// How a comparison of the files below `docs/` ends.
    pub(crate) fn check(&self, format: &str) -> Option<i32> {
        self.run(&[format, "--output", "docs/", "--check"]).status.code()
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.top().join(path)).unwrap()
    }
}
