//! Writes the pull request comment: verdict, the one consequence that matters, what to do next and by whom; then
//! tables, then folded detail. Never longer than a comment can be.

use std::fmt::Write as _;

use super::acting::acting;
use super::table::{more, table};
use super::{escape, gantt, summary, textual};
use crate::approval::{Decision, Evidence, Proof, Status};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::diff::Cause;
use crate::report::{ClassifiedChange, Command, Report, TextChange};

/// The first line of a gate's comment, by which it is found again.
pub const MARKER: &str = "<!-- milepost:gate -->";

/// The most bytes a comment has.
pub const LARGEST_COMMENT: usize = 60_000;

/// What has to go for the comment to fit.
#[derive(Debug, Clone, Copy)]
struct Limits {
    text: bool,
    timeline: bool,
    /// Whether the approval file is shown whole.
    approval: bool,
    rows: usize,
    /// The most characters of one foreign text.
    characters: usize,
}

const WHOLE: Limits =
    Limits { text: true, timeline: true, approval: true, rows: usize::MAX, characters: 1_000 };

/// From everything to almost nothing; the first that fits is taken.
const STEPS: [Limits; 7] = [
    WHOLE,
    Limits { text: false, ..WHOLE },
    Limits { text: false, timeline: false, ..WHOLE },
    Limits { text: false, timeline: false, rows: 20, ..WHOLE },
    Limits { text: false, timeline: false, rows: 20, characters: 200, ..WHOLE },
    Limits { text: false, timeline: false, approval: false, rows: 20, characters: 80 },
    Limits { text: false, timeline: false, approval: false, rows: 5, characters: 40 },
];

/// The comment for a gate, or a page without a verdict for `check` and `diff`.
pub(super) fn render(report: &Report) -> String {
    let pages = STEPS.iter().map(|limits| Page { report, limits: *limits }.whole());
    pages.into_iter().find(|page| page.len() <= LARGEST_COMMENT).unwrap_or_else(|| {
        let limits = Limits { text: false, timeline: false, approval: false, rows: 0, characters: 40 };
        Page { report, limits }.head()
    })
}

/// A comment that says that nothing was judged.
pub(super) fn failure(command: &str, message: &str, hint: Option<&str>) -> String {
    let marker = if command == Command::Gate.name() { format!("{MARKER}\n") } else { String::new() };
    let say = |text: &str| escape::markdown_message(&escape::clip(text, WHOLE.characters));
    let next = hint.map_or(String::new(), |hint| format!("\n**Next:** {}\n", say(hint)));
    format!(
        "{marker}**⚠️ Could not be judged:** {}\n\nThis is not a verdict: nothing was approved or refused.\n{next}",
        say(message)
    )
}

/// So many notices of a rule beside the first are told by their places alone.
const ONCE: usize = 2;

struct Page<'a> {
    report: &'a Report,
    limits: Limits,
}

impl Page<'_> {
    fn whole(&self) -> String {
        let parts = [
            self.head(),
            self.acting(),
            self.milestones(),
            self.plans_in_force(),
            self.diagnostics(),
            self.decisions(),
            self.other_changes(),
            self.notes(),
            self.notices(),
            self.timeline(),
            self.text(),
            self.approval(),
            self.method(),
        ];
        let parts: Vec<&str> =
            parts.iter().map(|part| part.trim_end()).filter(|part| !part.is_empty()).collect();
        format!("{}\n", parts.join("\n\n"))
    }

    /// Marker, verdict, counts and next step, a paragraph each: comments and files break lines differently.
    fn head(&self) -> String {
        let report = self.report;
        let marker = if report.command == Command::Gate { format!("{MARKER}\n") } else { String::new() };
        let counts = summary::counts(report).join(" · ");
        let is_silent = report.command == Command::Check || counts.is_empty();
        let counts = if is_silent { String::new() } else { format!("{counts}\n\n") };
        let next =
            summary::next(report).map_or(String::new(), |next| format!("**Next:** {}.\n", self.say(&next)));
        format!("{marker}**{}**\n\n{counts}{next}", self.headline())
    }

    /// What people who read the comment do about it, where they read it.
    fn acting(&self) -> String {
        let steps = acting(self.report, self.limits.rows.min(20), &|text| self.say(text));
        let items: Vec<String> =
            (1..).zip(steps).map(|(number, step)| format!("{number}. {step}\n")).collect();
        if items.is_empty() { String::new() } else { format!("**What to do**\n\n{}", items.concat()) }
    }

    fn headline(&self) -> String {
        let report = self.report;
        if report.command == Command::Check {
            return summary::documents(report);
        }
        let consequence = summary::consequence(report).map(|what| self.say(&what));
        let Some(verdict) = report.verdict else {
            return consequence.unwrap_or_else(|| "No change of meaning".to_owned());
        };
        let words =
            format!("{} {}", summary::verdict_symbol(verdict), summary::verdict_words(report, verdict));
        consequence.map_or(words.clone(), |consequence| format!("{words}: {consequence}"))
    }

    fn milestones(&self) -> String {
        let changes = self.report.changes.iter();
        let dated: Vec<_> = changes.filter(|classified| summary::is_dated(&classified.change)).collect();
        let plans = summary::by_document(dated.iter().copied());
        let several = plans.len() > 1;
        let far = plans.iter().filter_map(|plan| {
            let far = summary::far_moves(self.report, plan.document)?;
            Some(format!("**{}**: {far}\n\n", self.say(plan.title)))
        });
        let far: String = far.take(self.limits.rows).collect();
        let rows = dated.iter().map(|classified| self.milestone(classified, several));
        let table = table(&["Milestone", "Before", "After", "Change", "Why"], rows, self.limits.rows);
        format!("{far}{table}")
    }

    fn milestone(&self, classified: &ClassifiedChange, several: bool) -> Vec<String> {
        let change = &classified.change;
        let mut name = self.linked(&self.say(&change.subject_name), &change.location);
        if change.key {
            name = format!("**{name}**");
        }
        if several {
            name = format!("{} · {name}", self.say(&change.title));
        }
        let side = |shown: Option<&str>, written: Option<&str>| {
            summary::shown(shown, written).map_or("–".to_owned(), |value| self.say(value))
        };
        let cause = summary::cause(change).filter(|_| change.cause != Some(Cause::Edited));
        let committee = classified.why.as_ref().filter(|_| !change.key);
        let committee = committee.map(|why| format!("a decision of the committee: {why}"));
        let notice = classified.notice.and_then(|notice| notice.shown());
        let slip = summary::slip(self.report, change);
        let why = [cause, summary::beyond_shift(change), notice, slip, change.reason.clone(), committee];
        let why: Vec<String> = why.into_iter().flatten().map(|why| self.say(&why)).collect();
        vec![
            name,
            side(change.old_shown.as_deref(), change.old.as_deref()),
            side(change.new_shown.as_deref(), change.new.as_deref()),
            summary::delta(change).unwrap_or_else(|| change.kind.name().to_owned()),
            if why.is_empty() { "–".to_owned() } else { why.join("; ") },
        ]
    }

    /// Every date of the plans that come into force: who approves one approves them.
    fn plans_in_force(&self) -> String {
        let told = self.report.in_force.iter().filter(|plan| !plan.milestones.is_empty()).map(|plan| {
            let rows = plan.milestones.iter().map(|milestone| {
                let name = self.linked(&self.say(&milestone.name), &milestone.location);
                let name = if milestone.key { format!("**{name}**") } else { name };
                vec![name, self.say(&milestone.shown)]
            });
            let dates = table(&["Milestone", "Date"], rows, self.limits.rows);
            format!("**The whole plan of {}**\n\n{}\n\n", self.say(&plan.title), dates.trim_end())
        });
        told.take(self.limits.rows).collect()
    }

    fn diagnostics(&self) -> String {
        let weighty = |diagnostic: &&Diagnostic| diagnostic.severity > Severity::Notice;
        let mut sorted: Vec<&Diagnostic> = self.report.diagnostics.iter().filter(weighty).collect();
        sorted.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
        let rows = sorted.into_iter().map(|diagnostic| self.diagnostic(diagnostic));
        table(&["Rule", "Where", "What is wrong", "How to fix"], rows, self.limits.rows)
    }

    fn diagnostic(&self, diagnostic: &Diagnostic) -> Vec<String> {
        let symbol = match diagnostic.severity {
            Severity::Error => "❌",
            Severity::Warning => "⚠️",
            Severity::Notice => "ℹ️",
        };
        let labels = diagnostic
            .labels
            .iter()
            .take(self.limits.rows)
            .map(|label| format!("; {}: {}", self.place(&label.location), self.say(&label.message)));
        vec![
            format!("{symbol} {} `{}`", diagnostic.severity, diagnostic.rule),
            self.place(&diagnostic.location),
            format!("{}{}", self.say(&diagnostic.message), labels.collect::<String>()),
            diagnostic.hint.as_deref().map_or("–".to_owned(), |hint| self.say(hint)),
        ]
    }

    /// What is only worth knowing stays folded, so that it does not hide what matters; and what one rule says of many
    /// places is told once.
    fn notices(&self) -> String {
        let mut by_rule: Vec<(&str, Vec<&Diagnostic>)> = Vec::new();
        let weighs_little = |found: &&Diagnostic| found.severity == Severity::Notice;
        for notice in self.report.diagnostics.iter().filter(weighs_little) {
            match by_rule.iter_mut().find(|(rule, _)| *rule == notice.rule) {
                Some((_, same)) => same.push(notice),
                None => by_rule.push((notice.rule, vec![notice])),
            }
        }
        let count = by_rule.iter().map(|(_, same)| same.len()).sum();
        let items: Vec<String> =
            by_rule.iter().flat_map(|(rule, same)| self.notices_of(rule, same)).collect();
        if items.is_empty() {
            return String::new();
        }
        folded(&summary::plural(count, "notice"), &self.items(&items))
    }

    fn notices_of(&self, rule: &str, notices: &[&Diagnostic]) -> Vec<String> {
        let told = |notice: &Diagnostic| {
            format!("- `{rule}`, {}: {}\n", self.place(&notice.location), self.say(&notice.message))
        };
        match notices {
            [first, others @ ..] if others.len() >= ONCE => {
                let places: Vec<String> = others
                    .iter()
                    .take(self.limits.rows.min(20))
                    .map(|other| self.place(&other.location))
                    .collect();
                let more = others.len().saturating_sub(places.len());
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let alike = format!("  Likewise at {}{more}.\n", places.join(", "));
                vec![format!("{}{alike}", told(first))]
            }
            few => few.iter().map(|notice| told(notice)).collect(),
        }
    }

    fn decisions(&self) -> String {
        let decisions = &self.report.decisions;
        let mut rows: Vec<Vec<String>> = decisions.iter().map(|decision| self.decision(decision)).collect();
        say_once(&mut rows);
        let head = ["Needed decision", "Rule", "Votes so far", "Missing", "Evidence"];
        let acts = decisions.iter().flat_map(|decision| {
            decision
                .acts
                .iter()
                .map(|act| format!("- {}: it {}\n", decision.class, self.say(&act.consequence())))
        });
        let reasons = decisions
            .iter()
            .flat_map(|decision| {
                summary::reasons_worth_telling(decision).map(move |reason| (decision.class, reason))
            })
            .map(|(class, reason)| format!("- {class}: {} (`{}`)\n", self.say(&reason.message), reason.rule));
        let items: Vec<String> = acts.chain(reasons).collect();
        format!("{}{}", table(&head, rows.into_iter(), self.limits.rows), self.items(&items))
    }

    fn decision(&self, decision: &Decision) -> Vec<String> {
        let symbol = match decision.status {
            Status::Approved => "✅",
            Status::Pending => "⏳",
            Status::Rejected => "❌",
        };
        let rule =
            if decision.rule.is_empty() { String::new() } else { format!(": {}", self.say(&decision.rule)) };
        let missing = decision.needed.clone().or_else(|| {
            (decision.status == Status::Pending).then(|| summary::list(&summary::silent(&decision.votes)))
        });
        vec![
            format!("{symbol} {} {}{}", decision.class, decision.status.name(), self.acts(decision)),
            format!("{}{rule}", self.say(&decision.requirement)),
            self.votes(decision),
            missing
                .filter(|missing| !missing.is_empty())
                .map_or("–".to_owned(), |missing| self.say(&missing)),
            self.evidence(decision),
        ]
    }

    /// What the decision does to what came before, so that a row says why it stands beside another of its class.
    fn acts(&self, decision: &Decision) -> String {
        let acts: Vec<String> = decision.acts.iter().map(|act| self.say(&act.to_string())).collect();
        if acts.is_empty() { String::new() } else { format!(" ({})", acts.join("; ")) }
    }

    fn evidence(&self, decision: &Decision) -> String {
        let overall = evidence(decision);
        if !summary::has_proof_to_tell(decision) {
            return overall;
        }
        let proofs: Vec<String> = summary::proofs(decision).iter().map(|proof| self.say(proof)).collect();
        format!("{overall}: {}", self.with_reviews(decision, &proofs).join("; "))
    }

    /// The same with ways to the reviews that prove something.
    fn with_reviews(&self, decision: &Decision, proofs: &[String]) -> Vec<String> {
        let page = self.report.page.as_ref().and_then(|page| page.address.as_deref());
        let linked = |(index, proof): (usize, &String)| {
            let cast = decision.cast.get(index);
            let review = cast.and_then(|cast| match &cast.proof {
                Proof::Review { review } | Proof::PlusOne { review } => Some(*review),
                _ => None,
            });
            match (page, review) {
                (Some(page), Some(review)) => {
                    let way = format!("[review {review}]({page}#pullrequestreview-{review})");
                    proof.replacen(&format!("review {review}"), &way, 1)
                }
                _ => proof.clone(),
            }
        };
        proofs.iter().enumerate().map(linked).collect()
    }

    fn votes(&self, decision: &Decision) -> String {
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
            ("votes that do not count here", &votes.uncounted),
        ];
        let named = named.into_iter().filter(|(_, names)| !names.is_empty());
        parts.extend(named.map(|(word, names)| format!("{word}: {}", self.say(&summary::list(names)))));
        if parts.is_empty() { "none".to_owned() } else { parts.join("; ") }
    }

    fn other_changes(&self) -> String {
        let other =
            summary::worth_telling(self.report).filter(|classified| !summary::is_dated(&classified.change));
        let mut left = self.limits.rows;
        let mut out = String::new();
        let mut left_out = 0;
        for group in summary::by_document(other) {
            if left == 0 {
                left_out += group.changes.len();
                continue;
            }
            // Writing to a string cannot fail.
            let numbers = summary::renumbering(self.report, group.document);
            let numbers = numbers.map(|numbers| format!(": {numbers}")).unwrap_or_default();
            let _ = write!(out, "**{}**\n\n", self.say(&format!("{}{numbers}", group.title)));
            for classified in group.changes.iter().take(left) {
                out.push_str(&self.other_change(classified));
            }
            left_out += group.changes.len().saturating_sub(left);
            left = left.saturating_sub(group.changes.len());
            out.push('\n');
        }
        if left_out > 0 { format!("{}\n{}", out.trim_end(), more(left_out)) } else { out }
    }

    fn other_change(&self, classified: &ClassifiedChange) -> String {
        let change = &classified.change;
        let symbol = match summary::change_symbol(change.kind) {
            "+" => "➕",
            "-" => "➖",
            _ => "✏️",
        };
        let sentence = self.linked(&self.say(&change.sentence), &change.location);
        format!("- {symbol} {sentence} ({})\n", classified.class)
    }

    fn notes(&self) -> String {
        let notes = self.report.notes.iter().map(|note| format!("- {}\n", self.say(note)));
        let hidden = summary::hidden_by_errors(self.report);
        let shown = summary::not_checked(self.report).into_iter();
        let shown = shown.filter(|(reason, _)| hidden == 0 || !summary::is_hidden_by_error(reason));
        let rules = summary::plural(hidden, "rule");
        let hidden = (hidden > 0).then(|| format!("- ⚠️ {rules} could not run on what has errors\n"));
        let missed = shown.map(|(reason, rules)| {
            let rules: Vec<String> = rules.iter().map(|rule| format!("`{rule}`")).collect();
            format!("- ⚠️ not checked, since {}: {}\n", self.say(reason), rules.join(", "))
        });
        let items = self.items(&notes.chain(hidden).chain(missed).collect::<Vec<_>>());
        if items.is_empty() { items } else { format!("**Notes**\n\n{items}") }
    }

    fn timeline(&self) -> String {
        match gantt::gantt(self.report).filter(|_| self.limits.timeline) {
            Some(chart) => folded("Timeline", &escape::fenced(&chart, "mermaid")),
            None => String::new(),
        }
    }

    fn text(&self) -> String {
        // Where a change is judged, files to vote in are told by their votes.
        let is_gate = self.report.command == Command::Gate;
        let is_told = |text: &&TextChange| !(is_gate && text.path.contains("/approvals/"));
        let texts: Vec<TextChange> = self.report.texts.iter().filter(is_told).cloned().collect();
        if texts.is_empty() || !self.limits.text {
            return String::new();
        }
        folded("Text differences", &escape::fenced(&textual::unified(&texts), "diff"))
    }

    fn approval(&self) -> String {
        let Some((path, text)) = &self.report.approval else { return String::new() };
        let save = format!("Save as {}", escape::markdown_code(&escape::clip(path, self.limits.characters)));
        let exact = escape::visible(text) == *text && !escape::holds_command(text);
        if self.limits.approval && exact {
            folded("Approval file, ready to save", &format!("{save}:\n\n{}", escape::fenced(text, "yaml")))
        } else {
            format!(
                "The approval file cannot be shown here unchanged; `milepost approve` writes it. {save}.\n"
            )
        }
    }

    fn method(&self) -> String {
        let report = self.report;
        let mut out = String::new();
        if let (Some(base), Some(head)) = (&report.base, &report.head) {
            let name = |side: &str| escape::markdown_code(&escape::clip(side, self.limits.characters));
            let _ = write!(out, "Compared {} with {}: ", name(base), name(head));
            let _ = writeln!(out, "{} read.", summary::plural(report.documents, "document"));
        }
        if report.command == Command::Gate {
            out.push_str(if report.is_anchor {
                "\nThere were no rules before, so who may decide, and how, is read from the change itself. Of every later \
                 change it is read from the base.\n"
            } else {
                "\nWho may decide, and how, is read from the base, never from the change itself.\n"
            });
        }
        if let Some(repeat) = &report.repeat {
            let repeat = escape::terminal(&escape::clip(repeat, self.limits.characters));
            let short_of = if summary::rests_on_github(report) {
                ", which knows no reviews, so that the votes GitHub shows are missing there and the verdict may be another"
            } else {
                ""
            };
            let _ = write!(out, "\nTo repeat it on a clone{short_of}:\n\n{}", escape::fenced(&repeat, "sh"));
        }
        if out.is_empty() { out } else { folded("How this was computed", &out) }
    }

    /// A list cut to the number of rows.
    fn items(&self, items: &[String]) -> String {
        let mut out: String = items.iter().take(self.limits.rows).map(String::as_str).collect();
        if items.len() > self.limits.rows {
            out.push_str(&more(items.len() - self.limits.rows));
        }
        out
    }

    /// Foreign text, cut and escaped.
    fn say(&self, text: &str) -> String {
        escape::markdown_message(&escape::clip(text, self.limits.characters))
    }

    fn place(&self, location: &Location) -> String {
        let text = match location.span {
            Some(span) => format!("{}:{}", location.path, span.start.line()),
            None => location.path.clone(),
        };
        self.linked(&escape::markdown_code(&escape::clip(&text, self.limits.characters)), location)
    }

    /// Escaped text that leads to its line, where files can be read on the web.
    fn linked(&self, escaped: &str, location: &Location) -> String {
        let longest = self.limits.characters.max(100);
        let is_gone = |text: &TextChange| text.path == location.path && text.after.is_none();
        let is_gone = self.report.texts.iter().any(is_gone);
        let link_base = if is_gone { &self.report.link_before } else { &self.report.link_base };
        match link_base {
            Some(base) if base.len() + location.path.len() <= longest => {
                let line = location.span.map_or(String::new(), |span| format!("#L{}", span.start.line()));
                format!("[{escaped}]({base}{}{line})", escape::uri_path(&location.path))
            }
            _ => escaped.to_owned(),
        }
    }
}

fn evidence(decision: &Decision) -> String {
    let wanted = decision.needs_evidence;
    match decision.evidence.filter(|_| summary::has_evidence(decision)) {
        None if wanted == Evidence::Recorded => "none yet".to_owned(),
        None => format!("none yet (the policy asks for {wanted})"),
        Some(found) if found < wanted => format!("{found} (the policy asks for {wanted})"),
        Some(found) => found.to_string(),
    }
}

/// A cell that says the same as the one above it says so: missing votes and evidence, of decisions by the same votes.
fn say_once(rows: &mut [Vec<String>]) {
    const LONG: usize = 40;
    let above: Vec<Vec<String>> = rows.to_vec();
    for (row, above) in rows.iter_mut().skip(1).zip(&above) {
        for (cell, same) in row.iter_mut().zip(above).skip(3) {
            if cell == same && cell.chars().count() > LONG {
                "as above".clone_into(cell);
            }
        }
    }
}

fn folded(title: &str, content: &str) -> String {
    format!("<details><summary>{title}</summary>\n\n{}\n\n</details>\n", content.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::fixture;

    fn outside_fences(text: &str) -> String {
        let mut fence: Option<&str> = None;
        let mut out = String::new();
        for line in text.lines() {
            match fence {
                Some(open) => fence = (line != open).then_some(open),
                None if line.starts_with("```") => fence = Some(line.trim_end_matches(char::is_alphabetic)),
                None => out.extend([line, "\n"]),
            }
        }
        out
    }

    #[test]
    fn a_pending_change_says_who_must_do_what() {
        insta::assert_snapshot!(render(&fixture::pending()));
    }

    #[test]
    fn an_invalid_change_says_what_to_fix() {
        insta::assert_snapshot!(render(&fixture::invalid()));
    }

    #[test]
    fn a_check_has_no_verdict() {
        insta::assert_snapshot!(render(&fixture::clean_check()));
    }

    #[test]
    fn hostile_text_stays_text() {
        let text = render(&fixture::hostile());
        insta::assert_snapshot!(text);
        let outside = outside_fences(&text);
        assert_eq!(outside.matches("<!--").count(), 1);
        assert_eq!(outside.matches("</details>").count(), outside.matches("<details><summary>").count());
        assert_eq!(outside.matches('@').count(), outside.matches("`@`").count());
        assert!(!text.lines().any(|line| line.trim_start().starts_with("::") || line.contains("##[")));
    }

    #[test]
    fn a_failure_cannot_look_like_success() {
        let text = failure("gate", "✅ Approved\n\n**✅ Approved**", None);
        assert!(text.starts_with("<!-- milepost:gate -->\n**⚠️ Could not be judged:**"), "{text}");
        assert!(!text.contains("**✅"), "{text}");
    }

    #[test]
    fn the_text_goes_first_and_the_timeline_second() {
        let mut report = fixture::pending();
        report.texts[0].after = Some("a: 1\n".repeat(12_000).into());
        let text = render(&report);
        assert!(!text.contains("Text differences") && text.contains("```mermaid"));
        let change = report.changes[0].clone();
        report.changes.extend(std::iter::repeat_n(change, 200));
        let text = render(&report);
        assert!(!text.contains("```mermaid") && text.contains("| **"), "{text}");
        assert!(text.len() <= LARGEST_COMMENT);
    }

    #[test]
    fn the_verdict_counts_and_sign_off_always_stay() {
        let report = fixture::enormous("@|<`\u{202e}", 500, 300);
        let text = render(&report);
        assert!(text.len() <= LARGEST_COMMENT);
        assert!(text.starts_with("<!-- milepost:gate -->\n**❌ Not approved yet: "), "{text}");
        assert!(text.contains("1 warning · 300 notices · 1 of 3 votes needed"), "{text}");
        assert!(text.contains("and 298 more"), "{text}");
        assert!(text.contains("⏳ schedule pending"), "{text}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn no_input_makes_a_comment_too_long(
            piece in "(\\PC|[`|<>&@#\n]|\u{202e}|\u{e0001}){1,12}",
            repeat in 1_usize..200,
            rows in 0_usize..40,
        ) {
            let text = render(&fixture::enormous(&piece, repeat, rows));
            prop_assert!(text.len() <= LARGEST_COMMENT, "{} bytes", text.len());
            prop_assert!(text.contains("1 of 3 votes needed"));
        }
    }
}
