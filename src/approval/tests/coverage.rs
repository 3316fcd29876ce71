//! What an approval covers, and what it does not.

use super::*;
use Verdict::{Approved, Invalid, NotRequired, Pending, Rejected};

const TSC: [&str; 3] = ["alice", "bob", "grace"];

/// A step from the base to `after`, with an approval of it.
fn approved(after: &World, paper: &Paper) -> Answer {
    step(&World::base(), &after.clone().approve(paper))
}

fn of_plan(after: &World) -> Paper {
    Paper::meaning("p", &World::base(), after, &[PLAN]).ayes(&TSC)
}

#[test]
fn a_change_without_an_approval_waits_and_says_for_whom() {
    let answer = step(&World::base(), &moved(&World::base()));
    answer.is(Pending);
    assert_eq!(
        answer.judgement.decisions[0].needed.as_deref(),
        Some("an approval with 3 of alice, bob, grace (or dave), heidi")
    );
    assert_eq!(answer.judgement.decisions[0].votes.missing, ["alice", "bob", "grace", "heidi"]);
}

#[test]
fn what_is_needed_names_alternates_as_long_as_they_may_vote() {
    let after = moved(&World::base());
    let base = Paper { votes: Vec::new(), ..of_plan(&after) };
    let needed = |world: &World, paper: Paper| {
        let answer = step(world, &moved(world).approve(&paper));
        let decision = answer.judgement.decisions[0].clone();
        (decision.needed.unwrap_or_default(), decision.votes.missing)
    };
    let holders = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        needed(&World::base(), base.clone().ayes(&["alice", "bob"])),
        ("1 more of grace (or dave), heidi".to_owned(), holders(&["grace", "heidi"]))
    );
    // Who voted for one seat does not stand in for another.
    let both = World::base().edit(
        ROSTER_PATH,
        "person: heidi, from: 2026-01-01",
        "person: heidi, from: 2026-01-01, alternate: dave",
    );
    assert_eq!(
        needed(&both, base.clone().ayes(&["alice", "dave"])),
        ("1 more of bob, heidi".to_owned(), holders(&["bob", "heidi"]))
    );
    // Nor does who has a seat of their own.
    let seated = World::base().edit(ROSTER_PATH, "alternate: dave", "alternate: alice");
    assert_eq!(needed(&seated, base.clone().ayes(&["bob", "heidi"])).0, "1 more of alice, grace");
    // At a meeting only who is there.
    let meeting = base.and("method: meeting\nminutes: https://example.org/1").ayes(&["alice"]);
    let there = |names: &str| needed(&World::base(), meeting.clone().and(&format!("present: [{names}]"))).0;
    assert_eq!(there("alice, bob, grace"), "1 more of bob, grace");
    assert_eq!(there("alice, bob, grace, dave"), "1 more of bob, grace (or dave)");
}

#[test]
fn a_policy_that_nothing_can_meet_says_what_it_lacks() {
    let policy = POLICY.replace("  schedule: {vote: majority}", "  schedule: {vote: acclamation}");
    let before = World::base().with(POLICY_PATH, &policy);
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]).ayes(&TSC);
    let answer = step(&before, &after.approve(&paper));
    assert_eq!(
        answer.judgement.decisions[0].needed.as_deref(),
        Some("a vote called `acclamation` in the policy")
    );
    assert!(!answer.verdict.passes());
}

#[test]
fn an_approval_covers_its_content_with_or_without_meaning() {
    let after = moved(&World::base());
    approved(&after, &of_plan(&after)).is(Approved);
    approved(&after, &Paper::bytes("p", &World::base(), &after, &[PLAN]).ayes(&TSC)).is(Approved);
}

#[test]
fn a_comment_after_the_vote_keeps_an_approval_of_the_meaning() {
    let after = moved(&World::base());
    let commented = after.clone().edit(PLAN, "paris\n", "paris # the city\n");
    approved(&commented, &of_plan(&after)).is(Approved);
    let bytes = Paper::bytes("p", &World::base(), &after, &[PLAN]).ayes(&TSC);
    approved(&commented, &bytes).is(Pending).because("approval-stale");
}

#[test]
fn any_other_meaning_makes_it_stale() {
    let after = moved(&World::base());
    for (old, new) in [
        ("07-22", "07-23"),
        ("status: active", "status: released"),
        ("{id: kickoff,", "{id: kickoff, name: Start,"),
    ] {
        let later = after.clone().edit(PLAN, old, new);
        approved(&later, &of_plan(&after)).is(Pending).because("approval-stale");
    }
}

#[test]
fn every_byte_of_a_file_that_is_no_document_counts() {
    let policy = format!("{POLICY}protect: {{CODEOWNERS: policy}}\n");
    let before = World::base().with(POLICY_PATH, &policy).with("CODEOWNERS", "* @a\n");
    let after = before.clone().with("CODEOWNERS", "* @b\n");
    let paper = Paper::bytes("p", &before, &after, &["CODEOWNERS"]).deciding(&["policy"]).ayes(&TSC);
    step(&before, &after.clone().approve(&paper)).is(Approved);
    step(&before, &after.with("CODEOWNERS", "* @b \n").approve(&paper)).is(Pending).because("approval-stale");
}

#[test]
fn bytes_that_fit_do_not_excuse_a_meaning_that_lies() {
    let after = moved(&World::base());
    let other = after.clone().edit(PLAN, "07-22", "12-24");
    let mut paper = of_plan(&after);
    let lie = Paper::meaning("p", &World::base(), &other, &[PLAN]);
    let (bytes, _) = paper.subject[0].split_once("meaning").expect("a meaning");
    let (_, meaning) = lie.subject[0].split_once("meaning").expect("a meaning");
    paper.subject = vec![format!("{bytes}meaning{meaning}")];
    approved(&after, &paper).is(Pending).because("approval-stale");
}

#[test]
fn all_or_nothing() {
    let after = moved(&World::base()).edit(PROCESS_PATH, "Kick-off", "Start");
    let both = Paper::bytes("p", &World::base(), &after, &[PLAN, PROCESS_PATH]).ayes(&TSC);
    approved(&after, &both.clone().deciding(&["process", "schedule"])).is(Approved);
    approved(&after, &both.clone().deciding(&["schedule"])).is(Invalid).because("classes-mismatch");
    let all = both.deciding(&["process", "schedule"]);
    approved(&moved(&World::base()), &all).is(Pending).because("approval-stale");
    approved(&after, &of_plan(&after)).is(Pending);
}

#[test]
fn one_approval_for_each_path_and_class_is_enough() {
    let after = moved(&World::base()).edit(PROCESS_PATH, "Kick-off", "Start");
    let process =
        Paper::bytes("q", &World::base(), &after, &[PROCESS_PATH]).deciding(&["process"]).ayes(&TSC);
    approved(&after.clone().approve(&of_plan(&after)), &process).is(Approved);
    let lost = process.clone().votes("0", &[]).deciding(&["process"]);
    let lost = Paper { votes: vec![("alice".to_owned(), "+1")], ..lost };
    approved(&after.clone().approve(&of_plan(&after)), &lost).is(Pending).because("threshold");
}

#[test]
fn an_approval_of_a_path_that_needs_nobody_is_wrong() {
    let after = moved(&World::base()).edit(ROSTER_PATH, "{name: Mallory}", "{name: Mal}");
    let paper = Paper::bytes("p", &World::base(), &after, &[PLAN, ROSTER_PATH]).ayes(&TSC);
    approved(&after, &paper).is(Invalid).because("classes-mismatch");
    let stated = of_plan(&after).deciding(&["schedule", "policy"]);
    approved(&after, &stated).is(Invalid).because("classes-mismatch");
    approved(&after, &of_plan(&after).deciding(&["record"])).is(Invalid).because("classes-mismatch");
}

#[test]
fn an_approval_of_a_weaker_class_does_not_reach() {
    let after = moved(&World::base());
    let minor = Paper { votes: Vec::new(), ..of_plan(&after) }.deciding(&["schedule-minor"]);
    let answer = approved(&after, &minor.ayes(&["carol", "frank"]));
    answer.is(Invalid).because("classes-mismatch");
    assert!(
        answer
            .judgement
            .decisions
            .iter()
            .all(|decision| decision.status != crate::approval::Status::Approved)
    );
}

#[test]
fn a_vote_on_the_schedule_serves_the_minor_changes() {
    let after = nudged(&World::base());
    approved(&after, &of_plan(&after)).is(Approved);
    let two = of_plan(&after).ayes(&[]);
    approved(&after, &Paper { votes: vec![("alice".to_owned(), "+1")], ..two })
        .is(Pending)
        .because("threshold");
}

#[test]
fn a_vote_on_a_plan_leaves_no_decision_to_the_minor_changes_beside() {
    let after = moved(&World::base()).edit(
        PLAN,
        "  - {id: ga,",
        "  - {id: review, name: Review, date: 2027-06-14}\n  - {id: ga,",
    );
    let answer = approved(&after, &of_plan(&after));
    assert_eq!(answer.classes_of(PLAN), ["schedule", "schedule-minor"]);
    answer.is(Approved);
    let classes: Vec<&str> =
        answer.judgement.decisions.iter().map(|decision| decision.class.name()).collect();
    assert_eq!(classes, ["schedule"]);
}

#[test]
fn an_approval_of_several_classes_passes_each() {
    let after = moved(&World::base()).edit(PROCESS_PATH, "Kick-off", "Start");
    let policy = POLICY
        .replace("process: {vote: majority}", "process: {vote: all}")
        .replace("requirements:", "  all:\n    electronic: {pass: \">= 1/1 of seats\"}\nrequirements:");
    let before = World::base().with(POLICY_PATH, &policy);
    let after = after.with(POLICY_PATH, &policy);
    let both = Paper::bytes("p", &before, &after, &[PLAN, PROCESS_PATH])
        .deciding(&["process", "schedule"])
        .ayes(&TSC);
    let process = Paper::bytes("q", &before, &after, &[PROCESS_PATH])
        .deciding(&["process"])
        .ayes(&["alice", "bob", "grace", "heidi"]);
    // The other approval passes the process, but this one still does not pass all that it decides.
    step(&before, &after.clone().approve(&both).approve(&process)).is(Pending).because("threshold");
}

#[test]
fn a_subject_that_names_nothing_of_the_step_covers_nothing() {
    let after = moved(&World::base());
    let empty = Paper { subject: Vec::new(), ..of_plan(&after) };
    approved(&after, &empty).is(Pending);
    let same = Paper::bytes("p", &World::base(), &World::base(), &[PLAN]).ayes(&TSC);
    approved(&after, &same).is(Pending).because("approval-stale");
    let mut twice = of_plan(&after);
    twice.subject.extend(same.subject);
    approved(&after, &twice).is(Pending).because("approval-stale");
    let mut foreign = of_plan(&after);
    foreign.subject.push("{path: src/main.c, from: none, to: none}".to_owned());
    approved(&after, &foreign).is(Pending).because("approval-stale");
}

#[test]
fn an_approval_may_precede_its_change_until_it_lapses() {
    let after = moved(&World::base());
    let judged = |dates: &str| {
        let paper = of_plan(&after).and(dates);
        step(&World::base(), &World::base().approve(&paper)).is(NotRequired);
        step(&World::base().approve(&paper), &after.clone().approve(&paper))
    };
    judged("closed: 2026-09-21").is(Approved);
    judged("closed: 2026-09-20").is(Pending).because("approval-lapsed");
    judged("").is(Pending).because("approval-lapsed");
}

#[test]
fn a_lapse_of_its_own_counts() {
    let before = World::base().with(POLICY_PATH, &format!("{POLICY}limits: {{lapse: 5 days}}\n"));
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]).ayes(&TSC);
    step(&before, &after.clone().approve(&paper.clone().and("closed: 2026-11-15"))).is(Approved);
    step(&before, &after.approve(&paper.and("closed: 2026-11-14"))).is(Pending).because("approval-lapsed");
}

#[test]
fn an_approval_that_history_has_used_is_not_used_again() {
    let after = moved(&World::base());
    let paper = of_plan(&after).and("closed: 2026-11-01");
    let used = HistoryFacts { used: BTreeSet::from(["p".to_owned()]), ..HistoryFacts::default() };
    let before = World::base().approve(&paper);
    step_with(&before, &after.clone().approve(&paper), TODAY, &used).is(Invalid).because("approval-reused");
}

#[test]
fn a_new_approval_covers_what_an_old_one_was_used_for() {
    let after = moved(&World::base());
    let old = of_plan(&after).and("closed: 2026-11-01");
    let used = HistoryFacts { used: BTreeSet::from(["p".to_owned()]), ..HistoryFacts::default() };
    let new = Paper { id: "again".to_owned(), ..of_plan(&after) };
    let before = World::base().approve(&old);
    step_with(&before, &after.clone().approve(&old).approve(&new), TODAY, &used).is(Approved);
    // While the new vote runs, the change waits for it: the old votes do not help, nor do they stop it.
    let open = Paper { votes: Vec::new(), ..new }.ayes(&["alice"]);
    step_with(&before, &after.clone().approve(&old).approve(&open), TODAY, &used).is(Pending);
}

#[test]
fn merged_approvals_are_never_touched() {
    let paper = of_plan(&moved(&World::base())).and("closed: 2026-11-01");
    let path = "release/approvals/p.yaml";
    let before = World::base().approve(&paper);
    let text = paper.text();
    step(&before, &before.clone().edit(path, "+1", "-1")).is(Invalid).because("append-only");
    step(&before, &before.clone().without(path)).is(Invalid).because("append-only");
    step(&before, &before.clone().with(path, &format!("{text}# a comment\n")))
        .is(Invalid)
        .because("append-only");
    let renamed =
        before.clone().without(path).with("release/approvals/q.yaml", &text.replace("id: p", "id: q"));
    step(&before, &renamed).is(Invalid).because("append-only");
}

#[test]
fn revoking_needs_what_the_approval_needed() {
    let after = moved(&World::base());
    let paper = of_plan(&after).and("closed: 2026-11-01");
    let before = World::base().approve(&paper);
    for verb in ["revokes", "supersedes"] {
        let revoke = Paper { id: "r".to_owned(), subject: Vec::new(), votes: Vec::new(), ..of_plan(&after) }
            .and(&format!("{verb}: [p]"));
        step(&before, &before.clone().approve(&revoke)).is(Pending).because("threshold");
        let voted = revoke.clone().deciding(&["record"]).ayes(&["alice"]);
        step(&before, &before.clone().approve(&voted)).is(Pending);
        let voted = revoke.ayes(&TSC);
        step(&before, &before.clone().approve(&voted)).is(Approved);
        // From then on it holds.
        let merged = before.clone().approve(&voted);
        step(&merged, &after.clone().approve(&paper).approve(&voted)).is(Pending).because("approval-stale");
        // So it does for the step that brings it.
        step(&before, &after.clone().approve(&paper).approve(&voted)).is(Pending).because("approval-stale");
    }
}

#[test]
fn the_outcome_is_counted_and_never_believed() {
    let after = moved(&World::base());
    approved(&after, &of_plan(&after).and("outcome: approved")).is(Approved);
    approved(&after, &of_plan(&after).and("outcome: rejected")).is(Invalid).because("outcome-mismatch");
    let lost = Paper { votes: Vec::new(), ..of_plan(&after) }.votes("-1", &TSC);
    approved(&after, &lost.clone().and("outcome: approved")).is(Invalid).because("outcome-mismatch");
    approved(&after, &lost.and("outcome: rejected")).is(Rejected);
    let minor = nudged(&World::base());
    let managers = Paper::bytes("p", &World::base(), &minor, &[PLAN]).deciding(&["schedule-minor"]);
    let refused = managers.ayes(&["carol", "frank"]).and("outcome: rejected");
    approved(&minor, &refused).is(Invalid).because("outcome-mismatch");
}

#[test]
fn an_old_approval_of_another_matter_is_left_alone() {
    // Its voter has left the roster since; that is no business of this step.
    let other = moved(&World::base()).edit(PLAN, "07-22", "09-30");
    let old = Paper { id: "old".to_owned(), ..of_plan(&other) }.ayes(&["mallory"]).and("closed: 2026-11-01");
    let before = World::base().approve(&old);
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]).ayes(&TSC);
    step(&before, &after.approve(&paper)).is(Approved);
}

#[test]
fn a_change_of_nothing_needs_nobody() {
    let answer = step(&World::base(), &World::base());
    answer.is(NotRequired);
    assert!(!answer.judgement.touches);
}

#[test]
fn a_new_approval_does_not_cover_for_an_unusable_one_on_another_path() {
    let after = moved(&World::base()).edit(PROCESS_PATH, "Kick-off", "Start");
    let old = of_plan(&after).and("closed: 2026-11-01");
    let used = HistoryFacts { used: BTreeSet::from(["p".to_owned()]), ..HistoryFacts::default() };
    let process =
        Paper::bytes("q", &World::base(), &after, &[PROCESS_PATH]).deciding(&["process"]).ayes(&TSC);
    let before = World::base().approve(&old);
    let answer = step_with(&before, &after.approve(&old).approve(&process), TODAY, &used);
    assert!(!answer.verdict.passes(), "{answer:#?}");
}
