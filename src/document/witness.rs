//! `approvals/<id>.witness.yaml`: what GitHub showed when an approved change was merged.

use serde::Deserialize;

use super::roster::Account;
use crate::yaml::Spanned;

/// What GitHub showed when an approved change was merged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Witness {
    /// The approval.
    pub approval: Spanned<String>,
    /// The repository on GitHub.
    #[serde(default)]
    pub repository: Option<String>,
    /// The pull request's number.
    pub pull_request: u64,
    /// The commit that the merge made.
    #[serde(default)]
    pub commit: Option<Spanned<String>>,
    /// Who proposed the change.
    #[serde(default)]
    pub author: Option<Account>,
    /// When it was merged.
    #[serde(default)]
    pub merged: Option<Spanned<String>>,
    /// Who merged it.
    #[serde(default)]
    pub merged_by: Option<Account>,
    /// The reviews.
    #[serde(default)]
    pub reviews: Vec<Review>,
}

/// A review as GitHub showed it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Review {
    /// Its number.
    pub id: Spanned<u64>,
    /// Who reviewed.
    pub reviewer: Account,
    /// What it said when the change was merged.
    pub state: Spanned<ReviewState>,
    /// What was reviewed.
    pub commit: Spanned<String>,
    /// When.
    #[serde(default)]
    pub submitted: Option<String>,
    /// `+1` where that was the whole text.
    #[serde(default)]
    pub body: Option<String>,
}

/// What a review said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewState {
    /// It approved.
    Approved,
    /// It asked for changes.
    ChangesRequested,
    /// It only commented.
    Commented,
    /// It no longer counts.
    Dismissed,
}

impl ReviewState {
    /// What the reviewer did, as words behind a name.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::ChangesRequested => "asked for changes",
            Self::Commented => "commented",
            Self::Dismissed => "had a review that was dismissed",
        }
    }
}
