//! Sentences about milestones and approvals that several formats share. Nothing in them is escaped.

use jiff::civil::Date;

use super::model::{Cycle, Milestone, Model, Owner, PlanApproval, Shown, Standing};
use crate::calendar::{days_between, show_day};
use crate::diff::short_commit;
use crate::render::trend::words::sign_off;
use crate::trend::SignOff;

/// Which revision is shown: `revision 1234abcde of Mon 1 Feb 2027`.
pub(super) fn revision(model: &Model) -> String {
    match &model.shown {
        Shown::Commit { id, day, .. } => format!("revision {} of {}", short_commit(id), show_day(*day)),
        Shown::Folder => "a folder without history".to_owned(),
    }
}

/// What is missing, behind what is said of the whole: readers of a calendar see no other place.
pub(super) fn notes(model: &Model) -> String {
    model.notes.iter().map(|note| format!(". Note: {}", note.replace('`', ""))).collect()
}

/// The planned date for people.
pub(super) fn date(milestone: &Milestone) -> String {
    match (&milestone.date, &milestone.standing) {
        (Some(date), Standing::ToBeDecided) => format!("to be decided; was {}", date.show()),
        (None, Standing::ToBeDecided) => "to be decided".to_owned(),
        (None, _) => "without a date".to_owned(),
        (Some(date), _) if milestone.unreadable => {
            format!("{} (what the plan says now cannot be read)", date.show())
        }
        (Some(date), _) if milestone.tentative => format!("{} (tentative)", date.show()),
        (Some(date), _) => date.show(),
    }
}

/// The day by which a milestone is expected, where the project's deadlines end.
pub(super) fn expected(model: &Model, milestone: &Milestone) -> Option<Date> {
    milestone.forecast.or_else(|| milestone.date.as_ref()?.last_day_in(&model.project.zone))
}

/// Whether that day is over, and nobody said that the milestone was reached.
pub(super) fn is_overdue(model: &Model, milestone: &Milestone) -> bool {
    milestone.standing == Standing::Planned && expected(model, milestone).is_some_and(|on| on < model.today)
}

/// Where a milestone stands, in one sentence without a full stop.
pub(super) fn standing(milestone: &Milestone) -> String {
    format!("{}{}", plain_standing(milestone), undecided(milestone))
}

/// What is added where the date was taken back, but not by a decision, so that it still stands: `, which nobody approved`.
pub(super) fn undecided(milestone: &Milestone) -> &'static str {
    let is_there = matches!(milestone.standing, Standing::Planned | Standing::Reached);
    match milestone.approval {
        _ if is_there || !milestone.stands() || milestone.date.is_none() => "",
        PlanApproval::Unapproved => ", which nobody approved",
        _ => ", which does not count as approved",
    }
}

fn plain_standing(milestone: &Milestone) -> String {
    match &milestone.standing {
        Standing::Planned => match milestone.forecast {
            Some(day) => format!("expected on {}", show_day(day)),
            None => "planned".to_owned(),
        },
        Standing::Reached => match milestone.actual {
            Some(day) => format!("reached on {}", show_day(day)),
            None => "reached".to_owned(),
        },
        Standing::ToBeDecided => "to be decided".to_owned(),
        Standing::NotApplicable(why) if why.is_empty() => "not applicable".to_owned(),
        Standing::NotApplicable(why) => format!("not applicable: {why}"),
        Standing::Removed => match milestone.history.last().filter(|change| change.new.is_none()) {
            Some(change) => format!("dropped from the plan on {}", show_day(change.day)),
            None => "dropped with the cycle".to_owned(),
        },
    }
}

/// What is said about the approval of a plan or of a milestone, as a sentence without a full stop.
pub(super) fn approval(approval: &PlanApproval) -> String {
    match approval {
        PlanApproval::Proposed => "proposed, not approved yet".to_owned(),
        PlanApproval::Approved(ids) => sign_off(&SignOff::Approved(ids.clone())).1,
        PlanApproval::Ratified(ids) => format!("approved after the fact by {}", quoted(ids)),
        PlanApproval::NotGoverned => "no approval needed".to_owned(),
        PlanApproval::Over => "no longer open to change".to_owned(),
        PlanApproval::Unapproved => "not approved".to_owned(),
        PlanApproval::BelowEvidence(ids) => {
            format!("not approved: the votes in {} are proven too weakly", quoted(ids))
        }
        PlanApproval::Unverifiable(ids) if ids.is_empty() => {
            "not known to be approved: what proves it lies outside of the repository".to_owned()
        }
        PlanApproval::Unverifiable(ids) => format!(
            "not known to be approved: what proves the votes in {} lies outside of the repository",
            quoted(ids)
        ),
        PlanApproval::Invalid => "not approved: the step that made it so breaks the rules".to_owned(),
        PlanApproval::RulesUnapproved => "not approved: nobody approved the rules in force then".to_owned(),
        PlanApproval::Unknown(why) => format!("not known: {why}"),
    }
}

fn quoted(ids: &[String]) -> String {
    format!("`{}`", ids.join("`, `"))
}

/// The same without what is said elsewhere; nothing for what is over.
pub(super) fn approval_in_short(approval: &PlanApproval) -> Option<String> {
    match approval {
        PlanApproval::Over => None,
        PlanApproval::Unknown(_) => Some("not known".to_owned()),
        other => Some(self::approval(other)),
    }
}

/// The last move: `moved 14 days later on Mon 1 Feb 2027; was Thu 8 Jul 2027`.
pub(super) fn last_move(milestone: &Milestone) -> Option<String> {
    let last = milestone.last_move()?;
    let days = last.old.first_day().zip(last.new.first_day()).map_or(0, |(old, new)| days_between(old, new));
    let by = match days {
        _ if last.is_now_exact() => "now exact".to_owned(),
        0 => "changed".to_owned(),
        1 => "moved 1 day later".to_owned(),
        -1 => "moved 1 day earlier".to_owned(),
        days if days < 0 => format!("moved {} days earlier", -days),
        days => format!("moved {days} days later"),
    };
    let on = if last.is_now_exact() { "since" } else { "on" };
    let without = if last.was_without { ", undated in between" } else { "" };
    Some(format!("{by} {on} {}; was {}{without}", show_day(last.change.day), last.old.show()))
}

/// A slip in short: `+14 days`.
pub(super) fn slip(days: i64) -> String {
    let noun = if days.abs() == 1 { "day" } else { "days" };
    match days {
        0 => "none".to_owned(),
        days if days < 0 => format!("−{} {noun}", -days),
        days => format!("+{days} {noun}"),
    }
}

/// An owner for people.
pub(super) fn owner(owner: &Owner) -> String {
    match owner.id.as_str() {
        "tsc" => "TSC".to_owned(),
        id if id == owner.name => id.replace('-', " "),
        _ => owner.name.clone(),
    }
}

/// The name of a cycle with its version, where that is not a part of it.
pub(super) fn cycle(cycle: &Cycle) -> String {
    match &cycle.version {
        Some(version) if !cycle.name.contains(version.as_str()) => format!("{} ({version})", cycle.name),
        _ => cycle.name.clone(),
    }
}

/// What a feed is about.
pub(super) fn title(model: &Model, about: &super::About) -> String {
    let cycle_name = |id: &str| {
        model
            .cycles
            .iter()
            .find(|cycle| cycle.id == id)
            .map_or_else(|| id.to_owned(), |cycle| cycle.name.clone())
    };
    let name = &model.project.name;
    match (&about.cycle, &about.role) {
        (None, None) => name.clone(),
        (Some(cycle), None) => format!("{name}: {}", cycle_name(cycle)),
        (None, Some(role)) => format!("{name}: {}", role_name(model, role)),
        (Some(cycle), Some(role)) => format!("{name}: {}, {}", cycle_name(cycle), role_name(model, role)),
    }
}

fn role_name(model: &Model, role: &str) -> String {
    let owners = model.cycles.iter().flat_map(|cycle| &cycle.milestones);
    let found = owners.filter_map(|milestone| milestone.owner.as_ref()).find(|owner| owner.id == role);
    found.map_or_else(|| role.replace('-', " "), owner)
}
