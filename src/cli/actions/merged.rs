//! How a commit came to its branch, as GitHub shows it: by which pull request, with which reviews, and who merged it.

use jiff::Timestamp;

use crate::approval::{Merger, PullRequest, Review};
use crate::audit::Asked;
use crate::cli::failure::Failure;
use crate::github::{Client, GitHubError, PullRequestFacts, PullRequestState};

/// The pull request that was merged as a commit, and what its reviewers had said by then.
pub(super) struct Merged {
    pub(super) facts: PullRequestFacts,
    pub(super) shown: PullRequest,
}

impl Merged {
    /// Asks for the pull request that brought a commit to a branch; nothing where it came without.
    pub(super) fn as_commit(
        client: &Client,
        branch: &str,
        commit: &str,
    ) -> Result<Option<Self>, GitHubError> {
        let merged = client.pull_request_merged_as(commit)?;
        let Some(listed) = merged.filter(|facts| facts.base == branch) else { return Ok(None) };
        let facts = client.pull_request(listed.number)?;
        let mut reviews = super::pull_request::unread(client.reviews(facts.number)?);
        // Whoever approves afterwards did not decide whether it is merged; where nobody knows when it was, nobody did.
        reviews.retain(|review| merged_at(&facts).is_some_and(|merged| review.submitted <= merged));
        let shown = PullRequest { author: facts.author.clone(), reviews };
        Ok(Some(Self { facts, shown }))
    }
}

pub(super) fn merged_at(facts: &PullRequestFacts) -> Option<Timestamp> {
    match &facts.state {
        PullRequestState::Merged { at, .. } => *at,
        PullRequestState::Open | PullRequestState::Closed => None,
    }
}

/// Where the audit of a branch asks about its steps.
pub(in crate::cli) struct Asking {
    pub(in crate::cli) client: Client,
    /// The branch that the steps were merged into, as GitHub calls it.
    pub(in crate::cli) branch: String,
}

impl Asking {
    /// What GitHub says today about a step of the past. A request that fails is no answer.
    pub(in crate::cli) fn about(&self, commit: &str) -> Result<Asked, Failure> {
        let failed = |error: GitHubError| {
            let hint = error.hint();
            Failure::new(format!("GitHub could not be asked about step `{commit}`: {error}")).hint(hint)
        };
        let merged = Merged::as_commit(&self.client, &self.branch, commit).map_err(failed)?;
        Ok(match merged {
            Some(Merged { facts, shown }) => {
                let may_count = shown.reviews.iter().any(Review::approves);
                let led_here = may_count.then(|| self.client.retargeted(facts.number));
                let led_here = led_here.transpose().map_err(failed)?.flatten();
                Asked { number: Some(facts.number), shown, led_here, merger: facts.merger() }
            }
            None => Asked {
                number: None,
                shown: PullRequest::default(),
                led_here: None,
                merger: Merger::Unproven(format!(
                    "GitHub shows no pull request that was merged into `{}` as this commit",
                    self.branch
                )),
            },
        })
    }
}
