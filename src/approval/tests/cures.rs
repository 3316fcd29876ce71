//! What a pending decision says it needs: words that read behind `needs`, and that name the true cure.

use super::*;

const WINDOW: &str = "electronic: {pass: \"> 1/2 of seats\", open: 7 days}";

fn world() -> World {
    World::base().edit(POLICY_PATH, "electronic: {pass: \"> 1/2 of seats\"}", WINDOW)
}

/// What the move of the key milestone needs with a paper of three votes.
fn needed_with(lines: &[&str], votes: &[&str]) -> String {
    let before = world();
    let after = moved(&before);
    let paper = Paper::meaning("a", &before, &after, &[PLAN]).ayes(votes);
    let paper = lines.iter().fold(paper, |paper, line| paper.and(line));
    let answer = step(&before, &after.approve(&paper));
    answer.is(Verdict::Pending);
    answer.judgement.decisions[0].needed.clone().expect("a need")
}

#[test]
fn an_open_vote_needs_its_days() {
    assert_eq!(
        needed_with(&["opened: 2026-11-20"], &["alice", "bob", "grace"]),
        "7 days of voting, so nothing before Fri 27 Nov 2026"
    );
    assert_eq!(
        needed_with(&["opened: 2026-11-20"], &["alice", "bob"]),
        "1 more of grace (or dave), heidi, and 7 days of voting, so nothing before Fri 27 Nov 2026"
    );
    assert_eq!(
        needed_with(&["opened: 2026-11-10", "closed: 2026-11-12"], &["alice", "bob", "grace"]),
        "a vote that stays open for 7 days, to Tue 17 Nov 2026"
    );
    assert_eq!(
        needed_with(&["opened: 2026-11-10", "closed: 2026-11-24"], &["alice", "bob", "grace"]),
        "the end of the vote of `a` on Tue 24 Nov 2026"
    );
}

#[test]
fn an_old_vote_needs_a_new_one() {
    assert_eq!(
        needed_with(&["opened: 2026-07-01", "closed: 2026-08-01"], &["alice", "bob", "grace"]),
        "a new vote: `a` lapsed on Wed 30 Sep 2026"
    );
}

#[test]
fn a_meeting_needs_its_list_and_its_quorum() {
    let votes = ["alice", "bob"];
    assert_eq!(needed_with(&["method: meeting"], &votes), "a line `present:` that says who was there");
    assert_eq!(
        needed_with(&["method: meeting", "present: [alice]"], &["alice"]),
        "another meeting with 1 seat more present, or an electronic vote; nobody joins a meeting later"
    );
}

#[test]
fn a_method_without_a_rule_needs_another_method() {
    assert_eq!(
        needed_with(&["method: lazy-consensus"], &["alice", "bob", "grace"]),
        "a vote by `meeting` or `electronic`: the policy has no rule for `lazy-consensus`"
    );
}

#[test]
fn other_content_needs_a_new_approval() {
    let before = world();
    let after = moved(&before);
    let paper = Paper::meaning("a", &before, &after, &[PLAN]).ayes(&["alice", "bob", "grace"]);
    let answer = step(&before, &after.edit(PLAN, "2027-07-22", "2027-07-29").approve(&paper));
    let decision = &answer.judgement.decisions[0];
    assert_eq!(
        decision.needed.as_deref(),
        Some("a new approval with 3 of alice, bob, grace (or dave), heidi: `a` is about other content")
    );
    let message = &decision.reasons[0].message;
    assert!(
        message.starts_with("`a`: `release/schedules/paris.yaml` was changed after the approval (it"),
        "{message}"
    );
}

#[test]
fn an_approval_that_cannot_be_read_says_so_in_place_of_votes() {
    let before = world();
    let broken = "kind: approval/v1\nid: a\ndecisions: [schedule]\nvote: []\n";
    let answer = step(&before, &moved(&before).with("release/approvals/a.yaml", broken));
    let decision = &answer.judgement.decisions[0];
    assert_eq!(decision.needed.as_deref(), Some("an approval that can be read: `a` has an error"));
    assert_eq!(decision.reasons[0].message, "`a` cannot be read; see the error");
    assert_eq!((decision.count, decision.votes.missing.len()), (None, 0));
}

#[test]
fn a_seats_vote_does_not_count_where_release_managers_decide() {
    let before = World::base();
    let after = nudged(&before);
    let paper = Paper::meaning("a", &before, &after, &[PLAN]).deciding(&["schedule-minor"]);
    let answer = step(&before, &after.approve(&paper.ayes(&["alice", "carol"])));
    let votes = &answer.is(Verdict::Pending).judgement.decisions[0].votes;
    assert_eq!(votes.in_favour, ["carol"]);
    assert_eq!(votes.uncounted, ["alice"]);
    assert_eq!(
        answer.judgement.decisions[0].reasons[0].message,
        "1 of 2 release managers in favour; the vote of alice does not count here"
    );
}

#[test]
fn bytes_that_differ_from_the_approved_ones_are_noted() {
    let before = World::base();
    let after = moved(&before);
    let paper = Paper::meaning("a", &before, &after, &[PLAN]).ayes(&["alice", "bob", "grace"]);
    let exact = step(&before, &after.clone().approve(&paper));
    assert_eq!(exact.is(Verdict::Approved).judgement.notes, Vec::<String>::new());
    let commented =
        step(&before, &after.edit(PLAN, "status: active", "status: active # since May").approve(&paper));
    assert_eq!(
        commented.is(Verdict::Approved).judgement.notes,
        [
            "`a` fits by meaning: comments or notation of `release/schedules/paris.yaml` differ from the approved bytes"
        ]
    );
}

/// What the move of the key milestone needs by a committee of so many seats, with so many votes in favour.
fn needed_of(seats: usize, limits: &str, ayes: usize) -> String {
    let people = ["alice", "bob", "heidi"];
    let seated: String = people
        .iter()
        .take(seats)
        .map(|person| format!("  - {{person: {person}, from: 2026-01-01}}\n"))
        .collect();
    let before = World::base();
    let roster = before.0[ROSTER_PATH].clone();
    let (head, rest) = roster.split_once("tsc:\n").expect("a committee");
    let (_, tail) = rest.split_once("release-managers:").expect("release managers");
    let policy = format!("{}limits: {{{limits}}}\n", before.0[POLICY_PATH]);
    let before = before
        .with(ROSTER_PATH, &format!("{head}tsc:\n{seated}release-managers:{tail}"))
        .with(POLICY_PATH, &policy);
    let after = moved(&before);
    let paper = Paper::meaning("a", &before, &after, &[PLAN]).ayes(&people[..ayes]);
    let answer = step(&before, &after.approve(&paper));
    answer.is(Verdict::Pending);
    answer.judgement.decisions[0].needed.clone().expect("a need")
}

#[test]
fn votes_that_nobody_could_give_are_not_asked_for() {
    assert_eq!(
        needed_of(3, "proposer-votes: false", 2),
        "1 more vote in favour, since one of the voters may be the proposer"
    );
    assert_eq!(
        needed_of(2, "proposer-votes: false", 2),
        "a proposer without a vote (GitHub tells who it is), or other `limits` in the policy: 1 more vote would be \
         needed, since one of the voters may be the proposer, and nobody else can vote"
    );
    assert_eq!(
        needed_of(3, "other-approvers: 4", 3),
        "more people who may vote, or other `limits` in the policy: it takes 4 besides the proposer, and there are 3"
    );
    assert_eq!(
        needed_of(2, "proposer-votes: false", 1),
        "a proposer without a vote (GitHub tells who it is), or other `limits` in the policy: 2 more votes would be \
         needed, since one of the voters may be the proposer, and only 1 more person can vote"
    );
}

#[test]
fn more_release_managers_than_there_are_cannot_agree() {
    let before = World::base().edit(
        POLICY_PATH,
        "approve: release-managers, count: 2",
        "approve: release-managers, count: 3",
    );
    let after = nudged(&before);
    let nobody = step(&before, &after);
    let impossible =
        "more people who may approve, or another rule in the policy: it takes 3, and there are 2";
    assert_eq!(nobody.judgement.decisions[0].needed.as_deref(), Some(impossible));
    let paper = Paper::meaning("a", &before, &after, &[PLAN]).deciding(&["schedule-minor"]);
    let answer = step(&before, &after.approve(&paper.ayes(&["carol"])));
    assert_eq!(answer.judgement.decisions[0].needed.as_deref(), Some(impossible));
}
