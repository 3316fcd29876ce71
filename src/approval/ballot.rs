//! The votes that count for one decision, each given to the seat that it counts for.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Vote;

use super::Evidence;
use super::electorate::{Awaited, Electorate};
use super::proof::{CastVote, Proof, Uncounted};
use super::roll::{Entry, Roll};

/// The votes that count for a decision, by seat, and why the others do not.
#[derive(Debug, Clone, Default)]
pub(super) struct Ballot {
    by_seat: BTreeMap<usize, Cast>,
    /// Release managers who are in favour, for `approve: release-managers`.
    pub(super) managers_in_favour: BTreeMap<String, Proof>,
    /// The seats that were present.
    present: BTreeSet<usize>,
    /// Why votes that would count otherwise do not.
    dropped: BTreeMap<String, Uncounted>,
}

/// A vote that counts.
#[derive(Debug, Clone)]
struct Cast {
    voter: String,
    vote: Vote,
    level: Evidence,
    /// Whether the voter is shown to take part, as well as the decision asks for. An objection counts even if not.
    takes_part: bool,
    /// The review of an objection that the file does not list.
    omitted: Option<u64>,
}

/// Which votes count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bar {
    /// What the file lists, whoever wrote it.
    Listed,
    /// What the tree tells: what is shown or was witnessed, and else what the file lists.
    Told,
    /// What is proven so well, by the rule for a meeting or by another.
    Proven(Evidence, Setting),
}

/// Where a vote takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// Who votes has to be there.
    Meeting,
    /// Anywhere.
    Anywhere,
}

impl Ballot {
    /// The votes of a roll that count.
    pub(super) fn of(roll: &Roll, electorate: &Electorate, bar: Bar) -> Self {
        let mut ballot = Self { present: present(roll, bar), ..Self::default() };
        ballot.seat_holders(roll, electorate, bar);
        ballot.seat_alternates(roll, electorate, bar);
        ballot.count_managers(roll, bar);
        ballot
    }

    fn seat_holders(&mut self, roll: &Roll, electorate: &Electorate, bar: Bar) {
        for entry in &roll.entries {
            if let Some(seat) = electorate.seat_of(&entry.voter) {
                self.seat(seat, entry, roll, bar);
            }
        }
    }

    /// An alternate votes where the holder does not. A line of the holder's that counts for nothing still keeps a
    /// listed alternate out, since the file says that the holder votes.
    fn seat_alternates(&mut self, roll: &Roll, electorate: &Electorate, bar: Bar) {
        let listed: BTreeSet<usize> =
            roll.admitted().filter_map(|entry| electorate.seat_of(&entry.voter)).collect();
        let alternates = roll.entries.iter().filter(|entry| electorate.seat_of(&entry.voter).is_none());
        for entry in alternates {
            let is_kept = |seat: &usize| entry.listed.is_some() && listed.contains(seat);
            let mut seats = electorate.seats_stood_in_by(&entry.voter).filter(|seat| !is_kept(seat));
            if let Some(seat) = seats.find(|seat| !self.by_seat.contains_key(seat)) {
                self.seat(seat, entry, roll, bar);
            }
        }
    }

    fn seat(&mut self, seat: usize, entry: &Entry, roll: &Roll, bar: Bar) {
        match bar.vote_of(entry, roll) {
            Ok(vote) => {
                let cast = Cast {
                    voter: entry.voter.clone(),
                    vote,
                    level: entry.proof.level(),
                    takes_part: bar.lets_pass(entry, roll).is_ok() || bar.sees(entry),
                    omitted: entry.omitted,
                };
                self.by_seat.insert(seat, cast);
            }
            Err(why) => {
                self.dropped.insert(entry.voter.clone(), why);
            }
        }
    }

    /// A release manager counts by a vote in favour, or by having proposed the change and said nothing else.
    fn count_managers(&mut self, roll: &Roll, bar: Bar) {
        let bar = bar.anywhere();
        for entry in roll.entries.iter().filter(|entry| roll.managers.contains(&entry.voter)) {
            match bar.vote_of(entry, roll) {
                Ok(Vote::InFavour) => {
                    self.managers_in_favour.insert(entry.voter.clone(), entry.proof.clone());
                }
                Ok(_) => {}
                Err(why) => {
                    self.dropped.entry(entry.voter.clone()).or_insert(why);
                }
            }
        }
        let Some(proposer) = roll.proposing_manager.as_ref().filter(|_| bar.takes(&Proof::Author)) else {
            return;
        };
        let said = roll.entries.iter().find(|entry| entry.voter == *proposer);
        if said.is_none_or(|entry| entry.vote == Vote::InFavour) {
            self.managers_in_favour.entry(proposer.clone()).or_insert(Proof::Author);
        }
    }

    /// Whether this person's vote is that of a seat.
    pub(super) fn votes_for_a_seat(&self, person: &str) -> bool {
        self.by_seat.values().any(|cast| cast.voter == person)
    }

    /// Every vote of the roll that the file lists or that counts for the decision, given whose votes do.
    pub(super) fn cast(&self, roll: &Roll, counts: impl Fn(&str) -> bool) -> Vec<CastVote> {
        let mut votes: Vec<CastVote> = roll
            .entries
            .iter()
            .map(|entry| {
                let why = self.dropped.get(&entry.voter).copied().unwrap_or(Uncounted::NotTheirs);
                let uncounted = (!counts(&entry.voter)).then_some(why);
                let told = entry.listed.is_some() || uncounted != Some(Uncounted::NotTheirs);
                (
                    told,
                    CastVote {
                        voter: entry.voter.clone(),
                        vote: entry.vote,
                        proof: entry.proof.clone(),
                        uncounted,
                    },
                )
            })
            .filter_map(|(told, vote)| told.then_some(vote))
            .collect();
        let silent = self.managers_in_favour.iter().filter(|(person, _)| {
            counts(person) && !roll.entries.iter().any(|entry| entry.voter == **person)
        });
        votes.extend(silent.map(|(person, proof)| CastVote {
            voter: person.clone(),
            vote: Vote::InFavour,
            proof: proof.clone(),
            uncounted: None,
        }));
        votes.sort_by(|a, b| a.voter.cmp(&b.voter));
        votes
    }

    /// Objections that GitHub shows and the file does not list: who objects in which review.
    pub(super) fn omitted(&self) -> Vec<(&str, u64)> {
        let mut omitted: Vec<(&str, u64)> =
            self.by_seat.values().filter_map(|cast| Some((cast.voter.as_str(), cast.omitted?))).collect();
        omitted.sort_unstable();
        omitted
    }

    /// The weakest proof of all the votes that a decision rests on; nothing where there is none.
    pub(super) fn weakest(&self) -> Option<Evidence> {
        self.by_seat.values().filter(|cast| cast.vote != Vote::Against).map(|cast| cast.level).min()
    }

    /// Who voted so, sorted.
    pub(super) fn who(&self, vote: Vote) -> Vec<String> {
        let mut who: Vec<String> =
            self.by_seat.values().filter(|cast| cast.vote == vote).map(|cast| cast.voter.clone()).collect();
        who.sort();
        who
    }

    /// How many seats voted so.
    pub(super) fn count(&self, vote: Vote) -> usize {
        self.by_seat.values().filter(|cast| cast.vote == vote).count()
    }

    /// How many seats took part besides those in favour. Whoever writes a `-1` for somebody else must not help a vote
    /// to its quorum: an objection counts here only if it is proven.
    pub(super) fn taking_part_but_not_in_favour(&self) -> usize {
        let takes_part = |cast: &&Cast| matches!(cast.vote, Vote::Against | Vote::Abstain) && cast.takes_part;
        self.by_seat.values().filter(takes_part).count()
    }

    /// How many seats count: all but the recused.
    pub(super) fn seats(&self, electorate: &Electorate) -> usize {
        electorate.size() - self.count(Vote::Recused)
    }

    /// How many seats were present, without the recused.
    pub(super) fn present(&self) -> usize {
        self.present.iter().filter(|seat| !self.is_recused(**seat)).count()
    }

    /// Who has not voted yet and still may, sorted.
    pub(super) fn missing(&self, electorate: &Electorate) -> Vec<Awaited> {
        let mut missing: Vec<Awaited> = self.open_seats(electorate).map(|(_, awaited)| awaited).collect();
        missing.sort();
        missing
    }

    /// Who was present at a meeting, has not voted yet and still may.
    pub(super) fn missing_of_present(&self, electorate: &Electorate, present: &[&str]) -> Vec<Awaited> {
        let seats = self.open_seats(electorate).filter(|(seat, _)| self.present.contains(seat));
        let mut missing: Vec<Awaited> = seats
            .map(|(_, awaited)| Awaited {
                alternate: awaited.alternate.filter(|person| present.contains(&person.as_str())),
                ..awaited
            })
            .collect();
        missing.sort();
        missing
    }

    /// The seats without a vote. Who voted for one seat cannot stand in for another.
    fn open_seats<'a>(&'a self, electorate: &'a Electorate) -> impl Iterator<Item = (usize, Awaited)> + 'a {
        let has_voted = |person: &String| self.by_seat.values().any(|cast| cast.voter == *person);
        let open = electorate.seats().iter().enumerate().filter(|(seat, _)| !self.by_seat.contains_key(seat));
        open.map(move |(position, seat)| {
            let awaited = electorate.awaited(seat);
            let alternate = awaited.alternate.filter(|person| !has_voted(person));
            (position, Awaited { alternate, ..awaited })
        })
    }

    fn is_recused(&self, seat: usize) -> bool {
        self.by_seat.get(&seat).is_some_and(|cast| cast.vote == Vote::Recused)
    }
}

impl Bar {
    /// The vote that counts, or why none does. An objection counts however weakly it is proven.
    fn vote_of(self, entry: &Entry, roll: &Roll) -> Result<Vote, Uncounted> {
        match self {
            Self::Told if entry.void.is_none() && entry.proof.level() > Evidence::Recorded => Ok(entry.vote),
            Self::Listed | Self::Told => entry.listed.ok_or(Uncounted::NotTheirs),
            Self::Proven(..) if entry.vote == Vote::Against => Ok(Vote::Against),
            Self::Proven(..) => self.lets_pass(entry, roll).map(|()| entry.vote),
        }
    }

    /// Whether a vote is proven well enough.
    fn lets_pass(self, entry: &Entry, roll: &Roll) -> Result<(), Uncounted> {
        let Self::Proven(least, setting) = self else { return Ok(()) };
        let level = entry.proof.level();
        match () {
            () if entry.void.is_some() => entry.void.map_or(Ok(()), Err),
            () if level < least => Err(Uncounted::EvidenceTooWeak),
            () if level == Evidence::Recorded && !roll.record_counts => Err(Uncounted::NobodyInOffice),
            () if setting == Setting::Meeting && entry.is_absent => Err(Uncounted::Absent),
            () => Ok(()),
        }
    }

    /// Whether a review shows well enough that somebody takes part.
    fn sees(self, entry: &Entry) -> bool {
        match self {
            Self::Listed | Self::Told => false,
            Self::Proven(least, _) => entry.is_seen && least <= Evidence::Confirmed,
        }
    }

    /// Whether a proof as such is good enough.
    fn takes(self, proof: &Proof) -> bool {
        match self {
            Self::Listed => false,
            Self::Told => proof.level() > Evidence::Recorded,
            Self::Proven(least, _) => proof.level() >= least,
        }
    }

    const fn anywhere(self) -> Self {
        match self {
            Self::Listed => Self::Listed,
            Self::Told => Self::Told,
            Self::Proven(least, _) => Self::Proven(least, Setting::Anywhere),
        }
    }
}

/// Whoever has no office cannot say who was in a meeting either (threat T66).
fn present(roll: &Roll, bar: Bar) -> BTreeSet<usize> {
    let is_believed = matches!(bar, Bar::Listed | Bar::Told) || roll.record_counts;
    if is_believed { roll.present.clone() } else { BTreeSet::new() }
}
