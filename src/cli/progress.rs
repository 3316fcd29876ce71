//! How far long work has come, for whoever waits in front of a terminal.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// After so long, somebody who waits in front of a terminal wants to know for what.
const PATIENCE: Duration = Duration::from_millis(700);

/// One line on a terminal, once it takes long.
pub(super) struct Progress {
    what: &'static str,
    begun: Instant,
    shows: bool,
    shown: bool,
}

impl Progress {
    /// Nothing is shown yet; `what` stands before the numbers.
    pub(super) fn new(what: &'static str) -> Self {
        Self { what, begun: Instant::now(), shows: std::io::stderr().is_terminal(), shown: false }
    }

    /// So much is done.
    pub(super) fn tell(&mut self, done: usize, total: usize) {
        if self.shows && self.begun.elapsed() > PATIENCE {
            self.shown = true;
            Self::write(&format!("\r{} {done} of {total}", self.what));
        }
    }

    /// The line goes.
    pub(super) fn end(&self) {
        if self.shown {
            Self::write("\r\x1b[K");
        }
    }

    fn write(text: &str) {
        // A terminal that cannot be written to needs no progress.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}
