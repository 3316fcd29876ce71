//! Reads what an export is made of: the documents of a revision, and in one walk every plan that the branch ever held.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::build::{Approval, Context, CycleHistory, decisions, identity, in_order, people, series};
use super::lines::{Moment, may_rename};
use super::model::{Cycle, Model, PlanApproval, Project, Series, Shown};
use super::plans::{Content, read_all};
use crate::approval::HistoryFacts;
use crate::audit::{self, AuditError, Selection};
use crate::calendar::{Deadline, Zone};
use crate::diff::{Change, diff};
use crate::document::{PeriodicMeeting, Process, Progress, Schedule, Status, WorkingGroup, Workspace};
use crate::history::{Documents, FileLine, FileStep, HistoryError, read, timestamp};
use crate::repository::{Located, RepositoryError};
use crate::status;
use crate::trend::{Question, Rules, SignOff, Trend, approval_of, trends};

/// How much is read of the steps of the branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Every date of every plan, and whether the plans in force are approved.
    Dates,
    /// Also what every revision of every plan changed, and who approved it.
    Judged,
    /// Also every governed step of the branch.
    Audited,
}

/// What is exported.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// What people call the branch or revision.
    pub branch: &'a str,
    /// The id of the newest commit.
    pub tip: &'a str,
    /// The day to look from; that of the revision if absent.
    pub today: Option<Date>,
    /// How much is read.
    pub depth: Depth,
}

/// Why nothing can be exported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The history could not be read.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The governed steps could not be read.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

impl From<RepositoryError> for ExportError {
    fn from(error: RepositoryError) -> Self {
        Self::History(error.into())
    }
}

/// The files and folders below the root that dates and their approval depend on.
const NAMES: [&str; 6] =
    ["schedules", "progress", "process.yaml", "project.yaml", "working-group.yaml", "policy.yaml"];

/// A project at a revision, with its history. `progress` hears how many steps were judged, and of how many.
pub fn model(
    documents: &Documents<'_>,
    wanted: &Wanted<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Model, ExportError> {
    let workspace = documents.at(wanted.tip, &BTreeSet::new())?;
    let line =
        FileLine::walk(documents.repository(), wanted.tip, documents.root(), &NAMES.into_iter().collect())?;
    let zone = workspace.deadline_zone();
    let past = Past::read(documents, &line, &zone)?;
    let shown = shown(&line, &zone);
    let today = match (&shown, wanted.today) {
        (_, Some(today)) => today,
        (Shown::Commit { day, .. }, None) => *day,
        (Shown::Folder, None) => Date::MIN,
    };
    let mut trends = trends_by_cycle(documents, wanted, &line, &past, progress)?;
    let context = Context { workspace: &workspace, zone, processes: &past.processes };
    let mut cycles = Vec::new();
    for (id, moments) in &past.cycles {
        let trend = trends.remove(id);
        let approval = past.approval(documents, (&line, &workspace), id, trend.as_ref())?;
        cycles.extend(context.cycle(CycleHistory { id, moments, approval, trend }));
    }
    let audit = if wanted.depth == Depth::Audited {
        let about = Selection::default();
        let answers = audit::Answers::default();
        let (branch, tip) = (wanted.branch, wanted.tip);
        let question = audit::Question { branch, tip, since: None, about: &about, today, answers: &answers };
        Some(audit::audit(documents, &question, progress)?)
    } else {
        None
    };
    let mut model = assemble(&workspace, in_order(cycles), shown, today);
    model.project.identity = identity(past.first_name.as_deref().unwrap_or(&model.project.name));
    model.meetings = past.meetings(&workspace);
    model.audit = audit;
    Ok(model)
}

/// A project in a folder, without history, as of a day.
pub fn model_of_folder(workspace: &Workspace, today: Date) -> Model {
    let processes = BTreeMap::new();
    let context = Context { workspace, zone: workspace.deadline_zone(), processes: &processes };
    let mut cycles = Vec::new();
    for (id, plan) in &workspace.schedules {
        let moment = Moment {
            commit: String::new(),
            time: Timestamp::UNIX_EPOCH,
            day: today,
            step: 0,
            plan: Some(Rc::new(Schedule::clone(&plan.value))),
            progress: None,
            lineage: Vec::new(),
        };
        let approval = match plan.value.status.value {
            Status::Draft | Status::Proposed => PlanApproval::Proposed,
            Status::Active => PlanApproval::Unknown("there is no history here to judge it by".to_owned()),
            Status::Released | Status::Cancelled => PlanApproval::Over,
        };
        let moments = [moment];
        let history = CycleHistory { id, moments: &moments, approval: approval.into(), trend: None };
        cycles.extend(context.cycle(history).map(|cycle| without_history(cycle, &plan.value)));
    }
    let mut model = assemble(workspace, in_order(cycles), Shown::Folder, today);
    model.meetings = current_meetings(workspace);
    model.notes.push(
        "there is no git history here: nothing is known of older dates, of what was removed, and of who approved what"
            .to_owned(),
    );
    model
}

/// The milestones know their former ids by the plan's own word alone.
fn without_history(mut cycle: Cycle, plan: &Schedule) -> Cycle {
    for milestone in &mut cycle.milestones {
        milestone.history.clear();
        milestone.created = None;
        milestone.modified = None;
        let was = plan.milestone(&milestone.id).map(|found| found.was.0.clone()).unwrap_or_default();
        if let Some(first) = was.first() {
            milestone.identity.clone_from(first);
        }
        milestone.former_ids = was;
    }
    cycle
}

fn assemble(workspace: &Workspace, cycles: Vec<Cycle>, shown: Shown, today: Date) -> Model {
    let project = workspace.project.as_ref().map(|project| &project.value);
    let name = project.map_or_else(|| workspace.name.clone(), |project| project.name.value.clone());
    let unread =
        workspace.unread.iter().map(|path| format!("`{path}` cannot be read; `milepost check` says why"));
    Model {
        project: Project {
            identity: identity(&name),
            name,
            repository: project.and_then(|project| project.repository.clone()),
            deadline: project.map_or_else(Deadline::default, |project| project.deadline()).to_string(),
            root: workspace.root.clone(),
        },
        shown,
        today,
        meetings: Vec::new(),
        people: workspace.roster.as_ref().map(|roster| people(&roster.value, today)).unwrap_or_default(),
        decisions: decisions(workspace, &cycles),
        cycles,
        status: status::status(workspace, today, WEEKS, None),
        audit: None,
        notes: unread.collect(),
    }
}

/// How many weeks the status looks ahead.
const WEEKS: u8 = 8;

/// The last step that touched the documents.
fn shown(line: &FileLine, zone: &Zone) -> Shown {
    match line.steps.last() {
        Some(step) => {
            let time = timestamp(step.time.seconds);
            Shown::Commit { id: step.commit.clone(), time, day: zone.local(time).date() }
        }
        None => Shown::Folder,
    }
}

fn trends_by_cycle(
    documents: &Documents<'_>,
    wanted: &Wanted<'_>,
    line: &FileLine,
    past: &Past,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<BTreeMap<String, Trend>, ExportError> {
    if wanted.depth == Depth::Dates {
        return Ok(BTreeMap::new());
    }
    let cycles = past.cycles.keys().cloned().collect();
    let question = Question { cycle: "", branch: wanted.branch, tip: wanted.tip, since: None, today: None };
    let found = trends(documents, &question, &cycles, line, progress)?;
    Ok(found.into_iter().map(|trend| (trend.cycle.clone(), trend)).collect())
}

/// What the branch held of the documents that dates depend on.
#[derive(Default)]
struct Past {
    plans: Plans,
    cycles: BTreeMap<String, Vec<Moment>>,
    /// The last version of each process.
    processes: BTreeMap<u64, Process>,
    /// The first name of the project.
    first_name: Option<String>,
    working_group: Meetings,
    tsc: Meetings,
    /// The step that brought the first policy, by its index.
    first_policy: Option<usize>,
}

/// Every content that a plan ever had, by its id.
#[derive(Default)]
struct Plans {
    by_id: BTreeMap<String, Option<Rc<Schedule>>>,
}

impl Plans {
    fn read(documents: &Documents<'_>, line: &FileLine) -> Result<Self, ExportError> {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        let mut contents = Vec::new();
        for step in &line.steps {
            for (name, ends) in step.changed.iter().filter(|(name, _)| name.starts_with("schedules/")) {
                let Some(located) = ends.after.as_ref().filter(|_| name.ends_with(".yaml")) else { continue };
                if known.contains_key(located.id.as_str()) {
                    continue;
                }
                if let Some(bytes) = documents.bytes(Some(located))? {
                    let before =
                        ends.before.as_ref().and_then(|before| known.get(before.id.as_str()).copied());
                    known.insert(&located.id, contents.len());
                    contents.push(Content { bytes, before });
                }
            }
        }
        let plans = read_all(&contents);
        let plan = |index: usize| plans.get(index).cloned().flatten();
        Ok(Self { by_id: known.into_iter().map(|(id, index)| (id.to_owned(), plan(index))).collect() })
    }

    fn get(&self, located: &Located) -> Option<Rc<Schedule>> {
        self.by_id.get(&located.id).cloned().flatten()
    }
}

/// A meeting through the steps.
#[derive(Default)]
struct Meetings {
    now: Option<(String, PeriodicMeeting)>,
    last: Option<(String, PeriodicMeeting)>,
    changes: usize,
    created: Option<Timestamp>,
    modified: Option<Timestamp>,
}

impl Meetings {
    fn take(&mut self, new: Option<(String, PeriodicMeeting)>, time: Timestamp) {
        if new == self.now {
            return;
        }
        if self.created.is_some() {
            self.changes += 1;
        }
        self.created = self.created.or(Some(time));
        self.modified = Some(time);
        if new.is_some() {
            self.last.clone_from(&new);
        }
        self.now = new;
    }

    fn series(&self, id: &'static str) -> Option<Series> {
        let (name, periodic) = self.last.as_ref()?;
        Some(Series {
            gone: self.now.is_none(),
            sequence: self.changes,
            created: self.created,
            modified: self.modified,
            ..series(id, name, periodic)?
        })
    }
}

impl Past {
    fn read(documents: &Documents<'_>, line: &FileLine, zone: &Zone) -> Result<Self, ExportError> {
        let mut past = Self { plans: Plans::read(documents, line)?, ..Self::default() };
        for (index, step) in line.steps.iter().enumerate() {
            past.take(documents, index, step, zone)?;
        }
        Ok(past)
    }

    fn take(
        &mut self,
        documents: &Documents<'_>,
        index: usize,
        step: &FileStep,
        zone: &Zone,
    ) -> Result<(), ExportError> {
        let time = timestamp(step.time.seconds);
        for (name, ends) in &step.changed {
            match name.as_str() {
                "process.yaml" => {
                    if let Some(process) = parsed::<Process>(documents, name, ends.after.as_ref())? {
                        self.processes.insert(process.version.value, process);
                    }
                }
                "policy.yaml" if ends.after.is_some() => {
                    self.first_policy.get_or_insert(index);
                }
                "project.yaml" => {
                    let project = parsed::<crate::document::Project>(documents, name, ends.after.as_ref())?;
                    let is_broken = project.is_none() && ends.after.is_some();
                    if let Some(project) = &project {
                        self.first_name.get_or_insert_with(|| project.name.value.clone());
                    }
                    if !is_broken {
                        let meeting = project.and_then(|project| project.tsc_meeting);
                        self.tsc.take(meeting.map(|meeting| (TSC.to_owned(), meeting)), time);
                    }
                }
                "working-group.yaml" => {
                    let group = parsed::<WorkingGroup>(documents, name, ends.after.as_ref())?;
                    if group.is_some() || ends.after.is_none() {
                        self.working_group.take(group.map(|group| (group.name.value, group.meeting)), time);
                    }
                }
                _ => {}
            }
        }
        for cycle in changed_cycles(step) {
            self.take_cycle(documents, (index, step), &cycle, (time, zone.local(time).date()))?;
        }
        Ok(())
    }

    fn take_cycle(
        &mut self,
        documents: &Documents<'_>,
        (index, step): (usize, &FileStep),
        cycle: &str,
        (time, day): (Timestamp, Date),
    ) -> Result<(), ExportError> {
        let plans = &self.plans;
        let moments = self.cycles.entry(cycle.to_owned()).or_default();
        let before = moments.last();
        let old_plan = before.and_then(|moment| moment.plan.clone());
        let plan = match step.changed.get(&format!("schedules/{cycle}.yaml")) {
            None => old_plan.clone(),
            Some(ends) => match ends.after.as_ref() {
                None => None,
                // Until it is mended, the last plan that could be read stands.
                Some(located) => plans.get(located).or_else(|| old_plan.clone()),
            },
        };
        let name = format!("progress/{cycle}.yaml");
        let progress = match step.changed.get(&name) {
            None => before.and_then(|moment| moment.progress.clone()),
            Some(ends) => parsed::<Progress>(documents, &name, ends.after.as_ref())?.map(Rc::new),
        };
        let last_read = moments.iter().rev().find(|moment| moment.plan.is_some());
        let lineage = match (last_read, &plan) {
            (Some(last), Some(new)) if last.plan.as_ref().is_some_and(|old| may_rename(old, new)) => {
                let path = format!("{}/schedules/{cycle}.yaml", documents.root());
                lineage(documents, &last.commit, &step.commit, &path)?
            }
            _ => Vec::new(),
        };
        moments.push(Moment { commit: step.commit.clone(), time, day, step: index, plan, progress, lineage });
        Ok(())
    }

    /// Whether the plan of a cycle is approved as it stands.
    fn approval(
        &self,
        documents: &Documents<'_>,
        (line, workspace): (&FileLine, &Workspace),
        cycle: &str,
        trend: Option<&Trend>,
    ) -> Result<Approval, ExportError> {
        let plan = self.cycles.get(cycle).and_then(|moments| moments.last()?.plan.clone());
        let Some(plan) = plan else { return Ok(PlanApproval::Over.into()) };
        match plan.status.value {
            Status::Draft | Status::Proposed => return Ok(PlanApproval::Proposed.into()),
            Status::Released | Status::Cancelled => return Ok(PlanApproval::Over.into()),
            Status::Active => {}
        }
        let path = format!("{}/schedules/{cycle}.yaml", documents.root());
        let mut judging = Judging::new(workspace, &path);
        if let Some(trend) = trend {
            for revision in trend.revisions.iter().rev() {
                if judging.take(&revision.commit, &revision.approval, self.moves(cycle, &revision.commit)) {
                    break;
                }
            }
            return Ok(judging.end());
        }
        let name = format!("schedules/{cycle}.yaml");
        let steps = line.steps.iter().enumerate().rev();
        for (index, step) in steps.filter(|(_, step)| step.changed.contains_key(&name)) {
            let rules = match self.first_policy {
                Some(first) if first < index => Rules::Known,
                Some(first) if first == index => Rules::Coming,
                _ => break,
            };
            let moves = self.moves(cycle, &step.commit);
            // Without any approval that is about the plan, the first word on it is the last one.
            let sign_off = if judging.has_approvals {
                approval_of(documents, step, &path, rules, None)?
            } else if judging.now.is_some() {
                if rules == Rules::Coming { SignOff::Anchor } else { self.unjudged(cycle, index, moves) }
            } else {
                approval_of(documents, step, &path, rules, Some(self.facts(cycle, &path)))?
            };
            if judging.take(&step.commit, &sign_off, moves) {
                break;
            }
        }
        Ok(judging.end())
    }

    /// A step of a plan that nobody ever approved: what moved dates in force needed somebody who did.
    fn unjudged(&self, cycle: &str, step: usize, moves: bool) -> SignOff {
        let moments = self.cycles.get(cycle).into_iter().flatten();
        let plan = moments.filter(|moment| moment.step == step).find_map(|moment| moment.plan.as_ref());
        let in_force = plan.is_some_and(|plan| !plan.status.value.is_proposal());
        if moves && in_force { SignOff::Unapproved } else { SignOff::NotRequired }
    }

    /// What the history says about a plan that nobody ever approved: moves are measured against the oldest plan that stood
    /// under a policy.
    fn facts(&self, cycle: &str, path: &str) -> HistoryFacts {
        let moments = self.cycles.get(cycle).map_or(&[][..], Vec::as_slice);
        let policy = self.first_policy.unwrap_or(usize::MAX);
        let oldest = moments.windows(2).find_map(|pair| match pair {
            [before, after] if after.step > policy => before.plan.as_deref().cloned(),
            _ => None,
        });
        HistoryFacts {
            baselines: oldest.map(|plan| (path.to_owned(), plan)).into_iter().collect(),
            processes: self.processes.clone(),
            ..HistoryFacts::default()
        }
    }

    /// Whether a step changed any date of a plan, or put it in force.
    fn moves(&self, cycle: &str, commit: &str) -> bool {
        let Some(moments) = self.cycles.get(cycle) else { return false };
        let Some(index) = moments.iter().position(|moment| moment.commit == commit) else { return false };
        let dates = |moment: &Moment| -> Option<(Status, Vec<_>)> {
            let plan = moment.plan.as_ref()?;
            let milestones = &plan.milestones;
            let date = |milestone: &crate::document::Milestone| {
                let applies = milestone.not_applicable.is_none();
                (applies, milestone.date.clone(), milestone.time.clone(), milestone.zone.clone())
            };
            Some((plan.status.value, milestones.iter().map(date).collect()))
        };
        let before = index.checked_sub(1).and_then(|before| moments.get(before));
        before.and_then(dates) != moments.get(index).and_then(dates)
    }

    fn meetings(&self, workspace: &Workspace) -> Vec<Series> {
        let mut meetings: Vec<Series> =
            self.working_group.series("working-group").into_iter().chain(self.tsc.series("tsc")).collect();
        end_with_the_project(&mut meetings, workspace);
        meetings
    }
}

/// The committee's meeting for people.
const TSC: &str = "TSC meeting";

fn current_meetings(workspace: &Workspace) -> Vec<Series> {
    let group = workspace.working_group.as_ref().map(|group| &group.value);
    let tsc = workspace.project.as_ref().and_then(|project| project.value.tsc_meeting.as_ref());
    let mut meetings: Vec<Series> = group
        .and_then(|group| series("working-group", &group.name.value, &group.meeting))
        .into_iter()
        .chain(tsc.and_then(|meeting| series("tsc", TSC, meeting)))
        .collect();
    end_with_the_project(&mut meetings, workspace);
    meetings
}

fn end_with_the_project(meetings: &mut [Series], workspace: &Workspace) {
    let retired = workspace.project.as_ref().and_then(|project| project.value.retired);
    for series in meetings {
        series.until = retired.and_then(|day| day.0.yesterday().ok());
    }
}

/// Goes back from the newest step of a plan to the one that settled how it stands.
struct Judging {
    /// Whether an approval on file is about the plan.
    has_approvals: bool,
    now: Option<PlanApproval>,
    before: Option<PlanApproval>,
    unapproved: BTreeSet<String>,
}

impl Judging {
    fn new(workspace: &Workspace, path: &str) -> Self {
        let is_about = |subject: &crate::document::Subject| subject.path.value == path;
        let has_approvals =
            workspace.approvals.values().any(|approval| approval.value.subject.iter().any(is_about));
        Self { has_approvals, now: None, before: None, unapproved: BTreeSet::new() }
    }

    /// Whether the steps before this one say nothing more.
    fn take(&mut self, commit: &str, sign_off: &SignOff, moves: bool) -> bool {
        let found = match sign_off {
            // Nobody has to approve even dates here.
            SignOff::NotRequired if moves => PlanApproval::NotGoverned,
            SignOff::NotRequired => return false,
            SignOff::Approved(_)
            | SignOff::BelowEvidence(_)
            | SignOff::Unverifiable(_)
            | SignOff::Ratified(_)
            | SignOff::Emergency { .. } => PlanApproval::Approved(sign_off.clone()),
            SignOff::Anchor | SignOff::BeforeAdoption => PlanApproval::NotGoverned,
            SignOff::Unapproved => PlanApproval::Unapproved,
            SignOff::Unknown(why) => PlanApproval::Unknown(why.clone()),
        };
        self.now.get_or_insert_with(|| found.clone());
        if found.is_settled() {
            self.before = Some(found);
            return true;
        }
        self.unapproved.insert(commit.to_owned());
        false
    }

    fn end(self) -> Approval {
        let before = self.before.unwrap_or(PlanApproval::NotGoverned);
        Approval { now: self.now.unwrap_or_else(|| before.clone()), before, unapproved: self.unapproved }
    }
}

/// The cycles whose plan or progress a step changed.
fn changed_cycles(step: &FileStep) -> BTreeSet<String> {
    let cycle = |name: &String| {
        let file = name.strip_prefix("schedules/").or_else(|| name.strip_prefix("progress/"))?;
        file.strip_suffix(".yaml").map(str::to_owned)
    };
    step.changed.keys().filter_map(cycle).collect()
}

fn parsed<T: for<'de> serde::Deserialize<'de>>(
    documents: &Documents<'_>,
    name: &str,
    located: Option<&Located>,
) -> Result<Option<T>, ExportError> {
    Ok(documents.bytes(located)?.and_then(|bytes| read(name, &bytes)))
}

/// The changes of ids between two commits.
fn lineage(documents: &Documents<'_>, old: &str, new: &str, path: &str) -> Result<Vec<Change>, ExportError> {
    let (before, after) = (documents.at(old, &BTreeSet::new())?, documents.at(new, &BTreeSet::new())?);
    Ok(diff(&before, &after).into_iter().filter(|change| change.location.path == path).collect())
}
