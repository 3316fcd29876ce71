//! Writes an audit as a table for spreadsheets (RFC 4180): a row for every step.

use std::collections::BTreeSet;

use super::words::{self, Told};
use crate::audit::{Audit, AuditStep};
use crate::render::trend::cell;

/// The columns. New ones may come at the end; these keep their places and names.
const COLUMNS: [&str; 14] = [
    "branch",
    "commit",
    "time",
    "day",
    "status",
    "files",
    "changes",
    "needed",
    "approvals",
    "votes",
    "evidence",
    "ratified_by",
    "reasons",
    "github",
];

/// The audit as CSV in UTF-8 with CRLF line ends.
pub fn csv(audit: &Audit) -> String {
    let mut out = COLUMNS.join(",");
    out.push_str("\r\n");
    for step in &audit.steps {
        out.push_str(&row(audit, step).join(","));
        out.push_str("\r\n");
    }
    out
}

fn row(audit: &Audit, step: &AuditStep) -> Vec<String> {
    let files: BTreeSet<&str> =
        step.changes.iter().map(|change| change.change.location.path.as_str()).collect();
    let approvals: BTreeSet<&str> =
        step.decisions.iter().flat_map(|one| &one.approvals).map(String::as_str).collect();
    let told = words::told(step);
    let each = |of: fn(&Told) -> String| cell(&told.iter().map(of).collect::<Vec<_>>().join(" | "));
    let reasons: Vec<String> = step.reasons.iter().map(words::reason).collect();
    vec![
        cell(&audit.branch),
        cell(&step.commit),
        step.time.to_string(),
        step.day.to_string(),
        step.status.name().to_owned(),
        cell(&files.into_iter().collect::<Vec<_>>().join(" ")),
        cell(&words::changes(step).join(" | ")),
        each(|told| told.needed.clone()),
        cell(&approvals.into_iter().collect::<Vec<_>>().join(" ")),
        each(|told| told.by_whom.clone()),
        each(|told| told.evidence.clone().unwrap_or_default()),
        cell(&words::ratified(step).unwrap_or_default()),
        cell(&reasons.join(" | ")),
        cell(&words::on_github(step).unwrap_or_default()),
    ]
}
