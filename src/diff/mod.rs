//! The semantic diff: two sets of documents in, changes in the words of the domain out.
//!
//! Schedules have a comparison of their own (`schedule`). Every other kind is compared field by field along its schema
//! (`fields`), and then put into words (`words`, one file a kind); a field without words of its own stays
//! `path: old → new`, so nothing that changes a document's meaning is missing.

mod approval;
mod change;
mod commit;
mod exception;
mod fields;
mod files;
mod meeting;
mod notice;
mod policy;
mod process;
mod progress;
mod project;
mod retrospective;
mod roster;
mod schedule;
mod slip;
mod support;
mod text;
mod training;
mod words;
mod working_group;

pub use approval::approval_called;
pub use change::{Cause, Change, ChangeKind, Ends, Lineage, Mark, Side, YearOf, Years};
pub use commit::short_commit;
pub use files::{diff, diff_with, title_of};
pub use notice::Notice;
pub use schedule::{PlanInForce, PlannedMilestone, Renumbering, measured_days, plans_in_force};
pub use slip::{Baseline, Distance, Slip, distance, moves};
pub use text::{TextChange, text_changes};
