//! The plans that a step changes, with what each side's rules say of them: looked up once, asked for every milestone.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{WorkingCalendar, Zone};
use crate::diff::Change;
use crate::document::{ChangeControl, Milestone, Process, Schedule, Status, Workspace};

use super::classify::Step;

/// The plans that a step changes.
pub(super) struct Plans<'a> {
    pub(super) step: Step<'a>,
    /// Before and after, by path.
    by_path: BTreeMap<String, [Side<'a>; 2]>,
    /// The milestones as they were last approved, by path and id.
    pub(super) baselines: BTreeMap<&'a str, BTreeMap<&'a str, &'a Milestone>>,
}

/// One side of a plan.
pub(super) struct Side<'a> {
    schedule: Option<&'a Schedule>,
    /// The process that the plan follows, in the documents or in history.
    pub(super) process: Option<&'a Process>,
    /// Its key milestones.
    pub(super) keys: BTreeSet<&'a str>,
    /// The first milestone of every id.
    pub(super) milestones: BTreeMap<&'a str, &'a Milestone>,
    /// The days on which the project works.
    pub(super) calendar: WorkingCalendar,
    /// The zone in which its days end.
    pub(super) zone: Zone,
}

impl<'a> Plans<'a> {
    pub(super) fn of(step: Step<'a>, changes: &[Change]) -> Self {
        let is_plan =
            |path: &&str| [step.before, step.after].iter().any(|workspace| workspace.plan_at(path).is_some());
        let paths: BTreeSet<&str> = changes.iter().map(|change| change.location.path.as_str()).collect();
        let sides = |path: &str| [step.before, step.after].map(|workspace| Side::of(step, workspace, path));
        let history = step.history;
        Self {
            step,
            by_path: paths.into_iter().filter(is_plan).map(|path| (path.to_owned(), sides(path))).collect(),
            baselines: history.baselines.iter().map(|(path, plan)| (path.as_str(), by_id(plan))).collect(),
        }
    }

    /// The plan at a path before and after.
    pub(super) fn at(&self, path: &str) -> Option<&[Side<'a>; 2]> {
        self.by_path.get(path)
    }
}

impl<'a> Side<'a> {
    fn of(step: Step<'a>, workspace: &'a Workspace, path: &str) -> Self {
        let schedule = workspace.plan_at(path).map(|document| &*document.value);
        let process =
            schedule.and_then(|schedule| workspace.followed(schedule).process(&step.history.processes));
        let milestones = process.map_or(&[][..], |process| process.milestones.as_slice()).iter();
        Self {
            schedule,
            process,
            keys: milestones
                .filter(|milestone| milestone.key)
                .map(|milestone| milestone.id.as_str())
                .collect(),
            milestones: schedule.map(by_id).unwrap_or_default(),
            calendar: workspace.working_calendar(),
            zone: workspace.deadline_zone(),
        }
    }

    pub(super) fn status(&self) -> Option<Status> {
        self.schedule.map(|schedule| schedule.status.value)
    }

    /// How the plan may change, where the process says so.
    pub(super) fn control(&self) -> Option<&'a ChangeControl> {
        self.process?.change_control.as_ref()
    }

    /// Whether the plan follows a version of its own choice.
    pub(super) fn names_a_version(&self) -> bool {
        self.schedule.is_some_and(|schedule| schedule.process.is_some())
    }
}

fn by_id(plan: &Schedule) -> BTreeMap<&str, &Milestone> {
    let mut known = BTreeMap::new();
    for milestone in &plan.milestones {
        known.entry(milestone.id.as_str()).or_insert(milestone);
    }
    known
}
