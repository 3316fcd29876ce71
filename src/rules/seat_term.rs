//! The rule `seat-term`: terms that end before they begin, or that one person holds twice at a time.

use super::documents::{items, roster, text_at};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::{parse_day, show_day};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::document::{Document, Period, Roster};
use crate::yaml::{Node, Spanned};

pub(super) static RULE: Rule = Rule {
    id: "seat-term",
    topic: Topic::Roster,
    summary: "a term ends after it begins, and nobody holds two seats at a time",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Document,
    explanation: "Who may vote on a day follows from the terms of the seats. A term that ends before it begins \
        never holds, so its seat silently has no vote; two terms of one person at one time look like two \
        votes and count as one. The same holds for release managers, and for the days on which somebody \
        is away or suspended.\n\n\
        Correct the dates. For a second term write a second entry that begins after the first one ends: \
        `from` and `until` are both part of the term.",
    before: "tsc:\n  - {person: alice, from: 2026-01-01, until: 2025-12-31}\n",
    after: "tsc:\n  - {person: alice, from: 2026-01-01, until: 2026-12-31}\n",
    check: Check::Function(check),
};

struct Term<'a> {
    person: &'a Spanned<String>,
    period: Period,
    until: Option<Span>,
}

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = roster(context.workspace)? else { return Ok(Vec::new()) };
    let Roster { tsc, release_managers, .. } = &*document.value;
    let seats = tsc.iter().map(|seat| Term {
        person: &seat.person,
        period: seat.term(),
        until: seat.until.as_ref().map(|until| until.span),
    });
    let managers = release_managers.iter().map(|manager| Term {
        person: &manager.person,
        period: manager.term(),
        until: manager.until.as_ref().map(|until| until.span),
    });
    let mut found = terms(document, ["seat", "seats"], &seats.collect::<Vec<_>>());
    found.extend(terms(
        document,
        ["term as release manager", "terms as release manager"],
        &managers.collect::<Vec<_>>(),
    ));
    found.extend(periods(document, "tsc", "suspended", "suspension"));
    found.extend(periods(document, "release-managers", "away", "absence"));
    Ok(found)
}

fn terms(document: &Document<Roster>, [what, several]: [&str; 2], terms: &[Term<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (place, term) in terms.iter().enumerate() {
        let span = term.until.unwrap_or(term.person.span);
        if let Some(message) = backwards(term.period, &format!("the {what} of `{}`", term.person.value)) {
            found.push(RULE.breach(document.at(span), message).with_hint("correct `from` or `until`"));
            continue;
        }
        let earlier = terms.iter().take(place);
        let mut overlapping = earlier.filter(|other| {
            other.person.value == term.person.value
                && backwards(other.period, "").is_none()
                && overlap(other.period, term.period)
        });
        if let Some(other) = overlapping.next() {
            let message = format!("`{}` has two {several} at one time", term.person.value);
            found.push(
                RULE.breach(document.at(term.person.span), message)
                    .with_hint("let one term end before the other begins, or keep one of the two")
                    .with_label(document.at(other.person.span), "the other one"),
            );
        }
    }
    found
}

fn backwards(period: Period, what: &str) -> Option<String> {
    let (from, until) = (period.from?.0, period.until?.0);
    (until < from)
        .then(|| format!("{what} ends on {}, before it begins on {}", show_day(until), show_day(from)))
}

fn overlap(one: Period, other: Period) -> bool {
    let begins_in_time = |from: Period, until: Period| match (from.from, until.until) {
        (Some(from), Some(until)) => from <= until,
        _ => true,
    };
    begins_in_time(one, other) && begins_in_time(other, one)
}

/// The periods inside of terms, which have a place only in the tree.
fn periods(document: &Document<Roster>, list: &str, key: &str, what: &str) -> Vec<Diagnostic> {
    let nodes = items(&document.tree, list).iter().flat_map(|item| items(item, key));
    nodes
        .filter_map(|node| {
            let (until, span) = text_at(node, "until")?;
            let period =
                Period { from: day(node, "from"), until: parse_day(until).ok().map(crate::document::Day) };
            let message = backwards(period, &format!("the {what}"))?;
            Some(RULE.breach(document.at(span), message).with_hint("correct `from` or `until`"))
        })
        .collect()
}

fn day(node: &Node, key: &str) -> Option<crate::document::Day> {
    parse_day(text_at(node, key)?.0).ok().map(crate::document::Day)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(rest: &str) -> Vec<String> {
        let roster = format!("kind: roster/v1\npeople:\n  alice: {{name: A}}\n{rest}");
        found(&RULE, &[("roster.yaml", &roster)], "2026-12-01")
    }

    #[test]
    fn a_term_that_ends_before_it_begins_is_found() {
        assert_eq!(
            found_in("tsc:\n  - {person: alice, from: 2026-01-01, until: 2025-12-31}\n"),
            ["5:46 the seat of `alice` ends on Wed 31 Dec 2025, before it begins on Thu 1 Jan 2026"]
        );
        assert_eq!(
            found_in(
                "tsc: [{person: alice}]\nrelease-managers:\n  - {person: alice, away: [{from: 2027-02-14, until: 2027-02-01}]}\n"
            ),
            ["6:54 the absence ends on Mon 1 Feb 2027, before it begins on Sun 14 Feb 2027"]
        );
    }

    #[test]
    fn two_terms_at_one_time_are_found() {
        assert_eq!(
            found_in("tsc:\n  - {person: alice, until: 2026-06-30}\n  - {person: alice, from: 2026-06-30}\n"),
            ["6:14 `alice` has two seats at one time"]
        );
        assert_eq!(
            found_in("tsc: [{person: alice}]\nrelease-managers:\n  - {person: alice}\n  - {person: alice}\n"),
            ["7:14 `alice` has two terms as release manager at one time"]
        );
    }

    #[test]
    fn terms_one_after_the_other_are_silent() {
        let roster = "tsc:\n  - {person: alice, until: 2026-06-30}\n  - {person: alice, from: 2026-07-01}\n";
        assert!(found_in(roster).is_empty());
    }
}
