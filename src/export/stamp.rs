//! Which step of the branch something came by, and when.

use jiff::Timestamp;
use jiff::civil::Date;

use super::marks::Mark;

/// A step as it is noted beside what it made.
#[derive(Debug, Clone)]
pub(super) struct Stamp {
    /// Its index among the steps that changed the documents.
    pub(super) step: usize,
    pub(super) commit: String,
    pub(super) time: Timestamp,
    /// That moment as a day in the project's deadline zone.
    pub(super) day: Date,
    pub(super) mark: Mark,
}

impl Stamp {
    /// Of what no step brought, on a day.
    pub(super) const fn without_history(day: Date) -> Self {
        Self { step: 0, commit: String::new(), time: Timestamp::UNIX_EPOCH, day, mark: Mark::NONE }
    }
}
