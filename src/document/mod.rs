//! Typed documents, one file a kind, and the workspace that holds all documents of one moment.

mod approval;
mod digest;
mod exception;
mod paths;
mod policy;
mod process;
mod project;
mod roster;
mod schedule;
mod values;
mod workspace;

pub use approval::{Approval, MeaningDigests, Method, Outcome, Subject, Vote, VoteLine};
pub use digest::{ABSENT, digest, meaning, meaning_digest};
pub use exception::{Exception, State};
pub use paths::PATH_COLLISION;
pub use policy::{Emergency, LazyRule, Limits, MethodRule, Policy, Requirement, VoteRule};
pub use process::{ChangeControl, Process, ProcessMilestone};
pub use project::{Project, RuleSetting, Service};
pub use roster::{Account, Affiliation, Appointment, Key, Person, Roster, Seat};
pub use schedule::{Confidence, Milestone, Schedule, Status};
pub use values::{Day, Entries, OneOrMany, OptionalLimit, Period, WrittenDate};
pub use workspace::{Document, File, KIND_AND_PLACE, NOT_A_PLAIN_FILE, UNKNOWN_FILE, Workspace, load};
