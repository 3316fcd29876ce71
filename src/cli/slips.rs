//! How far the key milestones that a change moves have slipped: what the history of their plans says.

use std::collections::BTreeSet;

use crate::approval::{ClassifiedChange, Step};
use crate::diagnostic::NotChecked;
use crate::diff::{Change, Slip};
use crate::history::HistoryError;
use crate::report::Report;
use crate::trend::slips;

use super::history::Past;

/// Adds the slips to a report. They inform, and judge nothing: where the history cannot be read, the report says so.
pub(super) fn add(report: &mut Report, past: &Past<'_>, step: Step<'_>) {
    match of(&report.changes, past, step) {
        Ok(slips) => report.slips = slips,
        Err(error) => {
            let reason = if past.documents.repository().is_shallow() {
                "this shallow clone does not hold the whole history of the plan".to_owned()
            } else {
                error.to_string()
            };
            report.not_checked.push(NotChecked { rule: "slip", reason });
        }
    }
}

/// The slip of every key milestone that a change of these moves. History is walked for nothing else.
fn of(changes: &[ClassifiedChange], past: &Past<'_>, step: Step<'_>) -> Result<Vec<Slip>, HistoryError> {
    let changes: Vec<&Change> = changes.iter().map(|classified| &classified.change).collect();
    let slipping = changes.iter().filter(|change| Slip::is_about(change));
    let paths: BTreeSet<&str> = slipping.map(|change| change.location.path.as_str()).collect();
    let mut found = Vec::new();
    for path in paths.into_iter().filter(|path| step.after.plan_at(path).is_some()) {
        let own: Vec<&Change> =
            changes.iter().copied().filter(|change| change.location.path == path).collect();
        found.extend(slips(&past.documents, &past.base.id, path, step, &own)?);
    }
    Ok(found)
}
