//! What the rules of approvals and of history mean; the judgement and the audit find the breaches.

mod append_only;
mod approval_lapsed;
mod approval_reused;
mod approval_stale;
mod bad_signature;
mod classes_mismatch;
mod duplicate_vote;
mod evidence_too_weak;
mod merge_commit_differs;
mod minutes_missing;
mod omitted_vote;
mod outcome_mismatch;
mod policy_version;
mod policy_weakened;
mod proposer_alone;
mod quorum;
mod replaced_objects;
mod rewritten_history;
mod shallow_history;
mod threshold;
mod vote_days;
mod voter_not_eligible;
mod window;

pub use duplicate_vote::duplicate_votes;

use super::Rule;

/// The rules of decisions and of history, in the order in which they are listed.
pub(super) static APPROVALS: &[&Rule] = &[
    &approval_stale::RULE,
    &voter_not_eligible::RULE,
    &duplicate_vote::RULE,
    &omitted_vote::RULE,
    &outcome_mismatch::RULE,
    &quorum::RULE,
    &threshold::RULE,
    &window::RULE,
    &vote_days::RULE,
    &append_only::RULE,
    &approval_reused::RULE,
    &evidence_too_weak::RULE,
    &bad_signature::RULE,
    &approval_lapsed::RULE,
    &minutes_missing::RULE,
    &classes_mismatch::RULE,
    &proposer_alone::RULE,
    &policy_version::RULE,
    &policy_weakened::RULE,
    &replaced_objects::RULE,
    &shallow_history::RULE,
    &merge_commit_differs::RULE,
    &rewritten_history::RULE,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::diagnostic::Severity;

    #[test]
    fn every_rule_is_listed_once_and_explains_itself() {
        let ids: BTreeSet<&str> = APPROVALS.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), APPROVALS.len());
        for rule in APPROVALS {
            let paragraphs = rule.explanation.split("\n\n").count();
            assert!((2..=3).contains(&paragraphs), "{} has {paragraphs} paragraphs", rule.id);
            assert!(!rule.summary.ends_with('.') && !rule.summary.contains('\n'), "{}", rule.id);
            assert!(!rule.before.is_empty() && !rule.after.is_empty(), "{}", rule.id);
            assert_ne!(rule.before, rule.after, "{}", rule.id);
        }
    }

    #[test]
    fn guarded_rules_are_errors_and_the_others_are_not() {
        for rule in APPROVALS {
            assert_eq!(rule.guarded, rule.severity == Severity::Error, "{}", rule.id);
        }
    }
}
