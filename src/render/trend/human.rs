//! Writes how a plan moved for a terminal.

use anstyle::{AnsiColor, Style};
use jiff::civil::Date;

use super::words;
use crate::calendar::show_day;
use crate::diagnostic::Location;
use crate::diff::{ChangeKind, short_commit};
use crate::render::wrap::push_wrapped;
use crate::render::{Options, escape};
use crate::trend::{MilestoneTrend, Revision, SignOff, Trend};

/// The trend for people: what each milestone amounts to, then every revision, the oldest first.
pub fn human(trend: &Trend, options: &Options) -> String {
    let mut page = Page { out: String::new(), options };
    page.line("", &words::title(trend), Style::new().bold());
    page.line("", &words::origin(trend), Style::new());
    if let Some(sentence) = words::consequence(trend) {
        page.line("", &sentence, Style::new());
    }
    for note in &trend.notes {
        page.line("! ", note, AnsiColor::Yellow.on_default());
    }
    if options.quiet {
        return page.out;
    }
    page.milestones(trend);
    page.revisions(trend);
    page.out
}

struct Page<'a> {
    out: String,
    options: &'a Options,
}

impl Page<'_> {
    fn milestones(&mut self, trend: &Trend) {
        if trend.milestones.is_empty() {
            return;
        }
        self.section("Milestones, from the baseline to now");
        for milestone in &trend.milestones {
            self.milestone(milestone, trend.today);
        }
    }

    fn milestone(&mut self, milestone: &MilestoneTrend, today: Option<Date>) {
        let key = if milestone.key { " (key milestone)" } else { "" };
        self.line("  ", &format!("{}{key}: {}", milestone.name, words::from_to(milestone)), Style::new());
        let slip = milestone.slip_days.filter(|days| *days != 0).and_then(|_| words::slip(milestone));
        let done = words::reached(milestone).map(|reached| format!("✓ {reached}"));
        let no_baseline = milestone.baseline.is_none().then(|| "not in the baseline".to_owned());
        let due = words::due(milestone, today);
        let facts = [slip, no_baseline, Some(words::times_moved(milestone)), done, due];
        let style = match milestone.slip_days {
            Some(days) if days > 0 => AnsiColor::Yellow.on_default(),
            _ => Style::new(),
        };
        self.line("      ", &facts.into_iter().flatten().collect::<Vec<_>>().join(" · "), style);
    }

    fn revisions(&mut self, trend: &Trend) {
        self.section("Revisions, the oldest first");
        for (index, revision) in trend.revisions.iter().enumerate() {
            self.revision(revision, index == 0);
        }
    }

    fn revision(&mut self, revision: &Revision, is_first: bool) {
        let (sign, word) = words::approval(revision);
        let standing = words::standing(revision).map_or_else(String::new, |what| format!("{what} · "));
        let first = format!("  {:<15} {}  ", show_day(revision.day), short_commit(&revision.commit));
        self.line(&first, &format!("{standing}{sign} {word}"), approval_style(&revision.approval));
        if let Some(sentence) = words::missing(revision) {
            self.line("    ! ", &sentence, AnsiColor::Yellow.on_default());
        }
        if let Some(sentence) = words::mended(revision) {
            self.line("    ", &sentence, Style::new());
        }
        // A new plan brings everything at once, which the summary shows already.
        let told = if revision.new { Vec::new() } else { words::told(revision) };
        for change in &told {
            let style = match (change.kind, change.days) {
                (ChangeKind::Moved, Some(days)) if days > 0 => AnsiColor::Yellow.on_default(),
                _ => Style::new(),
            };
            self.line("    ", &change.sentence, style);
            let mut facts = words::facts(revision, change);
            facts.extend(self.options.verbose.then(|| place(&change.location)).flatten());
            if !facts.is_empty() {
                self.line("      ", &facts.join(" · "), Style::new());
            }
        }
        if !is_first && told.is_empty() && words::missing(revision).is_none() {
            self.line("    ", &words::no_change(revision), Style::new());
        }
    }

    fn section(&mut self, text: &str) {
        self.out.push('\n');
        self.line("", text, Style::new().bold());
    }

    fn line(&mut self, first: &str, text: &str, style: Style) {
        let mut lines = String::new();
        let width = self.options.width.max(40);
        push_wrapped(&mut lines, first, &escape::terminal(text), width);
        if self.options.colour && style != Style::new() {
            lines = format!("{style}{}{style:#}\n", lines.trim_end_matches('\n'));
        }
        self.out.push_str(&lines);
    }
}

/// Where a change stands: `release/schedules/paris.yaml:11`.
fn place(location: &Location) -> Option<String> {
    Some(format!("{}:{}", location.path, location.span?.start.line()))
}

const fn approval_style(approval: &SignOff) -> Style {
    match approval {
        SignOff::Approved(_) | SignOff::Ratified(_) => AnsiColor::Green.on_default(),
        SignOff::Unapproved => AnsiColor::Red.on_default(),
        SignOff::BelowEvidence(_)
        | SignOff::Unverifiable(_)
        | SignOff::Emergency { .. }
        | SignOff::Unknown(_) => AnsiColor::Yellow.on_default(),
        SignOff::NotRequired | SignOff::BeforeAdoption | SignOff::Anchor => Style::new(),
    }
}
