//! The steps of a branch that touch certain paths, the oldest first, each with the time at which it was taken.

use super::{HistoryError, StepTime, settled};
use crate::repository::{FirstParents, Repository, Side, TouchingCommit};

/// A step of the line that touches one of the paths.
#[derive(Debug, Clone)]
pub struct LineStep {
    /// The commit.
    pub commit: TouchingCommit,
    /// When it was taken.
    pub time: StepTime,
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
        let walk = repository.touching(tip, paths)?;
        let mut walk = match watched {
            Some(path) => walk.watching_sides_of(path),
            None => walk,
        };
        let commits = walk.by_ref().collect::<Result<Vec<_>, _>>()?;
        let stated: Vec<i64> = walk.times().iter().rev().copied().collect();
        let times = settled(&stated);
        let step = |commit: TouchingCommit| {
            let time = times.len().checked_sub(commit.age + 1).and_then(|index| times.get(index));
            let time = time.copied().unwrap_or(StepTime { seconds: commit.time, stated: None });
            LineStep { commit, time }
        };
        Ok(Self {
            steps: commits.into_iter().rev().map(step).collect(),
            commits: walk.first_parents(),
            sides: walk.sides().to_vec(),
        })
    }
}
