//! The rule `policy-weakened`: when a policy asks for less than before.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "policy-weakened",
    topic: Topic::Approvals,
    summary: "the policy asks for no less than before",
    severity: Severity::Notice,
    guarded: false,
    scope: Scope::Change,
    explanation: "The change lowers what a decision needs: a lower threshold, a shorter window, weaker evidence, a requirement less or a protected path less. It is shown beside the verdict so that nobody merges it unnoticed.

It may well be right. A weaker policy has to be approved by the old one and by the new one, so this is only a notice.

Nothing has to be mended. Say in the pull request why less is enough.",
    before: "requirements:
  policy: {vote: two-thirds, evidence: signed}
",
    after: "requirements:
  policy: {vote: two-thirds, evidence: confirmed}     # shown as weaker
",
    check: Check::Approval,
};
