//! Writes how a plan moved as Markdown tables, for a page, an issue or a mail.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::words;
use crate::calendar::show_day;
use crate::diff::short_commit;
use crate::render::escape::{clip, markdown as plain, markdown_code, markdown_message};
use crate::render::table::table;
use crate::trend::{MilestoneTrend, Revision, Trend};

/// The most rows of one table.
const MOST_ROWS: usize = 100;
/// The most changes told of one revision.
const MOST_CHANGES: usize = 20;
/// The most characters of one foreign text.
const LONGEST_TEXT: usize = 200;

/// The trend as Markdown: what each milestone amounts to, then every revision, the oldest first.
pub fn markdown(trend: &Trend) -> String {
    let mut out = format!("## {}\n\n{}\n\n", text(&words::title(trend)), text(&words::origin(trend)));
    // Writing to a string cannot fail.
    if let Some(sentence) = words::consequence(trend) {
        let _ = writeln!(out, "**{}**\n", text(&sentence));
    }
    for note in &trend.notes {
        let _ = writeln!(out, "**Note:** {}\n", message(note));
    }
    if !trend.milestones.is_empty() {
        out.push_str("### Milestones\n\n");
        let head = ["Milestone", "Baseline", "Now", "Slip", "Moved", "Reached"];
        out.push_str(&table(
            &head,
            trend.milestones.iter().map(|one| milestone(one, trend.today)),
            MOST_ROWS,
        ));
    }
    out.push_str("### Revisions\n\n");
    let head = ["Merged", "Commit", "What changed", "Approval"];
    out.push_str(&table(&head, trend.revisions.iter().map(revision), MOST_ROWS));
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn milestone(milestone: &MilestoneTrend, today: Option<Date>) -> Vec<String> {
    let name = text(&milestone.name);
    let dash = || "–".to_owned();
    vec![
        if milestone.key { format!("**{name}** (key)") } else { name },
        milestone.baseline_date.as_ref().map_or_else(dash, |date| text(&date.shown)),
        text(&words::now(milestone)),
        words::slip(milestone).unwrap_or_else(dash),
        words::times_moved(milestone),
        words::due(milestone, today).unwrap_or_else(|| {
            let reached = words::reached(milestone);
            reached.map_or_else(dash, |day| format!("✓ {}", day.strip_prefix("reached ").unwrap_or(&day)))
        }),
    ]
}

fn revision(revision: &Revision) -> Vec<String> {
    let (sign, word) = words::approval(revision);
    vec![
        show_day(revision.day),
        markdown_code(&short_commit(&revision.commit)),
        what_changed(revision),
        format!("{sign} {}", message(&word)),
    ]
}

fn what_changed(revision: &Revision) -> String {
    let told = if revision.new { Vec::new() } else { words::told(revision) };
    let mut lines: Vec<String> =
        words::standing(revision).into_iter().map(|what| format!("*{what}*")).collect();
    lines.extend(words::missing(revision).map(|sentence| message(&sentence)));
    lines.extend(words::mended(revision));
    for change in told.iter().take(MOST_CHANGES) {
        let facts: Vec<String> = words::facts(revision, change).iter().map(|fact| message(fact)).collect();
        let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join("; ")) };
        lines.push(format!("{}{facts}", message(&change.sentence)));
    }
    if told.len() > MOST_CHANGES {
        lines.push(format!("and {} more", told.len() - MOST_CHANGES));
    }
    if told.is_empty() && (lines.is_empty() || revision.compared_with.is_some()) {
        lines.push(words::no_change(revision));
    }
    lines.join("<br>")
}

fn text(foreign: &str) -> String {
    plain(&clip(foreign, LONGEST_TEXT))
}

fn message(sentence: &str) -> String {
    markdown_message(&clip(sentence, LONGEST_TEXT * 3))
}
