//! What the comparison of two plans says.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Cause, Change, ChangeKind, Renumbering, diff, diff_with};
use crate::document::{Workspace, load};
use crate::source::InMemory;

const PROJECT: &str = "kind: project/v1
name: Harbour
deadline: {time: \"23:59\", zone: UTC}
tsc-meeting: {every: 2 weeks, on: thursday, first: 2027-01-07}
";
const GROUP: &str = "kind: working-group/v1
name: Release group
formed: 2026-12-01
meeting: {every: 2 weeks, on: tuesday, first: 2027-01-05}
";

/// A project with a process and one plan.
fn side(process: &str, plan: &str) -> Workspace {
    let snapshot = InMemory::new("test")
        .with_file("release/project.yaml", PROJECT)
        .with_file("release/working-group.yaml", GROUP)
        .with_file("release/process.yaml", process)
        .with_file("release/schedules/paris.yaml", plan);
    load(&snapshot, "release", &BTreeSet::new()).unwrap()
}

fn plan(version: &str, milestones: &[&str]) -> String {
    let items: String = milestones.iter().map(|item| format!("  - {{{item}}}\n")).collect();
    let list = if items.is_empty() { " []\n".to_owned() } else { format!("\n{items}") };
    format!("kind: schedule/v1\ncycle: paris\nname: Paris\n{version}status: active\nmilestones:{list}")
}

fn process(version: u64, milestones: &[&str]) -> String {
    let items: String = milestones.iter().map(|item| format!("  - {{{item}}}\n")).collect();
    format!("kind: process/v1\nversion: {version}\nmilestones:\n{items}")
}

const NO_RULES: &[&str] = &["id: ga, name: General availability"];

fn changes_by(rules: &[&str], old: &[&str], new: &[&str]) -> Vec<Change> {
    let process = process(1, rules);
    let (before, after) = (side(&process, &plan("", old)), side(&process, &plan("", new)));
    assert!(before.unread.is_empty() && after.unread.is_empty(), "{:?}", after.diagnostics);
    diff(&before, &after)
}

fn changes(old: &[&str], new: &[&str]) -> Vec<Change> {
    changes_by(NO_RULES, old, new)
}

fn said(old: &[&str], new: &[&str]) -> Vec<String> {
    changes(old, new).into_iter().map(|change| change.sentence).collect()
}

/// Of every move: the milestone and what drew it along.
fn causes(rules: &[&str], old: &[&str], new: &[&str]) -> Vec<String> {
    let moves =
        changes_by(rules, old, new).into_iter().filter_map(|change| Some((change.subject, change.cause?)));
    moves.map(|(subject, cause)| format!("{subject}: {}", cause.text())).collect()
}

const CHAIN: &[&str] = &["id: a", "id: b, at: a + 1 week", "id: c, at: b + 2 weeks"];

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
fn confidence_is_told_in_words() {
    assert_eq!(
        said(
            &["id: ga, date: 2027-03-25, confidence: tentative"],
            &["id: ga, date: 2027-03-25, confidence: confirmed"],
        ),
        ["General availability is confirmed now (was tentative)"]
    );
}

fn renumbering(old: &[&str], new: &[&str]) -> Option<String> {
    Renumbering::of(&changes(old, new).iter()).map(|numbers| numbers.to_string())
}

const CANDIDATES: [&str; 3] =
    ["id: rc.1, date: 2027-06-03", "id: rc.2, date: 2027-06-17", "id: rc.3, date: 2027-07-01"];

#[test]
fn an_inserted_number_renumbers_those_behind_it() {
    let new = [
        "id: rc.1, date: 2027-05-27",
        "id: rc.2, date: 2027-06-03",
        "id: rc.3, date: 2027-06-17",
        "id: rc.4, date: 2027-07-01",
    ];
    assert_eq!(
        said(&CANDIDATES, &new),
        [
            "rc.1 is new: Thu 27 May 2027",
            "`rc.1` is renamed to `rc.2`",
            "`rc.2` is renamed to `rc.3`",
            "`rc.3` is renamed to `rc.4`",
        ]
    );
    assert_eq!(renumbering(&CANDIDATES, &new).unwrap(), "1 inserted, 3 renumbered, no date moved");
    assert_eq!(renumbering(&new, &CANDIDATES).unwrap(), "1 removed, 3 renumbered, no date moved");
}

#[test]
fn stated_lineage_renumbers_what_moved_as_well() {
    let new = [
        "id: rc.1, date: 2027-05-27",
        "id: rc.2, date: 2027-06-04, was: rc.1",
        "id: rc.3, date: 2027-06-18, was: rc.2",
        "id: rc.4, date: 2027-07-01, was: rc.3",
    ];
    assert_eq!(
        said(&CANDIDATES, &new),
        [
            "rc.1 is new: Thu 27 May 2027",
            "`rc.1` is renamed to `rc.2`",
            "rc.2 moves 1 day later (Thu 3 Jun → Fri 4 Jun 2027)",
            "`rc.2` is renamed to `rc.3`",
            "rc.3 moves 1 day later (Thu 17 Jun → Fri 18 Jun 2027)",
            "`rc.3` is renamed to `rc.4`",
        ]
    );
    assert_eq!(renumbering(&CANDIDATES, &new).unwrap(), "1 inserted, 3 renumbered, 2 dates moved");
}

#[test]
fn a_renaming_alone_renumbers_nothing() {
    assert_eq!(renumbering(&["id: rc1, date: 2027-06-03"], &["id: rc2, date: 2027-06-03"]), None);
    assert_eq!(renumbering(&CANDIDATES, &CANDIDATES), None);
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
fn a_plan_that_comes_or_goes_ends_on_its_last_day() {
    let plan = plan("", &["id: a, date: 2027-03-01", "id: b, date: 2027-03-22/2027-05-07"]);
    let process = process(1, NO_RULES);
    let base = |snapshot: InMemory| load(&snapshot, "release", &BTreeSet::new()).unwrap();
    let empty = InMemory::new("test")
        .with_file("release/project.yaml", PROJECT)
        .with_file("release/working-group.yaml", GROUP)
        .with_file("release/process.yaml", &process);
    let found = diff(&side(&process, &plan), &base(empty));
    assert_eq!(
        found[0].sentence,
        "the schedule of Paris is gone: 2 milestones from Mon 1 Mar 2027 to Fri 7 May 2027"
    );
}

#[test]
fn a_new_plan_with_the_dates_of_one_that_goes_says_so() {
    let with = |cycle: &str, last: &str| {
        let plan = plan("", &["id: a, date: 2027-03-01", last]).replace("paris", cycle);
        let snapshot = InMemory::new("test")
            .with_file("release/project.yaml", PROJECT)
            .with_file(&format!("release/schedules/{cycle}.yaml"), plan.replace("Paris", cycle));
        load(&snapshot, "release", &BTreeSet::new()).unwrap()
    };
    let sentence = |last: &str| {
        let found = diff(&with("argon", "id: b, date: 2027-04-01"), &with("scandium", last));
        found.into_iter().find(|change| change.kind == ChangeKind::Added).unwrap().sentence
    };
    let new = "the schedule of scandium is new: 2 milestones from Mon 1 Mar 2027 to";
    assert_eq!(
        sentence("id: b, date: 2027-04-01"),
        format!("{new} Thu 1 Apr 2027, the dates that argon had")
    );
    assert_eq!(sentence("id: b, date: 2027-04-02"), format!("{new} Fri 2 Apr 2027"));
}

#[test]
fn a_milestone_that_does_not_apply_says_so_with_its_date() {
    assert_eq!(
        said(&["id: a, date: 2027-03-01"], &["id: a, not-applicable: No need"]),
        ["a does not apply any more (was Mon 1 Mar 2027): No need"]
    );
    assert_eq!(
        said(&["id: a, not-applicable: No need"], &["id: b, not-applicable: Nobody asks"]),
        ["b is new, but does not apply: Nobody asks", "a is gone (did not apply: No need)"]
    );
    assert_eq!(said(&["id: a, date: tbd"], &[]), ["a is gone (had no date yet)"]);
    assert_eq!(
        said(&["id: a, date: tbd, after: 2027-03-01"], &[]),
        ["a is gone (had no date yet, not before Mon 1 Mar 2027)"]
    );
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

/// Four weeks that count down to a release, and three other milestones.
const WEEKS: [&str; 7] = [
    "id: r-3, date: 2027-05-31/2027-06-04",
    "id: r-2, date: 2027-06-07/2027-06-11",
    "id: r-1, date: 2027-06-14/2027-06-18",
    "id: r-0, date: 2027-06-21/2027-06-25",
    "id: freeze, date: 2027-06-10",
    "id: ga, date: 2027-06-24",
    "id: party, date: 2027-09-01",
];

#[test]
fn numbers_that_move_with_the_cycle_keep_their_milestones() {
    let new = [
        "id: r-2, date: 2027-05-31/2027-06-04",
        "id: r-1, date: 2027-06-07/2027-06-11",
        "id: r-0, date: 2027-06-14/2027-06-18",
        "id: freeze, date: 2027-06-03",
        "id: ga, date: 2027-06-17",
        "id: party, date: 2027-09-01",
    ];
    let found = said(&WEEKS, &new);
    assert_eq!(found[0], "5 of 6 milestones move 7 days earlier, one stays");
    assert_eq!(found.last().unwrap(), "r-3 is gone (was Mon 31 May – Fri 4 Jun 2027)");
    assert_eq!(renumbering(&WEEKS, &new), None);
}

#[test]
fn numbers_are_counted_anew_while_the_others_stay() {
    let new = [
        "id: r-2, date: 2027-05-31/2027-06-04",
        "id: r-1, date: 2027-06-07/2027-06-11",
        "id: r-0, date: 2027-06-14/2027-06-18",
        "id: freeze, date: 2027-06-10",
        "id: ga, date: 2027-06-17",
        "id: party, date: 2027-09-01",
    ];
    assert_eq!(renumbering(&WEEKS, &new).unwrap(), "1 removed, 3 renumbered, 1 date moved");
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
fn a_name_that_several_have_comes_with_the_id() {
    let old = ["id: a, name: Freeze, date: 2027-02-01", "id: b, name: Freeze, date: 2027-02-02"];
    let new = ["id: a, name: Freeze, date: 2027-02-03", "id: b, name: Soft freeze, date: 2027-02-02"];
    assert_eq!(
        said(&old, &new),
        [
            "Freeze (a) moves 2 days later (Mon 1 Feb → Wed 3 Feb 2027)",
            "`Freeze` (b) is called `Soft freeze` now"
        ]
    );
}

#[test]
fn another_name_stands_apart_from_the_sentence() {
    assert_eq!(
        said(
            &["id: a, name: \"'U' nomination\", date: 2027-02-01"],
            &["id: a, name: \"'V' nomination\", date: 2027-02-01"]
        ),
        ["`'U' nomination` is called `'V' nomination` now"]
    );
}

#[test]
fn short_texts_are_told() {
    let with = |note: &str| format!("id: a, date: 2027-02-01, note: {note}");
    let plain = "id: a, date: 2027-02-01";
    assert_eq!(said(&[plain], &[&with("actual 2027-02-02")]), ["a: note is new: actual 2027-02-02"]);
    assert_eq!(said(&[&with("soon")], &[&with("later")]), ["a: note: soon → later"]);
    assert_eq!(said(&[&with("soon")], &[plain]), ["a: note is gone: soon"]);
    assert_eq!(said(&[plain], &[&with(&"long ".repeat(13))]), ["a: note: a text is new"]);
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

#[test]
fn what_is_said_about_the_whole_plan_is_told_in_words() {
    let whole = |keys: &str| {
        format!("kind: schedule/v1\ncycle: paris\n{keys}milestones:\n  - {{id: ga, date: 2027-07-15}}\n")
    };
    let told = |old: &str, new: &str| -> Vec<String> {
        let process = process(1, NO_RULES);
        let (before, after) = (side(&process, &whole(old)), side(&process, &whole(new)));
        assert!(before.unread.is_empty() && after.unread.is_empty(), "{:?}", after.diagnostics);
        diff(&before, &after).into_iter().map(|change| change.sentence).collect()
    };
    let bare = "status: proposed\n";
    let full = "status: active\nname: Paris\nversion: \"2027-03\"\nprocess: 1\nsupported: {from: ga, until: 2028-07-22}\n";
    let other = "status: active\nname: London\nversion: \"3.3\"\nprocess: 2\nsupported: {from: 2027-07-22, until: 2028-08-22}\n";
    assert_eq!(
        told(bare, full),
        [
            "status: proposed → active",
            "the cycle is called Paris",
            "the cycle releases version 2027-03",
            "the plan follows the process in version 1",
            "the release is supported from General availability until Sat 22 Jul 2028",
        ]
    );
    assert_eq!(
        told(full, other),
        [
            "the cycle is called London instead of Paris",
            "the cycle releases version 3.3 instead of 2027-03",
            "the plan follows the process in version 2 instead of 1",
            "support begins with Thu 22 Jul 2027 instead of General availability",
            "the release is supported until Tue 22 Aug 2028 instead of Sat 22 Jul 2028",
        ]
    );
    assert_eq!(
        told(full, bare),
        [
            "status: active → proposed",
            "the cycle no longer is called Paris",
            "the cycle no longer releases version 2027-03",
            "the plan no longer follows the process in version 1",
            "it is no longer said that the release is supported from General availability until Sat 22 Jul 2028",
        ]
    );
}

#[test]
fn owners_and_freezes_are_told_in_words() {
    let told = |old: &str, new: &str| {
        let with = |rest: &str| format!("id: ga, date: 2027-07-15{rest}");
        said(&[&with(old)], &[&with(new)])
    };
    let ga = "General availability";
    assert_eq!(told("", ", owner: tsc"), [format!("{ga} is owned by tsc")]);
    assert_eq!(told(", owner: tsc", ", owner: docs"), [format!("{ga} is owned by docs instead of tsc")]);
    assert_eq!(told(", freeze: code", ""), [format!("{ga} no longer freezes code")]);
}
