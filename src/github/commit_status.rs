//! The mark at a commit that a branch's rules can ask for.

use serde::Deserialize;
use serde_json::json;

use super::account::User;
use super::client::{Client, commit_id, unfit};
use super::error::GitHubError;
use super::marker::Run;
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

    /// Marks a commit while it is judged again, so that no success of an earlier run stands there meanwhile. The mark stays
    /// if the run ends without a word. Where no success stands, nothing is written: what is missing holds a merge up as
    /// well. Nor is it where a later run of this token's own account has spoken.
    pub fn success_taken_back(
        &self,
        commit: &str,
        run: Run,
        status: CommitStatus<'_>,
    ) -> Result<Written, GitHubError> {
        let path = self.path(&format!("/commits/{}/statuses", commit_id(commit)?));
        let errand = self.errand(&format!("reading the statuses of commit {commit}"), "statuses: read");
        let mut standing: Vec<WireStatus> = match self.list(&errand, &path, "") {
            // This repository does not have the commit.
            Err(GitHubError::Refused { status: 422, .. }) => Vec::new(),
            Err(error) if error.is_denial() => return Ok(Written::ReadOnly(error)),
            statuses => statuses?,
        };
        standing.retain(|one| one.context.eq_ignore_ascii_case(status.context));
        // The latest comes first.
        let Some(latest) = standing.first() else { return Ok(Written::Unchanged) };
        let own = self.own_identity(standing.iter().filter_map(|one| one.creator.as_ref()))?;
        let latest_own = standing.iter().find(|one| one.creator.as_ref().is_some_and(|user| own.is(user)));
        if latest_own.and_then(WireStatus::run).is_some_and(|written_by| written_by > run.id) {
            return Ok(Written::Overtaken);
        }
        // Which of the two the rules of the branch look at depends on whether they name a source.
        if !latest.is_success() && !latest_own.is_some_and(WireStatus::is_success) {
            return Ok(Written::Unchanged);
        }
        self.commit_status(commit, status)
    }
}

#[derive(Deserialize)]
struct WireStatus {
    state: String,
    context: String,
    target_url: Option<String>,
    creator: Option<User>,
}

impl WireStatus {
    fn is_success(&self) -> bool {
        self.state == CommitState::Success.name()
    }

    /// The run that it leads to, as `https://github.com/o/r/actions/runs/1` does.
    fn run(&self) -> Option<u64> {
        self.target_url.as_deref()?.rsplit_once("/actions/runs/")?.1.parse().ok()
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
