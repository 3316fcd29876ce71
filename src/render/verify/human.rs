//! Writes an explanation for a terminal.

use anstyle::{AnsiColor, Style};

use super::page::{Line, Mark, Page};
use crate::render::wrap::push_wrapped;
use crate::render::{Options, escape};
use crate::report::verification::Verification;

pub(super) fn render(verification: &Verification, options: &Options) -> String {
    let page = Page::of(verification);
    let mut out = Text { out: String::new(), options };
    out.line("", &page.title, Style::new().bold());
    let (mark, words) = &page.result;
    out.line(&format!("{} ", mark.sign()), words, style(*mark).bold());
    if options.quiet {
        return out.out;
    }
    for line in &page.origin {
        out.line("", line, Style::new());
    }
    for section in &page.sections {
        out.out.push('\n');
        out.line("", &section.title, Style::new().bold());
        for line in &section.lines {
            match line {
                Line::Fact(mark, text) => out.line(&format!("  {} ", mark.sign()), text, style(*mark)),
                Line::More(text) => out.line("      ", text, Style::new()),
            }
        }
        for command in &section.commands {
            out.command(command);
        }
    }
    out.out
}

const fn style(mark: Mark) -> Style {
    match mark {
        Mark::Good => AnsiColor::Green.on_default(),
        Mark::Bad => AnsiColor::Red.on_default(),
        Mark::Open => AnsiColor::Yellow.on_default(),
        Mark::Plain => Style::new(),
    }
}

struct Text<'a> {
    out: String,
    options: &'a Options,
}

impl Text<'_> {
    fn line(&mut self, first: &str, text: &str, style: Style) {
        let mut lines = String::new();
        push_wrapped(&mut lines, first, &escape::terminal(text), self.options.width.max(40));
        if self.options.colour && style != Style::new() {
            lines = format!("{style}{}{style:#}\n", lines.trim_end_matches('\n'));
        }
        self.out.push_str(&lines);
    }

    /// A command is copied, so it is never broken.
    fn command(&mut self, command: &str) {
        for (index, line) in command.lines().enumerate() {
            let first = if index == 0 { "    $ " } else { "    " };
            self.out.push_str(first);
            self.out.push_str(&escape::terminal_line(line));
            self.out.push('\n');
        }
    }
}
