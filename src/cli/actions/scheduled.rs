//! Audits the branch on a schedule, and keeps one issue about what it finds.

use crate::audit::Selection;
use crate::cli::Outcome;
use crate::cli::audit::{Asked, look, outcome};
use crate::cli::failure::Failure;
use crate::cli::side::{default_branch, short_name};
use crate::render;

use super::ends;
use super::environment::Comment;
use super::finding::Finding;
use super::posting::{First, issue};
use super::setting::Setting;
use super::telling::Telling;

/// Audits the branch that the workflow runs on.
pub(super) fn run(setting: &Setting<'_>) -> Result<Finding, Failure> {
    let environment = setting.environment;
    ends::require_history(setting.place.repository()?)?;
    let revision = match &environment.commit {
        Some(commit) => commit.clone(),
        None => default_branch(&setting.place, "base")?,
    };
    let branch = environment.reference.as_deref().map_or(revision.as_str(), short_name);
    let about = Selection { path: None, milestone: None };
    let audit = look(&setting.place, &Asked { revision: &revision, branch, since: None, about })?;
    let outcome = outcome(&audit, false);
    let mut finding = Finding::new(Telling::of_audit(&audit, outcome), outcome);
    if environment.inputs.comment != Comment::Never && environment.event.as_ref().is_some_and(keeps_issue) {
        let first = if outcome == Outcome::Fine { First::LeaveOut } else { First::Write };
        let title = render::one_line(&format!("Release audit of {branch}"), 120);
        let client = setting.client()?;
        finding.notices.extend(issue(setting, &client, &title, &finding.telling.markdown, first)?);
    }
    Ok(finding)
}

/// Only what runs on the branch as a whole keeps the issue about it.
fn keeps_issue((event, _): &(String, std::path::PathBuf)) -> bool {
    event == "schedule" || event == "workflow_dispatch"
}
