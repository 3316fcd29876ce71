//! The cycles of a project: their order, their milestones with the day that is expected, and the process they follow.

use jiff::civil::Date;

use super::{Cycle, Owner, View};
use crate::calendar::{DateText, Exactness, Zone};
use crate::document::{Document, Milestone, Process, ProcessMilestone, Progress, Schedule, Status};

/// A cycle with all that is known about it.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    view: View<'a>,
    /// Its plan.
    pub(super) plan: &'a Document<Schedule>,
    /// How it went so far.
    pub(super) progress: Option<&'a Progress>,
    /// The process it follows, where process.yaml holds that version.
    pub(super) process: Option<&'a Process>,
}

/// A milestone of a cycle that applies and has a day.
pub(super) struct Expected<'a> {
    /// The milestone.
    pub(super) milestone: &'a Milestone,
    /// What people call it.
    pub(super) name: &'a str,
    /// The planned date.
    pub(super) planned: DateText,
    /// The day on which it is expected: the forecast, or the last planned day.
    pub(super) day: Date,
    /// The day on which it was reached.
    pub(super) actual: Option<Date>,
    /// Whether the expected day is a forecast.
    pub(super) is_forecast: bool,
}

/// Every cycle that was not given up, in the order of their first days.
pub(super) fn cycles(view: View<'_>) -> Vec<Known<'_>> {
    let mut known: Vec<Known<'_>> = view
        .workspace
        .schedules
        .values()
        .filter(|plan| plan.value.status.value != Status::Cancelled)
        .map(|plan| Known {
            view,
            plan,
            progress: view.workspace.progress.get(&plan.id).map(|progress| &*progress.value),
            process: view
                .workspace
                .process
                .as_ref()
                .map(|process| &*process.value)
                .filter(|process| follows(&plan.value, process)),
        })
        .collect();
    known.sort_by_key(|cycle| (cycle.first_day().unwrap_or(Date::MAX), cycle.plan.id.clone()));
    known
}

fn follows(plan: &Schedule, process: &Process) -> bool {
    plan.process.as_ref().is_none_or(|version| version.value == process.version.value)
}

/// The first cycle whose plan is or was in force; where there is none, the first that is proposed. What was released
/// before the project adopted the support service is no step of it.
pub(super) fn first_cycle(view: View<'_>) -> Option<Known<'_>> {
    let service = view.workspace.project.as_ref().and_then(|project| project.value.service.as_ref());
    let adopted = service.map(|service| service.adopted.value.0);
    let is_past = |cycle: &Known<'_>| {
        let last = cycle.expected().iter().map(|milestone| milestone.day).max();
        cycle.status() == Status::Released && last.zip(adopted).is_some_and(|(last, adopted)| last < adopted)
    };
    let cycles: Vec<Known<'_>> = cycles(view).into_iter().filter(|cycle| !is_past(cycle)).collect();
    let in_force = cycles.iter().find(|cycle| !cycle.status().is_proposal());
    in_force.or_else(|| cycles.first()).copied()
}

/// Says whose criteria and artifacts are not shown, since their process lies in history.
pub(super) fn older_processes(view: View<'_>, only: Option<&str>) -> Vec<String> {
    let Some(process) = &view.workspace.process else { return Vec::new() };
    let active = cycles(view).into_iter().filter(|cycle| cycle.status() == Status::Active);
    active
        .filter(|cycle| cycle.process.is_none() && only.is_none_or(|only| only == cycle.plan.id))
        .map(|cycle| {
            let followed = cycle.plan.value.process.as_ref().map_or(0, |version| version.value);
            format!(
                "{} follows version {followed} of the process, and `{}` holds version {}: its criteria and artifacts are not listed",
                cycle.name().name, process.path, process.value.version.value
            )
        })
        .collect()
}

impl<'a> Known<'a> {
    /// Where it stands.
    pub(super) fn status(self) -> Status {
        self.plan.value.status.value
    }

    /// Its id and name.
    pub(super) fn name(self) -> Cycle {
        Cycle::of(&self.plan.value)
    }

    /// The document that says how it went.
    pub(super) fn progress_path(self) -> String {
        self.view.path(&format!("progress/{}.yaml", self.plan.id))
    }

    /// What the process says about a milestone.
    pub(super) fn in_process(self, id: &str) -> Option<&'a ProcessMilestone> {
        self.process?.milestone(id)
    }

    /// What people call a milestone.
    pub(super) fn milestone_name(self, id: &'a str) -> &'a str {
        let of_process = || self.in_process(id)?.name.as_deref();
        match self.plan.value.milestone(id) {
            Some(milestone) => milestone.called(of_process),
            None => of_process().unwrap_or(id),
        }
    }

    /// Its milestones that apply and have a day, in the order of the file.
    pub(super) fn expected(self) -> Vec<Expected<'a>> {
        self.plan.value.milestones.iter().filter_map(|milestone| self.expect(milestone)).collect()
    }

    /// One of them.
    pub(super) fn expected_at(self, id: &str) -> Option<Expected<'a>> {
        self.expect(self.plan.value.milestone(id)?)
    }

    fn expect(self, milestone: &'a Milestone) -> Option<Expected<'a>> {
        if milestone.not_applicable.is_some() {
            return None;
        }
        let planned = milestone.moment(&self.zone())?.ok()?;
        let id = milestone.id.as_str();
        let forecast = self.progress.and_then(|progress| progress.forecast(id)).map(|day| day.value.0);
        let actual = self.progress.and_then(|progress| progress.actual(id)).map(|day| day.value.0);
        let day = actual.or(forecast).or_else(|| planned.last_day_in(&self.zone()))?;
        let is_forecast = actual.is_none() && forecast.is_some();
        Some(Expected { milestone, name: self.milestone_name(id), planned, day, actual, is_forecast })
    }

    /// How many milestones are decided not to apply.
    pub(super) fn not_applicable(self) -> usize {
        self.plan.value.milestones.iter().filter(|milestone| milestone.not_applicable.is_some()).count()
    }

    /// Who owes a milestone.
    pub(super) fn owner_of(self, milestone: &'a Milestone, day: Date) -> Owner {
        let own = milestone.owner.as_ref().map(|owner| owner.as_str());
        let of_process = || self.in_process(&milestone.id)?.owner.as_ref().map(|owner| owner.as_str());
        self.view.owner(own.or_else(of_process), day)
    }

    fn zone(self) -> Zone {
        self.view.workspace.deadline_zone()
    }

    fn first_day(self) -> Option<Date> {
        let milestones = self.plan.value.milestones.iter();
        milestones.filter_map(|milestone| milestone.date.as_ref()?.value.date()?.first_day()).min()
    }
}

impl Expected<'_> {
    /// Whether it is still to be reached.
    pub(super) fn is_ahead(&self) -> bool {
        self.actual.is_none()
    }

    /// What the bare day does not say: that it is a forecast, or that the plan is less exact or more.
    pub(super) fn note(&self) -> Option<String> {
        if self.is_forecast {
            return Some(format!("forecast; planned for {}", self.planned.show()));
        }
        (self.planned.exactness() != Exactness::Day).then(|| format!("planned for {}", self.planned.show()))
    }
}
