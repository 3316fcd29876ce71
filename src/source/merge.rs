//! The three-way merge of two snapshots, entry by entry: no rename detection, no merge drivers, no git.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::memory::{document_like_folders, folder_entry};
use super::{Content, Entry, EntryKind, InMemory, LARGEST_FILE, Snapshot, SourceError, join, segments};

/// Why two snapshots have no merge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Both sides changed the same files differently.
    #[error("both sides changed {}; merge the target branch into the branch and resolve it there", quoted(.paths))]
    Conflict {
        /// Every path in conflict, sorted.
        paths: Vec<String>,
    },
    /// A side could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// How the lines of a file are merged: of its ancestor and both sides; `None` is a conflict.
type MergeText<'a> = &'a dyn Fn(Option<&[u8]>, &[u8], &[u8]) -> Option<Vec<u8>>;

/// The files that a merge would bring, as far as it covers them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedSnapshot {
    files: InMemory,
    top_level: Vec<String>,
    root: String,
    also: BTreeSet<String>,
}

/// Merges `base` and `head` over everything below `root` and the paths of `also`.
///
/// An entry equal on both sides is kept; one that a single side changed since the `ancestor` is that side's,
/// deletions included. Where both changed a plain file, `merge_text` decides; anything else is a conflict.
/// Without an ancestor everything counts as added by both.
pub fn merge(
    ancestor: Option<&dyn Snapshot>,
    base: &dyn Snapshot,
    head: &dyn Snapshot,
    root: &str,
    also: &[String],
    merge_text: MergeText<'_>,
) -> Result<MergedSnapshot, MergeError> {
    let root = segments(root).map_or_else(|| root.to_owned(), |names| names.join("/"));
    let also: BTreeSet<String> = also.iter().cloned().collect();
    let read = |side: &dyn Snapshot| Side::read(side, &root, &also);
    let ancestor = ancestor.map(read).transpose()?.unwrap_or_default();
    let (base_side, head_side) = (read(base)?, read(head)?);

    let entries = merge_entries(&ancestor, &base_side, &head_side, merge_text)?;
    let top_level = merge_top_level(&ancestor, &base_side, &head_side, &root, &entries);
    let mut files = InMemory::new(format!("merge of {} and {}", base.name(), head.name()));
    for entry in entries.into_values() {
        files.insert(entry);
    }
    Ok(MergedSnapshot { files, top_level, root, also })
}

/// What one side holds of the governed paths.
#[derive(Default)]
struct Side {
    entries: BTreeMap<String, Entry>,
    top_level: BTreeSet<String>,
}

impl Side {
    /// Folders below the root follow from their files, so only files are merged; a folder in the place of a
    /// path of `also` counts, for it is no longer the file that the path names.
    fn read(side: &dyn Snapshot, root: &str, also: &BTreeSet<String>) -> Result<Self, SourceError> {
        let mut entries = BTreeMap::new();
        for entry in side.entries(root)?.into_iter().filter(|entry| entry.kind != EntryKind::Folder) {
            entries.insert(entry.path.clone(), entry);
        }
        for path in also.iter().filter(|path| !is_below(path, root)) {
            if let Some(entry) = side.entry(path)? {
                entries.insert(path.clone(), Entry { path: path.clone(), ..entry });
            }
        }
        Ok(Self { entries, top_level: side.top_level()?.into_iter().collect() })
    }
}

fn merge_entries(
    ancestor: &Side,
    base: &Side,
    head: &Side,
    merge_text: MergeText<'_>,
) -> Result<BTreeMap<String, Entry>, MergeError> {
    let mut merged = BTreeMap::new();
    let mut conflicts = BTreeSet::new();
    let paths: BTreeSet<&String> = base.entries.keys().chain(head.entries.keys()).collect();
    for path in paths {
        let three = Three {
            ancestor: ancestor.entries.get(path),
            base: base.entries.get(path),
            head: head.entries.get(path),
        };
        match three.merge(merge_text) {
            Ok(Some(entry)) => _ = merged.insert(path.clone(), entry),
            Ok(None) => {}
            Err(Conflict) => _ = conflicts.insert(path.clone()),
        }
    }
    conflicts.extend(files_in_the_place_of_folders(&merged));
    if !conflicts.is_empty() {
        return Err(MergeError::Conflict { paths: conflicts.into_iter().collect() });
    }
    let files: Vec<String> = merged.keys().cloned().collect();
    for folder in document_like_folders(&files, "") {
        merged.entry(folder.clone()).or_insert_with(|| folder_entry(&folder));
    }
    Ok(merged)
}

/// Both sides changed it, and not to the same.
struct Conflict;

/// One path in the ancestor and on both sides.
struct Three<'a> {
    ancestor: Option<&'a Entry>,
    base: Option<&'a Entry>,
    head: Option<&'a Entry>,
}

impl Three<'_> {
    fn merge(&self, merge_text: MergeText<'_>) -> Result<Option<Entry>, Conflict> {
        if self.base == self.head || self.head == self.ancestor {
            return Ok(self.base.cloned());
        }
        if self.base == self.ancestor {
            return Ok(self.head.cloned());
        }
        self.merge_lines(merge_text).map(Some)
    }

    fn merge_lines(&self, merge_text: MergeText<'_>) -> Result<Entry, Conflict> {
        let ancestor = self.ancestor.map(plain_bytes).transpose()?;
        let base = plain_bytes(self.base.ok_or(Conflict)?)?;
        let head_entry = self.head.ok_or(Conflict)?;
        let bytes = merge_text(ancestor, base, plain_bytes(head_entry)?).ok_or(Conflict)?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let content =
            if size > LARGEST_FILE { Content::TooLarge(size) } else { Content::Bytes(Arc::from(bytes)) };
        Ok(Entry { content, ..head_entry.clone() })
    }
}

fn plain_bytes(entry: &Entry) -> Result<&[u8], Conflict> {
    match (entry.kind, &entry.content) {
        (EntryKind::File, Content::Bytes(bytes)) => Ok(bytes),
        _ => Err(Conflict),
    }
}

/// One side may add a file where the other adds a folder: each merges alone, but not together.
fn files_in_the_place_of_folders(entries: &BTreeMap<String, Entry>) -> Vec<String> {
    let is_file = |path: &&str| entries.get(*path).is_some_and(|entry| entry.kind != EntryKind::Folder);
    entries
        .keys()
        .flat_map(|path| path.match_indices('/').filter_map(|(end, _)| path.get(..end)))
        .filter(is_file)
        .map(str::to_owned)
        .collect()
}

/// Names at the top are merged like entries; that of the root follows from what is left below it.
fn merge_top_level(
    ancestor: &Side,
    base: &Side,
    head: &Side,
    root: &str,
    entries: &BTreeMap<String, Entry>,
) -> Vec<String> {
    let kept = |name: &String| match (base.top_level.contains(name), head.top_level.contains(name)) {
        (true, true) => name != root,
        (true, false) | (false, true) => !ancestor.top_level.contains(name),
        (false, false) => false,
    };
    let mut names: BTreeSet<String> =
        base.top_level.union(&head.top_level).filter(|name| kept(name)).cloned().collect();
    names.extend(entries.keys().filter_map(|path| path.split('/').next()).map(str::to_owned));
    names.into_iter().collect()
}

impl MergedSnapshot {
    fn not_merged(&self, path: &str) -> SourceError {
        SourceError::NotMerged { path: path.to_owned(), snapshot: self.files.name().to_owned() }
    }
}

impl Snapshot for MergedSnapshot {
    fn name(&self) -> &str {
        self.files.name()
    }

    fn entries(&self, folder: &str) -> Result<Vec<Entry>, SourceError> {
        let Some(names) = segments(folder) else { return Ok(Vec::new()) };
        let folder = names.join("/");
        if folder == self.root || is_below(&folder, &self.root) {
            self.files.entries(&folder)
        } else {
            Err(self.not_merged(&folder))
        }
    }

    fn entry(&self, path: &str) -> Result<Option<Entry>, SourceError> {
        let Some(names) = segments(path) else { return Ok(None) };
        let path = names.join("/");
        if path == self.root || is_below(&path, &self.root) || self.also.contains(&path) {
            self.files.entry(&path)
        } else {
            Err(self.not_merged(&path))
        }
    }

    fn top_level(&self) -> Result<Vec<String>, SourceError> {
        Ok(self.top_level.clone())
    }
}

fn is_below(path: &str, root: &str) -> bool {
    root.is_empty() || path.starts_with(&join(root, ""))
}

fn quoted(paths: &[String]) -> String {
    let quoted: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(name: &str, files: &[(&str, &str)]) -> InMemory {
        files.iter().fold(InMemory::new(name), |tree, (path, text)| tree.with_file(path, text))
    }

    fn never(_: Option<&[u8]>, _: &[u8], _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn merged(ancestor: &InMemory, base: &InMemory, head: &InMemory) -> Result<MergedSnapshot, MergeError> {
        merge(Some(ancestor), base, head, "r", &["CODEOWNERS".to_owned()], &never)
    }

    fn files(snapshot: &MergedSnapshot) -> Vec<(String, String)> {
        let text = |content: &Content| match content {
            Content::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            other => format!("{other:?}"),
        };
        let entries = snapshot.entries("r").unwrap();
        entries.into_iter().map(|entry| (entry.path, text(&entry.content))).collect()
    }

    fn expect(snapshot: &MergedSnapshot, expected: &[(&str, &str)]) {
        let expected: Vec<(String, String)> =
            expected.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        assert_eq!(files(snapshot), expected);
    }

    fn conflicts(result: Result<MergedSnapshot, MergeError>) -> Vec<String> {
        match result {
            Err(MergeError::Conflict { paths }) => paths,
            other => panic!("expected a conflict, found {other:?}"),
        }
    }

    #[test]
    fn each_side_keeps_its_own_changes() {
        let ancestor = tree("a", &[("r/1", "1"), ("r/2", "2"), ("r/3", "3"), ("r/4", "4"), ("r/5", "5")]);
        let base = tree("b", &[("r/1", "base"), ("r/2", "2"), ("r/4", "4"), ("r/5", "same"), ("r/new", "b")]);
        let head =
            tree("h", &[("r/1", "1"), ("r/2", "head"), ("r/3", "3"), ("r/5", "same"), ("r/also", "h")]);
        let merge = merged(&ancestor, &base, &head).unwrap();
        let expected = [("r/1", "base"), ("r/2", "head"), ("r/5", "same"), ("r/also", "h"), ("r/new", "b")];
        expect(&merge, &expected);
        assert_eq!(merge.name(), "merge of b and h");
    }

    #[test]
    fn every_conflict_is_named_in_order() {
        let ancestor = tree("a", &[("r/changed", "0"), ("r/deleted", "0"), ("r/fine", "0")]);
        let base = tree("b", &[("r/changed", "1"), ("r/deleted", "1"), ("r/fine", "0"), ("r/added", "1")]);
        let head = tree("h", &[("r/changed", "2"), ("r/fine", "2"), ("r/added", "2")]);
        let error = merged(&ancestor, &base, &head);
        assert_eq!(
            error.clone().unwrap_err().to_string(),
            "both sides changed `r/added`, `r/changed` and `r/deleted`; merge the target branch into the branch \
             and resolve it there"
        );
        assert_eq!(conflicts(error), ["r/added", "r/changed", "r/deleted"]);
        assert_eq!(conflicts(merged(&ancestor, &head, &base)), ["r/added", "r/changed", "r/deleted"]);
    }

    #[test]
    fn lines_are_merged_only_between_plain_files() {
        let ancestor = tree("a", &[("r/a", "0"), ("r/b", "0")]);
        let base = tree("b", &[("r/a", "1"), ("r/b", "1")]);
        let head = tree("h", &[("r/a", "2")]).with(
            "r/b",
            EntryKind::Executable,
            Content::Bytes(Arc::from(&b"2"[..])),
        );
        let join = |ancestor: Option<&[u8]>, base: &[u8], head: &[u8]| {
            Some([ancestor.unwrap_or(b"-"), base, head].concat())
        };
        let result = merge(Some(&ancestor), &base, &head, "r", &[], &join);
        assert_eq!(conflicts(result), ["r/b"]);
        let head = tree("h", &[("r/a", "2"), ("r/b", "0")]);
        let merge = merge(Some(&ancestor), &base, &head, "r", &[], &join).unwrap();
        expect(&merge, &[("r/a", "012"), ("r/b", "1")]);
    }

    #[test]
    fn unrelated_snapshots_agree_or_conflict() {
        let base = tree("b", &[("r/same", "1"), ("r/base", "1")]);
        let head = tree("h", &[("r/same", "1"), ("r/head", "1")]);
        let merge_unrelated = |base: &InMemory, head: &InMemory| merge(None, base, head, "r", &[], &never);
        let merged = merge_unrelated(&base, &head).unwrap();
        expect(&merged, &[("r/base", "1"), ("r/head", "1"), ("r/same", "1")]);
        let other = tree("h", &[("r/same", "2")]);
        assert_eq!(conflicts(merge_unrelated(&base, &other)), ["r/same"]);
    }

    #[test]
    fn a_file_and_a_folder_of_one_name_conflict() {
        let ancestor = tree("a", &[]);
        let base = tree("b", &[("r/x.yaml", "1")]);
        let head = tree("h", &[("r/x.yaml/y", "1")]);
        assert_eq!(conflicts(merged(&ancestor, &base, &head)), ["r/x.yaml"]);
    }

    #[test]
    fn a_folder_named_like_a_document_is_listed_while_it_holds_files() {
        let ancestor = tree("a", &[("r/x.yaml/1", "1"), ("r/x.yaml/2", "2")]);
        let base = tree("b", &[("r/x.yaml/1", "1")]);
        let head = tree("h", &[("r/x.yaml/2", "2")]);
        expect(&merged(&ancestor, &base, &head).unwrap(), &[]);
        assert_eq!(merged(&ancestor, &base, &head).unwrap().top_level().unwrap(), Vec::<String>::new());
        let added = head.with_file("r/x.yaml/3", "3");
        expect(&merged(&ancestor, &base, &added).unwrap(), &[("r/x.yaml", "Nothing"), ("r/x.yaml/3", "3")]);
    }

    #[test]
    fn a_link_that_points_elsewhere_is_a_change() {
        let link = |name: &str, target: &str| {
            InMemory::new(name).with("CODEOWNERS", EntryKind::Symlink, Content::Target(target.to_owned()))
        };
        let merge = merged(&link("a", "x"), &link("b", "x"), &link("h", "y")).unwrap();
        let content = merge.entry("CODEOWNERS").unwrap().unwrap().content;
        assert_eq!(content, Content::Target("y".to_owned()));
        assert_eq!(conflicts(merged(&link("a", "x"), &link("b", "z"), &link("h", "y"))), ["CODEOWNERS"]);
    }

    #[test]
    fn what_was_not_merged_is_not_answered() {
        let side = tree("b", &[("r/1", "1"), ("src/lib.rs", "1"), ("CODEOWNERS", "1")]);
        let merge = merged(&side, &side, &side).unwrap();
        assert!(merge.entry("CODEOWNERS").unwrap().is_some());
        assert_eq!(merge.entry("r/none").unwrap(), None);
        assert_eq!(
            merge.entry("src/lib.rs").unwrap_err().to_string(),
            "`src/lib.rs` was not part of the merge of b and b; only governed paths are merged"
        );
        assert!(merge.entries("").is_err());
        assert_eq!(merge.top_level().unwrap(), ["CODEOWNERS", "r", "src"]);
    }

    #[test]
    fn names_at_the_top_are_merged_too() {
        let ancestor = tree("a", &[("r/1", "1"), ("gone", "1"), ("stays", "1")]);
        let base = tree("b", &[("r/1", "1"), ("gone", "2"), ("stays", "1"), ("new-base", "1")]);
        let head = tree("h", &[("r/1", "1"), ("stays", "1"), ("R", "1")]);
        let merge = merged(&ancestor, &base, &head).unwrap();
        assert_eq!(merge.top_level().unwrap(), ["R", "new-base", "r", "stays"]);
    }
}
