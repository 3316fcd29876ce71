//! The commands and their options as people type them.

use std::fmt;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::calendar::{DateText, Zone, parse_day};
use crate::diagnostic::Severity;
use crate::document::{Method, PROFILES, Vote};
use crate::export;
use crate::init::{MeetingWish, Mention, Template, Workflow};
use crate::plan::{Shift, Wish};
use crate::render::Format;
use crate::schema::Kind;

const EXIT_CODES: &str = "\
Exit codes:
  0  everything is fine
  1  the documents or the change are not fine
  2  it could not be judged; this is never a success";

/// Governs releases with plain YAML in a project's own repository.
///
/// Milepost checks release processes, schedules and approvals, says in plain words what a change does, and decides
/// from the repository alone whether the technical steering committee has signed it off.
#[derive(Debug, Parser)]
#[command(name = "milepost", version, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The parser, for completions and manual pages.
pub(crate) fn command() -> clap::Command {
    Arguments::command()
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write a project's first documents
    Init(InitOptions),
    /// Find what is wrong with the documents
    Check(CheckOptions),
    /// Say what a change does
    Diff(DiffOptions),
    /// Judge a change: documents, meaning, sign-off, verdict
    Gate(GateOptions),
    /// Write the approval file of the change at hand
    Approve(ApproveOptions),
    /// Sign a vote in the approval of the change at hand
    Sign(SignOptions),
    /// Explain one approval step by step, with the commands that repeat each step
    Verify(VerifyOptions),
    /// Write the plan of a release cycle, or move its dates
    Plan(PlanOptions),
    /// Say how ready the project is, what is due and who owes it
    Status(StatusOptions),
    /// Show how the plan of a cycle moved
    Trend(TrendOptions),
    /// Show every governed step of a branch, and how well it was approved
    Audit(AuditOptions),
    /// Judge what happened on GitHub; the action runs it
    #[command(hide = true)]
    Action(ActionOptions),
    /// Write the plans as a web page, calendars, tables, charts, data or a news feed
    Export(ExportOptions),
    /// Say what a rule means, why it exists and how to mend a breach
    Explain(ExplainOptions),
    /// Print the JSON Schema of a kind of document, or of the reports
    Schema(SchemaOptions),
    /// Print completions for a shell
    Completions(CompletionsOptions),
    /// Print or write the manual pages
    Manual(ManualOptions),
}

impl Command {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::Check(_) => "check",
            Self::Diff(_) => "diff",
            Self::Gate(_) => "gate",
            Self::Approve(_) => "approve",
            Self::Sign(_) => "sign",
            Self::Verify(_) => "verify",
            Self::Plan(_) => "plan",
            Self::Status(_) => "status",
            Self::Trend(_) => "trend",
            Self::Audit(_) => "audit",
            Self::Action(_) => "action",
            Self::Export(_) => "export",
            Self::Explain(_) => "explain",
            Self::Schema(_) => "schema",
            Self::Completions(_) => "completions",
            Self::Manual(_) => "manual",
        }
    }

    /// How a failure is to be written.
    pub(super) fn output(&self) -> OutputOptions {
        match self {
            Self::Check(options) => options.output.clone(),
            Self::Diff(options) => options.output.clone(),
            Self::Gate(options) => options.output.clone(),
            Self::Verify(options) => options.output.clone(),
            Self::Plan(options) => options.output.clone(),
            Self::Status(options) => options.output.clone(),
            Self::Trend(options) => options.output(),
            Self::Audit(options) => options.output(),
            Self::Action(_) => OutputOptions { format: Format::Github, ..OutputOptions::default() },
            Self::Explain(options) => OutputOptions { format: options.format, ..OutputOptions::default() },
            Self::Export(options) => options.failure(),
            Self::Init(_)
            | Self::Approve(_)
            | Self::Sign(_)
            | Self::Schema(_)
            | Self::Completions(_)
            | Self::Manual(_) => OutputOptions::default(),
        }
    }
}

/// Where the documents are.
#[derive(Debug, Clone, Args)]
pub(super) struct PlaceOptions {
    /// The folder that holds the documents, below the top of the repository
    #[arg(long, default_value = "release", value_parser = root, value_name = "FOLDER")]
    pub(super) root: String,
    /// The repository, or a folder inside it
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    pub(super) repo: PathBuf,
    /// The day to look from, as YYYY-MM-DD, or `now` for the present day; the present day if absent
    #[arg(long, value_parser = today, value_name = "DATE")]
    pub(super) today: Option<Today>,
}

/// The day to look from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Today {
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
pub(super) struct OutputOptions {
    /// How the report is written to standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: Format,
    /// Also write the report to a file: `sarif=out.sarif`; may be given several times
    #[arg(long = "output", value_parser = extra_output, value_name = "FORMAT=FILE")]
    pub(super) files: Vec<(Format, PathBuf)>,
    /// When to use colour; `NO_COLOR` is honoured
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: Colour,
    /// Show errors and the summary alone
    #[arg(long, short, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Show where each fact stands too
    #[arg(long, short)]
    pub(super) verbose: bool,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Colour {
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
pub(super) enum FailOn {
    /// Errors
    #[default]
    Error,
    /// Errors and warnings
    Warning,
    /// Anything
    Notice,
}

impl FailOn {
    pub(super) const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Notice => Severity::Notice,
        }
    }
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "\
On a terminal it asks for what is not given; elsewhere the name and one member of the TSC have to be. It writes nothing \
where any of the files exists already.

A PERSON is `id:Name`, `id:Name:login` or `id:Name:login:number`: the login on GitHub, and its number, which is the \
`id` at https://api.github.com/users/LOGIN. Whoever is named already stands as `id` alone.

Examples:
  milepost init
      asks for everything
  milepost init --name 'Example Project' \\
    --tsc 'alice:Alice Example:alice-example:1327285'
  milepost init --name 'Example Project' --tsc 'alice:Alice Example' --github
  milepost init --template managed --name 'Example Project' --rmss \\
    --meeting '2 weeks on tuesday at 15:00' --tsc 'alice:Alice Example' \\
    --release-manager 'carol:Carol Example' --release-manager alice \\
    --cycle paris --start 2027-01-14 --dry-run")]
pub(super) struct InitOptions {
    /// How the project makes its releases; six-month if absent
    #[arg(long, value_enum)]
    pub(super) template: Option<Template>,
    /// The rules of decision, from a charter: lf-charter, camara, tungsten-fabric, hiero, cncf-toc, nodejs-tsc or lazy;
    /// those of the template if absent
    #[arg(long, value_parser = profile, value_name = "NAME")]
    pub(super) profile: Option<&'static str>,
    /// The project's name
    #[arg(long, value_parser = words)]
    pub(super) name: Option<String>,
    /// One sentence about the project
    #[arg(long, value_parser = words, value_name = "TEXT")]
    pub(super) description: Option<String>,
    /// The address of the project's repository
    #[arg(long, value_parser = url, value_name = "URL")]
    pub(super) repository: Option<String>,
    /// Also write workflows for GitHub into .github/workflows, all of them or those named, and protect them
    #[arg(
        long,
        value_enum,
        value_name = "WORKFLOW,…",
        num_args = 0..=1,
        require_equals = true,
        value_delimiter = ',',
        default_missing_values = ["gate", "forks", "merged", "audit"]
    )]
    pub(super) github: Vec<Workflow>,
    /// A member of the technical steering committee; may be given several times
    #[arg(long, value_parser = Mention::parse, value_name = "PERSON")]
    pub(super) tsc: Vec<Mention>,
    /// A release manager; may be given several times
    #[arg(long = "release-manager", value_parser = Mention::parse, value_name = "PERSON")]
    pub(super) release_managers: Vec<Mention>,
    /// A member of the foundation's staff who advises; may be given several times
    #[arg(long = "advisor", value_parser = Mention::parse, value_name = "PERSON")]
    pub(super) advisors: Vec<Mention>,
    /// The project is adopting the Release Management Support Service
    #[arg(long)]
    pub(super) rmss: bool,
    /// When the working group meets: `2 weeks on tuesday at 15:00`, with `from DATE` where the first day matters
    #[arg(long, value_parser = MeetingWish::parse, value_name = "WHEN")]
    pub(super) meeting: Option<MeetingWish>,
    /// The time zone of that meeting; UTC if absent
    #[arg(long, value_parser = zone, value_name = "ZONE")]
    pub(super) time_zone: Option<Zone>,
    /// The id of the first release cycle, which is written as a draft
    #[arg(long, value_parser = id, value_name = "ID")]
    pub(super) cycle: Option<String>,
    /// The day on which the first cycle starts; the other dates follow from the template's rules
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(super) start: Option<Date>,
    /// Where a date ends: AoE, UTC or a zone such as Europe/Berlin; UTC if absent
    #[arg(long, value_parser = zone, value_name = "ZONE")]
    pub(super) deadline_zone: Option<Zone>,
    /// Print the files instead of writing them
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
}

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
pub(super) struct CheckOptions {
    /// A project's folder, or files and folders below the documents to restrict the findings to
    pub(super) paths: Vec<PathBuf>,
    /// Check the documents of this revision instead of the working tree
    #[arg(long, value_name = "REVISION")]
    pub(super) rev: Option<String>,
    /// From which weight on a finding fails the check
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    pub(super) fail_on: FailOn,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
    #[command(flatten)]
    pub(super) output: OutputOptions,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost diff                    HEAD against the working tree
  milepost diff main               main against the working tree
  milepost diff v1.0 v2.0          one revision against another
  milepost diff before after       one folder against another, without git")]
pub(super) struct DiffOptions {
    /// The older side: a revision or a folder; HEAD if absent
    pub(super) base: Option<String>,
    /// The newer side: a revision or a folder; the working tree if absent
    pub(super) head: Option<String>,
    /// End with 1 if anything changes its meaning
    #[arg(long)]
    pub(super) exit_code: bool,
    /// Append the differences of the text
    #[arg(long)]
    pub(super) text: bool,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
    #[command(flatten)]
    pub(super) output: OutputOptions,
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
pub(super) struct GateOptions {
    /// The target of the change: a revision or a folder; the default branch if absent
    #[arg(long, value_name = "BASE")]
    pub(super) base: Option<String>,
    /// The change: a revision or a folder; HEAD if absent
    #[arg(long, value_name = "HEAD")]
    pub(super) head: Option<String>,
    /// From which weight on a finding that the change brings fails the gate besides the verdict
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    pub(super) fail_on: FailOn,
    /// Append the differences of the text
    #[arg(long)]
    pub(super) text: bool,
    /// Also audit the target branch, and note its steps that nobody approved; they hold no verdict back
    #[arg(long)]
    pub(super) base_history: bool,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
    #[command(flatten)]
    pub(super) output: OutputOptions,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The file binds the approval to exactly the content of the change and names the decisions that it needs. It never \
overwrites a file. Votes can be added by hand afterwards, one line each.

An approval that ratifies an earlier commit, or that only takes others back, is written by hand. To ratify, copy \
`decisions:` and `subject:` of the emergency approval and add `ratifies:` with the full id of the commit. To take back, \
leave the subject out:

  kind: approval/v1
  id: 2027-06-10-revoke-slip
  decisions: [schedule]
  revokes: [2027-05-24-paris]
  opened: 2027-06-10
  method: electronic
  votes: []

Examples:
  milepost approve
      the change of the working tree against the default branch
  milepost approve --base main --title 'Paris: two weeks later' \\
    --vote alice=+1 --vote bob=+1
  milepost approve --method meeting --present alice,bob,grace \\
    --minutes https://… --closed 2027-06-01
  milepost approve --dry-run
      print the file instead of writing it")]
pub(super) struct ApproveOptions {
    /// The target of the change: a revision or a folder; the default branch if absent
    #[arg(long, value_name = "BASE")]
    pub(super) base: Option<String>,
    /// The change: a revision or a folder; the working tree if absent
    #[arg(long, value_name = "HEAD")]
    pub(super) head: Option<String>,
    /// The id of the approval and name of its file; made of the day and the decisions if absent
    #[arg(long, value_parser = id)]
    pub(super) id: Option<String>,
    /// What is decided, in one line; the weightiest change if absent
    #[arg(long)]
    pub(super) title: Option<String>,
    /// How it is voted: meeting, electronic, lazy-consensus or emergency
    #[arg(long, value_parser = method)]
    pub(super) method: Option<Method>,
    /// The day on which the vote began; today if absent
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(super) opened: Option<Date>,
    /// The day on which the vote ended
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(super) closed: Option<Date>,
    /// The address of the minutes
    #[arg(long, value_name = "URL")]
    pub(super) minutes: Option<String>,
    /// Who was in the meeting, by roster id
    #[arg(long, value_delimiter = ',', value_parser = id, value_name = "PERSON")]
    pub(super) present: Vec<String>,
    /// A vote: `alice=+1`, `bob=-1`, `carol=0`, `dave=recused`; may be given several times
    #[arg(long = "vote", value_parser = vote, value_name = "PERSON=VOTE", allow_hyphen_values = true)]
    pub(super) votes: Vec<(String, Vote)>,
    /// Print the file instead of writing it
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
}

#[derive(Debug, Args)]
#[command(after_help = "\
It has `ssh-keygen` sign, so agents, passphrases and security keys work as they do for git. The key is the one that \
`--key` names, else the one that git signs with (`gpg.format` ssh, `user.signingKey`), else the first one in `~/.ssh` \
that the roster lists. A `.pub` file is enough where the agent has the private key. The voter is whoever the roster of \
the target branch lists the key for.

Anybody can sign without Milepost: `--print-statement` prints the exact bytes, without a line end behind them, and \
`--signature` adds the result. Anybody may add it, since it proves itself.

Examples:
  milepost sign 2027-05-24-paris --vote +1
  milepost sign 2027-05-24-paris --vote -1 \\
    --reason 'the test run is too short' --key ~/.ssh/id_ed25519
  milepost sign 2027-05-24-paris --vote +1 --voter alice \\
    --print-statement > statement
  ssh-keygen -Y sign -n milepost-approval-v1 -f ~/.ssh/id_ed25519 statement
  milepost sign 2027-05-24-paris --signature statement.sig")]
pub(super) struct SignOptions {
    /// The approval: its id, or the path of its file
    #[arg(value_name = "APPROVAL")]
    pub(super) approval: String,
    /// How you vote: +1, -1, 0 (you abstain) or recused
    #[arg(long, value_parser = one_vote, allow_hyphen_values = true)]
    pub(super) vote: Option<Vote>,
    /// Why, in your words; it is not signed
    #[arg(long, value_parser = words, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// The key to sign with: a private key, or a public one whose private part the agent has
    #[arg(long, value_name = "FILE")]
    pub(super) key: Option<PathBuf>,
    /// Who votes, by roster id; whoever has the key if absent
    #[arg(long, value_parser = id, value_name = "PERSON")]
    pub(super) voter: Option<String>,
    /// The target of the change: a revision or a folder; the default branch if absent
    #[arg(long, value_name = "BASE")]
    pub(super) base: Option<String>,
    /// The folder that holds the change; the working tree if absent
    #[arg(long, value_name = "HEAD")]
    pub(super) head: Option<String>,
    /// Print exactly the bytes to sign, without a line end, and sign nothing
    #[arg(long, conflicts_with_all = ["signature", "dry_run"])]
    pub(super) print_statement: bool,
    /// Add a signature that was made elsewhere
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    pub(super) signature: Option<PathBuf>,
    /// Print the approval file instead of writing it
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
}

#[derive(Debug, Args)]
#[command(after_help = "\
It looks for the step of the branch that used the approval. Where it is not merged yet, it looks at the working tree \
against the default branch. It ends with 0 only if the approval approves what it is about.

Examples:
  milepost verify 2027-05-24-paris
      every step of the check, with the commands that repeat it
  milepost verify 2027-05-24-paris --export evidence
      also write what `ssh-keygen` needs to check the signatures
  milepost verify 2027-05-24-paris --base main --head topic")]
pub(super) struct VerifyOptions {
    /// The approval: its id, or the path of its file
    #[arg(value_name = "APPROVAL")]
    pub(super) approval: String,
    /// The branch or revision whose history is searched; the default branch if absent
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["base", "head"])]
    pub(super) rev: Option<String>,
    /// The target of a change that is not merged: a revision or a folder; the default branch if absent
    #[arg(long, value_name = "BASE")]
    pub(super) base: Option<String>,
    /// The change: a revision or a folder; the working tree if absent
    #[arg(long, value_name = "HEAD")]
    pub(super) head: Option<String>,
    /// Write statement, signature and keys of every signed vote into this new folder
    #[arg(long, value_name = "FOLDER")]
    pub(super) export: Option<PathBuf>,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
    #[command(flatten)]
    pub(super) output: OutputOptions,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Without `--move` it writes a new schedule, a draft: a few dates are given, and the others follow from the rules of the \
process. Where only a later milestone is given, the start is the latest working day from which the rules do not lead \
beyond it. It never overwrites a file.

With `--move` it moves milestones of a schedule that is there, and with them those that follow their rule, and says who \
has to approve that. What departs from its rule, was reached, or is no exact date stays. Comments, order and quotes of \
the file stay as they are.

DATE is a day. Behind `--set` it may have any form that a schedule takes, such as `2027-W14` or `tbd`; what is counted \
from a date that is no day stays open.

SHIFT is `+14d`, `-3wd` (working days), `+2w`, `+1m`, or a date in any form: `2027-04-08`, `2027-W14`, `tbd`.

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
pub(super) struct PlanOptions {
    /// The id of the cycle, which names its file
    #[arg(value_parser = id)]
    pub(super) cycle: String,
    /// The day of the first milestone without a rule
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(super) start: Option<Date>,
    /// The day of general availability: of the milestone `ga`, or `release` where there is no `ga`
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(super) ga: Option<Date>,
    /// The date of a milestone, in any form; may be given several times
    #[arg(long, value_parser = fixed_date, value_name = "MILESTONE=DATE")]
    pub(super) set: Vec<(String, DateText)>,
    /// What people call the cycle
    #[arg(long, value_parser = words)]
    pub(super) name: Option<String>,
    /// The version that the cycle releases
    #[arg(long, value_parser = words, value_name = "VERSION")]
    pub(super) release_version: Option<String>,
    /// Move a milestone of the schedule, and what hangs on it; may be given several times
    #[arg(long = "move", value_parser = wish, value_name = "MILESTONE=SHIFT",
        conflicts_with_all = ["start", "ga", "set", "name", "release_version"])]
    pub(super) moves: Vec<Wish>,
    /// Why a date departs from its rule; stands behind each that does
    #[arg(long, value_parser = words, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// Show what would be written instead of writing it
    #[arg(long)]
    pub(super) dry_run: bool,
    /// With `--move`, append the differences of the text
    #[arg(long, requires = "moves")]
    pub(super) text: bool,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
    #[command(flatten)]
    pub(super) output: OutputOptions,
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
pub(super) struct StatusOptions {
    /// A project's folder; the one around the present folder if absent
    pub(super) folder: Option<PathBuf>,
    /// Look at the documents of this revision instead of the working tree
    #[arg(long, value_name = "REVISION", conflicts_with = "folder")]
    pub(super) rev: Option<String>,
    /// How many weeks to look ahead
    #[arg(long, default_value_t = 4, value_parser = weeks)]
    pub(super) weeks: u8,
    /// Show what is due and open in this cycle alone
    #[arg(long, value_parser = id)]
    pub(super) cycle: Option<String>,
    /// Also ask GitHub whether the rules of the branch are those that the gate relies on; ends with 1 where they are not
    #[arg(long)]
    pub(super) github: bool,
    /// The repository on GitHub; the one of the workflow, or of project.yaml, if absent
    #[arg(long, value_name = "OWNER/NAME", requires = "github")]
    pub(super) repository: Option<String>,
    /// The branch on GitHub; the default branch if absent
    #[arg(long, value_name = "BRANCH", requires = "github")]
    pub(super) branch: Option<String>,
    /// The team on GitHub that should be the committee of the roster
    #[arg(long, value_name = "ORGANIZATION/TEAM", requires = "github")]
    pub(super) team: Option<String>,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
    #[command(flatten)]
    pub(super) output: OutputOptions,
}

/// How a trend is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum TrendFormat {
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

impl TrendFormat {
    /// How a failure is written in its place.
    const fn of_failure(self) -> Option<Format> {
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
With `--today` it also says what is overdue or due from that day on, and the picture has a thin line there; without it, \
the same history always gives the same trend.

Examples:
  milepost trend paris
      what moved, when, by how much, and who approved it
  milepost trend paris --milestone ga
      one milestone alone
  milepost trend paris --since 2027-01-01
      this year's revisions
  milepost trend paris --output svg=trend.svg
      also draw the milestone trend analysis")]
pub(super) struct TrendOptions {
    /// The cycle
    #[arg(value_parser = id)]
    pub(super) cycle: String,
    /// Show this milestone alone, by its id or a former one; may be given several times
    #[arg(long = "milestone", value_parser = id, value_name = "ID")]
    pub(super) milestones: Vec<String>,
    /// The branch or revision whose history is read; the default branch if absent
    #[arg(long, value_name = "REVISION")]
    pub(super) rev: Option<String>,
    /// Show the revisions from a day or after a commit on, and the plan that stood then
    #[arg(long, value_name = "DATE|REVISION")]
    pub(super) since: Option<String>,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
    /// How the trend is written to standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: TrendFormat,
    /// Also write the trend to a file: `svg=trend.svg`; may be given several times
    #[arg(long = "output", value_parser = trend_output, value_name = "FORMAT=FILE")]
    pub(super) files: Vec<(TrendFormat, PathBuf)>,
    /// When to use colour; `NO_COLOR` is honoured
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: Colour,
    /// Show the summary alone
    #[arg(long, short, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Show where each change stands too
    #[arg(long, short)]
    pub(super) verbose: bool,
}

impl TrendOptions {
    /// The same as the other commands have it. A failure is no table and no picture: it goes to standard error then.
    pub(super) fn output(&self) -> OutputOptions {
        let files = self.files.iter().filter_map(|(format, path)| Some((format.of_failure()?, path.clone())));
        OutputOptions {
            format: self.format.of_failure().unwrap_or_default(),
            files: files.collect(),
            color: self.color,
            quiet: self.quiet,
            verbose: self.verbose,
        }
    }
}

/// How an audit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum AuditFormat {
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

impl AuditFormat {
    /// How a failure is written in its place.
    const fn of_failure(self) -> Option<Format> {
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
a decision; with 2 where the proof of a step lies outside of the repository. The clone has to be a full one.

Examples:
  milepost audit
      every step of the default branch
  milepost audit --since ANCHOR
      from a commit that you wrote down on
  milepost audit --path release/schedules/paris.yaml --milestone ga
  milepost audit --output html=audit.html
      also write a page to print or to publish")]
pub(super) struct AuditOptions {
    /// The commit from which on steps are shown; it has to be one of the branch's own
    #[arg(long, value_name = "REVISION")]
    pub(super) since: Option<String>,
    /// The branch or revision whose history is judged; the default branch if absent
    #[arg(long, visible_alias = "branch", value_name = "REVISION")]
    pub(super) rev: Option<String>,
    /// Show the steps that changed this file or folder alone, named from the top of the repository
    #[arg(long, value_name = "PATH")]
    pub(super) path: Option<String>,
    /// Show the steps that decided about this milestone alone
    #[arg(long, value_parser = id, value_name = "ID")]
    pub(super) milestone: Option<String>,
    /// Don't fail where the proof of a step lies outside of the repository
    #[arg(long)]
    pub(super) allow_unverifiable: bool,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
    /// How the audit is written to standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: AuditFormat,
    /// Also write the audit to a file: `html=audit.html`; may be given several times
    #[arg(long = "output", value_parser = audit_output, value_name = "FORMAT=FILE")]
    pub(super) files: Vec<(AuditFormat, PathBuf)>,
    /// When to use colour; `NO_COLOR` is honoured
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: Colour,
    /// Show the steps that fail and the totals alone
    #[arg(long, short)]
    pub(super) quiet: bool,
}

impl AuditOptions {
    /// The same as the other commands have it. A failure is no table and no page: it goes to standard error then.
    pub(super) fn output(&self) -> OutputOptions {
        let files = self.files.iter().filter_map(|(format, path)| Some((format.of_failure()?, path.clone())));
        OutputOptions {
            format: self.format.of_failure().unwrap_or_default(),
            files: files.collect(),
            color: self.color,
            quiet: self.quiet,
            ..OutputOptions::default()
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
It reads what a workflow of GitHub Actions is given, in variables, and says what came of it in the log, the summary, the \
outputs, the comment and the status of the commit. docs/github.md tells more.")]
pub(super) struct ActionOptions {
    /// The day to look from, as YYYY-MM-DD; the present day if absent
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(super) today: Option<Date>,
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
pub(super) struct ExportOptions {
    /// How it is written
    #[arg(value_enum)]
    pub(super) format: export::Format,
    /// A project's folder; the one around the present folder if absent
    #[arg(conflicts_with = "rev")]
    pub(super) folder: Option<PathBuf>,
    /// The revision to export; HEAD if absent
    #[arg(long, value_name = "REVISION")]
    pub(super) rev: Option<String>,
    /// Export this cycle alone
    #[arg(long, value_parser = id)]
    pub(super) cycle: Option<String>,
    /// Export what this role, office or person owns alone
    #[arg(long, value_parser = id)]
    pub(super) role: Option<String>,
    /// Write to this file, or every file into this folder, instead of standard output
    #[arg(long, value_name = "FILE|FOLDER")]
    pub(super) output: Option<PathBuf>,
    /// Write nothing, and end with 1 where the files are out of date
    #[arg(long, requires = "output")]
    pub(super) check: bool,
    #[command(flatten)]
    pub(super) place: PlaceOptions,
}

impl ExportOptions {
    /// How a failure is written: only data is data then too.
    fn failure(&self) -> OutputOptions {
        let is_data = self.format == export::Format::Json && self.output.is_none();
        OutputOptions {
            format: if is_data { Format::Json } else { Format::Human },
            ..OutputOptions::default()
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ExplainOptions {
    /// The id of the rule, or a profile of policies such as lf-charter/1; lists all rules if absent
    pub(super) rule: Option<String>,
    /// How the explanation is written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct SchemaOptions {
    #[arg(help = schema_help())]
    pub(super) kind: Option<String>,
}

fn schema_help() -> String {
    let kinds: Vec<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
    format!(
        "A kind of document: {}; report, status, trend, audit, verify or export; lists them if absent",
        kinds.join(", ")
    )
}

#[derive(Debug, Args)]
pub(super) struct CompletionsOptions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManualOptions {
    /// Write one page a command into this folder instead of printing the main page
    #[arg(long, value_name = "FOLDER")]
    pub(super) to: Option<PathBuf>,
}

fn today(text: &str) -> Result<Today, String> {
    if text == "now" { Ok(Today::Now) } else { day(text).map(Today::On) }
}

pub(super) fn day(text: &str) -> Result<Date, String> {
    parse_day(text).map_err(|problem| problem.to_string())
}

/// The most weeks that `status` looks ahead.
const MOST_WEEKS: u8 = 104;

/// A number of weeks.
fn weeks(text: &str) -> Result<u8, String> {
    text.parse()
        .ok()
        .filter(|weeks| *weeks <= MOST_WEEKS)
        .ok_or_else(|| format!("write a whole number of weeks from 0 to {MOST_WEEKS}, such as `--weeks 8`"))
}

/// Any text that says something.
pub(super) fn words(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("write some words".to_owned()) } else { Ok(text.trim().to_owned()) }
}

/// An address as the documents take it.
pub(super) fn url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(char::is_whitespace) => Ok(text.to_owned()),
        _ => Err("write a full web address that starts with `https://`".to_owned()),
    }
}

/// A profile with its newest version, by its name alone or as `profile:` writes it.
pub(super) fn profile(text: &str) -> Result<&'static str, String> {
    let names = |id: &str| id == text || id.split_once('/').is_some_and(|(name, _)| name == text);
    let found = PROFILES.iter().rev().map(|profile| profile.id).find(|id| names(id));
    found.ok_or_else(|| {
        let known: Vec<&str> =
            PROFILES.iter().filter_map(|profile| Some(profile.id.split_once('/')?.0)).collect();
        format!("no profile is called so; there are {}", known.join(", "))
    })
}

pub(super) fn zone(text: &str) -> Result<Zone, String> {
    Zone::parse(text).map_err(|problem| problem.to_string())
}

pub(super) fn id(text: &str) -> Result<String, String> {
    if crate::schema::is_id(text) {
        Ok(text.to_owned())
    } else {
        Err("an id has lower-case letters, digits, dots, underscores and hyphens".to_owned())
    }
}

/// A folder below the top: relative, with forward slashes, without `.` and `..`.
pub(super) fn root(text: &str) -> Result<String, String> {
    let trimmed = text.trim_end_matches('/');
    let plain = !trimmed.is_empty()
        && trimmed.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        && !trimmed.contains('\\');
    if plain {
        Ok(trimmed.to_owned())
    } else {
        Err("name a folder below the top of the repository, such as `release` or `docs/release`".to_owned())
    }
}

fn extra_output(text: &str) -> Result<(Format, PathBuf), String> {
    format_and_file(text, "sarif=out.sarif")
}

fn audit_output(text: &str) -> Result<(AuditFormat, PathBuf), String> {
    format_and_file(text, "html=audit.html")
}

fn trend_output(text: &str) -> Result<(TrendFormat, PathBuf), String> {
    format_and_file(text, "svg=trend.svg")
}

fn format_and_file<F: ValueEnum>(text: &str, example: &str) -> Result<(F, PathBuf), String> {
    let (format, file) =
        text.split_once('=').ok_or_else(|| format!("write FORMAT=FILE, such as `{example}`"))?;
    let format = F::from_str(format, false).map_err(|_| {
        let known: Vec<String> = F::value_variants()
            .iter()
            .filter_map(|known| Some(known.to_possible_value()?.get_name().to_owned()))
            .collect();
        let (last, others) = known
            .split_last()
            .map_or((String::new(), String::new()), |(last, others)| (last.clone(), others.join(", ")));
        format!("`{format}` is no format; there are {others} and {last}")
    })?;
    if file.is_empty() {
        return Err("name a file behind the `=`".to_owned());
    }
    Ok((format, PathBuf::from(file)))
}

fn fixed_date(text: &str) -> Result<(String, DateText), String> {
    let form = "write MILESTONE=DATE, such as `ga=2027-07-22`, `ga=2027-W29` or `ga=tbd`";
    let (milestone, date) = text.split_once('=').ok_or(form)?;
    Ok((id(milestone)?, DateText::parse(date).map_err(|problem| problem.to_string())?))
}

fn wish(text: &str) -> Result<Wish, String> {
    let form = "write MILESTONE=SHIFT, such as `feature-freeze=+14d` or `ga=2027-07-22`";
    let (milestone, shift) = text.split_once('=').ok_or(form)?;
    Ok(Wish { milestone: id(milestone)?, shift: Shift::parse(shift)? })
}

fn method(text: &str) -> Result<Method, String> {
    [Method::Meeting, Method::Electronic, Method::LazyConsensus, Method::Emergency]
        .into_iter()
        .find(|method| method.name() == text)
        .ok_or_else(|| "choose meeting, electronic or lazy-consensus".to_owned())
}

fn vote(text: &str) -> Result<(String, Vote), String> {
    let (voter, vote) =
        text.split_once('=').ok_or_else(|| "write PERSON=VOTE, such as `alice=+1`".to_owned())?;
    let vote = one_vote(vote)?;
    Ok((id(voter)?, vote))
}

fn one_vote(text: &str) -> Result<Vote, String> {
    let vote = Vote::ALL.into_iter().find(|vote| vote.name() == text);
    vote.ok_or_else(|| format!("`{text}` is no vote; write +1, -1, 0 or recused"))
}
