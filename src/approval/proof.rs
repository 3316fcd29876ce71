//! How one vote is proven, and how strongly.

use std::fmt;

use super::Evidence;

/// The strongest proof of a vote.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Proof {
    /// It stands in the approval file, and nothing else shows it.
    Recorded,
    /// A file says that GitHub shows it, and GitHub was not asked.
    Claimed {
        /// The number of the review.
        review: u64,
    },
    /// GitHub shows the voter's own review of the same content.
    Review {
        /// The number of the review.
        review: u64,
    },
    /// The author of the pull request says `+1` in a review that only comments.
    PlusOne {
        /// The number of the review.
        review: u64,
    },
    /// The voter proposed the change, and has said nothing about what it is now.
    Author,
    /// The voter merged the change.
    Merger,
    /// The voter's own key signed it.
    Signature {
        /// The fingerprint of the key: `SHA256:…`.
        key: String,
    },
}

impl Proof {
    /// How strong it is.
    pub const fn level(&self) -> Evidence {
        match self {
            // Who opened a pull request wrote neither all that stands in it now nor said that they are in favour of it.
            Self::Recorded | Self::Claimed { .. } | Self::Author => Evidence::Recorded,
            Self::Review { .. } | Self::PlusOne { .. } | Self::Merger => Evidence::Confirmed,
            Self::Signature { .. } => Evidence::Signed,
        }
    }

    /// The stronger of two; of equals the first.
    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        if other.level() > self.level() { other } else { self }
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recorded => formatter.write_str("recorded"),
            Self::Claimed { review } => {
                write!(formatter, "recorded, with review {review} that GitHub was not asked about")
            }
            Self::Review { review } => write!(formatter, "confirmed by review {review}"),
            Self::PlusOne { review } => write!(formatter, "confirmed by the comment +1 in review {review}"),
            Self::Author => formatter.write_str("recorded, as the author"),
            Self::Merger => formatter.write_str("confirmed by the merge"),
            Self::Signature { key } => write!(formatter, "signed by {key}"),
        }
    }
}

/// One vote, how it is proven, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastVote {
    /// Who.
    pub voter: String,
    /// How.
    pub vote: crate::document::Vote,
    /// The strongest proof.
    pub proof: Proof,
    /// Why it does not count for the decision; nothing where it does.
    pub uncounted: Option<Uncounted>,
}

/// Why a vote does not count for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Uncounted {
    /// The policy asks for stronger proof.
    EvidenceTooWeak,
    /// It merely stands in the file, and nobody in office stands for the change.
    NobodyInOffice,
    /// Its signature does not hold.
    BadSignature,
    /// It is signed by a key that somebody else may have had by then.
    CompromisedKey,
    /// The voter's review on GitHub does not count any more.
    Withdrawn,
    /// It came after the vote was closed.
    TooLate,
    /// The voter was not in the meeting.
    Absent,
    /// Another vote counts for the seat, or the decision is not the voter's.
    NotTheirs,
}

impl Uncounted {
    /// The word for reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EvidenceTooWeak => "evidence-too-weak",
            Self::NobodyInOffice => "nobody-in-office",
            Self::BadSignature => "bad-signature",
            Self::CompromisedKey => "compromised-key",
            Self::Withdrawn => "withdrawn",
            Self::TooLate => "too-late",
            Self::Absent => "absent",
            Self::NotTheirs => "not-theirs",
        }
    }

    /// The words for people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::EvidenceTooWeak => "proven too weakly",
            Self::NobodyInOffice => "nobody in office stands for the change",
            Self::BadSignature => "its signature does not hold",
            Self::CompromisedKey => "signed by a key that is compromised",
            Self::Withdrawn => "the review was withdrawn",
            Self::TooLate => "after the vote was closed",
            Self::Absent => "not in the meeting",
            Self::NotTheirs => "not theirs to decide",
        }
    }
}
