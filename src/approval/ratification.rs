//! Whether an approval heals an earlier step: about exactly the content of that step, with the votes that are needed now.

use std::collections::{BTreeMap, BTreeSet};

use super::candidate::{candidates, declared};
use super::case::Case;
use super::classify::{ClassifiedChange, Step};
use super::decide::revocation;
use super::subject::{PathContent, is_about};
use super::{Class, Decision, Status};

/// What an earlier step changed that needed somebody's sign-off: per path the content and the classes.
pub type Needed = BTreeMap<String, (PathContent, BTreeSet<Class>)>;

/// What came of a ratification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ratified {
    /// It holds, by these decisions.
    Yes(Vec<Decision>),
    /// It does not, for these reasons.
    No(Vec<String>),
}

/// Judges an approval that a step brings as the ratification of an earlier step, by the rules before the step that
/// brings it.
pub fn ratification(step: Step<'_>, changes: &[ClassifiedChange], id: &str, needed: &Needed) -> Ratified {
    let Ok(case) = Case::open(step, changes) else {
        return Ratified::No(vec!["there are no rules to judge it by".to_owned()]);
    };
    let Some(candidate) = candidates(&case).find(|candidate| candidate.approval.id == id) else {
        return Ratified::No(vec![format!("`{id}` cannot be read")]);
    };
    let approval = &candidate.approval.value;
    let mut reasons = other_content(approval.subject.as_slice(), needed);
    let classes: BTreeSet<Class> = needed.values().flat_map(|(_, classes)| classes).copied().collect();
    let states = |class: Class| {
        declared(approval)
            .any(|stated| stated == class || (class == Class::ScheduleMinor && stated == Class::Schedule))
    };
    for class in classes.iter().filter(|class| !states(**class)) {
        reasons.push(format!("it does not state the decision `{class}`, which the commit needed"));
    }
    let broken = candidate.roll.diagnostics.iter().map(|found| found.message.clone());
    reasons.extend(broken);
    let decisions: Vec<Decision> =
        classes.into_iter().filter_map(|class| revocation(&case, &candidate, class)).collect();
    for decision in decisions.iter().filter(|decision| decision.status != Status::Approved) {
        reasons.extend(decision.reasons.iter().map(|reason| format!("{}: {}", reason.rule, reason.message)));
    }
    if reasons.is_empty() { Ratified::Yes(decisions) } else { Ratified::No(reasons) }
}

/// All or nothing: the subject is exactly what the step changed.
fn other_content(subjects: &[crate::document::Subject], needed: &Needed) -> Vec<String> {
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
