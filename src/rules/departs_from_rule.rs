//! The rule `departs-from-rule`: dates that are not where the process puts them, without a reason.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::plans::{Dated, Plan, check_with_process, count_days};
use super::timing::{Timing, parsed_rules};
use super::year_slip::slips;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::{days_between, show_day};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Process, ProcessMilestone};

pub(super) static RULE: Rule = Rule {
    id: "departs-from-rule",
    topic: Topic::Schedule,
    summary: "a date that departs from its rule says why",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The process says when a milestone falls relative to others (`at`, `snap`), and the committee \
        approved it. A schedule may depart from it, and then says why: who reads the plan later sees \
        that it was meant, and the retrospective sees which rules do not fit.\n\n\
        The rule is computed from the dates that this schedule gives to the milestones it counts from. \
        So after a move it shows what was not moved along; `milepost plan CYCLE --move MILESTONE=+7d --reason WHY` \
        moves that, too. What hangs on a milestone whose year slipped is \
        left alone until the year is right.\n\n\
        Write the date of the rule, or a `reason` behind the date. If every cycle departs in the same \
        way, change the process.",
    before: "# the process: feature-freeze at kickoff + 10 weeks\n- {id: kickoff, date: 2027-01-14}\n- {id: feature-freeze, date: 2027-04-01}\n",
    after: "- {id: kickoff, date: 2027-01-14}\n- id: feature-freeze\n  date: 2027-04-01\n  reason: the rule's week has a public holiday in five countries\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let timing = Timing::of(context.workspace)?;
    check_with_process(context, |plan, process| {
        let by_rule = timing.rule_dates(plan, &process.value);
        let astray = hanging_on_slips(plan, &process.value);
        let without_reason = plan.in_process_order(process).into_iter().filter(|(planned, dated)| {
            dated.milestone.reason.is_none() && !astray.contains(planned.id.as_str())
        });
        without_reason
            .filter_map(|(planned, dated)| {
                let expected = by_rule.get(planned.id.as_str())?;
                breach(process, planned, &dated, *expected)
            })
            .collect()
    })
}

/// The milestones whose year slipped, and those that are counted from them: nothing true can be said about the date of
/// either. What the plan leaves out passes the slip on.
fn hanging_on_slips<'a>(plan: &Plan<'a>, process: &'a Process) -> BTreeSet<&'a str> {
    let slipped: BTreeSet<&str> =
        slips(plan).into_iter().map(|slip| slip.milestone.milestone.id.as_str()).collect();
    let dated: Vec<Dated<'_>> = plan.dated();
    let has_date = |id: &str| dated.iter().any(|dated| dated.milestone.id.as_str() == id);
    let parsed = parsed_rules(process);
    let mut astray = slipped.clone();
    loop {
        let known = astray.len();
        for parsed in &parsed {
            let Some(rule) = &parsed.rule else { continue };
            let passes_on =
                |anchor: &str| slipped.contains(anchor) || (astray.contains(anchor) && !has_date(anchor));
            if rule.anchors().any(passes_on) {
                astray.insert(parsed.milestone.id.as_str());
            }
        }
        if astray.len() == known {
            return astray;
        }
    }
}

fn breach(
    process: &Document<Process>,
    planned: &ProcessMilestone,
    dated: &Dated<'_>,
    expected: Date,
) -> Option<Diagnostic> {
    let (first, last) = dated.days().filter(|(first, last)| expected < *first || *last < expected)?;
    let at = planned.at.as_ref()?;
    let snap = planned.snap.as_ref().or(planned.snap_back.as_ref());
    let rule = match snap {
        Some(snap) => format!("`{}`, snapped to `{}`", at.value, snap.value),
        None => format!("`{}`", at.value),
    };
    let (days, direction) = match first.cmp(&expected) {
        Ordering::Greater => (days_between(expected, first), "later"),
        _ => (days_between(last, expected), "earlier"),
    };
    let message = format!(
        "{} is {} {direction} than its rule puts it: {rule} is {}",
        dated.show(),
        count_days(days),
        show_day(expected)
    );
    Some(
        RULE.breach(dated.location.clone(), message)
            .with_hint(format!("write `{expected}`, or say why in `reason`"))
            .with_label(process.at(at.span), "the rule"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROCESS: &str = "kind: process/v1\nversion: 1\nmilestones:\n  - {id: kickoff}\n  - {id: ff, name: Feature freeze, at: kickoff + 10 weeks, snap: friday}\n  - {id: ga, at: ff + 2 weeks}\n";

    fn found_in(milestones: &str) -> Vec<String> {
        let schedule = format!("kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n{milestones}");
        found(&RULE, &[("process.yaml", PROCESS), ("schedules/paris.yaml", &schedule)], "2026-12-01")
    }

    #[test]
    fn a_departure_without_reason_is_found() {
        assert_eq!(
            found_in("  - {id: kickoff, date: 2027-01-14}\n  - {id: ff, date: 2027-04-01}\n"),
            [
                "6:20 Feature freeze (Thu 1 Apr 2027) is 6 days later than its rule puts it: `kickoff + 10 weeks`, snapped to `friday` is Fri 26 Mar 2027"
            ]
        );
        assert_eq!(
            found_in("  - {id: ff, date: 2027-03-26}\n  - {id: ga, date: 2027-03}\n"),
            [
                "6:20 ga (March 2027) is 9 days earlier than its rule puts it: `ff + 2 weeks` is Fri 9 Apr 2027"
            ]
        );
    }

    #[test]
    fn what_hangs_on_a_year_slip_waits_for_the_year() {
        let process = "kind: process/v1\nversion: 1\nmilestones:\n  - {id: kickoff}\n  - {id: ff, at: ga - 8 weeks}\n  - {id: rc, at: ga - 2 weeks}\n  - {id: ga, at: kickoff + 25 weeks}\n";
        let found_with = |ga: &str| {
            let schedule = format!(
                "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {{id: kickoff, date: 2027-01-14}}\n  - {{id: ff, date: 2027-05-13}}\n  - {{id: rc, date: 2027-06-25}}\n  - {{id: ga, date: {ga}}}\n"
            );
            found(&RULE, &[("process.yaml", process), ("schedules/paris.yaml", &schedule)], "2026-12-01")
        };
        assert!(found_with("2026-07-08").is_empty(), "{:?}", found_with("2026-07-08"));
        assert_eq!(found_with("2027-07-08").len(), 1, "{:?}", found_with("2027-07-08"));
    }

    #[test]
    fn a_milestone_that_does_not_apply_still_carries_those_behind_it() {
        let milestones = "  - {id: kickoff, date: 2027-01-14}\n  - {id: ff, not-applicable: no features}\n  - {id: ga, date: ";
        assert!(found_in(&format!("{milestones}2027-04-09}}\n")).is_empty());
        assert_eq!(found_in(&format!("{milestones}2027-04-10}}\n")).len(), 1);
    }

    #[test]
    fn a_reason_and_dates_that_leave_room_are_silent() {
        assert!(
            found_in("  - {id: kickoff, date: 2027-01-14}\n  - {id: ff, date: 2027-04-01, reason: Easter}\n")
                .is_empty()
        );
        assert!(found_in("  - {id: kickoff, date: 2027-01-14}\n  - {id: ff, date: 2027-03}\n").is_empty());
        assert!(found_in("  - {id: ff, date: tbd}\n  - {id: ga, date: 2027-04-01}\n").is_empty());
    }
}
