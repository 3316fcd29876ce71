//! What the branch held of the documents that dates depend on, step by step, in one walk.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::common::Common;
use super::lines::{Moment, may_rename};
use super::marks::Mark;
use super::meetings::{Frame, Meetings, TSC, end_with_the_project};
use super::model::Series;
use super::plans::{Content, read_all};
use super::read::ExportError;
use super::stamp::Stamp;
use crate::calendar::{Deadline, Zone};
use crate::diff::{Change, diff};
use crate::document::{Process, Progress, Roster, Schedule, WorkingGroup, Workspace};
use crate::history::{Documents, FileLine, FileStep, read, timestamp};
use crate::repository::Located;

/// The files by which approvals count.
const RULES: [&str; 2] = ["policy.yaml", "roster.yaml"];

/// What the branch held of the documents that dates depend on.
#[derive(Default)]
pub(super) struct Past {
    plans: Plans,
    pub(super) cycles: BTreeMap<String, Vec<Moment>>,
    /// The last version of each process.
    pub(super) processes: BTreeMap<u64, Process>,
    /// What all cycles shared, the oldest first.
    pub(super) commons: Vec<Common>,
    /// The first name of the project.
    pub(super) first_name: Option<String>,
    pub(super) working_group: Meetings,
    pub(super) tsc: Meetings,
    /// The step that brought the first policy, by its index.
    pub(super) first_policy: Option<usize>,
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
    pub(super) fn read(
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
    pub(super) fn ruled(&self, moments: &[Moment]) -> Option<Mark> {
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

    pub(super) fn meetings(&self, workspace: &Workspace) -> Vec<Series> {
        let mut meetings: Vec<Series> =
            self.working_group.series("working-group").into_iter().chain(self.tsc.series("tsc")).collect();
        end_with_the_project(&mut meetings, workspace);
        meetings
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
