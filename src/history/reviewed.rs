//! What the reviews of a pull request are worth for a step: each counts for what was reviewed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Documents, HistoryError};
use crate::approval::{
    About, Needs, PullRequest, Review, ReviewState, same_beginning, same_content, same_subjects, same_votes,
};
use crate::document::Workspace;
use crate::repository::RepositoryError;

/// The two sides of a step, and what is looked for outside of the root.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The documents before it.
    pub before: &'a Workspace,
    /// The documents after it.
    pub after: &'a Workspace,
    /// The commit that it is a change of; none where nothing stood before it.
    pub base: Option<&'a str>,
    /// The paths that the policies protect outside of the root.
    pub protected: &'a BTreeSet<String>,
}

/// A pull request of which every review was compared with the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The pull request; each review knows what of the step it is about.
    pub pull_request: PullRequest,
    /// What people of the roster said last about commits that are not in this clone: nobody can look at those.
    pub gone: Vec<Review>,
}

impl Compared {
    /// Whether some approval counts.
    pub fn rests_on_reviews(&self) -> bool {
        self.pull_request.reviews.iter().any(|review| review.approves() && review.counts())
    }

    /// The same, if the pull request was led to another branch at this moment. The commits don't show which branch somebody
    /// looked at, so who approved it before did not approve what it is now (threat T56).
    #[must_use]
    pub fn led_here(mut self, since: Option<Timestamp>) -> Self {
        for review in &mut self.pull_request.reviews {
            if since.is_some_and(|since| review.submitted <= since) {
                review.about = review.about.min(About::Content);
            }
        }
        self
    }

    /// What people of the roster before the step approved last, where it led to the same content and was another change.
    pub fn apart(&self, before: &Workspace) -> Vec<&Review> {
        let people = accounts(before);
        let latest = latest(&self.pull_request.reviews).into_iter();
        let is_apart = |review: &&Review| review.approves() && review.about == About::Content;
        latest.filter(is_apart).filter(|review| people.contains(&review.reviewer.id)).collect()
    }
}

/// What a commit that was reviewed has of the step.
struct Seen {
    about: About,
    votes: bool,
}

/// Compares what was reviewed with the step, whatever the reviews claim.
pub fn compared(
    documents: &Documents<'_>,
    sides: Sides<'_>,
    needs: &Needs,
    mut pull_request: PullRequest,
) -> Result<Compared, HistoryError> {
    let commits: BTreeSet<String> = pull_request.reviews.iter().map(|review| review.commit.clone()).collect();
    let mut seen: BTreeMap<String, Option<Seen>> = BTreeMap::new();
    for commit in commits {
        let found = look(documents, sides, needs, &commit)?;
        seen.insert(commit, found);
    }
    let found = |review: &Review| seen.get(&review.commit).and_then(Option::as_ref);
    for review in &mut pull_request.reviews {
        // What nobody can look at approves nothing, but somebody asked for changes all the same.
        let objects = review.state == ReviewState::ChangesRequested;
        let unknown = if objects { About::Content } else { About::Other };
        let seen = found(review);
        review.about = seen.map_or(unknown, |seen| seen.about);
        review.same_votes = seen.is_some_and(|seen| seen.votes);
    }
    let people = accounts(sides.before);
    let latest = latest(&pull_request.reviews).into_iter();
    let gone = latest.filter(|review| found(review).is_none());
    let gone = gone.filter(|review| people.contains(&review.reviewer.id)).cloned().collect();
    Ok(Compared { pull_request, gone })
}

/// What of the step the commit of a review shows; nothing where the commit is not in this clone.
pub(super) fn about(
    documents: &Documents<'_>,
    sides: Sides<'_>,
    needs: &Needs,
    commit: &str,
) -> Result<Option<About>, HistoryError> {
    Ok(look(documents, sides, needs, commit)?.map(|seen| seen.about))
}

fn look(
    documents: &Documents<'_>,
    sides: Sides<'_>,
    needs: &Needs,
    commit: &str,
) -> Result<Option<Seen>, HistoryError> {
    let Some(reviewed) = documents_of(documents, sides.protected, commit)? else { return Ok(None) };
    let votes = same_votes(sides.before, &reviewed, sides.after);
    let about = if !same_content(sides.before, &reviewed, sides.after, needs) {
        About::Other
    } else if same_subjects(sides.before, &reviewed, sides.after, needs)
        && began_there(documents, sides, needs, commit)?
    {
        About::Change
    } else {
        About::Content
    };
    Ok(Some(Seen { about, votes }))
}

/// Whether what was reviewed changes what the step changes: wherever it may have been started from, that means the same as
/// what is there before the step. The approval file says this too, but its author can write it after the reviews.
fn began_there(
    documents: &Documents<'_>,
    sides: Sides<'_>,
    needs: &Needs,
    commit: &str,
) -> Result<bool, HistoryError> {
    let Some(base) = sides.base.filter(|_| !needs.classes.is_empty()) else { return Ok(true) };
    let Some(origins) = documents.repository().origins(base, commit)? else { return Ok(false) };
    for origin in origins.iter().filter(|origin| *origin != base) {
        if !same_beginning(sides.before, &documents.at(origin, sides.protected)?, needs) {
            return Ok(false);
        }
    }
    Ok(true)
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
