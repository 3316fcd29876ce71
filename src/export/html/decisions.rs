//! What was decided: every approval on file, who voted how and by what that is proven, and what rests on it.

use super::markup::{Row, anchor, commit, dash, day, link, state, table_of, text};
use crate::approval::{Decision, Lack, Status};
use crate::audit::AuditStep;
use crate::document::Outcome;
use crate::export::model::{CastVote, Decided, Model, VoteProof};

const HEAD: [&str; 6] =
    ["Decision", "Outcome", "When", "Votes and their proof", "Minutes", "Steps that rest on it"];

/// The section: the newest first; nothing where nothing was decided.
pub(super) fn body(model: &Model) -> String {
    if model.decisions.is_empty() {
        return String::new();
    }
    let rows: Vec<Row> = model.decisions.iter().rev().map(|decided| row(model, decided)).collect();
    table_of("approvals", "Approvals on file, the newest first", &HEAD, &rows)
}

fn row(model: &Model, decided: &Decided) -> Row {
    let title = decided.title.as_deref().map_or_else(String::new, |title| format!("<p>{}</p>", text(title)));
    let classes = decided.classes.join(", ");
    let classes =
        if classes.is_empty() { classes } else { format!("<p class=\"soft\">{}</p>", text(&classes)) };
    let found = found(model, decided);
    Row {
        anchor: Some(anchor("decision", &decided.id)),
        head: format!("<code>{}</code>{title}{classes}", text(&decided.id)),
        cells: vec![
            outcome(&found, decided),
            when(decided),
            votes(&found, &decided.votes),
            minutes(decided),
            steps(model, decided),
        ],
    }
}

/// What the audit found of it, and what the file says where that is something else.
fn outcome(found: &[&Decision], decided: &Decided) -> String {
    let has = |status: Status| found.iter().any(|decision| decision.status == status);
    let (recomputed, said) = match () {
        () if found.is_empty() => (None, state("open", "–", "decides nothing that was merged")),
        () if has(Status::Approved) => (Some(Outcome::Approved), state("good", "✓", "approved")),
        () if has(Status::Rejected) => (Some(Outcome::Rejected), state("bad", "✗", "rejected")),
        () => (None, lacking(Lack::of(found.iter().copied()))),
    };
    let claimed = match decided.outcome.filter(|claimed| Some(*claimed) != recomputed) {
        Some(Outcome::Approved) => "<p class=\"soft\">the file says approved</p>",
        Some(Outcome::Rejected) => "<p class=\"soft\">the file says rejected</p>",
        None => "",
    };
    format!("{said}{claimed}")
}

fn lacking(lack: Option<Lack>) -> String {
    match lack {
        Some(Lack::Unverifiable) => state("open", "?", "its proof lies outside of the repository"),
        Some(Lack::BelowEvidence) => state("bad", "✗", "proven too weakly"),
        Some(Lack::Unapproved) | None => state("bad", "✗", "not passed"),
    }
}

/// The decisions of the audit that an approval speaks for, those after the fact among them.
fn found<'a>(model: &'a Model, decided: &Decided) -> Vec<&'a Decision> {
    let steps = model.audit.iter().flat_map(|audit| &audit.steps);
    let later = |step: &'a AuditStep| step.ratified_by.iter().flat_map(|by| &by.decisions);
    let decisions = steps.flat_map(|step| step.decisions.iter().chain(later(step)));
    decisions.filter(|decision| decision.approvals.contains(&decided.id)).collect()
}

fn when(decided: &Decided) -> String {
    let days = match (decided.opened, decided.closed) {
        (Some(opened), Some(closed)) if opened != closed => format!("{} – {}", day(opened), day(closed)),
        (_, Some(closed)) => day(closed),
        (Some(opened), None) => format!("since {}", day(opened)),
        (None, None) => dash(),
    };
    match decided.method {
        Some(method) => format!("{days}<p class=\"soft\">{}</p>", text(method)),
        None => days,
    }
}

/// Votes of one kind and one proof together: `+1 Alice, Bob (recorded)`.
fn votes(found: &[&Decision], votes: &[CastVote]) -> String {
    let mut groups: Vec<((&str, String), Vec<&CastVote>)> = Vec::new();
    for vote in votes {
        let key = (vote.vote, proof(found, vote));
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(vote),
            None => groups.push((key, vec![vote])),
        }
    }
    if groups.is_empty() {
        return dash();
    }
    let tell = |((vote, proof), members): &((&str, String), Vec<&CastVote>)| {
        let names: Vec<String> = members.iter().map(|vote| text(&vote.name)).collect();
        format!(
            "<p><strong>{}</strong> {} <span class=\"soft\">({})</span></p>",
            text(vote),
            names.join(", "),
            text(proof)
        )
    };
    groups.iter().map(tell).collect()
}

/// What proves a vote, as it was checked; what nothing was decided by was not.
fn proof(found: &[&Decision], vote: &CastVote) -> String {
    let cast = found.iter().flat_map(|decision| &decision.cast);
    let cast: Vec<_> = cast.filter(|cast| cast.voter == vote.voter).collect();
    match (cast.iter().find(|cast| cast.uncounted.is_none()).or(cast.first()), vote.proof) {
        (Some(cast), _) => match cast.uncounted {
            Some(why) => format!("{}; does not count: {}", cast.proof, why.in_words()),
            None => cast.proof.to_string(),
        },
        (None, VoteProof::Signature) => "the file has a signature, which was not checked".to_owned(),
        (None, VoteProof::Review) => "the file names a review, which was not checked".to_owned(),
        (None, VoteProof::Record) => "recorded".to_owned(),
    }
}

fn minutes(decided: &Decided) -> String {
    decided.minutes.as_deref().map_or_else(dash, |written| link(written, written))
}

/// The steps of the branch that this decision approved, with how well that is proven.
fn steps(model: &Model, decided: &Decided) -> String {
    let mut found: Vec<String> = Vec::new();
    for step in model.audit.iter().flat_map(|audit| &audit.steps) {
        let later = step.ratified_by.iter().flat_map(|by| &by.decisions);
        let uses = |decision: &&Decision| {
            decision.status == Status::Approved && decision.approvals.contains(&decided.id)
        };
        let decisive: Vec<&Decision> = step.decisions.iter().chain(later).filter(uses).collect();
        if decisive.is_empty() {
            continue;
        }
        let level = decisive.iter().filter_map(|decision| decision.evidence).min();
        let level = level.map_or_else(String::new, |level| format!(" <span class=\"soft\">{level}</span>"));
        found.push(format!("<p>{}{level}</p>", commit(model, &step.commit)));
    }
    if found.is_empty() { dash() } else { found.concat() }
}
