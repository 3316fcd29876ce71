//! The commands as people type them; the options of each stand in the file of their group.

mod approvals;
mod changes;
mod deferred;
mod histories;
mod plans;
mod rest;
mod shared;
mod start;
mod values;

use clap::{CommandFactory, Parser, Subcommand};

use deferred::Deferred;

use crate::render::Format;

pub(super) use approvals::{ApproveOptions, SignOptions, VerifyOptions};
pub(super) use changes::{CheckOptions, DiffOptions, GateOptions};
pub(super) use histories::{AuditFormat, AuditOptions, TrendFormat, TrendOptions};
pub(super) use plans::{PlanOptions, StatusOptions};
pub(super) use rest::{
    ActionOptions, CompletionsOptions, ExplainOptions, ExportOptions, ManualOptions, SchemaOptions,
};
pub(super) use shared::{Colour, FailOn, OutputOptions, PlaceOptions, Today};
pub(super) use start::InitOptions;
pub(super) use values::{day, id, profile, root, url, words, zone};

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
#[command(name = "milepost", bin_name = "milepost", version, after_help = EXIT_CODES, max_term_width = 100)]
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
    Init(Deferred<InitOptions>),
    /// Find what is wrong with the documents
    Check(Deferred<CheckOptions>),
    /// Say what a change does
    Diff(Deferred<DiffOptions>),
    /// Judge a change: documents, meaning, sign-off, verdict
    Gate(Deferred<GateOptions>),
    /// Write the approval file of the change at hand
    Approve(Deferred<ApproveOptions>),
    /// Sign a vote in the approval of the change at hand
    Sign(Deferred<SignOptions>),
    /// Explain one approval step by step, with the commands that repeat each step
    Verify(Deferred<VerifyOptions>),
    /// Write the plan of a release cycle, or move its dates
    Plan(Deferred<PlanOptions>),
    /// Say how ready the project is, what is due and who owes it
    Status(Deferred<StatusOptions>),
    /// Show how the plan of a cycle moved
    Trend(Deferred<TrendOptions>),
    /// Show every governed step of a branch, and how well it was approved
    Audit(Deferred<AuditOptions>),
    /// Judge what happened on GitHub; the action runs it
    #[command(hide = true)]
    Action(Deferred<ActionOptions>),
    /// Write the plans as a web page, calendars, tables, charts, data or a news feed
    Export(Deferred<ExportOptions>),
    /// Say what a rule means, why it exists and how to mend a breach
    Explain(Deferred<ExplainOptions>),
    /// Print the JSON Schema of a kind of document, or of the reports
    Schema(Deferred<SchemaOptions>),
    /// Print completions for a shell
    Completions(Deferred<CompletionsOptions>),
    /// Print or write the manual pages
    Manual(Deferred<ManualOptions>),
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
