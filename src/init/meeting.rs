//! The working group's meeting as it is asked for: `2 weeks on tuesday at 15:00`.

use std::fmt;

use jiff::civil::{Date, Weekday};

use crate::calendar::{
    DateProblem, Every, Meeting, TimeOfDay, Zone, parse_day, parse_weekday, show_day, weekday_name,
};
use crate::plan::Refusal;

const FORM: &str = "write `2 weeks on tuesday at 15:00`, `week on monday at 09:00` or `month on thursday at 16:00 from 2027-01-14`";

/// When a meeting takes place, before its zone and its first day are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingWish {
    every: Every,
    on: Weekday,
    at: TimeOfDay,
    first: Option<Date>,
}

impl MeetingWish {
    /// Reads `2 weeks on tuesday at 15:00`, with `from 2027-01-12` behind it where the first day matters.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let words = words.strip_prefix(&["every"]).unwrap_or(&words);
        let on = words.iter().position(|word| *word == "on").ok_or_else(|| misshapen(text))?;
        let (every, rest) = words.split_at(on);
        let (on, at, first) = match rest {
            ["on", on, "at", at] => (on, at, None),
            ["on", on, "at", at, "from", first] => (on, at, Some(*first)),
            _ => return Err(misshapen(text)),
        };
        let wish = Self {
            every: Every::parse(&every.join(" ")).map_err(said)?,
            on: parse_weekday(on).map_err(said)?,
            at: TimeOfDay::parse(at).map_err(said)?,
            first: first.map(parse_day).transpose().map_err(said)?,
        };
        match wish.first {
            Some(first) if first.weekday() != wish.on => {
                Err(format!("{} is no {}", show_day(first), weekday_name(wish.on)))
            }
            _ => Ok(wish),
        }
    }

    /// The meeting: without a first day of its own, it begins on the next such weekday.
    pub fn meeting(&self, zone: Zone, today: Date) -> Result<Meeting, Refusal> {
        let first = match self.first {
            Some(first) => first,
            None => next(self.on, today)
                .ok_or_else(|| Refusal::new("the calendar ends before the first meeting"))?,
        };
        Ok(Meeting::new(self.every, self.on, self.at, zone, first)?)
    }
}

impl fmt::Display for MeetingWish {
    /// The text that [`MeetingWish::parse`] reads back.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} on {} at {}", self.every, weekday_name(self.on), self.at)?;
        self.first.map_or(Ok(()), |first| write!(formatter, " from {first}"))
    }
}

fn next(on: Weekday, today: Date) -> Option<Date> {
    let mut day = today;
    while day.weekday() != on {
        day = day.tomorrow().ok()?;
    }
    Some(day)
}

fn misshapen(text: &str) -> String {
    format!("`{text}` does not say when the meeting is; {FORM}")
}

fn said(problem: DateProblem) -> String {
    Refusal::from(problem).to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_meeting_begins_on_the_next_such_day() {
        let wish = MeetingWish::parse("every 2 weeks on tuesday at 15:00").expect("a wish");
        let meeting = wish.meeting(Zone::Utc, date(2027, 1, 14)).expect("a meeting");
        assert_eq!(meeting.first(), date(2027, 1, 19));
        assert_eq!(wish.to_string(), "2 weeks on tuesday at 15:00");
        let wish = MeetingWish::parse("month on tuesday at 15:00 from 2027-01-12").expect("a wish");
        assert_eq!(wish.meeting(Zone::Utc, date(2027, 1, 14)).expect("a meeting").first(), date(2027, 1, 12));
        assert_eq!(wish.to_string(), "month on tuesday at 15:00 from 2027-01-12");
    }

    #[test]
    fn what_is_no_meeting_is_refused() {
        for text in [
            "",
            "tuesday",
            "2 weeks on tuesday",
            "2 weeks on tuesday at 3pm",
            "fortnight on tuesday at 15:00",
            "week on mittwoch at 15:00",
            "week on tuesday at 15:00 from 2027-01-13",
            "week on tuesday at 15:00 in Berlin",
        ] {
            assert!(MeetingWish::parse(text).is_err(), "{text}");
        }
    }
}
