//! The sentences that the formats of an audit share. Nothing in them is escaped yet.

use std::collections::BTreeSet;

use crate::approval::{ClassifiedChange, Decision, Proof};
use crate::audit::{Audit, AuditStep, OnGitHub, Reason, Status};
use crate::diff::short_commit;
use crate::document::Vote;
use crate::render::summary::{list, plural};

/// What stands on top.
pub(super) fn title(audit: &Audit) -> String {
    match &audit.about {
        Some(about) => format!("Who decided about {about}: the steps of {}", audit.branch),
        None => format!("Audit of {}", audit.branch),
    }
}

/// What was looked at: the revision, and the anchor that it can be pinned by.
pub(crate) fn origin(audit: &Audit) -> Vec<String> {
    let mut lines = vec![format!("Revision: {}", audit.tip)];
    match &audit.anchor {
        Some(anchor) => {
            lines.push(format!("Anchor (first policy): {}", anchor.commit));
            lines.push(format!("Policy of the anchor: {}", anchor.policy));
        }
        None => lines.push("Anchor: none, the branch never had a policy".to_owned()),
    }
    lines.extend(audit.since.as_ref().map(|since| format!("Steps from commit {since} on")));
    lines
}

/// The sign and the word of a status; the sign never stands alone.
pub(crate) const fn status(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Approved => ("✓", "approved"),
        Status::BelowEvidence => ("✗", "below evidence"),
        Status::Unapproved => ("✗", "not approved"),
        Status::Ratified => ("✓", "ratified later"),
        Status::Amended => ("✗", "record amended"),
        Status::Invalid => ("✗", "invalid"),
        Status::Unverifiable => ("?", "unverifiable offline"),
        Status::NotRequired => ("–", "no approval needed"),
        Status::Anchor => ("–", "anchor without approval"),
        Status::BeforeAdoption => ("–", "before adoption"),
    }
}

/// What a step changed, each as a sentence; what only looks different is one.
pub(super) fn changes(step: &AuditStep) -> Vec<String> {
    let told: Vec<&ClassifiedChange> =
        step.changes.iter().filter(|change| !change.change.is_notation_only()).collect();
    if told.is_empty() {
        let files: BTreeSet<&str> =
            step.changes.iter().map(|change| change.change.location.path.as_str()).collect();
        let files: Vec<String> = files.into_iter().map(|path| format!("`{path}`")).collect();
        return match files.as_slice() {
            [] => vec!["nothing in words".to_owned()],
            files => vec![format!("comments, order or notation of {}", list(files))],
        };
    }
    told.into_iter().map(|change| change.change.sentence.clone()).collect()
}

/// Decisions that needed and had the same, told once.
pub(super) struct Told {
    /// What they needed: `policy, schedule: more than 1/2 of the seats, at least recorded`.
    pub(super) needed: String,
    /// By whom they were made.
    pub(super) by_whom: String,
    /// How well the votes that count are proven.
    pub(super) evidence: Option<String>,
}

/// The decisions of a step.
pub(super) fn told(step: &AuditStep) -> Vec<Told> {
    let mut groups: Vec<(Vec<&str>, &Decision)> = Vec::new();
    for decision in &step.decisions {
        let is_alike = |other: &Decision| {
            (&other.rule, other.needs_evidence, by_whom(other), evidence(other))
                == (&decision.rule, decision.needs_evidence, by_whom(decision), evidence(decision))
        };
        match groups.iter_mut().find(|(_, other)| is_alike(other)) {
            Some((classes, _)) => classes.push(decision.class.name()),
            None => groups.push((vec![decision.class.name()], decision)),
        }
    }
    let tell = |(classes, decision): (Vec<&str>, &Decision)| Told {
        needed: format!("{}: {}, at least {}", classes.join(", "), decision.rule, decision.needs_evidence),
        by_whom: by_whom(decision),
        evidence: evidence(decision),
    };
    groups.into_iter().map(tell).collect()
}

/// By whom a decision was made: `2027-02-01-paris: +1 alice, bob; −1 grace`.
fn by_whom(decision: &Decision) -> String {
    let votes = &decision.votes;
    let of = |sign: &str, who: &[String]| (!who.is_empty()).then(|| format!("{sign} {}", who.join(", ")));
    let uncounted: Vec<String> = decision
        .cast
        .iter()
        .filter_map(|cast| {
            let why = cast.uncounted?.in_words();
            Some(format!("{} {} not counted ({why})", cast.vote.name(), cast.voter))
        })
        .collect();
    let parts: Vec<String> = [
        of("+1", &votes.in_favour),
        of("-1", &votes.against),
        of("0", &votes.abstain),
        of("recused", &votes.recused),
    ]
    .into_iter()
    .flatten()
    .chain(uncounted)
    .collect();
    match (decision.approvals.as_slice(), parts.as_slice()) {
        ([], _) => "nobody".to_owned(),
        (ids, []) => format!("{}: no votes", ids.join(", ")),
        (ids, parts) => format!("{}: {}", ids.join(", "), parts.join("; ")),
    }
}

/// How well the votes that count are proven, vote by vote where that differs.
fn evidence(decision: &Decision) -> Option<String> {
    let level = decision.evidence?;
    let keys: Vec<String> = decision
        .cast
        .iter()
        .filter(|cast| cast.uncounted.is_none() && cast.vote == Vote::InFavour)
        .filter(|cast| cast.proof != Proof::Recorded)
        .map(|cast| format!("{} {}", cast.voter, cast.proof))
        .collect();
    Some(if keys.is_empty() { level.to_string() } else { format!("{level} ({})", keys.join("; ")) })
}

/// A reason with the rule that it is about.
pub(super) fn reason(reason: &Reason) -> String {
    match reason.rule {
        Some(rule) => format!("{rule}: {}", reason.message),
        None => reason.message.clone(),
    }
}

/// What healed a step.
pub(super) fn ratified(step: &AuditStep) -> Option<String> {
    let by = step.ratified_by.as_ref()?;
    Some(format!("ratified by {} in commit {}", by.approval, short_commit(&by.commit)))
}

/// How a step came to its branch, where GitHub was asked.
pub(super) fn on_github(step: &AuditStep) -> Option<String> {
    Some(match step.on_github? {
        OnGitHub::PullRequest(number) => format!("pull request {number}, as GitHub shows it today"),
        OnGitHub::Nothing => "GitHub shows no pull request that was merged as this commit".to_owned(),
    })
}

/// The totals as one line: `12 steps: 9 approved, 1 not approved, 2 no approval needed`.
pub(crate) fn totals(audit: &Audit) -> String {
    let all = plural(audit.steps.len(), "step");
    let parts: Vec<String> = audit
        .totals()
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{count} {}", status(kind).1))
        .collect();
    if parts.is_empty() { format!("{all} to show") } else { format!("{all}: {}", parts.join(", ")) }
}

fn needed_approval(status: Status) -> bool {
    !matches!(status, Status::NotRequired | Status::Anchor | Status::BeforeAdoption)
}

/// What the audit amounts to.
pub(crate) fn verdict(audit: &Audit) -> &'static str {
    match () {
        () if audit.fails() => "✗ Not every step was approved as the rules of its time ask",
        () if audit.is_unverifiable() => "? Some proof lies outside of the repository and was not looked at",
        () if audit.steps.is_empty() => "– No governed step to show",
        () if !audit.steps.iter().any(|step| needed_approval(step.status)) => {
            if audit.since.is_some() || audit.about.is_some() {
                "✓ No step that is shown needed approval"
            } else {
                "✓ Nothing needed approval yet"
            }
        }
        () => "✓ Every step that needed approval has it",
    }
}
