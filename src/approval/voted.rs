//! Whether a step of the past was decided by a vote on the plan: what the tolerance is measured against (threat T64).

use super::candidate::{Basis, Candidate, candidates, declared};
use super::case::Case;
use super::classify::{ClassifiedChange, Step, classify};
use super::counted::{by_managers, by_vote};
use super::requirement::Requirement;
use super::subject::Relation;
use super::{Class, Evidence};

/// Whether a step of the past was decided by a vote on a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voted {
    /// It was.
    Yes,
    /// By what the tree tells it was, but only GitHub could prove it, and nobody had to ask GitHub unless the change was
    /// too much for the release managers against what had been voted on before.
    IfNeeded,
    /// It was not.
    No,
}

/// Whether an approval about exactly this step decides the plan at `path` as `schedule`, and has the votes that the
/// documents before the step ask for. Windows are not asked for again: the gate of that time did. Of the evidence, what
/// the tree holds is: a policy that asks for signatures is not met by lines without. What only GitHub showed is taken as
/// the tree tells it, by the lines of the file and by its witness, where the step could not pass without; beside the
/// word of release managers, which was enough, anybody could have written such lines.
pub fn was_voted(step: Step<'_>, path: &str) -> Voted {
    voted(step, &classify(step, step.changes()), path)
}

/// The same, where it is known what the step changes, measured against what was voted on before.
pub fn was_voted_after(step: Step<'_>, changes: &[ClassifiedChange], path: &str) -> bool {
    voted(step, changes, path) == Voted::Yes
}

fn voted(step: Step<'_>, changes: &[ClassifiedChange], path: &str) -> Voted {
    let Ok(case) = Case::open(step, changes) else { return Voted::No };
    let Some(requirement) = Requirement::of(case.policy, Class::Schedule) else { return Voted::No };
    let passes = |basis| {
        candidates(&case)
            .any(|candidate| decides(&candidate, path) && passes(&case, &candidate, &requirement, basis))
    };
    let is_needed = || case.needs.classes.get(path).is_some_and(|classes| classes.contains(&Class::Schedule));
    match () {
        () if passes(Basis::Shown) => Voted::Yes,
        () if requirement.evidence == Evidence::Signed || !passes(Basis::Told) => Voted::No,
        () if is_needed() => Voted::Yes,
        () => Voted::IfNeeded,
    }
}

fn decides(candidate: &Candidate<'_>, path: &str) -> bool {
    candidate.relation == Relation::Applies
        && candidate.names(path)
        && candidate.roll.diagnostics.is_empty()
        && declared(&candidate.approval.value).any(|class| class == Class::Schedule)
}

fn passes(case: &Case<'_>, candidate: &Candidate<'_>, requirement: &Requirement<'_>, basis: Basis) -> bool {
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
