//! By how much, or to which date, a person moves a milestone: `+14d`, `-3wd`, `+2w`, `+1m`, `2027-04-08`.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::refusal::Refusal;
use crate::calendar::{
    DateProblem, DateText, Direction, Duration, Exactness, Unit, WorkingCalendar, days_between,
};

const FORM: &str = "write `+14d`, `-3wd` (working days), `+2w`, `+1m`, or a date such as `2027-04-08`";

/// How a person moves a milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shift {
    /// So much later or earlier.
    By(Direction, Duration),
    /// To a date, in any of its forms.
    To(DateText),
}

impl Shift {
    /// Reads it as people type it; a unit may be written out, too.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (direction, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(rest), _) => (Direction::Later, rest),
            (_, Some(rest)) => (Direction::Earlier, rest),
            (None, None) => return DateText::parse(text).map(Self::To).map_err(|why| unreadable(text, why)),
        };
        let digits = rest.trim_end_matches(|letter: char| !letter.is_ascii_digit());
        let unit = rest.get(digits.len()..).unwrap_or_default().trim();
        let unit = match unit {
            "d" => "days",
            "wd" => "working days",
            "w" => "weeks",
            "m" => "months",
            "" => return Err(format!("`{text}` does not say of what; {FORM}")),
            other => other,
        };
        Duration::parse(&format!("{digits} {unit}"))
            .map(|duration| Self::By(direction, duration))
            .map_err(|problem| format!("`{text}` cannot be read: {}; {FORM}", problem.message))
    }

    /// The date that another one becomes. Its form, time and zone stay as they are.
    pub(super) fn applied(&self, date: &DateText, working: &WorkingCalendar) -> Result<DateText, Refusal> {
        match self {
            Self::To(new) => Ok(keeps_its_time(date, new)?.unwrap_or_else(|| new.clone())),
            Self::By(direction, duration) => {
                shifted(date, |day| Ok(duration.add_to(day, *direction, working)?))
                    .and_then(|moved| keeps_its_form(date, moved, *duration))
            }
        }
    }
}

/// A moment that is given another day keeps its time and its zone; who means another time names it.
fn keeps_its_time(date: &DateText, new: &DateText) -> Result<Option<DateText>, Refusal> {
    let day = new.first_day().filter(|_| new.exactness() == Exactness::Day);
    day.filter(|_| date.exactness() == Exactness::Instant).map(|day| on_day(date, day)).transpose()
}

/// Why a shift without a sign is none, with the one hint that fits: an amount lacks its direction, a date has its own.
fn unreadable(text: &str, problem: DateProblem) -> String {
    let starts_with_a_number = text.starts_with(|first: char| first.is_ascii_digit());
    if starts_with_a_number && Shift::parse(&format!("+{text}")).is_ok() {
        return format!("`{text}` does not say in which direction; write `+{text}` for later, or `-{text}`");
    }
    let is_date = starts_with_a_number && text.contains(['-', '.', '/']);
    match problem.hint.filter(|_| is_date) {
        Some(hint) => format!("{}; {hint}", problem.message),
        None => format!("{}; {FORM}", problem.message),
    }
}

/// The same date so many days later, in the same form.
pub(super) fn by_days(date: &DateText, days: i64) -> Result<DateText, Refusal> {
    shifted(date, |day| day.checked_add(days.days()).map_err(|_| outside(date)))
}

/// The same day in another place of the calendar, with what stands behind it: a time and a zone.
pub(super) fn on_day(date: &DateText, day: Date) -> Result<DateText, Refusal> {
    shifted(date, |_| Ok(day))
}

fn shifted(date: &DateText, moved: impl Fn(Date) -> Result<Date, Refusal>) -> Result<DateText, Refusal> {
    let (Some(first), Some(last)) = (date.first_day(), date.last_day()) else {
        return Err(Refusal::new("it has no date yet, so it cannot be moved by an amount")
            .hint("give it a date: `--move MILESTONE=2027-04-08`"));
    };
    let first = moved(first)?;
    let text = match date.exactness() {
        Exactness::Week => {
            let week = first.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        Exactness::Month => format!("{:04}-{:02}", first.year(), first.month()),
        Exactness::Quarter => format!("{:04}-Q{}", first.year(), (first.month() - 1) / 3 + 1),
        _ if date.text().contains('/') && !date.text().contains('[') => format!("{first}/{}", moved(last)?),
        _ => format!("{first}{}", date.text().get(10..).unwrap_or_default()),
    };
    DateText::parse(&text).map_err(Refusal::from)
}

/// Refuses a week that would move by days, or a month by weeks: another one would begin on another day.
fn keeps_its_form(date: &DateText, moved: DateText, duration: Duration) -> Result<DateText, Refusal> {
    let (Some(from), Some(to)) = (date.first_day(), moved.first_day()) else { return Ok(moved) };
    let whole = days_between(from, to);
    let months = (duration.unit() == Unit::Month && !duration.number().has_half())
        .then(|| duration.number().integer());
    let (fits, what) = match date.exactness() {
        Exactness::Week => (
            months.is_none() && exact_days(duration).is_some_and(|days| days == whole.abs()),
            "a week: move it by whole weeks",
        ),
        Exactness::Month => (months.is_some(), "a month: move it by whole months"),
        Exactness::Quarter => {
            (months.is_some_and(|months| months % 3 == 0), "a quarter: move it by three months, or six")
        }
        _ => return Ok(moved),
    };
    if fits {
        return Ok(moved);
    }
    Err(Refusal::new(format!("`{}` is {what}", date.text()))
        .hint("or give it a date: `--move MILESTONE=2027-04-08`"))
}

/// The days of a duration that is the same everywhere in the calendar.
fn exact_days(duration: Duration) -> Option<i64> {
    match duration.unit() {
        Unit::Day => Some(duration.number().integer()),
        Unit::Week if !duration.number().has_half() => Some(duration.number().integer() * 7),
        Unit::Week | Unit::WorkingDay | Unit::Month => None,
    }
}

fn outside(date: &DateText) -> Refusal {
    Refusal::new(format!("`{}` would leave the calendar, which ends with `9999-12-31`", date.text()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(date: &str, shift: &str) -> Result<String, String> {
        let date = DateText::parse(date).expect("a date");
        let shift = Shift::parse(shift)?;
        shift
            .applied(&date, &WorkingCalendar::default())
            .map(|date| date.text().to_owned())
            .map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn a_day_moves_by_days_working_days_weeks_and_months() {
        for (shift, expected) in [
            ("+14d", "2027-04-08"),
            ("-3wd", "2027-03-22"),
            ("+2w", "2027-04-08"),
            ("+1m", "2027-04-25"),
            ("+1.5m", "2027-05-10"),
            ("+2 working days", "2027-03-29"),
            ("2027-W15", "2027-W15"),
            ("tbd", "tbd"),
        ] {
            assert_eq!(moved("2027-03-25", shift).as_deref(), Ok(expected), "{shift}");
        }
    }

    #[test]
    fn time_and_zone_stay_and_stretches_keep_their_length() {
        assert_eq!(
            moved("2027-03-25T12:00[America/Los_Angeles]", "+7d").as_deref(),
            Ok("2027-04-01T12:00[America/Los_Angeles]")
        );
        assert_eq!(moved("2027-03-22/2027-03-26", "+7d").as_deref(), Ok("2027-03-29/2027-04-02"));
    }

    #[test]
    fn a_moment_keeps_its_time_unless_another_one_is_named() {
        let moment = "2027-03-25T12:00[America/Los_Angeles]";
        assert_eq!(moved(moment, "2027-04-08").as_deref(), Ok("2027-04-08T12:00[America/Los_Angeles]"));
        for meant in ["2027-04-08T10:00[UTC]", "2027-04-08/2027-04-09", "2027-W14", "2027-04", "tbd"] {
            assert_eq!(moved(moment, meant).as_deref(), Ok(meant));
        }
        let gap = moved("2027-03-21T02:30[Europe/Berlin]", "2027-03-28");
        assert!(gap.is_err(), "{gap:?}");
    }

    #[test]
    fn weeks_months_and_quarters_move_as_such() {
        assert_eq!(moved("2027-W12", "+2w").as_deref(), Ok("2027-W14"));
        assert_eq!(moved("2027-W12", "-14d").as_deref(), Ok("2027-W10"));
        assert_eq!(moved("2027-11", "+2m").as_deref(), Ok("2028-01"));
        assert_eq!(moved("2027-Q4", "+3m").as_deref(), Ok("2028-Q1"));
        for (date, shift) in
            [("2027-W12", "+3d"), ("2027-W12", "+1m"), ("2027-11", "+30d"), ("2027-Q4", "+1m")]
        {
            assert!(moved(date, shift).is_err(), "{date} {shift}");
        }
        assert!(moved("tbd", "+1w").is_err_and(|problem| problem.contains("no date yet")));
    }

    #[test]
    fn what_cannot_be_read_is_answered_with_the_forms() {
        let refused = |shift: &str| Shift::parse(shift).expect_err("no shift");
        assert!(refused("2wd").ends_with("in which direction; write `+2wd` for later, or `-2wd`"));
        let date = refused("2027-13-01");
        assert!(date.contains("no month 13") && !date.contains("+14d"), "{date}");
        for shift in ["+14", "14", "+d", "+x days", "+1.2m", "+1e9d", "tomorrow", "+", ""] {
            assert!(moved("2027-03-25", shift).is_err_and(|problem| problem.contains("+14d")), "{shift}");
        }
        assert!(moved("9999-12-30", "+14d").is_err_and(|problem| problem.contains("9999")));
    }
}
