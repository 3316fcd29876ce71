//! Pull requests: who proposed what against which branch, and what became of it.

use jiff::Timestamp;
use serde::Deserialize;

use crate::approval::{Account, Merger};

use super::account::User;
use super::address::segment;
use super::client::{Client, Errand, commit_id};
use super::error::GitHubError;

/// The events after which a pull request goes to another branch.
const RETARGETED: [&str; 2] = ["base_ref_changed", "automatic_base_change_succeeded"];

/// A pull request as GitHub shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequestFacts {
    /// Its number.
    pub number: u64,
    /// Who opened it; nobody for an account that is gone.
    pub author: Option<Account>,
    /// The commit that it ends with.
    pub head: String,
    /// The branch that it comes from.
    pub head_branch: String,
    /// `owner/name` of the repository that it comes from; nothing where that is gone.
    pub head_repository: Option<String>,
    /// The branch that it goes to.
    pub base: String,
    /// The commit of that branch when the pull request was last changed.
    pub base_commit: String,
    /// What became of it.
    pub state: PullRequestState,
}

/// What became of a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PullRequestState {
    /// It is open.
    Open,
    /// It was closed, and not merged.
    Closed,
    /// It was merged.
    Merged {
        /// The commit on the target branch; nothing where GitHub has not got it any more.
        commit: Option<String>,
        /// Who merged it. Only the answer about one pull request says so; nobody in lists, and for an account that is gone.
        by: Option<Account>,
        /// When.
        at: Option<Timestamp>,
    },
}

impl PullRequestFacts {
    /// Whether it comes from a branch of somebody's repository.
    fn comes_from(&self, owner: &str, branch: &str) -> bool {
        let own = self.head_repository.as_deref().and_then(|name| name.split('/').next());
        self.head_branch == branch && own.is_some_and(|own| own.eq_ignore_ascii_case(owner))
    }

    /// Who merged it, as the judgement wants it.
    pub fn merger(&self) -> Merger {
        match &self.state {
            PullRequestState::Open | PullRequestState::Closed => Merger::NotMerged,
            PullRequestState::Merged { by: Some(account), .. } => Merger::Event(account.clone()),
            PullRequestState::Merged { by: None, .. } => {
                Merger::Unproven(format!("GitHub does not say who merged pull request {}", self.number))
            }
        }
    }
}

impl Client {
    /// A pull request, by its number.
    pub fn pull_request(&self, number: u64) -> Result<PullRequestFacts, GitHubError> {
        let errand = self.errand(&format!("reading pull request {number}"), "pull-requests: read");
        let pull: WirePullRequest = self.get(&errand, &self.path(&format!("/pulls/{number}")))?;
        if pull.number != number {
            return Err(self.odd(&errand, &format!("it is about pull request {}", pull.number)));
        }
        self.facts(&errand, pull)
    }

    /// The open pull request that ends with a commit: for a run that knows its head only. GitHub does not connect the
    /// commits of forks with pull requests; `head`, the owner of the fork and the branch, finds those.
    pub fn pull_request_with_head(
        &self,
        commit: &str,
        head: Option<(&str, &str)>,
    ) -> Result<Option<PullRequestFacts>, GitHubError> {
        let ends_with = |pull: &PullRequestFacts| {
            pull.state == PullRequestState::Open && pull.head.eq_ignore_ascii_case(commit)
        };
        let mut found = match self.pull_requests_with(commit) {
            // This repository does not have the commit.
            Err(GitHubError::Refused { status: 422, .. }) => Vec::new(),
            found => found?,
        };
        found.retain(ends_with);
        if let Some((owner, branch)) = head {
            // Anybody may propose the same commit from elsewhere.
            found.retain(|pull| pull.comes_from(owner, branch));
            if found.is_empty() {
                found = self.open_pull_requests_from(owner, branch)?;
                found.retain(ends_with);
            }
        }
        only(commit, found)
    }

    /// The open pull requests of a branch, and of the owner of the repository that it is in.
    pub fn open_pull_requests_from(
        &self,
        owner: &str,
        branch: &str,
    ) -> Result<Vec<PullRequestFacts>, GitHubError> {
        let errand = self.errand("looking for the pull request of a branch", "pull-requests: read");
        let query = format!("state=open&head={}&", segment(&format!("{owner}:{branch}")));
        self.all_facts(&errand, self.list(&errand, &self.path("/pulls"), &query)?)
    }

    /// The pull request whose merge made a commit: of a commit that was pushed to a branch. None where it came without.
    /// Who merged it is not said here: ask for it by its number.
    pub fn pull_request_merged_as(&self, commit: &str) -> Result<Option<PullRequestFacts>, GitHubError> {
        let mut found = self.pull_requests_with(commit)?;
        found.retain(|pull| {
            matches!(&pull.state, PullRequestState::Merged { commit: Some(merged), .. }
                if merged.eq_ignore_ascii_case(commit))
        });
        only(commit, found)
    }

    /// When a pull request was last led to another branch, by somebody or by GitHub itself; nothing if it never was.
    pub fn retargeted(&self, number: u64) -> Result<Option<Timestamp>, GitHubError> {
        let errand = self.errand(
            &format!("reading whether pull request {number} was led elsewhere"),
            "pull-requests: read",
        );
        let events: Vec<WireEvent> =
            self.list(&errand, &self.path(&format!("/issues/{number}/events")), "")?;
        let led =
            events.iter().filter(|event| RETARGETED.contains(&event.event.as_deref().unwrap_or_default()));
        let moments = led.map(|event| {
            let moment = event.created_at.as_deref().and_then(|text| text.parse().ok());
            moment.ok_or_else(|| self.odd(&errand, "an event does not say when it was"))
        });
        Ok(moments.collect::<Result<Vec<Timestamp>, _>>()?.into_iter().max())
    }

    /// Every pull request that GitHub connects with a commit, whatever became of it.
    pub fn pull_requests_with(&self, commit: &str) -> Result<Vec<PullRequestFacts>, GitHubError> {
        let commit = commit_id(commit)?;
        let errand =
            self.errand(&format!("looking for the pull request of commit {commit}"), "pull-requests: read");
        let path = self.path(&format!("/commits/{commit}/pulls"));
        self.all_facts(&errand, self.list(&errand, &path, "")?)
    }

    fn all_facts(
        &self,
        errand: &Errand,
        pulls: Vec<WirePullRequest>,
    ) -> Result<Vec<PullRequestFacts>, GitHubError> {
        pulls.into_iter().map(|pull| self.facts(errand, pull)).collect()
    }

    fn facts(&self, errand: &Errand, pull: WirePullRequest) -> Result<PullRequestFacts, GitHubError> {
        let is_merged = pull.merged.unwrap_or(pull.merged_at.is_some());
        let state = match pull.state.as_str() {
            _ if is_merged => PullRequestState::Merged {
                commit: pull.merge_commit_sha,
                by: pull.merged_by.map(Account::from),
                at: pull.merged_at.and_then(|text| text.parse().ok()),
            },
            "open" => PullRequestState::Open,
            "closed" => PullRequestState::Closed,
            other => return Err(self.odd(errand, &format!("the state of a pull request is `{other}`"))),
        };
        for commit in [&pull.head.sha, &pull.base.sha] {
            commit_id(commit).map_err(|_| self.odd(errand, "it names a commit that is none"))?;
        }
        Ok(PullRequestFacts {
            number: pull.number,
            author: pull.user.map(Account::from),
            head: pull.head.sha,
            head_branch: pull.head.name,
            head_repository: pull.head.repo.map(|repository| repository.full_name),
            base: pull.base.name,
            base_commit: pull.base.sha,
            state,
        })
    }
}

fn only(commit: &str, mut found: Vec<PullRequestFacts>) -> Result<Option<PullRequestFacts>, GitHubError> {
    if found.len() > 1 {
        let numbers = found.iter().map(|pull| pull.number).collect();
        return Err(GitHubError::Ambiguous { commit: commit.to_owned(), numbers });
    }
    Ok(found.pop())
}

#[derive(Deserialize)]
struct WireEvent {
    event: Option<String>,
    created_at: Option<String>,
}

#[derive(Deserialize)]
struct WirePullRequest {
    number: u64,
    state: String,
    user: Option<User>,
    head: WireEnd,
    base: WireEnd,
    merged: Option<bool>,
    merged_at: Option<String>,
    merged_by: Option<User>,
    merge_commit_sha: Option<String>,
}

#[derive(Deserialize)]
struct WireEnd {
    #[serde(rename = "ref")]
    name: String,
    sha: String,
    repo: Option<WireRepository>,
}

#[derive(Deserialize)]
struct WireRepository {
    full_name: String,
}
