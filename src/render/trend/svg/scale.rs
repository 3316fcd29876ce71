//! Places days on the picture: one scale for both directions, and bounds that no slip of the pen can stretch.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{LEFT, TOP};
use crate::calendar::days_between;
use crate::trend::{MilestoneTrend, Trend};

/// Tenths of a pixel: integers, so that the same trend gives the same bytes everywhere.
pub(super) type Pixels = i64;

/// The most that the plot is wide.
const WIDEST: Pixels = 6400;
/// The most that the plot is high.
const HIGHEST: Pixels = 5600;
/// A plot of fewer days has nothing to show.
const FEWEST_DAYS: i64 = 42;
/// How far a date may lie from all milestones before it counts as an outlier: less than a year, which is the slip of
/// the pen that schedules really have, and more than most plans slip.
const FARTHEST_DAYS: i64 = 240;
/// How long before its first date a plan is published at most; an older one has a wrong clock.
const LONGEST_LEAD_DAYS: i64 = 3 * 366;
/// The space between an outlier and the edge.
const INSET: Pixels = 110;

/// The picture's two directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    /// The first day across.
    pub(super) from: Date,
    /// The last day across.
    pub(super) to: Date,
    /// The lowest planned day.
    pub(super) low: Date,
    /// The highest planned day.
    pub(super) high: Date,
    /// So many tenths of a pixel are …
    length: Pixels,
    /// … so many days.
    days: i64,
}

impl Scale {
    /// The scale that shows a trend.
    pub(super) fn of(trend: &Trend) -> Self {
        let (low, high) = planned_bounds(trend);
        let (from, to) = published_bounds(trend, low, high);
        let span = days_between(from, to).max(FEWEST_DAYS);
        let pad = (span / 25).max(3);
        let (from, to) = (before(from, pad), after(to, pad));
        let (low, high) = (before(low, pad), after(high, pad));
        let wide = days_between(from, to);
        // Names need some height, also where all dates lie close together.
        let missing = (wide * 2 / 5).max(FEWEST_DAYS) - days_between(low, high);
        let low = before(low, (missing / 2).max(0));
        let high = after(high, (missing - missing / 2).max(0));
        let high_days = days_between(low, high).max(1);
        let missing = (high_days / 2).max(FEWEST_DAYS) - wide;
        let from = before(from, missing.max(0));
        let wide = days_between(from, to).max(1);
        let (length, days) =
            if WIDEST * high_days <= HIGHEST * wide { (WIDEST, wide) } else { (HIGHEST, high_days) };
        Self { from, to, low, high, length, days }
    }

    /// Where a day of publication lies.
    pub(super) fn x(&self, day: Date) -> Pixels {
        LEFT + self.length(days_between(self.from, day.clamp(self.from, self.to)))
    }

    /// Where a planned day lies; an outlier lies just inside the edge.
    pub(super) fn y(&self, day: Date) -> Pixels {
        let y = self.bottom() - self.length(days_between(self.low, day.clamp(self.low, self.high)));
        if self.holds(day) { y } else { y.clamp(TOP + INSET, self.bottom() - INSET) }
    }

    /// Where the diagonal crosses a height, within the plot.
    pub(super) fn diagonal(&self, y: Pixels) -> Pixels {
        let ahead = self.length(days_between(self.from, self.low));
        LEFT + (self.bottom() - y + ahead).clamp(0, self.right() - LEFT)
    }

    /// Whether a planned day lies on the picture.
    pub(super) fn holds(&self, day: Date) -> bool {
        (self.low..=self.high).contains(&day)
    }

    /// How long so many days are.
    fn length(&self, days: i64) -> Pixels {
        days * self.length / self.days
    }

    /// The edges of the plot.
    pub(super) fn right(&self) -> Pixels {
        self.x(self.to)
    }

    /// The lower edge of the plot.
    pub(super) fn bottom(&self) -> Pixels {
        TOP + self.length(days_between(self.low, self.high))
    }

    /// How long a number of days is, at least one tenth of a pixel.
    pub(super) fn pixels_of(&self, days: i64) -> Pixels {
        self.length(days).max(1)
    }
}

/// The planned days of a milestone.
pub(super) fn days(milestone: &MilestoneTrend) -> impl Iterator<Item = Date> {
    milestone.points.iter().filter_map(|point| point.date.as_ref()?.first)
}

/// From the first to the last planned day, without outliers.
fn planned_bounds(trend: &Trend) -> (Date, Date) {
    let usual: Vec<Date> = trend.milestones.iter().filter_map(median).collect();
    let fallback = trend.revisions.first().map_or(Date::constant(2000, 1, 1), |revision| revision.day);
    let (first, last) = core(usual).unwrap_or((fallback, fallback));
    let margin = FARTHEST_DAYS.max(days_between(first, last) / 2);
    let (lowest, highest) = (before(first, margin), after(last, margin));
    let kept = trend
        .milestones
        .iter()
        .flat_map(|milestone| days(milestone).chain(milestone.baseline).chain(milestone.done))
        .filter(|day| (lowest..=highest).contains(day));
    let (low, high) = kept.fold((first, last), |(low, high), day| (low.min(day), high.max(day)));
    (low, high)
}

/// The day that a milestone had in most of its revisions, about; of two the newer.
fn median(milestone: &MilestoneTrend) -> Option<Date> {
    let mut all: Vec<Date> = days(milestone).collect();
    if all.len() == 2 {
        return all.last().copied();
    }
    all.sort_unstable();
    all.get(all.len() / 2).copied()
}

/// From the first to the last, without those that lie alone: more than a year from all others.
fn core(mut usual: Vec<Date>) -> Option<(Date, Date)> {
    usual.sort_unstable();
    let middle = *usual.get(usual.len() / 2)?;
    let reaches = |last: &Date, day: &Date| days_between(*last, *day).abs() <= FARTHEST_DAYS.max(366);
    let first = usual
        .iter()
        .rev()
        .filter(|day| **day <= middle)
        .fold(middle, |last, day| if reaches(&last, day) { *day } else { last });
    let last = usual
        .iter()
        .filter(|day| **day >= middle)
        .fold(middle, |last, day| if reaches(&last, day) { *day } else { last });
    Some((first, last))
}

/// From the first revision to the day on which the last milestone meets the diagonal.
fn published_bounds(trend: &Trend, low: Date, high: Date) -> (Date, Date) {
    let earliest = before(low, LONGEST_LEAD_DAYS);
    let latest = after(high, FARTHEST_DAYS);
    let first = trend.revisions.first().map_or(low, |revision| revision.day.clamp(earliest, latest));
    // What came after the last move of a date shows nothing.
    let moved = trend.revisions.iter().enumerate().filter(|(index, revision)| {
        *index == 0 || revision.changes.iter().any(|change| change.days.is_some_and(|days| days != 0))
    });
    let last_move =
        moved.map(|(_, revision)| revision.day).max().unwrap_or(first).clamp(first, latest.max(first));
    (first, last_move.max(high))
}

fn before(day: Date, days: i64) -> Date {
    day.saturating_sub(days.days())
}

fn after(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}
