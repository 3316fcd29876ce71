//! The governed files whose bytes differ, for the textual diff below the semantic one.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::document::Workspace;

/// A governed file whose text differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// Path from the top of the repository.
    pub path: String,
    /// The text before; none where the file is new. Bytes that are not UTF-8 are replaced.
    pub before: Option<Arc<str>>,
    /// The text after; none where the file is gone.
    pub after: Option<Arc<str>>,
}

/// Every governed file that differs, by path.
pub fn text_changes(before: &Workspace, after: &Workspace) -> Vec<TextChange> {
    changed_paths(before, after)
        .into_iter()
        .map(|path| TextChange { path: path.to_owned(), before: before.text(path), after: after.text(path) })
        .collect()
}

/// The paths of all files that differ, sorted.
pub(super) fn changed_paths<'a>(before: &'a Workspace, after: &'a Workspace) -> Vec<&'a str> {
    let all: BTreeSet<&str> = before.files.keys().chain(after.files.keys()).map(String::as_str).collect();
    all.into_iter()
        .filter(|path| match (before.files.get(*path), after.files.get(*path)) {
            (Some(old), Some(new)) => !old.is_same(new),
            _ => true,
        })
        .collect()
}
