//! Trends for the tests of the renderers: real ones from published histories, and one with everything in it.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::calendar::{DateText, WorkingCalendar, days_between, show_day};
use crate::diagnostic::Location;
use crate::diff::{Cause, Change, ChangeKind};
use crate::document::Status;
use crate::trend::{MilestoneTrend, Plan, PlannedDate, Point, Revision, SignOff, Trend};

/// A revision as the tests write it: milestones are `id`, name and date.
pub(super) struct Given {
    pub(super) day: Date,
    pub(super) plan: Result<Vec<(String, String, String)>, &'static str>,
    pub(super) approval: SignOff,
}

/// The milestones of a plan, as `id|name|date`.
pub(super) fn plan(lines: &[&str]) -> Vec<(String, String, String)> {
    lines
        .iter()
        .map(|line| {
            let mut parts = line.split('|').map(str::to_owned);
            (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap())
        })
        .collect()
}

/// The trend of one release of OpenDaylight, as its schedule was published.
pub(super) fn opendaylight(release: &str, name: &str) -> Trend {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/histories/opendaylight.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let (mut given, mut commits) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let Some(milestones) = value["releases"].get(release) else { continue };
        let day: Date = value["date"].as_str().unwrap()[..10].parse().unwrap();
        let read = |milestone: &serde_json::Value| {
            let text = |index: usize| milestone[index].as_str().unwrap_or("tbd").to_owned();
            (text(0), text(1), text(2))
        };
        let plan = match milestones.as_array() {
            Some(milestones) => Ok(milestones.iter().map(read).collect()),
            None => Ok(Vec::new()),
        };
        commits.push(value["revision"].as_str().unwrap().to_owned());
        given.push(Given { day, plan, approval: SignOff::BeforeAdoption });
    }
    let mut trend = build(release, name, given);
    for (revision, commit) in trend.revisions.iter_mut().zip(commits) {
        revision.commit.clone_from(&commit);
        trend.tip = commit;
    }
    trend.branch = "master".to_owned();
    if let Some(last) = trend.revisions.last_mut()
        && matches!(&last.plan, Plan::Read { dates, .. } if dates.is_empty())
    {
        last.plan = Plan::Gone;
    }
    trend
}

/// A cycle in which everything happens: approvals of every kind, slips, a gap, `tbd`, a typo, an end.
pub(super) fn paris() -> Trend {
    let rows = |freeze: &str, rc: &str, ga: &str, docs: &str| {
        Ok(plan(&[
            "kickoff|Kick-off|2027-01-14",
            &format!("freeze|Feature freeze|{freeze}"),
            &format!("rc1|Release candidate 1|{rc}"),
            &format!("ga|General availability|{ga}"),
            &format!("docs|Documentation|{docs}"),
            "party|Release party|tbd",
        ]))
    };
    let approved = |id: &str| SignOff::Approved(vec![id.to_owned()]);
    let mut trend = build(
        "paris",
        "Paris",
        vec![
            Given {
                day: date(2026, 11, 24),
                plan: rows("2027-04-01", "2027-05", "2027-06-24", "tbd"),
                approval: SignOff::NotRequired,
            },
            Given {
                day: date(2026, 12, 3),
                plan: rows("2027-04-01", "2027-05-06", "2027-06-24", "2027-05-20"),
                approval: approved("2026-12-01-paris"),
            },
            Given {
                day: date(2027, 2, 16),
                plan: rows("2027-04-15", "2027-05-20", "2027-07-08", "2027-05-20"),
                approval: approved("2027-02-15-freeze"),
            },
            Given {
                day: date(2027, 3, 2),
                plan: Err("`freeze` stands there twice"),
                approval: SignOff::Unapproved,
            },
            Given {
                day: date(2027, 3, 9),
                plan: rows("2027-04-15", "2027-05-20", "2028-07-08", "2027-05-20"),
                approval: SignOff::Unapproved,
            },
            Given {
                day: date(2027, 3, 23),
                plan: rows("2027-04-15", "2027-05-20", "2027-07-08", "2027-05-27"),
                approval: SignOff::Unknown("the roster cannot be read".to_owned()),
            },
            Given {
                day: date(2027, 4, 20),
                plan: rows("2027-04-29", "2027-06-03", "2027-07-22", "2027-05-20"),
                approval: SignOff::Unapproved,
            },
            Given {
                day: date(2027, 5, 28),
                plan: rows("2027-04-29", "2027-06-03", "2027-07-22", "2027-06-17"),
                approval: approved("2027-05-27-docs"),
            },
        ],
    );
    for milestone in &mut trend.milestones {
        milestone.key = ["freeze", "ga"].contains(&milestone.id.as_str());
        milestone.done = match milestone.id.as_str() {
            "kickoff" => Some(date(2027, 1, 14)),
            "freeze" => Some(date(2027, 5, 4)),
            _ => None,
        };
    }
    let points = trend.milestones.iter_mut().flat_map(|milestone| &mut milestone.points);
    let of_points = points.filter_map(|point| point.change.as_deref_mut());
    let of_revisions = trend.revisions.iter_mut().flat_map(|revision| &mut revision.changes);
    for change in of_revisions.chain(of_points) {
        if change.subject == "freeze" {
            change.reason = Some("Two plugins were not ready".to_owned());
        }
        if change.subject == "rc1" {
            change.cause = Some(Cause::KnockOn("freeze".to_owned()));
        }
    }
    trend.notes = vec!["1 side branch was not followed".to_owned()];
    trend
}

/// Many milestones in many revisions that slip a little all the time.
pub(super) fn many(milestones: usize, revisions: usize) -> Trend {
    let given = (0..revisions).map(|revision| {
        let day = date(2026, 1, 5) + i64::try_from(revision * 300 / revisions.max(1)).unwrap().days();
        let row = |number: usize| {
            let slip = if revision.is_multiple_of(number % 7 + 3) { revision / 4 } else { revision / 5 };
            let planned = date(2026, 3, 1) + i64::try_from(number * 400 / milestones + slip).unwrap().days();
            (format!("m{number}"), format!("Milestone number {number}"), planned.to_string())
        };
        Given { day, plan: Ok((0..milestones).map(row).collect()), approval: SignOff::Unapproved }
    });
    build("many", "Many", given.collect())
}

/// A trend from what the revisions held.
pub(super) fn build(cycle: &str, name: &str, given: Vec<Given>) -> Trend {
    let mut milestones: Vec<MilestoneTrend> = Vec::new();
    let mut revisions: Vec<Revision> = Vec::new();
    let mut known: BTreeMap<String, PlannedDate> = BTreeMap::new();
    for (index, given) in given.into_iter().enumerate() {
        let mut changes = Vec::new();
        let plan = match given.plan {
            Err(reason) => Plan::Gap { reason: reason.to_owned() },
            Ok(rows) => {
                let mut dates = BTreeMap::new();
                for (id, name, text) in rows {
                    let planned = planned(&text);
                    if !milestones.iter().any(|milestone| milestone.id == id) {
                        milestones.push(milestone(&id, &name));
                    }
                    if let Some(old) = known.insert(id.clone(), planned.clone())
                        && old.text != planned.text
                    {
                        changes.push(moved(cycle, &id, &name, &old, &planned));
                    }
                    dates.insert(id, planned);
                }
                for milestone in &mut milestones {
                    let date = dates.get(&milestone.id).cloned();
                    let id = date.is_some().then(|| milestone.id.clone());
                    let change = changes.iter().find(|change: &&Change| change.subject == milestone.id);
                    let change = change.cloned().map(Box::new);
                    milestone.points.push(Point { revision: index, id, date, change, slip_days: None });
                }
                Plan::Read { status: Status::Active, dates }
            }
        };
        let objection = (given.approval == SignOff::Unapproved).then(|| "0 of 3 votes".to_owned());
        let is_read = |revision: &&Revision| matches!(revision.plan, Plan::Read { .. });
        let is_mended = revisions.last().is_some_and(|last| !is_read(&last));
        let compared_with =
            revisions.iter().rev().find(is_read).filter(|_| is_mended).map(|revision| revision.day);
        revisions.push(Revision {
            commit: format!("{:040x}", 0xabc_0000_0000_u64 + index as u64).chars().rev().collect(),
            time: given.day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp(),
            day: given.day,
            plan,
            changes,
            approval: given.approval,
            baseline: false,
            new: index == 0,
            stood: false,
            objection,
            compared_with,
        });
    }
    let baseline = revisions
        .iter()
        .position(|revision| matches!(revision.approval, SignOff::Approved(_)))
        .unwrap_or_default();
    if let Some(revision) = revisions.get_mut(baseline) {
        revision.baseline = true;
    }
    for milestone in &mut milestones {
        measure(milestone, baseline, &revisions);
    }
    let tip = revisions.last().map_or_else(String::new, |revision| revision.commit.clone());
    Trend {
        cycle: cycle.to_owned(),
        name: name.to_owned(),
        branch: "main".to_owned(),
        tip,
        total: revisions.len(),
        today: None,
        revisions,
        milestones,
        notes: Vec::new(),
        named_as_ratified: Vec::new(),
    }
}

fn measure(milestone: &mut MilestoneTrend, baseline: usize, revisions: &[Revision]) {
    let first = |point: &Point| point.date.as_ref()?.first;
    let base = milestone.points.iter().find(|point| point.revision == baseline);
    milestone.baseline = base.and_then(first);
    milestone.baseline_revision = milestone.baseline.map(|_| baseline);
    for point in &mut milestone.points {
        point.slip_days = milestone.baseline.zip(first(point)).map(|(from, to)| days_between(from, to));
    }
    let newest = milestone.points.iter().rev().find_map(first);
    milestone.slip_days = milestone.baseline.zip(newest).map(|(from, to)| days_between(from, to));
    let calendar = WorkingCalendar::default();
    milestone.slip_working_days =
        milestone.baseline.zip(newest).map(|(from, to)| calendar.working_days_between(from, to));
    let moves_in = |revisions: &[Revision]| {
        let changes = revisions.iter().flat_map(|revision| &revision.changes);
        changes.filter(|change| change.subject == milestone.id && change.kind == ChangeKind::Moved).count()
    };
    let early = revisions.get(..=baseline).unwrap_or_default();
    let all = moves_in(revisions);
    milestone.early_moves = moves_in(early);
    milestone.moves = all - milestone.early_moves;
}

fn milestone(id: &str, name: &str) -> MilestoneTrend {
    MilestoneTrend {
        id: id.to_owned(),
        former_ids: Vec::new(),
        name: name.to_owned(),
        key: false,
        done: None,
        baseline: None,
        baseline_revision: None,
        slip_days: None,
        slip_working_days: None,
        moves: 0,
        early_moves: 0,
        points: Vec::new(),
    }
}

fn planned(text: &str) -> PlannedDate {
    let date = DateText::parse(text).unwrap();
    PlannedDate {
        text: text.to_owned(),
        shown: date.show(),
        first: date.first_day(),
        last: date.last_day(),
        tentative: date.is_tentative(),
    }
}

fn moved(cycle: &str, id: &str, name: &str, old: &PlannedDate, new: &PlannedDate) -> Change {
    let kind = match (old.first, new.first) {
        (Some(_), Some(_)) => ChangeKind::Moved,
        (None, _) => ChangeKind::Dated,
        (_, None) => ChangeKind::Undated,
    };
    let days = old.first.zip(new.first).map(|(old, new)| days_between(old, new));
    let shown = |date: &PlannedDate| date.first.map_or_else(|| date.shown.clone(), show_day);
    let sentence = match days {
        Some(days) => {
            let direction = if days < 0 { "earlier" } else { "later" };
            format!("{name} moves {} days {direction} ({} → {})", days.abs(), shown(old), shown(new))
        }
        None => format!("{name} is now {}", shown(new)),
    };
    let location = Location::file(format!("release/schedules/{cycle}.yaml"));
    Change {
        subject_name: name.to_owned(),
        old: Some(old.text.clone()),
        new: Some(new.text.clone()),
        old_shown: Some(old.shown.clone()),
        new_shown: Some(new.shown.clone()),
        old_day: old.first,
        new_day: new.first,
        old_end: old.last,
        new_end: new.last,
        pointer: vec!["milestones".to_owned(), id.to_owned()],
        days,
        working_days: old
            .first
            .zip(new.first)
            .map(|(old, new)| WorkingCalendar::default().working_days_between(old, new)),
        cause: Some(Cause::Edited),
        sentence,
        ..Change::new(kind, &format!("schedule/{cycle}"), cycle, id, location)
    }
}
