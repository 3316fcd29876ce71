//! Reads what is exported: a revision with its history, or a folder that has none.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::arguments::ExportOptions;
use crate::cli::failure::Failure;
use crate::cli::progress::Progress;
use crate::cli::side::{Place, Side, absolute, project_around};
use crate::export::{ExportError, Format, Model, Wanted, model, model_of_folder};
use crate::history::Documents;
use crate::repository::{Commit, Repository, RepositoryError};
use crate::source::{Snapshot as _, real_path};

/// The model of what the options name.
pub(super) fn read(options: &ExportOptions, place: &Place<'_>) -> Result<Model, Failure> {
    match side(options, place)? {
        Side::Revision(tip) => read_revision(options, place, &tip),
        Side::Folder(folder) | Side::Worktree(folder, _) => {
            let why = why_without_history(options, place);
            if options.format == Format::Atom {
                return Err(Failure::new(format!("a news feed tells the revisions of the plans, and {why}"))
                    .hint("export it in the repository itself, or choose another format"));
            }
            let workspace = place.load(&folder, &BTreeSet::new())?;
            place.require_documents(&workspace, &folder)?;
            Ok(model_of_folder(&workspace, place.today(&workspace), &why))
        }
    }
}

/// Documents in a part of a repository have a history too, but it is read from the top of it.
fn why_without_history(options: &ExportOptions, place: &Place<'_>) -> String {
    let start = options.folder.as_ref().unwrap_or(&options.place.repo);
    root_from_the_top(start, place.root()).map_or_else(
        || "there is no git history here".to_owned(),
        |root| {
            format!(
                "`{}/` is not at the top of the repository, so its history is not read (`--root {root}` reads it)",
                place.root()
            )
        },
    )
}

/// The folder of the documents below the top of the repository that holds it, where that has commits.
fn root_from_the_top(start: &Path, root: &str) -> Option<String> {
    let repository = Repository::discover(start).ok()?;
    repository.resolve("HEAD").ok()?;
    let top = real_path(&repository.worktree_root()?).ok()?;
    let project = project_around(&real_path(start).ok()?, root)?;
    let parts: Option<Vec<&str>> = project.strip_prefix(top).ok()?.iter().map(|part| part.to_str()).collect();
    let mut parts = parts.filter(|parts| !parts.is_empty())?;
    parts.push(root);
    Some(parts.join("/"))
}

fn side(options: &ExportOptions, place: &Place<'_>) -> Result<Side, Failure> {
    if let Some(revision) = &options.rev {
        return Ok(Side::Revision(place.repository()?.resolve(revision)?));
    }
    let start = options.folder.as_ref().unwrap_or(&options.place.repo);
    let side = match project_around(&absolute(start)?, place.root()) {
        Some(top) => place.folder(&top)?,
        None if options.folder.is_some() => Side::Folder(crate::source::Folder::open(start)?),
        None => return head(place),
    };
    match side {
        Side::Worktree(_, Some(_)) => head(place),
        other => Ok(other),
    }
}

fn head(place: &Place<'_>) -> Result<Side, Failure> {
    match place.any_repository() {
        Some(repository) if matches!(repository.resolve("HEAD"), Err(RepositoryError::NoCommits { .. })) => {
            place.worktree()
        }
        Some(_) => Ok(Side::Revision(place.repository()?.resolve("HEAD")?)),
        None => place.worktree(),
    }
}

fn read_revision(options: &ExportOptions, place: &Place<'_>, tip: &Commit) -> Result<Model, Failure> {
    let repository = place.repository()?;
    if repository.is_shallow() {
        return Err(Failure::new("this clone is shallow, so it does not hold the history of the dates").hint(
            "fetch the rest with `git fetch --unshallow`; in a workflow, give `actions/checkout` the line \
             `fetch-depth: 0`",
        ));
    }
    let snapshot = repository.snapshot(&tip.id)?;
    if snapshot.entry(&format!("{}/project.yaml", place.root()))?.is_none() {
        let workspace = place.load(&snapshot, &BTreeSet::new())?;
        place.require_documents(&workspace, &snapshot)?;
    }
    let wanted = Wanted { tip: &tip.id, today: place.asked_today(tip)?, depth: options.format.depth() };
    let mut progress = Progress::new("reading step");
    let documents = Documents::new(repository, place.root());
    let found = model(&documents, &wanted, &mut |done, total| progress.tell(done, total));
    progress.end();
    found.map_err(failure)
}

fn failure(error: ExportError) -> Failure {
    match error {
        ExportError::History(error) => error.into(),
        ExportError::Audit(error) => Failure::new(error.to_string()),
    }
}
