//! The rule `evidence-too-weak`: when votes are proven too weakly.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "evidence-too-weak",
    topic: Topic::Approvals,
    summary: "The votes are proven less well than the policy asks for",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "The policy names the least proof that counts for this decision: `recorded` (the vote stands in the file), `confirmed` (GitHub shows the voter's own approving review of the same content) or `signed` (the voter's own key signed the vote). The votes here are proven less well.

Anybody can write a name into a file. For decisions that change who decides, most projects want more than that.

Ask the voters to approve the pull request on GitHub, or to sign with `milepost sign ID --vote +1`. If the demand is too high for the project, change `evidence` in the policy first.",
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
