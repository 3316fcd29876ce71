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

/// How far a vote is proven, if at all.
const REQUIREMENTS: [&str; 4] = [
    "vote: majority",
    "vote: majority, evidence: confirmed",
    "vote: cast, evidence: confirmed",
    "approve: release-managers, vote: cast, evidence: confirmed",
];

const REVIEWERS: [&str; 6] = ["alice", "bob", "grace", "heidi", "dave", "carol"];

const SHARES: &str = "  cast:
    electronic: {pass: \">= 1/2 of cast\", quorum: \">= 1/2 of seats\"}
  majority:
";

/// What may be known of a pull request: who opened it, who reviewed it how, and the votes in the file.
#[derive(Debug, Clone)]
struct Known {
    requirement: usize,
    author: &'static str,
    votes: Vec<(String, &'static str)>,
    reviews: Vec<(&'static str, ReviewState, bool)>,
    is_meeting: bool,
}

impl Known {
    fn answer(&self) -> Answer {
        let before = world(REQUIREMENTS[self.requirement]);
        let before =
            before.clone().with(POLICY_PATH, &before.0[POLICY_PATH].replacen("  majority:\n", SHARES, 1));
        let after = moved(&before);
        let mut paper = Paper::bytes("p", &before, &after, &[PLAN]);
        paper.votes.clone_from(&self.votes);
        let paper = if self.is_meeting {
            paper.and("method: meeting\npresent: [alice, bob, grace, heidi]")
        } else {
            paper
        };
        let reviews = (1..).zip(&self.reviews).map(|(id, (person, state, same_content))| Review {
            same_content: *same_content,
            ..review(id, person, *state)
        });
        shown(&before, &after.approve(&paper), &pull_request(self.author, reviews.collect()))
    }

    fn and(&self, person: &'static str, state: ReviewState) -> Self {
        let mut more = self.clone();
        more.reviews.push((person, state, true));
        more
    }
}

fn known() -> impl Strategy<Value = Known> {
    use ReviewState::{Approved, ChangesRequested, Commented, Dismissed};
    let states = select(vec![Approved, Approved, Approved, ChangesRequested, Commented, Dismissed]);
    let reviews = proptest::collection::vec((select(REVIEWERS.to_vec()), states, any::<bool>()), 0..6);
    let author = select(vec!["mallory", "alice", "carol"]);
    (0..REQUIREMENTS.len(), author, ballots(), reviews, any::<bool>()).prop_map(
        |(requirement, author, votes, reviews, is_meeting)| Known {
            requirement,
            author,
            votes,
            reviews,
            is_meeting,
        },
    )
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_more_approving_review_never_spoils_an_approval(known in known()) {
        if known.answer().verdict == Verdict::Approved {
            for reviewer in REVIEWERS {
                let more = known.and(reviewer, ReviewState::Approved);
                prop_assert_eq!(more.answer().verdict, Verdict::Approved, "{}: {:?}", reviewer, known);
            }
        }
    }

    #[test]
    fn an_objection_that_is_not_listed_never_passes(known in known()) {
        for seat in VOTERS {
            let objects = known.and(seat, ReviewState::ChangesRequested);
            let is_listed = known.votes.iter().any(|(voter, vote)| voter == seat && *vote == "-1");
            if !is_listed {
                prop_assert!(!objects.answer().verdict.passes(), "{}: {:?}", seat, known);
            }
        }
    }

    #[test]
    fn votes_in_the_file_alone_are_never_confirmed(mut known in known()) {
        known.reviews.clear();
        known.author = "mallory";
        prop_assert!(!known.answer().verdict.passes());
    }

    #[test]
    fn every_vote_that_counts_is_proven_as_the_policy_asks(known in known()) {
        let answer = known.answer();
        for decision in &answer.judgement.decisions {
            let counted = decision.cast.iter().filter(|cast| cast.uncounted.is_none());
            let in_favour = counted.filter(|cast| cast.vote == crate::document::Vote::InFavour);
            prop_assert!(in_favour.into_iter().all(|cast| cast.proof.level() >= decision.needs_evidence));
            let is_enough = decision.evidence >= Some(decision.needs_evidence);
            prop_assert!(is_enough || answer.verdict != Verdict::Approved);
        }
    }

    #[test]
    fn a_line_that_proves_nothing_approves_nothing(
        mut known in known(), requirement in 1..REQUIREMENTS.len(), vote in select(vec!["+1", "0", "recused"]),
    ) {
        known.requirement = requirement;
        if !known.answer().verdict.passes() {
            for person in REVIEWERS.iter().filter(|person| !known.votes.iter().any(|(known, _)| known == *person)) {
                let mut forged = known.clone();
                forged.votes.push(((*person).to_owned(), vote));
                prop_assert!(!forged.answer().verdict.passes(), "{}: {:?}", person, forged);
            }
        }
    }

    #[test]
    fn what_stronger_proof_approves_weaker_proof_would_too(mut known in known()) {
        // Where lines count, a line for grace is her vote, and keeps her alternate out.
        let keeps_an_alternate_out = |(voter, vote): &(String, &str)| voter == "grace" && *vote != "+1";
        prop_assume!(!known.votes.iter().any(keeps_an_alternate_out));
        known.is_meeting = false;
        known.requirement = 1;
        if known.answer().verdict.passes() {
            known.requirement = 0;
            prop_assert!(known.answer().verdict.passes(), "{:?}", known);
        }
    }
}
