//! The rule `terms-run-out`: a committee whose terms have all ended.

use super::documents::{key_location, roster};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "terms-run-out",
    topic: Topic::Roster,
    summary: "somebody's term in the committee holds today",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "The term of every seat has ended, and no new one is recorded. So that the project can still decide, \
        above all about its next committee, the last seats that had a vote hold over: they keep their votes until \
        an election is recorded.\n\n\
        Holding over is meant for weeks, not for years: nobody elected these people for today. Record the election: \
        give each seat an entry with its new `from`, and leave the old entries as they are.",
    before: "tsc:\n  - {person: alice, from: 2025-01-01, until: 2025-12-31}\n",
    after: "tsc:\n  - {person: alice, from: 2025-01-01, until: 2025-12-31}\n  - {person: grace, from: 2026-01-01, until: 2099-12-31}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = roster(context.workspace)? else { return Ok(Vec::new()) };
    let Some(since) = document.value.held_over_since(context.today) else { return Ok(Vec::new()) };
    let message = format!(
        "every seat's term has run out; the seats of {} hold over until there are new ones",
        show_day(since)
    );
    let breach = RULE.breach(key_location(document, "tsc"), message);
    Ok(vec![breach.with_hint("record the election: a new entry for each seat, with its `from`")])
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
    fn a_committee_that_holds_over_is_found() {
        assert_eq!(
            found_in("{person: alice, until: 2025-12-31}"),
            [
                "4:1 every seat's term has run out; the seats of Wed 31 Dec 2025 hold over until there are new ones"
            ]
        );
    }

    #[test]
    fn a_term_that_holds_today_or_never_began_is_another_matter() {
        assert!(found_in("{person: alice, until: 2026-12-01}").is_empty());
        assert!(found_in("{person: alice, until: 2025-12-31}, {person: alice, from: 2026-01-01}").is_empty());
        assert!(found_in("{person: alice, from: 2027-01-01}").is_empty());
    }
}
