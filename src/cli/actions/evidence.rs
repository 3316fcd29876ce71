//! Judges a change with what GitHub shows about the people behind it: each review counts for the content that was reviewed.

use jiff::Timestamp;

use crate::approval::{Evidence, GitHub, Merger, Needs, Proofs, PullRequest, Review, ReviewState};
use crate::cli::failure::Failure;
use crate::cli::gate::Change;
use crate::cli::side::Place;
use crate::document::Workspace;
use crate::history::{self, Compared, Documents, Sides};
use crate::report::Judged;

/// Judges a change. What the reviews say about it is found here, whatever they claim; `led_here` tells when the pull request
/// was last led to another branch, and is asked where an approval counts.
pub(super) fn judge(
    place: &Place<'_>,
    change: &Change,
    (pull_request, led_here): (PullRequest, impl FnOnce() -> Result<Option<Timestamp>, Failure>),
    merger: Merger,
) -> Result<(Judged, PullRequest), Failure> {
    // What needs a decision is the same whoever approves it.
    let alone = change.judge(place)?.judgement;
    let mut found = compared(place, change, &alone.needs, pull_request)?;
    if alone.touches && found.rests_on_reviews() {
        found = found.led_here(led_here()?);
    }
    let notes = notes(&found, &change.before);
    let pull_request = found.pull_request;
    let proofs = Proofs { pull_request: GitHub::Shows(pull_request.clone()), merger };
    let mut judged = change.judge_with(place, &proofs)?;
    judged.report.notes.extend(notes);
    if judged.report.decisions.iter().any(|decision| decision.evidence == Some(Evidence::Confirmed)) {
        let note = "the reviews are what GitHub showed when this ran; a clone alone does not know them";
        judged.report.notes.push(note.to_owned());
    }
    Ok((judged, pull_request))
}

/// The pull request with reviews that know what of the change they are about.
fn compared(
    place: &Place<'_>,
    change: &Change,
    needs: &Needs,
    pull_request: PullRequest,
) -> Result<Compared, Failure> {
    let documents = Documents::new(place.repository()?, place.root());
    let base = change.base().map(|commit| commit.id.as_str());
    let sides = Sides { before: &change.before, after: &change.after, base, protected: &change.protected };
    Ok(history::compared(&documents, sides, needs, pull_request)?)
}

/// What is to be said about reviews that do not count as people may expect.
fn notes(found: &Compared, before: &Workspace) -> Vec<String> {
    let gone = found.gone.iter().filter_map(of_gone);
    gone.chain(found.apart(before).into_iter().map(of_another_change)).collect()
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
         content, for another branch, or with an approval file that said something else; it does not count: review again",
        review.reviewer.login, review.commit
    )
}
