//! `exceptions/<cycle>-<n>.yaml`: a request to depart from the plan, and its outcome.

use serde::Deserialize;

use super::values::Day;
use crate::yaml::Spanned;

/// A request to depart from the plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Exception {
    /// The cycle.
    pub cycle: Spanned<String>,
    /// The milestone.
    pub milestone: Spanned<String>,
    /// Who asks for it.
    #[serde(default)]
    pub requested_by: Option<Spanned<String>>,
    /// When it was asked for.
    #[serde(default)]
    pub requested: Option<Spanned<Day>>,
    /// What it is about, and nothing beyond it.
    #[serde(default)]
    pub scope: Option<String>,
    /// When it ends.
    #[serde(default)]
    pub until: Option<Spanned<Day>>,
    /// What it means for the release.
    #[serde(default)]
    pub impact: Option<String>,
    /// What became of it.
    pub state: Spanned<State>,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Asked for.
    Requested,
    /// Allowed.
    Granted,
    /// Refused.
    Denied,
    /// Taken back.
    Withdrawn,
    /// Over.
    Done,
}

impl State {
    /// The word in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Withdrawn => "withdrawn",
            Self::Done => "done",
        }
    }
}
