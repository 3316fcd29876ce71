//! Writes the model as JSON, by `schemas/v1/export.schema.json`.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::About;
use super::model::{
    CastVote, Cycle, DateChange, Decided, Milestone, Model, Office, Person, Revision, Series, Shown, Standing,
};
use crate::calendar::DateText;
use crate::diff::{Cause, Change};
use crate::document::Outcome;
use crate::render::json::pretty;
use crate::render::trend::words::sign_off_name;
use crate::trend::SignOff;

/// The version that the format has.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct ExportV1<'a> {
    version: u32,
    command: &'static str,
    revision: RevisionShownV1<'a>,
    project: ProjectV1<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    today: String,
    notes: &'a [String],
    cycles: Vec<CycleV1<'a>>,
    meetings: Vec<MeetingV1<'a>>,
    people: Vec<PersonV1<'a>>,
    decisions: Vec<DecisionV1<'a>>,
}

#[derive(Serialize)]
struct RevisionShownV1<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
}

#[derive(Serialize)]
struct ProjectV1<'a> {
    name: &'a str,
    identity: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<&'a str>,
    root: &'a str,
    deadline: &'a str,
}

#[derive(Serialize)]
struct CycleV1<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    status: &'static str,
    gone: bool,
    path: &'a str,
    approval: PlanApprovalV1<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supported_until: Option<String>,
    milestones: Vec<MilestoneV1<'a>>,
    revisions: Vec<RevisionV1<'a>>,
}

#[derive(Serialize)]
struct PlanApprovalV1<'a> {
    state: &'static str,
    approvals: &'a [String],
}

#[derive(Serialize)]
struct MilestoneV1<'a> {
    uid: String,
    id: &'a str,
    former_ids: &'a [String],
    name: &'a str,
    key: bool,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<DateV1<'a>>,
    tentative: bool,
    confirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slip_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slip_working_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actual: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    freeze: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<OwnerV1<'a>>,
    approval: PlanApprovalV1<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    sequence: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    history: Vec<DateChangeV1<'a>>,
}

#[derive(Serialize)]
struct OwnerV1<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct DateV1<'a> {
    date: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instant: Option<String>,
    shown: String,
}

#[derive(Serialize)]
struct DateChangeV1<'a> {
    commit: &'a str,
    time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<DateV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<DateV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<SignOffV1<'a>>,
}

#[derive(Serialize)]
struct SignOffV1<'a> {
    state: &'static str,
    approvals: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct RevisionV1<'a> {
    commit: &'a str,
    time: String,
    day: String,
    plan: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    baseline: bool,
    approval: SignOffV1<'a>,
    changes: Vec<ChangeV1<'a>>,
}

#[derive(Serialize)]
struct ChangeV1<'a> {
    kind: &'static str,
    subject: &'a str,
    sentence: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    working_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct MeetingV1<'a> {
    id: &'a str,
    name: &'a str,
    every: String,
    first: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    zone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes_long: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    gone: bool,
}

#[derive(Serialize)]
struct PersonV1<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<&'a str>,
    offices: Vec<OfficeV1>,
}

#[derive(Serialize)]
struct OfficeV1 {
    office: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Serialize)]
struct DecisionV1<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    classes: &'a [String],
    paths: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    votes: Vec<VoteV1<'a>>,
    used: Vec<UseV1<'a>>,
}

#[derive(Serialize)]
struct VoteV1<'a> {
    voter: &'a str,
    name: &'a str,
    vote: &'static str,
    proof: &'static str,
}

#[derive(Serialize)]
struct UseV1<'a> {
    cycle: &'a str,
    commit: &'a str,
}

/// The model as JSON.
pub(super) fn json(model: &Model, about: &About) -> String {
    pretty(&ExportV1 {
        version: VERSION,
        command: "export",
        revision: RevisionShownV1 {
            commit: model.shown.commit(),
            time: match &model.shown {
                Shown::Commit { time, .. } => Some(time.to_string()),
                Shown::Folder => None,
            },
        },
        project: ProjectV1 {
            name: &model.project.name,
            identity: &model.project.identity,
            repository: model.project.repository.as_deref(),
            root: &model.project.root,
            deadline: &model.project.deadline,
        },
        cycle: about.cycle.as_deref(),
        role: about.role.as_deref(),
        today: model.today.to_string(),
        notes: &model.notes,
        cycles: model.cycles.iter().map(|found| cycle(model, found)).collect(),
        meetings: model.meetings.iter().map(meeting).collect(),
        people: model.people.iter().map(person).collect(),
        decisions: model.decisions.iter().map(decision).collect(),
    })
}

fn cycle<'a>(model: &Model, cycle: &'a Cycle) -> CycleV1<'a> {
    CycleV1 {
        id: &cycle.id,
        name: &cycle.name,
        version: cycle.version.as_deref(),
        status: cycle.status.name(),
        gone: cycle.gone,
        path: &cycle.path,
        approval: plan_approval(&cycle.approval),
        supported_until: day(cycle.supported_until),
        milestones: cycle.milestones.iter().map(|found| milestone(model, cycle, found)).collect(),
        revisions: cycle.revisions.iter().map(revision).collect(),
    }
}

fn plan_approval(approval: &super::PlanApproval) -> PlanApprovalV1<'_> {
    PlanApprovalV1 { state: approval.name(), approvals: approval.approvals() }
}

fn milestone<'a>(model: &Model, cycle: &Cycle, milestone: &'a Milestone) -> MilestoneV1<'a> {
    MilestoneV1 {
        uid: model.uid(cycle, milestone),
        id: &milestone.id,
        former_ids: &milestone.former_ids,
        name: &milestone.name,
        key: milestone.key,
        state: milestone.standing.name(),
        why: match &milestone.standing {
            Standing::NotApplicable(why) => Some(why),
            _ => None,
        },
        date: milestone.date.as_ref().map(date),
        tentative: milestone.tentative,
        confirmed: milestone.is_confirmed(),
        baseline: day(milestone.baseline),
        slip_days: milestone.slip_days,
        slip_working_days: milestone.slip_working_days,
        forecast: day(milestone.forecast),
        actual: day(milestone.actual),
        phase: milestone.phase.as_deref(),
        freeze: milestone.freeze.as_deref(),
        owner: milestone.owner.as_ref().map(|owner| OwnerV1 { id: &owner.id, name: &owner.name }),
        approval: plan_approval(&milestone.approval),
        reason: milestone.reason.as_deref(),
        note: milestone.note.as_deref(),
        sequence: milestone.sequence,
        created: time(milestone.created),
        modified: time(milestone.modified),
        history: milestone.history.iter().map(date_change).collect(),
    }
}

fn date(date: &DateText) -> DateV1<'_> {
    DateV1 {
        date: date.text(),
        first: day(date.first_day()),
        last: day(date.last_day()),
        instant: time(date.timestamp()),
        shown: date.show(),
    }
}

fn date_change(change: &DateChange) -> DateChangeV1<'_> {
    DateChangeV1 {
        commit: &change.commit,
        time: change.time.to_string(),
        old: change.old.as_ref().map(date),
        new: change.new.as_ref().map(date),
        reason: change.reason.as_deref(),
        approval: change.approval.as_ref().map(|approval| sign_off(approval, None)),
    }
}

fn sign_off<'a>(approval: &'a SignOff, objection: Option<&'a str>) -> SignOffV1<'a> {
    let reason = match approval {
        SignOff::Unknown(why) => Some(why.as_str()),
        _ => objection,
    };
    SignOffV1 { state: sign_off_name(approval), approvals: approval.approvals(), reason }
}

fn revision(revision: &Revision) -> RevisionV1<'_> {
    RevisionV1 {
        commit: &revision.commit,
        time: revision.time.to_string(),
        day: revision.day.to_string(),
        plan: match (&revision.unreadable, revision.gone) {
            (Some(_), _) => "gap",
            (None, true) => "gone",
            (None, false) => "read",
        },
        reason: revision.unreadable.as_deref(),
        baseline: revision.baseline,
        approval: sign_off(&revision.approval, revision.objection.as_deref()),
        changes: revision.changes.iter().map(change).collect(),
    }
}

fn change(change: &Change) -> ChangeV1<'_> {
    ChangeV1 {
        kind: change.kind.name(),
        subject: &change.subject,
        sentence: &change.sentence,
        old: change.old.as_deref(),
        new: change.new.as_deref(),
        days: change.days,
        working_days: change.working_days,
        cause: change.cause.as_ref().map(Cause::text),
        reason: change.reason.as_deref(),
    }
}

fn meeting(series: &Series) -> MeetingV1<'_> {
    MeetingV1 {
        id: series.id,
        name: &series.name,
        every: series.meeting.every().to_string(),
        first: series.meeting.first().to_string(),
        at: series.timed.then(|| series.meeting.at().to_string()),
        zone: series.meeting.zone().name(),
        minutes_long: series.minutes_long,
        link: series.link.as_deref(),
        until: day(series.until),
        gone: series.gone,
    }
}

fn person(person: &Person) -> PersonV1<'_> {
    let office = |office: &Office| OfficeV1 {
        office: office.kind.name(),
        from: day(office.from),
        until: day(office.until),
    };
    PersonV1 {
        id: &person.id,
        name: &person.name,
        login: person.login.as_deref(),
        offices: person.offices.iter().map(office).collect(),
    }
}

fn decision(decided: &Decided) -> DecisionV1<'_> {
    let vote = |vote: &'_ CastVote| (vote.vote, vote.proof.name());
    DecisionV1 {
        id: &decided.id,
        title: decided.title.as_deref(),
        classes: &decided.classes,
        paths: &decided.paths,
        opened: day(decided.opened),
        closed: day(decided.closed),
        method: decided.method,
        minutes: decided.minutes.as_deref(),
        outcome: decided.outcome.map(|outcome| match outcome {
            Outcome::Approved => "approved",
            Outcome::Rejected => "rejected",
        }),
        votes: decided
            .votes
            .iter()
            .map(|cast| {
                let (said, proof) = vote(cast);
                VoteV1 { voter: &cast.voter, name: &cast.name, vote: said, proof }
            })
            .collect(),
        used: decided.used.iter().map(|(cycle, commit)| UseV1 { cycle, commit }).collect(),
    }
}

fn day(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn time(time: Option<Timestamp>) -> Option<String> {
    time.map(|time| time.to_string())
}
