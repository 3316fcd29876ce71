//! training.yaml: the training sessions, planned, held and attended.

use serde::Deserialize;

use super::values::Day;
use crate::yaml::Spanned;

/// The training of the release managers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Training {
    /// How much of it there is to be.
    #[serde(default)]
    pub plan: TrainingPlan,
    /// The sessions.
    pub sessions: Vec<Session>,
}

/// How much training the project plans.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct TrainingPlan {
    /// How many sessions.
    #[serde(default)]
    pub sessions: Option<Spanned<u64>>,
    /// How many minutes each of them lasts.
    #[serde(default)]
    pub minutes: Option<Spanned<u64>>,
    /// Why the plan is another one than the usual one.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A training session.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Session {
    /// Its id.
    pub id: Spanned<String>,
    /// What it is about.
    #[serde(default)]
    pub topic: Option<String>,
    /// When it is or was held.
    #[serde(default)]
    pub date: Option<Spanned<Day>>,
    /// The meeting that it is part of.
    #[serde(default)]
    pub held_in: Option<Spanned<String>>,
    /// How many minutes it lasted.
    #[serde(default)]
    pub minutes: Option<Spanned<u64>>,
    /// Who took part.
    #[serde(default)]
    pub attended: Vec<Spanned<String>>,
    /// Who watched the recording instead.
    #[serde(default)]
    pub made_up: Vec<Spanned<String>>,
    /// Where the recording is.
    #[serde(default)]
    pub recording: Option<String>,
}

impl TrainingPlan {
    /// How many sessions the service recommends.
    pub const USUAL_SESSIONS: u64 = 3;
    /// How many minutes each of them lasts by its recommendation.
    pub const USUAL_MINUTES: u64 = 50;

    /// How many sessions there are to be.
    pub fn sessions(&self) -> u64 {
        self.sessions.as_ref().map_or(Self::USUAL_SESSIONS, |sessions| sessions.value)
    }

    /// How many minutes each session is to last.
    pub fn minutes(&self) -> u64 {
        self.minutes.as_ref().map_or(Self::USUAL_MINUTES, |minutes| minutes.value)
    }
}

impl Session {
    /// Whether a person took part or made up for it.
    pub fn reached(&self, person: &str) -> bool {
        self.attended.iter().chain(&self.made_up).any(|reached| reached.as_str() == person)
    }
}
