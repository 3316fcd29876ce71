//! The rule `duplicate-vote`: when one person votes twice.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::document::{Approval, Document};
use crate::rules::documents::folder_readable;
use crate::rules::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "duplicate-vote",
    topic: Topic::Approvals,
    summary: "a person votes once in an approval",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Document,
    explanation: "One person has one vote, whatever the number of lines, reviews, keys or logins. The file lists somebody twice, so it does not say what the person wants.

A second line could count a vote twice, or hide that somebody has changed their mind.

Keep the line that the person stands by, which is usually the later one, and delete the other.",
    before: r#"votes:
  - {voter: alice, vote: "+1"}
  - {voter: alice, vote: "-1"}
"#,
    after: r#"votes:
  - {voter: alice, vote: "-1"}
"#,
    check: Check::Function(check),
};

/// A merged approval cannot be mended, so that a change is asked only for the ones that it brings.
fn check(context: &Context<'_>) -> Checked {
    let is_merged = |approval: &Document<Approval>| {
        context.before.is_some_and(|before| before.files.contains_key(&approval.path))
    };
    let approvals = context.workspace.approvals.values().filter(|approval| !is_merged(approval));
    let found = approvals.flat_map(duplicate_votes).collect();
    match folder_readable(context.workspace, Kind::Approval) {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

/// Every further vote of a person who has voted already.
pub fn duplicate_votes(approval: &Document<Approval>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let mut found = Vec::new();
    for line in &approval.value.votes {
        let voter = line.voter.as_str();
        match first.get(voter) {
            Some(earlier) => {
                let message = format!("`{voter}` votes twice in `{}`", approval.id);
                let diagnostic = RULE
                    .breach(approval.at(line.voter.span), message)
                    .with_hint("one person has one vote; keep the later line")
                    .with_label(approval.at(*earlier), "the first vote stands here");
                found.push(diagnostic);
            }
            None => {
                first.insert(voter, line.voter.span);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{found, found_in_change};

    const TWICE: &str = "kind: approval/v1\nid: a\ndecisions: [schedule]\nsubject: [{path: release/schedules/paris.yaml, from: none, to: none}]\nvotes:\n  - {voter: alice, vote: \"+1\"}\n  - {voter: alice, vote: \"-1\"}\n";

    #[test]
    fn a_second_vote_is_found_before_anything_is_judged() {
        let expected = ["7:13 `alice` votes twice in `a`"];
        assert_eq!(found(&RULE, &[("approvals/a.yaml", TWICE)], "2026-12-01"), expected);
        assert!(
            found(&RULE, &[("approvals/a.yaml", &TWICE.replacen("alice", "bob", 1))], "2026-12-01")
                .is_empty()
        );
    }

    #[test]
    fn a_merged_approval_stands_in_no_changes_way() {
        let files = [("approvals/a.yaml", TWICE)];
        assert!(found_in_change(&RULE, &files, &files, "2026-12-01").is_empty());
        assert_eq!(found_in_change(&RULE, &[], &files, "2026-12-01").len(), 1);
    }
}
