//! Tells of steps that moved a date and that nobody can have approved that they are open, without reading the other
//! documents.

use super::Judge;
use super::rules::ROSTER;
use crate::approval::Class;
use crate::document::{Approval, Document, Milestone, Policy, Project, Roster, Schedule, Status};
use crate::export::read::ExportError;
use crate::history::{self, FileStep, HistoryError};
use crate::repository::Located;

impl Judge<'_> {
    /// Whether it can be told without the other documents that a step needed somebody and had nobody: it moves a date of a
    /// plan in force, by a policy that leaves no move to everybody, no approval was ever about the plan, and it is no merge,
    /// which can prove something itself.
    pub(super) fn is_surely_open(
        &mut self,
        taken: &FileStep,
        path: &str,
        index: usize,
    ) -> Result<bool, ExportError> {
        let (Some(parent), Some(moments), 1) = (&taken.parent, self.cycle_at(path), taken.parents) else {
            return Ok(false);
        };
        let is_about =
            |one: &Document<Approval>| one.value.subject.iter().any(|subject| subject.path.value == path);
        if self.branch.workspace.approvals.values().any(is_about) || !self.keeps_approvals() {
            return Ok(false);
        }
        let at = moments.iter().position(|moment| moment.at.step == index).filter(|at| *at > 0);
        let pair =
            at.and_then(|at| Some((moments.get(at - 1)?.plan.as_ref()?, moments.get(at)?.plan.as_ref()?)));
        match pair {
            Some((before, after)) if moves_in_force(before, after) => self.needs_somebody(parent),
            _ => Ok(false),
        }
    }

    /// Whether no approval was ever altered or taken away.
    fn keeps_approvals(&mut self) -> bool {
        *self.keeps_approvals.get_or_insert_with(|| {
            let changed = self.branch.line.steps.iter().flat_map(|step| &step.changed);
            changed.filter(|(name, _)| name.starts_with("approvals/")).all(|(_, ends)| ends.before.is_none())
        })
    }

    /// Whether every move of a date needs somebody by the rules of a commit.
    fn needs_somebody(&mut self, commit: &str) -> Result<bool, ExportError> {
        let documents = self.branch.documents;
        let at = |name: &str| {
            documents
                .repository()
                .id_at(commit, &format!("{}/{name}", documents.root()))
                .map_err(HistoryError::from)
        };
        let files = [at("policy.yaml")?, at(ROSTER)?, at("project.yaml")?];
        let key: Vec<Option<String>> =
            files.iter().map(|located| located.as_ref().map(|located| located.id.clone())).collect();
        if let Some(known) = self.needs_somebody.get(&key) {
            return Ok(*known);
        }
        let [policy, roster, project] = &files;
        let bytes = |located: &Option<Located>| documents.bytes(located.as_ref()).map_err(HistoryError::from);
        let policy = bytes(policy)?.and_then(|bytes| history::read::<Policy>("policy", &bytes));
        let roster = bytes(roster)?.and_then(|bytes| history::read::<Roster>("roster", &bytes));
        let project = bytes(project)?.and_then(|bytes| history::read::<Project>("project", &bytes));
        let is_retired = project.is_none_or(|project| project.retired.is_some());
        let asks = |policy: &Policy, class: Class| {
            let needed = policy.requirements.get(class.name());
            needed.is_some_and(|needed| needed.approve.is_some() || needed.vote.is_some())
        };
        let needs = roster.is_some()
            && !is_retired
            && policy
                .is_some_and(|policy| asks(&policy, Class::Schedule) && asks(&policy, Class::ScheduleMinor));
        self.needs_somebody.insert(key, needs);
        Ok(needs)
    }
}

/// Whether a plan that is in force before and after gives some milestone another date.
fn moves_in_force(before: &Schedule, after: &Schedule) -> bool {
    let date = |milestone: &'_ Milestone| {
        let written = milestone.date.as_ref().filter(|_| milestone.not_applicable.is_none())?;
        written.value.date().cloned()
    };
    let moves = |old: &Milestone| {
        let new = after.milestone(old.id.as_str()).and_then(date);
        date(old).zip(new).is_some_and(|(old, new)| !old.same_moment(&new))
    };
    [before, after].iter().all(|plan| plan.status.value == Status::Active)
        && before.milestones.iter().any(moves)
}
