//! The rule `passed-with-open-criteria`: milestones that were reached with criteria still open.

use super::courses::{Course, check_with_process, is_active_or_released};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::{CriterionState, Document, MilestoneProgress, Process, ProcessMilestone};

pub(super) static RULE: Rule = Rule {
    id: "passed-with-open-criteria",
    topic: Topic::Progress,
    summary: "what was reached met its criteria",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The process says what has to be true before a milestone counts as reached. A milestone with an \
        `actual` day and a criterion that is open, or that the progress does not mention, was passed \
        without it, and nobody decided that.\n\n\
        Record the criterion as `met` with its evidence, or as `waived` with the exception that allows \
        it; or take `actual` out until the criterion is met.\n\n\
        Criteria are those of the process that the cycle follows, on entry and on exit.",
    before: "feature-freeze:\n  actual: 2027-03-25\n  criteria:\n    api-docs: {state: open}\n",
    after: "feature-freeze:\n  actual: 2027-03-25\n  criteria:\n    api-docs: {state: met, evidence: \"https://docs.example.org\", on: 2027-03-24}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    check_with_process(context, is_active_or_released, |course, process| {
        let milestones = course.progress.value.milestones.iter();
        milestones.filter_map(|(id, went)| breach(course, process, id.as_str(), went)).collect()
    })
}

fn breach<'a>(
    course: &Course<'a>,
    process: &Document<Process>,
    id: &'a str,
    went: &MilestoneProgress,
) -> Option<Diagnostic> {
    let actual = went.actual.as_ref()?;
    let open = open_criteria(course, process, id, went);
    if open.is_empty() {
        return None;
    }
    let names: Vec<String> = open.iter().map(|(criterion, _, _)| format!("`{criterion}`")).collect();
    let what = if open.len() == 1 { "the criterion" } else { "the criteria" };
    let message = format!("{} counts as reached without {what} {}", course.name_of(id), names.join(", "));
    let found = RULE
        .breach(course.progress.at(actual.span), message)
        .with_hint("record the criteria as `met`, or as `waived` with an exception, or take `actual` out");
    Some(open.into_iter().fold(found, |found, (_, place, words)| found.with_label(place, words)))
}

/// The criteria that are neither met nor waived, with the place that says so.
fn open_criteria<'b>(
    course: &Course<'_>,
    process: &'b Document<Process>,
    id: &str,
    went: &MilestoneProgress,
) -> Vec<(&'b str, Location, &'static str)> {
    let criteria = process.value.milestone(id).into_iter().flat_map(ProcessMilestone::criteria);
    criteria
        .filter_map(|criterion| match went.criteria.get(criterion.id.as_str()) {
            None => {
                Some((criterion.id.as_str(), process.at(criterion.id.span), "not mentioned in the progress"))
            }
            Some(state) if state.state.value == CriterionState::Open => {
                Some((criterion.id.as_str(), course.progress.at(state.state.span), "still open"))
            }
            Some(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{PROCESS, SCHEDULE, found_in_progress};

    fn found_in(milestones: &str) -> Vec<String> {
        found_in_progress(&RULE, milestones)
    }

    #[test]
    fn open_and_unmentioned_criteria_are_found() {
        assert_eq!(
            found_in("  ff: {actual: 2027-03-25, criteria: {plan: {state: met}, docs: {state: open}}}\n"),
            ["4:16 Feature freeze counts as reached without the criteria `docs`, `tests`"]
        );
    }

    #[test]
    fn met_and_waived_criteria_and_milestones_to_come_are_silent() {
        assert!(
            found_in("  ff: {actual: 2027-03-25, criteria: {plan: {state: met}, docs: {state: met}, tests: {state: waived}}}\n")
                .is_empty()
        );
        assert!(found_in("  ff: {forecast: 2027-04-01, criteria: {docs: {state: open}}}\n").is_empty());
    }

    #[test]
    fn a_cycle_on_an_earlier_process_is_not_checked() {
        let schedule = SCHEDULE.replace("name: Paris", "process: 1");
        let process = PROCESS.replace("version: 1", "version: 2");
        let progress = "kind: progress/v1\ncycle: paris\n";
        let reason = crate::rules::testing::unchecked(
            &RULE,
            &[
                ("schedules/paris.yaml", &schedule),
                ("process.yaml", &process),
                ("progress/paris.yaml", progress),
            ],
        );
        assert!(reason.is_some_and(|reason| reason.contains("follows version 1 of the process")));
    }
}
