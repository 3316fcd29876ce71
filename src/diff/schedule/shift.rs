//! A whole cycle that moved by one amount, and the moves against it.

use std::collections::BTreeMap;

use super::super::change::by_days;
use super::super::{Cause, Change, ChangeKind};

/// So many milestones make a common amount more than a coincidence.
const FEWEST: usize = 3;
/// More names than these are counted.
const NAMED: usize = 2;

/// By how much most milestones of a cycle moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shift {
    /// The common amount in days.
    pub(super) days: i64,
    /// How many milestones have a date on both sides.
    dated: usize,
    /// How many moved by the common amount.
    together: usize,
    /// The names of those that moved otherwise.
    otherwise: Vec<String>,
}

impl Shift {
    /// The amount that explains more than half of the moves, and more than half of the dates.
    pub(super) fn of(changes: &[Change], dated: usize) -> Option<Self> {
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        for change in changes.iter().filter(|change| is_whole(change)) {
            *counts.entry(change.days.unwrap_or_default()).or_default() += 1;
        }
        let (&days, &together) = counts.iter().max_by_key(|(_, count)| **count)?;
        let moves = || changes.iter().filter(|change| is_move(change));
        if days == 0 || together < FEWEST || together * 2 <= moves().count() || together * 2 <= dated {
            return None;
        }
        let against = moves().filter(|change| !(is_whole(change) && change.days == Some(days)));
        let otherwise = against.map(|change| change.subject_name.clone()).collect();
        Some(Self { days, dated, together, otherwise })
    }

    /// Says of every move whether it is part of the shift, or by how much it goes beyond it.
    pub(super) fn explain(&self, changes: &mut [Change]) {
        for change in changes {
            match change.days {
                Some(days) if days == self.days && is_whole(change) => change.cause = Some(Cause::Shift),
                Some(days) if is_whole(change) => change.beyond_shift = Some(days - self.days),
                _ => {}
            }
        }
    }

    /// `the whole cycle moves 7 days later: 3 of 4 milestones, General availability otherwise`; a cycle of which a
    /// milestone stays does not move as a whole: `5 of 8 milestones move 7 days later, 3 stay`.
    pub(super) fn sentence(&self) -> String {
        let stay = self.dated.saturating_sub(self.together + self.otherwise.len());
        let others = match self.otherwise.len() {
            0 => String::new(),
            count if count <= NAMED => format!(", {} otherwise", self.otherwise.join(" and ")),
            count => format!(", {count} milestones otherwise"),
        };
        let stay = match stay {
            0 => String::new(),
            1 => ", one stays".to_owned(),
            count => format!(", {count} stay"),
        };
        let (days, together, dated) = (by_days(self.days), self.together, self.dated);
        if stay.is_empty() {
            format!("the whole cycle moves {days}: {together} of {dated} milestones{others}")
        } else {
            format!("{together} of {dated} milestones move {days}{others}{stay}")
        }
    }
}

/// Whether a milestone that stays what it was has another date.
fn is_move(change: &Change) -> bool {
    change.kind == ChangeKind::Moved && change.days.is_some()
}

/// Whether both ends of a date moved alike.
fn is_whole(change: &Change) -> bool {
    is_move(change) && change.ends.is_none()
}
