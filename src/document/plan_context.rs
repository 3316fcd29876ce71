//! What a plan is read with: the zone of its times, the calendars that its rules count with, and its process.

use std::collections::BTreeMap;

use super::{Document, Process, ProjectCalendars, Schedule, Workspace};
use crate::calendar::{WorkingCalendar, Zone};

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
        let earlier = BTreeMap::from([(1, (*first.process.unwrap().value).clone())]);
        let none = BTreeMap::new();
        assert_eq!(followed(second, "", &none), Some(2));
        assert_eq!(followed(second, "process: 2\n", &none), Some(2));
        assert_eq!(followed(second, "process: 1\n", &none), None);
        assert_eq!(followed(second, "process: 1\n", &earlier), Some(1));
        assert_eq!(followed("", "process: 1\n", &earlier), Some(1));
        assert_eq!(followed("", "", &earlier), None);
    }
}
