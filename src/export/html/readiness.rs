//! How far the project is on its way through the support service, what waits for somebody, and the next meetings.

use super::markup::{Row, dash, link, message, state, table_of, text};
use super::next::owner;
use crate::export::model::Model;
use crate::render::status::words;
use crate::status::{Open, Readiness, State, Step};

/// The section.
pub(super) fn body(model: &Model) -> String {
    let status = &model.status;
    let mut out = format!("<p>{}.</p>\n", text(&words::counts(status)));
    match &status.readiness {
        Readiness::Steps(steps) => {
            let rows: Vec<Row> = steps.iter().map(step).collect();
            out.push_str(&table_of("steps", words::SERVICE, &["Step", "State", "What", "Proof"], &rows));
        }
        // How to adopt it is nothing to tell the public.
        Readiness::NotAdopted { .. } => {}
        other => {
            let sentence = words::no_steps(other).unwrap_or_default();
            out.push_str(&format!("<p>{}: {}.</p>\n", words::SERVICE, message(&sentence)));
        }
    }
    if !status.managers.points.is_empty() {
        let points: String = status
            .managers
            .points
            .iter()
            .map(|point| {
                let word =
                    if point.holds { state("good", "✓", "holds") } else { state("bad", "!", "attention") };
                format!("<li>{word}: {}</li>\n", message(&point.text))
            })
            .collect();
        out.push_str(&format!("<h3>Two release managers</h3>\n<ul>\n{points}</ul>\n"));
    }
    if !status.open.is_empty() {
        let rows: Vec<Row> = status.open.iter().map(open).collect();
        out.push_str("<h3>Open</h3>\n");
        out.push_str(&table_of("open", "What waits for somebody", &["What", "Kind", "Who", "Remark"], &rows));
    }
    if !status.meetings.is_empty() {
        let meetings: String = status
            .meetings
            .iter()
            .map(|meeting| {
                let join = meeting
                    .link
                    .as_deref()
                    .map_or_else(String::new, |written| format!(", {}", link(written, written)));
                format!("<li>{}{join}</li>\n", text(&words::meeting(meeting)))
            })
            .collect();
        out.push_str(&format!("<h3>Next meetings</h3>\n<ul>\n{meetings}</ul>\n"));
    }
    out
}

fn step(step: &Step) -> Row {
    let (sign, word) = words::state(&step.state);
    let class = match &step.state {
        State::Done { .. } => "good",
        State::Next { .. } | State::UnderWay { .. } => "open",
        State::Decided { .. } | State::NotYet { .. } | State::NotDemanded { .. } => "soft",
    };
    let proof = match &step.state {
        State::Done { proof: Some(proof), .. } => message(&words::proof(proof)),
        State::Next { command, .. } => format!("<code>{}</code>", text(command)),
        _ => dash(),
    };
    Row {
        anchor: None,
        head: text(step.name),
        cells: vec![state(class, sign, word), message(&words::step(&step.state)), proof],
    }
}

fn open(open: &Open) -> Row {
    let facts = words::open_facts(open);
    Row {
        anchor: None,
        head: text(&words::open(open)),
        cells: vec![
            text(open.kind.name()),
            text(&owner(&open.owner)),
            if facts.is_empty() { dash() } else { text(&facts.join("; ")) },
        ],
    }
}
