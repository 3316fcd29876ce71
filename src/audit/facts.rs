//! What the steps before a step tell about it, remembered on the way: no step makes the audit walk back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::approval::{
    ClassifiedChange, Contents, HistoryFacts, Relation, Step, classify, classify_again, was_voted,
};
use crate::document::{Approval, Document, Process, Schedule, Workspace};
use crate::history::{decides_plan, minor_moves, wanted_processes};
use crate::schema::Kind;

/// What the steps so far told.
#[derive(Debug, Default)]
pub(super) struct Memory {
    processes: BTreeMap<u64, Process>,
    /// The last content of each plan that was voted on.
    voted: BTreeMap<String, Schedule>,
    /// The oldest content of each plan that stood under a policy.
    governed: BTreeMap<String, Schedule>,
    used: BTreeSet<String>,
    voided: BTreeMap<String, String>,
    /// The keys that are known by now to be compromised.
    pub(super) compromised: BTreeMap<String, Date>,
    /// Every approval that the branch ever held, by the name of its file.
    pub(super) held: BTreeSet<String>,
}

impl Memory {
    /// What is to be known about a step, and what it changes.
    pub(super) fn facts(&self, step: Step<'_>) -> (HistoryFacts, Vec<ClassifiedChange>) {
        let mut facts = HistoryFacts {
            used: self.used.clone(),
            voided: self.voided.clone(),
            compromised: self.compromised.clone(),
            ..HistoryFacts::default()
        };
        for version in wanted_processes(step) {
            facts.processes.extend(self.processes.get(&version).map(|process| (version, process.clone())));
        }
        let known = Step { history: &facts, ..step };
        let changes = classify(known, known.changes());
        let mut baselines = BTreeMap::new();
        for path in minor_moves(&changes) {
            let plan = self.voted.get(&path).or_else(|| self.governed.get(&path)).cloned();
            let plan = plan.or_else(|| {
                let governed = step.before.files.contains_key(&step.before.path_of(Kind::Policy));
                step.before.plan_at(&path).filter(|_| governed).map(|plan| Schedule::clone(&plan.value))
            });
            baselines.extend(plan.map(|plan| (path, plan)));
        }
        facts.baselines = baselines;
        let changes = classify_again(Step { history: &facts, ..step }, changes);
        (facts, changes)
    }

    /// Remembers what a step did.
    pub(super) fn remember(&mut self, step: Step<'_>) {
        if let Some(process) = &step.after.process
            && !self.processes.get(&process.value.version.value).is_some_and(|known| *known == *process.value)
        {
            self.processes.insert(process.value.version.value, Process::clone(&process.value));
        }
        let contents = Contents::new(step.before, step.after);
        let applies =
            |approval: &&Document<Approval>| contents.relation(&approval.value, false) == Relation::Applies;
        let made: Vec<&Document<Approval>> = step.after.approvals.values().filter(applies).collect();
        for path in changed_plans(step) {
            self.remember_plan(step, &path, &made);
        }
        self.used.extend(made.iter().map(|approval| approval.id.clone()));
        for approval in new_approvals(step) {
            self.voided.extend(approval.value.voided().map(|id| (id.value.clone(), approval.id.clone())));
        }
        let files = step.after.files.values().filter(|file| file.kind() == Some(Kind::Approval));
        let new = files.filter(|file| !step.before.files.contains_key(&file.path));
        self.held.extend(new.filter_map(|file| Some(file.path.rsplit_once('/')?.1.to_owned())));
    }

    fn remember_plan(&mut self, step: Step<'_>, path: &str, made: &[&Document<Approval>]) {
        let governed = step.before.files.contains_key(&step.before.path_of(Kind::Policy));
        if let Some(before) = step.before.plan_at(path).filter(|_| governed)
            && !self.governed.contains_key(path)
        {
            self.governed.insert(path.to_owned(), Schedule::clone(&before.value));
        }
        let none = HistoryFacts::default();
        let alone = Step { history: &none, ..step };
        if let Some(after) = step.after.plan_at(path)
            && made.iter().any(|approval| decides_plan(&approval.value, path))
            && was_voted(alone, path)
        {
            self.voted.insert(path.to_owned(), Schedule::clone(&after.value));
        }
    }
}

/// The approvals that a step brings.
pub(super) fn new_approvals(step: Step<'_>) -> impl Iterator<Item = &Document<Approval>> {
    step.after.approvals.values().filter(move |approval| !step.before.files.contains_key(&approval.path))
}

fn changed_plans(step: Step<'_>) -> BTreeSet<String> {
    let paths = |workspace: &Workspace| -> Vec<String> {
        workspace.schedules.values().map(|plan| plan.path.clone()).collect()
    };
    let differs = |path: &String| match (step.before.files.get(path), step.after.files.get(path)) {
        (Some(before), Some(after)) => !before.is_same(after),
        _ => true,
    };
    paths(step.before).into_iter().chain(paths(step.after)).filter(differs).collect()
}
