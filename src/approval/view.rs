//! How one path stands for one class: by an approval that speaks for it, or with nobody's word yet.

use std::collections::BTreeSet;

use crate::document::{Method, Vote};

use super::ballot::Ballot;
use super::candidate::{Basis, Candidate};
use super::case::Case;
use super::counted::{by_managers, by_vote, listed_but};
use super::electorate::{Awaited, Electorate};
use super::proof::{CastVote, Proof, Uncounted};
use super::requirement::{NamedVote, Requirement, Unmeetable, Who};
use super::tally::{Tally, method_of};
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
    /// Every vote with its proof.
    pub(super) cast: Vec<CastVote>,
    /// Whether it would be approved if the reviews that files claim were shown.
    pub(super) is_unverifiable: bool,
    /// Whether it would be approved if what the files record were proof enough.
    pub(super) is_below_evidence: bool,
    /// The name and the words of the rule for emergencies, where that is what it is measured by.
    pub(super) emergency_rule: Option<(&'static str, String)>,
}

impl View {
    /// How it stands by the word of an approval.
    pub(super) fn by(
        case: &Case<'_>,
        candidate: &Candidate<'_>,
        class: Class,
        requirement: &Requirement<'_>,
    ) -> Self {
        let view = Self::on(case, candidate, class, requirement, Basis::Shown);
        if view.status == Status::Approved {
            return view;
        }
        let passes = |requirement, basis| {
            Self::on(case, candidate, class, requirement, basis).status == Status::Approved
        };
        Self {
            is_unverifiable: candidate.believed.is_some() && passes(requirement, Basis::Claimed),
            is_below_evidence: requirement.evidence > Evidence::Recorded
                && passes(&requirement.by_record(), Basis::Shown),
            ..view
        }
    }

    fn on(
        case: &Case<'_>,
        candidate: &Candidate<'_>,
        class: Class,
        requirement: &Requirement<'_>,
        basis: Basis,
    ) -> Self {
        let ballot = candidate.ballot(requirement, basis);
        let mut view = Self {
            approval: Some(candidate.approval.id.clone()),
            evidence: Some(evidence(candidate, requirement, &ballot)),
            emergency_rule: requirement
                .emergency()
                .map(|emergency| (Method::Emergency.name(), emergency.in_words())),
            ..Self::counted(case, candidate, requirement, &ballot)
        };
        view.cast = ballot.cast(candidate.roll_by(basis), |person| view.votes.counts(person));
        view.ask_for_proof(candidate, requirement);
        if !candidate.roll_by(basis).record_counts {
            view.ask_for_somebody_in_office(candidate, requirement);
        }
        view.wait_for_omitted_votes(candidate, &ballot);
        view.wait_for_dismissed_reviews(candidate, requirement, basis);
        view.reasons.extend(candidate.obstacles.iter().cloned());
        if !candidate.obstacles.is_empty() {
            view.hold_back();
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
            Who::Emergency(emergency) => Self::managers_yet(case, emergency.count()),
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

    /// An approval that cannot be read may hold any votes: nobody is said to be missing.
    pub(super) fn without_count(self) -> Self {
        Self { count: None, votes: Votes::default(), awaited: Vec::new(), ..self }
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
            cast: Vec::new(),
            is_unverifiable: false,
            is_below_evidence: false,
            emergency_rule: None,
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
    fn counted(
        case: &Case<'_>,
        candidate: &Candidate<'_>,
        requirement: &Requirement<'_>,
        ballot: &Ballot,
    ) -> Self {
        match requirement.who {
            Who::Vote(vote) => Self::by_seats(case, candidate, requirement, vote, ballot),
            Who::ReleaseManagers(count) => Self::by_managers(case, candidate, requirement, count, ballot),
            Who::Emergency(emergency) => {
                Self::by_managers(case, candidate, requirement, emergency.count(), ballot)
            }
            Who::Both(count, vote) => {
                let managers = Self::by_managers(case, candidate, requirement, count, ballot);
                let is_met = managers.status == Status::Approved;
                if is_met { Self::by_seats(case, candidate, requirement, vote, ballot) } else { managers }
            }
            Who::Unmeetable(unmeetable) => Self { votes: votes_of(ballot), ..Self::unmeetable(unmeetable) },
        }
    }

    fn by_seats(
        case: &Case<'_>,
        candidate: &Candidate<'_>,
        requirement: &Requirement<'_>,
        vote: NamedVote<'_>,
        ballot: &Ballot,
    ) -> Self {
        let is_manager =
            |person: &str| requirement.managers().is_some() && ballot.managers_in_favour.contains_key(person);
        let counts = |person: &str| ballot.votes_for_a_seat(person) || is_manager(person);
        let uncounted = listed_but(candidate, counts);
        let tally = by_vote(case, candidate, requirement, vote, ballot);
        Self::of(tally, Votes { uncounted, ..votes_of(ballot) })
    }

    fn by_managers(
        case: &Case<'_>,
        candidate: &Candidate<'_>,
        requirement: &Requirement<'_>,
        count: usize,
        ballot: &Ballot,
    ) -> Self {
        let in_favour = ballot.managers_in_favour.keys().cloned().collect();
        let is_seat_of_the_vote =
            |person: &str| requirement.vote().is_some() && ballot.votes_for_a_seat(person);
        let counts =
            |person: &str| ballot.managers_in_favour.contains_key(person) || is_seat_of_the_vote(person);
        let uncounted = listed_but(candidate, counts);
        let votes = Votes { in_favour, uncounted, ..Votes::default() };
        Self::of(by_managers(case, candidate, requirement, count, ballot), votes)
    }

    fn unmeetable(unmeetable: Unmeetable<'_>) -> Self {
        Self::pending(vec![Reason::new("threshold", unmeetable.fact())])
    }

    fn of(tally: Tally, votes: Votes) -> Self {
        Self { status: tally.status, votes, count: tally.count, ..Self::pending(tally.reasons) }
            .awaiting(tally.missing)
    }

    /// A request for changes that the file does not list is settled first (threat T62).
    fn wait_for_omitted_votes(&mut self, candidate: &Candidate<'_>, ballot: &Ballot) {
        let id = &candidate.approval.id;
        for (person, review) in ballot.omitted() {
            let message = format!(
                "{person} asks for changes of this content on GitHub (review {review}), and `{id}` does not list it"
            );
            let cure = format!(
                "an answer to the request for changes of {person}: {person} approves, or it is written down as a vote, \
                 `{{voter: {person}, vote: \"-1\"}}` in `{}`",
                candidate.approval.path
            );
            self.object(Reason::new("omitted-vote", message).besides_votes(cure));
        }
    }

    /// Where silence is consent, whoever dismisses an objection would make the decision. Its author takes it back.
    fn wait_for_dismissed_reviews(
        &mut self,
        candidate: &Candidate<'_>,
        requirement: &Requirement<'_>,
        basis: Basis,
    ) {
        if method_of(&candidate.approval.value, requirement.evidence) != Method::LazyConsensus {
            return;
        }
        for (person, review) in &candidate.roll_by(basis).dismissed {
            let message = format!(
                "the review {review} of {person} about this content was dismissed on GitHub, which does not tell by whom; \
                 it may have been an objection, and here nobody may object"
            );
            let cure = format!(
                "another review by {person}, or the vote `{{voter: {person}, vote: \"-1\"}}` in `{}`",
                candidate.approval.path
            );
            self.object(Reason::new("omitted-vote", message).besides_votes(cure));
        }
    }

    /// Votes that are proven too weakly are named, with what would prove them.
    fn ask_for_proof(&mut self, candidate: &Candidate<'_>, requirement: &Requirement<'_>) {
        let weak: Vec<String> = self.unproven(Uncounted::EvidenceTooWeak);
        if self.status == Status::Approved || weak.is_empty() {
            return;
        }
        let (votes, are) = if weak.len() == 1 { ("the vote", "is") } else { ("the votes", "are") };
        let (needed, names) = (requirement.evidence, weak.join(", "));
        let message =
            format!("{votes} of {names} {are} proven too weakly: the policy asks for `{needed}` votes");
        let sign = format!("`milepost sign {} --vote +1`", candidate.approval.id);
        let how = if needed == Evidence::Signed {
            format!("sign with {sign}")
        } else {
            format!("approve the pull request on GitHub, or sign with {sign}")
        };
        let cure = format!("proof of {votes} of {names} ({how})");
        self.object_to_proof(Reason::new("evidence-too-weak", message), cure);
    }

    /// On GitHub, what merely stands in a file is somebody's word only if somebody in office stands for the change
    /// (threat T66). Silence is as little proven as a vote.
    fn ask_for_somebody_in_office(&mut self, candidate: &Candidate<'_>, requirement: &Requirement<'_>) {
        if requirement.evidence > Evidence::Recorded {
            return;
        }
        let method = method_of(&candidate.approval.value, requirement.evidence);
        let is_vote = requirement.vote().is_some();
        let rests_on_record = match method {
            Method::LazyConsensus => is_vote,
            Method::Meeting => is_vote && self.status != Status::Approved,
            Method::Electronic | Method::Emergency => false,
        };
        let unproven = self.status != Status::Approved
            && self.cast.iter().any(|cast| cast.uncounted == Some(Uncounted::NobodyInOffice));
        if rests_on_record || unproven {
            let message = "what the file alone says counts only if the author or an approving reviewer of the \
                           pull request is a TSC member, release manager or advisor";
            let cure =
                "the approval of the pull request by a TSC member, release manager or advisor".to_owned();
            self.object_to_proof(Reason::new("evidence-too-weak", message), cure);
        }
    }

    /// Where all the votes are there, and only their proof is missing, no more votes are asked for.
    fn object_to_proof(&mut self, reason: Reason, cure: String) {
        let suffice = self.count.is_none_or(|(have, need)| have + self.provable() >= need);
        let reason = if suffice { reason.instead_of_votes(cure) } else { reason.besides_votes(cure) };
        self.object(reason);
    }

    /// Whose vote would count if it were proven better, whatever it is.
    fn unproven(&self, why: Uncounted) -> Vec<String> {
        let weak = self.cast.iter().filter(|cast| cast.uncounted == Some(why));
        weak.map(|cast| cast.voter.clone()).collect()
    }

    /// How many listed votes in favour only lack proof.
    pub(super) fn provable(&self) -> usize {
        let in_favour = self.cast.iter().filter(|cast| cast.vote == Vote::InFavour);
        in_favour.filter(|cast| lacks_proof(cast)).count()
    }

    /// Whose vote is missing, and not merely its proof.
    pub(super) fn silent(&self) -> impl Iterator<Item = &Awaited> {
        let lacks_proof =
            |person: &str| self.cast.iter().any(|cast| cast.voter == person && lacks_proof(cast));
        self.awaited.iter().filter(move |awaited| {
            !lacks_proof(&awaited.person) && !awaited.alternate.as_deref().is_some_and(lacks_proof)
        })
    }

    /// Nobody is appointed by the own vote alone (threat T26).
    fn forbid_self_appointment(&mut self, appointed: &BTreeSet<&str>) {
        if self.votes.in_favour.iter().all(|voter| appointed.contains(voter.as_str())) {
            let message = "only the person who is appointed is in favour".to_owned();
            let cure = "a vote in favour by somebody whom the change does not appoint";
            self.object(Reason::new("proposer-alone", message).besides_votes(cure));
        }
    }
}

fn lacks_proof(cast: &CastVote) -> bool {
    matches!(cast.uncounted, Some(Uncounted::EvidenceTooWeak | Uncounted::NobodyInOffice))
}

fn votes_of(ballot: &Ballot) -> Votes {
    Votes {
        in_favour: ballot.who(Vote::InFavour),
        against: ballot.who(Vote::Against),
        abstain: ballot.who(Vote::Abstain),
        recused: ballot.who(Vote::Recused),
        ..Votes::default()
    }
}

/// The proof of the weakest vote that a decision rests on. A meeting and silence are recorded at best, whoever proves
/// a vote in them.
fn evidence(candidate: &Candidate<'_>, requirement: &Requirement<'_>, ballot: &Ballot) -> Evidence {
    let method = method_of(&candidate.approval.value, requirement.evidence);
    let managers = ballot.managers_in_favour.values().map(Proof::level);
    let managers = managers.min().filter(|_| requirement.managers().is_some());
    let seats = ballot.weakest().filter(|_| requirement.vote().is_some());
    let seats = if method == Method::Electronic { seats } else { seats.map(|_| Evidence::Recorded) };
    managers.into_iter().chain(seats).min().unwrap_or_default()
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
