//! Every governed step and how well it was approved, with a filter for those who have scripts.

use super::markup::{message, table, text};
use crate::export::model::Model;
use crate::render::audit::{rows, words};

/// The section; nothing where no step was looked at.
pub(super) fn body(model: &Model) -> String {
    let Some(audit) = &model.audit else { return String::new() };
    let mut out = format!(
        "<p><strong>{}</strong></p>\n<p>{}.</p>\n",
        text(words::verdict(audit)),
        text(&words::totals(audit))
    );
    for line in words::origin(audit) {
        out.push_str(&format!("<p class=\"soft long\">{}</p>\n", text(&line)));
    }
    for note in &audit.notes {
        out.push_str(&format!("<p class=\"note\"><strong>Note:</strong> {}</p>\n", message(note)));
    }
    if audit.steps.is_empty() {
        return out;
    }
    let options: String = audit
        .totals()
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(status, count)| {
            let word = words::status(status).1;
            format!("<option value=\"{}\">{word} ({count})</option>\n", status.name())
        })
        .collect();
    // Without a script it would do nothing, so it is not there.
    out.push_str(&format!(
        "<form id=\"audit-filter\" role=\"search\" aria-label=\"Filter the audit\" hidden=\"hidden\">\n\
         <p><label for=\"audit-words\">Words</label> <input id=\"audit-words\" name=\"words\" type=\"search\" \
         autocomplete=\"off\"/></p>\n\
         <p><label for=\"audit-status\">Status</label> <select id=\"audit-status\" name=\"status\">\n\
         <option value=\"\">any</option>\n{options}</select></p>\n\
         <p><button type=\"reset\">Show all</button></p>\n\
         <p id=\"audit-count\" role=\"status\"></p>\n</form>\n"
    ));
    out.push_str(&table("audit-steps", "Governed steps, the oldest first", &rows(audit)));
    out
}
