//! The rule `kind-and-place`: documents at the wrong place.

use super::{Check, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "kind-and-place",
    topic: Topic::Files,
    summary: "a document stands where its kind belongs, under its own id",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Document,
    explanation: "The place of a file says what it is, and its `kind` says so too. Where the two disagree, readers \
        and tools would disagree on what a change of it means, and on who has to approve it. The same \
        holds for the id in a file and the name of the file. `project.yaml`, `roster.yaml` and \
        `policy.yaml` have to exist.\n\n\
        Move the file to the place that the message names, or correct its `kind` or id.",
    before: "# schedules/paris.yaml\nkind: schedule/v1\ncycle: london\n",
    after: "# schedules/paris.yaml\nkind: schedule/v1\ncycle: paris\n",
    check: Check::Reading,
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{SILENT, SOUND_PLAN, found_by_reading};

    #[test]
    fn a_breach_is_found() {
        let found = found_by_reading(
            &RULE,
            &[("schedules/paris.yaml", "kind: schedule/v1\ncycle: london\nstatus: draft\nmilestones: []\n")],
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn the_mended_text_is_silent() {
        assert_eq!(found_by_reading(&RULE, &[SOUND_PLAN]), SILENT);
    }
}
