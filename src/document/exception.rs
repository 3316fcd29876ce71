//! `exceptions/<cycle>-<n>.yaml`: a request to depart from the plan, and its outcome.

use serde::Deserialize;

use super::values::Day;
use crate::yaml::Spanned;

/// A request to depart from the plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Exception {
    /// The cycle.
    pub cycle: Spanned<String>,
    /// The milestone.
    pub milestone: Spanned<String>,
    /// When it ends.
    #[serde(default)]
    pub until: Option<Spanned<Day>>,
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
