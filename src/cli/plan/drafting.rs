//! A new schedule: computed, written once, and told.

use std::fmt::Write as _;

use crate::calendar::{show_day, show_day_short};
use crate::init::NewDocument;
use crate::plan::{ComputedStart, Draft, DraftError, Heading, Wishes, draft, schedule_text};
use crate::render::{self, Format};
use crate::report::Report;

use super::super::Outcome;
use super::super::arguments::PlanOptions;
use super::super::console::Console;
use super::super::failure::Failure;
use super::super::output::{options_for_terminal, print, write_files, write_report};
use super::super::writing;
use super::{ProjectFolder, UNUSED_REASON, departing, not_fine, reason};

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
    let reason = reason(options, &departures(&draft), console)?;
    let heading = Heading {
        what: "A release cycle",
        cycle: &options.cycle,
        name: options.name.as_deref(),
        version: options.release_version.as_deref(),
        process: process.value.version.value,
    };
    let text = schedule_text(&heading, &draft, reason.as_deref())?;
    let report = project.step_to(&text)?;
    let shown = if options.dry_run {
        text
    } else {
        writing::write_all(&project.top, &[NewDocument { path: project.path.clone(), text }])?;
        let told = told(project, options, &draft, &report);
        render::plain(&told, &options_for_terminal(&options.output))
    };
    if options.output.format == Format::Human {
        write_files(&report, &options.output, false)?;
        print(&shown)?;
    } else {
        write_report(&report, &options.output, false)?;
    }
    Ok(Outcome::Fine)
}

fn refuse_overwriting(project: &ProjectFolder<'_>, options: &PlanOptions) -> Result<(), Failure> {
    if project.top.join(&project.path).symlink_metadata().is_ok() {
        return Err(Failure::new(format!("`{}` exists already, so nothing was written", project.path)).hint(
            format!(
                "`milepost plan {} --move MILESTONE=+7d` moves its dates; `--dry-run` shows what a new one would be; to \
                 begin anew, delete the file first",
                options.cycle
            ),
        ));
    }
    writing::refuse_a_detour(&project.top, &project.path)
}

fn no_process(project: &ProjectFolder<'_>) -> Failure {
    Failure::new(format!("there is no `{}/process.yaml` from which dates could follow", project.place.root()))
        .hint("write the process first: `milepost schema process` says what may stand in it")
}

/// A circle, or a rule that counts from nothing: `check` knows what to say about either.
fn rules_lead_nowhere(project: &ProjectFolder<'_>, options: &PlanOptions) -> Result<Outcome, Failure> {
    let report = project.findings(|rule, _, _| matches!(rule, "rule-circle" | "rule-anchor"));
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

fn told(project: &ProjectFolder<'_>, options: &PlanOptions, draft: &Draft<'_>, report: &Report) -> String {
    let mut text = format!("Wrote {}, a draft:\n", project.path);
    let name =
        |one: &crate::document::ProcessMilestone| one.name.clone().unwrap_or_else(|| one.id.value.clone());
    let width = draft.milestones.iter().map(|one| name(one.milestone).chars().count()).max().unwrap_or(0);
    // Writing to a string cannot fail.
    for one in &draft.milestones {
        let name = name(one.milestone);
        let _ = match &one.date {
            Ok(date) => writeln!(text, "  {name:<width$}  {}", show_day(*date)),
            Err(why) => writeln!(text, "  {name:<width$}  to be decided: {why}"),
        };
    }
    for start in &draft.starts {
        let _ = writeln!(text, "{}", computed(start));
    }
    if options.reason.is_some() && draft.departures().next().is_none() {
        let _ = writeln!(text, "\nNote: {UNUSED_REASON}.");
    }
    if !report.diagnostics.is_empty() {
        text.push_str("\n`milepost check` will say:\n");
    }
    for found in &report.diagnostics {
        let _ = writeln!(text, "  {}: {} ({})", found.severity, found.message, found.rule);
    }
    let place = project.place_options(options);
    let check = format!("milepost check{place}");
    let moves = format!("milepost plan {} --move MILESTONE=+7d{place}", options.cycle);
    let width = moves.chars().count();
    let _ = writeln!(
        text,
        "\nNext:\n  {check:<width$}  says what does not fit\n  {moves}  moves a date and what hangs on it\nThen commit \
         it. Nobody has to approve a draft; with `status: active` the TSC decides about it."
    );
    text
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
