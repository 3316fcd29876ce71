//! The rule `milestone-without-owner`: milestones that nobody sees to, where others have somebody.

use super::documents::process;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "milestone-without-owner",
    topic: Topic::Process,
    summary: "where milestones have owners, each has one",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "A milestone that belongs to nobody is nobody's to call. Milepost does not ask for owners; but \
        where a process names them for some milestones, the others were probably forgotten.\n\n\
        Write `owner` with a role of the process or a person of the roster.",
    before: "milestones:\n  - {id: feature-freeze, owner: release-manager}\n  - {id: ga}\n",
    after: "milestones:\n  - {id: feature-freeze, owner: release-manager}\n  - {id: ga, owner: tsc}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = process(context.workspace)? else { return Ok(Vec::new()) };
    let milestones = &document.value.milestones;
    let Some(owned) = milestones.iter().find_map(|milestone| milestone.owner.as_ref()) else {
        return Ok(Vec::new());
    };
    let found = milestones.iter().filter(|milestone| milestone.owner.is_none()).map(|milestone| {
        let name = milestone.name.as_deref().unwrap_or(milestone.id.as_str());
        RULE.breach(
            document.at(milestone.id.span),
            format!("{name} has no owner, while other milestones have one"),
        )
        .with_hint(format!("write an owner, such as `owner: {}`", owned.value))
        .with_label(document.at(owned.span), "another milestone's owner")
    });
    Ok(found.collect())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(first: &str) -> Vec<String> {
        let process = format!(
            "kind: process/v1\nversion: 1\nmilestones:\n  - {{id: ff{first}}}\n  - {{id: ga, name: Release}}\n"
        );
        found(&RULE, &[("process.yaml", &process)], "2026-12-01")
    }

    #[test]
    fn the_one_without_an_owner_is_found() {
        assert_eq!(
            found_in(", owner: alice"),
            ["5:10 Release has no owner, while other milestones have one"]
        );
    }

    #[test]
    fn a_process_without_owners_is_silent() {
        assert!(found_in("").is_empty());
    }
}
