//! How new what a step made is, for readers that keep the newer of two copies.
//!
//! A number that counted steps would fall where a branch is squashed or merged the other way round, and readers would
//! keep the old copy. So numbers are times, and only looking back decides them: what was published never changes.

use jiff::Timestamp;

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

/// The marks of steps by the times that their commits state, the oldest first.
pub(super) fn marks(stated: &[i64]) -> Vec<Mark> {
    let mut latest = i64::MIN;
    let mut before: Option<u32> = None;
    let mark = |time: &i64| {
        latest = latest.max(*time);
        let own = u32::try_from((latest.saturating_sub(EPOCH)).clamp(0, LATEST)).unwrap_or_default();
        let number = before.map_or(own, |before| own.max(before.saturating_add(1)));
        before = Some(number);
        let end = if latest < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Mark { number, time: Timestamp::from_second(latest).unwrap_or(end) }
    };
    stated.iter().map(mark).collect()
}

/// The index of the step whose clock was so far ahead that the ones after it still bear its time.
pub(super) fn ahead(stated: &[i64]) -> Option<usize> {
    let last = *stated.last()?;
    let (index, latest) = stated.iter().enumerate().max_by_key(|(_, time)| **time)?;
    (latest.saturating_sub(last) > AHEAD).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(stated: &[i64]) -> Vec<u32> {
        let relative: Vec<i64> = stated.iter().map(|time| EPOCH + time).collect();
        marks(&relative).iter().map(|mark| mark.number).collect()
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
        let all = marks(&stated);
        for end in 1..stated.len() {
            assert_eq!(marks(&stated[..end]), all[..end]);
        }
        assert!(all.is_sorted_by_key(|mark| mark.time));
    }

    #[test]
    fn a_clock_far_ahead_is_found_until_it_is_overtaken() {
        assert_eq!(ahead(&[1, 200_000, 2, 3]), Some(1));
        assert_eq!(ahead(&[1, 200_000, 2, 150_000]), None);
        assert_eq!(ahead(&[1, 2]), None);
    }
}
