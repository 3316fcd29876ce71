//! The rule `support-unanswered`: questions to the supporting staff that nobody answers.

use super::documents::folder_readable;
use super::plans::after_days;
use super::service::Service;
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::calendar::show_day;
use crate::diagnostic::Severity;
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "support-unanswered",
    topic: Topic::Service,
    summary: "questions to the supporting staff are answered",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "A community that took over its releases asks the supporting staff when it is stuck. A question \
        that is open for more than 14 days keeps somebody waiting.\n\n\
        Answer it (`state: answered`, `answer`), give it to another advisor (`owner`), or close it \
        (`state: closed`). A question without the day on which it was `asked` is not looked at.\n\n\
        The rule asks only where `project.yaml` says that the service was adopted (`service`), until the \
        project is `retired`.",
    before: "# today is 2027-03-01\nasked: 2027-02-02\ntopic: How do others run a go/no-go meeting?\nowner: dana\n",
    after: "asked: 2027-02-02\ntopic: How do others run a go/no-go meeting?\nowner: dana\nstate: answered\nanswer: A fixed list of questions, and one vote at the end\n",
    check: Check::Function(check),
};

/// So many days a question may wait.
const PATIENCE: i32 = 14;

fn check(context: &Context<'_>) -> Checked {
    if Service::of(context)?.is_none() {
        return Ok(Vec::new());
    }
    let open = context.workspace.support.values().filter(|document| document.value.is_open());
    let found = open
        .filter_map(|document| {
            let asked = document.value.asked.as_ref()?;
            if context.today <= after_days(asked.value.0, PATIENCE) {
                return None;
            }
            let owner = document.value.owner.as_ref();
            let from = owner.map(|owner| format!(" from {}", name_of(context, owner))).unwrap_or_default();
            let message = format!("the question waits for an answer{from} since {}", show_day(asked.value.0));
            let found = RULE
                .breach(document.at(asked.span), message)
                .with_hint("answer it, give it to another advisor, or write `state: closed`");
            Some(match owner {
                Some(owner) => found.with_label(document.at(owner.span), "who answers"),
                None => found,
            })
        })
        .collect();
    match folder_readable(context.workspace, Kind::Support) {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

fn name_of<'a>(context: &Context<'a>, person: &'a str) -> &'a str {
    context.workspace.roster.as_ref().map_or(person, |roster| roster.value.name_of(person))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";

    fn found_in(project: &str, lines: &str, today: &str) -> Vec<String> {
        let support = format!("kind: support/v1\nasked: 2027-02-02\ntopic: How?\n{lines}");
        found(&RULE, &[("project.yaml", project), ("support/1.yaml", &support)], today)
    }

    #[test]
    fn a_question_that_waits_is_found() {
        assert_eq!(
            found_in(PROJECT, "owner: alice\n", "2027-02-17"),
            ["2:8 the question waits for an answer from Alice since Tue 2 Feb 2027"]
        );
    }

    #[test]
    fn answers_and_fresh_questions_are_silent() {
        assert!(found_in(PROJECT, "state: answered\n", "2027-06-01").is_empty());
        assert!(found_in(PROJECT, "", "2027-02-16").is_empty());
        assert!(found_in(WITHOUT, "", "2027-06-01").is_empty());
    }
}
