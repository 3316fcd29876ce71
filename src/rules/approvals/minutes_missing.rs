//! The rule `minutes-missing`: when a vote in a meeting names no minutes.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "minutes-missing",
    topic: Topic::Approvals,
    summary: "a vote in a meeting names its minutes",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "The approval says `method: meeting`, but not where the minutes are.

A vote that stands only in the file is proven by nothing else than the file. With the minutes everybody can look up who was there and how they voted.

Add `minutes:` with the address of the minutes. `minutes-sha256` pins their text, so that later edits are noticed.",
    before: "method: meeting
present: [alice, bob, grace]
",
    after: "method: meeting
minutes: https://example.org/tsc/2026-11-30
present: [alice, bob, grace]
",
    check: Check::Approval,
};
