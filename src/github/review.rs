//! Reviews: what every reviewer said, about which commit.

use jiff::Timestamp;
use serde::Deserialize;

use crate::approval::{Account, ReviewState};

use super::account::User;
use super::client::{Client, Errand};
use super::error::GitHubError;

/// A review as GitHub shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmittedReview {
    /// Its number.
    pub id: u64,
    /// Who reviewed.
    pub reviewer: Account,
    /// What it says now.
    pub state: ReviewState,
    /// What was reviewed; nothing where GitHub has not got that commit any more.
    pub commit: Option<String>,
    /// When it was submitted.
    pub submitted: Timestamp,
}

impl Client {
    /// All reviews of a pull request, but for those that are still being written and those of accounts that are gone:
    /// nobody can say who they were.
    pub fn reviews(&self, number: u64) -> Result<Vec<SubmittedReview>, GitHubError> {
        let errand =
            self.errand(&format!("reading the reviews of pull request {number}"), "pull-requests: read");
        let reviews: Vec<WireReview> =
            self.list(&errand, &self.path(&format!("/pulls/{number}/reviews")), "")?;
        let read = reviews.into_iter().map(|review| self.review(&errand, review));
        read.filter_map(Result::transpose).collect()
    }

    fn review(&self, errand: &Errand, review: WireReview) -> Result<Option<SubmittedReview>, GitHubError> {
        let state = match review.state.as_str() {
            "APPROVED" => ReviewState::Approved,
            "CHANGES_REQUESTED" => ReviewState::ChangesRequested,
            "DISMISSED" => ReviewState::Dismissed,
            "COMMENTED" if review.body.as_deref().is_some_and(|body| body.trim() == "+1") => {
                ReviewState::PlusOne
            }
            "COMMENTED" => ReviewState::Commented,
            "PENDING" => return Ok(None),
            other => {
                let state = self.token.struck_from(other);
                return Err(GitHubError::ReviewState { review: review.id, state });
            }
        };
        let Some(reviewer) = review.user else { return Ok(None) };
        let submitted = review
            .submitted_at
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| self.odd(errand, &format!("review {} does not say when", review.id)))?;
        Ok(Some(SubmittedReview {
            id: review.id,
            reviewer: reviewer.into(),
            state,
            commit: review.commit_id,
            submitted,
        }))
    }
}

#[derive(Deserialize)]
struct WireReview {
    id: u64,
    user: Option<User>,
    body: Option<String>,
    state: String,
    commit_id: Option<String>,
    submitted_at: Option<String>,
}
