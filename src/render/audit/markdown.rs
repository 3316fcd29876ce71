//! Writes an audit as Markdown, for a wiki or a mail.

use std::fmt::Write as _;

use super::words::{self, Told};
use crate::audit::{Audit, AuditStep};
use crate::calendar::show_day;
use crate::diff::short_commit;
use crate::render::escape::{clip, markdown_code, markdown_message};
use crate::render::table::table;

/// So many rows, so that the page stays below the 60,000 bytes that GitHub takes; those that fail come first.
const MOST_ROWS: usize = 40;
const MOST_LINES: usize = 4;
const LONGEST_TEXT: usize = 240;

/// The audit as Markdown.
pub fn markdown(audit: &Audit) -> String {
    // Writing to a string cannot fail.
    let mut out = format!("## {}\n\n**{}**\n\n", message(&words::title(audit)), words::verdict(audit));
    let _ = writeln!(out, "{}\n", words::totals(audit));
    for line in words::origin(audit) {
        let _ = writeln!(out, "- {}", message(&line));
    }
    out.push('\n');
    for note in audit.notes.iter().take(MOST_ROWS) {
        let _ = writeln!(out, "**Note:** {}\n", message(note));
    }
    let steps = shown(audit);
    if steps.len() < audit.steps.len() {
        let left = audit.steps.len() - steps.len();
        let _ = writeln!(out, "{left} steps are left out here; `--format html` has all of them.\n");
    }
    let head = ["Merged", "Commit", "What changed", "Needed", "By whom", "Evidence", "Status"];
    out.push_str(&table(&head, steps.into_iter().map(row), MOST_ROWS));
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// All steps, where they fit; else those that are not fine, and then the newest.
fn shown(audit: &Audit) -> Vec<&AuditStep> {
    let all: Vec<&AuditStep> = audit.steps.iter().collect();
    if all.len() <= MOST_ROWS {
        return all;
    }
    let bad = |step: &&&AuditStep| step.status.fails();
    let mut chosen: Vec<&AuditStep> = all.iter().filter(bad).take(MOST_ROWS).copied().collect();
    let room = MOST_ROWS - chosen.len();
    chosen.extend(all.iter().rev().filter(|step| !step.status.fails()).take(room).copied());
    let chosen: std::collections::BTreeSet<&str> = chosen.iter().map(|step| step.commit.as_str()).collect();
    all.into_iter().filter(|step| chosen.contains(step.commit.as_str())).collect()
}

fn row(step: &AuditStep) -> Vec<String> {
    let (sign, word) = words::status(step.status);
    let told = words::told(step);
    let each = |of: fn(&Told) -> Option<String>| lines(&told.iter().filter_map(of).collect::<Vec<_>>());
    let mut status = vec![format!("{sign} {word}")];
    status.extend(words::on_github(step));
    status.extend(words::ratified(step));
    status.extend(step.reasons.iter().map(words::reason));
    vec![
        show_day(step.day),
        markdown_code(&short_commit(&step.commit)),
        lines(&words::changes(step)),
        each(|told| Some(told.needed.clone())),
        each(|told| Some(told.by_whom.clone())),
        each(|told| told.evidence.clone()),
        lines(&status),
    ]
}

fn lines(all: &[String]) -> String {
    let count = all.len();
    let mut lines: Vec<String> = all.iter().take(MOST_LINES).map(|line| message(line)).collect();
    if count > MOST_LINES {
        lines.push(format!("and {} more", count - MOST_LINES));
    }
    if lines.is_empty() { "–".to_owned() } else { lines.join("<br>") }
}

fn message(sentence: &str) -> String {
    markdown_message(&clip(sentence, LONGEST_TEXT))
}
