//! Signed votes: which signatures hold, and what a broken one spoils.

use super::*;
use crate::approval::{Evidence, Terms, statement};
use crate::document::Vote;
use crate::signature::ssh::APPROVAL_NAMESPACE;
use crate::signature::statement::Statement;
use crate::signature::testing::{TestDevice, TestKey};
use Verdict::{Approved, Invalid, Pending};

/// The key of a person: its seed is the number of the account.
fn key(person: &str) -> TestKey {
    TestKey::new(u8::try_from(account(person).id).expect("few people"))
}

/// The world in which some people have keys.
fn signing_world(requirement: &str) -> World {
    ["alice", "bob", "grace"].iter().fold(world(requirement), |world, person| {
        let start = format!("  {person}: {{");
        world.edit(ROSTER_PATH, &start, &format!("{start}keys: [{{key: {}}}], ", key(person).public()))
    })
}

const SIGNED: &str = "vote: majority, evidence: signed";

/// What somebody signs by voting in an approval.
fn words(before: &World, after: &World, paper: &Paper, voter: &str, vote: Vote) -> Statement {
    let (old, new) = (before.workspace(), after.clone().approve(paper).workspace());
    let terms = Terms::of(old.project.as_ref().expect("a project"), old.policy.as_ref().expect("a policy"));
    statement(&new.approvals[&paper.id].value, &terms, voter, vote)
}

fn quoted(signature: &str) -> String {
    format!("signature: \"{}\"", signature.replace('\n', "\\n"))
}

/// Adds somebody's signature to their line.
fn sign(before: &World, after: &World, paper: Paper, voter: &str, vote: Vote) -> Paper {
    let bytes = words(before, after, &paper, voter, vote).to_bytes().expect("bytes");
    paper.remark(voter, &quoted(&key(voter).sign(APPROVAL_NAMESPACE, &bytes)))
}

fn all_sign(before: &World, after: &World, paper: &Paper) -> Paper {
    let signs = |paper: Paper, voter: &&str| sign(before, after, paper, voter, Vote::InFavour);
    ["alice", "bob", "grace"].iter().fold(paper.clone(), signs)
}

/// A paper with three votes about a move of the plan.
fn three(before: &World) -> (World, Paper) {
    let after = moved(before);
    let paper = Paper::bytes("p", before, &after, &[PLAN]).ayes(&["alice", "bob", "grace"]);
    (after, paper)
}

#[test]
fn signed_votes_count_offline() {
    for requirement in [SIGNED, "vote: majority, evidence: confirmed", "vote: majority"] {
        let before = signing_world(requirement);
        let (after, paper) = three(&before);
        let answer = step(&before, &after.clone().approve(&all_sign(&before, &after, &paper)));
        answer.is(Approved);
        let decision = &answer.judgement.decisions[0];
        assert_eq!(decision.evidence, Some(Evidence::Signed));
        assert_eq!(decision.cast[0].proof.to_string(), format!("signed by {}", key("alice").fingerprint()));
    }
}

#[test]
fn a_review_is_no_signature() {
    let before = signing_world(SIGNED);
    let (after, paper) = three(&before);
    let approved =
        (1..).zip(["alice", "bob", "grace"]).map(|(id, person)| review(id, person, ReviewState::Approved));
    let proofs = pull_request("carol", approved.collect());
    let two = sign(&before, &after, paper.clone(), "alice", Vote::InFavour);
    let two = sign(&before, &after, two, "bob", Vote::InFavour);
    shown(&before, &after.clone().approve(&two), &proofs).is(Pending).because("evidence-too-weak");
    let all = all_sign(&before, &after, &paper);
    shown(&before, &after.clone().approve(&all), &proofs).is(Approved);
}

fn says(answer: &Answer, words: &str) -> bool {
    answer.judgement.diagnostics.iter().any(|diagnostic| diagnostic.message.contains(words))
}

/// Whether a signature of alice's over another statement, or made otherwise, is told with these words.
fn broken(change: impl Fn(&World, &World, Paper) -> Paper, words: &str) {
    for requirement in ["vote: majority", SIGNED] {
        let before = signing_world(requirement);
        let (after, paper) = three(&before);
        let answer = step(&before, &after.clone().approve(&change(&before, &after, paper)));
        answer.is(Invalid).because("bad-signature");
        assert!(says(&answer, words), "no `{words}` in {:?}", answer.judgement.diagnostics);
        let decision = &answer.judgement.decisions[0];
        assert!(!decision.votes.in_favour.contains(&"alice".to_owned()), "{decision:?}");
    }
}

/// The signature of alice's key over her statement after `change`.
fn over(change: impl Fn(&mut Statement)) -> impl Fn(&World, &World, Paper) -> Paper {
    move |before, after, paper| {
        let mut statement = words(before, after, &paper, "alice", Vote::InFavour);
        change(&mut statement);
        let bytes = statement.to_bytes().expect("bytes");
        paper.remark("alice", &quoted(&key("alice").sign(APPROVAL_NAMESPACE, &bytes)))
    }
}

#[test]
fn t12_a_signature_over_anything_else_does_not_hold() {
    let other = "over another statement";
    broken(over(|statement| statement.project = "Other".to_owned()), other);
    broken(over(|statement| statement.approval = "q".to_owned()), other);
    broken(over(|statement| statement.subject[0].to = "none".to_owned()), other);
    broken(over(|statement| statement.subject[0].path.push('x')), other);
    broken(over(|statement| statement.classes.extend(["policy".to_owned()])), other);
    broken(over(|statement| statement.policy = format!("sha256:{}", "0".repeat(64))), other);
    broken(over(|statement| statement.voter = "bob".to_owned()), other);
    broken(over(|statement| statement.closed = Some("2026-11-20".to_owned())), other);
    broken(over(|statement| statement.revokes.extend(["q".to_owned()])), other);
    broken(over(|statement| statement.vote = "-1".to_owned()), "over the vote `-1`");
}

#[test]
fn t67_the_method_is_inside_the_signed_bytes() {
    broken(over(|statement| statement.method = Some("meeting".to_owned())), "over another statement");
}

#[test]
fn t25_a_signature_made_for_git_is_no_vote() {
    let for_git = |before: &World, after: &World, paper: Paper| {
        let bytes = words(before, after, &paper, "alice", Vote::InFavour).to_bytes().expect("bytes");
        paper.remark("alice", &quoted(&key("alice").sign("git", &bytes)))
    };
    broken(for_git, "was made for `git`");
}

#[test]
fn t24_a_security_key_that_nobody_touched_signs_nothing() {
    let device = TestDevice::new(1);
    let before = signing_world(SIGNED).edit(ROSTER_PATH, &key("alice").public(), &device.public());
    let (after, paper) = three(&before);
    let bytes = words(&before, &after, &paper, "alice", Vote::InFavour).to_bytes().expect("bytes");
    let others = ["bob", "grace"]
        .iter()
        .fold(paper, |paper, voter| sign(&before, &after, paper, voter, Vote::InFavour));
    let with = |flags| {
        let signed = others.clone().remark("alice", &quoted(&device.sign(APPROVAL_NAMESPACE, &bytes, flags)));
        step(&before, &after.clone().approve(&signed))
    };
    with(1).is(Approved);
    let untouched = with(0);
    untouched.is(Invalid).because("bad-signature");
    assert!(says(&untouched, "without being touched"), "{untouched:?}");
}

#[test]
fn t21_two_signatures_are_none() {
    let twice = |before: &World, after: &World, paper: Paper| {
        let bytes = words(before, after, &paper, "alice", Vote::InFavour).to_bytes().expect("bytes");
        let one = key("alice").sign(APPROVAL_NAMESPACE, &bytes);
        paper.remark("alice", &quoted(&format!("{one}{one}")))
    };
    broken(twice, "more than one signature");
}

#[test]
fn a_signature_that_cannot_be_read_is_told() {
    let damaged = |_: &World, _: &World, paper: Paper| {
        let text = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n";
        paper.remark("alice", &quoted(text))
    };
    broken(damaged, "does not hold");
}

#[test]
fn a_key_counts_only_where_the_roster_before_lists_it() {
    let by = |signer: &'static str| {
        move |before: &World, after: &World, paper: Paper| {
            let bytes = words(before, after, &paper, "alice", Vote::InFavour).to_bytes().expect("bytes");
            paper.remark("alice", &quoted(&key(signer).sign(APPROVAL_NAMESPACE, &bytes)))
        }
    };
    broken(by("bob"), "of `bob`");
    broken(by("mallory"), "does not list for `alice`");
    // heidi has no key at all.
    let before = signing_world("vote: majority");
    let (after, paper) = three(&before);
    let paper = paper.ayes(&["heidi"]);
    let signed = sign(&before, &after, paper, "heidi", Vote::InFavour);
    let answer = step(&before, &after.approve(&signed));
    answer.is(Invalid).because("bad-signature");
    assert!(says(&answer, "no usable key for `heidi`"), "{answer:?}");
}

#[test]
fn t22_a_key_that_comes_with_the_change_comes_too_late() {
    let before =
        signing_world("vote: majority").edit(ROSTER_PATH, &key("alice").public(), &key("zoe").public());
    let after = before.clone().edit(ROSTER_PATH, &key("zoe").public(), &key("alice").public());
    let paper = Paper::bytes("p", &before, &after, &[ROSTER_PATH]).deciding(&["electorate"]);
    let paper = paper.ayes(&["alice", "bob", "grace"]);
    let signed = sign(&before, &after, paper, "alice", Vote::InFavour);
    let answer = step(&before, &after.approve(&signed));
    answer.is(Invalid).because("bad-signature");
    assert!(says(&answer, "this very change adds"), "{answer:?}");
}

#[test]
fn t19_a_key_under_two_people_signs_for_neither() {
    let before = signing_world(SIGNED).edit(ROSTER_PATH, &key("bob").public(), &key("alice").public());
    let (after, paper) = three(&before);
    let signed = sign(&before, &after, paper, "alice", Vote::InFavour);
    step(&before, &after.approve(&signed)).is(Invalid).because("bad-signature");
}

#[test]
fn t2_the_policy_that_is_signed_is_the_one_before_the_change() {
    let before = signing_world("vote: majority");
    let lax = before.0[POLICY_PATH].replace("version: 1", "version: 2").replace("count: 2", "count: 1");
    let after = before.clone().with(POLICY_PATH, &lax);
    let paper = Paper::bytes("p", &before, &after, &[POLICY_PATH]).deciding(&["policy"]);
    let paper = paper.ayes(&["alice", "bob", "grace"]);
    step(&before, &after.clone().approve(&all_sign(&before, &after, &paper))).is(Approved);
    let by_new = all_sign(&after, &after, &paper);
    let answer = step(&before, &after.approve(&by_new));
    answer.is(Invalid).because("bad-signature");
    assert!(says(&answer, "the policy that the change brings"), "{answer:?}");
}

#[test]
fn a_vote_signed_while_open_counts_when_closed_and_not_the_other_way_round() {
    let before = signing_world(SIGNED);
    let (after, paper) = three(&before);
    let open = all_sign(&before, &after, &paper);
    step(&before, &after.clone().approve(&open.and("closed: 2026-11-19"))).is(Approved);
    let closed = all_sign(&before, &after, &paper.clone().and("closed: 2026-11-19"));
    step(&before, &after.clone().approve(&closed)).is(Approved);
    let reopened = Paper { extra: String::new(), ..closed.clone() };
    step(&before, &after.clone().approve(&reopened)).is(Invalid).because("bad-signature");
    let moved = Paper { extra: "closed: 2026-11-18\n".to_owned(), ..closed };
    step(&before, &after.approve(&moved)).is(Invalid).because("bad-signature");
}

#[test]
fn a_signed_objection_and_recusal_count_as_such() {
    let before = signing_world(SIGNED);
    let after = moved(&before);
    let paper =
        Paper::bytes("p", &before, &after, &[PLAN]).ayes(&["alice", "bob"]).votes("recused", &["grace"]);
    let two = sign(&before, &after, paper, "alice", Vote::InFavour);
    let two = sign(&before, &after, two, "bob", Vote::InFavour);
    // Two of four, until grace herself says that she stays out of it.
    step(&before, &after.clone().approve(&two)).is(Pending);
    let recused = sign(&before, &after, two, "grace", Vote::Recused);
    step(&before, &after.clone().approve(&recused)).is(Approved);
    // A recusal that she signed is not undone by a review that nobody can tell to be later.
    let proofs = pull_request("carol", vec![review(1, "grace", ReviewState::Approved)]);
    let answer = shown(&before, &after.approve(&recused), &proofs);
    assert_eq!(answer.judgement.decisions[0].votes.recused, ["grace"]);
}

#[test]
fn t66_signed_votes_need_nobody_in_office() {
    let before = signing_world("vote: majority");
    let (after, paper) = three(&before);
    let signed = all_sign(&before, &after, &paper);
    shown(&before, &after.approve(&signed), &pull_request("mallory", Vec::new())).is(Approved);
}

/// The fingerprint of a person's key.
fn fingerprint(person: &str) -> String {
    crate::signature::ssh::PublicKey::parse(&key(person).public()).expect("a key").fingerprint()
}

#[test]
fn t23_a_key_found_to_be_compromised_reopens_the_approvals_since() {
    let before = signing_world(SIGNED);
    let (after, paper) = three(&before);
    let after = after.clone().approve(&all_sign(&before, &after, &paper));
    let since = |days: &str| HistoryFacts {
        compromised: BTreeMap::from([(fingerprint("alice"), day(days))]),
        ..HistoryFacts::default()
    };
    step_with(&before, &after, TODAY, &since("2026-11-21")).is(Approved);
    let reopened = step_with(&before, &after, TODAY, &since(TODAY));
    let decision = &reopened.is(Pending).judgement.decisions[0];
    assert_eq!(decision.votes.in_favour, ["bob", "grace"]);
    let cast = decision.cast.iter().find(|cast| cast.voter == "alice").expect("her vote");
    assert_eq!(cast.uncounted, Some(crate::approval::Uncounted::CompromisedKey));
}

#[test]
fn t23_the_roster_itself_says_that_a_key_is_compromised() {
    let world = signing_world(SIGNED);
    let own = format!("{{key: {}}}", key("alice").public());
    let with_day = own.replace('}', ", compromised-since: 2026-11-01}");
    let before = world.edit(ROSTER_PATH, &own, &with_day);
    let (after, paper) = three(&before);
    step(&before, &after.clone().approve(&all_sign(&before, &after, &paper))).is(Pending);
}

#[test]
fn t22_a_key_counts_by_the_roster_before_the_step_whatever_any_date_says() {
    let then = signing_world(SIGNED);
    let (after, paper) = three(&then);
    let signed = all_sign(&then, &after, &paper);
    let listed = format!("keys: [{{key: {}}}], ", key("alice").public());
    let now = then.clone().edit(ROSTER_PATH, &listed, "");
    let after = moved(&now).approve(&signed);
    // The day on which the key was still listed can be chosen by whoever commits.
    for today in ["2026-01-02", TODAY] {
        let answer = step_with(&now, &after, today, &HistoryFacts::default());
        answer.is(Invalid).because("bad-signature");
    }
}
