//! What is wrong with an approval: votes that may not be cast, classes that do not fit, a second use, a false outcome.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::{Approval, Document, Method, Outcome};

use super::Class;
use super::candidate::{Basis, Candidate, declared};
use super::case::Case;
use super::counted::{by_managers, by_vote};
use super::emergency::is_called_one;
use super::requirement::Requirement;
use super::subject::Relation;
use super::tally::Tally;

/// An approval with what is wrong with it.
#[derive(Debug)]
pub(super) struct Examined<'a> {
    pub(super) candidate: Candidate<'a>,
    pub(super) defects: Vec<Diagnostic>,
}

impl<'a> Examined<'a> {
    /// Examines the approvals of a step, each in the light of the others.
    pub(super) fn all(case: &Case<'a>, candidates: Vec<Candidate<'a>>) -> Vec<Self> {
        let defects: Vec<Vec<Diagnostic>> =
            candidates.iter().map(|candidate| defects(case, candidate, &candidates)).collect();
        candidates.into_iter().zip(defects).map(|(candidate, defects)| Self { candidate, defects }).collect()
    }

    /// The approval, where it may speak. One that is merged already cannot be mended; with an error in it, it speaks
    /// for nothing.
    pub(super) fn usable(&self) -> Option<&Candidate<'a>> {
        let is_broken = self.defects.iter().any(|defect| defect.severity == Severity::Error);
        (self.candidate.is_new || !is_broken).then_some(&self.candidate)
    }
}

/// An old approval of other content is history, and not looked into.
fn defects(case: &Case<'_>, candidate: &Candidate<'_>, all: &[Candidate<'_>]) -> Vec<Diagnostic> {
    let applies = candidate.relation == Relation::Applies;
    if !applies && !candidate.is_new {
        return Vec::new();
    }
    let mut defects = candidate.roll.diagnostics.clone();
    if applies {
        defects.extend(classes_mismatch(case, candidate.approval, all));
    }
    if candidate.is_new {
        defects.extend(brought_back(case, candidate));
        defects.extend(ratifies_nothing(candidate.approval));
    } else {
        defects.extend(reused(case, candidate.approval));
    }
    defects.extend(outcome_mismatch(case, candidate));
    defects.extend(minutes_missing(candidate.approval));
    defects
}

/// `decisions:` says exactly what the named paths need: all or nothing.
fn classes_mismatch(
    case: &Case<'_>,
    approval: &Document<Approval>,
    all: &[Candidate<'_>],
) -> Vec<Diagnostic> {
    let needed: BTreeSet<Class> = approval
        .value
        .subject
        .iter()
        .filter_map(|subject| case.needs.classes.get(subject.path.as_str()))
        .flatten()
        .copied()
        .collect();
    let mut found = needless_paths(case, approval);
    found.extend(needless_classes(approval, &needed));
    found.extend(omitted_classes(approval, &needed, all));
    found
}

fn needless_paths(case: &Case<'_>, approval: &Document<Approval>) -> Vec<Diagnostic> {
    let paths = approval.value.subject.iter().map(|subject| &subject.path);
    let needless = paths.filter(|path| !case.needs.classes.contains_key(path.as_str()));
    needless
        .map(|path| {
            let message = format!(
                "`{}` decides about `{}`, whose change needs nobody's sign-off",
                approval.id, path.value
            );
            Diagnostic::error("classes-mismatch", approval.at(path.span), message)
                .with_hint("take the path out of the subject: an approval names exactly what needs sign-off")
        })
        .collect()
}

fn needless_classes(approval: &Document<Approval>, needed: &BTreeSet<Class>) -> Vec<Diagnostic> {
    let is_useful = |class: Class| {
        needed.contains(&class) || (class == Class::Schedule && needed.contains(&Class::ScheduleMinor))
    };
    let decisions = approval.value.decisions.iter();
    decisions
        .filter(|decision| Class::from_name(decision).is_some_and(|class| !is_useful(class)))
        .map(|decision| {
            let message = format!(
                "`{}` says that it decides `{}`, but the change needs no such decision",
                approval.id, decision.value
            );
            Diagnostic::error("classes-mismatch", approval.at(decision.span), message)
                .with_hint(format!("the change needs: {}", names(needed)))
        })
        .collect()
}

fn omitted_classes(
    approval: &Document<Approval>,
    needed: &BTreeSet<Class>,
    all: &[Candidate<'_>],
) -> Vec<Diagnostic> {
    let stated: BTreeSet<Class> = declared(&approval.value).collect();
    let is_served = |class: Class| {
        stated.contains(&class) || (class == Class::ScheduleMinor && stated.contains(&Class::Schedule))
    };
    let others = declared_by_others(approval, all);
    let span = approval.value.decisions.first().map(|decision| decision.span);
    needed
        .iter()
        .filter(|class| !is_served(**class) && !others.contains(class))
        .map(|class| {
            let place = Location { path: approval.path.clone(), span };
            let message =
                format!("the change needs a decision `{class}`, which `{}` does not state", approval.id);
            Diagnostic::error("classes-mismatch", place, message)
                .with_hint(format!("write `decisions: [{}]`", names(needed)))
        })
        .collect()
}

/// The classes that other approvals of the same paths state.
fn declared_by_others(approval: &Document<Approval>, all: &[Candidate<'_>]) -> BTreeSet<Class> {
    let paths = approval.value.subject.iter().map(|subject| subject.path.as_str());
    let paths: BTreeSet<&str> = paths.collect();
    let others = all.iter().filter(|other| other.approval.id != approval.id);
    others
        .filter(|other| other.relation == Relation::Applies)
        .filter(|other| paths.iter().any(|path| other.names(path)))
        .flat_map(|other| declared(&other.approval.value))
        .collect()
}

/// An approval is used once (threat T11): by history, or because another approval starts where this one ended.
fn reused(case: &Case<'_>, approval: &Document<Approval>) -> Option<Diagnostic> {
    let continues = |other: &Document<Approval>| {
        other.value.subject.iter().any(|later| {
            approval.value.subject.iter().any(|own| own.path == later.path && own.to == later.from)
        })
    };
    let mut others = case.step.before.approvals.values().filter(|other| other.id != approval.id);
    let later = others.find(|other| continues(other));
    if !case.step.history.used.contains(&approval.id) && later.is_none() {
        return None;
    }
    let message = format!("`{}` was used by an earlier change already", approval.id);
    let diagnostic = Diagnostic::error("approval-reused", approval.at(approval.value.id.span), message)
        .with_hint("this content was left again since; it takes a new decision to come back");
    Some(match later {
        Some(later) => {
            diagnostic.with_label(later.at(later.value.id.span), "this approval starts from its result")
        }
        None => diagnostic,
    })
}

/// Who takes a merged approval away cannot bring it in again as a new one: it may have been used, or revoked (threats T11
/// and T16). To put the file back, and no more, is no use of it.
fn brought_back(case: &Case<'_>, candidate: &Candidate<'_>) -> Option<Diagnostic> {
    let approval = candidate.approval;
    if candidate.relation != Relation::Applies || !case.step.history.held.contains(&approval.id) {
        return None;
    }
    let message =
        format!("`{}` stood on this branch before, and an earlier change took it away", approval.id);
    Some(
        Diagnostic::error("approval-reused", approval.at(approval.value.id.span), message)
            .with_hint("an approval is used once; this change takes a new decision, under a new id"),
    )
}

/// What approves an earlier step has to decide something about it, and not in an emergency once more.
fn ratifies_nothing(approval: &Document<Approval>) -> Option<Diagnostic> {
    let commit = approval.value.ratifies.as_ref()?;
    let (message, hint) = if approval.value.decisions.is_empty() {
        (
            format!("`{}` ratifies a commit, but decides nothing", approval.id),
            "name in `decisions` and `subject` what the commit needed sign-off for",
        )
    } else if is_called_one(&approval.value) {
        (
            format!("`{}` ratifies a commit by the method `emergency`", approval.id),
            "to ratify is the regular decision: hold the vote that the policy asks for",
        )
    } else {
        return None;
    };
    Some(Diagnostic::error("classes-mismatch", approval.at(commit.span), message).with_hint(hint))
}

/// `outcome:` is recomputed from the votes, and never believed.
fn outcome_mismatch(case: &Case<'_>, candidate: &Candidate<'_>) -> Option<Diagnostic> {
    let stated = candidate.approval.value.outcome.as_ref()?;
    let tallies = tallies(case, candidate);
    let passes = tallies.iter().all(|tally| tally.votes_pass);
    if tallies.is_empty() || (stated.value == Outcome::Approved) == passes {
        return None;
    }
    let written = if stated.value == Outcome::Approved { "approved" } else { "rejected" };
    let reasons = tallies.iter().flat_map(|tally| &tally.reasons);
    let facts: Vec<&str> = reasons.map(|reason| reason.message.as_str()).collect();
    let why = if facts.is_empty() { "the votes pass".to_owned() } else { facts.join("; ") };
    let message = format!("`{}` says `{written}`, but by its votes it is not: {why}", candidate.approval.id);
    Some(
        Diagnostic::error("outcome-mismatch", candidate.approval.at(stated.span), message)
            .with_hint("correct the votes or the outcome; while the vote is open, leave `outcome` out"),
    )
}

/// The votes by the rule of every class that the approval states, whatever evidence the policy wants.
fn tallies(case: &Case<'_>, candidate: &Candidate<'_>) -> Vec<Tally> {
    let requirements: Vec<Requirement<'_>> = declared(&candidate.approval.value)
        .filter_map(|class| Requirement::of(case.policy, class))
        .map(|own| candidate.emergency.map_or(own, |emergency| own.in_an_emergency(emergency)))
        .map(Requirement::by_record)
        .collect();
    let tallies = |requirement: &Requirement<'_>| {
        let ballot = candidate.ballot(requirement, Basis::Listed);
        let votes = requirement.vote().map(|vote| by_vote(case, candidate, requirement, vote, &ballot));
        let managers =
            requirement.managers().map(|count| by_managers(case, candidate, requirement, count, &ballot));
        (votes, managers)
    };
    let (votes, managers): (Vec<_>, Vec<_>) = requirements.iter().map(tallies).unzip();
    votes.into_iter().chain(managers).flatten().collect()
}

fn minutes_missing(approval: &Document<Approval>) -> Option<Diagnostic> {
    let method = approval.value.method.as_ref()?;
    let is_missing = method.value == Method::Meeting && approval.value.minutes.is_none();
    is_missing.then(|| {
        let message = format!("`{}` was voted in a meeting, but names no minutes", approval.id);
        Diagnostic::warning("minutes-missing", approval.at(method.span), message)
            .with_hint("add `minutes:` with the address of the minutes, so that the votes can be looked up")
    })
}

fn names(classes: &BTreeSet<Class>) -> String {
    let names: Vec<&str> = classes.iter().map(|class| class.name()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
