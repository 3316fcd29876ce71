//! `milepost approve` of what is merged already: approvals that are taken back or replaced, and commits that are approved
//! after the fact.

use std::collections::BTreeSet;

use crate::approval::{
    Class, Draft, Status as DecisionStatus, ToRatify, draft_ratification, draft_revocation,
};
use crate::audit::{Audit, AuditStep, Status};
use crate::calendar::show_day;
use crate::diff::approval_called;
use crate::document::{Approval, Document, Method};
use crate::history::{Documents, uses, voided_by};
use crate::report;
use crate::repository::{Commit, Repository};

use super::approve::{Desk, Proposal};
use super::approve_wishes;
use super::failure::Failure;
use super::side::{default_branch, short_name};
use super::then::Then;
use super::verify::{audited, id_of, unknown};

/// The file that takes merged approvals back.
pub(super) fn revocation(desk: &Desk<'_>) -> Result<Proposal, Failure> {
    let revokes = merged_ones(desk, &desk.options.revokes, "--revokes")?;
    let classes = decided_by(desk, &revokes);
    let method = approve_wishes::method(desk.options, desk.step, &classes)?;
    let title =
        format!("Revoke: {}", revokes.iter().map(|id| named(desk, id)).collect::<Vec<_>>().join(", "));
    let words = taken_back(desk, &revokes, "It takes back")? + &rest(desk);
    let wishes = Draft { revokes, ..desk.wishes(Some(title), method) };
    let file = draft_revocation(desk.step, &wishes);
    Ok(Proposal { file, words, goes_with: "the file" })
}

/// What the change at hand does besides is approved apart from it.
fn rest(desk: &Desk<'_>) -> String {
    let judged = report::gate(desk.step, Vec::new());
    let mut own = judged.judgement.decisions.iter().filter(|decision| decision.acts.is_empty());
    if own.any(|decision| decision.status != DecisionStatus::Approved) {
        "The change at hand needs an approval of its own: `milepost approve` writes it.\n".to_owned()
    } else {
        String::new()
    }
}

/// The ids as they stand on the target, each of an approval that can still be taken back.
pub(super) fn merged_ones(desk: &Desk<'_>, names: &[String], option: &str) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::new();
    for name in names {
        let id = id_of(name);
        if ids.contains(&id) {
            return Err(Failure::new(format!("`{id}` stands behind `{option}` twice")).hint("name it once"));
        }
        can_be_taken_back(desk, &id)?;
        ids.push(id);
    }
    Ok(ids)
}

fn can_be_taken_back(desk: &Desk<'_>, id: &str) -> Result<(), Failure> {
    let (before, after) = (desk.step.before, desk.step.after);
    let Some(approval) = before.approvals.get(id) else {
        return Err(match after.approvals.get(id) {
            Some(open) => Failure::new(format!("`{id}` is not merged yet, so there is nothing to take back"))
                .hint(format!("delete `{}`, or correct it", open.path)),
            None => unknown(before, id),
        });
    };
    if approval.value.subject.is_empty() {
        return Err(Failure::new(format!("`{id}` is about no content: to take it back brings nothing back"))
            .hint("what it revoked stays revoked; approve the content anew, with `milepost approve`"));
    }
    if let Some(by) = taken_back_by(desk, approval)? {
        return Err(Failure::new(format!("`{id}` was taken back already, by `{by}`"))
            .hint("there is nothing left to take back"));
    }
    Ok(())
}

/// What takes an approval back already, on the target or in the change at hand.
fn taken_back_by(desk: &Desk<'_>, approval: &Document<Approval>) -> Result<Option<String>, Failure> {
    let mut others = desk.step.before.approvals.values().chain(desk.step.after.approvals.values());
    let voids = |other: &&Document<Approval>| other.value.voided().any(|id| id.value == approval.id);
    if let Some(other) = others.find(voids) {
        return Ok(Some(other.id.clone()));
    }
    let Some((repository, base)) = desk.place.any_repository().zip(desk.base) else { return Ok(None) };
    Ok(voided_by(&Documents::new(repository, desk.place.root()), &base.id, approval)?)
}

/// What taking them back does and does not do, a line for each.
pub(super) fn taken_back(desk: &Desk<'_>, ids: &[String], does: &str) -> Result<String, Failure> {
    let sentence = |id: &String| -> Result<String, Failure> {
        let called = approval_called([desk.step.before, desk.step.after], id);
        let past = match used_in(desk, id)? {
            Used::By(commit) => format!(
                "What commit {} made by it stays as it is; to undo\nthat, propose the reverse change.",
                short(&commit)
            ),
            Used::Never => "Nothing was merged by it, and nothing can be any more.".to_owned(),
            Used::Unknown => "No change can be merged by it any more; what was stays as it is.".to_owned(),
        };
        Ok(format!("{does} {called}.\n{past}\n"))
    };
    ids.iter().map(sentence).collect()
}

/// Which step was made by an approval.
enum Used {
    By(String),
    Never,
    /// The history is not at hand.
    Unknown,
}

fn used_in(desk: &Desk<'_>, id: &str) -> Result<Used, Failure> {
    let repository = desk.place.any_repository().filter(|repository| !repository.is_shallow());
    let (Some(repository), Some(base), Some(approval)) =
        (repository, desk.base, desk.step.before.approvals.get(id))
    else {
        return Ok(Used::Unknown);
    };
    let documents = Documents::new(repository, desk.place.root());
    Ok(uses(&documents, &base.id, approval)?.used.map_or(Used::Never, |step| Used::By(step.commit.id)))
}

/// Only an approval of some content takes the place of another one.
pub(super) fn nothing_takes_a_place(wishes: &Draft) -> Result<(), Failure> {
    let Some(id) = wishes.supersedes.first() else { return Ok(()) };
    Err(Failure::new(format!("nothing in this change needs an approval that could take the place of `{id}`"))
        .hint(format!("to take `{id}` back and put nothing in its place, use `--revokes {id}`")))
}

/// What takes the place of an approval decides what that decided, so that the same people vote on it.
pub(super) fn same_classes(desk: &Desk<'_>, wishes: &Draft, own: &BTreeSet<Class>) -> Result<(), Failure> {
    for id in &wishes.supersedes {
        let theirs = decided_by(desk, std::slice::from_ref(id));
        if let Some(class) = theirs.iter().find(|class| !own.contains(class)) {
            let message = format!(
                "`{id}` decided `{class}`, and this change needs no such decision to put in its place"
            );
            return Err(Failure::new(message).hint(format!("take it back by itself, with `--revokes {id}`")));
        }
    }
    Ok(())
}

fn decided_by(desk: &Desk<'_>, ids: &[String]) -> BTreeSet<Class> {
    let approvals = ids.iter().filter_map(|id| desk.step.before.approvals.get(id));
    approvals
        .flat_map(|approval| &approval.value.decisions)
        .filter_map(|class| Class::from_name(&class.value))
        .collect()
}

fn named(desk: &Desk<'_>, id: &str) -> String {
    let title = desk.step.before.approvals.get(id).and_then(|approval| approval.value.title.clone());
    title.unwrap_or_else(|| id.to_owned())
}

/// The file that approves a commit after the fact.
pub(super) fn ratification(desk: &Desk<'_>, named: &str) -> Result<Proposal, Failure> {
    if desk.options.method == Some(Method::Emergency) {
        return Err(Failure::new("nobody ratifies in an emergency: that is the regular decision")
            .hint("leave `--method emergency` out, and collect the votes that the policy asks for"));
    }
    let repository = desk.place.repository()?;
    let Some(base) = desk.base else {
        return Err(Failure::new("a folder has no history, so there is no commit to ratify")
            .hint("name a revision with `--base`"));
    };
    let target = target(desk, repository, base, named)?;
    let audit = audit_of(desk, repository, base)?;
    let step = can_be_ratified(&audit, &target)?;
    let then = Then::of(desk.place, repository, &target.commit, desk.step.today)?;
    let classes: BTreeSet<Class> = then.judged.decisions.iter().map(|decision| decision.class).collect();
    let method = approve_wishes::method(desk.options, desk.step, &classes)?;
    let titled = |id: &String| desk.step.before.approvals.get(id)?.value.title.clone();
    let what = target.approval.as_ref().and_then(titled).or_else(|| then.title.clone());
    let title = what.map(|what| format!("Ratify: {what}"));
    let to_ratify = ToRatify {
        commit: &target.commit.id,
        needed: &then.needed,
        classes: &classes,
        approval: target.approval.as_deref(),
        rules_differ: !then.has_the_rules_of(desk.step.before),
    };
    let file = draft_ratification(desk.step, to_ratify, &desk.wishes(title, method));
    let words = words(&target, step, &then) + &rest(desk);
    Ok(Proposal { file, words, goes_with: "the file" })
}

/// What is to be ratified.
struct Target {
    commit: Commit,
    /// The approval that was named instead.
    approval: Option<String>,
}

/// An approval goes before a revision: ids of approvals are no names that anybody gives to a branch.
fn target(desk: &Desk<'_>, repository: &Repository, base: &Commit, named: &str) -> Result<Target, Failure> {
    let id = id_of(named);
    if let Some(approval) = desk.step.before.approvals.get(&id) {
        let documents = Documents::new(repository, desk.place.root());
        let Some(used) = uses(&documents, &base.id, approval)?.used else {
            return Err(Failure::new(format!("no commit made the change that `{id}` is about"))
                .hint("there is nothing to ratify; an approval of a change to come is `milepost approve`"));
        };
        return Ok(Target { commit: repository.resolve(&used.commit.id)?, approval: Some(id) });
    }
    if desk.step.after.approvals.contains_key(&id) {
        return Err(Failure::new(format!("`{id}` is not merged yet, so there is nothing to ratify"))
            .hint("merge its change first; the file that ratifies names the commit that it became"));
    }
    desk.place.refuse_ambiguous(named)?;
    match repository.resolve(named) {
        Ok(commit) => Ok(Target { commit, approval: None }),
        Err(_) => {
            let failure = unknown(desk.step.before, &id);
            let message = format!("there is neither a commit nor an approval `{named}`");
            Err(Failure { message, ..failure })
        }
    }
}

fn audit_of(desk: &Desk<'_>, repository: &Repository, base: &Commit) -> Result<Audit, Failure> {
    let branch = match &desk.options.base {
        Some(name) => name.clone(),
        None => default_branch(desk.place, "--base")?,
    };
    let documents = Documents::new(repository, desk.place.root());
    audited(desk.place, &documents, short_name(&branch), &base.id)
}

/// The step as the audit sees it, if a ratification would heal it.
fn can_be_ratified<'a>(audit: &'a Audit, target: &Target) -> Result<&'a AuditStep, Failure> {
    let (commit, branch) = (short(&target.commit.id), &audit.branch);
    let Some(step) = audit.steps.iter().find(|step| step.commit == target.commit.id) else {
        return Err(Failure::new(format!(
            "commit {commit} is no step of `{branch}` that touched anything governed"
        ))
        .hint(format!(
            "a ratification names a commit on the line of first parents of `{branch}`, after the first policy; \
             `milepost audit` lists them"
        )));
    };
    let approvals = || step.decisions.iter().flat_map(|decision| decision.approvals.iter());
    let by = approvals().map(|id| format!("`{id}`")).collect::<BTreeSet<_>>();
    let is_emergency = step.decisions.iter().any(|one| one.requirement == Method::Emergency.name());
    let nothing =
        |why: String| Err(Failure::new(format!("there is nothing to ratify in commit {commit}: {why}")));
    match step.status {
        Status::Unapproved | Status::BelowEvidence | Status::Unverifiable => Ok(step),
        Status::Approved if is_emergency => Ok(step),
        Status::Approved => {
            nothing(format!("it was approved by {}", by.into_iter().collect::<Vec<_>>().join(", ")))
        }
        Status::Ratified => match &step.ratified_by {
            Some(other) => {
                nothing(format!("`{}` ratified it in commit {}", other.approval, short(&other.commit)))
            }
            None => nothing("it was ratified".to_owned()),
        },
        Status::NotRequired => nothing("it needed nobody's approval".to_owned()),
        Status::Anchor => {
            nothing("it brought the first policy, which no approval has to stand for".to_owned())
        }
        Status::BeforeAdoption => nothing("there was no policy yet".to_owned()),
        Status::Amended | Status::Invalid => Err(beyond_healing(step, &commit)),
    }
}

fn beyond_healing(step: &AuditStep, commit: &str) -> Failure {
    let why = step.reasons.iter().map(|reason| reason.message.as_str()).collect::<Vec<_>>().join("; ");
    let status = step.status.name();
    let is_rewritten = step.reasons.iter().any(|reason| reason.rule == Some("rewritten-history"));
    let hint = if is_rewritten {
        "what a merge left out is in no content that could be voted on: check by hand whether the branch lost anything, \
         write down what you found, and audit from the next commit on with `--since`; the audit goes on naming the merge"
    } else {
        "put right what it did in a new change; the audit goes on naming the step"
    };
    Failure::new(format!("no approval heals commit {commit}, which the audit calls {status}: {why}"))
        .hint(hint)
}

fn words(target: &Target, step: &AuditStep, then: &Then) -> String {
    let day = show_day(step.day);
    let commit = short(&target.commit.id);
    let did = then.title.as_ref().map(|title| format!("\n{title}")).unwrap_or_default();
    format!("It approves commit {commit} of {day} after the fact:{did}\n")
}

fn short(commit: &str) -> String {
    commit.chars().take(12).collect()
}
