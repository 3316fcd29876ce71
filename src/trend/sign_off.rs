//! Who approved a revision: the step judged by the rules before it, as the gate and the audit judge it.

use std::collections::BTreeSet;

use super::SignOff;
use crate::approval::{
    ClassifiedChange, Decision, Governance, Lack, Status, Step, governance, has_rules, judge,
};
use crate::document::Workspace;
use crate::schema::Kind;

/// Whether the branch has had a policy by a step. Who takes the first one away does not start anew (threat T7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// It never had one.
    NotYet,
    /// The step brings the first one.
    Coming,
    /// It had one before the step.
    Known,
}

/// Judges a step for the plan at a path; where it is not approved, with the first reason why.
pub(super) fn sign_off(
    step: Step<'_>,
    changes: &[ClassifiedChange],
    path: &str,
    known: Rules,
) -> (SignOff, Option<String>) {
    if governance(step) == Governance::Retired {
        return (SignOff::NotRequired, None);
    }
    let rules = match known {
        Rules::NotYet if !has_rules(step.before) => return (SignOff::BeforeAdoption, None),
        Rules::Coming => step.after,
        Rules::Known if !has_rules(step.before) => return (SignOff::Unapproved, None),
        Rules::NotYet | Rules::Known => step.before,
    };
    let judgement = judge(step, changes);
    if rules.policy.is_none() || rules.roster.is_none() {
        let reason =
            judgement.diagnostics.iter().find(|found| is_about_the_rules(&found.location.path, rules));
        let reason = reason.map_or("there are no rules to judge it by", |found| found.message.as_str());
        return (SignOff::Unknown(reason.to_owned()), None);
    }
    if !judgement.needs.classes.contains_key(path) {
        return (SignOff::NotRequired, None);
    }
    let is_about_it = |decision: &&Decision| decision.paths.iter().any(|at| at == path);
    let decisions: Vec<&Decision> = judgement.decisions.iter().filter(is_about_it).collect();
    let sign_off = match of_decisions(&decisions, known) {
        SignOff::Approved(approvals) if approvals.iter().any(|id| judgement.emergency.contains(id)) => {
            SignOff::Emergency { approvals, ratify_by: judgement.ratify_by }
        }
        sign_off => sign_off,
    };
    let objection = (sign_off == SignOff::Unapproved).then(|| objection(&decisions)).flatten();
    (sign_off, objection)
}

fn of_decisions(decisions: &[&Decision], known: Rules) -> SignOff {
    let ids: BTreeSet<&String> = decisions.iter().flat_map(|decision| &decision.approvals).collect();
    let ids = ids.into_iter().cloned().collect();
    match Lack::of(decisions.iter().copied()) {
        None if decisions.is_empty() => unapproved(known),
        None => SignOff::Approved(ids),
        Some(Lack::Unverifiable) => SignOff::Unverifiable(ids),
        Some(Lack::BelowEvidence) => SignOff::BelowEvidence(ids),
        Some(Lack::Unapproved) => unapproved(known),
    }
}

fn unapproved(known: Rules) -> SignOff {
    if known == Rules::Coming { SignOff::Anchor } else { SignOff::Unapproved }
}

/// Why the first decision that is open is not approved.
fn objection(decisions: &[&Decision]) -> Option<String> {
    let decision = decisions.iter().find(|decision| decision.status != Status::Approved)?;
    match (decision.reasons.first(), decision.count) {
        (Some(reason), _) => Some(reason.message.clone()),
        (None, _) if decision.approvals.is_empty() => Some(format!("no {} approval", decision.class.name())),
        (None, Some((found, needed))) => Some(format!("{found} of {needed} votes")),
        (None, None) => None,
    }
}

fn is_about_the_rules(path: &str, rules: &Workspace) -> bool {
    [Kind::Policy, Kind::Roster].into_iter().any(|kind| path == rules.path_of(kind))
}
