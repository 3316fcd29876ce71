//! The first cycle's plan: a draft with the dates that follow from the rules of the process.

use jiff::civil::Date;

use super::answers::{Answers, FirstCycle};
use crate::calendar::{WorkingCalendar, show_day};
use crate::document::{Process, ProjectCalendars};
use crate::plan::{DraftError, Heading, Refusal, Wishes, draft, schedule_text};
use crate::yaml;

/// `schedules/<cycle>.yaml`.
pub(super) fn schedule(answers: &Answers, cycle: &FirstCycle, process: &str) -> Result<String, Refusal> {
    let timing = ProjectCalendars { working_group: answers.meeting.clone(), ..ProjectCalendars::default() };
    if !timing.working.is_working_day(cycle.start) {
        return Err(weekend(cycle.start, &timing.working));
    }
    let process = read(process)?;
    let wishes = Wishes { start: Some(cycle.start), ..Wishes::default() };
    let draft = draft(&process, &timing, &wishes).map_err(|error| match error {
        DraftError::Rules => Refusal::new("the rules of the template lead nowhere"),
        DraftError::Refused(refusal) => refusal,
    })?;
    let heading = Heading {
        what: "The first release cycle",
        cycle: &cycle.id,
        name: None,
        version: None,
        process: process.version.value,
    };
    schedule_text(&heading, &draft, None)
}

fn read(process: &str) -> Result<Process, Refusal> {
    let tree = yaml::read("process.yaml", process.as_bytes()).tree;
    tree.and_then(|tree| yaml::from_node(&tree).ok())
        .ok_or_else(|| Refusal::new("the process of the template cannot be read"))
}

fn weekend(start: Date, working: &WorkingCalendar) -> Refusal {
    let days = [working.working_day_on_or_before(start), working.working_day_on_or_after(start)];
    let days: Vec<String> =
        days.into_iter().flatten().map(|day| format!("`{day}` ({})", show_day(day))).collect();
    Refusal::new(format!("the first cycle cannot start on {}: it is a weekend", show_day(start)))
        .hint(format!("start on a working day, such as {}", days.join(" or ")))
}
