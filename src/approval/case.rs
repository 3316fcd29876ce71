//! The case to be judged: a step, the rules of the documents before it, and what it needs by them.

use std::collections::BTreeSet;

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
        if is_anchor && step.history.had_rules {
            return Err(Box::new(rules_were_taken_away(step.after)));
        }
        let source = if is_anchor { step.after } else { step.before };
        Self::by(step, changes, source, is_anchor)
    }

    /// The rules are those of earlier documents. What is signed still names the policy before the step.
    pub(super) fn by_earlier_rules(
        step: Step<'a>,
        changes: &'a [ClassifiedChange],
        earlier: &'a Workspace,
    ) -> Result<Self, Box<Diagnostic>> {
        let case = Self::by(step, changes, earlier, false)?;
        let signatories = Signatories::new(case.roster, step.before, step);
        Ok(Self { new_policy: None, signatories, ..case })
    }

    fn by(
        step: Step<'a>,
        changes: &'a [ClassifiedChange],
        source: &'a Workspace,
        is_anchor: bool,
    ) -> Result<Self, Box<Diagnostic>> {
        let (policy, roster) = match (&source.policy, &source.roster) {
            (Some(policy), Some(roster)) => (policy, roster),
            (None, _) => return Err(Box::new(no_rules(source, Kind::Policy, is_anchor))),
            (Some(_), None) => return Err(Box::new(no_rules(source, Kind::Roster, is_anchor))),
        };
        let new_policy = if is_anchor { None } else { other_policy(step, policy) };
        let policy: &Policy = &policy.value;
        let needs_sign_off = |class| {
            std::iter::once(policy).chain(new_policy).any(|policy| Requirement::of(policy, class).is_some())
        };
        let mut needs = Needs::of(changes, needs_sign_off);
        for (path, class) in
            protected_under_the_root(step, changes).filter(|(_, class)| needs_sign_off(*class))
        {
            needs.classes.entry(path).or_default().insert(class);
        }
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

/// What `protect` asks for files that are governed anyway: it comes on top of what they need by themselves.
fn protected_under_the_root<'a>(
    step: Step<'a>,
    changes: &'a [ClassifiedChange],
) -> impl Iterator<Item = (String, Class)> + use<'a> {
    let folder = format!("{}/", step.after.root);
    let paths = changes.iter().map(|change| change.change.location.path.as_str());
    let paths: BTreeSet<&str> = paths.filter(|path| path.starts_with(&folder)).collect();
    let policies = [step.before, step.after].into_iter().filter_map(|workspace| workspace.policy.as_ref());
    policies.flat_map(move |policy| {
        let protected = policy.value.protected();
        let classes = paths
            .iter()
            .filter_map(|path| Some(((*path).to_owned(), Class::from_name(protected.get(*path)?)?)));
        classes.collect::<Vec<_>>()
    })
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

/// Who takes the rules away does not start anew (threat T7).
fn rules_were_taken_away(after: &Workspace) -> Diagnostic {
    let path = after.path_of(Kind::Policy);
    let message = format!(
        "an earlier change of this branch took its rules away, so `{path}` is no first policy, and nothing can approve it"
    );
    Diagnostic::error(KIND_AND_PLACE, Location::file(path), message)
        .with_hint("put the documents back on the target branch as they were before, with `git revert`")
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
    let hint = if is_anchor {
        "the first change brings a readable policy and roster: repair them in the change"
    } else {
        "a readable policy and roster have to be on the target branch; repair them there first"
    };
    Diagnostic::error(KIND_AND_PLACE, Location::file(path), message).with_hint(hint)
}
