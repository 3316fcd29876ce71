//! `milepost action`: what happened on GitHub, judged where it happened, and told wherever people look there.

mod ends;
mod environment;
mod evidence;
mod runner;
mod telling;
mod witness;

use super::Outcome;
use super::failure::Failure;

/// Runs the command.
pub(super) fn run() -> Result<Outcome, Failure> {
    Ok(Outcome::Fine)
}
