//! The rule `evidence-too-weak`: when votes are proven too weakly.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "evidence-too-weak",
    topic: Topic::Approvals,
    summary: "the votes are proven as well as the policy asks for",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "The policy names the least proof that counts for this decision: `recorded` (the vote stands in the file), `confirmed` (GitHub shows the voter's own approving review of the same content) or `signed` (the voter's own key signed the vote). The votes here are proven less well.

Anybody can write a name into a file. For decisions that change who decides, most projects want more than that.

This version can judge `recorded` alone, so a decision that asks for more stays pending. Until it can, let the policy ask for `evidence: recorded`; that is a decision of its own.",
    before: r#"# schedule: {vote: majority, evidence: signed}
votes:
  - {voter: alice, vote: "+1"}
"#,
    after: r#"votes:
  - voter: alice
    vote: "+1"
    signature: |
      -----BEGIN SSH SIGNATURE-----
      …
"#,
    check: Check::Approval,
};
