//! Writes the report for a terminal: annotated lines, changes, decisions, and the verdict last.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr as _;

use super::textual::{self, Role};
use super::wrap::push_wrapped;
use super::{Options, escape, snippet, summary};
use crate::approval::{Decision, Status};
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::{Cause, ChangeKind, PlannedMilestone};
use crate::report::{ClassifiedChange, Command, Report};

/// The report for people.
pub(super) fn render(report: &Report, options: &Options) -> String {
    let mut page = Page { out: String::new(), report, options };
    page.diagnostics();
    if !options.quiet {
        page.changes();
        page.text();
        page.decisions();
        page.notices();
        page.notes();
        page.not_checked();
        page.details();
    }
    page.summary();
    page.out
}

/// The widest date for which the names behind the others make room.
const WIDEST_DATE: usize = 28;

struct Page<'a> {
    out: String,
    report: &'a Report,
    options: &'a Options,
}

impl Page<'_> {
    fn diagnostics(&mut self) {
        let in_full = |diagnostic: &Diagnostic| {
            !self.options.quiet && (self.options.verbose || diagnostic.severity > Severity::Notice)
        };
        for diagnostic in &self.report.diagnostics {
            if in_full(diagnostic) {
                self.out.push_str(&snippet::annotated(self.report, diagnostic, self.options));
                self.out.push('\n');
            } else if diagnostic.severity == Severity::Error {
                self.out.push_str(&short(diagnostic));
            }
        }
    }

    fn changes(&mut self) {
        for group in summary::by_document(summary::worth_telling(self.report)) {
            let kind = if group.document.starts_with("schedule/") { " (schedule)" } else { "" };
            let whole = summary::heading(self.report, group.document);
            let whole = whole.map(|whole| format!(": {whole}")).unwrap_or_default();
            self.heading(&format!("{}{kind}{whole}", group.title));
            let (folded, told) = self.folded(group.changes);
            for classified in told {
                self.change(classified);
                if classified.change.kind == ChangeKind::Shifted {
                    self.with_it(&folded);
                }
            }
            self.plan_in_force(group.document);
            self.out.push('\n');
        }
    }

    /// The moves that only follow their cycle, apart from what is told one by one.
    fn folded<'a>(
        &self,
        changes: Vec<&'a ClassifiedChange>,
    ) -> (Vec<&'a ClassifiedChange>, Vec<&'a ClassifiedChange>) {
        const FEWEST: usize = 2;
        let only_follows = |classified: &&ClassifiedChange| {
            classified.change.cause == Some(Cause::Shift) && !classified.change.key
        };
        let follows = changes.iter().filter(|classified| only_follows(classified)).count();
        // A plan that is being made shows every date.
        let all = self.options.verbose || self.report.command == Command::Plan;
        if all || follows < FEWEST {
            return (Vec::new(), changes);
        }
        changes.into_iter().partition(only_follows)
    }

    /// One line for moves that follow their cycle, with the shortest notice that any of them gives.
    fn with_it(&mut self, folded: &[&ClassifiedChange]) {
        if folded.is_empty() {
            return;
        }
        self.wrapped("  ~ ", &format!("{} more with it (-v lists them)", folded.len()));
        let told = folded.iter().filter_map(|one| {
            let notice = one.notice?;
            Some((notice.days, format!("{}: {}", one.change.subject_name, notice.shown()?)))
        });
        let shortest = told.min_by_key(|(days, _)| *days).map(|(_, notice)| notice);
        if let Some(notice) = shortest {
            self.facts("      ", &[notice]);
        }
    }

    /// Every date of a plan that comes into force: who approves it approves them.
    fn plan_in_force(&mut self, document: &str) {
        let plans = self.report.in_force.iter();
        for plan in plans.filter(|plan| plan.document == document && !plan.milestones.is_empty()) {
            let count = summary::plural(plan.milestones.len(), "milestone");
            self.wrapped("  = ", &format!("the whole plan, {count}:"));
            let shown = |milestone: &PlannedMilestone| escape::terminal_line(&milestone.shown);
            let widest = plan.milestones.iter().map(|milestone| shown(milestone).width());
            let column = widest.filter(|width| *width <= WIDEST_DATE).max().unwrap_or_default();
            for milestone in &plan.milestones {
                let (date, key) = (shown(milestone), if milestone.key { " (key milestone)" } else { "" });
                let gap = " ".repeat(column.saturating_sub(date.width()));
                self.wrapped("      ", &format!("{date}{gap}  {}{key}", milestone.name));
            }
        }
    }

    fn change(&mut self, classified: &ClassifiedChange) {
        let change = &classified.change;
        let sign = format!("  {} ", summary::change_symbol(change.kind));
        let old = summary::shown(change.old_shown.as_deref(), change.old.as_deref());
        let new = summary::shown(change.new_shown.as_deref(), change.new.as_deref());
        let what = match (old, new) {
            (Some(old), Some(new)) if is_move(change.kind) => {
                format!("{}: {old} → {new}", change.subject_name)
            }
            _ => change.sentence.clone(),
        };
        self.wrapped(&sign, &what);
        let facts = [
            summary::delta(change).filter(|_| change.kind != ChangeKind::Shifted),
            summary::beyond_shift(change),
            change.key.then(|| "key milestone".to_owned()),
            summary::cause(change).filter(|_| change.cause != Some(Cause::Edited)),
            classified.notice.and_then(|notice| notice.shown()),
            summary::slip(self.report, change),
            change.reason.as_ref().map(|reason| format!("reason: {reason}")),
            Some(class(classified)),
            self.options.verbose.then(|| summary::place(&change.location)),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        self.facts("      ", &facts);
    }

    fn text(&mut self) {
        if self.options.text && !self.report.texts.is_empty() {
            self.heading("Text");
            for line in textual::lines(&self.report.texts) {
                self.text_line(&line);
            }
            self.out.push('\n');
        }
    }

    /// The line is harmless already. Its changed words are told by more than their colour.
    fn text_line(&mut self, line: &textual::Line) {
        let style = match line.role {
            Role::Added => AnsiColor::Green.on_default(),
            Role::Removed => AnsiColor::Red.on_default(),
            Role::Place => AnsiColor::Cyan.on_default(),
            Role::Frame | Role::Same => Style::new(),
        };
        for part in &line.parts {
            self.painted(if part.changed { style.invert() } else { style }, &part.text);
        }
        self.out.push('\n');
    }

    fn decisions(&mut self) {
        if self.report.decisions.is_empty() {
            return;
        }
        self.heading("Decisions");
        for decision in &self.report.decisions {
            self.decision(decision);
        }
        self.out.push('\n');
    }

    fn decision(&mut self, decision: &Decision) {
        let style = status_style(decision.status);
        let rule = if decision.rule.is_empty() { String::new() } else { format!(": {}", decision.rule) };
        let words = status_words(decision.status);
        let text = format!(": {}, by {}{rule}", decision.class, decision.requirement);
        self.wrapped_after("  ", words, style, &text);
        for act in &decision.acts {
            self.wrapped("      it ", &act.consequence());
        }
        if let Some(votes) = votes(decision) {
            self.wrapped("      ", &votes);
        }
        if let Some(evidence) = decision.evidence.filter(|_| summary::has_evidence(decision)) {
            let wanted = decision.needs_evidence;
            let asked =
                if evidence < wanted { format!(" (the policy asks for {wanted})") } else { String::new() };
            self.wrapped("      evidence: ", &format!("{evidence}{asked}"));
        }
        let proofs = summary::proofs(decision);
        if self.options.verbose || summary::has_proof_to_tell(decision) {
            self.wrapped("      proof: ", &proofs.join(" · "));
        }
        if let Some(needed) = &decision.needed {
            self.wrapped("      needed: ", needed);
        }
        for reason in summary::reasons_worth_telling(decision) {
            self.wrapped("      because: ", &format!("{} ({})", reason.message, reason.rule));
        }
        if self.options.verbose {
            for path in &decision.paths {
                self.wrapped("      covers: ", path);
            }
        }
    }

    /// What is only worth knowing: a line each, below what matters. With `-v` it stands above, with its lines.
    fn notices(&mut self) {
        if self.options.verbose {
            return;
        }
        let notices = || self.report.diagnostics.iter().filter(|notice| notice.severity == Severity::Notice);
        for notice in notices() {
            let place = summary::place(&notice.location);
            self.wrapped("notice: ", &format!("{} ({}, {place})", notice.message, notice.rule));
        }
        self.gap(notices().next().is_some());
    }

    fn notes(&mut self) {
        for note in &self.report.notes {
            self.wrapped("note: ", note);
        }
        self.gap(!self.report.notes.is_empty());
    }

    fn not_checked(&mut self) {
        let hidden = if self.options.verbose { 0 } else { summary::hidden_by_errors(self.report) };
        if hidden > 0 {
            let rules = summary::plural(hidden, "rule");
            self.wrapped(
                "not checked: ",
                &format!("{rules} could not run on what has errors (-v lists them)"),
            );
        }
        let groups = summary::not_checked(self.report).into_iter();
        for (reason, rules) in
            groups.filter(|(reason, _)| hidden == 0 || !summary::is_hidden_by_error(reason))
        {
            self.wrapped("not checked: ", &format!("{}, since {reason}", rules.join(", ")));
        }
        self.gap(hidden > 0 || !summary::not_checked(self.report).is_empty());
    }

    fn details(&mut self) {
        if !self.options.verbose {
            return;
        }
        if let (Some(base), Some(head)) = (&self.report.base, &self.report.head) {
            self.wrapped("compared: ", &format!("{base} → {head}"));
        }
        if let Some((path, _)) = &self.report.approval {
            self.wrapped("approval file: ", path);
        }
        if let Some(repeat) = &self.report.repeat {
            self.wrapped("repeat: ", repeat);
        }
        self.gap(true);
    }

    fn summary(&mut self) {
        let report = self.report;
        if let Some(verdict) = report.verdict {
            let style = if verdict.passes() { good() } else { bad() };
            let consequence = summary::consequence(report).map_or(String::new(), |what| format!(": {what}"));
            self.wrapped_after("", summary::verdict_words(report, verdict), style.bold(), &consequence);
        }
        let counts = match report.command {
            Command::Check => summary::documents(report),
            Command::Diff | Command::Gate | Command::Plan
                if report.changes.is_empty() && report.decisions.is_empty() =>
            {
                let nothing = std::iter::once(nothing_changes(report));
                nothing.chain(summary::counts(report)).collect::<Vec<_>>().join(" · ")
            }
            Command::Diff | Command::Gate | Command::Plan => summary::counts(report).join(" · "),
        };
        self.wrapped("", &counts);
        if let Some(next) = summary::next(report) {
            self.wrapped("Next: ", &next);
        }
    }

    fn heading(&mut self, text: &str) {
        self.styled(Style::new().bold(), text);
        self.out.push('\n');
    }

    fn styled(&mut self, style: Style, text: &str) {
        self.painted(style, &escape::terminal_line(text));
    }

    /// As `styled`, for text that is harmless already.
    fn painted(&mut self, style: Style, text: &str) {
        if self.options.colour && style != Style::new() {
            // Writing to a string cannot fail.
            let _ = write!(self.out, "{style}{text}{style:#}");
        } else {
            self.out.push_str(text);
        }
    }

    fn wrapped(&mut self, first: &str, text: &str) {
        self.wrapped_after(first, "", Style::new(), text);
    }

    /// Facts in a row; lines break between them, and inside of long ones only.
    fn facts(&mut self, indent: &str, facts: &[String]) {
        const UNBROKEN: usize = 36;
        const GLUE: &str = "\u{a0}";
        let glued: Vec<String> = facts
            .iter()
            .map(|fact| if fact.len() <= UNBROKEN { fact.replace(' ', GLUE) } else { fact.clone() })
            .collect();
        let mut lines = String::new();
        let text = escape::terminal_line(&glued.join(&format!("{GLUE}· ")));
        push_wrapped(&mut lines, indent, &text, self.options.width.max(40));
        self.out.push_str(&lines.replace(GLUE, " "));
    }

    /// As `wrapped`, with a few words in colour between the indent and the text.
    fn wrapped_after(&mut self, indent: &str, words: &str, style: Style, text: &str) {
        let mut lines = String::new();
        let text = escape::terminal_line(&format!("{words}{text}"));
        push_wrapped(&mut lines, indent, &text, self.options.width.max(40));
        let start = indent.len();
        if self.options.colour && !words.is_empty() && lines.is_char_boundary(start + words.len()) {
            lines.insert_str(start + words.len(), &format!("{style:#}"));
            lines.insert_str(start, &style.to_string());
        }
        self.out.push_str(&lines);
    }

    fn gap(&mut self, wanted: bool) {
        if wanted {
            self.out.push('\n');
        }
    }
}

/// That nothing changes, and between what: who compares the wrong two would take it for the answer.
fn nothing_changes(report: &Report) -> String {
    let short = |side: &str| {
        let is_commit = side.len() >= 40 && side.bytes().all(|byte| byte.is_ascii_hexdigit());
        side.get(..9).filter(|_| is_commit).unwrap_or(side).to_owned()
    };
    match (&report.base, &report.head) {
        (Some(base), Some(head)) if report.command == Command::Diff => {
            format!("no change of meaning from `{}` to `{}`", short(base), short(head))
        }
        _ => "no change of meaning".to_owned(),
    }
}

/// The class, and why a move is the committee's.
fn class(classified: &ClassifiedChange) -> String {
    match classified.why.as_deref().filter(|_| !classified.change.key) {
        Some(why) => format!("class {}: {why}", classified.class),
        None => format!("class {}", classified.class),
    }
}

/// Whether two dates with an arrow between them say it all.
const fn is_move(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::Moved | ChangeKind::Dated | ChangeKind::Undated)
}

fn short(diagnostic: &Diagnostic) -> String {
    let text = format!(
        "{}: {}[{}]: {}",
        summary::place(&diagnostic.location),
        diagnostic.severity,
        diagnostic.rule,
        diagnostic.message
    );
    format!("{}\n", escape::terminal(&text))
}

/// Nothing where the votes cannot be read.
fn votes(decision: &Decision) -> Option<String> {
    let votes = &decision.votes;
    let mut parts = Vec::new();
    if let Some((have, need)) = decision.count {
        parts.push(format!("{have} of {need}"));
    }
    let named = [
        ("for", &votes.in_favour),
        ("against", &votes.against),
        ("abstaining", &votes.abstain),
        ("recused", &votes.recused),
        ("not voted", &summary::silent(votes)),
        ("votes that do not count here", &votes.uncounted),
    ];
    let named = named.into_iter().filter(|(_, names)| !names.is_empty());
    parts.extend(named.map(|(word, names)| format!("{word}: {}", summary::list(names))));
    match (parts.is_empty(), &decision.needed) {
        (true, Some(_)) => None,
        (true, None) => Some("no votes".to_owned()),
        (false, _) => Some(parts.join(" · ")),
    }
}

const fn status_words(status: Status) -> &'static str {
    match status {
        Status::Approved => "✓ approved",
        Status::Pending => "… pending",
        Status::Rejected => "✗ rejected",
    }
}

const fn status_style(status: Status) -> Style {
    match status {
        Status::Approved => good(),
        Status::Pending => AnsiColor::Yellow.on_default(),
        Status::Rejected => bad(),
    }
}

const fn good() -> Style {
    AnsiColor::Green.on_default()
}

const fn bad() -> Style {
    AnsiColor::Red.on_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    fn plain(report: &Report) -> String {
        render(report, &Options::default())
    }

    #[test]
    fn a_pending_change_reads_well() {
        insta::assert_snapshot!(plain(&fixture::pending()));
    }

    #[test]
    fn an_invalid_change_says_what_to_fix() {
        insta::assert_snapshot!(plain(&fixture::invalid()));
    }

    #[test]
    fn nothing_to_say_is_one_line() {
        assert_eq!(plain(&fixture::clean_check()), "42 documents, no errors or warnings\n");
    }

    #[test]
    fn moves_that_follow_their_cycle_are_one_line() {
        let mut report = fixture::pending();
        let mut shift = report.changes[0].clone();
        for classified in report.changes.iter_mut().take(3) {
            classified.change.cause = Some(Cause::Shift);
            classified.change.key = classified.change.subject == "ga";
        }
        shift.change.kind = ChangeKind::Shifted;
        shift.change.sentence = "the whole cycle moves 14 days later".to_owned();
        report.changes.insert(0, shift);
        let page = plain(&report);
        let (line, moves) = ("  ~ 2 more with it (-v lists them)\n", "moves with the cycle");
        assert!(page.contains(line), "{page}");
        assert_eq!(page.matches(moves).count(), 1, "{page}");
        let all = render(&report, &Options { verbose: true, ..Options::default() });
        assert!(!all.contains("more with it"), "{all}");
        assert_eq!(all.matches(moves).count(), 3, "{all}");
    }

    #[test]
    fn hostile_text_stays_text() {
        let text = render(&fixture::hostile(), &Options { text: true, verbose: true, ..Options::default() });
        insta::assert_snapshot!(text);
        assert!(!text.chars().any(|character| character != '\n' && escape::is_hidden(character)));
        assert!(!text.lines().any(
            |line| (line.trim_start().starts_with("::") && !line.contains(":::")) || line.contains("##[")
        ));
    }

    #[test]
    fn quiet_leaves_errors_and_the_end() {
        insta::assert_snapshot!(render(&fixture::invalid(), &Options { quiet: true, ..Options::default() }));
    }

    #[test]
    fn verbose_and_text_show_all() {
        let options = Options { text: true, verbose: true, ..Options::default() };
        insta::assert_snapshot!(render(&fixture::pending(), &options));
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let coloured = render(&fixture::pending(), &Options { colour: true, ..Options::default() });
        assert!(coloured.contains("\u{1b}["));
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain(&fixture::pending()));
    }

    #[test]
    fn changed_words_stand_out_within_their_line() {
        let options = Options { text: true, colour: true, ..Options::default() };
        let coloured = render(&fixture::pending(), &options);
        let (date, rest) = (AnsiColor::Green.on_default().invert(), AnsiColor::Green.on_default());
        assert!(coloured.contains(&format!("{rest}+")), "{coloured}");
        assert!(coloured.contains(&format!("{date}2027-07-22{date:#}")), "{coloured}");
        let plain = render(&fixture::pending(), &Options { text: true, ..Options::default() });
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    }

    #[test]
    fn changes_and_decisions_fit_in_80_columns() {
        let mut report = fixture::pending();
        report.diagnostics.clear();
        for line in plain(&report).lines() {
            assert!(line.width() <= 80, "{line}");
        }
    }
}
