//! `support/<n>.yaml`: a question to the supporting staff, and its answer.

use serde::Deserialize;

use super::values::Day;
use crate::yaml::Spanned;

/// A question to the supporting staff.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Support {
    /// When it was asked.
    #[serde(default)]
    pub asked: Option<Spanned<Day>>,
    /// Who asked.
    #[serde(default)]
    pub asked_by: Option<Spanned<String>>,
    /// What is asked.
    pub topic: Spanned<String>,
    /// The advisor who answers.
    #[serde(default)]
    pub owner: Option<Spanned<String>>,
    /// Where it stands; open where absent.
    #[serde(default)]
    pub state: Option<Spanned<SupportState>>,
    /// What was answered.
    #[serde(default)]
    pub answer: Option<String>,
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SupportState {
    /// Nobody has answered.
    Open,
    /// Somebody has.
    Answered,
    /// It needs no answer any more.
    Closed,
}

impl Support {
    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.state.as_ref().is_none_or(|state| state.value == SupportState::Open)
    }
}
