//! What the two sides of a comparison are: revisions of a repository, folders, or the working tree.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::calendar::Zone;
use crate::document::{self, Workspace};
use crate::repository::{Commit, Repository, RepositoryError};
use crate::source::{Folder, Snapshot, real_path, slashed};

use super::arguments::{PlaceOptions, Today};
use super::failure::Failure;

/// One side of a comparison.
pub(super) enum Side {
    /// A commit of the repository.
    Revision(Commit),
    /// A folder that is no revision.
    Folder(Folder),
    /// The files of the working tree, on top of the commit that is checked out, if there is one.
    Worktree(Folder, Option<Commit>),
}

/// The repository of a command, or why there is none.
pub(super) struct Place<'a> {
    options: &'a PlaceOptions,
    repository: Result<Repository, RepositoryError>,
    /// Whether the history of the repository is what git shows; asked once.
    trust: OnceCell<Result<(), Failure>>,
}

impl<'a> Place<'a> {
    pub(super) fn open(options: &'a PlaceOptions) -> Self {
        Self { options, repository: Repository::discover(&options.repo), trust: OnceCell::new() }
    }

    /// The folder that holds the documents.
    pub(super) fn root(&self) -> &str {
        &self.options.root
    }

    /// The repository; a failure where there is none, or where history is not what git shows.
    pub(super) fn repository(&self) -> Result<&Repository, Failure> {
        let repository = self.repository.as_ref().map_err(|error| Failure::from(error.clone()))?;
        self.trust.get_or_init(|| trust(repository)).clone()?;
        Ok(repository)
    }

    /// The repository, if there is one.
    pub(super) fn any_repository(&self) -> Option<&Repository> {
        self.repository.as_ref().ok()
    }

    /// What a name on the command line stands for. A revision wins over a folder of the same name: what is checked out
    /// can contain folders with any name, and must not choose what it is compared with.
    pub(super) fn side(&self, name: &str) -> Result<Side, Failure> {
        let folder = Path::new(name);
        match &self.repository {
            Ok(repository) => match repository.resolve(name) {
                Ok(commit) => Ok(Side::Revision(commit)),
                Err(_) if folder.is_dir() => folder_side(folder),
                Err(error) => Err(error.into()),
            },
            Err(_) if folder.is_dir() => folder_side(folder),
            Err(RepositoryError::NotARepository { .. }) => Err(Failure::new(format!(
                "there is no folder `{name}` here, and no git repository in which it could be a revision"
            ))
            .hint("check the name, or name a repository with `--repo`")),
            Err(error) => {
                let failure = Failure::from(error.clone());
                let message = format!("there is no folder `{name}`, and {}", failure.message);
                Err(Failure { message, ..failure })
            }
        }
    }

    /// What a name stands for where a change is judged against `other`. What is checked out can contain a folder with
    /// the name of a revision that was not fetched. So inside of a repository a bare name is a folder only where both
    /// sides are, and where no branch could be meant; a path such as `./before` always is.
    pub(super) fn judged_side(&self, name: &str, other: Option<&str>) -> Result<Side, Failure> {
        self.refuse_ambiguous(name)?;
        let side = self.side(name)?;
        let is_path = Path::new(name).is_absolute() || name.starts_with('.');
        let Ok(repository) = &self.repository else { return Ok(side) };
        if !matches!(side, Side::Folder(_)) || is_path {
            return Ok(side);
        }
        let both_are_folders = other.is_some_and(|other| matches!(self.side(other), Ok(Side::Folder(_))));
        let names_it = |branch: &String| {
            branch.strip_suffix(name).is_some_and(|front| front.is_empty() || front.ends_with('/'))
        };
        if both_are_folders && !repository.is_shallow() && !repository.branches().iter().any(names_it) {
            return Ok(side);
        }
        Err(Failure::new(format!("there is no revision `{name}` in this repository"))
            .hint(format!("fetch it; write `./{name}` to mean the folder of that name")))
    }

    /// Git takes a tag before a branch of its name. Whoever may push a tag must not choose what a change is judged by.
    pub(super) fn refuse_ambiguous(&self, name: &str) -> Result<(), Failure> {
        let Ok(repository) = &self.repository else { return Ok(()) };
        let meanings = repository.meanings(name);
        if meanings.len() < 2 {
            return Ok(());
        }
        let meanings: Vec<String> = meanings.iter().map(|meaning| format!("`{meaning}`")).collect();
        Err(Failure::new(format!("`{name}` can mean {}", meanings.join(" and ")))
            .hint("write the one that you mean in full"))
    }

    /// What a name stands for; the commit that is checked out if there is none.
    pub(super) fn side_or_head(&self, name: Option<&str>) -> Result<Side, Failure> {
        match name {
            Some(name) => self.side(name),
            None => Ok(Side::Revision(self.repository()?.resolve("HEAD")?)),
        }
    }

    /// The folder that new documents are written below: the top of the working tree, or the folder itself where there
    /// is no repository.
    pub(super) fn top(&self) -> Result<PathBuf, Failure> {
        match &self.repository {
            Ok(repository) => repository.worktree_root().ok_or_else(|| {
                Failure::new("this repository is bare, so there is nowhere to write documents")
                    .hint("use `--dry-run` and save what it prints, or work in a clone")
            }),
            Err(RepositoryError::NotARepository { .. }) => Ok(self.options.repo.clone()),
            Err(error) => Err(error.clone().into()),
        }
    }

    /// The working tree, or the folder itself where there is no repository.
    pub(super) fn worktree(&self) -> Result<Side, Failure> {
        let Some(repository) = self.any_repository() else { return folder_side(&self.options.repo) };
        let Some(root) = repository.worktree_root() else {
            return Err(Failure::new("this repository is bare, so there is no working tree to look at")
                .hint("name a revision instead"));
        };
        let head = match repository.resolve("HEAD") {
            Ok(commit) => Some(commit),
            Err(RepositoryError::NoCommits { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Side::Worktree(Folder::open(&root)?, head))
    }

    /// A folder that holds documents: the working tree, or a project that is a part of it or of none.
    pub(super) fn folder(&self, top: &Path) -> Result<Side, Failure> {
        let worktree = self.any_repository().and_then(Repository::worktree_root);
        match worktree.and_then(|root| real_path(&root).ok()) {
            Some(root) if root == top => self.worktree(),
            _ => folder_side(top),
        }
    }

    /// The day to look from: as given, else the present day where the project's deadlines end.
    pub(super) fn today(&self, workspace: &Workspace) -> Date {
        let zone =
            workspace.project.as_ref().map(|project| project.value.deadline()).unwrap_or_default().zone;
        self.today_in(&zone)
    }

    /// The day to look from where the project's deadlines end in this zone.
    pub(super) fn today_in(&self, zone: &Zone) -> Date {
        match self.options.today {
            Some(Today::On(day)) => day,
            Some(Today::Now) | None => zone.local(now()).date(),
        }
    }

    /// The day to look from, where one was asked for: the deadlines of a revision end where it says.
    pub(super) fn asked_today(&self, revision: &Commit) -> Result<Option<Date>, Failure> {
        match self.options.today {
            None => Ok(None),
            Some(Today::On(day)) => Ok(Some(day)),
            Some(Today::Now) => self.today_of(revision).map(Some),
        }
    }

    /// The day to look from: as asked for, else the present day where the deadlines of a revision end.
    pub(super) fn today_of(&self, revision: &Commit) -> Result<Date, Failure> {
        let snapshot = self.repository()?.snapshot(&revision.id)?;
        Ok(self.today(&self.load(&snapshot, &BTreeSet::new())?))
    }

    /// The documents of a snapshot, with the protected files that the given policies name.
    pub(super) fn load(
        &self,
        snapshot: &dyn Snapshot,
        protected: &BTreeSet<String>,
    ) -> Result<Workspace, Failure> {
        Ok(document::load(snapshot, self.root(), protected)?)
    }

    /// The documents of two sides: a base may lie before the first documents, but a folder that is the newer side
    /// without any, or that lies inside of the documents, is a mistake. A revision can take all documents away, and
    /// that is judged.
    pub(super) fn require_projects(
        &self,
        base: (&Side, &Workspace),
        head: (&Side, &Workspace),
    ) -> Result<(), Failure> {
        for (side, workspace) in [base, head] {
            if let Side::Folder(folder) = side
                && workspace.is_empty()
                && let Some(around) = around_documents(folder.name(), self.root())
            {
                return Err(self.no_documents(workspace).hint(format!(
                    "name the folder that contains `{}/`: did you mean `{around}`?",
                    self.root()
                )));
            }
        }
        match head.0 {
            Side::Folder(folder) => self.require_documents(head.1, folder),
            Side::Revision(_) | Side::Worktree(..) => Ok(()),
        }
    }

    fn no_documents(&self, workspace: &Workspace) -> Failure {
        Failure::new(format!("there are no documents under `{}/` in `{}`", self.root(), workspace.name))
    }

    /// A folder without any document is more likely a mistake than a project.
    pub(super) fn require_documents(
        &self,
        workspace: &Workspace,
        snapshot: &dyn Snapshot,
    ) -> Result<(), Failure> {
        if !workspace.is_empty() {
            return Ok(());
        }
        let mut hint =
            "name another folder with `--root`, or write the first documents with `milepost init`".to_owned();
        for folder in snapshot.top_level()? {
            if snapshot.entry(&format!("{folder}/project.yaml"))?.is_some() {
                hint = format!("there is a `{folder}/project.yaml`: did you mean `--root {folder}`?");
            }
        }
        Err(self.no_documents(workspace).hint(hint))
    }
}

/// The nearest folder at or above a path that holds documents: a project may be a part of a larger repository.
pub(super) fn project_around(path: &Path, root: &str) -> Option<PathBuf> {
    // What stands in the place of the root without being a folder is reported by the check itself.
    let is_replaced = || path.join(root).symlink_metadata().is_ok();
    let around = path.ancestors().find(|folder| folder.join(root).is_dir());
    around.or_else(|| is_replaced().then_some(path)).map(Path::to_path_buf)
}

/// The path without links, from the top of the file system.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    real_path(path).map_err(|error| Failure::of_file("read", path, &error))
}

/// Refuses a clone in which something stands between the objects and the history.
fn trust(repository: &Repository) -> Result<(), Failure> {
    match repository.tampering()?.first() {
        None => Ok(()),
        Some(found) => Err(Failure::new(format!("the history of this clone cannot be trusted: {found}"))
            .hint("make a fresh, full clone")),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// The folder that holds the documents, where `name` is that of the documents themselves.
fn around_documents(name: &str, root: &str) -> Option<String> {
    let folder = Path::new(name);
    if !real_path(folder).ok()?.ends_with(root) {
        return None;
    }
    let depth = Path::new(root).components().count();
    let around = if folder.ends_with(root) {
        folder.ancestors().nth(depth)?.to_path_buf()
    } else {
        std::iter::repeat_n("..", depth).fold(folder.to_path_buf(), |path, up| path.join(up))
    };
    let around: PathBuf = around.components().filter(|part| *part != std::path::Component::CurDir).collect();
    Some(if around.as_os_str().is_empty() { ".".to_owned() } else { slashed(&around) })
}

fn folder_side(path: &Path) -> Result<Side, Failure> {
    Ok(Side::Folder(Folder::open(path)?))
}

/// Paths outside of the root that a snapshot's policy protects.
pub(super) fn protected_by(snapshot: &dyn Snapshot, root: &str) -> Result<BTreeSet<String>, Failure> {
    Ok(crate::history::protected_by(snapshot, root)?)
}

/// The full name of the default branch; where it is not known, `option` names it.
pub(super) fn default_branch(place: &Place<'_>, option: &str) -> Result<String, Failure> {
    let repository = place.repository()?;
    repository.default_branch().ok_or_else(|| {
        // The change itself is no target.
        let own = repository.head_branch_name().filter(|_| option == "--base");
        let is_own = |branch: &str| {
            own.as_deref().is_some_and(|own| branch.strip_suffix(own).is_some_and(|front| front.is_empty() || front == "origin/"))
        };
        let branches = repository.branches().into_iter().filter(|branch| !is_own(branch));
        let branches: Vec<String> = branches.map(|branch| format!("`{branch}`")).collect();
        if branches.is_empty() && matches!(repository.resolve("HEAD"), Err(RepositoryError::NoCommits { .. }))
        {
            let hint = if option == "--base" {
                "make a first one, and commit the documents on a branch that starts there: \
                 `git commit --allow-empty -m Start`"
            } else {
                "commit the documents first: `git add release && git commit`"
            };
            return Failure::new("there is no commit yet in this repository").hint(hint);
        }
        let there_are = match branches.as_slice() {
            [] => String::new(),
            [only] => format!(": there is {only}"),
            several => format!(": there are {}", several.join(", ")),
        };
        let what = if option == "--base" { "the target" } else { "the branch" };
        if repository.is_shallow() {
            let hint = format!(
                "this clone is shallow: get all branches and their history with `git fetch --unshallow origin \
                 '+refs/heads/*:refs/remotes/origin/*'`, then name {what} with `{option}`{there_are}"
            );
            return Failure::new("the default branch of this repository is not known").hint(hint);
        }
        Failure::new("the default branch of this repository is not known")
            .hint(format!("name {what} with `{option}`{there_are}"))
    })
}

/// What people call a branch.
pub(super) fn short_name(reference: &str) -> &str {
    ["refs/heads/", "refs/remotes/"]
        .into_iter()
        .find_map(|folder| reference.strip_prefix(folder))
        .unwrap_or(reference)
}
