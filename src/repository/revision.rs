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

    /// The branch that a name stands for, without the name of its remote; none for tags, ids and expressions.
    pub fn branch_called(&self, name: &str) -> Option<String> {
        let full = self.references_called(name).into_iter().next()?;
        if let Some(branch) = full.strip_prefix("refs/heads/") {
            return Some(branch.to_owned());
        }
        let remote_branch = full.strip_prefix("refs/remotes/")?;
        let remotes = self.git.remotes().ok();
        let remotes =
            remotes.iter().flat_map(|remotes| remotes.iter()).filter_map(|name| name.ok().flatten());
        let of_known = remotes
            .filter_map(|remote| remote_branch.strip_prefix(remote)?.strip_prefix('/'))
            .min_by_key(|branch| branch.len());
        // A remote that this clone doesn't know may be anything, such as the `pull/12/merge` of a checked-out change.
        let branch = of_known.or_else(|| remote_branch.strip_prefix("origin/"))?;
        (branch != "HEAD").then(|| branch.to_owned())
    }

    /// The references that the name in a revision such as `main` or `main~1` could stand for, in full.
    pub fn meanings(&self, revision: &str) -> Vec<String> {
        let name = revision.split(['~', '^', '@', ':']).next().unwrap_or_default();
        self.references_called(name)
    }

    /// The references that a name could stand for, in the order in which git tries them.
    fn references_called(&self, name: &str) -> Vec<String> {
        // A full id always means the commit.
        if name.is_empty() || git2::Oid::from_str(name).is_ok_and(|_| name.len() == 40) {
            return Vec::new();
        }
        let itself = if name == "HEAD" || name.starts_with("refs/") { "" } else { "refs/" };
        let forms = ["refs/tags/", "refs/heads/", "refs/remotes/"].map(|place| format!("{place}{name}"));
        let all =
            [format!("{itself}{name}")].into_iter().chain(forms).chain([format!("refs/remotes/{name}/HEAD")]);
        all.filter(|full| self.git.find_reference(full).is_ok()).collect()
    }

    /// The branch that is checked out, even if nothing is committed on it yet; `None` if a commit is.
    pub fn head_branch_name(&self) -> Option<String> {
        let head = self.git.find_reference("HEAD").ok()?;
        let target = head.symbolic_target().ok()??;
        target.strip_prefix("refs/heads/").map(str::to_owned)
    }

    /// The branches here, and those of remotes, for short.
    pub fn branches(&self) -> Vec<String> {
        self.names_below(&["refs/heads/", "refs/remotes/"])
    }

    /// The reference of the main branch: what `origin` calls so, else one with a usual name, here or there, else the
    /// only branch of a repository that knows of no other. The only branch of a clone may be the change itself. It is
    /// the full name, which no tag of the same name can take.
    pub fn default_branch(&self) -> Option<String> {
        let exists = |name: &String| self.git.find_reference(name).is_ok();
        let usual = [["main", "master"], ["trunk", "develop"]];
        let places = |names: [&'static str; 2]| {
            ["refs/heads/", "refs/remotes/origin/"]
                .into_iter()
                .flat_map(move |place| names.map(|name| format!("{place}{name}")))
        };
        self.origin_head()
            .into_iter()
            .chain(usual.into_iter().flat_map(places))
            .find(exists)
            .or_else(|| self.only_branch())
    }

    /// The address of the remote `origin`, as the configuration of the repository has it.
    pub fn origin(&self) -> Option<String> {
        self.git.find_remote("origin").ok()?.url().ok().map(str::to_owned)
    }

    /// The branch that the first commit will be on, where there is none yet.
    pub fn unborn_branch(&self) -> Option<String> {
        let head = self.git.find_reference("HEAD").ok()?;
        let branch = head.symbolic_target().ok()??.strip_prefix("refs/heads/")?.to_owned();
        self.git.find_branch(&branch, git2::BranchType::Local).is_err().then_some(branch)
    }

    fn only_branch(&self) -> Option<String> {
        let has_remotes = self.git.remotes().map_or(true, |remotes| !remotes.is_empty());
        match self.branches().as_slice() {
            [only] if !has_remotes => Some(format!("refs/heads/{only}")),
            _ => None,
        }
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
        self.names_below(&["refs/heads/", "refs/tags/", "refs/remotes/"])
    }

    fn names_below(&self, folders: &[&str]) -> Vec<String> {
        let Ok(references) = self.git.references() else { return Vec::new() };
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
