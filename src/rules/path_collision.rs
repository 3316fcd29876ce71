//! The rule `path-collision`: paths that some machines take for one.

use super::{Check, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "path-collision",
    topic: Topic::Files,
    summary: "no two paths are one on some machine",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::File,
    explanation: "macOS and Windows take `Roster.yaml` and `roster.yaml` for one file, and drop a dot or space at \
        the end of a name. A second file of this kind would show one content to the reviewer and another \
        to the check.\n\n\
        Keep one of the two, and write paths with lower-case ASCII letters, digits, dots, underscores \
        and hyphens.",
    before: "release/schedules/Paris.yaml\nrelease/schedules/paris.yaml\n",
    after: "release/schedules/paris.yaml\n",
    check: Check::Reading,
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found_by_reading;

    const SILENT: [String; 0] = [];

    #[test]
    fn a_breach_is_found() {
        let found = found_by_reading(&RULE, &[("Roster.yaml", "kind: roster/v1\n")]);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn the_mended_text_is_silent() {
        assert_eq!(
            found_by_reading(
                &RULE,
                &[(
                    "schedules/paris.yaml",
                    "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones:\n  - {id: ga, date: 2027-07-08}\n"
                )]
            ),
            SILENT
        );
    }
}
