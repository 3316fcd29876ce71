//! Reads what is exported: a revision with its history, or a folder that has none.

use std::collections::BTreeSet;

use crate::cli::arguments::ExportOptions;
use crate::cli::failure::Failure;
use crate::cli::progress::Progress;
use crate::cli::side::{Place, Side, absolute, project_around};
use crate::export::{ExportError, Format, Model, Wanted, model, model_of_folder};
use crate::history::Documents;
use crate::repository::{Commit, RepositoryError};
use crate::source::Snapshot as _;

/// The model of what the options name.
pub(super) fn read(options: &ExportOptions, place: &Place<'_>) -> Result<Model, Failure> {
    match side(options, place)? {
        Side::Revision(tip) => read_revision(options, place, &tip),
        Side::Folder(folder) | Side::Worktree(folder, _) => {
            if options.format == Format::Atom {
                return Err(Failure::new(
                    "a news feed tells the revisions of the plans, and there is no git history here",
                )
                .hint("export it in the repository itself, or choose another format"));
            }
            let workspace = place.load(&folder, &BTreeSet::new())?;
            place.require_documents(&workspace, &folder)?;
            Ok(model_of_folder(&workspace, place.today(&workspace)))
        }
    }
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
