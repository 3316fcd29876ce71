//! The text of a `date:` key: a day, an instant, a stretch of days or `tbd`, and how exact it is.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::Offset;

use super::day::{checked_year, first_of_month, month_name, parse_day, show_day, show_day_short};
use super::text::{DateProblem, check_length, digits, number, quote};
use super::zone::{Deadline, TimeOfDay, Zone, utc_text};

const TO_BE_DECIDED: &str = "tbd";

/// How exact a date is; the more exact is the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exactness {
    /// A moment.
    Instant,
    /// One day.
    Day,
    /// From one day to another.
    Days,
    /// An ISO week.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// Not known.
    ToBeDecided,
}

/// A date as somebody wrote it. Two texts may mean the same: see [`DateText::same_moment`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateText {
    text: String,
    meaning: Meaning,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Instant { date: Date, time: TimeOfDay, zone: Zone, timestamp: Timestamp },
    Day(Date),
    Days(Date, Date),
    Week(ISOWeekDate, Date, Date),
    Month(Date, Date),
    Quarter(u8, Date, Date),
    ToBeDecided,
}

impl DateText {
    /// Reads every form of a date.
    pub fn parse(text: &str) -> Result<Self, DateProblem> {
        check_length(text, "a date")?;
        let meaning = parse_meaning(text)?;
        Ok(Self { text: text.to_owned(), meaning })
    }

    /// A plain day.
    pub fn day(date: Date) -> Self {
        Self { text: date.to_string(), meaning: Meaning::Day(date) }
    }

    /// A moment, from the local day and time in a zone.
    pub fn at(date: Date, time: TimeOfDay, zone: Zone) -> Result<Self, DateProblem> {
        let text = format!("{date}T{time}[{zone}]");
        let timestamp = zone.instant(date, time)?;
        Ok(Self { text, meaning: Meaning::Instant { date, time, zone, timestamp } })
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first day that is meant, in the date's own zone.
    pub fn first_day(&self) -> Option<Date> {
        self.days().map(|(first, _)| first)
    }

    /// The last day that is meant, in the date's own zone.
    pub fn last_day(&self) -> Option<Date> {
        self.days().map(|(_, last)| last)
    }

    /// The last day that is meant, on a calendar that hangs in this zone: a moment can lie on another day there.
    pub fn last_day_in(&self, zone: &Zone) -> Option<Date> {
        match self.timestamp() {
            Some(timestamp) => Some(zone.local(timestamp).date()),
            None => self.last_day(),
        }
    }

    /// The moment, where the text names one.
    pub fn timestamp(&self) -> Option<Timestamp> {
        match self.meaning {
            Meaning::Instant { timestamp, .. } => Some(timestamp),
            _ => None,
        }
    }

    /// The zone of the moment, where the text names one.
    pub fn zone(&self) -> Option<&Zone> {
        match &self.meaning {
            Meaning::Instant { zone, .. } => Some(zone),
            _ => None,
        }
    }

    /// The moment at which the date is over: its own, or the end of its last day by the project's convention.
    pub fn ends_at(&self, deadline: &Deadline) -> Result<Option<Timestamp>, DateProblem> {
        match self.timestamp() {
            Some(timestamp) => Ok(Some(timestamp)),
            None => self.last_day().map(|day| deadline.instant(day)).transpose(),
        }
    }

    /// How exact the date is. A stretch that begins and ends on one day is that day.
    pub fn exactness(&self) -> Exactness {
        match &self.meaning {
            Meaning::Instant { .. } => Exactness::Instant,
            Meaning::Day(_) => Exactness::Day,
            Meaning::Days(first, last) if first == last => Exactness::Day,
            Meaning::Days(..) => Exactness::Days,
            Meaning::Week(..) => Exactness::Week,
            Meaning::Month(..) => Exactness::Month,
            Meaning::Quarter(..) => Exactness::Quarter,
            Meaning::ToBeDecided => Exactness::ToBeDecided,
        }
    }

    /// Whether the form itself says that the date is not settled: a week, a month, a quarter, or `tbd`.
    pub fn is_tentative(&self) -> bool {
        self.exactness() >= Exactness::Week
    }

    /// Whether both mean the same and only the notation differs.
    pub fn same_moment(&self, other: &Self) -> bool {
        match (self.timestamp(), other.timestamp()) {
            (None, None) => self.days() == other.days(),
            (own, others) => own == others,
        }
    }

    /// Whether this date keeps what the other one promised: it lies nowhere outside it. Everything lies within `tbd`.
    pub fn lies_within(&self, other: &Self) -> bool {
        let Some((first, last)) = other.days() else { return true };
        if other.timestamp().is_some() {
            return self.same_moment(other);
        }
        self.days().is_some_and(|(own_first, own_last)| first <= own_first && own_last <= last)
    }

    /// One text for all notations of the same: equal exactly where [`DateText::same_moment`] holds.
    pub fn canonical(&self) -> String {
        match (self.timestamp(), self.days()) {
            (Some(timestamp), _) => utc_text(timestamp),
            (None, Some((first, last))) if first == last => first.to_string(),
            (None, Some((first, last))) => format!("{first}/{last}"),
            (None, None) => TO_BE_DECIDED.to_owned(),
        }
    }

    /// The date for people, with its weekday.
    pub fn show(&self) -> String {
        match &self.meaning {
            Meaning::Instant { date, time, zone, .. } => format!("{} {time} {zone}", show_day(*date)),
            Meaning::Day(day) => show_day(*day),
            Meaning::Days(first, last) => show_days(*first, *last),
            Meaning::Week(week, first, last) => show_week(*week, *first, *last),
            Meaning::Month(first, _) => format!("{} {}", month_name(*first), first.year()),
            Meaning::Quarter(quarter, first, _) => {
                format!("{} quarter of {}", ordinal(*quarter), first.year())
            }
            Meaning::ToBeDecided => "to be decided".to_owned(),
        }
    }

    fn days(&self) -> Option<(Date, Date)> {
        match self.meaning {
            Meaning::Instant { date, .. } => Some((date, date)),
            Meaning::Day(day) => Some((day, day)),
            Meaning::Days(first, last)
            | Meaning::Week(_, first, last)
            | Meaning::Month(first, last)
            | Meaning::Quarter(_, first, last) => Some((first, last)),
            Meaning::ToBeDecided => None,
        }
    }
}

impl fmt::Display for DateText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

fn show_days(first: Date, last: Date) -> String {
    if first == last {
        show_day(first)
    } else if first.year() == last.year() {
        format!("{} – {}", show_day_short(first), show_day(last))
    } else {
        format!("{} – {}", show_day(first), show_day(last))
    }
}

fn show_week(week: ISOWeekDate, first: Date, last: Date) -> String {
    let name = format!("week {} of {}", week.week(), week.year());
    if first.first_of_month() != last.first_of_month() {
        return format!("{name} ({})", show_days(first, last));
    }
    let start = format!("{} {}", super::day::weekday_short(first.weekday()), first.day());
    format!("{name} ({start} – {})", show_day(last))
}

fn ordinal(number: u8) -> &'static str {
    match number {
        1 => "1st",
        2 => "2nd",
        3 => "3rd",
        _ => "4th",
    }
}

fn parse_meaning(text: &str) -> Result<Meaning, DateProblem> {
    if text == TO_BE_DECIDED {
        return Ok(Meaning::ToBeDecided);
    }
    // Nearly all dates are days: whoever wrote one does not wait for the rest to be tried.
    if text.len() == "2027-01-31".len()
        && let Ok(day) = parse_day(text)
    {
        return Ok(Meaning::Day(day));
    }
    if looks_like_instant(text) {
        return parse_instant(text);
    }
    if let Some((first, last)) = text.split_once('/')
        && !last.contains('/')
    {
        return parse_days(text, first, last);
    }
    if let Some((year, rest)) = year_and_rest(text) {
        if let Some(week) = rest.strip_prefix('W').and_then(|week| digits(week, 2)) {
            return parse_week(text, year, week);
        }
        if let Some(quarter) = rest.strip_prefix('Q').and_then(|quarter| digits(quarter, 1)) {
            return parse_quarter(text, year, quarter);
        }
        if let Some(month) = digits(rest, 2) {
            let first = first_of_month(text, year, month)?;
            return Ok(Meaning::Month(first, first.last_of_month()));
        }
    }
    match nearly(text) {
        Some(problem) => Err(problem),
        None => parse_day(text).map(Meaning::Day),
    }
}

fn year_and_rest(text: &str) -> Option<(u32, &str)> {
    let (year, rest) = text.split_once('-')?;
    Some((digits(year, 4)?, rest))
}

/// The forms that are almost right, answered with the right one.
fn nearly(text: &str) -> Option<DateProblem> {
    let problem =
        |hint: String| Some(DateProblem::new(format!("{} is not written as a date", quote(text))).hint(hint));
    let trimmed = text.trim();
    if trimmed.eq_ignore_ascii_case(TO_BE_DECIDED) || ["", "?", "unknown", "tba"].contains(&trimmed) {
        return problem("write `tbd` where the date is not known yet".to_owned());
    }
    if digits(trimmed, 4).is_some() {
        return problem(format!(
            "write a quarter such as `{trimmed}-Q1`, a month such as `{trimmed}-03`, or `tbd`"
        ));
    }
    let (year, rest) = trimmed.split_at_checked(4)?;
    digits(year, 4)?;
    let rest = rest.trim_start_matches(['-', ' ']).to_ascii_uppercase();
    let meant = if let Some(week) = rest.strip_prefix('W') {
        format!("{year}-W{:02}", number(week)?)
    } else if let Some(quarter) = rest.strip_prefix('Q') {
        format!("{year}-Q{}", number(quarter)?)
    } else if trimmed.get(4..5) == Some("-") && rest.len() == 1 {
        format!("{year}-{:02}", number(&rest)?)
    } else {
        return None;
    };
    if meant == text || parse_meaning(&meant).is_err() {
        return None;
    }
    problem(format!("write `{meant}`"))
}

fn parse_days(text: &str, first: &str, last: &str) -> Result<Meaning, DateProblem> {
    let (first, last) = (parse_day(first)?, parse_day(last)?);
    if first <= last {
        return Ok(Meaning::Days(first, last));
    }
    Err(DateProblem::new(format!("{} ends before it begins", quote(text)))
        .hint(format!("write `{last}/{first}`")))
}

fn parse_week(text: &str, year: u32, week: u32) -> Result<Meaning, DateProblem> {
    let year = checked_year(text, year)?;
    let date = |weekday| {
        let week = i8::try_from(week).ok()?;
        ISOWeekDate::new(year, week, weekday).ok()
    };
    if let (Some(monday), Some(sunday)) = (date(Weekday::Monday), date(Weekday::Sunday)) {
        return Ok(Meaning::Week(monday, monday.date(), sunday.date()));
    }
    let weeks = ISOWeekDate::new(year, 1, Weekday::Monday).map_or(52, ISOWeekDate::weeks_in_year);
    Err(DateProblem::new(format!("{} does not exist: {year} has {weeks} weeks", quote(text)))
        .hint(format!("write a week from `{year}-W01` to `{year}-W{weeks}`")))
}

fn parse_quarter(text: &str, year: u32, quarter: u32) -> Result<Meaning, DateProblem> {
    let year_only = checked_year(text, year)?;
    match u8::try_from(quarter) {
        Ok(quarter @ 1..=4) => {
            let last_month = u32::from(quarter) * 3;
            let first = first_of_month(text, year, last_month - 2)?;
            let last = first_of_month(text, year, last_month)?.last_of_month();
            Ok(Meaning::Quarter(quarter, first, last))
        }
        _ => Err(DateProblem::new(format!("{} does not exist: a year has 4 quarters", quote(text)))
            .hint(format!("write a quarter from `{year_only}-Q1` to `{year_only}-Q4`"))),
    }
}

/// A day with something behind it that only a time can be.
fn looks_like_instant(text: &str) -> bool {
    let Some((head, rest)) = text.split_at_checked(10) else { return false };
    let day_shaped = head.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    day_shaped && rest.starts_with(['T', 't', ' ', 'Z', 'z', '+', '[']) && !rest.trim().is_empty()
}

fn parse_instant(text: &str) -> Result<Meaning, DateProblem> {
    let (day, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let date = parse_day(day)?;
    let (clock, zone) = match rest.split_once('[') {
        Some((clock, zone)) => (clock, Some(closed_zone(text, zone)?)),
        None => (rest, None),
    };
    match (clock.strip_prefix('T').map(TimeOfDay::parse), &zone) {
        (Some(Ok(time)), Some(zone)) => {
            let zone = Zone::parse(zone)?;
            let timestamp = zone.instant(date, time)?;
            Ok(Meaning::Instant { date, time, zone, timestamp })
        }
        _ => Err(wrong_instant(text, date, clock, zone)),
    }
}

fn closed_zone<'a>(text: &str, zone: &'a str) -> Result<&'a str, DateProblem> {
    zone.strip_suffix(']').ok_or_else(|| {
        DateProblem::new(format!("{} does not end with its zone", quote(text)))
            .hint("write the zone in brackets at the end, as in `2027-03-25T12:00[UTC]`")
    })
}

/// What is wrong with the time between the day and the zone, and how the whole is written.
fn wrong_instant(text: &str, date: Date, clock: &str, zone: Option<&str>) -> DateProblem {
    let quoted = quote(text);
    let clock = clock.trim_start_matches(['T', 't', ' ']).trim_end();
    let (local, offset) = split_offset(clock);
    let time = lenient_time(local);
    let written = |zone: &str| time.map(|time| format!("write `{date}T{time}[{zone}]`"));
    if let Err(problem) = TimeOfDay::parse(local)
        && time.is_none()
    {
        let zone = zone.unwrap_or("UTC");
        return match (problem.hint, local, date.tomorrow()) {
            (_, "24:00", Ok(next)) => DateProblem::new(problem.message)
                .hint(format!("write `{date}T23:59[{zone}]` or `{next}T00:00[{zone}]`")),
            (_, "", _) => DateProblem::new(format!("{quoted} has a zone but no time"))
                .hint(format!("write `{date}T12:00[{zone}]`, or the day alone")),
            (hint, ..) => DateProblem { message: problem.message, hint },
        };
    }
    let (message, hint) = match (offset, zone) {
        (Some(offset), Some(zone)) => {
            (format!("{quoted} has the offset `{offset}` beside its zone"), written(zone))
        }
        (Some(offset), None) => {
            let hint = time.and_then(|time| in_utc(date, time, offset)).or_else(|| written("UTC"));
            (format!("{quoted} has the offset `{offset}`; a date names a zone instead"), hint)
        }
        (None, None) => {
            let hint = written("UTC").map(|hint| format!("{hint}, or another zone: `AoE`, `Europe/Berlin`"));
            (format!("{quoted} has a time but no zone"), hint)
        }
        (None, Some(zone)) => (format!("{quoted} is not written as a date with a time"), written(zone)),
    };
    DateProblem { message, hint }
}

/// Parts the local time from `Z` or a numeric offset behind it.
fn split_offset(clock: &str) -> (&str, Option<&str>) {
    match clock.find(['Z', 'z', '+', '-']) {
        Some(at) => clock
            .split_at_checked(at)
            .map_or((clock, None), |(local, offset)| (local.trim_end(), Some(offset))),
        None => (clock, None),
    }
}

/// The time of `9:05`, `12:00:30` or `12:00:00.000`, for a hint only.
fn lenient_time(text: &str) -> Option<TimeOfDay> {
    let mut parts = text.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    TimeOfDay::parse(&format!("{hour:02}:{minute:02}")).ok()
}

/// How the moment of a numeric offset is written.
fn in_utc(date: Date, time: TimeOfDay, offset: &str) -> Option<String> {
    let seconds = offset_seconds(offset)?;
    let moment = Offset::from_seconds(seconds).ok()?.to_timestamp(date.to_datetime(time.time())).ok()?;
    Some(format!("write `{}`, or the zone's name: `{date}T{time}[Europe/Berlin]`", utc_text(moment)))
}

fn offset_seconds(offset: &str) -> Option<i32> {
    if offset.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = match offset.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let plain = rest.replace(':', "");
    let (hours, minutes) = plain.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { digits(minutes, 2)? };
    let seconds = digits(hours, 2)? * 3600 + minutes * 60;
    i32::try_from(seconds).ok().map(|seconds| sign * seconds)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> DateText {
        DateText::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"))
    }

    fn problem(text: &str) -> String {
        DateText::parse(text).unwrap_err().to_string()
    }

    fn days(text: &str) -> (Date, Date) {
        (read(text).first_day().unwrap(), read(text).last_day().unwrap())
    }

    #[test]
    fn every_form_has_its_days_and_its_exactness() {
        let table = [
            ("2027-03-25", date(2027, 3, 25), date(2027, 3, 25), Exactness::Day),
            (
                "2027-03-25T12:00[America/Los_Angeles]",
                date(2027, 3, 25),
                date(2027, 3, 25),
                Exactness::Instant,
            ),
            ("2027-03-25T23:59[AoE]", date(2027, 3, 25), date(2027, 3, 25), Exactness::Instant),
            ("2027-03-22/2027-03-26", date(2027, 3, 22), date(2027, 3, 26), Exactness::Days),
            ("2027-W12", date(2027, 3, 22), date(2027, 3, 28), Exactness::Week),
            ("2026-W53", date(2026, 12, 28), date(2027, 1, 3), Exactness::Week),
            ("2027-02", date(2027, 2, 1), date(2027, 2, 28), Exactness::Month),
            ("2027-Q1", date(2027, 1, 1), date(2027, 3, 31), Exactness::Quarter),
            ("2027-Q4", date(2027, 10, 1), date(2027, 12, 31), Exactness::Quarter),
        ];
        for (text, first, last, exactness) in table {
            assert_eq!(days(text), (first, last), "{text}");
            assert_eq!(read(text).exactness(), exactness, "{text}");
            assert_eq!(read(text).is_tentative(), exactness >= Exactness::Week, "{text}");
        }
        assert_eq!(read("tbd").first_day(), None);
        assert!(read("tbd").is_tentative());
    }

    #[test]
    fn dates_are_shown_with_their_weekday() {
        let table = [
            ("2027-03-25", "Thu 25 Mar 2027"),
            ("2027-03-22/2027-03-26", "Mon 22 Mar – Fri 26 Mar 2027"),
            ("2026-12-24/2027-01-01", "Thu 24 Dec 2026 – Fri 1 Jan 2027"),
            ("2027-W12", "week 12 of 2027 (Mon 22 – Sun 28 Mar 2027)"),
            ("2027-W13", "week 13 of 2027 (Mon 29 Mar – Sun 4 Apr 2027)"),
            ("2026-W53", "week 53 of 2026 (Mon 28 Dec 2026 – Sun 3 Jan 2027)"),
            ("2027-03", "March 2027"),
            ("2027-Q1", "1st quarter of 2027"),
            ("2027-03-25T12:00[America/Los_Angeles]", "Thu 25 Mar 2027 12:00 America/Los_Angeles"),
            ("2027-03-25T12:00[Etc/UTC]", "Thu 25 Mar 2027 12:00 UTC"),
            ("tbd", "to be decided"),
        ];
        for (text, shown) in table {
            assert_eq!(read(text).show(), shown);
        }
    }

    #[test]
    fn other_notations_of_the_same_are_the_same() {
        for (left, right) in [
            ("2027-W12", "2027-03-22/2027-03-28"),
            ("2027-03", "2027-03-01/2027-03-31"),
            ("2027-Q1", "2027-01-01/2027-03-31"),
            ("2027-03-25", "2027-03-25/2027-03-25"),
            ("2027-03-25T12:00[America/Los_Angeles]", "2027-03-25T19:00[UTC]"),
            ("2027-03-25T23:59[AoE]", "2027-03-26T11:59[Etc/UTC]"),
        ] {
            assert!(read(left).same_moment(&read(right)), "{left} {right}");
            assert_eq!(read(left).canonical(), read(right).canonical());
        }
        for (left, right) in [
            ("2027-03-25", "2027-03-25T23:59[UTC]"),
            ("2027-03-25", "2027-03-26"),
            ("2027-03", "tbd"),
            ("2027-03-25T12:00[AoE]", "2027-03-25T12:00[UTC]"),
        ] {
            assert!(!read(left).same_moment(&read(right)), "{left} {right}");
            assert_ne!(read(left).canonical(), read(right).canonical());
        }
        assert_eq!(read("2027-03-25T12:00[America/Los_Angeles]").canonical(), "2027-03-25T19:00[UTC]");
        assert_eq!(read("2027-W12").canonical(), "2027-03-22/2027-03-28");
        assert_eq!(read("2027-03-25").canonical(), "2027-03-25");
    }

    #[test]
    fn a_more_exact_date_lies_within_the_less_exact() {
        for (inner, outer, expected) in [
            ("2027-03-25", "2027-03", true),
            ("2027-W13", "2027-03", false),
            ("2027-03", "2027-Q1", true),
            ("2027-03-25T12:00[UTC]", "2027-03-25", true),
            ("2027-03-25", "2027-03-25T12:00[UTC]", false),
            ("2027-03-25", "tbd", true),
            ("tbd", "tbd", true),
            ("tbd", "2027-03", false),
            ("2027-04-01", "2027-03", false),
        ] {
            assert_eq!(read(inner).lies_within(&read(outer)), expected, "{inner} in {outer}");
        }
    }

    #[test]
    fn a_date_ends_at_its_own_moment_or_by_the_convention() {
        let deadline = Deadline { time: TimeOfDay::LAST_MINUTE, zone: Zone::AoE };
        let ends = |text: &str| read(text).ends_at(&deadline).unwrap().map(|moment| moment.to_string());
        assert_eq!(ends("2027-03-25").as_deref(), Some("2027-03-26T11:59:00Z"));
        assert_eq!(ends("2027-03").as_deref(), Some("2027-04-01T11:59:00Z"));
        assert_eq!(ends("2027-03-25T12:00[UTC]").as_deref(), Some("2027-03-25T12:00:00Z"));
        assert_eq!(ends("tbd"), None);
    }

    #[test]
    fn a_moment_is_built_from_its_parts() {
        let zone = Zone::parse("America/Los_Angeles").unwrap();
        let time = TimeOfDay::parse("12:00").unwrap();
        let built = DateText::at(date(2027, 3, 25), time, zone.clone()).unwrap();
        assert_eq!(built, read("2027-03-25T12:00[America/Los_Angeles]"));
        assert!(DateText::at(date(2027, 3, 14), TimeOfDay::parse("02:30").unwrap(), zone).is_err());
    }

    #[test]
    fn offsets_are_answered_with_the_zone_to_write() {
        assert_eq!(
            problem("2027-03-25T12:00+02:00"),
            "`2027-03-25T12:00+02:00` has the offset `+02:00`; a date names a zone instead; \
             write `2027-03-25T10:00[UTC]`, or the zone's name: `2027-03-25T12:00[Europe/Berlin]`"
        );
        assert!(problem("2027-03-25T12:00Z").contains("write `2027-03-25T12:00[UTC]`"));
        assert!(problem("2027-03-25T12:00:00Z").contains("write `2027-03-25T12:00[UTC]`"));
        assert!(problem("2027-03-25T12:00-07:00[America/Los_Angeles]").ends_with(
            "has the offset `-07:00` beside its zone; write `2027-03-25T12:00[America/Los_Angeles]`"
        ));
        assert!(
            problem("2027-03-25T12:00").contains("has a time but no zone; write `2027-03-25T12:00[UTC]`")
        );
        assert!(problem("2027-03-25 12:00").contains("write `2027-03-25T12:00[UTC]`"));
        assert!(problem("2027-03-25T12:00:00[AoE]").ends_with("write `2027-03-25T12:00[AoE]`"));
        assert!(problem("2027-03-25t12:00[AoE]").ends_with("write `2027-03-25T12:00[AoE]`"));
        assert!(problem("2027-03-25[AoE]").contains("has a zone but no time"));
        assert!(problem("2027-03-25T12:00[AoE").contains("does not end with its zone"));
    }

    #[test]
    fn times_and_zones_that_do_not_exist_are_problems() {
        assert!(
            problem("2027-03-25T24:00[AoE]")
                .ends_with("write `2027-03-25T23:59[AoE]` or `2027-03-26T00:00[AoE]`")
        );
        assert!(problem("2027-03-25T25:00[AoE]").contains("`00:00` to `23:59`"));
        assert!(problem("2027-03-25T12:00[Europe/Berln]").ends_with("did you mean `Europe/Berlin`?"));
        assert!(problem("2027-03-14T02:30[America/Los_Angeles]").contains("does not exist"));
        assert!(problem("2027-11-07T01:30[America/Los_Angeles]").contains("happens twice"));
        assert!(problem("2019-11-31T12:00[UTC]").contains("November 2019 has 30 days"));
    }

    #[test]
    fn a_whole_day_that_a_zone_skipped_shows_both_readings() {
        let skipped = problem("2011-12-30T12:00[Pacific/Apia]");
        assert!(skipped.contains("does not exist: the clocks skip it"), "{skipped}");
        assert!(skipped.contains("`2011-12-30T22:00[UTC]` or `2011-12-29T22:00[UTC]`"), "{skipped}");
    }

    #[test]
    fn moments_beyond_the_years_that_can_be_written_are_problems() {
        assert!(problem("9999-12-31T23:59[AoE]").contains("too late to be computed"));
        assert!(problem("9999-12-31T23:59[America/Los_Angeles]").contains("too late to be computed"));
        for early in ["0000-01-01", "0001-01-01T00:00[Asia/Tokyo]", "1899-12-31T23:59[UTC]"] {
            assert!(problem(early).contains("out of range; write a year from 1900 to 9999"), "{early}");
        }
        assert!(problem("10000-01-01").contains("is not written as a d"));
        assert!(problem("9999-12-31T24:00[UTC]").contains("23:59"));
    }

    #[test]
    fn wrong_stretches_weeks_months_and_quarters_are_problems() {
        assert!(
            problem("2027-03-26/2027-03-22")
                .ends_with("ends before it begins; write `2027-03-22/2027-03-26`")
        );
        assert!(problem("2027-W53").contains("2027 has 52 weeks"));
        assert!(problem("2027-W00").contains("2027 has 52 weeks"));
        assert!(problem("9999-W52").contains("does not exist"));
        assert!(problem("2027-13").contains("there is no month 13"));
        assert!(problem("2027-Q5").contains("4 quarters"));
        assert!(problem("2027-w7").ends_with("write `2027-W07`"));
        assert!(problem("2027Q2").ends_with("write `2027-Q2`"));
        assert!(problem("2027-3").ends_with("write `2027-03`"));
        assert!(problem("2027").contains("`2027-Q1`"));
        assert!(problem("TBD").contains("write `tbd`"));
        assert!(problem("2027-1-5").ends_with("write 2027-01-05"));
        assert!(problem("3/25/2027").ends_with("write 2027-03-25"));
        assert!(problem("1800-Q1").contains("out of range"));
    }

    fn written() -> impl Strategy<Value = String> {
        let day = (2020_i16..2040, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| date(y, m, d));
        prop_oneof![
            day.clone().prop_map(|day| day.to_string()),
            (day.clone(), 0_i32..60).prop_map(|(day, more)| {
                let last = day.checked_add(jiff::SignedDuration::from_hours(24 * i64::from(more))).unwrap();
                format!("{day}/{last}")
            }),
            (2020..2024, 1..=52).prop_map(|(year, week)| format!("{year}-W{week:02}")),
            (2020..2024, 1..=12).prop_map(|(year, month)| format!("{year}-{month:02}")),
            (2020..2024, 1..=4).prop_map(|(year, quarter)| format!("{year}-Q{quarter}")),
            (0..3, 4..20, prop::sample::select(vec!["AoE", "UTC", "Etc/UTC", "Asia/Tokyo"]))
                .prop_map(|(day, hour, zone)| format!("2027-03-2{day}T{hour:02}:00[{zone}]")),
            Just("tbd".to_owned()),
        ]
    }

    proptest! {
        #[test]
        fn what_is_read_keeps_its_text(text in written()) {
            let read = read(&text);
            prop_assert_eq!(read.text(), text.as_str());
            prop_assert_eq!(DateText::parse(read.text()), Ok(read.clone()));
            prop_assert!(self::read(&read.canonical()).same_moment(&read));
        }

        #[test]
        fn same_moment_is_an_equivalence_that_canonical_agrees_with(a in written(), b in written(), c in written()) {
            let (a, b, c) = (read(&a), read(&b), read(&c));
            prop_assert!(a.same_moment(&a));
            prop_assert_eq!(a.same_moment(&b), b.same_moment(&a));
            prop_assert_eq!(a.same_moment(&b), a.canonical() == b.canonical());
            prop_assert!(!(a.same_moment(&b) && b.same_moment(&c)) || a.same_moment(&c));
            prop_assert!(!a.same_moment(&b) || (a.lies_within(&b) && b.lies_within(&a)));
        }

        #[test]
        fn no_text_panics(text in "[0-9]{4}-[0-9WQ]{1,3}[-0-9T:/ ]{0,14}[Z+-]?[0-9:]{0,5}(\\[[A-Za-z/]{0,8}\\]?)?|.{0,30}") {
            let _ = DateText::parse(&text);
        }
    }
}
