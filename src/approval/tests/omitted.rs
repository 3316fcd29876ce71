//! Objections that GitHub shows and the file leaves out.

use super::*;
use ReviewState::{Approved as Approves, ChangesRequested as Objects, Dismissed};
use Verdict::{Approved, Pending, Rejected};

/// A step of carol's with these lines and reviews.
fn answer(requirement: &str, votes: &[(&'static str, &[&str])], said: &[(&str, ReviewState)]) -> Answer {
    let before = world(requirement);
    let after = moved(&before);
    let paper = votes
        .iter()
        .fold(Paper::bytes("p", &before, &after, &[PLAN]), |paper, (vote, who)| paper.votes(vote, who));
    let reviews = (1..).zip(said).map(|(id, (person, state))| review(id, person, *state)).collect();
    shown(&before, &after.approve(&paper), &pull_request("carol", reviews))
}

const THREE: (&str, &[&str]) = ("+1", &["alice", "bob", "grace"]);

#[test]
fn t62_an_objection_that_is_left_out_holds_the_change_back() {
    for requirement in ["vote: majority", "vote: majority, evidence: confirmed"] {
        let reviews = |of_heidi: &[ReviewState]| {
            let three = ["alice", "bob", "grace"].map(|person| (person, Approves));
            three.into_iter().chain(of_heidi.iter().map(|state| ("heidi", *state))).collect::<Vec<_>>()
        };
        answer(requirement, &[THREE], &reviews(&[])).is(Approved);
        answer(requirement, &[THREE], &reviews(&[Objects])).is(Pending).because("omitted-vote");
        // Listed, it is seen, and three of four still pass.
        answer(requirement, &[THREE, ("-1", &["heidi"])], &reviews(&[Objects])).is(Approved);
        answer(requirement, &[THREE], &reviews(&[Objects, Approves])).is(Approved);
        answer(requirement, &[THREE], &reviews(&[Objects, Dismissed])).is(Approved);
        for other in ["0", "recused", "+1"] {
            let votes = [THREE, (other, &["heidi"][..])];
            answer(requirement, &votes, &reviews(&[Objects])).is(Pending).because("omitted-vote");
        }
    }
}

#[test]
fn t62_taking_a_listed_objection_out_is_noticed() {
    let votes: [(&str, &[&str]); 2] = [("+1", &["alice", "bob"]), ("-1", &["grace", "heidi"])];
    let objections = [("grace", Objects), ("heidi", Objects)];
    answer("vote: majority", &votes, &objections).is(Rejected);
    let doctored: [(&str, &[&str]); 1] = [("+1", &["alice", "bob", "grace"])];
    answer("vote: majority", &doctored, &objections).is(Pending).because("omitted-vote");
}

#[test]
fn who_has_no_seat_holds_nothing_back() {
    for stranger in ["mallory", "erin", "carol", "zoe"] {
        answer("vote: majority", &[THREE], &[(stranger, Objects)]).is(Approved);
    }
}

#[test]
fn an_objection_to_other_content_is_settled() {
    let before = world("vote: majority");
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]).ayes(&["alice", "bob", "grace"]);
    let old = Review { about: About::Other, ..review(1, "heidi", Objects) };
    shown(&before, &after.approve(&paper), &pull_request("carol", vec![old])).is(Approved);
}

#[test]
fn an_omitted_objection_rejects_nothing() {
    // Both may still be won over, so that the change is not voted down.
    let two: [(&str, &[&str]); 1] = [("+1", &["alice", "bob"])];
    answer("vote: majority", &two, &[("grace", Objects), ("heidi", Objects)]).is(Pending);
}

#[test]
fn an_approval_takes_an_objection_back_only_if_it_is_later() {
    let votes: [(&str, &[&str]); 2] = [("+1", &["alice", "bob"]), ("-1", &["grace", "heidi"])];
    let before = world("vote: majority");
    let after = moved(&before);
    let paper = votes
        .iter()
        .fold(Paper::bytes("p", &before, &after, &[PLAN]), |paper, (vote, who)| paper.votes(vote, who));
    let reviews = vec![review(1, "grace", Objects), review(2, "grace", Approves)];
    let proofs = pull_request("carol", reviews);
    let names = |id: u32| {
        let claim = format!(
            "review: {{pull-request: 1, id: {id}, commit: 9f2c1d7e5b8a4036c1e0d9f7a6b5c4d3e2f10987}}"
        );
        shown(&before, &after.clone().approve(&paper.clone().remark("grace", &claim)), &proofs)
    };
    names(1).is(Approved);
    names(2).is(Rejected);
    names(77).is(Rejected);
    shown(&before, &after.clone().approve(&paper), &proofs).is(Rejected);
}

#[test]
fn t62_dismissing_an_objection_is_no_consent_of_who_objected() {
    let quiet = "  quiet:\n    lazy-consensus: {open: 3 days}\n  majority:\n";
    let before = world("vote: quiet");
    let before = before.clone().with(POLICY_PATH, &before.0[POLICY_PATH].replacen("  majority:\n", quiet, 1));
    let after = moved(&before);
    let silent = |said: &[ReviewState]| {
        let paper =
            Paper::bytes("p", &before, &after, &[PLAN]).and("method: lazy-consensus\nopened: 2026-11-01");
        let reviews = (1..).zip(said).map(|(id, state)| review(id, "heidi", *state)).collect();
        shown(&before, &after.clone().approve(&paper), &pull_request("carol", reviews))
    };
    silent(&[]).is(Approved);
    silent(&[Objects]).is(Pending).because("omitted-vote");
    silent(&[Dismissed]).is(Pending).because("omitted-vote");
    silent(&[Objects, Dismissed]).is(Pending).because("omitted-vote");
    silent(&[Dismissed, Approves]).is(Approved);
    // Of other content, nobody waits for it.
    let elsewhere = Review { about: About::Other, ..review(1, "heidi", Dismissed) };
    let paper = Paper::bytes("p", &before, &after, &[PLAN]).and("method: lazy-consensus\nopened: 2026-11-01");
    shown(&before, &after.approve(&paper), &pull_request("carol", vec![elsewhere])).is(Approved);
}
