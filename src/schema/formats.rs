//! The small languages inside texts (dates, lengths of time, thresholds, rules) as formats of the schemas.

use crate::calendar::{
    DateProblem, DateText, Direction, Duration, Every, Holiday, Rule, Snap, TimeOfDay, Zone, parse_day,
};
use crate::threshold::{Limit, Threshold};

/// The rule for dates that do not exist or are not dates.
pub const NO_SUCH_DATE: &str = "no-such-date";
/// The rule for local times that do not exist or exist twice.
pub const CLOCK_CHANGE: &str = "clock-change";

/// Reads a text and says what is wrong with it.
pub(super) type Check = fn(&str) -> Result<(), DateProblem>;

/// One small language.
pub(super) struct Format {
    /// Its name in the schemas.
    pub(super) name: &'static str,
    /// The rule under which mistakes in it are reported.
    rule: &'static str,
    /// Reads a text and throws the result away.
    pub(super) check: Check,
}

/// What is wrong with a text.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) rule: &'static str,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Default for Problem {
    fn default() -> Self {
        Self {
            rule: super::SCHEMA,
            message: "the value is not written as it should be".to_owned(),
            hint: None,
        }
    }
}

/// A message says behind the semicolon what to write.
fn plain(message: String) -> DateProblem {
    match message.split_once("; ") {
        Some((message, hint)) => DateProblem { message: message.to_owned(), hint: Some(hint.to_owned()) },
        None => DateProblem { message, hint: None },
    }
}

pub(super) static FORMATS: [Format; 11] = [
    Format { name: "milepost-date", rule: NO_SUCH_DATE, check: |text| DateText::parse(text).map(drop) },
    Format { name: "milepost-day", rule: NO_SUCH_DATE, check: |text| parse_day(text).map(drop) },
    Format { name: "milepost-days", rule: NO_SUCH_DATE, check: |text| Holiday::parse(text, "").map(drop) },
    Format { name: "milepost-duration", rule: super::SCHEMA, check: |text| Duration::parse(text).map(drop) },
    Format { name: "milepost-every", rule: super::SCHEMA, check: |text| Every::parse(text).map(drop) },
    Format {
        name: "milepost-limit",
        rule: super::SCHEMA,
        check: |text| Limit::parse(text).map(drop).map_err(plain),
    },
    Format { name: "milepost-rule", rule: super::SCHEMA, check: |text| Rule::parse(text).map(drop) },
    Format {
        name: "milepost-snap",
        rule: super::SCHEMA,
        check: |text| Snap::parse(text, Direction::Later).map(drop),
    },
    Format {
        name: "milepost-threshold",
        rule: super::SCHEMA,
        check: |text| Threshold::parse(text).map(drop).map_err(plain),
    },
    Format { name: "milepost-time", rule: super::SCHEMA, check: |text| TimeOfDay::parse(text).map(drop) },
    Format { name: "milepost-zone", rule: super::SCHEMA, check: |text| Zone::parse(text).map(drop) },
];

/// What is wrong with a text of the named format; nothing where it is fine.
pub(super) fn problem(format: &str, text: &str) -> Option<Problem> {
    let format = FORMATS.iter().find(|candidate| candidate.name == format)?;
    let problem = (format.check)(text).err()?;
    let rule =
        if format.rule == NO_SUCH_DATE && is_lost_by_its_zone(text) { CLOCK_CHANGE } else { format.rule };
    Some(Problem { rule, message: problem.message, hint: problem.hint })
}

/// Whether the text would be a moment in UTC, and names a zone that exists: then the zone's clocks skip or repeat it.
fn is_lost_by_its_zone(text: &str) -> bool {
    let Some((local, zone)) = text.split_once('[') else { return false };
    let zone = zone.strip_suffix(']').and_then(|zone| Zone::parse(zone).ok());
    zone.is_some() && DateText::parse(&format!("{local}[UTC]")).is_ok()
}
