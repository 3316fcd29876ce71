//! An approval on file, as its file says it.

use jiff::civil::Date;

use crate::document::Outcome;

/// An approval on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Its id.
    pub id: String,
    /// What was decided.
    pub title: Option<String>,
    /// The classes that it says it decides.
    pub classes: Vec<String>,
    /// The paths that it is about.
    pub paths: Vec<String>,
    /// When the vote began.
    pub opened: Option<Date>,
    /// When the vote ended.
    pub closed: Option<Date>,
    /// How it was voted.
    pub method: Option<&'static str>,
    /// Where the minutes are.
    pub minutes: Option<String>,
    /// What the file says came out of it.
    pub outcome: Option<Outcome>,
    /// Who voted how.
    pub votes: Vec<CastVote>,
    /// The plans' steps that it approved, as the steps were judged: cycle and commit.
    pub used: Vec<(String, String)>,
}

/// A vote on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastVote {
    /// Who, by roster id.
    pub voter: String,
    /// The name.
    pub name: String,
    /// How.
    pub vote: &'static str,
    /// What the file names as its proof.
    pub proof: VoteProof,
}

/// What a file names as the proof of a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoteProof {
    /// The voter's own signature.
    Signature,
    /// A review on GitHub.
    Review,
    /// Nothing but the record itself.
    Record,
}

impl VoteProof {
    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Review => "review",
            Self::Record => "record",
        }
    }
}
