//! Files that were read before, for whoever loads the documents of many moments that share most of their files.

use std::collections::{BTreeSet, HashMap};

use super::read::{Read, Wanted, read_all};
use crate::source::{Entry, SourceError};

/// What was read of the files of the last moment, by path.
#[derive(Debug, Default)]
pub struct Cache {
    root: String,
    last: HashMap<String, Known>,
}

/// A file with all that decides how it is read: the entry itself, and whether something else explains its place.
#[derive(Debug)]
struct Known {
    entry: Entry,
    explained: bool,
    read: Read,
}

impl Known {
    fn is(&self, wanted: &Wanted<'_>) -> bool {
        self.explained == wanted.explained && self.entry == *wanted.entry
    }
}

impl Cache {
    /// Reads the entries that the last moment did not have.
    pub(super) fn read_all(&mut self, wanted: &[Wanted<'_>], root: &str) -> Result<Vec<Read>, SourceError> {
        // Names of bytes that are not UTF-8 can look the same.
        if wanted.iter().zip(wanted.iter().skip(1)).any(|(one, other)| one.entry.path == other.entry.path) {
            return read_all(wanted, root);
        }
        self.begin(root);
        let is_known =
            |wanted: &Wanted<'_>| self.last.get(&wanted.entry.path).is_some_and(|known| known.is(wanted));
        let new: Vec<Wanted<'_>> = wanted.iter().copied().filter(|wanted| !is_known(wanted)).collect();
        for (wanted, read) in new.iter().zip(read_all(&new, root)?) {
            let known = Known { entry: wanted.entry.clone(), explained: wanted.explained, read };
            self.last.insert(known.entry.path.clone(), known);
        }
        // Most moments have as many files as the one before; where there are fewer, the others are forgotten.
        if self.last.len() > wanted.len() {
            let here: BTreeSet<&str> = wanted.iter().map(|wanted| wanted.entry.path.as_str()).collect();
            self.last.retain(|path, _| here.contains(path.as_str()));
        }
        Ok(wanted.iter().filter_map(|wanted| Some(self.last.get(&wanted.entry.path)?.read.clone())).collect())
    }

    /// Another root gives the same files another place.
    fn begin(&mut self, root: &str) {
        if self.root != root {
            root.clone_into(&mut self.root);
            self.last.clear();
        }
    }
}
#[cfg(test)]
mod tests {
    use super::super::{load, load_with};
    use super::*;
    use crate::source::InMemory;

    const PROJECT: &str = "kind: project/v1\nname: Example\n";

    #[test]
    fn what_was_read_before_reads_the_same() {
        let base = InMemory::new("one").with_file("release/project.yaml", PROJECT);
        let moments = [
            base.clone(),
            base.clone().with_file("release/schedules/a.yaml", "kind: schedule/v1\n"),
            base.clone().with_file("release/schedules/a.yaml", "kind: [\n").with_file("release/x", ""),
            base.clone().with_file("release/schedules/b.yaml", "kind: schedule/v1\n"),
            base,
        ];
        let mut cache = Cache::default();
        for root in ["release", "elsewhere", "release"] {
            for snapshot in &moments {
                let alone = load(snapshot, root, &BTreeSet::new()).unwrap();
                let cached = load_with(snapshot, root, &BTreeSet::new(), &mut cache).unwrap();
                assert_eq!(format!("{alone:?}"), format!("{cached:?}"));
            }
        }
    }
}
