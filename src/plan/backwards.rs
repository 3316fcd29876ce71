//! The start of a cycle of which only a later milestone is fixed: found by trying days, since a snap has no inverse.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::departure::days_between;
use crate::calendar::{Calendars, FIRST_DAY, LAST_DAY, Planned, Resolution, Rule, WorkingCalendar, resolve};
use crate::document::ParsedRule;

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

/// The latest day of `root`, which has no rule, from which the rules lead to a fixed milestone or to a day before it.
/// Where several fixed milestones hang on `root`, a key milestone counts, and of them the last in the process.
pub(super) fn latest_start(
    parsed: &[ParsedRule<'_>],
    root: &str,
    fixed: &BTreeMap<String, Date>,
    calendars: &Calendars<'_>,
) -> Option<Found> {
    let aims = parsed.iter().enumerate().filter(|(_, one)| fixed.contains_key(one.milestone.id.as_str()));
    let (_, aim) = aims
        .filter(|(_, one)| hangs_on(parsed, one, root, fixed))
        .max_by_key(|(place, one)| (one.milestone.key, *place))?;
    let aim = aim.milestone.id.as_str();
    let wanted = *fixed.get(aim)?;
    let mut others = fixed.clone();
    others.remove(aim);
    let planned: Vec<Planned<'_>> = parsed.iter().map(ParsedRule::planned).collect();
    let reached_from = |start: Date| {
        let mut fixed = others.clone();
        fixed.insert(root.to_owned(), start);
        resolve(&planned, &fixed, calendars).get(aim).and_then(Resolution::date)
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

/// Whether a milestone is counted from another one, by way of such as are not fixed.
fn hangs_on(
    parsed: &[ParsedRule<'_>],
    milestone: &ParsedRule<'_>,
    root: &str,
    fixed: &BTreeMap<String, Date>,
) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&ParsedRule<'_>> = vec![milestone];
    while let Some(one) = open.pop() {
        for anchor in one.rule.iter().flat_map(Rule::anchors) {
            if anchor == root {
                return true;
            }
            if !fixed.contains_key(anchor) && seen.insert(anchor) {
                open.extend(parsed.iter().find(|other| other.milestone.id.as_str() == anchor));
            }
        }
    }
    false
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
