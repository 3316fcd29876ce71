//! What GitHub and git show about the people of the roster: who proposed, who reviewed how, who merged.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::document::Roster;

use super::electorate::Electorate;
use super::proofs::{Account, GitHub, MergeAuthor, Merger, Proofs, PullRequest, Review, ReviewState};

/// What is shown about the people of one roster.
#[derive(Debug, Clone)]
pub(super) struct Shown<'a> {
    roster: &'a Roster,
    accounts: BTreeMap<u64, Owner<'a>>,
    positions: BTreeMap<&'a str, Position>,
    /// When each person's reviews were submitted, by their numbers.
    submitted: BTreeMap<(&'a str, u64), Moment>,
    proposer: Proposer<'a>,
    merger: Option<&'a str>,
    /// Whether a vote that merely stands in a file counts for anything: on GitHub, somebody in office has to stand for
    /// the change too (threat T66).
    pub(super) record_counts: bool,
}

/// Whose an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner<'a> {
    Person(&'a str),
    /// Several people claim it, so that it shows nothing about anybody (threat T19).
    Several,
}

/// Reviews in the order in which they were submitted.
type Moment = (jiff::Timestamp, u64);

/// Where a person stands about the content of the step, by their own reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) stand: Stand,
    /// The number of the review that says so.
    pub(super) review: u64,
    pub(super) submitted: Moment,
    /// Whether the votes of the change stood there already when it was reviewed.
    saw_votes: bool,
}

/// What a person's latest decisive review says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// It approves this content.
    Approves,
    /// The author of the pull request says `+1`.
    PlusOne,
    /// It asks for changes of this content.
    Objects,
    /// It no longer counts.
    Dismissed,
    /// It is about other content, or approves another change.
    Elsewhere,
}

/// Who proposed the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proposer<'a> {
    /// Anybody.
    Unknown,
    /// A person of the roster.
    Person(&'a str),
    /// An account that the roster does not list; it may still be that of somebody whose account the roster lacks.
    Stranger,
}

/// Whether the proposer is one of some people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among<'a> {
    No,
    Yes(&'a str),
    /// Any of them may be.
    Perhaps,
}

impl<'a> Shown<'a> {
    /// What is shown. With `claims`, what a witness file says is taken for shown too.
    pub(super) fn read(roster: &'a Roster, proofs: &Proofs, today: Date, claims: bool) -> Self {
        let mut shown = Self {
            roster,
            accounts: accounts(roster),
            positions: BTreeMap::new(),
            submitted: BTreeMap::new(),
            proposer: Proposer::Unknown,
            merger: None,
            record_counts: true,
        };
        shown.merger = shown.merger_of(&proofs.merger);
        match &proofs.pull_request {
            GitHub::Shows(pull_request) => {
                shown.take(pull_request);
                shown.record_counts = shown.is_in_somebodys_charge(today);
            }
            GitHub::Witnessed(pull_request) if claims => shown.take(pull_request),
            GitHub::Witnessed(_) | GitHub::NotAsked => {}
        }
        shown
    }

    fn take(&mut self, pull_request: &PullRequest) {
        self.proposer = match &pull_request.author {
            // Nobody knows who had a program open it.
            None => Proposer::Unknown,
            Some(author) if author.is_bot => Proposer::Unknown,
            Some(author) => match self.accounts.get(&author.id) {
                Some(Owner::Person(person)) => Proposer::Person(person),
                Some(Owner::Several) => Proposer::Unknown,
                None => Proposer::Stranger,
            },
        };
        let mut by_person: BTreeMap<&'a str, Vec<&Review>> = BTreeMap::new();
        for review in &pull_request.reviews {
            if let Some(person) = self.person_of(&review.reviewer) {
                by_person.entry(person).or_default().push(review);
                self.submitted.insert((person, review.id), moment(review));
            }
        }
        for (person, mut reviews) in by_person {
            reviews.sort_by_key(|review| moment(review));
            let is_author = self.proposer == Proposer::Person(person);
            if let Some(position) = position(&reviews, is_author) {
                self.positions.insert(person, position);
            }
        }
    }

    /// The same if everybody whose account the roster lists had approved this content: what a clone cannot rule out.
    pub(super) fn if_all_approved(&self) -> Self {
        let people = self.accounts.values().filter_map(|owner| match owner {
            Owner::Person(person) => Some(*person),
            Owner::Several => None,
        });
        let approval = Position {
            stand: Stand::Approves,
            review: 0,
            submitted: (jiff::Timestamp::UNIX_EPOCH, 0),
            saw_votes: true,
        };
        let positions = people.map(|person| (person, approval.clone())).collect();
        Self { positions, submitted: BTreeMap::new(), ..self.clone() }
    }

    /// The person of the roster behind an account. Programs are nobody.
    fn person_of(&self, account: &Account) -> Option<&'a str> {
        if account.is_bot { None } else { self.owner_of(account.id) }
    }

    fn owner_of(&self, id: u64) -> Option<&'a str> {
        match self.accounts.get(&id)? {
            Owner::Person(person) => Some(person),
            Owner::Several => None,
        }
    }

    fn merger_of(&self, merger: &Merger) -> Option<&'a str> {
        match merger {
            Merger::NotMerged | Merger::Unproven(_) => None,
            Merger::Event(account) => self.person_of(account),
            Merger::SignedMerge(MergeAuthor::Account(id)) => self.owner_of(*id),
            Merger::SignedMerge(MergeAuthor::Email(email)) => self.person_at(email),
        }
    }

    /// The one person of the roster who has this address.
    fn person_at(&self, email: &str) -> Option<&'a str> {
        let has_it = |person: &crate::document::Person| {
            person.email.as_ref().is_some_and(|known| known.value.eq_ignore_ascii_case(email))
        };
        let mut owners = self.roster.people.iter().filter(|(_, person)| has_it(person));
        match (owners.next(), owners.next()) {
            (Some((id, _)), None) => Some(id.as_str()),
            _ => None,
        }
    }

    /// Whether the author, or somebody who approves this content with the votes that are written down about it, holds an
    /// office. Votes that were added after a review are nothing that the reviewer stands for.
    fn is_in_somebodys_charge(&self, today: Date) -> bool {
        let officers = officers(self.roster, today);
        let author = match self.proposer {
            Proposer::Person(person) => Some(person),
            Proposer::Unknown | Proposer::Stranger => None,
        };
        let approves = |position: &Position| position.stand == Stand::Approves && position.saw_votes;
        let reviewers = self.positions.iter().filter(|(_, position)| approves(position));
        author.into_iter().chain(reviewers.map(|(person, _)| *person)).any(|person| officers.contains(person))
    }

    /// Where a person stands.
    pub(super) fn position(&self, person: &str) -> Option<&Position> {
        self.positions.get(person)
    }

    /// Everybody who reviewed, in the order of their ids.
    pub(super) fn reviewers(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.positions.keys().copied()
    }

    /// When somebody submitted a review, if it is theirs.
    pub(super) fn submitted(&self, person: &str, review: u64) -> Option<Moment> {
        self.submitted.get(&(person, review)).copied()
    }

    /// Who merged, if that is proven.
    pub(super) fn merger(&self) -> Option<&'a str> {
        self.merger
    }

    /// The person of the roster who proposed the step.
    pub(super) fn proposer(&self) -> Option<&'a str> {
        match self.proposer {
            Proposer::Person(person) => Some(person),
            Proposer::Unknown | Proposer::Stranger => None,
        }
    }

    /// Whether the proposer is one of these people. People whose account the roster does not list may be anybody.
    pub(super) fn proposer_among<'p>(&self, mut people: impl Iterator<Item = &'p str>) -> Among<'a> {
        let has_account =
            |person: &str| self.roster.people.get(person).is_some_and(|person| person.github.is_some());
        match self.proposer {
            Proposer::Unknown => Among::Perhaps,
            Proposer::Person(proposer) if people.any(|person| person == proposer) => Among::Yes(proposer),
            Proposer::Stranger if people.any(|person| !has_account(person)) => Among::Perhaps,
            Proposer::Person(_) | Proposer::Stranger => Among::No,
        }
    }
}

impl Position {
    /// The day of the review, in UTC.
    pub(super) fn day(&self) -> Date {
        self.submitted.0.to_zoned(TimeZone::UTC).date()
    }
}

fn accounts(roster: &Roster) -> BTreeMap<u64, Owner<'_>> {
    let mut accounts = BTreeMap::new();
    for (id, person) in &roster.people {
        let Some(account) = &person.github else { continue };
        accounts
            .entry(account.id.value)
            .and_modify(|owner| *owner = Owner::Several)
            .or_insert(Owner::Person(id.as_str()));
    }
    accounts
}

fn moment(review: &Review) -> Moment {
    (review.submitted, review.id)
}

/// Where the author of these reviews stands; they are sorted. An objection to this content stays until it is taken
/// back about this content, and an approval counts only while nothing came after it.
fn position(reviews: &[&Review], is_author: bool) -> Option<Position> {
    let decisive = || reviews.iter().rev().filter(|review| review.state.is_decisive());
    let objection = decisive()
        .find(|review| review.counts())
        .filter(|review| review.state == ReviewState::ChangesRequested);
    if let Some(review) = objection {
        return Some(stand(review, Stand::Objects));
    }
    if let Some(last) = decisive().next() {
        let is = match last.state {
            _ if !last.counts() => Stand::Elsewhere,
            ReviewState::Approved => Stand::Approves,
            _ => Stand::Dismissed,
        };
        return Some(stand(last, is));
    }
    let is_vote = |review: &&&Review| review.state == ReviewState::PlusOne && review.counts();
    let comment = reviews.iter().rev().find(is_vote).filter(|_| is_author)?;
    Some(stand(comment, Stand::PlusOne))
}

fn stand(review: &Review, stand: Stand) -> Position {
    Position { stand, review: review.id, submitted: moment(review), saw_votes: review.same_votes }
}

/// Everybody who has an office today: seats, with a vote or not, release managers and advisors.
fn officers(roster: &Roster, today: Date) -> BTreeSet<&str> {
    let electorate = Electorate::on(roster, today);
    let holds_over = |person: &str| electorate.seat_of(person).is_some();
    let seats = roster
        .tsc
        .iter()
        .filter(|seat| seat.term().contains(today) || holds_over(&seat.person))
        .map(|seat| seat.person.as_str());
    let managers = roster.release_managers_on(today);
    let advisors = roster.advisors.iter().map(|person| person.as_str());
    seats.chain(managers).chain(advisors).collect()
}
