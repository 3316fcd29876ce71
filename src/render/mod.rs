//! Formats a report: the only place where what was found becomes text, one file a format.
//!
//! Every renderer reads the same [`Report`] and nothing else: no clock, no terminal, no environment. All text that
//! comes from the documents is foreign and passes through `escape` on its way out.

mod acting;
pub mod audit;
mod changed_words;
mod error;
pub(crate) mod escape;
mod gantt;
mod github;
mod human;
pub(crate) mod json;
mod markdown;
mod profile;
mod rule;
mod sarif;
mod snippet;
pub(crate) mod status;
mod summary;
pub(crate) mod table;
mod textual;
pub mod trend;
mod verify;
mod wrap;

#[cfg(test)]
mod fixture;

pub use error::error;
pub use github::warning;
pub use markdown::{LARGEST_COMMENT, MARKER};
pub use profile::profile;
pub use rule::{rule, rule_list};
pub use status::status;
pub use verify::verify;

use crate::report::Report;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, clap::ValueEnum)]
pub enum Format {
    /// Annotated source lines and plain sentences
    #[default]
    Human,
    /// The versioned JSON report
    Json,
    /// The pull request comment
    Markdown,
    /// Workflow commands that GitHub shows as annotations
    Github,
    /// SARIF 2.1.0
    Sarif,
}

/// What a caller can choose about the text.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether to use colour; only of the human format.
    pub colour: bool,
    /// How many columns a line of the human format should have.
    pub width: usize,
    /// Whether people read the text as it is written, so that long lines are broken that programs would search for.
    pub terminal: bool,
    /// Whether the human format also shows the textual differences.
    pub text: bool,
    /// Only errors and the last lines; only of the human format.
    pub quiet: bool,
    /// Also where each fact stands and how to repeat the run; only of the human format.
    pub verbose: bool,
    /// Finds the one-line summary of a rule, for the list of rules in SARIF.
    pub rule_summary: fn(&str) -> Option<&'static str>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            colour: false,
            width: 80,
            terminal: false,
            text: false,
            quiet: false,
            verbose: false,
            rule_summary: |_| None,
        }
    }
}

/// What the change does in one line: a title for its approval. Foreign text in it is not escaped.
pub fn title(report: &Report) -> Option<String> {
    summary::weightiest_change(report)
}

/// What the report comes to in one line, with no more than so many characters: the verdict and what matters most.
pub fn headline(report: &Report, longest: usize) -> String {
    let consequence = summary::consequence(report);
    let text = match (report.verdict, consequence) {
        (Some(verdict), Some(what)) => format!("{}: {what}", summary::verdict_words(report, verdict)),
        (Some(verdict), None) => summary::verdict_words(report, verdict).to_owned(),
        (None, Some(what)) => what,
        (None, None) => summary::documents(report),
    };
    one_line(&text, longest)
}

/// What a mark at a commit says, with no more than so many characters: what is missing, else the headline.
pub fn mark(report: &Report, longest: usize) -> String {
    acting::mark(report).map_or_else(|| headline(report, longest), |text| one_line(&text, longest))
}

/// The counts and what to do next, in one line.
pub fn outlook(report: &Report) -> String {
    let counts = summary::counts(report).join(" · ");
    let next = summary::next(report).map_or(String::new(), |next| format!(". Next: {next}"));
    one_line(&format!("{counts}{next}"), usize::MAX)
}

/// Foreign text in one line that neither hides nor does anything, with no more than so many characters.
pub fn one_line(text: &str, longest: usize) -> String {
    escape::clip(&escape::terminal(text), longest.saturating_sub(1))
}

/// A sentence for Markdown in which foreign text is no markup, and what stands between backquotes is code.
pub fn markdown_sentence(text: &str) -> String {
    escape::markdown_message(&escape::clip(text, 1_000))
}

/// A text in a block of its own, in which nothing is markup.
pub fn block(text: &str, language: &str) -> String {
    escape::fenced(text, language)
}

/// Lines for people in which foreign text neither hides nor does anything; long ones are broken below their indent.
pub fn plain(text: &str, options: &Options) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let words = line.trim_start_matches(' ');
        let (indent, _) = line.split_at(line.len() - words.len());
        wrap::push_wrapped(&mut out, indent, &escape::terminal_line(words), options.width.max(40));
    }
    out
}

/// The report as text; ends with a newline unless it is empty.
pub fn render(report: &Report, format: Format, options: &Options) -> String {
    match format {
        Format::Human => human::render(report, options),
        Format::Json => json::render(report),
        Format::Markdown => markdown::render(report),
        Format::Github => github::render(report),
        Format::Sarif => sarif::render(report, options),
    }
}
