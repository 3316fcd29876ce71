//! Writes the JSON report, version 1: structs of its own, so that the code can change while the format stands still.

use serde::Serialize;

use crate::approval::{Act, CastVote, Decision, Merging, Uncounted};
use crate::diagnostic::{Diagnostic, Location};
use crate::diff::PlannedMilestone;
use crate::report::{ClassifiedChange, Command, PlanInForce, Report, Slip};

/// The version that every JSON report names.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct ReportV1<'a> {
    version: u32,
    command: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
    diagnostics: Vec<DiagnosticV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<ChangeV1<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_force: Vec<PlanV1<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slips: Vec<SlipV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions: Option<Vec<DecisionV1<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merging: Vec<MergingV1<'a>>,
    not_checked: Vec<NotCheckedV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<FileV1<'a>>,
}

#[derive(Serialize)]
struct FileV1<'a> {
    path: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct PlaceV1<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

#[derive(Serialize)]
struct DiagnosticV1<'a> {
    rule: &'a str,
    severity: &'static str,
    #[serde(flatten)]
    place: PlaceV1<'a>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    labels: Vec<LabelV1<'a>>,
}

#[derive(Serialize)]
struct LabelV1<'a> {
    #[serde(flatten)]
    place: PlaceV1<'a>,
    message: &'a str,
}

#[derive(Serialize)]
pub(super) struct ChangeV1<'a> {
    path: &'a str,
    document: &'a str,
    kind: &'static str,
    class: &'static str,
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    working_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    beyond_shift_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_late: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

#[derive(Serialize)]
struct PlanV1<'a> {
    path: &'a str,
    document: &'a str,
    milestones: Vec<MilestoneV1<'a>>,
}

#[derive(Serialize)]
struct MilestoneV1<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    key: bool,
    line: usize,
}

#[derive(Serialize)]
struct SlipV1<'a> {
    path: &'a str,
    document: &'a str,
    subject: &'a str,
    baseline: String,
    by: &'static str,
    approved: String,
    days: i64,
    working_days: i64,
    moves: usize,
}

#[derive(Serialize)]
pub(super) struct DecisionV1<'a> {
    class: &'static str,
    requirement: &'a str,
    status: &'static str,
    approvals: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    revokes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    supersedes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratifies: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'static str>,
    votes: VotesV1<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    needed: Option<&'a str>,
    reasons: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    proofs: Vec<ProofV1<'a>>,
    #[serde(skip_serializing_if = "is_false")]
    unverifiable: bool,
}

#[derive(Serialize)]
struct ProofV1<'a> {
    voter: &'a str,
    vote: &'static str,
    evidence: &'static str,
    how: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uncounted: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct MergingV1<'a> {
    class: &'static str,
    by: &'a str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<&'a str>,
}

#[derive(Serialize)]
struct VotesV1<'a> {
    #[serde(rename = "for")]
    in_favour: &'a [String],
    against: &'a [String],
    abstain: &'a [String],
    missing: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    recused: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    uncounted: &'a [String],
}

#[derive(Serialize)]
struct NotCheckedV1<'a> {
    rule: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct FailureV1<'a> {
    version: u32,
    command: &'a str,
    error: ErrorV1<'a>,
}

#[derive(Serialize)]
struct ErrorV1<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

/// The report as JSON.
pub(super) fn render(report: &Report) -> String {
    let compares = report.command != Command::Check;
    let judges = matches!(report.command, Command::Gate | Command::Plan);
    pretty(&ReportV1 {
        version: VERSION,
        command: report.command.name(),
        base: report.base.as_deref(),
        head: report.head.as_deref(),
        verdict: report.verdict.filter(|_| judges).map(crate::approval::Verdict::name),
        notes: &report.notes,
        diagnostics: report.diagnostics.iter().map(diagnostic).collect(),
        changes: compares.then(|| report.changes.iter().map(change).collect()),
        in_force: report.in_force.iter().map(plan_in_force).collect(),
        slips: report.slips.iter().map(slip).collect(),
        decisions: judges.then(|| report.decisions.iter().map(decision).collect()),
        merging: report.merging.iter().map(merging).collect(),
        not_checked: report
            .not_checked
            .iter()
            .map(|missed| NotCheckedV1 { rule: missed.rule, reason: &missed.reason })
            .collect(),
        file: report.planned.as_ref().map(|(path, text)| FileV1 { path, text }),
    })
}

/// What stands in place of a report where nothing could be judged.
pub(super) fn failure(command: &str, message: &str, hint: Option<&str>) -> String {
    pretty(&FailureV1 { version: VERSION, command, error: ErrorV1 { message, hint } })
}

/// Indented JSON with a newline at its end.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    // Strings, numbers and string keys always serialize.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// What is about a whole file stands at its first line, so that no reader needs a special case.
fn place(location: &Location) -> PlaceV1<'_> {
    let span = location.span;
    PlaceV1 {
        path: &location.path,
        line: span.map_or(1, |span| span.start.line()),
        column: span.map_or(1, |span| span.start.column()),
        end_line: span.map(|span| span.end.line()),
        end_column: span.map(|span| span.end.column()),
    }
}

fn diagnostic(diagnostic: &Diagnostic) -> DiagnosticV1<'_> {
    DiagnosticV1 {
        rule: diagnostic.rule,
        severity: diagnostic.severity.name(),
        place: place(&diagnostic.location),
        message: &diagnostic.message,
        hint: diagnostic.hint.as_deref(),
        labels: diagnostic
            .labels
            .iter()
            .map(|label| LabelV1 { place: place(&label.location), message: &label.message })
            .collect(),
    }
}

pub(super) fn change(classified: &ClassifiedChange) -> ChangeV1<'_> {
    let change = &classified.change;
    ChangeV1 {
        path: &change.location.path,
        document: &change.document,
        kind: change.kind.name(),
        class: classified.class.name(),
        subject: &change.subject,
        old: change.old.as_deref(),
        new: change.new.as_deref(),
        days: change.days,
        working_days: change.working_days,
        start_days: change.ends.map(|ends| ends.start),
        end_days: change.ends.map(|ends| ends.end),
        beyond_shift_days: change.beyond_shift,
        cause: change.cause.as_ref().map(crate::diff::Cause::text),
        notice_days: classified.notice.map(|notice| notice.days),
        recorded_late: classified.notice.and_then(|notice| notice.late),
        line: change.location.span.map(|span| span.start.line()),
    }
}

fn plan_in_force(plan: &PlanInForce) -> PlanV1<'_> {
    PlanV1 {
        path: &plan.path,
        document: &plan.document,
        milestones: plan.milestones.iter().map(milestone).collect(),
    }
}

fn milestone(milestone: &PlannedMilestone) -> MilestoneV1<'_> {
    MilestoneV1 {
        id: &milestone.id,
        name: &milestone.name,
        date: milestone.date.as_deref(),
        key: milestone.key,
        line: milestone.location.span.map_or(1, |span| span.start.line()),
    }
}

fn slip(slip: &Slip) -> SlipV1<'_> {
    SlipV1 {
        path: &slip.path,
        document: &slip.document,
        subject: &slip.subject,
        baseline: slip.baseline.to_string(),
        by: slip.by.name(),
        approved: slip.approved.to_string(),
        days: slip.days,
        working_days: slip.working_days,
        moves: slip.moves,
    }
}

pub(super) fn decision(decision: &Decision) -> DecisionV1<'_> {
    let votes = &decision.votes;
    DecisionV1 {
        class: decision.class.name(),
        requirement: &decision.requirement,
        status: decision.status.name(),
        approvals: &decision.approvals,
        revokes: revoked(&decision.acts).collect(),
        supersedes: superseded(&decision.acts).collect(),
        ratifies: ratified(&decision.acts),
        evidence: decision.evidence.map(crate::approval::Evidence::name),
        votes: VotesV1 {
            in_favour: &votes.in_favour,
            against: &votes.against,
            abstain: &votes.abstain,
            missing: &votes.missing,
            recused: &votes.recused,
            uncounted: &votes.uncounted,
        },
        needed: decision.needed.as_deref(),
        reasons: decision
            .reasons
            .iter()
            .map(|reason| format!("{}: {}", reason.rule, reason.message))
            .collect(),
        merged_by: decision.merged_by.as_deref(),
        proofs: decision.cast.iter().map(proof).collect(),
        unverifiable: decision.unverifiable,
    }
}

/// The approvals that no longer hold by these acts, by id.
pub(crate) fn revoked(acts: &[Act]) -> impl Iterator<Item = &str> {
    acts.iter().filter_map(|act| match act {
        Act::Revokes(former) => Some(former.id.as_str()),
        Act::Supersedes(_) | Act::Ratifies(_) => None,
    })
}

/// The approvals whose place is taken by these acts, by id.
pub(crate) fn superseded(acts: &[Act]) -> impl Iterator<Item = &str> {
    acts.iter().filter_map(|act| match act {
        Act::Supersedes(former) => Some(former.id.as_str()),
        Act::Revokes(_) | Act::Ratifies(_) => None,
    })
}

/// The commit that is approved after the fact by these acts.
pub(crate) fn ratified(acts: &[Act]) -> Option<&str> {
    acts.iter().find_map(|act| match act {
        Act::Ratifies(commit) => Some(commit.as_str()),
        Act::Revokes(_) | Act::Supersedes(_) => None,
    })
}

fn proof(cast: &CastVote) -> ProofV1<'_> {
    ProofV1 {
        voter: &cast.voter,
        vote: cast.vote.name(),
        evidence: cast.proof.level().name(),
        how: cast.proof.to_string(),
        uncounted: cast.uncounted.map(Uncounted::name),
    }
}

pub(super) fn merging(merging: &Merging) -> MergingV1<'_> {
    MergingV1 {
        class: merging.class.name(),
        by: &merging.by,
        state: merging.state.name(),
        who: merging.state.who(),
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn a_gate_has_every_part() {
        insta::assert_snapshot!(render(&fixture::pending()));
    }

    #[test]
    fn a_check_has_no_changes_decisions_or_verdict() {
        let text = render(&fixture::clean_check());
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_diff_has_changes_but_no_verdict() {
        let mut report = fixture::pending();
        report.command = Command::Diff;
        let value: serde_json::Value = serde_json::from_str(&render(&report)).unwrap();
        assert!(value["changes"].is_array());
        assert!(value.get("verdict").is_none() && value.get("decisions").is_none());
    }
}
