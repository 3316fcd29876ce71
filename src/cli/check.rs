//! `milepost check`: every diagnostic of the documents of a working tree, a folder or a revision.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::report::{self, Report};
use crate::source::Snapshot;

use super::Outcome;
use super::arguments::CheckOptions;
use super::failure::Failure;
use super::output::write_report;
use super::side::{Place, Side};

/// Runs the command.
pub(super) fn run(options: &CheckOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let target = target(options, &place)?;
    let workspace = match &target.side {
        Side::Revision(commit) => {
            let tree = place.repository()?.snapshot(&commit.id)?;
            place.load(&tree, &BTreeSet::new())?
        }
        Side::Folder(folder) | Side::Worktree(folder, _) => {
            place.load(folder as &dyn Snapshot, &BTreeSet::new())?
        }
    };
    place.require_documents(&workspace)?;
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
        let only = options.paths.iter().map(|path| path.to_string_lossy().replace('\\', "/")).collect();
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

/// The nearest folder at or above a path that holds documents: a project may be a part of a larger repository.
fn project_around(path: &Path, root: &str) -> Option<PathBuf> {
    path.ancestors().find(|folder| folder.join(root).is_dir()).map(Path::to_path_buf)
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    path.canonicalize().map_err(|error| Failure::new(format!("cannot find `{}`: {error}", path.display())))
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

fn keep_only(report: &mut Report, only: &[String]) {
    if only.is_empty() {
        return;
    }
    let wanted = |path: &str| {
        only.iter().any(|prefix| {
            prefix.is_empty()
                || path == prefix
                || path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'))
        })
    };
    report.diagnostics.retain(|diagnostic| wanted(&diagnostic.location.path));
}
