//! Whether a step of the past was decided by a vote on the plan: what the tolerance is measured against (threat T64).

use super::candidate::{Basis, Candidate, candidates, declared};
use super::case::Case;
use super::classify::{ClassifiedChange, Step, classify};
use super::counted::{by_managers, by_vote};
use super::requirement::Requirement;
use super::subject::Relation;
use super::{Class, Evidence};

/// Whether an approval about exactly this step decides the plan at `path` as `schedule`, and has the votes that the
/// documents before the step ask for. Windows are not asked for again: the gate of that time did. Of the evidence, what
/// the tree holds is: a policy that asks for signatures is not met by lines without. What only GitHub showed is taken as
/// the tree tells it, by the lines of the file and by its witness.
pub fn was_voted(step: Step<'_>, path: &str) -> bool {
    was_voted_after(step, &classify(step, step.changes()), path)
}

/// The same, where it is known what the step changes.
pub fn was_voted_after(step: Step<'_>, changes: &[ClassifiedChange], path: &str) -> bool {
    let Ok(case) = Case::open(step, changes) else { return false };
    let Some(requirement) = Requirement::of(case.policy, Class::Schedule) else { return false };
    candidates(&case).any(|candidate| decides(&candidate, path) && passes(&case, &candidate, &requirement))
}

fn decides(candidate: &Candidate<'_>, path: &str) -> bool {
    candidate.relation == Relation::Applies
        && candidate.names(path)
        && candidate.roll.diagnostics.is_empty()
        && declared(&candidate.approval.value).any(|class| class == Class::Schedule)
}

fn passes(case: &Case<'_>, candidate: &Candidate<'_>, requirement: &Requirement<'_>) -> bool {
    let basis = if requirement.evidence == Evidence::Signed { Basis::Shown } else { Basis::Told };
    let ballot = candidate.ballot(requirement, basis);
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
