//! The rule `criterion-without-owner`: criteria that nobody sees to, where others have somebody.

use super::documents::{items, process, text_at};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "criterion-without-owner",
    topic: Topic::Process,
    summary: "where criteria have owners, each has one",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "Somebody has to say that a criterion is met, and bring the evidence. Milepost does not ask for \
        owners; but where a process names them for some criteria, the others were probably forgotten.\n\n\
        Write `owner` with a role of the process or a person of the roster.",
    before: "exit:\n  - {id: api-docs, text: The interfaces are documented, owner: docs-lead}\n  - {id: upgrade-test, text: An upgrade has been tried}\n",
    after: "exit:\n  - {id: api-docs, text: The interfaces are documented, owner: docs-lead}\n  - {id: upgrade-test, text: An upgrade has been tried, owner: team-lead}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = process(context.workspace)? else { return Ok(Vec::new()) };
    let milestones = items(&document.tree, "milestones").iter();
    let criteria: Vec<&Node> =
        milestones.flat_map(|item| items(item, "entry").iter().chain(items(item, "exit"))).collect();
    let Some((owner, span)) = criteria.iter().find_map(|criterion| text_at(criterion, "owner")) else {
        return Ok(Vec::new());
    };
    let without = criteria.iter().filter(|criterion| criterion.get("owner").is_none());
    let found = without.filter_map(|criterion| {
        let (id, place) = text_at(criterion, "id")?;
        let message = format!("the criterion `{id}` has no owner, while other criteria have one");
        Some(
            RULE.breach(document.at(place), message)
                .with_hint(format!("write an owner, such as `owner: {owner}`"))
                .with_label(document.at(span), "another criterion's owner"),
        )
    });
    Ok(found.collect())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(first: &str) -> Vec<String> {
        let process = format!(
            "kind: process/v1\nversion: 1\nmilestones:\n  - id: ga\n    entry: [{{id: a, text: A{first}}}]\n    exit: [{{id: b, text: B}}]\n"
        );
        found(&RULE, &[("process.yaml", &process)], "2026-12-01")
    }

    #[test]
    fn the_one_without_an_owner_is_found() {
        assert_eq!(
            found_in(", owner: alice"),
            ["6:17 the criterion `b` has no owner, while other criteria have one"]
        );
    }

    #[test]
    fn a_process_without_owners_is_silent() {
        assert!(found_in("").is_empty());
    }
}
