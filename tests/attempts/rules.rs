//! Group A: changing the rules in the same change.

use super::history::{History, step};
use super::world::{PLAN, POLICY, PROCESS, PROJECT, Paper, ROSTER, TSC, World};

#[test]
fn t1_nobody_votes_by_a_seat_that_the_change_brings() {
    let before = World::base();
    let after = before.clone().edit(ROSTER, "release-managers:", "  - {person: mallory}\nrelease-managers:");
    let own = Paper::about("p", &before, &after, &[ROSTER]).deciding(&["electorate"]);
    let vote = own.clone().ayes(&["alice", "bob", "mallory"]);
    step(&before, &after.clone().approve(&vote)).is("invalid").because("voter-not-eligible");
    // Without the own vote it takes the seats that were there.
    step(&before, &after.clone().approve(&own.clone().ayes(&["alice", "bob"]))).is("pending");
    step(&before, &after.approve(&own.ayes(&TSC))).is("approved");
}

#[test]
fn t1_nobody_gains_an_office_or_an_alternate_by_the_same_change() {
    let before = World::base();
    for (old, new, class) in [
        (
            "{person: bob, from: 2026-01-01}",
            "{person: bob, from: 2026-01-01, alternate: mallory}",
            "electorate",
        ),
        ("{person: frank, from: 2026-01-01}", "{person: mallory, from: 2026-01-01}", "appointment"),
        ("mallory: {name: Mallory}", "mallory: {name: Mallory}\n  bob2: {name: Bob}", "record"),
    ] {
        let after = before.clone().edit(ROSTER, old, new);
        let own = Paper::about("p", &before, &after, &[ROSTER]).deciding(&[class]);
        let answer = step(&before, &after.approve(&own.ayes(&["alice", "bob", "mallory"])));
        answer.is("invalid");
        assert!(answer.classes_of(ROSTER).contains(&class.to_owned()), "{answer:#?}");
    }
}

#[test]
fn t1_the_seat_counts_once_it_is_merged() {
    let history = History::new();
    let before = World::base();
    let seated = before.clone().edit(ROSTER, "release-managers:", "  - {person: mallory}\nrelease-managers:");
    let merged = seated.voted(&before, &[ROSTER], &["electorate"]);
    let moved = merged.moved();
    let vote = |voters: &[&str]| Paper::about("q", &merged, &moved, &[PLAN]).ayes(voters);
    let first = history.commit(&before, &[]);
    let second = history.commit(&merged, &[&first]);
    let third = history.commit(&moved.clone().approve(&vote(&["alice", "bob", "mallory"])), &[&second]);
    history.gate(&first, &second).is("approved");
    history.gate(&second, &third).is("approved");
    // Judged as one change, from before the seat, the vote is nobody's.
    history.gate(&first, &third).is("invalid").because("voter-not-eligible");
}

#[test]
fn t2_rules_of_base_and_result_have_to_be_met() {
    let strict = World::base()
        .edit(POLICY, "requirements:", "  all:\n    electronic: {pass: \">= 1/1 of seats\"}\nrequirements:")
        .edit(POLICY, "policy: {vote: majority}", "policy: {vote: all}");
    let loose = World::base().edit(POLICY, "version: 1", "version: 2");
    let answer = step(&strict, &loose.voted(&strict, &[POLICY], &["policy"]));
    answer.is("pending").because("threshold");
    let stricter = strict.clone().edit(POLICY, "version: 1", "version: 2");
    step(&World::base(), &stricter.voted(&World::base(), &[POLICY], &["policy"])).is("pending");
}

#[test]
fn t2_a_requirement_dropped_with_what_it_asked_for_still_asks() {
    let before = World::base();
    let free = before.moved().edit(POLICY, "version: 1", "version: 2").edit(
        POLICY,
        "schedule: {vote: majority}",
        "schedule: {}",
    );
    step(&before, &free).is("pending");
    step(&before, &free.voted(&before, &[POLICY], &["policy"])).is("pending");
    step(&before, &free.voted(&before, &[POLICY, PLAN], &["policy", "schedule"])).is("approved");
}

#[test]
fn t2_a_path_that_is_protected_no_longer_is_protected_in_this_step() {
    let before = World::base();
    let open =
        before.clone().edit(POLICY, "version: 1", "version: 2").edit(POLICY, "  CODEOWNERS: policy\n", "");
    let after = open.edit("CODEOWNERS", "@org/release", "@mallory");
    let answer = step(&before, &after.voted(&before, &[POLICY], &["policy"]));
    answer.is("pending");
    assert_eq!(answer.classes_of("CODEOWNERS"), ["policy"]);
    step(&before, &after.voted(&before, &[POLICY, "CODEOWNERS"], &["policy"])).is("approved");
}

#[test]
fn t3_the_files_around_the_gate_are_policy() {
    for (path, old, new) in [
        (".github/workflows/release-gate.yml", "pull_request_target", "pull_request"),
        ("CODEOWNERS", "@org/release", "@mallory"),
        (".gitattributes", "*.yaml text", "*.yaml -diff merge=union"),
        (".gitmodules", "https://example.org/vendor.git", "https://evil.example/vendor.git"),
    ] {
        let before = World::base();
        for after in [before.clone().edit(path, old, new), before.clone().without(path)] {
            let answer = step(&before, &after);
            answer.is("pending");
            assert_eq!(answer.classes_of(path), ["policy"], "{path}");
            step(&before, &after.voted(&before, &[path], &["policy"])).is("approved");
        }
        // A file that comes is no less governed than one that changes.
        let bare = before.clone().without(path);
        assert_eq!(step(&bare, &before).is("pending").classes_of(path), ["policy"]);
    }
}

#[test]
fn t4_what_would_make_later_changes_harmless_is_never_harmless_itself() {
    let before = World::base();
    for (path, old, new, class) in [
        (PROCESS, "tolerance: 5 working days", "tolerance: 50 working days", "process"),
        (PROCESS, "notice: 14 days", "notice: 0 days", "process"),
        (PROCESS, "availability, key: true}", "availability}", "process"),
        (PLAN, "status: active", "status: draft", "schedule"),
        (PLAN, "{id: ga,", "{id: ga, key: false,", "schedule"),
        (PROJECT, "name: Example\n", "name: Example\ndeadline: {time: 23:59, zone: Etc/GMT+12}\n", "policy"),
        (
            PROJECT,
            "name: Example\n",
            "name: Example\ncalendar:\n  holidays:\n    - {date: 2027-06-01/2027-07-01, name: June}\n",
            "process",
        ),
        (ROSTER, "heidi, from: 2026-01-01}", "heidi, from: 2026-01-01, voting: false}", "electorate"),
    ] {
        let after = before.clone().edit(path, old, new);
        let answer = step(&before, &after);
        assert_eq!(answer.classes_of(path), [class], "{new}: {answer:#?}");
        assert!(matches!(answer.verdict(), "pending" | "invalid"), "{new}: {answer:#?}");
    }
}

#[test]
fn t4_a_step_is_classified_by_the_rules_on_both_sides() {
    let before = World::base();
    let lenient = before
        .clone()
        .edit(PROCESS, "version: 1", "version: 2")
        .edit(PROCESS, "tolerance: 5 working days", "tolerance: 50 working days")
        .edit(PLAN, "2027-05-10", "2027-06-10");
    let answer = step(&before, &lenient);
    assert!(answer.classes_of(PLAN).contains(&"schedule".to_owned()), "{answer:#?}");
    step(&before, &lenient.voted(&before, &[PROCESS], &["process"])).is("pending");
}

#[test]
fn t5_an_older_policy_does_not_come_back_under_any_number_but_the_next() {
    let history = History::new();
    let weak = World::base().edit(POLICY, "count: 2", "count: 1");
    let strong = World::base().edit(POLICY, "version: 1", "version: 2");
    let first = history.commit(&weak, &[]);
    let merged = strong.voted(&weak, &[POLICY], &["policy"]);
    let second = history.commit(&merged, &[&first]);
    history.gate(&first, &second).is("approved");
    for (version, verdict) in [("1", "invalid"), ("2", "invalid"), ("4", "invalid"), ("3", "approved")] {
        let policy = weak.text(POLICY).replace("version: 1", &format!("version: {version}"));
        let back = merged.clone().with(POLICY, &policy);
        let vote = Paper::about("back", &merged, &back, &[POLICY]).deciding(&["policy"]).ayes(&TSC);
        let third = history.commit(&back.approve(&vote), &[&second]);
        let answer = history.gate(&second, &third);
        answer.is(verdict);
        assert_eq!(answer.rules().contains(&"policy-version".to_owned()), verdict == "invalid", "{version}");
    }
}

#[test]
fn t6_what_the_format_does_not_know_is_an_error_whoever_votes_for_it() {
    for (path, class, old, new) in [
        (POLICY, "policy", "kind: policy/v1", "kind: policy/v0"),
        (POLICY, "policy", "kind: policy/v1", "kind: policy/v2"),
        (POLICY, "policy", "kind: policy/v1", "kind: policy"),
        (POLICY, "policy", "kind: policy/v1\n", ""),
        (POLICY, "policy", "version: 1", "version: 2\nsignoff: none"),
        (POLICY, "policy", "adoption:", "adoptoin: {}\n  adoption:"),
        (POLICY, "policy", "{vote: majority}", "{vote: majority, quorum: none}"),
        (POLICY, "policy", "{vote: majority}", "{vote: unheard-of}"),
        (POLICY, "policy", "approve: release-managers", "approve: everybody"),
        (POLICY, "policy", "{vote: majority}", "{vote: majority, evidence: hearsay}"),
        (POLICY, "policy", "{vote: majority}", "{vote: majority, merged-by: anybody}"),
        (POLICY, "policy", "CODEOWNERS: policy", "CODEOWNERS: nobody"),
        (ROSTER, "electorate", "kind: roster/v1", "kind: roster/v3"),
        (ROSTER, "electorate", "{person: bob,", "{person: bob, weight: 3,"),
        (PLAN, "schedule", "kind: schedule/v1", "kind: schedule/v2"),
        (PLAN, "schedule", "{id: ga,", "{id: ga, dote: 2027-07-08,"),
        (PROCESS, "process", "kind: process/v1", "kind: schedule/v1"),
    ] {
        let before = World::base();
        let after = before.clone().edit(path, old, new);
        step(&before, &after.voted(&before, &[path], &[class])).is("invalid");
        // Where it stands already, nothing can be judged by it.
        if path == POLICY {
            step(&after, &after.moved().voted(&after, &[PLAN], &["schedule"])).is("invalid");
        }
    }
}

#[test]
fn t7_a_step_that_leaves_no_rules_fails_whoever_votes_for_it() {
    let before = World::base();
    for (path, class) in [(POLICY, "policy"), (ROSTER, "electorate")] {
        for after in [before.clone().without(path), before.clone().with(path, "")] {
            step(&before, &after.voted(&before, &[path], &[class])).is("invalid");
        }
    }
    let nothing = before.0.keys().filter(|path| path.starts_with("release/")).cloned().collect::<Vec<_>>();
    let empty = nothing.iter().fold(before.clone(), |world, path| world.without(path));
    step(&before, &empty).is("invalid");
}

#[test]
fn t7_nothing_passes_where_rules_are_missing() {
    let free = World::base().edit(POLICY, "schedule: {vote: majority}", "schedule: {}").edit(
        POLICY,
        "{approve: release-managers, count: 2}",
        "{}",
    );
    for path in [POLICY, ROSTER] {
        for bare in [free.clone().without(path), free.clone().with(path, "")] {
            step(&bare, &bare.moved()).is("invalid");
            step(&bare, &bare.moved().voted(&bare, &[PLAN], &["schedule"])).is("invalid");
        }
    }
    let nobody = World::base().with(ROSTER, "kind: roster/v1\npeople: {alice: {name: Alice}}\ntsc: []\n");
    for after in [nobody.moved(), nobody.moved().voted(&nobody, &[PLAN], &["schedule"])] {
        let verdict = step(&nobody, &after).verdict().to_owned();
        assert!(!matches!(verdict.as_str(), "approved" | "not-required"), "{verdict}");
    }
}
