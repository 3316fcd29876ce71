//! The judgement of a step: which decisions it needs, which approvals cover it, and the verdict.
//!
//! Policy and roster are those of the documents before the step; where the step changes the policy, the new one has to
//! be met too. Gate and audit both come here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::calendar::{Direction, Duration, Unit, WorkingCalendar, show_day};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::{
    Approval, Document, Outcome, Policy, Requirement, Roster, Vote, Workspace, meaning_digest,
};
use crate::schema::Kind;

use super::ballot::{Ballot, Managers};
use super::classify::{ClassifiedChange, Step};
use super::electorate::Electorate;
use super::subject::{Needs, Relation, relation};
use super::tally::{Count, Tally, has_others, method_of};
use super::weakened::weakened;
use super::{Class, Decision, Evidence, Reason, Status, Verdict, Votes};

/// What came of a step.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// One for every class that needs sign-off.
    pub decisions: Vec<Decision>,
    /// What is wrong with approvals.
    pub diagnostics: Vec<Diagnostic>,
    /// What belongs to the verdict.
    pub notes: Vec<String>,
    /// The paths and classes that need sign-off.
    pub needs: Needs,
    /// Whether the step touches anything that is governed.
    pub touches: bool,
}

/// How long an approval stays usable where the policy does not say.
const DEFAULT_LAPSE: u32 = 60;

/// Judges a step; nothing where there is neither a policy before nor after it.
pub fn judge(step: Step<'_>, changes: &[ClassifiedChange]) -> Judgement {
    let mut judgement =
        Judgement { diagnostics: append_only(step), touches: !changes.is_empty(), ..Judgement::default() };
    if changes.is_empty() {
        return judgement;
    }
    judgement.diagnostics.extend(leaves_no_rules(step));
    let Some(rules) = rules_of(step, &mut judgement) else { return judgement };
    judgement.diagnostics.extend(policy_version(step));
    judgement.diagnostics.extend(weakened(step));
    judgement.needs = Needs::of(changes, |class| {
        needs_sign_off(rules.policy, class)
            || rules.new_policy.is_some_and(|policy| needs_sign_off(policy, class))
    });
    let bench = Bench { step, rules, changes, needs: &judgement.needs, calendar: &rules.calendar() };
    let ballots = bench.ballots();
    judgement.notes.extend(held_over(rules.roster, step.today));
    judgement.decisions = bench.decisions(&ballots);
    judgement.decisions.extend(bench.revocations(&ballots));
    let approved = judgement.decisions.iter().all(|decision| decision.status == Status::Approved);
    let renewed = ballots.iter().any(|candidate| candidate.is_new && candidate.relation == Relation::Applies);
    // What is wrong with an old approval matters only where nothing new is about the change; nobody can mend it.
    let matter = ballots.iter().filter(|candidate| candidate.is_new || !(approved || renewed));
    judgement.diagnostics.extend(matter.flat_map(|candidate| candidate.diagnostics.clone()));
    judgement
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
fn identity(diagnostic: &Diagnostic) -> (&str, &str, &str) {
    (diagnostic.rule, &diagnostic.location.path, &diagnostic.message)
}

/// The rules that a step is judged by.
#[derive(Clone, Copy)]
struct Rules<'a> {
    policy: &'a Policy,
    /// The policy after the step, where the step changes it: it has to be met too (threat T2).
    new_policy: Option<&'a Policy>,
    roster: &'a Roster,
    project: Option<&'a crate::document::Project>,
}

impl Rules<'_> {
    fn calendar(&self) -> WorkingCalendar {
        self.project.map_or_else(WorkingCalendar::default, crate::document::Project::working_calendar)
    }
}

/// The rules of the documents before the step, or of the ones after it where it brings the first policy.
fn rules_of<'a>(step: Step<'a>, judgement: &mut Judgement) -> Option<Rules<'a>> {
    let policy_path = step.before.path_of(Kind::Policy);
    // Where there are approvals there was a policy: who took it away does not start anew (threat T7).
    let has_approvals = step.before.files.values().any(|file| file.kind() == Some(Kind::Approval));
    let anchor = !step.before.files.contains_key(&policy_path) && !has_approvals;
    let source = if anchor { step.after } else { step.before };
    let (policy, roster) = (source.policy.as_ref(), source.roster.as_ref());
    let (Some(policy), Some(roster)) = (policy, roster) else {
        judgement.diagnostics.push(no_rules(source, policy.is_none(), anchor));
        return None;
    };
    if anchor {
        judgement.notes.push(
            "this change brings the first policy, so it is judged by its own policy and roster (the anchor)"
                .to_owned(),
        );
    }
    let changed = step.after.policy.as_ref().filter(|after| {
        !anchor && meaning_digest(Kind::Policy, &after.tree) != meaning_digest(Kind::Policy, &policy.tree)
    });
    Some(Rules {
        policy: &policy.value,
        new_policy: changed.map(|document| &document.value),
        roster: &roster.value,
        project: source.project.as_ref().map(|project| &project.value),
    })
}

fn no_rules(workspace: &Workspace, policy_missing: bool, anchor: bool) -> Diagnostic {
    let kind = if policy_missing { Kind::Policy } else { Kind::Roster };
    let path = workspace.path_of(kind);
    let message = match (anchor, workspace.files.contains_key(&path)) {
        (true, false) => {
            format!("the change touches governed files, but there is no `{path}` to judge it by")
        }
        (true, true) => format!("`{path}` cannot be read, so nothing can be judged by it"),
        (false, false) => format!("`{path}` is missing before the change, so nothing can be judged by it"),
        (false, true) => format!("`{path}` cannot be read before the change, so nothing can be judged by it"),
    };
    Diagnostic::error(crate::document::KIND_AND_PLACE, Location::file(path), message)
        .with_hint("a readable policy and roster have to be on the target branch; repair them there first")
}

pub(super) fn requirement(policy: &Policy, class: Class) -> Option<&Requirement> {
    policy.requirements.get(class.name())
}

/// Whether a class needs anybody. A class without a requirement is never free: what the policy forgot is not allowed.
pub(super) fn needs_sign_off(policy: &Policy, class: Class) -> bool {
    requirement(policy, class).is_none_or(|requirement| {
        requirement.vote.is_some() || requirement.approve.is_some() || requirement.count.is_some()
    })
}

pub(super) fn evidence_of(requirement: &Requirement) -> Evidence {
    match requirement.evidence.as_deref() {
        None | Some("recorded") => Evidence::Recorded,
        Some("confirmed") => Evidence::Confirmed,
        Some(_) => Evidence::Signed,
    }
}

fn held_over(roster: &Roster, today: Date) -> Option<String> {
    let since = Electorate::on(roster, today).held_over_since?;
    Some(format!(
        "every seat's term has run out; the seats of {} hold over until there are new ones",
        show_day(since)
    ))
}

/// Merged approvals are never edited, moved or deleted.
fn append_only(step: Step<'_>) -> Vec<Diagnostic> {
    let merged = step
        .before
        .files
        .iter()
        .filter(|(_, file)| matches!(file.kind(), Some(Kind::Approval | Kind::Witness)));
    merged
        .filter_map(|(path, before)| {
            let what = match step.after.files.get(path) {
                Some(after) if after.is_same(before) => return None,
                Some(_) => "is edited",
                None => "is deleted",
            };
            let message = format!("`{path}` is merged already, and {what} here");
            Some(
                Diagnostic::error("append-only", Location::file(path), message).with_hint(
                    "put it back as it was; a new approval can `supersede` or `revoke` an old one",
                ),
            )
        })
        .collect()
}

/// A step leaves rules by which the next one can be judged (threat T7). Where it leaves other documents, their reader
/// reports the one that is missing or broken.
fn leaves_no_rules(step: Step<'_>) -> Option<Diagnostic> {
    let kinds = [(Kind::Policy, step.after.policy.is_none()), (Kind::Roster, step.after.roster.is_none())];
    let (kind, _) = kinds.into_iter().find(|(_, missing)| *missing)?;
    let path = step.after.path_of(kind);
    let reported = step.after.diagnostics.iter().any(|diagnostic| diagnostic.location.path == path);
    (!reported && step.before.files.contains_key(&path)).then(|| {
        let message = format!("the change leaves no `{path}` to judge the next change by");
        Diagnostic::error(crate::document::KIND_AND_PLACE, Location::file(path), message)
            .with_hint("a project that leaves sets `retired` in its project document; the files stay")
    })
}

/// The policy's number goes up by one with every effective change, so that an older policy cannot come back unseen.
fn policy_version(step: Step<'_>) -> Option<Diagnostic> {
    let (before, after) = (step.before.policy.as_ref()?, step.after.policy.as_ref()?);
    let (old, new) = (before.value.version.value, after.value.version.value);
    let same = meaning_digest(Kind::Policy, &before.tree) == meaning_digest(Kind::Policy, &after.tree);
    if same || new == old.saturating_add(1) {
        return None;
    }
    let message = format!("the policy changes, and its version goes from {old} to {new}");
    Some(Diagnostic::error("policy-version", after.at(after.value.version.span), message).with_hint(format!(
        "write `version: {}`; a policy that comes back gets a new number too",
        old.saturating_add(1)
    )))
}

/// An approval that may speak for this step.
struct Candidate<'a> {
    approval: &'a Document<Approval>,
    /// Whether the step itself brings it.
    is_new: bool,
    relation: Relation,
    ballot: Ballot,
    electorate: Electorate,
    day: Date,
    /// Why it does not count although its votes might.
    obstacles: Vec<Reason>,
    diagnostics: Vec<Diagnostic>,
}

impl Candidate<'_> {
    /// An approval that is merged already cannot be mended; with an error in it, it speaks for nothing.
    fn is_usable(&self) -> bool {
        self.is_new || !self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Everything that decisions are made of.
struct Bench<'a> {
    step: Step<'a>,
    rules: Rules<'a>,
    changes: &'a [ClassifiedChange],
    needs: &'a Needs,
    calendar: &'a WorkingCalendar,
}

impl<'a> Bench<'a> {
    /// The approvals that are about this step, and all that the step brings.
    fn ballots(&self) -> Vec<Candidate<'a>> {
        self.step
            .after
            .approvals
            .values()
            .filter_map(|approval| {
                let is_new = !self.step.before.files.contains_key(&approval.path);
                let relation = relation(&approval.value, self.step.before, self.step.after, is_new);
                (is_new || relation != Relation::Elsewhere)
                    .then(|| self.candidate(approval, relation, is_new))
            })
            .collect()
    }

    fn candidate(&self, approval: &'a Document<Approval>, relation: Relation, is_new: bool) -> Candidate<'a> {
        let day =
            approval.value.closed.as_ref().map_or(self.step.today, |day| day.value.0.min(self.step.today));
        let electorate = Electorate::on(self.rules.roster, day);
        let active = self.rules.roster.release_managers_on(day);
        let asked_for = declared(&approval.value).any(|class| {
            [Some(self.rules.policy), self.rules.new_policy]
                .into_iter()
                .flatten()
                .filter_map(|policy| requirement(policy, class))
                .any(|requirement| requirement.approve.is_some())
        });
        let mut ballot = Ballot::read(approval, &electorate, Managers { active: &active, asked_for });
        let mut diagnostics = std::mem::take(&mut ballot.diagnostics);
        if relation == Relation::Applies {
            diagnostics.extend(self.classes_mismatch(approval));
            if !is_new {
                diagnostics.extend(self.reused(approval));
            }
        } else if !is_new {
            diagnostics.clear();
        }
        let obstacles = self.obstacles(&approval.value, is_new);
        let mut candidate =
            Candidate { approval, is_new, relation, ballot, electorate, day, obstacles, diagnostics };
        if is_new || candidate.relation == Relation::Applies {
            candidate.diagnostics.extend(self.outcome_mismatch(&candidate));
            candidate.diagnostics.extend(minutes_missing(approval));
        }
        candidate
    }

    /// `decisions:` says exactly what the named paths need: all or nothing.
    fn classes_mismatch(&self, approval: &Document<Approval>) -> Vec<Diagnostic> {
        let mut needed: BTreeSet<Class> = BTreeSet::new();
        let mut diagnostics = Vec::new();
        for subject in &approval.value.subject {
            match self.needs.classes.get(subject.path.as_str()) {
                Some(classes) => needed.extend(classes),
                None => diagnostics.push(
                    Diagnostic::error(
                        "classes-mismatch",
                        approval.at(subject.path.span),
                        format!(
                            "`{}` decides about `{}`, whose change needs nobody's sign-off",
                            approval.id, subject.path.value
                        ),
                    )
                    .with_hint(
                        "take the path out of the subject: an approval names exactly what needs sign-off",
                    ),
                ),
            }
        }
        let stated: BTreeSet<Class> = declared(&approval.value).collect();
        let served = |class: &Class| {
            stated.contains(class) || (*class == Class::ScheduleMinor && stated.contains(&Class::Schedule))
        };
        let useful = |class: &Class| {
            needed.contains(class) || (*class == Class::Schedule && needed.contains(&Class::ScheduleMinor))
        };
        for decision in &approval.value.decisions {
            if Class::from_name(decision).is_some_and(|class| !useful(&class)) {
                diagnostics.push(
                    Diagnostic::error(
                        "classes-mismatch",
                        approval.at(decision.span),
                        format!(
                            "`{}` says that it decides `{}`, but the change needs no such decision",
                            approval.id, decision.value
                        ),
                    )
                    .with_hint(format!("the change needs: {}", names(&needed))),
                );
            }
        }
        let others: BTreeSet<Class> = self.declared_by_others(approval);
        for class in needed.iter().filter(|class| !served(class) && !others.contains(class)) {
            let place = approval.value.decisions.first().map(|decision| decision.span);
            diagnostics.push(
                Diagnostic::error(
                    "classes-mismatch",
                    Location { path: approval.path.clone(), span: place },
                    format!("the change needs a decision `{class}`, which `{}` does not state", approval.id),
                )
                .with_hint(format!("write `decisions: [{}]`", names(&needed))),
            );
        }
        diagnostics
    }

    /// The classes that other approvals of the same paths state.
    fn declared_by_others(&self, approval: &Document<Approval>) -> BTreeSet<Class> {
        let paths: BTreeSet<&str> =
            approval.value.subject.iter().map(|subject| subject.path.as_str()).collect();
        let others = self.step.after.approvals.values().filter(|other| other.id != approval.id);
        others
            .filter(|other| other.value.subject.iter().any(|subject| paths.contains(subject.path.as_str())))
            .filter(|other| {
                relation(&other.value, self.step.before, self.step.after, true) == Relation::Applies
            })
            .flat_map(|other| declared(&other.value).collect::<Vec<_>>())
            .collect()
    }

    /// An approval is used once (threat T11): by history, or because another approval starts where this one ended.
    fn reused(&self, approval: &Document<Approval>) -> Option<Diagnostic> {
        let continued =
            self.step.before.approvals.values().filter(|other| other.id != approval.id).find(|other| {
                other.value.subject.iter().any(|later| {
                    approval.value.subject.iter().any(|own| own.path == later.path && own.to == later.from)
                })
            });
        if !self.step.history.used.contains(&approval.id) && continued.is_none() {
            return None;
        }
        let message = format!("`{}` was used by an earlier change already", approval.id);
        let diagnostic = Diagnostic::error("approval-reused", approval.at(approval.value.id.span), message)
            .with_hint("this content was left again since; it takes a new decision to come back");
        Some(match continued {
            Some(later) => {
                diagnostic.with_label(later.at(later.value.id.span), "this approval starts from its result")
            }
            None => diagnostic,
        })
    }

    /// Reasons outside of the votes why an approval does not count.
    fn obstacles(&self, approval: &Approval, is_new: bool) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let id = approval.id.as_str();
        let voiding =
            self.step.after.approvals.values().chain(self.step.before.approvals.values()).find(|other| {
                other.value.revokes.iter().chain(&other.value.supersedes).any(|revoked| revoked.value == id)
            });
        if let Some(other) = voiding {
            let message = format!("`{id}` is revoked or superseded by `{}`", other.id);
            reasons.push(Reason { rule: "approval-stale", message });
        }
        let Some(closed) = approval.closed.as_ref().map(|day| day.value.0) else {
            if !is_new {
                let message = format!("`{id}` was merged before its change, but does not say when it closed");
                reasons.push(Reason { rule: "approval-lapsed", message });
            }
            return reasons;
        };
        if closed > self.step.today {
            let message = format!("the vote of `{id}` closes on {}", show_day(closed));
            reasons.push(Reason { rule: "window", message });
        }
        let lapse = self.rules.policy.limits.lapse.or_else(|| Duration::of(DEFAULT_LAPSE, Unit::Day));
        let end = lapse.and_then(|lapse| lapse.add_to(closed, Direction::Later, self.calendar).ok());
        if end.is_some_and(|end| end < self.step.today) {
            let message = format!(
                "`{id}` closed on {} and was not used within {}",
                show_day(closed),
                lapse.map(|lapse| lapse.to_string()).unwrap_or_default()
            );
            reasons.push(Reason { rule: "approval-lapsed", message });
        }
        reasons
    }

    /// `outcome:` is recomputed from the votes, and never believed.
    fn outcome_mismatch(&self, candidate: &Candidate<'_>) -> Option<Diagnostic> {
        let stated = candidate.approval.value.outcome.as_ref()?;
        let tallies: Vec<Tally> = declared(&candidate.approval.value)
            .filter_map(|class| requirement(self.rules.policy, class))
            .filter_map(|requirement| self.tally(candidate, requirement, Evidence::Recorded))
            .collect();
        let managers: Vec<View> = declared(&candidate.approval.value)
            .filter_map(|class| requirement(self.rules.policy, class))
            .filter(|requirement| requirement.approve.is_some())
            .map(|requirement| self.approved_by_managers(candidate, self.rules.policy, requirement))
            .collect();
        let passes = tallies.iter().all(|tally| tally.votes_pass)
            && managers.iter().all(|view| view.status == Status::Approved);
        let agrees = (stated.value == Outcome::Approved) == passes;
        if (tallies.is_empty() && managers.is_empty()) || agrees {
            return None;
        }
        let written = if stated.value == Outcome::Approved { "approved" } else { "rejected" };
        let reasons = tallies.iter().flat_map(|tally| &tally.reasons);
        let reasons = reasons.chain(managers.iter().flat_map(|view| &view.reasons));
        let facts: Vec<String> = reasons.map(|reason| reason.message.clone()).collect();
        let why = if facts.is_empty() { "the votes pass".to_owned() } else { facts.join("; ") };
        let message =
            format!("`{}` says `{written}`, but by its votes it is not: {why}", candidate.approval.id);
        Some(
            Diagnostic::error("outcome-mismatch", candidate.approval.at(stated.span), message)
                .with_hint("correct the votes or the outcome; while the vote is open, leave `outcome` out"),
        )
    }

    fn decisions(&self, candidates: &[Candidate<'_>]) -> Vec<Decision> {
        let mut classes = self.needs.all_classes();
        if self.schedule_vote_serves_all_minor_changes() {
            classes.remove(&Class::ScheduleMinor);
        }
        let mut decisions = Vec::new();
        for class in classes {
            let current = self.decision(class, self.rules.policy, candidates);
            let new = self.rules.new_policy.map(|policy| self.decision(class, policy, candidates));
            match (current, new) {
                (Some(current), Some(Some(mut new)))
                    if current.status == Status::Approved && new.status != Status::Approved =>
                {
                    new.requirement = format!("{} (by the new policy)", new.requirement);
                    decisions.extend([current, new]);
                }
                (Some(current), _) => decisions.push(current),
                (None, Some(Some(mut new))) => {
                    new.requirement = format!("{} (by the new policy)", new.requirement);
                    decisions.push(new);
                }
                (None, _) => {}
            }
        }
        decisions
    }

    /// A vote on a plan is about the whole file, so the release managers' part of it needs no decision of its own.
    fn schedule_vote_serves_all_minor_changes(&self) -> bool {
        let by_vote = |policy: &Policy| {
            requirement(policy, Class::Schedule).is_some_and(|requirement| requirement.vote.is_some())
        };
        let policies = std::iter::once(self.rules.policy).chain(self.rules.new_policy);
        let mut paths = self.needs.classes.values().filter(|classes| classes.contains(&Class::ScheduleMinor));
        policies.into_iter().all(by_vote) && paths.all(|classes| classes.contains(&Class::Schedule))
    }

    /// How one class stands by one policy; nothing where that policy asks for nobody.
    fn decision(&self, class: Class, policy: &Policy, candidates: &[Candidate<'_>]) -> Option<Decision> {
        if !needs_sign_off(policy, class) {
            return None;
        }
        let paths: Vec<String> = self.needs.paths_of(class).into_iter().map(str::to_owned).collect();
        let Some(requirement) = requirement(policy, class) else { return Some(forgotten(class, paths)) };
        let views: Vec<View> =
            paths.iter().map(|path| self.view(class, path, policy, requirement, candidates)).collect();
        let mut decision = blank(class, paths, policy, requirement, overall(&views));
        fill(&mut decision, views);
        Some(decision)
    }

    /// The best that any approval says about one path and class.
    fn view(
        &self,
        class: Class,
        path: &str,
        policy: &Policy,
        requirement: &Requirement,
        candidates: &[Candidate<'_>],
    ) -> View {
        let names = |candidate: &&Candidate<'_>| {
            candidate.is_usable()
                && candidate.approval.value.subject.iter().any(|subject| subject.path.value == path)
        };
        let mut best: Option<View> = None;
        let mut stale = Vec::new();
        for candidate in candidates.iter().filter(names) {
            let Some(effective) = serves(candidate, class, policy, requirement) else { continue };
            match &candidate.relation {
                Relation::Applies => {
                    let view = self.whole(candidate, class, effective);
                    if best.as_ref().is_none_or(|known| view.rank() < known.rank()) {
                        best = Some(view);
                    }
                }
                Relation::Stale(differences) => stale.push(Reason {
                    rule: "approval-stale",
                    message: format!("`{}`: {}", candidate.approval.id, differences.join("; ")),
                }),
                Relation::Elsewhere => {}
            }
        }
        best.unwrap_or_else(|| self.nobody_yet(requirement, policy, stale))
    }

    /// What an approval says about a class. One that decides several classes has to pass each of them.
    fn whole(&self, candidate: &Candidate<'_>, class: Class, effective: Effective<'_>) -> View {
        let mut view = self.applied(candidate, class, effective);
        if view.status != Status::Approved {
            return view;
        }
        let policy = effective.policy;
        let failed = declared(&candidate.approval.value)
            .filter(|other| *other != class && needs_sign_off(policy, *other))
            .filter_map(|other| Some((other, requirement(policy, other)?)))
            .find(|(other, requirement)| {
                let effective = Effective { policy, requirement };
                self.applied(candidate, *other, effective).status != Status::Approved
            });
        if let Some((other, _)) = failed {
            view.status = Status::Pending;
            let message = format!("`{}` also decides `{other}`, and does not pass it", candidate.approval.id);
            view.reasons.push(Reason { rule: "threshold", message });
        }
        view
    }

    /// Whoever revokes or supersedes a merged approval needs what the approval needed (threat T69).
    fn revocations(&self, candidates: &[Candidate<'_>]) -> Vec<Decision> {
        let new = candidates.iter().filter(|candidate| candidate.is_new);
        new.flat_map(|candidate| {
            let approval = &candidate.approval.value;
            let voided = approval.revokes.iter().chain(&approval.supersedes);
            let classes: BTreeSet<Class> = voided
                .filter_map(|id| self.step.before.approvals.get(id.as_str()))
                .flat_map(|original| declared(&original.value).collect::<Vec<_>>())
                .filter(|class| needs_sign_off(self.rules.policy, *class))
                .collect();
            classes.into_iter().map(|class| self.revocation(candidate, class))
        })
        .collect()
    }

    fn revocation(&self, candidate: &Candidate<'_>, class: Class) -> Decision {
        let paths = vec![candidate.approval.path.clone()];
        let policy = self.rules.policy;
        let Some(requirement) = requirement(policy, class) else { return forgotten(class, paths) };
        let view = self.applied(candidate, class, Effective { policy, requirement });
        let mut decision = blank(class, paths, policy, requirement, view.status);
        fill(&mut decision, vec![view]);
        decision
    }

    fn applied(&self, candidate: &Candidate<'_>, class: Class, effective: Effective<'_>) -> View {
        let requirement = effective.requirement;
        let mut view = View {
            approval: Some(candidate.approval.id.clone()),
            evidence: Some(Evidence::Recorded),
            ..self.tallied(candidate, effective)
        };
        view.reasons.extend(candidate.obstacles.iter().cloned());
        if !candidate.obstacles.is_empty() && view.status == Status::Approved {
            view.status = Status::Pending;
        }
        let needed = evidence_of(requirement);
        if needed > Evidence::Recorded && view.status == Status::Approved {
            view.status = Status::Pending;
            view.reasons.push(Reason {
                rule: "evidence-too-weak",
                message: format!("the votes are `recorded`, but the policy asks for `{needed}`"),
            });
        }
        if class == Class::Appointment && view.status == Status::Approved {
            self.forbid_self_appointment(&mut view);
        }
        view
    }

    /// Nobody is appointed by the own vote alone (threat T26).
    fn forbid_self_appointment(&self, view: &mut View) {
        let mut appointed: BTreeSet<&str> = BTreeSet::new();
        for change in self.changes.iter().filter(|change| change.class == Class::Appointment) {
            match change.change.pointer.get(1) {
                // The second entry of one person is called `carol#2`.
                Some(person) => appointed.extend(person.split('#').next()),
                None => appointed.extend(self.appointed_in_roster()),
            }
        }
        if view.votes.in_favour.iter().all(|voter| appointed.contains(voter.as_str())) {
            view.status = Status::Pending;
            view.reasons.push(Reason {
                rule: "proposer-alone",
                message: "only the person who is appointed is in favour".to_owned(),
            });
        }
    }

    /// Every release manager and advisor of the documents after the step, for a list that is new as a whole.
    fn appointed_in_roster(&self) -> Vec<&'a str> {
        let Some(roster) = &self.step.after.roster else { return Vec::new() };
        let managers = roster.value.release_managers.iter().map(|manager| manager.person.as_str());
        managers.chain(roster.value.advisors.iter().map(|advisor| advisor.as_str())).collect()
    }

    fn tallied(&self, candidate: &Candidate<'_>, effective: Effective<'_>) -> View {
        let ballot = &candidate.ballot;
        let votes = |missing: Vec<String>| Votes {
            in_favour: ballot.who(Vote::InFavour),
            against: ballot.who(Vote::Against),
            abstain: ballot.who(Vote::Abstain),
            recused: ballot.who(Vote::Recused),
            missing,
        };
        if effective.requirement.approve.is_some() {
            let managers = self.approved_by_managers(candidate, effective.policy, effective.requirement);
            if effective.requirement.vote.is_none() || managers.status != Status::Approved {
                return managers;
            }
        }
        let evidence = evidence_of(effective.requirement);
        match self.tally_by(candidate, effective.policy, effective.requirement, evidence) {
            Some(tally) => View {
                status: tally.status,
                votes: votes(tally.missing),
                count: tally.count,
                reasons: tally.reasons,
                ..View::default()
            },
            None => View {
                votes: votes(ballot.missing(&candidate.electorate, false)),
                reasons: vec![unknown_vote(effective.requirement)],
                ..View::default()
            },
        }
    }

    fn approved_by_managers(
        &self,
        candidate: &Candidate<'_>,
        policy: &Policy,
        requirement: &Requirement,
    ) -> View {
        let needed = count_of(requirement);
        let in_favour: Vec<String> = candidate.ballot.managers_in_favour.iter().cloned().collect();
        let active = self.rules.roster.release_managers_on(candidate.day);
        let missing: Vec<String> = active
            .iter()
            .filter(|person| !in_favour.iter().any(|voter| voter == *person))
            .map(ToString::to_string)
            .collect();
        let mut reasons = Vec::new();
        let known = requirement.approve.as_deref() == Some("release-managers");
        let enough = |count: usize| known && count >= needed;
        if !known {
            let word = requirement.approve.as_deref().unwrap_or_default();
            let message = format!("the policy asks for `{word}`, and nobody is called so");
            reasons.push(Reason { rule: "threshold", message });
        } else if !enough(in_favour.len()) {
            let message = format!("{} of {needed} release managers in favour", in_favour.len());
            reasons.push(Reason { rule: "threshold", message });
        }
        let others = has_others(&policy.limits, in_favour.len(), enough, &mut reasons);
        let passes = others && enough(in_favour.len());
        let status = if passes { Status::Approved } else { Status::Pending };
        View {
            status,
            count: Some((in_favour.len(), needed)),
            votes: Votes { in_favour, missing, ..Votes::default() },
            reasons,
            ..View::default()
        }
    }

    fn tally(
        &self,
        candidate: &Candidate<'_>,
        requirement: &Requirement,
        evidence: Evidence,
    ) -> Option<Tally> {
        self.tally_by(candidate, self.rules.policy, requirement, evidence)
    }

    fn tally_by(
        &self,
        candidate: &Candidate<'_>,
        policy: &Policy,
        requirement: &Requirement,
        evidence: Evidence,
    ) -> Option<Tally> {
        let name = requirement.vote.as_ref()?;
        let rule = policy.votes.get(name)?;
        let count = Count {
            approval: &candidate.approval.value,
            ballot: &candidate.ballot,
            electorate: &candidate.electorate,
            roster: self.rules.roster,
            limits: &policy.limits,
            day: candidate.day,
            today: self.step.today,
            calendar: self.calendar,
        };
        Some(count.by(name, rule, method_of(&candidate.approval.value, evidence)))
    }

    /// How a decision stands that no approval speaks for.
    fn nobody_yet(&self, requirement: &Requirement, policy: &Policy, reasons: Vec<Reason>) -> View {
        if requirement.approve.is_some() {
            let missing = self.rules.roster.release_managers_on(self.step.today);
            return View {
                count: Some((0, count_of(requirement))),
                votes: Votes {
                    missing: missing.into_iter().map(str::to_owned).collect(),
                    ..Votes::default()
                },
                reasons,
                ..View::default()
            };
        }
        let electorate = Electorate::on(self.rules.roster, self.step.today);
        let mut missing: Vec<String> = electorate.seats().iter().map(|seat| seat.holder.clone()).collect();
        missing.sort();
        let rule = requirement.vote.as_ref().and_then(|name| policy.votes.get(name));
        let least = rule.and_then(|rule| {
            let method = rule.electronic.as_ref().or(rule.meeting.as_ref())?;
            method.pass.least(electorate.size())
        });
        let mut reasons = reasons;
        if rule.is_none() {
            reasons.push(unknown_vote(requirement));
        }
        View {
            count: least.map(|least| (0, least.max(1))),
            votes: Votes { missing, ..Votes::default() },
            reasons,
            ..View::default()
        }
    }
}

/// How one path stands for one class.
#[derive(Debug, Clone)]
struct View {
    status: Status,
    approval: Option<String>,
    evidence: Option<Evidence>,
    votes: Votes,
    count: Option<(usize, usize)>,
    reasons: Vec<Reason>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            status: Status::Pending,
            approval: None,
            evidence: None,
            votes: Votes::default(),
            count: None,
            reasons: Vec::new(),
        }
    }
}

impl View {
    /// The smaller, the better for the change. A vote that is still open can overtake one that failed.
    fn rank(&self) -> u8 {
        match self.status {
            Status::Approved => 0,
            Status::Pending => 1,
            Status::Rejected => 2,
        }
    }
}

/// The requirement that an approval is measured by for a class.
#[derive(Clone, Copy)]
struct Effective<'a> {
    policy: &'a Policy,
    requirement: &'a Requirement,
}

/// An approval serves the classes that it states; a `schedule` vote serves `schedule-minor` too, by its own rule.
fn serves<'a>(
    candidate: &Candidate<'_>,
    class: Class,
    policy: &'a Policy,
    own: &'a Requirement,
) -> Option<Effective<'a>> {
    let states = |wanted: Class| declared(&candidate.approval.value).any(|class| class == wanted);
    if states(class) {
        return Some(Effective { policy, requirement: own });
    }
    if class == Class::ScheduleMinor && states(Class::Schedule) {
        return requirement(policy, Class::Schedule)
            .filter(|requirement| requirement.vote.is_some())
            .map(|requirement| Effective { policy, requirement });
    }
    None
}

fn declared(approval: &Approval) -> impl Iterator<Item = Class> + '_ {
    approval.decisions.iter().filter_map(|decision| Class::from_name(decision))
}

pub(super) fn count_of(requirement: &Requirement) -> usize {
    // Nobody at all never approves anything.
    requirement.count.map_or(1, |count| usize::try_from(count).unwrap_or(usize::MAX)).max(1)
}

fn names(classes: &BTreeSet<Class>) -> String {
    let names: Vec<&str> = classes.iter().map(|class| class.name()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn unknown_vote(requirement: &Requirement) -> Reason {
    let name = requirement.vote.as_ref().map(|name| name.value.clone()).unwrap_or_default();
    Reason { rule: "threshold", message: format!("the policy has no vote called `{name}`") }
}

fn minutes_missing(approval: &Document<Approval>) -> Option<Diagnostic> {
    let method = approval.value.method.as_ref()?;
    let missing = method.value == crate::document::Method::Meeting && approval.value.minutes.is_none();
    missing.then(|| {
        Diagnostic::warning(
            "minutes-missing",
            approval.at(method.span),
            format!("`{}` was voted in a meeting, but names no minutes", approval.id),
        )
        .with_hint("add `minutes:` with the address of the minutes, so that the votes can be looked up")
    })
}

fn requirement_name(requirement: &Requirement) -> String {
    match (&requirement.vote, &requirement.approve) {
        (Some(vote), _) => vote.value.clone(),
        (None, Some(approve)) => approve.clone(),
        (None, None) => "nobody".to_owned(),
    }
}

fn rule_in_words(policy: &Policy, requirement: &Requirement) -> String {
    if requirement.approve.is_some() {
        let count = count_of(requirement);
        return if count == 1 { "1 release manager".to_owned() } else { format!("{count} release managers") };
    }
    let Some(rule) = requirement.vote.as_ref().and_then(|name| policy.votes.get(name)) else {
        return "no such vote in the policy".to_owned();
    };
    let only_electronic = evidence_of(requirement) > Evidence::Recorded;
    let mut parts = Vec::new();
    if let Some(meeting) = rule.meeting.as_ref().filter(|_| !only_electronic) {
        let quorum = meeting.quorum.map(|quorum| format!(", quorum {quorum}")).unwrap_or_default();
        parts.push(format!("meeting: {}{quorum}", meeting.pass));
    }
    if let Some(electronic) = &rule.electronic {
        let open = electronic.open.map(|open| format!(", open {open}")).unwrap_or_default();
        parts.push(format!("electronic: {}{open}", electronic.pass));
    }
    if let Some(lazy) = &rule.lazy_consensus {
        parts.push(format!("lazy consensus: open {}, {} sponsors", lazy.open, lazy.sponsors));
    }
    parts.join("; ")
}

fn merged_by(requirement: &Requirement) -> Option<String> {
    match requirement.merged_by.as_deref()? {
        "tsc" => Some("a TSC member".to_owned()),
        "release-managers" => Some("a release manager".to_owned()),
        other => Some(other.to_owned()),
    }
}

/// A decision before it is known who voted how.
fn blank(
    class: Class,
    paths: Vec<String>,
    policy: &Policy,
    requirement: &Requirement,
    status: Status,
) -> Decision {
    Decision {
        class,
        paths,
        requirement: requirement_name(requirement),
        rule: rule_in_words(policy, requirement),
        status,
        approvals: Vec::new(),
        evidence: None,
        needs_evidence: evidence_of(requirement),
        votes: Votes::default(),
        count: None,
        needed: None,
        reasons: Vec::new(),
        merged_by: merged_by(requirement),
    }
}

/// A class that the policy says nothing about can be approved by nobody.
fn forgotten(class: Class, paths: Vec<String>) -> Decision {
    Decision {
        class,
        paths,
        requirement: "none".to_owned(),
        rule: "the policy has no requirement for this class".to_owned(),
        status: Status::Pending,
        approvals: Vec::new(),
        evidence: None,
        needs_evidence: Evidence::Recorded,
        votes: Votes::default(),
        count: None,
        needed: Some(format!("a requirement for `{class}` in the policy")),
        reasons: vec![Reason {
            rule: "threshold",
            message: format!("the policy has no requirement for `{class}`, so nothing can meet it"),
        }],
        merged_by: None,
    }
}

fn overall(views: &[View]) -> Status {
    match () {
        () if views.iter().any(|view| view.status == Status::Rejected) => Status::Rejected,
        () if views.iter().any(|view| view.status == Status::Pending) => Status::Pending,
        () => Status::Approved,
    }
}

/// Puts what was found for each path together; the path that stands worst is the one to be shown.
fn fill(decision: &mut Decision, mut views: Vec<View>) {
    for view in &views {
        decision.approvals.extend(view.approval.iter().cloned());
    }
    decision.approvals.sort();
    decision.approvals.dedup();
    let status = decision.status;
    views.sort_by_key(|view| view.status != status);
    let mut reasons: BTreeMap<String, Reason> = BTreeMap::new();
    for reason in views.iter().filter(|view| view.status != Status::Approved).flat_map(|view| &view.reasons) {
        reasons.entry(format!("{}: {}", reason.rule, reason.message)).or_insert_with(|| reason.clone());
    }
    decision.reasons = reasons.into_values().collect();
    let Some(view) = views.into_iter().next() else { return };
    decision.evidence = view.evidence;
    decision.count = view.count;
    decision.votes = view.votes;
    decision.needed = needed(decision, view.approval.is_some());
}

/// What is still needed and from whom.
fn needed(decision: &Decision, has_approval: bool) -> Option<String> {
    if decision.status != Status::Pending {
        return None;
    }
    let from = match decision.votes.missing.as_slice() {
        [] => String::new(),
        missing => format!(" of {}", missing.join(", ")),
    };
    let open = decision.count.map_or(1, |(have, need)| need.saturating_sub(have));
    match (has_approval, open) {
        (true, 0) => decision.reasons.first().map(|reason| reason.message.clone()),
        (true, more) => Some(format!("{more} more{from}")),
        (false, open) => Some(format!("an approval with {}{from}", open.max(1))),
    }
}
