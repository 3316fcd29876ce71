//! The rule `process-version`: a process that changed under the version it had.

use super::documents::process;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "process-version",
    topic: Topic::Process,
    summary: "the version of the process goes up by one with every change of its meaning",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Change,
    explanation: "A schedule says which version of the process it follows, and is checked against the process as \
        it was under that number. If the process changed and kept its number, running cycles would be \
        judged by rules that they were not planned by; if an old number came back, nobody could tell the \
        two apart.\n\n\
        Raise `version` by one in the same change. Taking a change back is a change too, and goes up as \
        well. Comments, notes and descriptions leave the version as it is.",
    before: "version: 1      # as before\nmilestones:\n  - {id: ga, at: kickoff + 26 weeks}      # was 25\n",
    after: "version: 2\nmilestones:\n  - {id: ga, at: kickoff + 26 weeks}      # was 25\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(before) = context.before else { return Ok(Vec::new()) };
    let before = process(before).map_err(|reason| format!("{reason} as it was before"))?;
    let (Some(old), Some(new)) = (before, process(context.workspace)?) else { return Ok(Vec::new()) };
    let (from, to) = (old.value.version.value, new.value.version.value);
    if old.meaning(Kind::Process) == new.meaning(Kind::Process) || from.checked_add(1) == Some(to) {
        return Ok(Vec::new());
    }
    let message = if from == to {
        format!("the process changes, but keeps version {from}")
    } else {
        format!("the process goes from version {from} to {to}")
    };
    let hint = format!("write `version: {}`", from.saturating_add(1));
    Ok(vec![RULE.breach(new.at(new.value.version.span), message).with_hint(hint)])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found_in_change;

    fn found(before: (u64, &str), after: (u64, &str)) -> Vec<String> {
        let process = |(version, weeks): (u64, &str)| {
            format!(
                "kind: process/v1\nversion: {version}\nmilestones:\n  - {{id: a}}\n  - id: b\n    at: a + {weeks}\n"
            )
        };
        let (before, after) = (process(before), process(after));
        found_in_change(&RULE, &[("process.yaml", &before)], &[("process.yaml", &after)], "2026-12-01")
    }

    #[test]
    fn a_change_under_the_same_or_another_number_is_found() {
        assert_eq!(found((1, "1 week"), (1, "2 weeks")), ["2:10 the process changes, but keeps version 1"]);
        assert_eq!(found((2, "1 week"), (1, "2 weeks")), ["2:10 the process goes from version 2 to 1"]);
    }

    #[test]
    fn one_up_and_comments_are_silent() {
        assert!(found((1, "1 week"), (2, "2 weeks")).is_empty());
        assert!(found((1, "1 week"), (1, "1 week # a comment")).is_empty());
    }
}
