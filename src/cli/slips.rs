//! How far the key milestones that a change moves have slipped: what the history of their plans says.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::approval::{ClassifiedChange, Step};
use crate::calendar::Zone;
use crate::diagnostic::NotChecked;
use crate::diff::{Revision, Slip};
use crate::document::Schedule;
use crate::report::Report;
use crate::repository::{Commit, Repository};
use crate::source::Content;
use crate::yaml;

use super::failure::Failure;

/// Adds the slips to a report. They inform, and judge nothing: where the history cannot be read, the report says so.
pub(super) fn add(report: &mut Report, repository: &Repository, base: &Commit, step: Step<'_>) {
    match of(&report.changes, repository, base, step) {
        Ok(slips) => report.slips = slips,
        Err(failure) => report.not_checked.push(NotChecked { rule: "slip", reason: failure.message }),
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
            let mut revisions = revisions(repository, base, path, &zone)?;
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
    path: &str,
    zone: &Zone,
) -> Result<Vec<Revision>, Failure> {
    let mut found = Vec::new();
    // A content is as old as the first commit that has it.
    let mut newer: Option<(String, Commit)> = None;
    for commit in repository.first_parent(&base.id) {
        let commit = commit?;
        let id = repository.id_at(&commit.id, path)?.map(|located| located.id);
        if let Some((last, first)) = newer.take()
            && id.as_ref() != Some(&last)
        {
            found.extend(revision(repository, &first, path, zone)?);
        }
        newer = id.map(|id| (id, commit));
    }
    if let Some((_, first)) = newer {
        found.extend(revision(repository, &first, path, zone)?);
    }
    found.reverse();
    Ok(found)
}

/// The plan of a commit; one that could not be read then tells nothing now.
fn revision(
    repository: &Repository,
    commit: &Commit,
    path: &str,
    zone: &Zone,
) -> Result<Option<Revision>, Failure> {
    let entry = repository.blob_at(&commit.id, path)?.map(|(_, entry)| entry.content);
    let Some(Content::Bytes(bytes)) = entry else { return Ok(None) };
    let plan: Option<Schedule> = yaml::read(path, &bytes).tree.and_then(|tree| yaml::from_node(&tree).ok());
    Ok(plan.zip(day(commit, zone)).map(|(plan, day)| Revision { day, plan }))
}

fn day(commit: &Commit, zone: &Zone) -> Option<Date> {
    Some(zone.local(Timestamp::from_second(commit.time).ok()?).date())
}
