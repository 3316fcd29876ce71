//! `milepost audit`: every governed step of a branch, and how well it was approved.

use std::path::Path;

use crate::audit::{Audit, AuditError, Question, Selection, audit};
use crate::history::Documents;
use crate::render::{Options, audit as render};
use crate::repository::Repository;

use super::Outcome;
use super::arguments::{AuditFormat, AuditOptions};
use super::failure::Failure;
use super::output::{options_for_terminal, print};
use super::progress::Progress;
use super::side::{Place, default_branch, short_name};

/// Runs the command.
pub(super) fn run(options: &AuditOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    refuse_shallow(place.repository()?)?;
    let revision = match &options.rev {
        Some(revision) => revision.clone(),
        None => default_branch(&place, "--rev")?,
    };
    let about = Selection { path: options.path.clone(), milestone: options.milestone.clone() };
    let asked =
        Asked { revision: &revision, branch: short_name(&revision), since: options.since.as_deref(), about };
    let audit = look(&place, &asked)?;
    for (format, path) in &options.files {
        write(path, &text(&audit, *format, &Options::default()))?;
    }
    print(&text(&audit, options.format, &options_for_terminal(&options.output())))?;
    let outcome = outcome(&audit, options.allow_unverifiable);
    // The program ends here; to give back all that a thousand steps hold, piece by piece, would take a moment more.
    std::mem::forget(audit);
    Ok(outcome)
}

/// What is looked at.
pub(super) struct Asked<'a> {
    pub(super) revision: &'a str,
    /// What people call it.
    pub(super) branch: &'a str,
    pub(super) since: Option<&'a str>,
    pub(super) about: Selection,
}

/// Judges the steps of a branch.
pub(super) fn look(place: &Place<'_>, asked: &Asked<'_>) -> Result<Audit, Failure> {
    let repository = place.repository()?;
    refuse_shallow(repository)?;
    for name in [Some(asked.revision), asked.since].into_iter().flatten() {
        place.refuse_ambiguous(name)?;
    }
    let tip = repository.resolve(asked.revision)?;
    let since = asked.since.map(|since| repository.resolve(since)).transpose()?;
    let documents = Documents::new(repository, place.root());
    let newest = documents.at(&tip.id, &std::collections::BTreeSet::new())?;
    let question = Question {
        branch: asked.branch,
        tip: &tip.id,
        since: since.as_ref().map(|commit| commit.id.as_str()),
        about: &asked.about,
        today: place.today(&newest),
    };
    let mut progress = Progress::new("judging step");
    let found = audit(&documents, &question, &mut |done, total| progress.tell(done, total));
    progress.end();
    found.map_err(failure)
}

/// What an audit comes to.
pub(super) fn outcome(audit: &Audit, allow_unverifiable: bool) -> Outcome {
    match () {
        () if audit.fails() => Outcome::NotFine,
        () if audit.is_unverifiable() && !allow_unverifiable => Outcome::NotJudged,
        () => Outcome::Fine,
    }
}

/// Without the whole history, nothing can be said about every step of it.
pub(super) fn refuse_shallow(repository: &Repository) -> Result<(), Failure> {
    if !repository.is_shallow() {
        return Ok(());
    }
    Err(Failure::new("this clone is shallow, so it does not hold every step of the branch")
        .hint("fetch the rest with `git fetch --unshallow`"))
}

/// Why there is no audit, for people.
pub(super) fn failure(error: AuditError) -> Failure {
    let message = error.to_string();
    match error {
        AuditError::NotOnBranch(_) => Failure::new(message).hint(
            "the history of the branch may have been rewritten: compare it with another clone; or name a commit of the \
             branch itself",
        ),
        AuditError::NeverHeld { .. } => {
            Failure::new(message).hint("check the name; `milepost audit` without it shows every step")
        }
        AuditError::History(error) => error.into(),
    }
}

fn text(audit: &Audit, format: AuditFormat, options: &Options) -> String {
    match format {
        AuditFormat::Human => render::human(audit, options),
        AuditFormat::Markdown => render::markdown(audit),
        AuditFormat::Json => render::json(audit),
        AuditFormat::Csv => render::csv(audit),
        AuditFormat::Html => render::html(audit),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| Failure::of_file("write", path, &error))
}
