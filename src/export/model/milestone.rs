//! A milestone of a cycle, with every date that it ever had.

use jiff::Timestamp;
use jiff::civil::Date;

use super::cycle::PlanApproval;
use crate::calendar::DateText;
use crate::trend::SignOff;

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

/// Who owns a milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The role, office or person as the documents write it.
    pub id: String,
    /// For people.
    pub name: String,
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
