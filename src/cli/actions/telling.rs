//! What a run has to say, in every form that GitHub takes: log, annotations, page, report and outputs.

use serde_json::Value;

use crate::approval::Verdict;
use crate::audit::Audit;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::diagnostic::Severity;
use crate::render::{self, Format, Options};
use crate::report::Report;
use crate::rules;

/// The width of lines in a log.
const WIDTH: usize = 110;
/// The longest headline; GitHub shows so much of a status.
pub(super) const HEADLINE: usize = 140;

/// What a run has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Telling {
    /// One word; nothing where there is no verdict.
    pub(super) verdict: String,
    /// One line for a status.
    pub(super) headline: String,
    /// One line for the next step of a workflow.
    pub(super) summary: String,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// As in the JSON report.
    pub(super) decisions: String,
    /// For people who read the log.
    pub(super) log: String,
    /// Workflow commands.
    pub(super) annotations: String,
    /// For the comment and the summary of the step.
    pub(super) markdown: String,
    pub(super) json: String,
    pub(super) sarif: Option<String>,
}

impl Telling {
    /// A judged change, or checked documents.
    pub(super) fn of_report(report: &Report) -> Self {
        let plain = Options { width: WIDTH, rule_summary: rules::summary, ..Options::default() };
        let write = |format| render::render(report, format, &plain);
        let json = write(Format::Json);
        let headline = render::mark(report, HEADLINE);
        Self {
            verdict: report.verdict.map_or("", Verdict::name).to_owned(),
            summary: format!("{} · {}", render::headline(report, 1_000), render::outlook(report)),
            headline,
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            decisions: decisions(&json),
            log: write(Format::Human),
            annotations: write(Format::Github),
            markdown: write(Format::Markdown),
            sarif: Some(write(Format::Sarif)),
            json,
        }
    }

    /// The audit of a branch.
    pub(super) fn of_audit(audit: &Audit, outcome: Outcome) -> Self {
        let options = Options { width: WIDTH, quiet: true, ..Options::default() };
        let headline = render::one_line(&render::audit::headline(audit), HEADLINE);
        let annotations = match outcome {
            Outcome::Fine => String::new(),
            _ => render::error("audit", &headline, None, Format::Github),
        };
        Self {
            verdict: String::new(),
            summary: headline.clone(),
            errors: audit.steps.iter().filter(|step| step.status.fails()).count(),
            warnings: 0,
            decisions: "[]".to_owned(),
            log: render::audit::human(audit, &options),
            annotations,
            markdown: render::audit::markdown(audit),
            json: render::audit::json(audit),
            sarif: None,
            headline,
        }
    }

    /// Why nothing was judged. It has no verdict, and looks like none.
    pub(super) fn of_failure(command: &str, failure: &Failure) -> Self {
        let write = |format| render::error(command, &failure.message, failure.hint.as_deref(), format);
        let headline = render::one_line(&format!("Could not be judged: {}", failure.message), HEADLINE);
        Self {
            verdict: String::new(),
            summary: render::one_line(&format!("Could not be judged: {}", failure.message), 1_000),
            headline,
            errors: 0,
            warnings: 0,
            decisions: "[]".to_owned(),
            log: write(Format::Human),
            annotations: write(Format::Github),
            markdown: write(Format::Markdown),
            json: write(Format::Json),
            sarif: Some(write(Format::Sarif)),
        }
    }

    /// The outputs of the step.
    pub(super) fn outputs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("verdict", self.verdict.clone()),
            ("summary", self.summary.clone()),
            ("errors", self.errors.to_string()),
            ("warnings", self.warnings.to_string()),
            ("decisions", self.decisions.clone()),
        ]
    }
}

/// The decisions of a JSON report, on one line.
fn decisions(json: &str) -> String {
    let report: Value = serde_json::from_str(json).unwrap_or_default();
    report.get("decisions").map_or_else(|| "[]".to_owned(), Value::to_string)
}
