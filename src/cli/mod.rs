//! The command line: one file a command, and what they share. The only place that reads the clock, the environment
//! and the terminal.

mod actions;
mod approve;
mod approve_past;
mod approve_wishes;
mod arguments;
mod audit;
mod base_history;
mod check;
mod console;
mod diff;
mod explain;
mod export;
mod failure;
mod gate;
mod history;
mod in_place;
mod init;
mod links;
mod output;
mod plan;
mod progress;
mod schema;
mod shell;
mod side;
mod sign;
mod signer;
mod slips;
mod status;
mod then;
mod trend;
mod verify;
mod verify_export;
mod vote_line;
mod writing;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

pub(crate) use arguments::command as clap_command;
use arguments::{Arguments, Command};

/// What a command came to, as an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything is fine.
    Fine,
    /// The documents or the change are not fine.
    NotFine,
    /// It was told what could be, and that is not enough to judge by.
    NotJudged,
}

/// Runs the command line and says how it ended: 0 fine, 1 not fine, 2 could not be judged.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let result = match &arguments.command {
        Command::Init(options) => init::run(options),
        Command::Check(options) => check::run(options),
        Command::Diff(options) => diff::run(options),
        Command::Gate(options) => gate::run(options),
        Command::Approve(options) => approve::run(options),
        Command::Sign(options) => sign::run(options),
        Command::Verify(options) => verify::run(options),
        Command::Plan(options) => plan::run(options),
        Command::Status(options) => status::run(options),
        Command::Trend(options) => trend::run(options),
        Command::Audit(options) => audit::run(options),
        Command::Action(options) => actions::run(options),
        Command::Export(options) => export::run(options),
        Command::Explain(options) => explain::run(options),
        Command::Schema(options) => schema::run(options),
        Command::Completions(options) => shell::completions(options),
        Command::Manual(options) => shell::manual(options),
    };
    match result {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::NotFine) => ExitCode::from(1),
        Ok(Outcome::NotJudged) => ExitCode::from(2),
        Err(failure) => {
            output::report_failure(arguments.command.name(), &arguments.command.output(), &failure)
        }
    }
}

/// Help and version are no mistake; anything else on the command line is.
fn usage(error: &clap::Error) -> ExitCode {
    // Nothing can be said where standard error is closed.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}
