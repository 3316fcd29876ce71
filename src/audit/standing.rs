//! The status of a step, from the ruling on it.

use crate::approval::{Decision, Governance, Lack, Merging, Ruling, Status as DecisionStatus, Verdict};
use crate::diagnostic::Diagnostic;

use super::{Reason, Status};

/// How well a step was approved, and why.
pub(super) struct Standing {
    pub(super) status: Status,
    pub(super) reasons: Vec<Reason>,
}

/// The status of a step.
pub(super) fn standing(governance: Governance, ruling: &Ruling) -> Standing {
    let errors: Vec<&Diagnostic> = ruling.errors().collect();
    let mut reasons: Vec<Reason> = errors.iter().map(|error| of_diagnostic(error)).collect();
    let open = || ruling.judgement.decisions.iter().filter(|one| one.status != DecisionStatus::Approved);
    let status = match (governance, ruling.verdict) {
        (Governance::BeforeAdoption, _) => {
            reasons.clear();
            Status::BeforeAdoption
        }
        _ if errors.iter().any(|error| error.rule == "append-only") => Status::Amended,
        (_, Verdict::Invalid) => Status::Invalid,
        (Governance::Anchor, Verdict::Pending | Verdict::Rejected) => Status::Anchor,
        (_, Verdict::Pending | Verdict::Rejected) => {
            Lack::of(&ruling.judgement.decisions).map_or(Status::Unapproved, lacking)
        }
        (Governance::Anchor, Verdict::Approved) => Status::Approved,
        (_, Verdict::Approved) => merged(&ruling.judgement.merging, Status::Approved, &mut reasons),
        (_, Verdict::NotRequired) => merged(&ruling.judgement.merging, Status::NotRequired, &mut reasons),
    };
    if !matches!(status, Status::BeforeAdoption | Status::Anchor) {
        reasons.extend(open().flat_map(of_decision));
    }
    reasons.dedup();
    Standing { status, reasons }
}

const fn lacking(lack: Lack) -> Status {
    match lack {
        Lack::Unverifiable => Status::Unverifiable,
        Lack::BelowEvidence => Status::BelowEvidence,
        Lack::Unapproved => Status::Unapproved,
    }
}

/// Who had to merge is a part of what the policy asks for.
fn merged(merging: &[Merging], otherwise: Status, reasons: &mut Vec<Reason>) -> Status {
    let wrong = merging.iter().filter(|one| one.state.is_wrong());
    reasons.extend(wrong.map(|one| Reason::fact(one.to_string())));
    Lack::of_merging(merging).map_or(otherwise, lacking)
}

fn of_diagnostic(found: &Diagnostic) -> Reason {
    let place = match found.location.span {
        Some(span) => format!("{}:{}: ", found.location.path, span.start.line()),
        None => String::new(),
    };
    Reason::of(found.rule, format!("{place}{}", found.message))
}

fn of_decision(decision: &Decision) -> Vec<Reason> {
    if decision.reasons.is_empty() {
        let needed = decision.needed.as_ref().map(|needed| format!(", needs {needed}"));
        let message = format!("no approval of `{}`{}", decision.class, needed.unwrap_or_default());
        return vec![Reason::fact(message)];
    }
    let approvals = decision.approvals.join("`, `");
    let own = |message: &str| {
        if approvals.is_empty() || message.contains(&approvals) {
            message.to_owned()
        } else {
            format!("`{approvals}`: {message}")
        }
    };
    decision.reasons.iter().map(|reason| Reason::of(reason.rule, own(&reason.message))).collect()
}
