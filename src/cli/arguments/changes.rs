//! The options of the commands that judge documents and changes.

use std::path::PathBuf;

use clap::Args;

use super::shared::{FailOn, OutputOptions, PlaceOptions};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost check
      the documents of the working tree
  milepost check --rev v1.2
      the documents of a revision
  milepost check examples/network
      the documents of a folder, without git
  milepost check release/schedules/paris.yaml
      the findings in one file")]
pub(in crate::cli) struct CheckOptions {
    /// A project's folder, or files and folders below the documents to restrict the findings to
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Check the documents of this revision instead of the working tree
    #[arg(long, value_name = "REVISION")]
    pub(in crate::cli) rev: Option<String>,
    /// From which weight on a finding fails the check
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    pub(in crate::cli) fail_on: FailOn,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost diff                    HEAD against the working tree
  milepost diff main               main against the working tree
  milepost diff v1.0 v2.0          one revision against another
  milepost diff before after       one folder against another, without git")]
pub(in crate::cli) struct DiffOptions {
    /// The older side: a revision or a folder; HEAD if absent
    pub(in crate::cli) base: Option<String>,
    /// The newer side: a revision or a folder; the working tree if absent
    pub(in crate::cli) head: Option<String>,
    /// End with 1 if anything changes its meaning
    #[arg(long)]
    pub(in crate::cli) exit_code: bool,
    /// Append the differences of the text
    #[arg(long)]
    pub(in crate::cli) text: bool,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The change that is judged runs from BASE to the merge of BASE and HEAD, which is computed in memory; of two folders, \
from the one to the other. Only the verdicts `approved` and `not-required` end with 0.

Examples:
  milepost gate --base origin/main --head HEAD
  milepost gate --base before --head after --format markdown
  milepost gate --base main --head topic --output sarif=out.sarif \\
    --output json=report.json")]
pub(in crate::cli) struct GateOptions {
    /// The target of the change: a revision or a folder; the default branch if absent
    #[arg(long, value_name = "BASE")]
    pub(in crate::cli) base: Option<String>,
    /// The change: a revision or a folder; HEAD if absent
    #[arg(long, value_name = "HEAD")]
    pub(in crate::cli) head: Option<String>,
    /// From which weight on a finding that the change brings fails the gate besides the verdict
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    pub(in crate::cli) fail_on: FailOn,
    /// Append the differences of the text
    #[arg(long)]
    pub(in crate::cli) text: bool,
    /// Also audit the target branch, and note its steps that nobody approved; they hold no verdict back
    #[arg(long)]
    pub(in crate::cli) base_history: bool,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}
