//! The rule `not-a-plain-file`: documents whose content lies elsewhere.

use super::{Check, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "not-a-plain-file",
    topic: Topic::Files,
    summary: "documents are plain files: no links, submodules or executables",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::File,
    explanation: "An approval binds to the content of files. A symbolic link or a submodule keeps its content \
        elsewhere, where it changes without any change of the file that was approved; an executable \
        document is never meant.\n\n\
        Put a plain file with the content itself in its place. `git update-index --chmod=-x FILE` takes \
        an executable bit away.",
    before: "release/policy.yaml -> ../../shared/policy.yaml\n",
    after: "release/policy.yaml    a plain file\n",
    check: Check::Reading,
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found_by_reading;

    const SILENT: [String; 0] = [];

    #[test]
    fn a_breach_is_found() {
        use crate::source::{Content, EntryKind, InMemory};
        let link = Content::Target("../policy.yaml".to_owned());
        let snapshot = InMemory::new("test").with("release/policy.yaml", EntryKind::Symlink, link);
        let read = crate::document::load(&snapshot, "release", &std::collections::BTreeSet::new())
            .expect("a workspace");
        assert!(read.diagnostics.iter().any(|problem| problem.rule == RULE.id));
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
