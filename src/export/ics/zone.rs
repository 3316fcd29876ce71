//! A time zone as iCalendar asks for it: how its clocks are set, by a yearly rule where there is one.

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::Offset;

use super::text::Lines;
use crate::calendar::{Clock, Zone};

/// How many years of changes are looked at, and listed where they follow no rule.
const YEARS: i64 = 12;

/// The name by which the lines of a calendar call a zone; none for UTC, which needs none.
pub(super) fn name(zone: &Zone) -> Option<&str> {
    match zone {
        Zone::Utc => None,
        // What readers know that have a list of their own.
        Zone::AoE => Some("Etc/GMT+12"),
        Zone::Iana(_) => Some(zone.name()),
    }
}

/// Writes how the clocks of a zone are set from a moment on.
pub(super) fn write(lines: &mut Lines, zone: &Zone, from: Timestamp) {
    let Some(name) = name(zone) else { return };
    let day = 86_400;
    let begin = Timestamp::from_second(from.as_second() - 366 * day).unwrap_or(from);
    let end = Timestamp::from_second(from.as_second() + YEARS * 366 * day).unwrap_or(from);
    let clocks = zone.clocks(begin, end);
    lines.plain("BEGIN", "VTIMEZONE");
    lines.plain("TZID", name);
    if let Some((first, changes)) = clocks.split_first() {
        observance(lines, first, None);
        match yearly(changes) {
            Some(rules) => rules.iter().for_each(|(clock, rule)| observance(lines, clock, Some(rule))),
            None => changes.iter().for_each(|clock| observance(lines, clock, None)),
        }
    }
    lines.plain("END", "VTIMEZONE");
}

fn observance(lines: &mut Lines, clock: &Clock, rule: Option<&str>) {
    let kind = if clock.summer { "DAYLIGHT" } else { "STANDARD" };
    lines.plain("BEGIN", kind);
    lines.plain("DTSTART", &local_time(local(clock)));
    if let Some(rule) = rule {
        lines.plain("RRULE", rule);
    }
    lines.plain("TZOFFSETFROM", &offset(clock.before));
    lines.plain("TZOFFSETTO", &offset(clock.after));
    lines.plain("END", kind);
}

/// What the clocks showed when they were set.
fn local(clock: &Clock) -> DateTime {
    clock.before.to_datetime(clock.at)
}

/// The first change of each kind with its rule, where all changes follow the rules to the end.
fn yearly(changes: &[Clock]) -> Option<Vec<(&Clock, String)>> {
    let [first, second, ..] = changes else { return None };
    if first.summer == second.summer || changes.len() < 4 {
        return None;
    }
    let rules = [(first, rule(changes, first)?), (second, rule(changes, second)?)];
    Some(rules.to_vec())
}

/// The yearly rule of all changes to or from summer time: one time and weekday of one month, counted from its beginning
/// or from its end.
fn rule(changes: &[Clock], like: &Clock) -> Option<String> {
    let same: Vec<&Clock> = changes.iter().filter(|clock| clock.summer == like.summer).collect();
    let pattern = |clock: &Clock| {
        let at = local(clock);
        (at.month(), at.weekday(), at.time(), clock.before, clock.after)
    };
    if same.iter().any(|clock| pattern(clock) != pattern(like)) {
        return None;
    }
    let at = local(like);
    let from_start = |clock: &Clock| (local(clock).day() - 1) / 7 + 1;
    let is_last = |clock: &Clock| local(clock).day() + 7 > local(clock).date().days_in_month();
    let ordinal = if same.iter().all(|clock| is_last(clock)) {
        -1
    } else if same.iter().all(|clock| from_start(clock) == from_start(like)) {
        from_start(like)
    } else {
        return None;
    };
    Some(format!("FREQ=YEARLY;BYMONTH={};BYDAY={ordinal}{}", at.month(), weekday(at.weekday())))
}

/// `+0100`
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, rest) = (seconds.abs() / 3600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    let rest = if rest == 0 { String::new() } else { format!("{rest:02}") };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}

/// `20270325T150000`, without a zone.
pub(super) fn local_time(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

/// `TU`
pub(super) const fn weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(zone: &str) -> Vec<String> {
        lines_from(zone, "2026-12-08T14:00:00Z")
    }

    fn lines_from(zone: &str, from: &str) -> Vec<String> {
        let mut lines = Lines::default();
        write(&mut lines, &Zone::parse(zone).unwrap(), from.parse().unwrap());
        lines.end().lines().map(str::to_owned).collect()
    }

    fn rules(zone: &str) -> Vec<String> {
        lines(zone).into_iter().filter(|line| line.starts_with("RRULE")).collect()
    }

    #[test]
    fn zones_with_yearly_rules_state_them() {
        assert_eq!(
            rules("Europe/Berlin"),
            ["RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"]
        );
        assert_eq!(
            rules("America/Los_Angeles"),
            ["RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"]
        );
    }

    #[test]
    fn zones_without_summer_time_have_one_offset() {
        for (zone, offset) in [("Asia/Tokyo", "+0900"), ("Asia/Kolkata", "+0530"), ("AoE", "-1200")] {
            let lines = lines(zone);
            assert_eq!(lines.iter().filter(|line| *line == "BEGIN:STANDARD").count(), 1, "{zone}");
            assert!(lines.contains(&format!("TZOFFSETTO:{offset}")), "{lines:?}");
        }
        assert!(lines("UTC").is_empty());
    }

    #[test]
    fn zones_without_a_rule_list_their_changes() {
        // Summer time paused for Ramadan.
        let changes = lines_from("Africa/Casablanca", "2013-01-01T00:00:00Z");
        assert!(!changes.iter().any(|line| line.starts_with("RRULE")), "{changes:?}");
        assert!(changes.iter().filter(|line| line.starts_with("DTSTART")).count() > 10, "{changes:?}");
    }
}
