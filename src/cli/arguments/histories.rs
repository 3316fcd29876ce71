//! The options of the commands that read the history of a branch, and the forms that they alone write.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::shared::{Colour, OutputOptions, OwnFormat, PlaceOptions};
use super::values::{audit_output, id, trend_output};
use crate::render::Format;

/// How a trend is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum TrendFormat {
    /// Tables and plain sentences
    #[default]
    Human,
    /// Tables for a wiki or a mail
    Markdown,
    /// The versioned JSON report
    Json,
    /// A row for every milestone and revision, for spreadsheets
    Csv,
    /// A picture: when the plan was published, and which dates it had
    Svg,
}

impl OwnFormat for TrendFormat {
    fn of_failure(self) -> Option<Format> {
        match self {
            Self::Human => Some(Format::Human),
            Self::Markdown => Some(Format::Markdown),
            Self::Json => Some(Format::Json),
            Self::Csv | Self::Svg => None,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
It reads every revision of the cycle's schedule from the history of the branch, so the clone has to be a full one. \
What it prints for people says what is overdue or due today. Files and the other formats say so with `--today`, and the \
picture has a thin line there; without it, the same history always gives the same file.

Examples:
  milepost trend paris
      what moved, when, by how much, and who approved it
  milepost trend paris --milestone ga
      one milestone alone
  milepost trend paris --since 2027-01-01
      this year's revisions
  milepost trend paris --output svg=trend.svg
      also draw the milestone trend analysis")]
pub(in crate::cli) struct TrendOptions {
    /// The cycle
    #[arg(value_parser = id)]
    pub(in crate::cli) cycle: String,
    /// Show this milestone alone, by its id or a former one; may be given several times
    #[arg(long = "milestone", value_parser = id, value_name = "ID")]
    pub(in crate::cli) milestones: Vec<String>,
    /// The branch or revision whose history is read; the default branch if absent
    #[arg(long, value_name = "REVISION")]
    pub(in crate::cli) rev: Option<String>,
    /// Show the revisions from a day or after a commit on, and the plan that stood then
    #[arg(long, value_name = "DATE|REVISION")]
    pub(in crate::cli) since: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
    /// How the trend is written to standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(in crate::cli) format: TrendFormat,
    /// Also write the trend to a file: `svg=trend.svg`; may be given several times
    #[arg(long = "output", value_parser = trend_output, value_name = "FORMAT=FILE")]
    pub(in crate::cli) files: Vec<(TrendFormat, PathBuf)>,
    /// When to use colour; `NO_COLOR` is honoured
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(in crate::cli) color: Colour,
    /// Show the summary alone
    #[arg(long, short, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
    /// Show where each change stands too
    #[arg(long, short)]
    pub(in crate::cli) verbose: bool,
}

impl TrendOptions {
    /// How a failure is written.
    pub(in crate::cli) fn output(&self) -> OutputOptions {
        let output = OutputOptions::of(self.format, &self.files, self.color);
        OutputOptions { quiet: self.quiet, verbose: self.verbose, ..output }
    }
}

/// How an audit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum AuditFormat {
    /// Step by step, in plain sentences
    #[default]
    Human,
    /// A table for a wiki or a mail
    Markdown,
    /// The versioned JSON report
    Json,
    /// A row for every step, for spreadsheets
    Csv,
    /// One web page, fit for printing
    Html,
}

impl OwnFormat for AuditFormat {
    fn of_failure(self) -> Option<Format> {
        match self {
            Self::Human => Some(Format::Human),
            Self::Markdown => Some(Format::Markdown),
            Self::Json => Some(Format::Json),
            Self::Csv | Self::Html => None,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Every step of the branch that touches what is governed is judged by the rules before it, with what can be checked offline. \
It ends with 1 where a step is not approved, approved below the evidence that was needed, invalid, or alters the record of \
a decision; with 2 where the proof of a step lies outside of the repository. The clone has to be a full one. \
With `--github`, such steps are judged again with the pull request that GitHub shows today: its reviews, and who merged it. \
What was reviewed has to be in the clone.

Examples:
  milepost audit
      every step of the default branch
  milepost audit --github
      ask GitHub for what this clone cannot prove
  milepost audit --since ANCHOR
      from a commit that you wrote down on
  milepost audit --path release/schedules/paris.yaml --milestone ga
  milepost audit --output html=audit.html
      also write a page to print or to publish")]
pub(in crate::cli) struct AuditOptions {
    /// The commit from which on steps are shown; it has to be one of the branch's own
    #[arg(long, value_name = "REVISION")]
    pub(in crate::cli) since: Option<String>,
    /// The branch or revision whose history is judged; the default branch if absent
    #[arg(long, visible_alias = "branch", value_name = "REVISION")]
    pub(in crate::cli) rev: Option<String>,
    /// Show the steps that changed this file or folder alone, named from the top of the repository
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) path: Option<String>,
    /// Show the steps that decided about this milestone alone
    #[arg(long, value_parser = id, value_name = "ID")]
    pub(in crate::cli) milestone: Option<String>,
    /// Don't fail where the proof of a step lies outside of the repository
    #[arg(long)]
    pub(in crate::cli) allow_unverifiable: bool,
    /// Ask GitHub about the steps whose proof lies outside of the repository; `GITHUB_TOKEN` has to be set
    #[arg(long)]
    pub(in crate::cli) github: bool,
    /// The repository on GitHub; the one of the workflow, or of project.yaml, if absent
    #[arg(long, value_name = "OWNER/NAME", requires = "github")]
    pub(in crate::cli) repository: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
    /// How the audit is written to standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(in crate::cli) format: AuditFormat,
    /// Also write the audit to a file: `html=audit.html`; may be given several times
    #[arg(long = "output", value_parser = audit_output, value_name = "FORMAT=FILE")]
    pub(in crate::cli) files: Vec<(AuditFormat, PathBuf)>,
    /// When to use colour; `NO_COLOR` is honoured
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(in crate::cli) color: Colour,
    /// Show the steps that fail and the totals alone
    #[arg(long, short)]
    pub(in crate::cli) quiet: bool,
}

impl AuditOptions {
    /// How a failure is written.
    pub(in crate::cli) fn output(&self) -> OutputOptions {
        OutputOptions { quiet: self.quiet, ..OutputOptions::of(self.format, &self.files, self.color) }
    }
}
