//! How many votes count where the policy caps the votes of one organisation.

use std::collections::BTreeMap;

use crate::threshold::Limit;

/// Of people with several organisations so many are weighed against each other; further ones count no vote.
const MOST_WEIGHED: usize = 12;

/// The most votes that can count together so that every organisation keeps to the limit, given the organisations of
/// each voter. A voter of several organisations counts in each of them.
pub(super) fn counting(voters: &[Vec<String>], limit: Limit) -> usize {
    (0..=voters.len()).rev().find(|total| most(voters, limit.most(*total)) >= *total).unwrap_or(0)
}

/// The most voters of whom no organisation has more than `cap`.
fn most(voters: &[Vec<String>], cap: usize) -> usize {
    let mut single: BTreeMap<&str, usize> = BTreeMap::new();
    let mut several: Vec<&[String]> = Vec::new();
    let mut free = 0;
    for organisations in voters {
        match organisations.as_slice() {
            [] => free += 1,
            [only] => *single.entry(only).or_default() += 1,
            many => several.push(many),
        }
    }
    // The order of the votes says nothing.
    several.sort_unstable();
    several.truncate(MOST_WEIGHED);
    let choices = 0..(1_usize << several.len());
    let with = |choice: usize| {
        let chosen = several.iter().enumerate().filter(|(position, _)| choice & (1 << position) != 0);
        let mut used: BTreeMap<&str, usize> = BTreeMap::new();
        let mut count = 0;
        for (_, organisations) in chosen {
            count += 1;
            for organisation in *organisations {
                *used.entry(organisation).or_default() += 1;
            }
        }
        let fits = used.values().all(|used| *used <= cap);
        let left = |organisation: &str| cap.saturating_sub(used.get(organisation).copied().unwrap_or(0));
        let rest: usize = single.iter().map(|(organisation, there)| left(organisation).min(*there)).sum();
        fits.then_some(count + rest)
    };
    free + choices.filter_map(with).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limit(text: &str) -> Limit {
        Limit::parse(text).expect(text).expect("a limit")
    }

    fn voters(texts: &[&str]) -> Vec<Vec<String>> {
        texts.iter().map(|text| text.split_whitespace().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_cap_leaves_what_keeps_to_it() {
        for (who, share, expected) in [
            (&["a", "a", "a"][..], "<= 1/2", 0),
            (&["a", "b"], "<= 1/2", 2),
            (&["a", "a", "b"], "<= 1/2", 2),
            (&["a", "a", "b", "c"], "<= 1/2", 4),
            (&["a", "a", "b", "c"], "< 1/2", 3),
            (&["a", "a", "", ""], "<= 1/2", 4),
            (&["", "", ""], "<= 1/4", 3),
            (&[], "<= 1/2", 0),
        ] {
            assert_eq!(counting(&voters(who), limit(share)), expected, "{who:?} {share}");
        }
    }

    #[test]
    fn somebody_with_two_organisations_counts_in_both() {
        // By the first organisation alone, each would have two of four.
        assert_eq!(counting(&voters(&["a b", "a", "b", "b"]), limit("<= 1/2")), 2);
        assert_eq!(counting(&voters(&["a b", "a", "b", "c"]), limit("<= 1/2")), 4);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn one_more_vote_never_makes_fewer_count(
            who in proptest::collection::vec(proptest::sample::subsequence(vec!["a", "b", "c"], 0..=3), 0..7),
            share in proptest::sample::select(vec!["<= 1/2", "< 1/2", "<= 1/3", "<= 1/1", "<= 0/1"]),
        ) {
            let all: Vec<Vec<String>> =
                who.iter().map(|names| names.iter().map(|name| (*name).to_owned()).collect()).collect();
            let count = counting(&all, limit(share));
            let mut turned = all.clone();
            turned.reverse();
            prop_assert_eq!(counting(&turned, limit(share)), count);
            if let Some((_, fewer)) = all.split_last() {
                prop_assert!(counting(fewer, limit(share)) <= count);
            }
        }
    }
}
