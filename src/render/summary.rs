//! Says in sentences what a report amounts to: verdict, consequence, counts and what to do next, for every format
//! that people read.
//!
//! The sentences hold foreign text and are not escaped; values stand between backquotes.

use crate::approval::{
    Cure, Decision, Evidence, MergeState, Proof, Reason, Status, Uncounted, Verdict, Votes,
};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::diff::{Cause, Change, ChangeKind, Renumbering};
use crate::report::{ClassifiedChange, Command, NOT_COMPARED, Report, Slip};

/// A number with its noun.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Names in a row.
pub(super) fn list(names: &[String]) -> String {
    names.join(", ")
}

/// `path:line:column`, or the path alone where the whole file is meant.
pub(super) fn place(location: &Location) -> String {
    match location.span {
        Some(span) => format!("{}:{}:{}", location.path, span.start.line(), span.start.column()),
        None => location.path.clone(),
    }
}

/// The sign of a verdict; never shown without `verdict_words`.
pub(super) const fn verdict_symbol(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approved => "✅",
        Verdict::NotRequired => "☑️",
        Verdict::Pending | Verdict::Rejected | Verdict::Invalid => "❌",
    }
}

/// The verdict in words.
pub(super) fn verdict_words(report: &Report, verdict: Verdict) -> &'static str {
    let weakest = report.decisions.iter().filter_map(|decision| decision.evidence).min();
    match verdict {
        Verdict::Approved if weakest == Some(Evidence::Recorded) => "Approved (recorded)",
        Verdict::Approved => "Approved",
        Verdict::NotRequired => "No sign-off needed",
        Verdict::Pending => "Not approved yet",
        Verdict::Rejected => "Rejected",
        Verdict::Invalid => "Invalid",
    }
}

/// The diagnostic that weighs most, the first of them.
pub(super) fn worst(report: &Report) -> Option<&Diagnostic> {
    let heaviest = report.diagnostics.iter().map(|diagnostic| diagnostic.severity).max()?;
    let mut worst = report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == heaviest);
    let first = worst.next()?;
    // What is said of a file as a whole follows from what is wrong at a place in it.
    let is_cause = |other: &&Diagnostic| {
        first.location.span.is_none()
            && other.location.span.is_some()
            && other.location.path == first.location.path
    };
    Some(worst.find(is_cause).unwrap_or(first))
}

/// The one consequence that matters most.
pub(super) fn consequence(report: &Report) -> Option<String> {
    if report.verdict == Some(Verdict::Invalid)
        && let Some(diagnostic) = worst(report)
    {
        return Some(diagnostic.message.clone());
    }
    let weaker = report.diagnostics.iter().any(|diagnostic| diagnostic.rule == "policy-weakened");
    let change = weightiest_change(report)?;
    Some(if weaker { format!("{change}; the policy asks for less than before") } else { change })
}

/// The change that matters most, in one sentence.
pub(super) fn weightiest_change(report: &Report) -> Option<String> {
    let changes = || report.changes.iter().map(|classified| &classified.change);
    let farthest = |change: &&Change| change.days.map(i64::unsigned_abs);
    let key_move =
        changes().rev().filter(|change| change.key && farthest(change).is_some()).max_by_key(farthest);
    let shift = changes().rev().filter(|change| change.kind == ChangeKind::Shifted).max_by_key(farthest);
    let heaviest = || {
        let weight = |classified: &&ClassifiedChange| {
            (classified.class, is_approval(&classified.change), is_version(&classified.change))
        };
        report.changes.iter().min_by_key(weight).map(|found| &found.change)
    };
    let chosen = match (key_move, shift) {
        (Some(moved), Some(shift)) if moved.cause == Some(Cause::Shift) => Some(shift),
        (Some(moved), _) => Some(moved),
        (None, Some(shift)) => Some(shift),
        (None, None) => heaviest(),
    };
    let chosen = chosen?;
    Some(match renumbering(report, &chosen.document).filter(|_| chosen.kind == ChangeKind::Renamed) {
        Some(numbers) => format!("{} – {numbers}", chosen.title),
        None => in_context(chosen),
    })
}

/// The sentence of a change with the name of its document, where the sentence does not say it.
fn in_context(change: &Change) -> String {
    if change.sentence.contains(&change.title) {
        change.sentence.clone()
    } else {
        format!("{} – {}", change.title, change.sentence)
    }
}

/// How many of what, in the order in which people ask.
pub(super) fn counts(report: &Report) -> Vec<String> {
    let mut counts = change_counts(report);
    // What `diff` compares it does not check, so that no errors would promise too much.
    let checks = !matches!(report.command, Command::Diff | Command::Plan);
    if checks || !report.diagnostics.is_empty() {
        counts.extend(diagnostic_counts(report));
    }
    counts.extend(sign_off(report));
    counts
}

/// A number that goes up with every change says less than the change.
fn is_version(change: &Change) -> bool {
    change.subject == "version"
}

fn is_approval(change: &Change) -> bool {
    change.document.starts_with("approval/")
}

/// The changes that people read: a reason that stands beside its move is not told a second time.
pub(super) fn worth_telling(report: &Report) -> impl Iterator<Item = &ClassifiedChange> {
    let told_with_a_move = |text: &Change| {
        text.kind == ChangeKind::Text
            && text.pointer.last().is_some_and(|key| key == "reason")
            && report.changes.iter().map(|classified| &classified.change).any(|other| {
                other.document == text.document
                    && other.subject == text.subject
                    && other.reason.is_some()
                    && other.reason == text.new
            })
    };
    report.changes.iter().filter(move |classified| !told_with_a_move(&classified.change))
}

/// What happened how often. Moves that somebody made are told as such where others followed from them.
pub(super) fn change_counts(report: &Report) -> Vec<String> {
    const WORDS: [&str; 17] = [
        "moved",
        "edited",
        "knock-on",
        "moved with the cycle",
        "dated",
        "no longer dated",
        "more or less exact",
        "renamed",
        "split",
        "merged",
        "no longer applicable",
        "applicable again",
        "changed",
        "added",
        "removed",
        "in words only",
        "in approvals",
    ];
    let followed =
        report.changes.iter().any(|classified| matches!(classified.change.cause, Some(Cause::KnockOn(_))));
    let told: Vec<&'static str> = worth_telling(report)
        .filter_map(|classified| happened(&classified.change))
        .map(|word| if word == "moved" && followed { "edited" } else { word })
        .collect();
    let counted = WORDS.map(|word| (told.iter().filter(|told| **told == word).count(), word));
    counted
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect()
}

/// What happened in a change, in a word; nothing for the shift of a cycle, whose moves are counted.
fn happened(change: &Change) -> Option<&'static str> {
    let is_schedule = change.document.starts_with("schedule/");
    let is_name =
        || is_schedule && matches!(change.pointer.as_slice(), [_, _, field] if field.as_str() == "name");
    Some(match (change.kind, &change.cause) {
        (ChangeKind::Text, _) => "in words only",
        _ if is_approval(change) => "in approvals",
        (ChangeKind::Shifted, _) => return None,
        (_, Some(Cause::KnockOn(_))) => "knock-on",
        (_, Some(Cause::Shift)) => "moved with the cycle",
        (ChangeKind::Moved, _) => "moved",
        (ChangeKind::Dated, _) => "dated",
        (ChangeKind::Undated, _) => "no longer dated",
        (ChangeKind::Precision, _) => "more or less exact",
        (ChangeKind::Split, _) => "split",
        (ChangeKind::Merged, _) => "merged",
        (ChangeKind::Applicability, _) if is_schedule => match change.new_shown.as_deref() {
            Some(shown) if shown.starts_with("not applicable") => "no longer applicable",
            _ => "applicable again",
        },
        (ChangeKind::Renamed, _) => "renamed",
        _ if is_name() => "renamed",
        (ChangeKind::Added, _) => "added",
        (ChangeKind::Removed, _) => "removed",
        _ => "changed",
    })
}

/// How many errors, warnings and, where there are any, notices.
pub(super) fn diagnostic_counts(report: &Report) -> Vec<String> {
    let notices = report.count(Severity::Notice);
    let mut counts = vec![
        plural(report.count(Severity::Error), "error"),
        plural(report.count(Severity::Warning), "warning"),
    ];
    if notices > 0 {
        counts.push(plural(notices, "notice"));
    }
    counts
}

/// How far the sign-off is.
pub(super) fn sign_off(report: &Report) -> Option<String> {
    match report.decisions.as_slice() {
        [] if report.verdict == Some(Verdict::NotRequired) => Some("no sign-off needed".to_owned()),
        [] => None,
        [Decision { count: Some((have, need)), .. }] => Some(format!("{have} of {need} votes needed")),
        [decision] => Some(format!("sign-off {}", decision.status.name())),
        several => {
            let met = several.iter().filter(|decision| decision.status == Status::Approved).count();
            Some(format!("{met} of {} decisions approved", several.len()))
        }
    }
}

/// How many documents were read and what was found in them.
pub(super) fn documents(report: &Report) -> String {
    let clean = report.count(Severity::Error) == 0 && report.count(Severity::Warning) == 0;
    let notices = report.count(Severity::Notice);
    let mut parts = vec![plural(report.documents, "document")];
    if clean {
        parts.push("no errors or warnings".to_owned());
        parts.extend((notices > 0).then(|| plural(notices, "notice")));
    } else {
        parts.extend(diagnostic_counts(report));
    }
    parts.join(", ")
}

/// What has to happen now and by whom, without a full stop.
pub(super) fn next(report: &Report) -> Option<String> {
    match report.verdict {
        Some(Verdict::Approved | Verdict::NotRequired) => {
            Some(merge(report).unwrap_or_else(|| "the change can be merged".to_owned()))
        }
        Some(Verdict::Pending) => Some(collect_votes(report)),
        Some(Verdict::Rejected) => {
            Some("the change was voted down; change it and ask for a new decision, or close it".to_owned())
        }
        Some(Verdict::Invalid) => worst(report).map(mend),
        None if matches!(report.command, Command::Diff | Command::Plan) => None,
        None => worst(report).filter(|diagnostic| diagnostic.severity > Severity::Notice).map(mend),
    }
}

fn mend(diagnostic: &Diagnostic) -> String {
    let place = place(&diagnostic.location);
    let what = match diagnostic.severity {
        Severity::Error => "fix the error",
        Severity::Warning => "look at the warning",
        Severity::Notice => "look at the notice",
    };
    let how = diagnostic.hint.as_deref().map_or(String::new(), |hint| format!(": {}", unstopped(hint)));
    format!("{what} `{}` at `{place}`{how}", diagnostic.rule)
}

fn collect_votes(report: &Report) -> String {
    let mut needs: Vec<(Missing<'_>, Vec<&str>)> = Vec::new();
    for decision in report.decisions.iter().filter(|decision| decision.status == Status::Pending) {
        let missing = Missing::of(decision);
        match needs.iter_mut().find(|(known, _)| *known == missing) {
            Some((_, classes)) => classes.push(decision.class.name()),
            None => needs.push((missing, vec![decision.class.name()])),
        }
    }
    let mut steps: Vec<String> = needs
        .iter()
        .map(|(missing, classes)| {
            let verb = if classes.len() == 1 { "needs" } else { "need" };
            match missing {
                Missing::Votes(needed) => format!("{} {verb} {needed}", enumerated(classes)),
                Missing::Fact(fact) => format!("{}: {fact}", enumerated(classes)),
            }
        })
        .collect();
    let nothing_to_vote_in = report
        .decisions
        .iter()
        .any(|decision| decision.status == Status::Pending && decision.approvals.is_empty());
    if report.approval.is_some() && nothing_to_vote_in {
        steps.push("`milepost approve` writes the file to vote in".to_owned());
    }
    if steps.is_empty() {
        steps.push("the missing sign-off".to_owned());
    }
    let merge = merge(report).map_or(String::new(), |merge| format!("; then {merge}"));
    format!("{}{merge}", steps.join("; "))
}

/// What keeps a decision pending.
#[derive(PartialEq)]
enum Missing<'a> {
    Votes(&'a str),
    Fact(&'a str),
}

impl<'a> Missing<'a> {
    fn of(decision: &'a Decision) -> Self {
        let reason = decision.reasons.first().map(|reason| reason.message.as_str());
        match (decision.needed.as_deref(), reason) {
            (Some(needed), _) => Self::Votes(unstopped(needed)),
            (None, Some(reason)) => Self::Fact(unstopped(reason)),
            (None, None) => Self::Votes("more votes"),
        }
    }
}

/// `policy`, `policy and schedule`, `electorate, policy and schedule`
fn enumerated(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn merge(report: &Report) -> Option<String> {
    let awaited = report.merging.iter().filter(|merging| merging.state == MergeState::Awaited);
    let mut who: Vec<&str> = awaited.map(|merging| merging.by.as_str()).collect();
    who.sort_unstable();
    who.dedup();
    (!who.is_empty()).then(|| format!("{} merges", who.join(" or ")))
}

fn unstopped(text: &str) -> &str {
    text.strip_suffix('.').unwrap_or(text)
}

/// By how much a date moved: `14 days later (10 working days)`.
pub(super) fn delta(change: &Change) -> Option<String> {
    // Of several dates the sentence says which one moved how far.
    if matches!(change.kind, ChangeKind::Split | ChangeKind::Merged) {
        return None;
    }
    let days = change.days?;
    if let Some(years) = change.years() {
        return Some(years.to_string());
    }
    if let Some(ends) = change.ends {
        return Some(ends.to_string());
    }
    let direction = match days.signum() {
        1 => "later",
        -1 => "earlier",
        _ if change.old_day == change.new_day => return Some("same day".to_owned()),
        _ => return Some("less than a day".to_owned()),
    };
    let count = |days: i64| usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    let working = change
        .working_days
        .map_or(String::new(), |days| format!(" ({})", plural(count(days), "working day")));
    Some(format!("{} {direction}{working}", plural(count(days), "day")))
}

/// By how much a date moved otherwise than its cycle: `3 days later than the cycle`.
pub(super) fn beyond_shift(change: &Change) -> Option<String> {
    let days = change.beyond_shift?;
    let count = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    let direction = if days < 0 { "earlier" } else { "later" };
    Some(format!("{} {direction} than the shift", plural(count, "day")))
}

/// How far a milestone has slipped in all, where that is more than this change.
pub(super) fn slip(report: &Report, change: &Change) -> Option<String> {
    let is_its = |slip: &&Slip| slip.path == change.location.path && slip.subject == change.subject;
    let slip = report.slips.iter().filter(|_| Slip::is_about(change)).find(is_its)?;
    slip.says_more_than(change).then(|| slip.shown())
}

/// What happened to numbered milestones, in one line.
pub(super) fn renumbering(report: &Report, document: &str) -> Option<Renumbering> {
    let changes = report.changes.iter().map(|classified| &classified.change);
    Renumbering::of(&changes.filter(|change| change.document == document))
}

/// What happened to the milestones of a plan as a whole: numbers that were counted anew, or another time altogether.
pub(super) fn heading(report: &Report, document: &str) -> Option<String> {
    let numbers = renumbering(report, document).map(|numbers| numbers.to_string());
    numbers.or_else(|| far_moves(report, document))
}

/// A plan of which every date that moves does so by more than a year, as where it becomes the plan of another cycle.
pub(super) fn far_moves(report: &Report, document: &str) -> Option<String> {
    const FEWEST: usize = 3;
    const YEAR: i64 = 366;
    let changes = || report.changes.iter().map(|found| &found.change).filter(|one| one.document == document);
    let is_move = |change: &&Change| change.kind == ChangeKind::Moved;
    let days: Vec<i64> = changes().filter(is_move).filter_map(|change| change.days).collect();
    let (least, most) = (*days.iter().min()?, *days.iter().max()?);
    let direction = match (least > YEAR, most < -YEAR) {
        (true, _) => "later",
        (_, true) => "earlier",
        _ => return None,
    };
    let is_shift = changes().any(|change| change.kind == ChangeKind::Shifted);
    let (fewest, most) = (least.abs().min(most.abs()), least.abs().max(most.abs()));
    (days.len() >= FEWEST && !is_shift).then(|| {
        format!("all {} moves are of more than a year, {fewest} to {most} days {direction}", days.len())
    })
}

/// Why a date moved, in words.
pub(super) fn cause(change: &Change) -> Option<String> {
    change.cause.as_ref().map(|cause| match cause {
        Cause::Edited => "edited".to_owned(),
        Cause::KnockOn(anchor) => format!("knock-on of `{anchor}`"),
        Cause::Shift => "moves with the whole cycle".to_owned(),
    })
}

/// Whether a change is about when something happens.
pub(super) fn is_dated(change: &Change) -> bool {
    let day = change.old_day.is_some() || change.new_day.is_some() || change.days.is_some();
    match change.kind {
        ChangeKind::Moved
        | ChangeKind::Dated
        | ChangeKind::Undated
        | ChangeKind::Precision
        | ChangeKind::Shifted => true,
        ChangeKind::Added | ChangeKind::Removed | ChangeKind::Split | ChangeKind::Merged => {
            day && change.document.starts_with("schedule")
        }
        _ => false,
    }
}

/// The value on one side as people read it.
pub(super) fn shown<'a>(shown: Option<&'a str>, written: Option<&'a str>) -> Option<&'a str> {
    shown.or(written)
}

/// The changes of one document.
pub(super) struct DocumentChanges<'a> {
    pub(super) title: &'a str,
    pub(super) document: &'a str,
    pub(super) changes: Vec<&'a ClassifiedChange>,
}

/// Groups changes by document: what needs the weightiest decision first, else in the order of the paths.
pub(super) fn by_document<'a>(
    changes: impl Iterator<Item = &'a ClassifiedChange>,
) -> Vec<DocumentChanges<'a>> {
    let mut groups: Vec<DocumentChanges<'a>> = Vec::new();
    for classified in changes {
        let change = &classified.change;
        match groups.iter_mut().find(|group| group.document == change.document && group.title == change.title)
        {
            Some(group) => group.changes.push(classified),
            None => groups.push(DocumentChanges {
                title: &change.title,
                document: &change.document,
                changes: vec![classified],
            }),
        }
    }
    groups.sort_by_key(|group| group.changes.iter().map(|classified| classified.class).min());
    groups
}

/// The sign in front of the word for a kind of change.
pub(super) const fn change_symbol(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "+",
        ChangeKind::Removed => "-",
        ChangeKind::Shifted => "»",
        _ => "~",
    }
}

/// How each vote is proven, and why those that do not count do not; the first of many.
pub(super) fn proofs(decision: &Decision) -> Vec<String> {
    let told = decision.cast.iter().take(PROOFS).map(|cast| {
        let uncounted = cast.uncounted.map(|why| format!(" (not counted: {})", why.in_words()));
        format!("{} {} {}{}", cast.voter, cast.vote.name(), cast.proof, uncounted.unwrap_or_default())
    });
    let more = decision.cast.len().saturating_sub(PROOFS);
    told.chain((more > 0).then(|| format!("and {more} more"))).collect()
}

/// How many votes are shown with their proof.
const PROOFS: usize = 20;

/// Whether the votes differ from what merely stands in the file.
pub(super) fn has_proof_to_tell(decision: &Decision) -> bool {
    decision.cast.iter().any(|cast| {
        cast.proof != Proof::Recorded || cast.uncounted.is_some_and(|why| why != Uncounted::NotTheirs)
    })
}

/// Who has not voted at all: whose vote only lacks proof has.
pub(super) fn silent(votes: &Votes) -> Vec<String> {
    votes.missing.iter().filter(|person| !votes.uncounted.contains(person)).cloned().collect()
}

/// Why a decision is not approved, without what the count and the need say already.
pub(super) fn reasons_worth_telling(decision: &Decision) -> impl Iterator<Item = &Reason> {
    let needed = decision.needed.as_deref().filter(|_| decision.status == Status::Pending);
    let is_told = move |reason: &Reason| match (&reason.cure, needed) {
        (_, None) => false,
        (None, Some(_)) => reason.rule == "threshold" && decision.count.is_some(),
        (Some(Cure::InsteadOfVotes(cure) | Cure::BesidesVotes(cure)), Some(needed)) => {
            REPEATED.contains(&reason.rule) && needed.contains(cure.as_str())
        }
        (Some(Cure::MoreVotes { why, .. }), Some(needed)) => {
            REPEATED.contains(&reason.rule) && needed.contains(why)
        }
    };
    decision.reasons.iter().filter(move |reason| !is_told(reason))
}

/// The rules whose reason says the same as its cure.
const REPEATED: [&str; 3] = ["threshold", "window", "proposer-alone"];

/// How many rules could not run because a document has errors, where these are shown: they are what matters.
pub(super) fn hidden_by_errors(report: &Report) -> usize {
    if report.count(Severity::Error) == 0 {
        return 0;
    }
    report.not_checked.iter().filter(|missed| is_hidden_by_error(&missed.reason)).count()
}

/// Whether a rule could not run because of an error that is reported.
pub(super) fn is_hidden_by_error(reason: &str) -> bool {
    reason.contains("` has errors")
}

/// The rules that could not run, by the reason why.
pub(super) fn not_checked(report: &Report) -> Vec<(&str, Vec<&'static str>)> {
    let mut groups: Vec<(&str, Vec<&'static str>)> = Vec::new();
    // What could not be compared is told among the changes.
    for missed in report.not_checked.iter().filter(|missed| missed.rule != NOT_COMPARED) {
        match groups.iter_mut().find(|(reason, _)| *reason == missed.reason) {
            Some((_, rules)) => rules.push(missed.rule),
            None => groups.push((&missed.reason, vec![missed.rule])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn the_farthest_key_milestone_is_the_consequence() {
        assert_eq!(
            consequence(&fixture::pending()).unwrap(),
            "Paris – General availability moves 14 days later (Thu 8 Jul → Thu 22 Jul 2027)"
        );
    }

    #[test]
    fn a_shift_of_the_cycle_stands_for_its_moves() {
        let mut report = fixture::pending();
        for classified in &mut report.changes {
            classified.change.cause = Some(Cause::Shift);
        }
        let mut shift = report.changes[0].clone();
        shift.change.kind = ChangeKind::Shifted;
        shift.change.cause = None;
        shift.change.sentence = "Paris moves 14 days later".to_owned();
        report.changes.push(shift);
        assert_eq!(consequence(&report).unwrap(), "Paris moves 14 days later");
        assert_eq!(change_counts(&report), ["4 moved with the cycle"]);
    }

    #[test]
    fn moves_are_counted_as_moves_unless_others_follow_from_them() {
        let mut report = fixture::pending();
        assert_eq!(change_counts(&report)[..2], ["1 edited", "2 knock-on"]);
        for classified in &mut report.changes {
            classified.change.cause = None;
        }
        assert_eq!(change_counts(&report)[0], "3 moved");
        report.changes[0].change.kind = ChangeKind::Dated;
        report.changes[1].change.kind = ChangeKind::Renamed;
        assert_eq!(change_counts(&report)[..3], ["1 moved", "1 dated", "1 renamed"]);
    }

    #[test]
    fn a_plan_that_moves_by_more_than_a_year_says_so_once() {
        let mut report = fixture::pending();
        let document = report.changes[0].change.document.clone();
        assert_eq!(heading(&report, &document), None);
        for (classified, days) in report.changes.iter_mut().zip([539, 904, 546]) {
            classified.change.days = Some(days);
        }
        let said = "all 3 moves are of more than a year, 539 to 904 days later";
        assert_eq!(heading(&report, &document).unwrap(), said);
        report.changes[1].change.days = Some(14);
        assert_eq!(heading(&report, &document), None);
    }

    #[test]
    fn without_dates_the_heaviest_class_is_the_consequence() {
        let mut report = fixture::pending();
        report.changes.drain(..3);
        assert_eq!(
            consequence(&report).unwrap(),
            "Ivan Petrov joins the roster as a contributor without a vote"
        );
    }

    #[test]
    fn weak_evidence_is_said_with_the_verdict() {
        let mut report = fixture::pending();
        report.decisions[0].status = Status::Approved;
        assert_eq!(verdict_words(&report, Verdict::Approved), "Approved (recorded)");
        report.decisions[0].evidence = Some(Evidence::Signed);
        assert_eq!(verdict_words(&report, Verdict::Approved), "Approved");
        report.verdict = Some(Verdict::Approved);
        assert_eq!(next(&report).unwrap(), "a TSC member merges");
    }

    #[test]
    fn several_decisions_are_counted_and_each_says_what_it_needs() {
        let mut report = fixture::pending();
        let mut policy = report.decisions[0].clone();
        policy.class = crate::approval::Class::Policy;
        policy.needed = None;
        report.decisions.push(policy);
        assert_eq!(sign_off(&report).unwrap(), "0 of 2 decisions approved");
        assert_eq!(
            next(&report).unwrap(),
            "schedule needs 1 more of dave, grace, heidi, and proof of the vote of bob (approve the pull request \
             on GitHub, or sign with `milepost sign`); policy: 2 of the 3 needed votes are in favour; then a TSC member merges"
        );
    }

    #[test]
    fn a_move_says_its_direction() {
        let mut change = fixture::pending().changes.remove(0).change;
        change.days = Some(-1);
        change.working_days = Some(-1);
        assert_eq!(delta(&change).unwrap(), "1 day earlier (1 working day)");
    }
}
