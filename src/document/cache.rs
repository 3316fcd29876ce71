//! Files that were read before, for whoever loads the documents of many moments that share most of their files.

use std::collections::{BTreeSet, HashMap};

use super::read::{Read, read_all};
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
    fn is(&self, entry: &Entry, explained: bool) -> bool {
        self.explained == explained && self.entry == *entry
    }
}

impl Cache {
    /// Reads the entries that the last moment did not have.
    pub(super) fn read_all(
        &mut self,
        entries: &[Entry],
        root: &str,
        explained: &BTreeSet<String>,
    ) -> Result<Vec<Read>, SourceError> {
        // Names of bytes that are not UTF-8 can look the same.
        if entries.iter().zip(entries.iter().skip(1)).any(|(one, other)| one.path == other.path) {
            return read_all(entries, root, explained);
        }
        self.begin(root);
        let is_known = |entry: &&Entry| {
            let known = self.last.get(&entry.path);
            known.is_some_and(|known| known.is(entry, explained.contains(&entry.path)))
        };
        let new: Vec<Entry> = entries.iter().filter(|entry| !is_known(entry)).cloned().collect();
        let reads = read_all(&new, root, explained)?;
        for (entry, read) in new.into_iter().zip(reads) {
            let explained = explained.contains(&entry.path);
            self.last.insert(entry.path.clone(), Known { entry, explained, read });
        }
        // Most moments have as many files as the one before; where there are fewer, the others are forgotten.
        if self.last.len() > entries.len() {
            let here: BTreeSet<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
            self.last.retain(|path, _| here.contains(path.as_str()));
        }
        Ok(entries.iter().filter_map(|entry| Some(self.last.get(&entry.path)?.read.clone())).collect())
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
