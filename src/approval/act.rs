//! What an approval does besides deciding about content: it takes other approvals back, or approves a commit after the
//! fact.

use std::fmt;

use crate::diff::approval_called;
use crate::document::{Approval, Workspace};
use crate::yaml::Spanned;

/// One thing that an approval does to what came before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// An approval no longer holds.
    Revokes(Former),
    /// An approval no longer holds, since this one takes its place.
    Supersedes(Former),
    /// A commit is approved after the fact.
    Ratifies(String),
}

/// An approval that no longer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// Its id.
    pub id: String,
    /// What people call it: ``approval `slip` (Paris: two weeks later)``.
    pub called: String,
}

impl Act {
    /// Everything that an approval does besides deciding about content, in the order of its keys.
    pub(super) fn all(approval: &Approval, workspaces: [&Workspace; 2]) -> Vec<Self> {
        let former = |id: &Spanned<String>| Former {
            id: id.value.clone(),
            called: approval_called(workspaces, &id.value),
        };
        let revoked = approval.revokes.iter().map(|id| Self::Revokes(former(id)));
        let superseded = approval.supersedes.iter().map(|id| Self::Supersedes(former(id)));
        let ratified = approval.ratifies.iter().map(|commit| Self::Ratifies(commit.value.clone()));
        revoked.chain(superseded).chain(ratified).collect()
    }

    /// The approval that no longer holds by it.
    pub fn voids(&self) -> Option<&str> {
        match self {
            Self::Revokes(former) | Self::Supersedes(former) => Some(&former.id),
            Self::Ratifies(_) => None,
        }
    }

    /// What comes of it once the decision is made, as words that read behind `it`.
    pub fn consequence(&self) -> String {
        match self {
            Self::Revokes(_) | Self::Supersedes(_) => {
                format!("{self}: no change can be merged by that any more; what was merged by it stays")
            }
            Self::Ratifies(_) => {
                format!(
                    "{self} after the fact; the audit tells whether it is about all that the commit changed"
                )
            }
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Revokes(former) => write!(formatter, "revokes {}", former.called),
            Self::Supersedes(former) => write!(formatter, "supersedes {}", former.called),
            Self::Ratifies(commit) => {
                write!(formatter, "ratifies commit `{}`", commit.chars().take(12).collect::<String>())
            }
        }
    }
}
