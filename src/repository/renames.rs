//! Files that a merge of git's may take for renamed: it then brings the other side's changes of the old file into the new.

use std::collections::BTreeMap;

use git2::{Delta, DiffOptions, Oid, Tree};

use super::{Repository, RepositoryError, parse_id};

/// The least part of a file, in percent, that has to be in another for the two to be called alike. Git's own measure asks
/// for 50 and counts a little differently.
const ALIKE: usize = 30;

/// A new file that git may take for an old one under another name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Followed {
    /// The old file, which one side took away and the other changed.
    pub old: String,
    /// The new one.
    pub new: String,
}

impl Repository {
    /// What a merge may bring by following renames, of the new files that `counts` names: a side added one of them and
    /// took away a file like it, which the other side changed.
    pub fn followed(
        &self,
        ancestor: &str,
        sides: [&str; 2],
        counts: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Followed>, RepositoryError> {
        let [one, other] = sides;
        let ancestor = self.top_tree(ancestor)?;
        let (one, other) = (self.top_tree(one)?, self.top_tree(other)?);
        let mut found = self.followed_on(&ancestor, &one, &other, counts)?;
        found.extend(self.followed_on(&ancestor, &other, &one, counts)?);
        found.sort();
        Ok(found)
    }

    fn followed_on(
        &self,
        ancestor: &Tree<'_>,
        side: &Tree<'_>,
        other: &Tree<'_>,
        counts: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Followed>, RepositoryError> {
        let own = self.differences(ancestor, side)?;
        let new: Vec<(&String, Oid)> = own
            .iter()
            .filter(|(path, ids)| ids.old.is_zero() && counts(path))
            .map(|(path, ids)| (path, ids.new))
            .collect();
        let gone = own.iter().filter(|(path, ids)| ids.new.is_zero() && !counts(path));
        let gone: Vec<(&String, Oid)> = gone.map(|(path, ids)| (path, ids.old)).collect();
        if new.is_empty() || gone.is_empty() {
            return Ok(Vec::new());
        }
        let theirs = self.differences(ancestor, other)?;
        let is_changed =
            |path: &str| theirs.get(path).is_some_and(|ids| !ids.old.is_zero() && !ids.new.is_zero());
        let mut found = Vec::new();
        for (old, from) in gone.into_iter().filter(|(path, _)| is_changed(path)) {
            for (path, to) in &new {
                if self.are_alike(from, *to) {
                    found.push(Followed { old: old.clone(), new: (*path).clone() });
                }
            }
        }
        Ok(found)
    }

    fn top_tree(&self, commit: &str) -> Result<Tree<'_>, RepositoryError> {
        let tree = parse_id(&self.commit(commit)?.tree)?;
        self.git.find_tree(tree).map_err(|error| self.unreadable(tree, &error))
    }

    /// Every file in which two trees differ.
    fn differences(&self, old: &Tree<'_>, new: &Tree<'_>) -> Result<BTreeMap<String, Ids>, RepositoryError> {
        let mut options = DiffOptions::new();
        let diff = self
            .git
            .diff_tree_to_tree(Some(old), Some(new), Some(&mut options))
            .map_err(RepositoryError::git("compare two trees"))?;
        let file = |delta: git2::DiffDelta<'_>| {
            let path = match delta.status() {
                Delta::Deleted => delta.old_file().path_bytes(),
                _ => delta.new_file().path_bytes(),
            };
            let path = String::from_utf8_lossy(path.unwrap_or_default()).into_owned();
            (path, Ids { old: delta.old_file().id(), new: delta.new_file().id() })
        };
        Ok(diff.deltas().map(file).collect())
    }

    /// Whether a good part of one file is in the other, line by line.
    fn are_alike(&self, one: Oid, other: Oid) -> bool {
        if one == other {
            return true;
        }
        // What is no file is renamed only as it is.
        let (Ok(one), Ok(other)) = (self.git.find_blob(one), self.git.find_blob(other)) else {
            return false;
        };
        let (one, other) = (one.content(), other.content());
        let mut lines: BTreeMap<&[u8], usize> = BTreeMap::new();
        for line in one.split_inclusive(|byte| *byte == b'\n') {
            *lines.entry(line).or_default() += 1;
        }
        let mut common = 0;
        for line in other.split_inclusive(|byte| *byte == b'\n') {
            if let Some(count) = lines.get_mut(line).filter(|count| **count > 0) {
                *count -= 1;
                common += line.len();
            }
        }
        common.saturating_mul(100) >= one.len().max(other.len()).saturating_mul(ALIKE)
    }
}

/// What a path holds on both sides; zero where there is nothing.
struct Ids {
    old: Oid,
    new: Oid,
}
