//! One table a cycle: what was planned and approved first, what is planned now, and what came of it.

use super::markup::{Row, anchor, anchor_link, dash, day, message, state, table_of, text};
use crate::document::Status;
use crate::export::model::{Cycle, Milestone, Model, PlanApproval, Standing};
use crate::export::words;
use crate::render::trend::unstyled;

const HEAD: [&str; 9] =
    ["Milestone", "State", "Plan", "Approved baseline", "Slip", "Forecast", "Actual", "Owner", "Approval"];

/// The section: what is under way first, then what is over, the newest first.
pub(super) fn body(model: &Model) -> String {
    if model.cycles.is_empty() {
        return "<p>There are no schedules yet.</p>\n".to_owned();
    }
    let is_over = |cycle: &&Cycle| cycle.gone || matches!(cycle.status, Status::Released | Status::Cancelled);
    let (over, open): (Vec<&Cycle>, Vec<&Cycle>) = model.cycles.iter().partition(is_over);
    let cycles: Vec<&Cycle> = open.into_iter().chain(over.into_iter().rev()).collect();
    let tables: String = cycles.iter().map(|cycle| one(model, cycle)).collect();
    format!("{}{tables}", contents(&cycles))
}

/// Links to the cycles, where there are so many that they are far apart.
fn contents(cycles: &[&Cycle]) -> String {
    if cycles.len() < 3 {
        return String::new();
    }
    let items: String = cycles
        .iter()
        .map(|cycle| {
            let name = anchor_link("cycle", &cycle.id, &words::cycle(cycle));
            format!("<li>{name} <span class=\"soft\">{}</span></li>\n", status(cycle))
        })
        .collect();
    format!("<ul class=\"contents\">\n{items}</ul>\n")
}

fn status(cycle: &Cycle) -> &'static str {
    if cycle.gone { "gone from the documents" } else { cycle.status.name() }
}

fn one(model: &Model, cycle: &Cycle) -> String {
    let name = words::cycle(cycle);
    let anchor = anchor("cycle", &cycle.id);
    let rows: Vec<Row> = cycle.milestones.iter().map(|milestone| row(model, cycle, milestone)).collect();
    let table = if rows.is_empty() {
        "<p>The plan has no milestones.</p>\n".to_owned()
    } else {
        table_of(&self::anchor("dates", &cycle.id), &format!("Milestones of {name}"), &HEAD, &rows)
    };
    format!(
        "<article aria-labelledby=\"{anchor}\">\n<h3 id=\"{anchor}\">{}</h3>\n{}{table}{}</article>\n",
        text(&name),
        summary(model, cycle),
        chart(cycle, &name),
    )
}

fn summary(model: &Model, cycle: &Cycle) -> String {
    let mut parts = vec![format!("Status: <strong>{}</strong>", status(cycle))];
    let approval = words::approval(&cycle.approval);
    parts.push(format!("the plan as it stands: {}", decided(model, &cycle.approval, &approval)));
    if let Some(until) = cycle.supported_until {
        parts.push(format!("supported until {}", day(until)));
    }
    let mut out = format!("<p>{}.</p>\n", parts.join("; "));
    for id in cycle.approval.approvals() {
        if let Some(decision) = model.decisions.iter().find(|decision| decision.id == *id) {
            let voters: Vec<String> =
                decision.votes.iter().filter(|vote| vote.vote == "+1").map(|vote| text(&vote.name)).collect();
            if !voters.is_empty() {
                out.push_str(&format!(
                    "<p>In favour in {}: {}.</p>\n",
                    anchor_link("decision", id, id),
                    voters.join(", ")
                ));
            }
        }
    }
    let objection = cycle.revisions.last().filter(|_| !cycle.approval.is_settled());
    if let Some(objection) = objection.and_then(|revision| revision.objection.as_ref()) {
        out.push_str(&format!("<p>Why not: {}.</p>\n", message(objection)));
    }
    out
}

/// An approval with a sign and a word.
fn decided(model: &Model, approval: &PlanApproval, sentence: &str) -> String {
    let (class, sign) = match approval {
        PlanApproval::Approved(_) | PlanApproval::Ratified(_) => ("good", "✓"),
        PlanApproval::Unapproved
        | PlanApproval::Invalid
        | PlanApproval::RulesUnapproved
        | PlanApproval::BelowEvidence(_) => ("bad", "✗"),
        PlanApproval::Proposed | PlanApproval::Unknown(_) | PlanApproval::Unverifiable(_) => ("open", "?"),
        PlanApproval::NotGoverned | PlanApproval::Over => ("soft", "–"),
    };
    // The ids in it are linked to what is on file.
    let mut said = message(sentence);
    let is_on_file = |id: &&String| model.decisions.iter().any(|decision| decision.id == **id);
    for id in approval.approvals().iter().filter(is_on_file) {
        let code = format!("<code>{}</code>", text(id));
        said = said.replace(&code, &anchor_link("decision", id, id));
    }
    format!("<span class=\"{class}\"><span aria-hidden=\"true\">{sign}</span> {said}</span>")
}

fn row(model: &Model, cycle: &Cycle, milestone: &Milestone) -> Row {
    let approval = words::approval_in_short(&milestone.approval);
    Row {
        anchor: None,
        head: name(milestone),
        cells: vec![
            standing(model, cycle, milestone),
            plan(milestone),
            milestone.baseline.map_or_else(dash, day),
            slip(milestone),
            milestone.forecast.map_or_else(dash, day),
            milestone.actual.map_or_else(dash, day),
            milestone.owner.as_ref().map_or_else(dash, |owner| text(&words::owner(owner))),
            approval.map_or_else(dash, |sentence| decided(model, &milestone.approval, &sentence)),
        ],
    }
}

fn name(milestone: &Milestone) -> String {
    let mut out = text(&milestone.name);
    if milestone.key {
        out.push_str(" <span class=\"key\">key</span>");
    }
    if let Some(freeze) = &milestone.freeze {
        out.push_str(&format!("<p class=\"soft\">freezes {}</p>", text(freeze)));
    }
    out
}

fn standing(model: &Model, cycle: &Cycle, milestone: &Milestone) -> String {
    let is_late = cycle.status != Status::Draft && words::is_overdue(model, milestone);
    match &milestone.standing {
        Standing::Planned if is_late => state("bad", "!", "overdue"),
        Standing::Planned => state("soft", "○", "planned"),
        Standing::Reached => state("good", "✓", "reached"),
        Standing::ToBeDecided => state("open", "?", "to be decided"),
        Standing::NotApplicable(_) => explained("not applicable", milestone),
        Standing::Removed => explained("removed", milestone),
    }
}

/// A short word, with the whole sentence below it.
fn explained(word: &str, milestone: &Milestone) -> String {
    let sentence = words::standing(milestone);
    let more =
        if sentence == word { String::new() } else { format!("<p class=\"soft\">{}</p>", text(&sentence)) };
    format!("{}{more}", state("soft", "–", word))
}

/// The planned date, with its last move, and what the plan says about it.
fn plan(milestone: &Milestone) -> String {
    let date = text(&words::date(milestone));
    let is_out = milestone.standing == Standing::Removed && !milestone.stands();
    let date = if is_out { format!("<s>{date}</s>") } else { date };
    let more =
        words::last_move(milestone).into_iter().chain(milestone.reason.clone()).chain(milestone.note.clone());
    let more: String = more.map(|line| format!("<p class=\"soft\">{}</p>", text(&line))).collect();
    format!("<span class=\"date\">{date}</span>{more}")
}

fn slip(milestone: &Milestone) -> String {
    let Some(days) = milestone.slip_days else { return dash() };
    let working = milestone.slip_working_days.filter(|_| days != 0);
    let working = working
        .map_or_else(String::new, |days| format!("<p class=\"soft\">{} working</p>", words::slip(days)));
    format!("<span class=\"date\">{}</span>{working}", words::slip(days))
}

fn chart(cycle: &Cycle, name: &str) -> String {
    let Some(trend) = cycle.trend.as_ref().filter(|trend| !trend.revisions.is_empty()) else {
        return String::new();
    };
    // One revision has not moved yet: the table says everything.
    if trend.revisions.len() < 2 {
        return String::new();
    }
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Trend chart of {}\">\n{}</div>\n",
        text(name),
        unstyled(trend)
    )
}
