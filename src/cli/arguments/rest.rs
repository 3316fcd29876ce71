//! The options of the other commands: what is published, what is explained, and what shells and workflows need.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::shared::{OutputOptions, PlaceOptions};
use super::values::{day, id};
use crate::export;
use crate::render::Format;
use crate::schema::Kind;

#[derive(Debug, Args)]
#[command(after_help = "\
It reads what a workflow of GitHub Actions is given, in variables, and says what came of it in the log, the summary, the \
outputs, the comment and the status of the commit. docs/github.md tells more.")]
pub(in crate::cli) struct ActionOptions {
    /// The day to look from, as YYYY-MM-DD; the present day if absent
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(in crate::cli) today: Option<Date>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
It shows the documents of a commit, not of the working tree, with what the history says about them: the same commit always \
gives the same bytes. Where there is no git repository, it shows the documents of the folder.

With a folder behind `--output` it writes all.ics, a file for each cycle, cycles/ID.ics, and for calendars and tables one \
for each role, roles/ROLE.ics; of `html` it writes index.html alone. `--check` ends with 1 where a file that was committed \
is out of date, and says how to refresh it.

Examples:
  milepost export ics > releases.ics
      a calendar with the dates of every cycle
  milepost export ics --cycle paris --output paris.ics
      of one cycle
  milepost export ics --role docs-lead
      what one role owns
  milepost export ics --output public/
      every feed, to publish and subscribe to
  milepost export html --output public/
      a page for everybody, public/index.html
  milepost export markdown --cycle paris
      tables to paste
  milepost export json --rev v1.2
      everything as data, as of a tag
  milepost export atom --output public/ --check
      is the published feed up to date?")]
pub(in crate::cli) struct ExportOptions {
    /// How it is written
    #[arg(value_enum)]
    pub(in crate::cli) format: export::Format,
    /// A project's folder; the one around the present folder if absent
    #[arg(conflicts_with = "rev")]
    pub(in crate::cli) folder: Option<PathBuf>,
    /// The revision to export; HEAD if absent
    #[arg(long, value_name = "REVISION")]
    pub(in crate::cli) rev: Option<String>,
    /// Export this cycle alone
    #[arg(long, value_parser = id)]
    pub(in crate::cli) cycle: Option<String>,
    /// Export what this role, office or person owns alone
    #[arg(long, value_parser = id)]
    pub(in crate::cli) role: Option<String>,
    /// Write to this file, or every file into this folder, instead of standard output
    #[arg(long, value_name = "FILE|FOLDER")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Write nothing, and end with 1 where the files are out of date
    #[arg(long, requires = "output")]
    pub(in crate::cli) check: bool,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
}

impl ExportOptions {
    /// How a failure is written: only data is data then too.
    pub(super) fn failure(&self) -> OutputOptions {
        let is_data = self.format == export::Format::Json && self.output.is_none();
        OutputOptions {
            format: if is_data { Format::Json } else { Format::Human },
            ..OutputOptions::default()
        }
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainOptions {
    /// The id of the rule, or a profile of policies such as lf-charter/1; lists all rules if absent
    pub(in crate::cli) rule: Option<String>,
    /// How the explanation is written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(in crate::cli) format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaOptions {
    #[arg(help = schema_help())]
    pub(in crate::cli) kind: Option<String>,
}

fn schema_help() -> String {
    let kinds: Vec<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
    format!(
        "A kind of document: {}; report, status, trend, audit, verify or export; lists them if absent",
        kinds.join(", ")
    )
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsOptions {
    /// The shell
    #[arg(value_enum)]
    pub(in crate::cli) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ManualOptions {
    /// Write one page a command into this folder instead of printing the main page
    #[arg(long, value_name = "FOLDER")]
    pub(in crate::cli) to: Option<PathBuf>,
}
