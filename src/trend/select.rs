//! The trend of some milestones alone.

use std::collections::BTreeSet;

use super::{Plan, Revision, Trend};
use crate::diff::{Change, ChangeKind};

impl Trend {
    /// The id of the milestone that is or once was called so. Who has the id now comes first, then who had it last.
    pub fn milestone_called(&self, id: &str) -> Option<&str> {
        let now = self.milestones.iter().find(|milestone| milestone.id == id);
        let once =
            || self.milestones.iter().find(|milestone| milestone.former_ids.iter().any(|old| old == id));
        now.or_else(once).map(|milestone| milestone.id.as_str())
    }

    /// The same for the milestones with these ids, as the newest plan that has them calls them. Of the revisions, the
    /// first, the baseline, those that say something about them, and both ends of a gap remain.
    #[must_use]
    pub fn of_milestones(mut self, ids: &[String]) -> Self {
        self.milestones.retain(|milestone| ids.contains(&milestone.id));
        let mut before: BTreeSet<String> = BTreeSet::new();
        for (index, revision) in self.revisions.iter_mut().enumerate() {
            let points = self.milestones.iter().flat_map(|milestone| &milestone.points);
            let here = points.filter(|point| point.revision == index);
            let now: BTreeSet<String> = here.filter_map(|point| point.id.clone()).collect();
            revision.changes.retain(|change| is_about(change, &before, &now));
            if matches!(revision.plan, Plan::Read { .. }) {
                before = now;
            }
        }
        let before = std::iter::once(None).chain(self.revisions.iter().map(Some));
        let kept: Vec<usize> = before
            .zip(&self.revisions)
            .enumerate()
            .filter(|(_, (before, revision))| before.is_none_or(has_no_dates) || says_something(revision))
            .map(|(index, _)| index)
            .collect();
        for milestone in &mut self.milestones {
            milestone.points = std::mem::take(&mut milestone.points)
                .into_iter()
                .filter_map(|mut point| {
                    point.revision = kept.binary_search(&point.revision).ok()?;
                    Some(point)
                })
                .collect();
        }
        let mut index = 0;
        self.revisions.retain(|_| {
            index += 1;
            kept.binary_search(&(index - 1)).is_ok()
        });
        self
    }
}

/// Whether a change is about milestones that have these ids before and after it.
fn is_about(change: &Change, before: &BTreeSet<String>, now: &BTreeSet<String>) -> bool {
    match (&change.lineage, change.kind) {
        (_, ChangeKind::Shifted) => true,
        (Some(lineage), _) => {
            lineage.ancestors.iter().any(|id| before.contains(id))
                || lineage.heirs.iter().any(|id| now.contains(id))
        }
        (None, ChangeKind::Removed) => before.contains(&change.subject) && !now.contains(&change.subject),
        (None, _) => now.contains(&change.subject),
    }
}

fn says_something(revision: &Revision) -> bool {
    revision.baseline || !revision.changes.is_empty() || has_no_dates(revision)
}

fn has_no_dates(revision: &Revision) -> bool {
    !matches!(revision.plan, Plan::Read { .. })
}
