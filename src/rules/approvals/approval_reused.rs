//! The rule `approval-reused`: when a decision is used twice.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "approval-reused",
    topic: Topic::Approvals,
    summary: "an approval is used once",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Change,
    explanation: "The approval fits the change, but an earlier change has used it already. The content was approved, merged and left again since.

Whoever undid a decision had a reason. Without this rule an old approval would bring the content back at any time, without anybody's vote.

Hold a new vote, and add its approval under a new id. `milepost approve` writes the file.",
    before: r#"# paris.yaml goes from A to B once more
# release/approvals/2027-02-04-move-ga.yaml, used in February
subject:
  - {path: release/schedules/paris.yaml, from: "sha256:A…", to: "sha256:B…"}
"#,
    after: r#"# release/approvals/2027-05-06-move-ga-after-all.yaml, new
id: 2027-05-06-move-ga-after-all
subject:
  - {path: release/schedules/paris.yaml, from: "sha256:A…", to: "sha256:B…"}
"#,
    check: Check::Approval,
};
