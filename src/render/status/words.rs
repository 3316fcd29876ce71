//! The sentences that the human format and Markdown share. Nothing in them is escaped yet.

use jiff::civil::Date;

use crate::calendar::show_day;
use crate::render::summary::plural;
use crate::status::{
    Absence, Due, Kind, Manager, NextMeeting, Open, PointState, Proof, Readiness, SetUp, SetUpPoint, State,
    Status,
};

/// A word of its own for each state of a step, with a sign before it.
pub(crate) const fn state(state: &State) -> (&'static str, &'static str) {
    match state {
        State::Done { .. } => ("✓", "done"),
        State::Decided { .. } => ("–", "decided"),
        State::UnderWay { .. } => ("…", "under way"),
        State::Next { .. } => ("→", "next"),
        State::NotYet { .. } => ("·", "not yet"),
        State::NotDemanded { .. } => ("–", "not asked"),
    }
}

/// What a step says, without its proof and command.
pub(crate) fn step(state: &State) -> String {
    match state {
        State::Done { what, .. } | State::UnderWay { what } | State::Next { what, .. } => what.clone(),
        State::Decided { reason } => reason.clone(),
        State::NotYet { waits_for } => format!("waits for {waits_for}"),
        State::NotDemanded { why } => why.clone(),
    }
}

/// The approval that proves a step.
pub(crate) fn proof(proof: &Proof) -> String {
    let date = proof.date.map_or_else(String::new, |date| format!(" on {}", show_day(date)));
    let since = if proof.changed_since { "; the file has changed since" } else { "" };
    format!("approved{date} by `{}`{since}", proof.approval)
}

/// How far off a day is.
pub(crate) fn distance(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "1 day late".to_owned(),
        late if late < 0 => format!("{} days late", late.unsigned_abs()),
        days => format!("in {days} days"),
    }
}

/// What is due, with its cycle.
pub(crate) fn due(due: &Due) -> String {
    let kind = match due.kind {
        Kind::Action | Kind::Exception => format!("{}: ", due.kind.name()),
        _ => String::new(),
    };
    match &due.cycle {
        Some(cycle) => format!("{}: {kind}{}", cycle.name, due.what),
        None => format!("{kind}{}", due.what),
    }
}

/// What is open, with its cycle.
pub(crate) fn open(open: &Open) -> String {
    match &open.cycle {
        Some(cycle) => format!("{}: {}", cycle.name, open.what),
        None => open.what.clone(),
    }
}

/// What is to be known about something open besides what it is and who it waits for.
pub(crate) fn open_facts(open: &Open) -> Vec<String> {
    let since = open.since.map(|day| format!("since {}", show_day(day)));
    let due = open.due.map(|day| format!("due {}", show_day(day)));
    [since, due, open.note.clone()].into_iter().flatten().collect()
}

/// A release manager with the term.
pub(crate) fn manager(manager: &Manager, today: Date) -> String {
    let from = manager.from.map(|from| {
        let word = if from > today { "from" } else { "since" };
        format!("{word} {}", show_day(from))
    });
    let until = manager.until.map(|until| format!("until {}", show_day(until)));
    let term: Vec<String> = from.into_iter().chain(until).collect();
    if term.is_empty() { manager.name.clone() } else { format!("{}, {}", manager.name, term.join(" ")) }
}

/// An absence and who acts meanwhile.
pub(crate) fn absence(absence: &Absence) -> String {
    let now = if absence.now { "away now" } else { "away" };
    let from = absence.from.filter(|_| !absence.now).map(|from| format!(" from {}", show_day(from)));
    let until = match absence.until {
        Some(until) => format!(" until {}", show_day(until)),
        None => ", without an end".to_owned(),
    };
    let acts = match absence.acting.as_slice() {
        [] => "nobody else is there the whole time".to_owned(),
        [only] => format!("{only} acts"),
        [most @ .., last] => format!("{} and {last} act", most.join(", ")),
    };
    format!("{now}{}{until}: {acts}", from.unwrap_or_default())
}

/// A meeting with its time.
pub(crate) fn meeting(meeting: &NextMeeting) -> String {
    let time = meeting.time.as_ref().map_or_else(String::new, |time| format!(", {time}"));
    format!("{}: {}{time}", meeting.name, show_day(meeting.date))
}

/// Everything in one line: how much is late, due and open, and how far the project is.
pub(crate) fn counts(status: &Status) -> String {
    let mut parts = vec![
        format!("{} overdue", status.overdue.len()),
        format!("{} due by {}", status.due.len(), show_day(status.until)),
        format!("{} open", status.open.len()),
    ];
    if let Readiness::Steps(steps) = &status.readiness {
        let settled = steps.iter().filter(|step| step.state.is_settled()).count();
        parts.push(format!("{settled} of {} settled", plural(steps.len(), "step")));
    }
    parts.join(" · ")
}

/// One sentence in place of the steps.
pub(crate) fn no_steps(readiness: &Readiness) -> Option<String> {
    match readiness {
        Readiness::NotAdopted { how, .. } => Some(how.clone()),
        Readiness::Retired { since } => Some(format!("not used any more since {}", show_day(*since))),
        Readiness::Unknown { why } => Some(format!("cannot be told: {why}; run `milepost check`")),
        Readiness::Steps(_) => None,
    }
}

/// What stands on top.
pub(crate) fn title(status: &Status) -> String {
    let cycle = status.cycle.as_ref().map_or_else(String::new, |cycle| format!(", cycle {cycle}"));
    format!("{}{cycle}: status on {}", status.project, show_day(status.today))
}

/// The name of the service.
pub(crate) const SERVICE: &str = "Release Management Support Service (RMSS)";

/// The heading of what GitHub enforces.
pub(super) fn set_up(set_up: &SetUp) -> String {
    format!("On GitHub, for the branch {}", set_up.branch)
}

/// A sign that is never shown without its sentence.
pub(super) const fn point_sign(state: PointState) -> &'static str {
    match state {
        PointState::Holds => "✓",
        PointState::Fails => "✗",
        PointState::Unknown => "?",
        PointState::Remark => "·",
    }
}

/// What holds or not, and what to do.
pub(super) fn point(point: &SetUpPoint) -> String {
    let word = match point.state {
        PointState::Holds | PointState::Remark => "",
        PointState::Fails => "attention: ",
        PointState::Unknown => "not seen: ",
    };
    let how = point.how.as_ref().map_or(String::new(), |how| format!(". What to do: {how}"));
    format!("{word}{}{how}", point.text)
}
