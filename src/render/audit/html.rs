//! Writes an audit as one web page that needs nothing else: no scripts, no other files, fit for paper and for the dark.

use std::fmt::Write as _;

use super::words::{self, Told};
use crate::audit::{Audit, AuditStep, Status};
use crate::calendar::show_day;
use crate::diff::short_commit;
use crate::render::escape::{markup as escape, markup_message as sentence};

const STYLE: &str = "\
:root { color-scheme: light dark; --line: #c8ccd0; --soft: #5a6068; --good: #176639; --bad: #a61b1b; --open: #7a5300; }
@media (prefers-color-scheme: dark) {
  :root { --line: #464b52; --soft: #a8aeb6; --good: #7bd09b; --bad: #ff9a93; --open: #e8c06a; }
}
body { font: 1rem/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { border: 1px solid var(--line); padding: 0.4rem 0.5rem; text-align: left; vertical-align: top; }
td p { margin: 0 0 0.3rem; }
.approved, .ratified { color: var(--good); }
.below-evidence, .unapproved, .amended, .invalid { color: var(--bad); }
.unverifiable { color: var(--open); }
.soft { color: var(--soft); }
dt { font-weight: 600; }
dd { margin: 0 0 0.4rem; }
@media print {
  body { margin: 0; max-width: none; font-size: 9pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
";

/// The audit as a page of HTML.
pub fn html(audit: &Audit) -> String {
    let title = escape(&words::title(audit));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    // Writing to a string cannot fail.
    let _ = writeln!(out, "<p><strong>{}</strong></p>", escape(words::verdict(audit)));
    let _ = writeln!(out, "<p>{}</p>", escape(&words::totals(audit)));
    for line in words::origin(audit) {
        let _ = writeln!(out, "<p class=\"soft\">{}</p>", escape(&line));
    }
    for note in &audit.notes {
        let _ = writeln!(out, "<p><strong>Note:</strong> {}</p>", sentence(note));
    }
    if !audit.steps.is_empty() {
        let _ = write!(out, "<table>\n{}</table>\n", rows(audit));
    }
    out.push_str("<h2>Totals</h2>\n<table>\n<tbody>\n");
    for (status, count) in audit.totals() {
        let (sign, word) = words::status(status);
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\" class=\"{}\">{sign} {word}</th><td>{count}</td></tr>",
            class(status)
        );
    }
    out.push_str("</tbody>\n</table>\n</body>\n</html>\n");
    out
}

/// The rows of a table of the steps, with their head; each row has its status as `data-status`.
pub(crate) fn rows(audit: &Audit) -> String {
    let head = ["Merged", "Commit", "What changed", "Needed", "By whom", "Evidence", "Status"];
    let head: String = head.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
    let rows: String = audit.steps.iter().map(row).collect();
    format!("<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n")
}

fn row(step: &AuditStep) -> String {
    let (sign, word) = words::status(step.status);
    let told = words::told(step);
    let each = |of: fn(&Told) -> Option<String>| paragraphs(told.iter().filter_map(of));
    let why = words::on_github(step).into_iter().chain(words::ratified(step));
    let why = why.chain(step.reasons.iter().map(words::reason));
    format!(
        "<tr data-status=\"{}\"><th scope=\"row\">{}</th><td><code title=\"{}\">{}</code></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\
         <td><p class=\"{}\"><strong>{sign} {word}</strong></p>{}</td></tr>\n",
        class(step.status),
        escape(&show_day(step.day)),
        escape(&step.commit),
        escape(&short_commit(&step.commit)),
        paragraphs(words::changes(step).into_iter()),
        each(|told| Some(told.needed.clone())),
        each(|told| Some(told.by_whom.clone())),
        each(|told| told.evidence.clone()),
        class(step.status),
        paragraphs(why),
    )
}

const fn class(status: Status) -> &'static str {
    status.name()
}

fn paragraphs(lines: impl Iterator<Item = String>) -> String {
    lines.fold(String::new(), |mut out, line| {
        let _ = write!(out, "<p>{}</p>", sentence(&line));
        out
    })
}
