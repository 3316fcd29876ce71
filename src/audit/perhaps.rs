//! Whether reviews on GitHub, of which a clone knows nothing, may have decided a step.

use jiff::Timestamp;

use super::standing::standing;
use crate::approval::{
    Account, Extent, GitHub, Governance, Proofs, PullRequest, Review, ReviewState, Ruling, Step,
};
use crate::document::{Vote, Workspace};

/// When the reviews that may have been there were submitted, and when the objections that files name; in time for every
/// vote.
const REVIEWED: Timestamp = Timestamp::UNIX_EPOCH;
const OBJECTED: Timestamp = Timestamp::MIN;

/// Whether the step would be approved if everybody of the roster had approved it on GitHub in time. What not even that
/// would mend, this repository alone disproves.
pub(super) fn may_be_decided(step: Step<'_>, governance: Governance, ruling: &Ruling) -> bool {
    let by_an_approval = ruling.judgement.decisions.iter().any(|decision| !decision.approvals.is_empty());
    if !by_an_approval {
        return false;
    }
    let proofs =
        Proofs { pull_request: GitHub::Shows(approved_by_all(step)), merger: step.proofs.merger.clone() };
    let approved = Step { proofs: &proofs, ..step };
    let ruling = Ruling::after(approved, ruling.changes.clone(), Extent::Verdict);
    !standing(governance, &ruling).status.fails()
}

/// A pull request of a stranger, which everybody with an account approves; who objects in a file took that back.
fn approved_by_all(step: Step<'_>) -> PullRequest {
    let stranger = Account { id: 0, login: String::new(), is_bot: false };
    let mut reviews: Vec<Review> =
        accounts(step.before).chain(accounts(step.after)).map(|(_, account)| approving(account)).collect();
    reviews.extend(objections(step));
    PullRequest { author: Some(stranger), reviews }
}

fn objections(step: Step<'_>) -> Vec<Review> {
    let lines = step.after.approvals.values().flat_map(|approval| &approval.value.votes);
    let against = lines.filter(|line| line.vote.value == Vote::Against);
    let objection = |line: &crate::document::VoteLine| {
        let (_, account) = accounts(step.before).find(|(person, _)| *person == line.voter.as_str())?;
        let id = line.review.as_ref()?.id.value;
        let state = ReviewState::ChangesRequested;
        Some(Review { id, state, submitted: OBJECTED, ..approving(account) })
    };
    against.filter_map(objection).collect()
}

fn accounts(documents: &Workspace) -> impl Iterator<Item = (&str, Account)> {
    let people = documents.roster.iter().flat_map(|roster| &roster.value.people);
    people.filter_map(|(id, person)| {
        let account = person.github.as_ref()?;
        let login = account.login.value.clone();
        Some((id.as_str(), Account { id: account.id.value, login, is_bot: false }))
    })
}

fn approving(reviewer: Account) -> Review {
    Review {
        // The number of no review, so that none that a file names is taken for it.
        id: 0,
        reviewer,
        state: ReviewState::Approved,
        commit: String::new(),
        same_content: true,
        same_votes: true,
        submitted: REVIEWED,
    }
}
