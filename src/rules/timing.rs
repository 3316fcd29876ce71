//! Where the rules of a process put the milestones of a plan, given the dates that the plan holds.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::documents::{project, readable, working_calendar};
use super::plans::Plan;
use crate::calendar::{
    Calendars, Direction, Meeting, Planned, Resolution, Rule, Snap, WorkingCalendar, resolve,
};
use crate::document::{PeriodicMeeting, Process, ProcessMilestone, Workspace};
use crate::schema::Kind;

/// The calendars of a project, owned.
pub(super) struct Timing {
    working: WorkingCalendar,
    working_group: Option<Meeting>,
    tsc: Option<Meeting>,
}

impl Timing {
    /// What the project declares.
    pub(super) fn of(workspace: &Workspace) -> Result<Self, String> {
        readable(workspace, Kind::WorkingGroup)?;
        let group = workspace.working_group.as_ref();
        let committee = project(workspace)?.and_then(|project| project.value.tsc_meeting.as_ref());
        Ok(Self {
            working: working_calendar(workspace)?,
            working_group: group.and_then(|group| meeting(&group.value.meeting)),
            tsc: committee.and_then(meeting),
        })
    }

    /// The calendars as rules ask for them.
    pub(super) fn calendars(&self) -> Calendars<'_> {
        Calendars {
            working: &self.working,
            working_group: self.working_group.as_ref(),
            tsc: self.tsc.as_ref(),
        }
    }

    /// The date of every milestone by its rule alone, from the dates that the plan gives to the milestones it hangs on.
    /// A milestone that the plan leaves out, or that does not apply, stands where its own rule puts it; nothing hangs
    /// on a milestone whose date is not exact.
    pub(super) fn rule_dates(&self, plan: &Plan<'_>, process: &Process) -> BTreeMap<String, Date> {
        let mut fixed = BTreeMap::new();
        for dated in plan.dated() {
            if let Some(day) = dated.exact_day() {
                fixed.insert(dated.milestone.id.value.clone(), day);
            }
        }
        let milestones = plan.document.value.milestones.iter();
        let inexact: BTreeSet<&str> = milestones
            .filter(|milestone| {
                milestone.not_applicable.is_none() && !fixed.contains_key(milestone.id.as_str())
            })
            .map(|milestone| milestone.id.as_str())
            .collect();
        let parsed = parsed_rules(process);
        let planned: Vec<Planned<'_>> = parsed.iter().map(ParsedRule::planned).collect();
        let anchors: Vec<Planned<'_>> =
            planned.iter().copied().filter(|milestone| !inexact.contains(milestone.id)).collect();
        let calendars = self.calendars();
        let resolved = resolve(&anchors, &fixed, &calendars);
        let day_of =
            |id: &str| fixed.get(id).copied().or_else(|| resolved.get(id).and_then(Resolution::date));
        planned
            .iter()
            .filter_map(|milestone| {
                Some((milestone.id.to_owned(), milestone.resolve(day_of, &calendars).date()?))
            })
            .collect()
    }
}

/// A milestone of the process with its rule read.
pub(super) struct ParsedRule<'a> {
    /// The milestone.
    pub(super) milestone: &'a ProcessMilestone,
    /// Its rule.
    pub(super) rule: Option<Rule>,
    snap: Option<Snap>,
}

impl ParsedRule<'_> {
    /// As the resolver asks for it.
    pub(super) fn planned(&self) -> Planned<'_> {
        Planned { id: self.milestone.id.as_str(), rule: self.rule.as_ref(), snap: self.snap }
    }
}

/// The rules of a process; the reader has reported those that cannot be read.
pub(super) fn parsed_rules(process: &Process) -> Vec<ParsedRule<'_>> {
    process.milestones.iter().map(parsed_rule).collect()
}

fn parsed_rule(milestone: &ProcessMilestone) -> ParsedRule<'_> {
    let snap = match (&milestone.snap, &milestone.snap_back) {
        (Some(snap), _) => Snap::parse(snap, Direction::Later).ok(),
        (None, Some(snap)) => Snap::parse(snap, Direction::Earlier).ok(),
        (None, None) => None,
    };
    ParsedRule { milestone, rule: milestone.at.as_ref().and_then(|at| Rule::parse(at).ok()), snap }
}

fn meeting(written: &PeriodicMeeting) -> Option<Meeting> {
    written.meeting()?.ok()
}
