//! `milepost audit`: every governed step of a branch, and how well it was approved.

use std::collections::BTreeSet;
use std::path::Path;

use crate::audit::{Answers, Audit, AuditError, Question, Selection, audit};
use crate::history::Documents;
use crate::render::{Options, audit as render};
use crate::repository::Repository;

use super::Outcome;
use super::actions::{self, Asking};
use super::arguments::{AuditFormat, AuditOptions};
use super::failure::Failure;
use super::output::{options_for_terminal, print};
use super::progress::Progress;
use super::side::{Place, default_branch, short_name};
use super::status::repository_on_github;

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
    let asking = options.github.then(|| asking(&place, options, &revision)).transpose()?;
    let audit = look(&place, &asked, asking.as_ref())?;
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

/// How GitHub is asked about the steps of the branch.
fn asking(place: &Place<'_>, options: &AuditOptions, revision: &str) -> Result<Asking, Failure> {
    let Some(branch) = place.repository()?.branch_called(revision) else {
        return Err(Failure::new(format!(
            "`{revision}` is no branch, and GitHub is asked what was merged into one"
        ))
        .hint("name a branch with `--rev`, or leave `--github` out"));
    };
    let workspace = {
        let tip = place.repository()?.resolve(revision)?;
        Documents::new(place.repository()?, place.root()).at(&tip.id, &BTreeSet::new())?
    };
    let repository = repository_on_github(options.repository.as_ref(), place, &workspace)?;
    Ok(Asking { client: actions::client_for(&repository)?, branch })
}

/// Judges the steps of a branch; those of which only GitHub may have the proof again with what it says.
pub(super) fn look(place: &Place<'_>, asked: &Asked<'_>, asking: Option<&Asking>) -> Result<Audit, Failure> {
    let repository = place.repository()?;
    refuse_shallow(repository)?;
    for name in [Some(asked.revision), asked.since].into_iter().flatten() {
        place.refuse_ambiguous(name)?;
    }
    let tip = repository.resolve(asked.revision)?;
    let since = asked.since.map(|since| repository.resolve(since)).transpose()?;
    let documents = Documents::new(repository, place.root());
    let newest = documents.at(&tip.id, &BTreeSet::new())?;
    let since = since.as_ref().map(|commit| commit.id.as_str());
    let mut answers = Answers::default();
    loop {
        let question = Question {
            branch: asked.branch,
            tip: &tip.id,
            since,
            about: &asked.about,
            today: place.today(&newest),
            answers: &answers,
        };
        let found = judge(&documents, &question)?;
        let Some(asking) = asking else { return Ok(found) };
        // What a step is judged by may change with what GitHub says about earlier ones, so it may turn out later that it
        // has to be asked about too. No step is asked about twice.
        let open: Vec<&String> = found.open.iter().filter(|commit| !answers.has(commit)).collect();
        if open.is_empty() {
            return Ok(found);
        }
        ask(asking, &open, &mut answers)?;
    }
}

fn judge(documents: &Documents<'_>, question: &Question<'_>) -> Result<Audit, Failure> {
    let mut progress = Progress::new("judging step");
    let found = audit(documents, question, &mut |done, total| progress.tell(done, total));
    progress.end();
    found.map_err(failure)
}

/// Asks GitHub about steps, the oldest first.
fn ask(asking: &Asking, open: &[&String], answers: &mut Answers) -> Result<(), Failure> {
    let mut progress = Progress::new("asking GitHub about step");
    let mut all = || {
        for (done, commit) in open.iter().enumerate() {
            progress.tell(done + 1, open.len());
            answers.keep((*commit).clone(), asking.about(commit)?);
        }
        Ok(())
    };
    let asked = all();
    progress.end();
    asked
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
