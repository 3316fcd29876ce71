//! From what people call a revision to a commit.

use git2::{ErrorCode, ObjectType};

use super::{Commit, Repository, RepositoryError};

/// How many names a "did you mean" offers.
const MOST_SUGGESTIONS: usize = 3;

impl Repository {
    /// The commit that a branch, a tag, an id or an expression such as `HEAD~2` names.
    pub fn resolve(&self, revision: &str) -> Result<Commit, RepositoryError> {
        let object = self.git.revparse_single(revision).map_err(|error| self.unresolved(revision, &error))?;
        if let Ok(commit) = object.peel(ObjectType::Commit) {
            return self.commit(&commit.id().to_string());
        }
        let kind = object.kind().map_or_else(|| "thing".to_owned(), |kind| kind.to_string());
        Err(RepositoryError::NotACommit { revision: revision.to_owned(), kind })
    }

    /// The branch that is checked out, even if nothing is committed on it yet; `None` if a commit is.
    pub fn head_branch_name(&self) -> Option<String> {
        let head = self.git.find_reference("HEAD").ok()?;
        let target = head.symbolic_target().ok()??;
        target.strip_prefix("refs/heads/").map(str::to_owned)
    }

    /// A revision that names the main branch: what `origin` calls so, else `main` or `master`, here or there.
    pub fn default_branch(&self) -> Option<String> {
        let exists = |name: &String| self.git.find_reference(name).is_ok();
        let short = |name: &str| {
            name.strip_prefix("refs/heads/").or(name.strip_prefix("refs/remotes/")).unwrap_or(name).to_owned()
        };
        let usual = ["heads/main", "heads/master", "remotes/origin/main", "remotes/origin/master"];
        self.origin_head()
            .into_iter()
            .chain(usual.map(|name| format!("refs/{name}")))
            .find(exists)
            .map(|name| short(&name))
    }

    fn origin_head(&self) -> Option<String> {
        let head = self.git.find_reference("refs/remotes/origin/HEAD").ok()?;
        head.symbolic_target().ok()?.map(str::to_owned)
    }

    fn unresolved(&self, revision: &str, error: &git2::Error) -> RepositoryError {
        let revision = revision.to_owned();
        let no_commits = self.git.head().is_err_and(|error| error.code() == ErrorCode::UnbornBranch);
        if error.code() == ErrorCode::Ambiguous {
            return RepositoryError::Ambiguous { revision };
        }
        let asks_for_head =
            revision.starts_with("HEAD") || self.head_branch_name().as_ref() == Some(&revision);
        if no_commits && asks_for_head {
            return RepositoryError::NoCommits { revision };
        }
        let near = self.near_names(&revision);
        RepositoryError::UnknownRevision { revision, near, shallow: self.is_shallow() }
    }

    /// Branches and tags that look like `revision`, the nearest first.
    fn near_names(&self, revision: &str) -> Vec<String> {
        let mut near: Vec<(usize, String)> =
            // A name that exists, but whose commit is missing, is no other name.
            self.names()
                .into_iter()
                .filter(|name| name != revision)
                .filter_map(|name| Some((distance(revision, &name)?, name)))
                .collect();
        near.sort();
        near.into_iter().map(|(_, name)| name).take(MOST_SUGGESTIONS).collect()
    }

    /// What branches and tags are called for short.
    fn names(&self) -> Vec<String> {
        let Ok(references) = self.git.references() else { return Vec::new() };
        let folders = ["refs/heads/", "refs/tags/", "refs/remotes/"];
        references
            .filter_map(Result::ok)
            .filter_map(|reference| {
                let name = reference.name().ok()?;
                folders.iter().find_map(|folder| name.strip_prefix(folder)).map(str::to_owned)
            })
            .filter(|name| !name.ends_with("/HEAD"))
            .collect()
    }
}

/// How far a name is from what was typed; `None` if nobody would take one for the other.
fn distance(typed: &str, name: &str) -> Option<usize> {
    let without_remote = name.split_once('/').map_or(name, |(_, rest)| rest);
    let typed_without_remote = typed.split_once('/').map_or(typed, |(_, rest)| rest);
    if without_remote == typed || name == typed_without_remote {
        return Some(0);
    }
    let (typed, name) = (typed.to_lowercase(), name.to_lowercase());
    let distance = strsim::osa_distance(&typed, &name);
    let tolerated = (typed.chars().count() / 3).max(1);
    (distance <= tolerated).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_what_a_slip_or_a_forgotten_remote_explains() {
        assert_eq!(distance("mian", "main"), Some(1));
        assert_eq!(distance("stable/paris", "origin/stable/paris"), Some(0));
        assert_eq!(distance("origin/main", "main"), Some(0));
        assert_eq!(distance("Main", "main"), Some(0));
        assert_eq!(distance("main", "stable"), None);
    }
}
