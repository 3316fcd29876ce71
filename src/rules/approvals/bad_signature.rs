//! The rule `bad-signature`: when a signature of a vote does not hold.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "bad-signature",
    topic: Topic::Approvals,
    summary: "the signature of a vote holds",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Change,
    explanation: "A vote carries a signature that does not hold: it was made by a key that the roster before the change does not list for the voter, over another statement, for another purpose, or it is damaged.

A signed statement names the project, the approval, the content, the classes, the method, the policy and the vote. A signature that was copied from elsewhere, or kept while the content changed, does not fit any more. That is its purpose. A vote with such a signature does not count at all, not even as a recorded one, and makes the change invalid: somebody wanted it to look proven.

Let the voter sign again, or take the signature out and leave the vote as recorded. A new key has to be in the roster before the change that it signs for, and no key may stand under two people.",
    before: r#"votes:
  - voter: alice
    vote: "+1"
    signature: |                   # copied from another approval
      -----BEGIN SSH SIGNATURE-----
"#,
    after: r#"votes:
  - voter: alice
    vote: "+1"
    signature: |                   # made for this one
      -----BEGIN SSH SIGNATURE-----
"#,
    check: Check::Approval,
};
