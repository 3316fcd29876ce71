//! Who has to merge, who did, and what a merge proves.

use super::*;
use crate::approval::{MergeAuthor, MergeState};
use Verdict::{Approved, NotRequired, Pending};

fn merged_by(merger: Merger) -> Proofs {
    Proofs { merger, ..Proofs::default() }
}

fn event(person: &str) -> Proofs {
    merged_by(Merger::Event(account(person)))
}

fn signed_merge(email: &str) -> Proofs {
    merged_by(Merger::SignedMerge(MergeAuthor::of(email)))
}

/// How the merge of an approved move of the plan stands.
fn state(requirement: &str, proofs: &Proofs) -> Vec<MergeState> {
    let before =
        world(requirement).edit(ROSTER_PATH, "name: Alice,", "name: Alice, email: alice@example.org,");
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]).ayes(&["alice", "bob", "grace"]);
    let answer = shown(&before, &after.approve(&paper), proofs);
    answer.is(Approved);
    answer.judgement.merging.into_iter().map(|merging| merging.state).collect()
}

#[test]
fn the_merger_is_announced_first_and_told_afterwards() {
    use MergeState::{Awaited, Proven, SomebodyElse, Unproven};
    let tsc = "vote: majority, merged-by: tsc";
    for (proofs, expected) in [
        (Proofs::default(), Awaited),
        (event("alice"), Proven("alice".to_owned())),
        (event("carol"), SomebodyElse("carol".to_owned())),
        (event("erin"), SomebodyElse("erin".to_owned())),
        (event("zoe"), SomebodyElse("the account zoe (100)".to_owned())),
        (signed_merge("1+whoever@users.noreply.github.com"), Proven("alice".to_owned())),
        (signed_merge("alice@example.org"), Proven("alice".to_owned())),
        (
            signed_merge("alice@users.noreply.github.com"),
            SomebodyElse("alice@users.noreply.github.com".to_owned()),
        ),
        (
            merged_by(Merger::Unproven("a squash has one parent".to_owned())),
            Unproven("a squash has one parent".to_owned()),
        ),
    ] {
        assert_eq!(state(tsc, &proofs), [expected], "{proofs:?}");
    }
    let managers = "vote: majority, merged-by: release-managers";
    assert_eq!(state(managers, &event("carol")), [Proven("carol".to_owned())]);
    assert_eq!(state(managers, &event("alice")), [SomebodyElse("alice".to_owned())]);
    assert_eq!(state("vote: majority", &event("alice")), []);
}

#[test]
fn a_requirement_of_a_merger_alone_is_announced_too() {
    let before = world("merged-by: tsc");
    let answer = shown(&before, &moved(&before), &Proofs::default());
    answer.is(NotRequired);
    assert_eq!(answer.judgement.merging.len(), 1);
    assert_eq!(answer.judgement.merging[0].to_string(), "`schedule`: a TSC member must merge this");
    let wrong = shown(&before, &moved(&before), &event("mallory"));
    wrong.is(NotRequired);
    assert!(wrong.judgement.notes.iter().any(|note| note.contains("had to merge")), "{wrong:?}");
}

#[test]
fn who_merges_confirms_their_own_listed_vote() {
    let before = world("vote: one, evidence: confirmed");
    let one = "  one:\n    electronic: {pass: \">= 1/4 of seats\"}\n  majority:\n";
    let before = before.clone().with(POLICY_PATH, &before.0[POLICY_PATH].replacen("  majority:\n", one, 1));
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]);
    let with = |paper: Paper, proofs: &Proofs| shown(&before, &after.clone().approve(&paper), proofs);
    let alice = paper.clone().ayes(&["alice"]);
    with(alice.clone(), &event("alice")).is(Approved);
    with(alice.clone(), &signed_merge("1+alice@users.noreply.github.com")).is(Approved);
    with(alice.clone(), &event("bob")).is(Pending);
    // Merging is no vote of somebody who did not say so.
    with(paper.clone().votes("0", &["alice"]), &event("alice")).is(Pending);
    with(paper, &event("alice")).is(Pending);
    // A program merges for anybody.
    let program = Account { is_bot: true, ..account("alice") };
    with(alice, &merged_by(Merger::Event(program))).is(Pending);
}

#[test]
fn t68_a_squash_proves_no_merger() {
    let before = world("vote: one, evidence: confirmed");
    let one = "  one:\n    electronic: {pass: \">= 1/4 of seats\"}\n  majority:\n";
    let before = before.clone().with(POLICY_PATH, &before.0[POLICY_PATH].replacen("  majority:\n", one, 1));
    let after = moved(&before);
    let after = after.clone().approve(&Paper::bytes("p", &before, &after, &[PLAN]).ayes(&["alice"]));
    let squash = merged_by(Merger::Unproven("the commit has one parent".to_owned()));
    shown(&before, &after, &squash).is(Pending).because("evidence-too-weak");
}
