//! The rule `duplicate-vote`: when one person votes twice.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "duplicate-vote",
    topic: Topic::Approvals,
    summary: "A person votes twice in one approval",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Change,
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
    check: Check::Approval,
};
