//! The rule `yaml-syntax`: text that is no YAML.

use super::{Check, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "yaml-syntax",
    topic: Topic::Files,
    summary: "every document can be parsed as YAML",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::File,
    explanation: "A document that cannot be parsed says nothing, so nothing in it can be compared, checked or \
        approved. The first place where reading fails is reported; what follows from it is not.\n\n\
        Most often a quote or a bracket is not closed, a colon stands inside plain text, or a line is \
        indented with a tab. Put texts with a colon, a hash or a leading special character in quotes, \
        and indent with spaces.",
    before: "milestones:\n  - {id: ga, date: 2027-07-08\n",
    after: "milestones:\n  - {id: ga, date: 2027-07-08}\n",
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
                "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones:\n  - {id: ga, date: 2027-07-08\n",
            )],
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn the_mended_text_is_silent() {
        assert_eq!(found_by_reading(&RULE, &[SOUND_PLAN]), SILENT);
    }
}
