//! What witness files say that GitHub showed: whoever wrote such a file may have made it up, so it proves nothing alone.

use std::collections::{BTreeMap, BTreeSet};

use super::Status;
use super::standing::{Standing, standing};
use crate::approval::{Class, Contents, Extent, GitHub, Governance, Needs, Proofs, Relation, Ruling, Step};
use crate::document::{Approval, Document, Witness, Workspace};
use crate::history::{Documents, HistoryError, decides_plan, witnessed};

/// The witnesses that the branch has by now, whichever step brought them.
pub(super) struct Witnesses<'a> {
    documents: &'a Documents<'a>,
    by_approval: BTreeMap<&'a str, &'a Document<Witness>>,
}

impl<'a> Witnesses<'a> {
    pub(super) fn of(documents: &'a Documents<'a>, tip: &'a Workspace) -> Self {
        let witnesses = tip.witnesses.values();
        let by_approval = witnesses.map(|witness| (witness.value.approval.as_str(), witness)).collect();
        Self { documents, by_approval }
    }

    /// Whether one of them is about an approval that a decision rests on.
    pub(super) fn tell_of(&self, ruling: &Ruling) -> bool {
        let mut ids = ruling.judgement.decisions.iter().flat_map(|decision| &decision.approvals);
        ids.any(|id| self.by_approval.contains_key(id.as_str()))
    }

    /// The same step, if what a witness file says about it were true: then its proof lies outside of the repository.
    pub(super) fn would_prove(
        &self,
        step: Step<'_>,
        governance: Governance,
        ruling: &Ruling,
    ) -> Result<Option<(Ruling, Standing)>, HistoryError> {
        let mut ids = ruling.judgement.decisions.iter().flat_map(|decision| &decision.approvals);
        let Some(witness) = ids.find_map(|id| self.by_approval.get(id.as_str())) else {
            return Ok(None);
        };
        let needs = &ruling.judgement.needs;
        let shown = witnessed(self.documents, step, needs, &witness.value)?;
        let proofs = Proofs { pull_request: GitHub::Witnessed(shown), merger: step.proofs.merger.clone() };
        let proven = Step { proofs: &proofs, ..step };
        let ruling = Ruling::after(proven, ruling.changes.clone(), Extent::Verdict);
        let standing = standing(governance, &ruling);
        Ok((standing.status == Status::Unverifiable).then_some((ruling, standing)))
    }

    /// What a witness file says that GitHub showed about a vote on a plan.
    pub(super) fn of_plans(&self, step: Step<'_>) -> Result<Option<Proofs>, HistoryError> {
        if self.by_approval.is_empty() {
            return Ok(None);
        }
        let contents = Contents::new(step.before, step.after);
        for (id, witness) in &self.by_approval {
            let Some(approval) = step.after.approvals.get(*id) else { continue };
            if contents.relation(&approval.value, false) != Relation::Applies {
                continue;
            }
            let needs = needs_of(approval);
            let shown = witnessed(self.documents, step, &needs, &witness.value)?;
            let merger = step.proofs.merger.clone();
            return Ok(Some(Proofs { pull_request: GitHub::Witnessed(shown), merger }));
        }
        Ok(None)
    }
}

/// The plans that an approval decides.
fn needs_of(approval: &Document<Approval>) -> Needs {
    let paths = approval.value.subject.iter().map(|subject| subject.path.value.clone());
    let plans = paths.filter(|path| decides_plan(&approval.value, path));
    Needs { classes: plans.map(|path| (path, BTreeSet::from([Class::Schedule]))).collect() }
}

/// The plans that the approvals of a step decide.
pub(super) fn plan_needs(step: Step<'_>) -> Needs {
    let contents = Contents::new(step.before, step.after);
    let applies =
        |approval: &&Document<Approval>| contents.relation(&approval.value, false) == Relation::Applies;
    let made = step.after.approvals.values().filter(applies);
    Needs { classes: made.flat_map(|approval| needs_of(approval).classes).collect() }
}
