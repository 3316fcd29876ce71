//! Reads the revisions of a plan from the history of a branch, the oldest first, and judges each by the rules of its
//! time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::lines::{Named, Seen, lines};
use super::sign_off::{Rules, sign_off};
use super::{Plan, PlannedDate, Revision, SignOff, Trend};
use crate::approval::{ClassifiedChange, HistoryFacts, Proofs, Step, classify, was_voted};
use crate::calendar::{DateText, Zone, show_day};
use crate::diagnostic::Diagnostic;
use crate::diff::{Baseline, Change, Mark, Slip, diff};
use crate::document::{Confidence, Document, Milestone, Process, Schedule, Workspace};
use crate::history::{
    self, Documents, FileLine, FileStep, HistoryError, LineStep, StepTime, baseline, decides_plan,
    paths_with_minor_moves, read, timestamp, used, wanted_processes,
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
    #[error("commit `{commit}` is not on the line of first parents of `{branch}`")]
    NotOnBranch {
        /// The commit.
        commit: String,
        /// The branch.
        branch: String,
    },
    /// The history could not be read.
    #[error(transparent)]
    History(#[from] HistoryError),
}

impl From<RepositoryError> for TrendError {
    fn from(error: RepositoryError) -> Self {
        Self::History(error.into())
    }
}

/// How the plan of a cycle moved. `progress` hears how many revisions were read, and of how many.
pub fn trend(
    documents: &Documents<'_>,
    question: &Question<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Trend, TrendError> {
    let path = path_of(documents.root(), question.cycle);
    let tip = documents.at(question.tip, &BTreeSet::new())?;
    let line = Line::walk(documents, question, &path)?;
    let total = line.commits.iter().filter(|commit| commit.plan().differ()).count();
    let mut reader = Reader::new(documents, &path, tip.deadline_zone());
    for commit in &line.commits {
        reader.take(commit)?;
        progress(reader.taken, total);
    }
    if reader.taken == 0 {
        let (cycle, branch) = (question.cycle.to_owned(), question.branch.to_owned());
        return Err(TrendError::UnknownCycle { cycle, branch });
    }
    Ok(reader.finish(question, &tip, line.since))
}

/// How the plans of several cycles moved, from one walk. `question` says all but the cycle; the steps are those of its
/// branch, and have been asked for plans, process and policy.
pub fn trends(
    documents: &Documents<'_>,
    question: &Question<'_>,
    cycles: &BTreeSet<String>,
    line: &FileLine,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Trend>, TrendError> {
    let tip = documents.at(question.tip, &BTreeSet::new())?;
    let paths: Vec<String> = cycles.iter().map(|cycle| path_of(documents.root(), cycle)).collect();
    let mut readers: Vec<Reader<'_>> =
        paths.iter().map(|path| Reader::new(documents, path, tip.deadline_zone())).collect();
    let total = line.steps.iter().filter(|step| step.changed.keys().any(|name| is_plan(name))).count();
    let mut done = 0;
    let mut standing = BTreeMap::new();
    for step in &line.steps {
        for (cycle, reader) in cycles.iter().zip(&mut readers) {
            if let Some(commit) = Commit::of_plan(step, cycle, &standing) {
                reader.take(&commit)?;
            }
        }
        for (name, ends) in &step.changed {
            standing.insert(name.clone(), ends.after.clone());
        }
        if step.changed.keys().any(|name| is_plan(name)) {
            done += 1;
            progress(done, total);
        }
    }
    let taken = cycles.iter().zip(readers).filter(|(_, reader)| reader.taken > 0);
    Ok(taken
        .map(|(cycle, reader)| reader.finish(&Question { cycle, ..question.clone() }, &tip, None))
        .collect())
}

fn is_plan(name: &str) -> bool {
    name.starts_with("schedules/")
}

/// Who approved one step for a plan, judged without the steps before it. What these tell is looked up where it is not known.
pub fn approval_of(
    documents: &Documents<'_>,
    step: &FileStep,
    path: &str,
    rules: Rules,
    known: Option<HistoryFacts>,
) -> Result<SignOff, TrendError> {
    let (before, after) = documents.around(step.parent.as_deref(), &step.commit)?;
    let time = timestamp(step.time.seconds);
    let today = local_day(&if before.project.is_some() { &before } else { &after }.deadline_zone(), time);
    let none = HistoryFacts::default();
    let judged = Step { before: &before, after: &after, today, history: &none, proofs: Proofs::offline() };
    let facts = match (known, &step.parent) {
        (Some(known), _) => known,
        (None, Some(parent)) => history::facts(documents, parent, judged)?,
        (None, None) => HistoryFacts::default(),
    };
    let judged = Step { history: &facts, ..judged };
    let classified = classify(judged, judged.changes());
    Ok(sign_off(judged, &classified, path, rules).0)
}

/// How far the milestones that a step moves have slipped since their plan was first approved. `base` is the commit from
/// which the step begins.
pub fn slips(
    documents: &Documents<'_>,
    base: &str,
    path: &str,
    step: Step<'_>,
    changes: &[&Change],
) -> Result<Vec<Slip>, TrendError> {
    let question = Question { cycle: "", branch: "", tip: base, since: None, today: None };
    let line = Line::walk(documents, &question, path)?;
    let mut reader = Reader::new(documents, path, step.after.deadline_zone());
    for commit in &line.commits {
        reader.take(commit)?;
    }
    Ok(reader.slips(step, changes))
}

/// The cycles that a branch ever had a plan of, sorted.
pub fn cycles(repository: &Repository, root: &str, tip: &str) -> Result<BTreeSet<String>, TrendError> {
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

fn path_of(root: &str, cycle: &str) -> String {
    format!("{root}/schedules/{cycle}.yaml")
}

/// A commit that touches the plan, the process or the policy, with its time.
struct Commit {
    commit: TouchingCommit,
    time: StepTime,
}

impl Commit {
    /// The step as one about a plan; none where it touches neither that nor what plans are judged by. `standing` is what
    /// stood before it.
    fn of_plan(step: &FileStep, cycle: &str, standing: &BTreeMap<String, Option<Located>>) -> Option<Self> {
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
        Some(Self { commit, time: step.time })
    }

    fn plan(&self) -> &Ends {
        self.at(0)
    }

    fn process(&self) -> &Ends {
        self.at(1)
    }

    fn policy(&self) -> &Ends {
        self.at(2)
    }

    fn at(&self, index: usize) -> &Ends {
        const NOTHING: &Ends = &Ends { before: None, after: None };
        self.commit.paths.get(index).unwrap_or(NOTHING)
    }
}

/// The line of first parents, the oldest commit first.
struct Line {
    commits: Vec<Commit>,
    /// How many commits lie after the one to begin with, or the day to begin with.
    since: Option<Start>,
}

#[derive(Clone, Copy)]
enum Start {
    Day(Date),
    Age(usize),
}

impl Line {
    fn walk(documents: &Documents<'_>, question: &Question<'_>, path: &str) -> Result<Self, TrendError> {
        let root = documents.root();
        let paths = [path, &format!("{root}/process.yaml"), &format!("{root}/policy.yaml")];
        let line = history::Line::walk(documents.repository(), question.tip, &paths, None)?;
        let since = match &question.since {
            None => None,
            Some(Since::Day(day)) => Some(Start::Day(*day)),
            Some(Since::Commit(id)) => Some(Start::Age(line.commits.age_of(id).ok_or_else(|| {
                TrendError::NotOnBranch { commit: id.clone(), branch: question.branch.to_owned() }
            })?)),
        };
        let commits =
            line.steps.into_iter().map(|LineStep { commit, time }| Commit { commit, time }).collect();
        Ok(Self { commits, since })
    }
}

/// Goes through the commits of a line and remembers what later ones are measured against.
struct Reader<'a> {
    documents: &'a Documents<'a>,
    path: &'a str,
    zone: Zone,
    seen: Vec<Seen>,
    taken: usize,
    /// Older versions of the process.
    processes: BTreeMap<u64, Process>,
    /// The last plan that was voted on.
    voted: Option<Schedule>,
    /// The oldest plan that stood under a policy.
    governed: Option<Schedule>,
    /// Whether the first policy came already, and the revision whose plan it found.
    rules: Rules,
    stood_at_anchor: Option<usize>,
    /// The documents of the last revision whose plan could be read.
    last_read: Option<Workspace>,
    /// Sentences about times that cannot be.
    capped: Vec<String>,
    /// How many revisions change words alone.
    left_out: usize,
    /// The commits that took the policy away.
    unruled: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new(documents: &'a Documents<'a>, path: &'a str, zone: Zone) -> Self {
        Self {
            documents,
            path,
            zone,
            seen: Vec::new(),
            taken: 0,
            processes: BTreeMap::new(),
            voted: None,
            governed: None,
            rules: Rules::NotYet,
            stood_at_anchor: None,
            last_read: None,
            capped: Vec::new(),
            left_out: 0,
            unruled: Vec::new(),
        }
    }

    fn take(&mut self, commit: &Commit) -> Result<(), TrendError> {
        self.remember_anchor(commit)?;
        if commit.plan().differ() {
            self.taken += 1;
            self.revision(commit)?;
        }
        if commit.process().differ()
            && let Some(bytes) = self.documents.bytes(commit.process().after.as_ref())?
            && let Some(process) = read::<Process>(self.path, &bytes)
        {
            self.processes.insert(process.version.value, process);
        }
        Ok(())
    }

    /// What moves are measured against where no plan was voted on: the oldest one that stood under a policy.
    fn remember_anchor(&mut self, commit: &Commit) -> Result<(), TrendError> {
        let (plan, policy) = (commit.plan(), commit.policy());
        if self.governed.is_none() && plan.differ() && plan.before.is_some() && policy.before.is_some() {
            let bytes = self.documents.bytes(plan.before.as_ref())?;
            self.governed = bytes.and_then(|bytes| read(self.path, &bytes));
        }
        self.rules = match (self.rules, policy.before.is_some(), policy.after.is_some()) {
            (Rules::NotYet, false, true) => {
                self.stood_at_anchor = self.seen.len().checked_sub(1).filter(|_| !plan.differ());
                Rules::Coming
            }
            (Rules::NotYet, false, false) => Rules::NotYet,
            _ => Rules::Known,
        };
        if policy.before.is_some() && policy.after.is_none() {
            self.unruled.push(short(&commit.commit.id));
        }
        Ok(())
    }

    fn revision(&mut self, commit: &Commit) -> Result<(), TrendError> {
        let TouchingCommit { id, parent, .. } = &commit.commit;
        let (before, after) = self.documents.around(parent.as_deref(), id)?;
        let time = timestamp(commit.time.seconds);
        let today = local_day(&if before.project.is_some() { &before } else { &after }.deadline_zone(), time);
        let none = HistoryFacts::default();
        let step = Step { before: &before, after: &after, today, history: &none, proofs: Proofs::offline() };
        let facts = self.facts(parent.as_deref(), step)?;
        let step = Step { history: &facts, ..step };
        let classified = classify(step, step.changes());
        let (approval, objection) = sign_off(step, &classified, self.path, self.rules);
        let voted = after.approvals.values().any(|approval| decides_plan(&approval.value, self.path))
            && was_voted(step, self.path);
        if voted {
            self.voted = after.plan_at(self.path).map(|plan| plan.value.clone());
        }
        let (plan, milestones) = self.plan(&after, commit.plan().after.is_some());
        let changes = self.changes(&before, &after, classified);
        let is_read = after.plan_at(self.path).is_some();
        let only_words = is_read && before.plan_at(self.path).is_some() && changes.iter().all(is_editorial);
        if only_words {
            self.left_out += 1;
        } else {
            self.note_cap(commit);
            let day = local_day(&self.zone, time);
            let compared_with = if is_read { self.last_read_before_a_gap() } else { None };
            let revision = Revision {
                commit: id.clone(),
                time,
                day,
                plan,
                changes,
                approval,
                baseline: false,
                new: self.taken == 1,
                stood: false,
                objection,
                compared_with,
            };
            let voted = voted && revision.approval.has_votes();
            self.seen.push(Seen { revision, milestones, age: commit.commit.age, voted });
        }
        if is_read {
            self.last_read = Some(after);
        }
        Ok(())
    }

    /// What the history says about a step, as far as the walk did not come by it already.
    fn facts(&self, base: Option<&str>, step: Step<'_>) -> Result<HistoryFacts, TrendError> {
        let mut facts = HistoryFacts::default();
        let Some(base) = base else { return Ok(facts) };
        for version in wanted_processes(step) {
            facts.processes.extend(self.processes.get(&version).map(|process| (version, process.clone())));
        }
        for path in paths_with_minor_moves(Step { history: &facts, ..step }) {
            let plan = if path == self.path {
                self.voted.clone().or_else(|| self.governed.clone())
            } else {
                baseline(self.documents, base, step, &path)?
            };
            facts.baselines.extend(plan.map(|plan| (path, plan)));
        }
        facts.used = used(self.documents, base, step)?;
        Ok(facts)
    }

    fn plan(&self, after: &Workspace, is_there: bool) -> (Plan, Vec<Named>) {
        if !is_there {
            return (Plan::Gone, Vec::new());
        }
        let Some(plan) = after.plan_at(self.path) else {
            let problem = after.diagnostics.iter().find(|problem| problem.location.path == self.path);
            return (Plan::Gap { reason: reason(problem) }, Vec::new());
        };
        let zone = after.deadline_zone();
        let date_of = |milestone: &Milestone| Some((milestone.id.value.clone(), planned(milestone, &zone)?));
        let dates = plan.value.milestones.iter().filter_map(date_of).collect();
        let milestones = plan.value.milestones.iter().map(|milestone| named(milestone, after)).collect();
        (Plan::Read { status: plan.value.status.value, dates }, milestones)
    }

    /// What the step changes in the plan. After a gap, or when the plan comes back, what changed since the last
    /// revision that could be read.
    fn changes(
        &self,
        before: &Workspace,
        after: &Workspace,
        classified: Vec<ClassifiedChange>,
    ) -> Vec<Change> {
        let has_plan = |workspace: &Workspace| workspace.plan_at(self.path).is_some();
        let changes: Vec<Change> = match &self.last_read {
            _ if !has_plan(after) => Vec::new(),
            Some(last) if !has_plan(before) => diff(last, after),
            _ => classified.into_iter().map(|change| change.change).collect(),
        };
        changes.into_iter().filter(|change| change.location.path == self.path).collect()
    }

    /// Where the revision before could not be read: the day of the last one that could.
    fn last_read_before_a_gap(&self) -> Option<Date> {
        let is_gap = |seen: &Seen| matches!(seen.revision.plan, Plan::Gap { .. });
        if !self.seen.last().is_some_and(is_gap) {
            return None;
        }
        let before = self.seen.iter().rev().find(|seen| !is_gap(seen))?;
        matches!(before.revision.plan, Plan::Read { .. }).then_some(before.revision.day)
    }

    fn note_cap(&mut self, commit: &Commit) {
        if let Some(stated) = commit.time.stated {
            let (stated, shown) = (timestamp(stated), timestamp(commit.time.seconds));
            let day = |time| show_day(local_day(&self.zone, time));
            let short = short(&commit.commit.id);
            self.capped.push(format!(
                "commit {short} says that it was made on {}, which the commits around it contradict; {} is used",
                day(stated),
                day(shown)
            ));
        }
    }

    fn finish(mut self, question: &Question<'_>, tip: &Workspace, since: Option<Start>) -> Trend {
        let baseline = self.mark_baseline();
        let calendar =
            tip.project.as_ref().map(|project| project.value.working_calendar()).unwrap_or_default();
        let done = |id: &str| Some(tip.progress.get(question.cycle)?.value.actual(id)?.value.0);
        let name = self.name(question.cycle);
        let mut milestones = lines(&self.seen, &calendar, done);
        let mut notes = self.notes(question, baseline);
        let (first, stood) = self.first_shown(since);
        let total = self.seen.len();
        if let Some(seen) = self.seen.get_mut(first).filter(|_| stood) {
            seen.revision.stood = true;
            if first + 1 == total {
                notes.push("no revision since then: the plan that stood then is the newest one".to_owned());
            }
        }
        for milestone in &mut milestones {
            milestone.points.retain(|point| point.revision >= first);
            milestone.points.iter_mut().for_each(|point| point.revision -= first);
        }
        milestones.retain(|milestone| milestone.points.iter().any(|point| point.date.is_some()));
        let revisions = self.seen.into_iter().skip(first).map(|seen| seen.revision).collect();
        Trend {
            cycle: question.cycle.to_owned(),
            name,
            branch: question.branch.to_owned(),
            tip: question.tip.to_owned(),
            revisions,
            total,
            today: question.today,
            milestones,
            notes,
        }
    }

    /// Marks the first content that a vote on the plan approved; without one, that of the anchor. A small move that the
    /// release managers made is measured against it, and is none itself.
    fn mark_baseline(&mut self) -> Option<Baseline> {
        let is_read = |seen: &Seen| matches!(seen.revision.plan, Plan::Read { .. });
        let voted = self.seen.iter().position(|seen| is_read(seen) && seen.voted);
        let index = voted.or_else(|| {
            let brought = |seen: &Seen| seen.revision.approval == SignOff::Anchor;
            self.seen.iter().position(brought).or(self.stood_at_anchor)
        });
        let seen = index.and_then(|index| self.seen.get_mut(index)).filter(|seen| is_read(seen))?;
        seen.revision.baseline = true;
        Some(if voted.is_some() { Baseline::Vote } else { Baseline::Anchor })
    }

    /// How far the milestones of some changes have slipped, with the step that makes these changes as the last one. It
    /// brings no baseline of its own.
    fn slips(mut self, step: Step<'_>, changes: &[&Change]) -> Vec<Slip> {
        let Some(by) = self.mark_baseline() else { return Vec::new() };
        let (plan, milestones) = self.plan(step.after, true);
        let revision = Revision {
            commit: String::new(),
            time: Timestamp::UNIX_EPOCH,
            day: step.today,
            plan,
            changes: changes.iter().map(|change| (*change).clone()).collect(),
            approval: SignOff::NotRequired,
            baseline: false,
            new: false,
            stood: false,
            objection: None,
            compared_with: None,
        };
        self.seen.push(Seen { revision, milestones, age: 0, voted: false });
        let last = self.seen.len() - 1;
        let calendar = step.after.working_calendar();
        let mut slips = Vec::new();
        for line in lines(&self.seen, &calendar, |_| None) {
            let Some(change) = line.change_in(last).filter(|change| Slip::is_about(change)) else { continue };
            let published = line.baseline_revision.and_then(|index| self.seen.get(index));
            let distance = line.slip_days.zip(line.slip_working_days);
            slips.extend(line.baseline.zip(published).zip(distance).map(
                |((baseline, published), (days, working_days))| Slip {
                    path: change.location.path.clone(),
                    document: change.document.clone(),
                    subject: change.subject.clone(),
                    subject_name: change.subject_name.clone(),
                    baseline,
                    by,
                    approved: published.revision.day,
                    days,
                    working_days,
                    moves: line.moves,
                },
            ));
        }
        slips
    }

    /// The cycle's newest name.
    fn name(&self, cycle: &str) -> String {
        let plan: Option<&Document<Schedule>> =
            self.last_read.as_ref().and_then(|documents| documents.plan_at(self.path));
        plan.and_then(|plan| plan.value.name.clone()).unwrap_or_else(|| cycle.to_owned())
    }

    fn notes(&self, question: &Question<'_>, baseline: Option<Baseline>) -> Vec<String> {
        let mut notes = Vec::new();
        match baseline {
            Some(Baseline::Vote) => {}
            Some(Baseline::Anchor) => notes.push(
                "no revision was approved; the baseline is the plan that stood when the first policy came"
                    .to_owned(),
            ),
            None => notes.push(
                "no revision was approved, so there is no baseline to measure a slip against".to_owned(),
            ),
        }
        notes.extend(self.unruled.iter().map(|commit| {
            format!(
                "the rules were removed: commit {commit} took the policy away, and no plan after it is approved until \
                 there are rules again"
            )
        }));
        if self.seen.last().is_some_and(|seen| seen.revision.plan == Plan::Gone) {
            notes.push(format!("`{}` has no schedule of this cycle any more", question.branch));
        }
        match self.left_out {
            0 => {}
            1 => notes.push("1 revision that changes words alone is left out".to_owned()),
            many => notes.push(format!("{many} revisions that change words alone are left out")),
        }
        notes.extend(self.capped.iter().cloned());
        notes
    }

    /// The index of the first revision that is shown, and whether that is the plan that stood where it shall begin.
    fn first_shown(&self, since: Option<Start>) -> (usize, bool) {
        let later = |seen: &Seen| match since {
            None => true,
            Some(Start::Day(day)) => seen.revision.day >= day,
            Some(Start::Age(age)) => seen.age < age,
        };
        let first_later = self.seen.partition_point(|seen| !later(seen));
        match (since, first_later.checked_sub(1)) {
            (Some(_), Some(stood)) => (stood, true),
            _ => (first_later, false),
        }
    }
}

/// A commit as people read it.
fn short(commit: &str) -> String {
    commit.chars().take(7).collect()
}

fn is_editorial(change: &Change) -> bool {
    change.mark == Some(Mark::Editorial)
}

/// What is wrong with a plan, with its line.
fn reason(problem: Option<&Diagnostic>) -> String {
    let Some(problem) = problem else { return "it cannot be read".to_owned() };
    match problem.location.span {
        Some(span) => format!("line {}: {}", span.start.line(), problem.message),
        None => problem.message.clone(),
    }
}

fn named(milestone: &Milestone, documents: &Workspace) -> Named {
    let process = documents.process.as_ref().and_then(|process| process.value.milestone(&milestone.id));
    let name = milestone.called(|| process?.name.as_deref()).to_owned();
    let applies = milestone.not_applicable.is_none();
    let date = milestone.moment(&documents.deadline_zone()).and_then(Result::ok).filter(|_| applies);
    Named { id: milestone.id.value.clone(), name, key: process.is_some_and(|process| process.key), date }
}

/// The date of a milestone; none where the cycle does without it.
fn planned(milestone: &Milestone, zone: &Zone) -> Option<PlannedDate> {
    if milestone.not_applicable.is_some() {
        return None;
    }
    let date = match milestone.moment(zone) {
        Some(Ok(date)) => date,
        Some(Err(text)) => {
            return Some(PlannedDate { shown: text.clone(), text, first: None, last: None, tentative: true });
        }
        None => DateText::parse("tbd").ok()?,
    };
    Some(PlannedDate {
        text: date.text().to_owned(),
        shown: date.show(),
        first: date.first_day(),
        last: date.last_day(),
        tentative: date.is_tentative() || milestone.confidence == Some(Confidence::Tentative),
    })
}

fn local_day(zone: &Zone, time: Timestamp) -> Date {
    zone.local(time).date()
}
