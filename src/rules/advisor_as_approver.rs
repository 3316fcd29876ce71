//! The rule `advisor-as-approver`: supporting staff who could approve something.

use std::collections::BTreeSet;

use super::documents::{policy, project, roster};
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::{Document, Period, Roster};
use crate::yaml::Spanned;

pub(super) static RULE: Rule = Rule {
    id: "advisor-as-approver",
    topic: Topic::Roster,
    summary: "an advisor holds no office that approves anything",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Workspace,
    explanation: "Advisors are staff of the foundation who support the project. They are asked, they answer, and \
        they never decide: the project's own people do. An advisor with a seat, as an alternate, as a \
        release manager or as an emergency approver would decide all the same.\n\n\
        Take the person off one of the two lists. Who changed sides ends one office before beginning the \
        other; terms that are over are not looked at.",
    before: "tsc:\n  - {person: dana}\nadvisors: [dana]\n",
    after: "tsc:\n  - {person: alice}\nadvisors: [dana]\n",
    check: Check::Function(check),
};

struct Office<'a> {
    person: &'a Spanned<String>,
    what: &'static str,
    location: Location,
}

fn check(context: &Context<'_>) -> Checked {
    let Some(roster) = roster(context.workspace)? else { return Ok(Vec::new()) };
    let project = project(context.workspace)?;
    let service = project.iter().filter_map(|project| project.value.service.as_ref()?.advisor.as_ref());
    let advisors: Vec<(&Spanned<String>, Location)> = roster
        .value
        .advisors
        .iter()
        .map(|advisor| (advisor, roster.at(advisor.span)))
        .chain(service.filter_map(|advisor| Some((advisor, project?.at(advisor.span)))))
        .collect();
    let mut offices = roster_offices(context, roster);
    let policy = policy(context.workspace);
    if let Ok(Some(policy)) = &policy {
        let approvers = policy.value.emergency.iter().flat_map(|emergency| &emergency.approvers);
        let office = |person: &'_ Spanned<String>| policy.at(person.span);
        offices.extend(approvers.map(|person| Office {
            person,
            what: "may approve in an emergency",
            location: office(person),
        }));
    }
    let found = breaches(&offices, &advisors);
    match policy {
        Ok(_) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

fn roster_offices<'a>(context: &Context<'_>, roster: &'a Document<Roster>) -> Vec<Office<'a>> {
    let lasts = |term: Period| term.until.is_none_or(|until| context.today <= until.0);
    let office =
        |person: &'a Spanned<String>, what| Office { person, what, location: roster.at(person.span) };
    let mut offices = Vec::new();
    for seat in roster.value.tsc.iter().filter(|seat| lasts(seat.term())) {
        offices.push(office(&seat.person, "holds a seat"));
        offices.extend(seat.alternate.iter().map(|person| office(person, "is an alternate")));
    }
    let managers = roster.value.release_managers.iter().filter(|manager| lasts(manager.term()));
    offices.extend(managers.map(|manager| office(&manager.person, "is a release manager")));
    offices
}

fn breaches(offices: &[Office<'_>], advisors: &[(&Spanned<String>, Location)]) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let found = offices.iter().filter_map(|office| {
        let (_, advised) = advisors.iter().find(|(advisor, _)| advisor.value == office.person.value)?;
        seen.insert((&office.person.value, office.what)).then(|| {
            let message = format!("`{}` is an advisor and {}", office.person.value, office.what);
            RULE.breach(office.location.clone(), message)
                .with_hint("advisors never approve: take the person off one of the two lists")
                .with_label(advised.clone(), "the advisor")
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(rest: &str, project: &str) -> Vec<String> {
        let roster = format!("kind: roster/v1\npeople:\n  alice: {{name: A}}\n  dana: {{name: D}}\n{rest}");
        let project = format!("kind: project/v1\nname: Example\n{project}");
        found(&RULE, &[("roster.yaml", &roster), ("project.yaml", &project)], "2026-12-01")
    }

    #[test]
    fn an_advisor_in_office_is_found() {
        assert_eq!(
            found_in("tsc:\n  - {person: alice, alternate: dana}\nadvisors: [dana]\n", ""),
            ["6:32 `dana` is an advisor and is an alternate"]
        );
        assert_eq!(
            found_in(
                "tsc:\n  - {person: alice}\nrelease-managers:\n  - {person: dana}\n",
                "service: {model: rmss, adopted: 2026-01-01, advisor: dana}\n"
            ),
            ["8:14 `dana` is an advisor and is a release manager"]
        );
    }

    #[test]
    fn a_term_that_is_over_is_silent() {
        assert!(
            found_in(
                "tsc:\n  - {person: alice}\n  - {person: dana, until: 2026-11-30}\nadvisors: [dana]\n",
                ""
            )
            .is_empty()
        );
    }
}
