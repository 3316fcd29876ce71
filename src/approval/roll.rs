//! The votes about one approval, a person each: what the file lists, what GitHub shows, and what proves it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Span};
use crate::document::{Approval, Document, Method, Vote, VoteLine};
use crate::rules::duplicate_votes;

use super::electorate::Electorate;
use super::proof::{Proof, Uncounted};
use super::shown::{Position, Shown, Stand};
use super::signed::Signed;

/// Everybody's vote about one approval, and what is wrong with its lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Roll {
    pub(super) entries: Vec<Entry>,
    /// Who is a release manager, where one of the decisions asks for them.
    pub(super) managers: BTreeSet<String>,
    /// The proposer, where that is one of these managers.
    pub(super) proposing_manager: Option<String>,
    /// The seats that were present.
    pub(super) present: BTreeSet<usize>,
    /// Whether votes that merely stand in the file count for anything.
    pub(super) record_counts: bool,
    /// Who reviewed this content, and whose review somebody has dismissed since: GitHub does not tell what it said, nor
    /// who dismissed it.
    pub(super) dismissed: Vec<(String, u64)>,
    /// What is wrong.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// One person's vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) voter: String,
    /// What the file lists; nothing where only GitHub shows a vote.
    pub(super) listed: Option<Vote>,
    /// What the person votes, by all that is known.
    pub(super) vote: Vote,
    pub(super) proof: Proof,
    /// Why the vote counts for nothing, unless it is an objection.
    pub(super) void: Option<Uncounted>,
    /// The review of an objection that the file does not list.
    pub(super) omitted: Option<u64>,
    /// Whether a review of the person's own shows that they take part, however they vote by it.
    pub(super) is_seen: bool,
    /// Whether the person was not in the meeting, by the file's own list.
    pub(super) is_absent: bool,
}

/// Who may appear in an approval besides the seats.
#[derive(Debug, Clone, Copy)]
pub(super) struct Managers<'a> {
    /// The release managers of the day.
    pub(super) active: &'a [&'a str],
    /// Whether one of the decisions asks for them.
    pub(super) asked_for: bool,
}

/// What the votes of an approval are read by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) electorate: &'a Electorate,
    pub(super) managers: Managers<'a>,
    pub(super) shown: &'a Shown<'a>,
    pub(super) signed: Signed<'a>,
    /// What to make of a line that names a review.
    pub(super) claims: Claims,
}

/// What to make of a line that names a review on GitHub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claims {
    /// GitHub was asked, and has shown what there is.
    Settled,
    /// Nobody asked GitHub, and the line proves nothing.
    Open,
    /// Nobody asked GitHub; to see what difference it makes, the line is taken at its word.
    Believed,
}

/// A line of the file with what it proves by itself.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    written: &'a VoteLine,
    vote: Vote,
    proven: LineProof<'a>,
}

/// What a line proves by itself.
#[derive(Debug, Clone, Copy)]
enum LineProof<'a> {
    Nothing,
    Signature(&'a str),
    BrokenSignature,
    /// The signature holds, but somebody else may have made it.
    CompromisedKey,
}

impl Roll {
    /// Reads the votes of an approval.
    pub(super) fn read(approval: &Document<Approval>, by: Reading<'_>) -> Self {
        let mut roll = Self {
            present: present(&approval.value, by.electorate),
            managers: active_managers(by.managers),
            record_counts: by.shown.record_counts,
            diagnostics: duplicate_votes(approval),
            ..Self::default()
        };
        roll.proposing_manager =
            by.shown.proposer().filter(|person| roll.managers.contains(*person)).map(str::to_owned);
        roll.read_lines(approval, by);
        roll.read_reviews(approval, by);
        roll.read_dismissed(by);
        roll
    }

    fn read_lines(&mut self, approval: &Document<Approval>, by: Reading<'_>) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        let lines = &approval.value.votes;
        let holders: BTreeSet<usize> =
            lines.iter().filter_map(|line| by.electorate.seat_of(&line.voter)).collect();
        for line in lines {
            let voter = line.voter.as_str();
            if !seen.insert(voter) {
                continue;
            }
            let is_free = |seat: &usize| !holders.contains(seat) && !taken.contains(seat);
            let seat = by
                .electorate
                .seat_of(voter)
                .or_else(|| by.electorate.seats_stood_in_by(voter).find(|seat| is_free(seat)));
            let objects = stand(by, voter) == Some(Stand::Objects) && line.vote.value == Vote::Against;
            if seat.is_some() && is_absent(&approval.value, voter) && !objects {
                self.diagnostics.push(absent_voter(approval, line.voter.span, voter));
            } else if seat.is_some() || self.managers.contains(voter) {
                taken.extend(seat);
                self.enter_line(approval, line, by);
            } else {
                self.diagnostics.push(not_eligible(approval, line.voter.span, voter, by.electorate));
            }
        }
    }

    fn enter_line(&mut self, approval: &Document<Approval>, line: &VoteLine, by: Reading<'_>) {
        let signature = by.signed.check(approval, line);
        let proven = match &signature {
            None => LineProof::Nothing,
            Some(Ok(key)) if by.signed.is_compromised(key) => LineProof::CompromisedKey,
            Some(Ok(key)) => LineProof::Signature(key),
            Some(Err(_)) => LineProof::BrokenSignature,
        };
        let voter = line.voter.as_str();
        let line = Line { written: line, vote: line.vote.value, proven };
        let entry = Entry {
            is_absent: is_absent(&approval.value, voter),
            ..line.resolved(by.shown, by.shown.position(voter), by.claims)
        };
        self.entries.push(entry);
        if let Some(Err(broken)) = signature {
            self.diagnostics.push(*broken);
        }
    }

    /// Whose vote GitHub alone shows.
    fn read_reviews(&mut self, approval: &Document<Approval>, by: Reading<'_>) {
        let lines = &approval.value.votes;
        let is_listed = |person: &str| lines.iter().any(|line| line.voter.as_str() == person);
        for person in by.shown.reviewers().filter(|person| !is_listed(person)) {
            let may_vote = by.electorate.voters().any(|voter| voter == person);
            if !may_vote && !self.managers.contains(person) {
                continue;
            }
            let closed = approval.value.closed.as_ref().map(|day| day.value.0);
            let position = by.shown.position(person);
            let entry = position.and_then(|position| Entry::shown(person, position, closed));
            self.entries
                .extend(entry.map(|entry| Entry { is_absent: is_absent(&approval.value, person), ..entry }));
        }
    }

    /// Whose review was dismissed, and who has not said by themselves how they vote.
    fn read_dismissed(&mut self, by: Reading<'_>) {
        let has_said = |person: &str| {
            let own = self.entries.iter().find(|entry| entry.voter == person);
            own.is_some_and(|own| {
                own.vote == Vote::Against || matches!(own.proof, Proof::Signature { .. } | Proof::Merger)
            })
        };
        let voters: BTreeSet<&str> = by.electorate.voters().collect();
        let silenced = by.shown.reviewers().filter(|person| voters.contains(person) && !has_said(person));
        let dismissed = silenced.filter_map(|person| {
            let position = by.shown.position(person)?;
            (position.stand == Stand::Dismissed).then(|| (person.to_owned(), position.review))
        });
        self.dismissed = dismissed.collect();
    }

    /// Whose votes the file lists, and are votes at all.
    pub(super) fn admitted(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.listed.is_some())
    }
}

impl Line<'_> {
    /// What the person votes, by the line and by their own reviews.
    ///
    /// Where nothing tells which of the two is later, the one that is less in favour counts, so that nobody's
    /// objection is lost; a line that proves nothing yields to a review.
    fn resolved(self, shown: &Shown<'_>, position: Option<&Position>, claims: Claims) -> Entry {
        let own = self.own(claims);
        let Some(position) = position else { return own.merged_by(shown) };
        let is_seen = matches!(position.stand, Stand::Approves | Stand::PlusOne | Stand::Objects);
        let (own, review) = (Entry { is_seen, ..own }, Proof::of(position));
        match (position.stand, self.vote) {
            (Stand::Objects, Vote::Against) => Entry { proof: own.proof.or(review), ..own },
            (Stand::Objects, _) => Entry {
                vote: Vote::Against,
                proof: review,
                void: None,
                omitted: Some(position.review),
                ..own
            },
            (Stand::Approves | Stand::PlusOne, Vote::InFavour) => {
                let entry = Entry { void: None, proof: own.proof.or(review), ..own };
                entry.merged_by(shown)
            }
            (Stand::Approves | Stand::PlusOne, _) if self.yields_to(position, shown) => {
                Entry { vote: Vote::InFavour, proof: review, void: None, ..own }
            }
            (Stand::Dismissed, Vote::InFavour) if !matches!(self.proven, LineProof::Signature(_)) => {
                Entry { void: own.void.or(Some(Uncounted::Withdrawn)), ..own }
            }
            _ => own.merged_by(shown),
        }
    }

    /// What the line says by itself.
    fn own(self, claims: Claims) -> Entry {
        let claimed = self.written.review.as_ref().map(|claim| claim.id.value);
        let proof = match (self.proven, claimed, claims) {
            (LineProof::Signature(key), ..) => Proof::Signature { key: key.to_owned() },
            (_, Some(review), Claims::Open) => Proof::Claimed { review },
            (_, Some(review), Claims::Believed) => Proof::Review { review },
            _ => Proof::Recorded,
        };
        let void = match self.proven {
            LineProof::BrokenSignature => Some(Uncounted::BadSignature),
            LineProof::CompromisedKey => Some(Uncounted::CompromisedKey),
            LineProof::Nothing | LineProof::Signature(_) => None,
        };
        Entry {
            voter: self.written.voter.value.clone(),
            listed: Some(self.vote),
            vote: self.vote,
            proof,
            void,
            omitted: None,
            is_seen: false,
            is_absent: false,
        }
    }

    /// Whether an approving review takes the place of a line that is not in favour.
    fn yields_to(self, position: &Position, shown: &Shown<'_>) -> bool {
        match (self.vote, self.proven) {
            (_, LineProof::Signature(_)) => false,
            // An objection yields to a review that is shown to be later than the one that it names.
            (Vote::Against, _) => self
                .written
                .review
                .as_ref()
                .and_then(|claim| shown.submitted(&self.written.voter, claim.id.value))
                .is_some_and(|objected| objected < position.submitted),
            _ => true,
        }
    }
}

impl Proof {
    fn of(position: &Position) -> Self {
        let review = position.review;
        if position.stand == Stand::PlusOne { Self::PlusOne { review } } else { Self::Review { review } }
    }
}

impl Entry {
    /// A vote that only GitHub shows.
    fn shown(person: &str, position: &Position, closed: Option<Date>) -> Option<Self> {
        let (vote, omitted) = match position.stand {
            Stand::Approves | Stand::PlusOne => (Vote::InFavour, None),
            Stand::Objects => (Vote::Against, Some(position.review)),
            Stand::Dismissed | Stand::Elsewhere => return None,
        };
        let is_late = closed.is_some_and(|closed| position.day() > closed);
        Some(Self {
            voter: person.to_owned(),
            listed: None,
            vote,
            proof: Proof::of(position),
            void: is_late.then_some(Uncounted::TooLate),
            omitted,
            is_seen: true,
            is_absent: false,
        })
    }

    /// Who merges is in favour, if the file says so too.
    fn merged_by(self, shown: &Shown<'_>) -> Self {
        let is_merger = shown.merger() == Some(self.voter.as_str()) && self.vote == Vote::InFavour;
        if is_merger { Self { proof: self.proof.or(Proof::Merger), ..self } } else { self }
    }
}

fn stand(by: Reading<'_>, person: &str) -> Option<Stand> {
    by.shown.position(person).map(|position| position.stand)
}

fn active_managers(managers: Managers<'_>) -> BTreeSet<String> {
    let active = managers.active.iter().filter(|_| managers.asked_for);
    active.map(|person| (*person).to_owned()).collect()
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

fn absent_voter(approval: &Document<Approval>, span: Span, voter: &str) -> Diagnostic {
    Diagnostic::error(
        "voter-not-eligible",
        approval.at(span),
        format!("`{voter}` votes in `{}`, but was not present at the meeting", approval.id),
    )
    .with_hint("add the person to `present:` if they were there, or take the vote out")
}

fn not_eligible(
    approval: &Document<Approval>,
    span: Span,
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
