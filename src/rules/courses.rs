//! The cycles whose progress is recorded: the plan, and how it went.

use super::documents::folder_readable;
use super::plans::{Dated, Plan, followed, plans};
use super::{Checked, Context, Unchecked};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, MilestoneProgress, Process, Progress, Status};
use crate::schema::Kind;

/// A cycle with its plan and its progress. A cycle without a progress file is none: nobody promised to keep one.
pub(super) struct Course<'a> {
    /// How it went.
    pub(super) progress: &'a Document<Progress>,
    /// The plan.
    pub(super) plan: Plan<'a>,
}

impl<'a> Course<'a> {
    /// How a milestone of the plan went, as far as it is recorded.
    pub(super) fn of(&self, dated: &Dated<'_>) -> Option<&'a MilestoneProgress> {
        self.progress.value.milestones.get(dated.milestone.id.as_str())
    }

    /// What people call a milestone.
    pub(super) fn name_of(&self, id: &'a str) -> &'a str {
        self.plan.document.value.milestone(id).map_or(id, |milestone| self.plan.name_of(milestone))
    }
}

/// Whether the cycle is running.
pub(super) fn is_active(status: Status) -> bool {
    status == Status::Active
}

/// Whether the cycle is running or done.
pub(super) fn is_active_or_released(status: Status) -> bool {
    matches!(status, Status::Active | Status::Released)
}

/// Looks at every cycle of such a status that has a progress file.
pub(super) fn check_courses<'a>(
    context: &Context<'a>,
    wanted: impl Fn(Status) -> bool,
    check: impl Fn(&Course<'a>) -> Vec<Diagnostic>,
) -> Checked {
    let found = courses(context, wanted)?.iter().flat_map(check).collect();
    all_readable(context, found)
}

/// Looks at every such cycle together with the process that it follows. A cycle that was released under an earlier
/// version of the process was looked at while that version was in force.
pub(super) fn check_with_process<'a>(
    context: &Context<'a>,
    wanted: impl Fn(Status) -> bool,
    check: impl Fn(&Course<'a>, &'a Document<Process>) -> Vec<Diagnostic>,
) -> Checked {
    let courses = courses(context, wanted)?;
    let found = courses
        .iter()
        .flat_map(|course| course.plan.process.map(|process| check(course, process)).unwrap_or_default())
        .collect();
    let mut running = courses.iter().filter(|course| is_active(course.plan.document.value.status.value));
    match running.find_map(|course| followed(context, course.plan.document).err()) {
        Some(reason) => Err(Unchecked { reason, found }),
        None => all_readable(context, found),
    }
}

fn courses<'a>(context: &Context<'a>, wanted: impl Fn(Status) -> bool) -> Result<Vec<Course<'a>>, String> {
    if context.workspace.progress.is_empty() {
        return Ok(Vec::new());
    }
    let plans = plans(context, |document| {
        wanted(document.value.status.value) && context.workspace.progress.contains_key(&document.id)
    })?;
    let progress_of = |plan: &Plan<'a>| context.workspace.progress.get(&plan.document.id);
    Ok(plans.into_iter().filter_map(|plan| Some(Course { progress: progress_of(&plan)?, plan })).collect())
}

fn all_readable(context: &Context<'_>, found: Vec<Diagnostic>) -> Checked {
    let readable = folder_readable(context.workspace, Kind::Progress).and_then(|()| {
        // A plan without progress hides nothing.
        if context.workspace.progress.is_empty() {
            Ok(())
        } else {
            folder_readable(context.workspace, Kind::Schedule)
        }
    });
    match readable {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}
