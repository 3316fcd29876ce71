//! The rule `proposer-alone`: when nobody besides the proposer approves.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "proposer-alone",
    topic: Topic::Approvals,
    summary: "somebody besides the proposer, or the person concerned, is in favour",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "The policy wants approvers besides the person who proposed the change (`limits.other-approvers`), or does not count the proposer's vote (`proposer-votes: false`), and the votes would not suffice without the proposer's. Where GitHub does not show who proposed the change, it may be any of the voters. An appointment also needs a vote of somebody other than the person appointed.

Four eyes see more than two, and nobody should be able to write, approve and merge alone.

Ask one more person to vote.",
    before: r#"# limits: {other-approvers: 1}
votes:
  - {voter: alice, vote: "+1"}     # alice opened the pull request
"#,
    after: r#"votes:
  - {voter: alice, vote: "+1"}
  - {voter: bob, vote: "+1"}
"#,
    check: Check::Approval,
};
