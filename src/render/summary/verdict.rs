//! The verdict in words, and the one consequence that matters most.

use super::{is_approval, renumbering};
use crate::approval::{Evidence, Verdict};
use crate::diagnostic::Diagnostic;
use crate::diff::{Cause, Change, ChangeKind};
use crate::report::{ClassifiedChange, Report};

/// The sign of a verdict; never shown without `verdict_words`.
pub(in crate::render) const fn verdict_symbol(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approved => "✅",
        Verdict::NotRequired => "☑️",
        Verdict::Pending | Verdict::Rejected | Verdict::Invalid => "❌",
    }
}

/// The verdict in words.
pub(in crate::render) fn verdict_words(report: &Report, verdict: Verdict) -> &'static str {
    let weakest = report.decisions.iter().filter_map(|decision| decision.evidence).min();
    match verdict {
        Verdict::Approved if weakest == Some(Evidence::Recorded) => "Approved (recorded)",
        Verdict::Approved => "Approved",
        Verdict::NotRequired => "No sign-off needed",
        Verdict::Pending if report.merged.is_some() => "Not approved",
        Verdict::Pending => "Not approved yet",
        Verdict::Rejected => "Rejected",
        Verdict::Invalid => "Invalid",
    }
}

/// The diagnostic that weighs most, the first of them.
pub(in crate::render) fn worst(report: &Report) -> Option<&Diagnostic> {
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
pub(in crate::render) fn consequence(report: &Report) -> Option<String> {
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
pub(in crate::render) fn weightiest_change(report: &Report) -> Option<String> {
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

/// A number that goes up with every change says less than the change.
fn is_version(change: &Change) -> bool {
    change.subject == "version"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::approval::Status;
    use crate::render::fixture;
    use crate::render::summary::counts::change_counts;
    use crate::render::summary::next;

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
}
