//! Typed documents, one file a kind, and the workspace that holds all documents of one moment.

mod approval;
mod cache;
mod digest;
mod exception;
mod meeting;
mod paths;
mod plan_context;
mod policy;
mod process;
mod profile;
mod progress;
mod project;
mod read;
mod retrospective;
mod roster;
mod schedule;
mod support;
mod timing;
mod training;
mod values;
mod witness;
mod working_group;
mod workspace;

pub use approval::{Approval, MeaningDigests, Method, Outcome, ReviewClaim, Subject, Vote, VoteLine};
pub use cache::Cache;
pub use digest::{ABSENT, Digests, digest, meaning, meaning_digest, one_notation};
pub use exception::{Exception, State};
pub use meeting::PeriodicMeeting;
pub use paths::PATH_COLLISION;
pub use plan_context::{Followed, PlanContext};
pub use policy::{Emergency, LazyRule, Limits, MethodRule, Policy, Requirement, VoteRule, matches};
pub use process::{
    Answer, Artifact, ChangeControl, Criterion, ExceptionRules, Process, ProcessMilestone, RetrospectiveRule,
};
pub use profile::{PROFILES, Profile, with_profile};
pub use progress::{
    CriterionProgress, CriterionState, MilestoneProgress, Progress, ProvidedArtifact, Risk, RiskState,
};
pub use project::{Project, RuleSetting, Service};
pub use retrospective::{Action, ActionState, Retrospective};
pub use roster::{Account, Affiliation, Appointment, Key, Person, Roster, Seat};
pub use schedule::{Confidence, Milestone, Schedule, Status, Supported};
pub use support::{Support, SupportState};
pub use timing::{ParsedRule, ProjectCalendars, parsed_rules};
pub use training::{Session, Training, TrainingPlan};
pub use values::{Day, Entries, OneOrMany, OptionalLimit, Period, WrittenDate};
pub use witness::{Review, ReviewState, Witness};
pub use working_group::WorkingGroup;
pub use workspace::{
    Document, File, KIND_AND_PLACE, NOT_A_PLAIN_FILE, UNKNOWN_FILE, Unread, Workspace, list, load, load_both,
    load_with,
};
