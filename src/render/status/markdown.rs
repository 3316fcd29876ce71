//! Writes where a project stands as Markdown: headings and lists, which read well in an agenda and in a plain mail.

use std::fmt::Write as _;

use super::words;
use crate::calendar::show_day;
use crate::render::escape::{clip, markdown, markdown_code, markdown_message};
use crate::status::{Due, Open, Readiness, SetUpPoint, State, Status, Step};

/// The most items of one list.
const LONGEST_LIST: usize = 40;
/// The most characters of one foreign text.
const LONGEST_TEXT: usize = 200;

/// The status for an agenda.
pub(super) fn render(status: &Status) -> String {
    let mut out = format!("## {}\n\n{}\n\n", text(&words::title(status)), words::counts(status));
    for path in &status.unread {
        let sentence = format!("`{path}` cannot be read and is left out: `milepost check` says why");
        let _ = writeln!(out, "**Not read:** {}\n", message(&sentence));
    }
    for note in &status.notes {
        let _ = writeln!(out, "**Note:** {}\n", message(note));
    }
    readiness(&mut out, &status.readiness);
    managers(&mut out, status);
    if !status.overdue.is_empty() {
        section(&mut out, "Overdue", status.overdue.iter().map(due));
    }
    let heading = format!("Due by {}", show_day(status.until));
    if status.due.is_empty() {
        section(&mut out, &heading, std::iter::once("Nothing".to_owned()));
    } else {
        section(&mut out, &heading, status.due.iter().map(due));
    }
    section(&mut out, "Open", status.open.iter().map(open));
    section(&mut out, "Next meetings", status.meetings.iter().map(|meeting| text(&words::meeting(meeting))));
    if let Some(set_up) = &status.set_up {
        let points = set_up.points.iter();
        let line = |point: &SetUpPoint| {
            format!("{} {}", words::point_sign(point.state), message(&words::point(point)))
        };
        section(&mut out, &text(&words::set_up(set_up)), points.map(line));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn readiness(out: &mut String, readiness: &Readiness) {
    let lines: Vec<String> = match readiness {
        Readiness::Steps(steps) => steps.iter().map(step).collect(),
        Readiness::NotAdopted { how, command } => vec![format!("{}: {}", message(how), code(command))],
        other => words::no_steps(other).iter().map(|sentence| message(sentence)).collect(),
    };
    section(out, words::SERVICE, lines.into_iter());
}

fn step(step: &Step) -> String {
    let (sign, word) = words::state(&step.state);
    let what = message(&words::step(&step.state));
    let more = match &step.state {
        State::Done { proof: Some(proof), .. } => format!("; {}", message(&words::proof(proof))),
        State::Next { command, .. } => format!(": {}", code(command)),
        _ => String::new(),
    };
    format!("{sign} {word}: **{}** – {what}{more}", step.name)
}

fn managers(out: &mut String, status: &Status) {
    let people = status.managers.managers.iter().map(|manager| {
        let away = manager.away.iter().map(|absence| format!("; {}", text(&words::absence(absence))));
        format!("{}{}", text(&words::manager(manager, status.today)), away.collect::<String>())
    });
    let points = status.managers.points.iter().map(|point| {
        let sign = if point.holds { "✓" } else { "**Attention:**" };
        format!("{sign} {}", message(&point.text))
    });
    section(out, "Release managers", people.chain(points));
}

fn due(due: &Due) -> String {
    let note = due.note.as_ref().map_or_else(String::new, |note| format!("; {}", text(note)));
    format!(
        "**{}** ({}): {} – {}{note}",
        show_day(due.date),
        words::distance(due.days),
        text(&words::due(due)),
        text(&due.owner.shown)
    )
}

fn open(open: &Open) -> String {
    let facts: String = words::open_facts(open).iter().map(|fact| format!("; {}", text(fact))).collect();
    let kind = open.kind.name();
    format!("{kind}: {} – {}{facts}", text(&words::open(open)), text(&open.owner.shown))
}

/// A heading with a list, cut to a number of lines; nothing where there are none.
fn section(out: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return;
    }
    // Writing to a string cannot fail.
    let _ = writeln!(out, "### {heading}\n");
    for line in lines.iter().take(LONGEST_LIST) {
        let _ = writeln!(out, "- {line}");
    }
    if lines.len() > LONGEST_LIST {
        let _ = writeln!(out, "- and {} more", lines.len() - LONGEST_LIST);
    }
    out.push('\n');
}

fn text(foreign: &str) -> String {
    markdown(&clip(foreign, LONGEST_TEXT))
}

fn code(command: &str) -> String {
    markdown_code(&clip(command, LONGEST_TEXT))
}

fn message(sentence: &str) -> String {
    markdown_message(&clip(sentence, LONGEST_TEXT * 3))
}
