//! The rule `quorum`: when too few seats take part.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "quorum",
    topic: Topic::Approvals,
    summary: "enough seats take part in a vote",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "The policy asks for a quorum: a share of the voting seats that have to be present at a meeting, or vote in an electronic vote. Fewer took part. Recused seats count on neither side, and a meeting without `present` has no quorum.

Without a quorum two people could decide for a committee of ten on a day on which nobody else can come.

List everybody who was there under `present`. If too few were, vote again at the next meeting, or electronically.",
    before: "method: meeting
present: [alice]           # one of four seats
",
    after: "method: meeting
present: [alice, bob, grace]
",
    check: Check::Approval,
};
