//! The dates of a new schedule: some are fixed, the others follow from the rules of the process.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::backwards::{aims, latest_start};
use super::departure::Departure;
use super::refusal::Refusal;
use super::write::NO_DATE_YET;
use crate::calendar::{DateText, Exactness, Planned, Resolution, resolve};
use crate::document::{ParsedRule, Process, ProcessMilestone, ProjectCalendars, parsed_rules};
use crate::schema::suggestion;

/// The ids that general availability goes by, the first that a process has.
const RELEASE_IDS: [&str; 2] = ["ga", "release"];

/// The dates that a person fixes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// The day of the first milestone without a rule.
    pub start: Option<Date>,
    /// The day of general availability.
    pub release: Option<Date>,
    /// The dates of other milestones, by id. From those that are no exact day, nothing is computed.
    pub set: Vec<(String, DateText)>,
}

/// A new schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft<'a> {
    /// Every milestone of the process, in its order.
    pub milestones: Vec<Drafted<'a>>,
    /// What was computed backwards.
    pub starts: Vec<ComputedStart<'a>>,
}

/// A milestone of a new schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted<'a> {
    /// What the process says about it.
    pub milestone: &'a ProcessMilestone,
    /// Its day, or why there is none yet.
    pub date: Result<Date, String>,
    /// Its date as it was given, where that is no exact day.
    pub inexact: Option<DateText>,
    /// How far its day, which was fixed, lies from its rule.
    pub departure: Option<Departure>,
}

/// The day of a milestone without a rule, computed from a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComputedStart<'a> {
    /// The milestone.
    pub milestone: &'a ProcessMilestone,
    /// Its day.
    pub date: Date,
    /// The later milestone, whose day was fixed.
    pub aim: &'a ProcessMilestone,
    /// The day that was asked for.
    pub wanted: Date,
    /// Where the rules lead from the computed day.
    pub reached: Date,
}

/// Why there is no draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftError {
    /// The rules of the process lead nowhere: in a circle, or from a milestone that it does not have.
    Rules,
    /// What was asked for cannot be.
    Refused(Refusal),
}

impl From<Refusal> for DraftError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Wishes {
    /// The fixed dates by milestone.
    fn dates(&self, process: &Process) -> Result<BTreeMap<String, DateText>, Refusal> {
        let mut dates: BTreeMap<String, DateText> = BTreeMap::new();
        let start =
            self.start.map(|day| Ok::<_, Refusal>((start_of(process)?, DateText::day(day)))).transpose()?;
        let release = self
            .release
            .map(|day| Ok::<_, Refusal>((release_of(process)?, DateText::day(day))))
            .transpose()?;
        let set = self.set.iter().map(|(id, date)| (id.as_str(), date.clone()));
        for (id, date) in start.into_iter().chain(release).chain(set) {
            if process.milestone(id).is_none() {
                return Err(unknown_milestone("the process", id, process.milestones.iter().map(id_of)));
            }
            let text = date.text().to_owned();
            if let Some(other) = dates.insert(id.to_owned(), date).filter(|other| other.text() != text) {
                return Err(Refusal::new(format!("`{id}` cannot be on `{}` and on `{text}`", other.text()))
                    .hint("give it one date"));
            }
        }
        if dates.is_empty() {
            return Err(Refusal::new("no date is given from which the others follow").hint(
                "say when the cycle starts with `--start DATE`, when it releases with `--ga DATE`, or name any \
                 milestone with `--set MILESTONE=DATE`",
            ));
        }
        Ok(dates)
    }
}

/// The day that a date names; none where it is no exact one.
fn exact_day(date: &DateText) -> Option<Date> {
    date.first_day().filter(|_| date.exactness() == Exactness::Day)
}

/// Computes a new schedule.
pub fn draft<'a>(
    process: &'a Process,
    timing: &ProjectCalendars,
    wishes: &Wishes,
) -> Result<Draft<'a>, DraftError> {
    let dates = wishes.dates(process)?;
    let fixed: BTreeMap<String, Date> =
        dates.iter().filter_map(|(id, date)| Some((id.clone(), exact_day(date)?))).collect();
    let inexact = |id: &str| dates.get(id).filter(|date| exact_day(date).is_none()).cloned();
    let parsed = parsed_rules(process);
    let calendars = timing.borrowed();
    let planned: Vec<Planned<'_>> = parsed.iter().map(ParsedRule::planned).collect();
    let aims = aims(&parsed, &fixed);
    let mut all = fixed.clone();
    let mut starts = Vec::new();
    for root in parsed.iter().filter(|one| one.rule.is_none()) {
        let id = root.milestone.id.as_str();
        if dates.contains_key(id) {
            continue;
        }
        let Some(found) = latest_start(&aims, &planned, id, &all, &calendars) else { continue };
        let (Some(aim), Some(wanted)) = (process.milestone(&found.aim), fixed.get(&found.aim)) else {
            continue;
        };
        all.insert(id.to_owned(), found.start);
        starts.push(ComputedStart {
            milestone: root.milestone,
            date: found.start,
            aim,
            wanted: *wanted,
            reached: found.reached,
        });
    }
    let planned: Vec<Planned<'_>> = planned.into_iter().filter(|one| inexact(one.id).is_none()).collect();
    let resolved = resolve(&planned, &all, &calendars);
    let day_of = |id: &str| resolved.get(id).and_then(Resolution::date);
    let milestones = parsed.iter().map(|one| {
        let id = one.milestone.id.as_str();
        let inexact = inexact(id);
        let date = match &inexact {
            Some(date) => Err(date.show()),
            None => day_or_why(process, one, resolved.get(id))?,
        };
        let expected = one.planned().resolve(day_of, &calendars).date();
        let departure =
            fixed.get(id).zip(expected).and_then(|(day, expected)| Departure::of(*day, *day, expected));
        Ok(Drafted { milestone: one.milestone, date, inexact, departure })
    });
    Ok(Draft { milestones: milestones.collect::<Result<_, DraftError>>()?, starts })
}

/// The day of a milestone, or why it is still open.
fn day_or_why(
    process: &Process,
    one: &ParsedRule<'_>,
    resolution: Option<&Resolution>,
) -> Result<Result<Date, String>, DraftError> {
    match resolution {
        Some(Resolution::Resolved(date)) => Ok(Ok(*date)),
        Some(Resolution::Circle(_)) => Err(DraftError::Rules),
        Some(Resolution::MissingAnchor(anchor)) if process.milestone(anchor).is_none() => {
            Err(DraftError::Rules)
        }
        Some(Resolution::MissingAnchor(anchor)) => Ok(Err(format!("`{anchor}` {NO_DATE_YET}"))),
        Some(Resolution::Problem(problem)) => {
            let name = called(one.milestone);
            let refusal = Refusal::new(format!("{name} gets no date: {}", problem.message));
            Err(DraftError::Refused(match &problem.hint {
                Some(hint) => refusal.hint(hint.clone()),
                None => refusal,
            }))
        }
        Some(Resolution::Free) | None => Ok(Err("no rule, and no date was given".to_owned())),
    }
}

/// What people call a milestone, with its id where that is something else.
pub(super) fn called(milestone: &ProcessMilestone) -> String {
    match &milestone.name {
        Some(name) => format!("{name} (`{}`)", milestone.id.value),
        None => format!("`{}`", milestone.id.value),
    }
}

/// Says that there is no such milestone, and which there are.
pub fn unknown_milestone<'a>(place: &str, id: &str, known: impl Iterator<Item = &'a str> + Clone) -> Refusal {
    let list: Vec<String> = known.clone().map(|id| format!("`{id}`")).collect();
    let there_are =
        if list.is_empty() { "it has none".to_owned() } else { format!("it has {}", list.join(", ")) };
    let hint = match suggestion(id, known) {
        Some(near) => format!("did you mean `{near}`? {}", sentence(&there_are)),
        None => there_are,
    };
    Refusal::new(format!("{place} has no milestone `{id}`")).hint(hint)
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn start_of(process: &Process) -> Result<&str, Refusal> {
    let first = process.milestones.iter().find(|milestone| milestone.at.is_none());
    first.map(id_of).ok_or_else(|| {
        Refusal::new("every milestone of the process has a rule, so none of them is the start").hint(
            "name a milestone with `--set MILESTONE=DATE`, or take `at` away from the first in the process",
        )
    })
}

fn release_of(process: &Process) -> Result<&str, Refusal> {
    let found = RELEASE_IDS.into_iter().find_map(|id| process.milestone(id));
    found.map(id_of).ok_or_else(|| {
        let Refusal { hint, .. } = unknown_milestone("", "ga", process.milestones.iter().map(id_of));
        Refusal::new("the process has no milestone `ga` or `release`")
            .hint(format!("name the milestone with `--set MILESTONE=DATE`; {}", hint.unwrap_or_default()))
    })
}

fn id_of(milestone: &ProcessMilestone) -> &str {
    milestone.id.as_str()
}

impl<'a> Draft<'a> {
    /// The milestones whose fixed day departs from their rule.
    pub fn departures(&self) -> impl Iterator<Item = (&'a ProcessMilestone, Date, Departure)> + '_ {
        self.milestones.iter().filter_map(|one| Some((one.milestone, one.date.clone().ok()?, one.departure?)))
    }
}
