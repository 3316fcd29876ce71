//! The project's own working days: counting them costs the same however far the days lie apart.

use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::day::{FIRST_DAY, LAST_DAY, parse_day};
use super::text::{DateProblem, check_length, quote};

/// A Monday; days are counted from here.
const EPOCH: Date = Date::constant(1900, 1, 1);

/// Days on which the project does not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The first day.
    pub first: Date,
    /// The last day, included.
    pub last: Date,
    /// What people call it.
    pub name: String,
}

impl Holiday {
    /// Reads the days of a holiday: `2026-12-24`, or `2026-12-24/2027-01-01`.
    pub fn parse(days: &str, name: impl Into<String>) -> Result<Self, DateProblem> {
        check_length(days, "the days of a holiday")?;
        let (first, last) = match days.split_once('/') {
            Some((first, last)) => (parse_day(first)?, parse_day(last)?),
            None => (parse_day(days)?, parse_day(days)?),
        };
        if last < first {
            return Err(DateProblem::new(format!("{} ends before it begins", quote(days)))
                .hint(format!("write `{last}/{first}`")));
        }
        Ok(Self { first, last, name: name.into() })
    }
}

/// Which days the project works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingCalendar {
    weekend: Weekend,
    holidays: Vec<Holiday>,
    /// The holidays in order, without overlaps.
    blocks: Vec<Block>,
}

/// A stretch of holidays as day numbers, with the working days that all earlier stretches take away.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    first: i64,
    last: i64,
    lost_before: i64,
}

impl WorkingCalendar {
    /// A calendar from its weekend and holidays, in whatever order.
    pub fn new(weekend: &[Weekday], holidays: Vec<Holiday>) -> Self {
        let weekend = Weekend::new(weekend);
        let blocks = merge(&holidays, weekend);
        Self { weekend, holidays, blocks }
    }

    /// The holidays as declared.
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }

    /// Whether the day of the week is one of the weekend.
    pub fn is_weekend(&self, date: Date) -> bool {
        self.weekend.contains(date.weekday().to_monday_zero_offset())
    }

    /// The holiday on a day: the first that was declared, where several meet.
    pub fn holiday_on(&self, date: Date) -> Option<&Holiday> {
        self.holidays.iter().find(|holiday| holiday.first <= date && date <= holiday.last)
    }

    /// Whether the project works on that day.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.working_days_between_numbers(day_number(date) - 1, day_number(date)) == 1
    }

    /// Whether there is a working day in any week without holidays.
    pub fn has_working_days(&self) -> bool {
        self.weekend.length() < 7
    }

    /// The working days after `from`, up to and including `to`; negative where `to` lies before `from`.
    ///
    /// So `between(a, b) == -between(b, a)`, and `between(a, b) + between(b, c) == between(a, c)`.
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        self.working_days_between_numbers(day_number(from), day_number(to))
    }

    /// The `count`-th working day after the date, or before it where `count` is negative; the date itself at zero.
    /// None where the years that can be written have no such day.
    pub fn add_working_days(&self, date: Date, count: i64) -> Option<Date> {
        let start = day_number(date);
        match count {
            0 => Some(date),
            1.. => {
                let goal = self.working_days_until(start).checked_add(count)?;
                let last = day_number(LAST_DAY);
                let number = first_true(start, last, |day| self.working_days_until(day) >= goal)?;
                date_of(number)
            }
            _ => {
                // The last day that has so many working days from itself on, and before the date.
                let goal = self.working_days_until(start - 1).checked_add(count)?;
                let earliest = day_number(FIRST_DAY);
                let behind = first_true(earliest, start, |day| self.working_days_until(day - 1) > goal)?;
                if behind == earliest { None } else { date_of(behind - 1) }
            }
        }
    }

    /// The first working day on or after the date.
    pub fn working_day_on_or_after(&self, date: Date) -> Option<Date> {
        if self.is_working_day(date) { Some(date) } else { self.add_working_days(date, 1) }
    }

    /// The last working day on or before the date.
    pub fn working_day_on_or_before(&self, date: Date) -> Option<Date> {
        if self.is_working_day(date) { Some(date) } else { self.add_working_days(date, -1) }
    }

    fn working_days_between_numbers(&self, from: i64, to: i64) -> i64 {
        self.working_days_until(to) - self.working_days_until(from)
    }

    /// The working days up to and including a day, counted from the epoch.
    fn working_days_until(&self, day: i64) -> i64 {
        self.weekend.others_until(day) - self.lost_until(day)
    }

    /// The working days that holidays take away, up to and including a day.
    fn lost_until(&self, day: i64) -> i64 {
        let begun = self.blocks.partition_point(|block| block.first <= day);
        let Some(block) = begun.checked_sub(1).and_then(|last| self.blocks.get(last)) else { return 0 };
        block.lost_before + self.weekend.others_between(block.first, block.last.min(day))
    }
}

impl Default for WorkingCalendar {
    /// Saturday and Sunday are the weekend; there are no holidays.
    fn default() -> Self {
        Self::new(&[Weekday::Saturday, Weekday::Sunday], Vec::new())
    }
}

/// The weekdays on which nobody works, one bit each, Monday the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Weekend(u8);

impl Weekend {
    fn new(weekdays: &[Weekday]) -> Self {
        Self(weekdays.iter().fold(0, |bits, weekday| bits | 1 << weekday.to_monday_zero_offset()))
    }

    fn contains(self, monday_offset: i8) -> bool {
        self.0 & (1 << monday_offset) != 0
    }

    fn length(self) -> u32 {
        self.0.count_ones()
    }

    /// The days outside the weekend, up to and including a day, counted from the epoch.
    fn others_until(self, day: i64) -> i64 {
        let (weeks, rest) = (day.div_euclid(7), day.rem_euclid(7));
        let in_rest =
            (0_i8..7).filter(|offset| i64::from(*offset) <= rest && !self.contains(*offset)).count();
        weeks * i64::from(7 - self.length()) + i64::try_from(in_rest).unwrap_or(0)
    }

    fn others_between(self, first: i64, last: i64) -> i64 {
        self.others_until(last) - self.others_until(first - 1)
    }
}

fn merge(holidays: &[Holiday], weekend: Weekend) -> Vec<Block> {
    let mut spans: Vec<(i64, i64)> =
        holidays.iter().map(|holiday| (day_number(holiday.first), day_number(holiday.last))).collect();
    spans.retain(|(first, last)| first <= last);
    spans.sort_unstable();
    let mut blocks: Vec<Block> = Vec::new();
    for (first, last) in spans {
        let lost_before = match blocks.last_mut() {
            Some(block) if first <= block.last + 1 => {
                block.last = block.last.max(last);
                continue;
            }
            Some(block) => block.lost_before + weekend.others_between(block.first, block.last),
            None => 0,
        };
        blocks.push(Block { first, last, lost_before });
    }
    blocks
}

/// The first number of a range for which a condition holds that stays true once it is.
fn first_true(first: i64, last: i64, holds: impl Fn(i64) -> bool) -> Option<i64> {
    let (mut low, mut high) = (first, last);
    if low > high || !holds(high) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

/// Days since the epoch.
pub(super) fn day_number(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

fn date_of(number: i64) -> Option<Date> {
    add_days(EPOCH, number)
}

/// The date so many days later, or earlier; none outside the years that can be written.
pub(super) fn add_days(date: Date, days: i64) -> Option<Date> {
    let moved = date.checked_add(Span::new().try_days(days).ok()?).ok()?;
    if (FIRST_DAY..=LAST_DAY).contains(&moved) { Some(moved) } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn year_end() -> WorkingCalendar {
        let holidays = vec![
            Holiday::parse("2026-12-30/2027-01-01", "New year").unwrap(),
            Holiday::parse("2026-12-24/2026-12-31", "Year end").unwrap(),
            Holiday::parse("2027-03-26", "Good Friday").unwrap(),
        ];
        WorkingCalendar::new(&[Weekday::Saturday, Weekday::Sunday], holidays)
    }

    #[test]
    fn weekends_and_holidays_are_no_working_days() {
        let calendar = year_end();
        assert!(calendar.is_working_day(date(2026, 12, 23)));
        assert!(!calendar.is_working_day(date(2026, 12, 28)));
        assert!(!calendar.is_working_day(date(2027, 1, 2)));
        assert!(calendar.is_working_day(date(2027, 1, 4)));
        assert_eq!(calendar.holiday_on(date(2026, 12, 31)).unwrap().name, "New year");
        assert_eq!(calendar.holiday_on(date(2027, 1, 4)), None);
    }

    #[test]
    fn working_days_are_counted_after_the_first_up_to_the_last() {
        let calendar = year_end();
        assert_eq!(calendar.working_days_between(date(2026, 12, 23), date(2027, 1, 4)), 1);
        assert_eq!(calendar.working_days_between(date(2027, 3, 25), date(2027, 3, 30)), 2);
        assert_eq!(calendar.working_days_between(date(2027, 3, 30), date(2027, 3, 25)), -2);
        assert_eq!(calendar.working_days_between(date(2027, 3, 25), date(2027, 3, 25)), 0);
    }

    #[test]
    fn adding_working_days_skips_the_others() {
        let calendar = year_end();
        assert_eq!(calendar.add_working_days(date(2026, 12, 23), 1), Some(date(2027, 1, 4)));
        assert_eq!(calendar.add_working_days(date(2027, 1, 4), -1), Some(date(2026, 12, 23)));
        assert_eq!(calendar.add_working_days(date(2027, 3, 27), 1), Some(date(2027, 3, 29)));
        assert_eq!(calendar.add_working_days(date(2027, 3, 27), -1), Some(date(2027, 3, 25)));
        assert_eq!(calendar.add_working_days(date(2027, 3, 27), 0), Some(date(2027, 3, 27)));
        assert_eq!(calendar.working_day_on_or_after(date(2027, 3, 26)), Some(date(2027, 3, 29)));
        assert_eq!(calendar.working_day_on_or_before(date(2027, 3, 28)), Some(date(2027, 3, 25)));
    }

    #[test]
    fn a_calendar_without_working_days_ends_every_search() {
        let all: Vec<Weekday> = Weekday::Monday.cycle_forward().take(7).collect();
        let calendar = WorkingCalendar::new(&all, Vec::new());
        assert!(!calendar.has_working_days());
        assert_eq!(calendar.add_working_days(date(2027, 3, 25), 1), None);
        assert_eq!(calendar.add_working_days(date(2027, 3, 25), -1), None);
        assert_eq!(calendar.add_working_days(date(2027, 3, 25), i64::MAX), None);
        assert_eq!(calendar.add_working_days(date(2027, 3, 25), i64::MIN), None);
        assert_eq!(calendar.working_days_between(FIRST_DAY, LAST_DAY), 0);
    }

    #[test]
    fn the_edges_of_time_are_no_overflow() {
        let calendar = WorkingCalendar::default();
        assert_eq!(calendar.add_working_days(LAST_DAY, 1), None);
        assert_eq!(calendar.add_working_days(FIRST_DAY, -1), None);
        assert_eq!(calendar.add_working_days(date(1900, 1, 2), -1), Some(FIRST_DAY));
        assert_eq!(calendar.add_working_days(date(9999, 12, 30), 1), Some(LAST_DAY));
    }

    #[test]
    fn a_holiday_is_a_day_or_a_stretch() {
        assert!(
            Holiday::parse("2027-01-02/2027-01-01", "x").unwrap_err().to_string().contains("ends before")
        );
        assert!(Holiday::parse("2027-01", "x").is_err());
    }

    fn any_day() -> impl Strategy<Value = Date> {
        (0_i64..2000).prop_map(|days| add_days(date(2026, 1, 1), days).unwrap())
    }

    fn any_calendar() -> impl Strategy<Value = WorkingCalendar> {
        let holiday = (any_day(), 0_i64..20).prop_map(|(first, more)| Holiday {
            first,
            last: add_days(first, more).unwrap(),
            name: String::new(),
        });
        (prop::collection::vec(0_i8..7, 0..7), prop::collection::vec(holiday, 0..30)).prop_map(
            |(weekend, holidays)| {
                let weekend: Vec<Weekday> = weekend
                    .into_iter()
                    .map(|offset| Weekday::from_monday_zero_offset(offset).unwrap())
                    .collect();
                WorkingCalendar::new(&weekend, holidays)
            },
        )
    }

    proptest! {
        #[test]
        fn counting_is_antisymmetric_and_additive(calendar in any_calendar(), a in any_day(), b in any_day(), c in any_day()) {
            let between = |from, to| calendar.working_days_between(from, to);
            prop_assert_eq!(between(a, b), -between(b, a));
            prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
        }

        #[test]
        fn counting_agrees_with_looking_at_every_day(calendar in any_calendar(), from in any_day(), length in 0_i64..60) {
            let one_by_one = (1..=length).filter(|offset| {
                let day = add_days(from, *offset).unwrap();
                !calendar.is_weekend(day) && calendar.holiday_on(day).is_none()
            });
            let to = add_days(from, length).unwrap();
            prop_assert_eq!(calendar.working_days_between(from, to), i64::try_from(one_by_one.count()).unwrap());
        }

        #[test]
        fn adding_lands_on_the_counted_working_day(calendar in any_calendar(), from in any_day(), count in 1_i64..60) {
            if let Some(later) = calendar.add_working_days(from, count) {
                prop_assert!(calendar.is_working_day(later));
                prop_assert_eq!(calendar.working_days_between(from, later), count);
            } else {
                prop_assert!(!calendar.has_working_days());
            }
            if let Some(earlier) = calendar.add_working_days(from, -count) {
                prop_assert!(calendar.is_working_day(earlier));
                let own = i64::from(calendar.is_working_day(from));
                prop_assert_eq!(calendar.working_days_between(earlier, from) + 1 - own, count);
            }
        }
    }
}
