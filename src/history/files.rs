//! Which files below the documents' root each step of a branch changed: one walk for every plan at once.

use std::collections::{BTreeMap, BTreeSet};

use super::{HistoryError, Line, StepTime};
use crate::repository::{Ends, Located, Repository};
use crate::source::EntryKind;

/// The steps of a branch that touch the documents.
#[derive(Debug, Clone)]
pub struct FileLine {
    /// The steps, the oldest first.
    pub steps: Vec<FileStep>,
    /// The first commit of the branch, whether it touches the documents or not.
    pub first_commit: Option<String>,
}

/// A step, and what it changed.
#[derive(Debug, Clone)]
pub struct FileStep {
    /// The commit.
    pub commit: String,
    /// Its first parent.
    pub parent: Option<String>,
    /// How many parents it has.
    pub parents: usize,
    /// How many commits of the line lie after it.
    pub age: usize,
    /// When it was taken.
    pub time: StepTime,
    /// When the first commit of its line was made, in seconds since 1970 (UTC), as that says itself.
    pub began: i64,
    /// The files that it changed, by their paths below the root; of these, the ones that were asked for.
    pub changed: BTreeMap<String, Ends>,
}

impl FileStep {
    /// Whether it changed the plan of any cycle.
    pub fn changes_plan(&self) -> bool {
        self.changed.keys().any(|name| name.starts_with("schedules/"))
    }
}

impl FileLine {
    /// Walks the line that ends with `tip`. Of the files and folders directly below the root, `names` are looked into.
    pub fn walk(
        repository: &Repository,
        tip: &str,
        root: &str,
        names: &BTreeSet<&str>,
    ) -> Result<Self, HistoryError> {
        let line = Line::walk(repository, tip, &[root], None)?;
        let first_commit = line.commits.first();
        let mut folders = Folders { repository, names, known: BTreeMap::new() };
        let mut steps = Vec::with_capacity(line.steps.len());
        for step in line.steps {
            let after = step.commit.paths.first().and_then(|ends| ends.after.as_ref());
            steps.push(FileStep {
                changed: folders.next(after)?,
                commit: step.commit.id,
                parent: step.commit.parent,
                parents: step.commit.parents,
                age: step.commit.age,
                time: step.time,
                began: step.began,
            });
        }
        Ok(Self { steps, first_commit })
    }
}

/// What the last step has below the root. A folder whose id stays is not read again.
struct Folders<'a> {
    repository: &'a Repository,
    names: &'a BTreeSet<&'a str>,
    /// What stands directly below the root and directly below that, by path.
    known: BTreeMap<String, (Located, Listing)>,
}

/// The files of a folder, by name; of a file, itself, without a name.
type Listing = BTreeMap<String, Located>;

impl Folders<'_> {
    fn next(&mut self, root: Option<&Located>) -> Result<BTreeMap<String, Ends>, HistoryError> {
        let mut before = std::mem::take(&mut self.known);
        let mut changed = BTreeMap::new();
        let top = root.map(|root| self.repository.entries_in(root)).transpose()?.unwrap_or_default();
        for (name, located) in top.into_iter().filter(|(name, _)| self.names.contains(name.as_str())) {
            let old = before.remove(&name);
            if let Some(same) = old.as_ref().filter(|(known, _)| *known == located) {
                self.known.insert(name, same.clone());
                continue;
            }
            let listing = self.listing(&located)?;
            compare(&name, old.map(|(_, listing)| listing).unwrap_or_default(), &listing, &mut changed);
            self.known.insert(name, (located, listing));
        }
        for (name, (_, listing)) in before {
            compare(&name, listing, &Listing::new(), &mut changed);
        }
        Ok(changed)
    }

    fn listing(&self, located: &Located) -> Result<Listing, HistoryError> {
        if located.kind != EntryKind::Folder {
            return Ok(Listing::from([(String::new(), located.clone())]));
        }
        Ok(self.repository.entries_in(located)?.into_iter().collect())
    }
}

/// Enters what differs between two listings of the same name.
fn compare(name: &str, mut before: Listing, after: &Listing, changed: &mut BTreeMap<String, Ends>) {
    let path = |entry: &str| if entry.is_empty() { name.to_owned() } else { format!("{name}/{entry}") };
    for (entry, located) in after {
        let old = before.remove(entry);
        if old.as_ref() != Some(located) {
            changed.insert(path(entry), Ends { before: old, after: Some(located.clone()) });
        }
    }
    changed.extend(
        before.into_iter().map(|(entry, old)| (path(&entry), Ends { before: Some(old), after: None })),
    );
}
