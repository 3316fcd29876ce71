//! What the checks of the support service share: whether a project adopted it, and when its decisions were taken.
//!
//! A project adopts the service step by step, and each rule asks only for the step that follows the last one that the
//! project's own files declare, once [`PATIENCE`] has passed.

use jiff::civil::Date;

use super::Context;
use super::documents::{folder_readable, key_location, project};
use super::plans::after_days;
use crate::diagnostic::Location;
use crate::document::{ABSENT, Approval, Document, Outcome, Project, Subject};
use crate::schema::Kind;

/// So many days after a step the next one is asked for.
pub(super) const PATIENCE: i32 = 60;

/// A project that adopted the support service and still keeps it.
pub(super) struct Service<'a> {
    project: &'a Document<Project>,
    /// When the committee adopted it.
    pub(super) adopted: Date,
}

impl<'a> Service<'a> {
    /// The service, where the project has adopted it.
    pub(super) fn of(context: &Context<'a>) -> Result<Option<Self>, String> {
        let Some(project) = project(context.workspace)? else { return Ok(None) };
        let retired = project.value.retired.is_some_and(|retired| retired.0 <= context.today);
        let service = project.value.service.as_ref().filter(|_| !retired);
        Ok(service
            .map(|service| Self { project, adopted: service.adopted.value.0 })
            .filter(|service| service.adopted <= context.today))
    }

    /// Where the project says so.
    pub(super) fn location(&self) -> Location {
        key_location(self.project, "service")
    }

    /// Where the day of the adoption stands.
    pub(super) fn adopted_at(&self) -> Location {
        let span = self.project.value.service.as_ref().map(|service| service.adopted.span);
        span.map_or_else(|| self.location(), |span| self.project.at(span))
    }
}

/// Whether the time for the step after this day has come.
pub(super) fn is_due(step: Date, today: Date) -> bool {
    after_days(step, PATIENCE) < today
}

/// A decision that is on file, with the day on which its vote ended.
#[derive(Clone)]
pub(super) struct Decided {
    /// The day.
    pub(super) day: Date,
    /// Where the day stands.
    pub(super) location: Location,
}

/// The first decision about the content of a path that passed as far as its file says; `new` asks for the decision
/// that brought the path.
pub(super) fn first_decision(
    context: &Context<'_>,
    path: &str,
    new: bool,
) -> Result<Option<Decided>, String> {
    folder_readable(context.workspace, Kind::Approval)?;
    let about =
        |subject: &Subject| subject.path.as_str() == path && (!new || subject.from.as_str() == ABSENT);
    let decided = context.workspace.approvals.values().filter_map(|document| {
        let Approval { subject, closed, outcome, .. } = &*document.value;
        let rejected = outcome.as_ref().is_some_and(|outcome| outcome.value == Outcome::Rejected);
        let closed = closed.as_ref().filter(|_| !rejected && subject.iter().any(about))?;
        Some(Decided { day: closed.value.0, location: document.at(closed.span) })
    });
    Ok(decided.min_by_key(|decided| decided.day))
}
