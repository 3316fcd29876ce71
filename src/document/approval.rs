//! `approvals/<id>.yaml`: a decision: exactly which content, who voted how, with what proof.

use serde::Deserialize;

use super::values::Day;
use crate::yaml::Spanned;

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Approval {
    /// Its id.
    pub id: Spanned<String>,
    /// What people call it.
    #[serde(default)]
    pub title: Option<String>,
    /// The classes it decides.
    pub decisions: Vec<Spanned<String>>,
    /// The content it decides about.
    #[serde(default)]
    pub subject: Vec<Subject>,
    /// When the vote began.
    #[serde(default)]
    pub opened: Option<Spanned<Day>>,
    /// When the vote ended.
    #[serde(default)]
    pub closed: Option<Spanned<Day>>,
    /// How it was voted.
    #[serde(default)]
    pub method: Option<Spanned<Method>>,
    /// Where the minutes are.
    #[serde(default)]
    pub minutes: Option<String>,
    /// The SHA-256 of what they said when it was voted.
    #[serde(default)]
    pub minutes_sha256: Option<String>,
    /// Who was in the meeting.
    #[serde(default)]
    pub present: Vec<Spanned<String>>,
    /// Who voted how.
    #[serde(default)]
    pub votes: Vec<VoteLine>,
    /// What the file says came out of it.
    #[serde(default)]
    pub outcome: Option<Spanned<Outcome>>,
    /// Approvals that no longer hold.
    #[serde(default)]
    pub revokes: Vec<Spanned<String>>,
    /// Approvals that this one takes the place of.
    #[serde(default)]
    pub supersedes: Vec<Spanned<String>>,
    /// The commit that this one approves after the fact.
    #[serde(default)]
    pub ratifies: Option<Spanned<String>>,
}

impl Approval {
    /// The ids of the approvals that no longer hold because of this one: revoked or superseded.
    pub fn voided(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.revokes.iter().chain(&self.supersedes)
    }
}

/// One path, and its content before and after.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Subject {
    /// The path from the top of the repository.
    pub path: Spanned<String>,
    /// The digest of the bytes before; `none` where the file is new.
    pub from: Spanned<String>,
    /// The digest of the bytes after; `none` where the file is gone.
    pub to: Spanned<String>,
    /// The digests of the meaning before and after.
    #[serde(default)]
    pub meaning: Option<MeaningDigests>,
}

/// The digests of a document's meaning before and after.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MeaningDigests {
    /// Before.
    pub from: String,
    /// After.
    pub to: String,
}

/// How a decision was voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// In a meeting.
    Meeting,
    /// By review, signature or mail.
    Electronic,
    /// By nobody's objection.
    LazyConsensus,
    /// At once, by a few.
    Emergency,
}

impl Method {
    /// The word in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Electronic => "electronic",
            Self::LazyConsensus => "lazy-consensus",
            Self::Emergency => "emergency",
        }
    }
}

/// One vote.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct VoteLine {
    /// Who.
    pub voter: Spanned<String>,
    /// How.
    pub vote: Spanned<Vote>,
    /// Why.
    #[serde(default)]
    pub reason: Option<Spanned<String>>,
    /// The review that the line says confirms it.
    #[serde(default)]
    pub review: Option<ReviewClaim>,
    /// The voter's signature over the vote.
    #[serde(default)]
    pub signature: Option<Spanned<String>>,
}

/// A review on GitHub as a line of an approval names it; only GitHub can say whether it is true.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReviewClaim {
    /// The number of the pull request.
    pub pull_request: Spanned<u64>,
    /// The number of the review.
    pub id: Spanned<u64>,
    /// The commit that was reviewed.
    pub commit: Spanned<String>,
}

/// A vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum Vote {
    /// In favour.
    #[serde(rename = "+1")]
    InFavour,
    /// Against.
    #[serde(rename = "-1")]
    Against,
    /// Abstains.
    #[serde(rename = "0")]
    Abstain,
    /// Stays out of it, and counts in no base.
    #[serde(rename = "recused")]
    Recused,
}

impl Vote {
    /// All four.
    pub const ALL: [Self; 4] = [Self::InFavour, Self::Against, Self::Abstain, Self::Recused];

    /// The word in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InFavour => "+1",
            Self::Against => "-1",
            Self::Abstain => "0",
            Self::Recused => "recused",
        }
    }
}

/// What the file says came out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It passed.
    Approved,
    /// It did not.
    Rejected,
}
