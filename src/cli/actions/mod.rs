//! `milepost action`: what happened on GitHub, judged where it happened, and told wherever people look there.

mod ends;
mod environment;
mod evidence;
mod finding;
mod into_checkout;
mod merge_group;
mod merged;
mod posting;
mod publish;
mod pull_request;
mod push;
mod runner;
mod scheduled;
mod setting;
mod telling;
mod witness;
mod workspace;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::github::event::{
    self, Event, EventError, LARGEST_EVENT, PullRequestEvent, Subject, Trigger, WorkflowRunEvent,
};
use crate::github::{CommitState, Context, GitHubError, PullRequestFacts, PullRequestState};
use crate::report;
use crate::source::slashed;

use super::Outcome;
use super::arguments::{ActionOptions, FailOn, PlaceOptions, Today};
use super::failure::Failure;
use super::gate::Change;
use super::history;
pub(super) use environment::Environment;
use environment::{Command, Comment, Inputs};
use finding::{Finding, complete, outcome};
pub(super) use merged::Asking;
use posting::{First, comment, mark};
use setting::Setting;
pub(super) use setting::{client_for, repository, server};
use telling::Telling;

/// Runs the command: whatever comes of it is told in the log, the summary, the outputs and the report.
pub(super) fn run(options: &ActionOptions) -> Result<Outcome, Failure> {
    let Some(environment) = Environment::read()? else {
        return Err(Failure::new(
            "`milepost action` reads what a workflow of GitHub Actions is given, and this is none",
        )
        .hint("`milepost gate` judges a change anywhere"));
    };
    let place = PlaceOptions {
        root: environment.inputs.root.clone(),
        repo: ".".into(),
        today: options.today.map(Today::On),
    };
    let setting = Setting::new(&environment, &place);
    let found = workspace::require(&setting).and_then(|()| act(&setting)).and_then(|mut finding| {
        publish::files(&environment, &mut finding)?;
        Ok(finding)
    });
    let finding = found.unwrap_or_else(|failure| {
        let telling = Telling::of_failure(environment.inputs.command.name(), &failure);
        let mut finding = Finding::new(telling, Outcome::NotJudged);
        if let Err(other) = publish::files(&environment, &mut finding) {
            finding.notices.extend((other != failure).then_some(other.message));
        }
        finding
    });
    publish::finding(&environment, &finding)?;
    Ok(finding.outcome)
}

fn act(setting: &Setting<'_>) -> Result<Finding, Failure> {
    let inputs = &setting.environment.inputs;
    match inputs.command {
        Command::Check => check(setting),
        Command::Audit => scheduled::run(setting),
        Command::Gate if inputs.base.is_some() || inputs.head.is_some() => between(setting, inputs),
        Command::Gate => {
            let event = read_event(setting.environment)?;
            let default_branch = event.default_branch.as_deref();
            match &event.subject {
                Subject::PullRequest(pull_request) => {
                    pull_request::run(setting, pull_request, default_branch)
                }
                Subject::MergeGroup(group) => merge_group::run(setting, group, default_branch),
                Subject::Push(push) => push::run(setting, push),
                Subject::WorkflowRun(run) => {
                    let found = behind(setting, run).map_err(|lost| {
                        take_back(setting, run, &lost);
                        lost.failure
                    })?;
                    pull_request::run(setting, &found, default_branch)
                }
                Subject::Repository => scheduled::run(setting),
            }
        }
    }
}

/// The report on what started the workflow, for `milepost gate` without base and head; nothing where the event names
/// neither.
pub(super) fn report_here(
    environment: &Environment,
    options: &PlaceOptions,
    fail_on: FailOn,
) -> Result<Option<(report::Report, Outcome)>, Failure> {
    if environment.event.is_none() {
        return Ok(None);
    }
    let setting = Setting::new(environment, options);
    let event = read_event(environment)?;
    let mut judged = match &event.subject {
        Subject::PullRequest(pull_request) => {
            pull_request::judged(&setting, &setting.client()?, pull_request)?.judged
        }
        Subject::WorkflowRun(run) => {
            let found = behind(&setting, run).map_err(|lost| lost.failure)?;
            pull_request::judged(&setting, &setting.client()?, &found)?.judged
        }
        Subject::MergeGroup(group) => merge_group::judged(&setting, &setting.client()?, group)?.0,
        Subject::Push(push) => {
            let verified = push::verified(&setting, push)?;
            return Ok(Some((verified.report, verified.outcome)));
        }
        Subject::Repository => return Ok(None),
    };
    let outcome = outcome(&mut judged, fail_on);
    Ok(Some((judged.report, outcome)))
}

/// Finds what is wrong with the documents that are checked out.
fn check(setting: &Setting<'_>) -> Result<Finding, Failure> {
    let place = &setting.place;
    let side = place.worktree()?;
    let snapshot = history::snapshot(place, &side)?;
    let workspace = place.load(snapshot.as_ref(), &BTreeSet::new())?;
    place.require_documents(&workspace, snapshot.as_ref())?;
    let report = report::check(&workspace, place.today(&workspace));
    let severity = setting.environment.inputs.fail_on.severity();
    let fails = report.diagnostics.iter().any(|found| found.severity >= severity);
    Ok(Finding::of_report(&report, if fails { Outcome::NotFine } else { Outcome::Fine }))
}

/// Judges the change between two revisions that the workflow names, with what the repository itself tells.
fn between(setting: &Setting<'_>, inputs: &Inputs) -> Result<Finding, Failure> {
    let place = &setting.place;
    let base = super::gate::base_side(place, inputs.base.as_deref(), inputs.head.as_deref())?;
    let head = match inputs.head.as_deref() {
        Some(name) => place.judged_side(name, inputs.base.as_deref())?,
        None => place.side_or_head(None)?,
    };
    super::gate::refuse_shallow(place, &base)?;
    let change = Change::load(place, &base, &head)?;
    let mut judged = change.judge(place)?;
    complete(&mut judged.report, setting);
    let outcome = outcome(&mut judged, inputs.fail_on);
    let mut finding = Finding::of_report(&judged.report, outcome);
    let notice = "the workflow names base and head itself, so no review was asked for, and nothing is posted";
    finding.notices.push(notice.to_owned());
    Ok(finding)
}

fn read_event(environment: &Environment) -> Result<Event, Failure> {
    let Some((name, path)) = &environment.event else {
        return Err(Failure::new("the runner does not say what started this workflow")
            .hint("GITHUB_EVENT_NAME and GITHUB_EVENT_PATH have to be set; or name `base` and `head`"));
    };
    Ok(event::read(name, &payload(path)?)?)
}

/// The payload, as long as it is no longer than any that GitHub sends.
fn payload(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| {
        Failure::of_file("read", path, &error).hint(
            "GITHUB_EVENT_PATH names the file in which the runner says what started the workflow; elsewhere, leave it unset and name `--base` and `--head`",
        )
    };
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(LARGEST_EVENT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST_EVENT {
        return Err(Failure::new(format!("`{}` is longer than any event of GitHub", slashed(path))));
    }
    Ok(bytes)
}

/// Why the pull request behind a run is not known.
struct Lost {
    failure: Failure,
    /// The numbers of those that it may be.
    numbers: Vec<u64>,
}

impl From<Failure> for Lost {
    fn from(failure: Failure) -> Self {
        Self { failure, numbers: Vec::new() }
    }
}

/// The pull request behind a run that has ended. The event's own list and whatever the run left behind are not believed:
/// GitHub says which pull request ends with the commit, and it is judged anew (threat T48).
fn behind(setting: &Setting<'_>, run: &WorkflowRunEvent) -> Result<PullRequestEvent, Lost> {
    if !is_about_one(run) {
        return Err(Failure::new(format!(
            "the workflow that ended was started by `{}`, which is about no pull request",
            run.started_by
        ))
        .hint("let the job run only `if: startsWith(github.event.workflow_run.event, 'pull_request')`")
        .into());
    }
    let client = setting.client()?;
    match client.pull_request_with_head(&run.head, origin(run)) {
        Ok(Some(facts)) => Ok(as_event(facts)?),
        Ok(None) => Err(Failure::new(format!("no open pull request ends with the commit `{}`", run.head))
            .hint("it may have moved on or been closed; the run for its newest commit says how it stands")
            .into()),
        Err(GitHubError::Ambiguous { commit, numbers }) => {
            let error = GitHubError::Ambiguous { commit, numbers: numbers.clone() };
            Err(Lost { failure: error.into(), numbers })
        }
        // It may be that only one of the two ways to find it fails.
        Err(error) => {
            let found = origin(run).map(|(owner, branch)| client.open_pull_requests_from(owner, branch));
            let found = found.and_then(Result::ok).unwrap_or_default();
            let numbers = found.iter().filter(|pull| pull.head == run.head).map(|pull| pull.number);
            Err(Lost { numbers: numbers.collect(), failure: error.into() })
        }
    }
}

/// The owner of the repository that the commit comes from, and its branch there.
fn origin(run: &WorkflowRunEvent) -> Option<(&str, &str)> {
    let owner = run.head_repository.as_deref().and_then(|name| name.split('/').next());
    owner.zip(run.head_branch.as_deref())
}

fn is_about_one(run: &WorkflowRunEvent) -> bool {
    [Trigger::PullRequest, Trigger::PullRequestTarget, Trigger::PullRequestReview]
        .iter()
        .any(|trigger| trigger.name() == run.started_by)
}

/// Takes back what an earlier run may have said at a commit whose pull request is not known (threat T58): its mark for
/// whatever branch, and the comment of every pull request that it may be.
fn take_back(setting: &Setting<'_>, run: &WorkflowRunEvent, lost: &Lost) {
    let Ok(client) = setting.client() else { return };
    if !is_about_one(run) {
        return;
    }
    let telling = Telling::of_failure("gate", &lost.failure);
    let link = setting.environment.run_page();
    if client.every_success_taken_back(&run.head, &telling.headline, link.as_deref()).is_err() {
        // What stands there cannot be read, so the mark that is asked for most is taken to be a success.
        let context = Context::of_default_branch();
        // The failure that matters is told already.
        let _ = mark(setting, &client, (&run.head, &context), CommitState::Error, &telling.headline);
    }
    if setting.environment.inputs.comment != Comment::Never {
        for number in &lost.numbers {
            let _ = comment(setting, &client, *number, &telling.markdown, First::Write);
        }
    }
}

fn as_event(facts: PullRequestFacts) -> Result<PullRequestEvent, Failure> {
    let is_fine = event::is_commit(&facts.head)
        && event::is_commit(&facts.base_commit)
        && event::is_branch(&facts.base);
    if !is_fine {
        return Err(Failure::new(format!(
            "GitHub names neither commits nor a branch for pull request {}",
            facts.number
        )));
    }
    Ok(PullRequestEvent {
        number: facts.number,
        is_open: facts.state == PullRequestState::Open,
        author: facts.author,
        base_branch: facts.base,
        base: facts.base_commit,
        head: facts.head,
        head_repository: facts.head_repository,
        is_remark: false,
    })
}

impl From<EventError> for Failure {
    fn from(error: EventError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            EventError::Unknown { .. } => {
                let known: Vec<String> = Trigger::ALL.iter().map(|one| format!("`{}`", one.name())).collect();
                failure.hint(format!("run it on {}, or name `base` and `head`", known.join(", ")))
            }
            EventError::NotJson { .. } | EventError::Missing { .. } => {
                failure.hint("GitHub writes it; a step of the workflow must have changed it")
            }
            EventError::NotABranch { .. } => failure.hint("write `branches:` below `push:`"),
        }
    }
}
