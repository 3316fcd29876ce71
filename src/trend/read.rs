//! Reads the steps of a branch that change a plan, the oldest first, and judges each by the rules of its time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Trend;
use super::early::{Early, Loaded};
use super::sign_off::sign_off;
use super::story::{Judged, PolicyEnds, Start, Story, local_day};
use crate::approval::{
    ClassifiedChange, HistoryFacts, Proofs, Step, classify, classify_again, was_voted_after,
};
use crate::calendar::Zone;
use crate::diff::{Change, Slip};
use crate::document::{Process, Schedule};
use crate::history::{
    Documents, FileLine, FileStep, HistoryError, Line, LineStep, NotOnBranch, baseline, decides_plan,
    minor_moves, read, spent, timestamp, wanted_processes,
};
use crate::repository::{Ends, Located, Repository, RepositoryError, TouchingCommit};

/// Which plan is asked about, and how far back.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The cycle's id.
    pub cycle: &'a str,
    /// What people call the branch.
    pub branch: &'a str,
    /// The id of its newest commit.
    pub tip: &'a str,
    /// From where on revisions are shown; from the first one if absent. What came before still counts as baseline.
    pub since: Option<Since>,
    /// The day to look from, if what is overdue shall be said.
    pub today: Option<Date>,
}

/// From where on revisions are shown. The plan that stood then is shown too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// From this day on.
    Day(Date),
    /// After this commit.
    Commit(String),
}

/// Why there is no trend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrendError {
    /// The branch never had a plan of this cycle.
    #[error("`{branch}` never had a schedule of a cycle `{cycle}`")]
    UnknownCycle {
        /// The cycle.
        cycle: String,
        /// The branch.
        branch: String,
    },
    /// The commit to begin with is none of the branch's own.
    #[error(transparent)]
    NotOnBranch(#[from] NotOnBranch),
    /// The history could not be read.
    #[error(transparent)]
    History(#[from] HistoryError),
}

/// How the plan of a cycle moved. `progress` hears how many revisions were read, and of how many.
pub fn trend(
    documents: &Documents<'_>,
    question: &Question<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Trend, TrendError> {
    let path = format!("{}/schedules/{}.yaml", documents.root(), question.cycle);
    let tip = documents.at(question.tip, &BTreeSet::new())?;
    let mut reader = Reader::new(documents, &path, tip.deadline_zone());
    let line = reader.walk(question.tip)?;
    let start = start(&line, question)?;
    let total = line.steps.iter().filter(|step| ends(&step.commit, PLAN).differ()).count();
    for step in &line.steps {
        reader.take(step)?;
        progress(reader.story.taken(), total);
    }
    if reader.story.taken() == 0 {
        let (cycle, branch) = (question.cycle.to_owned(), question.branch.to_owned());
        return Err(TrendError::UnknownCycle { cycle, branch });
    }
    Ok(reader.story.finish(question, &tip, start))
}

/// How the plans of several cycles moved, from one walk. `question` says all but the cycle; the steps are those of its
/// branch, and have been asked for plans, process and policy.
pub fn trends(
    documents: &Documents<'_>,
    question: &Question<'_>,
    cycles: &BTreeSet<String>,
    line: &FileLine,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Trend>, HistoryError> {
    let tip = documents.at(question.tip, &BTreeSet::new())?;
    let path = |cycle: &String| format!("{}/schedules/{cycle}.yaml", documents.root());
    let paths: Vec<String> = cycles.iter().map(path).collect();
    let reader = |path| Reader::new(documents, path, tip.deadline_zone());
    let mut readers: Vec<Reader<'_>> = paths.iter().map(|path| reader(path)).collect();
    let total = line.steps.iter().filter(|step| step.changes_plan()).count();
    let mut done = 0;
    let mut standing = BTreeMap::new();
    for step in &line.steps {
        for (cycle, reader) in cycles.iter().zip(&mut readers) {
            if let Some(step) = of_plan(step, cycle, &standing) {
                reader.take(&step)?;
            }
        }
        standing.extend(step.changed.iter().map(|(name, ends)| (name.clone(), ends.after.clone())));
        if step.changes_plan() {
            done += 1;
            progress(done, total);
        }
    }
    let taken = cycles.iter().zip(readers).filter(|(_, reader)| reader.story.taken() > 0);
    Ok(taken
        .map(|(cycle, reader)| reader.story.finish(&Question { cycle, ..question.clone() }, &tip, None))
        .collect())
}

/// The step as one about a plan; none where it touches neither that nor what plans are judged by. `standing` is what stood
/// before it.
fn of_plan(step: &FileStep, cycle: &str, standing: &BTreeMap<String, Option<Located>>) -> Option<LineStep> {
    let names = [format!("schedules/{cycle}.yaml"), "process.yaml".to_owned(), "policy.yaml".to_owned()];
    if !names.iter().any(|name| step.changed.contains_key(name)) {
        return None;
    }
    let ends = |name: &String| {
        let stays = || standing.get(name).cloned().flatten();
        let changed = step.changed.get(name).cloned();
        changed.unwrap_or_else(|| Ends { before: stays(), after: stays() })
    };
    let commit = TouchingCommit {
        id: step.commit.clone(),
        parent: step.parent.clone(),
        parents: step.parents,
        time: step.time.stated.unwrap_or(step.time.seconds),
        age: step.age,
        paths: names.iter().map(ends).collect(),
    };
    Some(LineStep { commit, time: step.time, began: step.began })
}

/// How far the milestones that a step moves have slipped since their plan was first approved. `base` is the commit from
/// which the step begins.
pub fn slips(
    documents: &Documents<'_>,
    base: &str,
    path: &str,
    step: Step<'_>,
    changes: &[&Change],
) -> Result<Vec<Slip>, HistoryError> {
    let mut reader = Reader::new(documents, path, step.after.deadline_zone());
    for step in &reader.walk(base)?.steps {
        reader.take(step)?;
    }
    Ok(reader.story.slips(step, changes))
}

/// The cycles that a branch ever had a plan of, sorted.
pub fn cycles(repository: &Repository, root: &str, tip: &str) -> Result<BTreeSet<String>, RepositoryError> {
    let folder = format!("{root}/schedules");
    let mut cycles = BTreeSet::new();
    for commit in repository.touching(tip, &[&folder])? {
        for located in commit?.paths.into_iter().filter_map(|ends| ends.after) {
            let names = repository.names_in(&located)?;
            cycles.extend(names.iter().filter_map(|name| name.strip_suffix(".yaml")).map(str::to_owned));
        }
    }
    Ok(cycles)
}

/// Where the plan, the process and the policy stand in the paths that are walked.
const PLAN: usize = 0;
const PROCESS: usize = 1;
const POLICY: usize = 2;

fn start(line: &Line, question: &Question<'_>) -> Result<Option<Start>, NotOnBranch> {
    Ok(match &question.since {
        None => None,
        Some(Since::Day(day)) => Some(Start::Day(*day)),
        Some(Since::Commit(id)) => Some(Start::Age(line.age_of(id, question.branch)?)),
    })
}

fn ends(commit: &TouchingCommit, path: usize) -> &Ends {
    const NOTHING: &Ends = &Ends { before: None, after: None };
    commit.paths.get(path).unwrap_or(NOTHING)
}

/// The policies before and after a step.
pub(super) fn ends_of_policy(commit: &TouchingCommit) -> &Ends {
    ends(commit, POLICY)
}

/// Goes through the steps of a line and remembers what later ones are measured against.
struct Reader<'a> {
    documents: &'a Documents<'a>,
    path: &'a str,
    early: Early<'a>,
    story: Story,
    /// Older versions of the process.
    processes: BTreeMap<u64, Process>,
    /// The last plan that was voted on.
    voted: Option<Schedule>,
    /// The oldest plan that stood under a policy.
    governed: Option<Schedule>,
}

impl<'a> Reader<'a> {
    fn new(documents: &'a Documents<'a>, path: &'a str, zone: Zone) -> Self {
        let story = Story::new(path, zone);
        let early = Early::new(documents);
        Self { documents, path, early, story, processes: BTreeMap::new(), voted: None, governed: None }
    }

    /// The steps up to a commit that touch the plan or what it is judged by.
    fn walk(&mut self, tip: &str) -> Result<Line, HistoryError> {
        let root = self.documents.root();
        let paths = [self.path, &format!("{root}/process.yaml"), &format!("{root}/policy.yaml")];
        Line::walk_telling(self.documents.repository(), tip, &paths, None, &mut |commit| {
            if ends(commit, PLAN).differ() {
                self.early.prepare(commit);
            }
        })
    }

    fn take(&mut self, step: &LineStep) -> Result<(), HistoryError> {
        let commit = &step.commit;
        let (plan, process, policy) = (ends(commit, PLAN), ends(commit, PROCESS), ends(commit, POLICY));
        self.remember_governed(plan, policy)?;
        let rules = PolicyEnds { before: policy.before.is_some(), after: policy.after.is_some() };
        self.story.pass(&commit.id, rules, plan.differ());
        if plan.differ() {
            self.revision(step)?;
        }
        if process.differ()
            && let Some(bytes) = self.documents.bytes(process.after.as_ref())?
            && let Some(process) = read::<Process>(self.path, &bytes)
        {
            self.processes.insert(process.version.value, process);
        }
        Ok(())
    }

    /// What moves are measured against where no plan was voted on: the oldest one that stood under a policy.
    fn remember_governed(&mut self, plan: &Ends, policy: &Ends) -> Result<(), RepositoryError> {
        if self.governed.is_none() && plan.differ() && plan.before.is_some() && policy.before.is_some() {
            let bytes = self.documents.bytes(plan.before.as_ref())?;
            self.governed = bytes.and_then(|bytes| read(self.path, &bytes));
        }
        Ok(())
    }

    fn revision(&mut self, line_step: &LineStep) -> Result<(), HistoryError> {
        let commit = &line_step.commit;
        let Loaded { before, after, changes } = self.early.take(commit)?;
        let time = timestamp(line_step.time.seconds);
        let today = local_day(&if before.project.is_some() { &before } else { &after }.deadline_zone(), time);
        let none = HistoryFacts::default();
        let step = Step { before: &before, after: &after, today, history: &none, proofs: Proofs::offline() };
        let (facts, changes) = self.facts(commit.parent.as_deref(), step, changes)?;
        let step = Step { history: &facts, ..step };
        let (approval, objection) = sign_off(step, &changes, self.path, self.story.rules());
        let voted = after.approvals.values().any(|approval| decides_plan(&approval.value, self.path))
            && was_voted_after(step, &changes, self.path);
        if voted {
            self.voted = after.plan_at(self.path).map(|plan| Schedule::clone(&plan.value));
        }
        self.story.tell(Judged {
            commit: &commit.id,
            time,
            stated: line_step.time.stated.map(timestamp),
            age: commit.age,
            is_there: ends(commit, PLAN).after.is_some(),
            before: &before,
            after,
            changes,
            approval,
            objection,
            voted,
        });
        Ok(())
    }

    /// What the history says about a step, as far as the walk did not come by it already; and what the step changes,
    /// where older processes tell nothing more than its two sides do.
    fn facts(
        &self,
        base: Option<&str>,
        step: Step<'_>,
        told: Vec<Change>,
    ) -> Result<(HistoryFacts, Vec<ClassifiedChange>), HistoryError> {
        let mut facts = HistoryFacts::default();
        let Some(base) = base else { return Ok((facts, classify(step, told))) };
        for version in wanted_processes(step) {
            facts.processes.extend(self.processes.get(&version).map(|process| (version, process.clone())));
        }
        let known = Step { history: &facts, ..step };
        let told = if facts.processes.is_empty() { told } else { known.changes() };
        let changes = classify(known, told);
        let mut baselines = BTreeMap::new();
        for path in minor_moves(&changes) {
            let plan = if path == self.path {
                self.voted.clone().or_else(|| self.governed.clone())
            } else {
                baseline(self.documents, base, step, &path)?
            };
            baselines.extend(plan.map(|plan| (path, plan)));
        }
        facts.baselines = baselines;
        (facts.used, facts.voided) = spent(self.documents, base, step)?;
        let changes = classify_again(Step { history: &facts, ..step }, changes);
        Ok((facts, changes))
    }
}
