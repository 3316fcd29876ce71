//! Where a run takes place: what the runner says, the repository, and the way to GitHub.

use crate::cli::arguments::PlaceOptions;
use crate::cli::failure::Failure;
use crate::cli::side::Place;
use crate::github::{Client, GitHubError, Run, Token};

use super::environment::Environment;

/// Where a run takes place.
pub(super) struct Setting<'a> {
    pub(super) environment: &'a Environment,
    pub(super) options: &'a PlaceOptions,
    pub(super) place: Place<'a>,
}

impl<'a> Setting<'a> {
    pub(super) fn new(environment: &'a Environment, options: &'a PlaceOptions) -> Self {
        Self { environment, options, place: Place::open(options) }
    }

    /// The way to GitHub. Without a token nothing could be known about reviews, so nothing would be judged rightly.
    pub(super) fn client(&self) -> Result<Client, Failure> {
        let environment = self.environment;
        let repository = environment.repository.as_deref().ok_or_else(|| {
            Failure::new("the variable `GITHUB_REPOSITORY` does not say which repository this is")
        })?;
        let token =
            environment.token.as_ref().and_then(|token| Token::new(token.secret())).ok_or_else(|| {
                Failure::new("there is no token to ask GitHub for the reviews with")
                    .hint("hand over `github-token: ${{ github.token }}`, or set GITHUB_TOKEN for the step")
            })?;
        Ok(Client::by_proxy(&environment.api, repository, token, &Environment::variable)?)
    }

    /// This run, by which a later one is told from an earlier one.
    pub(super) fn run(&self) -> Option<Run> {
        self.environment.run.map(|(id, attempt)| Run { id, attempt })
    }
}

impl From<GitHubError> for Failure {
    fn from(error: GitHubError) -> Self {
        Self::new(error.to_string()).hint(error.hint())
    }
}

/// The way to GitHub for a command that runs anywhere.
pub(in crate::cli) fn client_for(repository: &str) -> Result<Client, Failure> {
    let (token, api, _) = Environment::access();
    let token = token.and_then(|token| Token::new(token.secret())).ok_or_else(|| {
        Failure::new("there is no token to ask GitHub with")
            .hint("set GITHUB_TOKEN to one that may read the repository: `GITHUB_TOKEN=$(gh auth token) milepost …`, or `env: {GITHUB_TOKEN: ${{ github.token }}}` in a step of a workflow")
    })?;
    Ok(Client::by_proxy(&api, repository, token, &Environment::variable)?)
}

/// Where people read repositories.
pub(in crate::cli) fn server() -> String {
    Environment::server_here()
}

/// The repository of the workflow that this runs in.
pub(in crate::cli) fn repository() -> Option<String> {
    Environment::access().2
}
