//! What holds whatever the votes.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::approval::Relation;

const VOTERS: [&str; 4] = ["alice", "bob", "grace", "heidi"];

fn policy(index: usize) -> String {
    let rule = [
        "electronic: {pass: \"> 1/2 of seats\"}",
        "electronic: {pass: \">= 2/3 of cast\"}",
        "electronic: {pass: \"> 1/2 of cast\", quorum: \">= 1/2 of seats\"}",
        "electronic: {pass: \">= 1/2 of seats\"}",
    ][index];
    let limits = if index < 3 { "" } else { "limits: {votes-per-affiliation: \"<= 1/2\"}\n" };
    POLICY.replace("    electronic: {pass: \"> 1/2 of seats\"}", &format!("    {rule}")) + limits
}

fn ballots() -> impl Strategy<Value = Vec<(String, &'static str)>> {
    let votes = proptest::collection::vec(select(vec!["+1", "-1", "0", "recused"]), VOTERS.len());
    (subsequence(VOTERS.to_vec(), 0..=VOTERS.len()).prop_shuffle(), votes)
        .prop_map(|(who, how)| who.into_iter().map(str::to_owned).zip(how).collect())
}

fn judged(rule: usize, votes: &[(String, &'static str)]) -> Verdict {
    let before = World::base().with(POLICY_PATH, &policy(rule));
    let after = moved(&before);
    let mut paper = Paper::bytes("p", &before, &after, &[PLAN]);
    paper.votes = votes.to_vec();
    step(&before, &after.approve(&paper)).verdict
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_more_vote_in_favour_never_spoils_an_approval(rule in 0..4_usize, votes in ballots()) {
        if judged(rule, &votes) == Verdict::Approved {
            for voter in VOTERS.iter().filter(|voter| !votes.iter().any(|(known, _)| known == *voter)) {
                let mut more = votes.clone();
                more.push(((*voter).to_owned(), "+1"));
                prop_assert_eq!(judged(rule, &more), Verdict::Approved);
            }
        }
    }

    #[test]
    fn the_order_of_the_votes_says_nothing(rule in 0..4_usize, votes in ballots()) {
        let mut turned = votes.clone();
        turned.reverse();
        prop_assert_eq!(judged(rule, &votes), judged(rule, &turned));
    }

    #[test]
    fn an_approval_is_about_its_content_and_no_other(
        day in 1..28_u8, other in 1..28_u8, with_meaning: bool,
    ) {
        let before = World::base();
        let dated = |day: u8| before.clone().edit(PLAN, "2027-07-08", &format!("2027-08-{day:02}"));
        let (after, else_where) = (dated(day), dated(other));
        let paper = if with_meaning {
            Paper::meaning("p", &before, &after, &[PLAN])
        } else {
            Paper::bytes("p", &before, &after, &[PLAN])
        };
        let relation_to = |after: &World| {
            let (old, new) = (before.workspace(), after.clone().approve(&paper).workspace());
            crate::approval::relation(&new.approvals["p"].value, &old, &new, true)
        };
        prop_assert_eq!(relation_to(&after), Relation::Applies);
        prop_assert_eq!(relation_to(&else_where) == Relation::Applies, day == other);
        prop_assert_ne!(relation_to(&before), Relation::Applies);
    }
}
