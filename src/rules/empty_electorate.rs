//! The rule `empty-electorate`: a committee in which nobody has a vote.

use jiff::civil::Date;

use super::documents::{key_location, roster};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;
use crate::document::Roster;

pub(super) static RULE: Rule = Rule {
    id: "empty-electorate",
    topic: Topic::Roster,
    summary: "somebody has a vote",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Document,
    explanation: "Where nobody has a vote, a majority of all votes would be nothing at all, and everything would \
        pass. So an empty committee stops every decision instead.\n\n\
        Give at least one seat a vote: a term (`from`, `until`) that holds today, no `voting: false`, \
        and no suspension. Where all terms have run out, the last seats that had a vote keep it until an \
        election is recorded; that is no breach of this rule.",
    before: "tsc:\n  - {person: alice, voting: false}\n",
    after: "tsc:\n  - {person: alice}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = roster(context.workspace)? else { return Ok(Vec::new()) };
    if has_votes(&document.value, context.today) {
        return Ok(Vec::new());
    }
    let voting = document.value.tsc.iter().filter(|seat| seat.voting.unwrap_or(true));
    let begins = voting.filter_map(|seat| seat.from.as_ref()).map(|from| from.value.0);
    let hint = match begins.filter(|from| *from > context.today).min() {
        Some(first) => format!("the first term begins on {}; let one begin earlier", show_day(first)),
        None => "give a seat a vote whose term holds today".to_owned(),
    };
    let message = "nobody in the technical steering committee has a vote";
    Ok(vec![RULE.breach(key_location(document, "tsc"), message).with_hint(hint)])
}

/// Whether a seat votes today, or holds over.
fn has_votes(roster: &Roster, today: Date) -> bool {
    roster.has_votes_on(today) || roster.held_over_since(today).is_some()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(seats: &str) -> Vec<String> {
        let roster = format!("kind: roster/v1\npeople:\n  alice: {{name: A}}\ntsc: [{seats}]\n");
        found(&RULE, &[("roster.yaml", &roster)], "2026-12-01")
    }

    #[test]
    fn a_committee_without_votes_is_found() {
        let expected = ["4:1 nobody in the technical steering committee has a vote"];
        assert_eq!(found_in("{person: alice, voting: false}"), expected);
        assert_eq!(found_in("{person: alice, from: 2027-01-01}"), expected);
    }

    #[test]
    fn nobody_holds_over_beside_a_seat_whose_term_holds() {
        let expected = ["4:1 nobody in the technical steering committee has a vote"];
        let suspended = "{person: alice, until: 2025-12-31}, \
             {person: alice, from: 2026-01-01, suspended: [{from: 2026-11-01, until: 2026-12-31}]}";
        assert_eq!(found_in(suspended), expected);
        // An observer's term is none: those who had a vote hold over.
        assert!(found_in("{person: alice, until: 2025-12-31}, {person: alice, voting: false}").is_empty());
    }

    #[test]
    fn seats_hold_over_when_every_term_has_run_out() {
        assert!(found_in("{person: alice, until: 2025-12-31}").is_empty());
    }
}
