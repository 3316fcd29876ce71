//! The documents of many commits, of which each file is read and parsed once.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::HistoryError;
use crate::document::{Cache, Policy, Unread, Workspace, list, load_with};
use crate::repository::{Blobs, Ends, Located, Repository, RepositoryError};
use crate::source::{Content, Snapshot, SourceError};
use crate::yaml;

/// Reads the documents of commits. It is quickest with commits that follow each other.
#[derive(Debug)]
pub struct Documents<'repository> {
    repository: &'repository Repository,
    root: String,
    blobs: Blobs,
    files: RefCell<Cache>,
    /// What each policy that was looked at protects outside of the root, by the id of its content.
    protected: RefCell<BTreeMap<String, Option<BTreeSet<String>>>>,
}

impl<'repository> Documents<'repository> {
    /// The documents under a root.
    pub fn new(repository: &'repository Repository, root: &str) -> Self {
        Self {
            repository,
            root: root.to_owned(),
            blobs: Blobs::default(),
            files: RefCell::new(Cache::default()),
            protected: RefCell::default(),
        }
    }

    /// The repository.
    pub fn repository(&self) -> &'repository Repository {
        self.repository
    }

    /// The folder that holds the documents.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The documents of a commit, and the files `also` outside of the root.
    pub fn at(&self, commit: &str, also: &BTreeSet<String>) -> Result<Workspace, HistoryError> {
        let snapshot = self.repository.snapshot_with(commit, &self.blobs)?;
        Ok(load_with(&snapshot, &self.root, also, &mut self.files.borrow_mut())?)
    }

    /// The files of a commit, listed and not yet read: several moments can be read at once, on any threads.
    pub fn listed(&self, commit: &str, also: &BTreeSet<String>) -> Result<Unread, HistoryError> {
        let snapshot = self.repository.snapshot_with(commit, &self.blobs)?;
        Ok(list(&snapshot, &self.root, also, &mut self.files.borrow_mut())?)
    }

    /// The documents before and after a commit, with what either of their policies protects. Without a parent there is
    /// nothing before it.
    pub fn around(&self, parent: Option<&str>, commit: &str) -> Result<(Workspace, Workspace), HistoryError> {
        let policy = policy_path(&self.root);
        let at = |id: &str| self.repository.id_at(id, &policy);
        let before = parent.map(at).transpose()?.flatten();
        let protected = self.protected_around(&Ends { before, after: at(commit)? })?;
        let before = match parent {
            Some(parent) => self.at(parent, &protected)?,
            None => self.nothing()?,
        };
        Ok((before, self.at(commit, &protected)?))
    }

    /// What the policies before and after a step protect outside of the root.
    pub fn protected_around(&self, policy: &Ends) -> Result<BTreeSet<String>, RepositoryError> {
        let mut protected = BTreeSet::new();
        for policy in policy.before.iter().chain(&policy.after) {
            protected.extend(self.protected_by(policy)?.unwrap_or_default());
        }
        Ok(protected)
    }

    /// What a policy protects outside of the root; nothing known where it cannot be read.
    pub fn protected_by(&self, policy: &Located) -> Result<Option<BTreeSet<String>>, RepositoryError> {
        if let Some(known) = self.protected.borrow().get(&policy.id) {
            return Ok(known.clone());
        }
        let bytes = self.bytes(Some(policy))?;
        let paths = bytes.and_then(|bytes| protected_in(&policy_path(&self.root), &bytes));
        self.protected.borrow_mut().insert(policy.id.clone(), paths.clone());
        Ok(paths)
    }

    /// What stood before the first commit.
    pub fn nothing(&self) -> Result<Workspace, HistoryError> {
        Ok(self.nothing_listed()?.read()?)
    }

    /// What stood before the first commit, as a moment to be read.
    pub fn nothing_listed(&self) -> Result<Unread, HistoryError> {
        let empty = crate::source::InMemory::new("nothing");
        Ok(list(&empty, &self.root, &BTreeSet::new(), &mut Cache::default())?)
    }

    /// The bytes of a file that a walk found; none where something else stands there.
    pub fn bytes(&self, located: Option<&Located>) -> Result<Option<Vec<u8>>, RepositoryError> {
        let Some(located) = located else { return Ok(None) };
        Ok(match self.repository.content(located)? {
            Content::Bytes(bytes) => Some(bytes.to_vec()),
            _ => None,
        })
    }
}

/// Paths outside of the root that a snapshot's policy protects; a policy that cannot be read protects nothing here,
/// and is reported where the documents are read.
pub fn protected_by(snapshot: &dyn Snapshot, root: &str) -> Result<BTreeSet<String>, SourceError> {
    let path = policy_path(root);
    let Some(entry) = snapshot.entry(&path)? else { return Ok(BTreeSet::new()) };
    let Content::Bytes(bytes) = &entry.content else { return Ok(BTreeSet::new()) };
    Ok(protected_in(&path, bytes).unwrap_or_default())
}

fn protected_in(path: &str, policy: &[u8]) -> Option<BTreeSet<String>> {
    let policy = yaml::read(path, policy).tree.and_then(|tree| Policy::read(&tree).ok())?;
    Some(policy.protect.keys().map(str::to_owned).collect())
}

fn policy_path(root: &str) -> String {
    format!("{root}/policy.yaml")
}
