//! Judges a change with what GitHub shows about the people behind it: each review counts for the content that was reviewed.

use crate::approval::{Evidence, GitHub, Merger, Needs, Proofs, PullRequest, Review, ReviewState};
use crate::cli::failure::Failure;
use crate::cli::gate::Change;
use crate::cli::side::Place;
use crate::history::{self, Documents, Sides};
use crate::report::Judged;

/// Judges a change. What the reviews say about its content is found here, whatever they claim.
pub(super) fn judge(
    place: &Place<'_>,
    change: &Change,
    pull_request: PullRequest,
    merger: Merger,
) -> Result<(Judged, PullRequest), Failure> {
    // What needs a decision is the same whoever approves it.
    let needs = change.judge(place)?.judgement.needs;
    let (pull_request, notes) = compared(place, change, &needs, pull_request)?;
    let proofs = Proofs { pull_request: GitHub::Shows(pull_request.clone()), merger };
    let mut judged = change.judge_with(place, &proofs)?;
    judged.report.notes.extend(notes);
    if judged.report.decisions.iter().any(|decision| decision.evidence == Some(Evidence::Confirmed)) {
        let note = "the reviews are what GitHub showed when this ran; a clone alone does not know them";
        judged.report.notes.push(note.to_owned());
    }
    Ok((judged, pull_request))
}

/// The pull request with reviews that know whether they are about this content, and what is to be said about those of
/// which nobody can tell.
fn compared(
    place: &Place<'_>,
    change: &Change,
    needs: &Needs,
    pull_request: PullRequest,
) -> Result<(PullRequest, Vec<String>), Failure> {
    let documents = Documents::new(place.repository()?, place.root());
    let base = change.base().map(|commit| commit.id.as_str());
    let sides = Sides { before: &change.before, after: &change.after, base, protected: &change.protected };
    let found = history::compared(&documents, sides, needs, pull_request)?;
    let notes =
        found.gone.iter().filter_map(of_gone).chain(found.apart.iter().map(of_another_change)).collect();
    Ok((found.pull_request, notes))
}

fn of_gone(review: &Review) -> Option<String> {
    let (login, commit) = (&review.reviewer.login, &review.commit);
    let what = match review.state {
        ReviewState::Approved | ReviewState::PlusOne => {
            "does not count: review again, or fetch that commit first"
        }
        ReviewState::ChangesRequested => "is held to be about this change until it is withdrawn",
        ReviewState::Dismissed | ReviewState::Commented => return None,
    };
    Some(format!(
        "the review of `{login}` is about the commit `{commit}`, which is not in this checkout; it {what}"
    ))
}

fn of_another_change(review: &Review) -> String {
    format!(
        "the approval of `{}` is about the commit `{}`, which has the same content but was another change: from other \
         content, or with an approval file that said something else; it does not count: review again",
        review.reviewer.login, review.commit
    )
}
