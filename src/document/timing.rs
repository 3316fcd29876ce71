//! Where the rules of a process put milestones: a project's calendars, the rules as read, and a plan held against them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{PeriodicMeeting, Process, ProcessMilestone, Schedule, Workspace};
use crate::calendar::{
    Calendars, Direction, Exactness, Meeting, Planned, Resolution, Rule, Snap, WorkingCalendar, Zone, resolve,
};

/// The calendars of a project that rules count with, owned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectCalendars {
    /// Weekend and holidays.
    pub working: WorkingCalendar,
    /// The meeting of the working group, if its days are known.
    pub working_group: Option<Meeting>,
    /// The meeting of the TSC, if its days are known.
    pub tsc: Option<Meeting>,
}

/// A milestone of the process with its rule read.
#[derive(Debug, Clone)]
pub struct ParsedRule<'a> {
    /// The milestone.
    pub milestone: &'a ProcessMilestone,
    /// Its rule.
    pub rule: Option<Rule>,
    /// What the date of the rule snaps to.
    pub snap: Option<Snap>,
}

impl ProjectCalendars {
    /// What the project declares; what cannot be read declares nothing.
    fn of(workspace: &Workspace) -> Self {
        let project = workspace.project.as_ref().map(|project| &project.value);
        let committee = project.and_then(|project| project.tsc_meeting.as_ref());
        let group = workspace.working_group.as_ref().map(|group| &group.value.meeting);
        Self {
            working: workspace.working_calendar(),
            working_group: group.and_then(meeting),
            tsc: committee.and_then(meeting),
        }
    }

    /// The calendars as rules ask for them.
    pub fn borrowed(&self) -> Calendars<'_> {
        Calendars {
            working: &self.working,
            working_group: self.working_group.as_ref(),
            tsc: self.tsc.as_ref(),
        }
    }

    /// The date of every milestone by its rule alone, from the dates that the plan gives to the milestones it hangs on.
    /// A milestone that the plan leaves out, or that does not apply, stands where its own rule puts it; nothing hangs
    /// on a milestone whose date is not exact.
    pub fn rule_dates(
        &self,
        parsed: &[ParsedRule<'_>],
        schedule: &Schedule,
        exact_days: &BTreeMap<String, Date>,
    ) -> BTreeMap<String, Date> {
        let inexact = inexact(schedule, exact_days);
        let planned: Vec<Planned<'_>> = parsed.iter().map(ParsedRule::planned).collect();
        let anchors: Vec<Planned<'_>> =
            planned.iter().copied().filter(|milestone| !inexact.contains(milestone.id)).collect();
        let calendars = self.borrowed();
        let resolved = resolve(&anchors, exact_days, &calendars);
        let day_of =
            |id: &str| exact_days.get(id).copied().or_else(|| resolved.get(id).and_then(Resolution::date));
        planned
            .iter()
            .filter_map(|milestone| {
                Some((milestone.id.to_owned(), milestone.resolve(day_of, &calendars).date()?))
            })
            .collect()
    }
}

impl Workspace {
    /// Everything that rules count with.
    pub fn calendars(&self) -> ProjectCalendars {
        ProjectCalendars::of(self)
    }
}

impl ParsedRule<'_> {
    /// As the resolver asks for it.
    pub fn planned(&self) -> Planned<'_> {
        Planned { id: self.milestone.id.as_str(), rule: self.rule.as_ref(), snap: self.snap }
    }
}

/// The rules of a process; the reader has reported those that cannot be read.
pub fn parsed_rules(process: &Process) -> Vec<ParsedRule<'_>> {
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

impl Schedule {
    /// The day of every milestone that applies and whose date is a day or a moment.
    pub fn exact_days(&self, project_zone: &Zone) -> BTreeMap<String, Date> {
        let applicable = self.milestones.iter().filter(|milestone| milestone.not_applicable.is_none());
        applicable
            .filter_map(|milestone| {
                let date = milestone.moment(project_zone)?.ok()?;
                let is_exact = matches!(date.exactness(), Exactness::Day | Exactness::Instant);
                Some((milestone.id.value.clone(), date.first_day().filter(|_| is_exact)?))
            })
            .collect()
    }
}

/// The milestones that apply, but have no exact date.
fn inexact<'a>(schedule: &'a Schedule, exact_days: &BTreeMap<String, Date>) -> BTreeSet<&'a str> {
    let applicable = schedule.milestones.iter().filter(|milestone| milestone.not_applicable.is_none());
    applicable.map(|milestone| milestone.id.as_str()).filter(|id| !exact_days.contains_key(*id)).collect()
}

fn meeting(written: &PeriodicMeeting) -> Option<Meeting> {
    written.meeting()?.ok()
}
