//! Where the rules of a process put the milestones of a plan, as checks ask: only where what counts can be read.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::documents::{project, readable};
use super::plans::Plan;
use crate::calendar::Calendars;
use crate::document::{Process, ProjectCalendars, Workspace};
use crate::schema::Kind;

pub(super) use crate::document::{ParsedRule, parsed_rules};

/// The calendars of a project whose documents can be read.
pub(super) struct Timing(ProjectCalendars);

impl Timing {
    /// What the project declares.
    pub(super) fn of(workspace: &Workspace) -> Result<Self, String> {
        readable(workspace, Kind::WorkingGroup)?;
        project(workspace)?;
        Ok(Self(workspace.calendars()))
    }

    /// The calendars as rules ask for them.
    pub(super) fn calendars(&self) -> Calendars<'_> {
        self.0.borrowed()
    }

    /// The date of every milestone by its rule alone, from the dates that the plan gives to the milestones it hangs on.
    pub(super) fn rule_dates(&self, plan: &Plan<'_>, process: &Process) -> BTreeMap<String, Date> {
        self.0.rule_dates(&parsed_rules(process), &plan.document.value, &plan.exact_days())
    }
}
