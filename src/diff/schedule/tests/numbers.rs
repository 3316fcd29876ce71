//! Numbered milestones, of which one is inserted or dropped.

use super::*;

const CANDIDATES: [&str; 3] =
    ["id: rc.1, date: 2027-06-03", "id: rc.2, date: 2027-06-17", "id: rc.3, date: 2027-07-01"];

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

fn renumbering(old: &[&str], new: &[&str]) -> Option<String> {
    Renumbering::of(&changes(old, new).iter()).map(|numbers| numbers.to_string())
}

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
