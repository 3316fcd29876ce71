//! `milepost check`: every diagnostic of the documents of a working tree, a folder or a revision.

use std::collections::BTreeSet;
use std::path::Path;

use crate::document::Workspace;
use crate::report::{self, Report};

use super::Outcome;
use super::arguments::CheckOptions;
use super::failure::Failure;
use super::history;
use super::output::write_report;
use super::side::{Place, Side, absolute, project_around};

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
    let start = options.paths.first().unwrap_or(&options.place.repo);
    let Some(top) = project_around(&absolute(start)?, place.root()) else {
        return Ok(Target { side: place.worktree()?, only: Vec::new() });
    };
    let only =
        options.paths.iter().map(|path| below(&top, path, place.root())).collect::<Result<Vec<_>, _>>()?;
    let whole = only.iter().any(String::is_empty);
    let side = place.folder(&top)?;
    Ok(Target { side, only: if whole { Vec::new() } else { only } })
}

/// The path of a file in a revision, as git writes it.
fn in_tree(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
    parts.collect::<Vec<_>>().join("/")
}

/// The path of a file on disk from the project's folder; empty for the project itself.
fn below(top: &Path, path: &Path, root: &str) -> Result<String, Failure> {
    let relative =
        absolute(path)?.strip_prefix(top).map(|path| path.to_string_lossy().replace('\\', "/")).ok();
    match relative {
        Some(relative) if relative.is_empty() || relative == root => Ok(String::new()),
        Some(relative) if relative.starts_with(&format!("{root}/")) => Ok(relative),
        _ => Err(Failure::new(format!(
            "`{}` is no part of the documents in `{}`",
            path.display(),
            top.join(root).display()
        ))
        .hint("name a project's folder, or files below its documents")),
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
