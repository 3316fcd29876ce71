//! Dates that move, become more or less exact, or are only written otherwise.

use super::*;

#[test]
fn the_ends_of_a_span_move_by_themselves() {
    let moved = |new: &str| {
        let new = format!("id: ga, date: {new}");
        said(&["id: ga, date: 2027-03-22/2027-03-26"], &[&new]).remove(0)
    };
    assert_eq!(
        moved("2027-03-19/2027-03-26"),
        "General availability: start moves 3 days earlier, end stays: 3 days longer \
         (Mon 22 Mar – Fri 26 Mar 2027 → Fri 19 Mar – Fri 26 Mar 2027)"
    );
    assert_eq!(
        moved("2027-03-22/2027-03-25"),
        "General availability: start stays, end moves 1 day earlier: 1 day shorter \
         (Mon 22 Mar – Fri 26 Mar 2027 → Mon 22 Mar – Thu 25 Mar 2027)"
    );
    assert_eq!(
        moved("2027-03-29/2027-04-09"),
        "General availability: start moves 7 days later, end moves 14 days later: 7 days longer \
         (Mon 22 Mar – Fri 26 Mar 2027 → Mon 29 Mar – Fri 9 Apr 2027)"
    );
    assert_eq!(
        moved("2027-03-29/2027-04-02"),
        "General availability moves 7 days later \
         (Mon 22 Mar – Fri 26 Mar 2027 → Mon 29 Mar – Fri 2 Apr 2027)"
    );
}

#[test]
fn only_the_end_is_measured_where_the_start_stays() {
    let found = changes(&["id: ga, date: 2027-03-22/2027-03-26"], &["id: ga, date: 2027-03-22/2027-03-30"]);
    assert_eq!((found[0].days, found[0].working_days), (Some(4), Some(2)));
    let ends = found[0].ends.unwrap();
    assert_eq!((ends.start, ends.end), (0, 4));
}

#[test]
fn what_is_not_exact_has_no_ends() {
    assert_eq!(
        said(&["id: ga, date: 2027-05"], &["id: ga, date: 2027-06"]),
        ["General availability moves 31 days later (May 2027 → June 2027)"]
    );
    assert_eq!(
        said(&["id: ga, date: 2027-05"], &["id: ga, date: 2027-06-19"]),
        ["General availability moves 49 days later (May 2027 → Sat 19 Jun 2027)"]
    );
}

#[test]
fn precision_is_no_move() {
    let said = |old: &str, new: &str| {
        let (old, new) = (format!("id: ga, date: {old}"), format!("id: ga, date: {new}"));
        let found = changes(&[&old], &[&new]).remove(0);
        assert_eq!(found.kind, ChangeKind::Precision);
        found.sentence
    };
    assert_eq!(
        said("2027-03", "2027-03-25"),
        "General availability is now exact: Thu 25 Mar 2027 (was March 2027)"
    );
    assert_eq!(
        said("2027-Q1", "2027-03"),
        "General availability is more exact now: March 2027 (was 1st quarter of 2027)"
    );
    assert_eq!(
        said("2027-03-25", "2027-03"),
        "General availability is less exact now: March 2027 (was Thu 25 Mar 2027)"
    );
    assert_eq!(
        said("2027-03-25", "2027-03-25/2027-03-26"),
        "General availability is a span now: Thu 25 Mar – Fri 26 Mar 2027 (was Thu 25 Mar 2027)"
    );
    assert_eq!(
        said("2027-03-25", "\"2027-03-25T12:00[UTC]\""),
        "General availability has a time of day now: Thu 25 Mar 2027 12:00 UTC (was Thu 25 Mar 2027)"
    );
}

#[test]
fn a_placeholder_with_bounds_becomes_one_dated_milestone() {
    assert_eq!(
        said(&["id: ga, date: tbd, after: 2027-03-01, before: 2027-04-30"], &["id: ga, date: 2027-03-25"],),
        ["General availability is dated: Thu 25 Mar 2027 \
             (was to be decided, not before Mon 1 Mar 2027, not after Fri 30 Apr 2027)"]
    );
    assert_eq!(
        said(&["id: ga, date: 2027-03-25"], &["id: ga, date: tbd, after: 2027-04-01"]),
        ["General availability has no date any more (was Thu 25 Mar 2027), but not before Thu 1 Apr 2027"]
    );
    assert_eq!(
        said(&["id: ga, date: tbd, after: 2027-03-01"], &["id: ga, date: tbd, after: 2027-03-08"]),
        ["General availability is not before Mon 8 Mar 2027 now (was not before Mon 1 Mar 2027)"]
    );
}

#[test]
fn another_notation_of_the_same_moment_is_no_change() {
    let notations = [
        "2027-03-26T11:59[UTC]",
        "2027-03-25T23:59[AoE]",
        "2027-03-26T04:59[America/Los_Angeles]",
        "2027-03-26T12:59[Europe/Berlin]",
    ];
    for old in notations {
        for new in notations {
            let (old, new) = (format!("id: ga, date: \"{old}\""), format!("id: ga, date: \"{new}\""));
            assert_eq!(said(&[&old], &[&new]), Vec::<String>::new(), "{old} {new}");
        }
    }
}

#[test]
fn moments_of_two_zones_are_measured_in_one() {
    let found = changes(
        &["id: ga, date: \"2027-03-25T23:00[UTC]\""],
        &["id: ga, date: \"2027-03-26T08:30[Asia/Tokyo]\""],
    );
    assert_eq!(found[0].days, Some(0));
    assert_eq!(
        found[0].sentence,
        "General availability moves by less than a day \
         (Thu 25 Mar 2027 23:00 UTC → Fri 26 Mar 2027 08:30 Asia/Tokyo)"
    );
}

#[test]
fn a_project_that_cannot_be_read_moves_nothing() {
    let plan = plan("", &["id: ga, date: 2027-03-25, time: \"12:00\""]);
    let whole = PROJECT.replace("zone: UTC", "zone: Asia/Tokyo");
    let load = |project: &str, plan: &str| {
        let snapshot = InMemory::new("test")
            .with_file("release/project.yaml", project)
            .with_file("release/schedules/paris.yaml", plan);
        load(&snapshot, "release", &BTreeSet::new()).unwrap()
    };
    let broken = load("kind: project/v1\nname: [\n", &format!("# the same\n{plan}"));
    let found = diff(&load(&whole, &plan), &broken);
    assert!(found.iter().all(|change| change.document == "project"), "{found:?}");
}

#[test]
fn where_only_the_year_changes_it_is_said() {
    let moved = |old: &str, new: &str| {
        said(&[&format!("id: a, date: \"{old}\"")], &[&format!("id: a, date: \"{new}\"")]).remove(0)
    };
    assert_eq!(
        moved("2019-10-16", "2020-10-16"),
        "a: only the year changes (2019 → 2020): 366 days later (Wed 16 Oct 2019 → Fri 16 Oct 2020)"
    );
    assert_eq!(
        moved("2021-12-27/2022-12-31", "2021-12-27/2021-12-31"),
        "a: only the year of the end changes (2022 → 2021): 365 days earlier \
         (Mon 27 Dec 2021 – Sat 31 Dec 2022 → Mon 27 Dec – Fri 31 Dec 2021)"
    );
    assert!(moved("2019-10-16", "2020-10-17").contains("367 days later"));
    let with_time = moved("2019-10-16T10:00[UTC]", "2020-10-16T11:00[UTC]");
    assert!(with_time.contains("moves 366 days later"), "{with_time}");
}

#[test]
fn a_date_that_does_not_apply_still_moves() {
    assert_eq!(
        said(
            &["id: ga, date: 2027-07-08, not-applicable: one"],
            &["id: ga, date: 2028-07-08, not-applicable: two"],
        ),
        [
            "General availability: only the year changes (2027 → 2028): 366 days later \
             (Thu 8 Jul 2027 → Sat 8 Jul 2028)",
            "General availability does not apply for another reason: two (was: one)",
        ]
    );
    assert_eq!(
        said(&["id: ga, date: 2027-07-08"], &["id: ga, date: 2027-07-09, not-applicable: no need"]),
        [
            "General availability moves 1 day later (Thu 8 Jul → Fri 9 Jul 2027)",
            "General availability does not apply any more (was Thu 8 Jul 2027): no need",
        ]
    );
}

#[test]
fn a_time_at_the_end_of_the_day_is_no_move() {
    let with_zone = |plan: &str| {
        let snapshot = InMemory::new("test")
            .with_file("release/project.yaml", PROJECT.replace("zone: UTC", "zone: AoE"))
            .with_file("release/schedules/paris.yaml", plan);
        load(&snapshot, "release", &BTreeSet::new()).unwrap()
    };
    let moved = |new: &str| {
        let new = plan("", &[&format!("id: ga, date: \"{new}\"")]);
        diff(&with_zone(&plan("", &["id: ga, date: 2027-07-08"])), &with_zone(&new)).remove(0).sentence
    };
    assert_eq!(
        moved("2027-07-09T11:59[UTC]"),
        "ga has a time of day now: Fri 9 Jul 2027 11:59 UTC (was Thu 8 Jul 2027)"
    );
    assert_eq!(moved("2027-07-09T12:00[UTC]"), "ga moves 1 day later (Thu 8 Jul → Fri 9 Jul 2027 12:00 UTC)");
}
