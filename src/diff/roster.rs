//! Changes of the roster in words: who joins, who leaves, whose term ends when.

use super::words::{Said, shown, term};
use crate::yaml::Node;

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    match said.steps.as_slice() {
        ["people", person, rest @ ..] => of_person(said, person, rest),
        ["tsc", person] => Some(seat(said, person)),
        ["tsc", person, field, rest @ ..] => of_seat(said, person, field, rest),
        ["release-managers", person] => Some(appointment(said, person)),
        ["release-managers", person, field, rest @ ..] => of_appointment(said, person, field, rest),
        ["advisors", person] => {
            let word = if said.new.is_some() { "becomes an advisor" } else { "is no advisor any more" };
            Some(format!("{} {word}", said.person(person)))
        }
        ["advisors"] => Some(format!("the advisors {} are {}", said.people(said.value()), said.fate())),
        _ => None,
    }
}

fn of_person(said: &Said<'_>, id: &str, rest: &[&str]) -> Option<String> {
    let name = said.person(id);
    Some(match rest {
        [] if said.is_new() => format!("{name} is new among the people"),
        [] => format!("{name} is taken out of the people"),
        ["name"] => said.turns(&format!("`{id}`"), "is called"),
        ["github"] => match (said.old.map(account), said.new.map(account)) {
            (Some(old), Some(new)) => format!("{name} has the GitHub account {new} instead of {old}"),
            (None, Some(new)) => format!("{name} has the GitHub account {new}"),
            (Some(old), None) => format!("{name} no longer has the GitHub account {old}"),
            (None, None) => return None,
        },
        ["github", "id"] => said.turns(&name, "has the GitHub id"),
        ["github", "login"] => said.turns(&name, "has the GitHub login"),
        ["email"] => said.turns(&name, "has the e-mail address"),
        ["affiliation"] => said.turns(&name, "works for"),
        ["affiliation", organisation] if said.new.is_some() => {
            format!("{name} works for {organisation}{}", term(said.new))
        }
        ["affiliation", organisation] => format!("{name} is no longer listed with {organisation}"),
        ["keys"] if said.is_new() => {
            format!("{name} may sign with {} new", count(said.new, "key"))
        }
        ["keys"] => format!("{name} has no signing keys any more"),
        ["keys", _] if said.is_new() => format!("{name} has a new signing key: {}", said.field("key")?),
        ["keys", _] => format!("a signing key of {name} is gone: {}", said.field("key")?),
        ["keys", _, "compromised-since"] => {
            said.turns(&format!("a signing key of {name}"), "counts as compromised since")
        }
        _ => return None,
    })
}

fn count(node: Option<&Node>, noun: &str) -> String {
    match node.map_or(0, |node| node.items().len()) {
        1 => format!("1 {noun}"),
        several => format!("{several} {noun}s"),
    }
}

fn seat(said: &Said<'_>, person: &str) -> String {
    let name = said.person(person);
    if said.new.is_none() {
        return format!("{name} leaves the TSC{}", had(said.old));
    }
    let vote = if said.field("voting").as_deref() == Some("false") { ", without a vote" } else { "" };
    let alternate =
        said.person_at("alternate").map(|other| format!(", with {other} as alternate")).unwrap_or_default();
    let role = said.field("role").map(|role| format!(", as {role}")).unwrap_or_default();
    let again = if person.contains('#') { "another seat in the TSC" } else { "the TSC" };
    format!("{name} joins {again}{}{role}{vote}{alternate}", term(said.new))
}

/// The term that is gone.
fn had(node: Option<&Node>) -> String {
    let term = term(node);
    if term.is_empty() { term } else { format!(" (the seat was{term})") }
}

fn of_seat(said: &Said<'_>, person: &str, field: &str, rest: &[&str]) -> Option<String> {
    let name = said.person(person);
    let seat = format!("{name}'s seat in the TSC");
    Some(match (field, rest) {
        ("from", []) => said.turns(&format!("{name}'s term in the TSC"), "begins"),
        ("until", []) => ends(said, &format!("{name}'s term in the TSC")),
        ("role", []) => said.turns(&format!("{name}'s role in the TSC"), "is"),
        ("voting", []) => {
            let votes = said.new.and_then(Node::text) != Some("false");
            format!("{seat} has {} vote", if votes { "a" } else { "no" })
        }
        ("alternate", []) => match (said.old.and_then(Node::text), said.new.and_then(Node::text)) {
            (Some(old), Some(new)) => {
                format!("{} votes in the place of {name} instead of {}", said.person(new), said.person(old))
            }
            (None, Some(new)) => format!("{} votes where {name} does not", said.person(new)),
            (Some(old), _) => format!("{} is no longer the alternate of {name}", said.person(old)),
            _ => return None,
        },
        ("suspended", []) => periods(said, &seat, "does not count"),
        ("suspended", [_]) => period(said, &seat, "does not count"),
        ("suspended", [_, "until"]) => ends(said, &format!("the suspension of {seat}")),
        _ => return None,
    })
}

fn appointment(said: &Said<'_>, person: &str) -> String {
    let name = said.person(person);
    if said.new.is_none() {
        return format!("{name} is no release manager any more{}", had(said.old).replace("seat", "term"));
    }
    let again = if person.contains('#') { "gets another term as" } else { "becomes" };
    format!("{name} {again} release manager{}", term(said.new))
}

fn of_appointment(said: &Said<'_>, person: &str, field: &str, rest: &[&str]) -> Option<String> {
    let name = said.person(person);
    let office = format!("{name}'s term as release manager");
    Some(match (field, rest) {
        ("from", []) => said.turns(&office, "begins"),
        ("until", []) => ends(said, &office),
        ("away", []) => periods(said, &name, "is away"),
        ("away", [_]) => period(said, &name, "is away"),
        ("away", [_, "until"]) => ends(said, &format!("{name}'s absence")),
        _ => return None,
    })
}

fn ends(said: &Said<'_>, what: &str) -> String {
    match (said.old, said.new) {
        (Some(old), None) => format!("{what} has no end any more (was {})", shown(old)),
        _ => said.turns(what, "ends"),
    }
}

fn period(said: &Said<'_>, what: &str, verb: &str) -> String {
    let gone = if said.new.is_some() { "" } else { ": taken back" };
    format!("{what} {verb}{}{gone}", term(said.value()))
}

fn periods(said: &Said<'_>, what: &str, verb: &str) -> String {
    let items = said.value().map_or(&[][..], Node::items).iter();
    let terms: Vec<String> = items.map(|item| term(Some(item)).trim_start().to_owned()).collect();
    let gone = if said.new.is_some() { "" } else { ": taken back" };
    format!("{what} {verb} {}{gone}", terms.join(", and "))
}

/// `alice-example (1327285)`, as far as it is known.
fn account(node: &Node) -> String {
    let part = |key: &str| node.get(key).and_then(Node::text);
    match (part("login"), part("id")) {
        (Some(login), Some(id)) => format!("{login} ({id})"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => shown(node),
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::said;

    fn roster(people: &str, offices: &str) -> String {
        format!(
            "kind: roster/v1\npeople:\n  alice: {{name: Alice Example}}\n  bob: {{name: Bob Example}}\n  carol: {{name: Carol}}\n  m: {{name: Alice Example}}\n{people}{offices}"
        )
    }

    fn changed(before: &str, after: &str) -> Vec<String> {
        said("roster.yaml", &roster("", before), &roster("", after))
    }

    #[test]
    fn seats_are_joined_and_left() {
        let (alice, bob) = ("{person: alice}", "{person: bob, from: 2026-01-01, alternate: carol}");
        let tsc = |seats: &str| format!("tsc: [{seats}]\n");
        assert_eq!(
            changed(&tsc(alice), &tsc(&format!("{alice}, {bob}"))),
            ["Bob Example joins the TSC from Thu 1 Jan 2026, with Carol as alternate"]
        );
        assert_eq!(
            changed(&tsc(&format!("{alice}, {bob}")), &tsc(alice)),
            ["Bob Example leaves the TSC (the seat was from Thu 1 Jan 2026)"]
        );
        assert_eq!(
            changed(&tsc(alice), &tsc("{person: alice, voting: false, until: 2027-12-31}")),
            [
                "Alice Example's seat in the TSC has no vote",
                "Alice Example's term in the TSC ends Fri 31 Dec 2027"
            ]
        );
    }

    #[test]
    fn a_name_that_belongs_to_somebody_else_does_not_mislead() {
        assert_eq!(changed("tsc: []\n", "tsc: [{person: m}]\n"), ["Alice Example (m) joins the TSC"]);
    }

    #[test]
    fn terms_and_absences_of_release_managers_are_told() {
        let managers = |text: &str| format!("tsc: []\nrelease-managers: [{text}]\n");
        assert_eq!(
            changed(
                &managers("{person: carol, until: 2027-06-01}"),
                &managers(
                    "{person: carol, until: 2027-12-01, away: [{from: 2027-02-01, until: 2027-02-14}]}"
                )
            ),
            [
                "Carol's term as release manager ends Wed 1 Dec 2027 instead of Tue 1 Jun 2027",
                "Carol is away from Mon 1 Feb 2027 until Sun 14 Feb 2027",
            ]
        );
        assert_eq!(
            changed(&managers("{person: carol}"), &managers("{person: bob, from: 2027-01-01}")),
            [
                "Bob Example becomes release manager from Fri 1 Jan 2027",
                "Carol is no release manager any more",
            ]
        );
    }

    #[test]
    fn accounts_and_keys_are_told() {
        let person = |fields: &str| roster(&format!("  dave: {{name: Dave{fields}}}\n"), "tsc: []\n");
        assert_eq!(
            said(
                "roster.yaml",
                &person(", github: {login: dave, id: 1}, keys: [{key: ssh-ed25519 AAAA}]"),
                &person(", github: {login: dave, id: 2}, keys: [{key: ssh-ed25519 BBBB}]")
            ),
            [
                "Dave has the GitHub id 2 instead of 1",
                "Dave has a new signing key: ssh-ed25519 BBBB",
                "a signing key of Dave is gone: ssh-ed25519 AAAA",
            ]
        );
    }
}
