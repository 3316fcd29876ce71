//! Writes an explanation as JSON, by `schemas/v1/verify.schema.json`.

use serde::Serialize;

use crate::approval::{ExplainedContent, ExplainedDecision, ExplainedVote, PathContent};
use crate::render::json::{pretty, ratified, revoked, superseded};
use crate::report::verification::{Content, Verification};

/// The version that the format has.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct VerifyV1<'a> {
    version: u32,
    command: &'static str,
    approval: &'a str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    approved: bool,
    effect: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    revokes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    supersedes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratifies: Option<&'a str>,
    step: StepV1<'a>,
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<MinutesV1<'a>>,
    relation: &'static str,
    contents: Vec<ContentV1<'a>>,
    unnamed: Vec<UnnamedV1<'a>>,
    policy: PolicyV1<'a>,
    day: String,
    voters: Vec<PersonV1<'a>>,
    without_vote: Vec<PersonV1<'a>>,
    votes: Vec<VoteV1<'a>>,
    decisions: Vec<DecisionV1<'a>>,
    problems: &'a [String],
    verdict: &'static str,
}

#[derive(Serialize)]
struct StepV1<'a> {
    before: String,
    after: String,
    anchor: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'a str>,
}

#[derive(Serialize)]
struct MinutesV1<'a> {
    at: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'a str>,
}

#[derive(Serialize)]
struct ContentV1<'a> {
    path: &'a str,
    fit: &'static str,
    approved: DigestsV1<'a>,
    found: DigestsV1<'a>,
}

#[derive(Serialize)]
struct DigestsV1<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    meaning: Option<MeaningV1<'a>>,
}

#[derive(Serialize)]
struct MeaningV1<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct UnnamedV1<'a> {
    path: &'a str,
    classes: Vec<&'static str>,
}

#[derive(Serialize)]
struct PolicyV1<'a> {
    path: &'a str,
    version: u64,
    digest: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_version: Option<u64>,
}

#[derive(Serialize)]
struct PersonV1<'a> {
    person: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct VoteV1<'a> {
    voter: &'a str,
    vote: &'static str,
    counts: bool,
    evidence: &'static str,
    proof: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<SignatureV1<'a>>,
}

#[derive(Serialize)]
struct SignatureV1<'a> {
    holds: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    compromised_since: Option<String>,
}

#[derive(Serialize)]
struct DecisionV1<'a> {
    class: &'static str,
    requirement: &'a str,
    rule: &'a str,
    by_new_policy: bool,
    needs_evidence: &'static str,
    method: &'a str,
    seats: usize,
    r#for: &'a [String],
    against: &'a [String],
    abstain: &'a [String],
    recused: &'a [String],
    uncounted: &'a [String],
    checks: Vec<CheckV1<'a>>,
    status: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unverifiable: bool,
    reasons: &'a [String],
}

#[derive(Serialize)]
struct CheckV1<'a> {
    what: &'a str,
    asked: &'a str,
    found: &'a str,
    met: bool,
}

pub(super) fn render(verification: &Verification) -> String {
    let explained = &verification.explanation;
    let merged = verification.step.merged.as_ref();
    let person = |known: &'_ crate::approval::Eligible| (known.person.clone(), known.why.clone());
    let (voters, silent): (Vec<_>, Vec<_>) =
        (explained.voters.iter().map(person).collect(), explained.without_vote.iter().map(person).collect());
    pretty(&VerifyV1 {
        version: VERSION,
        command: "verify",
        approval: &explained.id,
        path: &explained.path,
        title: explained.title.as_deref(),
        approved: explained.is_approved,
        effect: explained.effect.name(),
        revokes: revoked(&explained.acts).collect(),
        supersedes: superseded(&explained.acts).collect(),
        ratifies: ratified(&explained.acts),
        step: StepV1 {
            before: name(&verification.step.before),
            after: name(&verification.step.after),
            anchor: explained.is_anchor,
            branch: merged.map(|merged| merged.branch.as_str()),
            time: merged.map(|merged| merged.time.as_str()),
        },
        notes: &verification.notes,
        minutes: explained.minutes.as_deref().map(|at| MinutesV1 {
            at,
            sha256: explained.minutes_sha256.as_deref().map(|pin| pin.strip_prefix("sha256:").unwrap_or(pin)),
        }),
        relation: explained.relation.name(),
        contents: explained.contents.iter().map(content).collect(),
        unnamed: explained
            .unnamed
            .iter()
            .map(|(path, classes)| UnnamedV1 {
                path,
                classes: classes.iter().map(|class| class.name()).collect(),
            })
            .collect(),
        policy: PolicyV1 {
            path: &explained.rules.policy,
            version: explained.rules.version,
            digest: &explained.rules.digest,
            new_version: explained.rules.new_version,
        },
        day: explained.day.to_string(),
        voters: people(&voters),
        without_vote: people(&silent),
        votes: explained.votes.iter().map(vote).collect(),
        decisions: explained.decisions.iter().map(decision).collect(),
        problems: &explained.problems,
        verdict: verification.verdict.name(),
    })
}

fn people(list: &[(String, String)]) -> Vec<PersonV1<'_>> {
    list.iter().map(|(person, why)| PersonV1 { person, why }).collect()
}

fn name(content: &Content) -> String {
    match content {
        Content::Commit(id) => id.clone(),
        Content::Folder(folder) => folder.clone(),
        Content::Worktree => "worktree".to_owned(),
        Content::Nothing => "none".to_owned(),
    }
}

fn content(content: &ExplainedContent) -> ContentV1<'_> {
    ContentV1 {
        path: &content.path,
        fit: content.fit.name(),
        approved: digests(&content.stated),
        found: digests(&content.found),
    }
}

fn digests(content: &PathContent) -> DigestsV1<'_> {
    let meaning = content.meaning.as_ref().map(|(from, to)| MeaningV1 { from, to });
    DigestsV1 { from: &content.from, to: &content.to, meaning }
}

fn vote(vote: &ExplainedVote) -> VoteV1<'_> {
    let signature = vote.signed.as_ref().map(|signed| SignatureV1 {
        holds: signed.holds.is_ok(),
        key: signed.claimed.as_deref(),
        statement: String::from_utf8_lossy(&signed.statement).into_owned(),
        compromised_since: signed.compromised_since.map(|day| day.to_string()),
    });
    VoteV1 {
        voter: &vote.voter,
        vote: vote.vote.name(),
        counts: vote.uncounted.is_none(),
        evidence: vote.proof.level().name(),
        proof: vote.proof.to_string(),
        why_not: vote.uncounted.as_deref(),
        signature,
    }
}

fn decision(decision: &ExplainedDecision) -> DecisionV1<'_> {
    DecisionV1 {
        class: decision.class.name(),
        requirement: &decision.requirement,
        rule: &decision.rule,
        by_new_policy: decision.by_new_policy,
        needs_evidence: decision.needs_evidence.name(),
        method: decision.method,
        seats: decision.seats,
        r#for: &decision.votes.in_favour,
        against: &decision.votes.against,
        abstain: &decision.votes.abstain,
        recused: &decision.votes.recused,
        uncounted: &decision.votes.uncounted,
        checks: decision
            .checks
            .iter()
            .map(|check| CheckV1 {
                what: check.what,
                asked: &check.asked,
                found: &check.found,
                met: check.is_met,
            })
            .collect(),
        status: decision.status.name(),
        unverifiable: decision.unverifiable,
        reasons: &decision.reasons,
    }
}
