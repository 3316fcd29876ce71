//! The rule `rule-anchor`: rules that count from a milestone that does not exist.

use super::documents::process;
use super::timing::parsed_rules;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::{Diagnostic, Severity};
use crate::schema::suggestion;

pub(super) static RULE: Rule = Rule {
    id: "rule-anchor",
    topic: Topic::Process,
    summary: "a rule counts from a milestone of the process",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "A rule such as `kickoff + 10 weeks` counts from another milestone of the process. If the process \
        has no milestone of that name, the rule gives no date: the milestone is planned by hand, and \
        nothing notices when it departs from what was meant.\n\n\
        Correct the name, or add the milestone.",
    before: "milestones:\n  - {id: kickoff}\n  - {id: ga, at: kick-off + 25 weeks}\n",
    after: "milestones:\n  - {id: kickoff}\n  - {id: ga, at: kickoff + 25 weeks}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = process(context.workspace)? else { return Ok(Vec::new()) };
    let ids = || document.value.milestones.iter().map(|milestone| milestone.id.as_str());
    let mut found: Vec<Diagnostic> = Vec::new();
    for parsed in parsed_rules(&document.value) {
        let (Some(rule), Some(at)) = (&parsed.rule, &parsed.milestone.at) else { continue };
        for anchor in rule.anchors().filter(|anchor| !ids().any(|id| id == *anchor)) {
            let message = format!(
                "the rule `{}` counts from `{anchor}`, which is no milestone of the process",
                at.value
            );
            let hint = suggestion(anchor, ids()).map_or_else(
                || "add the milestone, or name one that exists".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            found.push(RULE.breach(document.at(at.span), message).with_hint(hint));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(rule: &str) -> Vec<String> {
        let process = format!(
            "kind: process/v1\nversion: 1\nmilestones:\n  - {{id: kickoff}}\n  - {{id: ga, at: {rule}}}\n"
        );
        found(&RULE, &[("process.yaml", &process)], "2026-12-01")
    }

    #[test]
    fn an_unknown_anchor_is_found() {
        assert_eq!(
            found_in("kick-off + 25 weeks"),
            [
                "5:18 the rule `kick-off + 25 weeks` counts from `kick-off`, which is no milestone of the process"
            ]
        );
    }

    #[test]
    fn a_known_anchor_is_silent() {
        assert!(found_in("kickoff + 25 weeks").is_empty());
    }
}
