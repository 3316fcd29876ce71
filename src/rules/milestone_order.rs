//! The rule `milestone-order`: milestones whose dates go back against the order of the process.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::plans::{Dated, Plan, check_with_process};
use super::timing::{Timing, parsed_rules};
use super::year_slip::{backbone, slips};
use super::{Check, Checked, Context, Rule as MilepostRule, Scope, Topic};
use crate::calendar::Rule;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Process};

pub(super) static RULE: MilepostRule = MilepostRule {
    id: "milestone-order",
    topic: Topic::Schedule,
    summary: "the milestones follow each other as in the process",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "A process lists its milestones in the order in which a release passes them. A code freeze behind \
        the release it protects is a date that somebody forgot to move.\n\n\
        The rule names the fewest milestones that would have to move for the order to hold. Dates that \
        overlap, such as two weeks or two months, are in order; a milestone that its own rule \
        puts against the order is not reported, nor is one whose year slipped, which has a rule of its own.\n\n\
        Correct the date. If the order of the process is what is wrong, change it there.",
    before: "# the process: code-freeze, then ga\nmilestones:\n  - {id: code-freeze, date: 2027-07-15}\n  - {id: ga, date: 2027-07-08}\n",
    after: "milestones:\n  - {id: code-freeze, date: 2027-06-10}\n  - {id: ga, date: 2027-07-08}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let timing = Timing::of(context.workspace)?;
    check_with_process(context, |plan, process| in_plan(plan, process, &timing))
}

fn in_plan<'a>(plan: &Plan<'a>, process: &'a Document<Process>, timing: &Timing) -> Vec<Diagnostic> {
    let slipped = slips(plan);
    let mut ordered: Vec<Dated<'a>> = plan
        .in_process_order(process)
        .into_iter()
        .map(|(_, dated)| dated)
        .filter(|dated| dated.days().is_some())
        .filter(|dated| !slipped.iter().any(|slip| slip.milestone.milestone.id == dated.milestone.id))
        .collect();
    let contradictory = contradictory(&ordered, process, &timing.rule_dates(plan, &process.value));
    ordered.retain(|dated| !contradictory.contains(dated.milestone.id.as_str()));
    let starts: Vec<Date> = ordered.iter().filter_map(|dated| dated.date.first_day()).collect();
    let in_order = backbone(&starts);
    let mut found = Vec::new();
    for (place, dated) in ordered.iter().enumerate().filter(|(place, _)| !in_order.contains(place)) {
        let fixed = in_order.iter().filter_map(|other| Some((*other, ordered.get(*other)?)));
        let mut conflicts = fixed.filter(|(other, neighbour)| {
            if *other < place { lies_before(dated, neighbour) } else { lies_before(neighbour, dated) }
        });
        if let Some((other, neighbour)) = conflicts.next() {
            found.push(breach(dated, neighbour, other < place));
        }
    }
    found
}

/// Milestones whose rule and whose place in the process contradict each other: they stand where their rule puts them,
/// on the wrong side of what they are counted from. What is counted from such a milestone is out of place with it.
fn contradictory<'a>(
    ordered: &[Dated<'a>],
    process: &'a Document<Process>,
    by_rule: &BTreeMap<String, Date>,
) -> BTreeSet<&'a str> {
    let places: BTreeMap<&str, usize> =
        ordered.iter().enumerate().map(|(place, dated)| (dated.milestone.id.as_str(), place)).collect();
    let parsed = parsed_rules(&process.value);
    let rules: BTreeMap<&str, &Rule> = parsed
        .iter()
        .filter_map(|parsed| Some((parsed.milestone.id.as_str(), parsed.rule.as_ref()?)))
        .collect();
    let mut found: BTreeSet<&'a str> = BTreeSet::new();
    loop {
        let known = found.len();
        for (place, dated) in ordered.iter().enumerate() {
            let id = dated.milestone.id.as_str();
            let Some(rule) = rules.get(id) else { continue };
            if dated.exact_day().is_none() || dated.exact_day() != by_rule.get(id).copied() {
                continue;
            }
            let astray = |anchor: &str| {
                let other = places.get(anchor).and_then(|other| Some((other, ordered.get(*other)?)));
                other.is_some_and(|(other, neighbour)| {
                    if *other < place { lies_before(dated, neighbour) } else { lies_before(neighbour, dated) }
                })
            };
            if rule.anchors().any(|anchor| found.contains(anchor) || astray(anchor)) {
                found.insert(id);
            }
        }
        if found.len() == known {
            return found;
        }
    }
}

/// Whether one is over before the other begins.
fn lies_before(one: &Dated<'_>, other: &Dated<'_>) -> bool {
    one.date.last_day().zip(other.date.first_day()).is_some_and(|(last, first)| last < first)
}

fn breach(dated: &Dated<'_>, neighbour: &Dated<'_>, should_follow: bool) -> Diagnostic {
    let (is, should) = if should_follow { ("before", "after") } else { ("after", "before") };
    let message =
        format!("{} lies {is} {}, but comes {should} it in the process", dated.show(), neighbour.show());
    RULE.breach(dated.location.clone(), message)
        .with_hint("correct the date, or the order of the milestones in the process")
        .with_label(neighbour.location.clone(), neighbour.show())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{found, unchecked};

    const PROCESS: &str = "kind: process/v1\nversion: 2\nmilestones:\n  - {id: a, name: Alpha}\n  - {id: b}\n  - {id: c}\n  - {id: z, at: a - 1 week}\n";

    fn schedule(version: u64, b: &str) -> String {
        format!(
            "kind: schedule/v1\ncycle: paris\nprocess: {version}\nstatus: active\nmilestones:\n  - {{id: a, date: 2027-01-14}}\n  - {{id: b, date: {b}}}\n  - {{id: c, date: 2027-03-25}}\n  - {{id: z, date: 2027-01-07}}\n"
        )
    }

    fn found_with(b: &str) -> Vec<String> {
        found(&RULE, &[("process.yaml", PROCESS), ("schedules/paris.yaml", &schedule(2, b))], "2026-12-01")
    }

    #[test]
    fn a_date_that_goes_back_is_found() {
        assert_eq!(
            found_with("2027-01-13"),
            [
                "7:19 b (Wed 13 Jan 2027) lies before Alpha (Thu 14 Jan 2027), but comes after it in the process"
            ]
        );
        assert_eq!(
            found_with("2027-04"),
            ["7:19 b (April 2027) lies after c (Thu 25 Mar 2027), but comes before it in the process"]
        );
    }

    #[test]
    fn dates_in_order_overlaps_and_dates_on_their_rule_are_silent() {
        assert!(found_with("2027-02-11").is_empty());
        assert!(found_with("2027-01").is_empty());
    }

    #[test]
    fn a_plan_on_an_older_process_is_not_checked() {
        let files = [("process.yaml", PROCESS), ("schedules/paris.yaml", &schedule(1, "2027-01-13"))];
        assert!(unchecked(&RULE, &files).is_some());
    }
}
