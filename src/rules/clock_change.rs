//! The rule `clock-change`: times that clocks skip or repeat.

use super::plans::is_open;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::DateText;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Milestone, Schedule, WrittenDate};

pub(super) static RULE: Rule = Rule {
    id: "clock-change",
    topic: Topic::Schedule,
    summary: "a local time exists, and exists once",
    severity: Severity::Error,
    guarded: false,
    scope: Scope::Document,
    explanation: "Where clocks are set forward an hour is missing, and where they are set back one exists twice. A \
        deadline in such an hour passes at two moments or at none, depending on who reads it.\n\n\
        Name another time, or write the moment in UTC, as in `2027-03-28T00:30[UTC]`. The message shows \
        both readings.",
    before: "- {id: ga, date: \"2027-03-28T02:30[Europe/Berlin]\"}\n",
    after: "- {id: ga, date: \"2027-03-28T00:30[UTC]\"}\n",
    check: Check::Function(check),
};

/// A moment in one text is judged where the text is read; here are the times with a key of their own.
fn check(context: &Context<'_>) -> Checked {
    let zone = super::documents::project(context.workspace)?
        .map_or(crate::calendar::Zone::Utc, |project| project.value.deadline().zone);
    let open = context.workspace.schedules.values().filter(|schedule| is_open(schedule.value.status.value));
    let found = open.flat_map(|document| {
        document.value.milestones.iter().filter_map(|milestone| breach(document, milestone, &zone))
    });
    Ok(found.collect())
}

fn breach(
    document: &Document<Schedule>,
    milestone: &Milestone,
    project_zone: &crate::calendar::Zone,
) -> Option<Diagnostic> {
    let (Some(time), WrittenDate::Date(date)) = (&milestone.time, &milestone.date.as_ref()?.value) else {
        return None;
    };
    let zone = milestone.zone.as_ref().map_or(project_zone, |zone| &zone.value);
    milestone.moment(project_zone)?.err()?;
    let problem = DateText::at(date.first_day()?, time.value, zone.clone()).err()?;
    let diagnostic = RULE.breach(document.at(time.span), problem.message);
    Some(match problem.hint {
        Some(hint) => diagnostic.with_hint(hint),
        None => diagnostic,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{found, workspace};

    fn schedule(milestone: &str) -> String {
        format!("kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {milestone}\n")
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_found() {
        let text = schedule("{id: ga, date: 2027-03-28, time: \"02:30\", zone: Europe/Berlin}");
        let found = found(&RULE, &[("schedules/paris.yaml", &text)], "2026-12-01");
        let [only] = found.as_slice() else { panic!("{found:?}") };
        assert!(only.starts_with("5:38 `2027-03-28T02:30[Europe/Berlin]` does not exist"), "{only}");
    }

    #[test]
    fn a_moment_in_one_text_is_found_by_its_reader() {
        let text = schedule("{id: ga, date: \"2027-10-31T02:30[Europe/Berlin]\"}");
        let read = workspace(&[("schedules/paris.yaml", &text)]);
        assert_eq!(read.diagnostics.iter().map(|problem| problem.rule).collect::<Vec<_>>(), [RULE.id]);
    }

    #[test]
    fn other_times_are_silent() {
        let text = schedule("{id: ga, date: 2027-03-28, time: \"03:30\", zone: Europe/Berlin}");
        assert!(found(&RULE, &[("schedules/paris.yaml", &text)], "2026-12-01").is_empty());
    }
}
