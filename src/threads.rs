//! The same work on many things at once, on as many threads as there are processors. What comes out does not depend on
//! which thread did what.

use std::num::NonZero;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::{available_parallelism, scope};

/// More threads than this wait for memory more than they work.
const MOST: usize = 8;

/// Works on each item; the outcomes stand in the order of the items.
pub fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    each_while(items, work, || ()).0
}

/// Works on each item while this thread does something else first, and then helps with what is left.
pub fn each_while<T: Send, R: Send, M>(
    items: Vec<T>,
    work: impl Fn(T) -> R + Sync,
    meanwhile: impl FnOnce() -> M,
) -> (Vec<R>, M) {
    let others = processors().min(items.len()).saturating_sub(1);
    let queue = Mutex::new(items.into_iter().enumerate());
    // One at a time: some items take many times as long as others.
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let take_part = || {
        let mut done = Vec::new();
        while let Some((place, item)) = next() {
            done.push((place, work(item)));
        }
        done
    };
    let (mut done, other) = scope(|scope| {
        let helpers: Vec<_> = (0..others).map(|_| scope.spawn(take_part)).collect();
        let other = meanwhile();
        let mut done = take_part();
        for helper in helpers {
            done.extend(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        (done, other)
    });
    done.sort_by_key(|(place, _)| *place);
    (done.into_iter().map(|(_, outcome)| outcome).collect(), other)
}

/// How many processors there are; the system is asked once, for its answer takes longer than many a piece of work.
fn processors() -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS.get_or_init(|| available_parallelism().map_or(1, NonZero::get).min(MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcomes_stand_in_the_order_of_the_items() {
        for count in [0, 1, 2, 1_000] {
            let items: Vec<u64> = (0..count).collect();
            // The first ones take longest.
            let work = |item: u64| (0..(count - item) * 100).fold(item, |sum, one| sum ^ (one & 1)) & !1;
            let alone: Vec<u64> = items.iter().map(|item| work(*item)).collect();
            let (together, other) = each_while(items, work, || "done");
            assert_eq!((together, other), (alone, "done"));
        }
    }
}
