//! Files that were read before, for whoever loads the documents of many moments that share most of their files.

use std::collections::{BTreeSet, HashMap};

use super::workspace::{Read, read_all};
use crate::source::{Entry, SourceError};

/// What was read of the files of the moments before. It keeps those of the last two.
#[derive(Debug, Default)]
pub struct Cache {
    root: String,
    fresh: HashMap<Key, Read>,
    old: HashMap<Key, Read>,
}

/// What decides how a file is read: the entry itself, and whether something else explains its place.
type Key = (Entry, bool);

impl Cache {
    /// Reads the entries that the last moments did not have.
    pub(super) fn read_all(
        &mut self,
        entries: &[Entry],
        root: &str,
        explained: &BTreeSet<String>,
    ) -> Result<Vec<Read>, SourceError> {
        self.begin(root);
        let keys: Vec<Key> =
            entries.iter().map(|entry| (entry.clone(), explained.contains(&entry.path))).collect();
        let (known, new): (Vec<Key>, Vec<Key>) = keys.iter().cloned().partition(|key| self.knows(key));
        drop(known);
        let unread: Vec<Entry> = new.iter().map(|(entry, _)| entry.clone()).collect();
        let reads = read_all(&unread, root, explained)?;
        self.fresh.extend(new.into_iter().zip(reads));
        Ok(keys.iter().filter_map(|key| self.fresh.get(key).cloned()).collect())
    }

    /// Another root gives the same files another place.
    fn begin(&mut self, root: &str) {
        self.old = std::mem::take(&mut self.fresh);
        if self.root != root {
            root.clone_into(&mut self.root);
            self.old.clear();
        }
    }

    fn knows(&mut self, key: &Key) -> bool {
        if let Some((key, read)) = self.old.remove_entry(key) {
            self.fresh.insert(key, read);
        }
        self.fresh.contains_key(key)
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
