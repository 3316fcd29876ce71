//! The rule `clock-change`: times that clocks skip or repeat.

use super::plans::is_open;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::{DateText, Deadline};
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

/// A moment in one text is judged where the text is read; here are the times with a key of their own, and the days that
/// end at the project's deadline.
fn check(context: &Context<'_>) -> Checked {
    let deadline = super::documents::project(context.workspace)?
        .map_or_else(Deadline::default, |project| project.value.deadline());
    let open = context.workspace.schedules.values().filter(|schedule| is_open(schedule.value.status.value));
    let found = open.flat_map(|document| {
        document.value.milestones.iter().filter_map(|milestone| breach(document, milestone, &deadline))
    });
    Ok(found.collect())
}

fn breach(document: &Document<Schedule>, milestone: &Milestone, deadline: &Deadline) -> Option<Diagnostic> {
    let written = milestone.date.as_ref()?;
    let WrittenDate::Date(date) = &written.value else { return None };
    let diagnostic = match &milestone.time {
        Some(time) => {
            milestone.moment(&deadline.zone)?.err()?;
            let zone = milestone.zone.as_ref().map_or(&deadline.zone, |zone| &zone.value);
            let problem = DateText::at(date.first_day()?, time.value, zone.clone()).err()?;
            RULE.breach(document.at(time.span), problem.message).with_hint(problem.hint?)
        }
        None if date.is_tentative() => return None,
        None => {
            let problem = date.ends_at(deadline).err()?;
            let message = format!("`{date}` ends at the project's deadline, and {}", problem.message);
            RULE.breach(document.at(written.span), message).with_hint(problem.hint?)
        }
    };
    Some(diagnostic)
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
    fn a_day_that_ends_in_a_repeated_or_skipped_hour_is_found() {
        let project = "kind: project/v1\nname: N\ndeadline: {time: \"02:30\", zone: Europe/Berlin}\n";
        let found = |date: &str| {
            let schedule = schedule(&format!("{{id: ga, date: {date}}}"));
            let files = [("project.yaml", project), ("schedules/paris.yaml", schedule.as_str())];
            found(&RULE, &files, "2026-12-01")
        };
        let skipped = found("2027-03-28");
        let [only] = skipped.as_slice() else { panic!("{skipped:?}") };
        assert!(
            only.contains("`2027-03-28` ends at the project's deadline, and `2027-03-28T02:30"),
            "{only}"
        );
        for reading in ["`2027-03-28T01:30[UTC]`", "`2027-03-28T00:30[UTC]`"] {
            assert!(only.contains(reading), "{only}");
        }
        let repeated = found("2027-10-25/2027-10-31");
        let [only] = repeated.as_slice() else { panic!("{repeated:?}") };
        for reading in ["happens twice", "`2027-10-31T00:30[UTC]`", "`2027-10-31T01:30[UTC]`"] {
            assert!(only.contains(reading), "{only}");
        }
        for date in ["2027-03-29", "2027-10", "tbd"] {
            assert!(found(date).is_empty(), "{date}");
        }
    }

    #[test]
    fn other_times_are_silent() {
        let text = schedule("{id: ga, date: 2027-03-28, time: \"03:30\", zone: Europe/Berlin}");
        assert!(found(&RULE, &[("schedules/paris.yaml", &text)], "2026-12-01").is_empty());
    }
}
