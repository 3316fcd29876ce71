//! A snapshot held in memory: for tests, and for trees that are computed rather than read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Content, Entry, EntryKind, Snapshot, SourceError, is_document_name};

/// A snapshot whose entries are given one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InMemory {
    name: String,
    entries: BTreeMap<String, Entry>,
}

impl InMemory {
    /// An empty snapshot called `name`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), entries: BTreeMap::new() }
    }

    /// The same with a plain file at `path`.
    #[must_use]
    pub fn with_file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.with(path, EntryKind::File, Content::Bytes(Arc::from(bytes.as_ref())))
    }

    /// The same with anything at `path`.
    #[must_use]
    pub fn with(mut self, path: &str, kind: EntryKind, content: Content) -> Self {
        self.insert(Entry { path: path.to_owned(), kind, content });
        self
    }

    /// Puts an entry at its path, in place of what stood there.
    pub fn insert(&mut self, entry: Entry) {
        self.entries.insert(entry.path.clone(), entry);
    }

    /// Takes away what stands at `path`.
    pub fn remove(&mut self, path: &str) -> Option<Entry> {
        self.entries.remove(path)
    }

    fn holds_below(&self, folder: &str) -> bool {
        self.below(folder).next().is_some()
    }

    fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Entry> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.entries
            .range(prefix.clone()..)
            .map(|(_, entry)| entry)
            .take_while(move |entry| entry.path.starts_with(&prefix))
    }
}

impl Snapshot for InMemory {
    fn name(&self) -> &str {
        &self.name
    }

    fn entries(&self, folder: &str) -> Result<Vec<Entry>, SourceError> {
        if let Some(entry) = self.entries.get(folder).filter(|entry| entry.kind != EntryKind::Folder) {
            return Ok(vec![entry.clone()]);
        }
        let mut found: BTreeMap<String, Entry> =
            self.below(folder).map(|entry| (entry.path.clone(), entry.clone())).collect();
        let files: Vec<String> = found.keys().cloned().collect();
        for path in document_like_folders(&files, folder) {
            found.entry(path.clone()).or_insert_with(|| folder_entry(&path));
        }
        Ok(found.into_values().collect())
    }

    fn entry(&self, path: &str) -> Result<Option<Entry>, SourceError> {
        let listed = self.entries.get(path).cloned();
        Ok(listed.or_else(|| self.holds_below(path).then(|| folder_entry(path))))
    }

    fn top_level(&self) -> Result<Vec<String>, SourceError> {
        let names: BTreeSet<String> =
            self.entries.keys().filter_map(|path| path.split('/').next()).map(str::to_owned).collect();
        Ok(names.into_iter().collect())
    }
}

/// A folder as an entry.
pub(super) fn folder_entry(path: &str) -> Entry {
    Entry { path: path.to_owned(), kind: EntryKind::Folder, content: Content::Nothing }
}

/// The folders below `top` that lead to one of `paths` and are named like a document.
pub(super) fn document_like_folders(paths: &[String], top: &str) -> BTreeSet<String> {
    let inside =
        |folder: &str| top.is_empty() || folder.strip_prefix(top).is_some_and(|r| r.starts_with('/'));
    paths
        .iter()
        .flat_map(|path| path.match_indices('/').filter_map(|(end, _)| path.get(..end)))
        .filter(|folder| inside(folder) && is_document_name(folder))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.path.as_str()).collect()
    }

    #[test]
    fn lists_what_lies_below_a_folder_and_not_its_neighbours() {
        let snapshot = InMemory::new("memory")
            .with_file("release/a.yaml", "a")
            .with_file("release-notes/b.yaml", "b")
            .with_file("c", "c");
        assert_eq!(paths(&snapshot.entries("release").unwrap()), ["release/a.yaml"]);
        assert_eq!(snapshot.top_level().unwrap(), ["c", "release", "release-notes"]);
        assert_eq!(snapshot.entry("release").unwrap().unwrap().kind, EntryKind::Folder);
        assert_eq!(snapshot.entry("releas").unwrap(), None);
    }

    #[test]
    fn lists_a_folder_that_is_named_like_a_document() {
        let snapshot = InMemory::new("memory").with_file("release/a.yaml/b", "b");
        assert_eq!(paths(&snapshot.entries("release").unwrap()), ["release/a.yaml", "release/a.yaml/b"]);
    }
}
