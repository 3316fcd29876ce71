//! What a witness file says that GitHub showed about a step, as far as the objects of this repository can tell.

use std::collections::{BTreeMap, BTreeSet};

use super::reviewed::{Sides, about};
use super::{Documents, HistoryError};
use crate::approval::{About, Needs, PullRequest, Step};
use crate::document::Witness;

/// The pull request of a step upon `base` as a witness file tells it. Whoever wrote the file may have made it up; a review
/// that it names of other content, or of another change, proves nothing in any case. A commit that is not in this clone is
/// taken at its word: the review has to be looked up anyway.
pub fn witnessed(
    documents: &Documents<'_>,
    (step, base): (Step<'_>, Option<&str>),
    needs: &Needs,
    witness: &Witness,
) -> Result<PullRequest, HistoryError> {
    let protected: BTreeSet<String> = needs.classes.keys().cloned().collect();
    let sides = Sides { before: step.before, after: step.after, base, protected: &protected };
    let mut seen = BTreeMap::new();
    for review in &witness.reviews {
        let commit = review.commit.as_str();
        if let Some(about) = about(documents, sides, needs, commit)? {
            seen.insert(commit, about);
        }
    }
    Ok(PullRequest::witnessed(witness, |commit| seen.get(commit).copied().unwrap_or(About::Change)))
}
