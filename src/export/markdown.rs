//! Writes the plans as Markdown tables, for a page, a wiki or a mail.

use super::model::{Cycle, Milestone, Model, Standing};
use super::{About, mermaid, words};
use crate::calendar::show_day;
use crate::render::escape::{clip, fenced, markdown as plain, markdown_message};
use crate::render::table::table;

/// The most rows of one table.
const MOST_ROWS: usize = 500;
/// The most characters of one foreign text.
const LONGEST_TEXT: usize = 300;

/// The model as Markdown.
pub(super) fn markdown(model: &Model, about: &About) -> String {
    let mut out = format!("# {}\n\n", text(&words::title(model, about)));
    if let Some(commit) = model.shown.commit() {
        out.push_str(&format!("<!-- milepost-revision: {commit} -->\n"));
    }
    out.push_str(&format!("Release dates, as of {}.\n\n", text(&words::revision(model))));
    for note in &model.notes {
        out.push_str(&format!("**Note:** {}\n\n", message(note)));
    }
    for cycle in &model.cycles {
        push_cycle(&mut out, cycle);
    }
    if model.cycles.is_empty() {
        out.push_str("There are no schedules yet.\n\n");
    }
    if let Some(chart) = mermaid::chart(model) {
        out.push_str("## Timeline\n\n");
        out.push_str(&fenced(&chart, "mermaid"));
        out.push('\n');
    }
    if model.meetings.iter().any(|series| !series.gone) {
        out.push_str("## Meetings\n\n");
        let rows = model.meetings.iter().filter(|series| !series.gone).map(|series| {
            let time = if series.timed {
                format!("{} {}", series.meeting.at(), series.meeting.zone())
            } else {
                "–".to_owned()
            };
            vec![
                text(&series.name),
                format!("every {}, from {} on", series.meeting.every(), show_day(series.meeting.first())),
                text(&time),
                series.link.as_deref().map_or_else(|| "–".to_owned(), text),
            ]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        out.push_str(&table(&["Meeting", "When", "Time", "Link"], rows.into_iter(), MOST_ROWS));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn push_cycle(out: &mut String, cycle: &Cycle) {
    out.push_str(&format!("## {}\n\n", text(&words::cycle(cycle))));
    let status = if cycle.gone { "gone from the documents" } else { cycle.status.name() };
    let approval = words::approval_in_short(&cycle.approval);
    let approval = approval.map(|word| format!("; the plan as it stands: {}", message(&word)));
    out.push_str(&format!("Status: {status}{}.", approval.unwrap_or_default()));
    if let Some(until) = cycle.supported_until {
        out.push_str(&format!(" Supported until {}.", show_day(until)));
    }
    out.push_str("\n\n");
    let head = ["Milestone", "Date", "Baseline", "Slip", "Where it stands", "Owner", "Approval"];
    out.push_str(&table(&head, cycle.milestones.iter().map(row), MOST_ROWS));
}

fn row(milestone: &Milestone) -> Vec<String> {
    let dash = || "–".to_owned();
    let name = text(&milestone.name);
    let date = text(&words::date(milestone));
    vec![
        if milestone.key { format!("**{name}** (key)") } else { name },
        if milestone.standing == Standing::Removed && !milestone.stands() {
            format!("~~{date}~~")
        } else {
            date
        },
        milestone.baseline.map_or_else(dash, show_day),
        milestone.slip_days.map_or_else(dash, words::slip),
        stands(milestone),
        milestone.owner.as_ref().map_or_else(dash, |owner| text(&words::owner(owner))),
        words::approval_in_short(&milestone.approval).map_or_else(dash, |word| message(&word)),
    ]
}

/// Where it stands, with its last move and the reason for it.
fn stands(milestone: &Milestone) -> String {
    let mut lines = vec![text(&words::standing(milestone))];
    lines.extend(words::last_move(milestone).map(|moved| text(&moved)));
    lines.extend(milestone.reason.as_deref().map(text));
    lines.join("<br>")
}

fn text(foreign: &str) -> String {
    plain(&clip(foreign, LONGEST_TEXT))
}

fn message(sentence: &str) -> String {
    markdown_message(&clip(sentence, LONGEST_TEXT))
}
