//! What all cycles share, and their events show: the deadline convention, the process, and the names of people.

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;

use super::stamp::Stamp;
use crate::calendar::{Deadline, Zone};
use crate::document::{Milestone, Process, ProcessMilestone, Roster, Schedule, Workspace};

/// What held from a step on, until the next one.
#[derive(Debug, Clone)]
pub(super) struct Common {
    pub(super) since: Stamp,
    pub(super) deadline: Deadline,
    /// The process as it stood; none where there was none, or it could not be read.
    pub(super) process: Option<Rc<Process>>,
    /// The last content of every version of it so far.
    pub(super) processes: Rc<BTreeMap<u64, Rc<Process>>>,
    pub(super) roster: Option<Rc<Roster>>,
}

/// What holds before anything is written.
impl Default for Common {
    fn default() -> Self {
        Self {
            since: Stamp::without_history(Date::MIN),
            deadline: Deadline::default(),
            process: None,
            processes: Rc::default(),
            roster: None,
        }
    }
}

impl Common {
    /// What holds where there is no history.
    pub(super) fn of_folder(workspace: &Workspace, today: Date) -> Self {
        Self {
            since: Stamp::without_history(today),
            deadline: workspace
                .project
                .as_ref()
                .map_or_else(Deadline::default, |project| project.value.deadline()),
            process: workspace.process.as_ref().map(|process| Rc::new(Process::clone(&process.value))),
            roster: workspace.roster.as_ref().map(|roster| Rc::new(Roster::clone(&roster.value))),
            ..Self::default()
        }
    }

    /// The zone of times that name none.
    pub(super) fn zone(&self) -> &Zone {
        &self.deadline.zone
    }

    /// Who owns a milestone: by the plan, else by the process that it follows.
    pub(super) fn owner<'a>(&'a self, plan: &Schedule, milestone: &'a Milestone) -> Option<&'a str> {
        let own = milestone.owner.as_ref().map(|owner| owner.as_str());
        own.or_else(|| self.by_process(plan, milestone)?.owner.as_ref().map(|owner| owner.as_str()))
    }

    /// Whether an event shows the same by both of what is not the plan's own.
    pub(super) fn shows_the_same(&self, other: &Self, plan: &Schedule, milestone: &Milestone) -> bool {
        let owner = |common: &Self| {
            let owner = common.owner(plan, milestone)?.to_owned();
            Some(common.roster.as_ref().map_or(owner.clone(), |roster| roster.name_of(&owner).to_owned()))
        };
        self.deadline == other.deadline
            && self.by_process(plan, milestone) == other.by_process(plan, milestone)
            && owner(self) == owner(other)
    }

    fn by_process(&self, plan: &Schedule, milestone: &Milestone) -> Option<&ProcessMilestone> {
        let current = self.process.as_deref();
        let followed = match &plan.process {
            None => current,
            Some(version) => {
                let here = current.filter(|process| process.version.value == version.value);
                here.or_else(|| self.processes.get(&version.value).map(Rc::as_ref))
            }
        };
        followed?.milestone(milestone.id.as_str())
    }
}
