//! What became of the approval of a revision later: ratified, or an emergency that nobody ratified in time.

use std::collections::{BTreeMap, BTreeSet};

use super::story::{NONE_APPROVED, short};
use super::{SignOff, Trend};
use crate::calendar::show_day;
use crate::document::Workspace;

/// The commits that approvals of these documents say to ratify.
pub(super) fn named_by(documents: &Workspace) -> BTreeSet<String> {
    let approvals = documents.approvals.values();
    approvals
        .filter_map(|approval| approval.value.ratifies.as_ref())
        .map(|commit| commit.value.clone())
        .collect()
}

impl SignOff {
    /// Whether an approval after the fact would make a difference.
    pub(super) const fn is_open(&self) -> bool {
        matches!(
            self,
            Self::Unapproved | Self::BelowEvidence(_) | Self::Unverifiable(_) | Self::Emergency { .. }
        )
    }
}

impl Trend {
    /// Takes over what the audit says: by which approval a commit was ratified; nothing where it could not be asked. An
    /// emergency that was not ratified on the day to look from holds no more.
    pub fn settle(&mut self, ratified: Option<&BTreeMap<String, String>>) {
        let named = std::mem::take(&mut self.named_as_ratified);
        let mut any_ratified = false;
        for revision in self.revisions.iter_mut().filter(|revision| revision.approval.is_open()) {
            match ratified {
                Some(ratified) => {
                    if let Some(by) = ratified.get(&revision.commit) {
                        revision.approval = SignOff::Ratified(by.clone());
                        revision.objection = None;
                        any_ratified = true;
                        continue;
                    }
                }
                None if named.contains(&revision.commit) => {
                    self.notes.push(format!(
                        "an approval says that it ratifies commit {}; this clone is too shallow to tell whether it does",
                        short(&revision.commit)
                    ));
                    continue;
                }
                None => {}
            }
            let SignOff::Emergency { ratify_by: Some(due), .. } = revision.approval else { continue };
            if self.today.is_some_and(|today| today > due) {
                revision.approval = SignOff::Unapproved;
                revision.objection =
                    Some(format!("the emergency approval was not ratified by {}", show_day(due)));
            }
        }
        if any_ratified {
            for note in &mut self.notes {
                if let Some(rest) = note.strip_prefix(NONE_APPROVED) {
                    *note = format!("{NONE_APPROVED} when it was merged{rest}");
                }
            }
        }
    }
}
