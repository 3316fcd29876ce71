//! Writes where a project stands as JSON, by `schemas/v1/status.schema.json`.

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use crate::render::json::pretty;
use crate::status::{
    Absence, Cycle, Due, Manager, NextMeeting, Open, Owner, Point, Proof, Readiness, SetUp, SetUpPoint,
    State, Status, Step,
};

/// The version that the format has.
const VERSION: u32 = 1;

/// A day as `2027-03-25`.
struct Day(Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[derive(Serialize)]
struct StatusV1<'a> {
    version: u32,
    command: &'static str,
    project: &'a str,
    today: Day,
    until: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<&'a str>,
    unread: &'a [String],
    notes: &'a [String],
    readiness: ReadinessV1<'a>,
    release_managers: Vec<ManagerV1<'a>>,
    two_release_managers: Vec<PointV1<'a>>,
    meetings: Vec<MeetingV1<'a>>,
    overdue: Vec<DueV1<'a>>,
    due: Vec<DueV1<'a>>,
    open: Vec<OpenV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    github: Option<SetUpV1<'a>>,
}

#[derive(Serialize)]
struct SetUpV1<'a> {
    branch: &'a str,
    points: Vec<SetUpPointV1<'a>>,
}

#[derive(Serialize)]
struct SetUpPointV1<'a> {
    state: &'static str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    how: Option<&'a str>,
}

#[derive(Serialize)]
struct ReadinessV1<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<StepV1<'a>>>,
}

#[derive(Serialize)]
struct StepV1<'a> {
    id: &'a str,
    name: &'a str,
    state: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<ProofV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'a str>,
}

#[derive(Serialize)]
struct ProofV1<'a> {
    approval: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Day>,
    changed_since: bool,
}

#[derive(Serialize)]
struct ManagerV1<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Day>,
    away: Vec<AbsenceV1<'a>>,
}

#[derive(Serialize)]
struct AbsenceV1<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Day>,
    now: bool,
    acting: &'a [String],
}

#[derive(Serialize)]
struct PointV1<'a> {
    id: &'a str,
    holds: bool,
    text: &'a str,
}

#[derive(Serialize)]
struct MeetingV1<'a> {
    name: &'a str,
    date: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
}

#[derive(Serialize)]
struct OwnerV1<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<&'a str>,
    people: &'a [String],
}

#[derive(Serialize)]
struct CycleV1<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct DueV1<'a> {
    date: Day,
    days: i64,
    kind: &'static str,
    id: &'a str,
    what: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<CycleV1<'a>>,
    owner: OwnerV1<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    path: &'a str,
}

#[derive(Serialize)]
struct OpenV1<'a> {
    kind: &'static str,
    id: &'a str,
    what: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<CycleV1<'a>>,
    owner: OwnerV1<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    path: &'a str,
}

/// The status as JSON.
pub(super) fn render(status: &Status) -> String {
    pretty(&StatusV1 {
        version: VERSION,
        command: "status",
        project: &status.project,
        today: Day(status.today),
        until: Day(status.until),
        cycle: status.cycle.as_deref(),
        unread: &status.unread,
        notes: &status.notes,
        readiness: readiness(&status.readiness),
        release_managers: status.managers.managers.iter().map(manager).collect(),
        two_release_managers: status.managers.points.iter().map(point).collect(),
        meetings: status.meetings.iter().map(meeting).collect(),
        overdue: status.overdue.iter().map(due).collect(),
        due: status.due.iter().map(due).collect(),
        open: status.open.iter().map(open).collect(),
        github: status.set_up.as_ref().map(set_up),
    })
}

fn set_up(set_up: &SetUp) -> SetUpV1<'_> {
    SetUpV1 { branch: &set_up.branch, points: set_up.points.iter().map(set_up_point).collect() }
}

fn set_up_point(point: &SetUpPoint) -> SetUpPointV1<'_> {
    SetUpPointV1 { state: point.state.name(), text: &point.text, how: point.how.as_deref() }
}

fn readiness(readiness: &Readiness) -> ReadinessV1<'_> {
    let nothing = ReadinessV1 { state: "adopted", text: None, command: None, since: None, steps: None };
    match readiness {
        Readiness::NotAdopted { how, command } => {
            ReadinessV1 { state: "not-adopted", text: Some(how), command: Some(command), ..nothing }
        }
        Readiness::Retired { since } => ReadinessV1 { state: "retired", since: Some(Day(*since)), ..nothing },
        Readiness::Unknown { why } => ReadinessV1 { state: "unknown", text: Some(why), ..nothing },
        Readiness::Steps(steps) => ReadinessV1 { steps: Some(steps.iter().map(step).collect()), ..nothing },
    }
}

fn step(step: &Step) -> StepV1<'_> {
    let (proof, command) = match &step.state {
        State::Done { proof: Some(proof), .. } => (Some(proof_of(proof)), None),
        State::Next { command, .. } => (None, Some(command.as_str())),
        _ => (None, None),
    };
    let text = super::words::step(&step.state);
    StepV1 { id: step.id, name: step.name, state: step.state.name(), text, proof, command }
}

fn proof_of(proof: &Proof) -> ProofV1<'_> {
    ProofV1 { approval: &proof.approval, date: proof.date.map(Day), changed_since: proof.changed_since }
}

fn manager(manager: &Manager) -> ManagerV1<'_> {
    let away = manager.away.iter().map(absence).collect();
    ManagerV1 {
        id: &manager.id,
        name: &manager.name,
        from: manager.from.map(Day),
        until: manager.until.map(Day),
        away,
    }
}

fn absence(absence: &Absence) -> AbsenceV1<'_> {
    AbsenceV1 {
        from: absence.from.map(Day),
        until: absence.until.map(Day),
        now: absence.now,
        acting: &absence.acting,
    }
}

fn point(point: &Point) -> PointV1<'_> {
    PointV1 { id: point.id, holds: point.holds, text: &point.text }
}

fn meeting(meeting: &NextMeeting) -> MeetingV1<'_> {
    MeetingV1 {
        name: &meeting.name,
        date: Day(meeting.date),
        time: meeting.time.as_deref(),
        link: meeting.link.as_deref(),
    }
}

fn owner(owner: &Owner) -> OwnerV1<'_> {
    OwnerV1 { written: owner.written.as_deref(), people: &owner.people }
}

fn cycle(cycle: &Cycle) -> CycleV1<'_> {
    CycleV1 { id: &cycle.id, name: &cycle.name }
}

fn due(due: &Due) -> DueV1<'_> {
    DueV1 {
        date: Day(due.date),
        days: due.days,
        kind: due.kind.name(),
        id: &due.id,
        what: &due.what,
        cycle: due.cycle.as_ref().map(cycle),
        owner: owner(&due.owner),
        note: due.note.as_deref(),
        path: &due.path,
    }
}

fn open(open: &Open) -> OpenV1<'_> {
    OpenV1 {
        kind: open.kind.name(),
        id: &open.id,
        what: &open.what,
        cycle: open.cycle.as_ref().map(cycle),
        owner: owner(&open.owner),
        since: open.since.map(Day),
        due: open.due.map(Day),
        note: open.note.as_deref(),
        path: &open.path,
    }
}
