//! How new what a step made is, for readers that keep the newer of two copies.
//!
//! A number that counted steps would fall where a branch is squashed or merged the other way round, and readers would
//! keep the old copy. So numbers are times, and only looking back decides them: what was published never changes.

use jiff::Timestamp;

use crate::history::{FileStep, timestamp};

/// The second from which numbers are counted: 2010-01-01T00:00:00Z.
const EPOCH: i64 = 1_262_304_000;
/// The highest number that a time alone can bring about, in the year 2077: calendars count to 2147483647, and some room
/// is left to count on from a clock that was far ahead.
const LATEST: i64 = i32::MAX as i64 - (1 << 24);
/// A clock that is ahead of the steps after it by more is worth a word.
const AHEAD: i64 = 86_400;

/// When a step made something, as subscribers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    /// Seconds since 2010, but always higher than that of the step before.
    pub(super) number: u32,
    /// The latest time that this step or any one before it states.
    pub(super) time: Timestamp,
}

impl Mark {
    /// Where nothing is known of steps.
    pub(super) const NONE: Self = Self { number: 0, time: Timestamp::UNIX_EPOCH };
}

/// The marks of steps, the oldest first.
pub(super) fn marks(steps: &[FileStep]) -> Vec<Mark> {
    let stated = steps.iter().map(stated);
    let mut latest = i64::MIN;
    let mut before: Option<u32> = None;
    let mark = |time: i64| {
        latest = latest.max(time);
        let own = u32::try_from((latest - EPOCH).clamp(0, LATEST)).unwrap_or_default();
        let number = before.map_or(own, |before| own.max(before.saturating_add(1)));
        before = Some(number);
        Mark { number, time: timestamp(latest) }
    };
    stated.map(mark).collect()
}

/// The step whose clock was so far ahead that the ones after it still bear its time.
pub(super) fn ahead(steps: &[FileStep]) -> Option<&FileStep> {
    let last = stated(steps.last()?);
    let latest = steps.iter().max_by_key(|step| stated(step))?;
    (stated(latest).saturating_sub(last) > AHEAD).then_some(latest)
}

/// The time that the commit itself states.
fn stated(step: &FileStep) -> i64 {
    step.time.stated.unwrap_or(step.time.seconds)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::history::settled;

    fn steps(stated: &[i64]) -> Vec<FileStep> {
        let step = |time| FileStep {
            commit: String::new(),
            parent: None,
            parents: 1,
            age: 0,
            time,
            began: 0,
            changed: BTreeMap::new(),
        };
        settled(stated).into_iter().map(step).collect()
    }

    fn numbers(stated: &[i64]) -> Vec<u32> {
        let relative: Vec<i64> = stated.iter().map(|time| EPOCH + time).collect();
        marks(&steps(&relative)).iter().map(|mark| mark.number).collect()
    }

    #[test]
    fn numbers_are_seconds_and_always_rise() {
        assert_eq!(numbers(&[10, 20, 90]), [10, 20, 90]);
        assert_eq!(numbers(&[10, 10, 10, 12, 20]), [10, 11, 12, 13, 20]);
        assert_eq!(numbers(&[-5, -3, 0, 1, 50]), [0, 1, 2, 3, 50]);
        assert_eq!(numbers(&[10, 99, 20, 30, 120]), [10, 99, 100, 101, 120]);
        let far = numbers(&[i64::MAX / 2, 5, i64::MAX / 2]);
        assert!(far.is_sorted_by(|one, next| one < next) && far.iter().all(|number| *number < 1 << 31));
    }

    #[test]
    fn what_comes_later_changes_no_mark() {
        let stated = [EPOCH, EPOCH + 900_000, EPOCH + 7, EPOCH + 3, EPOCH + 900_001];
        let all = marks(&steps(&stated));
        for end in 1..stated.len() {
            assert_eq!(marks(&steps(&stated[..end])), all[..end]);
        }
        assert!(all.is_sorted_by_key(|mark| mark.time));
    }

    #[test]
    fn a_clock_far_ahead_is_found_until_it_is_overtaken() {
        let found = |stated: &[i64]| ahead(&steps(stated)).map(stated_of);
        fn stated_of(step: &FileStep) -> i64 {
            super::stated(step)
        }
        assert_eq!(found(&[1, 200_000, 2, 3]), Some(200_000));
        assert_eq!(found(&[1, 200_000, 2, 150_000]), None);
        assert_eq!(found(&[1, 2]), None);
    }
}
