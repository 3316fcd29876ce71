//! What a plan is read with: the zone of its times, the calendars that its rules count with, and its process.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Document, Process, ProcessMilestone, Schedule, Workspace};
use crate::calendar::{
    Calendars, Direction, Exactness, Meeting, Planned, Resolution, Rule, Snap, WorkingCalendar, Zone, resolve,
};

/// What a plan is read with.
#[derive(Debug, Clone)]
pub struct PlanContext<'a> {
    /// The zone in which times without one lie.
    pub zone: Zone,
    /// What its rules count with.
    pub calendars: ProjectCalendars,
    /// The process that it follows.
    pub process: Followed<'a>,
}

/// The process that a plan follows.
#[derive(Debug, Clone, Copy)]
pub enum Followed<'a> {
    /// The plan names no version, and there is no process.
    Nothing,
    /// The process of the same moment.
    Here(&'a Document<Process>),
    /// A version that the documents of this moment do not hold: it lies in history, or is not there at all.
    Elsewhere(u64),
}

/// The calendars of a project, owned.
#[derive(Debug, Clone, Default)]
pub struct ProjectCalendars {
    /// Weekend and holidays.
    pub working: WorkingCalendar,
    /// The meeting of the working group, where its days are declared.
    pub working_group: Option<Meeting>,
    /// The meeting of the committee, where its days are declared.
    pub tsc: Option<Meeting>,
}

impl Workspace {
    /// What a plan of this moment is read with.
    pub fn plan_context(&self, schedule: &Schedule) -> PlanContext<'_> {
        PlanContext {
            zone: self.deadline_zone(),
            calendars: self.calendars(),
            process: self.followed(schedule),
        }
    }

    /// The zone in which times without one lie.
    pub fn deadline_zone(&self) -> Zone {
        self.project.as_ref().map_or(Zone::Utc, |project| project.value.deadline().zone)
    }

    /// The days on which the project works.
    pub fn working_calendar(&self) -> WorkingCalendar {
        let project = self.project.as_ref();
        project.map_or_else(WorkingCalendar::default, |project| project.value.working_calendar())
    }

    /// Everything that rules count with.
    pub fn calendars(&self) -> ProjectCalendars {
        let group = self.working_group.as_ref().and_then(|group| group.value.meeting.meeting());
        let committee = self.project.as_ref().and_then(|project| project.value.tsc_meeting.as_ref());
        ProjectCalendars {
            working: self.working_calendar(),
            working_group: group.and_then(Result::ok),
            tsc: committee.and_then(|written| written.meeting()?.ok()),
        }
    }

    /// The process that a plan follows.
    pub fn followed(&self, schedule: &Schedule) -> Followed<'_> {
        let current = self.process.as_ref();
        match &schedule.process {
            None => current.map_or(Followed::Nothing, Followed::Here),
            Some(version) => current
                .filter(|process| process.value.version.value == version.value)
                .map_or(Followed::Elsewhere(version.value), Followed::Here),
        }
    }
}

impl<'a> Followed<'a> {
    /// The process itself; versions of other moments are looked up among `versions`.
    pub fn process(self, versions: &'a BTreeMap<u64, Process>) -> Option<&'a Process> {
        match self {
            Self::Nothing => None,
            Self::Here(document) => Some(&document.value),
            Self::Elsewhere(version) => versions.get(&version),
        }
    }
}

impl ProjectCalendars {
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
        schedule: &Schedule,
        zone: &Zone,
        parsed: &[ParsedRule<'_>],
    ) -> BTreeMap<String, Date> {
        let (fixed, inexact) = stated(schedule, zone);
        let planned: Vec<Planned<'_>> = parsed.iter().map(ParsedRule::planned).collect();
        let anchors: Vec<Planned<'_>> =
            planned.iter().copied().filter(|milestone| !inexact.contains(milestone.id)).collect();
        let calendars = self.borrowed();
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

/// The exact days that a plan states, and the milestones that apply but have none.
fn stated<'a>(schedule: &'a Schedule, zone: &Zone) -> (BTreeMap<String, Date>, BTreeSet<&'a str>) {
    let (mut fixed, mut inexact) = (BTreeMap::new(), BTreeSet::new());
    for milestone in schedule.milestones.iter().filter(|milestone| milestone.not_applicable.is_none()) {
        let date = milestone.moment(zone).and_then(Result::ok);
        let exact = date.filter(|date| matches!(date.exactness(), Exactness::Day | Exactness::Instant));
        match exact.and_then(|date| date.first_day()) {
            Some(day) => {
                fixed.insert(milestone.id.value.clone(), day);
            }
            None => {
                inexact.insert(milestone.id.as_str());
            }
        }
    }
    inexact.retain(|id| !fixed.contains_key(*id));
    (fixed, inexact)
}

/// A milestone of the process with its rule read.
#[derive(Debug, Clone)]
pub struct ParsedRule<'a> {
    /// The milestone.
    pub milestone: &'a ProcessMilestone,
    /// Its rule.
    pub rule: Option<Rule>,
    snap: Option<Snap>,
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

#[cfg(test)]
mod tests {
    use super::super::load;
    use super::*;
    use crate::source::InMemory;

    fn workspace(process: &str, version: &str) -> Workspace {
        let plan = format!("kind: schedule/v1\ncycle: paris\n{version}status: active\nmilestones: []\n");
        let files = [("process.yaml", process), ("schedules/paris.yaml", plan.as_str())];
        let mut snapshot = InMemory::new("test");
        for (path, text) in files.iter().filter(|(_, text)| !text.is_empty()) {
            snapshot = snapshot.with_file(&format!("release/{path}"), text);
        }
        load(&snapshot, "release", &BTreeSet::new()).unwrap()
    }

    fn followed(process: &str, version: &str, versions: &BTreeMap<u64, Process>) -> Option<u64> {
        let workspace = workspace(process, version);
        let schedule = &workspace.schedules["paris"].value;
        workspace.plan_context(schedule).process.process(versions).map(|process| process.version.value)
    }

    #[test]
    fn a_plan_follows_the_version_that_it_names_wherever_that_lies() {
        let second = "kind: process/v1\nversion: 2\nmilestones: []\n";
        let first = workspace("kind: process/v1\nversion: 1\nmilestones: []\n", "");
        let earlier = BTreeMap::from([(1, first.process.unwrap().value)]);
        let none = BTreeMap::new();
        assert_eq!(followed(second, "", &none), Some(2));
        assert_eq!(followed(second, "process: 2\n", &none), Some(2));
        assert_eq!(followed(second, "process: 1\n", &none), None);
        assert_eq!(followed(second, "process: 1\n", &earlier), Some(1));
        assert_eq!(followed("", "process: 1\n", &earlier), Some(1));
        assert_eq!(followed("", "", &earlier), None);
    }
}
