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
use super::merged::Asking;
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
    let asking = asking(setting)?;
    let asked = Asked { revision: &revision, branch, since: None, about };
    let audit = look(&setting.place, &asked, asking.as_ref())?;
    let outcome = outcome(&audit, false);
    let mut finding = Finding::new(Telling::of_audit(&audit, outcome), outcome);
    if asking.is_none() && audit.is_unverifiable() {
        finding.notices.push(NOT_ASKED.to_owned());
    }
    if environment.inputs.comment == Comment::Never {
        return Ok(finding);
    }
    match keeping(setting)? {
        Keeping::Nothing => return Ok(finding),
        Keeping::LeftAlone(why) => finding.notices.push(why),
        Keeping::Issue => {
            let first = if outcome == Outcome::Fine { First::LeaveOut } else { First::Write };
            let title = render::one_line(&format!("Release audit of {branch}"), 120);
            let text = finding.telling.issue.as_ref().unwrap_or(&finding.telling.markdown);
            let notice = match setting.client() {
                Ok(client) => issue(setting, &client, &title, text, first),
                Err(failure) => Some(format!("there is no issue: {}", failure.message)),
            };
            finding.notices.extend(notice);
        }
    }
    Ok(finding)
}

/// Why a proof that GitHub may have is missing.
const NOT_ASKED: &str = "GitHub was not asked for what this repository cannot prove: that takes a token \
                         (`github-token: ${{ github.token }}`), and a branch that the workflow runs on";

/// How GitHub is asked about the steps of the branch, where there is a branch, and a token to ask with.
fn asking(setting: &Setting<'_>) -> Result<Option<Asking>, Failure> {
    let environment = setting.environment;
    let branch = environment.reference.as_deref().and_then(|full| full.strip_prefix("refs/heads/"));
    let Some(branch) = branch.filter(|_| environment.token.is_some() && environment.repository.is_some())
    else {
        return Ok(None);
    };
    Ok(Some(Asking { client: setting.client()?, branch: branch.to_owned() }))
}

/// Whether a run keeps the issue.
enum Keeping {
    Issue,
    /// It does not, for this reason.
    LeftAlone(String),
    Nothing,
}

/// There is one issue, about the default branch. Whoever may press the button chooses the branch, so what another one holds
/// must not take its place. A schedule runs on the default branch alone.
fn keeping(setting: &Setting<'_>) -> Result<Keeping, Failure> {
    let environment = setting.environment;
    let event = environment.event.as_ref().map(|(event, _)| event.as_str());
    if event == Some("schedule") {
        return Ok(Keeping::Issue);
    }
    if event != Some("workflow_dispatch") {
        return Ok(Keeping::Nothing);
    }
    let Some(default_branch) = super::read_event(environment)?.default_branch else {
        let why =
            "there is no issue, since the event does not name the default branch, which it would be about";
        return Ok(Keeping::LeftAlone(why.to_owned()));
    };
    let is_default = environment.reference.as_deref() == Some(&format!("refs/heads/{default_branch}"));
    Ok(if is_default {
        Keeping::Issue
    } else {
        Keeping::LeftAlone(format!(
            "the issue is about `{default_branch}` alone, so what this branch holds does not stand there"
        ))
    })
}
