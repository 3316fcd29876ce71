//! What several commands share: where the documents are, how the report is written, and what fails them.

use std::fmt;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::values::{extra_output, root, today};
use crate::diagnostic::Severity;
use crate::render::Format;

/// Where the documents are.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct PlaceOptions {
    /// The folder that holds the documents, below the top of the repository
    #[arg(long, default_value = "release", value_parser = root, value_name = "FOLDER")]
    pub(in crate::cli) root: String,
    /// The repository, or a folder inside it
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    pub(in crate::cli) repo: PathBuf,
    /// The day to look from, as YYYY-MM-DD, or `now` for the present day; the present day if absent
    #[arg(long, value_parser = today, value_name = "DATE")]
    pub(in crate::cli) today: Option<Today>,
}

/// The day to look from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Today {
    /// The present day where the project's deadlines end.
    Now,
    /// This day.
    On(Date),
}

impl fmt::Display for Today {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now => formatter.write_str("now"),
            Self::On(day) => day.fmt(formatter),
        }
    }
}

/// How the report is written.
#[derive(Debug, Clone, Default, Args)]
pub(in crate::cli) struct OutputOptions {
    /// How the report is written to standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(in crate::cli) format: Format,
    /// Also write the report to a file: `sarif=out.sarif`; may be given several times
    #[arg(long = "output", value_parser = extra_output, value_name = "FORMAT=FILE")]
    pub(in crate::cli) files: Vec<(Format, PathBuf)>,
    /// When to use colour; `NO_COLOR` is honoured
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(in crate::cli) color: Colour,
    /// Show errors and the summary alone
    #[arg(long, short, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
    /// Show where each fact stands too
    #[arg(long, short)]
    pub(in crate::cli) verbose: bool,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum Colour {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// From which weight on a diagnostic makes the command fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// Errors
    #[default]
    Error,
    /// Errors and warnings
    Warning,
    /// Anything
    Notice,
}

impl FailOn {
    pub(in crate::cli) const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Notice => Severity::Notice,
        }
    }
}

/// How one command writes its report, where it has forms that the other commands have not.
pub(super) trait OwnFormat: Copy {
    /// How a failure is written in its place. It is no table, no page and no picture: it goes to standard error then.
    fn of_failure(self) -> Option<Format>;
}

impl OutputOptions {
    /// The same as the other commands have it.
    pub(super) fn of<F: OwnFormat>(format: F, files: &[(F, PathBuf)], color: Colour) -> Self {
        let files = files.iter().filter_map(|(format, path)| Some((format.of_failure()?, path.clone())));
        Self {
            format: format.of_failure().unwrap_or_default(),
            files: files.collect(),
            color,
            ..Self::default()
        }
    }
}
