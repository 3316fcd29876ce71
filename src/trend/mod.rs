//! How the plan of one cycle moved: every revision that the branch held of it, with what it changed and who approved it.

mod early;
mod later;
mod lines;
mod planned;
mod read;
mod select;
mod sign_off;
mod story;

#[cfg(test)]
mod tests;

pub use read::{Question, Since, TrendError, cycles, slips, trend, trends};

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::diff::{Change, Notice};
use crate::document::Status;

/// How the plan of a cycle moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// The cycle's id.
    pub cycle: String,
    /// What people call the cycle.
    pub name: String,
    /// The branch, for short, or whatever revision was asked for.
    pub branch: String,
    /// The id of the newest commit that was looked at.
    pub tip: String,
    /// What the branch held of the plan, the oldest first, as far as it is shown.
    pub revisions: Vec<Revision>,
    /// How many revisions the plan had, shown or not.
    pub total: usize,
    /// The day to look from, where one was asked for. Without it a trend depends on the history alone.
    pub today: Option<Date>,
    /// The milestones that any revision had, in the order of the newest plan that has them.
    pub milestones: Vec<MilestoneTrend>,
    /// What belongs beside the picture, each as a sentence without a full stop.
    pub notes: Vec<String>,
    /// The commits of revisions that the newest approvals say to ratify. Whether they do, only the audit can say; see
    /// [`Trend::settle`].
    pub named_as_ratified: Vec<String>,
}

/// What one step of the branch made of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The id of the commit.
    pub commit: String,
    /// When it was merged: its commit time, never before the steps before it nor after the ones after it.
    pub time: Timestamp,
    /// That moment as a day in the project's deadline zone.
    pub day: Date,
    /// What the plan is from here on.
    pub plan: Plan,
    /// What the step changed in the plan, compared to the last revision that could be read.
    pub changes: Vec<Change>,
    /// Who approved it.
    pub approval: SignOff,
    /// Whether it is the first approved content, against which slips are measured.
    pub baseline: bool,
    /// Whether the branch never had a plan of the cycle before.
    pub new: bool,
    /// Whether it is older than what was asked for, and shown as the plan that stood then.
    pub stood: bool,
    /// Where it is not approved: the first reason why.
    pub objection: Option<String>,
    /// Where the plan could not be read before: the day of the last revision that could, with which it is compared.
    pub compared_with: Option<Date>,
}

/// What stood in the place of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// A plan that could be read.
    Read {
        /// Where the cycle stands.
        status: Status,
        /// The dates, by the ids that the milestones have in this revision.
        dates: BTreeMap<String, PlannedDate>,
    },
    /// A file that could not be read; the next revision that can goes on from the last one that could.
    Gap {
        /// Why, as a sentence without a full stop.
        reason: String,
    },
    /// Nothing.
    Gone,
}

/// A date of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedDate {
    /// As it is written.
    pub text: String,
    /// For people, with its weekday.
    pub shown: String,
    /// Its first day; none for `tbd`.
    pub first: Option<Date>,
    /// Its last day, which is the first for an exact date.
    pub last: Option<Date>,
    /// Whether it may still change: a form that is not exact, or said to be tentative.
    pub tentative: bool,
}

/// Who approved a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignOff {
    /// Approved, by the approvals with these ids.
    Approved(Vec<String>),
    /// The votes of these approvals are there, but their proof is weaker than what the policy asks for.
    BelowEvidence(Vec<String>),
    /// The votes of these approvals are there, but what proves them lies outside of the repository.
    Unverifiable(Vec<String>),
    /// The approval with this id approved it after the fact.
    Ratified(String),
    /// Approved in an emergency by these approvals, and to be ratified.
    Emergency {
        /// The approvals.
        approvals: Vec<String>,
        /// The last day for that.
        ratify_by: Option<Date>,
    },
    /// It needed an approval, and has none that counts.
    Unapproved,
    /// Nobody had to approve it.
    NotRequired,
    /// There was no policy yet.
    BeforeAdoption,
    /// It came with the first policy, without an approval.
    Anchor,
    /// It could not be judged, and why.
    Unknown(String),
}

impl SignOff {
    /// Whether the votes are there, however well they are proven.
    pub const fn has_votes(&self) -> bool {
        matches!(
            self,
            Self::Approved(_)
                | Self::BelowEvidence(_)
                | Self::Unverifiable(_)
                | Self::Ratified(_)
                | Self::Emergency { .. }
        )
    }

    /// The approvals whose votes are there.
    pub fn approvals(&self) -> &[String] {
        match self {
            Self::Approved(ids)
            | Self::BelowEvidence(ids)
            | Self::Unverifiable(ids)
            | Self::Emergency { approvals: ids, .. } => ids,
            Self::Ratified(id) => std::slice::from_ref(id),
            _ => &[],
        }
    }
}

/// How one milestone moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneTrend {
    /// The last id that it had.
    pub id: String,
    /// The ids that it had before, the oldest first.
    pub former_ids: Vec<String>,
    /// What people call it.
    pub name: String,
    /// Whether the process calls it a key milestone.
    pub key: bool,
    /// When it was reached, by the progress at the tip.
    pub done: Option<Date>,
    /// Its day in the first approved content that has one.
    pub baseline: Option<Date>,
    /// Its date there, as it was planned: a month is no day.
    pub baseline_date: Option<PlannedDate>,
    /// The index of that revision among all that the branch held of the plan, shown or not.
    pub baseline_revision: Option<usize>,
    /// By how many calendar days its newest day is later than the baseline.
    pub slip_days: Option<i64>,
    /// By how many working days of the project.
    pub slip_working_days: Option<i64>,
    /// How many revisions moved it: since the baseline, where there is one.
    pub moves: usize,
    /// How many moved it before the baseline, or with it.
    pub early_moves: usize,
    /// One for every revision, whose index it names, that could be read; without a date where it was not yet or no
    /// longer there.
    pub points: Vec<Point>,
}

/// A milestone in one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The index in [`Trend::revisions`].
    pub revision: usize,
    /// The id that it has there; none where the revision does not have the milestone.
    pub id: Option<String>,
    /// Its date; none where the revision does not have the milestone.
    pub date: Option<PlannedDate>,
    /// The change of the revision that gave it this date.
    pub change: Option<Box<Change>>,
    /// By how many calendar days the date is later than the baseline.
    pub slip_days: Option<i64>,
}

impl MilestoneTrend {
    /// The change by which a revision gave it another date.
    pub fn change_in(&self, revision: usize) -> Option<&Change> {
        let index = self.points.binary_search_by_key(&revision, |point| point.revision).ok()?;
        self.points.get(index)?.change.as_deref()
    }
}

impl Revision {
    /// The notice that a change of a date gave on the day of the step.
    pub fn notice(&self, change: &Change) -> Option<Notice> {
        Notice::of(change, self.day, None)
    }
}
