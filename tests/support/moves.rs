//! Moves of dates, once computed from the published data alone and once as the program reports them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;

use super::history::{Milestone, Releases, Revision};

/// A milestone whose date became another one. Two moves are the same only if their dates and days are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Move {
    pub(crate) release: String,
    pub(crate) milestone: String,
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) days: i64,
    pub(crate) cause: String,
}

/// The moves from one published state to the next.
pub(crate) fn published(before: &Releases, after: &Releases) -> BTreeSet<Move> {
    let mut all = BTreeSet::new();
    for (release, milestones) in after {
        let Some(earlier) = before.get(release) else { continue };
        let moves = moves_of_release(release, earlier, milestones);
        let shift = common_days(&moves, dated_on_both_sides(earlier, milestones));
        all.extend(moves.into_iter().map(|mut one| {
            if shift == Some(one.days) && moved_whole(&one) {
                "shift".clone_into(&mut one.cause);
            }
            one
        }));
    }
    all
}

/// The cycles that moved as a whole between two published states.
pub(crate) fn published_shifts(before: &Releases, after: &Releases) -> BTreeSet<String> {
    let both = after.iter().filter_map(|(release, new)| Some((release, before.get(release)?, new)));
    both.filter(|(release, old, new)| {
        common_days(&moves_of_release(release, old, new), dated_on_both_sides(old, new)).is_some()
    })
    .map(|(release, ..)| release.clone())
    .collect()
}

/// The moves among the program's changes. A move outside the schedules is a failure.
pub(crate) fn reported(changes: &[Value]) -> BTreeSet<Move> {
    let found: Vec<&Value> = changes.iter().filter(|change| change["kind"] == "moved").collect();
    let moves: BTreeSet<Move> = found.iter().map(|change| reported_move(change)).collect();
    assert_eq!(moves.len(), found.len(), "a move is reported twice: {found:#?}");
    moves
}

/// A line for people: `58f8bf5ed 2019-03-29  neon  formal-release  2019-03-06 → 2019-03-25  +19 days`.
pub(crate) fn line(revision: &Revision, one: &Move) -> String {
    let Move { release, milestone, old, new, days, .. } = one;
    let (id, day) = (revision.short_id(), revision.day());
    format!("{id} {day}  {release:<10} {milestone:<28} {old} → {new} {days:>+5} days\n")
}

fn moves_of_release(release: &str, before: &[Milestone], after: &[Milestone]) -> Vec<Move> {
    let earlier: BTreeMap<&str, &Milestone> = before.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut moves = Vec::new();
    for milestone in after {
        let Some(old) = earlier.get(milestone.id.as_str()).and_then(|one| one.date.as_deref()) else {
            continue;
        };
        let Some(new) = milestone.date.as_deref() else { continue };
        if let Some(days) = days_moved(old, new) {
            moves.push(Move {
                release: release.to_owned(),
                milestone: milestone.id.clone(),
                old: old.to_owned(),
                new: new.to_owned(),
                days,
                cause: "edited".to_owned(),
            });
        }
    }
    moves
}

/// By how many days a date moved: its first day, or its last one where the first stayed. None for the same date, for
/// one that does not exist, and for one that only became more or less exact, such as a week of which a day is left.
fn days_moved(old: &str, new: &str) -> Option<i64> {
    let ((old_first, old_last), (new_first, new_last)) = (days_of(old)?, days_of(new)?);
    let within =
        (old_first <= new_first && new_last <= old_last) || (new_first <= old_first && old_last <= new_last);
    match (days_between(old_first, new_first), days_between(old_last, new_last)) {
        _ if old == new || (within && form(old) != form(new)) => None,
        (0, days) | (days, _) => Some(days),
    }
}

/// Whether the date is a minute, a span or a day.
fn form(date: &str) -> (bool, bool) {
    let is_minute = date.contains('T');
    (is_minute, !is_minute && date.contains('/'))
}

fn days_of(date: &str) -> Option<(Date, Date)> {
    // The zones of the data are UTC, as that of the project is; the slash in their name separates nothing.
    let days = date.split_once('T').map_or(date, |(day, _)| day);
    let (first, last) = days.split_once('/').unwrap_or((days, days));
    Some((first.parse().ok()?, last.parse().ok()?))
}

fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// The days that more than half of the moves, of all dated milestones, and at least three have in common.
fn common_days(moves: &[Move], dated: usize) -> Option<i64> {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for one in moves.iter().filter(|one| moved_whole(one)) {
        *counts.entry(one.days).or_default() += 1;
    }
    let is_common = |count: usize| count >= 3 && count * 2 > moves.len() && count * 2 > dated;
    counts.into_iter().find(|(_, count)| is_common(*count)).map(|(days, _)| days)
}

/// Whether the last day moved as far as the first one.
fn moved_whole(one: &Move) -> bool {
    days_of(&one.old).zip(days_of(&one.new)).is_some_and(|(old, new)| {
        days_between(old.0, new.0) == one.days && days_between(old.1, new.1) == one.days
    })
}

fn dated_on_both_sides(before: &[Milestone], after: &[Milestone]) -> usize {
    let is_dated = |plan: &[Milestone], id: &str| plan.iter().any(|one| one.id == id && one.date.is_some());
    after.iter().filter(|one| is_dated(before, &one.id) && is_dated(after, &one.id)).count()
}

fn reported_move(change: &Value) -> Move {
    let text = |key: &str| {
        change[key].as_str().unwrap_or_else(|| panic!("a move without `{key}`: {change:#}")).to_owned()
    };
    let document = text("document");
    let release =
        document.strip_prefix("schedule/").unwrap_or_else(|| panic!("no schedule moved: {change:#}"));
    assert_eq!(change["path"], format!("release/schedules/{release}.yaml"), "{change:#}");
    Move {
        release: release.to_owned(),
        milestone: text("subject"),
        old: text("old"),
        new: text("new"),
        days: change["days"].as_i64().unwrap_or_else(|| panic!("a move without `days`: {change:#}")),
        cause: text("cause"),
    }
}
