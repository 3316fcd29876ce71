//! The rule `approval-stale`: when an approval is about other content than the change.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "approval-stale",
    topic: Topic::Approvals,
    summary: "an approval is about exactly the content of the change",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "An approval names, for every path, the SHA-256 of the file before and after the change. This one names a path that the change touches, but with other content before or after, or it names a path that the change leaves alone; or it was revoked. So nobody has voted on what would be merged.

People approve a content, not a branch: whoever could still edit a plan after the vote would decide alone. A comment, another order of keys or a merged absence does not count as another content where the approval names the meaning too.

To mend it, bring back the content that was voted on, or write the approval for the new content with `milepost approve` and ask the voters again. Votes on the old content are not carried over.",
    before: r#"# release/schedules/paris.yaml hashes to d473… now
id: 2027-02-04-move-ga
decisions: [schedule]
subject:
  - {path: release/schedules/paris.yaml, from: "sha256:6b86…", to: "sha256:4e07…"}
"#,
    after: r#"# the voters have looked at the new content
id: 2027-02-04-move-ga
decisions: [schedule]
subject:
  - {path: release/schedules/paris.yaml, from: "sha256:6b86…", to: "sha256:d473…"}
"#,
    check: Check::Approval,
};
