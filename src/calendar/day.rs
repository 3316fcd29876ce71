//! A calendar day: its one strict spelling, and how it is shown to people.

use jiff::civil::{Date, Weekday};

use super::text::{DateProblem, check_length, digits, nearest, number, quote};

/// Years that a date may lie in: four digits, and none that only a slip of the pen produces.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=9999;

/// The first day that can be written.
pub const FIRST_DAY: Date = Date::constant(1900, 1, 1);

/// The last day that can be written.
pub const LAST_DAY: Date = Date::constant(9999, 12, 31);

const WEEKDAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "monday", "Mon"),
    (Weekday::Tuesday, "tuesday", "Tue"),
    (Weekday::Wednesday, "wednesday", "Wed"),
    (Weekday::Thursday, "thursday", "Thu"),
    (Weekday::Friday, "friday", "Fri"),
    (Weekday::Saturday, "saturday", "Sat"),
    (Weekday::Sunday, "sunday", "Sun"),
];

/// Reads a day, written `2027-03-25` and in no other way.
pub fn parse_day(text: &str) -> Result<Date, DateProblem> {
    check_length(text, "a day")?;
    match split_day(text) {
        Some((year, month, day)) => real_day(text, year, month, day),
        None => Err(misshapen(text)),
    }
}

/// The days from one date to another; fewer than none where the second comes first.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// The weekday in three letters: `Thu`.
pub fn weekday_short(weekday: Weekday) -> &'static str {
    weekday_names(weekday).1
}

/// The weekday as documents write it: `thursday`.
pub fn weekday_name(weekday: Weekday) -> &'static str {
    weekday_names(weekday).0
}

/// The weekday of this name, in any case.
pub fn weekday_called(name: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(_, known, _)| known.eq_ignore_ascii_case(name)).map(|(weekday, ..)| *weekday)
}

/// Reads a weekday as documents write it: `thursday`.
pub fn parse_weekday(text: &str) -> Result<Weekday, DateProblem> {
    check_length(text, "a weekday")?;
    if let Some((weekday, ..)) = WEEKDAYS.iter().find(|(_, name, _)| *name == text) {
        return Ok(*weekday);
    }
    let lower = text.trim().to_ascii_lowercase();
    let meant = WEEKDAYS
        .iter()
        .find(|(_, _, short)| lower.starts_with(&short.to_ascii_lowercase()))
        .map(|(_, name, _)| *name)
        .or_else(|| nearest(&lower, WEEKDAYS.iter().map(|(_, name, _)| *name)));
    let problem = DateProblem::new(format!("{} is not a weekday", quote(text)));
    Err(match meant {
        Some(name) => problem.hint(format!("write `{name}`")),
        None => problem
            .hint("write `monday`, `tuesday`, `wednesday`, `thursday`, `friday`, `saturday` or `sunday`"),
    })
}

/// The day for people, everywhere the same: `Thu 25 Mar 2027`.
pub fn show_day(date: Date) -> String {
    let mut shown = show_day_short(date);
    shown.push(' ');
    shown.push_str(&date.year().to_string());
    shown
}

/// The day for people where the year is clear: `Thu 25 Mar`.
pub fn show_day_short(date: Date) -> String {
    // Reports hold many thousand days; `format!` takes several times as long.
    let mut shown = String::with_capacity("Thu 25 Mar 2027".len());
    shown.push_str(weekday_short(date.weekday()));
    shown.push(' ');
    shown.push_str(&date.day().to_string());
    shown.push(' ');
    shown.push_str(month_short(date));
    shown
}

/// The first three letters of the month's English name.
fn month_short(date: Date) -> &'static str {
    let name = month_name(date);
    name.get(..3).unwrap_or(name)
}

/// The month's English name.
pub(super) fn month_name(date: Date) -> &'static str {
    match date.month() {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

/// A year within bounds, as jiff counts it.
pub(super) fn checked_year(text: &str, year: u32) -> Result<i16, DateProblem> {
    if YEARS.contains(&year)
        && let Ok(year) = i16::try_from(year)
    {
        return Ok(year);
    }
    Err(DateProblem::new(format!("the year {year} in {} is out of range", quote(text)))
        .hint("write a year from 1900 to 9999"))
}

/// The first day of a month; the month is judged here.
pub(super) fn first_of_month(text: &str, year: u32, month: u32) -> Result<Date, DateProblem> {
    let year = checked_year(text, year)?;
    i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok()).ok_or_else(|| {
        DateProblem::new(format!("{} does not exist: there is no month {month:02}", quote(text)))
            .hint("write a month from `01` to `12`, the year before it")
    })
}

fn weekday_names(weekday: Weekday) -> (&'static str, &'static str) {
    WEEKDAYS
        .iter()
        .find(|(known, ..)| *known == weekday)
        .map_or(("sunday", "Sun"), |(_, name, short)| (*name, *short))
}

/// The three numbers of a text in the shape of `2027-03-25`.
fn split_day(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some((digits(year, 4)?, digits(month, 2)?, digits(day, 2)?))
}

fn real_day(text: &str, year: u32, month: u32, day: u32) -> Result<Date, DateProblem> {
    let first = first_of_month(text, year, month)?;
    let length = first.days_in_month();
    i8::try_from(day).ok().and_then(|day| Date::new(first.year(), first.month(), day).ok()).ok_or_else(|| {
        let month = month_name(first);
        let message = format!("{} does not exist: {month} {year} has {length} days", quote(text));
        DateProblem::new(message).hint(format!("write a day from `{first}` to `{}`", first.last_of_month()))
    })
}

/// Says what is wrong with a text that has not the shape of a day.
fn misshapen(text: &str) -> DateProblem {
    let quoted = quote(text);
    if let Some((day, rest)) = leading_day(text) {
        let what = if rest.starts_with(['Z', 'z', '+', '-']) { "an offset" } else { "a time" };
        return DateProblem::new(format!("{quoted} is a day with {what}; only the day is asked for"))
            .hint(format!("write {day}"));
    }
    if text.chars().any(|character| character.is_numeric() && !character.is_ascii_digit()) {
        return DateProblem::new(format!("{quoted} has digits other than 0 to 9"))
            .hint("write the day as in `2027-03-25`");
    }
    let problem = DateProblem::new(format!("{quoted} is not written as a day"));
    let guesses = guesses(text);
    match guesses.as_slice() {
        [] => problem.hint("write year, month and day, as in `2027-03-25`"),
        [only] => problem.hint(format!("write {only}")),
        [first, second, ..] => problem.hint(format!("write {first} or {second}, whichever is meant")),
    }
}

/// A whole day at the start, and something behind it that begins a time or an offset.
fn leading_day(text: &str) -> Option<(Date, &str)> {
    let (head, rest) = text.split_at_checked(10)?;
    let rest = rest.trim();
    let (year, month, day) = split_day(head)?;
    let more = rest.starts_with(['T', 't', 'Z', 'z', '+', '-', '['])
        || rest.starts_with(|c: char| c.is_ascii_digit());
    if !more {
        return None;
    }
    let date = real_day(head, year, month, day).ok()?;
    // `2027-03-251` is a slip in the day, not a day with a time.
    if text.as_bytes().get(10).is_some_and(u8::is_ascii_digit) { None } else { Some((date, rest)) }
}

/// The days that a text in another notation may mean.
fn guesses(text: &str) -> Vec<Date> {
    let text = text.trim();
    let real = |year: u32, month: u32, day: u32| real_day(text, year, month, day).ok();
    if let (8, Some(_)) = (text.len(), digits(text.get(..6).unwrap_or_default(), 6)) {
        let part = |range| text.get(range).and_then(number);
        let day = part(0..4).zip(part(4..6)).zip(part(6..8)).and_then(|((y, m), d)| real(y, m, d));
        return day.into_iter().collect();
    }
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).take(4).collect();
    let [first, second, third] = parts.as_slice() else { return Vec::new() };
    let (Some(a), Some(b), Some(c)) = (number(first), number(second), number(third)) else {
        return Vec::new();
    };
    let mut found: Vec<Date> = if first.len() == 4 {
        real(a, b, c).into_iter().collect()
    } else if third.len() == 4 {
        [real(c, b, a), real(c, a, b)].into_iter().flatten().collect()
    } else {
        Vec::new()
    };
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn problem(text: &str) -> String {
        parse_day(text).unwrap_err().to_string()
    }

    #[test]
    fn a_day_is_read_in_its_one_spelling() {
        assert_eq!(parse_day("2027-03-25"), Ok(date(2027, 3, 25)));
        assert_eq!(parse_day("2028-02-29"), Ok(date(2028, 2, 29)));
        assert_eq!(parse_day("1900-01-01"), Ok(FIRST_DAY));
        assert_eq!(parse_day("9999-12-31"), Ok(LAST_DAY));
    }

    #[test]
    fn a_day_is_shown_with_its_weekday() {
        assert_eq!(show_day(date(2027, 3, 25)), "Thu 25 Mar 2027");
        assert_eq!(show_day_short(date(2026, 9, 1)), "Tue 1 Sep");
    }

    #[test]
    fn another_spelling_is_answered_with_the_right_one() {
        assert_eq!(problem("2027-1-5"), "`2027-1-5` is not written as a day; write 2027-01-05");
        assert_eq!(problem("2027/01/05"), "`2027/01/05` is not written as a day; write 2027-01-05");
        assert_eq!(problem("20270105"), "`20270105` is not written as a day; write 2027-01-05");
        assert_eq!(problem("25.3.2027"), "`25.3.2027` is not written as a day; write 2027-03-25");
        assert_eq!(problem(" 2027-01-05"), "` 2027-01-05` is not written as a day; write 2027-01-05");
        assert_eq!(
            problem("3/4/2027"),
            "`3/4/2027` is not written as a day; write 2027-03-04 or 2027-04-03, whichever is meant"
        );
        assert!(problem("next week").ends_with("write year, month and day, as in `2027-03-25`"));
        assert!(problem("٢٠٢٧-٠٣-٢٥").contains("digits other than 0 to 9"));
    }

    #[test]
    fn a_day_that_does_not_exist_says_why() {
        assert_eq!(
            problem("2019-11-31"),
            "`2019-11-31` does not exist: November 2019 has 30 days; write a day from `2019-11-01` to `2019-11-30`"
        );
        assert!(problem("2027-02-29").contains("February 2027 has 28 days"));
        assert!(problem("2027-03-00").contains("March 2027 has 31 days"));
        assert!(problem("2027-13-01").contains("there is no month 13"));
        assert!(problem("2027-00-01").contains("there is no month 00"));
    }

    #[test]
    fn years_out_of_range_times_and_offsets_are_refused() {
        assert!(problem("0027-03-25").contains("the year 27"));
        assert!(problem("1899-12-31").contains("out of range"));
        assert_eq!(
            problem("2027-03-25T12:00"),
            "`2027-03-25T12:00` is a day with a time; only the day is asked for; write 2027-03-25"
        );
        assert!(problem("2027-03-25+02:00").contains("an offset"));
        assert!(problem("2027-03-25Z").contains("an offset"));
    }

    #[test]
    fn days_are_shown_with_their_weekday() {
        assert_eq!(show_day(date(2027, 3, 25)), "Thu 25 Mar 2027");
        assert_eq!(show_day_short(date(2027, 3, 5)), "Fri 5 Mar");
    }

    #[test]
    fn weekdays_are_read_by_their_name_only() {
        assert_eq!(parse_weekday("thursday"), Ok(Weekday::Thursday));
        assert_eq!(parse_weekday("Thu").unwrap_err().hint.as_deref(), Some("write `thursday`"));
        assert_eq!(parse_weekday("wendesday").unwrap_err().hint.as_deref(), Some("write `wednesday`"));
        assert!(parse_weekday("").is_err());
    }

    proptest! {
        #[test]
        fn every_written_day_is_read_back(offset in 0_i64..2_958_464) {
            let day = FIRST_DAY.checked_add(jiff::Span::new().days(offset)).unwrap();
            prop_assert_eq!(parse_day(&day.to_string()), Ok(day));
        }

        #[test]
        fn no_text_panics(text in "[0-9TZ:+/. -]{0,14}|.{0,20}") {
            let _ = parse_day(&text);
            let _ = parse_weekday(&text);
        }
    }
}
