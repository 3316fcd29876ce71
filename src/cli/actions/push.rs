//! Verifies what reached a branch, step by step, and who merged it; and proposes to keep what GitHub shows about it.

use jiff::Timestamp;

use crate::approval::{Merger, PullRequest, Status, Verdict};
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::gate::Change;
use crate::cli::side::Side;
use crate::diagnostic::{Diagnostic, Location};
use crate::diff::short_commit;
use crate::github::event::PushEvent;
use crate::github::{Client, GitHubError, PullRequestFacts};
use crate::render;
use crate::report::{Judged, OnBranch, Report};
use crate::repository::RepositoryError;

use super::ends::{self, Pushed, PushedStep};
use super::evidence;
use super::finding::{Finding, complete, outcome};
use super::merged::{Merged, merged_at};
use super::setting::Setting;
use super::witness::{Merge, witness};

/// What is known about a push.
pub(super) struct Verified {
    /// The report on the first step that is not fine, else on the last that touches anything.
    pub(super) report: Report,
    pub(super) outcome: Outcome,
    /// Files that keep what GitHub shows, each with its path.
    proposed: Vec<(String, String)>,
}

/// Verifies a push.
pub(super) fn run(setting: &Setting<'_>, event: &PushEvent) -> Result<Finding, Failure> {
    let Verified { report, outcome, proposed } = verified(setting, event)?;
    Ok(Finding { proposed, ..Finding::of_report(&report, outcome) })
}

pub(super) fn verified(setting: &Setting<'_>, event: &PushEvent) -> Result<Verified, Failure> {
    let repository = setting.place.repository()?;
    ends::require_history(repository)?;
    let steps = match ends::of_push(repository, event)? {
        Pushed::Steps(steps) => steps,
        Pushed::Rewritten => return rewritten(setting, event),
    };
    let mut looked = Vec::new();
    for step in &steps {
        looked.extend(look(setting, event, step)?);
    }
    match looked.pop() {
        Some(last) => Ok(together(looked, last)),
        None => nothing(setting, event),
    }
}

/// A push that touches nothing that is governed.
fn nothing(setting: &Setting<'_>, event: &PushEvent) -> Result<Verified, Failure> {
    let mut report = same(setting, event)?;
    report.notes = vec![format!("the push changes nothing that is governed on `{}`", event.branch)];
    Ok(Verified { report, outcome: Outcome::Fine, proposed: Vec::new() })
}

/// The branch lost steps that it had: whatever they changed was undone without a step that says so (threat T65).
fn rewritten(setting: &Setting<'_>, event: &PushEvent) -> Result<Verified, Failure> {
    let before = event.before.as_deref().unwrap_or_default();
    if !was_governed(setting, event, before)? {
        return nothing(setting, event);
    }
    let mut report = same(setting, event)?;
    let place = Location::file(format!("{}/policy.yaml", setting.place.root()));
    let message = format!(
        "the branch `{}` was rewritten: `{before}`, where it was before, is not on its line of first parents any more",
        event.branch
    );
    let found = Diagnostic::error("rewritten-history", place, message)
        .with_hint(format!("put the branch back to `{before}`, and bring what is new by a merge into it"));
    report.diagnostics = vec![found];
    report.verdict = Some(Verdict::Invalid);
    report.notes.clear();
    Ok(Verified { report, outcome: Outcome::NotFine, proposed: Vec::new() })
}

/// Whether the rules that the branch had governed it. What it has now was chosen by whoever rewrote it; where nobody can
/// look at what it had, it was.
fn was_governed(setting: &Setting<'_>, event: &PushEvent, before: &str) -> Result<bool, Failure> {
    match setting.place.repository()?.commit(before) {
        Ok(_) => Ok(load(setting, before, before)?.is_governed(&event.branch)),
        Err(RepositoryError::Missing { .. }) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// A report on the tip of the branch in which nothing changes.
fn same(setting: &Setting<'_>, event: &PushEvent) -> Result<Report, Failure> {
    let tip = event.after.as_deref().unwrap_or_default();
    let mut report = load(setting, tip, tip)?.told(&setting.place, &event.branch).report;
    report.merged = Some(OnBranch { commit: tip.to_owned(), is_merge: false });
    complete(&mut report, setting);
    report.repeat = None;
    Ok(report)
}

fn load(setting: &Setting<'_>, parent: &str, commit: &str) -> Result<Change, Failure> {
    let repository = setting.place.repository()?;
    let side = |id: &str| Ok::<_, Failure>(Side::Revision(repository.commit(id)?));
    Change::load(&setting.place, &side(parent)?, &side(commit)?)
}

/// Whether a branch may be governed by the rules of one of its commits: unless these can be read and say otherwise, it is.
pub(super) fn may_be_governed(setting: &Setting<'_>, commit: &str, branch: &str) -> bool {
    load(setting, commit, commit).map_or(true, |rules| rules.is_governed(branch))
}

/// Judges one step, if it touches anything that is governed.
fn look(setting: &Setting<'_>, event: &PushEvent, step: &PushedStep) -> Result<Option<Verified>, Failure> {
    let place = &setting.place;
    let change = load(setting, &step.parent, &step.commit)?;
    if !change.is_governed(&event.branch) {
        let mut judged = change.told(place, &event.branch);
        complete(&mut judged.report, setting);
        judged.report.repeat = None;
        tell_commit(setting, step, &mut judged.report)?;
        let touches = !judged.report.texts.is_empty();
        let verified = Verified { report: judged.report, outcome: Outcome::Fine, proposed: Vec::new() };
        return Ok(touches.then_some(verified));
    }
    if !change.judge(place)?.judgement.touches {
        return Ok(None);
    }
    let client = setting.client()?;
    let origin = Origin::of(&client, event, step)?;
    let reviewed = (origin.shown.clone(), || Ok(origin.led_here(&client)?));
    let (mut judged, shown) = evidence::judge(place, &change, reviewed, origin.merger.clone())?;
    judged.report.notes.extend(origin.note(event));
    tell_commit(setting, step, &mut judged.report)?;
    complete(&mut judged.report, setting);
    let outcome = outcome(&mut judged, setting.environment.inputs.fail_on);
    let proposed = proposed(setting, &origin, &shown, step, &change, &judged);
    Ok(Some(Verified { report: judged.report, outcome, proposed }))
}

/// Says which commit of the push it is about. What stands on the branch is ratified, so a file to vote in before the merge
/// would help nobody.
fn tell_commit(setting: &Setting<'_>, step: &PushedStep, report: &mut Report) -> Result<(), Failure> {
    let commit = setting.place.repository()?.commit(&step.commit)?;
    let short: String = commit.id.chars().take(9).collect();
    let about = format!("this is about the commit `{short}` of {}: {}", commit.author.name, commit.summary);
    report.notes.insert(0, about);
    report.approval = None;
    report.merged = Some(OnBranch { is_merge: commit.parents.len() > 1, commit: commit.id });
    Ok(())
}

/// How a step came to the branch.
struct Origin {
    /// The pull request that was merged; nothing for a direct push.
    facts: Option<PullRequestFacts>,
    shown: PullRequest,
    merger: Merger,
}

impl Origin {
    fn of(client: &Client, event: &PushEvent, step: &PushedStep) -> Result<Self, Failure> {
        let Some(Merged { facts, shown }) = Merged::as_commit(client, &event.branch, &step.commit)? else {
            return Ok(Self::pushed(event));
        };
        Ok(Self { shown, merger: facts.merger(), facts: Some(facts) })
    }

    /// Whoever pushes directly proposes and merges at once (threat T54).
    fn pushed(event: &PushEvent) -> Self {
        let merger = match &event.pusher {
            Some(pusher) => Merger::Event(pusher.clone()),
            None => Merger::Unproven("GitHub does not say who pushed".to_owned()),
        };
        let shown = PullRequest { author: event.pusher.clone(), reviews: Vec::new() };
        Self { facts: None, shown, merger }
    }

    /// When the pull request was last led to another branch.
    fn led_here(&self, client: &Client) -> Result<Option<Timestamp>, GitHubError> {
        self.facts.as_ref().map_or(Ok(None), |facts| client.retargeted(facts.number))
    }

    fn note(&self, event: &PushEvent) -> Option<String> {
        if self.facts.is_some() {
            return None;
        }
        let who = event.pusher.as_ref().map_or("somebody", |pusher| pusher.login.as_str());
        Some(format!("this came without a pull request, by a push of `{who}` to `{}`", event.branch))
    }
}

/// The witnesses of the approvals that the step rests on, where the tree has none yet.
fn proposed(
    setting: &Setting<'_>,
    origin: &Origin,
    shown: &PullRequest,
    step: &PushedStep,
    change: &Change,
    judged: &Judged,
) -> Vec<(String, String)> {
    let (Some(facts), Some(repository)) = (&origin.facts, setting.environment.repository.as_deref()) else {
        return Vec::new();
    };
    let decisions = judged.report.decisions.iter().filter(|decision| decision.status == Status::Approved);
    let mut approvals: Vec<&String> = decisions.flat_map(|decision| &decision.approvals).collect();
    approvals.sort();
    approvals.dedup();
    approvals.retain(|approval| !change.after.witnesses.contains_key(*approval));
    let address = format!("{}/{repository}", setting.environment.server);
    let merged_by = match &origin.merger {
        Merger::Event(account) => Some(account),
        _ => None,
    };
    let merge = Merge {
        repository: &address,
        number: facts.number,
        commit: &step.commit,
        merged: merged_at(facts),
        merged_by,
        pull_request: shown,
    };
    approvals.into_iter().map(|approval| witness(setting.place.root(), approval, merge)).collect()
}

/// One report for all steps that touch anything.
fn together(earlier: Vec<Verified>, last: Verified) -> Verified {
    let mut all = earlier;
    let is_single = all.is_empty();
    all.push(last);
    let lines: Vec<String> = all.iter().map(line).collect();
    let proposed = all.iter().flat_map(|step| step.proposed.clone()).collect();
    let is_wrong = |step: &Verified| step.outcome != Outcome::Fine;
    let chosen = all.iter().position(is_wrong).unwrap_or(all.len().saturating_sub(1));
    let mut verified = all.swap_remove(chosen);
    if !is_single {
        verified
            .report
            .notes
            .push(format!("the push has {} steps that are governed; this is about one of them", lines.len()));
        verified.report.notes.extend(lines);
    }
    Verified { proposed, ..verified }
}

/// A step in one line.
fn line(step: &Verified) -> String {
    const LONGEST: usize = 200;
    let report = &step.report;
    let commit = report.head.as_deref().map(short_commit).unwrap_or_default();
    let wrong = report.merging.iter().filter(|merging| merging.state.is_wrong());
    let wrong: String = wrong.map(|merging| format!("; {merging}")).collect();
    format!("`{commit}`: {}{wrong}", render::headline(report, LONGEST))
}
