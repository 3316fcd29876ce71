//! Leaves a verdict where people and branch rules look for it: the comment of a pull request, and the mark at its commit.

use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::github::{Client, CommitState, CommitStatus, Context, Standing, Written};
use crate::render::MARKER;

use super::setting::Setting;
use super::telling::Telling;

/// What the comment of a pull request is for.
const GATE: &str = "gate";

/// What the issue about a branch is for.
const AUDIT: &str = "audit";

/// What a verdict says to the rules of a branch.
pub(super) fn state(telling: &Telling, outcome: Outcome) -> CommitState {
    match outcome {
        Outcome::Fine => CommitState::Success,
        Outcome::NotFine if telling.verdict == "pending" => CommitState::Pending,
        Outcome::NotFine => CommitState::Failure,
        Outcome::NotJudged => CommitState::Error,
    }
}

/// Something that was not written.
pub(super) enum Unwritten {
    /// The token may only read.
    ReadOnly(String),
    /// For this reason.
    Left(String),
}

impl Unwritten {
    /// What is to be known.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::ReadOnly(text) | Self::Left(text) => text,
        }
    }
}

/// Marks a commit. It says what is to be known where that may not be done.
pub(super) fn mark(
    setting: &Setting<'_>,
    client: &Client,
    (commit, context): (&str, &Context),
    state: CommitState,
    description: &str,
) -> Result<Option<Unwritten>, Failure> {
    let link = setting.environment.run_page();
    let status = CommitStatus { state, context: context.as_str(), description, link: link.as_deref() };
    Ok(not_marked(&client.commit_status(commit, status)?))
}

/// What people read where a later run has marked the commit meanwhile.
const JUDGED_LATER: &str = "the commit was not marked as a success, since a later run has judged it meanwhile, with what \
                            had happened until then; that one decides";

/// Marks a commit as fine. It says what is to be known where that was not done.
pub(super) fn mark_success(
    setting: &Setting<'_>,
    client: &Client,
    (commit, context): (&str, &Context),
    standing: Standing,
    description: &str,
) -> Result<Option<Unwritten>, Failure> {
    let link = setting.environment.run_page();
    let state = CommitState::Success;
    let status = CommitStatus { state, context: context.as_str(), description, link: link.as_deref() };
    Ok(match client.success(commit, setting.run(), standing, status)? {
        Written::Overtaken => Some(Unwritten::Left(JUDGED_LATER.to_owned())),
        written => not_marked(&written),
    })
}

fn not_marked(written: &Written) -> Option<Unwritten> {
    match written {
        Written::ReadOnly(error) => {
            Some(Unwritten::ReadOnly(format!("the commit was not marked: {error}; {}", error.hint())))
        }
        _ => None,
    }
}

/// Takes back the success of another run before a commit is judged again: what has happened since, such as an objection,
/// may have ended it, and whoever merges meanwhile must not rely on it. Where that may not be done, the mark at the end is
/// refused as well, and says so.
pub(super) fn hold(
    setting: &Setting<'_>,
    client: &Client,
    (commit, context): (&str, &Context),
) -> Result<Standing, Failure> {
    let link = setting.environment.run_page();
    let status = CommitStatus {
        state: CommitState::Pending,
        context: context.as_str(),
        description: "It is judged again, and what was said before does not hold meanwhile",
        link: link.as_deref(),
    };
    let (_, standing) = client.success_taken_back(commit, status)?;
    Ok(standing)
}

/// Whether a comment is written where there is none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Write,
    LeaveOut,
}

/// What is to be known where a text names a later run, truly or because somebody has edited it.
const OVERTAKEN: &str = "was left as it is, since it says that a later run has written it; if none has, somebody has \
                         edited it: delete it, and run this again";

/// What is to be known where the repository takes no issues.
const ISSUES_ARE_OFF: &str = "there is no issue, since this repository has its issues switched off: switch them on under \
                              Settings, General, Features, or write `comment: never` below `with:` of the audit";

/// Leaves the comment. It says what is to be known where it does not stand there.
pub(super) fn comment(
    setting: &Setting<'_>,
    client: &Client,
    number: u64,
    markdown: &str,
    first: First,
) -> Result<Option<Unwritten>, Failure> {
    let Some(run) = setting.run() else {
        let why = "there is no comment, since the runner does not say which run this is";
        return Ok(Some(Unwritten::Left(why.to_owned())));
    };
    let text = with_link(setting, markdown);
    let written = match first {
        First::Write => client.comment(number, GATE, run, &text)?,
        First::LeaveOut => client.comment_again(number, GATE, run, &text)?,
    };
    Ok(match written {
        Written::ReadOnly(error) => Some(Unwritten::ReadOnly(format!(
            "this token may not comment, so the report stands here alone: {error}; {}",
            error.hint()
        ))),
        Written::Overtaken => Some(Unwritten::Left(format!("the comment {OVERTAKEN}"))),
        Written::SwitchedOff | Written::Created | Written::Updated | Written::Unchanged => None,
    })
}

/// Keeps the issue about a branch. It says what is to be known where that cannot be done: the issue tells of the audit, and
/// is no part of it.
pub(super) fn issue(
    setting: &Setting<'_>,
    client: &Client,
    title: &str,
    markdown: &str,
    first: First,
) -> Option<String> {
    let Some(run) = setting.run() else {
        return Some("there is no issue, since the runner does not say which run this is".to_owned());
    };
    let text = with_link(setting, markdown);
    let written = match first {
        First::Write => client.issue(AUDIT, run, title, &text),
        First::LeaveOut => client.issue_again(AUDIT, run, title, &text),
    };
    match written {
        Ok(Written::ReadOnly(error)) | Err(error) => {
            Some(format!("there is no issue: {error}; {}", error.hint()))
        }
        Ok(Written::Overtaken) => Some(format!("the issue {OVERTAKEN}")),
        Ok(Written::SwitchedOff) => Some(ISSUES_ARE_OFF.to_owned()),
        Ok(Written::Created | Written::Updated | Written::Unchanged) => None,
    }
}

/// The text with the way to the whole report; the client puts its own marker before it.
fn with_link(setting: &Setting<'_>, markdown: &str) -> String {
    let text = markdown.strip_prefix(MARKER).unwrap_or(markdown).trim();
    match setting.environment.run_page() {
        Some(page) => format!("{text}\n\n[The full report]({page})\n"),
        None => format!("{text}\n"),
    }
}
