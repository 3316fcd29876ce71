//! `milepost init`: a project's first documents, from flags, questions and a template.

mod asking;
mod command_line;

pub(super) use command_line::quoted as shell_word;

use std::collections::BTreeSet;

use crate::calendar::Zone;
use crate::diagnostic::Severity;
use crate::document;
use crate::init::{Answers, FirstCycle, NewDocument, Roll, Workflow, documents, still_open};
use crate::report;
use crate::repository::RepositoryError;
use crate::source::InMemory;

use super::Outcome;
use super::arguments::InitOptions;
use super::console::{Console, Terminal};
use super::failure::Failure;
use super::output::print;
use super::side::Place;
use super::writing;

/// Runs the command.
pub(super) fn run(options: &InitOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let top = place.top()?;
    let options = complete(options, &mut Terminal)?;
    let answers = answers(&options, &place)?;
    let files = documents(&answers, place.root())?;
    refuse_what_check_would_find(&files, &answers, &place)?;
    writing::refuse_existing(&top, &files)?;
    if options.dry_run {
        let shown = files.iter().map(|file| format!("=== {}\n{}\n", file.path, file.text));
        print(&shown.collect::<String>())?;
        return Ok(Outcome::Fine);
    }
    writing::write_all(&top, &files)?;
    print(&farewell(&answers, &files, &place))?;
    Ok(Outcome::Fine)
}

/// The options with everything that is needed: asked for on a terminal, demanded elsewhere.
fn complete(options: &InitOptions, console: &mut dyn Console) -> Result<InitOptions, Failure> {
    let mut options = options.clone();
    if console.is_terminal() {
        asking::ask(&mut options, console)?;
    }
    let missing = command_line::missing(&options);
    if missing.is_empty() {
        return Ok(options);
    }
    Err(Failure::new(format!("`milepost init` needs to know {}", missing.join(", and "))).hint(format!(
        "complete this, or run it on a terminal, where it asks: {}",
        command_line::shown(&options)
    )))
}

fn answers(options: &InitOptions, place: &Place<'_>) -> Result<Answers, Failure> {
    let deadline_zone = options.deadline_zone.clone().unwrap_or(Zone::Utc);
    let today = place.today_in(&deadline_zone);
    let zone = options.time_zone.clone().unwrap_or(Zone::Utc);
    let people =
        Roll::new(&options.tsc, &options.release_managers, &options.advisors).map_err(Failure::new)?;
    Ok(Answers {
        template: options.template.unwrap_or_default(),
        profile: options.profile,
        name: options.name.clone().unwrap_or_default(),
        description: options.description.clone(),
        repository: options.repository.clone(),
        workflows: workflows(&options.github, options.pages)?,
        people,
        adopting_service: options.rmss,
        meeting: options.meeting.as_ref().map(|wish| wish.meeting(zone, today)).transpose()?,
        first_cycle: options.cycle.clone().zip(options.start).map(|(id, start)| FirstCycle { id, start }),
        deadline_zone,
        today,
    })
}

/// The workflows that are wished for, each once and in their order.
fn workflows(wished: &[Workflow], pages: bool) -> Result<Vec<Workflow>, Failure> {
    let mut chosen: Vec<Workflow> = Workflow::ALL.into_iter().filter(|one| wished.contains(one)).collect();
    for workflow in &chosen {
        if let Some(first) = workflow.follows().filter(|first| !chosen.contains(first)) {
            let (name, first) = (workflow.name(), first.name());
            return Err(Failure::new(format!("the workflow `{name}` does nothing without `{first}`"))
                .hint(format!("add it: `--github={first},{name}`")));
        }
    }
    chosen.extend(pages.then_some(Workflow::Pages));
    Ok(chosen)
}

/// Answers can contradict each other, as where two people share an account. Nothing is written that `check` reports.
fn refuse_what_check_would_find(
    files: &[NewDocument],
    answers: &Answers,
    place: &Place<'_>,
) -> Result<(), Failure> {
    let root = place.root();
    let snapshot = files
        .iter()
        .fold(InMemory::new("the answers"), |snapshot, file| snapshot.with_file(&file.path, &file.text));
    let workspace = document::load(&snapshot, root, &BTreeSet::new())?;
    let report = report::check(&workspace, answers.today);
    match report.diagnostics.iter().find(|diagnostic| diagnostic.severity >= Severity::Warning) {
        None => Ok(()),
        Some(found) => {
            let failure = Failure::new(format!("with these answers, {}", found.message));
            Err(match &found.hint {
                Some(hint) => failure.hint(hint.clone()),
                None => failure,
            })
        }
    }
}

fn farewell(answers: &Answers, files: &[NewDocument], place: &Place<'_>) -> String {
    let root = place.root();
    let rules = answers.profile.map(|profile| format!(" with the rules of decision of `{profile}`"));
    let mut text =
        format!("Wrote the `{}` template{}:\n", answers.template.name(), rules.unwrap_or_default());
    text.extend(files.iter().map(|file| format!("  {}\n", file.path)));
    let open = still_open(answers, root);
    if !open.is_empty() {
        text.push_str("\nStill open:\n");
        text.extend(open.iter().map(|entry| format!("  - {entry}\n")));
    }
    let other_root =
        if root == "release" { String::new() } else { format!(" --root {}", command_line::quoted(root)) };
    let votes = if answers.votes_by_review() {
        "The\n     members vote by Approve on GitHub, and the author of the pull request by a review comment `+1`."
    } else {
        "Each\n     vote is a line in that file."
    };
    let commit = if has_no_commits(place) {
        "There is no commit yet that a pull request could be compared with: make one first,\n     \
         `git commit --allow-empty -m Start`. Then commit the documents on a branch, `git switch -c adopt`,\n    "
    } else {
        "Commit it on a branch"
    };
    text.push_str(&format!(
        "\nNext:\n  \
         1. Adapt what does not fit, and look at it with `milepost check{other_root}`.\n  \
         2. {commit} and open a pull request. The first policy is the anchor: it is judged by its own\n     \
            rules and seats, and everything after it by what it says.\n  \
         3. On that branch, `milepost approve{other_root}` writes the TSC's approval of it, to be committed along. {votes}\n"
    ));
    text
}

/// Whether this is a repository that holds nothing yet.
fn has_no_commits(place: &Place<'_>) -> bool {
    let head = place.any_repository().map(|repository| repository.resolve("HEAD"));
    matches!(head, Some(Err(RepositoryError::NoCommits { .. })))
}

#[cfg(test)]
mod tests;
