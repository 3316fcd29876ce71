//! What a project has to say about itself before its first documents can be written.

use jiff::civil::Date;

use super::evidence::Proof;
use super::person::{Account, Roll};
use super::template::Template;
use super::workflows::Workflow;
use crate::calendar::{Meeting, Zone};

/// Everything that the first documents are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Where the process and the policy come from.
    pub template: Template,
    /// The profile that the rules of decision come from, with its version; those of the template where there is none.
    pub profile: Option<&'static str>,
    /// What the project calls itself.
    pub name: String,
    /// One sentence about it.
    pub description: Option<String>,
    /// Where its repository is found.
    pub repository: Option<String>,
    /// What is to run there, on GitHub.
    pub workflows: Vec<Workflow>,
    /// The branch for which they run, where it is known.
    pub branch: Option<String>,
    /// The people and their offices.
    pub people: Roll,
    /// Whether it is adopting the support service.
    pub adopting_service: bool,
    /// When the working group meets.
    pub meeting: Option<Meeting>,
    /// The first cycle to plan.
    pub first_cycle: Option<FirstCycle>,
    /// Where a bare date ends.
    pub deadline_zone: Zone,
    /// The day on which the documents are written.
    pub today: Date,
}

/// The first cycle to plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstCycle {
    /// Its id, which names the file.
    pub id: String,
    /// The day of the milestone that all others count from.
    pub start: Date,
}

impl Answers {
    /// Whether the members of the committee vote by reviews on GitHub.
    pub fn votes_by_review(&self) -> bool {
        Proof::of(self) == Proof::Confirmed
    }

    /// The ids of the seat holders whose votes GitHub cannot confirm yet.
    pub fn seats_without_number(&self) -> Vec<&str> {
        let seats = self.people.tsc().iter().filter(|id| {
            let account = self.people.person(id).map(|person| &person.account);
            !matches!(account, Some(Account::Numbered { .. }))
        });
        seats.map(String::as_str).collect()
    }
}
