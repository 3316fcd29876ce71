//! The rule `duplicate-id`: two things of one list under one id.

use std::collections::BTreeMap;

use super::documents::{items, process, text_at};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::{Diagnostic, Location, Severity, Span};

pub(super) static RULE: Rule = Rule {
    id: "duplicate-id",
    topic: Topic::Files,
    summary: "an id stands once in its list",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Document,
    explanation: "Other documents refer to milestones, criteria and artifacts by their id. Where one id stands for \
        two, nobody can tell which of them moved, was met or was approved.\n\n\
        Give the second one an id of its own, such as `rc2`, or delete it if it is a copy.",
    before: "milestones:\n  - {id: rc, date: 2027-06-24}\n  - {id: rc, date: 2027-07-01}\n",
    after: "milestones:\n  - {id: rc1, date: 2027-06-24}\n  - {id: rc2, date: 2027-07-01}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let mut found = Vec::new();
    for document in context.workspace.schedules.values() {
        let ids =
            document.value.milestones.iter().map(|milestone| (milestone.id.as_str(), milestone.id.span));
        found.extend(repeated(&document.path, "milestone", ids));
    }
    if let Some(document) = process(context.workspace)? {
        let path = &document.path;
        let milestones = &document.value.milestones;
        let phases = document.value.phases.iter().map(|phase| (phase.as_str(), phase.span));
        found.extend(repeated(path, "phase", phases));
        let ids = milestones.iter().map(|milestone| (milestone.id.as_str(), milestone.id.span));
        found.extend(repeated(path, "milestone", ids));
        for milestone in items(&document.tree, "milestones") {
            let criteria = items(milestone, "entry").iter().chain(items(milestone, "exit"));
            found.extend(repeated(path, "criterion", criteria.filter_map(|item| text_at(item, "id"))));
        }
        let artifacts = items(&document.tree, "artifacts").iter();
        found.extend(repeated(path, "artifact", artifacts.filter_map(|item| text_at(item, "id"))));
    }
    Ok(found)
}

fn repeated<'a>(path: &str, what: &str, ids: impl Iterator<Item = (&'a str, Span)>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let mut found = Vec::new();
    for (id, span) in ids {
        match first.get(id) {
            Some(earlier) => found.push(
                RULE.breach(
                    Location::at(path, span),
                    format!("there are two {} called `{id}`", plural(what)),
                )
                .with_hint("give each an id of its own, or delete one of the two")
                .with_label(Location::at(path, *earlier), format!("the first `{id}`")),
            ),
            None => {
                first.insert(id, span);
            }
        }
    }
    found
}

fn plural(what: &str) -> String {
    what.strip_suffix("ion").map_or_else(|| format!("{what}s"), |stem| format!("{stem}ia"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(schedule: &str, process: &str) -> Vec<String> {
        let schedule = format!("kind: schedule/v1\ncycle: paris\nstatus: released\nmilestones:\n{schedule}");
        let process = format!("kind: process/v1\nversion: 1\nmilestones:\n{process}");
        found(&RULE, &[("schedules/paris.yaml", &schedule), ("process.yaml", &process)], "2026-12-01")
    }

    #[test]
    fn the_second_of_two_is_found() {
        assert_eq!(
            found_in(
                "  - {id: rc}\n  - {id: rc}\n",
                "  - id: ga\n    entry: [{id: a, text: A}]\n    exit: [{id: a, text: B}]\n"
            ),
            ["6:10 there are two milestones called `rc`", "6:17 there are two criteria called `a`"]
        );
    }

    #[test]
    fn criteria_of_different_milestones_may_share_an_id() {
        let process = "  - {id: m1, exit: [{id: a, text: A}]}\n  - {id: m2, exit: [{id: a, text: A}]}\n";
        assert!(found_in("  - {id: rc1}\n  - {id: rc2}\n", process).is_empty());
    }
}
