//! The rule `outcome-mismatch`: when the stated outcome contradicts the votes.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "outcome-mismatch",
    topic: Topic::Approvals,
    summary: "the stated outcome is what the votes say",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Change,
    explanation: "The approval says `approved` or `rejected`, and its own votes, counted by the policy, say the opposite.

The outcome is written for readers. It is always counted again and never believed, and a file that contradicts itself must not become part of the record.

Look at the message: it says which threshold or quorum was missed. Correct the votes or the outcome; while the vote is open, leave `outcome` out. A vote that was lost is recorded as `outcome: rejected`.",
    before: r#"# majority: more than half of four seats
votes:
  - {voter: alice, vote: "+1"}
  - {voter: bob, vote: "+1"}
outcome: approved
"#,
    after: r#"votes:
  - {voter: alice, vote: "+1"}
  - {voter: bob, vote: "+1"}
  - {voter: grace, vote: "+1"}
outcome: approved
"#,
    check: Check::Approval,
};
