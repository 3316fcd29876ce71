//! Who this token writes as: only what one wrote oneself may be changed.

use serde_json::{Value, json};

use super::account::User;
use super::client::Client;
use super::error::GitHubError;

/// The account that a token writes as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Identity {
    /// By number.
    Account(u64),
    /// A program, by its name. No user can have such a name, because of the brackets in it; its number is another one on
    /// every Enterprise Server.
    Program(String),
}

/// The name of GitHub Actions.
const ACTIONS: &str = "github-actions[bot]";

impl Identity {
    fn actions() -> Self {
        Self::Program(ACTIONS.to_owned())
    }

    /// Whether `user` is this account.
    pub(super) fn is(&self, user: &User) -> bool {
        match self {
            Self::Account(id) => user.id == *id,
            Self::Program(login) => user.login == *login && user.kind == "Bot",
        }
    }
}

impl Client {
    /// Who this token writes as, where `authors` wrote what may be its own. What it wrote before says so. Otherwise
    /// GitHub is asked, unless all programs among the authors are Actions and so is this one, as far as its token shows.
    pub(super) fn own_identity<'a>(
        &self,
        authors: impl IntoIterator<Item = &'a User>,
    ) -> Result<Identity, GitHubError> {
        if let Some(known) = self.identity.borrow().clone() {
            return Ok(known);
        }
        if !self.token.is_of_installation() {
            return Ok(self.remembered(self.user()?));
        }
        let is_other = |user: &User| user.kind == "Bot" && user.login != ACTIONS;
        if !authors.into_iter().any(is_other) {
            return Ok(Identity::actions());
        }
        Ok(self.remembered(self.program()?))
    }

    /// Remembers who wrote what was just written.
    pub(super) fn learn_identity(&self, user: Option<&Value>) {
        let user: Option<User> = user.and_then(|user| serde_json::from_value(user.clone()).ok());
        if let Some(user) = user {
            *self.identity.borrow_mut() = Some(Identity::Account(user.id));
        }
    }

    fn remembered(&self, identity: Identity) -> Identity {
        *self.identity.borrow_mut() = Some(identity.clone());
        identity
    }

    /// The user whose token this is.
    fn user(&self) -> Result<Identity, GitHubError> {
        let errand = self.errand("asking whose token this is, for the comments", "metadata: read");
        match self.get::<User>(&errand, "/user") {
            Ok(user) => Ok(Identity::Account(user.id)),
            Err(error) if error.is_denial() => Ok(Identity::actions()),
            Err(error) => Err(error),
        }
    }

    /// The program whose token this is. Only the other API of GitHub tells an installation its own name.
    fn program(&self) -> Result<Identity, GitHubError> {
        let errand = self.errand("asking whose token this is, for the comments", "metadata: read");
        let answer: Value = match self.query(&errand, &json!({ "query": "{ viewer { login } }" })) {
            Err(error) if error.is_denial() => return Ok(Identity::actions()),
            answer => answer?,
        };
        let login = answer.pointer("/data/viewer/login").and_then(Value::as_str);
        login
            .map(|login| Identity::Program(login.to_owned()))
            .ok_or_else(|| self.odd(&errand, "it names nobody"))
    }
}
