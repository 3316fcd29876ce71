//! `milepost status`: how ready the project is, who is there, what is due and who owes it.

use std::collections::BTreeMap;

use crate::approval::unratified;
use crate::document::Workspace;
use crate::github;
use crate::render::{self, Format, Options};
use crate::repository::{Commit, Repository};
use crate::schema::suggestion;
use crate::source::{Content, Entry, Snapshot};
use crate::status::{self, Brought, Past, SetUp};

use super::Outcome;
use super::actions;
use super::arguments::StatusOptions;
use super::failure::Failure;
use super::history;
use super::output::{options_for_terminal, print};
use super::side::{Place, Side, absolute, project_around, protected_by};

/// Runs the command.
pub(super) fn run(options: &StatusOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let side = side(options, &place)?;
    let snapshot = history::snapshot(&place, &side)?;
    let workspace = place.load(snapshot.as_ref(), &protected_by(snapshot.as_ref(), place.root())?)?;
    place.require_documents(&workspace, snapshot.as_ref())?;
    require_cycle(options.cycle.as_deref(), &workspace)?;
    let target = target(&place)?;
    let brought = target.as_ref().map(|(commit, merged)| brought(&place, commit, merged)).unwrap_or_default();
    let past = Past { merged: target.as_ref().map(|(_, merged)| merged), brought: Some(&brought) };
    let mut status = status::status_with(
        &workspace,
        past,
        place.today(&workspace),
        options.weeks,
        options.cycle.as_deref(),
    );
    if options.github {
        status.set_up = Some(set_up(options, &place, &workspace, &files_for_github(snapshot.as_ref())?)?);
    }
    for (format, path) in &options.output.files {
        std::fs::write(path, text(&status, *format, &Options::default())?)
            .map_err(|error| Failure::of_file("write", path, &error))?;
    }
    print(&text(&status, options.output.format, &options_for_terminal(&options.output))?)?;
    Ok(match &status.set_up {
        Some(set_up) if set_up.fails() => Outcome::NotFine,
        Some(set_up) if set_up.is_partial() => Outcome::NotJudged,
        Some(_) | None => Outcome::Fine,
    })
}

/// The newest commit of the default branch, and its documents; nothing where there is no such branch.
fn target(place: &Place<'_>) -> Result<Option<(Commit, Workspace)>, Failure> {
    let Some(repository) = place.any_repository() else { return Ok(None) };
    let Some(branch) = repository.default_branch() else { return Ok(None) };
    let Ok(commit) = repository.resolve(&branch) else { return Ok(None) };
    let snapshot = repository.snapshot(&commit.id)?;
    // A vote may be about a protected file, which lies beside the documents.
    let merged = place.load(&snapshot, &protected_by(&snapshot, place.root())?)?;
    Ok(Some((commit, merged)))
}

/// Which commits brought the emergency approvals that wait; none where the clone lacks them.
fn brought(place: &Place<'_>, tip: &Commit, merged: &Workspace) -> BTreeMap<String, Brought> {
    let Some(repository) = place.any_repository() else { return BTreeMap::new() };
    let zone = merged.project.as_ref().map(|project| project.value.deadline()).unwrap_or_default().zone;
    let found = unratified(merged).into_iter().filter_map(|approval| {
        let commit = first_with(repository, tip, &approval.path)?;
        let time = jiff::Timestamp::from_second(commit.time).ok()?;
        Some((approval.id.clone(), Brought { day: zone.local(time).date(), commit: commit.id }))
    });
    found.collect()
}

/// The commit of a branch from which on it has held a file.
fn first_with(repository: &Repository, tip: &Commit, path: &str) -> Option<Commit> {
    let mut commit = tip.clone();
    while let Some(parent) = commit.parents.first() {
        let parent = repository.commit(parent).ok()?;
        if repository.id_at(&parent.id, path).ok()?.is_none() {
            break;
        }
        commit = parent;
    }
    Some(commit)
}

/// What GitHub enforces on the branch.
fn set_up(
    options: &StatusOptions,
    place: &Place<'_>,
    workspace: &Workspace,
    files: &[(String, String)],
) -> Result<SetUp, Failure> {
    let repository = repository_on_github(options.repository.as_ref(), place, workspace)?;
    let client = actions::client_for(&repository)?;
    let settings = client.settings()?;
    let branch = options.branch.as_ref().unwrap_or(&settings.default_branch);
    let rules = client.branch_rules(branch)?;
    let team = match options.team.as_deref().map(|team| (team, team.split_once('/'))) {
        Some((_, Some((organization, team)))) => Some(client.team(organization, team)?),
        Some((team, None)) => {
            return Err(Failure::new(format!("`{team}` names no team")).hint("write ORGANIZATION/TEAM"));
        }
        None => None,
    };
    Ok(github::set_up((branch, &settings), &rules, workspace, team.as_ref(), files))
}

/// The files that GitHub reads: the workflows and CODEOWNERS, each with its path and its text.
fn files_for_github(snapshot: &dyn Snapshot) -> Result<Vec<(String, String)>, Failure> {
    let mut entries = snapshot.entries(".github/workflows")?;
    for path in github::CODEOWNERS {
        entries.extend(snapshot.entry(path)?);
    }
    let text = |entry: Entry| match entry.content {
        Content::Bytes(bytes) => Some((entry.path, String::from_utf8_lossy(&bytes).into_owned())),
        _ => None,
    };
    Ok(entries.into_iter().filter_map(text).collect())
}

/// The repository on GitHub: the one that is named, else that of the workflow, that of project.yaml, or that of the remote
/// `origin`.
pub(super) fn repository_on_github(
    named: Option<&String>,
    place: &Place<'_>,
    workspace: &Workspace,
) -> Result<String, Failure> {
    let server = actions::server();
    if let Some(named) = named {
        let is_address = named.contains("://") || named.contains('@');
        return match github::name_of(named, &server) {
            Some(name) => Ok(name),
            None if is_address => Err(Failure::new(format!("`{named}` is no repository of `{server}`"))
                .hint("write `--repository OWNER/NAME`; for another server, set GITHUB_SERVER_URL and GITHUB_API_URL")),
            None => Ok(named.clone()),
        };
    }
    let of_project = || {
        let address = workspace.project.as_ref()?.value.repository.as_deref()?;
        github::name_of(address, &server)
    };
    let of_origin = || github::name_of(&place.any_repository()?.origin()?, &server);
    actions::repository().or_else(of_project).or_else(of_origin).ok_or_else(|| {
        Failure::new("it is not known which repository on GitHub this is").hint(
            "name it with `--repository OWNER/NAME`; else it is that of `repository:` in project.yaml, or of the remote `origin`",
        )
    })
}

fn side(options: &StatusOptions, place: &Place<'_>) -> Result<Side, Failure> {
    if let Some(revision) = &options.rev {
        return Ok(Side::Revision(place.repository()?.resolve(revision)?));
    }
    let start = options.folder.as_ref().unwrap_or(&options.place.repo);
    match project_around(&absolute(start)?, place.root()) {
        Some(top) => place.folder(&top),
        None => place.worktree(),
    }
}

fn require_cycle(cycle: Option<&str>, workspace: &Workspace) -> Result<(), Failure> {
    let Some(cycle) = cycle.filter(|cycle| !workspace.schedules.contains_key(*cycle)) else { return Ok(()) };
    let known = || workspace.schedules.keys().map(String::as_str);
    let hint = match suggestion(cycle, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if workspace.schedules.is_empty() => "there are no schedules yet".to_owned(),
        None => format!("there are: {}", known().collect::<Vec<_>>().join(", ")),
    };
    Err(Failure::new(format!("there is no schedule of a cycle `{cycle}`")).hint(hint))
}

fn text(status: &status::Status, format: Format, options: &Options) -> Result<String, Failure> {
    render::status(status, format, options).ok_or_else(|| {
        Failure::new("a status has no findings to annotate")
            .hint("choose the format human, json or markdown; `milepost check` writes the others")
    })
}
