//! The start of a cycle of which only a later milestone is fixed: found by trying days, since a snap has no inverse.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::calendar::{
    Calendars, FIRST_DAY, LAST_DAY, Planned, Resolution, Rule, WorkingCalendar, days_between, resolve,
};
use crate::document::{ParsedRule, ProcessMilestone};

/// How far from the fixed milestone its start is looked for.
const YEARS: i16 = 30;

/// A fixed milestone, and the day from which its rule leads there or nearly there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The fixed milestone.
    pub(super) aim: String,
    /// The day of the milestone that it is counted from.
    pub(super) start: Date,
    /// Where the rules lead from that day.
    pub(super) reached: Date,
}

/// A fixed milestone with a rule.
pub(super) struct Aim<'a> {
    milestone: &'a ProcessMilestone,
    /// What it is counted from, by way of such as are not fixed.
    counted_from: BTreeSet<&'a str>,
}

/// The fixed milestones from which a start can be computed, in the order of the process.
pub(super) fn aims<'a>(parsed: &'a [ParsedRule<'a>], fixed: &BTreeMap<String, Date>) -> Vec<Aim<'a>> {
    let rules: BTreeMap<&str, &Rule> =
        parsed.iter().filter_map(|one| Some((one.milestone.id.as_str(), one.rule.as_ref()?))).collect();
    let aims = parsed.iter().filter(|one| fixed.contains_key(one.milestone.id.as_str()));
    aims.filter_map(|one| {
        let counted_from = counted_from(one.rule.as_ref()?, &rules, fixed);
        Some(Aim { milestone: one.milestone, counted_from })
    })
    .collect()
}

fn counted_from<'a>(
    rule: &'a Rule,
    rules: &BTreeMap<&str, &'a Rule>,
    fixed: &BTreeMap<String, Date>,
) -> BTreeSet<&'a str> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut open = vec![rule];
    while let Some(rule) = open.pop() {
        for anchor in rule.anchors() {
            if seen.insert(anchor) && !fixed.contains_key(anchor) {
                open.extend(rules.get(anchor));
            }
        }
    }
    seen
}

/// The latest day of `root`, which has no rule, from which the rules lead to a fixed milestone or to a day before it.
/// Where several fixed milestones hang on `root`, a key milestone counts, and of them the last in the process.
pub(super) fn latest_start(
    aims: &[Aim<'_>],
    planned: &[Planned<'_>],
    root: &str,
    fixed: &BTreeMap<String, Date>,
    calendars: &Calendars<'_>,
) -> Option<Found> {
    let hanging = aims.iter().enumerate().filter(|(_, aim)| aim.counted_from.contains(root));
    let (_, aim) = hanging.max_by_key(|(place, aim)| (aim.milestone.key, *place))?;
    let aim = aim.milestone.id.as_str();
    let wanted = *fixed.get(aim)?;
    let mut others = fixed.clone();
    others.remove(aim);
    let reached_from = |start: Date| {
        let mut fixed = others.clone();
        fixed.insert(root.to_owned(), start);
        resolve(planned, &fixed, calendars).get(aim).and_then(Resolution::date)
    };
    let start = last_that_fits(wanted, |start| match reached_from(start) {
        Some(reached) => reached <= wanted,
        // Only at an end of the calendar a rule leads out of it.
        None => days_between(FIRST_DAY, start) < days_between(start, LAST_DAY),
    })?;
    let start = working_day_at_or_before(start, calendars.working);
    let reached = reached_from(start).filter(|reached| *reached <= wanted)?;
    Some(Found { aim: aim.to_owned(), start, reached })
}

/// The last day near `wanted` for which `fits` holds, where it holds up to some day and not behind it.
fn last_that_fits(wanted: Date, fits: impl Fn(Date) -> bool) -> Option<Date> {
    let mut low = wanted.checked_sub(YEARS.years()).ok().map_or(FIRST_DAY, |day| day.max(FIRST_DAY));
    let mut high = wanted.checked_add(YEARS.years()).ok().map_or(LAST_DAY, |day| day.min(LAST_DAY));
    if !fits(low) {
        return None;
    }
    if fits(high) {
        return Some(high);
    }
    while days_between(low, high) > 1 {
        let middle = low.checked_add((days_between(low, high) / 2).days()).ok()?;
        if fits(middle) { low = middle } else { high = middle }
    }
    Some(low)
}

fn working_day_at_or_before(day: Date, working: &WorkingCalendar) -> Date {
    working.working_day_on_or_before(day).unwrap_or(day)
}
