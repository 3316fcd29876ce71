//! The rule `plain-yaml`: what a text can hide from its readers.

use super::{Check, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "plain-yaml",
    topic: Topic::Files,
    summary: "documents are plain YAML: what a reviewer reads is all there is",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::File,
    explanation: "People approve what they see. Anchors, aliases, merge keys, tags, a second document and a key \
        written twice let a text mean something else than it shows; so do invisible and bidirectional \
        characters. Documents do without them, and stay below 256 KiB and 64 levels.\n\n\
        OpenStack's schedules lost events for 71 days because a key stood in one of them twice and the \
        first was silently dropped.\n\n\
        Write the value out at every place where it is meant, delete the second of two equal keys, and \
        save the file as UTF-8 without a byte order mark.",
    before: "milestones:\n  - &first {id: ga, date: 2027-07-08}\n  - *first\n",
    after: "milestones:\n  - {id: ga, date: 2027-07-08}\n  - {id: ga-2, date: 2027-07-08}\n",
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
                "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones:\n  - {id: ga, id: gb, date: 2027-07-08}\n",
            )],
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn the_mended_text_is_silent() {
        assert_eq!(found_by_reading(&RULE, &[SOUND_PLAN]), SILENT);
    }
}
