//! The steps of a branch that touch certain paths, the oldest first, each with the time at which it was taken.

use jiff::civil::Date;

use super::{HistoryError, StepTime, settled};
use crate::calendar::Zone;
use crate::repository::{Aside, FirstParents, Repository, Side, TouchingCommit};

/// A step of the line that touches one of the paths.
#[derive(Debug, Clone)]
pub struct LineStep {
    /// The commit.
    pub commit: TouchingCommit,
    /// When it was taken.
    pub time: StepTime,
    /// When the first commit of its line was made, in seconds since 1970 (UTC), as that says itself.
    pub began: i64,
}

/// The line of first parents that ends with a commit.
#[derive(Debug, Clone)]
pub struct Line {
    /// The steps that touch one of the paths, the oldest first.
    pub steps: Vec<LineStep>,
    /// All of its commits.
    pub commits: FirstParents,
    /// What merges left out of their second parents at the watched path.
    pub sides: Vec<Side>,
    /// Merges beside which a further parent has something of its own at one of the paths, the oldest first.
    pub asides: Vec<(LineStep, Aside)>,
}

/// A commit to begin with that is none of the branch's own (threat T32).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("commit `{commit}` is not on the line of first parents of `{branch}`")]
pub struct NotOnBranch {
    /// The commit.
    pub commit: String,
    /// The branch.
    pub branch: String,
}

impl LineStep {
    /// The day of the step in a zone, which is not after `present` unless the whole line is.
    pub fn day(&self, zone: &Zone, present: Date) -> Date {
        self.time.day(zone, present, self.began)
    }
}

impl Line {
    /// How many commits of the line, which people call `branch`, lie after this one.
    pub fn age_of(&self, commit: &str, branch: &str) -> Result<usize, NotOnBranch> {
        let not_there = || NotOnBranch { commit: commit.to_owned(), branch: branch.to_owned() };
        self.commits.age_of(commit).ok_or_else(not_there)
    }

    /// Walks the line that ends with `tip`. Second parents are looked at for the path of index `watched`.
    pub fn walk(
        repository: &Repository,
        tip: &str,
        paths: &[&str],
        watched: Option<usize>,
    ) -> Result<Self, HistoryError> {
        Self::walk_telling(repository, tip, paths, watched, &mut |_| ())
    }

    /// The same. `found` hears each step as soon as it is found, the newest first: there is time to do something with
    /// it, for a walk mostly waits until commits are unpacked.
    pub fn walk_telling(
        repository: &Repository,
        tip: &str,
        paths: &[&str],
        watched: Option<usize>,
        found: &mut dyn FnMut(&TouchingCommit),
    ) -> Result<Self, HistoryError> {
        let walk = repository.touching(tip, paths)?;
        let mut walk = match watched {
            Some(path) => walk.watching_sides_of(path),
            None => walk,
        };
        let commits = walk.by_ref().inspect(|step| step.iter().for_each(&mut *found));
        let commits = commits.collect::<Result<Vec<_>, _>>()?;
        let stated: Vec<i64> = walk.times().iter().rev().copied().collect();
        let times = settled(&stated);
        let began = stated.first().copied().unwrap_or_default();
        let step = |commit: TouchingCommit| {
            let time = times.len().checked_sub(commit.age + 1).and_then(|index| times.get(index));
            let time = time.copied().unwrap_or(StepTime { seconds: commit.time, stated: None });
            LineStep { commit, time, began }
        };
        let asides = walk.asides().iter().rev().map(|aside| (step(aside.merge.clone()), aside.clone()));
        Ok(Self {
            asides: asides.collect(),
            steps: commits.into_iter().rev().map(step).collect(),
            commits: walk.first_parents(),
            sides: walk.sides().to_vec(),
        })
    }
}
