//! The options of the commands that plan a cycle and say what it needs next.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::shared::{OutputOptions, PlaceOptions};
use super::values::{day, fixed_date, id, weeks, wish, words};
use crate::calendar::DateText;
use crate::plan::Wish;

#[derive(Debug, Args)]
#[command(after_help = "\
Without `--move` it writes a new schedule, a draft: a few dates are given, and the others follow from the rules of the \
process. Where only a later milestone is given, the start is the latest working day from which the rules do not lead \
beyond it. It never overwrites a file.

With `--move` it moves milestones of a schedule that is there, and with them those that follow their rule, and says who \
has to approve that. What departs from its rule, was reached, or is no exact date stays. Comments, order and quotes of \
the file stay as they are; only the rule that a new schedule has behind a date is put right, and the reason of a date goes \
that gives way to the one of its rule.

DATE is a day. Behind `--set` it may have any form that a schedule takes, such as `2027-W14` or `tbd`; what is counted \
from a date that is no day stays open.

SHIFT is `+14d`, `-3wd` (working days), `+2w`, `+1m`, or a date in any form: `2027-04-08`, `2027-W14`, `tbd`. A \
milestone that has a time keeps it on another day, unless a time is given too.

Examples:
  milepost plan paris --start 2027-01-14
      a new schedule, from its start
  milepost plan paris --ga 2027-07-22 --name Paris
      a new schedule, from its release backwards
  milepost plan paris --start 2027-01-14 --set ga=2027-07-29 \\
    --reason 'a conference in the week before'
  milepost plan paris --move kickoff=+7d
      the milestone, and what hangs on it
  milepost plan paris --move feature-freeze=+14d \\
    --reason 'the interfaces are late'
  milepost plan paris --move ga=2027-08-05 --reason 'two blocking defects' \\
    --dry-run --text")]
pub(in crate::cli) struct PlanOptions {
    /// The id of the cycle, which names its file
    #[arg(value_parser = id)]
    pub(in crate::cli) cycle: String,
    /// The day of the first milestone without a rule
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(in crate::cli) start: Option<Date>,
    /// The day of general availability: of the milestone `ga`, or `release` where there is no `ga`
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(in crate::cli) ga: Option<Date>,
    /// The date of a milestone, in any form; may be given several times
    #[arg(long, value_parser = fixed_date, value_name = "MILESTONE=DATE")]
    pub(in crate::cli) set: Vec<(String, DateText)>,
    /// What people call the cycle
    #[arg(long, value_parser = words)]
    pub(in crate::cli) name: Option<String>,
    /// The version that the cycle releases
    #[arg(long, value_parser = words, value_name = "VERSION")]
    pub(in crate::cli) release_version: Option<String>,
    /// Move a milestone of the schedule, and what hangs on it; may be given several times
    #[arg(long = "move", value_parser = wish, value_name = "MILESTONE=SHIFT",
        conflicts_with_all = ["start", "ga", "set", "name", "release_version"])]
    pub(in crate::cli) moves: Vec<Wish>,
    /// Why a date departs from its rule; stands behind each that does
    #[arg(long, value_parser = words, value_name = "TEXT")]
    pub(in crate::cli) reason: Option<String>,
    /// Show what would be written instead of writing it
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// With `--move`, append the differences of the text
    #[arg(long, requires = "moves")]
    pub(in crate::cli) text: bool,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost status
      the documents of the working tree
  milepost status --weeks 8 --cycle paris
      what one cycle needs in the next eight weeks
  milepost status --format markdown
      text for the agenda or the status mail
  milepost status examples/network
      the documents of a folder, without git
  milepost status --github
      also what GitHub enforces on the default branch, by your GITHUB_TOKEN")]
pub(in crate::cli) struct StatusOptions {
    /// A project's folder; the one around the present folder if absent
    pub(in crate::cli) folder: Option<PathBuf>,
    /// Look at the documents of this revision instead of the working tree
    #[arg(long, value_name = "REVISION", conflicts_with = "folder")]
    pub(in crate::cli) rev: Option<String>,
    /// How many weeks to look ahead
    #[arg(long, default_value_t = 4, value_parser = weeks)]
    pub(in crate::cli) weeks: u8,
    /// Show what is due and open in this cycle alone
    #[arg(long, value_parser = id)]
    pub(in crate::cli) cycle: Option<String>,
    /// Also ask GitHub whether the rules of the branch are those that the gate relies on; ends with 1 where they are not
    #[arg(long)]
    pub(in crate::cli) github: bool,
    /// The repository on GitHub; the one of the workflow, or of project.yaml, if absent
    #[arg(long, value_name = "OWNER/NAME", requires = "github")]
    pub(in crate::cli) repository: Option<String>,
    /// The branch on GitHub; the default branch if absent
    #[arg(long, value_name = "BRANCH", requires = "github")]
    pub(in crate::cli) branch: Option<String>,
    /// The team on GitHub that should be the committee of the roster
    #[arg(long, value_name = "ORGANIZATION/TEAM", requires = "github")]
    pub(in crate::cli) team: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}
