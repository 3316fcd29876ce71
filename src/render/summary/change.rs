//! What stands beside a change: by how much, why, since when, and under which heading.

use super::plural;
use crate::diff::{Cause, Change, ChangeKind, Renumbering};
use crate::report::{ClassifiedChange, Report, Slip};

/// By how much a date moved: `14 days later (10 working days)`.
pub(in crate::render) fn delta(change: &Change) -> Option<String> {
    // Of several dates the sentence says which one moved how far.
    if matches!(change.kind, ChangeKind::Split | ChangeKind::Merged) {
        return None;
    }
    let days = change.days?;
    if let Some(years) = change.years() {
        return Some(years.to_string());
    }
    if let Some(ends) = change.ends {
        return Some(ends.to_string());
    }
    let direction = match days.signum() {
        1 => "later",
        -1 => "earlier",
        _ if change.old_day == change.new_day => return Some("same day".to_owned()),
        _ => return Some("less than a day".to_owned()),
    };
    let count = |days: i64| usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    let working = change
        .working_days
        .map_or(String::new(), |days| format!(" ({})", plural(count(days), "working day")));
    Some(format!("{} {direction}{working}", plural(count(days), "day")))
}

/// By how much a date moved otherwise than its cycle: `3 days later than the cycle`.
pub(in crate::render) fn beyond_shift(change: &Change) -> Option<String> {
    let days = change.beyond_shift?;
    let count = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    let direction = if days < 0 { "earlier" } else { "later" };
    Some(format!("{} {direction} than the shift", plural(count, "day")))
}

/// How far a milestone has slipped in all, where that is more than this change.
pub(in crate::render) fn slip(report: &Report, change: &Change) -> Option<String> {
    let is_its = |slip: &&Slip| slip.path == change.location.path && slip.subject == change.subject;
    let slip = report.slips.iter().filter(|_| Slip::is_about(change)).find(is_its)?;
    slip.says_more_than(change).then(|| slip.shown())
}

/// What happened to numbered milestones, in one line.
pub(in crate::render) fn renumbering(report: &Report, document: &str) -> Option<Renumbering> {
    let changes = report.changes.iter().map(|classified| &classified.change);
    Renumbering::of(&changes.filter(|change| change.document == document))
}

/// What happened to the milestones of a plan as a whole: numbers that were counted anew, or another time altogether.
pub(in crate::render) fn heading(report: &Report, document: &str) -> Option<String> {
    let numbers = renumbering(report, document).map(|numbers| numbers.to_string());
    numbers.or_else(|| far_moves(report, document))
}

/// A plan of which every date that moves does so by more than a year, as where it becomes the plan of another cycle.
pub(in crate::render) fn far_moves(report: &Report, document: &str) -> Option<String> {
    const FEWEST: usize = 3;
    const YEAR: i64 = 366;
    let changes = || report.changes.iter().map(|found| &found.change).filter(|one| one.document == document);
    let is_move = |change: &&Change| change.kind == ChangeKind::Moved;
    let days: Vec<i64> = changes().filter(is_move).filter_map(|change| change.days).collect();
    let (least, most) = (*days.iter().min()?, *days.iter().max()?);
    let direction = match (least > YEAR, most < -YEAR) {
        (true, _) => "later",
        (_, true) => "earlier",
        _ => return None,
    };
    let is_shift = changes().any(|change| change.kind == ChangeKind::Shifted);
    let (fewest, most) = (least.abs().min(most.abs()), least.abs().max(most.abs()));
    (days.len() >= FEWEST && !is_shift).then(|| {
        format!("all {} moves are of more than a year, {fewest} to {most} days {direction}", days.len())
    })
}

/// Why a date moved, in words.
pub(in crate::render) fn cause(change: &Change) -> Option<String> {
    change.cause.as_ref().map(|cause| match cause {
        Cause::Edited => "edited".to_owned(),
        Cause::KnockOn(anchor) => format!("knock-on of `{anchor}`"),
        Cause::Shift => "moves with the cycle".to_owned(),
    })
}

/// Whether a change is about when something happens.
pub(in crate::render) fn is_dated(change: &Change) -> bool {
    let day = change.old_day.is_some() || change.new_day.is_some() || change.days.is_some();
    match change.kind {
        ChangeKind::Moved
        | ChangeKind::Dated
        | ChangeKind::Undated
        | ChangeKind::Precision
        | ChangeKind::Shifted => true,
        ChangeKind::Added | ChangeKind::Removed | ChangeKind::Split | ChangeKind::Merged => {
            day && change.document.starts_with("schedule")
        }
        _ => false,
    }
}

/// The value on one side as people read it.
pub(in crate::render) fn shown<'a>(shown: Option<&'a str>, written: Option<&'a str>) -> Option<&'a str> {
    shown.or(written)
}

/// The changes of one document.
pub(in crate::render) struct DocumentChanges<'a> {
    pub(in crate::render) title: &'a str,
    pub(in crate::render) document: &'a str,
    pub(in crate::render) changes: Vec<&'a ClassifiedChange>,
}

/// Groups changes by document: what needs the weightiest decision first, else in the order of the paths.
pub(in crate::render) fn by_document<'a>(
    changes: impl Iterator<Item = &'a ClassifiedChange>,
) -> Vec<DocumentChanges<'a>> {
    let mut groups: Vec<DocumentChanges<'a>> = Vec::new();
    for classified in changes {
        let change = &classified.change;
        match groups.iter_mut().find(|group| group.document == change.document && group.title == change.title)
        {
            Some(group) => group.changes.push(classified),
            None => groups.push(DocumentChanges {
                title: &change.title,
                document: &change.document,
                changes: vec![classified],
            }),
        }
    }
    groups.sort_by_key(|group| group.changes.iter().map(|classified| classified.class).min());
    groups
}

/// The sign in front of the word for a kind of change.
pub(in crate::render) const fn change_symbol(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "+",
        ChangeKind::Removed => "-",
        ChangeKind::Shifted => "»",
        _ => "~",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn a_plan_that_moves_by_more_than_a_year_says_so_once() {
        let mut report = fixture::pending();
        let document = report.changes[0].change.document.clone();
        assert_eq!(heading(&report, &document), None);
        for (classified, days) in report.changes.iter_mut().zip([539, 904, 546]) {
            classified.change.days = Some(days);
        }
        let said = "all 3 moves are of more than a year, 539 to 904 days later";
        assert_eq!(heading(&report, &document).unwrap(), said);
        report.changes[1].change.days = Some(14);
        assert_eq!(heading(&report, &document), None);
    }

    #[test]
    fn a_move_says_its_direction() {
        let mut change = fixture::pending().changes.remove(0).change;
        change.days = Some(-1);
        change.working_days = Some(-1);
        assert_eq!(delta(&change).unwrap(), "1 day earlier (1 working day)");
    }
}
