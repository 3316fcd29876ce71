//! What git and GitHub show about the people behind a step: facts, gathered at the edges, from which votes are proven.
//!
//! A request that failed is an error at the edge and never a fact here: who was not asked said nothing.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::document::{self, Document, Witness, Workspace};

use super::subject::{Needs, content, is_about};

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
    /// What of the step it is about.
    pub about: About,
    /// Whether that commit has the new approval files of the change too, byte for byte; see [`same_votes`]. Who reviewed
    /// before votes were written down does not stand for them.
    pub same_votes: bool,
    /// When it was submitted.
    pub submitted: Timestamp,
}

/// What of a step a review is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// Other content than that after the step, as far as it needs sign-off.
    Other,
    /// The same content, but not shown to be the same change: an objection to it holds, and an approval says nothing.
    /// It may have been changed from something else, for another branch, or not at all (threats T10, T11, T56).
    Content,
    /// The same change: the same content before it and after it.
    Change,
}

impl Review {
    /// Whether it is in favour, whatever it is about.
    pub const fn approves(&self) -> bool {
        matches!(self.state, ReviewState::Approved | ReviewState::PlusOne)
    }

    /// Whether it says anything about the step. To approve a change takes more than to object to what it leads to.
    pub fn counts(&self) -> bool {
        match self.state {
            ReviewState::Approved | ReviewState::PlusOne => self.about == About::Change,
            ReviewState::ChangesRequested | ReviewState::Dismissed | ReviewState::Commented => {
                self.about >= About::Content
            }
        }
    }
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
    /// What a witness file says. `about` tells what of the step a commit shows.
    pub fn witnessed(witness: &Witness, about: impl Fn(&str) -> About) -> Self {
        let review = |review: &document::Review| {
            let text = review.submitted.as_deref();
            Review {
                id: review.id.value,
                reviewer: Account::witnessed(&review.reviewer),
                state: ReviewState::witnessed(review),
                commit: review.commit.value.clone(),
                about: about(&review.commit),
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
    needs.classes.keys().all(|path| is_same(reviewed, after, path))
        && undone(before, reviewed) == undone(before, after)
}

/// Whether the reviewed change began where the step begins: `origin` is what it was built upon, and means the same as
/// `before` at every path that needs sign-off.
pub fn same_beginning(before: &Workspace, origin: &Workspace, needs: &Needs) -> bool {
    needs.classes.keys().all(|path| is_same(origin, before, path))
}

/// Whether the approval files that the reviewed commit brings say what the step does at the paths that need sign-off. Who
/// approved a file that decides something else did not approve the one that was put in its place. A file that ratifies is
/// about an earlier step.
pub fn same_subjects(before: &Workspace, reviewed: &Workspace, after: &Workspace, needs: &Needs) -> bool {
    let new = reviewed.approvals.values().filter(|approval| !before.approvals.contains_key(&approval.id));
    let subjects =
        new.filter(|approval| approval.value.ratifies.is_none()).flat_map(|approval| &approval.value.subject);
    let mut decided = subjects.filter(|subject| needs.classes.contains_key(subject.path.as_str()));
    decided.all(|subject| is_about(subject, &content(before, after, &subject.path)))
}

/// Whether a path has the same content on both sides, in bytes or in meaning.
fn is_same(one: &Workspace, other: &Workspace, path: &str) -> bool {
    let now = content(one, other, path);
    now.from == now.to || now.meaning.is_some_and(|(one, other)| one == other)
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
