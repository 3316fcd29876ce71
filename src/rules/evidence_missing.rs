//! The rule `evidence-missing`: criteria that are met without the evidence that the process asks for.

use super::courses::{check_with_process, is_active_or_released};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;
use crate::document::{CriterionState, ProcessMilestone};

pub(super) static RULE: Rule = Rule {
    id: "evidence-missing",
    topic: Topic::Progress,
    summary: "where the process asks for evidence, a met criterion has some",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "A process may say what shows that a criterion is met (`evidence`). A criterion that is recorded \
        as met without it rests on somebody's word, which the process does not take for enough.\n\n\
        Write `evidence`, usually a web address, into the progress.",
    before: "# the process: {id: api-docs, text: The interfaces are documented, evidence: link}\napi-docs: {state: met, by: alice, on: 2027-03-24}\n",
    after: "api-docs: {state: met, evidence: \"https://docs.example.org/api\", by: alice, on: 2027-03-24}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    check_with_process(context, is_active_or_released, |course, process| {
        let milestones = course.progress.value.milestones.iter();
        let recorded = milestones.flat_map(|(id, went)| {
            let planned = process.value.milestone(id.as_str());
            let criteria = planned.into_iter().flat_map(ProcessMilestone::criteria);
            criteria.filter_map(|criterion| {
                Some((criterion, criterion.evidence.as_ref()?, went.criteria.get(criterion.id.as_str())?))
            })
        });
        let without = recorded
            .filter(|(_, _, went)| went.state.value == CriterionState::Met && went.evidence.is_none());
        without
            .map(|(criterion, evidence, went)| {
                let message = format!("the criterion `{}` is met without evidence", criterion.id.value);
                RULE.breach(course.progress.at(went.state.span), message)
                    .with_hint("write `evidence`, usually a web address")
                    .with_label(process.at(evidence.span), "what the process asks for")
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
    fn a_word_without_evidence_is_found() {
        assert_eq!(
            found_in("  ff: {criteria: {docs: {state: met, by: alice}}}\n"),
            ["4:33 the criterion `docs` is met without evidence"]
        );
    }

    #[test]
    fn evidence_open_criteria_and_those_that_need_none_are_silent() {
        assert!(found_in("  ff: {criteria: {docs: {state: met, evidence: a report}}}\n").is_empty());
        assert!(found_in("  ff: {criteria: {docs: {state: open}, tests: {state: met}}}\n").is_empty());
    }
}
