//! Judges what one step made of one file, by the rules of its time.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Judge;
use super::rules::ROSTER;
use super::sign_off::{is_rule_of_project, sign_off};
use crate::approval::{
    ClassifiedChange, GitHub, Governance, HistoryFacts, Proofs, Step, classify, classify_again, governance,
    judge,
};
use crate::audit;
use crate::calendar::Zone;
use crate::document::{Schedule, Workspace};
use crate::export::lines::Moment;
use crate::export::model::PlanApproval;
use crate::export::read::ExportError;
use crate::history::{
    self, FileStep, HistoryError, compromised_by, minor_moves, processes, wanted_processes,
};
use crate::schema::Kind;

impl Judge<'_> {
    /// What a step made of a file, by rules that were approved themselves.
    pub(super) fn judged(&mut self, step: usize, path: &str) -> Result<PlanApproval, ExportError> {
        let found = self.by_rules_of_its_time(step, path)?;
        let by_rules = match found {
            PlanApproval::Approved(_) => true,
            PlanApproval::NotGoverned => self.branch.first_policy.is_some_and(|first| first < step),
            _ => false,
        };
        if by_rules && !self.are_rules_approved(step)? {
            return Ok(PlanApproval::RulesUnapproved);
        }
        Ok(found)
    }

    pub(super) fn by_rules_of_its_time(
        &mut self,
        step: usize,
        path: &str,
    ) -> Result<PlanApproval, ExportError> {
        let Some(first) = self.branch.first_policy.filter(|first| *first <= step) else {
            return Ok(PlanApproval::NotGoverned);
        };
        let key = (step, path.to_owned());
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let Some(taken) = self.branch.line.steps.get(step) else { return Ok(PlanApproval::NotGoverned) };
        let found = if first < step && self.is_surely_open(taken, path, step)? {
            PlanApproval::Unapproved
        } else {
            self.judge(taken, path, (step, first))?
        };
        self.known.insert(key, found.clone());
        Ok(found)
    }

    fn judge(
        &mut self,
        taken: &FileStep,
        path: &str,
        (index, first): (usize, usize),
    ) -> Result<PlanApproval, ExportError> {
        let documents = self.branch.documents;
        let (before, after) = documents.around(taken.parent.as_deref(), &taken.commit)?;
        let zone = if before.project.is_some() { before.deadline_zone() } else { after.deadline_zone() };
        let (none, proofs) = (HistoryFacts::default(), self.proofs(taken)?);
        let today = taken.time.day(&zone, self.branch.today, taken.began);
        let step = Step { before: &before, after: &after, today, history: &none, proofs: &proofs };
        let (facts, changes) = self.facts(step, path, (taken, index), &zone)?;
        let step = Step { history: &facts, ..step };
        let judgement = judge(step, &changes);
        let mut found = sign_off(step, &judgement, path, index == first);
        if path == step.after.path_of(Kind::Project) && !changes.iter().any(is_rule_of_project) {
            found = PlanApproval::NotGoverned;
        }
        let anchored = index == first && found == PlanApproval::NotGoverned;
        if found.is_settled() && !anchored && governance(step) != Governance::BeforeAdoption {
            found = self.as_a_whole(found, (taken, step, changes), &judgement)?;
        }
        if self.may_be_ratified(taken, &found, &judgement) {
            found = self.ratified(taken)?.unwrap_or(found);
        }
        Ok(found)
    }

    /// What the steps before tell about one, and what it changes.
    fn facts(
        &mut self,
        step: Step<'_>,
        path: &str,
        (taken, index): (&FileStep, usize),
        zone: &Zone,
    ) -> Result<(HistoryFacts, Vec<ClassifiedChange>), ExportError> {
        let Some(parent) = &taken.parent else {
            return Ok((HistoryFacts::default(), classify(step, step.changes())));
        };
        let is_about = |workspace: &Workspace| {
            let mut approvals = workspace.approvals.values();
            approvals.any(|one| one.value.subject.iter().any(|subject| subject.path.value == path))
        };
        let documents = self.branch.documents;
        if self.cycle_at(path).is_none() || is_about(step.before) || is_about(step.after) {
            let mut facts = history::facts(documents, parent, step)?;
            facts.compromised = self.compromised()?.clone();
            facts.latest = Some(taken.time.latest_day(zone));
            let step = Step { history: &facts, ..step };
            let changes = classify(step, step.changes());
            return Ok((facts, changes));
        }
        // Nobody ever voted on the plan, so nothing but the plan itself has to be looked up.
        let mut facts = HistoryFacts {
            processes: processes(documents, parent, wanted_processes(step))?,
            ..HistoryFacts::default()
        };
        let known = Step { history: &facts, ..step };
        let changes = classify(known, known.changes());
        let moved = minor_moves(&changes).contains(path);
        let oldest = self.cycle_at(path).filter(|_| moved).and_then(|moments| self.governed(moments, index));
        facts.baselines = oldest.map(|plan| (path.to_owned(), plan)).into_iter().collect();
        let changes = classify_again(Step { history: &facts, ..step }, changes);
        Ok((facts, changes))
    }

    /// The oldest plan that stood under a policy when another one took its place.
    fn governed(&self, moments: &[Moment], index: usize) -> Option<Schedule> {
        let policy = self.branch.first_policy?;
        let mut pairs =
            moments.windows(2).take_while(|pair| pair.last().is_some_and(|now| now.at.step <= index));
        pairs.find_map(|pair| match pair {
            [before, after] if after.at.step > policy => before.plan.as_deref().cloned(),
            _ => None,
        })
    }

    fn compromised(&mut self) -> Result<&BTreeMap<String, Date>, HistoryError> {
        let found = if let Some(found) = self.compromised.take() {
            found
        } else {
            let steps = self.branch.line.steps.iter();
            let rosters = steps.filter_map(|step| step.changed.get(ROSTER)?.after.as_ref());
            compromised_by(self.branch.documents, rosters)?
        };
        Ok(self.compromised.insert(found))
    }

    fn proofs(&self, taken: &FileStep) -> Result<Proofs, HistoryError> {
        let object = match taken.parents {
            2 => self.branch.documents.repository().commit_bytes(&taken.commit)?,
            _ => Vec::new(),
        };
        Ok(Proofs { pull_request: GitHub::NotAsked, merger: audit::merger(taken.parents, &object) })
    }
}
