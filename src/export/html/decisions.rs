//! What was decided: every approval on file, who voted how and by what that is proven, and what rests on it.

use std::collections::BTreeSet;

use super::markup::{Row, anchor, commit, dash, day, link, state, table_of, text};
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
    Row {
        anchor: Some(anchor("decision", &decided.id)),
        head: format!("<code>{}</code>{title}{classes}", text(&decided.id)),
        cells: vec![
            outcome(decided),
            when(decided),
            votes(&decided.votes),
            minutes(decided),
            steps(model, decided),
        ],
    }
}

fn outcome(decided: &Decided) -> String {
    match decided.outcome {
        Some(Outcome::Approved) => state("good", "✓", "approved"),
        Some(Outcome::Rejected) => state("bad", "✗", "rejected"),
        None => state("open", "…", "open"),
    }
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

/// Votes of one kind and one proof together: `+1 Alice, Bob (signature)`.
fn votes(votes: &[CastVote]) -> String {
    let mut groups: Vec<((&str, VoteProof), Vec<&CastVote>)> = Vec::new();
    for vote in votes {
        let key = (vote.vote, vote.proof);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(vote),
            None => groups.push((key, vec![vote])),
        }
    }
    if groups.is_empty() {
        return dash();
    }
    let tell = |((vote, proof), members): &((&str, VoteProof), Vec<&CastVote>)| {
        let names: Vec<String> = members.iter().map(|vote| text(&vote.name)).collect();
        let proof = match proof {
            VoteProof::Signature => "own signature",
            VoteProof::Review => "review on GitHub",
            VoteProof::Record => "record only",
        };
        format!(
            "<p><strong>{}</strong> {} <span class=\"soft\">({proof})</span></p>",
            text(vote),
            names.join(", ")
        )
    };
    groups.iter().map(tell).collect()
}

fn minutes(decided: &Decided) -> String {
    decided.minutes.as_deref().map_or_else(dash, |written| link(written, written))
}

/// The steps of the branch that this decision approved, with how well that is proven.
fn steps(model: &Model, decided: &Decided) -> String {
    let mut found: Vec<String> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for step in model.audit.iter().flat_map(|audit| &audit.steps) {
        let uses = |decision: &&crate::approval::Decision| decision.approvals.contains(&decided.id);
        let evidence = step.decisions.iter().filter(uses).filter_map(|decision| decision.evidence).min();
        if step.decisions.iter().any(|decision| uses(&decision)) && seen.insert(&step.commit) {
            let level =
                evidence.map_or_else(String::new, |level| format!(" <span class=\"soft\">{level}</span>"));
            found.push(format!("<p>{}{level}</p>", commit(model, &step.commit)));
        }
    }
    for (_, id) in &decided.used {
        if seen.insert(id) {
            found.push(format!("<p>{}</p>", commit(model, id)));
        }
    }
    if found.is_empty() { dash() } else { found.concat() }
}
