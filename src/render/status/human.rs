//! Writes where a project stands for a terminal.

use anstyle::{AnsiColor, Style};

use super::words;
use crate::calendar::show_day;
use crate::render::wrap::push_wrapped;
use crate::render::{Options, escape};
use crate::status::{Due, Kind, Readiness, State, Status, Step};
use crate::yaml::write::scalar;

/// The status for people.
pub(super) fn render(status: &Status, options: &Options) -> String {
    let mut page = Page { out: String::new(), options };
    if options.quiet {
        page.overdue(status);
        page.line("", &words::counts(status));
        return page.out;
    }
    page.heading(&words::title(status), Style::new());
    page.line("", &words::counts(status));
    page.unread(status);
    page.readiness(&status.readiness);
    page.managers(status);
    page.overdue(status);
    page.due(status);
    page.open(status);
    page.meetings(status);
    page.set_up(status);
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

    fn set_up(&mut self, status: &Status) {
        let Some(set_up) = &status.set_up else { return };
        self.section(&words::set_up(set_up));
        for point in &set_up.points {
            self.line(&format!("  {} ", words::point_sign(point.state)), &words::point(point));
        }
    }

    fn readiness(&mut self, readiness: &Readiness) {
        self.section(words::SERVICE);
        if let Some(sentence) = words::no_steps(readiness) {
            self.line("  ", &sentence);
        }
        if let Readiness::NotAdopted { command, .. } = readiness {
            self.command("    ", command);
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
            State::Next { command, .. } => self.command(INDENT, command),
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
                self.styled_line("  ! attention: ", &point.text, AnsiColor::Yellow.on_default());
            }
        }
    }

    fn overdue(&mut self, status: &Status) {
        self.dues("Overdue", &status.overdue, bad());
        let mut files: Vec<&Due> = Vec::new();
        for late in status.overdue.iter().filter(|due| due.kind == Kind::Milestone) {
            if !files.iter().any(|known| known.path == late.path) {
                files.push(late);
            }
        }
        if let Some((first, others)) = files.split_first() {
            self.how_to_record(first, status.unwritten.contains(&first.path));
            for other in others {
                let new = if status.unwritten.contains(&other.path) { ", a new file" } else { "" };
                let cycle = other.cycle.as_ref().map_or(other.path.as_str(), |cycle| cycle.name.as_str());
                self.line("  ", &format!("For {cycle} that is `{}`{new}.", other.path));
            }
        }
    }

    /// Where the day of a milestone is written, and how.
    fn how_to_record(&mut self, late: &Due, is_new: bool) {
        let (place, cycle) = (&late.path, late.cycle.as_ref().map_or("", |cycle| cycle.id.as_str()));
        let place = if is_new {
            format!("into `{place}`, a new file")
        } else {
            format!("below `milestones:` into `{place}`")
        };
        self.line(
            "  ",
            &format!(
                "The day on which a milestone was reached is written {place}; `forecast` in place of `actual` \
                 puts it off:"
            ),
        );
        if is_new {
            self.command("    ", "kind: progress/v1");
            self.command("    ", &format!("cycle: {}", scalar(cycle)));
            self.command("    ", "milestones:");
        }
        self.command("      ", &format!("{}: {{actual: {}}}", scalar(&late.id), late.date));
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
                Some(words::distance(due.days)),
                Some(due.owner.shown.clone()),
                due.note.clone(),
                self.options.verbose.then(|| due.path.clone()),
            ];
            self.facts("                  ", &facts.into_iter().flatten().collect::<Vec<_>>());
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
            self.facts("            ", &facts);
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

    /// A command stays on one line, so that it can be copied.
    fn command(&mut self, indent: &str, command: &str) {
        self.out.push_str(&format!("{indent}{}\n", escape::terminal_line(command)));
    }

    /// Facts in a row; lines break between them, and inside of long ones only.
    fn facts(&mut self, indent: &str, facts: &[String]) {
        let glued: Vec<String> = facts.iter().map(|fact| glue(fact)).collect();
        let mut lines = String::new();
        let text = escape::terminal_line(&glued.join(&format!("{GLUE}· ")));
        push_wrapped(&mut lines, indent, &text, self.width());
        self.out.push_str(&lines.replace(GLUE, " "));
    }

    fn width(&self) -> usize {
        self.options.width.max(40)
    }

    fn styled_line(&mut self, first: &str, text: &str, style: Style) {
        let mut lines = String::new();
        push_wrapped(&mut lines, first, &escape::terminal_line(text), self.width());
        if self.options.colour && style != Style::new() {
            lines = format!("{style}{}{style:#}\n", lines.trim_end_matches('\n'));
        }
        self.out.push_str(&lines);
    }
}

/// A space at which no line breaks.
const GLUE: &str = "\u{a0}";

/// Keeps a short fact on one line.
fn glue(fact: &str) -> String {
    const UNBROKEN: usize = 36;
    if fact.len() <= UNBROKEN { fact.replace(' ', GLUE) } else { fact.to_owned() }
}

const fn bad() -> Style {
    AnsiColor::Red.on_default()
}
