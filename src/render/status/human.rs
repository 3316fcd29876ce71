//! Writes where a project stands for a terminal.

use anstyle::{AnsiColor, Style};

use super::words;
use crate::calendar::show_day;
use crate::render::wrap::push_wrapped;
use crate::render::{Options, escape};
use crate::status::{Due, Readiness, State, Status, Step};

/// The status for people.
pub(super) fn render(status: &Status, options: &Options) -> String {
    let mut page = Page { out: String::new(), options };
    if options.quiet {
        page.dues("Overdue", &status.overdue, bad());
        page.line("", &words::counts(status));
        return page.out;
    }
    page.heading(&words::title(status), Style::new());
    page.line("", &words::counts(status));
    page.unread(status);
    page.readiness(&status.readiness);
    page.managers(status);
    page.dues("Overdue", &status.overdue, bad());
    page.due(status);
    page.open(status);
    page.meetings(status);
    page.out
}

struct Page<'a> {
    out: String,
    options: &'a Options,
}

impl Page<'_> {
    fn unread(&mut self, status: &Status) {
        for path in &status.unread {
            self.line("! ", &format!("`{path}` cannot be read and is left out: `milepost check` says why"));
        }
        for note in &status.notes {
            self.line("! ", note);
        }
    }

    fn readiness(&mut self, readiness: &Readiness) {
        self.section(words::SERVICE);
        if let Some(sentence) = words::no_steps(readiness) {
            self.line("  ", &sentence);
        }
        if let Readiness::Steps(steps) = readiness {
            for step in steps {
                self.step(step);
            }
        }
    }

    fn step(&mut self, step: &Step) {
        const INDENT: &str = "              ";
        let (sign, word) = words::state(&step.state);
        let style = match step.state {
            State::Done { .. } => AnsiColor::Green.on_default(),
            State::Next { .. } => AnsiColor::Yellow.on_default(),
            _ => Style::new(),
        };
        let text = format!("{}: {}", step.name, words::step(&step.state));
        self.styled_line(&format!("  {sign} {word:<9} "), &text, style);
        match &step.state {
            State::Done { proof: Some(proof), .. } => self.line(INDENT, &words::proof(proof)),
            State::Next { command, .. } => self.line(INDENT, command),
            _ => {}
        }
    }

    fn managers(&mut self, status: &Status) {
        let managers = &status.managers;
        if managers.managers.is_empty() && managers.points.is_empty() {
            return;
        }
        self.section("Release managers");
        for manager in &managers.managers {
            self.line("  ", &words::manager(manager, status.today));
            for absence in &manager.away {
                self.line("      ", &words::absence(absence));
            }
        }
        for point in &managers.points {
            if point.holds {
                self.line("  ✓ ", &point.text);
            } else {
                self.styled_line("  ! missing: ", &point.text, AnsiColor::Yellow.on_default());
            }
        }
    }

    fn due(&mut self, status: &Status) {
        let heading = format!("Due by {}", show_day(status.until));
        if status.due.is_empty() {
            self.section(&heading);
            self.line("  ", "nothing");
        } else {
            self.dues(&heading, &status.due, Style::new());
        }
    }

    fn dues(&mut self, heading: &str, dues: &[Due], style: Style) {
        if dues.is_empty() {
            return;
        }
        self.section(heading);
        for due in dues {
            let when = format!("  {:<15} ", show_day(due.date));
            self.styled_line(&when, &words::due(due), style);
            let facts = [
                Some(due.owner.shown.clone()),
                Some(words::distance(due.days)),
                due.note.clone(),
                self.options.verbose.then(|| due.path.clone()),
            ];
            self.facts("                  ", facts.into_iter().flatten().collect());
        }
    }

    fn open(&mut self, status: &Status) {
        if status.open.is_empty() {
            return;
        }
        self.section("Open");
        for open in &status.open {
            self.line(&format!("  {:<9} ", open.kind.name()), &words::open(open));
            let mut facts = vec![open.owner.shown.clone()];
            facts.extend(words::open_facts(open));
            facts.extend(self.options.verbose.then(|| open.path.clone()));
            self.facts("            ", facts);
        }
    }

    fn meetings(&mut self, status: &Status) {
        if status.meetings.is_empty() {
            return;
        }
        self.section("Next meetings");
        for meeting in &status.meetings {
            self.line("  ", &words::meeting(meeting));
        }
    }

    fn section(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.heading(text, Style::new().bold());
    }

    fn heading(&mut self, text: &str, style: Style) {
        self.styled_line("", text, style.bold());
    }

    fn line(&mut self, first: &str, text: &str) {
        self.styled_line(first, text, Style::new());
    }

    fn facts(&mut self, indent: &str, facts: Vec<String>) {
        self.line(indent, &facts.join(" · "));
    }

    fn styled_line(&mut self, first: &str, text: &str, style: Style) {
        let mut lines = String::new();
        push_wrapped(&mut lines, first, &escape::terminal_line(text), self.options.width.max(40));
        if self.options.colour && style != Style::new() {
            lines = format!("{style}{}{style:#}\n", lines.trim_end_matches('\n'));
        }
        self.out.push_str(&lines);
    }
}

const fn bad() -> Style {
    AnsiColor::Red.on_default()
}
