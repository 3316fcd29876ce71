//! The documents of revisions, read while the walk that finds them waits for the commits before them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::read::ends_of_policy;
use crate::diff::{Change, diff_with};
use crate::document::Workspace;
use crate::history::{Documents, HistoryError};
use crate::repository::TouchingCommit;

/// How many revisions are kept until they are judged. The others are read when their turn comes, so that a long history
/// takes no more memory than a short one.
const KEPT: usize = 256;

/// A step with the documents on both sides of it.
pub(super) struct Loaded {
    pub(super) before: Workspace,
    pub(super) after: Workspace,
    /// What it changes, told by no other process than those of its own two sides.
    pub(super) changes: Vec<Change>,
}

/// Steps whose documents are at hand, by commit. The walk comes by the newest first, and they are judged the oldest first.
pub(super) struct Early<'a> {
    documents: &'a Documents<'a>,
    loaded: HashMap<String, Loaded>,
}

impl<'a> Early<'a> {
    pub(super) fn new(documents: &'a Documents<'a>) -> Self {
        Self { documents, loaded: HashMap::new() }
    }

    /// Reads the documents of a step, as long as there is room. What cannot be read says so when its turn comes.
    pub(super) fn prepare(&mut self, commit: &TouchingCommit) {
        if self.loaded.len() < KEPT
            && let Ok(loaded) = self.load(commit)
        {
            self.loaded.insert(commit.id.clone(), loaded);
        }
    }

    /// The documents of a step, which is not asked for again.
    pub(super) fn take(&mut self, commit: &TouchingCommit) -> Result<Loaded, HistoryError> {
        self.loaded.remove(&commit.id).map_or_else(|| self.load(commit), Ok)
    }

    fn load(&self, commit: &TouchingCommit) -> Result<Loaded, HistoryError> {
        let protected: BTreeSet<String> = self.documents.protected_around(ends_of_policy(commit))?;
        let after = self.documents.at(&commit.id, &protected)?;
        let before = match &commit.parent {
            Some(parent) => self.documents.at(parent, &protected)?,
            None => self.documents.nothing()?,
        };
        let changes = diff_with(&before, &after, &BTreeMap::new());
        Ok(Loaded { before, after, changes })
    }
}
