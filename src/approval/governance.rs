//! Whether a step is governed at all: since the first policy, and until the project has left.

use jiff::civil::Date;

use crate::document::Workspace;
use crate::schema::Kind;

use super::classify::Step;

/// By which rules a step is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Governance {
    /// By none: there was no policy yet, and the step brings none.
    BeforeAdoption,
    /// By its own: it brings the first policy.
    Anchor,
    /// By the rules before it.
    Governed,
    /// By none any more: the project has left.
    Retired,
}

/// By which rules a step is judged.
pub fn governance(step: Step<'_>) -> Governance {
    match () {
        () if retired_since(step).is_some() => Governance::Retired,
        () if has_rules(step.before) => Governance::Governed,
        () if step.after.files.contains_key(&step.after.path_of(Kind::Policy)) => Governance::Anchor,
        () => Governance::BeforeAdoption,
    }
}

/// Where there are approvals there was a policy: who took it away does not start anew (threat T7).
pub fn has_rules(workspace: &Workspace) -> bool {
    let has_approvals = workspace.files.values().any(|file| file.kind() == Some(Kind::Approval));
    has_approvals || workspace.files.contains_key(&workspace.path_of(Kind::Policy))
}

/// The day since which the project does without all this, where it does so before and after the step. Whoever takes the
/// day away or moves it comes back, and is judged for that.
pub(super) fn retired_since(step: Step<'_>) -> Option<Date> {
    let day = |workspace: &Workspace| Some(workspace.project.as_ref()?.value.retired?.0);
    let since = day(step.before).filter(|since| *since <= step.today)?;
    (day(step.after) == Some(since)).then_some(since)
}
