//! `milepost check`: every diagnostic of the documents of a working tree, a folder or a revision.

use std::collections::BTreeSet;
use std::path::Path;

use crate::document::Workspace;
use crate::report::{self, Report};
use crate::source::Folder;

use super::Outcome;
use super::arguments::CheckOptions;
use super::failure::Failure;
use super::history;
use super::output::write_report;
use super::side::{Place, Side};

/// Runs the command.
pub(super) fn run(options: &CheckOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let target = target(options, &place)?;
    let snapshot = history::snapshot(&place, &target.side)?;
    let workspace = place.load(snapshot.as_ref(), &BTreeSet::new())?;
    place.require_documents(&workspace, snapshot.as_ref())?;
    require_something_at(&target.only, &workspace)?;
    let mut report = report::check(&workspace, place.today(&workspace));
    keep_only(&mut report, &target.only);
    write_report(&report, &options.output, false)?;
    let fails = report.diagnostics.iter().any(|diagnostic| diagnostic.severity >= options.fail_on.severity());
    Ok(if fails { Outcome::NotFine } else { Outcome::Fine })
}

/// What is checked, and the paths that the findings are restricted to.
struct Target {
    side: Side,
    only: Vec<String>,
}

fn target(options: &CheckOptions, place: &Place<'_>) -> Result<Target, Failure> {
    if let Some(revision) = &options.rev {
        let commit = place.repository()?.resolve(revision)?;
        let only = options.paths.iter().map(|path| in_tree(path)).collect();
        return Ok(Target { side: Side::Revision(commit), only });
    }
    if let [folder] = options.paths.as_slice()
        && folder.join(place.root()).is_dir()
    {
        return Ok(Target { side: Side::Folder(Folder::open(folder)?), only: Vec::new() });
    }
    let side = place.worktree()?;
    let top = match place.any_repository().and_then(crate::repository::Repository::worktree_root) {
        Some(top) => top,
        None => options.place.repo.clone(),
    };
    let only = options.paths.iter().map(|path| below(&top, path, place.root())).collect::<Result<_, _>>()?;
    Ok(Target { side, only })
}

/// The path of a file in a revision, as git writes it.
fn in_tree(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
    parts.collect::<Vec<_>>().join("/")
}

/// The path of a file on disk from the top of the repository.
fn below(top: &Path, path: &Path, root: &str) -> Result<String, Failure> {
    let absolute = path.canonicalize().map_err(|error| Failure::of_file("read", path, &error))?;
    let top = top.canonicalize().map_err(|error| Failure::of_file("read", top, &error))?;
    let outside = || {
        Failure::new(format!(
            "`{}` holds no `{root}/`, and is no part of the project's documents",
            path.display()
        ))
        .hint("name a project's folder, or files below its documents")
    };
    let relative = absolute.strip_prefix(&top).map_err(|_| outside())?.to_string_lossy().replace('\\', "/");
    if relative.is_empty() || relative == root || relative.starts_with(&format!("{root}/")) {
        Ok(relative)
    } else {
        Err(outside())
    }
}

/// A check of nothing would look like a success.
fn require_something_at(only: &[String], workspace: &Workspace) -> Result<(), Failure> {
    let nothing = |wanted: &&String| !workspace.files.keys().any(|path| is_at_or_below(path, wanted));
    match only.iter().find(nothing) {
        None => Ok(()),
        Some(path) => Err(Failure::new(format!("there is no document at `{path}` in `{}`", workspace.name))
            .hint("name files or folders below the documents, as paths from the top of the repository")),
    }
}

fn is_at_or_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn keep_only(report: &mut Report, only: &[String]) {
    if only.is_empty() {
        return;
    }
    let wanted = |path: &str| only.iter().any(|folder| is_at_or_below(path, folder));
    report.diagnostics.retain(|diagnostic| wanted(&diagnostic.location.path));
}
