//! GitHub: the facts that only its API knows about a step, and the few things that are written there.
//!
//! The only user of the asynchronous client, none of whose types leave this module; every call waits for its answer. A
//! failure is a [`GitHubError`], a sentence with a way out, and never a fact: whoever gets one does not judge.
//!
//! ```ignore
//! let client = Client::new("https://api.github.com", "owner/name", Token::new(&text)?)?;  // asks nothing yet
//! // facts
//! client.pull_request(7) -> Result<PullRequestFacts>             // author, head, base, state; `.merger()`
//! client.reviews(7) -> Result<Vec<SubmittedReview>>              // all pages; an unknown state is an error
//! client.retargeted(7) -> Result<Option<Timestamp>>              // when it was last led to another branch
//! client.pull_request_with_head(commit, Some(("fork-owner", "branch"))) -> Result<Option<PullRequestFacts>>
//! client.pull_request_merged_as(commit) -> Result<Option<PullRequestFacts>>     // then `pull_request` says by whom
//! client.pull_requests_with(commit) -> Result<Vec<PullRequestFacts>>
//! // writing: the status last, since it must not say yes before everything else is said
//! client.commit_status(commit, CommitStatus { state, context, description, link }) -> Result<Written>
//! client.success_taken_back(commit, status) -> Result<(Written, Standing)>    // no success stands while it is judged again
//! client.success(commit, run, standing, status) -> Result<Written>    // unless a later run has spoken since
//! client.every_success_taken_back(commit, description, link) -> Result<()>    // where the branch is not known
//! client.comment(7, "gate", Run { id, attempt }, markdown) -> Result<Written>    // the marker is added here
//! client.issue("audit", run, title, markdown) -> Result<Written>
//! // set-up
//! client.branch_rules("main") -> Result<BranchRules>             // rulesets and protection, each maybe hidden
//! client.settings() -> Result<Settings>                          // the default branch, and what may be merged how
//! set_up((branch, &settings), &rules, &workspace, team, files) -> status::SetUp   // what does not hold
//! client.team("organization", "team") -> Result<Readable<Vec<Account>>>
//! ```
//!
//! A pull request costs six requests: the statuses of its head, its reviews, itself, the comments, the comment, the status;
//! one more for its events where an approval may count, one where a success is taken back first, and one where it ends
//! with a success, for the statuses before it. The threat T9 asks to read head and base again before anything is posted:
//! take the first reading from the event, and ask for the pull
//! request after the judgement.

mod account;
mod address;
mod client;
mod comment;
mod commit_status;
mod context;
mod error;
pub mod event;
mod identity;
mod issue;
mod marker;
mod paging;
mod patience;
mod protection;
mod proxy;
mod pull_request;
mod remote;
mod review;
mod ruleset;
mod set_up;
mod token;
mod transport;
mod written;

pub use client::Client;
pub use commit_status::{CommitState, CommitStatus, Standing};
pub use context::{Context, Settings};
pub use error::{GitHubError, Permission, Said};
pub use marker::Run;
pub use protection::{
    BranchProtection, BranchRule, BranchRules, Demand, Readable, RequiredCheck, RequiredReviews,
};
pub use pull_request::{PullRequestFacts, PullRequestState};
pub use remote::name_of;
pub use review::SubmittedReview;
pub use ruleset::{Bypass, BypassActor, Ruleset};
pub use set_up::{CODEOWNERS, set_up};
pub use token::Token;
pub use transport::Limits;
pub use written::Written;
