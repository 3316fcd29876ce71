//! What git and GitHub show about the people behind a step: facts, gathered at the edges, from which votes are proven.
//!
//! A request that failed is an error at the edge and never a fact here: who was not asked said nothing.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::document::{self, Document, Witness, Workspace};

use super::subject::{Needs, content};

/// What is known about the people behind a step. The default is offline: nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proofs {
    /// The pull request.
    pub pull_request: GitHub,
    /// Who merged.
    pub merger: Merger,
}

/// Nobody was asked.
static OFFLINE: Proofs = Proofs { pull_request: GitHub::NotAsked, merger: Merger::NotMerged };

impl Proofs {
    /// Nothing is known.
    pub fn offline() -> &'static Self {
        &OFFLINE
    }
}

/// What GitHub says about the pull request of a step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum GitHub {
    /// It was not asked.
    #[default]
    NotAsked,
    /// A witness file says what it said. Whoever wrote the file may have made it up.
    Witnessed(PullRequest),
    /// It was asked, and said this.
    Shows(PullRequest),
}

/// A pull request: who proposed it, and what the reviewers said. One that does not exist has neither.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PullRequest {
    /// Who opened it; nobody for an account that is gone.
    pub author: Option<Account>,
    /// All of its reviews.
    pub reviews: Vec<Review>,
}

/// An account on GitHub. The number decides who it is; the name is for readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The number, which survives renames.
    pub id: u64,
    /// The name shown.
    pub login: String,
    /// Whether it is a program's account. Programs never vote.
    pub is_bot: bool,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Its number.
    pub id: u64,
    /// Who reviewed.
    pub reviewer: Account,
    /// What it says now.
    pub state: ReviewState,
    /// What was reviewed.
    pub commit: String,
    /// Whether the governed content of that commit means what the change now means; see [`same_content`].
    pub same_content: bool,
    /// Whether that commit has the new approval files of the change too, byte for byte; see [`same_votes`]. Who reviewed
    /// before votes were written down does not stand for them.
    pub same_votes: bool,
    /// When it was submitted.
    pub submitted: Timestamp,
}

/// What a review says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReviewState {
    /// It approves.
    Approved,
    /// It asks for changes.
    ChangesRequested,
    /// It once said something, and no longer counts.
    Dismissed,
    /// It only comments, and its whole text is `+1`: how the author of a pull request votes.
    PlusOne,
    /// It only comments.
    Commented,
}

impl ReviewState {
    /// Whether it takes the place of what the reviewer said before.
    pub(super) const fn is_decisive(self) -> bool {
        matches!(self, Self::Approved | Self::ChangesRequested | Self::Dismissed)
    }
}

/// Who merged a step, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Merger {
    /// It is not merged yet.
    #[default]
    NotMerged,
    /// GitHub's event says who.
    Event(Account),
    /// A commit with two parents that GitHub signed says who its author is. No other commit proves a merger: the
    /// author of a squash is the proposer (threat T68).
    SignedMerge(MergeAuthor),
    /// It is merged, and nothing shows by whom; the sentence says why.
    Unproven(String),
}

/// The author of a merge that GitHub signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeAuthor {
    /// By the number in an address `id+login@users.noreply.github.com`.
    Account(u64),
    /// By an address of their own.
    Email(String),
}

impl MergeAuthor {
    /// Reads the address of a commit's author.
    pub fn of(email: &str) -> Self {
        let number = email
            .strip_suffix("@users.noreply.github.com")
            .and_then(|local| local.split_once('+'))
            .filter(|(digits, _)| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|(digits, _)| digits.parse().ok());
        number.map_or_else(|| Self::Email(email.to_owned()), Self::Account)
    }
}

impl PullRequest {
    /// What a witness file says. `same_content` tells whether a commit had the content that was merged.
    pub fn witnessed(witness: &Witness, same_content: impl Fn(&str) -> bool) -> Self {
        let review = |review: &document::Review| {
            let text = review.submitted.as_deref();
            Review {
                id: review.id.value,
                reviewer: Account::witnessed(&review.reviewer),
                state: ReviewState::witnessed(review),
                commit: review.commit.value.clone(),
                same_content: same_content(&review.commit),
                // A witness lets no recorded vote count; it only says who reviewed what.
                same_votes: false,
                submitted: text.and_then(|text| text.parse().ok()).unwrap_or(Timestamp::UNIX_EPOCH),
            }
        };
        Self {
            author: witness.author.as_ref().map(Account::witnessed),
            reviews: witness.reviews.iter().map(review).collect(),
        }
    }
}

impl Account {
    fn witnessed(account: &document::Account) -> Self {
        let login = account.login.value.clone();
        Self { id: account.id.value, is_bot: login.ends_with("[bot]"), login }
    }
}

impl ReviewState {
    fn witnessed(review: &document::Review) -> Self {
        match (review.state.value, review.body.as_deref()) {
            (document::ReviewState::Approved, _) => Self::Approved,
            (document::ReviewState::ChangesRequested, _) => Self::ChangesRequested,
            (document::ReviewState::Dismissed, _) => Self::Dismissed,
            (document::ReviewState::Commented, Some("+1")) => Self::PlusOne,
            (document::ReviewState::Commented, _) => Self::Commented,
        }
    }
}

/// Whether a reviewer who saw the documents of `reviewed` saw what `after` is: the same content, in bytes or meaning,
/// at every path that needs sign-off, and the same earlier approvals undone. Votes may have been added since.
pub fn same_content(before: &Workspace, reviewed: &Workspace, after: &Workspace, needs: &Needs) -> bool {
    let is_same = |path: &String| {
        let now = content(reviewed, after, path);
        now.from == now.to || now.meaning.is_some_and(|(seen, is)| seen == is)
    };
    needs.classes.keys().all(is_same) && undone(before, reviewed) == undone(before, after)
}

/// Whether a reviewer who saw the documents of `reviewed` saw all the votes that the step brings, as they stand in its
/// approval files (threat T66).
pub fn same_votes(before: &Workspace, reviewed: &Workspace, after: &Workspace) -> bool {
    let mut new = after.approvals.values().filter(|approval| !before.approvals.contains_key(&approval.id));
    new.all(|approval| {
        let now = content(reviewed, after, &approval.path);
        now.from == now.to
    })
}

/// What new approvals say about earlier ones.
fn undone<'a>(before: &Workspace, now: &'a Workspace) -> BTreeSet<(&'a str, &'a str)> {
    let new = now.approvals.values().filter(|approval| !before.approvals.contains_key(&approval.id));
    new.flat_map(|approval: &Document<_>| {
        approval
            .value
            .voided()
            .chain(&approval.value.ratifies)
            .map(|other| (approval.id.as_str(), other.as_str()))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_with_a_number_names_an_account() {
        assert_eq!(MergeAuthor::of("77+alice@users.noreply.github.com"), MergeAuthor::Account(77));
        for email in [
            "alice@users.noreply.github.com",
            "+alice@users.noreply.github.com",
            "x7+alice@users.noreply.github.com",
            "77+alice@users.noreply.github.com.example.org",
            "77+alice@example.org",
        ] {
            assert_eq!(MergeAuthor::of(email), MergeAuthor::Email(email.to_owned()));
        }
    }
}
