//! Whether an approval heals an earlier step: about exactly the content of that step, with the votes that are needed now,
//! and with those that were needed then where nobody settled that the rules may be others now.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Approval, Subject, Workspace};

use super::candidate::{Candidate, candidates, declared};
use super::case::Case;
use super::classify::{ClassifiedChange, Step};
use super::decide::after_the_fact;
use super::emergency::is_called_one;
use super::subject::{PathContent, is_about};
use super::{Class, Decision, Status};

/// What an earlier step changed that needed somebody's sign-off: per path the content and the classes.
pub type Needed = BTreeMap<String, (PathContent, BTreeSet<Class>)>;

/// The earlier step that is to be healed.
#[derive(Debug, Clone, Copy)]
pub struct Healed<'a> {
    /// What it changed.
    pub needed: &'a Needed,
    /// What had to be decided about it; nothing where it could not be judged at all.
    pub decisions: &'a [Decision],
    /// The documents before it.
    pub before: &'a Workspace,
    /// Whether the rules of those documents are still in force, or were changed only by steps that were approved. If
    /// not, the step may have brought the very rules that the approval is judged by (threat T1).
    pub rules_are_settled: bool,
}

impl Healed<'_> {
    fn classes(&self) -> BTreeSet<Class> {
        self.decisions.iter().map(|decision| decision.class).collect()
    }
}

/// What came of a ratification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ratified {
    /// It holds, by these decisions.
    Yes(Vec<Decision>),
    /// It does not, for these reasons.
    No(Vec<String>),
}

/// Judges an approval that a step brings as the ratification of an earlier step, by the rules before the step that
/// brings it, and by those before the earlier step as well where these are not known to have changed by approval.
pub fn ratification(step: Step<'_>, changes: &[ClassifiedChange], id: &str, healed: Healed<'_>) -> Ratified {
    let Ok(case) = Case::open(step, changes) else {
        return Ratified::No(vec!["there are no rules to judge it by".to_owned()]);
    };
    let Some(candidate) = named(&case, id) else {
        return Ratified::No(vec![format!("`{id}` cannot be read")]);
    };
    let classes = healed.classes();
    let mut reasons = unfit(&candidate.approval.value, healed, &classes);
    let broken = candidate.roll.diagnostics.iter().map(|found| found.message.clone());
    reasons.extend(broken);
    let decisions = decided(&case, &candidate, &classes);
    reasons.extend(open(&decisions, ""));
    let is_decided = |class: &Class| decisions.iter().any(|decision| decision.class == *class);
    if !healed.rules_are_settled || !classes.iter().all(is_decided) {
        reasons.extend(open_by_earlier_rules((step, changes), id, healed, &decisions));
    }
    if reasons.is_empty() { Ratified::Yes(decisions) } else { Ratified::No(reasons) }
}

fn named<'a>(case: &Case<'a>, id: &str) -> Option<Candidate<'a>> {
    candidates(case).find(|candidate| candidate.approval.id == id)
}

fn decided(case: &Case<'_>, candidate: &Candidate<'_>, classes: &BTreeSet<Class>) -> Vec<Decision> {
    classes.iter().filter_map(|class| after_the_fact(case, candidate, *class)).collect()
}

/// Why decisions are not made.
fn open(decisions: &[Decision], by: &str) -> Vec<String> {
    let open = decisions.iter().filter(|decision| decision.status != Status::Approved);
    open.flat_map(|decision| match decision.reasons.as_slice() {
        [] => vec![format!("it does not pass `{}`{by}", decision.class)],
        reasons => reasons.iter().map(|reason| format!("{}: {}{by}", reason.rule, reason.message)).collect(),
    })
    .collect()
}

/// What the approval would need by the rules before the earlier step. Who has a vote only now is no error in it.
fn open_by_earlier_rules(
    (step, changes): (Step<'_>, &[ClassifiedChange]),
    id: &str,
    healed: Healed<'_>,
    decided_now: &[Decision],
) -> Vec<String> {
    let Ok(case) = Case::by_earlier_rules(step, changes, healed.before) else {
        return vec!["there are no rules before that commit to judge it by".to_owned()];
    };
    let Some(candidate) = named(&case, id) else { return vec![format!("`{id}` cannot be read")] };
    let decisions = decided(&case, &candidate, &healed.classes());
    let is_free =
        |class: &Class| !decisions.iter().chain(decided_now).any(|decision| decision.class == *class);
    let free = healed.classes().into_iter().filter(is_free);
    let free = free.map(|class| format!("`{class}` needs nobody, so nobody decided it"));
    open(&decisions, " (by the rules before that commit)").into_iter().chain(free).collect()
}

/// What keeps an approval from being about the step at all, whoever voted in it.
fn unfit(approval: &Approval, healed: Healed<'_>, classes: &BTreeSet<Class>) -> Vec<String> {
    let mut reasons = other_content(&approval.subject, healed.needed);
    if classes.is_empty() {
        reasons.push("there is no decision about the commit that could be made after the fact".to_owned());
    }
    if is_called_one(approval) {
        reasons.push("it was made in an emergency, and ratifying is the regular decision".to_owned());
    }
    let states = |class: Class| {
        declared(approval)
            .any(|stated| stated == class || (class == Class::ScheduleMinor && stated == Class::Schedule))
    };
    for class in classes.iter().filter(|class| !states(**class)) {
        reasons.push(format!("it does not state the decision `{class}`, which the commit needed"));
    }
    reasons
}

/// All or nothing: the subject is exactly what the step changed.
fn other_content(subjects: &[Subject], needed: &Needed) -> Vec<String> {
    let names = |path: &str| subjects.iter().find(|subject| subject.path.value == path);
    let missing = needed.iter().filter_map(|(path, (content, _))| match names(path) {
        None => Some(format!("it does not name `{path}`, which the commit changed")),
        Some(subject) if !is_about(subject, content) => {
            Some(format!("it is about another content of `{path}` than that of the commit"))
        }
        Some(_) => None,
    });
    let surplus = subjects
        .iter()
        .filter(|subject| !needed.contains_key(subject.path.as_str()))
        .map(|subject| format!("it names `{}`, for which the commit needed nobody", subject.path.value));
    missing.chain(surplus).collect()
}
