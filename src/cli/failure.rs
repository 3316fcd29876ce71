//! Why a command could not judge: one clear sentence and, where it is known, what to do.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::repository::RepositoryError;
use crate::source::{MergeError, SourceError, slashed};

/// What ends a command with exit code 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// What could not be done, as a sentence without a full stop.
    pub(super) message: String,
    /// What to do.
    pub(super) hint: Option<String>,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl Failure {
    /// A file that could not be read or written, in words that are the same on every system.
    pub(super) fn of_file(action: &str, path: &Path, error: &io::Error) -> Self {
        let is_folder = path.is_dir();
        let path = slashed(path);
        match error.kind() {
            ErrorKind::NotFound if action == "write" => {
                Self::new(format!("cannot write `{path}`: its folder does not exist"))
                    .hint("make the folder first, or name another file")
            }
            ErrorKind::NotFound => Self::new(format!("`{path}` does not exist")),
            // What Windows says where a folder stands in the place of a file.
            ErrorKind::PermissionDenied if action == "write" && is_folder => {
                Self::new(format!("cannot {action} `{path}`: it is a folder"))
            }
            ErrorKind::PermissionDenied => {
                Self::new(format!("cannot {action} `{path}`: you have no permission"))
            }
            ErrorKind::IsADirectory => Self::new(format!("cannot {action} `{path}`: it is a folder")),
            ErrorKind::NotADirectory => {
                Self::new(format!("cannot {action} `{path}`: a part of the path is a file"))
            }
            _ => Self::new(format!("cannot {action} `{path}`: {error}")),
        }
    }
}

impl From<RepositoryError> for Failure {
    fn from(error: RepositoryError) -> Self {
        // The sentences of the repository say after the semicolon how to go on.
        match error.to_string().split_once("; ") {
            Some((message, hint)) => Self::new(message).hint(hint),
            None => Self::new(error.to_string()),
        }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<MergeError> for Failure {
    fn from(error: MergeError) -> Self {
        match error {
            MergeError::Conflict { paths } => {
                let list: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
                Self::new(format!("base and head both change {} and cannot be merged", list.join(", ")))
                    .hint("merge the target branch into the change, settle the conflict, and try again")
            }
            MergeError::Source(error) => error.into(),
        }
    }
}
