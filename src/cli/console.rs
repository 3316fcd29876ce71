//! Questions to the person at the terminal, for every command that asks.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use super::failure::Failure;

/// Where questions are put and answers come from.
pub(super) trait Console {
    /// Whether somebody is there to answer.
    fn is_terminal(&self) -> bool;
    /// Shows a text, without a line end of its own.
    fn say(&mut self, text: &str) -> Result<(), Failure>;
    /// The next line; none where the answers have ended.
    fn read_line(&mut self) -> Result<Option<String>, Failure>;
}

/// Standard input and standard error: what standard output gets stays free of questions.
pub(super) struct Terminal;

impl Console for Terminal {
    fn is_terminal(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
    }

    fn say(&mut self, text: &str) -> Result<(), Failure> {
        let mut stream = std::io::stderr().lock();
        stream
            .write_all(text.as_bytes())
            .and_then(|()| stream.flush())
            .map_err(|error| Failure::new(format!("cannot ask on the terminal: {error}")))
    }

    fn read_line(&mut self) -> Result<Option<String>, Failure> {
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(line)),
            Err(error) => Err(Failure::new(format!("cannot read the answer: {error}"))),
        }
    }
}

/// Puts a question until its answer can be read.
pub(super) fn question<T>(
    console: &mut dyn Console,
    why: &str,
    prompt: &str,
    default: Option<&str>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Failure> {
    if !why.is_empty() {
        console.say(&format!("\n{why}\n"))?;
    }
    loop {
        let shown = default.map_or_else(String::new, |default| format!(" [{default}]"));
        console.say(&format!("{prompt}{shown}: "))?;
        let Some(line) = console.read_line()? else {
            return Err(Failure::new("the answers ended before the last question, so nothing was written"));
        };
        let answer = line.trim();
        let answer = if answer.is_empty() { default.unwrap_or_default() } else { answer };
        match read(answer) {
            Ok(answer) => return Ok(answer),
            Err(problem) => console.say(&format!("{problem}\n"))?,
        }
    }
}
