//! The mark at a commit that a branch's rules can ask for.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use super::account::User;
use super::client::{Client, commit_id, unfit};
use super::context::Context;
use super::error::GitHubError;
use super::identity::Identity;
use super::marker::Run;
use super::written::Written;

/// A mark at a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommitStatus<'a> {
    /// What it says.
    pub state: CommitState,
    /// By what name the rules of a branch ask for it, as in `milepost`.
    pub context: &'a str,
    /// One line for people; what is longer than GitHub takes is cut.
    pub description: &'a str,
    /// A web page that says more.
    pub link: Option<&'a str>,
}

/// What a mark at a commit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitState {
    /// Fine.
    Success,
    /// Not decided yet.
    Pending,
    /// Not fine.
    Failure,
    /// It could not be judged.
    Error,
}

impl CommitState {
    const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Pending => "pending",
            Self::Failure => "failure",
            Self::Error => "error",
        }
    }
}

/// The most characters of a description that GitHub takes.
const LONGEST: usize = 140;

/// How many marks of one name GitHub takes at a commit.
const MOST: usize = 1_000;

/// With so many, no success is written any more: there has to be room to take it back, however many runs others start.
const MOST_BEFORE_SUCCESS: usize = 900;

/// What stood at a commit by one name when a run began to judge it. What comes later was said meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// The number of the newest mark.
    newest: u64,
}

impl Client {
    /// Marks a commit. The answer also tells who this token writes as. For a success, take [`Client::success`].
    pub fn commit_status(&self, commit: &str, status: CommitStatus<'_>) -> Result<Written, GitHubError> {
        let commit = commit_id(commit)?;
        let mut body = json!({
            "state": status.state.name(),
            "context": status.context,
            "description": cut(status.description),
        });
        if let Some(link) = status.link {
            if !link.starts_with("https://") && !link.starts_with("http://") {
                return Err(unfit("the link", link, "it begins with neither `https://` nor `http://`"));
            }
            body["target_url"] = link.into();
        }
        let errand = self.errand(&format!("marking commit {commit}"), "statuses: write");
        match self.write(&errand, (&self.path(&format!("/statuses/{commit}")), true), &body) {
            Err(GitHubError::Refused { status: 422, said, .. }) if said.mentions("maximum number") => {
                Err(too_many(commit, status.context, MOST))
            }
            written => written,
        }
    }

    /// What stands at a commit by one name.
    pub fn standing(&self, commit: &str, context: &str) -> Result<Standing, GitHubError> {
        Ok(self.marks(commit, context)?.map_or_else(|_| Standing::default(), |marks| marks.standing()))
    }

    /// Marks a commit while it is judged again, so that no success of an earlier run stands there meanwhile. The mark stays
    /// if the run ends without a word. Where no success stands, nothing is written: what is missing holds a merge up as
    /// well. It makes no difference which run has said it: whatever has happened since may have ended it.
    pub fn success_taken_back(
        &self,
        commit: &str,
        status: CommitStatus<'_>,
    ) -> Result<(Written, Standing), GitHubError> {
        let marks = match self.marks(commit, status.context)? {
            Ok(marks) => marks,
            Err(denied) => return Ok((Written::ReadOnly(denied), Standing::default())),
        };
        let is_success = marks.say_success(&self.own_identity(marks.creators())?);
        let written = if is_success { self.commit_status(commit, status)? } else { Written::Unchanged };
        Ok((written, marks.standing()))
    }

    /// Marks a commit as fine, unless a later run has spoken meanwhile: what that one has read is newer. So `standing` is
    /// what stood there before anything was read. What stands there word for word is not written again.
    pub fn success(
        &self,
        commit: &str,
        run: Option<Run>,
        standing: Standing,
        status: CommitStatus<'_>,
    ) -> Result<Written, GitHubError> {
        let status = CommitStatus { state: CommitState::Success, ..status };
        // Where they may not be read, no mark may be written either, and writing it says what the token lacks.
        if let Ok(marks) = self.marks(commit, status.context)? {
            if marks.latest_first.len() >= MOST_BEFORE_SUCCESS {
                return Err(too_many(commit, status.context, marks.latest_first.len()));
            }
            let own = self.own_identity(marks.creators())?;
            if run.is_some_and(|run| marks.has_later(&own, run, standing)) {
                return Ok(Written::Overtaken);
            }
            if marks.latest_first.first().is_some_and(|mark| mark.is_by(&own) && mark.says(&status)) {
                return Ok(Written::Unchanged);
            }
        }
        self.commit_status(commit, status)
    }

    /// Puts an error in the place of every success of any branch's name at a commit: for a run that does not know which
    /// branch it is about.
    pub fn every_success_taken_back(
        &self,
        commit: &str,
        description: &str,
        link: Option<&str>,
    ) -> Result<(), GitHubError> {
        let all = self.statuses(commit)?;
        let own = self.own_identity(all.iter().filter_map(|mark| mark.creator.as_ref()))?;
        let names: BTreeSet<String> = all.iter().map(|mark| mark.context.to_ascii_lowercase()).collect();
        for context in names.iter().filter(|name| Context::is_any(name)) {
            if Marks::of(&all, context).say_success(&own) {
                let status = CommitStatus { state: CommitState::Error, context, description, link };
                self.commit_status(commit, status)?;
            }
        }
        Ok(())
    }

    /// The marks of one name at a commit; why there are none to be seen where the token may not read them.
    fn marks(&self, commit: &str, context: &str) -> Result<Result<Marks, GitHubError>, GitHubError> {
        match self.statuses(commit) {
            Ok(all) => Ok(Ok(Marks::of(&all, context))),
            Err(error) if error.is_denial() => Ok(Err(error)),
            Err(error) => Err(error),
        }
    }

    /// All marks at a commit, the latest first.
    fn statuses(&self, commit: &str) -> Result<Vec<WireStatus>, GitHubError> {
        let path = self.path(&format!("/commits/{}/statuses", commit_id(commit)?));
        let errand = self.errand(&format!("reading the statuses of commit {commit}"), "statuses: read");
        match self.list(&errand, &path, "") {
            // This repository does not have the commit.
            Err(GitHubError::Refused { status: 422, .. }) => Ok(Vec::new()),
            statuses => statuses,
        }
    }
}

fn too_many(commit: &str, context: &str, count: usize) -> GitHubError {
    GitHubError::TooManyMarks { commit: commit.to_owned(), context: context.to_owned(), count }
}

/// The marks of one name at a commit.
struct Marks {
    latest_first: Vec<WireStatus>,
}

impl Marks {
    fn of(all: &[WireStatus], context: &str) -> Self {
        let named = all.iter().filter(|mark| mark.context.eq_ignore_ascii_case(context));
        Self { latest_first: named.cloned().collect() }
    }

    fn standing(&self) -> Standing {
        Standing { newest: self.latest_first.iter().map(|mark| mark.id).max().unwrap_or_default() }
    }

    fn creators(&self) -> impl Iterator<Item = &User> {
        self.latest_first.iter().filter_map(|mark| mark.creator.as_ref())
    }

    /// Whether the latest is a success, or the latest of one's own. Which of the two the rules of the branch look at
    /// depends on whether they name a source.
    fn say_success(&self, own: &Identity) -> bool {
        let latest_own = self.latest_first.iter().find(|mark| mark.is_by(own));
        self.latest_first.first().into_iter().chain(latest_own).any(WireStatus::is_success)
    }

    /// Whether a later run of one's own has spoken since.
    fn has_later(&self, own: &Identity, run: Run, standing: Standing) -> bool {
        let is_later = |mark: &WireStatus| mark.run().is_some_and(|written_by| written_by > run.id);
        self.latest_first.iter().any(|mark| mark.id > standing.newest && mark.is_by(own) && is_later(mark))
    }
}

#[derive(Clone, Deserialize)]
struct WireStatus {
    id: u64,
    state: String,
    context: String,
    description: Option<String>,
    target_url: Option<String>,
    creator: Option<User>,
}

impl WireStatus {
    fn is_success(&self) -> bool {
        self.state == CommitState::Success.name()
    }

    fn is_by(&self, own: &Identity) -> bool {
        self.creator.as_ref().is_some_and(|user| own.is(user))
    }

    /// Whether it says the same, whichever run it leads to.
    fn says(&self, status: &CommitStatus<'_>) -> bool {
        self.state == status.state.name() && self.description.as_deref() == Some(&cut(status.description))
    }

    /// The run that it leads to, as `https://github.com/o/r/actions/runs/1` does.
    fn run(&self) -> Option<u64> {
        self.target_url.as_deref()?.rsplit_once("/actions/runs/")?.1.parse().ok()
    }
}

/// One line of at most as many characters as GitHub takes.
fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST - 1).collect::<String>() + "…"
}
