//! The first cycle's plan: a draft with the dates that follow from the rules of the process.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::answers::{Answers, FirstCycle};
use super::refusal::Refusal;
use crate::calendar::{
    Calendars, Direction, Planned, Resolution, Rule, Snap, WorkingCalendar, resolve, show_day, show_day_short,
};
use crate::document::{Process, ProcessMilestone};
use crate::schema::Kind;
use crate::yaml;
use crate::yaml::write::scalar;

/// How wide a date is before its comment begins.
const COMMENT_COLUMN: usize = 46;

/// `schedules/<cycle>.yaml`.
pub(super) fn schedule(answers: &Answers, cycle: &FirstCycle, process: &str) -> Result<String, Refusal> {
    let working = WorkingCalendar::default();
    if !working.is_working_day(cycle.start) {
        return Err(weekend(cycle.start, &working));
    }
    let calendars = Calendars { working: &working, working_group: answers.meeting.as_ref(), tsc: None };
    let process = read(process)?;
    let milestones = dates(&process, cycle.start, &calendars)?;
    let cycle = format!("cycle: {}", scalar(&cycle.id));
    let version = format!("process: {}", process.version.value);
    let mut text = format!(
        "{}\n\
         # The first release cycle: a draft, which nobody has to approve. The dates follow from the rules in process.yaml,\n\
         # written behind them. A date that departs from its rule says why: `reason: …`.\n\
         kind: schedule/v1\n\
         {cycle:<29} # the name of this file\n\
         # name: Paris                 # what people call the cycle\n\
         # version: \"1.0\"              # in quotes: a version is a text, not a number\n\
         {version:<29} # the version of process.yaml that the dates follow\n\
         status: draft                 # then `proposed`; with `active` the TSC approves the plan\n\
         milestones:\n",
        Kind::Schedule.modeline(),
    );
    for (milestone, date) in milestones {
        let entry = format!("  - {{id: {}, date: {date}}}", scalar(milestone.id.as_str()));
        text.push_str(&format!(
            "{entry:<COMMENT_COLUMN$} # {}; {}\n",
            show_day_short(date),
            origin(milestone)
        ));
    }
    Ok(text)
}

fn read(process: &str) -> Result<Process, Refusal> {
    let tree = yaml::read("process.yaml", process.as_bytes()).tree;
    tree.and_then(|tree| yaml::from_node(&tree).ok())
        .ok_or_else(|| Refusal::new("the process of the template cannot be read"))
}

/// Every milestone with its date; the first one without a rule is the start.
fn dates<'a>(
    process: &'a Process,
    start: Date,
    calendars: &Calendars<'_>,
) -> Result<Vec<(&'a ProcessMilestone, Date)>, Refusal> {
    let mut rules = Vec::new();
    for milestone in &process.milestones {
        let rule = milestone.at.as_ref().map(|at| Rule::parse(at.as_str())).transpose()?;
        rules.push((milestone, rule, snap(milestone)?));
    }
    let planned: Vec<Planned<'_>> = rules
        .iter()
        .map(|(milestone, rule, snap)| Planned {
            id: milestone.id.as_str(),
            rule: rule.as_ref(),
            snap: *snap,
        })
        .collect();
    let free = process.milestones.iter().find(|milestone| milestone.at.is_none());
    let fixed: BTreeMap<String, Date> =
        free.map(|first| (first.id.value.clone(), start)).into_iter().collect();
    let resolved = resolve(&planned, &fixed, calendars);
    process.milestones.iter().map(|milestone| Ok((milestone, date_of(milestone, &resolved)?))).collect()
}

fn date_of(milestone: &ProcessMilestone, resolved: &BTreeMap<String, Resolution>) -> Result<Date, Refusal> {
    match resolved.get(milestone.id.as_str()) {
        Some(Resolution::Resolved(date)) => Ok(*date),
        Some(Resolution::Problem(problem)) => Err(problem.clone().into()),
        _ => Err(Refusal::new(format!("`{}` gets no date from the process", milestone.id.value))),
    }
}

fn snap(milestone: &ProcessMilestone) -> Result<Option<Snap>, Refusal> {
    if let Some(snap) = &milestone.snap {
        return Ok(Some(Snap::parse(snap.as_str(), Direction::Later)?));
    }
    let back = milestone.snap_back.as_ref();
    Ok(back.map(|snap| Snap::parse(snap.as_str(), Direction::Earlier)).transpose()?)
}

/// Where a date comes from, in words.
fn origin(milestone: &ProcessMilestone) -> String {
    let Some(at) = &milestone.at else { return "the start".to_owned() };
    match (&milestone.snap, &milestone.snap_back) {
        (Some(snap), _) => format!("{}, then the next {}", at.value, snap.value),
        (None, Some(snap)) => format!("{}, then back to the {}", at.value, snap.value),
        (None, None) => at.value.clone(),
    }
}

fn weekend(start: Date, working: &WorkingCalendar) -> Refusal {
    let days = [working.working_day_on_or_before(start), working.working_day_on_or_after(start)];
    let days: Vec<String> =
        days.into_iter().flatten().map(|day| format!("`{day}` ({})", show_day(day))).collect();
    Refusal::new(format!("the first cycle cannot start on {}: it is a weekend", show_day(start)))
        .hint(format!("start on a working day, such as {}", days.join(" or ")))
}
