//! The moves of a change in plans that are running, as the rules of changes look at them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::documents::{folder_readable, key_location};
use super::plans::{followed, open_plans};
use super::year_slip::slips;
use super::{Checked, Context, Unchecked};
use crate::calendar::{Duration, WorkingCalendar};
use crate::diagnostic::{Diagnostic, Location};
use crate::diff::{Change, ChangeKind, Notice};
use crate::document::{ChangeControl, Document, Process, Status};
use crate::schema::Kind;

/// A milestone of a running cycle that moved.
pub(super) struct Move<'a> {
    /// The change.
    pub(super) change: &'a Change,
    /// The day before.
    pub(super) old: Date,
    /// The day after.
    pub(super) new: Date,
    /// The process that the plan follows.
    process: Result<Option<&'a Document<Process>>, String>,
}

impl<'a> Move<'a> {
    /// How long before its date people learn of it, by what the process promises.
    pub(super) fn notice(
        &self,
        today: Date,
        promised: Option<(Duration, &WorkingCalendar)>,
    ) -> Option<Notice> {
        Notice::of(self.change, today, promised)
    }

    /// The two days that tell how far it moved: the start, or the end where only that moved.
    pub(super) fn measured(&self) -> Option<(Date, Date)> {
        let only_end = self.old == self.new && self.change.old_end != self.change.new_end;
        let from = if only_end { self.change.old_end? } else { self.old };
        Some((from, from.checked_add(jiff::Span::new().days(self.change.days?)).ok()?))
    }

    /// How plans may change, where the process says so.
    pub(super) fn control(&self) -> Option<(&'a ChangeControl, Location)> {
        let process = self.process.as_ref().ok().copied().flatten()?;
        Some((process.value.change_control.as_ref()?, key_location(process, "change-control")))
    }
}

/// Every move in a cycle that was running before and still is, as far as its plan can be read.
pub(super) fn moves<'a>(context: &Context<'a>) -> Result<Vec<Move<'a>>, String> {
    let Some(before) = context.before else { return Ok(Vec::new()) };
    let was_active = |path: &str| {
        before.plan_at(path).is_some_and(|schedule| schedule.value.status.value == Status::Active)
    };
    let plans: BTreeMap<String, _> =
        open_plans(context)?.into_iter().map(|plan| (plan.document.path.clone(), plan)).collect();
    let active = |path: &str| {
        let plan = plans.get(path)?;
        (plan.document.value.status.value == Status::Active && was_active(path)).then_some(plan)
    };
    let mut slipped: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let moved = context.changes.iter().filter(|change| change.kind == ChangeKind::Moved);
    Ok(moved
        .filter_map(|change| {
            let plan = active(&change.location.path)?;
            let slipped = slipped.entry(change.location.path.as_str()).or_insert_with(|| {
                slips(plan).iter().map(|slip| slip.milestone.milestone.id.as_str()).collect()
            });
            if slipped.contains(change.subject.as_str()) {
                // The rule about the year says what is wrong with this move.
                return None;
            }
            let (old, new) = (change.old_day?, change.new_day?);
            Some(Move { change, old, new, process: followed(context, plan.document) })
        })
        .collect())
}

/// Looks at every move together with the process that its plan follows.
pub(super) fn check_moves(context: &Context<'_>, check: impl Fn(&Move<'_>) -> Option<Diagnostic>) -> Checked {
    let moves = moves(context)?;
    let found: Vec<Diagnostic> = moves.iter().filter_map(check).collect();
    match moves.into_iter().find_map(|moved| moved.process.err()) {
        Some(reason) => Err(Unchecked { reason, found }),
        None => with_all_plans(context, found),
    }
}

/// What was found, unless a plan could not be read on one of the two sides.
pub(super) fn with_all_plans(context: &Context<'_>, found: Vec<Diagnostic>) -> Checked {
    let before = context.before.map_or(Ok(()), |before| folder_readable(before, Kind::Schedule));
    let before = before.map_err(|reason| format!("{reason} as it was before"));
    match before.and_then(|()| folder_readable(context.workspace, Kind::Schedule)) {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}
