//! The mark at a commit that a branch's rules can ask for.

use serde::Deserialize;
use serde_json::json;

use super::account::User;
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
    /// Marks a commit. The answer also tells who this token writes as.
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

    /// Marks a commit while it is judged again, so that no success of an earlier run stands there meanwhile. The mark stays
    /// if the run ends without a word. Where no success stands, nothing is written: what is missing holds a merge up as
    /// well. It makes no difference which run has said it: whatever has happened since may have ended it.
    pub fn success_taken_back(&self, commit: &str, status: CommitStatus<'_>) -> Result<Written, GitHubError> {
        let mut standing = match self.statuses(commit) {
            Err(error) if error.is_denial() => return Ok(Written::ReadOnly(error)),
            statuses => statuses?,
        };
        standing.retain(|one| one.context.eq_ignore_ascii_case(status.context));
        // The latest comes first.
        let Some(latest) = standing.first() else { return Ok(Written::Unchanged) };
        let own = self.own_identity(standing.iter().filter_map(|one| one.creator.as_ref()))?;
        let latest_own = standing.iter().find(|one| one.creator.as_ref().is_some_and(|user| own.is(user)));
        // Which of the two the rules of the branch look at depends on whether they name a source.
        if !latest.is_success() && !latest_own.is_some_and(WireStatus::is_success) {
            return Ok(Written::Unchanged);
        }
        self.commit_status(commit, status)
    }

    /// All marks at a commit, the latest first.
    fn statuses(&self, commit: &str) -> Result<Vec<WireStatus>, GitHubError> {
        let path = self.path(&format!("/commits/{}/statuses", commit_id(commit)?));
        let errand = self.errand(&format!("reading the statuses of commit {commit}"), "statuses: read");
        match self.list(&errand, &path, "") {
            // This repository does not have the commit.
            Err(GitHubError::Refused { status: 422, .. }) => Ok(Vec::new()),
            statuses => statuses,
        }
    }
}

#[derive(Deserialize)]
struct WireStatus {
    state: String,
    context: String,
    creator: Option<User>,
}

impl WireStatus {
    fn is_success(&self) -> bool {
        self.state == CommitState::Success.name()
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
