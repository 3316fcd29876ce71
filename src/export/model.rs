//! The one value that every format is made from: a project at a revision, with how it came to be so.

use jiff::Timestamp;
use jiff::civil::Date;

use super::identity::encoded;
use crate::audit::Audit;
use crate::calendar::{DateText, Meeting, Zone};
use crate::diff::Change;
use crate::document::{Outcome, Status};
use crate::status;
use crate::trend::{SignOff, Trend};

/// A project at a revision.
#[derive(Debug, Clone)]
pub struct Model {
    /// The project.
    pub project: Project,
    /// The revision that is shown.
    pub shown: Shown,
    /// The day that everything is looked at from: that of the revision, if no other was asked for.
    pub today: Date,
    /// The cycles, in the order of their first days; the ones that are gone from the documents last.
    pub cycles: Vec<Cycle>,
    /// The meetings of the working group and of the committee.
    pub meetings: Vec<Series>,
    /// Everybody in the roster, in its order.
    pub people: Vec<Person>,
    /// The approvals on file, the oldest first.
    pub decisions: Vec<Decided>,
    /// Readiness, release managers, and what is due and open on that day.
    pub status: status::Status,
    /// Every governed step and how well it was approved; where it was asked for ([`Depth::Audited`](super::Depth)).
    pub audit: Option<Audit>,
    /// What is missing, and why, each as a sentence without a full stop.
    pub notes: Vec<String>,
}

/// The project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// What it calls itself.
    pub name: String,
    /// What identifies it wherever its dates are read: made of its first name, the first commit of its branch, and the
    /// folder of its documents; never changes with its name.
    pub identity: String,
    /// The web address of its repository.
    pub repository: Option<String>,
    /// When a bare date ends: `23:59 AoE`.
    pub deadline: String,
    /// The zone in which it ends.
    pub zone: Zone,
    /// The folder that holds its documents.
    pub root: String,
}

/// The revision that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The last commit on the line of first parents that changed the documents: what comes after it changes nothing
    /// that is shown.
    Commit {
        /// Its id.
        id: String,
        /// When it was merged.
        time: Timestamp,
        /// That moment as a day in the project's deadline zone.
        day: Date,
        /// The latest time that it or any commit before it states.
        latest: Timestamp,
    },
    /// A folder without history.
    Folder,
}

impl Shown {
    /// When it was merged; unknown for a folder.
    pub const fn time(&self) -> Option<Timestamp> {
        match self {
            Self::Commit { time, .. } => Some(*time),
            Self::Folder => None,
        }
    }

    /// The id of the commit; none for a folder.
    pub fn commit(&self) -> Option<&str> {
        match self {
            Self::Commit { id, .. } => Some(id),
            Self::Folder => None,
        }
    }
}

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

/// What calendars say of the date of a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// People can count on it.
    Confirmed,
    /// It may still change, or nobody approved what the plan says of it.
    Tentative,
    /// It is taken back, and so it was decided.
    Cancelled,
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

/// A milestone of a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// What identifies it within the cycle, whatever it is called and wherever it moves: its first id, encoded.
    pub identity: String,
    /// Its id.
    pub id: String,
    /// The ids that it had before, the oldest first.
    pub former_ids: Vec<String>,
    /// What people call it.
    pub name: String,
    /// Whether the process calls it a key milestone.
    pub key: bool,
    /// The phase that the process puts it in.
    pub phase: Option<String>,
    /// What may no longer be changed from here on.
    pub freeze: Option<String>,
    /// Who owns it.
    pub owner: Option<Owner>,
    /// Its planned date; the last one that it had where it has none any more.
    pub date: Option<DateText>,
    /// Whether the date may still change: a form that is not exact, or said to be tentative.
    pub tentative: bool,
    /// Whether the plan says something else by now that cannot be read, so that the last date still stands.
    pub unreadable: bool,
    /// Where it stands.
    pub standing: Standing,
    /// Whether what the plan says of it is approved: by the step that last changed its date, its id, whether it applies or
    /// how sure it is, and by the one that put the plan in force. Other steps say nothing for or against it.
    pub approval: PlanApproval,
    /// What calendars say of it.
    pub certainty: Certainty,
    /// When it was reached.
    pub actual: Option<Date>,
    /// When it is expected, where that is not the planned day.
    pub forecast: Option<Date>,
    /// Why it departs from its rule.
    pub reason: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Its day in the first approved plan that has one; only where steps were judged.
    pub baseline: Option<Date>,
    /// By how many calendar days it is later than that.
    pub slip_days: Option<i64>,
    /// By how many working days of the project.
    pub slip_working_days: Option<i64>,
    /// Every date that it had, the oldest first.
    pub history: Vec<DateChange>,
    /// The roles, offices and people that owned it before and do not now.
    pub former_owners: Vec<String>,
    /// How new what is shown of it is: the time of the last step that changed that, or could have, in seconds since 2010;
    /// of steps that state the same or an earlier time, one more than the step before. Rises from revision to revision.
    pub sequence: u32,
    /// When it came.
    pub created: Option<Timestamp>,
    /// The latest time that this step or any one before it states.
    pub modified: Option<Timestamp>,
}

/// Where a milestone stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is ahead.
    Planned,
    /// It was reached on [`Milestone::actual`].
    Reached,
    /// Its date is not known.
    ToBeDecided,
    /// The cycle does without it, and why.
    NotApplicable(String),
    /// It is gone from the plan, or the whole cycle was given up.
    Removed,
}

impl Milestone {
    /// Whether people can count on its date.
    pub fn is_confirmed(&self) -> bool {
        self.certainty == Certainty::Confirmed
    }

    /// Whether it belongs to this role, office or person.
    pub fn is_owned_by(&self, role: &str) -> bool {
        self.owner.as_ref().is_some_and(|owner| owner.id == role)
    }

    /// Whether its last date holds until somebody decides otherwise: it is ahead or reached, or was taken back by a step
    /// that nobody approved.
    pub fn stands(&self) -> bool {
        self.certainty != Certainty::Cancelled
    }

    /// How it came to the date that it has now: from the last one that it had before, even where it was without any in
    /// between. None where it never had another.
    pub fn last_move(&self) -> Option<Move<'_>> {
        self.all_moves().pop()
    }

    /// How often it moved from one date to another. That a date became exact within what was promised is no move.
    pub fn moves(&self) -> usize {
        self.all_moves().iter().filter(|one| !one.is_now_exact()).count()
    }

    fn all_moves(&self) -> Vec<Move<'_>> {
        let mut moves = Vec::new();
        let mut before: Option<&DateText> = None;
        let mut was_without = false;
        for change in &self.history {
            let Some(new) = &change.new else {
                was_without = before.is_some();
                continue;
            };
            if let Some(old) = before.filter(|old| !old.same_moment(new)) {
                moves.push(Move { change, old, new, was_without });
            }
            (before, was_without) = (Some(new), false);
        }
        moves
    }
}

/// A step from one date of a milestone to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move<'a> {
    /// The step that brought the new date.
    pub change: &'a DateChange,
    /// The date before.
    pub old: &'a DateText,
    /// The date from then on.
    pub new: &'a DateText,
    /// Whether it was without a date in between.
    pub was_without: bool,
}

impl Move<'_> {
    /// Whether the new date keeps what a vaguer one promised.
    pub fn is_now_exact(&self) -> bool {
        self.new.exactness() < self.old.exactness() && self.new.lies_within(self.old)
    }
}

impl Standing {
    /// The word for machines.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Reached => "reached",
            Self::ToBeDecided => "to-be-decided",
            Self::NotApplicable(_) => "not-applicable",
            Self::Removed => "removed",
        }
    }
}

/// Who owns a milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The role, office or person as the documents write it.
    pub id: String,
    /// For people.
    pub name: String,
}

/// A step that gave a milestone a date, another one, or took it away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateChange {
    /// The commit.
    pub commit: String,
    /// When it was merged.
    pub time: Timestamp,
    /// That moment as a day in the project's deadline zone.
    pub day: Date,
    /// The date before; none where it had none.
    pub old: Option<DateText>,
    /// The date from then on; none where it has none any more.
    pub new: Option<DateText>,
    /// The reason that the plan gave then.
    pub reason: Option<String>,
    /// Who approved it; only where steps were judged.
    pub approval: Option<SignOff>,
}

/// A meeting that takes place again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What identifies it: `working-group` or `tsc`.
    pub id: &'static str,
    /// What people call it.
    pub name: String,
    /// Who owns it.
    pub role: &'static str,
    /// Its days.
    pub meeting: Meeting,
    /// Whether its time of day is known.
    pub timed: bool,
    /// How many minutes it lasts.
    pub minutes_long: Option<u64>,
    /// Where to join it.
    pub link: Option<String>,
    /// The last day on which it can be, where the project stops.
    pub until: Option<Date>,
    /// Whether it is gone from the documents.
    pub gone: bool,
    /// How new what is shown of it is, as of a milestone.
    pub sequence: u32,
    /// When it came.
    pub created: Option<Timestamp>,
    /// When it was changed last.
    pub modified: Option<Timestamp>,
}

/// Somebody in the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The login on GitHub.
    pub login: Option<String>,
    /// The offices held on the day that is looked from.
    pub offices: Vec<Office>,
}

/// An office and its term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Which one.
    pub kind: OfficeKind,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// What somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficeKind {
    /// Holds a seat of the committee that has a vote.
    TscMember,
    /// Holds a seat without a vote.
    TscObserver,
    /// Votes where the holder of a seat does not.
    Alternate,
    /// Manages releases.
    ReleaseManager,
    /// Advises; foundation staff.
    Advisor,
}

impl OfficeKind {
    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TscMember => "tsc",
            Self::TscObserver => "tsc-without-vote",
            Self::Alternate => "alternate",
            Self::ReleaseManager => "release-manager",
            Self::Advisor => "advisor",
        }
    }
}

/// An approval on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Its id.
    pub id: String,
    /// What was decided.
    pub title: Option<String>,
    /// The classes that it says it decides.
    pub classes: Vec<String>,
    /// The paths that it is about.
    pub paths: Vec<String>,
    /// When the vote began.
    pub opened: Option<Date>,
    /// When the vote ended.
    pub closed: Option<Date>,
    /// How it was voted.
    pub method: Option<&'static str>,
    /// Where the minutes are.
    pub minutes: Option<String>,
    /// What the file says came out of it.
    pub outcome: Option<Outcome>,
    /// Who voted how.
    pub votes: Vec<CastVote>,
    /// The plans' steps that it approved, as the steps were judged: cycle and commit.
    pub used: Vec<(String, String)>,
}

/// A vote on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastVote {
    /// Who, by roster id.
    pub voter: String,
    /// The name.
    pub name: String,
    /// How.
    pub vote: &'static str,
    /// What the file names as its proof.
    pub proof: VoteProof,
}

/// What a file names as the proof of a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoteProof {
    /// The voter's own signature.
    Signature,
    /// A review on GitHub.
    Review,
    /// Nothing but the record itself.
    Record,
}

impl VoteProof {
    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Review => "review",
            Self::Record => "record",
        }
    }
}

impl Model {
    /// The same for one cycle, or for what one role owns, alone.
    #[must_use]
    pub fn only(&self, cycle: Option<&str>, role: Option<&str>) -> Self {
        self.filtered(cycle, role, Milestone::is_owned_by)
    }

    /// The same with what the role once owned: whoever reads its calendar has to hear that it owns that no longer.
    #[must_use]
    pub fn only_with_former(&self, cycle: Option<&str>, role: Option<&str>) -> Self {
        self.filtered(cycle, role, |milestone, role| {
            milestone.is_owned_by(role) || milestone.former_owners.iter().any(|owner| owner == role)
        })
    }

    fn filtered(
        &self,
        cycle: Option<&str>,
        role: Option<&str>,
        belongs: fn(&Milestone, &str) -> bool,
    ) -> Self {
        let mut only = self.clone();
        if let Some(cycle) = cycle {
            only.cycles.retain(|known| known.id == cycle);
            only.meetings.clear();
        }
        if let Some(role) = role {
            for cycle in &mut only.cycles {
                cycle.milestones.retain(|milestone| belongs(milestone, role));
            }
            only.cycles.retain(|cycle| !cycle.milestones.is_empty());
            only.meetings.retain(|series| series.role == role);
        }
        only
    }

    /// What identifies a milestone wherever its date is read.
    pub fn uid(&self, cycle: &Cycle, milestone: &Milestone) -> String {
        format!("{}/{}@{}.milepost", milestone.identity, encoded(&cycle.id), self.project.identity)
    }

    /// What identifies a meeting: no milestone's id is without a slash.
    pub fn meeting_uid(&self, series: &Series) -> String {
        format!("meeting.{}@{}.milepost", series.id, self.project.identity)
    }

    /// Every role, office or person that owns a milestone or ever did, sorted.
    pub fn roles(&self) -> Vec<&str> {
        let milestones = self.cycles.iter().flat_map(|cycle| &cycle.milestones);
        let mut roles: Vec<&str> = milestones
            .flat_map(|milestone| {
                let owner = milestone.owner.as_ref().map(|owner| &owner.id);
                owner.into_iter().chain(&milestone.former_owners).map(String::as_str)
            })
            .collect();
        roles.extend(self.meetings.iter().map(|series| series.role));
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}
