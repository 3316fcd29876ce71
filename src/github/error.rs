//! Why GitHub could not be asked or did not answer, in sentences for people, each with a way out.

use thiserror::Error;

/// What a token must be allowed for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// What a workflow can give its own token by a line under `permissions:`.
    OfWorkflow(&'static str),
    /// What no workflow can give: the token is that of a person or an app who may do this.
    OfAdministrator(&'static str),
}

impl Permission {
    /// Where a token gets it from.
    fn how(self) -> String {
        match self {
            Self::OfWorkflow(name) => {
                format!("in a workflow that is the line `{name}` under `permissions:`")
            }
            Self::OfAdministrator(name) => format!(
                "that takes `{name}`, which the token of a workflow never has: take one of somebody who administers the repository, or of an app, and set GITHUB_TOKEN to it"
            ),
        }
    }
}

/// A request that failed. Whoever asked must not judge as if GitHub had said nothing: it is exit code 2.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GitHubError {
    /// The address of the API is not one.
    #[error("the address of GitHub's API cannot be used: {reason}")]
    Address {
        /// What is wrong with it.
        reason: String,
    },
    /// The name of the repository is not one.
    #[error("`{name}` names no repository of GitHub")]
    Repository {
        /// What was given.
        name: String,
    },
    /// Something that a request names cannot be a part of one.
    #[error("{what} `{value}` cannot be asked for: {reason}")]
    Argument {
        /// What it is.
        what: &'static str,
        /// What was given.
        value: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The proxy of this machine cannot be asked. What it is called is not repeated, since it may hold a password.
    #[error("the proxy that HTTPS_PROXY names cannot be asked: {reason}")]
    Proxy {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// This machine cannot make requests.
    #[error("this machine cannot make secure requests: {reason}")]
    Machine {
        /// What is missing.
        reason: String,
    },
    /// 401.
    #[error("GitHub does not accept the token while {doing}{said}")]
    Token {
        /// What was tried.
        doing: String,
        /// GitHub's own words, if any.
        said: Said,
    },
    /// 403 that is no limit.
    #[error("GitHub does not let this token do that: {doing}{said}")]
    Forbidden {
        /// What was tried.
        doing: String,
        /// What the token lacks.
        permission: Permission,
        /// GitHub's own words, if any.
        said: Said,
    },
    /// 404: it is not there, or the token may not know that it is.
    #[error("GitHub shows this token nothing there: {doing}{said}")]
    NotFound {
        /// What was tried.
        doing: String,
        /// What the token may lack.
        permission: Permission,
        /// GitHub's own words, if any.
        said: Said,
    },
    /// 3xx.
    #[error("GitHub says that this has moved: {doing}")]
    Moved {
        /// What was tried.
        doing: String,
    },
    /// Another 4xx.
    #[error("GitHub refuses with status {status}: {doing}{said}")]
    Refused {
        /// What was tried.
        doing: String,
        /// The status of the answer.
        status: u16,
        /// GitHub's own words, if any.
        said: Said,
    },
    /// A limit on the number of requests.
    #[error("GitHub takes no more requests for now: {doing}")]
    RateLimited {
        /// What was tried.
        doing: String,
        /// How many seconds GitHub asks to wait, where it says so.
        seconds: Option<u64>,
    },
    /// 5xx.
    #[error("GitHub is not working (status {status}): {doing} failed {tries} times")]
    Down {
        /// What was tried.
        doing: String,
        /// The status of the last answer.
        status: u16,
        /// How often it was tried.
        tries: u32,
    },
    /// No connection.
    #[error("GitHub cannot be reached: {doing} failed ({reason})")]
    Unreachable {
        /// What was tried.
        doing: String,
        /// What went wrong.
        reason: String,
    },
    /// No answer in time.
    #[error("GitHub did not answer within {seconds} seconds: {doing}")]
    TimedOut {
        /// What was tried.
        doing: String,
        /// How long an answer may take.
        seconds: u64,
    },
    /// More than any honest answer has.
    #[error("GitHub's answer is larger than {limit} bytes: {doing}")]
    TooLarge {
        /// What was tried.
        doing: String,
        /// The most bytes that are read.
        limit: usize,
    },
    /// An answer that is not what GitHub describes.
    #[error("GitHub's answer cannot be read: {doing} ({reason})")]
    Odd {
        /// What was tried.
        doing: String,
        /// What is odd about it.
        reason: String,
    },
    /// Pages that lead nowhere.
    #[error("GitHub's pages cannot be read to the end: {doing} ({reason})")]
    Pages {
        /// What was tried.
        doing: String,
        /// What is wrong with them.
        reason: String,
    },
    /// A review that says something that nobody has taught Milepost.
    #[error("review {review} has the state `{state}`, which is not known")]
    ReviewState {
        /// The number of the review.
        review: u64,
        /// What GitHub calls its state.
        state: String,
    },
    /// One commit, several pull requests.
    #[error("commit {commit} belongs to more than one pull request: {}", listed(.numbers))]
    Ambiguous {
        /// The commit.
        commit: String,
        /// The numbers of the pull requests.
        numbers: Vec<u64>,
    },
    /// No room for another mark at a commit, or not enough to take a success back.
    #[error("commit {commit} has {count} statuses `{context}`, and GitHub takes no more than 1,000")]
    TooManyMarks {
        /// The commit.
        commit: String,
        /// The name of the marks.
        context: String,
        /// How many there are.
        count: usize,
    },
    /// A text that GitHub does not take.
    #[error("the text for {doing} has {length} characters, more than the {limit} that GitHub takes")]
    TooLong {
        /// What was tried.
        doing: String,
        /// How long it is.
        length: usize,
        /// How long it may be.
        limit: usize,
    },
}

impl GitHubError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Address { .. } => "set GITHUB_API_URL to an address such as `https://api.github.com`, or leave it out".to_owned(),
            Self::Repository { .. } => "name it as `owner/name`; in a workflow GITHUB_REPOSITORY does".to_owned(),
            Self::Argument { .. } => "check what the workflow hands over".to_owned(),
            Self::Proxy { .. } => "write it like `http://proxy.example:3128`, or name the server in NO_PROXY if it can be reached without".to_owned(),
            Self::Machine { .. } => "install the certificates of the system (the package `ca-certificates`), or name a file of them in SSL_CERT_FILE".to_owned(),
            Self::Token { .. } => "the token is wrong, has expired or was revoked: make a new one and set GITHUB_TOKEN to it; in a workflow, hand over `github-token: ${{ github.token }}`".to_owned(),
            Self::Forbidden { permission: permission @ Permission::OfAdministrator(_), .. } => permission.how(),
            Self::Forbidden { permission, .. } => format!("give the token what it lacks: {}; a workflow that runs for a fork cannot have more than reading", permission.how()),
            Self::NotFound { permission, .. } => format!("check the name and number; if they are right, the token may not see it: {}", permission.how()),
            Self::Moved { .. } => "the repository has a new name or owner; use that".to_owned(),
            Self::Refused { .. } => "try again; if it stays, GitHub's words say what it does not like".to_owned(),
            Self::RateLimited { seconds: Some(seconds), .. } => format!("run this again in {seconds} seconds, when GitHub takes requests of this token again"),
            Self::RateLimited { seconds: None, .. } => "run this again in a few minutes; many runs with one token reach the limit sooner".to_owned(),
            Self::Down { .. } => "see https://www.githubstatus.com, and run this again later".to_owned(),
            Self::Unreachable { .. } => "check the network of the machine, GITHUB_API_URL and HTTPS_PROXY, and run this again".to_owned(),
            Self::TimedOut { .. } => "run this again later".to_owned(),
            Self::TooLarge { .. } | Self::Odd { .. } | Self::Pages { .. } => "run this again; if it stays, something between here and GitHub changes the answers, or Milepost needs an update".to_owned(),
            Self::ReviewState { .. } => "update Milepost: nothing is judged while a review cannot be understood".to_owned(),
            Self::Ambiguous { .. } => "close those that are not meant, or push a commit of its own to each".to_owned(),
            Self::TooManyMarks { .. } => "push a new commit, which has none yet: no success is written where there may be no room to take it back".to_owned(),
            Self::TooLong { .. } => "make the text shorter".to_owned(),
        }
    }

    /// Whether the token may read, but not do this.
    pub(super) const fn is_denial(&self) -> bool {
        matches!(self, Self::Forbidden { .. } | Self::NotFound { .. })
    }
}

/// What GitHub says about a failure: one short line without control characters, and without the token.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said(String);

impl Said {
    /// The most characters that are passed on.
    const LONGEST: usize = 200;

    pub(super) fn new(text: &str) -> Self {
        let plain = |letter: char| if letter.is_control() || letter == '`' { ' ' } else { letter };
        let line: String = text.trim().chars().map(plain).collect();
        let is_long = line.chars().count() > Self::LONGEST;
        let short: String = line.chars().take(Self::LONGEST).collect();
        Self(if is_long { short + "…" } else { short })
    }

    /// Whether these words are among GitHub's.
    pub(super) fn mentions(&self, text: &str) -> bool {
        self.0.contains(text)
    }

    /// Whether these are GitHub's words.
    pub(super) fn is(&self, text: &str) -> bool {
        self.0 == text
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(formatter, " (GitHub says: `{}`)", self.0) }
    }
}

fn listed(numbers: &[u64]) -> String {
    numbers.iter().map(|number| format!("#{number}")).collect::<Vec<_>>().join(", ")
}
