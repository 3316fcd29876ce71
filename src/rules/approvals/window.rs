//! The rule `window`: when a vote is open too short.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "window",
    topic: Topic::Approvals,
    summary: "a vote stays open for as long as the policy says",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "The policy says how long a vote stays open at least, and this one has closed earlier, is still within that time, opens or closes in the future, or does not say when it was `opened`.

People in other time zones, on leave or part-time need the chance to see a proposal and to object, above all where silence counts as consent.

Wait until the day that the message names. A vote that was closed too early is opened again: correct `closed`, or hold a new vote.",
    before: r#"# electronic: {pass: "> 1/2 of seats", open: 7 days}
opened: 2027-02-01
closed: 2027-02-03
"#,
    after: "opened: 2027-02-01
closed: 2027-02-08
",
    check: Check::Approval,
};
