//! What comes next: the nearest milestone with the days that are left, and everything late or due soon.

use jiff::civil::Date;

use super::markup::{Row, anchor_link, dash, day, state, table_of, text};
use crate::calendar::{days_between, show_day};
use crate::document::Status;
use crate::export::model::{Cycle, Milestone, Model, Standing};
use crate::export::{About, words};
use crate::render::status::words as told;
use crate::status::{Due, Owner};

/// The most rows of what is late: a project that keeps no progress would show nothing else.
const MOST_LATE: usize = 8;

/// The section; it always says something.
pub(super) fn body(model: &Model, about: &About) -> String {
    let is_draft = |status| status == Status::Draft;
    let in_force = |status| !is_draft(status);
    let mut out = match (ahead(model, in_force).first(), ahead(model, is_draft).first()) {
        (Some(first), _) => card(model, first),
        (None, Some(draft)) => only_a_draft(model, draft),
        (None, None) => "<p>No milestone lies ahead.</p>\n".to_owned(),
    };
    out.push_str(&due(model, about));
    out
}

/// A milestone that is still to come.
struct Ahead<'a> {
    cycle: &'a Cycle,
    milestone: &'a Milestone,
    on: Date,
}

/// Milestones from the day on that is looked from, the nearest first.
fn ahead(model: &Model, wanted: impl Fn(Status) -> bool) -> Vec<Ahead<'_>> {
    let cycles = model.cycles.iter().filter(|cycle| wanted(cycle.status));
    let mut ahead: Vec<Ahead<'_>> = cycles
        .flat_map(|cycle| cycle.milestones.iter().map(move |milestone| (cycle, milestone)))
        .filter(|(_, milestone)| milestone.stands() && milestone.standing != Standing::Reached)
        .filter_map(|(cycle, milestone)| {
            Some(Ahead { cycle, milestone, on: words::expected(model, milestone)? })
        })
        .filter(|ahead| ahead.on >= model.today)
        .collect();
    ahead.sort_by_key(|ahead| ahead.on);
    ahead
}

/// A draft is nobody's deadline, but readers who see its dates below want to know why.
fn only_a_draft(model: &Model, next: &Ahead<'_>) -> String {
    let Ahead { cycle, milestone, on } = next;
    format!(
        "<p>No milestone lies ahead. There is only a draft: {} of {} on {}, {}.</p>\n",
        text(&milestone.name),
        anchor_link("cycle", &cycle.id, &words::cycle(cycle)),
        day(*on),
        told::distance(days_between(model.today, *on)),
    )
}

fn card(model: &Model, next: &Ahead<'_>) -> String {
    let Ahead { cycle, milestone, on } = next;
    let left = days_between(model.today, *on);
    let count = match left {
        0 => "<strong>today</strong>".to_owned(),
        1 => "<strong>1</strong> day left".to_owned(),
        days => format!("<strong>{days}</strong> days left"),
    };
    let mut facts = Vec::new();
    let planned = milestone.date.as_ref().filter(|date| date.timestamp().is_some());
    if milestone.forecast.is_some() {
        facts.push(format!("expected then; the plan says {}", text(&words::date(milestone))));
    } else if milestone.tentative {
        facts.push(format!("tentative: the plan says {}", text(&words::date(milestone))));
    } else if let Some(moment) = planned {
        facts.push(format!("the plan says {}", text(&moment.show())));
    }
    if !milestone.approval.is_settled() {
        facts.push(text(&words::approval(&milestone.approval)));
    }
    facts.extend(milestone.owner.as_ref().map(|owner| format!("owner: {}", text(&words::owner(owner)))));
    let facts = if facts.is_empty() { String::new() } else { format!("<p>{}</p>\n", facts.join("; ")) };
    format!(
        "<div class=\"card\">\n<p class=\"left\">{count}</p>\n<div>\n<p class=\"what\">{} of {}</p>\n<p>{}, seen from {}</p>\n\
         {facts}</div>\n</div>\n",
        text(&milestone.name),
        anchor_link("cycle", &cycle.id, &words::cycle(cycle)),
        day(*on),
        text(&show_day(model.today)),
    )
}

/// What is late and what is due in the weeks that are looked at.
fn due(model: &Model, about: &About) -> String {
    let wanted = |due: &&Due| {
        let cycle = due.cycle.as_ref().map(|cycle| cycle.id.as_str());
        about.cycle.as_deref().is_none_or(|wanted| cycle == Some(wanted))
            && about.role.as_deref().is_none_or(|wanted| due.owner.written.as_deref() == Some(wanted))
    };
    let status = &model.status;
    let late: Vec<&Due> = status.overdue.iter().filter(wanted).collect();
    let left_out = late.len().saturating_sub(MOST_LATE);
    let shown = late.into_iter().skip(left_out).chain(status.due.iter().filter(wanted));
    let rows: Vec<Row> = shown.map(row).collect();
    if rows.is_empty() {
        return format!("<p>Nothing is late, and nothing is due by {}.</p>\n", day(status.until));
    }
    let caption = format!("Late, and due by {}", show_day(status.until));
    let mut out = table_of("due", &caption, &["What", "How far off", "Date", "Owner", "Remark"], &rows);
    if left_out > 0 {
        out.push_str(&format!(
            "<p>And {left_out} more that are late for longer; the cycles have them.</p>\n"
        ));
    }
    out
}

/// An owner for people: a role that nobody in the documents holds is known by its id alone.
pub(super) fn owner(owner: &Owner) -> String {
    if owner.written.as_deref() == Some(&owner.shown) {
        owner.shown.replace('-', " ")
    } else {
        owner.shown.clone()
    }
}

fn row(due: &Due) -> Row {
    let distance = told::distance(due.days);
    Row {
        anchor: None,
        head: text(&told::due(due)),
        cells: vec![
            if due.days < 0 { state("bad", "!", &distance) } else { text(&distance) },
            day(due.date),
            text(&owner(&due.owner)),
            due.note.as_deref().map_or_else(dash, text),
        ],
    }
}
