//! The rule `approval-lapsed`: when an approval is too old to be used.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "approval-lapsed",
    topic: Topic::Approvals,
    summary: "an approval is used before it lapses",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "The vote closed longer ago than the policy's `limits.lapse` allows (60 days where the policy does not say), or it was merged ahead of its change without saying when it closed.

Circumstances change, and so do the people who decide. The limit also keeps a vote from being dated back to a time at which somebody still had a seat.

Let the committee confirm the decision with a new vote and a new approval, or have approved changes merged sooner. A project that plans far ahead can state a longer `lapse`.",
    before: "closed: 2026-09-01            # 90 days before the change
",
    after: "closed: 2026-11-24
",
    check: Check::Approval,
};
