//! Who this token writes as: only what one wrote oneself may be changed.

use serde_json::Value;

use super::account::User;
use super::client::Client;
use super::error::GitHubError;

/// The account that a token writes as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Identity {
    /// GitHub said so: by number.
    Account(u64),
    /// The account of GitHub Actions. No user can have its name, because of the brackets, and its number is another
    /// one on every Enterprise Server.
    Actions,
}

/// The login of GitHub Actions.
const ACTIONS: &str = "github-actions[bot]";

impl Identity {
    pub(super) fn of(user: &User) -> Self {
        Self::Account(user.id)
    }

    /// Whether `user` is this account.
    pub(super) fn is(&self, user: &User) -> bool {
        match self {
            Self::Account(id) => user.id == *id,
            Self::Actions => user.login == ACTIONS && user.kind == "Bot",
        }
    }
}

impl Client {
    /// Who this token writes as. What was written before says so; otherwise GitHub is asked, unless the token is one
    /// of an installation: these may not ask, and the one that each run of a workflow is given belongs to Actions.
    pub(super) fn own_identity(&self) -> Result<Identity, GitHubError> {
        if let Some(known) = self.identity.borrow().clone() {
            return Ok(known);
        }
        let found = if self.token.is_of_installation() { Identity::Actions } else { self.asked_identity()? };
        *self.identity.borrow_mut() = Some(found.clone());
        Ok(found)
    }

    fn asked_identity(&self) -> Result<Identity, GitHubError> {
        let errand = self.errand("asking whose token this is, for the comments", "metadata: read");
        match self.get::<User>(&errand, "/user") {
            Ok(user) => Ok(Identity::of(&user)),
            Err(error) if error.is_denial() => Ok(Identity::Actions),
            Err(error) => Err(error),
        }
    }

    /// Remembers who wrote what was just written.
    pub(super) fn learn_identity(&self, user: Option<&Value>) {
        let user: Option<User> = user.and_then(|user| serde_json::from_value(user.clone()).ok());
        if let Some(user) = user {
            *self.identity.borrow_mut() = Some(Identity::of(&user));
        }
    }
}
