//! How one path stands for one class: by an approval that speaks for it, or with nobody's word yet.

use std::collections::BTreeSet;

use crate::document::Vote;

use super::ballot::Ballot;
use super::candidate::Candidate;
use super::case::Case;
use super::counted::{by_managers, by_vote};
use super::electorate::{Awaited, Electorate};
use super::requirement::{NamedVote, Requirement, Unmeetable, Who};
use super::tally::Tally;
use super::{Class, Evidence, Reason, Status, Votes};

/// How one path stands for one class.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) status: Status,
    /// The approval that speaks for it, by id.
    pub(super) approval: Option<String>,
    /// The evidence of its votes.
    pub(super) evidence: Option<Evidence>,
    pub(super) votes: Votes,
    /// Who could still vote.
    pub(super) awaited: Vec<Awaited>,
    /// How many are in favour, and how many have to be.
    pub(super) count: Option<(usize, usize)>,
    pub(super) reasons: Vec<Reason>,
}

impl View {
    /// How it stands by the word of an approval.
    pub(super) fn by(
        case: &Case<'_>,
        candidate: &Candidate<'_>,
        class: Class,
        requirement: &Requirement<'_>,
    ) -> Self {
        let mut view = Self {
            approval: Some(candidate.approval.id.clone()),
            evidence: Some(Evidence::Recorded),
            ..Self::counted(case, candidate, requirement)
        };
        view.reasons.extend(candidate.obstacles.iter().cloned());
        if !candidate.obstacles.is_empty() {
            view.hold_back();
        }
        let needed = requirement.evidence;
        if needed > Evidence::Recorded && view.status == Status::Approved {
            let message = format!("the votes are `recorded`, but the policy asks for `{needed}`");
            view.object(Reason { rule: "evidence-too-weak", message });
        }
        if class == Class::Appointment && view.status == Status::Approved {
            view.forbid_self_appointment(&appointed(case));
        }
        view
    }

    /// How it stands as long as no approval speaks for it.
    pub(super) fn nobody_yet(case: &Case<'_>, requirement: &Requirement<'_>, reasons: Vec<Reason>) -> Self {
        match requirement.who {
            Who::ReleaseManagers(count) | Who::Both(count, _) => Self::managers_yet(case, count),
            Who::Vote(vote) => Self::seats_yet(case, vote),
            Who::Unmeetable(unmeetable) => Self::unmeetable(unmeetable),
        }
        .after(reasons)
    }

    /// The smaller, the better for the change. A vote that is still open can overtake one that failed.
    pub(super) const fn rank(&self) -> u8 {
        match self.status {
            Status::Approved => 0,
            Status::Pending => 1,
            Status::Rejected => 2,
        }
    }

    /// Adds a reason for which it is not approved.
    pub(super) fn object(&mut self, reason: Reason) {
        self.hold_back();
        self.reasons.push(reason);
    }

    fn hold_back(&mut self) {
        if self.status == Status::Approved {
            self.status = Status::Pending;
        }
    }

    fn pending(reasons: Vec<Reason>) -> Self {
        Self {
            status: Status::Pending,
            approval: None,
            evidence: None,
            votes: Votes::default(),
            awaited: Vec::new(),
            count: None,
            reasons,
        }
    }

    fn after(mut self, mut reasons: Vec<Reason>) -> Self {
        reasons.append(&mut self.reasons);
        Self { reasons, ..self }
    }

    /// Waits for these people.
    fn awaiting(mut self, awaited: Vec<Awaited>) -> Self {
        self.votes.missing = awaited.iter().map(|awaited| awaited.person.clone()).collect();
        Self { awaited, ..self }
    }

    fn managers_yet(case: &Case<'_>, count: usize) -> Self {
        let managers = case.roster.release_managers_on(case.step.today);
        Self { count: Some((0, count)), ..Self::pending(Vec::new()) }
            .awaiting(managers.into_iter().map(Awaited::only).collect())
    }

    fn seats_yet(case: &Case<'_>, vote: NamedVote<'_>) -> Self {
        let electorate = Electorate::on(case.roster, case.step.today);
        let method = vote.rule.electronic.as_ref().or(vote.rule.meeting.as_ref());
        let least = method.and_then(|method| method.pass.least(electorate.size()));
        Self { count: least.map(|least| (0, least.max(1))), ..Self::pending(Vec::new()) }
            .awaiting(Ballot::default().missing(&electorate))
    }

    /// What the votes come to. Where release managers and a vote are asked for, the vote counts after the managers.
    fn counted(case: &Case<'_>, candidate: &Candidate<'_>, requirement: &Requirement<'_>) -> Self {
        match requirement.who {
            Who::Vote(vote) => Self::by_seats(case, candidate, requirement, vote),
            Who::ReleaseManagers(count) => Self::by_managers(case, candidate, requirement, count),
            Who::Both(count, vote) => {
                let managers = Self::by_managers(case, candidate, requirement, count);
                let is_met = managers.status == Status::Approved;
                if is_met { Self::by_seats(case, candidate, requirement, vote) } else { managers }
            }
            Who::Unmeetable(unmeetable) => {
                let votes = votes_of(&candidate.ballot);
                Self { votes, ..Self::unmeetable(unmeetable) }
            }
        }
    }

    fn by_seats(
        case: &Case<'_>,
        candidate: &Candidate<'_>,
        requirement: &Requirement<'_>,
        vote: NamedVote<'_>,
    ) -> Self {
        Self::of(by_vote(case, candidate, requirement, vote), votes_of(&candidate.ballot))
    }

    fn by_managers(
        case: &Case<'_>,
        candidate: &Candidate<'_>,
        requirement: &Requirement<'_>,
        count: usize,
    ) -> Self {
        let in_favour = candidate.ballot.managers_in_favour.iter().cloned().collect();
        let votes = Votes { in_favour, ..Votes::default() };
        Self::of(by_managers(case, candidate, requirement, count), votes)
    }

    fn unmeetable(unmeetable: Unmeetable<'_>) -> Self {
        Self::pending(vec![Reason { rule: "threshold", message: unmeetable.fact() }])
    }

    fn of(tally: Tally, votes: Votes) -> Self {
        Self { status: tally.status, votes, count: tally.count, ..Self::pending(tally.reasons) }
            .awaiting(tally.missing)
    }

    /// Nobody is appointed by the own vote alone (threat T26).
    fn forbid_self_appointment(&mut self, appointed: &BTreeSet<&str>) {
        if self.votes.in_favour.iter().all(|voter| appointed.contains(voter.as_str())) {
            let message = "only the person who is appointed is in favour".to_owned();
            self.object(Reason { rule: "proposer-alone", message });
        }
    }
}

fn votes_of(ballot: &Ballot) -> Votes {
    Votes {
        in_favour: ballot.who(Vote::InFavour),
        against: ballot.who(Vote::Against),
        abstain: ballot.who(Vote::Abstain),
        recused: ballot.who(Vote::Recused),
        missing: Vec::new(),
    }
}

/// Whom the step appoints.
fn appointed<'a>(case: &Case<'a>) -> BTreeSet<&'a str> {
    let mut appointed: BTreeSet<&str> = BTreeSet::new();
    for change in case.changes.iter().filter(|change| change.class == Class::Appointment) {
        match change.change.pointer.get(1) {
            // The second entry of one person is called `carol#2`.
            Some(person) => appointed.extend(person.split('#').next()),
            None => appointed.extend(appointed_in_roster(case)),
        }
    }
    appointed
}

/// Every release manager and advisor of the documents after the step, for a list that is new as a whole.
fn appointed_in_roster<'a>(case: &Case<'a>) -> Vec<&'a str> {
    let Some(roster) = &case.step.after.roster else { return Vec::new() };
    let managers = roster.value.release_managers.iter().map(|manager| manager.person.as_str());
    managers.chain(roster.value.advisors.iter().map(|advisor| advisor.as_str())).collect()
}
