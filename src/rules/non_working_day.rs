//! The rule `non-working-day`: milestones on a weekend or holiday.

use super::documents::{project, working_calendar};
use super::plans::{Dated, check_open};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::{WorkingCalendar, show_day};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Project};

pub(super) static RULE: Rule = Rule {
    id: "non-working-day",
    topic: Topic::Schedule,
    summary: "a milestone falls on a working day",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "A milestone needs people: to call it, to build, to test, to answer. On a weekend or a holiday of \
        the project nobody has promised to be there. Weekend and holidays are those of `calendar` in \
        `project.yaml`; Saturday and Sunday where it names none.\n\n\
        Move the milestone to a working day; `snap: working-day` in the process does so for every cycle. \
        A community that works on weekends says so in `project.yaml`: `rules: {non-working-day: \
        {severity: off, reason: …}}`.",
    before: "- {id: ga, date: 2027-07-10}      # a Saturday\n",
    after: "- {id: ga, date: 2027-07-08}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let project = project(context.workspace)?;
    let calendar = working_calendar(context.workspace)?;
    check_open(context, |plan| {
        plan.dated().iter().filter_map(|dated| breach(dated, project, &calendar)).collect()
    })
}

fn breach(
    dated: &Dated<'_>,
    project: Option<&Document<Project>>,
    calendar: &WorkingCalendar,
) -> Option<Diagnostic> {
    let day = dated.exact_day().filter(|day| !calendar.is_working_day(*day))?;
    let holidays = project.iter().flat_map(|project| &project.value.calendar.holidays);
    let holiday = holidays.into_iter().find(|holiday| holiday.date.first <= day && day <= holiday.date.last);
    let what = match holiday {
        Some(holiday) if !holiday.name.is_empty() => format!("a holiday: {}", holiday.name),
        Some(_) => "a holiday".to_owned(),
        None => "the weekend".to_owned(),
    };
    let days = [calendar.working_day_on_or_before(day), calendar.working_day_on_or_after(day)];
    let working: Vec<String> =
        days.into_iter().flatten().map(|day| format!("`{day}` ({})", show_day(day))).collect();
    let mut diagnostic = RULE.breach(dated.location.clone(), format!("{} falls on {what}", dated.show()));
    if !working.is_empty() {
        diagnostic = diagnostic.with_hint(format!("the nearest working days are {}", working.join(" and ")));
    }
    Some(match (holiday, project) {
        (Some(holiday), Some(project)) => diagnostic.with_label(project.at(holiday.date.span), "the holiday"),
        _ => diagnostic,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_on(date: &str) -> Vec<String> {
        let project = "kind: project/v1\nname: Example\ncalendar: {holidays: [{date: 2026-12-24/2027-01-01, name: Year end}]}\n";
        let schedule = format!(
            "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {{id: ga, date: {date}}}\n"
        );
        found(&RULE, &[("project.yaml", project), ("schedules/paris.yaml", &schedule)], "2026-12-01")
    }

    #[test]
    fn weekends_and_holidays_are_found() {
        assert_eq!(found_on("2027-07-10"), ["5:20 ga (Sat 10 Jul 2027) falls on the weekend"]);
        assert_eq!(found_on("2026-12-28"), ["5:20 ga (Mon 28 Dec 2026) falls on a holiday: Year end"]);
    }

    #[test]
    fn working_days_and_longer_stretches_are_silent() {
        assert!(found_on("2027-07-08").is_empty());
        assert!(found_on("2027-07-10/2027-07-11").is_empty());
    }
}
