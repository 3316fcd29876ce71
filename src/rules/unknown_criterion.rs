//! The rule `unknown-criterion`: criteria in the progress that the process does not have.

use super::courses::{check_with_process, is_active_or_released};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;
use crate::schema::suggestion;

pub(super) static RULE: Rule = Rule {
    id: "unknown-criterion",
    topic: Topic::Progress,
    summary: "the progress names criteria that the process has",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The progress records where the criteria of a milestone stand, by their id in the process. An id \
        that the process does not have is usually misspelt, and the criterion that was meant stays open \
        unseen.\n\n\
        Correct the id, or add the criterion to the process. Milestones that only the schedule has may \
        record criteria of their own.",
    before: "# the process: exit: [{id: api-docs, text: The interfaces are documented}]\ncriteria:\n  api-doc: {state: met}\n",
    after: "criteria:\n  api-docs: {state: met}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    check_with_process(context, is_active_or_released, |course, process| {
        let milestones = course.progress.value.milestones.iter();
        let of_process =
            milestones.filter_map(|(id, went)| Some((process.value.milestone(id.as_str())?, went)));
        of_process
            .flat_map(|(planned, went)| {
                let known: Vec<&str> = planned.criteria().map(|criterion| criterion.id.as_str()).collect();
                let unknown = went.criteria.iter().filter(|(id, _)| !known.contains(&id.as_str()));
                let found = unknown.map(|(id, _)| {
                    let name = planned.name.as_deref().unwrap_or(planned.id.as_str());
                    let message = format!("{name} has no criterion called `{}` in the process", id.value);
                    let hint = suggestion(id, known.iter().copied()).map_or_else(
                        || format!("add the criterion to `{}`, or take it out here", process.path),
                        |near| format!("did you mean `{near}`?"),
                    );
                    RULE.breach(course.progress.at(id.span), message)
                        .with_hint(hint)
                        .with_label(process.at(planned.id.span), "the milestone in the process")
                });
                found.collect::<Vec<_>>()
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found_in_progress;

    fn found_in(milestones: &str) -> Vec<String> {
        found_in_progress(&RULE, milestones)
    }

    #[test]
    fn a_criterion_that_the_process_lacks_is_found() {
        assert_eq!(
            found_in("  ff: {criteria: {doc: {state: met}}}\n"),
            ["4:19 ff has no criterion called `doc` in the process"]
        );
    }

    #[test]
    fn criteria_on_entry_and_exit_are_silent() {
        assert!(found_in("  ff: {criteria: {plan: {state: met}, docs: {state: open}}}\n").is_empty());
    }
}
