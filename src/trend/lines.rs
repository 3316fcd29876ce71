//! One line for every milestone, whatever ids it had, and how far it slipped.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{MilestoneTrend, Plan, PlannedDate, Point, Revision};
use crate::calendar::{WorkingCalendar, days_between};
use crate::diff::{Change, ChangeKind};

/// A milestone of one revision, besides its date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) key: bool,
}

/// A revision with the milestones of its plan, in the plan's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) revision: Revision,
    pub(super) milestones: Vec<Named>,
    /// How many commits of the branch lie after it.
    pub(super) age: usize,
}

/// A milestone through all revisions.
#[derive(Debug, Default)]
struct Line {
    /// Its id, name and place, as the newest plan that has it says.
    last: Option<(usize, usize, Named)>,
    dates: BTreeMap<usize, PlannedDate>,
    /// The revisions that moved it.
    moves: Vec<usize>,
}

/// The lines of all milestones; the newest plan's first, in its order, then the ones that only older plans had.
pub(super) fn lines(
    seen: &[Seen],
    calendar: &WorkingCalendar,
    done: impl Fn(&str) -> Option<Date>,
) -> Vec<MilestoneTrend> {
    let mut tangle = Tangle::default();
    for (index, seen) in seen.iter().enumerate() {
        tangle.take(index, seen);
    }
    let readable: Vec<usize> = readable(seen).collect();
    let baseline = seen.iter().position(|seen| seen.revision.baseline);
    let mut lines: Vec<(usize, usize, MilestoneTrend)> = tangle
        .lines
        .into_iter()
        .filter_map(|line| {
            let (index, place, named) = line.last.clone()?;
            let day = |index: &usize| line.dates.get(index)?.first;
            let planned = baseline.as_ref().and_then(day);
            let newest = readable.last().and_then(day);
            let slip = planned.zip(newest);
            let points = readable
                .iter()
                .map(|&revision| Point { revision, date: line.dates.get(&revision).cloned() })
                .collect();
            let trend = MilestoneTrend {
                done: done(&named.id),
                id: named.id,
                name: named.name,
                key: named.key,
                baseline: planned,
                slip_days: slip.map(|(from, to)| days_between(from, to)),
                slip_working_days: slip.map(|(from, to)| calendar.working_days_between(from, to)),
                moves: line.moves.len(),
                early_moves: line
                    .moves
                    .iter()
                    .filter(|&&index| baseline.is_some_and(|base| index <= base))
                    .count(),
                points,
            };
            Some((index, place, trend))
        })
        .collect();
    lines.sort_by_key(|(index, place, _)| (std::cmp::Reverse(*index), *place));
    lines.into_iter().map(|(_, _, trend)| trend).collect()
}

/// The indices of the revisions that could be read.
fn readable(seen: &[Seen]) -> impl Iterator<Item = usize> {
    let is_read = |seen: &Seen| matches!(seen.revision.plan, Plan::Read { .. });
    seen.iter().enumerate().filter(move |(_, seen)| is_read(seen)).map(|(index, _)| index)
}

/// All lines at one moment, by the ids that the milestones have then. An id that is gone keeps its line: it may come
/// back.
#[derive(Debug, Default)]
struct Tangle {
    lines: Vec<Line>,
    by_id: BTreeMap<String, usize>,
}

impl Tangle {
    fn take(&mut self, index: usize, seen: &Seen) {
        let Plan::Read { dates, .. } = &seen.revision.plan else { return };
        self.rename(&seen.revision.changes);
        for (place, named) in seen.milestones.iter().enumerate() {
            let number = *self.by_id.entry(named.id.clone()).or_insert_with(|| {
                self.lines.push(Line::default());
                self.lines.len() - 1
            });
            let Some(line) = self.lines.get_mut(number) else { continue };
            line.last = Some((index, place, named.clone()));
            line.dates.extend(dates.get(&named.id).map(|date| (index, date.clone())));
        }
        let moved: BTreeSet<&str> = seen
            .revision
            .changes
            .iter()
            .filter(|change| change.kind == ChangeKind::Moved)
            .map(|change| change.subject.as_str())
            .collect();
        for id in moved {
            if let Some(line) = self.by_id.get(id).and_then(|&number| self.lines.get_mut(number)) {
                line.moves.push(index);
            }
        }
    }

    /// All ids change at once: where `rc1` becomes `rc2`, `rc2` may become `rc3`.
    fn rename(&mut self, changes: &[Change]) {
        let renames: Vec<(&str, &str)> = changes.iter().filter_map(heir).collect();
        let taken: Vec<(usize, &str)> =
            renames.iter().filter_map(|(old, new)| Some((self.by_id.remove(*old)?, *new))).collect();
        self.by_id.extend(taken.into_iter().map(|(line, new)| (new.to_owned(), line)));
    }
}

/// The id before and after; where several become one or one several, the first of them goes on.
pub(super) fn heir(change: &Change) -> Option<(&str, &str)> {
    match change.kind {
        ChangeKind::Renamed | ChangeKind::Split | ChangeKind::Merged => {
            Some((change.old.as_deref()?.split(", ").next()?, change.new.as_deref()?.split(", ").next()?))
        }
        _ => None,
    }
}
