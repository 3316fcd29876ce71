//! The rule `version-number`: versions that YAML reads as numbers.

use super::{Check, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "version-number",
    topic: Topic::Files,
    summary: "a version is a text in quotes, not a number",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "YAML reads `1.10` as the number 1.1: the tenth release of a line would become its first. \
        Milepost keeps the text as it is written, other readers of the same file do not.\n\n\
        Put versions in quotes.",
    before: "version: 1.10\n",
    after: "version: \"1.10\"\n",
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
                "schedules/paris.yaml",
                "kind: schedule/v1\ncycle: paris\nstatus: draft\nversion: 1.10\nmilestones: []\n",
            )],
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn the_mended_text_is_silent() {
        assert_eq!(found_by_reading(&RULE, &[SOUND_PLAN]), SILENT);
    }
}
