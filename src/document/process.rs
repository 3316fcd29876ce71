//! process.yaml: the milestones of every cycle, and how plans may change.

use serde::Deserialize;

use crate::calendar::Duration;
use crate::yaml::Spanned;

/// The process.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Process {
    /// Goes up by one with every change.
    pub version: Spanned<u64>,
    /// The phases, in order.
    #[serde(default)]
    pub phases: Vec<Spanned<String>>,
    /// The roles that own milestones and criteria.
    #[serde(default)]
    pub roles: Vec<Spanned<String>>,
    /// The milestones, in order.
    pub milestones: Vec<ProcessMilestone>,
    /// How active plans may change without the committee.
    #[serde(default)]
    pub change_control: Option<ChangeControl>,
}

/// A milestone of every cycle.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProcessMilestone {
    /// Its id.
    pub id: Spanned<String>,
    /// What people call it.
    #[serde(default)]
    pub name: Option<String>,
    /// The phase it belongs to.
    #[serde(default)]
    pub phase: Option<Spanned<String>>,
    /// The rule for its date.
    #[serde(default)]
    pub at: Option<Spanned<String>>,
    /// The day it snaps forward to.
    #[serde(default)]
    pub snap: Option<Spanned<String>>,
    /// The day it snaps back to.
    #[serde(default)]
    pub snap_back: Option<Spanned<String>>,
    /// Whether only the committee moves it.
    #[serde(default)]
    pub key: bool,
    /// Who is responsible.
    #[serde(default)]
    pub owner: Option<Spanned<String>>,
}

/// What release managers may change of an active plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct ChangeControl {
    /// How far a milestone may move.
    #[serde(default)]
    pub tolerance: Option<Duration>,
    /// How far off a milestone has to be to be moved.
    #[serde(default)]
    pub notice: Option<Duration>,
}

impl Process {
    /// The milestone of this id.
    pub fn milestone(&self, id: &str) -> Option<&ProcessMilestone> {
        self.milestones.iter().find(|milestone| milestone.id.as_str() == id)
    }
}
