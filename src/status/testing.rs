//! Small projects for the tests of this module.

use std::collections::BTreeSet;

use super::{Due, Readiness, State, Status, status};
use crate::calendar::parse_day;
use crate::document::{digest, load};
use crate::source::InMemory;

pub(super) const ADOPTED: &str =
    "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30, advisor: dana}\n";
const POLICY: &str = "kind: policy/v1\nversion: 1\nvotes: {}\nrequirements: {adoption: {}, appointment: {}, electorate: {}, policy: {}, process: {}, schedule: {}, schedule-minor: {approve: release-managers, count: 2}, exception: {}, record: {}, editorial: {}}\n";
const ROSTER: &str = "kind: roster/v1\npeople:\n  alice: {name: Alice}\n  carol: {name: Carol}\n  dana: {name: Dana}\n  frank: {name: Frank}\ntsc: [{person: alice}]\nadvisors: [dana]\n";

/// The roster with these release managers.
pub(super) fn roster(managers: &str) -> String {
    format!("{ROSTER}release-managers:\n{managers}")
}

/// Where a project with these files, or these in place of its own, stands; paths without the root.
pub(super) fn of(files: &[(&str, &str)], today: &str, weeks: u8) -> Status {
    of_cycle(files, today, weeks, None)
}

/// As `of`, of one cycle.
pub(super) fn of_cycle(files: &[(&str, &str)], today: &str, weeks: u8, cycle: Option<&str>) -> Status {
    let both = roster("  - {person: carol}\n  - {person: frank}\n");
    let base = [("project.yaml", ADOPTED), ("roster.yaml", both.as_str()), ("policy.yaml", POLICY)];
    let snapshot = base.iter().chain(files).fold(InMemory::new("test"), |snapshot, (path, text)| {
        snapshot.with_file(&format!("release/{path}"), text)
    });
    let workspace = load(&snapshot, "release", &BTreeSet::new()).expect("a workspace");
    assert_eq!(workspace.diagnostics, [], "the test's own documents");
    status(&workspace, parse_day(today).expect("a day"), weeks, cycle)
}

/// Where a step stands.
pub(super) fn step(status: &Status, id: &str) -> State {
    let Readiness::Steps(steps) = &status.readiness else { panic!("no steps: {:?}", status.readiness) };
    steps.iter().find(|step| step.id == id).expect("a step").state.clone()
}

/// The word for where a step stands, and what it says.
pub(super) fn told(status: &Status, id: &str) -> String {
    let state = step(status, id);
    let text = match &state {
        State::Done { what, .. } | State::UnderWay { what } | State::Next { what, .. } => what,
        State::Decided { reason } => reason,
        State::NotYet { waits_for } => waits_for,
        State::NotDemanded { why } => why,
    };
    format!("{}: {text}", state.name())
}

/// What is due, a line each.
pub(super) fn lines(dues: &[Due]) -> Vec<String> {
    let line = |due: &Due| {
        let note = due.note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
        format!("{} {} {}: {} ({}{note})", due.date, due.days, due.kind.name(), due.what, due.owner.shown)
    };
    dues.iter().map(line).collect()
}

/// An approval of a text under a path, with more lines.
pub(super) fn approval(id: &str, class: &str, path: &str, text: &str, more: &str) -> String {
    let digest = digest(text.as_bytes());
    format!(
        "kind: approval/v1\nid: {id}\ndecisions: [{class}]\nsubject:\n  - {{path: release/{path}, from: none, to: \"{digest}\"}}\n{more}\n"
    )
}
