//! What became of something that was to be written, and which of one's own earlier texts it replaces.

use serde_json::Value;

use super::account::User;
use super::client::{Client, Errand};
use super::error::GitHubError;
use super::marker::{Purpose, Run, is_same_text};

/// What became of something that was to be written to GitHub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It is new.
    Created,
    /// It took the place of what an earlier run wrote.
    Updated,
    /// It stood there already, word for word.
    Unchanged,
    /// A later run has written since, and that stays.
    Overtaken,
    /// The repository takes no issues: they are switched off.
    SwitchedOff,
    /// The token may not write, as in every run for a fork. The error says what it lacks.
    ReadOnly(GitHubError),
}

/// The most characters that GitHub takes.
const LONGEST: usize = 65_536;

/// A text on GitHub that may be one's own.
pub(super) struct Candidate<'a> {
    pub(super) id: u64,
    pub(super) user: Option<&'a User>,
    pub(super) body: &'a str,
}

/// A text of which there is to be one.
pub(super) struct Kept<'a> {
    pub(super) purpose: Purpose<'a>,
    pub(super) run: Run,
    pub(super) text: &'a str,
    /// Whether it is written where there is none yet.
    pub(super) is_first_wanted: bool,
}

/// What to do about a text.
enum Plan {
    Create,
    Update(u64),
    /// Nothing, for this reason.
    Leave(Written),
}

impl Client {
    /// Writes a text where none stands that says the same: into `list` as a new one, or in the place of one's own.
    pub(super) fn keep(
        &self,
        errand: &Errand,
        (list, place_of): (&str, impl Fn(u64) -> String),
        candidates: &[Candidate<'_>],
        kept: &Kept<'_>,
        content: &Value,
    ) -> Result<Written, GitHubError> {
        match self.plan(candidates, kept)? {
            Plan::Leave(written) => Ok(written),
            Plan::Create if !kept.is_first_wanted => Ok(Written::Unchanged),
            Plan::Create => self.write(errand, (list, true), content),
            Plan::Update(id) => self.write(errand, (&place_of(id), false), content),
        }
    }

    /// Compares with what stands there. Only a text of this token's own account is looked at, whatever others may have
    /// marked; and it tells nothing but which run wrote it.
    fn plan(&self, candidates: &[Candidate<'_>], kept: &Kept<'_>) -> Result<Plan, GitHubError> {
        let mut marked: Vec<_> = candidates
            .iter()
            .filter_map(|candidate| Some((candidate, candidate.user?, kept.purpose.read(candidate.body)?)))
            .collect();
        if !marked.is_empty() {
            let own = self.own_identity(marked.iter().map(|(_, user, _)| *user))?;
            marked.retain(|(_, user, _)| own.is(user));
        }
        let Some((newest, _, (_, standing))) = marked.iter().max_by_key(|(candidate, ..)| candidate.id)
        else {
            return Ok(Plan::Create);
        };
        if marked.iter().any(|(_, _, (written_by, _))| *written_by > kept.run) {
            return Ok(Plan::Leave(Written::Overtaken));
        }
        if is_same_text(standing, kept.text) {
            return Ok(Plan::Leave(Written::Unchanged));
        }
        Ok(Plan::Update(newest.id))
    }

    /// Writes, and remembers who wrote.
    pub(super) fn write(
        &self,
        errand: &Errand,
        (path, is_new): (&str, bool),
        body: &Value,
    ) -> Result<Written, GitHubError> {
        let written: Result<Value, _> =
            if is_new { self.post(errand, path, body) } else { self.patch(errand, path, body) };
        match written {
            Ok(answer) => {
                if is_new {
                    self.learn_identity(answer.get("creator").or_else(|| answer.get("user")));
                }
                Ok(if is_new { Written::Created } else { Written::Updated })
            }
            Err(error) if error.is_denial() => Ok(Written::ReadOnly(error)),
            Err(error) => Err(error),
        }
    }
}

/// Whether GitHub takes a text of this length.
pub(super) fn bounded(doing: &str, text: &str) -> Result<(), GitHubError> {
    let length = text.chars().count();
    if length > LONGEST {
        return Err(GitHubError::TooLong { doing: doing.to_owned(), length, limit: LONGEST });
    }
    Ok(())
}
