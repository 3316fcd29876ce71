//! The attempts of the list of threats that the judgement has to withstand, by their number.

use super::*;
use crate::source::{Content, EntryKind};
use Verdict::{Approved, Invalid, Pending};

const TSC: [&str; 3] = ["alice", "bob", "grace"];

fn paper(before: &World, after: &World, paths: &[&str], decisions: &[&'static str]) -> Paper {
    Paper::bytes("p", before, after, paths).deciding(decisions).ayes(&TSC)
}

/// A step with an approval of these paths by most of the committee.
fn voted(before: &World, after: &World, paths: &[&str], decisions: &[&'static str]) -> Answer {
    step(before, &after.clone().approve(&paper(before, after, paths, decisions)))
}

#[test]
fn t1_nobody_votes_by_a_seat_of_the_same_change() {
    let before = World::base();
    let after =
        before.clone().edit(ROSTER_PATH, "release-managers:", "  - {person: mallory}\nrelease-managers:");
    let own = Paper::bytes("p", &before, &after, &[ROSTER_PATH]).deciding(&["electorate"]);
    step(&before, &after.approve(&own.ayes(&["alice", "bob", "mallory"])))
        .is(Invalid)
        .because("voter-not-eligible");
}

#[test]
fn t2_a_weaker_policy_passes_the_stronger_one_first() {
    let strict = POLICY
        .replace("policy: {vote: majority}", "policy: {vote: all}")
        .replace("requirements:", "  all:\n    electronic: {pass: \">= 1/1 of seats\"}\nrequirements:");
    let before = World::base().with(POLICY_PATH, &strict);
    let weak = POLICY.replace("version: 1", "version: 2");
    let after = before.clone().with(POLICY_PATH, &weak);
    voted(&before, &after, &[POLICY_PATH], &["policy"]).is(Pending).because("threshold");
    // The stronger one that comes has to be met too.
    let before = World::base();
    let after = before.clone().with(POLICY_PATH, &strict.replace("version: 1", "version: 2"));
    voted(&before, &after, &[POLICY_PATH], &["policy"]).is(Pending).because("threshold");
}

#[test]
fn t2_a_dropped_requirement_frees_nothing_in_the_same_step() {
    let before = World::base();
    let free = POLICY.replace("version: 1", "version: 2").replace("{vote: majority}", "{}");
    let after = moved(&before).with(POLICY_PATH, &free);
    step(&before, &after).is(Pending);
    voted(&before, &after, &[PLAN], &["schedule"]).is(Pending);
    voted(&before, &after, &[POLICY_PATH, PLAN], &["policy", "schedule"]).is(Approved);
}

#[test]
fn t5_an_older_policy_does_not_come_back_under_its_number() {
    let before = World::base().with(POLICY_PATH, &POLICY.replace("version: 1", "version: 4"));
    for (version, expected) in [("3", Invalid), ("4", Invalid), ("6", Invalid), ("5", Approved)] {
        let older = POLICY.replace("version: 1", &format!("version: {version}")).replace("2}", "1}");
        let after = before.clone().with(POLICY_PATH, &older);
        let answer = voted(&before, &after, &[POLICY_PATH], &["policy"]);
        assert_eq!(answer.verdict, expected, "{version}");
        assert_eq!(answer.rules().contains("policy-version"), expected == Invalid, "{version}");
    }
}

#[test]
fn t6_what_the_format_does_not_know_is_an_error() {
    for (path, old, new) in [
        (POLICY_PATH, "kind: policy/v1", "kind: policy/v0"),
        (POLICY_PATH, "adoption:", "adoptoin: {}\n  adoption:"),
        (POLICY_PATH, "{vote: majority}", "{vote: majority, quorum: none}"),
        (POLICY_PATH, "{approve: release-managers, count: 2}", "{approve: everybody}"),
        (POLICY_PATH, "count: 2", "count: 0"),
        (POLICY_PATH, "{vote: majority}", "{vote: majority, evidence: hearsay}"),
        (PLAN, "kind: schedule/v1", "kind: schedule/v2"),
    ] {
        let before = World::base();
        let after = before.clone().edit(path, old, new);
        step(&before, &after).is(Invalid);
        // Where it stands already, nothing can be judged by it.
        if path == POLICY_PATH {
            step(&after, &moved(&after)).is(Invalid);
        }
    }
}

#[test]
fn t7_without_policy_roster_or_seats_nothing_passes() {
    let before = World::base();
    let free =
        POLICY.replace("{vote: majority}", "{}").replace("{approve: release-managers, count: 2}", "{}");
    for before in [before.clone(), before.with(POLICY_PATH, &free)] {
        for path in [POLICY_PATH, ROSTER_PATH] {
            step(&before, &before.clone().without(path)).is(Invalid);
            step(&before, &before.clone().with(path, "")).is(Invalid);
        }
        step(&before, &World::default()).is(Invalid);
        let bare = before.clone().without(ROSTER_PATH);
        step(&bare, &moved(&bare)).is(Invalid);
        let bare = before.clone().without(POLICY_PATH);
        step(&bare, &moved(&bare)).is(Invalid);
    }
    let nobody =
        World::base().with(ROSTER_PATH, "kind: roster/v1\npeople: {alice: {name: Alice}}\ntsc: []\n");
    let after = moved(&nobody);
    assert!(!step(&nobody, &after).verdict.passes());
    assert!(!voted(&nobody, &after, &[PLAN], &["schedule"]).verdict.passes());
}

#[test]
fn t8_a_byte_after_the_vote_makes_it_stale() {
    let before = World::base();
    let approval = paper(&before, &moved(&before), &[PLAN], &["schedule"]);
    let later = moved(&before).edit(PLAN, "07-22", "07-23");
    step(&before, &later.approve(&approval)).is(Pending).because("approval-stale");
}

#[test]
fn t10_a_base_that_moved_makes_it_stale_and_unrelated_work_does_not() {
    let before = World::base();
    let approval = paper(&before, &moved(&before), &[PLAN], &["schedule"]);
    let other = before.clone().edit(PLAN, "05-10", "05-11");
    step(&other, &moved(&other).approve(&approval)).is(Pending).because("approval-stale");
    let unrelated = before.edit(PROCESS_PATH, "Kick-off", "Start");
    step(&unrelated, &moved(&unrelated).approve(&approval)).is(Approved);
}

#[test]
fn t11_an_approval_does_not_bring_its_content_back() {
    let (old, new) = (World::base(), moved(&World::base()));
    let there = paper(&old, &new, &[PLAN], &["schedule"]).and("closed: 2026-11-01");
    let back = Paper { id: "back".to_owned(), ..paper(&new, &old, &[PLAN], &["schedule"]) }
        .and("closed: 2026-11-02");
    let before = old.approve(&there).approve(&back);
    step(&before, &new.clone().approve(&there).approve(&back)).is(Invalid).because("approval-reused");
    let again = Paper { id: "again".to_owned(), ..paper(&World::base(), &new, &[PLAN], &["schedule"]) };
    step(&before, &new.approve(&there).approve(&back).approve(&again)).is(Approved);
}

#[test]
fn t13_a_part_of_what_was_approved_is_not_what_was_approved() {
    let before = World::base();
    let whole = moved(&before).edit(PROCESS_PATH, "Kick-off", "Start");
    let approval = paper(&before, &whole, &[PLAN, PROCESS_PATH], &["process", "schedule"]);
    step(&before, &moved(&before).approve(&approval)).is(Pending).because("approval-stale");
    step(&before, &whole.approve(&approval)).is(Approved);
}

#[test]
fn t14_a_link_is_not_the_file_of_the_same_text() {
    let text = "../elsewhere";
    let base = InMemory::new("before");
    let read = |files: &InMemory| {
        load(files, "release", &BTreeSet::from(["CODEOWNERS".to_owned()])).expect("a workspace")
    };
    let bytes = || Content::Bytes(std::sync::Arc::from(text.as_bytes()));
    let before = read(&base);
    let digest_to =
        |kind, content| content_to(&before, &read(&base.clone().with("CODEOWNERS", kind, content)));
    let plain = digest_to(EntryKind::File, bytes());
    let others = [
        digest_to(EntryKind::Symlink, Content::Target(text.to_owned())),
        digest_to(EntryKind::Submodule, Content::Target(text.to_owned())),
        digest_to(EntryKind::Executable, bytes()),
    ];
    let distinct: BTreeSet<&String> = others.iter().chain([&plain]).collect();
    assert_eq!(distinct.len(), 4);
    assert_eq!(plain, crate::document::digest(text.as_bytes()));
}

fn content_to(before: &Workspace, after: &Workspace) -> String {
    content(before, after, "CODEOWNERS").to
}

#[test]
fn t15_a_merged_approval_is_not_edited_even_in_a_comment() {
    let approval =
        paper(&World::base(), &moved(&World::base()), &[PLAN], &["schedule"]).and("closed: 2026-11-01");
    let before = World::base().approve(&approval);
    let after = before.clone().edit("release/approvals/p.yaml", "kind:", "# edited\nkind:");
    step(&before, &after).is(Invalid).because("append-only");
}

#[test]
fn t20_a_vote_counts_by_the_term_on_the_day_it_closed() {
    let before = World::base().edit(
        ROSTER_PATH,
        "{person: bob, from: 2026-01-01}",
        "{person: bob, from: 2026-01-01, until: 2026-11-10}",
    );
    let after = moved(&before);
    let on = |closed: &str| {
        let approval = paper(&before, &after, &[PLAN], &["schedule"]).and(closed);
        step(&before, &after.clone().approve(&approval))
    };
    on("closed: 2026-11-10").is(Approved);
    on("closed: 2026-11-11").is(Invalid).because("voter-not-eligible");
    on("").is(Invalid).because("voter-not-eligible");
}

#[test]
fn t26_nobody_is_appointed_by_the_own_vote() {
    let one = "kind: roster/v1\npeople: {alice: {name: Alice}}\ntsc: [{person: alice}]\n";
    let before = World::base().with(ROSTER_PATH, one);
    for list in ["release-managers: [{person: alice}]\n", "advisors: [alice]\n"] {
        let after = before.clone().with(ROSTER_PATH, &format!("{one}{list}"));
        let own =
            Paper::bytes("p", &before, &after, &[ROSTER_PATH]).deciding(&["appointment"]).ayes(&["alice"]);
        step(&before, &after.approve(&own)).is(Pending).because("proposer-alone");
    }
    let empty = before.clone().with(ROSTER_PATH, &format!("{one}release-managers: []\n"));
    let after = before.with(ROSTER_PATH, &format!("{one}release-managers: [{{person: alice}}]\n"));
    let own = Paper::bytes("p", &empty, &after, &[ROSTER_PATH]).deciding(&["appointment"]).ayes(&["alice"]);
    step(&empty, &after.approve(&own)).is(Pending).because("proposer-alone");
}

#[test]
fn t27_one_person_has_one_vote_in_however_many_files() {
    let (before, after) = (World::base(), moved(&World::base()));
    let two = |id: &str, voters: &[&str]| {
        Paper { id: id.to_owned(), ..Paper::bytes("p", &before, &after, &[PLAN]) }.ayes(voters)
    };
    // Votes never add up across approvals.
    let split = after.clone().approve(&two("p", &["alice", "bob"])).approve(&two("q", &["grace"]));
    step(&before, &split).is(Pending).because("threshold");
    let twice = after.clone().approve(&two("p", &["alice", "alice", "bob"]));
    step(&before, &twice).is(Invalid).because("duplicate-vote");
    // A person who holds a seat and stands in for another votes once.
    let before = before.clone().edit(ROSTER_PATH, "alternate: dave", "alternate: alice");
    let after = moved(&before);
    let own = Paper::bytes("p", &before, &after, &[PLAN]).ayes(&["alice", "bob"]);
    step(&before, &after.approve(&own)).is(Pending).because("threshold");
}

#[test]
fn t46_seven_of_fourteen_is_not_more_than_half() {
    let mut roster = "kind: roster/v1\npeople:\n".to_owned();
    (1..=14).for_each(|seat| writeln!(roster, "  s{seat}: {{name: Member {seat}}}").expect("a string"));
    roster.push_str("tsc:\n");
    (1..=14).for_each(|seat| writeln!(roster, "  - {{person: s{seat}}}").expect("a string"));
    let before = World::base().with(ROSTER_PATH, &roster);
    let after = moved(&before);
    let with = |count: usize| {
        let voters: Vec<String> = (1..=count).map(|seat| format!("s{seat}")).collect();
        let voters: Vec<&str> = voters.iter().map(String::as_str).collect();
        step(&before, &after.clone().approve(&Paper::bytes("p", &before, &after, &[PLAN]).ayes(&voters)))
    };
    with(7).is(Pending).because("threshold");
    with(8).is(Approved);
}

#[test]
fn t59_a_member_of_the_vote_time_counts_and_an_early_close_does_not() {
    let policy = POLICY.replace(
        "electronic: {pass: \"> 1/2 of seats\"}",
        "electronic: {pass: \"> 1/2 of seats\", open: 7 days}",
    );
    let before = World::base().with(POLICY_PATH, &policy);
    let after = moved(&before);
    let approval = |dates: &str| paper(&before, &after, &[PLAN], &["schedule"]).and(dates);
    let judged = |dates: &str| step(&before, &after.clone().approve(&approval(dates)));
    judged("opened: 2026-11-01\nclosed: 2026-11-07").is(Pending).because("window");
    judged("opened: 2026-11-01\nclosed: 2026-11-08").is(Approved);
    // Two who joined during the vote raise the number that it takes.
    let joined = before.clone().edit(
        ROSTER_PATH,
        "release-managers:",
        "  - {person: mallory, from: 2026-11-05}\n  - {person: dave, from: 2026-11-05}\nrelease-managers:",
    );
    let after = moved(&joined).approve(&approval("opened: 2026-11-01\nclosed: 2026-11-08"));
    step(&joined, &after).is(Pending).because("threshold");
}

#[test]
fn t61_one_company_does_not_hold_the_votes() {
    let policy = format!("{POLICY}limits: {{votes-per-affiliation: \"<= 1/3\"}}\n");
    let before = World::base().with(POLICY_PATH, &policy);
    let after = moved(&before);
    voted(&before, &after, &[PLAN], &["schedule"]).is(Pending).because("threshold");
}

#[test]
fn t64_small_moves_add_up() {
    let approved = (*World::base().workspace().schedules["paris"].value).clone();
    let history =
        HistoryFacts { baselines: BTreeMap::from([(PLAN.to_owned(), approved)]), ..HistoryFacts::default() };
    let mut before = World::base();
    let mut classes = Vec::new();
    for (old, new) in [("05-10", "05-13"), ("05-13", "05-17"), ("05-17", "05-20")] {
        let after = before.clone().edit(PLAN, old, new);
        classes.extend(step_with(&before, &after, TODAY, &history).classes_of(PLAN));
        before = after;
    }
    assert_eq!(classes, ["schedule-minor", "schedule-minor", "schedule"]);
}

#[test]
fn t67_a_meeting_is_no_way_around_the_electronic_rule() {
    let policy =
        POLICY.replace("schedule: {vote: majority}", "schedule: {vote: majority, evidence: confirmed}");
    let before = World::base().with(POLICY_PATH, &policy);
    let after = moved(&before);
    let meeting = Paper::bytes("p", &before, &after, &[PLAN])
        .ayes(&["alice", "bob"])
        .and("method: meeting\npresent: [alice, bob]");
    step(&before, &after.clone().approve(&meeting)).is(Pending).because("threshold");
    step(&World::base(), &moved(&World::base()).approve(&meeting)).is(Approved);
}

#[test]
fn t69_nobody_revokes_alone() {
    let approval =
        paper(&World::base(), &moved(&World::base()), &[PLAN], &["schedule"]).and("closed: 2026-11-01");
    let before = World::base().approve(&approval);
    let revoke =
        Paper { id: "r".to_owned(), subject: Vec::new(), votes: Vec::new(), ..approval }.and("revokes: [p]");
    step(&before, &before.clone().approve(&revoke)).is(Pending);
}

#[test]
fn t70_a_vote_is_not_dated_back_to_a_former_seat() {
    let before = World::base().edit(
        ROSTER_PATH,
        "{person: bob, from: 2026-01-01}",
        "{person: bob, from: 2026-01-01, until: 2026-06-30}",
    );
    let after = moved(&before);
    let dated = paper(&before, &after, &[PLAN], &["schedule"]).and("closed: 2026-06-30");
    step(&before, &after.approve(&dated)).is(Pending).because("approval-lapsed");
}

#[test]
fn t71_wording_that_decides_is_no_wording() {
    let before = World::base().edit(
        PROCESS_PATH,
        "{id: freeze, name: Freeze,",
        "{id: freeze, name: Freeze, exit: [{id: docs, text: all documented}],",
    );
    let after = before.clone().edit(PROCESS_PATH, "all documented", "some documented");
    assert_eq!(step(&before, &after).classes_of(PROCESS_PATH), ["process"]);
    let named = World::base().with(
        PLAN,
        &PARIS
            .replace("{id: freeze,", "{id: freeze, name: A,")
            .replace("{id: kickoff,", "{id: kickoff, name: B,"),
    );
    let swapped = World::base().with(
        PLAN,
        &PARIS
            .replace("{id: freeze,", "{id: freeze, name: B,")
            .replace("{id: kickoff,", "{id: kickoff, name: A,"),
    );
    assert_eq!(step(&named, &swapped).classes_of(PLAN), ["schedule"]);
}

#[test]
fn t7_who_takes_the_policy_away_does_not_start_anew() {
    let old = paper(&World::base(), &moved(&World::base()), &[PLAN], &["schedule"]).and("closed: 2026-11-01");
    let free =
        POLICY.replace("{vote: majority}", "{}").replace("{approve: release-managers, count: 2}", "{}");
    let bare = World::base().approve(&old).without(POLICY_PATH);
    step(&bare, &bare.clone().with(POLICY_PATH, &free)).is(Invalid).because("kind-and-place");
}

#[test]
fn the_first_policy_is_judged_by_itself() {
    let before = World::base().without(POLICY_PATH);
    let after = before.clone().with(POLICY_PATH, POLICY);
    let answer = step(&before, &after);
    answer.is(Pending);
    assert!(answer.judgement.notes.iter().any(|note| note.contains("anchor")), "{answer:?}");
    voted(&before, &after, &[POLICY_PATH], &["policy"]).is(Approved);
    step(&World::default(), &World::base()).is(Pending);
}

#[test]
fn t2_a_weaker_policy_is_said_to_be_weaker() {
    let weaker = |old: &str, new: &str| {
        let before = World::base();
        let after = before.clone().edit(POLICY_PATH, "version: 1", "version: 2").edit(POLICY_PATH, old, new);
        step(&before, &after).rules().contains("policy-weakened")
    };
    for (old, new) in [
        ("> 1/2 of seats", ">= 1/2 of seats"),
        ("> 1/2 of seats", "> 1/3 of seats"),
        ("> 1/2 of seats", "> 2/3 of cast"),
        ("quorum: \">= 1/2 of seats\", ", ""),
        ("schedule: {vote: majority}", "schedule: {}"),
        ("schedule: {vote: majority}", "schedule: {approve: release-managers}"),
        ("count: 2", "count: 1"),
    ] {
        assert!(weaker(old, new), "{old} → {new}");
    }
    for (old, new) in [
        ("> 1/2 of seats", "> 2/3 of seats"),
        ("count: 2", "count: 3"),
        ("record: {}", "record: {vote: majority}"),
    ] {
        assert!(!weaker(old, new), "{old} → {new}");
    }
}
