//! What is said about a new schedule besides its dates: what was computed, what does not fit, and which day would.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::calendar::{WorkingCalendar, show_day, show_day_short};
use crate::diagnostic::Diagnostic;
use crate::plan::{ComputedStart, Draft};
use crate::report::Report;

use super::super::arguments::PlanOptions;
use super::{ProjectFolder, UNUSED_REASON};

/// The rule that finds milestones on weekends and holidays.
const NON_WORKING_DAY: &str = "non-working-day";

/// The remarks, each block behind an empty line.
pub(super) fn remarks(
    project: &ProjectFolder<'_>,
    options: &PlanOptions,
    draft: &Draft<'_>,
    report: &Report,
) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    for start in &draft.starts {
        let _ = writeln!(text, "{}", computed(start));
    }
    let working = project.timing().working;
    let starts_off = options.start.filter(|day| !working.is_working_day(*day));
    let (of_start, findings): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        report.diagnostics.iter().partition(|found| starts_off.is_some() && found.rule == NON_WORKING_DAY);
    if let Some(start) = starts_off {
        let _ = writeln!(text, "\nNote: {}.", off_start(start, of_start.len(), &working));
    }
    if let Some(note) = off_release(options, &working) {
        let _ = writeln!(text, "\nNote: {note}.");
    }
    if options.reason.is_some() && draft.departures().next().is_none() {
        let _ = writeln!(text, "\nNote: {UNUSED_REASON}.");
    }
    if let Some(last) = last_day(draft).filter(|last| *last < project.today) {
        let _ = writeln!(text, "\nNote: every date is in the past; the last is {}.", show_day(last));
    }
    if !findings.is_empty() {
        text.push_str("\n`milepost check` will say:\n");
    }
    for found in findings {
        let _ = writeln!(text, "  {}: {} ({})", found.severity, found.message, found.rule);
    }
    text
}

/// A start on a weekend takes what is counted from it in weeks along: one cause, one remark.
fn off_start(start: Date, milestones: usize, working: &WorkingCalendar) -> String {
    let along = match milestones {
        0 | 1 => String::new(),
        2 => ", and 1 milestone counted from it falls on none either".to_owned(),
        many => format!(", and {} milestones counted from it fall on none either", many - 1),
    };
    format!("`--start` is {}{along}", no_working_day(start, working))
}

/// That the release was asked for on a day without work.
pub(super) fn off_release(options: &PlanOptions, working: &WorkingCalendar) -> Option<String> {
    let release = options.ga.filter(|day| !working.is_working_day(*day))?;
    Some(format!("`--ga` is {}", no_working_day(release, working)))
}

/// `Sat 16 Jan 2027, which is no working day (Fri 15 Jan and Mon 18 Jan 2027 are)`.
fn no_working_day(day: Date, working: &WorkingCalendar) -> String {
    let before = working.working_day_on_or_before(day).map(show_day_short);
    let after = working.working_day_on_or_after(day).map(show_day);
    let near: Vec<String> = before.into_iter().chain(after).collect();
    let near = match near.as_slice() {
        [] => String::new(),
        [only] => format!(" ({only} is)"),
        several => format!(" ({} are)", several.join(" and ")),
    };
    format!("{}, which is no working day{near}", show_day(day))
}

fn last_day(draft: &Draft<'_>) -> Option<Date> {
    let days = draft.milestones.iter().map(|one| match (&one.date, &one.inexact) {
        (Ok(day), _) => Some(*day),
        (Err(_), Some(date)) => date.last_day(),
        (Err(_), None) => None,
    });
    days.collect::<Option<Vec<Date>>>()?.into_iter().max()
}

fn computed(start: &ComputedStart<'_>) -> String {
    let ComputedStart { milestone, date, aim, wanted, reached } = start;
    let (milestone, aim) = (&milestone.id.value, &aim.id.value);
    if wanted == reached {
        return format!("\n`{milestone}` is computed back from `{aim}`: {}.", show_day(*date));
    }
    format!(
        "\n`{milestone}` is computed back from `{aim}`: {} is the latest working day from which the rules do not lead \
         beyond {}; they lead to {}.",
        show_day(*date),
        show_day_short(*wanted),
        show_day(*reached)
    )
}
