//! How much of what: changes, findings, votes and documents.

use super::plural;
use crate::approval::{Decision, Status, Verdict};
use crate::diagnostic::Severity;
use crate::diff::{Cause, Change, ChangeKind};
use crate::report::{ClassifiedChange, Command, Report};

/// How many of what, in the order in which people ask.
pub(in crate::render) fn counts(report: &Report) -> Vec<String> {
    let mut counts = change_counts(report);
    // What `diff` compares it does not check, so that no errors would promise too much.
    let checks = !matches!(report.command, Command::Diff | Command::Plan);
    if checks || !report.diagnostics.is_empty() {
        counts.extend(diagnostic_counts(report));
    }
    counts.extend(sign_off(report));
    counts
}

pub(super) fn is_approval(change: &Change) -> bool {
    change.document.starts_with("approval/")
}

/// The changes that people read: a reason that stands beside its move is not told a second time.
pub(in crate::render) fn worth_telling(report: &Report) -> impl Iterator<Item = &ClassifiedChange> {
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
fn diagnostic_counts(report: &Report) -> Vec<String> {
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
pub(in crate::render) fn documents(report: &Report) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

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
}
