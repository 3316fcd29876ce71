//! The rule `overdue`: milestones that are over without a word about them.

use super::courses::{check_courses, is_active};
use super::documents::key_location;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "overdue",
    topic: Topic::Progress,
    summary: "what is over was reached, or is expected on another day",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "A milestone whose day is over was either reached or is late. As long as the progress says \
        neither, nobody who reads the status knows which, and the next milestones build on it.\n\n\
        Write the day on which it was reached (`actual`) or on which it is expected now (`forecast`) \
        into the progress of the cycle; both are records and need nobody's approval. Where the plan \
        itself has to change, move the milestone.\n\n\
        The rule looks at active cycles that have a progress file. Who keeps none is not asked for one.",
    before: "# today is 2027-03-30, and the freeze was planned for 2027-03-25\nmilestones:\n  feature-freeze: {}\n",
    after: "milestones:\n  feature-freeze: {forecast: 2027-04-01}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    check_courses(context, is_active, |course| {
        let over = course.plan.dated().into_iter().filter(|dated| {
            let known = course.of(dated).is_some_and(|went| went.actual.is_some() || went.forecast.is_some());
            !known && dated.date.last_day().is_some_and(|last| last < context.today)
        });
        over.map(|dated| {
            let id = dated.milestone.id.as_str();
            let place = course.progress.value.milestones.entry(id).map_or_else(
                || key_location(course.progress, "milestones"),
                |(key, _)| course.progress.at(key.span),
            );
            let message = format!(
                "{} is over, and the progress says neither when it was reached nor when it is expected",
                dated.show()
            );
            RULE.breach(dated.location.clone(), message)
                .with_hint(format!("write `actual` or `forecast` of `{id}` into `{}`", course.progress.path))
                .with_label(place, "the progress")
        })
        .collect()
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
    fn what_is_over_without_a_word_is_found() {
        let over = "6:42 Feature freeze (Thu 25 Mar 2027) is over, and the progress says neither when it was reached nor when it is expected";
        assert_eq!(found_in("  ff: {}\n", "2027-03-26"), [over]);
        assert_eq!(found_in("  ga: {forecast: 2027-07-15}\n", "2027-03-26"), [over]);
    }

    #[test]
    fn what_was_reached_is_expected_or_lies_ahead_is_silent() {
        assert!(found_in("  ff: {actual: 2027-03-25}\n", "2027-03-26").is_empty());
        assert!(found_in("  ff: {forecast: 2027-04-01}\n", "2027-03-26").is_empty());
        assert!(found_in("  ff: {}\n", "2027-03-25").is_empty());
    }

    #[test]
    fn a_cycle_without_progress_is_silent() {
        assert!(found(&RULE, &[("schedules/paris.yaml", SCHEDULE)], "2027-03-26").is_empty());
    }
}
