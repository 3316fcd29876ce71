//! The rule `same-affiliation`: all release managers work for one organisation.

use super::documents::{key_location, roster};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "same-affiliation",
    topic: Topic::Roster,
    summary: "the release managers come from more than one organisation",
    severity: Severity::Notice,
    guarded: false,
    scope: Scope::Document,
    explanation: "Two release managers are there so that one can be away. If both have the same employer, one \
        reorganisation or company holiday takes both away, and decisions may look like those of that \
        company.\n\n\
        It is a remark, not a fault. A project that wants it so turns the rule off in `project.yaml`, \
        with its reason.",
    before: "# carol and frank both work for Example Corp\nrelease-managers:\n  - {person: carol}\n  - {person: frank}\n",
    after: "# erin works for Pattern Systems\nrelease-managers:\n  - {person: carol}\n  - {person: erin}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = roster(context.workspace)? else { return Ok(Vec::new()) };
    let roster = &document.value;
    let managers = roster.release_managers_on(context.today);
    let works_for = |manager: &str, organisation: &str| {
        let person = roster.people.get(manager);
        person.is_some_and(|person| person.affiliations_on(context.today).any(|name| name == organisation))
    };
    let [first, others @ ..] = managers.as_slice() else { return Ok(Vec::new()) };
    let Some(person) = roster.people.get(first) else { return Ok(Vec::new()) };
    let mut shared = person
        .affiliations_on(context.today)
        .filter(|organisation| others.iter().all(|other| works_for(other, organisation)));
    Ok(match shared.next() {
        Some(organisation) if !others.is_empty() => {
            let names: Vec<&str> = managers.iter().map(|manager| roster.name_of(manager)).collect();
            let message = format!(
                "all release managers ({}) come from one organisation: {organisation}",
                names.join(", ")
            );
            vec![
                RULE.breach(key_location(document, "release-managers"), message)
                    .with_hint("look for another one elsewhere when the next term begins"),
            ]
        }
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(second: &str) -> Vec<String> {
        let roster = format!(
            "kind: roster/v1\npeople:\n  c: {{name: Carol, affiliation: Corp}}\n  f: {{name: Frank, affiliation: {second}}}\ntsc: [{{person: c}}]\nrelease-managers: [{{person: c}}, {{person: f}}]\n"
        );
        found(&RULE, &[("roster.yaml", &roster)], "2026-12-01")
    }

    #[test]
    fn one_employer_of_all_is_found() {
        assert_eq!(
            found_in("Corp"),
            ["6:1 all release managers (Carol, Frank) come from one organisation: Corp"]
        );
    }

    #[test]
    fn two_employers_are_silent() {
        assert!(found_in("Other").is_empty());
    }
}
