//! Where files come from: a folder, a worktree or a tree of a revision, all seen as one list of entries.
//!
//! Nothing here knows git. `repository` imports this module, never the other way round: it implements
//! [`Snapshot`] for the tree of a revision, and hands its line merge to [`merge()`].

mod folder;
mod limits;
mod memory;
mod merge;
mod overlay;
mod path;

pub use folder::Folder;
pub(crate) use limits::{Budget, too_deep};
pub use limits::{DEEPEST_FOLDER, MOST_BYTES, MOST_ENTRIES};
pub use memory::InMemory;
pub use merge::{MergeError, MergedSnapshot, merge};
pub use overlay::Overlay;
pub use path::{real_path, slashed};

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
    /// A folder; listed only where it is named like a document (`*.yaml`, `*.yml`), or where a tree of git holds an empty one.
    Folder,
    /// A socket, device or anything else.
    Other,
}

/// What could be read of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Content {
    /// All of its bytes.
    Bytes(Arc<[u8]>),
    /// It is larger than [`LARGEST_FILE`]; its size in bytes.
    TooLarge(u64),
    /// It could not be read, and why.
    Unreadable(String),
    /// Where a symbolic link points or which commit a submodule stands at; never a document.
    Target(String),
    /// There is nothing to read (a folder, a device, another repository in a worktree).
    Nothing,
}

/// One path of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

    /// All entries below `folder`, sorted by path; the empty text means the top.
    ///
    /// Empty if nothing stands there. If something other than a folder stands there (a file, a link), that
    /// one entry, so that a root replaced by a link never looks like a root without documents.
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
    /// A path is asked of a merge that did not cover it.
    #[error("`{path}` was not part of the {snapshot}; only governed paths are merged")]
    NotMerged {
        /// Which path.
        path: String,
        /// Which merge.
        snapshot: String,
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

/// Whether a name ends like a document's; in any case, so that `ROSTER.YAML` is not overlooked.
pub(crate) fn is_document_name(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| {
        extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
    })
}

/// The names a path consists of; `None` for a path that climbs out of the snapshot.
pub(crate) fn segments(path: &str) -> Option<Vec<&str>> {
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty() && *name != ".").collect();
    let climbs = |name: &&str| *name == ".." || (cfg!(windows) && name.contains(['\\', ':']));
    if names.iter().any(climbs) { None } else { Some(names) }
}

/// The path of `name` inside `folder`, where the empty folder is the top.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
