//! The rule `no-such-date`: dates that do not exist.

use super::{Check, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "no-such-date",
    topic: Topic::Schedule,
    summary: "every date exists and is written as one",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Document,
    explanation: "A date that does not exist, such as 2019-11-31, can mean its day before or after, and tools move \
        it silently to one of the two. Readers cannot plan with it, and no comparison can tell whether \
        it moved.\n\n\
        Write a day as `2027-03-25`, a moment with its zone as `2027-03-25T12:00[UTC]`, a stretch of \
        days as `2027-03-22/2027-03-26`, a week as `2027-W12`, a month as `2027-03`, a quarter as \
        `2027-Q1`, and `tbd` where the date is not known yet. Every form but the first two leaves room, \
        and says so.",
    before: "- {id: m3, date: 2019-11-31}\n",
    after: "- {id: m3, date: 2019-11-30}\n",
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
                "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones:\n  - {id: ga, date: 2019-11-31}\n",
            )],
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn the_mended_text_is_silent() {
        assert_eq!(found_by_reading(&RULE, &[SOUND_PLAN]), SILENT);
    }
}
