//! Moves of a schedule that is there: computed, written into the file, and told with what they need.

use crate::approval::Class;
use crate::calendar::{days_between, show_day};
use crate::diagnostic::{Diagnostic, Location};
use crate::diff::ChangeKind;
use crate::document::{Document, Milestone, Process, Schedule, Status};
use crate::plan::{Doubt, Moves, Shift, Stay, StayReason, Superfluous, Wish, moves, rewritten};
use crate::render::{self, Format};
use crate::report::Report;
use crate::repository::Repository;
use crate::schema::{Kind, suggestion};
use crate::source::LARGEST_FILE;
use crate::yaml::Editor;

use super::super::Outcome;
use super::super::arguments::PlanOptions;
use super::super::console::Console;
use super::super::failure::Failure;
use super::super::history;
use super::super::output::{options_for_terminal, print, write_report};
use super::super::side::Side;
use super::super::writing;
use super::{ProjectFolder, UNUSED_REASON, departing, not_fine, reason};

/// The rule about years that cannot be meant.
const YEAR_SLIP: &str = "year-slip";
/// The rule about dates that are none.
const NO_SUCH_DATE: &str = "no-such-date";

pub(super) fn run(
    project: &ProjectFolder<'_>,
    options: &PlanOptions,
    console: &mut dyn Console,
) -> Result<Outcome, Failure> {
    let progress = format!("{}/progress/{}.yaml", project.place.root(), options.cycle);
    let [policy, roster] = [Kind::Policy, Kind::Roster].map(|kind| project.workspace.path_of(kind));
    // Without policy and roster it cannot be said who approves.
    if let Some(report) = project.unreadable(&[project.path.clone(), progress, policy, roster]) {
        return not_fine(&report, options);
    }
    let schedule = schedule(project, options)?;
    if let Some(report) = without_a_date(project, schedule, &options.moves) {
        return not_fine(&report, options);
    }
    require_roster(project)?;
    let process = followed(project, schedule)?;
    // What hangs on what cannot be said then.
    if process.as_ref() == project.process().map(|process| &*process.value) {
        let report = project.rules_that_lead_nowhere();
        if !report.diagnostics.is_empty() {
            return not_fine(&report, options);
        }
    }
    let moves = moves(
        &schedule.value,
        process.as_ref(),
        project.workspace.progress.get(&options.cycle).map(|progress| &*progress.value),
        (&project.timing(), &project.workspace.deadline_zone(), project.today),
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
    say_doubts(&mut report, &project.path, &moves.doubts);
    let notes = notes(project, schedule, process.as_ref(), (&moves, reason.as_deref(), &new), &report);
    report.notes.extend(notes);
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
            None => {
                let verb = if schedules.len() == 1 { "is" } else { "are" };
                format!("there {verb} {}; `milepost plan {cycle} --start DATE` writes a new one", list())
            }
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

/// What `check` says about dates of the schedule that are none, unless they are replaced: nothing can follow from them.
fn without_a_date(
    project: &ProjectFolder<'_>,
    schedule: &Document<Schedule>,
    wishes: &[Wish],
) -> Option<Report> {
    let is_replaced = |milestone: &Milestone| {
        wishes.iter().any(|wish| wish.milestone == milestone.id.value && matches!(wish.shift, Shift::To(_)))
    };
    let is_unreadable =
        |milestone: &Milestone| milestone.date.as_ref().is_some_and(|date| date.value.date().is_none());
    if !schedule.value.milestones.iter().any(|one| is_unreadable(one) && !is_replaced(one)) {
        return None;
    }
    Some(project.findings(|rule, path, _| rule == NO_SUCH_DATE && path == project.path))
}

/// Refuses a project whose policy asks for approvals by people of whom there is no list.
fn require_roster(project: &ProjectFolder<'_>) -> Result<(), Failure> {
    let workspace = &project.workspace;
    if workspace.policy.is_none() || workspace.roster.is_some() {
        return Ok(());
    }
    let roster = workspace.path_of(Kind::Roster);
    Err(Failure::new(format!("who approves a move cannot be said: there is no `{roster}`"))
        .hint("write it first: `milepost schema roster` says what may stand in it"))
}

/// The process that the schedule follows, here or in the history.
fn followed(project: &ProjectFolder<'_>, schedule: &Document<Schedule>) -> Result<Option<Process>, Failure> {
    let current = project.process().map(|process| &*process.value);
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

/// Puts the doubts in front, at the milestones that were moved; that a neighbour's year seems off follows from them.
fn say_doubts(report: &mut Report, path: &str, doubts: &[Doubt]) {
    if doubts.is_empty() {
        return;
    }
    report.diagnostics.retain(|found| found.rule != YEAR_SLIP || found.location.path != path);
    let said = doubts.iter().map(|doubt| {
        let Doubt { id, name, days, date, suggested } = doubt;
        let changes = report.changes.iter().map(|classified| &classified.change);
        let mut changes = changes.filter(|change| change.location.path == path && change.subject == *id);
        let location = changes.next().map_or_else(|| Location::file(path), |change| change.location.clone());
        let direction = if *days < 0 { "earlier" } else { "later" };
        let message = format!("{name} moves {} days {direction}, to {}", days.abs(), date.show());
        Diagnostic::warning(YEAR_SLIP, location, message)
            .with_hint(format!("did you mean `{id}={suggested}` ({})?", show_day(*suggested)))
    });
    let said: Vec<Diagnostic> = said.collect();
    report.diagnostics.splice(..0, said);
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
    (moves, reason, new): (&Moves, Option<&str>, &str),
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
    notes.extend(moves.reason_kept.iter().map(|(name, kept)| match reason {
        Some(reason) if reason == kept => format!("{name} departs from its rule for the same reason: {kept}"),
        Some(_) => format!("{name} departs from its rule: reason replaced, it was: {kept}"),
        None => {
            format!("{name} departs from its rule and keeps its reason: {kept}; `--reason` gives another")
        }
    }));
    let reasons = Editor::new(new).ok();
    notes.extend(moves.reason_superfluous.iter().map(|one| superfluous(one, reasons.as_ref())));
    if !project.is_in_git() && !report.decisions.is_empty() {
        notes.push(
            "this folder is not in git, so the classes are measured against the folder as it is, not against the plan \
             that was approved last"
                .to_owned(),
        );
    }
    notes.extend(match schedule.value.status.value {
        Status::Active => notice(project, process, report),
        status => Some(format!("the schedule is `{}`: its dates may be moved freely", status.name())),
    });
    notes
}

/// Whether the reason of a date that is back on its rule went, or where it still stands.
fn superfluous(one: &Superfluous, after: Option<&Editor>) -> String {
    let place = one.place.to_string();
    let left = after.and_then(|after| after.tree().at(["milestones", &place, "reason"].into_iter()));
    let Superfluous { name, reason, .. } = one;
    match left {
        Some(left) => {
            let line = left.span.start.line();
            format!("{name} is where its rule puts it again, so its `reason` (line {line}) can go: {reason}")
        }
        None => format!("{name} is where its rule puts it again, so its reason was taken away: {reason}"),
    }
}

fn stays(stay: &Stay) -> String {
    let name = &stay.name;
    match &stay.why {
        StayReason::Reached(day) => format!("{name} stays: it was reached on {}", show_day(*day)),
        StayReason::Departs(Some(reason)) => format!("{name} stays: it departs from its rule: {reason}"),
        StayReason::Departs(None) => {
            format!("{name} stays: it departs from its rule already, and does not say why")
        }
        StayReason::Unanchored(date) => {
            format!("{name} stays on {date}: what it is counted from has no exact date any more")
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
    let next = next(project, options, report);
    if options.dry_run {
        return format!("Nothing was written. Without `--dry-run`, next: {next}\n");
    }
    format!("Wrote {}.\nNext: {next}\n", project.path)
}

/// What to do with the move.
fn next(project: &ProjectFolder<'_>, options: &PlanOptions, report: &Report) -> String {
    let is_minor = report.decisions.iter().all(|decision| decision.class == Class::ScheduleMinor);
    let who = if is_minor { "the release managers decide" } else { "the TSC decides" };
    match (project.is_in_git(), report.decisions.is_empty()) {
        (false, true) => "bring it into the project's repository; nobody has to approve it.".to_owned(),
        (false, false) => format!("bring it into the project's repository, where {who}."),
        (true, true) if project.workspace.policy.is_none() => {
            "commit it; there is no policy yet by which anybody would have to approve it.".to_owned()
        }
        (true, true) => "commit it; nobody has to approve it.".to_owned(),
        (true, false) => format!(
            "commit it on a branch. This writes the file in which {who}:\n  milepost approve{}{}",
            base(project),
            project.place_options(options)
        ),
    }
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
