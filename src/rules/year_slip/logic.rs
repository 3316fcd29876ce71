//! Finds milestones whose year cannot be meant: a year earlier or later they would fit their neighbours.
//!
//! Two cases, chosen by how well the dates follow the order in which the milestones are written.
//!
//! *In order*: the longest run of milestones whose dates never go back (of several, the one over the shortest time)
//! holds at least two thirds of them. A milestone outside this backbone slipped if its date lies at least
//! [`LEAST_GAP`] days before the backbone's milestone in front of it, or behind the one that follows, and the same day
//! of the next or previous year lies between the two, give or take [`SLACK`] days. Where the backbone has a
//! neighbour on one side only, the other year must also bring the milestone clearly nearer to it.
//!
//! *Scattered* (lists that are grouped by something else than time): at most a third of the dates stand apart from
//! all the others by at least [`LEAST_GAP`] days, the others span at most [`LONGEST_SPAN`] days, and with another year
//! every one of the few falls among the others.
//!
//! A span can also end a year too late: [`long_spans`].
//!
//! A first milestone a year too early or a last one a year too late leaves the order as it is and is not found: nothing
//! tells it from a long pause. In both cases ranges count by their first day.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::calendar::days_between;

/// How many days a milestone must be out of place; delays that nobody corrected stay below it.
const LEAST_GAP: i64 = 90;
/// By how many days it may still miss its neighbours with the right year.
const SLACK: i64 = 7;
/// The longest time over which scattered dates can tell that one stands apart.
const LONGEST_SPAN: i64 = 400;
/// So many other spans tell how long one of a plan is.
const FEWEST_SPANS: usize = 2;
/// One in so many milestones may be out of order, or stand apart.
const SHARE: usize = 3;

/// A milestone that a year typed wrong would explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct YearSlip {
    /// Which of the given milestones it is.
    pub(super) index: usize,
    /// The same day in the year that fits.
    pub(super) suggested: Date,
}

/// The milestones, given in the order in which they are written, whose year is off their neighbours'.
pub(super) fn year_slips(milestones: &[(String, Date)]) -> Vec<YearSlip> {
    let dates: Vec<Date> = milestones.iter().map(|(_, date)| *date).collect();
    let backbone = backbone(&dates);
    let out_of_order = dates.len() - backbone.len();
    let found = if dates.len() < SHARE {
        BTreeMap::new()
    } else if out_of_order * SHARE <= dates.len() {
        slips_in_order(&dates, &backbone)
    } else {
        slips_among_scattered(&dates)
    };
    found.into_iter().map(|(index, suggested)| YearSlip { index, suggested }).collect()
}

/// The spans that end a year too late: far longer than any other, and like the others with the year before. Given are
/// first and last days; single days tell nothing about spans, so that two others are asked for.
pub(super) fn long_spans(spans: &[(Date, Date)]) -> Vec<YearSlip> {
    let lengths: Vec<i64> = spans.iter().map(|(first, last)| days_between(*first, *last)).collect();
    let longest_but = |index: usize| {
        let others = lengths.iter().enumerate().filter(|(place, days)| *place != index && **days > 0);
        let others: Vec<i64> = others.map(|(_, days)| *days).collect();
        others.iter().max().copied().filter(|_| others.len() >= FEWEST_SPANS)
    };
    let mut found = Vec::new();
    let far = spans.iter().zip(&lengths).enumerate().filter(|(_, (_, days))| **days >= LEAST_GAP);
    for (index, ((first, last), days)) in far {
        let (Some(longest), Some(suggested)) = (longest_but(index), years_later(*last, -1)) else { continue };
        let shortened = days_between(*first, suggested);
        if days - longest >= LEAST_GAP && (0..=longest + SLACK).contains(&shortened) {
            found.push(YearSlip { index, suggested });
        }
    }
    found
}

/// How a run of dates that never goes back can end at one date.
#[derive(Clone, Copy)]
struct Run {
    length: usize,
    start: Date,
    previous: Option<usize>,
}

/// The places of the longest run of dates that never goes back; of several, the one over the shortest time.
pub(in crate::rules) fn backbone(dates: &[Date]) -> Vec<usize> {
    let mut runs: Vec<Run> = Vec::with_capacity(dates.len());
    for date in dates {
        let before = dates.iter().zip(&runs).enumerate().filter(|(_, (earlier, _))| *earlier <= date);
        let best = before.max_by_key(|(_, (_, run))| (run.length, run.start));
        runs.push(match best {
            Some((place, (_, run))) => {
                Run { length: run.length + 1, start: run.start, previous: Some(place) }
            }
            None => Run { length: 1, start: *date, previous: None },
        });
    }
    let ends = dates.iter().zip(&runs).enumerate();
    let last = ends.max_by_key(|(_, (end, run))| (run.length, -days_between(run.start, **end)));
    let mut places: Vec<usize> = std::iter::successors(last.map(|(place, _)| place), |place| {
        runs.get(*place).and_then(|run| run.previous)
    })
    .collect();
    places.reverse();
    places
}

fn slips_in_order(dates: &[Date], backbone: &[usize]) -> BTreeMap<usize, Date> {
    let date_at = |position: usize| backbone.get(position).and_then(|place| dates.get(*place)).copied();
    let mut found = BTreeMap::new();
    for (index, date) in dates.iter().enumerate() {
        let Err(position) = backbone.binary_search(&index) else { continue };
        let before = position.checked_sub(1).and_then(date_at);
        let suggested = suggestion_between(*date, before, date_at(position));
        found.extend(suggested.map(|suggested| (index, suggested)));
    }
    found
}

/// The year that brings the date between its neighbours, if its own year puts it far from them.
fn suggestion_between(date: Date, before: Option<Date>, after: Option<Date>) -> Option<Date> {
    let too_early = before.filter(|before| days_between(date, *before) >= LEAST_GAP);
    let too_late = after.filter(|after| days_between(*after, date) >= LEAST_GAP);
    let later = too_early.and_then(|neighbour| Some((neighbour, years_later(date, 1)?)));
    let earlier = too_late.and_then(|neighbour| Some((neighbour, years_later(date, -1)?)));
    let enclosed = before.is_some() && after.is_some();
    later
        .into_iter()
        .chain(earlier)
        .find(|(neighbour, suggested)| {
            lies_within(*suggested, before, after)
                && (enclosed || is_clearly_nearer(*neighbour, date, *suggested))
        })
        .map(|(_, suggested)| suggested)
}

fn lies_within(date: Date, first: Option<Date>, last: Option<Date>) -> bool {
    first.is_none_or(|first| days_between(date, first) <= SLACK)
        && last.is_none_or(|last| days_between(last, date) <= SLACK)
}

/// Whether the suggested date is nearer to its only neighbour than two thirds of the old distance.
fn is_clearly_nearer(neighbour: Date, date: Date, suggested: Date) -> bool {
    days_between(neighbour, suggested).abs() * 3 < days_between(neighbour, date).abs() * 2
}

fn slips_among_scattered(dates: &[Date]) -> BTreeMap<usize, Date> {
    let mut by_date: Vec<(Date, usize)> =
        dates.iter().enumerate().map(|(index, date)| (*date, index)).collect();
    by_date.sort_unstable();
    let mut found = BTreeMap::new();
    for cut in 1..by_date.len() {
        let (early, late) = by_date.split_at(cut);
        if gap(early, late) < LEAST_GAP {
            continue;
        }
        for (few, many, years) in [(early, late, 1), (late, early, -1)] {
            if few.len() * SHARE <= dates.len() {
                found.extend(suggestions_among(few, many, years));
            }
        }
    }
    found
}

/// The few with another year, if that puts all of them among the many.
fn suggestions_among(few: &[(Date, usize)], many: &[(Date, usize)], years: i32) -> Vec<(usize, Date)> {
    let (Some((first, _)), Some((last, _))) = (many.first(), many.last()) else { return Vec::new() };
    if days_between(*first, *last) > LONGEST_SPAN {
        return Vec::new();
    }
    let suggest = |(date, index): &(Date, usize)| {
        years_later(*date, years)
            .filter(|suggested| lies_within(*suggested, Some(*first), Some(*last)))
            .map(|suggested| (*index, suggested))
    };
    few.iter().map(suggest).collect::<Option<_>>().unwrap_or_default()
}

fn gap(early: &[(Date, usize)], late: &[(Date, usize)]) -> i64 {
    early.last().zip(late.first()).map_or(0, |((end, _), (start, _))| days_between(*end, *start))
}

/// The same day some years later; 29 February becomes 28 where it must.
fn years_later(date: Date, years: i32) -> Option<Date> {
    date.checked_add(years.years()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips(dates: &[&str]) -> Vec<(usize, String)> {
        let milestones: Vec<(String, Date)> = dates
            .iter()
            .enumerate()
            .map(|(place, date)| (format!("m{place}"), date.parse().unwrap()))
            .collect();
        year_slips(&milestones).into_iter().map(|slip| (slip.index, slip.suggested.to_string())).collect()
    }

    const NONE: [(usize, String); 0] = [];

    #[test]
    fn an_old_year_in_the_middle_is_found() {
        let dates = ["2020-09-24", "2020-10-08", "2020-10-15", "2019-10-16", "2020-10-29", "2021-03-25"];
        assert_eq!(slips(&dates), [(3, "2020-10-16".to_owned())]);
    }

    #[test]
    fn a_year_too_late_is_found() {
        let dates = ["2020-09-24", "2020-10-08", "2021-10-15", "2020-10-16", "2020-10-29", "2021-03-25"];
        assert_eq!(slips(&dates), [(2, "2020-10-15".to_owned())]);
    }

    #[test]
    fn several_slips_in_one_cycle_are_found() {
        let dates = [
            "2022-11-03",
            "2022-11-17",
            "2022-12-01",
            "2022-12-15",
            "2022-01-12",
            "2022-02-09",
            "2023-03-16",
            "2023-04-27",
        ];
        assert_eq!(slips(&dates), [(4, "2023-01-12".to_owned()), (5, "2023-02-09".to_owned())]);
    }

    #[test]
    fn between_two_explanations_the_shorter_cycle_wins() {
        // Start, long-term support, maintenance, end of a Node.js line: the second fits a year later, and the first would
        // fit a year earlier.
        let dates = ["2017-04-30", "2016-10-31", "2019-04-01", "2020-04-01"];
        assert_eq!(slips(&dates), [(1, "2017-10-31".to_owned())]);
    }

    #[test]
    fn the_first_and_the_last_milestone_need_a_clearly_better_year() {
        let first = ["2021-09-24", "2020-10-08", "2020-10-15", "2020-10-29", "2021-03-25"];
        assert_eq!(slips(&first), [(0, "2020-09-24".to_owned())]);
        let last = ["2017-03-06", "2017-04-10", "2017-06-05", "2017-09-11", "2017-02-20"];
        assert_eq!(slips(&last), NONE);
    }

    #[test]
    fn a_date_that_fits_with_neither_year_is_not_a_slip() {
        // A fourth service release that was published before the third: out of order, but no year mends it.
        let dates = ["2020-03-09", "2020-05-04", "2020-12-16", "2020-08-28", "2021-03-08"];
        assert_eq!(slips(&dates), NONE);
    }

    #[test]
    fn dates_in_order_are_silent_whatever_the_pauses() {
        assert_eq!(slips(&["2013-03-11", "2014-10-01", "2016-10-31", "2019-01-01"]), NONE);
        assert_eq!(slips(&["2024-01-08", "2024-01-08", "2024-01-08"]), NONE);
    }

    #[test]
    fn two_milestones_cannot_tell_which_one_is_wrong() {
        assert_eq!(slips(&["2017-04-30", "2016-10-31"]), NONE);
        assert_eq!(slips(&["2017-04-30"]), NONE);
        assert_eq!(slips(&[]), NONE);
    }

    #[test]
    fn a_list_in_groups_shows_the_dates_that_stand_apart() {
        let dates = [
            "2016-04-07",
            "2015-12-03",
            "2016-03-03",
            "2015-10-19",
            "2015-01-21",
            "2016-02-04",
            "2015-11-02",
            "2016-01-11",
        ];
        assert_eq!(slips(&dates), [(4, "2016-01-21".to_owned())]);
    }

    #[test]
    fn a_list_in_groups_is_silent_where_no_date_stands_apart() {
        let dates = ["2018-08-27", "2018-02-26", "2018-06-04", "2018-04-18", "2018-11-28", "2018-03-05"];
        assert_eq!(slips(&dates), NONE);
    }

    #[test]
    fn the_leap_day_is_moved_to_the_last_of_february() {
        let dates = ["2025-01-10", "2025-02-14", "2024-02-29", "2025-03-14", "2025-04-11"];
        assert_eq!(slips(&dates), [(2, "2025-02-28".to_owned())]);
    }

    fn long(spans: &[(&str, &str)]) -> Vec<(usize, String)> {
        let days: Vec<(Date, Date)> =
            spans.iter().map(|(first, last)| (first.parse().unwrap(), last.parse().unwrap())).collect();
        long_spans(&days).into_iter().map(|slip| (slip.index, slip.suggested.to_string())).collect()
    }

    #[test]
    fn a_week_of_a_year_is_found() {
        let weeks =
            [("2021-12-20", "2021-12-24"), ("2021-12-27", "2022-12-31"), ("2022-01-03", "2022-01-07")];
        assert_eq!(long(&weeks), [(1, "2021-12-31".to_owned())]);
    }

    #[test]
    fn a_long_span_among_long_ones_or_single_days_is_silent() {
        let years =
            [("2021-01-01", "2021-12-31"), ("2022-01-01", "2022-12-31"), ("2023-01-01", "2024-01-02")];
        assert_eq!(long(&years), NONE);
        let days = [("2021-01-01", "2021-01-01"), ("2021-01-04", "2021-01-08"), ("2021-02-01", "2022-02-03")];
        assert_eq!(long(&days), NONE);
        let half = [("2021-01-04", "2021-01-08"), ("2021-01-11", "2021-01-15"), ("2021-02-01", "2021-08-01")];
        assert_eq!(long(&half), NONE);
    }

    #[test]
    fn the_ends_of_the_calendar_do_no_harm() {
        let dates = ["9999-11-01", "9999-12-01", "-009999-01-01", "9999-12-30", "9999-12-31"];
        assert_eq!(slips(&dates), NONE);
    }
}
