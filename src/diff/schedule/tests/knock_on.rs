//! What draws a milestone along: the rule behind a move, and the shift of a whole cycle.

use super::*;

#[test]
fn a_chain_of_moves_is_named_after_the_nearest_anchor() {
    let old = ["id: a, date: 2027-03-01", "id: b, date: 2027-03-08", "id: c, date: 2027-03-22"];
    let new = ["id: a, date: 2027-03-02", "id: b, date: 2027-03-09", "id: c, date: 2027-03-23"];
    let others = ["id: x, date: 2027-04-01", "id: y, date: 2027-05-01", "id: z, date: 2027-06-01"];
    let with = |plan: [&'static str; 3]| [plan, others].concat();
    assert_eq!(causes(CHAIN, &with(old), &with(new)), ["a: edited", "b: knock-on of a", "c: knock-on of b"]);
}

#[test]
fn what_the_plan_leaves_out_passes_a_move_on() {
    assert_eq!(
        causes(
            CHAIN,
            &["id: a, date: 2027-03-01", "id: c, date: 2027-03-22"],
            &["id: a, date: 2027-03-03", "id: c, date: 2027-03-24"],
        ),
        ["a: edited", "c: knock-on of a"]
    );
}

#[test]
fn what_did_not_move_ends_the_chain() {
    assert_eq!(
        causes(
            CHAIN,
            &["id: a, date: 2027-03-01", "id: b, date: 2027-03-08", "id: c, date: 2027-03-25"],
            &["id: a, date: 2027-03-03", "id: b, date: 2027-03-08", "id: c, date: 2027-03-22"],
        ),
        ["a: edited", "c: edited"]
    );
}

#[test]
fn what_was_edited_against_its_rule_is_no_knock_on() {
    assert_eq!(
        causes(
            CHAIN,
            &["id: a, date: 2027-03-01", "id: b, date: 2027-03-08"],
            &["id: a, date: 2027-03-03", "id: b, date: 2027-03-11"],
        ),
        ["a: edited", "b: edited"]
    );
}

#[test]
fn rules_that_point_backwards_draw_along_too() {
    assert_eq!(
        causes(
            &["id: freeze, at: ga - 4 weeks", "id: ga"],
            &["id: freeze, date: 2027-06-03", "id: ga, date: 2027-07-01"],
            &["id: freeze, date: 2027-06-10", "id: ga, date: 2027-07-08"],
        ),
        ["freeze: knock-on of ga", "ga: edited"]
    );
}

#[test]
fn halves_and_stretches_between_two_count() {
    let rules = ["id: a", "id: c", "id: half, at: between a and c at 1/2", "id: d, at: a + 1.5 months"];
    assert_eq!(
        causes(
            &rules,
            &[
                "id: a, date: 2027-03-01",
                "id: c, date: 2027-03-21",
                "id: half, date: 2027-03-11",
                "id: d, date: 2027-04-16",
            ],
            &[
                "id: a, date: 2027-03-01",
                "id: c, date: 2027-03-23",
                "id: half, date: 2027-03-12",
                "id: d, date: 2027-04-17",
            ],
        ),
        ["c: edited", "half: knock-on of c", "d: edited"]
    );
    let both = causes(
        &rules,
        &["id: a, date: 2027-03-01", "id: c, date: 2027-03-21", "id: half, date: 2027-03-11"],
        &["id: a, date: 2027-03-02", "id: c, date: 2027-03-25", "id: half, date: 2027-03-13"],
    );
    assert_eq!(both, ["a: edited", "c: edited", "half: knock-on of a"]);
}

#[test]
fn a_snap_to_a_meeting_is_part_of_the_rule() {
    let rules = [
        "id: a",
        "id: group, at: a + 1 week, snap: working-group-meeting",
        "id: tsc, at: a + 1 week, snap: tsc-meeting",
        "id: back, at: a + 1 week, snap-back: tsc-meeting",
        "id: other, at: a + 1 week, snap: tsc-meeting",
    ];
    assert_eq!(
        causes(
            &rules,
            &[
                "id: a, date: 2027-03-01",
                "id: group, date: 2027-03-16",
                "id: tsc, date: 2027-03-18",
                "id: back, date: 2027-03-04",
                "id: other, date: 2027-03-18",
            ],
            &[
                "id: a, date: 2027-03-15",
                "id: group, date: 2027-03-30",
                "id: tsc, date: 2027-04-01",
                "id: back, date: 2027-03-18",
                "id: other, date: 2027-03-25",
            ],
        )
        .iter()
        .map(String::as_str)
        .filter(|cause| !cause.ends_with("shift"))
        .collect::<Vec<_>>(),
        ["other: edited"]
    );
    assert_eq!(
        causes(
            &rules,
            &["id: a, date: 2027-03-01", "id: group, date: 2027-03-16", "id: tsc, date: 2027-03-18"],
            &["id: a, date: 2027-03-12", "id: group, date: 2027-03-30", "id: tsc, date: 2027-04-01"],
        ),
        ["a: edited", "group: knock-on of a", "tsc: knock-on of a"]
    );
}

#[test]
fn the_version_of_the_process_that_the_plan_follows_counts() {
    let old = plan("process: 1\n", &["id: a, date: 2027-03-01", "id: b, date: 2027-03-08"]);
    let new = plan("process: 1\n", &["id: a, date: 2027-03-03", "id: b, date: 2027-03-10"]);
    let first = process(1, &["id: a", "id: b, at: a + 1 week"]);
    let second = process(2, &["id: a", "id: b, at: a + 4 weeks"]);
    let cause = |before: &str, after: &str, versions: &BTreeMap<_, _>| {
        let (before, after) = (side(before, &old), side(after, &new));
        let changes = diff_with(&before, &after, versions);
        changes.into_iter().find(|change| change.subject == "b").unwrap().cause.unwrap()
    };
    let follows = Cause::KnockOn("a".to_owned());
    let none = BTreeMap::new();
    assert_eq!(cause(&second, &second, &none), Cause::Edited);
    // The step itself brings the second version.
    assert_eq!(cause(&first, &second, &none), follows);
    let history = BTreeMap::from([(1, (*side(&first, &old).process.unwrap().value).clone())]);
    assert_eq!(cause(&second, &second, &history), follows);
}

#[test]
fn what_is_dated_by_its_rule_follows_too() {
    assert_eq!(
        causes(
            CHAIN,
            &["id: a, date: 2027-03", "id: b, date: tbd"],
            &["id: a, date: 2027-03-03", "id: b, date: 2027-03-10"],
        ),
        ["b: knock-on of a"]
    );
}

#[test]
fn several_days_go_along_with_the_day_of_their_rule() {
    let anchors = ["id: a, date: 2027-03-01", "id: a, date: 2027-03-03"];
    let causes = |old: &str, new: &str| {
        let [old, new] = [format!("id: b, date: {old}"), format!("id: b, date: {new}")];
        causes(CHAIN, &[anchors[0], &old], &[anchors[1], &new])
    };
    let edited = ["a: edited", "b: edited"];
    assert_eq!(causes("2027-03-06/2027-03-09", "2027-03-08/2027-03-11"), ["a: edited", "b: knock-on of a"]);
    assert_eq!(causes("2027-03-06/2027-03-09", "2027-03-09/2027-03-12"), edited);
    assert_eq!(causes("2027-03-06/2027-03-09", "2027-03-08/2027-03-12"), edited);
    assert_eq!(causes("2027-03-09/2027-03-12", "2027-03-11/2027-03-14"), edited);
}

#[test]
fn a_shift_shows_the_moves_against_it() {
    let old = [
        "id: a, date: 2027-03-01",
        "id: b, date: 2027-03-08",
        "id: c, date: 2027-03-15",
        "id: ga, date: 2027-04-01",
        "id: e, date: 2027-05-01",
    ];
    let new = [
        "id: a, date: 2027-03-08",
        "id: b, date: 2027-03-15",
        "id: c, date: 2027-03-22",
        "id: ga, date: 2027-04-11",
        "id: e, date: 2027-05-01",
    ];
    let found = changes(&old, &new);
    assert_eq!(
        found[0].sentence,
        "3 of 5 milestones move 7 days later, General availability otherwise, one stays"
    );
    assert_eq!((found[0].kind, found[0].days), (ChangeKind::Shifted, Some(7)));
    let ga = found.iter().find(|change| change.subject == "ga").unwrap();
    assert_eq!((ga.days, ga.beyond_shift, ga.cause.clone()), (Some(10), Some(3), Some(Cause::Edited)));
    let a = found.iter().find(|change| change.subject == "a").unwrap();
    assert_eq!((a.days, a.beyond_shift, a.cause.clone()), (Some(7), None, Some(Cause::Shift)));
}

#[test]
fn half_of_the_moves_are_no_shift() {
    let old = ["id: a, date: 2027-03-01", "id: b, date: 2027-03-08", "id: ga, date: 2027-03-15"];
    let new = ["id: a, date: 2027-03-08", "id: b, date: 2027-03-15", "id: ga, date: 2027-03-23"];
    assert!(changes(&old, &new).iter().all(|change| change.kind == ChangeKind::Moved));
}

#[test]
fn what_was_off_its_rule_before_is_no_knock_on() {
    assert_eq!(
        causes(
            CHAIN,
            &["id: a, date: 2027-03-01", "id: b, date: 2027-03-12"],
            &["id: a, date: 2027-03-03", "id: b, date: 2027-03-10"],
        ),
        ["a: edited", "b: edited"]
    );
}

#[test]
fn a_move_by_another_rule_than_before_is_no_knock_on() {
    let before = side(
        &process(1, &["id: a", "id: b, at: a + 1 week"]),
        &plan("", &["id: a, date: 2027-03-01", "id: b, date: 2027-03-08"]),
    );
    let after = side(
        &process(1, &["id: a", "id: b, at: a + 2 weeks"]),
        &plan("", &["id: a, date: 2027-03-03", "id: b, date: 2027-03-17"]),
    );
    let change = diff(&before, &after).into_iter().find(|change| change.subject == "b").unwrap();
    assert_eq!(change.cause, Some(Cause::Edited));
}
