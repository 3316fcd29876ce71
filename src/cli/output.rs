//! Writes reports and failures to where the options want them.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use crate::render::{self, Format, Options};
use crate::report::Report;
use crate::rules;

use super::arguments::{Colour, OutputOptions};
use super::failure::Failure;

/// The width of output that goes into a file or another program.
const PLAIN_WIDTH: usize = 80;
/// Wider lines are hard to read.
const WIDEST: usize = 120;

/// Writes a report to standard output and to every file that was asked for.
pub(super) fn write_report(report: &Report, output: &OutputOptions, text: bool) -> Result<(), Failure> {
    write_files(report, output, text)?;
    let options = Options { text, ..options_for_terminal(output) };
    print(&render::render(report, output.format, &options))
}

/// Writes a report to every file that was asked for.
pub(super) fn write_files(report: &Report, output: &OutputOptions, text: bool) -> Result<(), Failure> {
    for (format, path) in &output.files {
        let options = Options { text, rule_summary: rules::summary, ..Options::default() };
        std::fs::write(path, render::render(report, *format, &options))
            .map_err(|error| Failure::of_file("write", path, &error))?;
    }
    Ok(())
}

/// How standard output is to be written.
pub(super) fn options_for_terminal(output: &OutputOptions) -> Options {
    let colour =
        output.format == Format::Human && wants_colour(output.color, std::io::stdout().is_terminal());
    if colour {
        // A console of Windows shows the codes of colours as text until it is told what they are; this tells it.
        let _ = anstream::AutoStream::always_ansi(std::io::stdout());
    }
    Options {
        colour,
        width: width(),
        terminal: std::io::stdout().is_terminal(),
        text: false,
        quiet: output.quiet,
        verbose: output.verbose,
        rule_summary: rules::summary,
    }
}

/// How lines without a report are written there.
pub(super) fn plain_for_terminal() -> Options {
    Options { width: width(), ..Options::default() }
}

/// Writes text to standard output. A reader that has seen enough is no failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Writes exactly these bytes to standard output.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes text to standard error, beside a standard output that goes elsewhere.
pub(super) fn print_aside(text: &str) -> Result<(), Failure> {
    std::io::stderr()
        .lock()
        .write_all(text.as_bytes())
        .map_err(|error| Failure::new(format!("cannot write to standard error: {error}")))
}

/// Says why nothing was judged, in the format that was asked for and in every file.
pub(super) fn report_failure(command: &str, output: &OutputOptions, failure: &Failure) -> ExitCode {
    let text = |format| render::error(command, &failure.message, failure.hint.as_deref(), format);
    for (format, path) in &output.files {
        // The failure itself is reported below; a second one would hide it.
        let _ = std::fs::write(path, text(*format));
    }
    let written = match output.format {
        Format::Human => std::io::stderr().lock().write_all(on_terminal(text(Format::Human)).as_bytes()),
        format => std::io::stdout().lock().write_all(text(format).as_bytes()),
    };
    drop(written);
    ExitCode::from(2)
}

/// The lines of a failure as a terminal shows them; elsewhere a sentence stays a line.
fn on_terminal(text: String) -> String {
    let Some((width, _)) = terminal_size::terminal_size_of(std::io::stderr()) else { return text };
    render::plain(&text, &Options { width: usize::from(width.0).min(WIDEST), ..Options::default() })
}

/// Whether to use colour on a stream: as asked, else on a terminal where nothing in the environment speaks against it
/// (`NO_COLOR`, CLICOLOR, TERM=dumb).
fn wants_colour(colour: Colour, is_terminal: bool) -> bool {
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            is_terminal && anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
        }
    }
}

fn width() -> usize {
    terminal_size::terminal_size_of(std::io::stdout())
        .map_or(PLAIN_WIDTH, |(width, _)| usize::from(width.0).min(WIDEST))
}
