//! What the votes in one approval come to by a requirement: those of the seats, and those of the release managers.

use super::ballot::Ballot;
use super::candidate::Candidate;
use super::case::Case;
use super::check::Check;
use super::electorate::Awaited;
use super::requirement::{NamedVote, Requirement};
use super::tally::{Count, Left, Tally, Without, has_others, method_of};
use super::{Reason, Status};

/// Counts the votes of the seats.
pub(super) fn by_vote(
    case: &Case<'_>,
    candidate: &Candidate<'_>,
    requirement: &Requirement<'_>,
    vote: NamedVote<'_>,
    ballot: &Ballot,
) -> Tally {
    let approval = &candidate.approval.value;
    let count = Count {
        approval,
        ballot,
        shown: &case.shown,
        electorate: &candidate.electorate,
        roster: case.roster,
        limits: requirement.limits,
        day: candidate.day,
        today: case.step.today,
        calendar: &case.calendar,
        has_electronic: vote.rule.electronic.is_some(),
    };
    count.by(vote.name, vote.rule, method_of(approval, requirement.evidence))
}

/// Counts the release managers in favour.
pub(super) fn by_managers(
    case: &Case<'_>,
    candidate: &Candidate<'_>,
    requirement: &Requirement<'_>,
    needed: usize,
    ballot: &Ballot,
) -> Tally {
    let in_favour = &ballot.managers_in_favour;
    let have = in_favour.len();
    let mut reasons = Vec::new();
    if have < needed {
        let others = listed_but(candidate, |person| in_favour.contains_key(person));
        let uncounted = match others.as_slice() {
            _ if requirement.vote().is_some() => String::new(),
            [] => String::new(),
            [person] => format!("; the vote of {person} does not count here"),
            several => format!("; the votes of {} do not count here", several.join(", ")),
        };
        let who = match requirement.emergency() {
            Some(_) => "who may approve in an emergency",
            None => "release managers",
        };
        let message = format!("{have} of {needed} {who} in favour{uncounted}");
        reasons.push(Reason::new("threshold", message));
    }
    let proposer = case.shown.proposer_among(in_favour.keys().map(String::as_str));
    let without = Without::of(proposer, have, |_| have.saturating_sub(1));
    let active = match requirement.emergency() {
        Some(emergency) => emergency.approvers(),
        None => case.roster.release_managers_on(candidate.day),
    };
    let missing = active.into_iter().filter(|person| !in_favour.contains_key(*person)).map(Awaited::only);
    let missing: Vec<Awaited> = missing.collect();
    let left = Left::of(&missing, &case.shown);
    let others = has_others(requirement.limits, without, left, |count| count >= needed, &mut reasons);
    let votes_pass = others && have >= needed;
    Tally {
        status: if votes_pass { Status::Approved } else { Status::Pending },
        reasons,
        count: Some((have, needed)),
        missing,
        votes_pass,
        checks: vec![Check::count(
            if requirement.emergency().is_some() { "emergency approvers" } else { "release managers" },
            have,
            needed,
        )],
    }
}

/// Whom the file lists, and whose vote does not count for a decision, given whose do.
pub(super) fn listed_but(candidate: &Candidate<'_>, counts: impl Fn(&str) -> bool) -> Vec<String> {
    let others = candidate.roll.admitted().filter(|entry| !counts(&entry.voter));
    let mut others: Vec<String> = others.map(|entry| entry.voter.clone()).collect();
    others.sort();
    others
}
