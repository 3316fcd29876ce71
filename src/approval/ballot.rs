//! The votes of one approval file, each given to the seat that it counts for.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::document::{Approval, Document, Method, Vote};

use super::electorate::{Awaited, Electorate};

/// The votes that count, by seat, and what is wrong with the ones that do not.
#[derive(Debug, Clone, Default)]
pub(super) struct Ballot {
    /// Position of the seat, who voted for it, and how.
    by_seat: BTreeMap<usize, (String, Vote)>,
    /// Release managers without a seat who are in favour, for `approve: release-managers`.
    pub(super) managers_in_favour: BTreeSet<String>,
    /// The seats that were present.
    present: BTreeSet<usize>,
    /// What is wrong.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Who may appear in an approval besides the seats.
#[derive(Debug, Clone, Copy)]
pub(super) struct Managers<'a> {
    /// The release managers of the day.
    pub(super) active: &'a [&'a str],
    /// Whether one of the decisions asks for them.
    pub(super) asked_for: bool,
}

impl Ballot {
    /// Reads the votes of an approval.
    pub(super) fn read(
        approval: &Document<Approval>,
        electorate: &Electorate,
        managers: Managers<'_>,
    ) -> Self {
        let mut ballot = Self { present: present(&approval.value, electorate), ..Self::default() };
        let mut seen: BTreeMap<&str, crate::diagnostic::Span> = BTreeMap::new();
        let holders_voting: BTreeSet<usize> =
            approval.value.votes.iter().filter_map(|line| electorate.seat_of(&line.voter)).collect();
        for line in &approval.value.votes {
            let voter = line.voter.as_str();
            if let Some(first) = seen.get(voter) {
                ballot.diagnostics.push(
                    Diagnostic::error(
                        "duplicate-vote",
                        approval.at(line.voter.span),
                        format!("`{voter}` votes twice in `{}`", approval.id),
                    )
                    .with_hint("one person has one vote; keep the later line")
                    .with_label(approval.at(*first), "the first vote stands here"),
                );
                continue;
            }
            seen.insert(voter, line.voter.span);
            let is_manager = managers.asked_for && managers.active.contains(&voter);
            if is_manager && line.vote.value == Vote::InFavour {
                ballot.managers_in_favour.insert(voter.to_owned());
            }
            match ballot.seat_for(voter, electorate, &holders_voting) {
                Some(seat) => {
                    if is_absent(&approval.value, voter) {
                        ballot.diagnostics.push(absent_voter(approval, line.voter.span, voter));
                        continue;
                    }
                    ballot.by_seat.insert(seat, (voter.to_owned(), line.vote.value));
                }
                None if is_manager => {}
                None => ballot.diagnostics.push(not_eligible(approval, line.voter.span, voter, electorate)),
            }
        }
        ballot
    }

    /// The seat that a person votes for: the own one, or one whose holder does not vote.
    fn seat_for(
        &self,
        voter: &str,
        electorate: &Electorate,
        holders_voting: &BTreeSet<usize>,
    ) -> Option<usize> {
        electorate.seat_of(voter).or_else(|| {
            electorate
                .seats_stood_in_by(voter)
                .find(|seat| !holders_voting.contains(seat) && !self.by_seat.contains_key(seat))
        })
    }

    /// Who voted so, sorted.
    pub(super) fn who(&self, vote: Vote) -> Vec<String> {
        let mut who: Vec<String> =
            self.by_seat.values().filter(|(_, cast)| *cast == vote).map(|(voter, _)| voter.clone()).collect();
        who.sort();
        who
    }

    /// How many seats voted so.
    pub(super) fn count(&self, vote: Vote) -> usize {
        self.by_seat.values().filter(|(_, cast)| *cast == vote).count()
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
        let has_voted = |person: &String| self.by_seat.values().any(|(voter, _)| voter == person);
        let open = electorate.seats().iter().enumerate().filter(|(seat, _)| !self.by_seat.contains_key(seat));
        open.map(move |(position, seat)| {
            let awaited = electorate.awaited(seat);
            let alternate = awaited.alternate.filter(|person| !has_voted(person));
            (position, Awaited { alternate, ..awaited })
        })
    }

    fn is_recused(&self, seat: usize) -> bool {
        self.by_seat.get(&seat).is_some_and(|(_, vote)| *vote == Vote::Recused)
    }
}

/// The seats that were present, in person or by their alternate.
fn present(approval: &Approval, electorate: &Electorate) -> BTreeSet<usize> {
    let mut seats: BTreeSet<usize> =
        approval.present.iter().filter_map(|person| electorate.seat_of(person)).collect();
    for person in approval.present.iter().filter(|person| electorate.seat_of(person).is_none()) {
        if let Some(seat) = electorate.seats_stood_in_by(person).find(|seat| !seats.contains(seat)) {
            seats.insert(seat);
        }
    }
    seats
}

/// Whether the file says who was in the meeting, and this voter was not.
fn is_absent(approval: &Approval, voter: &str) -> bool {
    let meeting = approval.method.as_ref().is_some_and(|method| method.value == Method::Meeting);
    meeting && !approval.present.is_empty() && !approval.present.iter().any(|person| person.value == voter)
}

fn absent_voter(approval: &Document<Approval>, span: crate::diagnostic::Span, voter: &str) -> Diagnostic {
    Diagnostic::error(
        "voter-not-eligible",
        approval.at(span),
        format!("`{voter}` votes in `{}`, but was not present at the meeting", approval.id),
    )
    .with_hint("add the person to `present:` if they were there, or take the vote out")
}

fn not_eligible(
    approval: &Document<Approval>,
    span: crate::diagnostic::Span,
    voter: &str,
    electorate: &Electorate,
) -> Diagnostic {
    let voters: Vec<&str> = electorate.voters().collect();
    let message = if electorate.voters().any(|known| known == voter) {
        format!("`{voter}` is an alternate, but the holder of the seat votes in `{}` too", approval.id)
    } else {
        format!("`{voter}` may not vote in `{}`", approval.id)
    };
    Diagnostic::error("voter-not-eligible", approval.at(span), message).with_hint(format!(
        "by the roster of the base, these may vote: {}",
        if voters.is_empty() { "nobody".to_owned() } else { voters.join(", ") }
    ))
}
