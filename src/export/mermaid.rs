//! Draws the plans as a Gantt chart in Mermaid's notation: a mark for every milestone, a bar for a span and for a slip.

use super::model::{Cycle, Milestone, Model, Standing};
use super::{About, words};
use crate::render::escape;

/// The model as a chart of its own.
pub(super) fn mermaid(model: &Model, about: &About) -> String {
    let mut out = String::new();
    if let Some(commit) = model.shown.commit() {
        out.push_str(&format!("%% milepost-revision: {commit}\n"));
    }
    let title = escape::mermaid(&format!("{}, {}", words::title(model, about), words::revision(model)));
    match chart(model) {
        Some(chart) => out.push_str(&chart.replacen("gantt\n", &format!("gantt\n    title {title}\n"), 1)),
        None => out.push_str(&format!("gantt\n    title {title}\n    dateFormat YYYY-MM-DD\n")),
    }
    out
}

/// The chart; none where nothing has a date to draw.
pub(super) fn chart(model: &Model) -> Option<String> {
    let mut out = "gantt\n    dateFormat YYYY-MM-DD\n    axisFormat %d %b %Y\n".to_owned();
    let mut is_empty = true;
    for cycle in model.cycles.iter().filter(|cycle| !cycle.gone) {
        let lines: Vec<String> = cycle.milestones.iter().filter_map(drawn).collect();
        if lines.is_empty() {
            continue;
        }
        is_empty = false;
        out.push_str(&format!("    section {}\n", section(cycle)));
        out.push_str(&lines.concat());
    }
    (!is_empty).then_some(out)
}

fn section(cycle: &Cycle) -> String {
    escape::mermaid(&words::cycle(cycle))
}

/// The lines of one milestone.
fn drawn(milestone: &Milestone) -> Option<String> {
    if !milestone.stands() {
        return None;
    }
    let date = milestone.date.as_ref()?;
    let (first, last) = date.first_day().zip(date.last_day())?;
    let name = escape::mermaid(&milestone.name);
    let done = if milestone.standing == Standing::Reached { "done, " } else { "" };
    let key = if milestone.key { "crit, " } else { "" };
    let mut out = String::new();
    if let Some((baseline, days)) = milestone.baseline.zip(milestone.slip_days.filter(|days| *days != 0)) {
        let (from, to) = (baseline.min(first), baseline.max(first));
        let slip = escape::mermaid(&format!("{} slip {} days", milestone.name, signed(days)));
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

fn signed(days: i64) -> String {
    if days > 0 { format!("+{days}") } else { days.to_string() }
}
