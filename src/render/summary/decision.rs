//! What stands beside a decision: how votes are proven, why it is not approved, and which rules could not run.

use crate::approval::{Cure, Decision, Proof, Reason, Status, Uncounted, Votes};
use crate::diagnostic::Severity;
use crate::report::{NOT_COMPARED, Report};

/// How each vote is proven, and why those that do not count do not; the first of many.
pub(in crate::render) fn proofs(decision: &Decision) -> Vec<String> {
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
pub(in crate::render) fn has_proof_to_tell(decision: &Decision) -> bool {
    decision.cast.iter().any(|cast| {
        cast.proof != Proof::Recorded || cast.uncounted.is_some_and(|why| why != Uncounted::NotTheirs)
    })
}

/// Whether there is anything whose evidence could be told: silence may decide too, and no vote decides nothing.
pub(in crate::render) fn has_evidence(decision: &Decision) -> bool {
    decision.status == Status::Approved || !decision.cast.is_empty()
}

/// Whether what GitHub shows counts for anything here, which a clone does not know.
pub(in crate::render) fn rests_on_github(report: &Report) -> bool {
    let is_shown =
        |proof: &Proof| matches!(proof, Proof::Review { .. } | Proof::PlusOne { .. } | Proof::Merger);
    report.decisions.iter().flat_map(|decision| &decision.cast).any(|cast| is_shown(&cast.proof))
}

/// Who has not voted at all: whose vote only lacks proof has.
pub(in crate::render) fn silent(votes: &Votes) -> Vec<String> {
    votes.missing.iter().filter(|person| !votes.uncounted.contains(person)).cloned().collect()
}

/// Why a decision is not approved, without what the count and the need say already.
pub(in crate::render) fn reasons_worth_telling(decision: &Decision) -> impl Iterator<Item = &Reason> {
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
pub(in crate::render) fn hidden_by_errors(report: &Report) -> usize {
    if report.count(Severity::Error) == 0 {
        return 0;
    }
    report.not_checked.iter().filter(|missed| is_hidden_by_error(&missed.reason)).count()
}

/// Whether a rule could not run because of an error that is reported.
pub(in crate::render) fn is_hidden_by_error(reason: &str) -> bool {
    reason.contains("` has errors")
}

/// The rules that could not run, by the reason why.
pub(in crate::render) fn not_checked(report: &Report) -> Vec<(&str, Vec<&'static str>)> {
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
