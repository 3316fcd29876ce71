//! The rule `unknown-file`: files that no check would read.

use super::{Check, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "unknown-file",
    topic: Topic::Files,
    summary: "only documents and Markdown pages lie in the folder of the documents",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::File,
    explanation: "Whatever lies in this folder is governed. A file that Milepost does not know would be governed \
        by nothing: `schedules/paris.yml` looks like a plan, and no check would read it.\n\n\
        Rename the file as the message proposes, or move it out of the folder. Markdown pages (`*.md`) \
        may lie anywhere in it.",
    before: "# release/schedules/paris.yml\nkind: schedule/v1\n",
    after: "# release/schedules/paris.yaml\nkind: schedule/v1\n",
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
            &[(
                "schedules/paris.yml",
                "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones:\n  - {id: ga}\n",
            )],
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn the_mended_text_is_silent() {
        assert_eq!(found_by_reading(&RULE, &[SOUND_PLAN]), SILENT);
    }
}
