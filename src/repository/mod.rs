//! The history of a project: opening a git repository, naming its revisions and reading their trees.
//!
//! The only user of `git2`, none of whose types leave this module. It may import `source`, whose
//! [`Snapshot`](crate::source::Snapshot) a [`GitTree`] implements; `source` never imports it. Everything is
//! read from git's objects: attributes, filters, replace refs and the user's configuration change nothing.

mod ahead;
mod commit;
mod error;
mod hexadecimal;
mod history;
mod open;
mod pack;
mod pack_delta;
mod pack_index;
mod renames;
mod revision;
mod text;
mod tree;
mod tree_object;
mod walk;

pub use commit::{Commit, Person};
pub use error::RepositoryError;
pub use history::MergeBase;
pub use renames::Followed;
pub use text::{merge_clear_text, merge_text};
pub use tree::{Blobs, GitTree, Located};
pub use walk::{Aside, Ends, FirstParents, Side, TouchingCommit, Walk};

use std::path::{Path, PathBuf};
use std::sync::Once;

use git2::{ErrorCode, ObjectType, Odb, OdbObject, Oid};

/// Sets up libgit2 once for the whole process. What is read is verified here, so that a look that decides nothing can
/// do without; and a cache of objects costs more than it saves where each is read once.
fn set_up_libgit2() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        git2::opts::strict_hash_verification(false);
        git2::opts::enable_caching(false);
    });
}

/// An opened repository.
pub struct Repository {
    git: git2::Repository,
}

impl Repository {
    /// Where the checked-out files lie; `None` for a bare repository.
    pub fn worktree_root(&self) -> Option<PathBuf> {
        self.git.workdir().map(without_trailing_slash)
    }

    /// Where git keeps what belongs to this worktree (`.git`, or the bare repository itself).
    pub fn git_path(&self) -> PathBuf {
        without_trailing_slash(self.git.path())
    }

    /// Whether the history was cut off when it was cloned.
    pub fn is_shallow(&self) -> bool {
        self.git.is_shallow()
    }

    fn objects(&self) -> Result<Odb<'_>, RepositoryError> {
        self.git.odb().map_err(RepositoryError::git("open the object database"))
    }

    /// An object whose bytes have the hash that is its id.
    fn read_object<'a>(
        &self,
        objects: &'a Odb<'_>,
        id: Oid,
        kind: ObjectType,
    ) -> Result<OdbObject<'a>, RepositoryError> {
        let object = self.read_unverified(objects, id, kind)?;
        Self::verify(id, &object)?;
        Ok(object)
    }

    /// Whether the bytes of an object have the hash that is its id.
    fn verify(id: Oid, object: &OdbObject<'_>) -> Result<(), RepositoryError> {
        match Oid::hash_object(object.kind(), object.data()) {
            Ok(hash) if hash == id => Ok(()),
            Ok(hash) => {
                let reason = format!("its bytes are those of `{hash}`");
                Err(RepositoryError::Broken { id: id.to_string(), reason })
            }
            Err(error) => Err(RepositoryError::git("hash an object")(error)),
        }
    }

    /// An object as it is stored.
    fn read_unverified<'a>(
        &self,
        objects: &'a Odb<'_>,
        id: Oid,
        kind: ObjectType,
    ) -> Result<OdbObject<'a>, RepositoryError> {
        let object = objects.read(id).map_err(|error| self.unreadable(id, &error))?;
        if object.kind() != kind {
            let reason = format!("it is a {}, where a {kind} is expected", object.kind());
            return Err(RepositoryError::Broken { id: id.to_string(), reason });
        }
        Ok(object)
    }

    fn unreadable(&self, id: Oid, error: &git2::Error) -> RepositoryError {
        let id = id.to_string();
        match error.code() {
            ErrorCode::NotFound if self.is_shallow() => RepositoryError::Shallow { id },
            ErrorCode::NotFound => RepositoryError::Missing { id },
            _ => RepositoryError::Broken { id, reason: error.message().to_owned() },
        }
    }
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Repository").field(&self.git_path()).finish()
    }
}

/// The id that 40 hexadecimal digits name; nothing shorter, for ids reach us from `resolve` alone.
fn parse_id(id: &str) -> Result<Oid, RepositoryError> {
    hexadecimal::decode(id.as_bytes()).ok_or_else(|| RepositoryError::NotAnId { id: id.to_owned() })
}

fn without_trailing_slash(path: &Path) -> PathBuf {
    path.components().collect()
}
