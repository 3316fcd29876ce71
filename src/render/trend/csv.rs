//! Writes how a plan moved as a table for spreadsheets (RFC 4180): a row for every milestone in every revision.

use std::collections::BTreeMap;

use super::words::{plan_name, sign_off_name};
use crate::diff::ChangeKind;
use crate::trend::{MilestoneTrend, Plan, Point, Revision, SignOff, Trend};

/// The columns. New ones may come at the end; these keep their places and names.
const COLUMNS: [&str; 23] = [
    "cycle",
    "revision",
    "commit",
    "time",
    "day",
    "baseline",
    "plan",
    "approval",
    "approvals",
    "milestone",
    "name",
    "key",
    "date",
    "first",
    "last",
    "tentative",
    "moved_days",
    "moved_working_days",
    "notice_days",
    "slip_days",
    "done",
    "reason",
    "gap",
];

/// The trend as CSV in UTF-8 with CRLF line ends: one row for every milestone in every revision, also where the revision
/// does not have the milestone or cannot be read.
///
/// A spreadsheet would compute a foreign text that begins with `=`, `+`, `-`, `@`, a tab or a line end, also behind
/// spaces. An apostrophe before it keeps it text. Numbers of Milepost's own, such as `-7`, stay numbers.
pub fn csv(trend: &Trend) -> String {
    let mut out = COLUMNS.join(",");
    out.push_str("\r\n");
    let points: Vec<BTreeMap<usize, &Point>> = trend.milestones.iter().map(points).collect();
    for (index, revision) in trend.revisions.iter().enumerate() {
        for (milestone, points) in trend.milestones.iter().zip(&points) {
            let row = row(trend, (index, revision), milestone, points.get(&index).copied());
            out.push_str(&row.join(","));
            out.push_str("\r\n");
        }
    }
    out
}

fn points(milestone: &MilestoneTrend) -> BTreeMap<usize, &Point> {
    milestone.points.iter().map(|point| (point.revision, point)).collect()
}

fn row(
    trend: &Trend,
    (index, revision): (usize, &Revision),
    milestone: &MilestoneTrend,
    point: Option<&Point>,
) -> Vec<String> {
    let date = point.and_then(|point| point.date.as_ref());
    let moved = point.and_then(|point| point.change.as_deref());
    let moved = moved.filter(|change| change.kind == ChangeKind::Moved);
    let approvals = revision.approval.approvals().join(" ");
    let reason = match (&revision.plan, &revision.approval) {
        (Plan::Read { .. }, SignOff::Unknown(reason)) => Some(reason),
        _ => moved.and_then(|change| change.reason.as_ref()),
    };
    let gap = match &revision.plan {
        Plan::Gap { reason } => Some(reason),
        Plan::Read { .. } | Plan::Gone => None,
    };
    vec![
        text(&trend.cycle),
        (index + 1).to_string(),
        text(&revision.commit),
        revision.time.to_string(),
        revision.day.to_string(),
        revision.baseline.to_string(),
        plan_name(&revision.plan).to_owned(),
        sign_off_name(&revision.approval).to_owned(),
        text(&approvals),
        text(&milestone.id),
        text(&milestone.name),
        milestone.key.to_string(),
        date.map_or_else(String::new, |date| text(&date.text)),
        number(date.and_then(|date| date.first)),
        number(date.and_then(|date| date.last)),
        number(date.map(|date| date.tentative)),
        number(moved.and_then(|change| change.days)),
        number(moved.and_then(|change| change.working_days)),
        number(moved.and_then(|change| revision.notice(change)).map(|notice| notice.days)),
        number(point.and_then(|point| point.slip_days)),
        number(milestone.done),
        reason.map_or_else(String::new, |reason| text(reason)),
        gap.map_or_else(String::new, |gap| text(gap)),
    ]
}

/// A value of Milepost's own: it holds nothing to escape.
fn number<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A cell of foreign text.
pub(in crate::render) fn text(foreign: &str) -> String {
    let foreign = crate::render::escape::visible(foreign).replace(['\n', '\t'], " ");
    let computes = foreign.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let guarded = if computes { format!("'{foreign}") } else { foreign };
    if guarded.contains(['"', ',', '\r', '\n', ';']) || guarded.trim() != guarded {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}
