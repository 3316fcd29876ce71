//! The rule `policy-version`: when a policy changes without a new number.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "policy-version",
    topic: Topic::Approvals,
    summary: "the policy's version goes up by one with each change of it",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Change,
    explanation: "The policy says something else than before, and its `version` is not the next number.

The number makes it impossible to put an older policy back unseen: a return to earlier rules goes forward too, with a new number. Approvals and audits can name the policy that they were judged by.

Write the number that the message gives. Comments and notes need no new number.",
    before: "kind: policy/v1
version: 4            # was 4 before the change too
requirements:
  schedule: {vote: two-thirds}     # was majority
",
    after: "kind: policy/v1
version: 5
requirements:
  schedule: {vote: two-thirds}
",
    check: Check::Approval,
};
