//! The trend of some milestones alone.

use std::collections::BTreeSet;

use super::lines::heir;
use super::{Plan, Revision, Trend};
use crate::diff::ChangeKind;

impl Trend {
    /// The same for the milestones with these ids, as the newest plan that has them calls them. Of the revisions, the
    /// first, the baseline, those that say something about them, and both ends of a gap remain.
    #[must_use]
    pub fn of_milestones(mut self, ids: &[String]) -> Self {
        self.milestones.retain(|milestone| ids.contains(&milestone.id));
        let mut names: BTreeSet<String> = ids.iter().cloned().collect();
        for revision in self.revisions.iter_mut().rev() {
            let earlier: Vec<String> = revision
                .changes
                .iter()
                .filter_map(heir)
                .filter(|(_, new)| names.contains(*new))
                .map(|(old, _)| old.to_owned())
                .collect();
            revision.changes.retain(|change| {
                names.contains(&change.subject)
                    || change.kind == ChangeKind::Shifted
                    || heir(change).is_some_and(|(_, new)| names.contains(new))
            });
            names.extend(earlier);
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

fn says_something(revision: &Revision) -> bool {
    revision.baseline || !revision.changes.is_empty() || has_no_dates(revision)
}

fn has_no_dates(revision: &Revision) -> bool {
    !matches!(revision.plan, Plan::Read { .. })
}
