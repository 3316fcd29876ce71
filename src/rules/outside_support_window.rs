//! The rule `outside-support-window`: milestones after the end of support, and windows that end before they begin.

use jiff::civil::Date;

use super::documents::text_at;
use super::plans::{Plan, check_open};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::{parse_day, show_day};
use crate::diagnostic::{Diagnostic, Location, Severity};

pub(super) static RULE: Rule = Rule {
    id: "outside-support-window",
    topic: Topic::Schedule,
    summary: "no milestone lies behind the end of support",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "A schedule may say how long its release is supported (`supported`); the last day is included. A \
        maintenance release after that day promises something that the window takes back, and a window \
        that ends before it begins promises nothing at all.\n\n\
        Correct the date of the milestone, or lengthen the window.",
    before: "milestones:\n  - {id: sr4, date: 2028-08-03}\nsupported: {from: ga, until: 2028-07-31}\n",
    after: "milestones:\n  - {id: sr4, date: 2028-07-27}\nsupported: {from: ga, until: 2028-07-31}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    check_open(context, |plan| {
        let Some((until, location)) = end_of_support(plan) else { return Vec::new() };
        let late =
            plan.dated().into_iter().filter(|dated| dated.date.first_day().is_some_and(|day| until < day));
        let milestones = late.map(|dated| {
            let message = format!("{} lies behind the end of support on {}", dated.show(), show_day(until));
            RULE.breach(dated.location.clone(), message)
                .with_hint("correct the date, or lengthen `supported`")
                .with_label(location.clone(), "the end of support")
        });
        milestones.chain(backwards(plan, until, &location)).collect()
    })
}

fn end_of_support(plan: &Plan<'_>) -> Option<(Date, Location)> {
    let (until, span) = plan.document.tree.get("supported").and_then(|node| text_at(node, "until"))?;
    Some((parse_day(until).ok()?, plan.document.at(span)))
}

/// A window that begins on a day behind its end; where it begins with a milestone, that one is reported already.
fn backwards(plan: &Plan<'_>, until: Date, location: &Location) -> Option<Diagnostic> {
    let (from, _) = plan.document.tree.get("supported").and_then(|node| text_at(node, "from"))?;
    let from = parse_day(from).ok().filter(|from| until < *from)?;
    let message = format!("support ends on {}, before it begins on {}", show_day(until), show_day(from));
    Some(RULE.breach(location.clone(), message).with_hint("correct `from` or `until`"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(date: &str, from: &str) -> Vec<String> {
        let schedule = format!(
            "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {{id: sr4, date: {date}}}\nsupported: {{from: {from}, until: 2028-07-31}}\n"
        );
        found(&RULE, &[("schedules/paris.yaml", &schedule)], "2026-12-01")
    }

    #[test]
    fn what_lies_behind_the_window_is_found() {
        assert_eq!(
            found_in("2028-08-03", "2027-07-22"),
            ["5:21 sr4 (Thu 3 Aug 2028) lies behind the end of support on Mon 31 Jul 2028"]
        );
        assert_eq!(
            found_in("2027-08-03", "2028-08-01"),
            ["6:38 support ends on Mon 31 Jul 2028, before it begins on Tue 1 Aug 2028"]
        );
    }

    #[test]
    fn the_last_day_is_inside() {
        assert!(found_in("2028-07-31", "2027-07-22").is_empty());
    }
}
