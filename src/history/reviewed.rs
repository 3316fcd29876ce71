//! What the reviews of a pull request are worth for a step: each counts for the content that was reviewed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Documents, HistoryError};
use crate::approval::{Needs, PullRequest, Review, ReviewState, same_content, same_votes};
use crate::document::Workspace;
use crate::repository::RepositoryError;

/// The two sides of a step, and what is looked for outside of the root.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The documents before it.
    pub before: &'a Workspace,
    /// The documents after it.
    pub after: &'a Workspace,
    /// The paths that the policies protect outside of the root.
    pub protected: &'a BTreeSet<String>,
}

/// A pull request of which every review was compared with the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The pull request; each review knows whether it is about this content.
    pub pull_request: PullRequest,
    /// What people of the roster said last about commits that are not in this clone: nobody can look at those.
    pub gone: Vec<Review>,
}

/// Compares what was reviewed with the step, whatever the reviews claim.
pub fn compared(
    documents: &Documents<'_>,
    sides: Sides<'_>,
    needs: &Needs,
    mut pull_request: PullRequest,
) -> Result<Compared, HistoryError> {
    let Sides { before, after, protected } = sides;
    let commits: BTreeSet<String> = pull_request.reviews.iter().map(|review| review.commit.clone()).collect();
    let mut seen: BTreeMap<String, Option<bool>> = BTreeMap::new();
    let mut with_votes: BTreeSet<String> = BTreeSet::new();
    for commit in commits {
        let reviewed = documents_of(documents, protected, &commit)?;
        if reviewed.as_ref().is_some_and(|reviewed| same_votes(before, reviewed, after)) {
            with_votes.insert(commit.clone());
        }
        let is_same = reviewed.map(|reviewed| same_content(before, &reviewed, after, needs));
        seen.insert(commit, is_same);
    }
    for review in &mut pull_request.reviews {
        let found = seen.get(&review.commit).copied().flatten();
        // What nobody can look at approves nothing, but somebody asked for changes all the same.
        review.same_votes = with_votes.contains(&review.commit);
        review.same_content = found.unwrap_or(review.state == ReviewState::ChangesRequested);
    }
    let is_gone = |review: &&Review| seen.get(&review.commit).copied().flatten().is_none();
    let people = accounts(before);
    let latest = latest(&pull_request.reviews).into_iter();
    let gone = latest.filter(is_gone).filter(|review| people.contains(&review.reviewer.id)).cloned();
    Ok(Compared { gone: gone.collect(), pull_request })
}

/// The documents that were reviewed; nothing where the commit is not in this clone.
fn documents_of(
    documents: &Documents<'_>,
    protected: &BTreeSet<String>,
    commit: &str,
) -> Result<Option<Workspace>, HistoryError> {
    match documents.repository().commit(commit) {
        Ok(_) => Ok(Some(documents.at(commit, protected)?)),
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
