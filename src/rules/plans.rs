//! The plans of cycles that are still to come or running, with the process that each follows.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::documents::{folder_readable, process, readable};
use super::{Checked, Context, Unchecked};
use crate::calendar::{DateText, Exactness, Zone};
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{Document, Followed, Milestone, Process, ProcessMilestone, Schedule, Status};
use crate::schema::Kind;

/// The plan of a cycle that is neither released nor cancelled.
pub(super) struct Plan<'a> {
    /// The plan.
    pub(super) document: &'a Document<Schedule>,
    /// The process that it follows, where this moment holds that version.
    pub(super) process: Option<&'a Document<Process>>,
    zone: Zone,
}

/// Every open plan that can be read.
pub(super) fn open_plans<'a>(context: &Context<'a>) -> Result<Vec<Plan<'a>>, String> {
    plans(context, |document| is_open(document.value.status.value))
}

/// Every plan of a kind that can be read.
pub(super) fn plans<'a>(
    context: &Context<'a>,
    wanted: impl Fn(&Document<Schedule>) -> bool,
) -> Result<Vec<Plan<'a>>, String> {
    readable(context.workspace, Kind::Project)?;
    let zone = context.workspace.deadline_zone();
    let chosen = context.workspace.schedules.values().filter(|document| wanted(document));
    Ok(chosen
        .map(|document| {
            let process = followed(context, document).ok().flatten();
            Plan { document, process, zone: zone.clone() }
        })
        .collect())
}

/// Looks at every open plan.
pub(super) fn check_open<'a>(context: &Context<'a>, check: impl Fn(&Plan<'a>) -> Vec<Diagnostic>) -> Checked {
    let found = open_plans(context)?.iter().flat_map(check).collect();
    match folder_readable(context.workspace, Kind::Schedule) {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

/// Looks at every open plan together with the process that it follows.
pub(super) fn check_with_process<'a>(
    context: &Context<'a>,
    check: impl Fn(&Plan<'a>, &'a Document<Process>) -> Vec<Diagnostic>,
) -> Checked {
    let checked = check_open(context, |plan| match plan.process {
        Some(process) => check(plan, process),
        None => Vec::new(),
    });
    let missing = context
        .workspace
        .schedules
        .values()
        .filter(|schedule| is_open(schedule.value.status.value))
        .find_map(|schedule| followed(context, schedule).err());
    match (checked, missing) {
        (Ok(found), Some(reason)) => Err(Unchecked { reason, found }),
        (checked, _) => checked,
    }
}

/// Whether the cycle is still to come or running.
pub(super) fn is_open(status: Status) -> bool {
    matches!(status, Status::Draft | Status::Proposed | Status::Active)
}

/// The process of a plan. A newer version than the current one is an unknown reference, an older one lies in history.
pub(super) fn followed<'a>(
    context: &Context<'a>,
    schedule: &Document<Schedule>,
) -> Result<Option<&'a Document<Process>>, String> {
    let Some(current) = process(context.workspace)? else { return Ok(None) };
    let version = current.value.version.value;
    match context.workspace.followed(&schedule.value) {
        Followed::Here(process) => Ok(Some(process)),
        Followed::Elsewhere(older) if older < version => Err(format!(
            "`{}` follows version {older} of the process, and `{}` holds version {version}",
            schedule.path, current.path
        )),
        Followed::Elsewhere(_) | Followed::Nothing => Ok(None),
    }
}

impl<'a> Plan<'a> {
    /// What people call the cycle.
    pub(super) fn title(&self) -> &'a str {
        let schedule = &self.document.value;
        schedule.name.as_deref().unwrap_or(schedule.cycle.as_str())
    }

    /// What people call a milestone: its own name, the process' name for it, or its id.
    pub(super) fn name_of(&self, milestone: &'a Milestone) -> &'a str {
        let of_process =
            || self.process.and_then(|process| process.value.milestone(&milestone.id)?.name.as_deref());
        milestone.called(of_process)
    }

    /// The milestones that apply and have a readable date, in the order of the file.
    pub(super) fn dated(&self) -> Vec<Dated<'a>> {
        let milestones =
            self.document.value.milestones.iter().filter(|milestone| milestone.not_applicable.is_none());
        milestones
            .filter_map(|milestone| {
                let date = milestone.moment(&self.zone)?.ok()?;
                let location = self.document.at(milestone.date.as_ref()?.span);
                Some(Dated { milestone, name: self.name_of(milestone), date, location })
            })
            .collect()
    }

    /// The day of every milestone that applies and whose date is exact.
    pub(super) fn exact_days(&self) -> BTreeMap<String, Date> {
        self.document.value.exact_days(&self.zone)
    }

    /// A milestone that applies and has a readable date.
    pub(super) fn dated_milestone(&self, id: &str) -> Option<Dated<'a>> {
        self.dated().into_iter().find(|dated| dated.milestone.id.as_str() == id)
    }

    /// The milestones with a date in the order of the process; others are left out.
    pub(super) fn in_process_order(
        &self,
        process: &'a Document<Process>,
    ) -> Vec<(&'a ProcessMilestone, Dated<'a>)> {
        // Of a repeated id the first one counts.
        let mut dated: BTreeMap<&str, Dated<'a>> =
            self.dated().into_iter().rev().map(|dated| (dated.milestone.id.as_str(), dated)).collect();
        let planned = process.value.milestones.iter();
        planned.filter_map(|planned| Some((planned, dated.remove(planned.id.as_str())?))).collect()
    }
}

/// A milestone that applies, with its date.
#[derive(Debug, Clone)]
pub(super) struct Dated<'a> {
    /// The milestone.
    pub(super) milestone: &'a Milestone,
    /// What people call it.
    pub(super) name: &'a str,
    /// Its date.
    pub(super) date: DateText,
    /// Where the date stands.
    pub(super) location: Location,
}

impl Dated<'_> {
    /// The first and the last day that are meant; none for `tbd`.
    pub(super) fn days(&self) -> Option<(Date, Date)> {
        self.date.first_day().zip(self.date.last_day())
    }

    /// Its day, where the date is a day or a moment.
    pub(super) fn exact_day(&self) -> Option<Date> {
        let exact = matches!(self.date.exactness(), Exactness::Day | Exactness::Instant);
        exact.then(|| self.date.first_day()).flatten()
    }

    /// Name and date for people.
    pub(super) fn show(&self) -> String {
        format!("{} ({})", self.name, self.date.show())
    }
}

/// The day so many days later; the last day of the calendar where there is none.
pub(super) fn after_days(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// `1 day`, `14 days`.
pub(super) fn count_days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
