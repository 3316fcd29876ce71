//! Reviews: what every reviewer said, about which commit.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::approval::{Account, PullRequest, Review, ReviewState};

use super::account::User;
use super::client::{Client, Errand};
use super::error::GitHubError;
use super::pull_request::PullRequestFacts;

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

/// What the judgement is told about a pull request. `same_content` tells whether the governed content of a commit means
/// what the change now means; each commit is asked about once, and one that GitHub lost is not the same.
pub fn proven<E>(
    pull_request: &PullRequestFacts,
    reviews: Vec<SubmittedReview>,
    mut same_content: impl FnMut(&str) -> Result<bool, E>,
) -> Result<PullRequest, E> {
    let mut known: BTreeMap<String, bool> = BTreeMap::new();
    let mut proven = Vec::new();
    for review in reviews {
        let commit = review.commit.unwrap_or_default();
        let is_same = match known.get(&commit) {
            Some(known) => *known,
            None => !commit.is_empty() && same_content(&commit)?,
        };
        known.insert(commit.clone(), is_same);
        proven.push(Review {
            id: review.id,
            reviewer: review.reviewer,
            state: review.state,
            commit,
            same_content: is_same,
            same_votes: false,
            submitted: review.submitted,
        });
    }
    Ok(PullRequest { author: pull_request.author.clone(), reviews: proven })
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
