//! Writes an audit for a terminal.

use anstyle::{AnsiColor, Style};

use super::words;
use crate::audit::{Audit, AuditStep, Status};
use crate::calendar::show_day;
use crate::diff::short_commit;
use crate::render::wrap::push_wrapped;
use crate::render::{Options, escape, summary};
use crate::threads;

/// More changes of one step are counted.
const MOST_CHANGES: usize = 6;

/// The audit for people: every step, the oldest first, and what they amount to.
pub fn human(audit: &Audit, options: &Options) -> String {
    let mut page = Page { out: String::new(), options };
    page.line("", &words::title(audit), Style::new().bold());
    for line in words::origin(audit) {
        page.line("  ", &line, Style::new());
    }
    for note in &audit.notes {
        page.line("! ", note, AnsiColor::Yellow.on_default());
    }
    let shown = audit.steps.iter().filter(|step| !options.quiet || step.status.fails());
    let show = |step: &AuditStep| {
        let mut page = Page { out: String::new(), options };
        page.step(step);
        page.out
    };
    page.out.push_str(&threads::each(shown.collect(), show).concat());
    page.out.push('\n');
    page.line("", words::verdict(audit), Style::new().bold());
    page.line("", &words::totals(audit), Style::new());
    page.out
}

struct Page<'a> {
    out: String,
    options: &'a Options,
}

impl Page<'_> {
    fn step(&mut self, step: &AuditStep) {
        let (sign, word) = words::status(step.status);
        self.out.push('\n');
        let first = format!("{:<15} {}  ", show_day(step.day), short_commit(&step.commit));
        self.line(&first, &format!("{sign} {word}"), style(step.status));
        let changes = words::changes(step);
        for change in changes.iter().take(MOST_CHANGES) {
            self.line("  ", change, Style::new());
        }
        if changes.len() > MOST_CHANGES {
            self.line(
                "  ",
                &format!("and {}", summary::plural(changes.len() - MOST_CHANGES, "more change")),
                Style::new(),
            );
        }
        for told in words::told(step) {
            self.line("  needed    ", &told.needed, Style::new());
            self.line("  by        ", &told.by_whom, Style::new());
            if let Some(evidence) = told.evidence {
                self.line("  evidence  ", &evidence, Style::new());
            }
        }
        if let Some(on_github) = words::on_github(step) {
            self.line("  asked     ", &on_github, Style::new());
        }
        if let Some(ratified) = words::ratified(step) {
            self.line("  later     ", &ratified, Style::new());
        }
        for reason in &step.reasons {
            self.line("  ! ", &words::reason(reason), Style::new());
        }
    }

    fn line(&mut self, first: &str, text: &str, style: Style) {
        let mut lines = String::new();
        push_wrapped(&mut lines, first, &escape::terminal_line(text), self.options.width.max(40));
        if self.options.colour && style != Style::new() {
            lines = format!("{style}{}{style:#}\n", lines.trim_end_matches('\n'));
        }
        self.out.push_str(&lines);
    }
}

const fn style(status: Status) -> Style {
    match status {
        Status::Approved | Status::Ratified => AnsiColor::Green.on_default(),
        Status::BelowEvidence | Status::Unapproved | Status::Amended | Status::Invalid => {
            AnsiColor::Red.on_default()
        }
        Status::Unverifiable => AnsiColor::Yellow.on_default(),
        Status::NotRequired | Status::Anchor | Status::BeforeAdoption => Style::new(),
    }
}
