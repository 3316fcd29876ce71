//! roster.yaml: people, the seats of the committee, release managers and advisors.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;

use super::values::{Day, Entries, OneOrMany, Period};
use crate::yaml::Spanned;

/// The roster.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Roster {
    /// Everybody that the documents name, by id.
    pub people: Entries<Person>,
    /// The seats of the technical steering committee.
    pub tsc: Vec<Seat>,
    /// The release managers.
    #[serde(default)]
    pub release_managers: Vec<Appointment>,
    /// Foundation staff; they never approve.
    #[serde(default)]
    pub advisors: Vec<Spanned<String>>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Person {
    /// What people call them.
    pub name: Spanned<String>,
    /// Their GitHub account.
    #[serde(default)]
    pub github: Option<Account>,
    /// Their e-mail address.
    #[serde(default)]
    pub email: Option<Spanned<String>>,
    /// Whom they work for.
    #[serde(default)]
    pub affiliation: OneOrMany<Affiliation>,
    /// The keys they sign with.
    #[serde(default)]
    pub keys: Vec<Key>,
}

/// A GitHub account; the number survives renames.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// The name shown.
    pub login: Spanned<String>,
    /// The number.
    pub id: Spanned<u64>,
}

/// Whom a person works for, and when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Affiliation {
    /// The organisation.
    pub name: String,
    /// The first day.
    #[serde(default)]
    pub from: Option<Day>,
    /// The last day.
    #[serde(default)]
    pub until: Option<Day>,
}

impl From<String> for Affiliation {
    fn from(name: String) -> Self {
        Self { name, from: None, until: None }
    }
}

/// A signing key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Key {
    /// The public key in OpenSSH's form.
    pub key: Spanned<String>,
    /// From when on somebody else may have had it.
    #[serde(default)]
    pub compromised_since: Option<Day>,
}

/// A seat of the committee, held by one person for a term.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Seat {
    /// Who holds it.
    pub person: Spanned<String>,
    /// The first day of the term.
    #[serde(default)]
    pub from: Option<Spanned<Day>>,
    /// The last day of the term.
    #[serde(default)]
    pub until: Option<Spanned<Day>>,
    /// Who votes where the holder does not.
    #[serde(default)]
    pub alternate: Option<Spanned<String>>,
    /// Whether it has a vote.
    #[serde(default)]
    pub voting: Option<bool>,
    /// When it does not count.
    #[serde(default)]
    pub suspended: Vec<Period>,
}

impl Seat {
    /// Whether the seat has a vote on this day.
    pub fn votes_on(&self, day: Date) -> bool {
        self.voting.unwrap_or(true)
            && self.term().contains(day)
            && !self.suspended.iter().any(|period| period.contains(day))
    }

    /// The term.
    pub fn term(&self) -> Period {
        Period {
            from: self.from.as_ref().map(|day| day.value),
            until: self.until.as_ref().map(|day| day.value),
        }
    }
}

/// A release manager for a term.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Appointment {
    /// Who.
    pub person: Spanned<String>,
    /// The first day of the term.
    #[serde(default)]
    pub from: Option<Spanned<Day>>,
    /// The last day of the term.
    #[serde(default)]
    pub until: Option<Spanned<Day>>,
    /// When somebody else has to stand in.
    #[serde(default)]
    pub away: Vec<Period>,
}

impl Appointment {
    /// The term.
    pub fn term(&self) -> Period {
        Period {
            from: self.from.as_ref().map(|day| day.value),
            until: self.until.as_ref().map(|day| day.value),
        }
    }
}

impl Roster {
    /// What a person is called; the id where the roster does not know them.
    pub fn name_of<'a>(&'a self, id: &'a str) -> &'a str {
        self.people.get(id).map_or(id, |person| person.name.as_str())
    }

    /// Everybody who holds an office at some time: seats, alternates, release managers, advisors.
    pub fn office_holders(&self) -> BTreeSet<&str> {
        let seats = self.tsc.iter().map(|seat| seat.person.as_str());
        let alternates =
            self.tsc.iter().filter_map(|seat| seat.alternate.as_ref()).map(|person| person.as_str());
        let managers = self.release_managers.iter().map(|manager| manager.person.as_str());
        let advisors = self.advisors.iter().map(|person| person.as_str());
        seats.chain(alternates).chain(managers).chain(advisors).collect()
    }

    /// Whether any seat votes on this day.
    pub fn has_votes_on(&self, day: Date) -> bool {
        self.tsc.iter().any(|seat| seat.votes_on(day))
    }

    /// The last day of the terms that are held over on this day, since no seat's term holds it. A seat with a vote whose
    /// term holds, and that is only suspended, leaves the committee empty: nobody holds over in its place.
    pub fn held_over_since(&self, day: Date) -> Option<Date> {
        let is_filled = |seat: &Seat| seat.voting.unwrap_or(true) && seat.term().contains(day);
        if self.tsc.iter().any(is_filled) {
            return None;
        }
        let ends = self.tsc.iter().filter_map(|seat| Some(seat.until.as_ref()?.value.0));
        ends.filter(|until| *until < day && self.has_votes_on(*until)).max()
    }

    /// The release managers whose term holds this day, in the order of the roster, each once.
    pub fn release_managers_on(&self, day: Date) -> Vec<&str> {
        let mut managers: Vec<&str> = Vec::new();
        for manager in self.release_managers.iter().filter(|manager| manager.term().contains(day)) {
            if !managers.contains(&manager.person.as_str()) {
                managers.push(manager.person.as_str());
            }
        }
        managers
    }
}

impl Person {
    /// Whom the person worked for on this day.
    pub fn affiliations_on(&self, day: Date) -> impl Iterator<Item = &str> {
        self.affiliation
            .0
            .iter()
            .filter(move |affiliation| {
                Period { from: affiliation.from, until: affiliation.until }.contains(day)
            })
            .map(|affiliation| affiliation.name.as_str())
    }
}
