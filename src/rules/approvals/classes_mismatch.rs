//! The rule `classes-mismatch`: when an approval states other decisions than the change needs.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "classes-mismatch",
    topic: Topic::Approvals,
    summary: "an approval states exactly the decisions that the change needs",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Change,
    explanation: "The approval's `decisions` and `subject` have to be exactly what needs sign-off: every class that the named paths need, no other class, and no path that nobody has to approve.

Voters read the list of decisions to know what they vote on. A list that names less hides what else is decided; one that names more makes a vote look like something that it is not.

Write the list that the message gives, or let `milepost approve` write the file. Split a change that mixes too much into several pull requests.",
    before: "# the change moves a milestone and alters the process
decisions: [schedule]
",
    after: "decisions: [process, schedule]
",
    check: Check::Approval,
};
