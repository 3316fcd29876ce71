//! Makes the model of a project at a revision, or in a folder, of all that is read for it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::civil::Date;

use super::build::{Context, CycleHistory, decisions, in_order, people};
use super::common::Common;
use super::identity;
use super::judge::{Branch, CycleApproval, Judge, MilestoneApproval};
use super::lines::{Line, Moment, lines};
use super::marks::{Mark, ahead, marks};
use super::meetings::{Meetings, current_meetings};
use super::model::{Cycle, Model, PlanApproval, Project, Shown};
use super::past::Past;
use super::stamp::Stamp;
use crate::audit::AuditError;
use crate::calendar::{Deadline, Zone, show_day};
use crate::diff::short_commit;
use crate::document::{Schedule, Status, Workspace};
use crate::history::{Documents, FileLine, FileStep, HistoryError, timestamp};
use crate::repository::RepositoryError;
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
