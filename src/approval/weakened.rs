//! Where a policy asks for less than the one before: a notice beside the verdict, so that nobody merges it unnoticed.

use crate::calendar::Duration;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{LazyRule, Limits, MethodRule, Policy, VoteRule};
use crate::threshold::{Base, Threshold};

use super::Class;
use super::classify::Step;
use super::requirement::Requirement;

/// One notice for everything in which the policy after the step asks for less.
pub(super) fn weakened(step: Step<'_>) -> Option<Diagnostic> {
    let (before, after) = (step.before.policy.as_ref()?, step.after.policy.as_ref()?);
    let mut facts: Vec<String> =
        Class::ALL.into_iter().flat_map(|class| of_class(class, &before.value, &after.value)).collect();
    facts.extend(of_limits(&before.value.limits, &after.value.limits).map(str::to_owned));
    facts.extend(of_protection(&before.value, &after.value));
    facts.extend(of_emergency(&before.value, &after.value));
    (!facts.is_empty()).then(|| {
        let message = format!("the policy asks for less than before: {}", facts.join("; "));
        Diagnostic::notice("policy-weakened", Location::file(&after.path), message)
            .with_hint("say in the pull request why less is enough")
    })
}

fn of_class(class: Class, before: &Policy, after: &Policy) -> Vec<String> {
    let Some(old) = Requirement::of(before, class) else { return Vec::new() };
    let Some(new) = Requirement::of(after, class) else { return vec![format!("`{class}` needs nobody")] };
    if old.is_forgotten() || new.is_forgotten() {
        return Vec::new();
    }
    let facts = of_requirement(&old, &new);
    facts.into_iter().map(|fact| format!("`{class}`: {fact}")).collect()
}

fn of_requirement(old: &Requirement<'_>, new: &Requirement<'_>) -> Vec<&'static str> {
    let mut facts = Vec::new();
    if new.evidence < old.evidence {
        facts.push("weaker evidence");
    }
    if old.merged_by().is_some() && new.merged_by().is_none() {
        facts.push("anybody may merge");
    }
    if old.wants_vote() && !new.wants_vote() {
        facts.push("release managers instead of a vote");
    }
    if !new.wants_vote() && new.managers().is_some_and(|new| old.managers().is_some_and(|old| new < old)) {
        facts.push("fewer release managers");
    }
    if let (Some(old), Some(new)) = (old.vote(), new.vote()) {
        facts.extend(of_votes(old.rule, new.rule));
    }
    facts
}

fn of_votes(old: &VoteRule, new: &VoteRule) -> Vec<&'static str> {
    let mut facts = Vec::new();
    facts.extend(of_method(old.meeting.as_ref(), new.meeting.as_ref()));
    facts.extend(of_method(old.electronic.as_ref(), new.electronic.as_ref()));
    facts.extend(of_silence(old.lazy_consensus.as_ref(), new.lazy_consensus.as_ref()));
    facts.dedup();
    facts
}

fn of_method(old: Option<&MethodRule>, new: Option<&MethodRule>) -> Vec<&'static str> {
    let Some(new) = new else { return Vec::new() };
    let Some(old) = old else { return vec!["one more way to vote"] };
    let mut facts = Vec::new();
    if is_lower(old.pass, new.pass) {
        facts.push("a lower threshold");
    }
    if old.quorum.is_some_and(|old| new.quorum.is_none_or(|new| is_lower(old, new))) {
        facts.push("a lower quorum");
    }
    if old.open.is_some_and(|old| new.open.is_none_or(|new| is_shorter(old, new))) {
        facts.push("a shorter vote");
    }
    facts
}

fn of_silence(old: Option<&LazyRule>, new: Option<&LazyRule>) -> Vec<&'static str> {
    let Some(new) = new else { return Vec::new() };
    let Some(old) = old else { return vec!["silence may pass"] };
    let mut facts = Vec::new();
    if is_shorter(old.open, new.open) {
        facts.push("a shorter vote");
    }
    if new.sponsors < old.sponsors {
        facts.push("fewer sponsors");
    }
    facts
}

/// A share of fewer people counts as lower, whatever the share.
fn is_lower(old: Threshold, new: Threshold) -> bool {
    let breadth = |threshold: Threshold| match threshold.base {
        Base::Seats => 2,
        Base::Present => 1,
        Base::Cast => 0,
    };
    let (left, right) = (
        u64::from(old.fraction.numerator) * u64::from(new.fraction.denominator),
        u64::from(new.fraction.numerator) * u64::from(old.fraction.denominator),
    );
    breadth(new) < breadth(old) || right < left || (right == left && old.more_than && !new.more_than)
}

/// Days and working days cannot be compared without a date; what is counted otherwise is said to be shorter.
fn is_shorter(old: Duration, new: Duration) -> bool {
    old.unit() != new.unit() || new.number() < old.number()
}

fn of_limits(old: &Limits, new: &Limits) -> impl Iterator<Item = &'static str> {
    let lower = |old: Option<u64>, new: Option<u64>| new.unwrap_or(0) < old.unwrap_or(0);
    [
        (lower(old.other_approvers, new.other_approvers), "fewer approvers besides the proposer"),
        (
            old.proposer_votes == Some(false) && new.proposer_votes != Some(false),
            "the vote of the proposer counts",
        ),
        (
            old.votes_per_affiliation.0.is_some() && new.votes_per_affiliation.0.is_none(),
            "no limit on the votes of one organisation",
        ),
        (
            old.seats_per_affiliation.0.is_some() && new.seats_per_affiliation.0.is_none(),
            "no limit on the seats of one organisation",
        ),
    ]
    .into_iter()
    .filter_map(|(is_so, fact)| is_so.then_some(fact))
}

fn of_protection(before: &Policy, after: &Policy) -> Vec<String> {
    let (old, new) = (before.protected(), after.protected());
    let gone = old.keys().filter(|path| !new.contains_key(*path));
    gone.map(|path| format!("`{path}` is not protected any more")).collect()
}

fn of_emergency(before: &Policy, after: &Policy) -> Option<String> {
    let new = after.emergency.as_ref()?;
    match &before.emergency {
        None => Some("emergency approvals".to_owned()),
        Some(old) if new.count < old.count => Some("fewer approvers in an emergency".to_owned()),
        Some(_) => None,
    }
}
