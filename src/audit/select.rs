//! Which steps are shown: all, or those that decided about a file or a milestone.

use crate::diff::{Change, ChangeKind};
use crate::document::Workspace;
use crate::source::segments;

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
    /// Whether a step decided about it, or may have lost what was decided about it.
    pub(super) fn shows(&self, step: &AuditStep) -> bool {
        step.changes.iter().any(|change| self.is_about(&change.change))
            || (self.milestone.is_none() && self.path.is_none())
            || step.reasons.iter().any(|reason| reason.rule == Some("rewritten-history"))
    }

    /// What the branch has never had of what is asked for, as the end of a sentence that begins with its name.
    pub(super) fn never_held(&self, tip: &Workspace, steps: &[&AuditStep]) -> Option<String> {
        let changes = || steps.iter().flat_map(|step| &step.changes).map(|change| &change.change);
        if let Some(path) = &self.path
            && !tip.files.keys().any(|known| is_in(known, path))
            && !changes().any(|change| is_in(&change.location.path, path))
        {
            return Some(format!("a governed file or folder `{path}`"));
        }
        let milestone = self.milestone.as_ref()?;
        let planned =
            tip.schedules.values().flat_map(|plan| &plan.value.milestones).map(|one| one.id.as_str());
        let processed =
            tip.process.iter().flat_map(|process| &process.value.milestones).map(|one| one.id.as_str());
        let is_known = planned.chain(processed).any(|known| known == milestone)
            || changes().any(|change| is_of_milestones(change) && names(change, milestone));
        (!is_known).then(|| format!("a milestone `{milestone}`"))
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
        let in_path = self.path.as_ref().is_none_or(|wanted| is_in(&change.location.path, wanted));
        in_path && self.milestone.as_ref().is_none_or(|milestone| is_about_milestone(change, milestone))
    }
}

/// Whether a path is another, however that is written, or lies below it.
fn is_in(path: &str, wanted: &str) -> bool {
    let Some(names) = segments(wanted) else { return false };
    let wanted = names.join("/");
    let below = path.strip_prefix(&wanted);
    wanted.is_empty() || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_about_milestone(change: &Change, milestone: &str) -> bool {
    is_of_milestones(change) && (names(change, milestone) || is_about_all(change))
}

/// Milestones stand in plans and in the process.
fn is_of_milestones(change: &Change) -> bool {
    change.document.starts_with("schedule/") || change.document == "process"
}

fn names(change: &Change, milestone: &str) -> bool {
    let lineage = change.lineage.iter().flat_map(|lineage| lineage.ancestors.iter().chain(&lineage.heirs));
    change.subject.split('.').any(|name| name == milestone)
        || [&change.old, &change.new]
            .into_iter()
            .any(|id| change.kind == ChangeKind::Renamed && id.as_deref() == Some(milestone))
        || lineage.into_iter().any(|id| id == milestone)
}

/// What a plan says as a whole is about each of its milestones: that it is there at all, its status, the process that it
/// follows, and what nobody can read.
fn is_about_all(change: &Change) -> bool {
    let document = change.document.rsplit('/').next().unwrap_or_default();
    let whole = [document, &change.document, &change.location.path].contains(&change.subject.as_str());
    let is_plan = change.document.starts_with("schedule/");
    whole
        || (is_plan
            && (change.subject == "process"
                || matches!(change.kind, ChangeKind::Shifted | ChangeKind::Status)))
}
