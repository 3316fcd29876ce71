//! What is on the stand-in for GitHub.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{ACTIONS_TOKEN, APP_TOKEN, FORK_TOKEN, PERSON_TOKEN};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: u64,
    pub login: String,
    pub kind: String,
}

/// The account of a person.
pub fn account(id: u64, login: &str) -> Account {
    Account { id, login: login.to_owned(), kind: "User".to_owned() }
}

/// The account of a program.
pub fn bot(id: u64, login: &str) -> Account {
    Account { id, login: login.to_owned(), kind: "Bot".to_owned() }
}

/// What a token may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub account: Account,
    /// Whether it belongs to an installation and not to a user.
    pub is_installation: bool,
    /// What it may write, of `comments`, `statuses` and `issues`.
    pub writes: BTreeSet<String>,
    /// Whether it sees protection and teams.
    pub administers: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    pub number: u64,
    /// None for an account that is gone.
    pub author: Option<Account>,
    pub head: String,
    pub head_branch: String,
    /// None for a fork that is gone.
    pub head_repository: Option<String>,
    pub base_branch: String,
    pub base: String,
    pub is_open: bool,
    pub merged: Option<(String, Option<Account>)>,
    /// When, if it was.
    pub merged_at: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub id: u64,
    pub pull: u64,
    pub user: Option<Account>,
    pub state: String,
    pub commit: Option<String>,
    pub body: String,
    pub submitted: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub id: u64,
    pub issue: u64,
    pub user: Option<Account>,
    pub body: String,
    /// How often it was changed.
    pub edits: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub commit: String,
    pub state: String,
    pub context: String,
    pub description: Option<String>,
    pub target_url: Option<String>,
    pub creator: Account,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    pub number: u64,
    pub user: Account,
    pub title: String,
    pub body: String,
    pub is_open: bool,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct World {
    /// `owner/name`.
    pub repository: String,
    pub default_branch: String,
    /// Whether pull requests may be merged by a rebase; None for a token that may not know.
    pub rebase: Option<bool>,
    /// Whether issues are switched on.
    pub has_issues: bool,
    pub tokens: BTreeMap<String, Role>,
    pub pulls: Vec<Pull>,
    pub reviews: Vec<Review>,
    /// Events of pull requests: the number, what it was, and when.
    pub events: Vec<(u64, String, String)>,
    pub comments: Vec<Comment>,
    pub statuses: Vec<Status>,
    pub issues: Vec<Issue>,
    /// By branch: rules as GitHub writes them.
    pub rules: BTreeMap<String, Vec<Value>>,
    /// By number: rulesets as GitHub writes them to those who may change them.
    pub rulesets: BTreeMap<u64, Value>,
    /// By branch: protection as GitHub writes it.
    pub protection: BTreeMap<String, Value>,
    /// By `organization/team`.
    pub teams: BTreeMap<String, Vec<Account>>,
    next: u64,
}

impl Default for World {
    fn default() -> Self {
        let writes = |all: &[&str]| all.iter().map(|&what| what.to_owned()).collect();
        let all = ["comments", "statuses", "issues"];
        let actions = bot(41_898_282, "github-actions[bot]");
        let role = |account: &Account, what: &[&str]| Role {
            is_installation: account.kind == "Bot",
            administers: account.kind == "User",
            account: account.clone(),
            writes: writes(what),
        };
        let tokens = [
            (ACTIONS_TOKEN, role(&actions, &all)),
            (FORK_TOKEN, role(&actions, &[])),
            (APP_TOKEN, role(&bot(5_000_001, "release-helper[bot]"), &all)),
            (PERSON_TOKEN, role(&account(900, "rita"), &all)),
        ];
        Self {
            repository: "acme/widget".to_owned(),
            default_branch: "main".to_owned(),
            rebase: Some(false),
            has_issues: true,
            tokens: tokens.into_iter().map(|(token, role)| (token.to_owned(), role)).collect(),
            pulls: Vec::new(),
            reviews: Vec::new(),
            events: Vec::new(),
            comments: Vec::new(),
            statuses: Vec::new(),
            issues: Vec::new(),
            rules: BTreeMap::new(),
            rulesets: BTreeMap::new(),
            protection: BTreeMap::new(),
            teams: BTreeMap::new(),
            next: 1000,
        }
    }
}

impl World {
    /// A number that nothing has yet.
    pub fn fresh(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// An open pull request to `main` from the repository itself.
    pub fn pull(&mut self, number: u64, head: &str, author: &Account) -> &mut Pull {
        self.pulls.push(Pull {
            number,
            author: Some(author.clone()),
            head: head.to_owned(),
            head_branch: format!("change-{number}"),
            head_repository: Some(self.repository.clone()),
            base_branch: "main".to_owned(),
            base: "b".repeat(40),
            is_open: true,
            merged: None,
            merged_at: "2026-11-21T10:00:00Z".to_owned(),
        });
        self.pulls.last_mut().unwrap()
    }

    /// A review, with a number after those before it.
    pub fn review(
        &mut self,
        pull: u64,
        user: &Account,
        state: &str,
        commit: &str,
        body: &str,
    ) -> &mut Review {
        let id = self.fresh();
        self.reviews.push(Review {
            id,
            pull,
            user: Some(user.clone()),
            state: state.to_owned(),
            commit: Some(commit.to_owned()),
            body: body.to_owned(),
            submitted: Some("2026-11-20T10:00:00Z".to_owned()),
        });
        self.reviews.last_mut().unwrap()
    }

    /// A comment of somebody else.
    pub fn comment(&mut self, issue: u64, user: &Account, body: &str) -> u64 {
        let id = self.fresh();
        self.comments.push(Comment { id, issue, user: Some(user.clone()), body: body.to_owned(), edits: 0 });
        id
    }
}
