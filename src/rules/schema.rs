//! The rule `schema`: keys and values that a kind does not have.

use super::{Check, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "schema",
    topic: Topic::Files,
    summary: "a document has the keys and values of its kind",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Document,
    explanation: "Every kind of document has a schema. A key that it does not know, or a value of another form, \
        would be passed over by a tolerant reader, and somebody would believe that it counts. In \
        Kubernetes' production-readiness files a typo in a status switched the gate off.\n\n\
        The message names the key or value and the nearest one that exists. The modeline at the top of \
        generated files lets editors show the same schema while you type.\n\n\
        What has no place in a document belongs in its `note` or `description`, in a comment, or in a \
        Markdown page beside it.",
    before: "status: activ\n",
    after: "status: active\n",
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
            &[("schedules/paris.yaml", "kind: schedule/v1\ncycle: paris\nstatus: activ\nmilestones: []\n")],
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn the_mended_text_is_silent() {
        assert_eq!(found_by_reading(&RULE, &[SOUND_PLAN]), SILENT);
    }
}
