//! A release cycle: its plan, how that stands, and every step that changed it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::milestone::Milestone;
use crate::diff::Change;
use crate::document::Status;
use crate::trend::{SignOff, Trend};

/// A release cycle.
#[derive(Debug, Clone)]
pub struct Cycle {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The version that it releases.
    pub version: Option<String>,
    /// Where it stands, by the newest plan that could be read.
    pub status: Status,
    /// Whether its plan is gone from the documents.
    pub gone: bool,
    /// The plan, from the top of the repository.
    pub path: String,
    /// Whether the plan as it stands is approved.
    pub approval: PlanApproval,
    /// The last day on which the release is supported.
    pub supported_until: Option<Date>,
    /// The milestones: those of the plan in its order, then the ones that are gone from it.
    pub milestones: Vec<Milestone>,
    /// Every step that changed the plan's meaning, the oldest first; only where steps were judged.
    pub revisions: Vec<Revision>,
    /// The same as `milepost trend` has it; only where steps were judged.
    pub trend: Option<Trend>,
}

/// A step that changed a plan.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The commit.
    pub commit: String,
    /// How many steps of the branch that changed the documents come before it.
    pub step: usize,
    /// When it was merged.
    pub time: Timestamp,
    /// That moment as a day in the project's deadline zone.
    pub day: Date,
    /// What it changed, in words.
    pub changes: Vec<Change>,
    /// Who approved it.
    pub approval: SignOff,
    /// Where it is not approved: the first reason why.
    pub objection: Option<String>,
    /// Whether slips are measured against it.
    pub baseline: bool,
    /// Whether the branch never had a plan of the cycle before.
    pub new: bool,
    /// Why the plan could not be read from here on.
    pub unreadable: Option<String>,
    /// Whether the plan is gone from here on.
    pub gone: bool,
}

/// Whether a plan, or what it says of a milestone, is approved as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanApproval {
    /// It is a draft or a proposal by its own word.
    Proposed,
    /// Approved, by the approvals of the step that made it so.
    Approved(Vec<String>),
    /// Approved after the fact, by these approvals.
    Ratified(Vec<String>),
    /// It came before, or with, the first policy; or nobody had to approve it.
    NotGoverned,
    /// The cycle is over, and so it was decided.
    Over,
    /// It needs an approval, and has none that counts.
    Unapproved,
    /// The votes of these approvals are there, but their proof is weaker than what the policy asks for.
    BelowEvidence(Vec<String>),
    /// The votes of these approvals are there, but what proves them lies outside of the repository.
    Unverifiable(Vec<String>),
    /// The step that made it so breaks a rule that guards decisions, or brings an error.
    Invalid,
    /// It has what the rules of its time ask for, but nobody approved these rules.
    RulesUnapproved,
    /// It is not known, and why.
    Unknown(String),
}

impl PlanApproval {
    /// Whether people can count on the dates.
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Approved(_) | Self::Ratified(_) | Self::NotGoverned | Self::Over)
    }

    /// The word for machines.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved(_) => "approved",
            Self::Ratified(_) => "ratified",
            Self::NotGoverned => "not-governed",
            Self::Over => "over",
            Self::Unapproved => "unapproved",
            Self::BelowEvidence(_) => "below-evidence",
            Self::Unverifiable(_) => "unverifiable",
            Self::Invalid => "invalid",
            Self::RulesUnapproved => "rules-unapproved",
            Self::Unknown(_) => "unknown",
        }
    }

    /// The approvals whose votes are there.
    pub fn approvals(&self) -> &[String] {
        match self {
            Self::Approved(ids)
            | Self::Ratified(ids)
            | Self::BelowEvidence(ids)
            | Self::Unverifiable(ids) => ids,
            _ => &[],
        }
    }
}
