//! Periodic meetings, so that dates can be snapped to them and trainings checked against them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

use super::day::{LAST_DAY, show_day, weekday_name};
use super::text::{DateProblem, check_length, number, quote};
use super::working::{add_days, day_number};
use super::zone::{TimeOfDay, Zone};

/// How often a meeting takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Every {
    /// Every so many weeks, at least one.
    Weeks(WeekCount),
    /// Once a month, on the same weekday of the month as the first meeting: its 2nd Tuesday, say. A first meeting
    /// on the fifth such weekday means the last one of every month.
    Month,
}

/// A number of weeks from 1 to 52.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WeekCount(u8);

impl WeekCount {
    /// So many weeks, from 1 to 52.
    pub fn new(weeks: u32) -> Option<Self> {
        u8::try_from(weeks).ok().filter(|weeks| (1..=52).contains(weeks)).map(Self)
    }

    /// The number.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl Every {
    /// Reads `week`, `2 weeks` or `month`.
    pub fn parse(text: &str) -> Result<Self, DateProblem> {
        check_length(text, "the rhythm of a meeting")?;
        match text {
            "week" => return Ok(Self::Weeks(WeekCount(1))),
            "month" => return Ok(Self::Month),
            _ => {}
        }
        let count = text.strip_suffix(" weeks").or_else(|| text.strip_suffix(" week")).and_then(number);
        count.and_then(WeekCount::new).map(Self::Weeks).ok_or_else(|| wrong_rhythm(text, count))
    }
}

impl fmt::Display for Every {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weeks(WeekCount(1)) => formatter.write_str("week"),
            Self::Weeks(WeekCount(weeks)) => write!(formatter, "{weeks} weeks"),
            Self::Month => formatter.write_str("month"),
        }
    }
}

fn wrong_rhythm(text: &str, count: Option<u32>) -> DateProblem {
    if count.is_some() {
        return DateProblem::new(format!("{} is not a rhythm for meetings", quote(text)))
            .hint("write a number of weeks from 1 to 52, or `month`");
    }
    let problem = DateProblem::new(format!("{} does not say how often the meeting is", quote(text)));
    match text.trim().to_ascii_lowercase().as_str() {
        "weekly" => problem.hint("write `week`"),
        "biweekly" | "fortnightly" | "fortnight" => problem.hint("write `2 weeks`"),
        "monthly" | "1 month" => problem.hint("write `month`"),
        _ => problem.hint("write `week`, `2 weeks` or another number of weeks, or `month`"),
    }
}

/// A meeting that takes place again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    every: Every,
    at: TimeOfDay,
    zone: Zone,
    first: Date,
}

impl Meeting {
    /// A meeting whose first occurrence is on the weekday that is named.
    pub fn new(
        every: Every,
        on: Weekday,
        at: TimeOfDay,
        zone: Zone,
        first: Date,
    ) -> Result<Self, DateProblem> {
        if first.weekday() == on {
            return Ok(Self { every, at, zone, first });
        }
        let named = weekday_name(on);
        Err(DateProblem::new(format!(
            "the first meeting `{first}` is {}, but `on` says `{named}`",
            show_day(first)
        ))
        .hint(format!("write `on: {}`, or a first date on a {named}", weekday_name(first.weekday()))))
    }

    /// How often it takes place.
    pub fn every(&self) -> Every {
        self.every
    }

    /// Its weekday.
    pub fn on(&self) -> Weekday {
        self.first.weekday()
    }

    /// Its time of day.
    pub fn at(&self) -> TimeOfDay {
        self.at
    }

    /// The zone of its time.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The day of its first occurrence.
    pub fn first(&self) -> Date {
        self.first
    }

    /// The moment at which it begins on a day.
    pub fn instant(&self, date: Date) -> Result<Timestamp, DateProblem> {
        self.zone.instant(date, self.at)
    }

    /// Whether it takes place on that day.
    pub fn is_on(&self, date: Date) -> bool {
        self.next_on_or_after(date) == Some(date)
    }

    /// Its next day, that day included. None only at the end of the year 9999.
    pub fn next_on_or_after(&self, date: Date) -> Option<Date> {
        let date = date.max(self.first);
        match self.every {
            Every::Weeks(weeks) => {
                let period = i64::from(weeks.0) * 7;
                let behind = (day_number(date) - day_number(self.first)).rem_euclid(period);
                add_days(date, if behind == 0 { 0 } else { period - behind })
            }
            Every::Month => {
                let this_month = self.in_month_of(date)?;
                if this_month >= date {
                    return Some(this_month);
                }
                if date.first_of_month() == LAST_DAY.first_of_month() {
                    return None;
                }
                self.in_month_of(date.last_of_month().tomorrow().ok()?)
            }
        }
    }

    /// Its last day so far, that day included. None before the first meeting.
    pub fn last_on_or_before(&self, date: Date) -> Option<Date> {
        if date < self.first {
            return None;
        }
        match self.every {
            Every::Weeks(weeks) => {
                let behind = (day_number(date) - day_number(self.first)).rem_euclid(i64::from(weeks.0) * 7);
                add_days(date, -behind)
            }
            Every::Month => {
                let this_month = self.in_month_of(date)?;
                if this_month <= date {
                    Some(this_month)
                } else {
                    self.in_month_of(date.first_of_month().yesterday().ok()?)
                }
            }
        }
    }

    /// Its days from one day to another, both included.
    pub fn occurrences(&self, from: Date, to: Date) -> impl Iterator<Item = Date> + '_ {
        std::iter::successors(self.next_on_or_after(from), |date| {
            self.next_on_or_after(date.tomorrow().ok()?)
        })
        .take_while(move |date| *date <= to)
    }

    /// The meeting of a month, by the ordinal of the first meeting's weekday.
    fn in_month_of(&self, date: Date) -> Option<Date> {
        let ordinal = (self.first.day() - 1) / 7 + 1;
        let ordinal = if ordinal == 5 { -1 } else { ordinal };
        date.nth_weekday_of_month(ordinal, self.on()).ok()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn meeting(every: &str, first: Date) -> Meeting {
        let every = Every::parse(every).unwrap();
        let (at, zone) = (TimeOfDay::parse("15:00").unwrap(), Zone::parse("Europe/Berlin").unwrap());
        Meeting::new(every, first.weekday(), at, zone, first).unwrap()
    }

    #[test]
    fn rhythms_are_weeks_or_the_month() {
        for (text, canonical) in
            [("week", "week"), ("1 week", "week"), ("2 weeks", "2 weeks"), ("month", "month")]
        {
            assert_eq!(Every::parse(text).unwrap().to_string(), canonical);
        }
        let hint = |text: &str| Every::parse(text).unwrap_err().hint.unwrap();
        assert_eq!(hint("biweekly"), "write `2 weeks`");
        assert_eq!(hint("monthly"), "write `month`");
        assert!(hint("0 weeks").contains("from 1 to 52"));
        assert!(hint("53 weeks").contains("from 1 to 52"));
        assert!(hint("often").contains("or `month`"));
    }

    #[test]
    fn the_first_meeting_is_on_the_named_weekday() {
        let (at, zone) = (TimeOfDay::parse("16:00").unwrap(), Zone::Utc);
        let problem = Meeting::new(Every::Month, Weekday::Friday, at, zone, date(2026, 1, 8)).unwrap_err();
        assert_eq!(
            problem.to_string(),
            "the first meeting `2026-01-08` is Thu 8 Jan 2026, but `on` says `friday`; \
             write `on: thursday`, or a first date on a friday"
        );
    }

    #[test]
    fn every_second_week_is_counted_from_the_first() {
        let meeting = meeting("2 weeks", date(2026, 12, 8));
        assert_eq!(meeting.next_on_or_after(date(2026, 1, 1)), Some(date(2026, 12, 8)));
        assert_eq!(meeting.next_on_or_after(date(2026, 12, 9)), Some(date(2026, 12, 22)));
        assert_eq!(meeting.last_on_or_before(date(2026, 12, 21)), Some(date(2026, 12, 8)));
        assert_eq!(meeting.last_on_or_before(date(2026, 12, 7)), None);
        assert!(meeting.is_on(date(2027, 1, 5)));
        assert!(!meeting.is_on(date(2026, 12, 15)));
        let days: Vec<Date> = meeting.occurrences(date(2026, 12, 1), date(2027, 1, 5)).collect();
        assert_eq!(days, [date(2026, 12, 8), date(2026, 12, 22), date(2027, 1, 5)]);
        assert_eq!(meeting.instant(date(2026, 12, 8)).unwrap().to_string(), "2026-12-08T14:00:00Z");
    }

    #[test]
    fn every_month_keeps_the_ordinal_weekday() {
        let second_tuesday = meeting("month", date(2026, 12, 8));
        assert_eq!(second_tuesday.next_on_or_after(date(2026, 12, 9)), Some(date(2027, 1, 12)));
        assert_eq!(second_tuesday.last_on_or_before(date(2027, 2, 8)), Some(date(2027, 1, 12)));
        let last_tuesday = meeting("month", date(2026, 12, 29));
        assert_eq!(last_tuesday.next_on_or_after(date(2027, 1, 1)), Some(date(2027, 1, 26)));
        assert_eq!(last_tuesday.next_on_or_after(date(2027, 2, 24)), Some(date(2027, 3, 30)));
    }

    #[test]
    fn meetings_end_with_the_calendar() {
        for every in ["week", "month"] {
            let meeting = meeting(every, date(2026, 12, 8));
            assert_eq!(meeting.next_on_or_after(LAST_DAY), None);
            assert_eq!(meeting.occurrences(date(9999, 12, 1), LAST_DAY).last().map(Date::year), Some(9999));
        }
    }

    proptest! {
        #[test]
        fn next_and_last_meet_on_the_same_days(every in prop::sample::select(vec!["week", "3 weeks", "month"]),
                                               start in 0_i64..40, offset in 0_i64..3000) {
            let first = add_days(date(2026, 1, 1), start).unwrap();
            let day = add_days(first, offset).unwrap();
            let meeting = meeting(every, first);
            let next = meeting.next_on_or_after(day).unwrap();
            let last = meeting.last_on_or_before(day).unwrap();
            prop_assert!(last <= day && day <= next);
            prop_assert!(meeting.is_on(next) && meeting.is_on(last));
            prop_assert_eq!(meeting.last_on_or_before(next), Some(next));
            prop_assert!(meeting.occurrences(last, next).all(|found| found == last || found == next));
        }

        #[test]
        fn no_text_panics(text in "[0-9]{0,8} ?[a-z]{0,7}|.{0,20}") {
            let _ = Every::parse(&text);
        }
    }
}
