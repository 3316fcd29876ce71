//! How commits hang together: merge bases and ancestors.

use std::collections::{BTreeSet, HashSet};

use git2::{ErrorClass, ErrorCode};

use super::{Repository, RepositoryError, parse_id};

/// Where two histories meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeBase {
    /// At this commit.
    One(String),
    /// Nowhere: they are unrelated.
    None,
    /// At several commits, none before another (a criss-cross); sorted.
    Several(Vec<String>),
}

impl Repository {
    /// The best common ancestors of two commits.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<MergeBase, RepositoryError> {
        match self.git.merge_bases(parse_id(one)?, parse_id(other)?) {
            Ok(ids) => {
                let mut ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
                ids.sort();
                Ok(match ids.pop() {
                    Some(id) if ids.is_empty() => MergeBase::One(id),
                    Some(last) => MergeBase::Several(ids.into_iter().chain([last]).collect()),
                    None => MergeBase::None,
                })
            }
            // A shallow clone may have cut off where they meet.
            Err(_) if self.is_shallow() => Err(RepositoryError::Shallow { id: other.to_owned() }),
            Err(error) if error.code() == ErrorCode::NotFound && error.class() == ErrorClass::Merge => {
                Ok(MergeBase::None)
            }
            Err(error) => Err(RepositoryError::git("find the merge base")(error)),
        }
    }

    /// The commits that `commit` may have been started from, as seen from a branch that ends with `tip`: where both meet, and
    /// the last commit of the branch's line of first parents that `commit` holds. None where nothing of that line is in it.
    ///
    /// Where they meet may lie beside the line: on something that was merged only after somebody had built upon it.
    pub fn origins(&self, tip: &str, commit: &str) -> Result<Option<BTreeSet<String>>, RepositoryError> {
        let mut origins = match self.merge_base(tip, commit)? {
            MergeBase::One(id) if id == tip => return Ok(Some(BTreeSet::from([id]))),
            MergeBase::One(id) => BTreeSet::from([id]),
            MergeBase::Several(ids) => ids.into_iter().collect(),
            MergeBase::None => return Ok(None),
        };
        let newer: HashSet<String> = self.only_in(tip, commit)?.into_iter().collect();
        let mut next = Some(tip.to_owned());
        while let Some(id) = next.take_if(|id| newer.contains(id)) {
            next = self.commit(&id)?.parents.into_iter().next();
        }
        Ok(next.map(|held| {
            origins.insert(held);
            origins
        }))
    }

    /// The commits that belong to `of` and not to `without`, the newest first.
    pub fn only_in(&self, of: &str, without: &str) -> Result<Vec<String>, RepositoryError> {
        let failed = RepositoryError::git("walk a side of a merge");
        let mut walk = self.git.revwalk().map_err(&failed)?;
        walk.push(parse_id(of)?).map_err(&failed)?;
        walk.hide(parse_id(without)?).map_err(&failed)?;
        walk.map(|id| id.map(|id| id.to_string()).map_err(&failed)).collect()
    }

    /// Whether `descendant` is `ancestor` or was built upon it.
    pub fn is_ancestor(&self, ancestor: &str, descendant: &str) -> Result<bool, RepositoryError> {
        let (ancestor, descendant) = (parse_id(ancestor)?, parse_id(descendant)?);
        if ancestor == descendant {
            return Ok(true);
        }
        match self.git.graph_descendant_of(descendant, ancestor) {
            Ok(false) | Err(_) if self.is_shallow() => {
                Err(RepositoryError::Shallow { id: ancestor.to_string() })
            }
            answer => answer.map_err(RepositoryError::git("compare two histories")),
        }
    }
}
