//! `milepost check`: every diagnostic of the documents of a working tree, a folder or a revision.

use std::path::{Path, PathBuf};

use crate::document::Workspace;
use crate::report::{self, Report};
use crate::source::slashed;

use super::Outcome;
use super::arguments::CheckOptions;
use super::failure::Failure;
use super::history;
use super::output::write_report;
use super::side::{Place, Side, absolute, project_around, protected_by};

/// Runs the command.
pub(super) fn run(options: &CheckOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let target = target(options, &place)?;
    let snapshot = history::snapshot(&place, &target.side)?;
    let protected = protected_by(snapshot.as_ref(), place.root())?;
    let workspace = place.load(snapshot.as_ref(), &protected)?;
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
        return match options.paths.first() {
            Some(path) => Err(no_project(path, place.root())),
            None => Ok(Target { side: place.worktree()?, only: Vec::new() }),
        };
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

/// A path that lies in no project; the documents of another place must not answer for it.
fn no_project(path: &Path, root: &str) -> Failure {
    let failure = Failure::new(format!("`{}` holds no `{root}/` and is no part of one", slashed(path)));
    failure.hint(did_you_mean(path, root).unwrap_or_else(|| {
        "name a project's folder, another folder with `--root`, or write the first documents with `milepost init`"
            .to_owned()
    }))
}

/// How many projects are offered.
const MOST_SUGGESTIONS: usize = 3;

/// The projects in the folders right below a path.
fn did_you_mean(path: &Path, root: &str) -> Option<String> {
    let children: Vec<PathBuf> =
        std::fs::read_dir(path).ok()?.filter_map(Result::ok).map(|child| child.path()).collect();
    let mut documents = std::iter::once(path).chain(children.iter().map(PathBuf::as_path));
    if let Some(folder) = documents.find(|folder| folder.join("project.yaml").is_file())
        && let Some(name) = folder.file_name().filter(|name| *name != root)
    {
        let project = folder.join("project.yaml");
        return Some(format!(
            "there is a `{}`: did you mean `--root {}`?",
            slashed(project.strip_prefix(".").unwrap_or(&project)),
            name.to_string_lossy()
        ));
    }
    let mut projects: Vec<String> = children
        .iter()
        .filter(|child| child.join(root).is_dir())
        .map(|child| format!("`{}`", slashed(child.strip_prefix(".").unwrap_or(child))))
        .collect();
    projects.sort();
    projects.truncate(MOST_SUGGESTIONS);
    (!projects.is_empty()).then(|| format!("did you mean {}?", projects.join(" or ")))
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
            slashed(path),
            slashed(&top.join(root))
        ))
        .hint(
            did_you_mean(path, root)
                .unwrap_or_else(|| "name a project's folder, or files below its documents".to_owned()),
        )),
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
