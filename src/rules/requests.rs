//! The requests to depart from a plan, with the plan that they depart from.

use jiff::civil::Date;

use super::documents::folder_readable;
use super::plans::{Plan, plans};
use super::{Checked, Context, Unchecked};
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{Document, Exception};
use crate::schema::Kind;

/// Looks at every exception.
pub(super) fn check_requests<'a>(
    context: &Context<'a>,
    check: impl Fn(&'a Document<Exception>) -> Option<Diagnostic>,
) -> Checked {
    let found = context.workspace.exceptions.values().filter_map(check).collect();
    match folder_readable(context.workspace, Kind::Exception) {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

/// An exception with the day of its freeze.
pub(super) struct Request<'a> {
    /// The exception.
    pub(super) document: &'a Document<Exception>,
    /// The plan.
    pub(super) plan: Plan<'a>,
    /// What people call the freeze.
    pub(super) milestone: &'a str,
    /// The day of the freeze: as it was planned, or as it came where that was later.
    pub(super) freeze: Date,
    /// Where that day stands.
    pub(super) location: Location,
}

/// Every exception whose freeze has a day.
pub(super) fn requests<'a>(context: &Context<'a>) -> Result<Vec<Request<'a>>, String> {
    let exceptions = &context.workspace.exceptions;
    if exceptions.is_empty() {
        return Ok(Vec::new());
    }
    folder_readable(context.workspace, Kind::Schedule)?;
    folder_readable(context.workspace, Kind::Progress)?;
    let mut found = Vec::new();
    for document in exceptions.values() {
        let plan = plans(context, |plan| plan.id == document.value.cycle.value)?.pop();
        found.extend(plan.and_then(|plan| request(context, document, plan)));
    }
    Ok(found)
}

fn request<'a>(
    context: &Context<'a>,
    document: &'a Document<Exception>,
    plan: Plan<'a>,
) -> Option<Request<'a>> {
    let dated = plan.dated_milestone(&document.value.milestone)?;
    let planned = dated.date.last_day()?;
    let progress = context.workspace.progress.get(&plan.document.id);
    let actual = progress
        .and_then(|progress| Some((progress, progress.value.actual(&document.value.milestone)?)))
        .filter(|(_, actual)| planned < actual.value.0);
    let (freeze, location) = match actual {
        Some((progress, actual)) => (actual.value.0, progress.at(actual.span)),
        None => (planned, dated.location.clone()),
    };
    Some(Request { document, milestone: dated.name, freeze, location, plan })
}
