//! The rule `append-only`: when the record of a decision is changed.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "append-only",
    topic: Topic::Approvals,
    summary: "a merged approval stays as it is",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Change,
    explanation: "An approval or witness that is part of the target branch is changed here. Even a comment in it may not change.

Approvals are the record of who decided what. A record that can be edited later proves nothing, and a revocation that can be deleted does not revoke.

Put the file back as it was: `git checkout BASE -- release/approvals/ID.yaml`. To correct or withdraw a decision, add a new approval that `supersedes` or `revokes` the old one; it needs what the old one needed.",
    before: r#"# release/approvals/2027-02-04-move-ga.yaml, merged last week
votes:
  - {voter: alice, vote: "+1"}
  - {voter: bob, vote: "+1"}      # was "-1"
"#,
    after: "# release/approvals/2027-02-18-move-ga-again.yaml, new
id: 2027-02-18-move-ga-again
supersedes: [2027-02-04-move-ga]
",
    check: Check::Approval,
};
