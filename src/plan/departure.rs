//! How far a date lies from where its rule puts it.

use jiff::civil::Date;

use crate::calendar::days_between;

/// A date that is not where its rule puts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Departure {
    /// Where the rule puts it.
    pub expected: Date,
    /// By how many days it is later; fewer than none where it is earlier.
    pub days: i64,
}

impl Departure {
    /// The departure of a stretch of days from the one that its rule gives; none where that lies within.
    pub fn of(first: Date, last: Date, expected: Date) -> Option<Self> {
        let days = if expected < first {
            days_between(expected, first)
        } else if last < expected {
            days_between(expected, last)
        } else {
            return None;
        };
        Some(Self { expected, days })
    }

    /// `7 days later`.
    pub fn words(self) -> String {
        let count = self.days.unsigned_abs();
        let noun = if count == 1 { "day" } else { "days" };
        let direction = if self.days < 0 { "earlier" } else { "later" };
        format!("{count} {noun} {direction}")
    }
}
