//! Who may vote on a day: the voting seats of the roster, their alternates, and the release managers.

use std::fmt;

use jiff::civil::Date;

use crate::document::Roster;

/// The voting seats of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Electorate {
    seats: Vec<VotingSeat>,
    /// The last day of the terms that are held over because no term holds the day.
    pub held_over_since: Option<Date>,
}

/// A seat that counts on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VotingSeat {
    /// Who holds it.
    pub holder: String,
    /// Who may vote in the holder's place.
    pub alternate: Option<String>,
}

/// Somebody who may still vote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Awaited {
    /// Who.
    pub(super) person: String,
    /// Who may do so in their place.
    pub(super) alternate: Option<String>,
}

impl Awaited {
    /// Somebody in whose place nobody votes.
    pub(super) fn only(person: &str) -> Self {
        Self { person: person.to_owned(), alternate: None }
    }
}

impl fmt::Display for Awaited {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.alternate {
            Some(alternate) => write!(formatter, "{} (or {alternate})", self.person),
            None => formatter.write_str(&self.person),
        }
    }
}

impl Electorate {
    /// The seats that vote on this day. Where every term has run out, the last seats that did hold over.
    pub fn on(roster: &Roster, day: Date) -> Self {
        let seats = Self::seats_on(roster, day);
        if !seats.is_empty() {
            return Self { seats, held_over_since: None };
        }
        let last = roster.held_over_since(day);
        Self {
            seats: last.map(|last| Self::seats_on(roster, last)).unwrap_or_default(),
            held_over_since: last,
        }
    }

    /// One seat a person, whatever the roster says twice.
    fn seats_on(roster: &Roster, day: Date) -> Vec<VotingSeat> {
        let mut seats: Vec<VotingSeat> = Vec::new();
        for seat in roster.tsc.iter().filter(|seat| seat.votes_on(day)) {
            if !seats.iter().any(|known| known.holder == seat.person.value) {
                seats.push(VotingSeat {
                    holder: seat.person.value.clone(),
                    alternate: seat.alternate.as_ref().map(|alternate| alternate.value.clone()),
                });
            }
        }
        seats
    }

    /// The seats.
    pub fn seats(&self) -> &[VotingSeat] {
        &self.seats
    }

    /// How many seats vote.
    pub fn size(&self) -> usize {
        self.seats.len()
    }

    /// The position of the seat that this person holds.
    pub fn seat_of(&self, person: &str) -> Option<usize> {
        self.seats.iter().position(|seat| seat.holder == person)
    }

    /// The positions of the seats in which this person is the alternate.
    pub fn seats_stood_in_by<'a>(&'a self, person: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.seats
            .iter()
            .enumerate()
            .filter(move |(_, seat)| seat.alternate.as_deref() == Some(person))
            .map(|(position, _)| position)
    }

    /// Who may vote for a seat. Who holds a seat votes for that one alone, and stands in for nobody.
    pub(super) fn awaited(&self, seat: &VotingSeat) -> Awaited {
        let alternate = seat.alternate.clone().filter(|alternate| self.seat_of(alternate).is_none());
        Awaited { person: seat.holder.clone(), alternate }
    }

    /// Everybody who may vote, holders first.
    pub fn voters(&self) -> impl Iterator<Item = &str> {
        let holders = self.seats.iter().map(|seat| seat.holder.as_str());
        holders.chain(self.seats.iter().filter_map(|seat| seat.alternate.as_deref()))
    }
}
