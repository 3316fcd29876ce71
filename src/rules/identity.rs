//! The rule `identity`: one account, address or key under two people.

use std::collections::BTreeMap;

use super::documents::roster;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::{Severity, Span};
use crate::document::Person;

pub(super) static RULE: Rule = Rule {
    id: "identity",
    topic: Topic::Roster,
    summary: "a GitHub account, an e-mail address and a key belong to one person",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Document,
    explanation: "One person has one vote. Two people who share a GitHub number, a login, an e-mail address or a \
        key would let one human vote twice, and nobody could tell from the proof which of the two voted. \
        Logins and addresses are compared without regard to capital letters, as GitHub and mail do.\n\n\
        Delete the entry that was copied by mistake, or correct its account. Where two entries are one \
        human, keep one and let the seats name that one.",
    before: "people:\n  alice: {name: Alice, github: {login: alice-example, id: 900000001}}\n  bob: {name: Bob, github: {login: bob-example, id: 900000001}}\n",
    after: "people:\n  alice: {name: Alice, github: {login: alice-example, id: 900000001}}\n  bob: {name: Bob, github: {login: bob-example, id: 900000002}}\n",
    check: Check::Function(check),
};

/// Something that tells a person apart, in the form in which two are compared.
struct Mark {
    what: &'static str,
    compared: String,
    shown: String,
    span: Span,
}

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = roster(context.workspace)? else { return Ok(Vec::new()) };
    let mut first: BTreeMap<(&'static str, String), (String, Span)> = BTreeMap::new();
    let mut found = Vec::new();
    for (id, person) in &document.value.people {
        for mark in marks(person) {
            let key = (mark.what, mark.compared);
            match first.get(&key) {
                Some((other, _)) if *other == id.value => {}
                Some((other, span)) => found.push(
                    RULE.breach(
                        document.at(mark.span),
                        format!("`{other}` and `{}` have the same {}: `{}`", id.value, mark.what, mark.shown),
                    )
                    .with_hint("correct one of the two; if both are one human, keep one entry")
                    .with_label(document.at(*span), format!("here it belongs to `{other}`")),
                ),
                None => {
                    first.insert(key, (id.value.clone(), mark.span));
                }
            }
        }
    }
    Ok(found)
}

fn marks(person: &Person) -> Vec<Mark> {
    let mut marks = Vec::new();
    if let Some(account) = &person.github {
        let number = account.id.value.to_string();
        marks.push(Mark {
            what: "GitHub id",
            compared: number.clone(),
            shown: number,
            span: account.id.span,
        });
        marks.push(Mark {
            what: "GitHub login",
            compared: account.login.to_lowercase(),
            shown: account.login.value.clone(),
            span: account.login.span,
        });
    }
    marks.extend(person.email.iter().map(|email| Mark {
        what: "e-mail address",
        compared: email.to_lowercase(),
        shown: email.value.clone(),
        span: email.span,
    }));
    marks.extend(person.keys.iter().map(|key| Mark {
        what: "key",
        // The comment behind type and key is free.
        compared: key.key.split_ascii_whitespace().take(2).collect::<Vec<_>>().join(" "),
        shown: shortened(&key.key.value),
        span: key.key.span,
    }));
    marks
}

fn shortened(key: &str) -> String {
    let start: String = key.chars().take(40).collect();
    if start.len() == key.len() { start } else { format!("{start}…") }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(alice: &str, bob: &str) -> Vec<String> {
        let roster = format!(
            "kind: roster/v1\npeople:\n  alice: {{name: A, {alice}}}\n  bob: {{name: B, {bob}}}\ntsc:\n  - {{person: alice}}\n"
        );
        found(&RULE, &[("roster.yaml", &roster)], "2026-12-01")
    }

    #[test]
    fn what_two_people_share_is_found() {
        assert_eq!(
            found_in("github: {login: alice, id: 7}", "github: {login: Alice, id: 7}"),
            [
                "4:45 `alice` and `bob` have the same GitHub id: `7`",
                "4:34 `alice` and `bob` have the same GitHub login: `Alice`",
            ]
        );
        assert_eq!(
            found_in("email: a@example.org", "email: A@example.org"),
            ["4:25 `alice` and `bob` have the same e-mail address: `A@example.org`"]
        );
        assert_eq!(
            found_in("keys: [{key: ssh-ed25519 AAAA one}]", "keys: [{key: ssh-ed25519 AAAA two}]"),
            ["4:31 `alice` and `bob` have the same key: `ssh-ed25519 AAAA two`"]
        );
    }

    #[test]
    fn one_person_may_list_a_key_twice() {
        let keys = "keys: [{key: ssh-ed25519 AAAA}, {key: ssh-ed25519 AAAA x}]";
        assert!(found_in(keys, "github: {login: bob, id: 8}").is_empty());
    }
}
