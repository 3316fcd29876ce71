//! When the steps of a branch were taken: their commit times, as far as they can be true.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::Zone;

/// When a step was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepTime {
    /// Seconds since 1970 (UTC).
    pub seconds: i64,
    /// What the commit says instead, where that cannot be: it lies after a later step, or before an earlier one.
    pub stated: Option<i64>,
}

impl StepTime {
    /// The day of the step in a zone. A day after `present` cannot be true and is capped, unless the whole line lies there,
    /// of which the first commit was made at `began`: then somebody looks back from an earlier day.
    pub fn day(self, zone: &Zone, present: Date, began: i64) -> Date {
        let day = |seconds| zone.local(timestamp(seconds)).date();
        if day(began) > present { day(self.seconds) } else { day(self.seconds).min(present) }
    }

    /// The latest day on which the step may have been taken: as its commit says, or as the others leave it. Commits that
    /// come later can make a step older than it is, and so can its own.
    pub fn latest_day(self, zone: &Zone) -> Date {
        let seconds = self.stated.map_or(self.seconds, |stated| stated.max(self.seconds));
        zone.local(timestamp(seconds)).date()
    }
}

/// A moment; those beyond the calendar are its ends.
pub fn timestamp(seconds: i64) -> Timestamp {
    let end = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(seconds).unwrap_or(end)
}

/// The times of steps, in the order that their commits state them, the oldest first.
///
/// Whoever commits chooses the time, but not the times of the others. So the longest run of times that never goes back
/// is believed; any other is capped by the next believed step after it, or raised to the last one before it.
pub fn settled(stated: &[i64]) -> Vec<StepTime> {
    let believed = longest_run(stated);
    let mut earlier = None;
    let mut times = Vec::with_capacity(stated.len());
    for (index, &time) in stated.iter().enumerate() {
        let next = believed.partition_point(|&other| other < index);
        if believed.get(next) == Some(&index) {
            earlier = Some(time);
            times.push(StepTime { seconds: time, stated: None });
            continue;
        }
        let later = believed.get(next).and_then(|&index| stated.get(index)).copied();
        let seconds = time.min(later.unwrap_or(time)).max(earlier.unwrap_or(i64::MIN));
        times.push(StepTime { seconds, stated: (seconds != time).then_some(time) });
        earlier = Some(seconds);
    }
    times
}

/// The indices of the longest part that never falls; of several, the one whose numbers are the lowest from its end on,
/// so that a time is rather capped than others raised.
fn longest_run(numbers: &[i64]) -> Vec<usize> {
    // For every length, the index that ends the run with the lowest number.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (index, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers.get(end).is_some_and(|last| last <= number));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut run: Vec<usize> =
        std::iter::successors(ends.last().copied(), |&index| before.get(index).copied().flatten()).collect();
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(stated: &[i64]) -> Vec<i64> {
        settled(stated).iter().map(|time| time.seconds).collect()
    }

    #[test]
    fn times_in_order_are_believed() {
        assert_eq!(seconds(&[]), Vec::<i64>::new());
        assert_eq!(seconds(&[1, 1, 5]), [1, 1, 5]);
        assert!(settled(&[1, 1, 5]).iter().all(|time| time.stated.is_none()));
    }

    #[test]
    fn a_time_in_the_future_is_capped_by_the_step_after_it() {
        assert_eq!(settled(&[1, 99, 3, 4])[1], StepTime { seconds: 3, stated: Some(99) });
        assert_eq!(seconds(&[99, 2, 3]), [2, 2, 3]);
        assert_eq!(seconds(&[5, 9, 7]), [5, 7, 7]);
    }

    #[test]
    fn a_time_in_the_past_is_raised_to_the_step_before_it() {
        assert_eq!(settled(&[5, 6, 0, 7])[2], StepTime { seconds: 6, stated: Some(0) });
        assert_eq!(seconds(&[5, 6, 0]), [5, 6, 6]);
    }

    #[test]
    fn one_wrong_clock_moves_no_other_step() {
        assert_eq!(seconds(&[1, 2, 0, 99, 3, 0, 4]), [1, 2, 2, 3, 3, 3, 4]);
    }

    #[test]
    fn the_result_never_goes_back() {
        let stated = [9, 3, 7, 3, 8, 1, 8, 2, 9, 0, 4];
        assert!(seconds(&stated).is_sorted());
    }
}
