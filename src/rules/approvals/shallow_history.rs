//! The rule `shallow-history`: when a clone lacks a part of the history.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "shallow-history",
    topic: Topic::History,
    summary: "the clone holds the whole history that is needed",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::History,
    explanation: "The clone is shallow or partial: older commits or some contents are missing. What is not there cannot be judged, so the exit code is 2 and there is no verdict.

The first step of a shallow clone looks like the first step of the project, which is judged by its own policy. That must not happen by accident.

Fetch the rest with `git fetch --unshallow`. In GitHub Actions, give `actions/checkout` the input `fetch-depth: 0`.",
    before: "- uses: actions/checkout@v4
",
    after: "- uses: actions/checkout@v4
  with: {fetch-depth: 0}
",
    check: Check::History,
};
