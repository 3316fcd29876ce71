//! Where a policy asks for less than the one before: a notice beside the verdict, so that nobody merges it unnoticed.
//!
//! Whatever passes by the new policy and did not by the old one is named here; a test tries small committees.

use crate::calendar::Duration;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{LazyRule, Limits, MethodRule, Policy, VoteRule, matches};
use crate::threshold::{Base, Fraction, Limit, Threshold};

use super::Class;
use super::candidate::lapse_of;
use super::classify::Step;
use super::requirement::{Requirement, Who};

/// One notice for everything in which the policy after the step asks for less.
pub(super) fn weakened(step: Step<'_>) -> Option<Diagnostic> {
    let (before, after) = (step.before.policy.as_ref()?, step.after.policy.as_ref()?);
    let facts = facts(&before.value, &after.value);
    (!facts.is_empty()).then(|| {
        let message = format!("the policy asks for less than before: {}", facts.join("; "));
        Diagnostic::notice("policy-weakened", Location::file(&after.path), message)
            .with_hint("say in the pull request why less is enough")
    })
}

/// Everything in which the new policy asks for less.
pub(super) fn facts(before: &Policy, after: &Policy) -> Vec<String> {
    let mut facts: Vec<String> =
        Class::ALL.into_iter().flat_map(|class| of_class(class, before, after)).collect();
    facts.extend(of_limits(&before.limits, &after.limits).map(str::to_owned));
    facts.extend(of_lapse(before, after).map(str::to_owned));
    facts.extend(of_protection(before, after));
    facts.extend(of_emergency(before, after));
    facts.extend(of_branches(before, after));
    facts
}

fn of_class(class: Class, before: &Policy, after: &Policy) -> Vec<String> {
    let facts = of_requirements(Requirement::of(before, class), Requirement::of(after, class));
    facts
        .into_iter()
        .map(|fact| if fact == NOBODY { format!("`{class}` {NOBODY}") } else { format!("`{class}`: {fact}") })
        .collect()
}

/// What is said where a requirement is gone.
const NOBODY: &str = "needs nobody";

fn of_requirements(old: Option<Requirement<'_>>, new: Option<Requirement<'_>>) -> Vec<&'static str> {
    match (old, new) {
        (None, _) => Vec::new(),
        (Some(_), None) => vec![NOBODY],
        (Some(old), Some(new)) => of_requirement(&old, &new),
    }
}

fn of_requirement(old: &Requirement<'_>, new: &Requirement<'_>) -> Vec<&'static str> {
    if let Who::Unmeetable(_) = new.who {
        return Vec::new();
    }
    let mut facts = Vec::new();
    if let Who::Unmeetable(_) = old.who {
        facts.push("can be met, as it could not before");
    }
    if new.evidence < old.evidence {
        facts.push("weaker evidence");
    }
    match (old.merged_by(), new.merged_by()) {
        (Some(_), None) => facts.push("anybody may merge"),
        (Some(old), Some(new)) if old != new => facts.push("others may merge"),
        _ => {}
    }
    if old.vote().is_some() && new.vote().is_none() {
        facts.push("release managers instead of a vote");
    }
    match (old.managers(), new.managers()) {
        (Some(_), None) if old.vote().is_none() => facts.push("a vote instead of release managers"),
        (Some(_), None) => facts.push("no release managers besides the vote"),
        (Some(old), Some(new)) if new < old => facts.push("fewer release managers"),
        _ => {}
    }
    if let (Some(old), Some(new)) = (old.vote(), new.vote()) {
        facts.extend(of_votes(old.rule, new.rule));
    }
    facts
}

fn of_votes(old: &VoteRule, new: &VoteRule) -> Vec<&'static str> {
    let mut facts = Vec::new();
    facts.extend(of_method(old.meeting.as_ref(), new.meeting.as_ref(), true));
    facts.extend(of_method(old.electronic.as_ref(), new.electronic.as_ref(), false));
    facts.extend(of_silence(old.lazy_consensus.as_ref(), new.lazy_consensus.as_ref()));
    facts.dedup();
    facts
}

fn of_method(old: Option<&MethodRule>, new: Option<&MethodRule>, meeting: bool) -> Vec<&'static str> {
    let Some(new) = new else { return Vec::new() };
    let Some(old) = old else { return vec!["one more way to vote"] };
    let mut facts = Vec::new();
    if is_easier(old.pass, new.pass, meeting) {
        facts.push("a lower threshold");
    }
    if old.quorum.is_some_and(|old| new.quorum.is_none_or(|new| is_lower_share(old, new))) {
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

/// A share of fewer people counts as easier, whatever the share: the votes cast are never more than those present, nor
/// those present more than the seats. Without a meeting nobody is present, and the seats are counted.
fn is_easier(old: Threshold, new: Threshold, meeting: bool) -> bool {
    let breadth = |threshold: Threshold| match threshold.base {
        Base::Seats => 2,
        Base::Present if !meeting => 2,
        Base::Present => 1,
        Base::Cast => 0,
    };
    breadth(new) < breadth(old) || is_lower_share(old, new)
}

fn is_lower_share(old: Threshold, new: Threshold) -> bool {
    match compare(old.fraction, new.fraction) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => old.more_than && !new.more_than,
        std::cmp::Ordering::Less => false,
    }
}

fn compare(left: Fraction, right: Fraction) -> std::cmp::Ordering {
    let product = |one: Fraction, other: Fraction| u64::from(one.numerator) * u64::from(other.denominator);
    product(left, right).cmp(&product(right, left))
}

/// Days and working days cannot be compared without a date; what is counted otherwise is said to be shorter.
fn is_shorter(old: Duration, new: Duration) -> bool {
    old.unit() != new.unit() || new.number() < old.number()
}

/// Of a time in which something has to happen, more is less to ask for.
fn is_longer(old: Duration, new: Duration) -> bool {
    old.unit() != new.unit() || new.number() > old.number()
}

fn of_limits(old: &Limits, new: &Limits) -> impl Iterator<Item = &'static str> {
    let lower = |old: Option<u64>, new: Option<u64>| new.unwrap_or(0) < old.unwrap_or(0);
    let (votes, seats) = (
        (old.votes_per_affiliation.0, new.votes_per_affiliation.0),
        (old.seats_per_affiliation.0, new.seats_per_affiliation.0),
    );
    [
        (lower(old.other_approvers, new.other_approvers), "fewer approvers besides the proposer"),
        (
            old.proposer_votes == Some(false) && new.proposer_votes != Some(false),
            "the vote of the proposer counts",
        ),
        (is_gone(votes), "no limit on the votes of one organisation"),
        (is_larger(votes), "more votes of one organisation"),
        (is_gone(seats), "no limit on the seats of one organisation"),
        (is_larger(seats), "more seats of one organisation"),
    ]
    .into_iter()
    .filter_map(|(is_so, fact)| is_so.then_some(fact))
}

fn is_gone((old, new): (Option<Limit>, Option<Limit>)) -> bool {
    old.is_some() && new.is_none()
}

fn is_larger((old, new): (Option<Limit>, Option<Limit>)) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return false };
    match compare(old.fraction, new.fraction) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Equal => old.less_than && !new.less_than,
        std::cmp::Ordering::Greater => false,
    }
}

fn of_lapse(before: &Policy, after: &Policy) -> Option<&'static str> {
    let (old, new) = (lapse_of(before)?, lapse_of(after)?);
    is_longer(old, new).then_some("approvals stay usable for longer")
}

fn of_protection(before: &Policy, after: &Policy) -> Vec<String> {
    let (old, new) = (before.protected(), after.protected());
    old.into_iter()
        .filter_map(|(path, class)| {
            let Some(now) = new.get(path) else { return Some(format!("`{path}` is not protected any more")) };
            let needed = |policy, class: &str| Requirement::of(policy, Class::from_name(class)?);
            // A change of what the class needs is told for the class itself.
            let less =
                class != *now && !of_requirements(needed(before, class), needed(after, now)).is_empty();
            less.then(|| format!("`{path}` is `{now}` instead of `{class}`"))
        })
        .collect()
}

fn of_emergency(before: &Policy, after: &Policy) -> Vec<String> {
    let Some(new) = &after.emergency else { return Vec::new() };
    let Some(old) = &before.emergency else { return vec!["emergency approvals".to_owned()] };
    let mut facts = Vec::new();
    if new.count < old.count {
        facts.push("fewer approvers in an emergency".to_owned());
    }
    let added = new.approvers.iter().filter(|person| !old.approvers.contains(person));
    facts.extend(added.map(|person| format!("`{}` may approve in an emergency", person.value)));
    if is_longer(old.ratify_within, new.ratify_within) {
        facts.push("an emergency is ratified later".to_owned());
    }
    facts
}

fn of_branches(before: &Policy, after: &Policy) -> Vec<String> {
    let Some(new) = &after.branches else { return Vec::new() };
    let Some(old) = &before.branches else { return vec!["not every branch is governed".to_owned()] };
    // What a pattern stands for is covered by a pattern that stands for its text: a `*` is matched by a `*` alone.
    let gone = old.iter().filter(|pattern| !new.iter().any(|wider| matches(wider, pattern)));
    gone.map(|pattern| format!("`{pattern}` is not governed any more")).collect()
}
