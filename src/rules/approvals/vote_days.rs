//! The rule `vote-days`: a vote that closes before it opens.

use crate::calendar::show_day;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Approval, Document};
use crate::rules::documents::folder_readable;
use crate::rules::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "vote-days",
    topic: Topic::Approvals,
    summary: "a vote closes no earlier than it opens",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Document,
    explanation: "The day under `closed` lies before the day under `opened`, so one of the two is wrong, and nobody can tell when the vote was held.

What counts as a vote in time, who held a seat then, and when an approval lapses all hang on these days.

Correct the day that is wrong. Days are written as year, month and day; the two of one vote often differ only in the month.",
    before: "opened: 2027-06-08
closed: 2027-06-01
",
    after: "opened: 2027-06-01
closed: 2027-06-08
",
    check: Check::Function(check),
};

/// A merged approval cannot be mended, so that a change is asked only for the ones that it brings.
fn check(context: &Context<'_>) -> Checked {
    let is_merged = |approval: &Document<Approval>| {
        context.before.is_some_and(|before| before.files.contains_key(&approval.path))
    };
    let approvals = context.workspace.approvals.values().filter(|approval| !is_merged(approval));
    let found = approvals.filter_map(closed_before_opened).collect();
    match folder_readable(context.workspace, Kind::Approval) {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

fn closed_before_opened(approval: &Document<Approval>) -> Option<Diagnostic> {
    let (opened, closed) = (approval.value.opened.as_ref()?, approval.value.closed.as_ref()?);
    (closed.value.0 < opened.value.0).then(|| {
        let message = format!(
            "the vote of `{}` closes on {}, before it opens on {}",
            approval.id,
            show_day(closed.value.0),
            show_day(opened.value.0)
        );
        RULE.breach(approval.at(closed.span), message)
            .with_hint("correct `opened` or `closed`")
            .with_label(approval.at(opened.span), "it opens here")
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{found, found_in_change};

    const TURNED_ROUND: &str = "kind: approval/v1\nid: a\ndecisions: [schedule]\nsubject: [{path: release/schedules/paris.yaml, from: none, to: none}]\nopened: 2026-12-08\nclosed: 2026-12-01\n";

    #[test]
    fn a_vote_that_closes_before_it_opens_is_an_error() {
        let expected = ["6:9 the vote of `a` closes on Tue 1 Dec 2026, before it opens on Tue 8 Dec 2026"];
        assert_eq!(found(&RULE, &[("approvals/a.yaml", TURNED_ROUND)], "2026-12-10"), expected);
        let in_a_day = TURNED_ROUND.replace("2026-12-01", "2026-12-08");
        assert!(found(&RULE, &[("approvals/a.yaml", &in_a_day)], "2026-12-10").is_empty());
    }

    #[test]
    fn a_merged_approval_stands_in_no_changes_way() {
        let files = [("approvals/a.yaml", TURNED_ROUND)];
        assert!(found_in_change(&RULE, &files, &files, "2026-12-10").is_empty());
        assert_eq!(found_in_change(&RULE, &[], &files, "2026-12-10").len(), 1);
    }
}
