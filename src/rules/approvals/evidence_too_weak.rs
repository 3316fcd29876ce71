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
    explanation: "The policy names the least proof that counts for this decision: `recorded` (the vote stands in the file), `confirmed` (GitHub shows the voter's own approving review of the same content) or `signed` (the voter's own key signed the vote). Some of the votes here are proven less well, and the others do not suffice. An objection counts however weakly it is proven; a recusal or an abstention does not. On GitHub, even `recorded` votes count only if the author or an approving reviewer of the pull request holds an office: a TSC seat, release manager or advisor.

Anybody can write a name into a file. For decisions that change who decides, most projects want more than that.

Whose vote is named as too weak approves the pull request on GitHub, with the account that the roster lists; its author, who cannot approve it, writes a review comment that says `+1` and nothing else. Or the person signs the vote with `milepost sign`.",
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
