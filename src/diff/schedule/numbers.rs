//! Milestones with one name and a number (`rc1`, `rc2`) that are counted anew when one comes or goes.
//!
//! A number can be a name (`rc.2` is the second candidate, whatever its day) or a distance (`r-13` is the week thirteen
//! weeks before the release). When one comes or goes at one end of an even series, the dates alone fit both readings:
//! all were counted anew and none moved, or all kept their numbers and moved by one step. The other milestones decide:
//! where more than half of them moved by that very step, the cycle moved and took the numbers along. Else the dates
//! that stay count for more than the numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use crate::calendar::{Zone, days_between};

use super::super::{Change, ChangeKind};
use super::pairing::{Item, exact_moment};

/// A series that was counted anew while its dates stayed.
pub(super) struct Series<'a> {
    members: [Vec<Item<'a>>; 2],
    /// What kept its date, with the number before and the one after.
    pub(super) pairs: Vec<(Item<'a>, Item<'a>)>,
}

impl<'a> Series<'a> {
    /// Every such series of two plans.
    pub(super) fn all(old: &[Item<'a>], new: &[Item<'a>], zones: [&Zone; 2]) -> Vec<Self> {
        let mut series: BTreeMap<&str, [Vec<Item<'a>>; 2]> = BTreeMap::new();
        for (side, items) in [old, new].into_iter().enumerate() {
            for item in items {
                if let Some(name) = stem(item.id())
                    && let Some(members) = series.entry(name).or_default().get_mut(side)
                {
                    members.push(*item);
                }
            }
        }
        let mut counted_anew: Vec<Self> =
            series.into_values().filter_map(|members| Self::of(members, zones)).collect();
        if !counted_anew.is_empty() {
            let days = [days_by_id(old, zones[0]), days_by_id(new, zones[1])];
            counted_anew.retain(|series| !series.moved_with_the_cycle(&days));
        }
        counted_anew
    }

    /// Whether the members kept their numbers and moved with the milestones around them.
    fn moved_with_the_cycle(&self, days: &[BTreeMap<&str, Date>; 2]) -> bool {
        let members = self.ids();
        let [before, after] = days;
        let moves = before.iter().filter_map(|(id, old)| Some((*id, days_between(*old, *after.get(id)?))));
        let (own, others): (Vec<_>, Vec<_>) = moves.partition(|(id, _)| members.contains(id));
        let alike = |moves: &[(&str, i64)], days: i64| {
            moves.iter().filter(|(_, moved)| *moved == days).count() * 2 > moves.len()
        };
        let mut steps: Vec<i64> = own.iter().map(|(_, days)| *days).collect();
        steps.sort_unstable();
        // What more than half have in common stands in the middle.
        let step = steps.get(steps.len() / 2).copied().filter(|step| *step != 0);
        step.is_some_and(|step| alike(&own, step) && alike(&others, step))
    }

    /// The series, where it was counted anew: fewer than two unchanged dates would prove nothing.
    fn of(members: [Vec<Item<'a>>; 2], zones: [&Zone; 2]) -> Option<Self> {
        let [old, new] = &members;
        let fewer = old.len().min(new.len());
        if old.len() == new.len() || fewer < 2 {
            return None;
        }
        let (before, after) = (by_moment(old, zones[0])?, by_moment(new, zones[1])?);
        let pairs: Vec<_> = before.iter().filter_map(|(date, old)| Some((*old, *after.get(date)?))).collect();
        let renumbered = pairs.iter().any(|(old, new)| old.id() != new.id());
        (pairs.len() == fewer && renumbered).then_some(Self { members, pairs })
    }

    /// The ids of all its members, on either side.
    pub(super) fn ids(&self) -> BTreeSet<&'a str> {
        self.members.iter().flatten().map(Item::id).collect()
    }
}

/// The first days of the milestones whose dates are settled.
fn days_by_id<'a>(items: &[Item<'a>], zone: &Zone) -> BTreeMap<&'a str, Date> {
    let day = |item: &Item<'a>| {
        let date = item.milestone.moment(zone)?.ok().filter(|date| !date.is_tentative())?;
        Some((item.id(), date.first_day()?))
    };
    items.iter().filter_map(day).collect()
}

/// The members by their dates, where each has one of its own.
fn by_moment<'a>(members: &[Item<'a>], zone: &Zone) -> Option<BTreeMap<String, Item<'a>>> {
    let dated: BTreeMap<_, _> =
        members.iter().filter_map(|item| Some((exact_moment(item.milestone, zone)?, *item))).collect();
    (dated.len() == members.len()).then_some(dated)
}

/// The part of an id before the number at its end.
fn stem(id: &str) -> Option<&str> {
    let stem = id.trim_end_matches(|character: char| character.is_ascii_digit());
    (!stem.is_empty() && stem.len() < id.len()).then_some(stem)
}

/// What happened to the numbered milestones of a plan, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renumbering {
    inserted: usize,
    removed: usize,
    renumbered: usize,
    moved: usize,
}

impl Renumbering {
    /// The numbers, where the changes of one plan tell of a series that was counted anew.
    pub fn of<'a>(changes: &(impl Iterator<Item = &'a Change> + Clone)) -> Option<Self> {
        let renamed = |change: &&'a Change| change.kind == ChangeKind::Renamed;
        let series: BTreeMap<&str, usize> =
            changes.clone().filter(renamed).filter_map(renumbered).fold(BTreeMap::new(), |mut all, stem| {
                *all.entry(stem).or_default() += 1;
                all
            });
        let count = |kind: ChangeKind| {
            let member = |change: &&Change| {
                change.kind == kind
                    && change.pointer.len() == 2
                    && stem(&change.subject).is_some_and(|stem| series.contains_key(stem))
            };
            changes.clone().filter(member).count()
        };
        let dates = [ChangeKind::Moved, ChangeKind::Dated, ChangeKind::Undated];
        let found = Self {
            inserted: count(ChangeKind::Added),
            removed: count(ChangeKind::Removed),
            renumbered: series.values().sum(),
            moved: changes.clone().filter(|change| dates.contains(&change.kind)).count(),
        };
        (found.renumbered > 0 && found.inserted + found.removed > 0).then_some(found)
    }
}

fn renumbered(change: &Change) -> Option<&str> {
    let (old, new) = (stem(change.old.as_deref()?)?, stem(change.new.as_deref()?)?);
    (old == new).then_some(new)
}

impl fmt::Display for Renumbering {
    /// `1 inserted, 3 renumbered, no date moved`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = [(self.inserted, "inserted"), (self.removed, "removed")];
        for (count, word) in counted.into_iter().filter(|(count, _)| *count > 0) {
            write!(formatter, "{count} {word}, ")?;
        }
        write!(formatter, "{} renumbered, ", self.renumbered)?;
        match self.moved {
            0 => formatter.write_str("no date moved"),
            1 => formatter.write_str("1 date moved"),
            several => write!(formatter, "{several} dates moved"),
        }
    }
}
