//! Where files come from: a folder, a worktree or a tree of a revision, all seen as one list of entries.

mod folder;
mod merge;

pub use folder::Folder;
pub use merge::{MergeError, MergedSnapshot, merge};

use std::sync::Arc;

/// The largest file that is read, in bytes; a larger one is reported by its size alone.
pub const LARGEST_FILE: u64 = 256 * 1024;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A plain file (git mode 100644).
    File,
    /// A file with the executable bit.
    Executable,
    /// A symbolic link; it is never followed.
    Symlink,
    /// Another repository.
    Submodule,
    /// A folder; listed only where it is named like a document (`*.yaml`, `*.yml`) or is empty of files.
    Folder,
    /// A socket, device or anything else.
    Other,
}

/// What could be read of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// All of its bytes.
    Bytes(Arc<[u8]>),
    /// It is larger than [`LARGEST_FILE`]; its size in bytes.
    TooLarge(u64),
    /// It could not be read, and why.
    Unreadable(String),
    /// There is nothing to read (a folder, a submodule, a link).
    Nothing,
}

/// One path of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path from the top, with forward slashes; bytes that are not UTF-8 are replaced by U+FFFD.
    pub path: String,
    /// What stands there.
    pub kind: EntryKind,
    /// What it holds.
    pub content: Content,
}

/// The files of one moment: of a folder, a revision, or a merge computed in memory.
pub trait Snapshot {
    /// How people call it: a folder's path or a revision's id.
    fn name(&self) -> &str;

    /// All entries below `folder`, sorted by path; empty if there is no such folder.
    fn entries(&self, folder: &str) -> Result<Vec<Entry>, SourceError>;

    /// The entry at exactly `path`.
    fn entry(&self, path: &str) -> Result<Option<Entry>, SourceError>;

    /// The names at the top, folders included, sorted.
    fn top_level(&self) -> Result<Vec<String>, SourceError>;
}

/// Why a snapshot could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The folder does not exist or cannot be listed.
    #[error("cannot read the folder `{path}`: {reason}")]
    Folder {
        /// Which folder.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// An object of the repository is missing or broken.
    #[error("cannot read `{path}` in {snapshot}: {reason}")]
    Object {
        /// Which path.
        path: String,
        /// In which revision.
        snapshot: String,
        /// What git said.
        reason: String,
    },
}
