//! The one value that every format is made from: a project at a revision, with how it came to be so.

mod cycle;
mod decided;
mod milestone;
mod person;

pub use cycle::{Cycle, PlanApproval, Revision};
pub use decided::{CastVote, Decided, VoteProof};
pub use milestone::{Certainty, DateChange, Milestone, Move, Owner, Standing};
pub use person::{Office, OfficeKind, Person};

use jiff::Timestamp;
use jiff::civil::Date;

use super::identity::encoded;
use crate::audit::Audit;
use crate::calendar::{Meeting, Zone};
use crate::status;

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
