//! Where the branch took in an approval, and which of its steps used it.

use super::facts::made_by;
use super::{Documents, HistoryError, Line, LineStep};
use crate::document::{Approval, Document};
use crate::repository::Ends;

/// What became of an approval on a branch.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    /// The step that made exactly its change; the first of several.
    pub used: Option<LineStep>,
    /// The steps that changed or removed its file after it was there.
    pub altered: Vec<LineStep>,
}

/// The step that brought a file to the line of first parents; the newest of several.
pub fn brought(documents: &Documents<'_>, tip: &str, path: &str) -> Result<Option<LineStep>, HistoryError> {
    let brings = |ends: &Ends| ends.before.is_none() && ends.after.is_some();
    let mut steps = Line::walk(documents.repository(), tip, &[path], None)?.steps.into_iter().rev();
    Ok(steps.find(|step| step.commit.paths.last().is_some_and(brings)))
}

/// What became of an approval that the line holds or held.
pub fn uses(
    documents: &Documents<'_>,
    tip: &str,
    approval: &Document<Approval>,
) -> Result<Uses, HistoryError> {
    let mut paths: Vec<&str> = approval.value.subject.iter().map(|subject| subject.path.as_str()).collect();
    paths.push(&approval.path);
    let mut found = Uses::default();
    for step in Line::walk(documents.repository(), tip, &paths, None)?.steps.into_iter().rev() {
        let Some((file, ends)) = step.commit.paths.split_last() else { continue };
        if file.before.is_some() && file.differ() {
            found.altered.push(step.clone());
        }
        let is_there = file.after.is_some();
        if is_there && ends.iter().all(Ends::differ) && made_by(documents, approval, &step.commit)? {
            found.used = Some(step.clone());
        }
        if file.before.is_none() && is_there {
            break;
        }
    }
    Ok(found)
}
