//! A time zone as iCalendar asks for it: how its clocks are set, by yearly rules as far as they follow any.

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::Offset;

use super::text::Lines;
use crate::calendar::{Clock, Zone};

/// For how many years after the revision changes are listed where they follow no rule.
const YEARS_LISTED: i64 = 12;
/// How many years are looked at to know a rule: in fewer, some day of the month does not come up.
const YEARS_SEEN: i64 = 40;
const DAY: i64 = 86_400;
const YEAR: i64 = 366 * DAY;

/// The name by which the lines of a calendar call a zone; none for UTC, which needs none.
pub(super) fn name(zone: &Zone) -> Option<&str> {
    match zone {
        Zone::Utc => None,
        // What readers know that have a list of their own.
        Zone::AoE => Some("Etc/GMT+12"),
        Zone::Iana(_) => Some(zone.name()),
    }
}

/// Writes how the clocks of a zone are set from a moment on, as one looks at it from `now`.
pub(super) fn write(lines: &mut Lines, zone: &Zone, from: Timestamp, now: Timestamp) {
    let Some(name) = name(zone) else { return };
    let after = |moment: Timestamp, seconds: i64| {
        Timestamp::from_second(moment.as_second().saturating_add(seconds)).unwrap_or(moment)
    };
    let now = now.max(from);
    let horizon = after(now, YEARS_SEEN * YEAR);
    let clocks = zone.clocks(after(from, -YEAR), horizon);
    lines.plain("BEGIN", "VTIMEZONE");
    lines.plain("TZID", name);
    if let Some((first, changes)) = clocks.split_first() {
        observance(lines, first, None);
        let listed = after(now, YEARS_LISTED * YEAR);
        let mut runs: Vec<Run<'_>> =
            [false, true].into_iter().flat_map(|summer| runs(changes, summer)).collect();
        runs.sort_by_key(|run| run.first().map(|clock| clock.at));
        for run in &runs {
            write_run(lines, run, listed, horizon);
        }
    }
    lines.plain("END", "VTIMEZONE");
}

/// Changes of one kind, one a year, that one rule can name.
type Run<'a> = Vec<&'a Clock>;

/// All changes to or from summer time as runs, the oldest first.
fn runs(changes: &[Clock], summer: bool) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for clock in changes.iter().filter(|clock| clock.summer == summer) {
        let goes_on = runs.last_mut().filter(|run| {
            let all: Run<'_> = run.iter().copied().chain([clock]).collect();
            rule(&all).is_some()
        });
        match goes_on {
            Some(run) => run.push(clock),
            None => runs.push(vec![clock]),
        }
    }
    runs
}

/// A run by its rule, without an end where it goes on as far as one can see; what follows no rule as a list.
fn write_run(lines: &mut Lines, run: &Run<'_>, listed: Timestamp, horizon: Timestamp) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let rule = rule(run).filter(|_| run.len() > 1);
    let goes_on = horizon.as_second() - last.at.as_second() < YEAR && run.len() > 20;
    match rule {
        Some(rule) if goes_on => observance(lines, first, Some(&rule)),
        _ if listed < first.at => {}
        Some(rule) => {
            let until = last.at.strftime("%Y%m%dT%H%M%SZ");
            observance(lines, first, Some(&format!("{rule};UNTIL={until}")));
        }
        None => observance(lines, first, None),
    }
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

/// The yearly rule of changes: one time and weekday of one month, counted from its beginning or from its end, or within
/// a week of its days.
fn rule(run: &[&Clock]) -> Option<String> {
    let like = run.first()?;
    let pattern = |clock: &Clock| {
        let at = local(clock);
        (at.month(), at.weekday(), at.time(), clock.before, clock.after)
    };
    let is_next_year = |pair: &[&Clock]| match pair {
        [one, next] => local(one).year() + 1 == local(next).year(),
        _ => false,
    };
    if run.iter().any(|clock| pattern(clock) != pattern(like)) || !run.windows(2).all(is_next_year) {
        return None;
    }
    let at = local(like);
    let yearly = format!("FREQ=YEARLY;BYMONTH={}", at.month());
    let weekday = weekday(at.weekday());
    let from_start = |clock: &Clock| (local(clock).day() - 1) / 7 + 1;
    let is_last = |clock: &Clock| local(clock).day() + 7 > local(clock).date().days_in_month();
    if run.iter().all(|clock| is_last(clock)) {
        return Some(format!("{yearly};BYDAY=-1{weekday}"));
    }
    if run.iter().all(|clock| from_start(clock) == from_start(like)) {
        return Some(format!("{yearly};BYDAY={}{weekday}", from_start(like)));
    }
    let days = || run.iter().map(|clock| local(clock).day());
    let (first, last) = days().min().zip(days().max())?;
    let week: Vec<String> = (first..first.saturating_add(7)).map(|day| day.to_string()).collect();
    let is_within = last - first < 7 && first + 6 <= at.date().days_in_month();
    is_within.then(|| format!("{yearly};BYDAY={weekday};BYMONTHDAY={}", week.join(",")))
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

    const NOW: &str = "2026-12-01T00:00:00Z";

    fn lines(zone: &str) -> Vec<String> {
        lines_from(zone, "2026-12-08T14:00:00Z", NOW)
    }

    fn lines_from(zone: &str, from: &str, now: &str) -> Vec<String> {
        let mut lines = Lines::default();
        write(&mut lines, &Zone::parse(zone).unwrap(), from.parse().unwrap(), now.parse().unwrap());
        lines.end().replace("\r\n ", "").lines().map(str::to_owned).collect()
    }

    fn rules(lines: &[String]) -> Vec<&str> {
        lines.iter().filter_map(|line| line.strip_prefix("RRULE:FREQ=YEARLY;")).collect()
    }

    #[test]
    fn zones_with_yearly_rules_state_them() {
        assert_eq!(rules(&lines("Europe/Berlin")), ["BYMONTH=3;BYDAY=-1SU", "BYMONTH=10;BYDAY=-1SU"]);
        assert_eq!(rules(&lines("America/Los_Angeles")), ["BYMONTH=3;BYDAY=2SU", "BYMONTH=11;BYDAY=1SU"]);
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
    fn rules_that_ended_end_and_the_ones_of_today_go_on() {
        let new_york = lines_from("America/New_York", "2006-01-10T20:00:00Z", NOW);
        let open: Vec<&str> = rules(&new_york).into_iter().filter(|rule| !rule.contains("UNTIL")).collect();
        assert_eq!(open, ["BYMONTH=3;BYDAY=2SU", "BYMONTH=11;BYDAY=1SU"]);
        // Summer time was abolished in 2022.
        let mexico = lines_from("America/Mexico_City", "2010-01-12T20:00:00Z", NOW);
        assert!(
            !rules(&mexico).is_empty() && rules(&mexico).iter().all(|rule| rule.contains("UNTIL=2022")),
            "{mexico:?}"
        );
    }

    /// The Friday before the last Sunday, say.
    #[test]
    fn a_week_of_the_month_is_a_rule_too() {
        let jerusalem = lines("Asia/Jerusalem");
        assert_eq!(
            rules(&jerusalem),
            ["BYMONTH=3;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29", "BYMONTH=10;BYDAY=-1SU"]
        );
    }

    /// When the clocks are set by the lines of a zone, as a reader works it out: the moment, and the offset from then on.
    fn expanded(lines: &[String]) -> Vec<(Timestamp, i32)> {
        let mut found = Vec::new();
        let observances = lines.split(|line| line.starts_with("BEGIN:")).skip(2);
        for lines in observances {
            let value = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name));
            let seconds = |text: &str| {
                let digits: i32 = text[1..].parse().unwrap();
                let (hours, minutes) = if text.len() > 5 {
                    (digits / 10_000, digits / 100 % 100)
                } else {
                    (digits / 100, digits % 100)
                };
                let rest = if text.len() > 5 { digits % 100 } else { 0 };
                (hours * 3600 + minutes * 60 + rest) * if text.starts_with('-') { -1 } else { 1 }
            };
            let (before, after) =
                (seconds(value("TZOFFSETFROM:").unwrap()), seconds(value("TZOFFSETTO:").unwrap()));
            let start: DateTime = value("DTSTART:").unwrap().parse().unwrap();
            let at = |local: DateTime| Offset::from_seconds(before).unwrap().to_timestamp(local).unwrap();
            let Some(rule) = value("RRULE:") else {
                found.push((at(start), after));
                continue;
            };
            let part = |name: &str| rule.split(';').find_map(|part| part.strip_prefix(name));
            let until: Option<Timestamp> = part("UNTIL=").map(|until| until.parse().unwrap());
            let by_day = part("BYDAY=").unwrap();
            let ordinal: Option<i8> = by_day[..by_day.len() - 2].parse().ok();
            let days: Option<Vec<i8>> =
                part("BYMONTHDAY=").map(|days| days.split(',').map(|day| day.parse().unwrap()).collect());
            for year in start.year()..2070 {
                let first = jiff::civil::date(year, part("BYMONTH=").unwrap().parse().unwrap(), 1);
                let all = first
                    .series(jiff::Span::new().days(1))
                    .take(usize::try_from(first.days_in_month()).unwrap());
                let day = match ordinal {
                    Some(ordinal) => first.nth_weekday_of_month(ordinal, start.weekday()).unwrap(),
                    None => all
                        .clone()
                        .find(|day| {
                            day.weekday() == start.weekday() && days.as_ref().unwrap().contains(&day.day())
                        })
                        .unwrap(),
                };
                let moment = at(day.to_datetime(start.time()));
                if until.is_none_or(|until| moment <= until) {
                    found.push((moment, after));
                }
            }
        }
        found.sort();
        found
    }

    #[test]
    fn a_reader_sets_its_clocks_as_the_zone_does() {
        for zone in [
            "Europe/Berlin",
            "Europe/Dublin",
            "America/New_York",
            "America/Mexico_City",
            "America/Nuuk",
            "America/Santiago",
            "America/Sao_Paulo",
            "Asia/Jerusalem",
            "Asia/Gaza",
            "Asia/Tehran",
            "Asia/Tokyo",
            "Africa/Cairo",
            "Africa/Casablanca",
            "Australia/Lord_Howe",
            "Pacific/Apia",
        ] {
            for first in ["1995-01-10T12:00:00Z", "2006-01-10T12:00:00Z", NOW] {
                let (from, now): (Timestamp, Timestamp) = (first.parse().unwrap(), NOW.parse().unwrap());
                let end = Timestamp::from_second(now.as_second() + YEARS_LISTED * YEAR).unwrap();
                let set = expanded(&lines_from(zone, first, NOW));
                for clock in Zone::parse(zone).unwrap().clocks(from, end) {
                    let known = set.iter().rev().find(|(at, _)| *at <= clock.at);
                    assert_eq!(
                        known.map(|(_, offset)| *offset),
                        Some(clock.after.seconds()),
                        "{zone} from {first}: {clock:?}"
                    );
                }
                let real = Zone::parse(zone).unwrap().clocks(from, end).len() - 1;
                let within = set.iter().filter(|(at, _)| from < *at && *at <= end).count();
                assert_eq!(within, real, "{zone} from {first}");
            }
        }
    }
}
