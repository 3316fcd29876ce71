//! What is particular about merges: who made them, what they hold of their own, and which steps they hide.

use std::collections::BTreeSet;

use crate::approval::{MergeAuthor, Merger};
use crate::diff::short_commit;
use crate::document::load;
use crate::history::{Documents, HistoryError, Line};
use crate::repository::{MergeBase, RepositoryError, TouchingCommit, merge_text};
use crate::signature::web_flow;
use crate::source::{MergeError, Snapshot, merge};

use super::Reason;

/// Who merged, as far as the commit itself proves it: GitHub writes the account that merged as the author of a merge of
/// two parents, and signs it. The author of any other commit may be the proposer (threat T68).
pub fn merger(parents: usize, object: &[u8]) -> Merger {
    if parents != 2 {
        let why = if parents < 2 {
            "a commit with one parent proves no merger"
        } else {
            "a merge of more than two parents proves no merger"
        };
        return Merger::Unproven(why.to_owned());
    }
    match web_flow::verify(object) {
        Ok(commit) if commit.parents == 2 => Merger::SignedMerge(MergeAuthor::of(&commit.author.email)),
        Ok(_) => Merger::Unproven("the commit names other parents than the branch has".to_owned()),
        Err(error) => Merger::Unproven(error.to_string()),
    }
}

/// What a merge does that no step may do.
pub(super) fn against_the_rules(
    documents: &Documents<'_>,
    line: &Line,
    commit: &TouchingCommit,
) -> Result<Option<Reason>, RepositoryError> {
    if commit.parents > 2 {
        let message =
            format!("the commit merges {} parents at once, and only two can be told apart", commit.parents);
        return Ok(Some(Reason::fact(message)));
    }
    let Some(side) = side_of(documents, line, commit)? else { return Ok(None) };
    Ok(side.root.map(|root| {
        let message = format!(
            "the merge brings a history of its own, which begins with commit {} and not on this branch",
            short_commit(&root)
        );
        Reason::fact(message)
    }))
}

/// The line of first parents of a merge's second parent, up to the branch.
pub(super) struct SideLine {
    /// Its commits with their first parents, the newest first.
    pub(super) commits: Vec<(String, String, usize)>,
    /// Where it begins, if it never meets the branch.
    root: Option<String>,
}

/// The line of a merge's second parent; none for what is no merge of two.
pub(super) fn side_of(
    documents: &Documents<'_>,
    line: &Line,
    commit: &TouchingCommit,
) -> Result<Option<SideLine>, RepositoryError> {
    if commit.parents != 2 {
        return Ok(None);
    }
    let repository = documents.repository();
    let mut next = repository.commit(&commit.id)?.parents.get(1).cloned();
    let mut side = SideLine { commits: Vec::new(), root: None };
    while let Some(id) = next.take().filter(|id| line.commits.age_of(id).is_none()) {
        let found = repository.commit(&id)?;
        match found.parents.first() {
            Some(parent) => {
                side.commits.push((id, parent.clone(), found.parents.len()));
                next = Some(parent.clone());
            }
            None => side.root = Some(id),
        }
    }
    Ok(Some(side))
}

/// Whether a merge holds governed content that neither side has, nor their merge (threat T29). A conflict had to be
/// settled by somebody, and is told as well.
pub(super) fn own_content(
    documents: &Documents<'_>,
    commit: &TouchingCommit,
    protected: &BTreeSet<String>,
) -> Result<Option<Reason>, HistoryError> {
    let repository = documents.repository();
    let parents = repository.commit(&commit.id)?.parents;
    let [first, second] = parents.as_slice() else { return Ok(None) };
    let ancestor = match repository.merge_base(first, second)? {
        MergeBase::One(ancestor) => ancestor,
        // Where several or no merges are possible, none can be held against this one.
        MergeBase::Several(_) | MergeBase::None => return Ok(None),
    };
    let root = documents.root();
    let at = |id: &str| repository.id_at(id, root);
    if protected.is_empty() && at(&ancestor)? == at(first)? && at(second)? == at(&commit.id)? {
        return Ok(None);
    }
    let snapshots =
        (repository.snapshot(&ancestor)?, repository.snapshot(first)?, repository.snapshot(second)?);
    let also: Vec<String> = protected.iter().cloned().collect();
    let ancestor: &dyn Snapshot = &snapshots.0;
    let merged = match merge(Some(ancestor), &snapshots.1, &snapshots.2, root, &also, &merge_text) {
        Ok(merged) => merged,
        Err(MergeError::Conflict { paths }) => {
            let message = format!("both sides changed `{}`, and the merge settled it", paths.join("`, `"));
            return Ok(Some(Reason::of("merge-commit-differs", message)));
        }
        Err(MergeError::Source(error)) => return Err(error.into()),
    };
    let expected = load(&merged, root, protected)?;
    let found = documents.at(&commit.id, protected)?;
    let paths: BTreeSet<&String> = expected.files.keys().chain(found.files.keys()).collect();
    let differs = |path: &&&String| match (expected.files.get(**path), found.files.get(**path)) {
        (Some(expected), Some(found)) => !expected.is_same(found),
        _ => true,
    };
    let own: Vec<&str> = paths.iter().filter(differs).map(|path| path.as_str()).collect();
    Ok((!own.is_empty()).then(|| {
        let message = format!("the merge holds content of its own in `{}`", own.join("`, `"));
        Reason::of("merge-commit-differs", message)
    }))
}
