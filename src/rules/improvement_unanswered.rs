//! The rule `improvement-unanswered`: actions of retrospectives that the process leaves without an answer.

use super::documents::{folder_readable, process};
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::calendar::show_day;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Action, Document, Process, Retrospective};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "improvement-unanswered",
    topic: Topic::Process,
    summary: "what a retrospective asks of the process is answered",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "An action of a retrospective that `changes: process` is answered by a version of the process, or \
        declined with a reason (`answers`). Otherwise the next cycle repeats what the last one learnt.\n\n\
        Write the action into `answers` of the process, as cycle and action: `oslo/a1` alone, with \
        `how`, or with `declined` and the reason. Where nobody will do it, drop the action itself \
        (`state: dropped`).\n\n\
        The rule asks when the action is past its `due` day, and in a change that raises the version of \
        the process while the action is open. Actions that are done or dropped are not asked for.",
    before: "# retrospectives/oslo.yaml asks: {id: a1, text: Merge the two freezes, changes: process}\nkind: process/v1\nversion: 2\nanswers: []\n",
    after: "kind: process/v1\nversion: 2\nanswers: [{action: oslo/a1, how: one freeze instead of two}]\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(process) = process(context.workspace)? else { return Ok(Vec::new()) };
    let before = context.before.and_then(|before| before.process.as_ref());
    let raised = before.is_some_and(|before| before.value.version.value < process.value.version.value);
    let documents = context.workspace.retrospectives.values();
    let actions =
        documents.flat_map(|document| document.value.actions.iter().map(move |action| (document, action)));
    let found = actions
        .filter(|(_, action)| action.is_open() && action.changes_process())
        .filter_map(|(document, action)| breach(context, (document, action), process, raised))
        .collect();
    match folder_readable(context.workspace, Kind::Retrospective) {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

fn breach(
    context: &Context<'_>,
    (document, action): (&Document<Retrospective>, &Action),
    process: &Document<Process>,
    raised: bool,
) -> Option<Diagnostic> {
    let name = format!("{}/{}", document.value.cycle.value, action.id.value);
    if process.value.answers.iter().any(|answer| answer.value.action == name) {
        return None;
    }
    let version = process.value.version.value;
    let due = action.due.as_ref().filter(|due| due.value.0 < context.today);
    let problem = match due {
        _ if raised => format!("version {version} of the process neither answers nor declines it"),
        Some(due) => format!("it was due on {}, and the process does not answer it", show_day(due.value.0)),
        None => return None,
    };
    Some(
        RULE.breach(document.at(action.id.span), format!("`{name}` asks for another process: {problem}"))
            .with_hint(format!("write `{name}` into `answers` of `{}`, or drop the action", process.path))
            .with_label(process.at(process.value.version.span), "the process"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{found, found_in_change};

    const RETROSPECTIVE: &str = "kind: retrospective/v1\ncycle: oslo\nactions:\n  - {id: a1, text: Merge the freezes, due: 2027-10-01, changes: process}\n";

    fn process(version: u8, answers: &str) -> String {
        format!("kind: process/v1\nversion: {version}\nmilestones: []\nanswers: [{answers}]\n")
    }

    fn found_in(answers: &str, retrospective: &str, today: &str) -> Vec<String> {
        let process = process(1, answers);
        found(&RULE, &[("process.yaml", &process), ("retrospectives/oslo.yaml", retrospective)], today)
    }

    #[test]
    fn an_action_past_its_day_is_found() {
        assert_eq!(
            found_in("", RETROSPECTIVE, "2027-10-02"),
            [
                "4:10 `oslo/a1` asks for another process: it was due on Fri 1 Oct 2027, and the process does not answer it"
            ]
        );
    }

    #[test]
    fn answers_declined_and_dropped_actions_and_those_that_are_not_due_are_silent() {
        assert!(found_in("", RETROSPECTIVE, "2027-10-01").is_empty());
        assert!(found_in("oslo/a1", RETROSPECTIVE, "2027-10-02").is_empty());
        assert!(found_in("{action: oslo/a1, declined: too late}", RETROSPECTIVE, "2027-10-02").is_empty());
        let dropped = RETROSPECTIVE.replace("changes:", "state: dropped, changes:");
        assert!(found_in("", &dropped, "2027-10-02").is_empty());
    }

    #[test]
    fn the_next_version_has_to_answer() {
        let (old, new, answering) = (process(1, ""), process(2, ""), process(2, "oslo/a1"));
        let files = |process| [("process.yaml", process), ("retrospectives/oslo.yaml", RETROSPECTIVE)];
        assert_eq!(
            found_in_change(&RULE, &files(&old), &files(&new), "2027-09-01"),
            [
                "4:10 `oslo/a1` asks for another process: version 2 of the process neither answers nor declines it"
            ]
        );
        assert!(found_in_change(&RULE, &files(&old), &files(&answering), "2027-09-01").is_empty());
    }
}
