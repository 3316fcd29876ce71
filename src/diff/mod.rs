//! The semantic diff: two sets of documents in, changes in the words of the domain out.
//!
//! Schedules have their own words (`schedule`); every other kind, and every field without words of its own, falls
//! back to `path: old → new` (`fields`), so nothing that changes a document's meaning is missing.

mod change;
mod fields;
mod files;
mod pairing;
mod people;
mod schedule;
mod text;

pub use change::{Cause, Change, ChangeKind, Mark, Side};
pub use files::diff;
pub use text::{TextChange, text_changes};
