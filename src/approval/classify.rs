//! Which class each change falls in.
//!
//! Every change is classified under the rules of the base and of the result, and the stricter counts, so that a step
//! cannot make itself harmless.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::calendar::{Holiday, Zone, show_day};
use crate::diff::{Cause, Change, ChangeKind, Mark, Notice, diff_with, measured_days};
use crate::document::{Milestone, Process, Schedule, State, Status, Workspace};
use crate::schema::Kind;
use crate::yaml::Node;

use super::Class;
use super::plans::{Plans, Side};
use super::proofs::Proofs;
use super::unseen::unseen;

/// A change with the decision that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassifiedChange {
    /// The change.
    pub change: Change,
    /// Its class.
    pub class: Class,
    /// Why the committee decides a move that release managers could make, if it were smaller or earlier.
    pub why: Option<String>,
    /// How long before its date people learnt of it, where it is about the date of a milestone.
    pub notice: Option<Notice>,
}

/// What only the history knows; the engine works without it, but more strictly.
#[derive(Debug, Default)]
pub struct HistoryFacts {
    /// The plans as they were last approved as `schedule`, by path; tolerance is measured against them.
    pub baselines: BTreeMap<String, Schedule>,
    /// Earlier versions of the process, by version: plans may still follow them.
    pub processes: BTreeMap<u64, Process>,
    /// The approvals of the base that an earlier step has used.
    pub used: BTreeSet<String>,
    /// The approvals that the step brings, but that the branch held before: by an earlier step they were taken away.
    pub held: BTreeSet<String>,
    /// Whether the clone lacks what would tell which approvals the branch held before.
    pub held_is_unknown: bool,
    /// Whether the branch ever held a policy, although the documents before the step have none.
    pub had_rules: bool,
    /// People who hold no office before or after the step, but held one at some earlier moment of the branch.
    pub former_officers: BTreeSet<String>,
    /// Approvals that some earlier moment of the branch held to be revoked or superseded, with the approval that said
    /// so: once said, it holds, whatever became of the file (threat T16).
    pub voided: BTreeMap<String, String>,
    /// The steps that older emergency approvals were used in, by the id of the approval.
    pub emergencies: BTreeMap<String, UsedEmergency>,
    /// The fingerprints of keys that are known by now to be compromised, with the first day of it (threat T23).
    pub compromised: BTreeMap<String, Date>,
    /// The latest day on which the step may have been taken, where that is after the day it is judged by: a compromised key
    /// counts by it.
    pub latest: Option<Date>,
}

/// The step that an emergency approval was used in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedEmergency {
    /// Its commit.
    pub commit: String,
    /// The last day on which it can be ratified.
    pub ratify_by: Option<Date>,
}

/// Two moments and what is known about them.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// The documents before.
    pub before: &'a Workspace,
    /// The documents after.
    pub after: &'a Workspace,
    /// The day of the step.
    pub today: Date,
    /// What the history knows.
    pub history: &'a HistoryFacts,
    /// What git and GitHub show about the people behind it.
    pub proofs: &'a Proofs,
}

impl Step<'_> {
    /// Everything that changes, in words.
    pub fn changes(self) -> Vec<Change> {
        diff_with(self.before, self.after, &self.history.processes)
    }
}

/// Classifies every change of a step.
///
/// What differs without a change in words is added to them: as notation, or as a change of the document's meaning.
pub fn classify(step: Step<'_>, mut changes: Vec<Change>) -> Vec<ClassifiedChange> {
    let unseen = unseen(step, &changes);
    changes.extend(unseen);
    classify_told(step, changes)
}

/// The same changes, where history told more since they were classified: what plans were last approved as.
pub fn classify_again(step: Step<'_>, classified: Vec<ClassifiedChange>) -> Vec<ClassifiedChange> {
    if step.history.baselines.is_empty() {
        return classified;
    }
    // The notice of a change is held against what the step's own documents promise, whatever was approved earlier.
    let (changes, notices): (Vec<Change>, Vec<Option<Notice>>) =
        classified.into_iter().map(|classified| (classified.change, classified.notice)).unzip();
    let judged = classes(&Plans::of(step, &changes), &changes);
    together(changes, judged, notices)
}

fn classify_told(step: Step<'_>, changes: Vec<Change>) -> Vec<ClassifiedChange> {
    let plans = Plans::of(step, &changes);
    let judged = classes(&plans, &changes);
    let notices = changes.iter().map(|change| notice(&plans, change)).collect();
    together(changes, judged, notices)
}

/// The class of every change, and why the committee decides it.
fn classes(plans: &Plans<'_>, changes: &[Change]) -> Vec<(Class, Option<String>)> {
    let judged: Vec<Judged<'_>> = changes.iter().map(|change| Judged::new(plans, change)).collect();
    let shifts_decided = shifted_cycles_to_decide(&judged);
    let class = |judged: &Judged<'_>| match judged.change.kind {
        ChangeKind::Shifted if shifts_decided.contains(judged.change.document.as_str()) => Class::Schedule,
        ChangeKind::Shifted => minor_of(plans, judged.change),
        _ => class_of(judged),
    };
    judged
        .iter()
        .map(|judged| {
            let class = class(judged);
            (class, why(judged, class))
        })
        .collect()
}

fn together(
    changes: Vec<Change>,
    judged: Vec<(Class, Option<String>)>,
    notices: Vec<Option<Notice>>,
) -> Vec<ClassifiedChange> {
    let mut classified: Vec<ClassifiedChange> = changes
        .into_iter()
        .zip(judged)
        .zip(notices)
        .map(|((change, (class, why)), notice)| ClassifiedChange { change, class, why, notice })
        .collect();
    explain_shifts(&mut classified);
    classified
}

/// A change among the plans of its step. Its class, the class of the shift that it is a part of, and the words about it
/// all ask whether the committee decides it, which takes long to tell.
struct Judged<'a> {
    plans: &'a Plans<'a>,
    change: &'a Change,
    decided: OnceCell<Option<String>>,
}

impl<'a> Judged<'a> {
    fn new(plans: &'a Plans<'a>, change: &'a Change) -> Self {
        Self { plans, change, decided: OnceCell::new() }
    }

    /// Why the committee decides the move; nothing where tolerance and notice leave it to the release managers.
    fn committee_decides(&self) -> Option<&str> {
        self.decided.get_or_init(|| committee_decides(self.plans, self.change)).as_deref()
    }
}

/// Why the committee decides a shift: what it says of the first of its moves.
fn explain_shifts(classified: &mut [ClassifiedChange]) {
    let mut reasons: BTreeMap<String, String> = BTreeMap::new();
    for one in classified.iter().filter(|one| one.change.cause == Some(Cause::Shift)) {
        if let Some(why) = &one.why {
            let reason = || format!("{}: {why}", one.change.subject_name);
            reasons.entry(one.change.document.clone()).or_insert_with(reason);
        }
    }
    for shift in classified.iter_mut().filter(|one| one.change.kind == ChangeKind::Shifted) {
        shift.why = reasons.get(&shift.change.document).cloned();
    }
}

/// The notice of a change, held against what the process promised before; to proposals no process promises any.
fn notice(plans: &Plans<'_>, change: &Change) -> Option<Notice> {
    let [before, after] = plans.at(&change.location.path)?;
    let is_running = before.status().is_some_and(|status| !status.is_proposal());
    let side = if before.process.is_some() { before } else { after };
    let promise = side.control().filter(|_| is_running).and_then(|control| control.notice);
    Notice::of(change, plans.step.today, promise.map(|promise| (promise, &side.calendar)))
}

/// Why a move of a running plan is the committee's: the one question that every release manager has.
fn why(judged: &Judged<'_>, class: Class) -> Option<String> {
    let Judged { plans, change, .. } = judged;
    let running = (Some(Status::Active), Some(Status::Active));
    let is_move = matches!(change.kind, ChangeKind::Moved | ChangeKind::Precision);
    if class != Class::Schedule || !is_move || plan_statuses(plans, &change.location.path) != running {
        return None;
    }
    if may_be_key(plans, change) {
        return Some("a key milestone".to_owned());
    }
    judged.committee_decides().map(str::to_owned)
}

/// The documents whose moves as a whole contain one that only the committee decides.
fn shifted_cycles_to_decide<'a>(judged: &[Judged<'a>]) -> BTreeSet<&'a str> {
    judged
        .iter()
        .filter(|judged| judged.change.cause == Some(Cause::Shift) && class_of(judged) == Class::Schedule)
        .map(|judged| judged.change.document.as_str())
        .collect()
}

fn minor_of(plans: &Plans<'_>, change: &Change) -> Class {
    match plan_statuses(plans, &change.location.path) {
        (Some(old), Some(new)) if old.is_proposal() && new.is_proposal() => Class::Record,
        _ => Class::ScheduleMinor,
    }
}

fn class_of(judged: &Judged<'_>) -> Class {
    let (step, change) = (judged.plans.step, judged.change);
    let kind = change.document.split('/').next().and_then(Kind::from_name);
    match (kind, change.mark) {
        (_, Some(Mark::Editorial)) => Class::Editorial,
        (_, Some(Mark::Record)) => Class::Record,
        (None, None) => file_class(step, &change.location.path),
        (Some(kind), None) => match kind {
            Kind::Project => project_class(step, change),
            Kind::Roster => roster_class(step, change),
            Kind::Policy => Class::Policy,
            Kind::WorkingGroup => Class::Adoption,
            Kind::Process => Class::Process,
            Kind::Schedule => schedule_class(judged),
            Kind::Exception => exception_class(step, change),
            Kind::Training
            | Kind::Progress
            | Kind::Retrospective
            | Kind::Support
            | Kind::Approval
            | Kind::Witness => Class::Record,
        },
    }
}

/// Files that are no documents: the protected ones have a class of their own; anything else is as guarded as the policy.
fn file_class(step: Step<'_>, path: &str) -> Class {
    let stated = |workspace: &Workspace| {
        let policy = workspace.policy.as_ref()?;
        policy.value.protected().get(path).and_then(|name| Class::from_name(name))
    };
    // Who protects a path in the same step cannot protect it by less than before, nor change it for free.
    let is_free = |class: &Class| matches!(class, Class::Record | Class::Editorial);
    let (before, after) = (stated(step.before), stated(step.after));
    before.filter(|class| !is_free(class)).or(after).or(before).unwrap_or(Class::Policy)
}

fn project_class(step: Step<'_>, change: &Change) -> Class {
    let steps: Vec<&str> = change.pointer.iter().map(String::as_str).collect();
    match steps.as_slice() {
        ["service", ..] => Class::Adoption,
        ["calendar", "holidays", days, ..] => class_of_days(step, days.split('#').next().into_iter()),
        ["calendar"] | ["calendar", "holidays"] => whole_calendar_class(step),
        _ => Class::Policy,
    }
}

/// The class where the calendar, or its list of holidays, comes or goes as a whole.
fn whole_calendar_class(step: Step<'_>) -> Class {
    let projects = [step.before, step.after].into_iter().filter_map(|workspace| workspace.project.as_ref());
    let calendars: Vec<&Node> = projects.filter_map(|project| project.tree.get("calendar")).collect();
    let lists = calendars.iter().filter_map(|calendar| calendar.get("holidays"));
    let days =
        lists.flat_map(Node::items).filter_map(|holiday| holiday.get("date").unwrap_or(holiday).text());
    // On the side where the list or the calendar is missing there is nothing; what both have is compared one by one.
    let other = calendars.iter().flat_map(|calendar| calendar.pairs()).any(|pair| pair.key != "holidays");
    let one_side = calendars.len() == 1;
    if one_side && other { Class::Policy } else { class_of_days(step, days) }
}

/// Holidays to come are the process's; what changes about the past changes how deadlines were counted.
fn class_of_days<'a>(step: Step<'_>, mut days: impl Iterator<Item = &'a str>) -> Class {
    let is_past = |days| Holiday::parse(days, "").is_ok_and(|holiday| holiday.last < step.today);
    if days.any(is_past) { Class::Policy } else { Class::Process }
}

fn roster_class(step: Step<'_>, change: &Change) -> Class {
    let steps: Vec<&str> = change.pointer.iter().map(String::as_str).collect();
    match steps.as_slice() {
        ["release-managers" | "advisors", ..] => Class::Appointment,
        ["people", person, field @ ..] if !may_approve_anything(step, person) => {
            person_class(step, person, field)
        }
        _ => Class::Electorate,
    }
}

/// Who holds no office is only recorded; but what signed or will sign votes in their name is not everybody's to change:
/// by what account and key former officers are known, and which keys somebody else may have had (threat T23).
fn person_class(step: Step<'_>, person: &str, field: &[&str]) -> Class {
    let entries = [step.before, step.after].map(|workspace| {
        let roster = workspace.roster.as_ref()?;
        roster.value.people.get(person)
    });
    let is_about = |names: &[&str]| field.first().is_none_or(|name| names.contains(name));
    let has_compromised_key =
        entries.iter().flatten().flat_map(|person| &person.keys).any(|key| key.compromised_since.is_some());
    let comes_back_or_stays = entries.get(1).is_some_and(Option::is_some);
    let is_former_officer = step.history.former_officers.contains(person) && comes_back_or_stays;
    let is_guarded = (has_compromised_key && is_about(&["keys"]))
        || (is_former_officer && is_about(&["keys", "github", "email"]));
    if is_guarded { Class::Electorate } else { Class::Record }
}

/// Whether somebody holds an office, or could approve in an emergency, before or after the step.
fn may_approve_anything(step: Step<'_>, person: &str) -> bool {
    [step.before, step.after].into_iter().any(|workspace| {
        let office =
            workspace.roster.as_ref().is_some_and(|roster| roster.value.office_holders().contains(person));
        let emergency = workspace
            .policy
            .as_ref()
            .and_then(|policy| policy.value.emergency.as_ref())
            .is_some_and(|emergency| emergency.approvers.iter().any(|approver| approver.value == person));
        office || emergency
    })
}

fn exception_class(step: Step<'_>, change: &Change) -> Class {
    let id = change.document.split('/').nth(1).unwrap_or_default();
    let state =
        |workspace: &Workspace| workspace.exceptions.get(id).map(|exception| exception.value.state.value);
    // A request that is not there asks for nothing; one that cannot be read may have been granted.
    let asked = |workspace: &Workspace| match state(workspace) {
        None => !workspace.files.contains_key(&change.location.path),
        Some(state) => matches!(state, State::Requested | State::Withdrawn),
    };
    if (asked(step.before) && asked(step.after)) || is_over(step, change, id) {
        Class::Record
    } else {
        Class::Exception
    }
}

/// Whether the change only records that a granted exception, whose last day is over, is done: it grants nothing.
fn is_over(step: Step<'_>, change: &Change, id: &str) -> bool {
    let granted = step.before.exceptions.get(id).is_some_and(|exception| {
        exception.value.state.value == State::Granted
            && exception.value.until.as_ref().is_some_and(|until| until.value.0 < step.today)
    });
    let done =
        step.after.exceptions.get(id).is_some_and(|exception| exception.value.state.value == State::Done);
    granted && done && change.pointer == ["state"]
}

fn plan_statuses(plans: &Plans<'_>, path: &str) -> (Option<Status>, Option<Status>) {
    plans.at(path).map_or((None, None), |[before, after]| (before.status(), after.status()))
}

fn schedule_class(judged: &Judged<'_>) -> Class {
    let step = judged.plans.step;
    let path = judged.change.location.path.as_str();
    let existed = || step.before.files.contains_key(path);
    let exists = || step.after.files.contains_key(path);
    match plan_statuses(judged.plans, path) {
        (Some(old), Some(new)) if old.is_proposal() && new.is_proposal() => Class::Record,
        (None, Some(new)) if !existed() && new.is_proposal() => Class::Record,
        (Some(old), None) if !exists() && old.is_proposal() => Class::Record,
        (Some(Status::Active), Some(Status::Active)) => active_class(judged),
        _ => Class::Schedule,
    }
}

/// A change of a plan that the committee approved and that is still running.
fn active_class(judged: &Judged<'_>) -> Class {
    let Judged { plans, change, .. } = judged;
    let minor = match change.kind {
        ChangeKind::Owner | ChangeKind::Confidence => true,
        ChangeKind::Added => {
            !may_be_key(plans, change) && change.pointer.first().is_some_and(|key| key == "milestones")
        }
        ChangeKind::Moved | ChangeKind::Precision => {
            !may_be_key(plans, change) && judged.committee_decides().is_none()
        }
        _ => false,
    };
    if minor { Class::ScheduleMinor } else { Class::Schedule }
}

/// Whether the process that the plan follows, before or after, makes it a key milestone. The comparison knows only the
/// current process; a plan may follow an earlier one. A version that nobody can look up may say so too.
fn may_be_key(plans: &Plans<'_>, change: &Change) -> bool {
    let says_so = |side: &Side<'_>| match side.process {
        Some(_) => side.keys.contains(change.subject.as_str()),
        None => side.names_a_version(),
    };
    change.key || plans.at(&change.location.path).is_some_and(|sides| sides.iter().any(says_so))
}

/// Why tolerance and notice do not leave a move to the release managers, by the process before or by the one after;
/// nothing where they do.
fn committee_decides(plans: &Plans<'_>, change: &Change) -> Option<String> {
    const NO_DAY: &str = "it has no day to be measured by";
    let (Some(old), Some(_)) = (change.old_day, change.new_day) else {
        return Some(NO_DAY.to_owned());
    };
    if has_another_id(plans, change) {
        return Some("it had another id before".to_owned());
    }
    let Some((sides, moves)) = plans.at(&change.location.path).zip(measured(plans, change)) else {
        return Some(NO_DAY.to_owned());
    };
    sides.iter().find_map(|side| {
        let Some(control) = side.control() else {
            return Some("the process has no `change-control`".to_owned());
        };
        let Some(tolerance) = control.tolerance else {
            return Some("the process has no tolerance".to_owned());
        };
        let calendar = &side.calendar;
        if let Some((from, _)) = moves.iter().find(|(from, to)| tolerance.exceeded_by(*from, *to, calendar)) {
            let since =
                if *from == old { String::new() } else { format!(", measured from {}", show_day(*from)) };
            let over = if both_are_over(plans, change) { ", and both dates have already passed" } else { "" };
            return Some(format!("more than the tolerance of {tolerance}{since}{over}"));
        }
        let promise = control.notice?;
        let given = Notice::of(change, plans.step.today, Some((promise, calendar)))?;
        let nearer = given.nearer;
        given.is_short.then(|| match nearer < plans.step.today {
            true if both_are_over(plans, change) => "both dates have already passed".to_owned(),
            true if is_over_on(plans, change, nearer) => format!("{} has already passed", show_day(nearer)),
            true => format!("it began on {}", show_day(nearer)),
            false => format!("{} is nearer than the notice of {promise}", show_day(nearer)),
        })
    })
}

/// The dates of a move with their last days.
fn spans(change: &Change) -> impl Iterator<Item = (Date, Date)> {
    [change.old_day.zip(change.old_end), change.new_day.zip(change.new_end)].into_iter().flatten()
}

fn both_are_over(plans: &Plans<'_>, change: &Change) -> bool {
    spans(change).all(|(_, end)| end < plans.step.today)
}

/// Whether every date of a move that begins on this day is over.
fn is_over_on(plans: &Plans<'_>, change: &Change, day: Date) -> bool {
    spans(change).filter(|(first, _)| *first == day).all(|(_, end)| end < plans.step.today)
}

/// How far the first and the last day of a milestone move, from the content that was last approved to the new one:
/// small moves must not add up unseen (threat T64). A milestone that the approved content lacks is measured against
/// the plan before the step.
fn measured(plans: &Plans<'_>, change: &Change) -> Option<[(Date, Date); 2]> {
    let path = &change.location.path;
    let [before, after] = plans.at(path)?;
    let zones = [&before.zone, &after.zone];
    let dated = |milestone: &Milestone, zone: &Zone| milestone.moment(zone)?.ok();
    let approved = plans.baselines.get(path.as_str()).and_then(|known| known.get(change.subject.as_str()));
    let approved =
        approved.and_then(|milestone| dated(milestone, zones[0])).filter(|date| date.first_day().is_some());
    let old = approved.or_else(|| dated(before.milestones.get(change.subject.as_str())?, zones[0]))?;
    let new = dated(after.milestones.get(change.subject.as_str())?, zones[1])?;
    measured_days(&old, &new, zones)
}

/// Whether a milestone was something else before, so that its id leads to no date to measure it by.
fn has_another_id(plans: &Plans<'_>, change: &Change) -> bool {
    let Some([before, _]) = plans.at(&change.location.path) else { return false };
    let same = before.milestones.get(change.subject.as_str());
    let day = same.and_then(|milestone| milestone.date.as_ref()?.date()?.first_day());
    day != change.old_day
}
