//! The rule `threshold`: when the votes are too few.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "threshold",
    topic: Topic::Approvals,
    summary: "the votes reach what the policy asks for",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "The number of votes in favour does not reach the share that the policy asks for, somebody objects to a lazy consensus, too few release managers approve, or the policy has no rule by which this vote could pass.

Shares are exact fractions of what the policy names: all voting seats, the seats present, or the votes cast. Seven of fourteen is not more than half. Abstentions count in the base but not in favour; recused seats count nowhere.

Ask those who have not voted yet; the verdict names them. If the share itself is wrong for the project, change the policy first, in a change of its own.",
    before: r#"# pass: "> 1/2 of seats", four seats
votes:
  - {voter: alice, vote: "+1"}
  - {voter: bob, vote: "+1"}
"#,
    after: r#"votes:
  - {voter: alice, vote: "+1"}
  - {voter: bob, vote: "+1"}
  - {voter: grace, vote: "+1"}
"#,
    check: Check::Approval,
};
