//! `milepost status`: how ready the project is, who is there, what is due and who owes it.

use std::collections::BTreeSet;

use crate::document::Workspace;
use crate::github;
use crate::render::{self, Format, Options};
use crate::schema::suggestion;
use crate::source::{Content, Entry, Snapshot};
use crate::status::{self, SetUp};

use super::Outcome;
use super::actions;
use super::arguments::StatusOptions;
use super::failure::Failure;
use super::history;
use super::output::{options_for_terminal, print};
use super::side::{Place, Side, absolute, project_around};

/// Runs the command.
pub(super) fn run(options: &StatusOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let side = side(options, &place)?;
    let snapshot = history::snapshot(&place, &side)?;
    let workspace = place.load(snapshot.as_ref(), &BTreeSet::new())?;
    place.require_documents(&workspace, snapshot.as_ref())?;
    require_cycle(options.cycle.as_deref(), &workspace)?;
    let mut status =
        status::status(&workspace, place.today(&workspace), options.weeks, options.cycle.as_deref());
    if options.github {
        status.set_up = Some(set_up(options, &place, &workspace, &workflows(snapshot.as_ref())?)?);
    }
    for (format, path) in &options.output.files {
        std::fs::write(path, text(&status, *format, &Options::default())?)
            .map_err(|error| Failure::of_file("write", path, &error))?;
    }
    print(&text(&status, options.output.format, &options_for_terminal(&options.output))?)?;
    let fails = status.set_up.as_ref().is_some_and(status::SetUp::fails);
    Ok(if fails { Outcome::NotFine } else { Outcome::Fine })
}

/// What GitHub enforces on the branch.
fn set_up(
    options: &StatusOptions,
    place: &Place<'_>,
    workspace: &Workspace,
    files: &[(String, String)],
) -> Result<SetUp, Failure> {
    let repository = options.repository.clone().or_else(actions::repository).or_else(|| on_github(workspace));
    let repository = repository.ok_or_else(|| {
        Failure::new("it is not known which repository on GitHub this is")
            .hint("name it with `--repository OWNER/NAME`")
    })?;
    let branch = match &options.branch {
        Some(branch) => branch.clone(),
        None => place
            .any_repository()
            .and_then(|repository| repository.branch_called(&repository.default_branch()?))
            .unwrap_or_else(|| "main".to_owned()),
    };
    let client = actions::client_for(&repository)?;
    let rules = client.branch_rules(&branch)?;
    let team = match options.team.as_deref().map(|team| (team, team.split_once('/'))) {
        Some((_, Some((organization, team)))) => Some(client.team(organization, team)?),
        Some((team, None)) => {
            return Err(Failure::new(format!("`{team}` names no team")).hint("write ORGANIZATION/TEAM"));
        }
        None => None,
    };
    Ok(github::set_up(&branch, &rules, workspace, team.as_ref(), files))
}

/// The workflows of a repository, each with its path and its text.
fn workflows(snapshot: &dyn Snapshot) -> Result<Vec<(String, String)>, Failure> {
    let entries = snapshot.entries(".github/workflows")?;
    let text = |entry: Entry| match entry.content {
        Content::Bytes(bytes) => Some((entry.path, String::from_utf8_lossy(&bytes).into_owned())),
        _ => None,
    };
    Ok(entries.into_iter().filter_map(text).collect())
}

/// The repository that project.yaml names, where that is on GitHub.
fn on_github(workspace: &Workspace) -> Option<String> {
    let address = workspace.project.as_ref()?.value.repository.as_deref()?;
    let name = address.strip_prefix("https://github.com/")?.trim_end_matches('/').trim_end_matches(".git");
    github::event::is_repository(name).then(|| name.to_owned())
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
