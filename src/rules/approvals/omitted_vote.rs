//! The rule `omitted-vote`: when the list of votes leaves one out.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "omitted-vote",
    topic: Topic::Approvals,
    summary: "an approval lists every vote that GitHub shows",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "Somebody who may vote has requested changes on the same content, and the approval does not list it. The verdict stays pending until the request is withdrawn or listed as `-1`. Until then the person counts as against, whatever else the file says of them.

A list of votes that leaves out the ones against looks unanimous and is not. Most votes pass without everybody, so a `-1` need not stop the change; but it has to be seen.

Add the vote as `-1`, with the reason if it was given, or settle the matter with the person, who can then approve or dismiss the review.",
    before: r#"# bob has requested changes
votes:
  - {voter: alice, vote: "+1"}
"#,
    after: r#"votes:
  - {voter: alice, vote: "+1"}
  - {voter: bob, vote: "-1", reason: the documentation is not ready}
"#,
    check: Check::Approval,
};
