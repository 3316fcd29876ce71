//! What the votes in one approval come to by a requirement: those of the seats, and those of the release managers.

use super::candidate::Candidate;
use super::case::Case;
use super::electorate::Awaited;
use super::requirement::{NamedVote, Requirement};
use super::tally::{Count, Tally, has_others, method_of};
use super::{Reason, Status};

/// Counts the votes of the seats.
pub(super) fn by_vote(
    case: &Case<'_>,
    candidate: &Candidate<'_>,
    requirement: &Requirement<'_>,
    vote: NamedVote<'_>,
) -> Tally {
    let approval = &candidate.approval.value;
    let count = Count {
        approval,
        ballot: &candidate.ballot,
        electorate: &candidate.electorate,
        roster: case.roster,
        limits: requirement.limits,
        day: candidate.day,
        today: case.step.today,
        calendar: &case.calendar,
    };
    count.by(vote.name, vote.rule, method_of(approval, requirement.evidence))
}

/// Counts the release managers in favour.
pub(super) fn by_managers(
    case: &Case<'_>,
    candidate: &Candidate<'_>,
    requirement: &Requirement<'_>,
    needed: usize,
) -> Tally {
    let in_favour = &candidate.ballot.managers_in_favour;
    let have = in_favour.len();
    let mut reasons = Vec::new();
    if have < needed {
        let message = format!("{have} of {needed} release managers in favour");
        reasons.push(Reason { rule: "threshold", message });
    }
    let others = has_others(requirement.limits, have, |count| count >= needed, &mut reasons);
    let votes_pass = others && have >= needed;
    let active = case.roster.release_managers_on(candidate.day);
    let missing = active.into_iter().filter(|person| !in_favour.contains(*person)).map(Awaited::only);
    Tally {
        status: if votes_pass { Status::Approved } else { Status::Pending },
        reasons,
        count: Some((have, needed)),
        missing: missing.collect(),
        votes_pass,
    }
}
