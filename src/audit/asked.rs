//! What GitHub says today about steps of the past: whoever audits may ask it, and a step is judged again with the answer as
//! the run after its merge judged it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::standing::{Standing, standing};
use super::witnesses::plan_needs;
use super::{AuditStep, Reason, Status};
use crate::approval::{
    Extent, GitHub, Governance, Merger, Needs, Proofs, PullRequest, Review, ReviewState, Ruling,
    Status as DecisionStatus, Step,
};
use crate::history::{Compared, Documents, HistoryError, Sides, compared};

/// What GitHub says about how one step came to its branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The number of the pull request that was merged as this commit; none where there is none.
    pub number: Option<u64>,
    /// Its author and its reviews; what was reviewed is compared with the step here, whatever they claim.
    pub shown: PullRequest,
    /// When it was last led to another branch; nothing if it never was.
    pub led_here: Option<Timestamp>,
    /// Who merged it.
    pub merger: Merger,
}

/// How a step came to its branch, as GitHub shows it today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnGitHub {
    /// This pull request was merged as it.
    PullRequest(u64),
    /// GitHub shows no pull request that was merged as it.
    Nothing,
}

/// What GitHub says about each step that it was asked about, by the commit of the step.
#[derive(Debug, Clone, Default)]
pub struct Answers(BTreeMap<String, Asked>);

impl Answers {
    /// Keeps an answer.
    pub fn keep(&mut self, commit: String, asked: Asked) {
        self.0.insert(commit, asked);
    }

    /// Whether there is an answer about a step.
    pub fn has(&self, commit: &str) -> bool {
        self.0.contains_key(commit)
    }

    pub(super) fn on_github(&self, commit: &str) -> Option<OnGitHub> {
        let asked = self.0.get(commit)?;
        Some(asked.number.map_or(OnGitHub::Nothing, OnGitHub::PullRequest))
    }

    /// What is to be said on top of an audit that heard GitHub.
    pub(super) fn note(&self) -> Option<String> {
        let count = self.0.len();
        let steps = if count == 1 { "1 step".to_owned() } else { format!("{count} steps") };
        (count > 0).then(|| {
            format!(
                "GitHub was asked about {steps}; reviews and accounts are what it shows today, and a clone alone does not \
                 know them"
            )
        })
    }

    /// The ruling on a step with what GitHub says about it; the one by this repository alone where it was not asked. Where
    /// somebody of the roster reviewed a commit that is not in this clone, what was unverifiable stays so.
    pub(super) fn rule(
        &self,
        documents: &Documents<'_>,
        subject: Subject<'_>,
        (offline, before): (Ruling, Standing),
    ) -> Result<Stand, HistoryError> {
        let Some(asked) = self.0.get(subject.commit) else {
            return Ok(Stand { ruling: offline, standing: before, proofs: None });
        };
        let found = asked.compared(documents, subject, &offline.judgement.needs)?;
        let apart = found.apart(subject.step.before).into_iter().map(apart).collect::<Vec<_>>();
        let proofs = asked.proofs(subject.step, found.pull_request);
        let proven = Step { proofs: &proofs, ..subject.step };
        let ruling = Ruling::after(proven, offline.changes.clone(), Extent::Verdict);
        let now = standing(subject.governance, &ruling);
        let was_unverifiable = before.status == Status::Unverifiable;
        let (ruling, mut standing) = if !found.gone.is_empty() && now.status.fails() && was_unverifiable {
            (offline, before)
        } else {
            (ruling, now)
        };
        standing.reasons.extend(found.gone.iter().filter_map(gone));
        standing.reasons.extend(apart);
        Ok(Stand { ruling, standing, proofs: Some(proofs) })
    }

    /// What GitHub says about a vote on a plan; nothing where it was not asked, or what was reviewed is not in this clone.
    pub(super) fn of_plans(
        &self,
        documents: &Documents<'_>,
        subject: Subject<'_>,
    ) -> Result<Option<Proofs>, HistoryError> {
        let Some(asked) = self.0.get(subject.commit) else { return Ok(None) };
        let needs = plan_needs(subject.step);
        let found = asked.compared(documents, subject, &needs)?;
        Ok(found.gone.is_empty().then(|| asked.proofs(subject.step, found.pull_request)))
    }
}

/// How a step stands.
pub(super) struct Stand {
    pub(super) ruling: Ruling,
    pub(super) standing: Standing,
    /// What GitHub says about it; nothing where it was not asked.
    pub(super) proofs: Option<Proofs>,
}

/// A step that GitHub may have been asked about.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) commit: &'a str,
    /// What the branch had before; nothing at its first commit.
    pub(super) base: Option<&'a str>,
    pub(super) step: Step<'a>,
    pub(super) governance: Governance,
    pub(super) protected: &'a BTreeSet<String>,
}

impl Asked {
    fn compared(
        &self,
        documents: &Documents<'_>,
        subject: Subject<'_>,
        needs: &Needs,
    ) -> Result<Compared, HistoryError> {
        let Subject { step, base, protected, .. } = subject;
        let sides = Sides { before: step.before, after: step.after, base, protected };
        Ok(compared(documents, sides, needs, self.shown.clone())?.led_here(self.led_here))
    }

    /// Who merged is taken from the commit where that proves it.
    fn proofs(&self, step: Step<'_>, pull_request: PullRequest) -> Proofs {
        let merger = match &step.proofs.merger {
            signed @ Merger::SignedMerge(_) => signed.clone(),
            _ => self.merger.clone(),
        };
        Proofs { pull_request: GitHub::Shows(pull_request), merger }
    }
}

fn gone(review: &Review) -> Option<Reason> {
    let (login, commit) = (&review.reviewer.login, &review.commit);
    let effect = match review.state {
        ReviewState::Approved | ReviewState::PlusOne => "does not count",
        ReviewState::ChangesRequested => "is held to be about this change",
        ReviewState::Dismissed | ReviewState::Commented => return None,
    };
    Some(Reason::fact(format!(
        "the review of `{login}` is about the commit `{commit}`, which is not in this clone, so it {effect}: get it with \
         `git fetch --no-tags origin {commit}`"
    )))
}

fn apart(review: &Review) -> Reason {
    Reason::fact(format!(
        "the approval of `{}` is about the commit `{}`, which has the same content but was another change, so it does not \
         count",
        review.reviewer.login, review.commit
    ))
}

impl AuditStep {
    /// Whether it lacks nothing but proof, which GitHub may have.
    pub(super) fn is_open(&self) -> bool {
        let has_approval = || {
            let mut open = self.decisions.iter().filter(|one| one.status != DecisionStatus::Approved);
            open.any(|decision| !decision.approvals.is_empty())
        };
        match self.status {
            Status::Unverifiable => true,
            Status::BelowEvidence | Status::Unapproved | Status::Anchor => has_approval(),
            _ => false,
        }
    }
}
