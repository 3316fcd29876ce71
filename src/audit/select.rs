//! Which steps are shown: all, or those that decided about a file or a milestone.

use crate::diff::{Change, ChangeKind};

use super::AuditStep;

/// What the steps are restricted to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// A file, or a folder.
    pub path: Option<String>,
    /// A milestone.
    pub milestone: Option<String>,
}

impl Selection {
    /// Whether a step decided about it.
    pub(super) fn shows(&self, step: &AuditStep) -> bool {
        step.changes.iter().any(|change| self.is_about(&change.change))
            || (self.milestone.is_none() && self.path.is_none())
    }

    /// The restriction in words.
    pub(super) fn in_words(&self) -> Option<String> {
        match (&self.milestone, &self.path) {
            (None, None) => None,
            (Some(milestone), None) => Some(format!("the milestone `{milestone}`")),
            (None, Some(path)) => Some(format!("`{path}`")),
            (Some(milestone), Some(path)) => Some(format!("the milestone `{milestone}` in `{path}`")),
        }
    }

    fn is_about(&self, change: &Change) -> bool {
        let path = &change.location.path;
        let in_path = self.path.as_ref().is_none_or(|wanted| {
            let below = path.strip_prefix(wanted.trim_end_matches('/'));
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        in_path && self.milestone.as_ref().is_none_or(|milestone| is_about_milestone(change, milestone))
    }
}

/// What a plan says as a whole is about each of its milestones.
fn is_about_milestone(change: &Change, milestone: &str) -> bool {
    let is_plan = change.document.starts_with("schedule/");
    let whole = matches!(change.kind, ChangeKind::Shifted | ChangeKind::Status);
    is_plan && (change.subject == milestone || whole)
}
