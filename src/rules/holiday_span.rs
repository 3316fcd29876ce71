//! The rule `holiday-span`: stretches of days without a single working day.

use super::documents::working_calendar;
use super::plans::check_open;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "holiday-span",
    topic: Topic::Schedule,
    summary: "a milestone that takes several days has a working day among them",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "A milestone may be a stretch of days, a week or a month. Where all of these days are weekend and \
        holidays of the project, nobody has promised to be there on any of them: a week of testing \
        between Christmas and New Year is a week without tests.\n\n\
        Move it, or lengthen it so that it reaches a working day. Single days have a rule of their own, \
        `non-working-day`.",
    before: "# holidays: 2026-12-24/2027-01-01\n- {id: test-week, date: 2026-12-28/2027-01-01}\n",
    after: "- {id: test-week, date: 2027-01-04/2027-01-08}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let calendar = working_calendar(context.workspace)?;
    check_open(context, |plan| {
        let stretches = plan.dated().into_iter().filter(|dated| dated.exact_day().is_none());
        let idle = stretches.filter(|dated| {
            dated.days().is_some_and(|(first, last)| {
                let next = calendar.working_day_on_or_after(first);
                next.is_none_or(|next| last < next)
            })
        });
        idle.map(|dated| {
            RULE.breach(dated.location.clone(), format!("{} has no working day", dated.show()))
                .with_hint("move it, or lengthen it so that it reaches a working day")
        })
        .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_on(date: &str) -> Vec<String> {
        let project = "kind: project/v1\nname: Example\ncalendar: {holidays: [{date: 2026-12-24/2027-01-01, name: Year end}]}\n";
        let schedule = format!(
            "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {{id: tests, date: {date}}}\n"
        );
        found(&RULE, &[("project.yaml", project), ("schedules/paris.yaml", &schedule)], "2026-12-01")
    }

    #[test]
    fn a_week_of_holidays_is_found() {
        assert_eq!(
            found_on("2026-12-28/2027-01-03"),
            ["5:23 tests (Mon 28 Dec 2026 – Sun 3 Jan 2027) has no working day"]
        );
    }

    #[test]
    fn one_working_day_is_enough() {
        assert!(found_on("2026-12-28/2027-01-04").is_empty());
        assert!(found_on("tbd").is_empty());
    }
}
