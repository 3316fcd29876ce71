//! The rule `rewritten-history`: when a branch loses steps that it had.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "rewritten-history",
    topic: Topic::History,
    summary: "the history of the branch is never rewritten",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::History,
    explanation: "The branch does not hold any more what it held before: the commit from which the audit should start, or the tip before the push, is not on the line of first parents.

A force push or a merge in the wrong direction can make governed steps disappear from the history of the branch, and with them the decisions that were needed.

Restore the branch to the commit before the push, and merge the work into it in the usual direction: `git merge WORK` on the branch, not the branch into the work. Protect the branch against force pushes.",
    before: "# on the work branch, then pushed as main: main becomes the second parent
$ git merge main && git push origin HEAD:main
",
    after: "$ git switch main && git merge --no-ff work && git push
",
    check: Check::History,
};
