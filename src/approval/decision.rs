//! What the engine decides: a decision per class that needs one, and the verdict over all of them.

use std::fmt;

use super::act::Act;
use super::class::Class;
use super::proof::CastVote;

/// How strong the proof of a vote is; later is stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Evidence {
    /// The vote stands in the approval file.
    #[default]
    Recorded,
    /// GitHub shows it.
    Confirmed,
    /// The voter's own key signed it.
    Signed,
}

impl Evidence {
    /// The name used in policies and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Confirmed => "confirmed",
            Self::Signed => "signed",
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// How one decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The requirement is met.
    Approved,
    /// Something is missing.
    Pending,
    /// Voted down, or it cannot pass any more.
    Rejected,
}

impl Status {
    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Pending => "pending",
            Self::Rejected => "rejected",
        }
    }
}

/// How the whole change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A guarded diagnostic, or an error that the change brings.
    Invalid,
    /// Voted down.
    Rejected,
    /// Sign-off is missing.
    Pending,
    /// Every needed decision is met.
    Approved,
    /// Nothing in it needs anybody's sign-off.
    NotRequired,
}

impl Verdict {
    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Rejected => "rejected",
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::NotRequired => "not-required",
        }
    }

    /// Whether the gate lets the change through.
    pub const fn passes(self) -> bool {
        matches!(self, Self::Approved | Self::NotRequired)
    }
}

/// Why a decision is not approved: the rule and the fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The id of the rule (`quorum`, `threshold`, `approval-stale`, …).
    pub rule: &'static str,
    /// The fact, in words.
    pub message: String,
    /// What would mend it, where votes alone do not.
    pub cure: Option<Cure>,
}

/// What would mend a decision, as words that read behind `needs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cure {
    /// No vote in this approval helps any more.
    InsteadOfVotes(String),
    /// It is needed whatever votes are missing.
    BesidesVotes(String),
    /// So many more votes in favour, and why; votes that are missing anyway are among them.
    MoreVotes {
        /// How many.
        count: usize,
        /// Why, as words that read behind the votes.
        why: &'static str,
    },
}

impl Reason {
    /// A reason that votes would mend.
    pub fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule, message: message.into(), cure: None }
    }

    /// The same, mended by something that is needed besides the votes.
    #[must_use]
    pub fn besides_votes(self, cure: impl Into<String>) -> Self {
        Self { cure: Some(Cure::BesidesVotes(cure.into())), ..self }
    }

    /// The same, mended by so many more votes in favour.
    #[must_use]
    pub fn more_votes(self, count: usize, why: &'static str) -> Self {
        Self { cure: Some(Cure::MoreVotes { count, why }), ..self }
    }

    /// The same, mended by something else than votes.
    #[must_use]
    pub fn instead_of_votes(self, cure: impl Into<String>) -> Self {
        Self { cure: Some(Cure::InsteadOfVotes(cure.into())), ..self }
    }
}

/// The votes that count, by roster id, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Votes {
    /// `+1`.
    pub in_favour: Vec<String>,
    /// `-1`.
    pub against: Vec<String>,
    /// `0`.
    pub abstain: Vec<String>,
    /// Recused; they count in no base.
    pub recused: Vec<String>,
    /// Who could still vote: the holders of the seats, even where an alternate may vote in their place.
    pub missing: Vec<String>,
    /// Whose votes stand in the approval but do not count for this decision.
    pub uncounted: Vec<String>,
}

impl Votes {
    /// Whether this person's vote counts.
    pub(super) fn counts(&self, person: &str) -> bool {
        let lists = [&self.in_favour, &self.against, &self.abstain, &self.recused];
        lists.into_iter().any(|list| list.iter().any(|voter| voter == person))
    }
}

/// One class of the change, what it needs and what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Which class.
    pub class: Class,
    /// The paths whose change needs this decision.
    pub paths: Vec<String>,
    /// What it does to what came before; nothing where it is about the content of the paths.
    pub acts: Vec<Act>,
    /// The name of the vote rule (`majority`), or who approves (`release-managers`).
    pub requirement: String,
    /// The rule in words: `more than 1/2 of the seats (electronic, open 7 days)`.
    pub rule: String,
    /// How it stands.
    pub status: Status,
    /// The approvals that speak for it, by id.
    pub approvals: Vec<String>,
    /// The evidence that was found; none without votes.
    pub evidence: Option<Evidence>,
    /// The evidence that the policy asks for.
    pub needs_evidence: Evidence,
    /// Who voted how.
    pub votes: Votes,
    /// How each vote is proven, by voter; votes that do not count are among them.
    pub cast: Vec<CastVote>,
    /// Whether it is not approved only because nobody could look at the reviews that the files name.
    pub unverifiable: bool,
    /// Whether it is not approved only because the policy asks for stronger proof than what the files record.
    pub below_evidence: bool,
    /// How many `+1` there are and how many are needed, where the rule is a count of them.
    pub count: Option<(usize, usize)>,
    /// What is still needed and from whom: `1 more of bob, grace (or dave)`.
    pub needed: Option<String>,
    /// Why it is not approved.
    pub reasons: Vec<Reason>,
    /// Who has to merge, if the policy says so: `a TSC member`.
    pub merged_by: Option<String>,
}
