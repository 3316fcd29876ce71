//! The rule `replaced-objects`: when a clone shows another history than the branch has.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "replaced-objects",
    topic: Topic::History,
    summary: "the clone shows the history as it is, with no object replaced",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::History,
    explanation: "The clone has replace refs (`refs/replace/…`) or grafts. They make git show other commits than the ones that the branch consists of.

An audit has to look at what everybody else gets when they clone the project. So it refuses to run on a clone that shows something else; nothing is judged, and the exit code is 2.

Delete them with `git replace -d OBJECT` and remove `.git/info/grafts`, or run the audit in a fresh clone.",
    before: "$ git replace --list
1f3b0c…
",
    after: "$ git replace --list
",
    check: Check::History,
};
