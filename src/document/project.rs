//! project.yaml: the project, its calendar and deadline convention, and the severities it chose for rules.

use jiff::civil::Weekday;
use serde::Deserialize;

use super::meeting::PeriodicMeeting;
use super::values::{Day, Days, Entries};
use crate::calendar::{Deadline, Holiday, TimeOfDay, WorkingCalendar, Zone, parse_weekday};
use crate::yaml::Spanned;

/// The project.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Project {
    /// What it calls itself.
    pub name: Spanned<String>,
    /// Where its repository is.
    #[serde(default)]
    pub repository: Option<String>,
    /// The support service it adopted; absent until the committee approved it.
    #[serde(default)]
    pub service: Option<Service>,
    /// Weekend and holidays.
    #[serde(default)]
    pub calendar: Calendar,
    /// When a bare date ends.
    #[serde(default)]
    pub deadline: DeadlineConvention,
    /// The committee's meeting.
    #[serde(default)]
    pub tsc_meeting: Option<PeriodicMeeting>,
    /// Severities that the project chose.
    #[serde(default)]
    pub rules: Entries<RuleSetting>,
    /// From when on the project does without all this.
    #[serde(default)]
    pub retired: Option<Day>,
    /// Where else to find the project, by a name of its own choice.
    #[serde(default)]
    pub links: Entries<String>,
}

/// The support service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Service {
    /// Which service.
    pub model: String,
    /// When the committee adopted it.
    pub adopted: Spanned<Day>,
    /// Who of the foundation's staff advises.
    #[serde(default)]
    pub advisor: Option<Spanned<String>>,
}

/// Weekend and holidays as written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Calendar {
    /// Days of the week without work; Saturday and Sunday where absent.
    #[serde(default)]
    pub weekend: Option<Vec<String>>,
    /// Days without work.
    #[serde(default)]
    pub holidays: Vec<HolidayEntry>,
}

/// One holiday.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct HolidayEntry {
    /// Its days.
    pub date: Spanned<Days>,
    /// What people call it.
    #[serde(default)]
    pub name: String,
}

/// The deadline convention as written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct DeadlineConvention {
    /// The time of the day; 23:59 where absent.
    #[serde(default)]
    pub time: Option<TimeOfDay>,
    /// The zone; UTC where absent.
    #[serde(default)]
    pub zone: Option<Zone>,
}

/// A severity that the project chose for a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetting {
    /// `off`, `notice`, `warning` or `error`.
    pub severity: String,
    /// Why.
    pub reason: Option<String>,
}

impl<'de> Deserialize<'de> for RuleSetting {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Long {
            severity: String,
            #[serde(default)]
            reason: Option<String>,
        }

        struct SettingVisitor;

        impl<'de> serde::de::Visitor<'de> for SettingVisitor {
            type Value = RuleSetting;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a severity, or a mapping with severity and reason")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(RuleSetting { severity: text.to_owned(), reason: None })
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let long = Long::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(RuleSetting { severity: long.severity, reason: long.reason })
            }
        }

        deserializer.deserialize_any(SettingVisitor)
    }
}

impl Project {
    /// The days on which the project works.
    pub fn working_calendar(&self) -> WorkingCalendar {
        let holidays = self.calendar.holidays.iter().map(|holiday| Holiday {
            first: holiday.date.first,
            last: holiday.date.last,
            name: holiday.name.clone(),
        });
        WorkingCalendar::new(&self.weekend(), holidays.collect())
    }

    /// When a bare date ends.
    pub fn deadline(&self) -> Deadline {
        let default = Deadline::default();
        Deadline {
            time: self.deadline.time.unwrap_or(default.time),
            zone: self.deadline.zone.clone().unwrap_or(default.zone),
        }
    }

    fn weekend(&self) -> Vec<Weekday> {
        match &self.calendar.weekend {
            Some(days) => days.iter().filter_map(|day| parse_weekday(day).ok()).collect(),
            None => vec![Weekday::Saturday, Weekday::Sunday],
        }
    }
}
