//! What the ready-made policies ask for, in numbers: a change of one shows here.

use super::*;
use Verdict::{Approved, Invalid, Pending, Rejected};

/// A committee of seats `s1`, `s2`, … that follows a profile, and a change of its process or policy.
struct Committee {
    profile: &'static str,
    seats: usize,
}

impl Committee {
    fn world(&self) -> World {
        let mut roster =
            "kind: roster/v1\npeople:\n  carol: {name: Carol}\n  frank: {name: Frank}\n".to_owned();
        let mut tsc = "tsc:\n".to_owned();
        for seat in 1..=self.seats {
            writeln!(roster, "  s{seat}: {{name: Member {seat}}}").expect("a string");
            writeln!(tsc, "  - {{person: s{seat}}}").expect("a string");
        }
        let roster = format!("{roster}{tsc}release-managers: [{{person: carol}}, {{person: frank}}]\n");
        let policy = format!("kind: policy/v1\nversion: 1\nprofile: {}\n", self.profile);
        World::base().with(ROSTER_PATH, &roster).with(POLICY_PATH, &policy)
    }

    /// The verdict where the first so many seats are in favour, and the next so many against.
    fn verdict(&self, class: &'static str, ayes: usize, noes: usize, method: &str) -> Verdict {
        let before = self.world();
        let (path, after) = match class {
            "policy" => {
                let grown =
                    before.clone().edit(POLICY_PATH, "version: 1\n", "version: 2\nbranches: [\"*\"]\n");
                (POLICY_PATH, grown)
            }
            "electorate" => (
                ROSTER_PATH,
                before.clone().edit(ROSTER_PATH, "{person: s1}", "{person: s1, alternate: carol}"),
            ),
            "schedule-minor" => (PLAN, nudged(&before)),
            "schedule" => (PLAN, moved(&before)),
            _ => (PROCESS_PATH, before.clone().edit(PROCESS_PATH, "Kick-off", "Start")),
        };
        let seats: Vec<String> = (1..=self.seats).map(|seat| format!("s{seat}")).collect();
        let seats: Vec<&str> = seats.iter().map(String::as_str).collect();
        let paper = Paper::bytes("p", &before, &after, &[path]).deciding(&[class]).ayes(&seats[..ayes]);
        let mut paper = paper.votes("-1", &seats[ayes..ayes + noes]);
        if class == "schedule-minor" {
            paper = Paper { votes: Vec::new(), ..paper }.ayes(&["carol", "frank"][..ayes]);
        }
        step(&before, &after.approve(&paper.and(method))).verdict
    }
}

/// The lines of a meeting at which the first so many seats were present.
fn meeting(present: usize) -> String {
    let present: Vec<String> = (1..=present).map(|seat| format!("s{seat}")).collect();
    format!("method: meeting\nminutes: https://example.org/m\npresent: [{}]", present.join(", "))
}

fn electronic(days: u8) -> String {
    format!("method: electronic\nopened: 2026-11-{:02}", 20 - days)
}

fn silence(days: u8) -> String {
    format!("method: lazy-consensus\nopened: 2026-11-{:02}", 20 - days)
}

type Row = (&'static str, usize, usize, String, Verdict);

fn holds(profile: &'static str, seats: usize, rows: &[Row]) {
    let committee = Committee { profile, seats };
    for (class, ayes, noes, method, expected) in rows {
        let found = committee.verdict(class, *ayes, *noes, method);
        assert_eq!(
            found, *expected,
            "{profile}, {seats} seats: {class}, {ayes} for, {noes} against, {method}"
        );
    }
}

#[test]
fn lf_charter() {
    holds(
        "lf-charter/1",
        14,
        &[
            ("process", 7, 0, electronic(0), Pending),
            ("process", 8, 0, electronic(0), Approved),
            ("process", 7, 7, electronic(0), Rejected),
            ("process", 4, 3, meeting(7), Approved),
            ("process", 4, 4, meeting(8), Rejected),
            ("process", 6, 0, meeting(6), Pending),
            ("schedule", 8, 0, electronic(0), Approved),
            ("policy", 9, 0, electronic(0), Pending),
            ("policy", 10, 0, electronic(0), Approved),
            ("policy", 9, 0, meeting(9), Rejected),
            ("electorate", 9, 0, electronic(0), Pending),
            ("electorate", 10, 0, electronic(0), Approved),
            ("process", 1, 0, silence(19), Pending),
        ],
    );
}

#[test]
fn hiero() {
    holds(
        "hiero/1",
        9,
        &[
            ("process", 4, 0, electronic(0), Pending),
            ("process", 5, 0, electronic(0), Approved),
            ("process", 5, 0, meeting(5), Pending),
            ("process", 4, 0, meeting(6), Approved),
            ("process", 3, 3, meeting(6), Rejected),
            ("policy", 5, 0, electronic(0), Pending),
            ("policy", 6, 0, electronic(0), Approved),
            ("electorate", 6, 0, electronic(0), Approved),
        ],
    );
}

#[test]
fn cncf_toc() {
    holds(
        "cncf-toc/1",
        11,
        &[
            ("process", 7, 0, electronic(0), Pending),
            ("process", 8, 0, electronic(0), Approved),
            ("process", 7, 0, meeting(7), Pending),
            ("process", 5, 3, meeting(8), Approved),
            ("process", 4, 4, meeting(8), Rejected),
            ("policy", 8, 0, electronic(0), Approved),
            ("electorate", 7, 0, electronic(0), Pending),
        ],
    );
}

#[test]
fn nodejs_tsc() {
    holds(
        "nodejs-tsc/1",
        14,
        &[
            ("process", 7, 0, electronic(0), Pending),
            ("process", 8, 0, electronic(0), Approved),
            ("process", 7, 0, meeting(9), Pending),
            ("process", 8, 0, meeting(8), Approved),
            ("policy", 8, 0, electronic(0), Approved),
            ("electorate", 7, 0, electronic(0), Pending),
        ],
    );
}

#[test]
fn camara() {
    holds(
        "camara/1",
        10,
        &[
            ("process", 3, 2, electronic(7), Approved),
            ("process", 3, 2, electronic(6), Pending),
            ("process", 3, 1, electronic(7), Pending),
            ("process", 5, 5, electronic(7), Rejected),
            ("process", 3, 2, meeting(5), Approved),
            ("process", 4, 0, meeting(4), Pending),
            ("process", 1, 0, silence(3), Approved),
            ("process", 1, 0, silence(2), Pending),
            ("process", 0, 0, silence(3), Pending),
            ("process", 5, 1, silence(3), Rejected),
            ("schedule", 1, 0, silence(3), Approved),
            ("policy", 6, 0, electronic(7), Pending),
            ("policy", 7, 0, electronic(7), Approved),
            ("policy", 1, 0, silence(19), Pending),
            ("electorate", 7, 0, electronic(6), Pending),
        ],
    );
}

#[test]
fn tungsten_fabric() {
    holds(
        "tungsten-fabric/1",
        11,
        &[
            ("process", 5, 0, electronic(0), Pending),
            ("process", 6, 0, electronic(0), Approved),
            ("process", 11, 0, meeting(11), Pending),
            ("policy", 7, 0, electronic(0), Pending),
            ("policy", 8, 0, electronic(0), Approved),
            ("electorate", 8, 0, electronic(0), Approved),
        ],
    );
}

#[test]
fn lazy() {
    holds(
        "lazy/1",
        5,
        &[
            ("schedule", 1, 0, silence(3), Approved),
            ("schedule", 1, 0, silence(2), Pending),
            ("schedule", 0, 0, silence(3), Pending),
            ("schedule", 4, 1, silence(3), Rejected),
            ("schedule", 3, 2, electronic(3), Approved),
            ("schedule", 2, 0, electronic(3), Pending),
            ("policy", 1, 0, silence(19), Pending),
            ("policy", 3, 0, electronic(3), Approved),
            ("policy", 3, 0, electronic(2), Pending),
            ("electorate", 2, 0, electronic(3), Pending),
        ],
    );
}

#[test]
fn small_moves_take_two_release_managers_and_no_vote() {
    for profile in &crate::document::PROFILES {
        holds(
            profile.id,
            3,
            &[
                ("schedule-minor", 1, 0, String::new(), Pending),
                ("schedule-minor", 2, 0, String::new(), Approved),
            ],
        );
    }
}

#[test]
fn the_share_of_one_organisation_is_that_of_the_charter() {
    for (profile, seats, most) in [
        ("lf-charter/1", 11, None),
        ("camara/1", 10, None),
        ("lazy/1", 5, None),
        ("tungsten-fabric/1", 10, Some(2)),
        ("hiero/1", 9, Some(2)),
        ("cncf-toc/1", 11, Some(2)),
        ("nodejs-tsc/1", 14, Some(3)),
        ("nodejs-tsc/1", 16, Some(4)),
    ] {
        let workspace = Committee { profile, seats }.world().workspace();
        let limit = workspace.policy.expect("a policy").value.limits.seats_per_affiliation.0;
        assert_eq!(limit.map(|limit| limit.most(seats)), most, "{profile}");
    }
}

#[test]
fn a_change_of_the_profile_is_a_change_of_the_policy() {
    let before = Committee { profile: "hiero/1", seats: 9 }.world();
    let after = before.clone().edit(POLICY_PATH, "hiero/1", "lf-charter/1");
    let answer = step(&before, &after);
    answer.is(Invalid).because("policy-version");
    let after = after.edit(POLICY_PATH, "version: 1", "version: 2");
    let answer = step(&before, &after);
    answer.is(Pending).because("policy-weakened");
    assert_eq!(answer.classes_of(POLICY_PATH), ["policy"]);
    // The new policy has to be met too, and its quorum is the smaller one: what the old one asks for is what counts.
    let said: Vec<&str> = answer.classes.iter().map(|change| change.change.sentence.as_str()).collect();
    assert!(said.iter().any(|sentence| sentence.contains("quorum of `majority` in meetings")), "{said:?}");
}

#[test]
fn to_state_what_the_profile_says_changes_nothing() {
    let before = Committee { profile: "nodejs-tsc/1", seats: 9 }.world();
    let after = before.clone().edit(
        POLICY_PATH,
        "version: 1\n",
        "version: 1\nrequirements: {schedule: {vote: majority}}\n",
    );
    step(&before, &after).is(Verdict::NotRequired);
}

#[test]
fn an_unknown_profile_leaves_nothing_to_judge_by() {
    let before = Committee { profile: "lf-charter/1", seats: 9 }.world();
    for (profile, near) in
        [("lf-charter/2", "lf-charter/1"), ("lf-charter", "lf-charter/1"), ("lfcharter/1", "lf-charter/1")]
    {
        let after = before.clone().edit(POLICY_PATH, "lf-charter/1", profile);
        let answer = step(&before, &after);
        assert_eq!(answer.verdict, Invalid, "{profile}");
        let found = after.workspace().diagnostics;
        assert!(found[0].message.contains(profile), "{found:?}");
        assert!(found[0].hint.as_deref().is_some_and(|hint| hint.contains(near)), "{found:?}");
    }
}
