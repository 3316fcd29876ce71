//! Who approved a revision: the step judged by the rules before it, as the gate and the audit judge it.

use std::collections::BTreeSet;

use super::SignOff;
use crate::approval::{ClassifiedChange, Decision, Governance, Status, Step, governance, judge};
use crate::document::Workspace;
use crate::schema::Kind;

/// The rule of votes that are proven less than the policy asks for.
const TOO_WEAK: &str = "evidence-too-weak";

/// How a revision was approved.
pub(super) struct Approval {
    pub(super) sign_off: SignOff,
    /// Whether its proof is weaker than what the policy asks for.
    pub(super) weak: bool,
    /// Where it is not approved: the first reason why.
    pub(super) objection: Option<String>,
}

/// Judges a step for the plan at a path.
pub(super) fn sign_off(step: Step<'_>, changes: &[ClassifiedChange], path: &str) -> Approval {
    let governance = governance(step);
    let rules = match governance {
        Governance::BeforeAdoption => return SignOff::BeforeAdoption.into(),
        Governance::Retired => return SignOff::NotRequired.into(),
        Governance::Governed => step.before,
        Governance::Anchor => step.after,
    };
    let judgement = judge(step, changes);
    if rules.policy.is_none() || rules.roster.is_none() {
        let reason =
            judgement.diagnostics.iter().find(|found| is_about_the_rules(&found.location.path, rules));
        let reason = reason.map_or("there are no rules to judge it by", |found| found.message.as_str());
        return SignOff::Unknown(reason.to_owned()).into();
    }
    let decisions: Vec<&Decision> =
        judgement.decisions.iter().filter(|decision| decision.paths.iter().any(|at| at == path)).collect();
    let approved = decisions.iter().all(|decision| counts(decision));
    let sign_off = match () {
        () if !judgement.needs.classes.contains_key(path) => SignOff::NotRequired,
        () if approved && !decisions.is_empty() => {
            let ids: BTreeSet<&String> = decisions.iter().flat_map(|decision| &decision.approvals).collect();
            SignOff::Approved(ids.into_iter().cloned().collect())
        }
        () if governance == Governance::Anchor => SignOff::Anchor,
        () => SignOff::Unapproved,
    };
    let weak = matches!(sign_off, SignOff::Approved(_)) && decisions.iter().any(|one| is_only_weak(one));
    let objection = (sign_off == SignOff::Unapproved).then(|| objection(&decisions)).flatten();
    Approval { sign_off, weak, objection }
}

/// Why the first decision that does not count does not.
fn objection(decisions: &[&Decision]) -> Option<String> {
    let decision = decisions.iter().find(|decision| !counts(decision))?;
    // A proof that is too weak is no reason here, see `counts`.
    let reasons = || decision.reasons.iter();
    let reason = reasons().find(|reason| reason.rule != TOO_WEAK).or_else(|| reasons().next());
    match (reason, decision.count) {
        (Some(reason), _) => Some(reason.message.clone()),
        (None, _) if decision.approvals.is_empty() => Some(format!("no {} approval", decision.class.name())),
        (None, Some((found, needed))) => Some(format!("{found} of {needed} votes")),
        (None, None) => None,
    }
}

impl From<SignOff> for Approval {
    fn from(sign_off: SignOff) -> Self {
        Self { sign_off, weak: false, objection: None }
    }
}

fn is_about_the_rules(path: &str, rules: &Workspace) -> bool {
    [Kind::Policy, Kind::Roster].into_iter().any(|kind| path == rules.path_of(kind))
}

/// A vote that is recorded is shown as approved: what proves it lies outside of the repository.
fn counts(decision: &Decision) -> bool {
    decision.status == Status::Approved || is_only_weak(decision)
}

fn is_only_weak(decision: &Decision) -> bool {
    decision.status == Status::Pending && decision.below_evidence
}
