//! Writes an audit as one web page that needs nothing else: no scripts, no other files, fit for paper and for the dark.

use std::fmt::Write as _;

use super::words::{self, Told};
use crate::audit::{Audit, AuditStep, Status};
use crate::calendar::show_day;
use crate::render::escape::visible;

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
        out.push_str(
            "<table>\n<thead><tr><th scope=\"col\">Merged</th><th scope=\"col\">Commit</th>\
             <th scope=\"col\">What changed</th><th scope=\"col\">Needed</th><th scope=\"col\">By whom</th>\
             <th scope=\"col\">Evidence</th><th scope=\"col\">Status</th></tr></thead>\n<tbody>\n",
        );
        for step in &audit.steps {
            out.push_str(&row(step));
        }
        out.push_str("</tbody>\n</table>\n");
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

fn row(step: &AuditStep) -> String {
    let (sign, word) = words::status(step.status);
    let told = words::told(step);
    let each = |of: fn(&Told) -> Option<String>| paragraphs(told.iter().filter_map(of));
    let why = words::ratified(step).into_iter().chain(step.reasons.iter().map(words::reason));
    format!(
        "<tr><td>{}</td><td><code title=\"{}\">{}</code></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\
         <td><p class=\"{}\"><strong>{sign} {word}</strong></p>{}</td></tr>\n",
        escape(&show_day(step.day)),
        escape(&step.commit),
        escape(&words::short(&step.commit)),
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

/// A sentence whose backquotes mark what is quoted.
fn sentence(text: &str) -> String {
    let mut out = String::new();
    let mut pieces = text.split('`').peekable();
    let mut quoted = false;
    while let Some(piece) = pieces.next() {
        let closed = pieces.peek().is_some();
        match (quoted, closed) {
            (true, true) => {
                let _ = write!(out, "<code>{}</code>", escape(piece));
            }
            // A backquote that nothing closes is one.
            (true, false) => {
                let _ = write!(out, "`{}", escape(piece));
            }
            (false, _) => out.push_str(&escape(piece)),
        }
        quoted = !quoted;
    }
    out
}

/// Foreign text, in which nothing is hidden and nothing is markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_no_markup() {
        assert_eq!(sentence("a `<b>` & \"c\""), "a <code>&lt;b&gt;</code> &amp; &quot;c&quot;");
        assert_eq!(sentence("one ` alone <script>"), "one ` alone &lt;script&gt;");
    }
}
