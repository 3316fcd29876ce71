//! Tests of the lines through the revisions of a plan, and of the choice of milestones.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::lines::{Named, Seen, lines};
use super::{MilestoneTrend, Plan, PlannedDate, Revision, SignOff, Trend};
use crate::calendar::WorkingCalendar;
use crate::diagnostic::Location;
use crate::diff::{Change, ChangeKind};
use crate::document::Status;

fn change(kind: ChangeKind, old: &str, new: &str) -> Change {
    let subject = new.split(", ").next().unwrap_or_default();
    Change {
        subject_name: new.to_owned(),
        old: Some(old.to_owned()),
        new: Some(new.to_owned()),
        ..Change::new(
            kind,
            "schedule/paris",
            "Paris",
            subject,
            Location::file("release/schedules/paris.yaml"),
        )
    }
}

fn planned(day: Option<Date>) -> PlannedDate {
    PlannedDate {
        text: "text".to_owned(),
        shown: "shown".to_owned(),
        first: day,
        last: day,
        tentative: false,
    }
}

fn seen(plan: Plan, ids: &[&str], changes: Vec<Change>) -> Seen {
    let revision = Revision {
        commit: String::new(),
        time: Timestamp::UNIX_EPOCH,
        day: date(2027, 1, 4),
        plan,
        changes,
        approval: SignOff::Unapproved,
        baseline: false,
        new: false,
        stood: false,
        objection: None,
        compared_with: None,
    };
    let named = |id: &&str| Named { id: (*id).to_owned(), name: id.to_uppercase(), key: false };
    Seen { revision, milestones: ids.iter().map(named).collect(), age: 0 }
}

/// A plan whose milestones are due on days of March 2027.
fn plan(days: &[(&str, i8)], changes: Vec<Change>) -> Seen {
    let dates: BTreeMap<String, PlannedDate> =
        days.iter().map(|(id, day)| ((*id).to_owned(), planned(Some(date(2027, 3, *day))))).collect();
    let ids: Vec<&str> = days.iter().map(|(id, _)| *id).collect();
    seen(Plan::Read { status: Status::Active, dates }, &ids, changes)
}

fn trends(seen: &[Seen]) -> Vec<MilestoneTrend> {
    lines(seen, &WorkingCalendar::default(), |_| None)
}

/// The days of a line; 0 where it has none.
fn days(trend: &MilestoneTrend) -> Vec<i8> {
    trend.points.iter().map(|point| point.date.as_ref().map_or(0, |date| date.first.unwrap().day())).collect()
}

fn shown(seen: &[Seen]) -> Vec<(String, Vec<i8>, usize)> {
    trends(seen).iter().map(|trend| (trend.id.clone(), days(trend), trend.moves)).collect()
}

#[test]
fn a_line_goes_on_under_another_id() {
    let moved = change(ChangeKind::Moved, "text", "freeze");
    let renamed = change(ChangeKind::Renamed, "ff", "freeze");
    let seen =
        [plan(&[("ff", 1), ("ga", 9)], vec![]), plan(&[("freeze", 3), ("ga", 9)], vec![renamed, moved])];
    let expected = [("freeze".to_owned(), vec![1, 3], 1), ("ga".to_owned(), vec![9, 9], 0)];
    assert_eq!(shown(&seen), expected);
}

#[test]
fn ids_that_are_counted_anew_change_at_once() {
    let renames = vec![change(ChangeKind::Renamed, "rc1", "rc2"), change(ChangeKind::Renamed, "rc2", "rc3")];
    let seen =
        [plan(&[("rc1", 10), ("rc2", 20)], vec![]), plan(&[("rc1", 5), ("rc2", 10), ("rc3", 20)], renames)];
    let expected = [
        ("rc1".to_owned(), vec![0, 5], 0),
        ("rc2".to_owned(), vec![10, 10], 0),
        ("rc3".to_owned(), vec![20, 20], 0),
    ];
    assert_eq!(shown(&seen), expected);
}

#[test]
fn the_first_goes_on_where_several_become_one_or_one_several() {
    let merged = change(ChangeKind::Merged, "a, b", "c");
    let split = change(ChangeKind::Split, "c", "d, e");
    let seen = [
        plan(&[("a", 1), ("b", 2)], vec![]),
        plan(&[("c", 3)], vec![merged]),
        plan(&[("d", 4), ("e", 5)], vec![split]),
    ];
    let expected = [
        ("d".to_owned(), vec![1, 3, 4], 0),
        ("e".to_owned(), vec![0, 0, 5], 0),
        ("b".to_owned(), vec![2, 0, 0], 0),
    ];
    assert_eq!(shown(&seen), expected);
}

#[test]
fn a_gap_has_no_points_and_what_comes_back_keeps_its_line() {
    let gap = seen(Plan::Gap { reason: "broken".to_owned() }, &[], vec![]);
    let gone = seen(Plan::Gone, &[], vec![]);
    let all = [plan(&[("ga", 1)], vec![]), gap, gone, plan(&[("ga", 2)], vec![])];
    let trend = trends(&all);
    let revisions: Vec<usize> = trend[0].points.iter().map(|point| point.revision).collect();
    assert_eq!((revisions, days(&trend[0])), (vec![0, 3], vec![1, 2]));
}

#[test]
fn a_slip_runs_from_the_baseline_to_the_newest_plan() {
    let mut all = [
        plan(&[("ga", 1), ("old", 1)], vec![]),
        plan(&[("ga", 5), ("old", 1)], vec![]),
        plan(&[("ga", 15)], vec![]),
    ];
    let slips = |seen: &[Seen]| -> Vec<(Option<i64>, Option<i64>)> {
        trends(seen).iter().map(|trend| (trend.slip_days, trend.slip_working_days)).collect()
    };
    assert_eq!(slips(&all), [(None, None), (None, None)]);
    all[1].revision.baseline = true;
    assert_eq!(slips(&all), [(Some(10), Some(6)), (None, None)]);
}

#[test]
fn notice_runs_from_the_step_to_the_nearer_of_both_days() {
    let revision = plan(&[], vec![]).revision;
    let moved = |old: Option<Date>, new: Option<Date>| Change {
        old_day: old,
        new_day: new,
        ..change(ChangeKind::Moved, "text", "ga")
    };
    let (before, near, far) = (Some(date(2027, 1, 1)), Some(date(2027, 1, 14)), Some(date(2027, 2, 14)));
    assert_eq!(revision.notice(&moved(near, far)), Some(10));
    assert_eq!(revision.notice(&moved(far, near)), Some(10));
    assert_eq!(revision.notice(&moved(before, far)), Some(-3));
    assert_eq!(revision.notice(&moved(None, far)), None);
}

#[test]
fn chosen_milestones_keep_the_revisions_that_are_about_them() {
    let all = [
        plan(&[("ff", 1), ("ga", 9)], vec![]),
        plan(&[("ff", 1), ("ga", 10)], vec![change(ChangeKind::Moved, "text", "ga")]),
        plan(&[("ff", 2), ("ga", 10)], vec![change(ChangeKind::Moved, "text", "ff")]),
        plan(&[("freeze", 2), ("ga", 10)], vec![change(ChangeKind::Renamed, "ff", "freeze")]),
    ];
    let trend = Trend {
        cycle: "paris".to_owned(),
        name: "Paris".to_owned(),
        branch: "main".to_owned(),
        tip: String::new(),
        milestones: trends(&all),
        total: all.len(),
        today: None,
        revisions: all.into_iter().map(|seen| seen.revision).collect(),
        notes: Vec::new(),
    };
    let one = trend.of_milestones(&["freeze".to_owned()]);
    let kinds: Vec<Vec<ChangeKind>> = one
        .revisions
        .iter()
        .map(|revision| revision.changes.iter().map(|change| change.kind).collect())
        .collect();
    assert_eq!(kinds, [vec![], vec![ChangeKind::Moved], vec![ChangeKind::Renamed]]);
    assert_eq!(one.milestones.len(), 1);
    let revisions: Vec<usize> = one.milestones[0].points.iter().map(|point| point.revision).collect();
    assert_eq!((revisions, days(&one.milestones[0])), (vec![0, 1, 2], vec![1, 2, 2]));
}

#[test]
fn chosen_milestones_keep_both_ends_of_a_gap_and_the_number_of_revisions() {
    let all = [
        plan(&[("ff", 1), ("ga", 9)], vec![]),
        seen(Plan::Gap { reason: "broken".to_owned() }, &[], vec![]),
        plan(&[("ff", 1), ("ga", 9)], vec![]),
        plan(&[("ff", 1), ("ga", 10)], vec![change(ChangeKind::Moved, "text", "ga")]),
    ];
    let trend = Trend {
        cycle: "paris".to_owned(),
        name: "Paris".to_owned(),
        branch: "main".to_owned(),
        tip: String::new(),
        milestones: trends(&all),
        total: all.len(),
        today: None,
        revisions: all.into_iter().map(|seen| seen.revision).collect(),
        notes: Vec::new(),
    };
    let one = trend.of_milestones(&["ff".to_owned()]);
    assert_eq!((one.revisions.len(), one.total), (3, 4));
    let revisions: Vec<usize> = one.milestones[0].points.iter().map(|point| point.revision).collect();
    assert_eq!(revisions, [0, 2]);
}

#[test]
fn moves_before_the_baseline_are_counted_apart() {
    let moved = || vec![change(ChangeKind::Moved, "text", "ga")];
    let mut all = [
        plan(&[("ga", 1)], vec![]),
        plan(&[("ga", 2)], moved()),
        plan(&[("ga", 3)], vec![]),
        plan(&[("ga", 4)], moved()),
    ];
    all[2].revision.baseline = true;
    assert_eq!((trends(&all)[0].moves, trends(&all)[0].early_moves), (2, 1));
}
