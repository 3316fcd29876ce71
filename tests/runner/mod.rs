//! The parts of the case runner, from finding a folder to comparing what it printed.

pub(crate) mod case;
pub(crate) mod discover;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod properties;
pub(crate) mod sandbox;
pub(crate) mod self_test;
pub(crate) mod transcript;

use std::error::Error;
use std::io::Write;

/// What went wrong, in words for whoever wrote the case.
pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// Says why nothing could be run, and gives the exit code for it.
pub(crate) fn complain(problem: &str) -> u8 {
    let written = writeln!(std::io::stderr(), "the cases could not be read: {problem}");
    if written.is_ok() { 2 } else { 3 }
}
