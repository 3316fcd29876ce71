//! The rule `year-slip`: a milestone whose year is off its neighbours'.

mod logic;

use jiff::civil::Date;

use super::plans::{Dated, Plan, check_open};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;

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
        neighbours with the year before or after. It cannot see a slip of the first or last milestone \
        that leaves the order as it is.\n\n\
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
        found.collect()
    })
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
    fn the_right_year_and_closed_cycles_are_silent() {
        assert!(found_in("active", "2027-01-12").is_empty());
        assert!(found_in("released", "2026-01-12").is_empty());
    }
}
