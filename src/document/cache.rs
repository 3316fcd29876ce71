//! Files that were read before, for whoever loads the documents of many moments that share most of their files.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use super::read::{Read, Wanted, read_file};
use crate::source::{Entry, SourceError};

/// What the last moment held, by path.
#[derive(Debug, Default)]
pub struct Cache {
    root: String,
    last: HashMap<String, Arc<Slot>>,
}

/// A file of one moment or more, read once by whoever asks first. What it reads as is decided by the entry itself (its
/// path, its kind and all of its bytes), by the root, and by whether something else explains its place; so only moments
/// with the same of all these share a slot.
#[derive(Debug)]
pub(super) struct Slot {
    entry: Entry,
    explained: bool,
    read: OnceLock<Result<Read, SourceError>>,
}

impl Slot {
    fn new(wanted: &Wanted<'_>) -> Arc<Self> {
        Arc::new(Self { entry: wanted.entry.clone(), explained: wanted.explained, read: OnceLock::new() })
    }

    fn is(&self, wanted: &Wanted<'_>) -> bool {
        self.explained == wanted.explained && self.entry == *wanted.entry
    }

    /// Whether somebody read the file already.
    pub(super) fn is_read(&self) -> bool {
        self.read.get().is_some()
    }

    /// The entry to be read.
    pub(super) fn wanted(&self) -> Wanted<'_> {
        Wanted { entry: &self.entry, explained: self.explained }
    }

    /// Takes in what the file reads as.
    pub(super) fn fill(&self, read: Read) {
        // Whoever was faster has read the same.
        let _ = self.read.set(Ok(read));
    }

    /// The file as it reads below the root of the cache that the slot is from.
    pub(super) fn read(&self, root: &str) -> Result<Read, SourceError> {
        self.read.get_or_init(|| read_file(&self.entry, root, self.explained)).clone()
    }
}

impl Cache {
    /// The files of a moment, in the order of the entries: those that the last moment had are shared with it.
    pub(super) fn slots(&mut self, wanted: &[Wanted<'_>], root: &str) -> Vec<Arc<Slot>> {
        // Names of bytes that are not UTF-8 can look the same.
        if wanted.iter().zip(wanted.iter().skip(1)).any(|(one, other)| one.entry.path == other.entry.path) {
            return wanted.iter().map(Slot::new).collect();
        }
        self.begin(root);
        let slots = wanted.iter().map(|wanted| self.slot(wanted)).collect();
        // Most moments have as many files as the one before; where there are fewer, the others are forgotten.
        if self.last.len() > wanted.len() {
            let here: BTreeSet<&str> = wanted.iter().map(|wanted| wanted.entry.path.as_str()).collect();
            self.last.retain(|path, _| here.contains(path.as_str()));
        }
        slots
    }

    fn slot(&mut self, wanted: &Wanted<'_>) -> Arc<Slot> {
        if let Some(known) = self.last.get(&wanted.entry.path).filter(|slot| slot.is(wanted)) {
            return Arc::clone(known);
        }
        let slot = Slot::new(wanted);
        self.last.insert(slot.entry.path.clone(), Arc::clone(&slot));
        slot
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
