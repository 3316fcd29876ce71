//! Milestones that are renamed, split, merged, or change places.

use super::*;

#[test]
fn a_merger_says_what_does_not_apply() {
    assert_eq!(
        said(
            &["id: soft, date: 2027-05-13", "id: hard, date: 2027-05-27"],
            &["id: freeze, was: [soft, hard], date: 2027-05-27, not-applicable: no freeze"],
        ),
        ["soft (Thu 13 May 2027) and hard (Thu 27 May 2027) become \
             freeze (Thu 27 May 2027, not applicable: no freeze)"]
    );
}

#[test]
fn lineage_that_was_stated_before_says_nothing_new() {
    let plan = ["id: ga, was: release, date: 2027-07-01", "id: release, date: 2027-08-01"];
    assert_eq!(said(&plan, &plan), Vec::<String>::new());
    assert_eq!(said(&["id: ga, was: release, date: 2027-07-01"], &plan), ["release is new: Sun 1 Aug 2027"]);
}

#[test]
fn a_chain_of_renamings_is_followed_to_the_name_that_is_there() {
    assert_eq!(
        said(&["id: first, date: 2027-07-01"], &["id: third, was: [second, first], date: 2027-07-08"]),
        ["`first` is renamed to `third`", "third moves 7 days later (Thu 1 Jul → Thu 8 Jul 2027)"]
    );
    assert_eq!(
        said(
            &["id: second, was: first, date: 2027-07-01", "id: first, date: 2027-05-01"],
            &["id: third, was: [second, first], date: 2027-07-01", "id: first, date: 2027-05-01"],
        ),
        ["`second` is renamed to `third`"]
    );
}

#[test]
fn a_merger_that_moves_says_from_which_dates() {
    let old = ["id: soft, date: 2027-05-13", "id: hard, date: 2027-05-27, owner: alice"];
    assert_eq!(
        said(&old, &["id: freeze, was: [soft, hard], date: 2027-05-20, owner: bob"]),
        [
            "soft (Thu 13 May 2027) and hard (Thu 27 May 2027) become freeze (Thu 20 May 2027): \
             7 days later (5 working days) than soft and 7 days earlier (5 working days) than hard was",
            "freeze is owned by bob",
        ]
    );
    assert_eq!(
        said(&old, &["id: freeze, was: [soft, hard], date: 2027-05-27, owner: alice"]),
        [
            "soft (Thu 13 May 2027) and hard (Thu 27 May 2027) become freeze (Thu 27 May 2027)",
            "freeze is owned by alice",
        ]
    );
}

#[test]
fn a_merger_can_keep_one_of_the_ids() {
    assert_eq!(
        said(
            &["id: soft, date: 2027-05-13", "id: hard, date: 2027-05-27"],
            &["id: hard, was: soft, date: 2027-05-27"],
        ),
        ["soft (Thu 13 May 2027) and hard (Thu 27 May 2027) become hard (Thu 27 May 2027)"]
    );
}

#[test]
fn a_split_can_keep_the_id_and_compares_the_fields() {
    assert_eq!(
        said(
            &["id: freeze, date: 2027-05-20, owner: alice"],
            &[
                "id: freeze, date: 2027-05-20, owner: alice",
                "id: hard, was: freeze, date: 2027-05-27, owner: bob",
            ],
        ),
        [
            "freeze (Thu 20 May 2027) splits into freeze (Thu 20 May 2027) and hard (Thu 27 May 2027): \
             hard 7 days later (5 working days)",
            "hard is owned by bob instead of alice",
        ]
    );
}

#[test]
fn an_id_that_is_left_to_another_milestone_is_no_split() {
    assert_eq!(
        said(
            &["id: rc, date: 2027-05-20"],
            &["id: rc, date: 2027-05-13", "id: second, was: rc, date: 2027-05-20"],
        ),
        ["rc is new: Thu 13 May 2027", "`rc` is renamed to `second`"]
    );
}

#[test]
fn another_milestone_on_the_date_of_one_that_goes_is_no_rename() {
    let review = ["id: nova-review-day, name: Nova Feature Review Day, date: 2027-07-26"];
    let deadline = ["id: manila-driver-deadline, name: Manila New Driver Deadline, date: 2027-07-26"];
    assert_eq!(
        said(&review, &deadline),
        [
            "Manila New Driver Deadline is new: Mon 26 Jul 2027",
            "Nova Feature Review Day is gone (was Mon 26 Jul 2027)"
        ]
    );
}

#[test]
fn a_milestone_that_keeps_its_date_and_a_word_is_renamed() {
    let before = ["id: extra-atcs, name: Extra-ATC freeze, date: 2027-02-15"];
    let after = ["id: extra-acs, name: Extra-AC freeze, date: 2027-02-15"];
    let kinds: Vec<ChangeKind> = changes(&before, &after).iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::Renamed]);
}

#[test]
fn a_milestone_is_renamed_and_moved_at_once() {
    assert_eq!(
        said(
            &["id: old, name: Feature freeze, date: 2027-05-20"],
            &["id: new, name: Feature freeze, date: 2027-05-21"],
        ),
        [
            "Feature freeze: `old` is renamed to `new`",
            "Feature freeze moves 1 day later (Thu 20 May → Fri 21 May 2027)",
        ]
    );
}

#[test]
fn thousands_of_milestones_are_compared_one_by_one() {
    let plan_of = |shift: i64| {
        let day = |number: i64| {
            jiff::civil::date(2020, 1, 1).saturating_add(jiff::Span::new().days(number / 4 + shift))
        };
        let items: Vec<String> =
            (0..3_000).map(|number| format!("id: m{number}x, date: {}", day(number))).collect();
        plan("", &items.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let process = process(1, NO_RULES);
    let (before, after) = (side(&process, &plan_of(0)), side(&process, &plan_of(7)));
    let found = diff(&before, &after);
    assert_eq!(found.len(), 3_001);
    assert_eq!(found[0].sentence, "the whole cycle moves 7 days later: 3000 of 3000 milestones");
}

#[test]
fn milestones_that_hand_their_ids_round_are_told_as_such() {
    let old = ["id: a, date: 2027-05-06", "id: b, date: 2027-05-13", "id: c, date: 2027-05-27"];
    let new = [
        "id: b, was: a, date: 2027-05-06",
        "id: c, was: b, date: 2027-05-13",
        "id: a, was: c, date: 2027-05-27",
    ];
    let mut told = said(&old, &new);
    told.sort();
    assert_eq!(
        told,
        [
            "`a`, `b` and `c` take each other's ids: what was `a` is `b` now",
            "`a`, `b` and `c` take each other's ids: what was `b` is `c` now",
            "`a`, `b` and `c` take each other's ids: what was `c` is `a` now",
        ]
    );
    // A chain that ends is no circle.
    let chain = [
        "id: b, was: a, date: 2027-05-06",
        "id: c, was: b, date: 2027-05-13",
        "id: d, was: c, date: 2027-05-27",
    ];
    assert!(
        said(&old, &chain).iter().all(|told| !told.contains("take each other")),
        "{:?}",
        said(&old, &chain)
    );
}

#[test]
fn two_milestones_that_swap_their_ids_are_told_as_such() {
    let old = ["id: soft, date: 2027-05-13", "id: hard, date: 2027-05-27"];
    let new = ["id: soft, was: hard, date: 2027-05-27", "id: hard, was: soft, date: 2027-05-13"];
    assert_eq!(
        said(&old, &new),
        [
            "`hard` and `soft` swap their ids: what was `hard` is `soft` now",
            "`soft` and `hard` swap their ids: what was `soft` is `hard` now",
        ]
    );
    let same_dates = ["id: soft, was: hard, date: 2027-05-13", "id: hard, was: soft, date: 2027-05-27"];
    assert_eq!(
        said(&old, &same_dates),
        [
            "`hard` and `soft` swap their ids: what was `hard` is `soft` now",
            "soft moves 14 days earlier (Thu 27 May → Thu 13 May 2027)",
            "`soft` and `hard` swap their ids: what was `soft` is `hard` now",
            "hard moves 14 days later (Thu 13 May → Thu 27 May 2027)",
        ]
    );
    // The lineage stays in the document, and says nothing new the next time.
    assert_eq!(said(&new, &new), Vec::<String>::new());
    assert_eq!(
        said(&new, &["id: soft, was: hard, date: 2027-05-28", "id: hard, was: soft, date: 2027-05-13"]),
        ["soft moves 1 day later (Thu 27 May → Fri 28 May 2027)"]
    );
}

#[test]
fn of_several_with_one_name_and_date_the_ids_tell_which_is_which() {
    let named = |id: &str| format!("id: {id}, name: Gathering, date: 2027-02-20");
    let (old, new) = (["ptg", "ptg-stated"].map(named), ["ptg0", "ptg0-stated"].map(named));
    let sides = [&old, &new].map(|side| [side[0].as_str(), side[1].as_str()]);
    assert_eq!(
        said(&sides[0], &sides[1]),
        ["Gathering: `ptg` is renamed to `ptg0`", "Gathering: `ptg-stated` is renamed to `ptg0-stated`"]
    );
}

#[test]
fn a_merger_is_compared_with_its_namesake_in_full() {
    assert_eq!(
        said(
            &[
                "id: rc1, date: tbd, after: 2027-06-02, owner: bob",
                "id: go, date: tbd, after: 2027-06-01, before: 2027-07-05, owner: alice",
            ],
            &["id: go, was: rc1, date: tbd, before: 2027-12-01, owner: bob"],
        ),
        [
            "rc1 (to be decided, not before Wed 2 Jun 2027) and go (to be decided, not before Tue 1 Jun 2027, \
             not after Mon 5 Jul 2027) become go (to be decided, not after Wed 1 Dec 2027)",
            "go is not after Wed 1 Dec 2027 now (was not after Mon 5 Jul 2027)",
            "go is owned by bob instead of alice",
            "go may be before Tue 1 Jun 2027",
        ]
    );
}

#[test]
fn a_key_milestone_keeps_its_identity_whatever_lineage_is_stated() {
    let rules = ["id: ga, name: General availability, key: true"];
    let said = |old: &[&str], new: &[&str]| -> Vec<String> {
        changes_by(&rules, old, new).into_iter().map(|change| change.sentence).collect()
    };
    assert_eq!(
        said(
            &["id: ga, date: 2027-07-08"],
            &["id: pre-ga, was: ga, date: 2027-07-08", "id: ga, date: 2027-09-06"],
        ),
        [
            "pre-ga is new: Thu 8 Jul 2027",
            "General availability moves 60 days later (Thu 8 Jul → Mon 6 Sep 2027)",
        ]
    );
    assert_eq!(
        said(
            &["id: ga, date: 2027-07-08", "id: rc, date: 2027-09-06"],
            &["id: rc, was: ga, date: 2027-07-08", "id: ga, was: rc, date: 2027-09-06"],
        )
        .last()
        .unwrap(),
        "General availability moves 60 days later (Thu 8 Jul → Mon 6 Sep 2027)"
    );
}

#[test]
fn a_split_says_how_far_its_heirs_lie() {
    let found = changes(
        &["id: ga, date: 2027-07-08"],
        &["id: first, was: ga, date: 2027-09-08", "id: second, was: ga, date: 2027-12-08"],
    );
    assert_eq!(
        found[0].sentence,
        "ga (Thu 8 Jul 2027) splits into first (Wed 8 Sep 2027) and second (Wed 8 Dec 2027): \
         first 62 days later (44 working days) and second 153 days later (109 working days)"
    );
    assert_eq!((found[0].days, found[0].working_days), (Some(153), Some(109)));
}
