//! One line for every milestone, whatever ids it had, and how far it slipped.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{MilestoneTrend, Plan, PlannedDate, Point, Revision};
use crate::calendar::{DateText, WorkingCalendar};
use crate::diff::{Change, ChangeKind, Distance, distance, moves};

/// A milestone of one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) key: bool,
    /// Its date, if it has one that can be read.
    pub(super) date: Option<DateText>,
}

/// A revision with the milestones of its plan, in the plan's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) revision: Revision,
    pub(super) milestones: Vec<Named>,
    /// How many commits of the branch lie after it.
    pub(super) age: usize,
    /// Whether a vote on the plan decided it, and nothing else speaks against it.
    pub(super) voted: bool,
}

/// A milestone through all revisions.
#[derive(Debug, Default)]
struct Line {
    /// Its id, name and place, as the newest plan that has it says.
    last: Option<(usize, usize, Named)>,
    stands: BTreeMap<usize, Stand>,
}

/// A milestone in one revision that has it.
#[derive(Debug)]
struct Stand {
    id: String,
    planned: Option<PlannedDate>,
    date: Option<DateText>,
    change: Option<Box<Change>>,
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
    let bases = bases(seen);
    let mut lines: Vec<(usize, usize, MilestoneTrend)> = tangle
        .lines
        .into_iter()
        .filter_map(|line| {
            let (index, place, named) = line.last.clone()?;
            let trend = line.measured(named, &readable, &bases, calendar);
            Some((index, place, MilestoneTrend { done: done(&trend.id), ..trend }))
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

/// The revisions whose dates are approved, the baseline first.
fn bases(seen: &[Seen]) -> Vec<usize> {
    let Some(first) = seen.iter().position(|seen| seen.revision.baseline) else { return Vec::new() };
    let voted = |index: &usize| seen.get(*index).is_some_and(|seen| seen.voted);
    std::iter::once(first).chain((first + 1..seen.len()).filter(voted)).collect()
}

impl Line {
    fn measured(
        mut self,
        named: Named,
        readable: &[usize],
        bases: &[usize],
        calendar: &WorkingCalendar,
    ) -> MilestoneTrend {
        // What is added later has the first date that was approved.
        let base = bases.iter().find_map(|index| {
            let date = self.stands.get(index)?.date.clone()?;
            date.first_day().map(|day| (*index, day, date))
        });
        let from =
            |date: &DateText| base.as_ref().and_then(|(_, _, planned)| distance(planned, date, calendar));
        let baseline_date = base.as_ref().and_then(|(index, _, _)| self.stands.get(index)?.planned.clone());
        let newest = readable.last().and_then(|index| self.stands.get(index)?.date.as_ref());
        let slip: Option<Distance> = newest.and_then(from);
        let since = base.as_ref().map(|base| base.0).or(bases.first().copied()).unwrap_or(0);
        let early_moves = moves(self.stands.range(..=since).filter_map(|(_, stand)| stand.date.as_ref()));
        let moves = moves(self.stands.range(since..).filter_map(|(_, stand)| stand.date.as_ref()));
        let mut former_ids: Vec<String> = Vec::new();
        for stand in self.stands.values() {
            if stand.id != named.id && !former_ids.contains(&stand.id) {
                former_ids.push(stand.id.clone());
            }
        }
        let points = readable
            .iter()
            .map(|&revision| match self.stands.remove(&revision) {
                None => Point { revision, id: None, date: None, change: None, slip_days: None },
                Some(stand) => Point {
                    revision,
                    slip_days: stand.date.as_ref().and_then(from).map(|distance| distance.days),
                    id: Some(stand.id),
                    date: stand.planned,
                    change: stand.change,
                },
            })
            .collect();
        MilestoneTrend {
            done: None,
            former_ids,
            id: named.id,
            name: named.name,
            key: named.key,
            baseline: base.as_ref().map(|(_, day, _)| *day),
            baseline_date,
            baseline_revision: base.as_ref().map(|(index, _, _)| *index),
            slip_days: slip.map(|slip| slip.days),
            slip_working_days: slip.map(|slip| slip.working_days),
            moves,
            early_moves,
            points,
        }
    }
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
        let successions = self.successions(seen);
        self.hand_on(&successions, &seen.revision.changes);
        for (place, named) in seen.milestones.iter().enumerate() {
            let number = *self.by_id.entry(named.id.clone()).or_insert_with(|| {
                self.lines.push(Line::default());
                self.lines.len() - 1
            });
            let Some(line) = self.lines.get_mut(number) else { continue };
            line.last = Some((index, place, named.clone()));
            let stand = Stand {
                id: named.id.clone(),
                planned: dates.get(&named.id).cloned(),
                date: named.date.clone(),
                change: change_of(&named.id, &seen.revision.changes, &successions),
            };
            line.stands.insert(index, stand);
        }
    }

    /// Which id goes on as which.
    fn successions(&self, seen: &Seen) -> Vec<(String, String)> {
        seen.revision.changes.iter().filter_map(|change| self.succession(change, seen)).collect()
    }

    /// Where several become one or one several, who has the same id goes on, else a key milestone, else the first.
    fn succession(&self, change: &Change, seen: &Seen) -> Option<(String, String)> {
        let lineage = change.lineage.as_ref()?;
        let was_key = |id: &&String| {
            let line = self.by_id.get(id.as_str()).and_then(|&number| self.lines.get(number));
            line.and_then(|line| line.last.as_ref()).is_some_and(|(_, _, named)| named.key)
        };
        let is_key = |id: &&String| seen.milestones.iter().any(|named| named.id == **id && named.key);
        let same = lineage.ancestors.iter().find(|id| lineage.heirs.contains(id));
        let ancestor =
            same.or_else(|| lineage.ancestors.iter().find(was_key)).or_else(|| lineage.ancestors.first())?;
        let heir = same.or_else(|| lineage.heirs.iter().find(is_key)).or_else(|| lineage.heirs.first())?;
        Some((ancestor.clone(), heir.clone()))
    }

    /// All ids change at once: where `rc1` becomes `rc2`, `rc2` may become `rc3`. An id that is gone and new in one step
    /// means something else now.
    fn hand_on(&mut self, successions: &[(String, String)], changes: &[Change]) {
        let taken: Vec<(usize, &String)> =
            successions.iter().filter_map(|(old, new)| Some((self.by_id.remove(old)?, new))).collect();
        let of_kind = |kind: ChangeKind| -> BTreeSet<&str> {
            let found = changes.iter().filter(|change| change.kind == kind);
            found.map(|change| change.subject.as_str()).collect()
        };
        for id in of_kind(ChangeKind::Added).intersection(&of_kind(ChangeKind::Removed)) {
            self.by_id.remove(*id);
        }
        self.by_id.extend(taken.into_iter().map(|(line, new)| (new.clone(), line)));
    }
}

/// The change that gave a milestone its date, by the id that it has after it.
fn change_of(id: &str, changes: &[Change], successions: &[(String, String)]) -> Option<Box<Change>> {
    let goes_on_here = |change: &Change| match (change.kind, &change.lineage) {
        (ChangeKind::Split | ChangeKind::Merged, Some(lineage)) => {
            lineage.heirs.iter().any(|heir| heir == id)
                && successions.iter().any(|(old, new)| new == id && lineage.ancestors.contains(old))
        }
        (
            ChangeKind::Moved
            | ChangeKind::Dated
            | ChangeKind::Undated
            | ChangeKind::Precision
            | ChangeKind::Added,
            _,
        ) => change.subject == id,
        _ => false,
    };
    changes.iter().find(|change| goes_on_here(change)).cloned().map(Box::new)
}
