//! The moves of a change in plans that are running, as the rules of changes look at them.

use jiff::civil::Date;

use super::documents::key_location;
use super::plans::open_plans;
use super::{Checked, Context, Unchecked};
use crate::diagnostic::{Diagnostic, Location};
use crate::diff::{Change, ChangeKind};
use crate::document::{ChangeControl, Document, Process, Status};

/// A milestone of a running cycle that moved.
pub(super) struct Move<'a> {
    /// The change.
    pub(super) change: &'a Change,
    /// The day before.
    pub(super) old: Date,
    /// The day after.
    pub(super) new: Date,
    /// The process that the plan follows.
    process: Option<&'a Document<Process>>,
}

impl<'a> Move<'a> {
    /// How plans may change, where the process says so.
    pub(super) fn control(&self) -> Option<(&'a ChangeControl, Location)> {
        let process = self.process?;
        Some((process.value.change_control.as_ref()?, key_location(process, "change-control")))
    }
}

/// Looks at every move in a cycle that was running before and still is.
pub(super) fn check_moves(context: &Context<'_>, check: impl Fn(&Move<'_>) -> Option<Diagnostic>) -> Checked {
    let Some(before) = context.before else { return Ok(Vec::new()) };
    let plans = open_plans(context)?;
    let mut found = Vec::new();
    let mut reason = None;
    for change in context.changes.iter().filter(|change| change.kind == ChangeKind::Moved) {
        let plan = plans.iter().find(|plan| plan.document.path == change.location.path);
        let was_active = before.schedules.values().any(|schedule| {
            schedule.path == change.location.path && schedule.value.status.value == Status::Active
        });
        let (Some(plan), Some(old), Some(new), true) = (plan, change.old_day, change.new_day, was_active)
        else {
            continue;
        };
        if plan.document.value.status.value != Status::Active {
            continue;
        }
        if plan.process.is_none() {
            reason = reason.or_else(|| super::plans::followed(context, plan.document).err());
        }
        found.extend(check(&Move { change, old, new, process: plan.process }));
    }
    match reason {
        Some(reason) => Err(Unchecked { reason, found }),
        None => Ok(found),
    }
}
