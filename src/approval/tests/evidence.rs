//! Which votes count by what GitHub shows, and which do not.

use super::*;
use crate::approval::{Evidence, Uncounted};
use ReviewState::{Approved as Approves, ChangesRequested as Objects, Commented, Dismissed, PlusOne};
use Verdict::{Approved, Invalid, Pending, Rejected};

const CONFIRMED: &str = "vote: majority, evidence: confirmed";

/// The key milestone of a world is moved, with these votes listed.
fn listed(before: &World, ayes: &[&str]) -> (World, Paper) {
    let after = moved(before);
    let paper = Paper::bytes("p", before, &after, &[PLAN]).ayes(ayes);
    (after, paper)
}

/// Reviews in their order, numbered from 1.
fn reviews(said: &[(&str, ReviewState)]) -> Vec<Review> {
    (1..).zip(said).map(|(id, (person, state))| review(id, person, *state)).collect()
}

/// The answer to a pull request of mallory's with these votes listed and these reviews.
fn answer(requirement: &str, ayes: &[&str], said: &[(&str, ReviewState)]) -> Answer {
    let before = world(requirement);
    let (after, paper) = listed(&before, ayes);
    shown(&before, &after.approve(&paper), &pull_request("mallory", reviews(said)))
}

fn uncounted(answer: &Answer, person: &str) -> Option<Uncounted> {
    let decision = answer.judgement.decisions.first().expect("a decision");
    decision.cast.iter().find(|cast| cast.voter == person).expect("a vote").uncounted
}

fn needed(answer: &Answer) -> &str {
    answer.judgement.decisions[0].needed.as_deref().expect("a need")
}

#[test]
fn a_review_confirms_a_vote_listed_or_not() {
    let all = [("alice", Approves), ("bob", Approves), ("grace", Approves)];
    for listed in [&["alice", "bob", "grace"][..], &["alice"], &[]] {
        let answer = answer(CONFIRMED, listed, &all);
        answer.is(Approved);
        assert_eq!(answer.judgement.decisions[0].evidence, Some(Evidence::Confirmed));
        assert_eq!(answer.judgement.decisions[0].votes.in_favour, ["alice", "bob", "grace"]);
    }
}

#[test]
fn a_vote_that_is_only_listed_is_too_weak_and_says_what_would_prove_it() {
    let half = answer(CONFIRMED, &["alice", "bob", "grace"], &[("alice", Approves), ("bob", Approves)]);
    half.is(Pending).because("evidence-too-weak");
    assert_eq!(uncounted(&half, "grace"), Some(Uncounted::EvidenceTooWeak));
    assert_eq!(
        needed(&half),
        "proof of the vote of grace (approve the pull request on GitHub, or sign with `milepost sign p --vote +1`)"
    );
    let one = answer(CONFIRMED, &["grace"], &[("alice", Approves)]);
    assert_eq!(
        needed(&one),
        "1 more of bob, heidi, and proof of the vote of grace (approve the pull request on GitHub, or sign \
         with `milepost sign p --vote +1`)"
    );
}

#[test]
fn offline_nothing_is_confirmed() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &["alice", "bob", "grace", "heidi"]);
    step(&before, &after.approve(&paper)).is(Pending).because("evidence-too-weak");
}

#[test]
fn t52_the_latest_decisive_review_counts() {
    for (said, expected) in [
        (&[Approves][..], Approved),
        (&[Commented], Pending),
        (&[Approves, Commented], Approved),
        (&[Approves, PlusOne], Approved),
        (&[Objects, Approves], Approved),
        (&[Approves, Objects], Pending),
        (&[Approves, Objects, Commented], Pending),
        (&[Approves, Dismissed], Pending),
        (&[Dismissed, Approves], Approved),
        (&[Objects, Dismissed, Approves], Approved),
        (&[Dismissed], Pending),
        (&[PlusOne], Pending),
    ] {
        let of_grace = said.iter().map(|state| ("grace", *state));
        let all: Vec<_> = [("alice", Approves), ("bob", Approves)].into_iter().chain(of_grace).collect();
        assert_eq!(answer(CONFIRMED, &["grace"], &all).verdict, expected, "{said:?}");
        // The order of the answer says nothing; the moments do.
        let before = world(CONFIRMED);
        let (after, paper) = listed(&before, &["grace"]);
        let mut turned = reviews(&all);
        turned.reverse();
        let answer = shown(&before, &after.approve(&paper), &pull_request("mallory", turned));
        assert_eq!(answer.verdict, expected, "{said:?}");
    }
}

#[test]
fn t9_a_review_of_other_content_confirms_nothing() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &[]);
    let after = after.approve(&paper);
    let two = || reviews(&[("alice", Approves), ("bob", Approves)]);
    let with = |of_grace: &[(ReviewState, bool)]| {
        let of_grace = (3..).zip(of_grace).map(|(id, (state, same_content))| Review {
            same_content: *same_content,
            ..review(id, "grace", *state)
        });
        let all = two().into_iter().chain(of_grace).collect();
        shown(&before, &after, &pull_request("mallory", all)).verdict
    };
    assert_eq!(with(&[(Approves, true)]), Approved);
    assert_eq!(with(&[(Approves, false)]), Pending);
    // A later word about other content leaves open what the person thinks of this one.
    assert_eq!(with(&[(Approves, true), (Objects, false)]), Pending);
    assert_eq!(with(&[(Objects, false), (Approves, true)]), Approved);
    // An objection to this content is not taken back by approving another.
    assert_eq!(with(&[(Objects, true), (Approves, false)]), Pending);
}

#[test]
fn the_author_of_a_pull_request_votes_by_a_comment() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &[]);
    let after = after.approve(&paper);
    let by = |author: &str, state| {
        let all = reviews(&[("alice", Approves), ("bob", Approves), ("grace", state)]);
        shown(&before, &after, &pull_request(author, all))
    };
    by("grace", PlusOne).is(Approved);
    by("grace", Commented).is(Pending);
    by("mallory", PlusOne).is(Pending);
}

#[test]
fn t17_names_prove_nothing() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &["alice", "bob", "grace"]);
    let named = |id, name: &str| Review {
        reviewer: Account { id, login: format!("{name}-example"), is_bot: false },
        ..review(1, name, Approves)
    };
    let all = vec![named(201, "alice"), named(202, "bob"), named(203, "grace")];
    shown(&before, &after.approve(&paper), &pull_request("mallory", all))
        .is(Pending)
        .because("evidence-too-weak");
}

#[test]
fn t18_the_number_of_an_account_decides_and_not_its_name() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &[]);
    let renamed = |id: u32, person: &str| Review {
        reviewer: Account { login: "somebody-new".to_owned(), ..account(person) },
        ..review(id, person, Approves)
    };
    let all = vec![renamed(1, "alice"), renamed(2, "bob"), renamed(3, "grace")];
    shown(&before, &after.approve(&paper), &pull_request("mallory", all)).is(Approved);
}

#[test]
fn t19_an_account_under_two_people_is_nobodys() {
    let before = world(CONFIRMED).edit(ROSTER_PATH, "id: 4}", "id: 3}");
    let (after, paper) = listed(&before, &[]);
    let all = reviews(&[("alice", Approves), ("bob", Approves), ("grace", Approves)]);
    assert!(!shown(&before, &after.approve(&paper), &pull_request("mallory", all)).verdict.passes());
}

#[test]
fn t20_a_review_counts_for_a_seat_of_the_day() {
    let before = world(CONFIRMED).edit(
        ROSTER_PATH,
        "{person: bob, from: 2026-01-01}",
        "{person: bob, from: 2026-01-01, until: 2026-11-10}",
    );
    let (after, paper) = listed(&before, &[]);
    let with = |said: &[(&str, ReviewState)]| {
        let paper = paper.clone();
        shown(&before, &after.clone().approve(&paper), &pull_request("mallory", reviews(said)))
    };
    // Two of three seats; bob is not one of them any more.
    with(&[("alice", Approves), ("bob", Approves)]).is(Pending);
    with(&[("alice", Approves), ("grace", Approves)]).is(Approved);
}

#[test]
fn t26_a_program_never_votes() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &["grace"]);
    let mut all = reviews(&[("alice", Approves), ("bob", Approves), ("grace", Approves)]);
    all[2].reviewer.is_bot = true;
    shown(&before, &after.approve(&paper), &pull_request("mallory", all)).is(Pending);
}

#[test]
fn t26_a_known_proposer_is_told_from_the_others() {
    let limited = |limits: &str, requirement: &str| {
        let world = world(requirement);
        let policy = format!("{}limits: {{{limits}}}\n", world.0[POLICY_PATH]);
        world.with(POLICY_PATH, &policy)
    };
    let three = [("alice", Approves), ("bob", Approves), ("grace", PlusOne)];
    let with = |before: &World, author: &str, said: &[(&str, ReviewState)]| {
        let (after, paper) = listed(before, &["alice", "bob", "grace"]);
        shown(before, &after.approve(&paper), &pull_request(author, reviews(said)))
    };
    let before = limited("proposer-votes: false", "vote: majority");
    with(&before, "mallory", &three).is(Approved);
    with(&before, "grace", &three).is(Pending).because("proposer-alone");
    // Somebody whom the roster does not list proposed it.
    with(&before, "zoe", &three).is(Approved);
    // A program may have been started by any of them, and the account may be that of a voter without one.
    let mut by_program = pull_request("zoe", reviews(&three));
    if let GitHub::Shows(pull_request) = &mut by_program.pull_request {
        pull_request.author.as_mut().expect("an author").is_bot = true;
    }
    let (after, paper) = listed(&before, &["alice", "bob", "grace"]);
    shown(&before, &after.clone().approve(&paper), &by_program).is(Pending).because("proposer-alone");
    let without = before.clone().edit(ROSTER_PATH, "github: {login: grace-example, id: 3}, ", "");
    with(&without, "zoe", &three).is(Pending).because("proposer-alone");
    let before = limited("other-approvers: 3", "vote: majority");
    with(&before, "mallory", &three).is(Approved);
    with(&before, "grace", &three).is(Pending).because("proposer-alone");
}

#[test]
fn t27_a_person_with_many_proofs_votes_once() {
    let twice = [("alice", Approves), ("alice", Approves), ("bob", Approves), ("bob", Approves)];
    answer(CONFIRMED, &["alice", "bob"], &twice).is(Pending).because("threshold");
}

#[test]
fn t66_what_a_contributor_without_office_writes_counts_for_nothing() {
    let recorded = "vote: majority";
    let votes = ["alice", "bob", "grace"];
    let by = |author: &str, said: &[(&str, ReviewState)]| {
        let before = world(recorded);
        let (after, paper) = listed(&before, &votes);
        shown(&before, &after.approve(&paper), &pull_request(author, reviews(said)))
    };
    let alone = by("mallory", &[]);
    alone.is(Pending).because("evidence-too-weak");
    assert_eq!(uncounted(&alone, "alice"), Some(Uncounted::NobodyInOffice));
    assert_eq!(
        needed(&alone),
        "the approval of the pull request by a TSC member, release manager or advisor"
    );
    by("mallory", &[("mallory", Approves), ("dave", Approves)]).is(Pending);
    by("mallory", &[("heidi", Commented)]).is(Pending);
    by("mallory", &[("heidi", Dismissed)]).is(Pending);
    by("zoe", &[]).is(Pending);
    for officer in ["heidi", "erin", "carol"] {
        by("mallory", &[(officer, Approves)]).is(Approved);
        by(officer, &[]).is(Approved);
    }
}

#[test]
fn t66_a_review_from_before_the_votes_were_written_stands_for_none_of_them() {
    let before = world("vote: majority");
    let (after, paper) = listed(&before, &["alice", "bob", "grace"]);
    let after = after.approve(&paper);
    let by = |same_votes: bool| {
        let early = Review { same_votes, ..review(1, "carol", Approves) };
        shown(&before, &after, &pull_request("mallory", vec![early]))
    };
    by(false).is(Pending).because("evidence-too-weak");
    by(true).is(Approved);
}

#[test]
fn t66_a_reviewer_saw_the_votes_that_stood_in_the_files_to_the_byte() {
    use crate::approval::same_votes;
    let before = World::base();
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]);
    let now = after.clone().approve(&paper.clone().ayes(&["alice", "bob"]));
    let saw = |reviewed: &World| same_votes(&before.workspace(), &reviewed.workspace(), &now.workspace());
    assert!(saw(&now));
    assert!(saw(&now.clone().edit(PROCESS_PATH, "Kick-off", "Start")));
    assert!(!saw(&after));
    assert!(!saw(&after.clone().approve(&paper.ayes(&["alice"]))));
}

#[test]
fn t66_minutes_and_silence_need_somebody_in_office_too() {
    let quiet = "  quiet:\n    lazy-consensus: {open: 3 days}\n  majority:\n";
    let before = world("vote: quiet");
    let before = before.clone().with(POLICY_PATH, &before.0[POLICY_PATH].replacen("  majority:\n", quiet, 1));
    let (after, paper) = listed(&before, &[]);
    let after = after.approve(&paper.and("method: lazy-consensus\nopened: 2026-11-01"));
    shown(&before, &after, &pull_request("mallory", Vec::new())).is(Pending).because("evidence-too-weak");
    shown(&before, &after, &pull_request("carol", Vec::new())).is(Approved);
    // One real signature or vote does not make a meeting of two.
    let before = world("vote: majority");
    let (after, paper) = listed(&before, &["alice"]);
    let after = after.approve(&paper.and("method: meeting\npresent: [alice, bob]"));
    let proofs = pull_request("mallory", Vec::new());
    shown(&before, &after, &proofs).is(Pending).because("evidence-too-weak");
}

#[test]
fn t67_confirmed_votes_are_counted_by_the_electronic_rule() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &["alice", "bob"]);
    let after = after.approve(&paper.and("method: meeting\npresent: [alice, bob]"));
    let two = reviews(&[("alice", Approves), ("bob", Approves)]);
    shown(&before, &after, &pull_request("mallory", two)).is(Pending).because("threshold");
    let three = reviews(&[("alice", Approves), ("bob", Approves), ("grace", Approves)]);
    shown(&before, &after, &pull_request("mallory", three)).is(Approved);
}

#[test]
fn a_recusal_written_by_others_makes_no_base_smaller() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &["alice", "bob"]);
    let after = after.approve(&paper.votes("recused", &["grace"]));
    let two = reviews(&[("alice", Approves), ("bob", Approves)]);
    // Two of four are not more than half; two of three would be.
    shown(&before, &after, &pull_request("mallory", two)).is(Pending);
}

#[test]
fn an_objection_counts_however_weakly_it_is_proven() {
    let policy = "vote: cast, evidence: confirmed";
    let before = world(policy);
    let cast =
        "  cast:\n    electronic: {pass: \"> 1/2 of cast\", quorum: \">= 3/4 of seats\"}\n  majority:\n";
    let before = before.clone().with(POLICY_PATH, &before.0[POLICY_PATH].replacen("  majority:\n", cast, 1));
    let with = |nays: &[&str], abstains: &[&str], said: &[(&str, ReviewState)]| {
        let (after, paper) = listed(&before, &[]);
        let after = after.approve(&paper.votes("-1", nays).votes("0", abstains));
        shown(&before, &after, &pull_request("mallory", reviews(said)))
    };
    let (one, two) = ([("alice", Approves)], [("alice", Approves), ("bob", Approves)]);
    let three = [("alice", Approves), ("bob", Approves), ("grace", Approves)];
    with(&[], &[], &three).is(Approved);
    with(&["heidi"], &[], &three).is(Approved);
    with(&["grace", "heidi"], &[], &two).is(Rejected);
    // A vote that others wrote down is no part of the quorum.
    with(&["heidi"], &[], &two).is(Pending).because("quorum");
    with(&[], &["heidi"], &two).is(Pending).because("quorum");
    with(&["bob", "grace", "heidi"], &[], &one).is(Rejected);
}

#[test]
fn a_dismissed_review_withdraws_the_vote_that_is_merely_listed() {
    let listed = ["alice", "bob", "grace"];
    let answer = answer("vote: majority", &listed, &[("heidi", Approves), ("grace", Dismissed)]);
    // heidi's own review takes grace's place.
    answer.is(Approved);
    assert_eq!(uncounted(&answer, "grace"), Some(Uncounted::Withdrawn));
    let without = self::answer("vote: majority", &listed, &[("carol", Approves), ("grace", Dismissed)]);
    without.is(Pending);
}

#[test]
fn an_alternate_votes_where_the_holder_does_not() {
    let with = |ayes: &[&str], said: &[(&str, ReviewState)]| answer(CONFIRMED, ayes, said).verdict;
    let two = [("alice", Approves), ("bob", Approves)];
    let and = |more: &[(&'static str, ReviewState)]| {
        two.into_iter().chain(more.iter().copied()).collect::<Vec<_>>()
    };
    assert_eq!(with(&[], &and(&[("dave", Approves)])), Approved);
    // Once the holder votes, the alternate's word counts no more.
    let both = answer(CONFIRMED, &["dave"], &and(&[("dave", Approves), ("grace", Approves)]));
    both.is(Approved);
    assert_eq!(both.judgement.decisions[0].votes.in_favour, ["alice", "bob", "grace"]);
    assert_eq!(with(&[], &and(&[("dave", Approves), ("grace", Objects)])), Pending);
    // One seat, one vote.
    assert_eq!(with(&[], &[("alice", Approves), ("dave", Approves), ("grace", Approves)]), Pending);
    // A line that others wrote for the holder does not stand in the alternate's way.
    assert_eq!(with(&["grace"], &and(&[("dave", Approves)])), Approved);
    assert_eq!(with(&["grace", "dave"], &and(&[("dave", Approves)])), Invalid);
}

#[test]
fn a_line_for_the_holder_keeps_an_alternate_out_only_where_lines_count() {
    let with = |requirement: &str| {
        let before = world(requirement);
        let after = moved(&before);
        let mut paper = Paper::bytes("p", &before, &after, &[PLAN]);
        paper.votes = vec![("grace".to_owned(), "0")];
        let said = [("alice", Approves), ("bob", Approves), ("dave", Approves)];
        shown(&before, &after.approve(&paper), &pull_request("mallory", reviews(&said))).verdict
    };
    assert_eq!(with(CONFIRMED), Approved);
    assert_eq!(with("vote: majority"), Pending);
}

#[test]
fn a_review_after_the_vote_was_closed_adds_no_vote() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &["alice", "bob"]);
    let all = [("alice", Approves), ("bob", Approves), ("grace", Approves)];
    let with = |closed: &str| {
        let after = after.clone().approve(&paper.clone().and(closed));
        shown(&before, &after, &pull_request("mallory", reviews(&all)))
    };
    // The reviews are of 18 November. They still confirm what the file lists.
    with("closed: 2026-11-18").is(Approved);
    let late = with("closed: 2026-11-17");
    late.is(Pending);
    assert_eq!(uncounted(&late, "grace"), Some(Uncounted::TooLate));
    assert_eq!(late.judgement.decisions[0].votes.in_favour, ["alice", "bob"]);
}

#[test]
fn release_managers_count_as_authors_and_reviewers() {
    for requirement in
        ["approve: release-managers, count: 2", "approve: release-managers, count: 2, evidence: confirmed"]
    {
        let base = World::base().with(ROSTER_PATH, &with_accounts(ROSTER));
        let policy = POLICY.replace("{approve: release-managers, count: 2}", &format!("{{{requirement}}}"));
        let before = base.with(POLICY_PATH, &policy);
        let with = |author: &str, ayes: &[&str], said: &[(&str, ReviewState)]| {
            let after = nudged(&before);
            let paper = Paper::bytes("p", &before, &after, &[PLAN]).deciding(&["schedule-minor"]).ayes(ayes);
            shown(&before, &after.approve(&paper), &pull_request(author, reviews(said))).verdict
        };
        // Only the author's own comment on this content shows that they are in favour of it.
        let is_weak = requirement.contains("confirmed");
        let opened_it = if is_weak { Pending } else { Approved };
        assert_eq!(with("carol", &[], &[("frank", Approves)]), opened_it);
        assert_eq!(with("carol", &[], &[("carol", PlusOne), ("frank", Approves)]), Approved);
        assert_eq!(with("mallory", &[], &[("carol", Approves), ("frank", Approves)]), Approved);
        assert_eq!(with("carol", &[], &[("alice", Approves)]), Pending);
        assert_eq!(with("carol", &[], &[]), Pending);
        assert_eq!(with("carol", &["carol"], &[]), Pending);
        assert_eq!(with("mallory", &["carol"], &[("carol", Objects), ("frank", Approves)]), Pending);
        assert_eq!(with("carol", &["frank"], &[]), if is_weak { Pending } else { Approved });
        assert_eq!(with("mallory", &["carol", "frank"], &[]), Pending);
    }
}

#[test]
fn offline_a_vote_that_names_a_review_cannot_be_verified() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &["alice", "bob", "grace"]);
    let claim = "review: {pull-request: 12, id: 99, commit: 9f2c1d7e5b8a4036c1e0d9f7a6b5c4d3e2f10987}";
    let claimed =
        ["alice", "bob", "grace"].iter().fold(paper.clone(), |paper, voter| paper.remark(voter, claim));
    let unverifiable = |answer: &Answer| {
        answer.is(Pending).because("evidence-too-weak");
        answer.judgement.decisions[0].unverifiable
    };
    assert!(unverifiable(&step(&before, &after.clone().approve(&claimed))));
    assert!(!unverifiable(&step(&before, &after.clone().approve(&paper))));
    // One of them claims nothing.
    let some = paper.clone().remark("alice", claim).remark("bob", claim);
    assert!(!unverifiable(&step(&before, &after.clone().approve(&some))));
    // Asked, GitHub shows no such review.
    let proofs = pull_request("mallory", Vec::new());
    assert!(!unverifiable(&shown(&before, &after.clone().approve(&claimed), &proofs)));
    // For a policy that asks for less, it makes no difference.
    let lax = world("vote: majority");
    let (after, _) = listed(&lax, &[]);
    step(&lax, &after.approve(&claimed)).is(Approved);
}

#[test]
fn what_a_witness_file_says_cannot_be_verified_offline() {
    let before = world(CONFIRMED);
    let (after, paper) = listed(&before, &["alice"]);
    let after = after.approve(&paper);
    let says = |said: &[(&str, ReviewState)]| {
        let pull_request = PullRequest { author: Some(account("mallory")), reviews: reviews(said) };
        let proofs = Proofs { pull_request: GitHub::Witnessed(pull_request), merger: Merger::NotMerged };
        let answer = shown(&before, &after, &proofs);
        answer.is(Pending);
        assert_eq!(answer.judgement.decisions[0].votes.in_favour, Vec::<String>::new());
        answer.judgement.decisions[0].unverifiable
    };
    let three = [("alice", Approves), ("bob", Approves), ("grace", Approves)];
    assert!(says(&three));
    assert!(!says(&three[..2]));
    assert!(!says(&[("alice", Approves), ("bob", Approves), ("grace", Approves), ("heidi", Objects)]));
}

#[test]
fn t1_a_review_of_somebody_who_joins_by_the_change_is_no_vote() {
    let before = world("vote: majority").edit(
        POLICY_PATH,
        "electorate: {vote: majority}",
        "electorate: {vote: majority, evidence: confirmed}",
    );
    let after =
        before.clone().edit(ROSTER_PATH, "release-managers:", "  - {person: mallory}\nrelease-managers:");
    let paper = Paper::bytes("p", &before, &after, &[ROSTER_PATH]).deciding(&["electorate"]);
    let with = |third: &str| {
        let all = reviews(&[("alice", Approves), ("bob", Approves), (third, Approves)]);
        shown(&before, &after.clone().approve(&paper), &pull_request("carol", all))
    };
    with("mallory").is(Pending).because("threshold");
    with("grace").is(Approved);
}

#[test]
fn what_a_reviewer_saw_is_compared_by_meaning() {
    use crate::approval::same_content;
    let before = World::base();
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]);
    let now = after.clone().approve(&paper.clone().ayes(&["alice"]));
    let needs = step(&before, &now).judgement.needs;
    let saw =
        |reviewed: &World| same_content(&before.workspace(), &reviewed.workspace(), &now.workspace(), &needs);
    assert!(saw(&now));
    // Before the approval was written, with a remark more, and with other work around it.
    assert!(saw(&after));
    assert!(saw(&after.clone().edit(PLAN, "cycle:", "# soon\ncycle:")));
    assert!(saw(&after.clone().edit(PROCESS_PATH, "Kick-off", "Start")));
    assert!(!saw(&before));
    assert!(!saw(&after.clone().edit(PLAN, "07-22", "07-23")));
    assert!(!saw(&after.clone().without(PLAN)));
    // Who approved it did not approve what it revokes since.
    let revoking = after.approve(&paper.ayes(&["alice"]).and("revokes: [q]"));
    assert!(!same_content(&before.workspace(), &now.workspace(), &revoking.workspace(), &needs));
}
