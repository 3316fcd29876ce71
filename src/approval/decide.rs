//! Which decisions the step needs, and how each of them stands over all of its paths.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Policy, Vote};

use super::act::Act;
use super::candidate::{Candidate, declared};
use super::case::Case;
use super::requirement::{Requirement, Who};
use super::subject::Relation;
use super::view::View;
use super::{Class, Cure, Decision, Reason, Status};

/// One decision for every class that needs one, and for every approval that is revoked or superseded.
pub(super) fn decisions(case: &Case<'_>, candidates: &[&Candidate<'_>]) -> Vec<Decision> {
    let mut classes = case.needs.all_classes();
    if schedule_vote_serves_all_minor_changes(case) {
        classes.remove(&Class::ScheduleMinor);
    }
    let mut decisions: Vec<Decision> =
        classes.into_iter().flat_map(|class| by_both_policies(case, class, candidates)).collect();
    decisions.extend(revocations(case, candidates));
    decisions.extend(ratifications(case, candidates));
    decisions
}

/// A vote on a plan is about the whole file, so the release managers' part of it needs no decision of its own.
fn schedule_vote_serves_all_minor_changes(case: &Case<'_>) -> bool {
    let by_vote = |policy: &Policy| {
        Requirement::of(policy, Class::Schedule).is_some_and(|requirement| requirement.wants_vote())
    };
    let mut paths = case.needs.classes.values().filter(|classes| classes.contains(&Class::ScheduleMinor));
    case.policies().all(by_vote) && paths.all(|classes| classes.contains(&Class::Schedule))
}

/// The decision by the policy before the step, and that by the new one where it is what still holds the step back.
fn by_both_policies(case: &Case<'_>, class: Class, candidates: &[&Candidate<'_>]) -> Vec<Decision> {
    let current = decision(case, class, case.policy, candidates);
    let is_met = current.as_ref().is_none_or(|current| current.status == Status::Approved);
    let new = case.new_policy.and_then(|policy| decision(case, class, policy, candidates));
    let holds_back = |new: &Decision| is_met && (current.is_none() || new.status != Status::Approved);
    let new = new.filter(holds_back).map(|mut new| {
        new.requirement.push_str(" (by the new policy)");
        new
    });
    current.into_iter().chain(new).collect()
}

/// How one class stands by one policy; nothing where that policy asks for nobody.
fn decision(
    case: &Case<'_>,
    class: Class,
    policy: &Policy,
    candidates: &[&Candidate<'_>],
) -> Option<Decision> {
    let requirement = Requirement::of(policy, class)?;
    let paths: Vec<String> = case.needs.paths_of(class).into_iter().map(str::to_owned).collect();
    let views = paths.iter().map(|path| best(case, class, path, policy, requirement, candidates)).collect();
    Some(assembled(class, paths, &requirement, views))
}

/// The best that any approval says about one path and class.
fn best(
    case: &Case<'_>,
    class: Class,
    path: &str,
    policy: &Policy,
    requirement: Requirement<'_>,
    candidates: &[&Candidate<'_>],
) -> View {
    let schedule = Requirement::of(policy, Class::Schedule);
    let mut views = Vec::new();
    let mut stale: Vec<Reason> = Vec::new();
    for candidate in candidates.iter().filter(|candidate| candidate.names(path)) {
        let Some(measure) = candidate.measure(class, requirement, schedule) else { continue };
        match &candidate.relation {
            Relation::Applies => {
                let mut view = whole(case, candidate, class, policy, &measure);
                for objection in objections_elsewhere(candidate, candidates, path, &view) {
                    view.object(objection);
                }
                views.push(view);
            }
            Relation::Stale(differences) => stale.push(
                Reason::new(
                    "approval-stale",
                    format!("`{}`: {}", candidate.approval.id, differences.join("; ")),
                )
                .besides_votes(format!("`{}` is about other content", candidate.approval.id)),
            ),
            Relation::Elsewhere => {}
        }
    }
    // Of equals, the first.
    let best = views.into_iter().min_by_key(View::rank);
    best.unwrap_or_else(|| {
        let unreadable = unreadable(case);
        if unreadable.is_empty() {
            View::nobody_yet(case, &requirement, stale)
        } else {
            stale.extend(unreadable);
            View::nobody_yet(case, &requirement, stale).without_count()
        }
    })
}

/// Who is in favour here, but objects to the same content in another approval that is no older: one of the two may be
/// out of date, and the vote in favour is not taken for the later one.
fn objections_elsewhere(
    candidate: &Candidate<'_>,
    candidates: &[&Candidate<'_>],
    path: &str,
    view: &View,
) -> Vec<Reason> {
    let closed = |one: &Candidate<'_>| one.approval.value.closed.as_ref().map(|day| day.value.0);
    let is_older = |other: &Candidate<'_>| match (other.is_new, candidate.is_new) {
        (false, true) => true,
        (true, false) => false,
        _ => closed(other).zip(closed(candidate)).is_some_and(|(other, own)| other < own),
    };
    let speaks = |other: &Candidate<'_>| {
        other.relation == Relation::Applies && other.names(path) && other.obstacles.is_empty()
    };
    let others = candidates.iter().filter(|other| other.approval.id != candidate.approval.id);
    let against = |other: &Candidate<'_>| -> Vec<String> {
        let against = other.roll.admitted().filter(|entry| entry.listed == Some(Vote::Against));
        against
            .map(|entry| entry.voter.clone())
            .filter(|voter| view.votes.in_favour.contains(voter))
            .collect()
    };
    others
        .filter(|other| speaks(other) && !is_older(other))
        .flat_map(|other| against(other).into_iter().map(|voter| (voter, &other.approval.id)))
        .map(|(voter, other)| {
            let own = &candidate.approval.id;
            let message = format!("{voter} votes `+1` in `{own}`, and `-1` on the same content in `{other}`");
            let cure = format!(
                "a `closed` day that says which vote of {voter} is the later one, or `supersedes: {other}`"
            );
            Reason::new("omitted-vote", message).besides_votes(cure)
        })
        .collect()
}

/// The approvals of the step that nobody can read: each may be the one about this.
fn unreadable(case: &Case<'_>) -> Vec<Reason> {
    let step = case.step;
    let folder = format!("{}/approvals/", step.after.root);
    let new = step.after.unread.iter().filter(|path| !step.before.files.contains_key(*path));
    new.filter_map(|path| {
        let id = path.strip_prefix(&folder)?.strip_suffix(".yaml")?;
        let error = step.after.diagnostics.iter().find(|found| found.location.path == *path)?;
        let reason = Reason::new(error.rule, format!("`{id}` cannot be read; see the error"));
        Some(reason.instead_of_votes(format!("an approval that can be read: `{id}` has an error")))
    })
    .collect()
}

/// What an approval says about a class. One that decides several classes has to pass each of them.
fn whole(
    case: &Case<'_>,
    candidate: &Candidate<'_>,
    class: Class,
    policy: &Policy,
    requirement: &Requirement<'_>,
) -> View {
    let mut view = View::by(case, candidate, class, requirement);
    if view.status != Status::Approved && !view.is_unverifiable && !view.is_below_evidence {
        return view;
    }
    let failing = |other: Class| {
        // A class that the policy forgot has a decision of its own that says so.
        let requirement = Requirement::of(policy, other).filter(|requirement| !requirement.is_forgotten())?;
        let requirement = candidate.measure(other, requirement, None)?;
        let standing = View::by(case, candidate, other, &requirement);
        (standing.status != Status::Approved).then_some((other, standing))
    };
    let others = declared(&candidate.approval.value).filter(|other| *other != class);
    let failing: Vec<(Class, View)> = others.filter_map(failing).collect();
    if let Some((other, _)) = failing.first() {
        let message = format!("`{}` also decides `{other}`, and does not pass it", candidate.approval.id);
        let cure = format!("the decision `{other}` too, which `{}` decides with it", candidate.approval.id);
        view.object(Reason::new("threshold", message).besides_votes(cure));
        view.is_unverifiable = failing.iter().all(|(_, standing)| standing.is_unverifiable);
        view.is_below_evidence = failing.iter().all(|(_, standing)| standing.is_below_evidence);
    }
    view
}

/// Whoever revokes or supersedes a merged approval needs what the approval needed (threat T69).
fn revocations(case: &Case<'_>, candidates: &[&Candidate<'_>]) -> Vec<Decision> {
    let new = candidates.iter().filter(|candidate| candidate.is_new);
    new.flat_map(|candidate| {
        let original = |id: &str| case.step.before.approvals.get(id);
        let mut acts: BTreeMap<Class, Vec<Act>> = BTreeMap::new();
        for act in acts_of(case, candidate) {
            let classes = act.voids().and_then(original).map(|original| declared(&original.value));
            for class in classes.into_iter().flatten().collect::<BTreeSet<_>>() {
                acts.entry(class).or_default().push(act.clone());
            }
        }
        let decided = |(class, acts)| Some(Decision { acts, ..revocation(case, candidate, class)? });
        acts.into_iter().filter_map(decided)
    })
    .collect()
}

/// Whoever approves an earlier step after the fact needs the votes for it now.
fn ratifications(case: &Case<'_>, candidates: &[&Candidate<'_>]) -> Vec<Decision> {
    let new = candidates.iter().filter(|candidate| candidate.is_new && candidate.is_ratification());
    new.flat_map(|candidate| {
        let classes: BTreeSet<Class> = declared(&candidate.approval.value).collect();
        let acts = acts_of(case, candidate).into_iter().filter(|act| matches!(act, Act::Ratifies(_)));
        let acts: Vec<Act> = acts.collect();
        let decided =
            move |class| Some(Decision { acts: acts.clone(), ..revocation(case, candidate, class)? });
        classes.into_iter().filter_map(decided)
    })
    .collect()
}

fn acts_of(case: &Case<'_>, candidate: &Candidate<'_>) -> Vec<Act> {
    Act::all(&candidate.approval.value, [case.step.before, case.step.after])
}

/// The decision of an approval about itself.
pub(super) fn revocation(case: &Case<'_>, candidate: &Candidate<'_>, class: Class) -> Option<Decision> {
    let own = Requirement::of(case.policy, class)?;
    let requirement = candidate.emergency.map_or(own, |emergency| own.in_an_emergency(emergency));
    Some(about_itself(case, candidate, class, requirement))
}

/// The decision of an approval that ratifies a step which needed one of this class.
pub(super) fn after_the_fact(case: &Case<'_>, candidate: &Candidate<'_>, class: Class) -> Option<Decision> {
    let own = Requirement::of(case.policy, class)?;
    let schedule = Requirement::of(case.policy, Class::Schedule);
    let requirement = candidate.measure(class, own, schedule).unwrap_or(own);
    Some(about_itself(case, candidate, class, requirement))
}

fn about_itself(
    case: &Case<'_>,
    candidate: &Candidate<'_>,
    class: Class,
    requirement: Requirement<'_>,
) -> Decision {
    let view = View::by(case, candidate, class, &requirement);
    assembled(class, vec![candidate.approval.path.clone()], &requirement, vec![view])
}

/// Puts what was found for each path together; the path that stands worst is the one to be shown.
fn assembled(
    class: Class,
    paths: Vec<String>,
    requirement: &Requirement<'_>,
    mut views: Vec<View>,
) -> Decision {
    let status = overall(&views);
    let approvals: BTreeSet<String> = views.iter().filter_map(|view| view.approval.clone()).collect();
    let reasons = reasons(&views);
    let open = || views.iter().filter(|view| view.status != Status::Approved);
    let unverifiable = open().count() > 0 && open().all(|view| view.is_unverifiable);
    let below_evidence = open().count() > 0 && open().all(|view| view.is_below_evidence);
    views.sort_by_key(|view| view.status != status);
    let worst = views.into_iter().next();
    let needed =
        worst.as_ref().filter(|_| status == Status::Pending).and_then(|view| needed(view, requirement));
    // Who approves in an emergency approves by another rule than the regular one.
    let emergency = worst.as_ref().and_then(|view| view.emergency_rule.clone());
    let (name, rule) = emergency.unwrap_or_else(|| (requirement.name(), requirement.in_words()));
    Decision {
        class,
        paths,
        acts: Vec::new(),
        requirement: name.to_owned(),
        rule,
        status,
        approvals: approvals.into_iter().collect(),
        evidence: worst.as_ref().and_then(|view| view.evidence),
        needs_evidence: requirement.evidence,
        count: worst.as_ref().and_then(|view| view.count),
        cast: worst.as_ref().map(|view| view.cast.clone()).unwrap_or_default(),
        unverifiable,
        below_evidence,
        votes: worst.map(|view| view.votes).unwrap_or_default(),
        needed,
        reasons,
        merged_by: requirement.merged_by().map(|who| who.in_words().to_owned()),
    }
}

fn overall(views: &[View]) -> Status {
    let any = |status: Status| views.iter().any(|view| view.status == status);
    match () {
        () if any(Status::Rejected) => Status::Rejected,
        () if any(Status::Pending) => Status::Pending,
        () => Status::Approved,
    }
}

/// Why the paths that are not approved are not; each reason once.
fn reasons(views: &[View]) -> Vec<Reason> {
    let open = views.iter().filter(|view| view.status != Status::Approved);
    let reasons: BTreeMap<String, &Reason> = open
        .flat_map(|view| &view.reasons)
        .map(|reason| (format!("{}: {}", reason.rule, reason.message), reason))
        .collect();
    reasons.into_values().cloned().collect()
}

/// What is still needed and from whom, as words that read behind `needs`.
fn needed(view: &View, requirement: &Requirement<'_>) -> Option<String> {
    if let Who::Unmeetable(unmeetable) = requirement.who {
        return Some(unmeetable.lacks());
    }
    if let Some(instead) = view.reasons.iter().rev().find_map(instead_of_votes) {
        return Some(instead.to_owned());
    }
    if let Some(impossible) = out_of_reach(view, requirement) {
        return Some(impossible);
    }
    let people: Vec<String> = view.silent().map(ToString::to_string).collect();
    let from = if people.is_empty() { String::new() } else { format!(" of {}", people.join(", ")) };
    let besides: BTreeSet<&str> = view.reasons.iter().filter_map(besides_votes).collect();
    let besides: Vec<&str> = besides.into_iter().collect();
    let further = view.reasons.iter().filter_map(more_votes).max_by_key(|(count, _)| *count);
    if view.approval.is_none() {
        let with = view.count.map_or(String::new(), |(have, need)| {
            format!(" with {}{from}", need.saturating_sub(have).max(1))
        });
        let further = further.map(in_favour);
        let besides: Vec<&str> = besides.into_iter().chain(further.as_deref()).collect();
        return Some(if besides.is_empty() {
            format!("an approval{with}")
        } else {
            format!("a new approval{with}: {}", besides.join("; "))
        });
    }
    let open = view.count.map_or(0, |(have, need)| need.saturating_sub(have + view.provable()));
    // The votes that are missing are by others than the proposer, so the same votes may mend both.
    let votes = match (open, further) {
        (0, Some(further)) => Some(in_favour(further)),
        (open, Some((count, why))) if count > open => Some(format!("{count} more{from}, {why}")),
        (0, None) => None,
        (open, _) => Some(format!("{open} more{from}")),
    };
    let all: Vec<&str> = votes.as_deref().into_iter().chain(besides).collect();
    (!all.is_empty()).then(|| all.join(", and "))
}

/// What is needed where not even all who could still vote are enough. Who objects on GitHub alone may be won over.
fn out_of_reach(view: &View, requirement: &Requirement<'_>) -> Option<String> {
    let (have, need) = view.count?;
    let reach = have + view.provable() + view.silent().count();
    let may_change = view.reasons.iter().any(|reason| reason.rule == "omitted-vote");
    if reach >= need || may_change {
        return None;
    }
    Some(if requirement.managers().is_some() && requirement.vote().is_none() {
        format!(
            "more people who may approve, or another rule in the policy: it takes {need}, and there are {reach}"
        )
    } else {
        format!(
            "more people who may vote, or another rule in the policy: it takes {need} votes in favour, and at most {reach} \
             can count"
        )
    })
}

fn in_favour((count, why): (usize, &str)) -> String {
    let votes = if count == 1 { "vote" } else { "votes" };
    format!("{count} more {votes} in favour, {why}")
}

fn instead_of_votes(reason: &Reason) -> Option<&str> {
    match reason.cure.as_ref()? {
        Cure::InsteadOfVotes(cure) => Some(cure),
        Cure::BesidesVotes(_) | Cure::MoreVotes { .. } => None,
    }
}

fn besides_votes(reason: &Reason) -> Option<&str> {
    match reason.cure.as_ref()? {
        Cure::BesidesVotes(cure) => Some(cure),
        Cure::InsteadOfVotes(_) | Cure::MoreVotes { .. } => None,
    }
}

fn more_votes(reason: &Reason) -> Option<(usize, &'static str)> {
    match reason.cure.as_ref()? {
        Cure::MoreVotes { count, why } => Some((*count, why)),
        Cure::InsteadOfVotes(_) | Cure::BesidesVotes(_) => None,
    }
}
