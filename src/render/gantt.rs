//! Draws moved milestones as a Mermaid chart: one bar from the old to the new day, and a mark on the new one.

use std::fmt::Write as _;

use super::{escape, summary};
use crate::diff::{Change, ChangeKind};
use crate::report::Report;

/// The lines of the chart; none where nothing has a day to draw.
pub(super) fn gantt(report: &Report) -> Option<String> {
    let mut out = "gantt\n    dateFormat YYYY-MM-DD\n    axisFormat %d %b %Y\n".to_owned();
    let drawn = |change: &Change| {
        summary::is_dated(change) && change.kind != ChangeKind::Shifted && change.new_day.is_some()
    };
    let groups = summary::by_document(report.changes.iter().filter(|classified| drawn(&classified.change)));
    for group in &groups {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "    section {}", escape::mermaid(group.title));
        for classified in &group.changes {
            push_change(&mut out, &classified.change);
        }
    }
    (!groups.is_empty()).then_some(out)
}

fn push_change(out: &mut String, change: &Change) {
    let Some(new) = change.new_day else { return };
    let name = escape::mermaid(&change.subject_name);
    let tag = if change.key { "crit, " } else { "" };
    match change.old_day {
        Some(old) if old != new => {
            let moved = summary::delta(change).unwrap_or_else(|| change.kind.name().to_owned());
            let (from, to) = (old.min(new), old.max(new));
            let _ = writeln!(out, "    {name} {} :{tag}{from}, {to}", escape::clip(&moved, 60));
            let _ = writeln!(out, "    {name} new :{tag}milestone, {new}, 0d");
        }
        _ => {
            let _ = writeln!(out, "    {name} {} :{tag}milestone, {new}, 0d", change.kind.name());
        }
    }
}
