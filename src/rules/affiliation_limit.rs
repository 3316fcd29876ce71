//! The rule `affiliation-limit`: more voting seats in one organisation than the policy allows.

use std::collections::{BTreeMap, BTreeSet};

use super::documents::{key_location, policy, roster};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::{Location, Severity};
use crate::document::{Document, Policy};

pub(super) static RULE: Rule = Rule {
    id: "affiliation-limit",
    topic: Topic::Roster,
    summary: "no organisation holds more voting seats than the policy allows",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "A project may limit in `policy.yaml` how large a share of the voting seats the people of one \
        organisation hold (`limits.seats-per-affiliation`). The share is counted today, over the seats \
        that vote today, from the `affiliation` of their holders.\n\n\
        The limit is often passed without an election, when somebody changes employer. Record the change \
        in the roster, and let the committee decide how to get back below the limit.",
    before: "# limits: {seats-per-affiliation: \"<= 1/2\"}, two of three seats are held by Example Corp\ntsc:\n  - {person: alice}\n  - {person: bob}\n  - {person: carol}\n",
    after: "# one of three voting seats is held by Example Corp\ntsc:\n  - {person: alice}\n  - {person: bob, voting: false}\n  - {person: carol}\n  - {person: dave}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(policy) = policy(context.workspace)? else { return Ok(Vec::new()) };
    let Some(limit) = policy.value.limits.seats_per_affiliation.0 else { return Ok(Vec::new()) };
    let Some(roster) = roster(context.workspace)? else { return Ok(Vec::new()) };
    let voting = roster.value.tsc.iter().filter(|seat| seat.votes_on(context.today));
    let holders: BTreeSet<&str> = voting.map(|seat| seat.person.as_str()).collect();
    let mut seats: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for holder in &holders {
        let person = roster.value.people.get(holder);
        for organisation in person.iter().flat_map(|person| person.affiliations_on(context.today)) {
            let people = seats.entry(organisation).or_default();
            // Two entries for one organisation are still one seat.
            if !people.contains(holder) {
                people.push(holder);
            }
        }
    }
    let found = seats.into_iter().filter(|(_, people)| !limit.is_kept(people.len(), holders.len()));
    Ok(found
        .map(|(organisation, people)| {
            let message = format!(
                "{} of {} voting seats are held by people of `{organisation}` ({}), more than the policy allows: `{limit}`",
                people.len(),
                holders.len(),
                people.join(", ")
            );
            RULE.breach(key_location(roster, "tsc"), message)
                .with_hint(format!("at most {} of them may vote", limit.most(holders.len())))
                .with_label(limit_location(policy), "the limit")
        })
        .collect())
}

fn limit_location(policy: &Document<Policy>) -> Location {
    let node = policy.tree.get("limits").and_then(|limits| limits.get("seats-per-affiliation"));
    // Where the policy does not state it, its profile does.
    node.map_or_else(|| key_location(policy, "profile"), |node| policy.at(node.span))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{found, unchecked};

    const ROSTER: &str = "kind: roster/v1\npeople:\n  a: {name: A, affiliation: Corp}\n  b: {name: B, affiliation: [{name: Corp, until: 2026-12-31}, {name: Other, from: 2027-01-01}]}\n  c: {name: C}\ntsc:\n  - {person: a}\n  - {person: b}\n  - {person: c}\n";

    fn policy(limits: &str) -> String {
        format!(
            "kind: policy/v1\nversion: 1\nvotes: {{}}\nrequirements: {{adoption: {{}}, appointment: {{}}, electorate: {{}}, policy: {{}}, process: {{}}, schedule: {{}}, schedule-minor: {{}}, exception: {{}}, record: {{}}, editorial: {{}}}}\n{limits}"
        )
    }

    #[test]
    fn too_many_seats_of_one_organisation_are_found() {
        let policy = policy("limits: {seats-per-affiliation: \"<= 1/2\"}\n");
        let files = [("roster.yaml", ROSTER), ("policy.yaml", policy.as_str())];
        assert_eq!(
            found(&RULE, &files, "2026-12-01"),
            [
                "6:1 2 of 3 voting seats are held by people of `Corp` (a, b), more than the policy allows: `<= 1/2`"
            ]
        );
        assert!(found(&RULE, &files, "2027-01-01").is_empty());
    }

    #[test]
    fn without_a_limit_nothing_is_demanded() {
        assert!(
            found(&RULE, &[("roster.yaml", ROSTER), ("policy.yaml", &policy(""))], "2026-12-01").is_empty()
        );
    }

    #[test]
    fn a_broken_policy_leaves_it_unchecked() {
        assert!(unchecked(&RULE, &[("policy.yaml", "kind: policy/v1\nversion: x\n")]).is_some());
    }
}
