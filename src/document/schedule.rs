//! `schedules/<cycle>.yaml`: the plan of one release cycle.

use serde::Deserialize;

use super::values::{Day, OneOrMany, WrittenDate};
use crate::calendar::{DateText, TimeOfDay, Zone};
use crate::yaml::Spanned;

/// The plan of one release cycle.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Schedule {
    /// The cycle's id.
    pub cycle: Spanned<String>,
    /// What people call the cycle.
    #[serde(default)]
    pub name: Option<String>,
    /// The version that the cycle releases.
    #[serde(default)]
    pub version: Option<Box<str>>,
    /// The process version that it follows.
    #[serde(default)]
    pub process: Option<Spanned<u64>>,
    /// Where it stands.
    pub status: Spanned<Status>,
    /// The milestones.
    pub milestones: Vec<Milestone>,
    /// How long the release is supported.
    #[serde(default)]
    pub supported: Option<Box<Supported>>,
}

/// How long a release is supported.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Supported {
    /// The milestone or the day with which support begins.
    #[serde(default)]
    pub from: Option<Spanned<String>>,
    /// The last day of support, included.
    #[serde(default)]
    pub until: Option<Spanned<Day>>,
}

/// Where a cycle stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being written.
    Draft,
    /// Put forward.
    Proposed,
    /// Approved and running.
    Active,
    /// Done.
    Released,
    /// Given up.
    Cancelled,
}

impl Status {
    /// The word in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Active => "active",
            Self::Released => "released",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nobody has approved the plan yet.
    pub const fn is_proposal(self) -> bool {
        matches!(self, Self::Draft | Self::Proposed)
    }
}

/// A milestone of the cycle. What few milestones have stands in boxes: there are thousands of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Milestone {
    /// Its id.
    pub id: Spanned<String>,
    /// What people call it.
    #[serde(default)]
    pub name: Option<Box<Spanned<String>>>,
    /// When it is.
    #[serde(default)]
    pub date: Option<Spanned<WrittenDate>>,
    /// The time at which its day ends, where it is its own.
    #[serde(default)]
    pub time: Option<Box<Spanned<TimeOfDay>>>,
    /// The zone of that time.
    #[serde(default)]
    pub zone: Option<Box<Spanned<Zone>>>,
    /// A date that it cannot fall before, while its own is not known.
    #[serde(default)]
    pub after: Option<Box<Spanned<WrittenDate>>>,
    /// A date that it cannot fall behind, while its own is not known.
    #[serde(default)]
    pub before: Option<Box<Spanned<WrittenDate>>>,
    /// Whether its date may still change.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// Why the cycle does without it.
    #[serde(default)]
    pub not_applicable: Option<Box<Spanned<String>>>,
    /// Who is responsible.
    #[serde(default)]
    pub owner: Option<Box<Spanned<String>>>,
    /// What may no longer be changed from here on.
    #[serde(default)]
    pub freeze: Option<Box<Spanned<String>>>,
    /// The ids it had before.
    #[serde(default)]
    pub was: OneOrMany<String>,
    /// Why it departs from its rule.
    #[serde(default)]
    pub reason: Option<Box<Spanned<String>>>,
    /// A remark.
    #[serde(default)]
    pub note: Option<Box<Spanned<String>>>,
}

/// How sure a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It may still change.
    Tentative,
    /// It is meant to stay.
    Confirmed,
}

impl Milestone {
    /// What people call it: its own name, the name that the process has for it, or its id.
    pub fn called<'a>(&'a self, by_process: impl FnOnce() -> Option<&'a str>) -> &'a str {
        let own = self.name.as_ref().map(|name| name.as_str());
        own.or_else(by_process).unwrap_or_else(|| self.id.as_str())
    }

    /// Its date with its own time and zone, where it has any. A time without a zone is in the project's zone. What is no
    /// date, or no moment because of the clocks, comes as its text.
    pub fn moment(&self, project_zone: &Zone) -> Option<Result<DateText, String>> {
        let written = self.date.as_ref()?;
        let WrittenDate::Date(date) = &written.value else {
            return Some(Err(written.text().to_owned()));
        };
        let (Some(time), Some(day)) = (&self.time, exact_day(date)) else { return Some(Ok(date.clone())) };
        let zone = self.zone.as_ref().map_or(project_zone, |zone| &zone.value);
        let moment = DateText::at(day, time.value, zone.clone());
        Some(moment.map_err(|_| format!("{day}T{}[{zone}]", time.value)))
    }

    /// Its moment, where the plan names it without help of the project: by the date alone, or by date, time and zone.
    /// All ways to write the same one are the same to approvals.
    pub fn own_moment(&self) -> Option<DateText> {
        let date = self.date.as_ref()?.date()?;
        match (&self.time, &self.zone) {
            (None, None) => Some(date.clone()).filter(|date| date.timestamp().is_some()),
            (Some(time), Some(zone)) => DateText::at(exact_day(date)?, time.value, zone.value.clone()).ok(),
            _ => None,
        }
    }
}

fn exact_day(date: &DateText) -> Option<jiff::civil::Date> {
    (date.exactness() == crate::calendar::Exactness::Day).then(|| date.first_day()).flatten()
}

impl Schedule {
    /// The milestone of this id.
    pub fn milestone(&self, id: &str) -> Option<&Milestone> {
        self.milestones.iter().find(|milestone| milestone.id.as_str() == id)
    }
}
