//! The judgement of a step: from the decisions it needs and the approvals that cover it to the verdict.
//!
//! Policy and roster are those of the documents before the step; where the step changes the policy, the new one has to
//! be met too. Gate and audit both come here.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::show_day;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Roster;

use super::candidate::{Candidate, candidates};
use super::case::Case;
use super::classify::{ClassifiedChange, Step};
use super::decide::decisions;
use super::defects::Examined;
use super::electorate::Electorate;
use super::emergency;
use super::governance::retired_since;
use super::guards::{append_only, leaves_no_rules, policy_version};
use super::merging::{MergeState, Merging, merging};
use super::subject::{Needs, Relation, by_meaning};
use super::weakened::weakened;
use super::{Class, Decision, Status, Verdict};

/// What came of a step.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// One for every class that needs sign-off.
    pub decisions: Vec<Decision>,
    /// What is wrong with approvals.
    pub diagnostics: Vec<Diagnostic>,
    /// Who has to merge, and who did.
    pub merging: Vec<Merging>,
    /// What belongs to the verdict.
    pub notes: Vec<String>,
    /// The paths and classes that need sign-off.
    pub needs: Needs,
    /// The emergency approvals that it rests on.
    pub emergency: Vec<String>,
    /// The last day on which these can be ratified.
    pub ratify_by: Option<Date>,
    /// Whether the step touches anything that is governed.
    pub touches: bool,
    /// Whether it is judged by its own rules, since there were none before.
    pub is_anchor: bool,
}

/// Judges a step; nothing where there is neither a policy before nor after it.
pub fn judge(step: Step<'_>, changes: &[ClassifiedChange]) -> Judgement {
    let mut judgement =
        Judgement { diagnostics: append_only(step), touches: !changes.is_empty(), ..Judgement::default() };
    if changes.is_empty() {
        return judgement;
    }
    if let Some(since) = retired_since(step) {
        judgement.after_retirement(step, changes, since);
        return judgement;
    }
    judgement.diagnostics.extend(leaves_no_rules(step));
    match Case::open(step, changes) {
        Ok(case) => judgement.settle(case),
        Err(no_rules) => judgement.diagnostics.push(*no_rules),
    }
    judgement
}

/// What decides by whom and how the project is judged if it ever comes back.
fn outlives_retirement(change: &ClassifiedChange) -> bool {
    matches!(change.class, Class::Policy | Class::Electorate | Class::Appointment)
}

impl Judgement {
    /// Judges a step of a project that has left. Its rules stay governed: who could rewrite them now would decide alone
    /// about the way back.
    fn after_retirement(&mut self, step: Step<'_>, changes: &[ClassifiedChange], since: Date) {
        let since = show_day(since);
        let kept: Vec<ClassifiedChange> =
            changes.iter().filter(|change| outlives_retirement(change)).cloned().collect();
        if kept.is_empty() {
            self.notes.push(format!("the project retired on {since}, so nothing needs sign-off any more"));
            return;
        }
        self.notes.push(format!(
            "the project retired on {since}; only its policy, its offices and its project document need sign-off still, \
             since it would come back by them"
        ));
        self.diagnostics.extend(leaves_no_rules(step));
        match Case::open(step, &kept) {
            Ok(case) => self.settle(case),
            Err(no_rules) => self.diagnostics.push(*no_rules),
        }
    }

    fn settle(&mut self, case: Case<'_>) {
        self.notes.extend(notes(&case));
        self.is_anchor = case.is_anchor;
        self.merging = merging(&case);
        let is_merged = |merging: &&Merging| merging.state != MergeState::Awaited;
        self.notes.extend(self.merging.iter().filter(is_merged).map(ToString::to_string));
        self.diagnostics.extend(policy_version(case.step));
        self.diagnostics.extend(weakened(case.step));
        let examined = Examined::all(&case, candidates(&case).collect());
        let usable: Vec<&Candidate<'_>> = examined.iter().filter_map(Examined::usable).collect();
        self.decisions = decisions(&case, &usable);
        self.emergency = emergency::relied_on(&case, &self.decisions);
        self.ratify_by = emergency::ratify_by(case.policy, case.step.today, &case.calendar)
            .filter(|_| !self.emergency.is_empty());
        self.notes.extend(emergency::notes(&case, &self.emergency));
        let by_meaning: Vec<String> =
            usable.iter().flat_map(|candidate| self.fits_by_meaning(&case, candidate)).collect();
        self.notes.extend(by_meaning);
        self.diagnostics.extend(self.defects_that_matter(examined));
        self.needs = case.needs;
    }

    /// Whoever compares the digests by hand learns why they may differ.
    fn fits_by_meaning(&self, case: &Case<'_>, candidate: &Candidate<'_>) -> Vec<String> {
        let id = &candidate.approval.id;
        let speaks = self.decisions.iter().any(|decision| decision.approvals.contains(id));
        if !speaks || candidate.relation != Relation::Applies {
            return Vec::new();
        }
        by_meaning(&candidate.approval.value, case.step.before, case.step.after)
            .into_iter()
            .map(|path| {
                format!(
                    "`{id}` fits by meaning: comments or notation of `{path}` differ from the approved bytes"
                )
            })
            .collect()
    }

    /// What is wrong with an old approval matters only where nothing new is about the change; nobody can mend it.
    fn defects_that_matter(&self, examined: Vec<Examined<'_>>) -> Vec<Diagnostic> {
        let approved = self.decisions.iter().all(|decision| decision.status == Status::Approved);
        let renewed =
            examined.iter().any(|one| one.candidate.is_new && one.candidate.relation == Relation::Applies);
        let matter = examined.into_iter().filter(|one| one.candidate.is_new || !(approved || renewed));
        matter.flat_map(|one| one.defects).collect()
    }
}

fn notes(case: &Case<'_>) -> Vec<String> {
    let anchor = case.is_anchor.then(|| {
        "this change brings the first policy, so it is judged by its own policy and roster (the anchor)"
            .to_owned()
    });
    anchor.into_iter().chain(held_over(case.roster, case.step.today)).collect()
}

fn held_over(roster: &Roster, today: Date) -> Option<String> {
    let since = Electorate::on(roster, today).held_over_since?;
    Some(format!(
        "every seat's term has run out; the seats of {} hold over until there are new ones",
        show_day(since)
    ))
}

/// The verdict over a judgement and the diagnostics of the documents before and after.
pub fn verdict(
    judgement: &Judgement,
    before: &[Diagnostic],
    after: &[Diagnostic],
    is_guarded: impl Fn(&str) -> bool,
) -> Verdict {
    let known: BTreeSet<(&str, &str, &str)> = before.iter().map(identity).collect();
    let stops = |diagnostic: &&Diagnostic| {
        diagnostic.severity == Severity::Error
            && (is_guarded(diagnostic.rule) || !known.contains(&identity(diagnostic)))
    };
    if after.iter().chain(&judgement.diagnostics).any(|diagnostic| stops(&diagnostic)) {
        return Verdict::Invalid;
    }
    let has = |status: Status| judgement.decisions.iter().any(|decision| decision.status == status);
    match () {
        () if has(Status::Rejected) => Verdict::Rejected,
        () if has(Status::Pending) => Verdict::Pending,
        () if judgement.decisions.is_empty() => Verdict::NotRequired,
        () => Verdict::Approved,
    }
}

/// What makes two diagnostics the same although lines have moved.
pub fn identity(diagnostic: &Diagnostic) -> (&str, &str, &str) {
    (diagnostic.rule, &diagnostic.location.path, &diagnostic.message)
}
