//! What the steps before a step tell about it, remembered on the way: no step makes the audit walk back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::approval::{
    ClassifiedChange, Contents, HistoryFacts, Relation, Step, Voted, classify, classify_again, was_voted,
    was_voted_after,
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
    compromised: BTreeMap<String, Date>,
    /// Every approval that the branch ever held, by the name of its file.
    pub(super) held: BTreeSet<String>,
    /// Everybody who ever held an office.
    officers: BTreeSet<String>,
}

impl Memory {
    /// Nothing yet but the keys that became known to be compromised at any time.
    pub(super) fn knowing(compromised: BTreeMap<String, Date>) -> Self {
        Self { compromised, ..Self::default() }
    }

    /// What the documents of earlier steps say about a step; and remembers what its own say.
    pub(super) fn of_documents(&mut self, step: Step<'_>) -> HistoryFacts {
        let processes = wanted_processes(step).into_iter();
        let processes =
            processes.filter_map(|version| Some((version, self.processes.get(&version)?.clone())));
        let facts = HistoryFacts {
            processes: processes.collect(),
            former_officers: self.officers.clone(),
            ..HistoryFacts::default()
        };
        self.remember_documents(step);
        facts
    }

    fn remember_documents(&mut self, step: Step<'_>) {
        if let Some(process) = &step.after.process
            && !self.processes.get(&process.value.version.value).is_some_and(|known| *known == *process.value)
        {
            self.processes.insert(process.value.version.value, Process::clone(&process.value));
        }
        if let Some(roster) = &step.after.roster
            && !step.before.is_same_at(step.after, &roster.path)
        {
            self.officers.extend(roster.value.office_holders().into_iter().map(str::to_owned));
        }
    }

    /// Adds what earlier steps decided to what their documents say about a step.
    pub(super) fn of_decisions(&self, step: Step<'_>, facts: HistoryFacts, told: &Told) -> HistoryFacts {
        HistoryFacts {
            used: self.used.clone(),
            voided: self.voided.clone(),
            compromised: self.compromised.clone(),
            held: self.brought_back(step),
            baselines: self.baselines(step, &told.changes),
            ..facts
        }
    }

    /// What the moves of a step are measured against.
    fn baselines(&self, step: Step<'_>, changes: &[ClassifiedChange]) -> BTreeMap<String, Schedule> {
        let governed = || step.before.files.contains_key(&step.before.path_of(Kind::Policy));
        let before = |path: &str| step.before.plan_at(path).filter(|_| governed());
        let baseline = |path: String| {
            let known = self.voted.get(&path).or_else(|| self.governed.get(&path));
            let plan = known.or_else(|| before(&path).map(|plan| &*plan.value))?.clone();
            Some((path, plan))
        };
        minor_moves(changes).into_iter().filter_map(baseline).collect()
    }

    fn brought_back(&self, step: Step<'_>) -> BTreeSet<String> {
        let held =
            new_approvals(step).filter(|approval| self.held.contains(&format!("{}.yaml", approval.id)));
        held.map(|approval| approval.id.clone()).collect()
    }

    /// Remembers what a step decided, of which all is known by now. What only GitHub could prove counts as a witness
    /// file tells it.
    pub(super) fn remember(&mut self, step: Step<'_>, told: &Told) {
        for (path, voted) in &told.plans {
            self.remember_plan(
                step,
                path,
                voted.is_some_and(|voted| was_voted_finally(step, told, path, voted)),
            );
        }
        self.used.extend(told.applied.iter().cloned());
        for approval in new_approvals(step) {
            self.voided.extend(approval.value.voided().map(|id| (id.value.clone(), approval.id.clone())));
        }
        let files = step.after.files.values().filter(|file| file.kind() == Some(Kind::Approval));
        let new = files.filter(|file| !step.before.files.contains_key(&file.path));
        self.held.extend(new.filter_map(|file| Some(file.path.rsplit_once('/')?.1.to_owned())));
    }

    fn remember_plan(&mut self, step: Step<'_>, path: &str, is_voted: bool) {
        let governed = step.before.files.contains_key(&step.before.path_of(Kind::Policy));
        if let Some(before) = step.before.plan_at(path).filter(|_| governed)
            && !self.governed.contains_key(path)
        {
            self.governed.insert(path.to_owned(), Schedule::clone(&before.value));
        }
        if let Some(after) = step.after.plan_at(path).filter(|_| is_voted) {
            self.voted.insert(path.to_owned(), Schedule::clone(&after.value));
        }
    }
}

/// Whether a plan was voted on, now that it is known what the changes are measured against.
fn was_voted_finally(step: Step<'_>, told: &Told, path: &str, voted: Voted) -> bool {
    match voted {
        Voted::Yes => true,
        Voted::IfNeeded => was_voted_after(step, &classify_again(step, told.changes.clone()), path),
        Voted::No => false,
    }
}

/// What a step says of itself, whatever earlier steps decided.
pub(super) struct Told {
    /// What it changes, as long as nobody knows what was approved before.
    pub(super) changes: Vec<ClassifiedChange>,
    /// The approvals that are about exactly this step.
    applied: Vec<String>,
    /// The plans that it changes, and whether it decides them by a vote, where one of these approvals says so.
    plans: Vec<(String, Option<Voted>)>,
}

impl Told {
    /// `witnessed` is the same step if a witness file tells the truth.
    pub(super) fn of(step: Step<'_>, witnessed: Step<'_>) -> Self {
        let contents = Contents::new(step.before, step.after);
        let applies =
            |approval: &&Document<Approval>| contents.relation(&approval.value, false) == Relation::Applies;
        let made: Vec<&Document<Approval>> = step.after.approvals.values().filter(applies).collect();
        let none = HistoryFacts::default();
        let alone = Step { history: &none, ..witnessed };
        let voted = |path: &str| {
            let is_decided = || made.iter().any(|approval| decides_plan(&approval.value, path));
            (step.after.plan_at(path).is_some() && is_decided()).then(|| was_voted(alone, path))
        };
        let plans = changed_plans(step).into_iter();
        Self {
            changes: classify(step, step.changes()),
            plans: plans
                .map(|path| {
                    let voted = voted(&path);
                    (path, voted)
                })
                .collect(),
            applied: made.into_iter().map(|approval| approval.id.clone()).collect(),
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
