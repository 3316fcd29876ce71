//! `retrospectives/<cycle>.yaml`: what to keep, what to change, and the actions that follow.

use serde::Deserialize;

use super::values::Day;
use crate::yaml::Spanned;

/// The retrospective of a cycle.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Retrospective {
    /// The cycle.
    pub cycle: Spanned<String>,
    /// When it was held.
    #[serde(default)]
    pub held: Option<Spanned<Day>>,
    /// Who led it.
    #[serde(default)]
    pub facilitator: Option<Spanned<String>>,
    /// What went well.
    #[serde(default)]
    pub keep: Vec<String>,
    /// What to do otherwise.
    #[serde(default)]
    pub change: Vec<String>,
    /// What is to be done.
    #[serde(default)]
    pub actions: Vec<Action>,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Action {
    /// Its id.
    pub id: Spanned<String>,
    /// What.
    pub text: String,
    /// Who does it.
    #[serde(default)]
    pub owner: Option<Spanned<String>>,
    /// By when.
    #[serde(default)]
    pub due: Option<Spanned<Day>>,
    /// Whether it is done; open where absent.
    #[serde(default)]
    pub state: Option<Spanned<ActionState>>,
    /// The document that it changes.
    #[serde(default)]
    pub changes: Option<Spanned<String>>,
}

/// Whether an action is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionState {
    /// Not yet.
    Open,
    /// It is.
    Done,
    /// Nobody will do it.
    Dropped,
}

impl Action {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.state.as_ref().is_none_or(|state| state.value == ActionState::Open)
    }

    /// Whether it asks for another process.
    pub fn changes_process(&self) -> bool {
        self.changes.as_ref().is_some_and(|changes| changes.as_str() == "process")
    }
}
