//! The dates of a plan as a trend shows them.

use super::lines::Named;
use super::{Plan, PlannedDate};
use crate::calendar::{DateText, Zone};
use crate::diagnostic::Diagnostic;
use crate::document::{Confidence, Milestone, Workspace};

/// What stands in the place of a plan, with its milestones. `is_there` says whether anything does.
pub(super) fn plan_in(after: &Workspace, path: &str, is_there: bool) -> (Plan, Vec<Named>) {
    if !is_there {
        return (Plan::Gone, Vec::new());
    }
    let Some(plan) = after.plan_at(path) else {
        let problem = after.diagnostics.iter().find(|problem| problem.location.path == path);
        return (Plan::Gap { reason: reason(problem) }, Vec::new());
    };
    let zone = after.deadline_zone();
    let date_of = |milestone: &Milestone| Some((milestone.id.value.clone(), planned(milestone, &zone)?));
    let dates = plan.value.milestones.iter().filter_map(date_of).collect();
    let milestones = plan.value.milestones.iter().map(|milestone| named(milestone, after)).collect();
    (Plan::Read { status: plan.value.status.value, dates }, milestones)
}

/// What is wrong with a plan, with its line.
fn reason(problem: Option<&Diagnostic>) -> String {
    let Some(problem) = problem else { return "it cannot be read".to_owned() };
    match problem.location.span {
        Some(span) => format!("line {}: {}", span.start.line(), problem.message),
        None => problem.message.clone(),
    }
}

fn named(milestone: &Milestone, documents: &Workspace) -> Named {
    let process = documents.process.as_ref().and_then(|process| process.value.milestone(&milestone.id));
    let name = milestone.called(|| process?.name.as_deref()).to_owned();
    let applies = milestone.not_applicable.is_none();
    let date = milestone.moment(&documents.deadline_zone()).and_then(Result::ok).filter(|_| applies);
    Named { id: milestone.id.value.clone(), name, key: process.is_some_and(|process| process.key), date }
}

/// The date of a milestone; none where the cycle does without it.
fn planned(milestone: &Milestone, zone: &Zone) -> Option<PlannedDate> {
    if milestone.not_applicable.is_some() {
        return None;
    }
    let date = match milestone.moment(zone) {
        Some(Ok(date)) => date,
        Some(Err(text)) => {
            return Some(PlannedDate { shown: text.clone(), text, first: None, last: None, tentative: true });
        }
        None => DateText::parse("tbd").ok()?,
    };
    Some(PlannedDate {
        text: date.text().to_owned(),
        shown: date.show(),
        first: date.first_day(),
        last: date.last_day(),
        tentative: date.is_tentative() || milestone.confidence == Some(Confidence::Tentative),
    })
}
