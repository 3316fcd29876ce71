//! What a witness file says that GitHub showed about a step, as far as the objects of this repository can tell.

use std::collections::{BTreeMap, BTreeSet};

use super::{Documents, HistoryError};
use crate::approval::{Needs, PullRequest, Step, same_content};
use crate::document::Witness;

/// The pull request of a step as a witness file tells it. Whoever wrote the file may have made it up; a review that it
/// names of other content proves nothing in any case.
pub fn witnessed(
    documents: &Documents<'_>,
    step: Step<'_>,
    needs: &Needs,
    witness: &Witness,
) -> Result<PullRequest, HistoryError> {
    let mut same = BTreeMap::new();
    for review in &witness.reviews {
        let commit = review.commit.as_str();
        same.insert(commit, showed_the_same(documents, step, needs, commit)?);
    }
    Ok(PullRequest::witnessed(witness, |commit| same.get(commit) != Some(&false)))
}

/// Whether a reviewed commit had the content of the step. One that is not in this clone is taken at its word: the
/// review has to be looked up anyway.
fn showed_the_same(
    documents: &Documents<'_>,
    step: Step<'_>,
    needs: &Needs,
    commit: &str,
) -> Result<bool, HistoryError> {
    if documents.repository().resolve(commit).is_err() {
        return Ok(true);
    }
    let outside: BTreeSet<String> = needs.classes.keys().cloned().collect();
    let reviewed = documents.at(commit, &outside)?;
    Ok(same_content(step.before, &reviewed, step.after, needs))
}
