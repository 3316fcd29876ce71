//! The one comment of a pull request, updated in place.

use serde::Deserialize;
use serde_json::json;

use super::account::User;
use super::client::Client;
use super::error::GitHubError;
use super::marker::{Purpose, Run};
use super::written::{Candidate, Kept, Written, bounded};

impl Client {
    /// Leaves one comment with this text on an issue or pull request: new, or in the place of the one that this account
    /// left for the same `purpose` (as in `gate`) before. The text is Markdown; the marker is put before it here.
    ///
    /// Runs are ordered by what was written: one that had nothing new to say leaves no trace, so runs for one pull request
    /// should not overlap (`concurrency:` in the workflow).
    pub fn comment(&self, number: u64, purpose: &str, run: Run, text: &str) -> Result<Written, GitHubError> {
        self.leave_comment(number, purpose, run, text, true)
    }

    /// The same where there is such a comment already; a first one is not written.
    pub fn comment_again(
        &self,
        number: u64,
        purpose: &str,
        run: Run,
        text: &str,
    ) -> Result<Written, GitHubError> {
        self.leave_comment(number, purpose, run, text, false)
    }

    fn leave_comment(
        &self,
        number: u64,
        purpose: &str,
        run: Run,
        text: &str,
        is_first_wanted: bool,
    ) -> Result<Written, GitHubError> {
        const PERMISSION: &str = "pull-requests: write";
        let purpose = Purpose::new(purpose)?;
        let body = purpose.mark(run, text);
        bounded("the comment", &body)?;
        let list = self.path(&format!("/issues/{number}/comments"));
        let reading = self.errand(&format!("reading the comments on {number}"), "pull-requests: read");
        let comments: Vec<WireComment> = match self.list(&reading, &list, "") {
            Err(error) if error.is_denial() => return Ok(Written::ReadOnly(error)),
            comments => comments?,
        };
        let candidates: Vec<Candidate<'_>> = comments
            .iter()
            .map(|comment| Candidate {
                id: comment.id,
                user: comment.user.as_ref(),
                body: comment.body.as_deref().unwrap_or_default(),
            })
            .collect();
        let writing = self.errand(&format!("writing the comment on {number}"), PERMISSION);
        let place_of = |id| self.path(&format!("/issues/comments/{id}"));
        let kept = Kept { purpose, run, text, is_first_wanted };
        self.keep(&writing, (&list, place_of), &candidates, &kept, &json!({ "body": body }))
    }
}

#[derive(Deserialize)]
struct WireComment {
    id: u64,
    user: Option<User>,
    body: Option<String>,
}
