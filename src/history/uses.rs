//! Where the branch took in an approval, and which of its steps used it.

use super::facts::made_by;
use super::{Documents, HistoryError, StepTime, settled};
use crate::document::{Approval, Document};
use crate::repository::{Ends, TouchingCommit};

/// A step of the first-parent line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundStep {
    /// The commit that took it.
    pub commit: String,
    /// The commit before it on the line.
    pub parent: Option<String>,
    /// When.
    pub time: StepTime,
}

/// What became of an approval on a branch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Uses {
    /// The step that made exactly its change; the first of several.
    pub used: Option<FoundStep>,
    /// The steps that changed or removed its file after it was there.
    pub altered: Vec<FoundStep>,
}

/// The step that brought a file to the line of first parents; the newest of several.
pub fn brought(documents: &Documents<'_>, tip: &str, path: &str) -> Result<Option<FoundStep>, HistoryError> {
    let (commits, times) = walked(documents, tip, &[path])?;
    let brings = |ends: &Ends| ends.before.is_none() && ends.after.is_some();
    let found = commits.iter().find(|commit| commit.paths.last().is_some_and(brings));
    Ok(found.map(|commit| line_step(commit, &times)))
}

/// What became of an approval that the line holds or held.
pub fn uses(
    documents: &Documents<'_>,
    tip: &str,
    approval: &Document<Approval>,
) -> Result<Uses, HistoryError> {
    let mut paths: Vec<&str> = approval.value.subject.iter().map(|subject| subject.path.as_str()).collect();
    paths.push(&approval.path);
    let (commits, times) = walked(documents, tip, &paths)?;
    let mut found = Uses::default();
    for commit in &commits {
        let Some((file, ends)) = commit.paths.split_last() else { continue };
        if file.before.is_some() && file.differ() {
            found.altered.push(line_step(commit, &times));
        }
        let is_there = file.after.is_some();
        if is_there && ends.iter().all(Ends::differ) && made_by(documents, approval, commit)? {
            found.used = Some(line_step(commit, &times));
        }
        if file.before.is_none() && is_there {
            break;
        }
    }
    Ok(found)
}

/// The commits that touch the paths, the newest first, and the times of the whole line.
fn walked(
    documents: &Documents<'_>,
    tip: &str,
    paths: &[&str],
) -> Result<(Vec<TouchingCommit>, Vec<StepTime>), HistoryError> {
    let mut walk = documents.repository().touching(tip, paths)?;
    let mut commits = Vec::new();
    for commit in walk.by_ref() {
        commits.push(commit?);
    }
    let stated: Vec<i64> = walk.times().iter().rev().copied().collect();
    let mut times = settled(&stated);
    times.reverse();
    Ok((commits, times))
}

fn line_step(commit: &TouchingCommit, times: &[StepTime]) -> FoundStep {
    let stated = StepTime { seconds: commit.time, stated: None };
    FoundStep {
        commit: commit.id.clone(),
        parent: commit.parent.clone(),
        time: times.get(commit.age).copied().unwrap_or(stated),
    }
}
