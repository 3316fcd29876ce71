//! The one issue in which a scheduled run says what it found.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::account::User;
use super::client::Client;
use super::error::GitHubError;
use super::marker::{Purpose, Run};
use super::written::{Candidate, Kept, Written, bounded};

impl Client {
    /// Keeps one open issue with this title and text: new, or in the place of the open one that this account opened for
    /// the same `purpose` (as in `audit`) before. One that was closed stays as it is.
    pub fn issue(&self, purpose: &str, run: Run, title: &str, text: &str) -> Result<Written, GitHubError> {
        self.keep_issue(purpose, run, (title, text), true)
    }

    /// The same where such an issue is open already; a new one is not opened.
    pub fn issue_again(
        &self,
        purpose: &str,
        run: Run,
        title: &str,
        text: &str,
    ) -> Result<Written, GitHubError> {
        self.keep_issue(purpose, run, (title, text), false)
    }

    fn keep_issue(
        &self,
        purpose: &str,
        run: Run,
        (title, text): (&str, &str),
        is_first_wanted: bool,
    ) -> Result<Written, GitHubError> {
        let purpose = Purpose::new(purpose)?;
        let body = purpose.mark(run, text);
        bounded("the issue", &body)?;
        self.kept(&purpose, run, (title, text), is_first_wanted, &body).or_else(|error| {
            // 410: what is asked for is gone, which is how GitHub says that issues are switched off.
            let is_off = matches!(error, GitHubError::Refused { status: 410, .. });
            if is_off { Ok(Written::SwitchedOff) } else { Err(error) }
        })
    }

    fn kept(
        &self,
        purpose: &Purpose<'_>,
        run: Run,
        (title, text): (&str, &str),
        is_first_wanted: bool,
        body: &str,
    ) -> Result<Written, GitHubError> {
        let list = self.path("/issues");
        let reading = self.errand("reading the open issues", "issues: read");
        let mut issues: Vec<WireIssue> =
            match self.list(&reading, &list, "state=open&sort=created&direction=desc&") {
                Err(error) if error.is_denial() => return Ok(Written::ReadOnly(error)),
                issues => issues?,
            };
        issues.retain(|issue| issue.pull_request.is_none());
        let candidates: Vec<Candidate<'_>> = issues
            .iter()
            .map(|issue| Candidate {
                id: issue.number,
                user: issue.user.as_ref(),
                body: issue.body.as_deref().unwrap_or_default(),
            })
            .collect();
        let writing = self.errand("writing the issue", "issues: write");
        let place_of = |number| self.path(&format!("/issues/{number}"));
        let kept = Kept { purpose: *purpose, run, text, is_first_wanted };
        let content = json!({ "title": title, "body": body });
        self.keep(&writing, (&list, place_of), &candidates, &kept, &content)
    }
}

#[derive(Deserialize)]
struct WireIssue {
    number: u64,
    user: Option<User>,
    body: Option<String>,
    /// There for pull requests only, which GitHub lists as issues.
    pull_request: Option<IgnoredAny>,
}
