//! What `milepost approve` can know to be a slip before it writes: people, methods, and approvals that are there already.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::approval::{Class, Judgement, Relation, Step, relation};
use crate::calendar::show_day;
use crate::document::{Approval, Document, Method, Policy, Roster, VoteRule};
use crate::schema::suggestion;

use super::arguments::ApproveOptions;
use super::failure::Failure;
use super::gate::Change;

/// Everybody who is named stands in a roster, and votes once.
pub(super) fn known_people(options: &ApproveOptions, change: &Change) -> Result<(), Failure> {
    let rosters = [&change.before, &change.after].map(|workspace| workspace.roster.as_ref());
    let rosters: Vec<&Roster> = rosters.into_iter().flatten().map(|roster| &*roster.value).collect();
    let people: BTreeSet<&str> = rosters.iter().flat_map(|roster| roster.people.keys()).collect();
    let voters = || options.votes.iter().map(|(voter, _)| voter);
    let unknown = |person: &&String| !rosters.is_empty() && !people.contains(person.as_str());
    if let Some(person) = voters().chain(&options.present).find(unknown) {
        let list = || people.iter().map(|person| format!("`{person}`")).collect::<Vec<_>>().join(", ");
        let hint = suggestion(person, people.iter().copied())
            .map_or_else(|| format!("the roster has {}", list()), |near| format!("did you mean `{near}`?"));
        return Err(Failure::new(format!("there is no `{person}` in the roster")).hint(hint));
    }
    let mut seen = BTreeSet::new();
    match voters().find(|voter| !seen.insert(voter.as_str())) {
        Some(voter) => {
            Err(Failure::new(format!("`{voter}` votes twice"))
                .hint("name everybody's vote once with `--vote`"))
        }
        None => Ok(()),
    }
}

/// A vote closes no earlier than it opens, and its file is written when it is open.
pub(super) fn possible_days(options: &ApproveOptions, today: Date) -> Result<(), Failure> {
    match (options.opened, options.closed) {
        (Some(opened), Some(closed)) if closed < opened => Err(Failure::new(format!(
            "the vote would close on {}, before it opens on {}",
            show_day(closed),
            show_day(opened)
        ))
        .hint("correct `--opened` or `--closed`")),
        (Some(opened), _) if opened > today => {
            Err(Failure::new(format!("the vote would open on {}, which has not come yet", show_day(opened)))
                .hint("correct `--opened`, or write the file on that day"))
        }
        _ => Ok(()),
    }
}

/// The method that is written: as wished, if the votes that are needed have a rule for it; else electronic or, where
/// they have no rule for that, the first that they all have.
pub(super) fn method(
    options: &ApproveOptions,
    step: Step<'_>,
    classes: &BTreeSet<Class>,
) -> Result<Option<Method>, Failure> {
    let policy = step.before.policy.as_ref().or(step.after.policy.as_ref());
    let Some(policy) = policy.map(|policy| &policy.value) else { return Ok(options.method) };
    if options.method == Some(Method::Emergency) {
        return match &policy.emergency {
            Some(_) => Ok(options.method),
            None => Err(Failure::new("the policy knows no emergency approvals")
                .hint("it would say who may approve at once under `emergency:`; use another method")),
        };
    }
    let votes = needed_votes(policy, classes);
    let Some(wished) = options.method else {
        let all_have = |method: &Method| votes.iter().all(|(_, rule)| methods_of(rule).contains(method));
        return Ok([Method::Electronic, Method::Meeting, Method::LazyConsensus].into_iter().find(all_have));
    };
    match votes.into_iter().find(|(_, rule)| !methods_of(rule).contains(&wished)) {
        None => Ok(Some(wished)),
        Some((name, rule)) => {
            let names: Vec<String> =
                methods_of(rule).into_iter().map(|method| format!("`{}`", method.name())).collect();
            let message =
                format!("the vote `{name}` of the policy has no rule for the method `{}`", wished.name());
            Err(Failure::new(message).hint(format!("the policy has a rule for {}", names.join(" and "))))
        }
    }
}

/// The votes of the policy that the classes need, with their names.
fn needed_votes<'a>(policy: &'a Policy, classes: &BTreeSet<Class>) -> Vec<(&'a str, &'a VoteRule)> {
    let names = classes.iter().filter_map(|class| policy.requirements.get(class.name())?.vote.as_ref());
    names.filter_map(|name| Some((name.as_str(), policy.votes.get(name)?))).collect()
}

fn methods_of(rule: &VoteRule) -> Vec<Method> {
    let has = [
        (Method::Meeting, rule.meeting.is_some()),
        (Method::Electronic, rule.electronic.is_some()),
        (Method::LazyConsensus, rule.lazy_consensus.is_some()),
    ];
    has.into_iter().filter_map(|(method, has)| has.then_some(method)).collect()
}

/// A second file about the same content would split the votes.
pub(super) fn not_twice(step: Step<'_>, judgement: &Judgement) -> Result<(), Failure> {
    let covers = |approval: &Document<Approval>| {
        let names = |path: &String| {
            approval.value.subject.iter().any(|subject| subject.path.value.as_str() == path.as_str())
        };
        judgement.needs.classes.keys().all(names)
    };
    let mut same = new_approvals(step)
        .filter(|(approval, relation)| *relation == Relation::Applies && covers(approval))
        .map(|(approval, _)| approval);
    match same.next() {
        None => Ok(()),
        Some(approval) => {
            Err(Failure::new(format!("`{}` is about exactly this change already", approval.path))
                .hint("add the votes to that file, or write another one with `--id`"))
        }
    }
}

/// A file that was written before the content changed again is in the way of a new one with its id.
pub(super) fn not_over_a_stale_one(step: Step<'_>, path: &str) -> Result<(), Failure> {
    match stale_ones(step).find(|approval| approval.path == path) {
        None => Ok(()),
        Some(_) => Err(Failure::new(format!(
            "`{path}` exists already, and is about other content: the change was edited after it was written"
        ))
        .hint("it was not merged, so delete it and run this again; the votes in it are lost")),
    }
}

/// A sentence for each approval of the change that was made before the content changed again.
pub(super) fn stale(step: Step<'_>) -> String {
    stale_ones(step).map(|approval| format!("{}.\n", is_stale(approval))).collect()
}

/// The same as notes on a change that can be merged without them.
pub(super) fn unused_and_stale(step: Step<'_>) -> impl Iterator<Item = String> {
    stale_ones(step).filter(|approval| approval.value.ratifies.is_none()).map(is_stale)
}

fn is_stale(approval: &Document<Approval>) -> String {
    format!("`{}` is about other content now: delete it before you merge", approval.path)
}

fn stale_ones(step: Step<'_>) -> impl Iterator<Item = &Document<Approval>> {
    let stale = new_approvals(step).filter(|(_, relation)| matches!(relation, Relation::Stale(_)));
    stale.map(|(approval, _)| approval)
}

/// The approvals that the change itself brings.
fn new_approvals(step: Step<'_>) -> impl Iterator<Item = (&Document<Approval>, Relation)> {
    let is_new = move |approval: &&Document<Approval>| !step.before.files.contains_key(&approval.path);
    step.after
        .approvals
        .values()
        .filter(is_new)
        .map(move |approval| (approval, relation(&approval.value, step.before, step.after, true)))
}
