//! A snapshot with one file replaced: what a folder will hold once a file is written.

use std::sync::Arc;

use super::{Content, Entry, EntryKind, Snapshot, SourceError};

/// Another snapshot, but for one plain file.
pub struct Overlay<'a> {
    below: &'a dyn Snapshot,
    file: Entry,
}

impl<'a> Overlay<'a> {
    /// The snapshot with a plain file at `path`, in place of what stands there.
    pub fn new(below: &'a dyn Snapshot, path: &str, bytes: &[u8]) -> Self {
        let content = Content::Bytes(Arc::from(bytes));
        Self { below, file: Entry { path: path.to_owned(), kind: EntryKind::File, content } }
    }
}

impl Snapshot for Overlay<'_> {
    fn name(&self) -> &str {
        self.below.name()
    }

    fn entries(&self, folder: &str) -> Result<Vec<Entry>, SourceError> {
        let mut entries = self.below.entries(folder)?;
        let is_inside = folder.is_empty()
            || self.file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        if is_inside {
            match entries.binary_search_by(|entry| entry.path.cmp(&self.file.path)) {
                Ok(place) => {
                    if let Some(entry) = entries.get_mut(place) {
                        entry.clone_from(&self.file);
                    }
                }
                Err(place) => entries.insert(place, self.file.clone()),
            }
        }
        Ok(entries)
    }

    fn entry(&self, path: &str) -> Result<Option<Entry>, SourceError> {
        if path == self.file.path { Ok(Some(self.file.clone())) } else { self.below.entry(path) }
    }

    fn top_level(&self) -> Result<Vec<String>, SourceError> {
        let mut names = self.below.top_level()?;
        let own = self.file.path.split('/').next().unwrap_or_default();
        if let Err(place) = names.binary_search_by(|name| name.as_str().cmp(own)) {
            names.insert(place, own.to_owned());
        }
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::InMemory;

    #[test]
    fn the_file_is_seen_and_everything_else_stays() {
        let below = InMemory::new("memory").with_file("release/a.yaml", "a").with_file("release/c.yaml", "c");
        let added = Overlay::new(&below, "release/b.yaml", b"b");
        let paths = |snapshot: &dyn Snapshot| -> Vec<String> {
            snapshot.entries("release").unwrap().into_iter().map(|entry| entry.path).collect()
        };
        assert_eq!(paths(&added), ["release/a.yaml", "release/b.yaml", "release/c.yaml"]);
        let replaced = Overlay::new(&below, "release/c.yaml", b"d");
        assert_eq!(paths(&replaced), ["release/a.yaml", "release/c.yaml"]);
        let content = replaced.entry("release/c.yaml").unwrap().unwrap().content;
        assert_eq!(content, Content::Bytes(Arc::from(&b"d"[..])));
        assert_eq!(Overlay::new(&below, "other/x", b"").top_level().unwrap(), ["other", "release"]);
        assert_eq!(paths(&Overlay::new(&below, "other/x", b"")), ["release/a.yaml", "release/c.yaml"]);
    }
}
