//! What a step does besides what was decided, and what was decided about it later.

use super::Judge;
use super::sign_off::lacking;
use crate::approval::{ClassifiedChange, Extent, Judgement, Lack, Ruling, Step, Verdict};
use crate::audit::{AuditStep, Status};
use crate::export::model::PlanApproval;
use crate::export::read::ExportError;
use crate::history::FileStep;
use crate::repository::MergeBase;

impl Judge<'_> {
    /// What the step does besides, as far as it can undo a decision.
    pub(super) fn as_a_whole(
        &mut self,
        found: PlanApproval,
        (taken, step, changes): (&FileStep, Step<'_>, Vec<ClassifiedChange>),
        judgement: &Judgement,
    ) -> Result<PlanApproval, ExportError> {
        let is_late = judgement.ratify_by.is_some_and(|due| due < self.branch.today);
        if taken.parents > 2 || Ruling::after(step, changes, Extent::Verdict).verdict == Verdict::Invalid {
            return Ok(PlanApproval::Invalid);
        }
        if is_late {
            return Ok(PlanApproval::Unapproved);
        }
        if self.may_have_lost_steps(taken)?
            && let Some(audited) = self.audited(taken)?
            && matches!(audited.status, Status::Invalid | Status::Amended)
        {
            return Ok(PlanApproval::Invalid);
        }
        Ok(match Lack::of_merging(&judgement.merging) {
            Some(lack) => lacking(lack, found.approvals().to_vec(), PlanApproval::Unapproved),
            None => found,
        })
    }

    /// Whether the branch was merged into the change instead of the change into the branch: then steps that were decided
    /// may have left the line of first parents, which only the whole audit tells (threat T65).
    fn may_have_lost_steps(&self, taken: &FileStep) -> Result<bool, ExportError> {
        if taken.parents != 2 {
            return Ok(false);
        }
        let repository = self.branch.documents.repository();
        let parents = repository.commit(&taken.commit)?.parents;
        let [first, second] = parents.as_slice() else { return Ok(false) };
        let MergeBase::One(ancestor) = repository.merge_base(first, second)? else {
            return Ok(true);
        };
        let mut next = Some(second.clone());
        while let Some(id) = next.take().filter(|id| *id != ancestor) {
            let found = repository.commit(&id)?;
            let Some(parent) = found.parents.first() else { return Ok(true) };
            let root = self.branch.documents.root();
            if found.parents.len() > 1 && repository.id_at(&id, root)? != repository.id_at(parent, root)? {
                return Ok(true);
            }
            next = Some(parent.clone());
        }
        Ok(false)
    }

    pub(super) fn may_be_ratified(
        &self,
        taken: &FileStep,
        found: &PlanApproval,
        judgement: &Judgement,
    ) -> bool {
        let lacks = matches!(
            found,
            PlanApproval::Unapproved | PlanApproval::BelowEvidence(_) | PlanApproval::Unverifiable(_)
        );
        let mut approvals = self.branch.workspace.approvals.values();
        (lacks || judgement.ratify_by.is_some())
            && approvals.any(|approval| {
                approval.value.ratifies.as_ref().is_some_and(|commit| commit.value == taken.commit)
            })
    }

    pub(super) fn ratified(&mut self, taken: &FileStep) -> Result<Option<PlanApproval>, ExportError> {
        let by = self.audited(taken)?.and_then(|step| step.ratified_by.as_ref());
        Ok(by.map(|by| PlanApproval::Ratified(vec![by.approval.clone()])))
    }

    fn audited(&mut self, taken: &FileStep) -> Result<Option<&AuditStep>, ExportError> {
        let audit = self.audit(&mut |_, _| ())?;
        Ok(audit.steps.iter().find(|step| step.commit == taken.commit))
    }
}
