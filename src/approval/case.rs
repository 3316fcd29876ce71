//! The case to be judged: a step, the rules of the documents before it, and what it needs by them.

use crate::calendar::WorkingCalendar;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{Document, KIND_AND_PLACE, Policy, Roster, Workspace};
use crate::schema::Kind;

use super::Class;
use super::classify::{ClassifiedChange, Step};
use super::governance::has_rules;
use super::proofs::GitHub;
use super::requirement::Requirement;
use super::shown::Shown;
use super::signed::Signatories;
use super::subject::Needs;

/// A step with everything that decisions are made of.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) step: Step<'a>,
    pub(super) changes: &'a [ClassifiedChange],
    pub(super) policy: &'a Policy,
    /// The policy after the step, where the step changes it: it has to be met too (threat T2).
    pub(super) new_policy: Option<&'a Policy>,
    pub(super) roster: &'a Roster,
    pub(super) calendar: WorkingCalendar,
    /// The paths and classes that need sign-off by either policy.
    pub(super) needs: Needs,
    /// Whether the step brings the first policy, and is judged by it.
    pub(super) is_anchor: bool,
    /// What git and GitHub show about the people of the roster.
    pub(super) shown: Shown<'a>,
    /// The same if a witness file were to be believed; nothing where none is at hand.
    pub(super) witnessed: Option<Shown<'a>>,
    /// What signatures are checked against.
    pub(super) signatories: Signatories<'a>,
}

impl<'a> Case<'a> {
    /// The rules are those of the documents before the step, or of the ones after it where it brings the first policy.
    pub(super) fn open(step: Step<'a>, changes: &'a [ClassifiedChange]) -> Result<Self, Box<Diagnostic>> {
        let is_anchor = !has_rules(step.before);
        let source = if is_anchor { step.after } else { step.before };
        let (policy, roster) = match (&source.policy, &source.roster) {
            (Some(policy), Some(roster)) => (policy, roster),
            (None, _) => return Err(Box::new(no_rules(source, Kind::Policy, is_anchor))),
            (Some(_), None) => return Err(Box::new(no_rules(source, Kind::Roster, is_anchor))),
        };
        let new_policy = if is_anchor { None } else { other_policy(step, policy) };
        let policy: &Policy = &policy.value;
        let needs = Needs::of(changes, |class| {
            std::iter::once(policy).chain(new_policy).any(|policy| Requirement::of(policy, class).is_some())
        });
        let calendar = source.working_calendar();
        let roster = &roster.value;
        let shown = |claims| Shown::read(roster, step.proofs, step.today, claims);
        let has_witness = matches!(step.proofs.pull_request, GitHub::Witnessed(_));
        Ok(Self {
            step,
            changes,
            policy,
            new_policy,
            roster,
            calendar,
            needs,
            is_anchor,
            shown: shown(false),
            witnessed: has_witness.then(|| shown(true)),
            signatories: Signatories::new(roster, source, step),
        })
    }

    /// The policies that have to be met.
    pub(super) fn policies(&self) -> impl Iterator<Item = &'a Policy> + use<'a> {
        std::iter::once(self.policy).chain(self.new_policy)
    }

    /// Whether GitHub was asked about the step.
    pub(super) fn asks_github(&self) -> bool {
        matches!(self.step.proofs.pull_request, GitHub::Shows(_))
    }

    /// What the policies ask for a class.
    pub(super) fn requirements(&self, class: Class) -> impl Iterator<Item = Requirement<'a>> + use<'a> {
        self.policies().filter_map(move |policy| Requirement::of(policy, class))
    }
}

/// The policy after the step, where it says something else.
fn other_policy<'a>(step: Step<'a>, policy: &Document<Policy>) -> Option<&'a Policy> {
    let after = step.after.policy.as_ref()?;
    // Most steps leave the policy alone; what it means takes longer to tell.
    if step.before.is_same_at(step.after, &after.path) {
        return None;
    }
    (after.meaning(Kind::Policy) != policy.meaning(Kind::Policy)).then_some(&after.value)
}

fn no_rules(workspace: &Workspace, kind: Kind, is_anchor: bool) -> Diagnostic {
    let path = workspace.path_of(kind);
    let message = match (is_anchor, workspace.files.contains_key(&path)) {
        (true, false) => {
            format!("the change touches governed files, but there is no `{path}` to judge it by")
        }
        (true, true) => format!("`{path}` has errors, so nothing can be judged by it"),
        (false, false) => format!("`{path}` is missing before the change, so nothing can be judged by it"),
        (false, true) => format!("`{path}` has errors before the change, so nothing can be judged by it"),
    };
    Diagnostic::error(KIND_AND_PLACE, Location::file(path), message)
        .with_hint("a readable policy and roster have to be on the target branch; repair them there first")
}
