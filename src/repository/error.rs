//! Why a repository could not be looked at, each in a sentence that says how to go on.

/// Why a repository could not be opened or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepositoryError {
    /// The path does not exist.
    #[error("`{path}` does not exist; check how it is written")]
    NoSuchPath {
        /// Which path.
        path: String,
    },
    /// No repository at the path or above it.
    #[error(
        "`{path}` is not inside a git repository; change into the project's folder, or name it with `--repo`"
    )]
    NotARepository {
        /// Which path.
        path: String,
    },
    /// Git refuses a repository of somebody else.
    #[error(
        "`{path}` belongs to another user, so git refuses to read it; if you trust it, run \
         `git config --global --add safe.directory {}`", shell_word(.path)
    )]
    ForeignOwner {
        /// The folder that belongs to somebody else.
        path: String,
    },
    /// It lies among the files of another repository.
    #[error(
        "`{path}` looks like a repository of its own, and lies among the files of the repository in `{outer}`; whoever \
         writes those files could have made it up, so it is not read. Take it out of there, or name the other one with \
         `--repo`"
    )]
    Embedded {
        /// The folder that looks like a repository.
        path: String,
        /// The folder of the repository around it.
        outer: String,
    },
    /// The working tree that its configuration names is gone.
    #[error(
        "the configuration of `{path}` says that its files lie in `{worktree}` (`core.worktree`), and nothing is \
         there; correct it with `git config core.worktree PATH`"
    )]
    NoWorktree {
        /// Which repository.
        path: String,
        /// Where its files should be.
        worktree: String,
    },
    /// Its ids are SHA-256.
    #[error("`{path}` is a repository with SHA-256 ids, which cannot be read yet; use one with SHA-1 ids")]
    Sha256 {
        /// Which repository.
        path: String,
    },
    /// Cloned without all objects.
    #[error(
        "`{path}` was cloned with `git clone --filter`, so files of older revisions are missing; clone it again \
         without `--filter`"
    )]
    PartialClone {
        /// Which repository.
        path: String,
    },
    /// It uses a format that is not known here.
    #[error("`{path}` uses the git extension `{extension}`, which cannot be read yet")]
    Extension {
        /// Which repository.
        path: String,
        /// Which extension.
        extension: String,
    },
    /// Nothing has been committed.
    #[error(
        "`{revision}` names no commit yet: the repository has no commits on the current branch; make a first one, so that there is something to compare with: `git commit --allow-empty -m Start`"
    )]
    NoCommits {
        /// What was asked for.
        revision: String,
    },
    /// No such branch, tag or commit.
    #[error("`{revision}` is no branch, tag or commit of this {}{}", unknown(*.shallow), how_to_find(.revision, .near, *.shallow))]
    UnknownRevision {
        /// What was asked for.
        revision: String,
        /// Names that look like it, the nearest first.
        near: Vec<String>,
        /// Whether the clone is shallow, so that it may exist elsewhere.
        shallow: bool,
    },
    /// A short id that several objects share.
    #[error("`{revision}` names several objects; give more digits of the id")]
    Ambiguous {
        /// What was asked for.
        revision: String,
    },
    /// It exists, but is not a commit.
    #[error("`{revision}` is a {kind}, not a commit")]
    NotACommit {
        /// What was asked for.
        revision: String,
        /// What it is.
        kind: String,
    },
    /// Not a full commit id.
    #[error("`{id}` is not a commit id; resolve the revision first")]
    NotAnId {
        /// What was given.
        id: String,
    },
    /// History ends before the commit that is needed.
    #[error(
        "history that is needed was left out of this shallow clone, before or at commit `{id}`; get {UNSHALLOW}"
    )]
    Shallow {
        /// The object that is not there.
        id: String,
    },
    /// An object is not there.
    #[error(
        "object `{id}` is missing: the clone was made with `git clone --filter`, or it is damaged; get all objects with \
         `git fetch --refetch --no-filter`, or make a full clone"
    )]
    Missing {
        /// Which object.
        id: String,
    },
    /// An object does not hold what it should.
    #[error("object `{id}` is broken: {reason}")]
    Broken {
        /// Which object.
        id: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Anything else that git reports.
    #[error("git could not {action}: {reason}")]
    Git {
        /// What was tried.
        action: String,
        /// What git said.
        reason: String,
    },
}

impl RepositoryError {
    /// Turns what git says while doing `action` into an error.
    pub(super) fn git(action: &str) -> impl Fn(git2::Error) -> Self {
        move |error| Self::Git { action: action.to_owned(), reason: error.message().to_owned() }
    }
}

fn unknown(shallow: bool) -> &'static str {
    if shallow { "shallow clone" } else { "repository" }
}

/// What to do about a name that means nothing here: one piece of advice, the likeliest.
fn how_to_find(revision: &str, near: &[String], shallow: bool) -> String {
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    if revision.is_empty() {
        "; name a branch, a tag or a commit".to_owned()
    } else if revision.contains("..") {
        "; name one revision, not a range".to_owned()
    } else if let Some(branch) =
        revision.strip_prefix("origin/").filter(|name| !name.contains(['~', '^', '@', ':']))
    {
        // A clone of a single branch fetches no other one under its name unless it is told to.
        let deepen = if shallow { "--unshallow " } else { "" };
        let fetched = shell_word(&format!("{branch}:refs/remotes/origin/{branch}"));
        let meant = if quoted.is_empty() {
            String::new()
        } else {
            format!(", or did you mean {}?", quoted.join(" or "))
        };
        format!("; get it with `git fetch {deepen}origin {fetched}`{meant}")
    } else if shallow {
        let meant = if quoted.is_empty() {
            String::new()
        } else {
            format!(", or did you mean {}?", quoted.join(" or "))
        };
        format!("; get {UNSHALLOW}{meant}")
    } else if !quoted.is_empty() {
        format!("; did you mean {}?", quoted.join(" or "))
    } else {
        "; `git branch --all` and `git tag` list the names; `git fetch` gets new ones".to_owned()
    }
}

/// How a shallow clone gets the rest.
const UNSHALLOW: &str = "all of the history with `git fetch --unshallow`, or in a workflow with `fetch-depth: 0` below \
                         `uses: actions/checkout`";

/// A path as one word of a shell command, so that it can be pasted.
fn shell_word(path: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "/._-+:@".contains(letter);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_repository_comes_with_the_line_to_paste() {
        let message = |path: &str| RepositoryError::ForeignOwner { path: path.to_owned() }.to_string();
        assert!(message("/srv/it").ends_with("run `git config --global --add safe.directory /srv/it`"));
        assert!(message("/a b'c").ends_with(r"safe.directory '/a b'\''c'`"));
    }

    #[test]
    fn an_unknown_revision_comes_with_the_likeliest_advice() {
        let advice = |revision: &str, near: &[&str], shallow| {
            let near = near.iter().map(|name| (*name).to_owned()).collect();
            let error = RepositoryError::UnknownRevision { revision: revision.to_owned(), near, shallow };
            error.to_string().split_once("; ").unwrap().1.to_owned()
        };
        assert_eq!(advice("mian", &["main", "origin/main"], false), "did you mean `main` or `origin/main`?");
        assert!(
            advice("mian", &["main"], true).ends_with("`uses: actions/checkout`, or did you mean `main`?")
        );
        assert!(advice("v1.0", &[], true).starts_with("get all of the history with `git fetch --unshallow`"));
        assert_eq!(
            advice("origin/main", &[], false),
            "get it with `git fetch origin main:refs/remotes/origin/main`"
        );
        assert_eq!(
            advice("origin/main", &["main"], true),
            "get it with `git fetch --unshallow origin main:refs/remotes/origin/main`, or did you mean `main`?"
        );
        assert!(advice("origin/main~1", &[], true).contains("`fetch-depth: 0`"));
        assert_eq!(advice("main..topic", &[], false), "name one revision, not a range");
        assert!(advice("1234567", &[], false).contains("`git branch --all`"));
    }
}
