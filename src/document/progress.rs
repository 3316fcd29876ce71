//! `progress/<cycle>.yaml`: a release cycle as it went.

use serde::Deserialize;

use super::values::{Day, Entries};
use crate::yaml::Spanned;

/// A release cycle as it went.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Progress {
    /// The cycle.
    pub cycle: Spanned<String>,
    /// How its milestones went, by id.
    #[serde(default)]
    pub milestones: Entries<MilestoneProgress>,
    /// The artifacts that were provided, by id.
    #[serde(default)]
    pub artifacts: Entries<ProvidedArtifact>,
    /// What could go wrong.
    #[serde(default)]
    pub risks: Vec<Risk>,
}

/// How a milestone went.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct MilestoneProgress {
    /// When it was reached.
    #[serde(default)]
    pub actual: Option<Spanned<Day>>,
    /// When it is expected, where that is not the planned day.
    #[serde(default)]
    pub forecast: Option<Spanned<Day>>,
    /// Where its criteria stand, by id.
    #[serde(default)]
    pub criteria: Entries<CriterionProgress>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// Where a criterion stands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CriterionProgress {
    /// Whether it is met.
    pub state: Spanned<CriterionState>,
    /// What shows it.
    #[serde(default)]
    pub evidence: Option<String>,
    /// Who found it met or waived it.
    #[serde(default)]
    pub by: Option<Spanned<String>>,
    /// When.
    #[serde(default)]
    pub on: Option<Spanned<Day>>,
    /// The exception that waives it.
    #[serde(default)]
    pub exception: Option<Spanned<String>>,
    /// Why it is waived or still open.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Whether a criterion is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CriterionState {
    /// Not yet.
    Open,
    /// It is.
    Met,
    /// The release goes on without it.
    Waived,
}

/// An artifact that was provided.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ProvidedArtifact {
    /// Where it is.
    pub link: String,
    /// When it was there.
    #[serde(default)]
    pub on: Option<Spanned<Day>>,
}

/// Something that could go wrong.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Risk {
    /// Its id.
    pub id: Spanned<String>,
    /// What could go wrong.
    pub text: String,
    /// Who watches it.
    #[serde(default)]
    pub owner: Option<Spanned<String>>,
    /// Where it stands; open where absent.
    #[serde(default)]
    pub state: Option<RiskState>,
    /// When it was raised.
    #[serde(default)]
    pub raised: Option<Spanned<Day>>,
}

/// Where a risk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RiskState {
    /// Nothing has been done about it.
    Open,
    /// Something has been done about it.
    Mitigated,
    /// The project lives with it.
    Accepted,
    /// It is over.
    Closed,
}

impl Progress {
    /// When a milestone was reached.
    pub fn actual(&self, milestone: &str) -> Option<&Spanned<Day>> {
        self.milestones.get(milestone)?.actual.as_ref()
    }

    /// When a milestone is expected, where that is not the planned day.
    pub fn forecast(&self, milestone: &str) -> Option<&Spanned<Day>> {
        self.milestones.get(milestone)?.forecast.as_ref()
    }
}
