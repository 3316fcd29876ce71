//! Writes the report as workflow commands, which GitHub shows as annotations on the changed lines.

use std::fmt::Write as _;

use super::{escape, summary};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::Report;

/// GitHub shows ten annotations of a level for a step; one is kept for "and N more" or the verdict.
const MOST: usize = 9;

/// The commands, one a line, errors first.
pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    let mut left_out = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
        // Notices share their level with the two closing lines.
        let most = if severity == Severity::Notice { MOST - 2 } else { MOST };
        let found = report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity);
        for diagnostic in found.take(most) {
            push_annotation(&mut out, diagnostic);
        }
        let more = report.count(severity).saturating_sub(most);
        left_out.extend((more > 0).then(|| summary::plural(more, severity.name())));
    }
    if !left_out.is_empty() {
        let text = format!("and {} more, in the full report", left_out.join(", "));
        let _ = writeln!(out, "::notice title=milepost::{}", escape::command_message(&text));
    }
    push_closing(&mut out, report);
    out
}

/// The most characters of a failure; the report has all of them.
const LONGEST_FAILURE: usize = 1_000;

/// A line without a place.
pub(super) fn failure(message: &str, hint: Option<&str>) -> String {
    let hint = hint.map_or(String::new(), |hint| format!("\n{}", escape::clip(hint, LONGEST_FAILURE)));
    let text = format!("{}{hint}", escape::clip(message, LONGEST_FAILURE));
    format!("::error title=milepost::{}\n", escape::command_message(&text))
}

/// A remark without a place.
pub fn warning(message: &str) -> String {
    format!("::warning title=milepost::{}\n", escape::command_message(message))
}

fn push_annotation(out: &mut String, diagnostic: &Diagnostic) {
    let property = escape::command_property;
    let _ = write!(out, "::{} file={}", diagnostic.severity, property(&diagnostic.location.path));
    if let Some(span) = diagnostic.location.span {
        let _ = write!(out, ",line={},endLine={}", span.start.line(), span.end.line());
        // GitHub refuses columns where the annotation spans several lines.
        if span.start.line() == span.end.line() {
            let _ = write!(out, ",col={},endColumn={}", span.start.column(), span.end.column());
        }
    }
    let title = property(&format!("milepost({})", diagnostic.rule));
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| format!("\n{}: {}", summary::place(&label.location), label.message));
    let labels: String = labels.collect();
    let hint = diagnostic.hint.as_deref().map_or(String::new(), |hint| format!("\nHow to fix: {hint}"));
    let text = format!("{}{labels}{hint}", diagnostic.message);
    let _ = writeln!(out, ",title={title}::{}", escape::command_message(&text));
}

fn push_closing(out: &mut String, report: &Report) {
    let counts = summary::counts(report).join(" · ");
    let next = summary::next(report).map_or(String::new(), |next| format!("\nNext: {next}"));
    let (level, text) = match report.verdict {
        Some(verdict) => {
            let consequence = summary::consequence(report).map_or(String::new(), |what| format!(": {what}"));
            let words = summary::verdict_words(report, verdict);
            (
                if verdict.passes() { "notice" } else { "error" },
                format!("{words}{consequence}\n{counts}{next}"),
            )
        }
        None => ("notice", format!("{counts}{next}")),
    };
    let _ = writeln!(
        out,
        "::{level} title=milepost {}::{}",
        report.command.name(),
        escape::command_message(&text)
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Location;
    use crate::render::fixture;

    #[test]
    fn a_pending_change_ends_with_an_error() {
        insta::assert_snapshot!(render(&fixture::pending()));
    }

    #[test]
    fn every_line_of_hostile_text_is_ours() {
        let text = render(&fixture::hostile());
        insta::assert_snapshot!(text);
        let ours = ["::error file=", "::warning file=", "::notice file=", "::error title=milepost"];
        assert!(text.lines().all(|line| ours.iter().any(|start| line.starts_with(start))), "{text}");
        assert_eq!(text.lines().count(), fixture::hostile().diagnostics.len() + 1);
    }

    #[test]
    fn at_most_nine_of_a_level_are_shown() {
        let mut report = fixture::clean_check();
        for index in 0..12 {
            let location = Location::file(format!("release/{index}.yaml"));
            report.diagnostics.push(Diagnostic::error("schema", location.clone(), "wrong"));
            report.diagnostics.push(Diagnostic::warning("schema", location, "odd"));
        }
        let text = render(&report);
        assert_eq!(text.matches("::error ").count(), 9);
        assert_eq!(text.matches("::warning ").count(), 9);
        assert!(text.contains("::notice title=milepost::and 3 errors, 3 warnings more"), "{text}");
    }
}
