//! Writes an audit as JSON, by `schemas/v1/audit.schema.json`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::words;
use crate::audit::{Audit, AuditStep, OnGitHub, Status};
use crate::render::json::{ChangeV1, DecisionV1, MergingV1, change, decision, merging, pretty};

/// The version that the format has.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct AuditV1<'a> {
    version: u32,
    command: &'static str,
    branch: &'a str,
    tip: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<AnchorV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'a str>,
    notes: &'a [String],
    steps: Vec<StepV1<'a>>,
    totals: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct AnchorV1<'a> {
    commit: &'a str,
    policy: &'a str,
}

#[derive(Serialize)]
struct StepV1<'a> {
    commit: &'a str,
    time: String,
    day: String,
    status: &'static str,
    changes: Vec<ChangeV1<'a>>,
    decisions: Vec<DecisionV1<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merging: Vec<MergingV1<'a>>,
    reasons: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratified_by: Option<RatifiedV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    github: Option<GitHubV1>,
}

#[derive(Serialize)]
struct GitHubV1 {
    #[serde(skip_serializing_if = "Option::is_none")]
    pull_request: Option<u64>,
}

#[derive(Serialize)]
struct RatifiedV1<'a> {
    approval: &'a str,
    commit: &'a str,
    decisions: Vec<DecisionV1<'a>>,
}

/// The audit as JSON.
pub fn json(audit: &Audit) -> String {
    let anchor = audit.anchor.as_ref();
    pretty(&AuditV1 {
        version: VERSION,
        command: "audit",
        branch: &audit.branch,
        tip: &audit.tip,
        anchor: anchor.map(|anchor| AnchorV1 { commit: &anchor.commit, policy: &anchor.policy }),
        since: audit.since.as_deref(),
        notes: &audit.notes,
        steps: audit.steps.iter().map(step).collect(),
        totals: audit
            .totals()
            .into_iter()
            .map(|(status, count): (Status, usize)| (status.name(), count))
            .collect(),
    })
}

fn step(step: &AuditStep) -> StepV1<'_> {
    StepV1 {
        commit: &step.commit,
        time: step.time.to_string(),
        day: step.day.to_string(),
        status: step.status.name(),
        changes: step.changes.iter().map(change).collect(),
        decisions: step.decisions.iter().map(decision).collect(),
        merging: step.merging.iter().map(merging).collect(),
        reasons: step.reasons.iter().map(words::reason).collect(),
        ratified_by: step.ratified_by.as_ref().map(|by| RatifiedV1 {
            approval: &by.approval,
            commit: &by.commit,
            decisions: by.decisions.iter().map(decision).collect(),
        }),
        github: step.on_github.map(|found| GitHubV1 {
            pull_request: match found {
                OnGitHub::PullRequest(number) => Some(number),
                OnGitHub::Nothing => None,
            },
        }),
    }
}
