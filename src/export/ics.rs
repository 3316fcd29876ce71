//! Writes the dates as a calendar to subscribe to (RFC 5545).
//!
//! An event is known by an id that depends neither on its date nor on its present name, and its sequence number only
//! rises: a reader that fetches the calendar again moves events instead of doubling them.

mod text;
mod zone;

use jiff::Timestamp;
use jiff::civil::Date;

use super::model::{Certainty, Cycle, Milestone, Model, PlanApproval, Series, Shown, Standing};
use super::{About, words};
use crate::calendar::{Every, TimeOfDay, show_day};
use crate::document::Status;
use text::Lines;

/// The model as a calendar.
pub(super) fn ics(model: &Model, about: &About) -> String {
    let mut lines = Lines::default();
    lines.plain("BEGIN", "VCALENDAR");
    lines.plain("VERSION", "2.0");
    lines.plain("PRODID", "-//Milepost//milepost export ics//EN");
    lines.plain("CALSCALE", "GREGORIAN");
    let title = words::title(model, about);
    lines.text("NAME", &title);
    lines.text("X-WR-CALNAME", &title);
    let description =
        format!("Release dates of {title}, as of {}{}", words::revision(model), words::notes(model));
    lines.text("DESCRIPTION", &description);
    lines.text("X-WR-CALDESC", &description);
    if let Some(commit) = model.shown.commit() {
        lines.plain("X-MILEPOST-REVISION", commit);
    }
    lines.plain("REFRESH-INTERVAL;VALUE=DURATION", "PT12H");
    lines.plain("X-PUBLISHED-TTL", "PT12H");
    zones(&mut lines, model);
    for cycle in &model.cycles {
        for milestone in &cycle.milestones {
            event(&mut lines, model, cycle, milestone, about.role.as_deref());
        }
    }
    for series in &model.meetings {
        meeting(&mut lines, model, series);
    }
    lines.plain("END", "VCALENDAR");
    lines.end()
}

/// Every zone that a meeting is held in, once.
fn zones(lines: &mut Lines, model: &Model) {
    let meetings = || model.meetings.iter().filter(|series| series.timed);
    let mut known: Vec<&str> = Vec::new();
    for series in meetings() {
        let (zone, name) = (series.meeting.zone(), zone::name(series.meeting.zone()));
        let Some(name) = name.filter(|name| !known.contains(name)) else { continue };
        known.push(name);
        let first = meetings().filter(|other| other.meeting.zone() == series.meeting.zone());
        let first = first.map(|other| other.meeting.first().to_datetime(other.meeting.at().time())).min();
        // Near enough: the clocks are described from a year before.
        let from = first.and_then(|local| jiff::tz::Offset::UTC.to_timestamp(local).ok());
        zone::write(lines, zone, from.unwrap_or(Timestamp::UNIX_EPOCH), year(model));
    }
}

/// The year that everything is looked at from: the clocks of a zone need no other bytes every day.
fn year(model: &Model) -> Timestamp {
    let begin = model.today.first_of_year().to_datetime(jiff::civil::Time::midnight());
    jiff::tz::Offset::UTC.to_timestamp(begin).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The time of the revision, or of an earlier one whose clock was ahead: readers take the copy with the later one.
const fn stamp(model: &Model) -> Timestamp {
    match model.shown {
        Shown::Commit { latest, .. } => latest,
        Shown::Folder => Timestamp::UNIX_EPOCH,
    }
}

/// What every event has: who it is, and how new.
fn identity(lines: &mut Lines, model: &Model, uid: &str, times: (Option<Timestamp>, Option<Timestamp>, u32)) {
    let (created, modified, sequence) = times;
    lines.plain("UID", uid);
    lines.plain("DTSTAMP", &utc(stamp(model)));
    if let Some(created) = created {
        lines.plain("CREATED", &utc(created));
    }
    if let Some(modified) = modified {
        lines.plain("LAST-MODIFIED", &utc(modified));
    }
    lines.plain("SEQUENCE", &sequence.to_string());
}

/// A milestone; nothing where it never had a date.
fn event(lines: &mut Lines, model: &Model, cycle: &Cycle, milestone: &Milestone, role: Option<&str>) {
    let Some(date) = &milestone.date else { return };
    let Some((first, last)) = date.first_day().zip(date.last_day()) else { return };
    lines.plain("BEGIN", "VEVENT");
    let uid = model.uid(cycle, milestone);
    identity(lines, model, &uid, (milestone.created, milestone.modified, milestone.sequence));
    if let Some(moment) = date.timestamp() {
        // A deadline is a moment: without an end it takes no time.
        lines.plain("DTSTART", &utc(moment));
        if let Some(zone) = date.zone() {
            lines.text("X-MILEPOST-ZONE", zone.name());
        }
    } else {
        lines.plain("DTSTART;VALUE=DATE", &day(first));
        if let Ok(next) = last.tomorrow() {
            lines.plain("DTEND;VALUE=DATE", &day(next));
        }
    }
    lines.text("SUMMARY", &format!("{}: {}", cycle.name, milestone.name));
    let description = description(model, cycle, milestone);
    if role.is_none_or(|role| milestone.is_owned_by(role)) {
        lines.text("DESCRIPTION", &description);
        lines.plain("STATUS", status(milestone));
    } else {
        // It goes on in the calendar of somebody else.
        let owner = milestone.owner.as_ref().map_or_else(|| "nobody".to_owned(), words::owner);
        lines.text("DESCRIPTION", &format!("Now owned by {owner}.\n{description}"));
        lines.plain("STATUS", "CANCELLED");
    }
    let owner = milestone.owner.as_ref().map(words::owner);
    let mut categories = vec![cycle.name.as_str(), "milestone"];
    categories.extend(owner.as_deref());
    lines.list("CATEGORIES", &categories);
    lines.plain("TRANSP", "TRANSPARENT");
    lines.text("X-MILEPOST-CYCLE", &cycle.id);
    lines.text("X-MILEPOST-MILESTONE", &milestone.id);
    lines.plain("END", "VEVENT");
}

/// What is gone from the plan stays as cancelled, so that readers take it away.
const fn status(milestone: &Milestone) -> &'static str {
    match milestone.certainty {
        Certainty::Cancelled => "CANCELLED",
        Certainty::Confirmed => "CONFIRMED",
        Certainty::Tentative => "TENTATIVE",
    }
}

fn description(model: &Model, cycle: &Cycle, milestone: &Milestone) -> String {
    let mut out = Vec::new();
    let date = milestone.date.as_ref();
    let undecided = words::undecided(milestone);
    match &milestone.standing {
        Standing::Planned => {
            out.extend(milestone.forecast.map(|day| format!("Expected on {}.", show_day(day))));
        }
        Standing::ToBeDecided => out.push(format!("The date is to be decided anew{undecided}.")),
        Standing::Removed if cycle.gone => {
            out.push(format!("The cycle is gone from the documents{undecided}."));
        }
        Standing::Removed if cycle.status == Status::Cancelled => {
            out.push(format!("The cycle was cancelled{undecided}."));
        }
        Standing::Reached | Standing::NotApplicable(_) | Standing::Removed => {
            out.push(format!("{}.", capital(&words::standing(milestone))));
        }
    }
    out.extend(date.map(|date| match date.timestamp() {
        Some(_) => format!("Date: {}.", date.show()),
        None => format!("Date: {}. A day ends at {}.", words::date(milestone), model.project.deadline),
    }));
    if let Some(moved) = words::last_move(milestone) {
        out.push(format!("{}.", capital(&moved)));
        if milestone.moves() > 1 {
            let first = milestone.history.iter().find_map(|change| change.new.as_ref());
            let first = first.map(|date| format!("; first planned for {}", date.show())).unwrap_or_default();
            out.push(format!("Moved {} times{first}.", milestone.moves()));
        }
    }
    out.extend(milestone.reason.as_ref().map(|reason| format!("Reason: {reason}")));
    if milestone.approval != PlanApproval::Over {
        out.push(format!("Approval: {}.", words::approval(&milestone.approval)));
    }
    out.extend(milestone.owner.as_ref().map(|owner| format!("Owner: {}.", words::owner(owner))));
    out.extend(milestone.freeze.as_ref().map(|freeze| format!("Frozen from here on: {freeze}.")));
    out.extend(milestone.note.as_ref().map(|note| format!("Note: {note}")));
    out.push(format!("Source: {}", cycle.path));
    out.join("\n")
}

fn capital(sentence: &str) -> String {
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// A meeting with the rule of its days.
fn meeting(lines: &mut Lines, model: &Model, series: &Series) {
    let meeting = &series.meeting;
    lines.plain("BEGIN", "VEVENT");
    let uid = model.meeting_uid(series);
    identity(lines, model, &uid, (series.created, series.modified, series.sequence));
    let first = meeting.first().to_datetime(meeting.at().time());
    match (series.timed, zone::name(meeting.zone())) {
        (false, _) => lines.plain("DTSTART;VALUE=DATE", &day(meeting.first())),
        (true, None) => lines.plain("DTSTART", &format!("{}Z", zone::local_time(first))),
        (true, Some(name)) => lines.plain(&format!("DTSTART;TZID={name}"), &zone::local_time(first)),
    }
    if let Some(minutes) = series.minutes_long.filter(|_| series.timed) {
        lines.plain("DURATION", &format!("PT{minutes}M"));
    }
    lines.plain("RRULE", &rule(series));
    lines.text("SUMMARY", &format!("{}: {}", model.project.name, series.name));
    let every = format!("Every {}, from {} on.", meeting.every(), show_day(meeting.first()));
    let link = series.link.as_ref().map(|link| format!("Join: {link}"));
    lines.text("DESCRIPTION", &std::iter::once(every).chain(link).collect::<Vec<_>>().join("\n"));
    if let Some(link) = &series.link {
        lines.text("LOCATION", link);
    }
    lines.plain("STATUS", if series.gone || is_over(series) { "CANCELLED" } else { "CONFIRMED" });
    lines.list("CATEGORIES", &["meeting"]);
    lines.plain("END", "VEVENT");
}

/// Whether the project stops before the first meeting.
fn is_over(series: &Series) -> bool {
    series.until.is_some_and(|until| until < series.meeting.first())
}

fn rule(series: &Series) -> String {
    let meeting = &series.meeting;
    let weekday = zone::weekday(meeting.on());
    let rule = match meeting.every() {
        Every::Weeks(weeks) if weeks.get() == 1 => format!("FREQ=WEEKLY;BYDAY={weekday}"),
        Every::Weeks(weeks) => format!("FREQ=WEEKLY;INTERVAL={};BYDAY={weekday}", weeks.get()),
        Every::Month => {
            let ordinal = (meeting.first().day() - 1) / 7 + 1;
            let ordinal = if ordinal == 5 { -1 } else { ordinal };
            format!("FREQ=MONTHLY;BYDAY={ordinal}{weekday}")
        }
    };
    // The end is included, in UTC where the beginning has a time.
    match series.until.filter(|_| !is_over(series)) {
        Some(until) if series.timed => {
            let end = meeting.zone().instant(until, TimeOfDay::LAST_MINUTE).map(utc);
            format!("{rule};UNTIL={}", end.unwrap_or_else(|_| format!("{}T235900Z", day(until))))
        }
        Some(until) => format!("{rule};UNTIL={}", day(until)),
        None => rule,
    }
}

/// `20270325`
fn day(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// `20270325T190000Z`
fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}
