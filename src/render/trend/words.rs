//! The sentences that the formats of a trend share. Nothing in them is escaped yet.

use jiff::civil::Date;

use crate::calendar::{days_between, show_day};
use crate::diff::{Cause, Change, ChangeKind, short_commit};
use crate::render::summary::{delta, is_dated, list, plural};
use crate::trend::{MilestoneTrend, Plan, PlannedDate, Revision, SignOff, Trend};

/// What stands on top.
pub(super) fn title(trend: &Trend) -> String {
    format!("{}: how the plan moved", trend.name)
}

/// Where it was read: `9 revisions of the plan on main at 1234abcd, Mon 20 Aug 2018 – Fri 10 May 2019`.
pub(super) fn origin(trend: &Trend) -> String {
    let shown = trend.revisions.len();
    let all = plural(trend.total, "revision");
    let count = if shown < trend.total { format!("{shown} of {all}") } else { all };
    let days = match (trend.revisions.first(), trend.revisions.last()) {
        (Some(first), Some(last)) if first.day < last.day => {
            format!(", {} – {}", show_day(first.day), show_day(last.day))
        }
        (Some(first), _) => format!(", {}", show_day(first.day)),
        _ => String::new(),
    };
    format!("{count} of the plan on {} at {}{days}", trend.branch, short_commit(&trend.tip))
}

/// The newest date of a milestone.
pub(super) fn newest(milestone: &MilestoneTrend) -> Option<&PlannedDate> {
    milestone.points.last().and_then(|point| point.date.as_ref())
}

/// The milestone that slipped most, in one sentence: what the whole trend amounts to.
pub(super) fn consequence(trend: &Trend) -> Option<String> {
    let slipped = |milestone: &&MilestoneTrend| milestone.slip_days.unwrap_or(0).unsigned_abs();
    let keys = trend.milestones.iter().filter(|milestone| milestone.key && slipped(milestone) > 0);
    // Of several that slipped alike the last, which is the nearest to the release.
    let farthest = keys
        .max_by_key(slipped)
        .or_else(|| trend.milestones.iter().max_by_key(slipped))
        .filter(|milestone| slipped(milestone) > 0);
    if trend.total < 2 {
        return None;
    }
    if let Some(milestone) = farthest {
        let slip = slip(milestone)?;
        let actual = actual(milestone).map_or_else(String::new, |actual| format!("; {actual}"));
        return Some(format!(
            "{}: {slip} than the baseline, {}{actual}",
            milestone.name,
            times_moved(milestone)
        ));
    }
    let moved = trend.milestones.iter().any(|milestone| milestone.moves > 0);
    let compared = trend.milestones.iter().any(|milestone| milestone.slip_days.is_some());
    (compared && !moved).then(|| "No date has moved".to_owned())
}

/// How much later than the baseline: `14 days later (10 working days)`.
pub(super) fn slip(milestone: &MilestoneTrend) -> Option<String> {
    let days = milestone.slip_days?;
    let direction = match days.signum() {
        1 => "later",
        -1 => "earlier",
        _ => return Some("as in the baseline".to_owned()),
    };
    let working = milestone
        .slip_working_days
        .map_or_else(String::new, |days| format!(" ({})", plural(magnitude(days), "working day")));
    Some(format!("{} {direction}{working}", plural(magnitude(days), "day")))
}

/// On which day a milestone was reached, where the plan says another one, and how far that is from the baseline.
pub(super) fn actual(milestone: &MilestoneTrend) -> Option<String> {
    let done = milestone.done?;
    let planned = latest(milestone).filter(|date| date.first != Some(done) || date.last != Some(done))?;
    let apart = milestone.baseline.map(|baseline| days_between(baseline, done)).map(|days| {
        let direction = if days < 0 { "earlier" } else { "later" };
        match days {
            0 => ", as in the baseline".to_owned(),
            days => format!(", {} {direction} than the baseline", plural(magnitude(days), "day")),
        }
    });
    Some(format!("reached {}{}; the plan said {}", show_day(done), apart.unwrap_or_default(), planned.shown))
}

/// When a milestone was reached.
pub(super) fn reached(milestone: &MilestoneTrend) -> Option<String> {
    actual(milestone).or_else(|| milestone.done.map(|day| format!("reached {}", show_day(day))))
}

/// Where a milestone that was not reached stands on the day to look from.
pub(super) fn due(milestone: &MilestoneTrend, today: Option<Date>) -> Option<String> {
    let (today, date) = (today?, newest(milestone).filter(|_| milestone.done.is_none())?);
    let (first, last) = (date.first?, date.last?);
    Some(if last < today {
        format!("{} overdue on {}", plural(magnitude(days_between(last, today)), "day"), show_day(today))
    } else if first <= today {
        format!("due on {}", show_day(today))
    } else {
        format!("due in {}", plural(magnitude(days_between(today, first)), "day"))
    })
}

/// A slip in short, with its sign: `+14 days`.
pub(super) fn signed_days(days: i64) -> String {
    let sign = match days.signum() {
        1 => "+",
        -1 => "−",
        _ => "±",
    };
    format!("{sign}{}", plural(magnitude(days), "day"))
}

/// How often a milestone moved.
pub(super) fn times_moved(milestone: &MilestoneTrend) -> String {
    let before = |early: usize| format!("{} before the baseline", times(early));
    match (milestone.moves, milestone.early_moves) {
        (0, 0) => "never moved".to_owned(),
        (0, early) => format!("moved {}", before(early)),
        (moves, 0) => format!("moved {}", times(moves)),
        (moves, early) => format!("moved {}, and {}", times(moves), before(early)),
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    }
}

/// From the baseline to now: `Thu 7 Feb 2019 → Tue 26 Mar 2019`.
pub(super) fn from_to(milestone: &MilestoneTrend) -> String {
    let now = now(milestone);
    let days = |date: &PlannedDate| (date.first, date.last);
    match &milestone.baseline_date {
        Some(baseline) if latest(milestone).map(days) == Some(days(baseline)) => now,
        Some(baseline) => format!("{} → {now}", baseline.shown),
        None => now,
    }
}

/// The newest date for people.
pub(super) fn now(milestone: &MilestoneTrend) -> String {
    let Some(date) = latest(milestone) else { return "without a date".to_owned() };
    if newest(milestone).is_none() {
        format!("{} (no longer in the plan)", date.shown)
    } else if date.tentative && date.first.is_some() {
        format!("{} (tentative)", date.shown)
    } else {
        date.shown.clone()
    }
}

/// The last date that a milestone had, also where it has left the plan.
fn latest(milestone: &MilestoneTrend) -> Option<&PlannedDate> {
    milestone.points.iter().rev().find_map(|point| point.date.as_ref())
}

/// The changes of a revision that a trend tells: dates and milestones, not the words around them.
pub(crate) fn told(revision: &Revision) -> Vec<&Change> {
    revision
        .changes
        .iter()
        .filter(|change| {
            is_dated(change)
                || matches!(change.kind, ChangeKind::Status | ChangeKind::Renamed | ChangeKind::Confidence)
        })
        .collect()
}

/// What a change adds to its sentence: working days, why, and the notice given.
pub(crate) fn facts(revision: &Revision, change: &Change) -> Vec<String> {
    let working = change
        .working_days
        .map(magnitude)
        .filter(|_| delta(change).is_some() && change.days != Some(0))
        .map(|days| plural(days, "working day"));
    let cause = match &change.cause {
        Some(Cause::KnockOn(anchor)) => Some(format!("follows `{anchor}`")),
        _ => None,
    };
    let notice = (change.kind == ChangeKind::Moved).then(|| notice(revision, change)).flatten();
    [working, cause, notice, change.reason.clone()].into_iter().flatten().collect()
}

/// The notice that a move gives, or that it was recorded late.
pub(super) fn notice(revision: &Revision, change: &Change) -> Option<String> {
    let notice = revision.notice(change)?;
    if let Some(late) = notice.late {
        return Some(format!("recorded late, {} after the old date", plural(magnitude(late), "day")));
    }
    let is_that_day = [change.old_day, change.new_day].contains(&Some(revision.day));
    Some(match notice.days {
        0 if is_that_day => "on the day itself".to_owned(),
        0 => "while it lasts".to_owned(),
        days if days < 0 => format!("the new date had passed {} before", plural(magnitude(days), "day")),
        days => format!("{} notice", possessive(days)),
    })
}

fn possessive(days: i64) -> String {
    if days == 1 { "1 day's".to_owned() } else { format!("{days} days'") }
}

/// What a revision is besides its changes.
pub(super) fn standing(revision: &Revision) -> Option<String> {
    let base = if revision.baseline { Some("the baseline") } else { None };
    let first = revision.new.then_some("first published");
    let stood = revision.stood.then_some("the plan that stood then");
    let parts: Vec<&str> = stood.into_iter().chain(first).chain(base).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Why a plan has no dates in a revision.
pub(super) fn missing(revision: &Revision) -> Option<String> {
    match &revision.plan {
        Plan::Read { .. } => None,
        Plan::Gap { reason } => Some(format!("The plan cannot be read from here on: {reason}")),
        Plan::Gone => Some("The plan is gone from here on".to_owned()),
    }
}

/// What is said where a revision changes no date.
pub(super) fn no_change(revision: &Revision) -> String {
    match revision.compared_with {
        Some(day) => format!("dates as on {}", show_day(day)),
        None => "no date changes".to_owned(),
    }
}

/// That a plan can be read again, and with what it is compared.
pub(super) fn mended(revision: &Revision) -> Option<String> {
    let day = revision.compared_with?;
    Some(format!("The plan can be read again; compared with that of {}", show_day(day)))
}

/// The sign and the word of a revision's approval, with the reason where it has none.
pub(crate) fn approval(revision: &Revision) -> (&'static str, String) {
    let (sign, word) = sign_off(&revision.approval);
    match &revision.objection {
        Some(objection) => (sign, format!("{word}: {objection}")),
        None => (sign, word),
    }
}

/// The sign and the word of an approval; the sign never stands alone.
pub(crate) fn sign_off(approval: &SignOff) -> (&'static str, String) {
    match approval {
        SignOff::Approved(ids) if ids.is_empty() => ("✓", "approved".to_owned()),
        SignOff::Approved(ids) => ("✓", format!("approved by {}", list(&quoted(ids)))),
        SignOff::BelowEvidence(ids) => {
            let by = list(&quoted(ids));
            ("!", format!("approved by {by}, with weaker proof than the policy asks for"))
        }
        SignOff::Unverifiable(ids) => {
            ("?", format!("approved by {}, whose proof lies outside of the repository", list(&quoted(ids))))
        }
        SignOff::Ratified(id) => ("✓", format!("ratified later by `{id}`")),
        SignOff::Emergency { approvals, ratify_by } => {
            let due = ratify_by.map_or_else(String::new, |due| format!(" by {}", show_day(due)));
            ("!", format!("approved in an emergency by {}, to be ratified{due}", list(&quoted(approvals))))
        }
        SignOff::Unapproved => ("✗", "not approved".to_owned()),
        SignOff::NotRequired => ("–", "no approval needed".to_owned()),
        SignOff::BeforeAdoption => ("–", "before there was a policy".to_owned()),
        SignOff::Anchor => ("–", "came with the first policy".to_owned()),
        SignOff::Unknown(why) => ("?", format!("approval not known: {why}")),
    }
}

fn quoted(ids: &[String]) -> Vec<String> {
    ids.iter().map(|id| format!("`{id}`")).collect()
}

/// The word for machines.
pub(crate) const fn sign_off_name(approval: &SignOff) -> &'static str {
    match approval {
        SignOff::Approved(_) => "approved",
        SignOff::BelowEvidence(_) => "below-evidence",
        SignOff::Unverifiable(_) => "unverifiable",
        SignOff::Ratified(_) => "ratified",
        SignOff::Emergency { .. } => "emergency",
        SignOff::Unapproved => "unapproved",
        SignOff::NotRequired => "not-required",
        SignOff::BeforeAdoption => "before-adoption",
        SignOff::Anchor => "anchor",
        SignOff::Unknown(_) => "unknown",
    }
}

/// What stood in the place of the plan, for machines.
pub(super) const fn plan_name(plan: &Plan) -> &'static str {
    match plan {
        Plan::Read { .. } => "read",
        Plan::Gap { .. } => "gap",
        Plan::Gone => "gone",
    }
}

/// A number of days without its sign.
pub(super) fn magnitude(days: i64) -> usize {
    usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX)
}
