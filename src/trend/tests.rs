//! Tests of the lines through the revisions of a plan, and of the choice of milestones.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::lines::{Named, Seen, lines};
use super::{MilestoneTrend, Plan, PlannedDate, Revision, SignOff, Trend};
use crate::calendar::{DateText, WorkingCalendar};
use crate::diagnostic::Location;
use crate::diff::{Change, ChangeKind, Lineage};
use crate::document::Status;

fn change(kind: ChangeKind, old: &str, new: &str) -> Change {
    let subject = new.split(", ").next().unwrap_or_default();
    let ids = |text: &str| text.split(", ").map(str::to_owned).collect();
    let is_lineage = matches!(kind, ChangeKind::Renamed | ChangeKind::Split | ChangeKind::Merged);
    Change {
        lineage: is_lineage.then(|| Lineage { ancestors: ids(old), heirs: ids(new) }),
        pointer: vec!["milestones".to_owned(), subject.to_owned()],
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

fn seen(plan: Plan, milestones: Vec<Named>, changes: Vec<Change>) -> Seen {
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
    Seen { revision, milestones, age: 0, voted: false }
}

/// A plan whose milestones are due on days of March 2027.
fn plan(days: &[(&str, i8)], changes: Vec<Change>) -> Seen {
    let dates: BTreeMap<String, PlannedDate> =
        days.iter().map(|(id, day)| ((*id).to_owned(), planned(Some(date(2027, 3, *day))))).collect();
    let named = |(id, day): &(&str, i8)| Named {
        id: (*id).to_owned(),
        name: id.to_uppercase(),
        key: *id == "ga",
        date: Some(DateText::day(date(2027, 3, *day))),
    };
    seen(Plan::Read { status: Status::Active, dates }, days.iter().map(named).collect(), changes)
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
fn the_ancestor_with_the_same_id_goes_on_or_else_a_key_milestone() {
    let merged = change(ChangeKind::Merged, "go-no-go, ga", "ga");
    let mut all = [plan(&[("go-no-go", 1), ("ga", 8)], vec![]), plan(&[("ga", 28)], vec![merged])];
    all[0].revision.baseline = true;
    assert_eq!(shown(&all), [("ga".to_owned(), vec![8, 28], 1), ("go-no-go".to_owned(), vec![1, 0], 0)]);
    assert_eq!(trends(&all)[0].slip_days, Some(20));
    let merged = change(ChangeKind::Merged, "go-no-go, ga", "launch");
    let all = [plan(&[("go-no-go", 1), ("ga", 8)], vec![]), plan(&[("launch", 28)], vec![merged])];
    assert_eq!(shown(&all)[0], ("launch".to_owned(), vec![8, 28], 1));
    let split = change(ChangeKind::Split, "release", "notes, ga");
    let all = [plan(&[("release", 8)], vec![]), plan(&[("notes", 1), ("ga", 8)], vec![split])];
    assert_eq!(shown(&all)[1], ("ga".to_owned(), vec![8, 8], 0));
}

#[test]
fn an_id_that_means_something_else_begins_a_line_of_its_own() {
    let changes = vec![change(ChangeKind::Added, "", "rc1"), change(ChangeKind::Removed, "", "rc1")];
    let all = [plan(&[("rc1", 10)], vec![]), plan(&[("rc1", 5)], changes)];
    assert_eq!(shown(&all), [("rc1".to_owned(), vec![0, 5], 0), ("rc1".to_owned(), vec![10, 0], 0)]);
}

#[test]
fn a_change_belongs_to_the_line_that_has_its_subject_then() {
    let renames = vec![change(ChangeKind::Renamed, "rc1", "rc2"), change(ChangeKind::Added, "", "rc1")];
    let all = [
        plan(&[("rc1", 10)], vec![]),
        plan(&[("rc1", 12)], vec![change(ChangeKind::Moved, "text", "rc1")]),
        plan(&[("rc1", 5), ("rc2", 12)], renames),
        plan(&[("rc1", 6), ("rc2", 12)], vec![change(ChangeKind::Moved, "text", "rc1")]),
    ];
    let trends = trends(&all);
    let moved = |index: usize| -> Vec<usize> {
        let is_move = |revision: &usize| {
            trends[index].change_in(*revision).is_some_and(|change| change.kind == ChangeKind::Moved)
        };
        (0..all.len()).filter(is_move).collect()
    };
    assert_eq!((trends[0].id.as_str(), moved(0)), ("rc1", vec![3]));
    assert_eq!((trends[1].id.as_str(), moved(1)), ("rc2", vec![1]));
    assert_eq!(trends[1].former_ids, ["rc1"]);
}

#[test]
fn what_is_added_later_is_measured_against_the_first_vote_on_it() {
    let mut all = [
        plan(&[("ga", 1)], vec![]),
        plan(&[("ga", 1), ("rc", 5)], vec![]),
        plan(&[("ga", 1), ("rc", 9)], vec![]),
        plan(&[("ga", 1), ("rc", 19)], vec![]),
    ];
    all[0].revision.baseline = true;
    assert_eq!(trends(&all)[1].slip_days, None);
    all[2].voted = true;
    let rc = &trends(&all)[1];
    assert_eq!((rc.baseline, rc.slip_days, rc.moves), (Some(date(2027, 3, 9)), Some(10), 1));
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
        ("d".to_owned(), vec![1, 3, 4], 2),
        ("e".to_owned(), vec![0, 0, 5], 0),
        ("b".to_owned(), vec![2, 0, 0], 0),
    ];
    assert_eq!(shown(&seen), expected);
}

#[test]
fn a_gap_has_no_points_and_what_comes_back_keeps_its_line() {
    let gap = seen(Plan::Gap { reason: "broken".to_owned() }, vec![], vec![]);
    let gone = seen(Plan::Gone, vec![], vec![]);
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
        old_end: old,
        new_end: new,
        ..change(ChangeKind::Moved, "text", "ga")
    };
    let (before, near, far) = (Some(date(2027, 1, 1)), Some(date(2027, 1, 14)), Some(date(2027, 2, 14)));
    let notice = |change: &Change| revision.notice(change).map(|notice| (notice.days, notice.late));
    assert_eq!(notice(&moved(near, far)), Some((10, None)));
    assert_eq!(notice(&moved(far, near)), Some((10, None)));
    assert_eq!(notice(&moved(before, far)), Some((-3, Some(3))));
    let month = Change { old_end: Some(date(2027, 1, 31)), ..moved(before, far) };
    assert_eq!(notice(&month), Some((0, None)));
}

fn trend_of(all: Vec<Seen>) -> Trend {
    Trend {
        cycle: "paris".to_owned(),
        name: "Paris".to_owned(),
        branch: "main".to_owned(),
        tip: String::new(),
        milestones: trends(&all),
        total: all.len(),
        today: None,
        revisions: all.into_iter().map(|seen| seen.revision).collect(),
        notes: Vec::new(),
        named_as_ratified: Vec::new(),
    }
}

#[test]
fn chosen_milestones_keep_the_revisions_that_are_about_them() {
    let all = [
        plan(&[("ff", 1), ("ga", 9)], vec![]),
        plan(&[("ff", 1), ("ga", 10)], vec![change(ChangeKind::Moved, "text", "ga")]),
        plan(&[("ff", 2), ("ga", 10)], vec![change(ChangeKind::Moved, "text", "ff")]),
        plan(&[("freeze", 2), ("ga", 10)], vec![change(ChangeKind::Renamed, "ff", "freeze")]),
    ];
    let trend = trend_of(all.into());
    assert_eq!(trend.milestone_called("ff"), Some("freeze"));
    assert_eq!(trend.milestone_called("ga"), Some("ga"));
    assert_eq!(trend.milestone_called("beta"), None);
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
        seen(Plan::Gap { reason: "broken".to_owned() }, Vec::new(), vec![]),
        plan(&[("ff", 1), ("ga", 9)], vec![]),
        plan(&[("ff", 1), ("ga", 10)], vec![change(ChangeKind::Moved, "text", "ga")]),
    ];
    let trend = trend_of(all.into());
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
    assert_eq!((trends(&all)[0].moves, trends(&all)[0].early_moves), (1, 2));
}
