//! Between which two commits an event is judged: found in git's objects, with the event as a guide.

use crate::cli::failure::Failure;
use crate::github::event::{MergeGroupEvent, PullRequestEvent, PushEvent};
use crate::repository::{Commit, Repository, RepositoryError};

/// What to write below `uses: actions/checkout` so that the history is there.
const WHOLE_HISTORY: &str = "write `with: {fetch-depth: 0}` below `uses: actions/checkout`";

/// The two ends of a change, and the branch that it is for.
#[derive(Debug)]
pub(super) struct Ends {
    pub(super) branch: String,
    pub(super) base: Commit,
    pub(super) head: Commit,
}

/// A checkout without the history cannot be judged; it is said before anything is missed.
pub(super) fn require_history(repository: &Repository) -> Result<(), Failure> {
    if !repository.is_shallow() {
        return Ok(());
    }
    Err(Failure::new("this checkout does not have the whole history, so nothing can be judged")
        .hint(WHOLE_HISTORY))
}

/// From the tip of the target branch to the head of the pull request.
pub(super) fn of_pull_request(repository: &Repository, event: &PullRequestEvent) -> Result<Ends, Failure> {
    let head = head(repository, &event.head, Some(event.number))?;
    let base = tip_of(repository, &event.base_branch, &event.base)?;
    Ok(Ends { branch: event.base_branch.clone(), base, head })
}

/// From what the candidate is built upon to the candidate: each is judged for itself (threat T55).
pub(super) fn of_merge_group(repository: &Repository, event: &MergeGroupEvent) -> Result<Ends, Failure> {
    let head = head(repository, &event.head, None)?;
    let base = head_or_nothing(repository, &event.base)?.ok_or_else(|| {
        not_here("the commit that the candidate is built upon", &event.base).hint(WHOLE_HISTORY)
    })?;
    if !repository.is_ancestor(&base.id, &head.id)? {
        return Err(Failure::new(
            "the candidate of the merge queue is not built upon the commit that its event names",
        )
        .hint("take the pull request out of the queue and add it again"));
    }
    Ok(Ends { branch: event.base_branch.clone(), base, head })
}

/// The head of a change, which may come from another repository.
pub(super) fn head(repository: &Repository, id: &str, pull_request: Option<u64>) -> Result<Commit, Failure> {
    if let Some(commit) = head_or_nothing(repository, id)? {
        return Ok(commit);
    }
    let failure = not_here("the head of the change", id);
    Err(match pull_request {
        Some(number) => failure.hint(format!(
            "fetch it as data before this step, without checking it out: `git fetch --no-tags origin refs/pull/{number}/head`"
        )),
        None => failure.hint(WHOLE_HISTORY),
    })
}

/// Where the target branch is now: where it was fetched if that is ahead, else where the event saw it.
fn tip_of(repository: &Repository, branch: &str, seen: &str) -> Result<Commit, Failure> {
    let fetched = match repository.resolve(&format!("refs/remotes/origin/{branch}")) {
        Ok(commit) => Some(commit),
        Err(RepositoryError::UnknownRevision { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let seen_commit = head_or_nothing(repository, seen)?;
    let rewritten = || {
        Failure::new(format!(
            "`{branch}` no longer holds the commit `{seen}`, where it was when this workflow was started"
        ))
        .hint("the branch was rewritten: start the workflow anew by an event, not by running it again")
    };
    match (fetched, seen_commit) {
        (None, Some(seen)) => Ok(seen),
        (Some(fetched), Some(seen)) if repository.is_ancestor(&seen.id, &fetched.id)? => Ok(fetched),
        (Some(fetched), Some(seen)) if repository.is_ancestor(&fetched.id, &seen.id)? => Ok(seen),
        (Some(_), _) => Err(rewritten()),
        (None, None) => Err(not_here(&format!("the tip of `{branch}`"), seen).hint(WHOLE_HISTORY)),
    }
}

fn head_or_nothing(repository: &Repository, id: &str) -> Result<Option<Commit>, Failure> {
    match repository.commit(id) {
        Ok(commit) => Ok(Some(commit)),
        Err(RepositoryError::Missing { .. } | RepositoryError::Shallow { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn not_here(what: &str, id: &str) -> Failure {
    Failure::new(format!("{what}, `{id}`, is not in this checkout"))
}

/// The steps of a push.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    /// Each with its first parent, the oldest first.
    Steps(Vec<PushedStep>),
    /// What the branch held before is no longer a part of its history (threat T65).
    Rewritten,
}

/// A commit on the branch itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PushedStep {
    pub(super) parent: String,
    pub(super) commit: String,
}

/// What a push added to the line of first parents.
pub(super) fn of_push(repository: &Repository, event: &PushEvent) -> Result<Pushed, Failure> {
    let branch = &event.branch;
    let Some(after) = &event.after else {
        return Err(Failure::new(format!("`{branch}` was deleted, so there is nothing to verify")));
    };
    let Some(before) = &event.before else {
        return Err(Failure::new(format!(
            "`{branch}` is new, so the push does not say what it adds to which branch"
        ))
        .hint("`milepost audit` judges every step of it"));
    };
    let mut steps = Vec::new();
    let mut next = head(repository, after, None)?;
    while next.id != *before {
        let Some(parent) = next.parents.first().cloned() else { return Ok(Pushed::Rewritten) };
        steps.push(PushedStep { parent: parent.clone(), commit: next.id });
        next = repository.commit(&parent)?;
    }
    steps.reverse();
    Ok(Pushed::Steps(steps))
}
