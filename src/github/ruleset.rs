//! Who need not go by a ruleset: what is forbidden to all but some is not forbidden.

use std::fmt;

use serde::Deserialize;

use super::client::Client;
use super::error::GitHubError;
use super::protection::{Readable, readable};

/// A ruleset, and who need not go by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruleset {
    /// Its number.
    pub id: u64,
    /// What people call it.
    pub name: String,
    /// Who may bypass it. GitHub shows that to those alone who may change it.
    pub bypass: Bypass,
}

/// Who need not go by a ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bypass {
    /// These.
    Seen(Vec<BypassActor>),
    /// It is not shown to this token.
    Hidden {
        /// Whether this token itself need not, which says that the list is not empty.
        is_ours: bool,
    },
}

/// Somebody who need not go by a ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BypassActor {
    kind: String,
    id: Option<u64>,
    is_for_pull_requests: bool,
}

impl fmt::Display for BypassActor {
    /// In words, as in ``the role `admin` ``.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind.as_str(), self.id) {
            ("OrganizationAdmin", _) => write!(formatter, "the owners of the organization")?,
            ("DeployKey", _) => write!(formatter, "deploy keys")?,
            ("RepositoryRole", Some(2)) => write!(formatter, "the role `maintain`")?,
            ("RepositoryRole", Some(4)) => write!(formatter, "the role `write`")?,
            ("RepositoryRole", Some(5)) => write!(formatter, "the role `admin`")?,
            ("RepositoryRole", Some(id)) => write!(formatter, "the role {id}")?,
            ("Team", Some(id)) => write!(formatter, "the team {id}")?,
            ("Integration", Some(id)) => write!(formatter, "the app {id}")?,
            ("User", Some(id)) => write!(formatter, "the account {id}")?,
            (kind, Some(id)) => write!(formatter, "`{kind}` {id}")?,
            (kind, None) => write!(formatter, "`{kind}`")?,
        }
        if self.is_for_pull_requests { write!(formatter, " (in pull requests)") } else { Ok(()) }
    }
}

impl Client {
    /// A ruleset that holds in the repository, whether it is the repository's own or its organization's.
    pub fn ruleset(&self, id: u64) -> Result<Readable<Ruleset>, GitHubError> {
        let errand =
            self.administrators_errand(&format!("reading the ruleset {id}"), "administration: write");
        let read: Result<WireRuleset, _> = self.get(&errand, &self.path(&format!("/rulesets/{id}")));
        readable(read.map(|wire| Ruleset { id, bypass: wire.bypass(), name: wire.name }))
    }
}

#[derive(Deserialize)]
struct WireRuleset {
    name: String,
    bypass_actors: Option<Vec<WireActor>>,
    current_user_can_bypass: Option<String>,
}

#[derive(Deserialize)]
struct WireActor {
    actor_type: String,
    actor_id: Option<u64>,
    bypass_mode: Option<String>,
}

impl WireRuleset {
    fn bypass(&self) -> Bypass {
        let actor = |actor: &WireActor| BypassActor {
            kind: actor.actor_type.clone(),
            id: actor.actor_id,
            is_for_pull_requests: actor.bypass_mode.as_deref() == Some("pull_request"),
        };
        match &self.bypass_actors {
            Some(actors) => Bypass::Seen(actors.iter().map(actor).collect()),
            None => Bypass::Hidden {
                is_ours: self.current_user_can_bypass.as_deref().is_some_and(|how| how != "never"),
            },
        }
    }
}
