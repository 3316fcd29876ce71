//! A periodic meeting as documents describe it: the working group's and the committee's.

use serde::Deserialize;

use super::values::Day;
use crate::calendar::{DateProblem, Every, Meeting, TimeOfDay, Zone, parse_weekday};
use crate::yaml::Spanned;

/// When a meeting takes place, as written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PeriodicMeeting {
    /// How often.
    pub every: Spanned<Every>,
    /// The weekday.
    pub on: Spanned<String>,
    /// The time at which it begins.
    #[serde(default)]
    pub at: Option<TimeOfDay>,
    /// The zone of that time.
    #[serde(default)]
    pub zone: Option<Zone>,
    /// The day of one meeting, from which the others are counted.
    #[serde(default)]
    pub first: Option<Spanned<Day>>,
    /// How many minutes it lasts.
    #[serde(default)]
    pub minutes_long: Option<Spanned<u64>>,
    /// Where to join it.
    #[serde(default)]
    pub link: Option<String>,
}

impl PeriodicMeeting {
    /// The meeting with its days; none where no first day is written, a problem where that is another weekday.
    pub fn meeting(&self) -> Option<Result<Meeting, DateProblem>> {
        let first = self.first.as_ref()?.value.0;
        let at = self.at.unwrap_or(TimeOfDay::LAST_MINUTE);
        let zone = self.zone.clone().unwrap_or(Zone::Utc);
        Some(parse_weekday(&self.on).and_then(|on| Meeting::new(self.every.value, on, at, zone, first)))
    }
}
