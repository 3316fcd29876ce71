//! Writes how a plan moved as JSON, by `schemas/v1/trend.schema.json`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::words::{newest, plan_name, sign_off_name};
use crate::diff::{Cause, Change};
use crate::render::json::pretty;
use crate::trend::{MilestoneTrend, Plan, PlannedDate, Revision, SignOff, Trend};

/// The version that the format has.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct TrendV1<'a> {
    version: u32,
    command: &'static str,
    cycle: &'a str,
    name: &'a str,
    branch: &'a str,
    tip: &'a str,
    notes: &'a [String],
    milestones: Vec<MilestoneV1<'a>>,
    revisions: Vec<RevisionV1<'a>>,
}

#[derive(Serialize)]
struct MilestoneV1<'a> {
    id: &'a str,
    name: &'a str,
    key: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<DateV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slip_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slip_working_days: Option<i64>,
    moves: usize,
    points: Vec<PointV1<'a>>,
}

#[derive(Serialize)]
struct PointV1<'a> {
    revision: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<DateV1<'a>>,
}

#[derive(Serialize)]
struct DateV1<'a> {
    date: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    tentative: bool,
}

#[derive(Serialize)]
struct RevisionV1<'a> {
    commit: &'a str,
    time: String,
    day: String,
    plan: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    baseline: bool,
    approval: ApprovalV1<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dates: Option<BTreeMap<&'a str, DateV1<'a>>>,
    changes: Vec<ChangeV1<'a>>,
}

#[derive(Serialize)]
struct ApprovalV1<'a> {
    state: &'static str,
    approvals: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct ChangeV1<'a> {
    kind: &'static str,
    subject: &'a str,
    sentence: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    working_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// The trend as JSON.
pub fn json(trend: &Trend) -> String {
    pretty(&TrendV1 {
        version: VERSION,
        command: "trend",
        cycle: &trend.cycle,
        name: &trend.name,
        branch: &trend.branch,
        tip: &trend.tip,
        notes: &trend.notes,
        milestones: trend.milestones.iter().map(milestone).collect(),
        revisions: trend.revisions.iter().map(revision).collect(),
    })
}

fn milestone(milestone: &MilestoneTrend) -> MilestoneV1<'_> {
    let points = milestone.points.iter();
    MilestoneV1 {
        id: &milestone.id,
        name: &milestone.name,
        key: milestone.key,
        baseline: milestone.baseline.map(|day| day.to_string()),
        now: newest(milestone).map(date),
        done: milestone.done.map(|day| day.to_string()),
        slip_days: milestone.slip_days,
        slip_working_days: milestone.slip_working_days,
        moves: milestone.moves,
        points: points
            .map(|point| PointV1 { revision: point.revision, date: point.date.as_ref().map(date) })
            .collect(),
    }
}

fn date(planned: &PlannedDate) -> DateV1<'_> {
    DateV1 {
        date: &planned.text,
        first: planned.first.map(|day| day.to_string()),
        last: planned.last.map(|day| day.to_string()),
        tentative: planned.tentative,
    }
}

fn revision(revision: &Revision) -> RevisionV1<'_> {
    let (reason, status, dates) = match &revision.plan {
        Plan::Read { status, dates } => {
            let dates = dates.iter().map(|(id, planned)| (id.as_str(), date(planned))).collect();
            (None, Some(status.name()), Some(dates))
        }
        Plan::Gap { reason } => (Some(reason.as_str()), None, None),
        Plan::Gone => (None, None, None),
    };
    RevisionV1 {
        commit: &revision.commit,
        time: revision.time.to_string(),
        day: revision.day.to_string(),
        plan: plan_name(&revision.plan),
        reason,
        status,
        baseline: revision.baseline,
        approval: approval(revision),
        dates,
        changes: revision.changes.iter().map(|found| change(revision, found)).collect(),
    }
}

fn approval(revision: &Revision) -> ApprovalV1<'_> {
    let approval = &revision.approval;
    let reason = match approval {
        SignOff::Unknown(why) => Some(why.as_str()),
        _ => revision.objection.as_deref(),
    };
    ApprovalV1 { state: sign_off_name(approval), approvals: approval.approvals(), reason }
}

fn change<'a>(revision: &Revision, change: &'a Change) -> ChangeV1<'a> {
    ChangeV1 {
        kind: change.kind.name(),
        subject: &change.subject,
        sentence: &change.sentence,
        old: change.old.as_deref(),
        new: change.new.as_deref(),
        days: change.days,
        working_days: change.working_days,
        notice_days: revision.notice(change).map(|notice| notice.days),
        cause: change.cause.as_ref().map(Cause::text),
        reason: change.reason.as_deref(),
    }
}
