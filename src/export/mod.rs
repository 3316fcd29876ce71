//! Turns a project at a revision into what others use: calendars, tables, charts, data and news feeds.
//!
//! Reading ([`model`]) is apart from writing: every format is a pure function of one [`Model`], so that all of them say
//! the same and the same revision always gives the same bytes.

mod build;
mod lines;
mod model;
mod read;

pub use model::{
    CastVote, Cycle, DateChange, Decided, Milestone, Model, Office, OfficeKind, Owner, Person, PlanApproval,
    Project, Revision, Series, Shown, Standing, VoteProof,
};
pub use read::{Depth, ExportError, Wanted, model, model_of_folder};
