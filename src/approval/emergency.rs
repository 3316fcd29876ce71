//! Approvals for an emergency: a few people whom the policy names approve at once, and the regular decision follows.

use jiff::civil::Date;

use crate::calendar::{Direction, WorkingCalendar, show_day};
use crate::document::{self, Approval, Document, Method, Policy, Workspace};

use super::case::Case;
use super::{Decision, Status};

/// What a policy says about emergencies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Emergency<'a>(&'a document::Emergency);

impl<'a> Emergency<'a> {
    /// Where an approval is one for an emergency, and the policy knows of them.
    pub(super) fn of(policy: &'a Policy, approval: &Approval) -> Option<Self> {
        is_for_an_emergency(approval).then(|| policy.emergency.as_ref().map(Self)).flatten()
    }

    /// Who may approve.
    pub(super) fn approvers(self) -> Vec<&'a str> {
        self.0.approvers.iter().map(|person| person.as_str()).collect()
    }

    /// How many of them it takes; nobody at all never approves anything.
    pub(super) fn count(self) -> usize {
        usize::try_from(self.0.count).unwrap_or(usize::MAX).max(1)
    }

    /// The rule in words, for people.
    pub(super) fn in_words(self) -> String {
        let others = self.approvers().join(", ");
        let within = self.0.ratify_within;
        format!("{} of {others} in an emergency, to be ratified within {within}", self.count())
    }
}

/// What approves an earlier step after the fact is the regular decision, whatever it calls itself: nobody ratifies an
/// emergency by another one.
fn is_for_an_emergency(approval: &Approval) -> bool {
    is_called_one(approval) && approval.ratifies.is_none()
}

/// Whether an approval says that it was made in an emergency.
pub(super) fn is_called_one(approval: &Approval) -> bool {
    approval.method.as_ref().is_some_and(|method| method.value == Method::Emergency)
}

/// The emergency approvals that a step rests on.
pub(super) fn relied_on(case: &Case<'_>, decisions: &[Decision]) -> Vec<String> {
    let mut ids: Vec<String> = decisions
        .iter()
        .filter(|decision| decision.status == Status::Approved)
        .flat_map(|decision| &decision.approvals)
        .filter(|id| {
            let approval = case.step.after.approvals.get(*id);
            approval.is_some_and(|approval| Emergency::of(case.policy, &approval.value).is_some())
        })
        .cloned()
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// The last day on which an emergency approval that was used on a day can be ratified; none where the policy knows no
/// emergencies.
pub fn ratify_by(policy: &Policy, used: Date, calendar: &WorkingCalendar) -> Option<Date> {
    let within = policy.emergency.as_ref()?.ratify_within;
    within.add_to(used, Direction::Later, calendar).ok()
}

/// What the verdict says about emergency approvals: those that the step rests on, and older ones that still wait.
pub(super) fn notes(case: &Case<'_>, relied_on: &[String]) -> Vec<String> {
    let due = ratify_by(case.policy, case.step.today, &case.calendar);
    let within = case.policy.emergency.as_ref().map(|emergency| emergency.ratify_within);
    let own = relied_on.iter().zip(due.zip(within)).map(|(id, (due, within))| {
        format!(
            "`{id}` is an emergency approval: the change must be ratified by {} (within {within})",
            show_day(due)
        )
    });
    let waiting = unratified(case.step.after)
        .into_iter()
        .filter(|old| case.step.before.approvals.contains_key(&old.id) && !relied_on.contains(&old.id));
    let waiting = waiting.map(|old| reminder(case, &old.id));
    own.chain(waiting).collect()
}

/// What reminds of an older emergency approval: its commit and its last day, where the history tells them.
fn reminder(case: &Case<'_>, id: &str) -> String {
    let Some(used) = case.step.history.emergencies.get(id) else {
        return format!(
            "`{id}` was approved in an emergency, and waits to be ratified: `milepost approve --ratifies {id}` writes the \
             file"
        );
    };
    let short: String = used.commit.chars().take(12).collect();
    let due = match used.ratify_by {
        Some(due) if due < case.step.today => format!(
            "was to be ratified by {}; that day has passed, so `milepost audit` counts it as not approved until it is",
            show_day(due)
        ),
        Some(due) => format!("has to be ratified by {}", show_day(due)),
        None => "waits to be ratified".to_owned(),
    };
    format!(
        "commit {short} was approved in an emergency by `{id}`, and {due}: `milepost approve --ratifies {id}` writes the \
         file"
    )
}

/// The emergency approvals that no other approval of the same content ratifies, and none takes back.
pub fn unratified(workspace: &Workspace) -> Vec<&Document<Approval>> {
    let emergencies = workspace.approvals.values().filter(|approval| is_for_an_emergency(&approval.value));
    emergencies
        .filter(|emergency| !workspace.approvals.values().any(|other| settles(other, emergency)))
        .collect()
}

fn settles(other: &Document<Approval>, emergency: &Document<Approval>) -> bool {
    let ratifies = other.value.ratifies.is_some()
        && other.id != emergency.id
        && emergency.value.subject.iter().all(|own| {
            let is_same = |theirs: &document::Subject| {
                theirs.path.value == own.path.value
                    && theirs.from.value == own.from.value
                    && theirs.to.value == own.to.value
            };
            other.value.subject.iter().any(is_same)
        });
    ratifies || other.value.voided().any(|id| id.value == emergency.id)
}
