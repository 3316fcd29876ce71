//! Whether a step of the past was decided by a vote on the plan: what the tolerance is measured against (threat T64).

use super::Class;
use super::candidate::{Basis, Candidate, candidates, declared};
use super::case::Case;
use super::classify::{ClassifiedChange, Step, classify};
use super::counted::{by_managers, by_vote};
use super::requirement::Requirement;
use super::subject::Relation;

/// Whether an approval about exactly this step decides the plan at `path` as `schedule`, and has the votes that the
/// documents before the step ask for. Windows and evidence are not asked for again: the gate of that time did.
pub fn was_voted(step: Step<'_>, path: &str) -> bool {
    was_voted_after(step, &classify(step, step.changes()), path)
}

/// The same, where it is known what the step changes.
pub fn was_voted_after(step: Step<'_>, changes: &[ClassifiedChange], path: &str) -> bool {
    let Ok(case) = Case::open(step, changes) else { return false };
    let Some(requirement) = Requirement::of(case.policy, Class::Schedule) else { return false };
    let requirement = requirement.by_record();
    candidates(&case).any(|candidate| decides(&candidate, path) && passes(&case, &candidate, &requirement))
}

fn decides(candidate: &Candidate<'_>, path: &str) -> bool {
    candidate.relation == Relation::Applies
        && candidate.names(path)
        && candidate.roll.diagnostics.is_empty()
        && declared(&candidate.approval.value).any(|class| class == Class::Schedule)
}

fn passes(case: &Case<'_>, candidate: &Candidate<'_>, requirement: &Requirement<'_>) -> bool {
    let ballot = candidate.ballot(requirement, Basis::Listed);
    let votes =
        requirement.vote().map(|vote| by_vote(case, candidate, requirement, vote, &ballot).votes_pass);
    let managers = requirement
        .managers()
        .map(|count| by_managers(case, candidate, requirement, count, &ballot).votes_pass);
    match (votes, managers) {
        (None, None) => false,
        (votes, managers) => votes.unwrap_or(true) && managers.unwrap_or(true),
    }
}
