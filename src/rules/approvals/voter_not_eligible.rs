//! The rule `voter-not-eligible`: when somebody votes who may not.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "voter-not-eligible",
    topic: Topic::Approvals,
    summary: "whoever votes may vote",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Change,
    explanation: "Somebody votes who holds no voting seat on the day on which the vote closed: no seat at all, a term that is over or has not begun, a suspension, or a seat without a vote. An alternate votes only where the holder of the seat does not, and at a meeting only who is listed under `present` votes.

Who may vote is read from the roster before the change. Otherwise a pull request could seat its author and carry that person's vote at once.

Take the vote out. If the person should have a seat, let the committee decide that first, in a change of its own; if the person was at the meeting, add them to `present`.",
    before: r#"# erin's seat has `voting: false`
votes:
  - {voter: alice, vote: "+1"}
  - {voter: erin, vote: "+1"}
"#,
    after: r#"votes:
  - {voter: alice, vote: "+1"}
  - {voter: bob, vote: "+1"}
"#,
    check: Check::Approval,
};
