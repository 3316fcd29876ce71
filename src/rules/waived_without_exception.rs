//! The rule `waived-without-exception`: criteria that were waived without a granted exception.

use super::courses::{Course, check_courses, is_active_or_released};
use super::documents::{folder_readable, key_location, readable};
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{CriterionProgress, CriterionState, State};
use crate::schema::Kind;
use crate::yaml::Spanned;

pub(super) static RULE: Rule = Rule {
    id: "waived-without-exception",
    topic: Topic::Progress,
    summary: "a waived criterion names the exception that was granted for it",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "To waive a criterion is to depart from the process that the committee approved. Where the \
        process knows exceptions (`exceptions`), that is what they are for: somebody asks, the committee \
        decides, and the exception has an end.\n\n\
        Name the exception (`exception: paris-1`). It has to be about the same cycle and milestone, and \
        to have been granted. Where the process says nothing about exceptions, a `reason` is enough.",
    before: "coverage: {state: waived, reason: the new module has no tests yet}\n",
    after: "coverage: {state: waived, reason: the new module has no tests yet, exception: paris-1}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    readable(context.workspace, Kind::Process)?;
    let found = check_courses(context, is_active_or_released, |course| {
        let milestones = course.progress.value.milestones.iter();
        let criteria = milestones.flat_map(|(id, went)| went.criteria.iter().map(move |entry| (id, entry)));
        criteria
            .filter(|(_, (_, went))| went.state.value == CriterionState::Waived)
            .filter_map(|(id, (criterion, went))| match &went.exception {
                None => without(context, course, criterion, went),
                Some(exception) => not_granted(context, course, (id, criterion), exception),
            })
            .collect()
    })?;
    match folder_readable(context.workspace, Kind::Exception) {
        Err(reason) if !context.workspace.progress.is_empty() => Err(Unchecked { reason, found }),
        _ => Ok(found),
    }
}

fn without(
    context: &Context<'_>,
    course: &Course<'_>,
    criterion: &Spanned<String>,
    went: &CriterionProgress,
) -> Option<Diagnostic> {
    let process = context.workspace.process.as_ref().filter(|process| process.value.exceptions.is_some())?;
    let message = format!("the criterion `{}` is waived without an exception", criterion.value);
    Some(
        RULE.breach(course.progress.at(went.state.span), message)
            .with_hint("name the exception that allows it: `exception: <cycle>-<number>`")
            .with_label(key_location(process, "exceptions"), "the process knows exceptions"),
    )
}

/// An exception that is about something else, or that nobody granted. One that does not exist is an unknown reference.
fn not_granted(
    context: &Context<'_>,
    course: &Course<'_>,
    (milestone, criterion): (&Spanned<String>, &Spanned<String>),
    id: &Spanned<String>,
) -> Option<Diagnostic> {
    let exception = context.workspace.exceptions.get(id.as_str())?;
    let named = &exception.value;
    let (problem, span) = match named.state.value {
        _ if named.cycle.value != course.progress.value.cycle.value => {
            (format!("is about the cycle `{}`", named.cycle.value), named.cycle.span)
        }
        _ if named.milestone.value != milestone.value => {
            (format!("is about `{}`", named.milestone.value), named.milestone.span)
        }
        State::Granted | State::Done => return None,
        state => (format!("is `{}`, not granted", state.name()), named.state.span),
    };
    let message = format!(
        "the criterion `{}` is waived by the exception `{}`, which {problem}",
        criterion.value, id.value
    );
    Some(
        RULE.breach(course.progress.at(id.span), message)
            .with_hint(
                "name an exception that was granted for this milestone, or record the criterion as `open`",
            )
            .with_label(exception.at(span), "the exception"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROCESS: &str = "kind: process/v1\nversion: 1\nmilestones:\n  - id: ff\n    entry: [{id: plan, text: Planned}]\n    exit: [{id: docs, text: Documented, evidence: link}, {id: tests, text: Tested}]\n  - {id: ga}\nexceptions: {request-within: 3 days}\n";
    const SCHEDULE: &str = "kind: schedule/v1\ncycle: paris\nname: Paris\nstatus: active\nmilestones:\n  - {id: ff, name: Feature freeze, date: 2027-03-25}\n  - {id: ga, date: 2027-07-08}\n";

    fn found_in(criterion: &str, state: &str, milestone: &str) -> Vec<String> {
        let progress = format!(
            "kind: progress/v1\ncycle: paris\nmilestones:\n  ff: {{criteria: {{docs: {criterion}}}}}\n"
        );
        let exception = format!(
            "kind: exception/v1\ncycle: paris\nmilestone: {milestone}\nuntil: 2027-04-08\nstate: {state}\n"
        );
        let files = [
            ("schedules/paris.yaml", SCHEDULE),
            ("progress/paris.yaml", &progress),
            ("process.yaml", PROCESS),
            ("exceptions/paris-1.yaml", &exception),
        ];
        found(&RULE, &files, "2027-04-01")
    }

    #[test]
    fn a_waiver_without_a_granted_exception_is_found() {
        assert_eq!(
            found_in("{state: waived}", "granted", "ff"),
            ["4:33 the criterion `docs` is waived without an exception"]
        );
        assert_eq!(
            found_in("{state: waived, exception: paris-1}", "requested", "ff"),
            [
                "4:52 the criterion `docs` is waived by the exception `paris-1`, which is `requested`, not granted"
            ]
        );
        assert_eq!(
            found_in("{state: waived, exception: paris-1}", "granted", "ga"),
            ["4:52 the criterion `docs` is waived by the exception `paris-1`, which is about `ga`"]
        );
    }

    #[test]
    fn a_granted_exception_is_silent() {
        assert!(found_in("{state: waived, exception: paris-1}", "granted", "ff").is_empty());
        assert!(found_in("{state: met}", "denied", "ff").is_empty());
    }

    #[test]
    fn a_process_without_exceptions_asks_for_none() {
        let process = PROCESS.replace("exceptions: {request-within: 3 days}\n", "");
        let progress =
            "kind: progress/v1\ncycle: paris\nmilestones:\n  ff: {criteria: {docs: {state: waived}}}\n";
        let files = [
            ("schedules/paris.yaml", SCHEDULE),
            ("progress/paris.yaml", progress),
            ("process.yaml", &process),
        ];
        assert!(found(&RULE, &files, "2027-04-01").is_empty());
    }
}
