//! How a cycle and its milestones stand: which steps each of them goes back to, and what these amount to together.

use std::collections::BTreeSet;

use super::{CycleApproval, Judge, MilestoneApproval};
use crate::document::{Schedule, Status};
use crate::export::lines::{Line, Moment};
use crate::export::model::PlanApproval;
use crate::export::read::ExportError;

impl Judge<'_> {
    /// How a cycle stands, by the lines of its milestones.
    pub(in crate::export) fn cycle(
        &mut self,
        id: &str,
        lines: &[Line],
    ) -> Result<CycleApproval, ExportError> {
        let moments = self.branch.cycles.get(id).map_or(&[][..], Vec::as_slice);
        let path = format!("{}/schedules/{id}.yaml", self.branch.documents.root());
        let ended = self.ended(moments, &path)?;
        let mut milestones = Vec::with_capacity(lines.len());
        for line in lines {
            milestones.push(match &ended {
                Some(ended) if ended.is_settled() => {
                    MilestoneApproval { said: PlanApproval::Over, is_cancelled: true }
                }
                ended => self.milestone(moments, &path, line, ended.as_ref())?,
            });
        }
        let plan = match ended {
            Some(ended) if ended.is_settled() => PlanApproval::Over,
            Some(ended) => ended,
            None => self.plan(moments, &path, lines)?,
        };
        Ok(CycleApproval { plan, milestones })
    }

    /// What became of the step that gave the whole cycle up: of several the one that was decided; nothing where it goes on.
    fn ended(&mut self, moments: &[Moment], path: &str) -> Result<Option<PlanApproval>, ExportError> {
        let gone = moments.last().filter(|moment| moment.plan.is_none());
        let gone = gone.and_then(|_| Some(moments.iter().rposition(|moment| moment.plan.is_some())? + 1));
        let cancelled = last_plan(moments).filter(|plan| plan.status.value == Status::Cancelled);
        let steps = [
            gone.and_then(|index| moments.get(index)).map(|moment| moment.at.step),
            cancelled.and_then(|_| status_step(moments)),
        ];
        let mut open = None;
        for step in steps.into_iter().flatten() {
            let found = self.judged(step, path)?;
            if found.is_settled() {
                return Ok(Some(found));
            }
            open.get_or_insert(found);
        }
        Ok(open)
    }

    fn milestone(
        &mut self,
        moments: &[Moment],
        path: &str,
        line: &Line,
        ended: Option<&PlanApproval>,
    ) -> Result<MilestoneApproval, ExportError> {
        let rests_on = line.rests_on;
        if let Some(gone) = rests_on.gone.filter(|_| !line.is_there) {
            // Nobody has to take out what was out before the plan was taken away.
            let said = self.judged(gone, path)?;
            return Ok(MilestoneApproval { is_cancelled: said.is_settled(), said });
        }
        if let Some(ended) = ended {
            return Ok(MilestoneApproval { said: ended.clone(), is_cancelled: false });
        }
        let has_date = line.history.last().is_some_and(|change| change.new.is_some());
        let taken = if line.last.not_applicable.is_some() { rests_on.applies } else { rests_on.date };
        let is_cancelled = !has_date && self.judged(taken, path)?.is_settled();
        let said = match last_plan(moments).map(|plan| plan.status.value) {
            Some(status) if status.is_proposal() => PlanApproval::Proposed,
            status => {
                let steps = rests_on.all().into_iter().chain(status_step(moments)).collect();
                match rests_on.zone.map(|step| self.zone(step)).transpose()? {
                    Some(open) if !open.is_settled() => open,
                    _ => over_if_released(status, self.newest(&steps, path)?),
                }
            }
        };
        Ok(MilestoneApproval { said, is_cancelled })
    }

    /// What became of the step that gave the times of plans another zone.
    fn zone(&mut self, step: usize) -> Result<PlanApproval, ExportError> {
        let path = format!("{}/project.yaml", self.branch.documents.root());
        self.judged(step, &path)
    }

    /// The plan as a whole: all that its milestones rest on, those that were taken out among them, and the newest step that
    /// changed it at all.
    fn plan(&mut self, moments: &[Moment], path: &str, lines: &[Line]) -> Result<PlanApproval, ExportError> {
        let status = last_plan(moments).map(|plan| plan.status.value);
        if status.is_some_and(Status::is_proposal) {
            return Ok(PlanApproval::Proposed);
        }
        let mut steps: BTreeSet<usize> = BTreeSet::new();
        for line in lines {
            match line.rests_on.gone.filter(|_| !line.is_there) {
                Some(gone) => steps.extend([gone]),
                None => steps.extend(line.rests_on.all()),
            }
        }
        steps.extend(status_step(moments));
        steps.extend(newest_change(moments));
        Ok(over_if_released(status, self.newest(&steps, path)?))
    }

    /// What several steps amount to: the newest of those that are open, else the newest approval.
    fn newest(&mut self, steps: &BTreeSet<usize>, path: &str) -> Result<PlanApproval, ExportError> {
        let mut settled = PlanApproval::NotGoverned;
        for step in steps.iter().rev() {
            let found = self.judged(*step, path)?;
            match found {
                found if !found.is_settled() => return Ok(found),
                found if settled == PlanApproval::NotGoverned => settled = found,
                _ => {}
            }
        }
        Ok(settled)
    }
}

fn over_if_released(status: Option<Status>, found: PlanApproval) -> PlanApproval {
    if status == Some(Status::Released) && found.is_settled() { PlanApproval::Over } else { found }
}

/// The newest plan that could be read.
fn last_plan(moments: &[Moment]) -> Option<&Schedule> {
    moments.iter().rev().find_map(|moment| moment.plan.as_deref())
}

/// The step that gave the newest plan its status.
fn status_step(moments: &[Moment]) -> Option<usize> {
    let last = last_plan(moments)?.status.value;
    let has_it = |moment: &&Moment| moment.plan.as_ref().is_some_and(|plan| plan.status.value == last);
    let there = moments.iter().rev().skip_while(|moment| moment.plan.is_none());
    there.take_while(has_it).last().map(|moment| moment.at.step)
}

/// The newest step that changed the plan, whatever of it.
fn newest_change(moments: &[Moment]) -> Option<usize> {
    let changes = |pair: &&[Moment]| matches!(pair, [before, after] if before.plan != after.plan);
    let last = moments.windows(2).rev().find(changes).and_then(<[Moment]>::last);
    last.or(moments.first()).map(|moment| moment.at.step)
}
