//! The rule `year-slip`: a milestone whose year is off its neighbours'.

mod logic;

use jiff::civil::Date;

use super::plans::{Dated, Plan, check_open, count_days};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::{days_between, show_day};
use crate::diagnostic::{Diagnostic, Severity};

pub(super) use logic::backbone;

pub(super) static RULE: Rule = Rule {
    id: "year-slip",
    topic: Topic::Schedule,
    summary: "no milestone's year is off its neighbours'",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "A schedule that crosses a new year is easily typed with the old one. In OpenStack's schedules \
        such a year stayed for 213 days before somebody saw it.\n\n\
        The rule finds a milestone that lies 90 days or more out of place and would fit between its \
        neighbours with the year before or after, and a span that is a year longer than the others of \
        its plan. It cannot see a slip of the first or last milestone that leaves the order as it is.\n\n\
        Correct the year. If the date is meant, move the milestone to where it belongs in the order of \
        the list.",
    before: "milestones:\n  - {id: m1, date: 2026-11-03}\n  - {id: m2, date: 2026-01-12}\n  - {id: m3, date: 2027-03-16}\n",
    after: "milestones:\n  - {id: m1, date: 2026-11-03}\n  - {id: m2, date: 2027-01-12}\n  - {id: m3, date: 2027-03-16}\n",
    check: Check::Function(check),
};

/// A milestone whose year slipped.
pub(super) struct Slip<'a> {
    /// The milestone.
    pub(super) milestone: Dated<'a>,
    /// The day in the year that fits.
    pub(super) suggested: Date,
}

fn check(context: &Context<'_>) -> Checked {
    check_open(context, |plan| {
        let found = slips(plan).into_iter().map(|slip| {
            let Slip { milestone, suggested } = slip;
            let message = format!("the year of {} is off its neighbours'", milestone.show());
            RULE.breach(milestone.location, message)
                .with_hint(format!("did you mean `{suggested}` ({})?", show_day(suggested)))
        });
        found.chain(long_spans(plan)).collect()
    })
}

/// The spans of a plan that end a year too late.
fn long_spans(plan: &Plan<'_>) -> Vec<Diagnostic> {
    let dated = plan.dated();
    let spans: Vec<(Dated<'_>, (Date, Date))> =
        dated.into_iter().filter_map(|dated| Some((dated.clone(), dated.days()?))).collect();
    let days: Vec<(Date, Date)> = spans.iter().map(|(_, days)| *days).collect();
    let found = logic::long_spans(&days).into_iter();
    found
        .filter_map(|slip| {
            let (milestone, (first, last)) = spans.get(slip.index)?;
            let length = count_days(days_between(*first, *last) + 1);
            let message = format!(
                "the year of the end of {} is off: {length} are far more than its neighbours have",
                milestone.show()
            );
            let suggested = slip.suggested;
            let hint = format!("did you mean `{first}/{suggested}` (until {})?", show_day(suggested));
            Some(RULE.breach(milestone.location.clone(), message).with_hint(hint))
        })
        .collect()
}

/// The milestones of a plan whose year slipped.
pub(super) fn slips<'a>(plan: &Plan<'a>) -> Vec<Slip<'a>> {
    let dated: Vec<Dated<'a>> = plan.dated().into_iter().filter(|dated| dated.days().is_some()).collect();
    let named: Vec<(String, Date)> = dated
        .iter()
        .filter_map(|dated| Some((dated.milestone.id.value.clone(), dated.date.first_day()?)))
        .collect();
    let found = logic::year_slips(&named).into_iter();
    found
        .filter_map(|slip| {
            Some(Slip { milestone: dated.get(slip.index)?.clone(), suggested: slip.suggested })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(status: &str, second: &str) -> Vec<String> {
        let schedule = format!(
            "kind: schedule/v1\ncycle: paris\nstatus: {status}\nmilestones:\n  - {{id: m1, date: 2026-11-03}}\n  - {{id: m2, name: Second, date: {second}}}\n  - {{id: m3, date: 2027-02-16}}\n  - {{id: m4, date: 2027-03-16}}\n"
        );
        found(&RULE, &[("schedules/paris.yaml", &schedule)], "2026-12-01")
    }

    #[test]
    fn an_old_year_is_found() {
        let expected = ["6:34 the year of Second (Mon 12 Jan 2026) is off its neighbours'"];
        assert_eq!(found_in("active", "2026-01-12"), expected);
    }

    #[test]
    fn the_end_of_a_week_that_has_the_next_year_is_found() {
        let week = |end: &str| {
            format!(
                "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {{id: m1, date: 2026-12-21/2026-12-25}}\n  - {{id: m2, date: 2026-12-28/{end}}}\n  - {{id: m3, date: 2027-01-11/2027-01-15}}\n"
            )
        };
        let found_with = |end: &str| found(&RULE, &[("schedules/paris.yaml", &week(end))], "2026-12-01");
        assert_eq!(
            found_with("2028-01-01"),
            ["6:20 the year of the end of m2 (Mon 28 Dec 2026 – Sat 1 Jan 2028) is off: \
                 370 days are far more than its neighbours have"]
        );
        assert!(found_with("2027-01-01").is_empty());
    }

    #[test]
    fn the_right_year_and_closed_cycles_are_silent() {
        assert!(found_in("active", "2027-01-12").is_empty());
        assert!(found_in("released", "2026-01-12").is_empty());
    }
}
