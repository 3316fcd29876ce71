//! Finding and opening a repository, and what in it could make history look different from what it is.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use git2::{Config, ErrorCode, RepositoryOpenFlags};

use super::{Repository, RepositoryError, set_up_libgit2};
use crate::source::{real_path, slashed};

impl Repository {
    /// Opens the repository that `path` lies in: a worktree, one of its folders, or a bare repository.
    pub fn discover(path: &Path) -> Result<Self, RepositoryError> {
        let shown = slashed(path);
        if !path.exists() {
            return Err(RepositoryError::NoSuchPath { path: shown });
        }
        set_up_libgit2();
        let git = match git2::Repository::discover(path) {
            Err(error) if error.code() == ErrorCode::NotFound => open_without_worktree(path, &error),
            opened => opened,
        };
        let repository = Self { git: git.map_err(|error| not_opened(shown.clone(), &error))? };
        repository.refuse_embedded()?;
        repository.forget_user_configuration(path, shown)?;
        Ok(repository)
    }

    /// A repository without a `.git` of its own may consist of files that a change brings: git never checks out a `.git`,
    /// but it does check out a `HEAD` beside `objects` and `refs`. So among the files of another repository, none is
    /// believed.
    fn refuse_embedded(&self) -> Result<(), RepositoryError> {
        let path = self.git.path();
        let path = real_path(path).unwrap_or_else(|_| path.to_path_buf());
        match around(&path) {
            Some(outer) if !self.is_that_of(outer) => {
                Err(RepositoryError::Embedded { path: slashed(&path), outer: slashed(outer) })
            }
            _ => Ok(()),
        }
    }

    /// Whether a `.git` in this folder leads to this same repository.
    fn is_that_of(&self, folder: &Path) -> bool {
        let real = |path: &Path| real_path(path).ok();
        git2::Repository::open(folder)
            .is_ok_and(|other| real(other.commondir()) == real(self.git.commondir()))
    }

    /// From here on only the repository's own configuration counts; opening it cannot do without the user's,
    /// where `safe.directory` stands.
    fn forget_user_configuration(&self, path: &Path, shown: String) -> Result<(), RepositoryError> {
        let failed = RepositoryError::git("read the configuration of the repository");
        let names_worktree = |config: &Config| config.get_path("core.worktree").ok();
        let was_misled = self.git.config().is_ok_and(|config| names_worktree(&config).is_some());
        let own = self.git.commondir().join("config");
        let own = if own.exists() { Config::open(&own) } else { Config::new() }.map_err(&failed)?;
        self.git.set_config(&own).map_err(failed)?;
        match names_worktree(&own) {
            Some(worktree) if !self.git.is_worktree() => {
                let there = self.git.path().join(&worktree);
                if there.exists() {
                    Ok(())
                } else {
                    Err(RepositoryError::NoWorktree { path: shown, worktree: slashed(&worktree) })
                }
            }
            None if was_misled && !self.git.is_worktree() => self.find_own_worktree(path, &own),
            _ => Ok(()),
        }
    }

    /// The user's `core.worktree` means nothing to git: a repository lies where its `.git` lies.
    fn find_own_worktree(&self, path: &Path, own: &Config) -> Result<(), RepositoryError> {
        let failed = RepositoryError::git("find the working tree");
        if own.get_bool("core.bare").unwrap_or(false) {
            return Ok(());
        }
        let path = real_path(path).unwrap_or_else(|_| path.to_path_buf());
        match path.ancestors().find(|folder| folder.join(".git").exists()) {
            Some(folder) => self.git.set_workdir(folder, false).map_err(failed),
            None => Ok(()),
        }
    }

    /// What stands between the objects and the history that git shows, each as a sentence: replace refs,
    /// grafts, and objects borrowed from elsewhere. Empty in an ordinary clone.
    pub fn tampering(&self) -> Result<Vec<String>, RepositoryError> {
        let mut found = self.replace_refs()?;
        let common = self.git.commondir();
        for parents in lines(&common.join("info/grafts"))? {
            found.push(format!("`info/grafts` gives a commit other parents: `{parents}`"));
        }
        for store in lines(&common.join("objects/info/alternates"))? {
            found.push(format!("`objects/info/alternates` borrows objects from `{store}`"));
        }
        Ok(found)
    }

    fn replace_refs(&self) -> Result<Vec<String>, RepositoryError> {
        let failed = RepositoryError::git("list the replace refs");
        let mut found = Vec::new();
        for reference in self.git.references_glob("refs/replace/*").map_err(&failed)? {
            let reference = reference.map_err(&failed)?;
            let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
            found.push(format!("`{name}` shows another object in the place of the one it names"));
        }
        found.sort();
        Ok(found)
    }
}

/// The folder whose working tree a repository lies in, if it does not lie in a `.git`, where nothing is checked out.
fn around(repository: &Path) -> Option<&Path> {
    let is_git = |folder: &&Path| folder.file_name().is_some_and(|name| name == ".git");
    if repository.ancestors().any(|folder| is_git(&folder)) {
        return None;
    }
    repository.ancestors().skip(1).find(|folder| folder.join(".git").exists())
}

/// A repository in which libgit2 cannot find the working tree that somebody's configuration names, opened without one.
fn open_without_worktree(path: &Path, error: &git2::Error) -> Result<git2::Repository, git2::Error> {
    let nowhere: [&OsStr; 0] = [];
    let found: Result<PathBuf, git2::Error> = git2::Repository::discover_path(path, nowhere);
    match found {
        Ok(folder) => git2::Repository::open_ext(folder, RepositoryOpenFlags::BARE, nowhere),
        Err(_) => Err(git2::Error::new(error.code(), error.class(), error.message())),
    }
}

/// The lines of a file that say something; none if it does not exist.
fn lines(path: &Path) -> Result<Vec<String>, RepositoryError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            let action = format!("read `{}`", slashed(path));
            return Err(RepositoryError::Git { action, reason: error.to_string() });
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let says_something = |line: &&str| !line.is_empty() && !line.starts_with('#');
    Ok(text.lines().map(str::trim).filter(says_something).map(str::to_owned).collect())
}

fn not_opened(path: String, error: &git2::Error) -> RepositoryError {
    let message = error.message();
    if error.code() == ErrorCode::Owner {
        return RepositoryError::ForeignOwner { path: quoted_path(message).unwrap_or(path) };
    }
    if error.code() == ErrorCode::NotFound {
        return RepositoryError::NotARepository { path };
    }
    if message.contains("unknown object format") {
        return RepositoryError::Sha256 { path };
    }
    match message.strip_prefix("unsupported extension name extensions.") {
        Some("partialclone") => RepositoryError::PartialClone { path },
        Some(extension) => RepositoryError::Extension { path, extension: extension.to_owned() },
        None => RepositoryError::Git { action: format!("open `{path}`"), reason: message.to_owned() },
    }
}

/// The path between quotes; `safe.directory` wants exactly the one that libgit2 looked at.
fn quoted_path(message: &str) -> Option<String> {
    let (_, rest) = message.split_once('\'')?;
    let (path, _) = rest.rsplit_once('\'')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    Some(path.to_owned())
}

#[cfg(test)]
mod tests {
    use git2::{Error, ErrorClass};

    use super::*;

    #[test]
    fn an_owner_error_names_the_folder_that_git_looked_at() {
        let message = "repository path '/srv/project/' is not owned by current user";
        let error = Error::new(ErrorCode::Owner, ErrorClass::Config, message);
        let expected = RepositoryError::ForeignOwner { path: "/srv/project".to_owned() };
        assert_eq!(not_opened("sub".to_owned(), &error), expected);
    }
}
