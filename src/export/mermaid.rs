//! Draws the plans as a Gantt chart in Mermaid's notation: a mark for every milestone, a bar for a span and for a slip.

use super::model::{Cycle, Milestone, Model, PlanApproval, Standing};
use super::{About, words};
use crate::document::Status;
use crate::render::escape::{self, is_hidden};

/// The model as a chart of its own.
pub(super) fn mermaid(model: &Model, about: &About) -> String {
    let mut out = String::new();
    if let Some(commit) = model.shown.commit() {
        out.push_str(&format!("%% milepost-revision: {commit}\n"));
    }
    for note in &model.notes {
        out.push_str(&format!("%% note: {}\n", comment(note)));
    }
    let title = label(&format!("{}, {}", words::title(model, about), words::revision(model)));
    match chart(model) {
        Some(chart) => out.push_str(&chart.replacen("gantt\n", &format!("gantt\n    title {title}\n"), 1)),
        None => out.push_str(&format!(
            "%% no milestone has a date to draw\ngantt\n    title {title}\n    dateFormat YYYY-MM-DD\n"
        )),
    }
    out
}

/// The chart; none where nothing has a date to draw.
pub(super) fn chart(model: &Model) -> Option<String> {
    let mut out = "gantt\n    dateFormat YYYY-MM-DD\n    axisFormat %d %b %Y\n".to_owned();
    let mut is_empty = true;
    for cycle in model.cycles.iter().filter(|cycle| !cycle.gone) {
        let lines: Vec<String> =
            cycle.milestones.iter().filter_map(|milestone| drawn(model, cycle, milestone)).collect();
        if lines.is_empty() {
            continue;
        }
        is_empty = false;
        out.push_str(&format!("    section {}\n", section(cycle)));
        out.push_str(&lines.concat());
    }
    (!is_empty).then_some(out)
}

/// A name: commas mean nothing in it, and a colon ends it.
fn label(text: &str) -> String {
    escape::mermaid_with(&text.replace(": ", " - "), &[','])
}

/// A sentence that the chart does not show. Braces behind percent signs would give orders.
fn comment(sentence: &str) -> String {
    let is_plain = |character: char| !is_hidden(character) && !matches!(character, '%' | '{' | '}');
    sentence.chars().map(|character| if is_plain(character) { character } else { ' ' }).collect()
}

/// Whether somebody had to approve it, and nobody did.
const fn is_unapproved(approval: &PlanApproval) -> bool {
    !approval.is_settled() && !matches!(approval, PlanApproval::Proposed | PlanApproval::Unknown(_))
}

/// What is said of a plan that somebody had to approve, and nobody is known to have approved.
fn lacks_approval(approval: &PlanApproval) -> Option<&'static str> {
    is_unapproved(approval).then_some(match approval {
        PlanApproval::Unverifiable(_) => "not known to be approved",
        _ => "not approved",
    })
}

/// The cycle with its state, which has no colour of its own.
fn section(cycle: &Cycle) -> String {
    let approval = lacks_approval(&cycle.approval).map_or(String::new(), |word| format!(", {word}"));
    label(&format!("{} ({}{approval})", words::cycle(cycle), cycle.status.name()))
}

/// The lines of one milestone.
fn drawn(model: &Model, cycle: &Cycle, milestone: &Milestone) -> Option<String> {
    if !milestone.stands() {
        return None;
    }
    let date = milestone.date.as_ref()?;
    let (first, last) = date.first_day().zip(date.last_day())?;
    let name = label(&format!("{}{}", milestone.name, remark(model, cycle, milestone)));
    let done = if milestone.standing == Standing::Reached { "done, " } else { "" };
    let key = if milestone.key { "crit, " } else { "" };
    let mut out = String::new();
    if let Some((baseline, days)) = milestone.baseline.zip(milestone.slip_days.filter(|days| *days != 0)) {
        let (from, to) = (baseline.min(first), baseline.max(first));
        let slip = label(&format!("{}, {} from the baseline", milestone.name, signed(days)));
        out.push_str(&format!("    {slip} :{done}{from}, {to}\n"));
    }
    if first < last {
        // The end is not included.
        let end = last.tomorrow().unwrap_or(last);
        out.push_str(&format!("    {name} :{done}{key}{first}, {end}\n"));
    } else {
        out.push_str(&format!("    {name} :{done}{key}milestone, {first}, 0d\n"));
    }
    Some(out)
}

/// What the colours of the chart cannot say.
fn remark(model: &Model, cycle: &Cycle, milestone: &Milestone) -> String {
    let is_draft = cycle.status == Status::Draft;
    let is_late = !is_draft && words::is_overdue(model, milestone);
    let is_open = milestone.standing != Standing::Reached;
    let open = lacks_approval(&milestone.approval).filter(|_| is_open);
    let said: Vec<&str> = is_late.then_some("overdue").into_iter().chain(open).collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

fn signed(days: i64) -> String {
    let noun = if days.abs() == 1 { "day" } else { "days" };
    if days > 0 { format!("+{days} {noun}") } else { format!("{days} {noun}") }
}
