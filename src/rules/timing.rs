//! Where the rules of a process put the milestones of a plan, as far as the calendars can be read.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::documents::readable;
use super::plans::Plan;
use crate::calendar::Calendars;
use crate::document::{Process, ProjectCalendars, Workspace};
use crate::schema::Kind;

pub(super) use crate::document::{ParsedRule, parsed_rules};

/// The calendars of a project that can be read.
pub(super) struct Timing(ProjectCalendars);

impl Timing {
    /// What the project declares.
    pub(super) fn of(workspace: &Workspace) -> Result<Self, String> {
        readable(workspace, Kind::WorkingGroup)?;
        readable(workspace, Kind::Project)?;
        Ok(Self(workspace.calendars()))
    }

    /// The calendars as rules ask for them.
    pub(super) fn calendars(&self) -> Calendars<'_> {
        self.0.borrowed()
    }

    /// The date of every milestone by its rule alone, from the dates that the plan gives to the milestones it hangs on.
    pub(super) fn rule_dates(&self, plan: &Plan<'_>, process: &Process) -> BTreeMap<String, Date> {
        self.0.rule_dates(&plan.document.value, plan.zone(), &parsed_rules(process))
    }
}
