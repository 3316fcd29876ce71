//! The rule `merge-commit-differs`: when a merge commit holds content of its own.

use crate::diagnostic::Severity;
use crate::rules::{Check, Rule, Scope, Topic};

pub(super) static RULE: Rule = Rule {
    id: "merge-commit-differs",
    topic: Topic::History,
    summary: "a merge commit holds nothing that neither side has",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::History,
    explanation: "A governed file of a merge commit is as it is in neither of the two parents, nor as git would merge them.

Such content was in no pull request, so nobody could review it. It may be an honest resolution of a conflict, or an edit that somebody put into the merge.

Look at it with `git show --diff-merges=first-parent COMMIT`. If the content is right, let it be approved after the fact: `milepost approve --ratifies COMMIT` writes the file; if not, put it right in a new change. To avoid it, update the branch before merging.",
    before: "# ga in the first parent: 2027-07-08, in the second: 2027-07-08, in the merge:
- {id: ga, date: 2027-07-22}
",
    after: "- {id: ga, date: 2027-07-08}
",
    check: Check::History,
};
