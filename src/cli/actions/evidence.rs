//! Judges a change with what GitHub shows about the people behind it: each review counts for the content that was reviewed.

use std::collections::{BTreeMap, BTreeSet};

use crate::approval::{
    Evidence, GitHub, Merger, Needs, Proofs, PullRequest, Review, ReviewState, same_content, same_votes,
};
use crate::cli::failure::Failure;
use crate::cli::gate::Change;
use crate::cli::side::Place;
use crate::document::Workspace;
use crate::history::Documents;
use crate::report::Judged;
use crate::repository::RepositoryError;

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
    mut pull_request: PullRequest,
) -> Result<(PullRequest, Vec<String>), Failure> {
    let documents = Documents::new(place.repository()?, place.root());
    let commits: BTreeSet<String> = pull_request.reviews.iter().map(|review| review.commit.clone()).collect();
    let mut seen: BTreeMap<String, Option<bool>> = BTreeMap::new();
    let mut with_votes: BTreeSet<String> = BTreeSet::new();
    for commit in commits {
        let reviewed = reviewed(&documents, change, &commit)?;
        let saw_votes = |reviewed: &Workspace| same_votes(&change.before, reviewed, &change.after);
        if reviewed.as_ref().is_some_and(saw_votes) {
            with_votes.insert(commit.clone());
        }
        let is_same = reviewed.map(|reviewed| same_content(&change.before, &reviewed, &change.after, needs));
        seen.insert(commit, is_same);
    }
    for review in &mut pull_request.reviews {
        let found = seen.get(&review.commit).copied().flatten();
        // What nobody can look at approves nothing, but somebody asked for changes all the same.
        review.same_votes = with_votes.contains(&review.commit);
        review.same_content = found.unwrap_or(review.state == ReviewState::ChangesRequested);
    }
    let is_gone = |review: &&Review| seen.get(&review.commit).copied().flatten().is_none();
    let people = accounts(&change.before);
    let latest = latest(&pull_request.reviews);
    let gone = latest.into_iter().filter(is_gone);
    let notes = gone.filter(|review| people.contains(&review.reviewer.id)).filter_map(note).collect();
    Ok((pull_request, notes))
}

/// The documents that were reviewed; nothing where the commit is not in this clone.
fn reviewed(documents: &Documents<'_>, change: &Change, commit: &str) -> Result<Option<Workspace>, Failure> {
    match documents.repository().commit(commit) {
        Ok(_) => Ok(Some(documents.at(commit, &change.protected)?)),
        Err(
            RepositoryError::Missing { .. }
            | RepositoryError::Shallow { .. }
            | RepositoryError::NotAnId { .. },
        ) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The numbers of the accounts that the roster lists.
fn accounts(workspace: &Workspace) -> BTreeSet<u64> {
    let people = workspace.roster.iter().flat_map(|roster| &roster.value.people.0);
    people.filter_map(|(_, person)| Some(person.github.as_ref()?.id.value)).collect()
}

/// What each account said last that decides something.
fn latest(reviews: &[Review]) -> Vec<&Review> {
    let mut by_account: BTreeMap<u64, &Review> = BTreeMap::new();
    for review in reviews.iter().filter(|review| review.state != ReviewState::Commented) {
        let last = by_account.entry(review.reviewer.id).or_insert(review);
        if (last.submitted, last.id) < (review.submitted, review.id) {
            *last = review;
        }
    }
    by_account.into_values().collect()
}

fn note(review: &Review) -> Option<String> {
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
