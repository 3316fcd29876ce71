//! Lengths of time as rules and limits write them: `5 working days`, `3 weeks`, `1.5 months`.

use std::fmt;

use jiff::Span;
use jiff::civil::Date;

use super::day::{FIRST_DAY, LAST_DAY};
use super::text::{DateProblem, check_length, digits, nearest, number, quote};
use super::working::{WorkingCalendar, add_days, day_number};

const FORM: &str =
    "write a number and a unit, such as `14 days`, `5 working days`, `3 weeks` or `1.5 months`";

/// Later or earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Towards the future.
    Later,
    /// Towards the past.
    Earlier,
}

impl Direction {
    /// The number with the sign of the direction.
    pub(super) fn sign(self, number: i64) -> i64 {
        match self {
            Self::Later => number,
            Self::Earlier => -number,
        }
    }
}

/// What a duration counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Calendar days.
    Day,
    /// Days on which the project works.
    WorkingDay,
    /// Seven days.
    Week,
    /// Calendar months.
    Month,
}

impl Unit {
    const NAMES: [(&str, Self); 8] = [
        ("day", Self::Day),
        ("days", Self::Day),
        ("working day", Self::WorkingDay),
        ("working days", Self::WorkingDay),
        ("week", Self::Week),
        ("weeks", Self::Week),
        ("month", Self::Month),
        ("months", Self::Month),
    ];

    fn parse(text: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(name, _)| *name == text).map(|(_, unit)| *unit)
    }

    /// The unit's name for one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::WorkingDay => "working day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// A whole number or a whole number and a half, kept exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    halves: u32,
}

impl Number {
    /// The greatest whole part; more than all the days that can be written is never meant.
    const GREATEST: u32 = 99_999;

    /// A whole number, at most 99,999.
    pub fn whole(number: u32) -> Option<Self> {
        if number <= Self::GREATEST { Some(Self { halves: number * 2 }) } else { None }
    }

    /// The part before the point.
    pub fn integer(self) -> i64 {
        i64::from(self.halves / 2)
    }

    /// Whether there is a half behind it.
    pub fn has_half(self) -> bool {
        self.halves % 2 == 1
    }

    fn parse(text: &str) -> Option<Self> {
        let (whole, half) = match text.split_once('.') {
            Some((whole, "5")) => (whole, 1),
            Some(_) => return None,
            None => (text, 0),
        };
        // `017` is a slip: nobody counts like that.
        if whole.len() > 1 && whole.starts_with('0') {
            return None;
        }
        Self::whole(number(whole)?).map(|number| Self { halves: number.halves + half })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.integer(), if self.has_half() { ".5" } else { "" })
    }
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duration {
    number: Number,
    unit: Unit,
}

impl Duration {
    /// A whole number of units, at most 99,999.
    pub fn of(number: u32, unit: Unit) -> Option<Self> {
        Number::whole(number).map(|number| Self { number, unit })
    }

    /// Reads a number and a unit.
    pub fn parse(text: &str) -> Result<Self, DateProblem> {
        check_length(text, "a duration")?;
        let quoted = quote(text);
        let Some((number, unit)) = text.split_once(' ') else { return Err(incomplete(text)) };
        let Some(count) = Number::parse(number) else { return Err(wrong_number(text, number)) };
        let Some(unit) = Unit::parse(unit) else { return Err(unknown_unit(text, unit)) };
        if count.has_half() && matches!(unit, Unit::Day | Unit::WorkingDay) {
            return Err(DateProblem::new(format!("{quoted} has half a day"))
                .hint("only weeks and months have halves; write a whole number"));
        }
        Ok(Self { number: count, unit })
    }

    /// How many.
    pub fn number(self) -> Number {
        self.number
    }

    /// Of what.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// Whether the duration is none at all.
    pub fn is_zero(self) -> bool {
        self.number.halves == 0
    }

    /// The date so much later or earlier.
    ///
    /// - Working days count as in [`WorkingCalendar::add_working_days`].
    /// - Half a week is three days: of three and a half, the days that are over.
    /// - Months keep the day of the month, or take the month's last day where it has no such day. Half a month
    ///   is 15 days, counted after the whole months.
    pub fn add_to(
        self,
        date: Date,
        direction: Direction,
        calendar: &WorkingCalendar,
    ) -> Result<Date, DateProblem> {
        let moved = match self.unit {
            Unit::Day => add_days(date, direction.sign(self.number.integer())),
            Unit::WorkingDay => calendar.add_working_days(date, direction.sign(self.number.integer())),
            Unit::Week => add_days(date, direction.sign(i64::from(self.number.halves) * 7 / 2)),
            Unit::Month => add_months(date, direction.sign(self.number.integer())).and_then(|moved| {
                add_days(moved, direction.sign(if self.number.has_half() { 15 } else { 0 }))
            }),
        };
        moved.ok_or_else(|| self.nowhere(date, direction, calendar))
    }

    /// Whether the way from one date to the other, in either direction, is longer than this.
    ///
    /// In working days, a move that leaves its day counts one at least, and where no weekday is a working day
    /// every day counts: a limit is never without effect.
    pub fn exceeded_by(self, from: Date, to: Date, calendar: &WorkingCalendar) -> bool {
        let (earlier, later) = (from.min(to), from.max(to));
        let days = day_number(later) - day_number(earlier);
        match self.unit {
            Unit::Day => days > self.number.integer(),
            Unit::Week => days * 2 > i64::from(self.number.halves) * 7,
            Unit::WorkingDay => {
                let counted = if calendar.has_working_days() {
                    calendar.working_days_between(earlier, later).max(days.min(1))
                } else {
                    days
                };
                counted > self.number.integer()
            }
            Unit::Month => self.add_to(earlier, Direction::Later, calendar).is_ok_and(|limit| later > limit),
        }
    }

    /// Whether a date is nearer to today than this, or over: `today + duration` lies behind it.
    pub fn is_within(self, today: Date, date: Date, calendar: &WorkingCalendar) -> bool {
        if date < today {
            return true;
        }
        match self.unit {
            Unit::WorkingDay => calendar.working_days_between(today, date) < self.number.integer(),
            // Beyond the years that can be written, every date is nearer.
            _ => !self.add_to(today, Direction::Later, calendar).is_ok_and(|limit| date >= limit),
        }
    }

    fn nowhere(self, date: Date, direction: Direction, calendar: &WorkingCalendar) -> DateProblem {
        if self.unit == Unit::WorkingDay && !calendar.has_working_days() {
            return DateProblem::new(format!("`{self}` cannot be counted: every day of the week is weekend"))
                .hint("shorten `calendar.weekend` in the project's document");
        }
        let side = match direction {
            Direction::Later => format!("after {LAST_DAY}"),
            Direction::Earlier => format!("before {FIRST_DAY}"),
        };
        DateProblem::new(format!("`{self}` from {date} leads to a day {side}"))
            .hint("write a shorter duration")
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.number.halves == 2 { "" } else { "s" };
        write!(formatter, "{} {}{plural}", self.number, self.unit.name())
    }
}

fn add_months(date: Date, months: i64) -> Option<Date> {
    let moved = date.checked_add(Span::new().try_months(months).ok()?).ok()?;
    if (FIRST_DAY..=LAST_DAY).contains(&moved) { Some(moved) } else { None }
}

fn incomplete(text: &str) -> DateProblem {
    let quoted = quote(text);
    if Number::parse(text).is_some() {
        return DateProblem::new(format!("{quoted} has no unit"))
            .hint(format!("write `{text} days`, or another unit"));
    }
    let end_of_number =
        text.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(0);
    let parts = text.split_at_checked(end_of_number);
    let spelled = parts.and_then(|(number, unit)| meant(number, unit));
    let problem = DateProblem::new(format!("{quoted} is not written as a duration"));
    match spelled {
        Some(duration) => problem.hint(format!("write `{duration}`")),
        None => problem.hint(FORM),
    }
}

/// What `5d` or `2wk` stand for.
fn meant(number: &str, unit: &str) -> Option<Duration> {
    let number = Number::parse(number)?;
    let unit = match unit.to_ascii_lowercase().as_str() {
        "d" | "day" | "days" => Unit::Day,
        "wd" | "workingdays" | "business days" => Unit::WorkingDay,
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Week,
        "m" | "mo" | "month" | "months" => Unit::Month,
        _ => return None,
    };
    if number.has_half() && unit < Unit::Week { None } else { Some(Duration { number, unit }) }
}

fn wrong_number(text: &str, number: &str) -> DateProblem {
    let problem = DateProblem::new(format!("{} is not a number in {}", quote(number), quote(text)));
    let whole = number.split('.').next().unwrap_or_default();
    let all_digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits && number.contains('.') {
        problem.hint("write a whole number, or a half such as `1.5`")
    } else if all_digits && whole.starts_with('0') && digits(whole, whole.len()).is_some() {
        problem.hint(format!("write `{}`", whole.trim_start_matches('0')))
    } else if all_digits {
        problem.hint("write a number up to 99999")
    } else {
        problem.hint(FORM)
    }
}

/// Years and quarters in months.
fn in_months(text: &str, unit: &str) -> Option<Duration> {
    let months = match unit.trim().to_ascii_lowercase().as_str() {
        "y" | "year" | "years" => 12,
        "quarter" | "quarters" => 3,
        _ => return None,
    };
    let number = Number::parse(text.strip_suffix(unit)?.trim())?;
    let halves = number.halves.checked_mul(months).filter(|halves| *halves <= Number::GREATEST * 2)?;
    let number = Number { halves };
    Some(Duration { number, unit: Unit::Month })
}

fn unknown_unit(text: &str, unit: &str) -> DateProblem {
    let problem = DateProblem::new(format!("{} is not a unit in {}", quote(unit), quote(text)));
    if let Some(months) = in_months(text, unit) {
        return problem.hint(format!("write `{months}`"));
    }
    let wanted = unit.trim().replace("business", "working");
    match nearest(&wanted, Unit::NAMES.iter().map(|(name, _)| *name)) {
        Some(name) => problem.hint(format!("did you mean `{name}`?")),
        None => problem.hint("the units are `day`, `working day`, `week` and `month`"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Duration {
        Duration::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"))
    }

    fn later(text: &str, from: Date) -> Date {
        read(text).add_to(from, Direction::Later, &WorkingCalendar::default()).unwrap()
    }

    fn earlier(text: &str, from: Date) -> Date {
        read(text).add_to(from, Direction::Earlier, &WorkingCalendar::default()).unwrap()
    }

    fn exceeded(text: &str, from: Date, to: Date) -> bool {
        read(text).exceeded_by(from, to, &WorkingCalendar::default())
    }

    #[test]
    fn singular_and_plural_are_the_same() {
        for (text, canonical) in [
            ("5 working days", "5 working days"),
            ("1 working days", "1 working day"),
            ("1 day", "1 day"),
            ("3 week", "3 weeks"),
            ("1.5 months", "1.5 months"),
            ("0.5 week", "0.5 weeks"),
            ("0 days", "0 days"),
        ] {
            assert_eq!(read(text).to_string(), canonical);
        }
    }

    #[test]
    fn wrong_durations_say_what_to_write() {
        let problem = |text: &str| Duration::parse(text).unwrap_err().to_string();
        assert!(problem("1.5 days").contains("only weeks and months have halves"));
        assert!(problem("1.5 working days").contains("half a day"));
        assert!(problem("1.25 weeks").contains("a half such as `1.5`"));
        assert!(problem("5").contains("write `5 days`"));
        assert!(problem("2w").contains("write `2 weeks`"));
        assert!(problem("5 buisness days").contains("is not a unit"));
        assert!(problem("5 business days").contains("did you mean `working days`?"));
        assert!(problem("2 weks").contains("did you mean `weeks`?"));
        assert!(problem("2 years").ends_with("is not a unit in `2 years`; write `24 months`"));
        assert!(problem("1.5 quarters").ends_with("write `4.5 months`"));
        assert!(problem("1 decade").contains("the units are"));
        assert!(problem("-2 weeks").contains("is not a number"));
        assert!(problem("017 days").contains("write `17`"));
        assert!(problem("1e3 days").contains("is not a number"));
        assert!(problem("100000 days").contains("up to 99999"));
        assert!(problem("99999999999999999999999 weeks").contains("up to 99999"));
        assert!(problem("").contains("is not written as a duration"));
        assert!(problem("two weeks").contains("`two` is not a number"));
    }

    #[test]
    fn durations_move_dates_both_ways() {
        let day = date(2027, 3, 25);
        assert_eq!(later("10 days", day), date(2027, 4, 4));
        assert_eq!(later("2 working days", day), date(2027, 3, 29));
        assert_eq!(later("1 week", day), date(2027, 4, 1));
        assert_eq!(later("1.5 weeks", day), date(2027, 4, 4));
        assert_eq!(later("1.5 months", day), date(2027, 5, 10));
        assert_eq!(earlier("1.5 weeks", day), date(2027, 3, 15));
        assert_eq!(earlier("1.5 months", day), date(2027, 2, 10));
        assert_eq!(earlier("3 working days", day), date(2027, 3, 22));
    }

    #[test]
    fn months_are_clamped_to_their_end() {
        assert_eq!(later("1 month", date(2027, 1, 31)), date(2027, 2, 28));
        assert_eq!(earlier("1 month", date(2028, 3, 31)), date(2028, 2, 29));
        assert_eq!(later("12 months", date(2028, 2, 29)), date(2029, 2, 28));
    }

    #[test]
    fn beyond_the_last_year_is_a_problem() {
        let calendar = WorkingCalendar::default();
        for text in ["99999 months", "99999 weeks", "99999 days", "99999 working days"] {
            let problem = read(text).add_to(date(9990, 1, 1), Direction::Later, &calendar).unwrap_err();
            assert!(problem.message.contains("after 9999-12-31"), "{problem}");
            let problem = read(text).add_to(date(1910, 1, 1), Direction::Earlier, &calendar).unwrap_err();
            assert!(problem.message.contains("before 1900-01-01"), "{problem}");
        }
    }

    #[test]
    fn a_move_is_judged_in_both_directions() {
        let thursday = date(2027, 3, 25);
        assert!(!exceeded("5 working days", thursday, date(2027, 4, 1)));
        assert!(exceeded("5 working days", thursday, date(2027, 4, 2)));
        assert!(!exceeded("5 working days", date(2027, 4, 1), thursday));
        assert!(exceeded("5 working days", date(2027, 4, 2), thursday));
        assert!(!exceeded("0.5 weeks", thursday, date(2027, 3, 28)));
        assert!(exceeded("0.5 weeks", thursday, date(2027, 3, 29)));
        assert!(!exceeded("1 month", thursday, date(2027, 4, 25)));
        assert!(exceeded("1 month", date(2027, 4, 26), thursday));
        assert!(!exceeded("0 days", thursday, thursday));
        assert!(exceeded("0 days", thursday, date(2027, 3, 26)));
    }

    #[test]
    fn no_calendar_takes_the_effect_from_a_limit() {
        let (friday, sunday) = (date(2027, 3, 26), date(2027, 3, 28));
        assert!(exceeded("0 working days", friday, sunday));
        let all: Vec<jiff::civil::Weekday> = jiff::civil::Weekday::Monday.cycle_forward().take(7).collect();
        let lazy = WorkingCalendar::new(&all, Vec::new());
        assert!(read("5 working days").exceeded_by(friday, date(2028, 3, 26), &lazy));
        assert!(read("5 working days").is_within(friday, date(2028, 3, 26), &lazy));
        let problem = read("5 working days").add_to(friday, Direction::Later, &lazy).unwrap_err();
        assert!(problem.message.contains("every day of the week is weekend"), "{problem}");
    }

    #[test]
    fn notice_is_given_when_the_date_is_no_nearer() {
        let calendar = WorkingCalendar::default();
        let within = |text: &str, to: Date| read(text).is_within(date(2027, 3, 25), to, &calendar);
        assert!(within("14 days", date(2027, 4, 7)));
        assert!(!within("14 days", date(2027, 4, 8)));
        assert!(within("14 days", date(2027, 3, 1)));
        assert!(within("5 working days", date(2027, 3, 31)));
        assert!(!within("5 working days", date(2027, 4, 1)));
        assert!(!within("0 days", date(2027, 3, 25)));
    }

    fn any_duration() -> impl Strategy<Value = Duration> {
        let unit = prop::sample::select(vec![Unit::Day, Unit::WorkingDay, Unit::Week, Unit::Month]);
        (0_u32..=99_999, unit, any::<bool>()).prop_map(|(number, unit, half)| {
            let halves = number * 2 + u32::from(half && unit >= Unit::Week);
            Duration { number: Number { halves }, unit }
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(duration in any_duration()) {
            prop_assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
        }

        #[test]
        fn no_duration_panics(duration in any_duration(), days in 0_i64..2_958_464, other in 0_i64..2_958_464) {
            let (from, to) = (add_days(FIRST_DAY, days).unwrap(), add_days(FIRST_DAY, other).unwrap());
            let calendar = WorkingCalendar::default();
            let _ = duration.add_to(from, Direction::Later, &calendar);
            let _ = duration.add_to(from, Direction::Earlier, &calendar);
            prop_assert_eq!(duration.exceeded_by(from, to, &calendar), duration.exceeded_by(to, from, &calendar));
            let _ = duration.is_within(from, to, &calendar);
        }

        #[test]
        fn no_text_panics(text in "[0-9.]{0,7} ?[a-z ]{0,14}|.{0,20}") {
            let _ = Duration::parse(&text);
        }
    }
}
