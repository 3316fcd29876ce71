//! Moves of a schedule that is there: computed, written into the file, and told with what they need.

use crate::approval::Class;
use crate::calendar::{days_between, show_day};
use crate::diff::ChangeKind;
use crate::document::{Document, Process, Schedule, Status};
use crate::plan::{Moves, Stay, StayReason, moves, rewritten};
use crate::render::{self, Format};
use crate::report::Report;
use crate::repository::Repository;
use crate::schema::suggestion;
use crate::source::LARGEST_FILE;

use super::super::Outcome;
use super::super::arguments::PlanOptions;
use super::super::console::Console;
use super::super::failure::Failure;
use super::super::history;
use super::super::output::{options_for_terminal, print, write_report};
use super::super::side::Side;
use super::super::writing;
use super::{ProjectFolder, UNUSED_REASON, departing, not_fine, reason};

pub(super) fn run(
    project: &ProjectFolder<'_>,
    options: &PlanOptions,
    console: &mut dyn Console,
) -> Result<Outcome, Failure> {
    let progress = format!("{}/progress/{}.yaml", project.place.root(), options.cycle);
    if let Some(report) = project.unreadable(&[&project.path, &progress]) {
        return not_fine(&report, options);
    }
    let schedule = schedule(project, options)?;
    let process = followed(project, schedule)?;
    let moves = moves(
        &schedule.value,
        process.as_ref(),
        project.workspace.progress.get(&options.cycle).map(|progress| &progress.value),
        (&project.timing(), &project.workspace.deadline_zone()),
        &options.moves,
    )?;
    let reason = reason(options, &departures(&moves), console)?;
    let Some(text) = project.workspace.text(&project.path) else {
        return Err(Failure::new(format!("`{}` cannot be read", project.path)));
    };
    let new = rewritten(&text, &moves, reason.as_deref())?;
    if new.len() as u64 > LARGEST_FILE {
        return Err(Failure::new(format!("`{}` would become too large", project.path)));
    }
    let changes = *new != *text;
    if !changes && options.output.format == Format::Human {
        print("Nothing moves: these are the dates already.\n")?;
        return Ok(Outcome::Fine);
    }
    let mut report = project.step_to(&new)?;
    if options.reason.is_some() && moves.explained.is_empty() {
        report.notes.push(UNUSED_REASON.to_owned());
    }
    report.notes.extend(notes(project, schedule, process.as_ref(), &moves, &report));
    if changes && !options.dry_run {
        writing::refuse_a_detour(&project.top, &project.path)?;
        writing::replace(&project.top.join(&project.path), &new)?;
    }
    write_report(&report, &options.output, options.text)?;
    if options.output.format == Format::Human {
        let told = format!("\n{}", farewell(project, options, &report));
        print(&render::plain(&told, &options_for_terminal(&options.output)))?;
    }
    Ok(Outcome::Fine)
}

fn schedule<'a>(
    project: &'a ProjectFolder<'_>,
    options: &PlanOptions,
) -> Result<&'a Document<Schedule>, Failure> {
    let cycle = options.cycle.as_str();
    let schedules = &project.workspace.schedules;
    let Some(schedule) = schedules.get(cycle) else {
        let known = || schedules.keys().map(String::as_str);
        let list = || known().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let hint = match suggestion(cycle, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if schedules.is_empty() => format!("write it first: `milepost plan {cycle} --start DATE`"),
            None => format!("there are {}; `milepost plan {cycle} --start DATE` writes a new one", list()),
        };
        return Err(Failure::new(format!("there is no schedule of a cycle `{cycle}`")).hint(hint));
    };
    match schedule.value.status.value {
        status @ (Status::Released | Status::Cancelled) => Err(Failure::new(format!(
            "`{cycle}` is `{}`, so its dates are history",
            status.name()
        ))
        .hint(
            "correct a mistake in the file itself; the day on which something happened stands in `progress`",
        )),
        Status::Draft | Status::Proposed | Status::Active => Ok(schedule),
    }
}

/// The process that the schedule follows, here or in the history.
fn followed(project: &ProjectFolder<'_>, schedule: &Document<Schedule>) -> Result<Option<Process>, Failure> {
    let current = project.process().map(|process| &process.value);
    let version = match &schedule.value.process {
        None => return Ok(current.cloned()),
        Some(version) => version.value,
    };
    if let Some(current) = current.filter(|process| process.version.value == version) {
        return Ok(Some(current.clone()));
    }
    match (&project.side, project.place.any_repository()) {
        (Side::Worktree(_, Some(commit)), Some(repository)) => {
            history::process(repository, commit, project.place.root(), version)
        }
        _ => Ok(None),
    }
}

fn departures(moves: &Moves) -> Vec<String> {
    moves
        .unexplained
        .iter()
        .map(|one| departing(&one.name, &one.date.show(), one.departure, &one.rule))
        .collect()
}

/// What belongs to the moves besides the changes themselves.
fn notes(
    project: &ProjectFolder<'_>,
    schedule: &Document<Schedule>,
    process: Option<&Process>,
    moves: &Moves,
    report: &Report,
) -> Vec<String> {
    let mut notes: Vec<String> = moves.stays.iter().map(stays).collect();
    if process.is_none() {
        notes.push(match &schedule.value.process {
            Some(version) => format!(
                "version {} of the process is not here, so nothing moves along and no date is held against its rule",
                version.value
            ),
            None => "there is no process, so nothing moves along".to_owned(),
        });
    }
    notes.extend(moves.reason_kept.iter().map(|(name, reason)| {
        format!("{name} departs from its rule and keeps its reason: {reason}; `--reason` gives another")
    }));
    notes.extend(
        moves
            .reason_superfluous
            .iter()
            .map(|name| format!("{name} is where its rule puts it again, so its `reason` can go")),
    );
    notes.extend(match schedule.value.status.value {
        Status::Active => notice(project, process, report),
        status => Some(format!("the schedule is `{}`: its dates may be moved freely", status.name())),
    });
    notes
}

fn stays(stay: &Stay) -> String {
    let name = &stay.name;
    match &stay.why {
        StayReason::Reached(day) => format!("{name} stays: it was reached on {}", show_day(*day)),
        StayReason::Departs(Some(reason)) => format!("{name} stays: it departs from its rule: {reason}"),
        StayReason::Departs(None) => {
            format!("{name} stays: it departs from its rule already, and does not say why")
        }
        StayReason::Unanchored => {
            format!("{name} stays: what it is counted from has no exact date any more")
        }
        StayReason::Inexact(date) => {
            format!("{name} stays: {date} is no exact date; name it with `--move` to move it")
        }
    }
}

/// How far off the nearest of the old and new dates is.
fn notice(project: &ProjectFolder<'_>, process: Option<&Process>, report: &Report) -> Option<String> {
    let moved = report.changes.iter().filter(|change| change.change.kind == ChangeKind::Moved);
    let nearer = moved.filter_map(|moved| {
        let change = &moved.change;
        Some((change.old_day?.min(change.new_day?), change.subject_name.as_str()))
    });
    let (day, name) = nearer.min()?;
    let days = days_between(project.today, day);
    let left = match days {
        0 => "is today".to_owned(),
        1 => "is tomorrow".to_owned(),
        -1 => "was yesterday".to_owned(),
        days if days < 0 => format!("was {} days ago", days.unsigned_abs()),
        days => format!("is {days} days away"),
    };
    let promised = process
        .and_then(|process| process.change_control.as_ref()?.notice)
        .map_or_else(String::new, |notice| format!("; the process promises a notice of {notice}"));
    Some(format!("the nearest of the old and new dates, {} ({name}), {left}{promised}", show_day(day)))
}

fn farewell(project: &ProjectFolder<'_>, options: &PlanOptions, report: &Report) -> String {
    let place = project.place_options(options);
    let next = if report.decisions.is_empty() {
        "commit it; nobody has to approve it.".to_owned()
    } else {
        let is_minor = report.decisions.iter().all(|decision| decision.class == Class::ScheduleMinor);
        let who = if is_minor { "the release managers decide" } else { "the TSC decides" };
        format!(
            "commit it on a branch. This writes the file in which {who}:\n  milepost approve{}{place}",
            base(project)
        )
    };
    if options.dry_run {
        return format!("Nothing was written. Without `--dry-run`, next: {next}\n");
    }
    format!("Wrote {}.\nNext: {next}\n", project.path)
}

/// The branch that the change is for, as an option.
fn base(project: &ProjectFolder<'_>) -> String {
    let repository = project.place.any_repository().filter(|_| matches!(project.side, Side::Worktree(..)));
    let Some(branch) = repository.and_then(Repository::default_branch) else {
        return String::new();
    };
    let short = branch.strip_prefix("refs/heads/").or_else(|| branch.strip_prefix("refs/remotes/"));
    format!(" --base {}", short.unwrap_or(&branch))
}
