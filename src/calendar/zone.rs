//! Where and when in a day: zones, times of day, and the moment at which a bare date ends.

use std::fmt;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

use super::text::{DateProblem, check_length, digits, nearest, quote};

/// The time zones that come with the program, so that every machine resolves the same.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Anywhere on Earth: the last place where a day ends.
const ANYWHERE_ON_EARTH: Offset = Offset::constant(-12);

/// A zone that a document may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zone {
    /// Anywhere on Earth, UTC-12.
    AoE,
    /// Coordinated Universal Time.
    Utc,
    /// A zone of the IANA database.
    Iana(IanaZone),
}

/// A zone of the IANA database; only [`Zone::parse`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IanaZone {
    name: String,
    rules: TimeZone,
}

impl Zone {
    /// Reads `AoE`, `UTC` or the exact name of an IANA zone.
    pub fn parse(text: &str) -> Result<Self, DateProblem> {
        check_length(text, "a time zone")?;
        match text {
            "AoE" => Ok(Self::AoE),
            "UTC" | "Etc/UTC" => Ok(Self::Utc),
            _ => IanaZone::find(text).map(Self::Iana).ok_or_else(|| unknown_zone(text)),
        }
    }

    /// The name as documents write it.
    pub fn name(&self) -> &str {
        match self {
            Self::AoE => "AoE",
            Self::Utc => "UTC",
            Self::Iana(zone) => &zone.name,
        }
    }

    /// The moment of a local time; a time that the clocks skip or repeat is a problem with both readings.
    pub fn instant(&self, date: Date, time: TimeOfDay) -> Result<Timestamp, DateProblem> {
        let local = date.to_datetime(time.0);
        let offset = match self {
            Self::AoE => ANYWHERE_ON_EARTH,
            Self::Utc => Offset::UTC,
            Self::Iana(zone) => match zone.rules.to_ambiguous_timestamp(local).offset() {
                AmbiguousOffset::Unambiguous { offset } => offset,
                AmbiguousOffset::Gap { before, after } => return Err(self.skipped(local, before, after)),
                AmbiguousOffset::Fold { before, after } => return Err(self.repeated(local, before, after)),
            },
        };
        offset.to_timestamp(local).map_err(|_| {
            DateProblem::new(format!("{} is too late to be computed", self.quote(local)))
                .hint("write a date before the end of the year 9999")
        })
    }

    /// The day and time that clocks in this zone show at a moment.
    pub fn local(&self, instant: Timestamp) -> DateTime {
        match self {
            Self::AoE => ANYWHERE_ON_EARTH.to_datetime(instant),
            Self::Utc => Offset::UTC.to_datetime(instant),
            Self::Iana(zone) => zone.rules.to_datetime(instant),
        }
    }

    /// How the clocks of the zone are set from one moment to another: first as they are at the beginning, then every
    /// change.
    pub fn clocks(&self, from: Timestamp, to: Timestamp) -> Vec<Clock> {
        let fixed = |offset: Offset| vec![Clock { at: from, before: offset, after: offset, summer: false }];
        let Self::Iana(zone) = self else {
            return fixed(if *self == Self::AoE { ANYWHERE_ON_EARTH } else { Offset::UTC });
        };
        let first = zone.rules.to_offset_info(from);
        let mut clocks = vec![Clock {
            at: from,
            before: first.offset(),
            after: first.offset(),
            summer: first.dst().is_dst(),
        }];
        for change in zone.rules.following(from).take_while(|change| change.timestamp() <= to) {
            let before = clocks.last().map_or(Offset::UTC, |clock| clock.after);
            if before != change.offset() {
                clocks.push(Clock {
                    at: change.timestamp(),
                    before,
                    after: change.offset(),
                    summer: change.dst().is_dst(),
                });
            }
        }
        clocks
    }

    fn quote(&self, local: DateTime) -> String {
        format!("`{}T{}[{self}]`", local.date(), TimeOfDay(local.time()))
    }

    fn skipped(&self, local: DateTime, before: Offset, after: Offset) -> DateProblem {
        let (with_before, with_after) = (in_utc(local, before), in_utc(local, after));
        DateProblem::new(format!(
            "{} does not exist: the clocks skip it. Read with the offset before the change ({before}) it is \
             {with_before}, with the one after ({after}) {with_after}",
            self.quote(local)
        ))
        .hint(format!("write the moment that is meant: {with_before} or {with_after}"))
    }

    fn repeated(&self, local: DateTime, before: Offset, after: Offset) -> DateProblem {
        let (first, second) = (in_utc(local, before), in_utc(local, after));
        DateProblem::new(format!(
            "{} happens twice, because the clocks are set back: first at {first}, again at {second}",
            self.quote(local)
        ))
        .hint(format!("write the moment that is meant: {first} or {second}"))
    }
}

/// A moment from which on the clocks of a zone are set otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The moment.
    pub at: Timestamp,
    /// How far the clocks were ahead of UTC.
    pub before: Offset,
    /// How far they are ahead from then on.
    pub after: Offset,
    /// Whether that is summer time.
    pub summer: bool,
}

impl fmt::Display for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl IanaZone {
    fn find(text: &str) -> Option<Self> {
        // jiff has a made-up zone of this name that no clock shows.
        if text == "Etc/Unknown" || !text.is_ascii() {
            return None;
        }
        let rules = ZONES.get(text).ok()?;
        // The database ignores case; documents have one spelling.
        if rules.iana_name() == Some(text) { Some(Self { name: text.to_owned(), rules }) } else { None }
    }
}

fn in_utc(local: DateTime, offset: Offset) -> String {
    match offset.to_timestamp(local) {
        Ok(instant) => format!("`{}`", utc_text(instant)),
        Err(_) => "a moment out of range".to_owned(),
    }
}

/// A moment as `2027-03-25T19:00[UTC]`; seconds are written only where old local times bring them about.
pub(super) fn utc_text(instant: Timestamp) -> String {
    let local = Offset::UTC.to_datetime(instant);
    let time = TimeOfDay(local.time());
    match local.second() {
        0 => format!("{}T{time}[UTC]", local.date()),
        second => format!("{}T{time}:{second:02}[UTC]", local.date()),
    }
}

fn unknown_zone(text: &str) -> DateProblem {
    let problem = DateProblem::new(format!("{} is not a time zone", quote(text)));
    match meant_zone(text) {
        Some(name) => problem.hint(format!("did you mean `{name}`?")),
        None => problem.hint("write `AoE`, `UTC` or an IANA name such as `Europe/Berlin`"),
    }
}

fn meant_zone(text: &str) -> Option<String> {
    let text = text.trim().replace(' ', "_");
    let names: Vec<String> = ZONES.available().map(|name| name.as_str().to_owned()).collect();
    let known = || ["AoE", "UTC"].into_iter().chain(names.iter().map(String::as_str));
    let city = |name: &str| name.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&text));
    known()
        .find(|name| name.eq_ignore_ascii_case(&text))
        .or_else(|| known().find(|name| city(name)))
        .or_else(|| nearest(&text, known()))
        .map(str::to_owned)
}

/// A time of day to the minute, `00:00` to `23:59`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(Time);

impl TimeOfDay {
    /// The last minute of the day.
    pub const LAST_MINUTE: Self = Self(Time::constant(23, 59, 0, 0));

    /// Reads `HH:MM`.
    pub fn parse(text: &str) -> Result<Self, DateProblem> {
        check_length(text, "a time of day")?;
        let quoted = quote(text);
        let Some((hour, minute)) = split_time(text) else { return Err(misshapen_time(text)) };
        if (hour, minute) == (24, 0) {
            return Err(DateProblem::new(format!("{quoted} is not a time of a day: the day ends before it"))
                .hint("write `23:59`, or `00:00` of the next day"));
        }
        time(hour, minute).ok_or_else(|| {
            DateProblem::new(format!("{quoted} is not a time of day"))
                .hint("write a time from `00:00` to `23:59`")
        })
    }

    /// The time as jiff counts it.
    pub fn time(self) -> Time {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

/// The numbers of a text in the shape of `16:00`.
fn split_time(text: &str) -> Option<(u32, u32)> {
    let (hour, minute) = text.split_once(':')?;
    Some((digits(hour, 2)?, digits(minute, 2)?))
}

fn time(hour: u32, minute: u32) -> Option<TimeOfDay> {
    let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
    Time::new(hour, minute, 0, 0).ok().map(TimeOfDay)
}

fn misshapen_time(text: &str) -> DateProblem {
    let problem = DateProblem::new(format!("{} is not written as a time of day", quote(text)));
    let mut parts = text.trim().split(':');
    let number = |part: Option<&str>| part.and_then(super::text::number);
    match number(parts.next()).zip(number(parts.next())).and_then(|(hour, minute)| time(hour, minute)) {
        Some(meant) => problem.hint(format!("write `{meant}`: hours and minutes, two digits each")),
        None => problem.hint("write hours and minutes, as in `16:00`"),
    }
}

/// When a bare date ends: the project's convention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The time of the day.
    pub time: TimeOfDay,
    /// The zone of that time.
    pub zone: Zone,
}

impl Deadline {
    /// The moment at which the day ends.
    pub fn instant(&self, date: Date) -> Result<Timestamp, DateProblem> {
        self.zone.instant(date, self.time)
    }
}

impl Default for Deadline {
    fn default() -> Self {
        Self { time: TimeOfDay::LAST_MINUTE, zone: Zone::Utc }
    }
}

impl fmt::Display for Deadline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.time, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn instant(zone: &str, day: Date, time: &str) -> Result<String, DateProblem> {
        let time = TimeOfDay::parse(time)?;
        Zone::parse(zone)?.instant(day, time).map(|instant| instant.to_string())
    }

    #[test]
    fn zones_resolve_to_moments() {
        let day = date(2027, 3, 25);
        assert_eq!(instant("AoE", day, "23:59").unwrap(), "2027-03-26T11:59:00Z");
        assert_eq!(instant("UTC", day, "23:59").unwrap(), "2027-03-25T23:59:00Z");
        assert_eq!(instant("Etc/UTC", day, "00:00").unwrap(), "2027-03-25T00:00:00Z");
        assert_eq!(instant("America/Los_Angeles", day, "12:00").unwrap(), "2027-03-25T19:00:00Z");
    }

    #[test]
    fn an_unknown_zone_is_answered_with_the_nearest() {
        let hint = |text: &str| Zone::parse(text).unwrap_err().hint.unwrap();
        assert_eq!(hint("Europe/Berln"), "did you mean `Europe/Berlin`?");
        assert_eq!(hint("europe/berlin"), "did you mean `Europe/Berlin`?");
        assert_eq!(hint("Los Angeles"), "did you mean `America/Los_Angeles`?");
        assert_eq!(hint("aoe"), "did you mean `AoE`?");
        assert_eq!(hint("utc"), "did you mean `UTC`?");
        assert!(hint("xyzzyqwert").starts_with("write `AoE`, `UTC`"));
        assert!(Zone::parse("Etc/Unknown").is_err());
        assert!(Zone::parse("+02:00").is_err());
        assert!(Zone::parse("").is_err());
    }

    #[test]
    fn a_skipped_local_time_shows_both_readings() {
        let problem = instant("America/Los_Angeles", date(2027, 3, 14), "02:30").unwrap_err();
        assert!(problem.message.contains("does not exist"), "{problem}");
        assert!(problem.message.contains("`2027-03-14T10:30[UTC]`"), "{problem}");
        assert!(problem.message.contains("`2027-03-14T09:30[UTC]`"), "{problem}");
    }

    #[test]
    fn a_repeated_local_time_shows_both_readings() {
        let problem = instant("America/Los_Angeles", date(2027, 11, 7), "01:30").unwrap_err();
        assert!(problem.message.contains("happens twice"), "{problem}");
        assert!(problem.message.contains("first at `2027-11-07T08:30[UTC]`"), "{problem}");
        assert!(problem.message.contains("again at `2027-11-07T09:30[UTC]`"), "{problem}");
    }

    #[test]
    fn times_are_hours_and_minutes() {
        assert_eq!(TimeOfDay::parse("09:05").unwrap().to_string(), "09:05");
        let problem = |text: &str| TimeOfDay::parse(text).unwrap_err().to_string();
        assert!(problem("24:00").contains("write `23:59`, or `00:00` of the next day"));
        assert!(problem("25:00").contains("from `00:00` to `23:59`"));
        assert!(problem("12:60").contains("from `00:00` to `23:59`"));
        assert!(problem("9:05").contains("write `09:05`"));
        assert!(problem("12:00:30").contains("write `12:00`"));
        assert!(problem("noon").contains("as in `16:00`"));
    }

    #[test]
    fn a_bare_date_ends_at_the_last_minute_in_utc_unless_said_otherwise() {
        assert_eq!(
            Deadline::default().instant(date(2027, 3, 25)).unwrap().to_string(),
            "2027-03-25T23:59:00Z"
        );
        assert_eq!(Deadline::default().to_string(), "23:59 UTC");
    }

    #[test]
    fn the_end_of_time_is_a_problem_not_a_panic() {
        let deadline = Deadline { time: TimeOfDay::LAST_MINUTE, zone: Zone::AoE };
        assert!(deadline.instant(super::super::day::LAST_DAY).is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[A-Za-z/_+0-9:-]{0,24}|.{0,20}") {
            let _ = Zone::parse(&text);
            let _ = TimeOfDay::parse(&text);
        }
    }
}
