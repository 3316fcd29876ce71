//! What the commands ask of the history, as failures where it could not be looked at.

use std::collections::BTreeSet;

use crate::approval::{HistoryFacts, Step};
use crate::document::Process;
use crate::history::{self, Documents, HistoryError, facts as facts_of};
use crate::repository::{Commit, Repository};
use crate::source::Snapshot;

use super::failure::Failure;
use super::side::{self, Side};

/// The files of a side.
pub(super) fn snapshot<'a>(
    place: &'a side::Place<'_>,
    side: &'a Side,
) -> Result<Box<dyn Snapshot + 'a>, Failure> {
    Ok(match side {
        Side::Revision(commit) => Box::new(place.repository()?.snapshot(&commit.id)?),
        Side::Folder(folder) | Side::Worktree(folder, _) => Box::new(folder.clone()),
    })
}

/// The history that a change starts from, which is read once for all that is asked of it.
pub(super) struct Past<'a> {
    pub(super) documents: Documents<'a>,
    pub(super) base: &'a Commit,
}

impl<'a> Past<'a> {
    /// The documents of `root` up to `base`; nothing where there is no repository or no commit to start from.
    pub(super) fn of(
        repository: Option<&'a Repository>,
        base: Option<&'a Commit>,
        root: &str,
    ) -> Option<Self> {
        Some(Self { documents: Documents::new(repository?, root), base: base? })
    }
}

/// Everything that the history has to say about the step that begins there; without one, nothing.
pub(super) fn facts(past: Option<&Past<'_>>, step: Step<'_>) -> Result<HistoryFacts, Failure> {
    Ok(match past {
        Some(past) => facts_of(&past.documents, &past.base.id, step)?,
        None => HistoryFacts::default(),
    })
}

/// A version of the process, as the branch held it last.
pub(super) fn process(
    repository: &Repository,
    base: &Commit,
    root: &str,
    version: u64,
) -> Result<Option<Process>, Failure> {
    let mut found =
        history::processes(&Documents::new(repository, root), &base.id, BTreeSet::from([version]))?;
    Ok(found.remove(&version))
}

impl From<HistoryError> for Failure {
    fn from(error: HistoryError) -> Self {
        match error {
            HistoryError::Repository(error) => error.into(),
            HistoryError::Source(error) => error.into(),
        }
    }
}
