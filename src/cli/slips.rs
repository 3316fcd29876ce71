//! How far the key milestones that a change moves have slipped: what the history of their plans says.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::approval::{ClassifiedChange, Step};
use crate::calendar::Zone;
use crate::diagnostic::NotChecked;
use crate::diff::{Revision, Slip};
use crate::document::Schedule;
use crate::history::{self, Documents};
use crate::report::Report;
use crate::repository::{Commit, Repository};

use super::failure::Failure;

/// Adds the slips to a report. They inform, and judge nothing: where the history cannot be read, the report says so.
pub(super) fn add(report: &mut Report, repository: &Repository, base: &Commit, step: Step<'_>) {
    match of(&report.changes, repository, base, step) {
        Ok(slips) => report.slips = slips,
        Err(failure) => {
            let reason = if repository.is_shallow() {
                "this shallow clone does not hold the whole history of the plan".to_owned()
            } else {
                failure.message
            };
            report.not_checked.push(NotChecked { rule: "slip", reason });
        }
    }
}

/// The slip of every key milestone that a change of these moves. History is walked for nothing else.
fn of(
    changes: &[ClassifiedChange],
    repository: &Repository,
    base: &Commit,
    step: Step<'_>,
) -> Result<Vec<Slip>, Failure> {
    let mut slips = Vec::new();
    let mut known: Option<(&str, Vec<Revision>)> = None;
    let (zone, calendar) = (step.after.deadline_zone(), step.after.working_calendar());
    for change in changes.iter().map(|classified| &classified.change).filter(|change| Slip::is_about(change))
    {
        let path = change.location.path.as_str();
        let Some(plan) = step.after.plan_at(path) else { continue };
        if known.as_ref().is_none_or(|(known, _)| *known != path) {
            let mut revisions = revisions(repository, base, &step.after.root, path, &zone)?;
            revisions.push(Revision { day: step.today, plan: plan.value.clone() });
            known = Some((path, revisions));
        }
        let revisions = known.as_ref().map_or(&[][..], |(_, revisions)| revisions);
        slips.extend(Slip::of(change, revisions, &zone, &calendar));
    }
    Ok(slips)
}

/// Every plan that a path held on the first-parent line up to `base`, the oldest first.
fn revisions(
    repository: &Repository,
    base: &Commit,
    root: &str,
    path: &str,
    zone: &Zone,
) -> Result<Vec<Revision>, Failure> {
    let documents = Documents::new(repository, root);
    let mut found = Vec::new();
    for commit in repository.touching(&base.id, &[path])? {
        let commit = commit?;
        let after = commit.paths.first().and_then(|ends| ends.after.as_ref());
        // One that could not be read then tells nothing now.
        let plan = documents.bytes(after)?.and_then(|bytes| history::read::<Schedule>(path, &bytes));
        found.extend(plan.zip(day(commit.time, zone)).map(|(plan, day)| Revision { day, plan }));
    }
    found.reverse();
    Ok(found)
}

fn day(seconds: i64, zone: &Zone) -> Option<Date> {
    Some(zone.local(Timestamp::from_second(seconds).ok()?).date())
}
