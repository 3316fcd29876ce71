//! Accounts as GitHub writes them.

use serde::Deserialize;

use crate::approval::Account;

/// An account in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct User {
    pub(super) id: u64,
    pub(super) login: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

impl User {
    /// Whether no single person stands behind it: an app, an organization, or a stand-in for somebody.
    pub(super) fn is_bot(&self) -> bool {
        !is_person(Some(&self.kind), &self.login)
    }
}

/// Whether a single person stands behind an account of this type.
pub(super) fn is_person(kind: Option<&str>, login: &str) -> bool {
    kind == Some("User") && !login.ends_with("[bot]")
}

impl From<User> for Account {
    fn from(user: User) -> Self {
        Self { id: user.id, is_bot: user.is_bot(), login: user.login }
    }
}
