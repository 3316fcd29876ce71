//! Reads what an export is made of: the documents of a revision, and in one walk every plan that the branch ever held.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::civil::Date;

use super::build::{Context, CycleHistory, decisions, in_order, people, series};
use super::common::Common;
use super::identity;
use super::judge::{Branch, CycleApproval, Judge, MilestoneApproval};
use super::lines::{Line, Moment, lines, may_rename};
use super::marks::{Mark, ahead, marks};
use super::meetings::{Frame, Meetings};
use super::model::{Cycle, Model, PlanApproval, Project, Series, Shown};
use super::plans::{Content, read_all};
use super::stamp::Stamp;
use crate::audit::AuditError;
use crate::calendar::{Deadline, Zone, show_day};
use crate::diff::{Change, diff, short_commit};
use crate::document::{Process, Progress, Roster, Schedule, Status, WorkingGroup, Workspace};
use crate::history::{Documents, FileLine, FileStep, HistoryError, read, timestamp};
use crate::repository::{Located, RepositoryError};
use crate::status;
use crate::trend::{Question, Trend, trends};

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

/// An export is the same whatever the branch is called, and however its newest commit was named.
const BRANCH: &str = "the branch";

/// The files and folders below the root that dates and their approval depend on.
const NAMES: [&str; 8] = [
    "schedules",
    "progress",
    "process.yaml",
    "project.yaml",
    "working-group.yaml",
    "policy.yaml",
    "roster.yaml",
    "approvals",
];

/// The files by which approvals count.
const RULES: [&str; 2] = ["policy.yaml", "roster.yaml"];

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
    let stated: Vec<i64> = line.steps.iter().map(stated).collect();
    let marks = marks(&stated);
    let past = Past::read(documents, &line, &marks, &zone)?;
    let shown = shown(&line, &marks, &zone);
    let today = match (&shown, wanted.today) {
        (_, Some(today)) => today,
        (Shown::Commit { day, .. }, None) => *day,
        (Shown::Folder, None) => Date::MIN,
    };
    let mut trends = trends_by_cycle(documents, wanted, &line, &past, progress)?;
    let mut judge = Judge::new(Branch {
        documents,
        line: &line,
        name: BRANCH,
        tip: wanted.tip,
        workspace: &workspace,
        cycles: &past.cycles,
        first_policy: past.first_policy,
        today,
    });
    let audit = match wanted.depth {
        Depth::Audited => Some(judge.audit(progress)?.clone()),
        Depth::Dates | Depth::Judged => None,
    };
    for trend in trends.values_mut() {
        let ratified =
            if trend.named_as_ratified.is_empty() { BTreeMap::new() } else { judge.ratifications()? };
        // What is overdue is looked at from the same day everywhere, but a trend in an export says nothing of it.
        trend.today = Some(today);
        trend.settle(Some(&ratified));
        trend.today = None;
    }
    let context = Context { workspace: &workspace, zone: zone.clone(), processes: &past.processes };
    let mut cycles = Vec::new();
    for (id, moments) in &past.cycles {
        let lines = lines(moments, &past.commons);
        let approval = judge.cycle(id, &lines)?;
        let trend = trends.remove(id);
        let ruled = past.ruled(moments);
        cycles.extend(context.cycle(CycleHistory { id, moments, ruled, lines, approval, trend }));
    }
    let mut model = assemble(&workspace, in_order(cycles), shown, today);
    let first_name = past.first_name.as_deref().unwrap_or(&model.project.name);
    model.project.identity = identity::project(first_name, line.first_commit.as_deref(), documents.root());
    model.meetings = past.meetings(&workspace);
    model.notes.extend([&past.working_group, &past.tsc].into_iter().filter_map(Meetings::note));
    model
        .notes
        .extend(ahead(&stated).and_then(|index| line.steps.get(index)).map(|step| far_ahead(step, &zone)));
    model.audit = audit;
    name_what_is_shown(&mut model);
    Ok(model)
}

/// A commit that changes nothing that is shown is not named either.
fn name_what_is_shown(model: &mut Model) {
    let Shown::Commit { id, time, .. } = &model.shown else { return };
    for trend in model.cycles.iter_mut().filter_map(|cycle| cycle.trend.as_mut()) {
        trend.tip.clone_from(id);
    }
    if let Some(audit) = &mut model.audit {
        // A step outside of the documents can be governed too.
        let last = audit.steps.last().filter(|step| step.time > *time).map(|step| &step.commit);
        audit.tip = last.unwrap_or(id).clone();
    }
}

/// A project in a folder, without history, as of a day. `why` there is none is a clause without a full stop.
pub fn model_of_folder(workspace: &Workspace, today: Date, why: &str) -> Model {
    let processes = BTreeMap::new();
    let commons = [Common::of_folder(workspace, today)];
    let zone = workspace.deadline_zone();
    let context = Context { workspace, zone, processes: &processes };
    let mut cycles = Vec::new();
    for (id, plan) in &workspace.schedules {
        let moment = Moment {
            at: Stamp::without_history(today),
            plan: Some(Rc::new(Schedule::clone(&plan.value))),
            read_at: None,
            progress: None,
            lineage: Vec::new(),
        };
        let approval = match plan.value.status.value {
            Status::Draft | Status::Proposed => PlanApproval::Proposed,
            Status::Active => PlanApproval::Unknown("there is no history here to judge it by".to_owned()),
            Status::Released | Status::Cancelled => PlanApproval::Over,
        };
        let moments = [moment];
        let lines = lines(&moments, &commons);
        // Nothing tells who took a date back; that it is gone is what there is.
        let milestone = |_: &Line| MilestoneApproval { said: approval.clone(), is_cancelled: true };
        let milestones = lines.iter().map(milestone).collect();
        let approval = CycleApproval { plan: approval, milestones };
        let history = CycleHistory { id, moments: &moments, ruled: None, lines, approval, trend: None };
        cycles.extend(context.cycle(history).map(|cycle| without_history(cycle, &plan.value)));
    }
    let mut model = assemble(workspace, in_order(cycles), Shown::Folder, today);
    model.meetings = current_meetings(workspace);
    model.notes.push(format!(
        "{why}: nothing is known of older dates, of what was removed, and of who approved what"
    ));
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
            milestone.identity = identity::encoded(first);
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
    let cycles: Vec<Cycle> = cycles.into_iter().map(on_one_line).collect();
    Model {
        project: Project {
            identity: identity::project(&name, None, &workspace.root),
            name: one_line(&name),
            repository: project.and_then(|project| project.repository.clone()),
            deadline: project.map_or_else(Deadline::default, |project| project.deadline()).to_string(),
            zone: workspace.deadline_zone(),
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

/// A name is a line in every format.
fn on_one_line(mut cycle: Cycle) -> Cycle {
    cycle.name = one_line(&cycle.name);
    for milestone in &mut cycle.milestones {
        milestone.name = one_line(&milestone.name);
    }
    cycle
}

fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many weeks the status looks ahead.
const WEEKS: u8 = 8;

/// The last step that touched the documents.
fn shown(line: &FileLine, marks: &[Mark], zone: &Zone) -> Shown {
    match line.steps.last() {
        Some(step) => {
            let time = timestamp(step.time.seconds);
            let latest = marks.last().map_or(time, |mark| mark.time);
            Shown::Commit { id: step.commit.clone(), time, day: zone.local(time).date(), latest }
        }
        None => Shown::Folder,
    }
}

/// The time that the commit itself states.
fn stated(step: &FileStep) -> i64 {
    step.time.stated.unwrap_or(step.time.seconds)
}

/// What to say of a step that makes all others look old.
fn far_ahead(step: &FileStep, zone: &Zone) -> String {
    format!(
        "the clock of commit `{}` was ahead of the steps after it; until {} has passed, calendars give every step that time",
        short_commit(&step.commit),
        show_day(zone.local(timestamp(stated(step))).date())
    )
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
    let question = Question { cycle: "", branch: BRANCH, tip: wanted.tip, since: None, today: None };
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
    /// What all cycles shared, the oldest first.
    commons: Vec<Common>,
    /// The first name of the project.
    first_name: Option<String>,
    working_group: Meetings,
    tsc: Meetings,
    /// The step that brought the first policy, by its index.
    first_policy: Option<usize>,
    /// The last step that may have decided about all plans: a late approval makes older steps valid.
    ruled: Option<Mark>,
}

/// A step as it is taken.
struct Taken<'a> {
    step: &'a FileStep,
    at: Stamp,
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

impl Past {
    fn read(
        documents: &Documents<'_>,
        line: &FileLine,
        marks: &[Mark],
        zone: &Zone,
    ) -> Result<Self, ExportError> {
        let mut past = Self { plans: Plans::read(documents, line)?, ..Self::default() };
        for (index, (step, mark)) in line.steps.iter().zip(marks).enumerate() {
            let time = timestamp(step.time.seconds);
            let (commit, day) = (step.commit.clone(), zone.local(time).date());
            let at = Stamp { step: index, commit, time, day, mark: *mark };
            past.take(documents, &Taken { step, at })?;
        }
        Ok(past)
    }

    fn take(&mut self, documents: &Documents<'_>, taken: &Taken<'_>) -> Result<(), ExportError> {
        let (step, mark) = (taken.step, taken.at.mark);
        if step.changed.contains_key("policy.yaml") {
            self.first_policy.get_or_insert(taken.at.step);
        }
        self.share(documents, taken)?;
        if let Some(ends) = step.changed.get("working-group.yaml") {
            let group = parsed::<WorkingGroup>(documents, "working-group.yaml", ends.after.as_ref())?;
            if group.is_some() || ends.after.is_none() {
                self.working_group.take(group.map(|group| (group.name.value, group.meeting)), mark);
            }
        }
        // A roster can say of a key that it was compromised, and what it signed counts no more.
        let decides =
            step.changed.keys().any(|name| name.starts_with("approvals/") || RULES.contains(&name.as_str()));
        if decides && self.first_policy.is_some() {
            self.ruled = Some(mark);
        }
        for cycle in changed_cycles(step) {
            self.take_cycle(documents, taken, &cycle)?;
        }
        Ok(())
    }

    /// What a step changed of all that cycles share.
    fn share(&mut self, documents: &Documents<'_>, taken: &Taken<'_>) -> Result<(), ExportError> {
        let after = |name: &str| taken.step.changed.get(name).map(|ends| ends.after.as_ref());
        let (project, process, roster) = (after("project.yaml"), after("process.yaml"), after("roster.yaml"));
        if project.is_none() && process.is_none() && roster.is_none() {
            return Ok(());
        }
        let before = self.commons.last().cloned().unwrap_or_default();
        let mut common = Common { since: taken.at.clone(), ..before };
        if let Some(located) = project {
            let project = parsed::<crate::document::Project>(documents, "project.yaml", located)?;
            common.deadline =
                project.as_ref().map_or_else(Deadline::default, crate::document::Project::deadline);
            self.take_project(project, located.is_some(), taken.at.mark);
        }
        if let Some(located) = process {
            common.process = parsed::<Process>(documents, "process.yaml", located)?.map(Rc::new);
            if let Some(process) = &common.process {
                self.processes.insert(process.version.value, Process::clone(process));
                let versions = Rc::make_mut(&mut common.processes);
                versions.insert(process.version.value, Rc::clone(process));
            }
        }
        if let Some(located) = roster {
            common.roster = parsed::<Roster>(documents, "roster.yaml", located)?.map(Rc::new);
        }
        self.commons.push(common);
        Ok(())
    }

    fn take_project(&mut self, project: Option<crate::document::Project>, is_there: bool, mark: Mark) {
        if let Some(project) = &project {
            self.first_name.get_or_insert_with(|| project.name.value.clone());
        }
        let frame = Frame {
            project: project.as_ref().map(|project| project.name.value.clone()),
            retired: project.as_ref().and_then(|project| project.retired).map(|day| day.0),
        };
        self.working_group.frame(&frame, mark);
        self.tsc.frame(&frame, mark);
        if project.is_some() || !is_there {
            let meeting = project.and_then(|project| project.tsc_meeting);
            self.tsc.take(meeting.map(|meeting| (TSC.to_owned(), meeting)), mark);
        }
    }

    fn take_cycle(
        &mut self,
        documents: &Documents<'_>,
        taken: &Taken<'_>,
        cycle: &str,
    ) -> Result<(), ExportError> {
        let step = taken.step;
        let plans = &self.plans;
        let moments = self.cycles.entry(cycle.to_owned()).or_default();
        let before = moments.last();
        let old_plan = before.and_then(|moment| moment.plan.clone());
        let mut read_at = before.and_then(|moment| moment.read_at.clone());
        let plan = match step.changed.get(&format!("schedules/{cycle}.yaml")) {
            None => old_plan.clone(),
            Some(ends) => match ends.after.as_ref() {
                None => None,
                Some(located) => match plans.get(located) {
                    Some(plan) => {
                        read_at = Some(step.commit.clone());
                        Some(plan)
                    }
                    // Until it is mended, the last plan that could be read stands.
                    None => old_plan.clone(),
                },
            },
        };
        let name = format!("progress/{cycle}.yaml");
        let progress = match step.changed.get(&name) {
            None => before.and_then(|moment| moment.progress.clone()),
            Some(ends) if ends.after.is_none() => None,
            // The same holds for its progress.
            Some(ends) => match parsed::<Progress>(documents, &name, ends.after.as_ref())? {
                Some(progress) => Some(Rc::new(progress)),
                None => before.and_then(|moment| moment.progress.clone()),
            },
        };
        let last_read =
            moments.iter().rev().find_map(|moment| moment.plan.as_ref().zip(moment.read_at.as_ref()));
        let lineage = match (last_read, &plan) {
            (Some((old, commit)), Some(new)) if may_rename(old, new) => {
                let path = format!("{}/schedules/{cycle}.yaml", documents.root());
                lineage(documents, commit, &step.commit, &path)?
            }
            _ => Vec::new(),
        };
        moments.push(Moment { at: taken.at.clone(), plan, read_at, progress, lineage });
        Ok(())
    }

    /// The last step that may have decided about a plan: its own steps can settle each other.
    fn ruled(&self, moments: &[Moment]) -> Option<Mark> {
        let policy = self.first_policy?;
        let is_other = |pair: &&[Moment]| match pair {
            [before, after] => {
                policy <= after.at.step && !same_plan(before.plan.as_ref(), after.plan.as_ref())
            }
            _ => false,
        };
        let own = moments.windows(2).rev().find(is_other).and_then(|pair| pair.last());
        self.ruled.max(own.map(|moment| moment.at.mark))
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

fn same_plan(one: Option<&Rc<Schedule>>, other: Option<&Rc<Schedule>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Rc::ptr_eq(one, other),
        (one, other) => one.is_none() && other.is_none(),
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
