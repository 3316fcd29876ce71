//! The name under which the verdict about a branch stands at a commit, and by which the rules of that branch ask for it.

use std::fmt::{self, Write as _};

use serde::Deserialize;

use super::client::Client;
use super::error::GitHubError;

/// The name of the default branch's mark, with which all others begin.
const NAME: &str = "milepost";

/// The name of the mark of a branch. GitHub keeps a mark with the commit and not with the pull request, and whoever makes a
/// branch chooses its policy. So each branch has a name of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context(String);

impl Context {
    /// That of a branch.
    pub fn of(branch: &str, default_branch: Option<&str>) -> Self {
        if Some(branch) == default_branch {
            return Self::of_default_branch();
        }
        // Capitals are not told from small letters by GitHub here.
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"/-_.".contains(&byte);
        let mut name = format!("{NAME}/");
        for byte in branch.bytes() {
            if plain(byte) {
                name.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(name, "%{byte:02x}");
            }
        }
        Self(name)
    }

    /// That of the default branch.
    pub fn of_default_branch() -> Self {
        Self(NAME.to_owned())
    }

    /// As GitHub is told.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a name is that of some branch's mark, in whatever letters.
    pub(super) fn is_any(name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        name.strip_prefix(NAME).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether GitHub takes another name for this one.
    pub(super) fn is(&self, name: &str) -> bool {
        self.0.eq_ignore_ascii_case(name)
    }
}

impl fmt::Display for Context {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The settings of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Settings {
    /// The branch whose mark is [`Context::of_default_branch`].
    pub default_branch: String,
    /// Whether pull requests may be merged by putting each of their commits on the branch; nothing where that is hidden.
    pub allow_rebase_merge: Option<bool>,
    /// Whether issues can be written.
    pub has_issues: Option<bool>,
}

impl Client {
    /// The settings of the repository.
    pub fn settings(&self) -> Result<Settings, GitHubError> {
        let errand = self.errand("reading the settings", "metadata: read");
        self.get(&errand, &self.path(""))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_branch_has_a_name_of_its_own() {
        let of = |branch| Context::of(branch, Some("main")).to_string();
        assert_eq!(of("main"), "milepost");
        assert_eq!(Context::of_default_branch().to_string(), "milepost");
        assert_eq!(of("stable/1.x_y-z"), "milepost/stable/1.x_y-z");
        assert_eq!(
            Context::of("main", None).to_string(),
            "milepost/main",
            "no branch is known as the default"
        );
        let branches = ["Main", "MAIN", "mäin", "%4dain", "a b", "a%20b", "milepost", "trunk"];
        let names: BTreeSet<String> = branches.iter().map(|branch| of(branch).to_lowercase()).collect();
        assert_eq!(names.len(), branches.len(), "{names:?}");
        assert!(names.iter().all(|name| name.starts_with("milepost/")), "{names:?}");
    }
}
