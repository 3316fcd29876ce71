//! A new schedule: computed, written once, and told.

use std::fmt::Write as _;

use crate::calendar::show_day;
use crate::init::NewDocument;
use crate::plan::{Draft, DraftError, Heading, Wishes, draft, schedule_text};
use crate::render::{self, Format};

use super::super::Outcome;
use super::super::arguments::PlanOptions;
use super::super::console::Console;
use super::super::failure::Failure;
use super::super::output::{options_for_terminal, print, print_aside, write_files, write_report};
use super::super::writing;
use super::{ProjectFolder, departing, not_fine, reason, remarks};

pub(super) fn run(
    project: &ProjectFolder<'_>,
    options: &PlanOptions,
    console: &mut dyn Console,
) -> Result<Outcome, Failure> {
    if !options.dry_run {
        refuse_overwriting(project, options)?;
    }
    if let Some(report) = project.unreadable(&[]) {
        return not_fine(&report, options);
    }
    let Some(process) = project.process() else { return Err(no_process(project)) };
    let wishes = Wishes { start: options.start, release: options.ga, set: options.set.clone() };
    let draft = match draft(&process.value, &project.timing(), &wishes) {
        Ok(draft) => draft,
        Err(DraftError::Refused(refusal)) => return Err(refusal.into()),
        Err(DraftError::Rules) => return rules_lead_nowhere(project, options),
    };
    let reason = reason(options, &departures(&draft), console)
        .map_err(|failure| with_a_day_that_fits(failure, project, options))?;
    let heading = Heading {
        what: "A release cycle",
        cycle: &options.cycle,
        name: options.name.as_deref(),
        version: options.release_version.as_deref(),
        process: process.value.version.value,
    };
    let text = schedule_text(&heading, &draft, reason.as_deref())?;
    let report = project.step_to(&text)?;
    if !options.dry_run {
        let new = NewDocument { path: project.path.clone(), text: text.clone() };
        writing::write_all(&project.top, &[new])?;
    }
    if options.output.format != Format::Human {
        write_report(&report, &options.output, false)?;
        return Ok(Outcome::Fine);
    }
    write_files(&report, &options.output, false)?;
    let plain = |text: &str| render::plain(text, &options_for_terminal(&options.output));
    let remarks = remarks::remarks(project, options, &draft, &report);
    if options.dry_run {
        // What goes into a file or another program is the schedule alone.
        print(&text)?;
        print_aside(&plain(&without_writing(project, options, &remarks)))?;
    } else {
        print(&plain(&told(project, options, &draft, &remarks)))?;
    }
    Ok(Outcome::Fine)
}

/// What a run without `--dry-run` would say besides the dates; nothing where it would only write.
fn without_writing(project: &ProjectFolder<'_>, options: &PlanOptions, remarks: &str) -> String {
    let mut text = remarks.to_owned();
    if let Err(refusal) = refuse_overwriting(project, options) {
        let message = refusal.message.trim_end_matches(", so nothing was written");
        let _ = writeln!(text, "\nNote: without `--dry-run` nothing would be written: {message}.");
    }
    text.trim_start_matches('\n').to_owned()
}

/// A release on a weekend departs from most rules; who typed a wrong day wants to hear which one fits.
fn with_a_day_that_fits(failure: Failure, project: &ProjectFolder<'_>, options: &PlanOptions) -> Failure {
    let Some(note) = remarks::off_release(options, &project.timing().working) else { return failure };
    let hint = failure.hint.clone().map_or_else(|| note.clone(), |hint| format!("{note}; {hint}"));
    failure.hint(hint)
}

fn refuse_overwriting(project: &ProjectFolder<'_>, options: &PlanOptions) -> Result<(), Failure> {
    if project.top.join(&project.path).symlink_metadata().is_ok() {
        return Err(Failure::new(format!("`{}` exists already, so nothing was written", project.path)).hint(
            format!(
                "`milepost plan {} --move MILESTONE=+7d --reason \"…\"` moves its dates; `--dry-run` shows what a new one would be; to \
                 begin anew, delete the file first",
                options.cycle
            ),
        ));
    }
    writing::refuse_a_detour(&project.top, &project.path)
}

fn no_process(project: &ProjectFolder<'_>) -> Failure {
    Failure::new(format!("there is no `{}/process.yaml` from which dates could follow", project.place.root()))
        .hint("`milepost init --template six-month --dry-run` shows one that you can copy; `milepost schema process` says \
               what may stand in it")
}

fn rules_lead_nowhere(project: &ProjectFolder<'_>, options: &PlanOptions) -> Result<Outcome, Failure> {
    let report = project.rules_that_lead_nowhere();
    if report.diagnostics.is_empty() {
        return Err(Failure::new(
            "the rules of the process lead in a circle, or count from a milestone that it lacks",
        )
        .hint(
            "take `rules` for `rule-circle` and `rule-anchor` out of the project, and run `milepost check`",
        ));
    }
    not_fine(&report, options)
}

fn departures(draft: &Draft<'_>) -> Vec<String> {
    draft
        .departures()
        .map(|(milestone, date, departure)| {
            let name = milestone.name.as_deref().unwrap_or(milestone.id.as_str());
            let rule = milestone.at.as_ref().map_or("", |at| at.as_str());
            departing(name, &show_day(date), departure, rule)
        })
        .collect()
}

fn told(project: &ProjectFolder<'_>, options: &PlanOptions, draft: &Draft<'_>, remarks: &str) -> String {
    let mut text = format!("Wrote {}, a draft:\n", project.path);
    let name =
        |one: &crate::document::ProcessMilestone| one.name.clone().unwrap_or_else(|| one.id.value.clone());
    let width = draft.milestones.iter().map(|one| name(one.milestone).chars().count()).max().unwrap_or(0);
    // Writing to a string cannot fail.
    for one in &draft.milestones {
        let name = name(one.milestone);
        let _ = match (&one.date, &one.inexact) {
            (Ok(date), _) => writeln!(text, "  {name:<width$}  {}", show_day(*date)),
            (Err(_), Some(date)) => writeln!(text, "  {name:<width$}  {}", date.show()),
            (Err(why), None) => writeln!(text, "  {name:<width$}  to be decided: {why}"),
        };
    }
    text.push_str(remarks);
    let place = project.place_options(options);
    let check = format!("milepost check{place}");
    let moves = format!("milepost plan {} --move MILESTONE=+7d --reason \"…\"{place}", options.cycle);
    let then = if project.is_in_git() { "commit it" } else { "bring it into the project's repository" };
    let _ = writeln!(
        text,
        "\nNext:\n  {check}\n      says what does not fit\n  {moves}\n      moves a date and what hangs on it\nThen {then}. \
         Nobody has to approve a draft; with `status: active` the TSC decides about it."
    );
    text
}
