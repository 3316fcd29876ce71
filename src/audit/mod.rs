//! How well every governed step of a branch was approved: judged as the gate judged it, by the rules before the step and
//! with what can be checked offline.

mod asked;
mod facts;
mod left_out;
mod line;
mod merges;
mod perhaps;
mod prepare;
mod ratify;
mod record;
mod replay;
mod select;
mod standing;
mod witnesses;

#[cfg(test)]
mod tests;

pub use asked::{Answers, Asked, OnGitHub};
pub use merges::merger;
pub use replay::{AuditError, Question, audit};
pub use select::Selection;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::approval::{ClassifiedChange, Decision, Merging};

/// The governed steps of a branch.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The branch, for short, or whatever revision was asked for.
    pub branch: String,
    /// The id of the newest commit that was looked at.
    pub tip: String,
    /// The step that brought the first policy; none where there never was one.
    pub anchor: Option<Anchor>,
    /// The commit from which on steps are shown, where one was given.
    pub since: Option<String>,
    /// What the steps are restricted to, in words.
    pub about: Option<String>,
    /// The steps that are shown, the oldest first.
    pub steps: Vec<AuditStep>,
    /// What belongs to no single step, each as a sentence without a full stop.
    pub notes: Vec<String>,
    /// The commits of all steps, shown or not, that lack nothing but proof which GitHub may have; the oldest first.
    pub open: Vec<String>,
}

/// The step that brought the first policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Its commit.
    pub commit: String,
    /// The digest of what its policy means; of its bytes where it cannot be read.
    pub policy: String,
}

/// A governed step, and how it was approved.
#[derive(Debug, Clone)]
pub struct AuditStep {
    /// The commit.
    pub commit: String,
    /// When it was merged: its commit time, never before the steps before it nor after the ones after it.
    pub time: Timestamp,
    /// That moment as a day in the project's deadline zone.
    pub day: Date,
    /// How well it was approved.
    pub status: Status,
    /// What it changed.
    pub changes: Vec<ClassifiedChange>,
    /// What it needed, and what it had.
    pub decisions: Vec<Decision>,
    /// Who had to merge it, and who did.
    pub merging: Vec<Merging>,
    /// Why it has its status, and what else is odd about it.
    pub reasons: Vec<Reason>,
    /// Whether it lacks only what reviews on GitHub may have decided: nothing in this repository proves, disproves or tells
    /// that, and GitHub was not asked.
    pub may_be_reviewed: bool,
    /// What healed it later.
    pub ratified_by: Option<RatifiedBy>,
    /// How it came to its branch, where GitHub was asked about it.
    pub on_github: Option<OnGitHub>,
}

/// Why a step has its status: a rule, and the fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The id of the rule; none for a plain fact.
    pub rule: Option<&'static str>,
    /// The fact, as a sentence without a full stop.
    pub message: String,
}

/// The approval that healed a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatifiedBy {
    /// The id of the approval.
    pub approval: String,
    /// The commit that brought it.
    pub commit: String,
    /// The decisions as they stood then.
    pub decisions: Vec<Decision>,
}

/// How well a step was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Every needed decision was met.
    Approved,
    /// The votes are there, but their proof is weaker than what the policy asks for.
    BelowEvidence,
    /// A needed decision is missing.
    Unapproved,
    /// It was approved after the fact.
    Ratified,
    /// It altered, moved or deleted the record of a decision.
    Amended,
    /// It brought an error, or broke a rule that guards decisions.
    Invalid,
    /// Its proof lies outside of the repository.
    Unverifiable,
    /// Nothing in it needed anybody's sign-off.
    NotRequired,
    /// It brought the first policy, without an approval.
    Anchor,
    /// There was no policy yet.
    BeforeAdoption,
}

impl Status {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 10] = [
        Self::Approved,
        Self::BelowEvidence,
        Self::Unapproved,
        Self::Ratified,
        Self::Amended,
        Self::Invalid,
        Self::Unverifiable,
        Self::NotRequired,
        Self::Anchor,
        Self::BeforeAdoption,
    ];

    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::BelowEvidence => "below-evidence",
            Self::Unapproved => "unapproved",
            Self::Ratified => "ratified",
            Self::Amended => "amended",
            Self::Invalid => "invalid",
            Self::Unverifiable => "unverifiable",
            Self::NotRequired => "not-required",
            Self::Anchor => "anchor",
            Self::BeforeAdoption => "before-adoption",
        }
    }

    /// Whether such a step fails the audit.
    pub const fn fails(self) -> bool {
        matches!(self, Self::BelowEvidence | Self::Unapproved | Self::Amended | Self::Invalid)
    }
}

impl Audit {
    /// How many steps have each status.
    pub fn totals(&self) -> BTreeMap<Status, usize> {
        let mut totals: BTreeMap<Status, usize> = Status::ALL.into_iter().map(|status| (status, 0)).collect();
        for step in &self.steps {
            *totals.entry(step.status).or_default() += 1;
        }
        totals
    }

    /// Whether some step fails the audit.
    pub fn fails(&self) -> bool {
        self.steps.iter().any(|step| step.status.fails())
    }

    /// Whether the proof of some step lies outside of the repository.
    pub fn is_unverifiable(&self) -> bool {
        self.steps.iter().any(|step| step.status == Status::Unverifiable)
    }
}

impl Reason {
    /// A plain fact.
    pub(crate) fn fact(message: impl Into<String>) -> Self {
        Self { rule: None, message: message.into() }
    }

    /// A fact that a rule is about.
    pub(crate) fn of(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule: Some(rule), message: message.into() }
    }
}
