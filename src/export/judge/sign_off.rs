//! What the decisions about a file come to, in the words of an export.

use std::collections::BTreeSet;

use crate::approval::{ClassifiedChange, Decision, Governance, Judgement, Lack, Step, governance, has_rules};
use crate::export::model::PlanApproval;
use crate::schema::Kind;

/// Of the project, what decides whether and how plans are judged.
pub(super) fn is_rule_of_project(one: &ClassifiedChange) -> bool {
    one.change.document == Kind::Project.to_string()
        && one
            .change
            .pointer
            .first()
            .is_none_or(|key| ["retired", "calendar", "deadline"].contains(&key.as_str()))
}

/// Who approved what a step made of a file.
pub(super) fn sign_off(step: Step<'_>, judgement: &Judgement, path: &str, is_anchor: bool) -> PlanApproval {
    let open = if is_anchor { PlanApproval::NotGoverned } else { PlanApproval::Unapproved };
    let needs = judgement.needs.classes.contains_key(path);
    if governance(step) == Governance::Retired && !needs {
        return PlanApproval::NotGoverned;
    }
    if !is_anchor && !has_rules(step.before) {
        return PlanApproval::Unapproved;
    }
    let rules = if is_anchor { step.after } else { step.before };
    if rules.policy.is_none() || rules.roster.is_none() {
        let files = [Kind::Policy, Kind::Roster].map(|kind| rules.path_of(kind));
        let reason = judgement.diagnostics.iter().find(|found| files.contains(&found.location.path));
        let reason = reason.map_or("there are no rules to judge it by", |found| found.message.as_str());
        return PlanApproval::Unknown(reason.to_owned());
    }
    if !needs {
        return PlanApproval::NotGoverned;
    }
    let is_about_it = |decision: &&Decision| decision.paths.iter().any(|at| at == path);
    let decisions: Vec<&Decision> = judgement.decisions.iter().filter(is_about_it).collect();
    let ids: BTreeSet<&String> = decisions.iter().flat_map(|decision| &decision.approvals).collect();
    let ids = ids.into_iter().cloned().collect();
    match Lack::of(decisions.iter().copied()) {
        None if decisions.is_empty() => open,
        None => PlanApproval::Approved(ids),
        Some(lack) => lacking(lack, ids, open),
    }
}

pub(super) fn lacking(lack: Lack, approvals: Vec<String>, open: PlanApproval) -> PlanApproval {
    match lack {
        Lack::Unverifiable => PlanApproval::Unverifiable(approvals),
        Lack::BelowEvidence => PlanApproval::BelowEvidence(approvals),
        Lack::Unapproved => open,
    }
}
