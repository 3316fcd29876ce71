//! The rule `forecast-before-today`: forecasts that are over.

use super::courses::{check_courses, is_active};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "forecast-before-today",
    topic: Topic::Progress,
    summary: "what is expected lies ahead",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "`forecast` is the day on which a milestone is expected that is not reached yet. When that day is \
        over the forecast was wrong, and whoever waits for the milestone has nothing to go by.\n\n\
        Write `actual` if the milestone was reached, or a new `forecast`. Both are records and need \
        nobody's approval.\n\n\
        The rule looks at active cycles.",
    before: "# today is 2027-04-06\nfeature-freeze: {forecast: 2027-04-01}\n",
    after: "feature-freeze: {actual: 2027-04-01}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    check_courses(context, is_active, |course| {
        let expected = course.progress.value.milestones.iter().filter(|(_, went)| went.actual.is_none());
        let over = expected.filter_map(|(id, went)| {
            let forecast = went.forecast.as_ref().filter(|forecast| forecast.value.0 < context.today)?;
            let message = format!(
                "{} was expected on {}, and that day is over",
                course.name_of(id.as_str()),
                show_day(forecast.value.0)
            );
            let found = RULE
                .breach(course.progress.at(forecast.span), message)
                .with_hint("write `actual` if it was reached, or a new `forecast`");
            Some(match course.plan.dated_milestone(id.as_str()) {
                Some(dated) => found.with_label(dated.location, "the plan"),
                None => found,
            })
        });
        over.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const SCHEDULE: &str = "kind: schedule/v1\ncycle: paris\nname: Paris\nstatus: active\nmilestones:\n  - {id: ff, name: Feature freeze, date: 2027-03-25}\n  - {id: ga, date: 2027-07-08}\n";

    fn found_in(milestones: &str, today: &str) -> Vec<String> {
        let progress = format!("kind: progress/v1\ncycle: paris\nmilestones:\n{milestones}");
        found(&RULE, &[("schedules/paris.yaml", SCHEDULE), ("progress/paris.yaml", &progress)], today)
    }

    #[test]
    fn a_forecast_that_is_over_is_found() {
        assert_eq!(
            found_in("  ff: {forecast: 2027-04-01}\n", "2027-04-02"),
            ["4:18 Feature freeze was expected on Thu 1 Apr 2027, and that day is over"]
        );
    }

    #[test]
    fn a_forecast_ahead_and_a_milestone_that_was_reached_are_silent() {
        assert!(found_in("  ff: {forecast: 2027-04-01}\n", "2027-04-01").is_empty());
        assert!(found_in("  ff: {forecast: 2027-04-01, actual: 2027-04-06}\n", "2027-04-07").is_empty());
    }
}
