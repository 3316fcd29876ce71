//! What a run judges lies where the job has checked something out, and nowhere else on the machine.

use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::source::{real_path, slashed};

use super::setting::Setting;

/// Refuses a folder outside of the workspace, and a repository around it. Git looks for a repository in all folders above,
/// and a link, or a folder that somebody else may name, leads anywhere; what lies there is not what the event is about.
pub(super) fn require(setting: &Setting<'_>) -> Result<(), Failure> {
    let Some(workspace) = &setting.environment.workspace else {
        return Err(Failure::new("the runner does not say where the checkouts of this job lie")
            .hint("GITHUB_WORKSPACE has to be set"));
    };
    let workspace = real(workspace)?;
    let folder = real(&setting.options.repo)?;
    if !folder.starts_with(&workspace) {
        return Err(Failure::new(format!(
            "`{}` lies outside of the workspace of this job, `{}`, so nothing there is judged",
            slashed(&folder),
            slashed(&workspace)
        ))
        .hint("`working-directory` names a folder from the top of the workspace, where `actions/checkout` has put the repository"));
    }
    let Some(repository) = setting.place.any_repository() else { return Ok(()) };
    let top = real(&repository.worktree_root().unwrap_or_else(|| repository.git_path()))?;
    if top.starts_with(&workspace) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "nothing is checked out in `{}`: the git repository of `{}` lies around the workspace of this job, `{}`, and is not judged",
        slashed(&folder),
        slashed(&top),
        slashed(&workspace)
    ))
    .hint("write `uses: actions/checkout` before this step, and name its `path`, if it has one, behind `working-directory`"))
}

/// The folder that a path leads to, whatever links are on the way.
fn real(path: &Path) -> Result<PathBuf, Failure> {
    real_path(path).map_err(|error| Failure::of_file("find", path, &error))
}
