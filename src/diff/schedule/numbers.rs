//! Milestones with one name and a number (`rc1`, `rc2`) that are counted anew when one comes or goes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::calendar::Zone;

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
        series.into_values().filter_map(|members| Self::of(members, zones)).collect()
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
    pub fn of<'a>(changes: impl Iterator<Item = &'a Change> + Clone) -> Option<Self> {
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
