//! The mark at a commit that a branch's rules can ask for.

use serde_json::json;

use super::client::{Client, commit_id, unfit};
use super::error::GitHubError;
use super::written::Written;

/// A mark at a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommitStatus<'a> {
    /// What it says.
    pub state: CommitState,
    /// By what name the rules of a branch ask for it, as in `milepost`.
    pub context: &'a str,
    /// One line for people; what is longer than GitHub takes is cut.
    pub description: &'a str,
    /// A web page that says more.
    pub link: Option<&'a str>,
}

/// What a mark at a commit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitState {
    /// Fine.
    Success,
    /// Not decided yet.
    Pending,
    /// Not fine.
    Failure,
    /// It could not be judged.
    Error,
}

impl CommitState {
    const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Pending => "pending",
            Self::Failure => "failure",
            Self::Error => "error",
        }
    }
}

/// The most characters of a description that GitHub takes.
const LONGEST: usize = 140;

impl Client {
    /// Marks a commit. The answer also tells who this token writes as, so a comment after it costs no request more.
    pub fn commit_status(&self, commit: &str, status: CommitStatus<'_>) -> Result<Written, GitHubError> {
        let commit = commit_id(commit)?;
        let mut body = json!({
            "state": status.state.name(),
            "context": status.context,
            "description": cut(status.description),
        });
        if let Some(link) = status.link {
            if !link.starts_with("https://") && !link.starts_with("http://") {
                return Err(unfit("the link", link, "it begins with neither `https://` nor `http://`"));
            }
            body["target_url"] = link.into();
        }
        let errand = self.errand(&format!("marking commit {commit}"), "statuses: write");
        self.write(&errand, (&self.path(&format!("/statuses/{commit}")), true), &body)
    }
}

/// One line of at most as many characters as GitHub takes.
fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST - 1).collect::<String>() + "…"
}
