//! What only the history of a branch tells about a change: approved baselines, older process versions, used approvals.
//!
//! Each question is asked only where its answer can change the judgement, and each walk ends as soon as it is answered,
//! so that a gate usually reads two trees and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::{Documents, HistoryError, timestamp, uses, witnessed};
use crate::approval::{
    Class, ClassifiedChange, Contents, GitHub, HistoryFacts, Needs, PathContent, Proofs, Relation, Step,
    UsedEmergency, Voted, classify, has_rules, is_about, ratify_by, unratified, was_voted,
};
use crate::diff::ChangeKind;
use crate::document::{
    ABSENT, Approval, Document, Process, Roster, Schedule, Subject, digest, meaning_digest,
};
use crate::repository::{Ends, Located, RepositoryError, TouchingCommit};
use crate::schema::{Kind, Place, place_of};
use crate::source::{Content, Snapshot};
use crate::yaml;

/// Everything that the history up to the commit `base` has to say about the step that begins there.
pub fn facts(documents: &Documents<'_>, base: &str, step: Step<'_>) -> Result<HistoryFacts, HistoryError> {
    let past = Past { documents, base };
    let mut facts = HistoryFacts {
        processes: processes(documents, base, wanted_processes(step))?,
        ..HistoryFacts::default()
    };
    facts.had_rules = past.had_rules(step)?;
    let known = Step { history: &facts, ..step };
    let changes = classify(known, known.changes());
    let former_officers = past.former_officers(step, &changes)?;
    for path in minor_moves(&changes) {
        if let Some(schedule) = past.baseline(step, &path)? {
            facts.baselines.insert(path, schedule);
        }
    }
    facts.former_officers = former_officers;
    (facts.held, facts.held_is_unknown) = match past.brought_back(step)? {
        Some(held) => (held, false),
        None => (BTreeSet::new(), true),
    };
    (facts.used, facts.voided) = spent(documents, base, step)?;
    facts.emergencies = emergencies(documents, base, step)?;
    Ok(facts)
}

/// The steps that the emergency approvals were used in that nobody has ratified yet. A clone that lacks them tells none.
fn emergencies(
    documents: &Documents<'_>,
    base: &str,
    step: Step<'_>,
) -> Result<BTreeMap<String, UsedEmergency>, HistoryError> {
    let mut found = BTreeMap::new();
    let waiting = unratified(step.after);
    for approval in waiting.into_iter().filter(|old| step.before.approvals.contains_key(&old.id)) {
        if documents.repository().is_shallow() {
            break;
        }
        let Some(used) = uses(documents, base, approval)?.used else { continue };
        let parent = used.commit.parent.as_deref().map(|parent| documents.at(parent, &BTreeSet::new()));
        let Some(before) = parent.transpose()? else { continue };
        let day = used.day(&before.deadline_zone(), step.today);
        let policy = before.policy.as_ref();
        let due = policy.and_then(|policy| ratify_by(&policy.value, day, &before.working_calendar()));
        found.insert(approval.id.clone(), UsedEmergency { commit: used.commit.id, ratify_by: due });
    }
    Ok(found)
}

/// What revoked or superseded an approval at any moment of the branch up to `tip`, by id.
pub fn voided_by(
    documents: &Documents<'_>,
    tip: &str,
    approval: &Document<Approval>,
) -> Result<Option<String>, HistoryError> {
    Past { documents, base: tip }.revoked_by(approval)
}

/// The approvals of the base that would apply, but that an earlier step has used; and those that some tree of the
/// branch revoked, each with what did: a revocation that a merge dropped, or that was deleted or edited later, holds
/// all the same (threat T16).
pub fn spent(
    documents: &Documents<'_>,
    base: &str,
    step: Step<'_>,
) -> Result<(BTreeSet<String>, BTreeMap<String, String>), HistoryError> {
    let past = Past { documents, base };
    let (mut used, mut voided) = (BTreeSet::new(), BTreeMap::new());
    for approval in came_earlier(step) {
        if past.was_used(approval)? {
            used.insert(approval.id.clone());
        }
        if let Some(other) = past.revoked_by(approval)? {
            voided.insert(approval.id.clone(), other);
        }
    }
    Ok((used, voided))
}

/// The approvals that a step brings and that would apply to it.
pub fn new_to(step: Step<'_>) -> impl Iterator<Item = &Document<Approval>> {
    let contents = Contents::new(step.before, step.after);
    let approvals = step.after.approvals.values();
    approvals
        .filter(move |approval| !step.before.files.contains_key(&approval.path))
        .filter(move |approval| contents.relation(&approval.value, true) == Relation::Applies)
}

/// The approvals that were merged before the step and would apply to it.
fn came_earlier(step: Step<'_>) -> impl Iterator<Item = &Document<Approval>> {
    let contents = Contents::new(step.before, step.after);
    let approvals = step.before.approvals.values();
    approvals.filter(move |approval| contents.relation(&approval.value, false) == Relation::Applies)
}

/// The content of a plan that moves are measured against: the last that the branch up to `base` held by a vote; without
/// one, that of the anchor.
pub fn baseline(
    documents: &Documents<'_>,
    base: &str,
    step: Step<'_>,
    path: &str,
) -> Result<Option<Schedule>, HistoryError> {
    Past { documents, base }.baseline(step, path)
}

/// Whether a commit made exactly the change that an approval is about; the commit was walked by the paths of its subject.
pub(super) fn made_by(
    documents: &Documents<'_>,
    approval: &Document<Approval>,
    commit: &TouchingCommit,
) -> Result<bool, HistoryError> {
    Past { documents, base: &commit.id }.made(&approval.value.subject, commit)
}

/// Plans with a move that the release managers could make, if it is small against what was approved. A date that only
/// becomes more or less exact moves an end of its span, and can be walked along the calendar as well.
pub fn minor_moves(changes: &[ClassifiedChange]) -> BTreeSet<String> {
    let is_move = |kind: ChangeKind| matches!(kind, ChangeKind::Moved | ChangeKind::Precision);
    changes
        .iter()
        .filter(|change| change.class == Class::ScheduleMinor && is_move(change.change.kind))
        .map(|change| change.change.location.path.clone())
        .collect()
}

/// The versions of the process that plans of this step follow, but that the step's own documents do not hold.
pub fn wanted_processes(step: Step<'_>) -> BTreeSet<u64> {
    let current: BTreeSet<u64> = [step.before, step.after]
        .into_iter()
        .filter_map(|workspace| workspace.process.as_ref())
        .map(|process| process.value.version.value)
        .collect();
    let changed = |plan: &&Document<Schedule>| match (
        step.before.files.get(&plan.path),
        step.after.files.get(&plan.path),
    ) {
        (Some(before), Some(after)) => !before.is_same(after),
        _ => false,
    };
    let plans = step.before.schedules.values().chain(step.after.schedules.values());
    plans
        .filter(changed)
        .filter_map(|plan| plan.value.process.as_ref())
        .map(|version| version.value)
        .filter(|version| !current.contains(version))
        .collect()
}

/// The given versions of the process, each as the branch up to `base` held it last; those that it never held are missing.
pub fn processes(
    documents: &Documents<'_>,
    base: &str,
    mut wanted: BTreeSet<u64>,
) -> Result<BTreeMap<u64, Process>, HistoryError> {
    let mut found = BTreeMap::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    let path = format!("{}/{}.yaml", documents.root(), Kind::Process);
    let repository = documents.repository();
    let mut take = |located: Option<&Located>| -> Result<bool, HistoryError> {
        let process = documents.bytes(located)?.and_then(|bytes| read::<Process>(&path, &bytes));
        if let Some(process) = process
            && wanted.remove(&process.version.value)
        {
            found.insert(process.version.value, process);
        }
        Ok(wanted.is_empty())
    };
    let mut is_done = take(repository.id_at(base, &path)?.as_ref())?;
    for commit in repository.touching(base, &[&path])? {
        if is_done {
            break;
        }
        is_done = take(commit?.paths.first().and_then(|ends| ends.before.as_ref()))?;
    }
    Ok(found)
}

/// The line of first parents that ends with the base.
struct Past<'a> {
    documents: &'a Documents<'a>,
    base: &'a str,
}

impl Past<'_> {
    /// Whether the branch ever held a policy, where a step would bring the first one.
    fn had_rules(&self, step: Step<'_>) -> Result<bool, HistoryError> {
        let policy = step.after.path_of(Kind::Policy);
        if has_rules(step.before) || !step.after.files.contains_key(&policy) {
            return Ok(false);
        }
        let approvals = format!("{}/approvals", self.documents.root());
        let mut walk = self.documents.repository().touching(self.base, &[&policy, &approvals])?;
        Ok(walk.next().transpose()?.is_some())
    }

    /// Who held an office earlier, of the people without one whose entries change.
    fn former_officers(
        &self,
        step: Step<'_>,
        changes: &[ClassifiedChange],
    ) -> Result<BTreeSet<String>, HistoryError> {
        let path = step.before.path_of(Kind::Roster);
        let people = changes.iter().filter(|one| one.class == Class::Record);
        let people = people.filter(|one| one.change.location.path == path);
        let people: BTreeSet<&str> = people
            .filter_map(|one| match one.change.pointer.as_slice() {
                [list, person, ..] if list == "people" => Some(person.as_str()),
                _ => None,
            })
            .collect();
        let mut found = BTreeSet::new();
        if people.is_empty() {
            return Ok(found);
        }
        for commit in self.documents.repository().touching(self.base, &[&path])? {
            let commit = commit?;
            let located = commit.paths.first().and_then(|ends| ends.before.as_ref());
            let bytes = self.documents.bytes(located)?;
            let Some(roster) = bytes.and_then(|bytes| read::<Roster>(&path, &bytes)) else { continue };
            let officers = roster.office_holders().into_iter().filter(|person| people.contains(person));
            found.extend(officers.map(str::to_owned));
            if found.len() == people.len() {
                break;
            }
        }
        Ok(found)
    }

    /// The approvals that a step brings and would use, but that the branch held before; nothing where the clone lacks
    /// what would tell, which a gate that reads two trees does not need otherwise.
    fn brought_back(&self, step: Step<'_>) -> Result<Option<BTreeSet<String>>, HistoryError> {
        let repository = self.documents.repository();
        let new: Vec<&Document<Approval>> = new_to(step).collect();
        let mut found = BTreeSet::new();
        if new.is_empty() {
            return Ok(Some(found));
        }
        if repository.is_shallow() {
            return Ok(None);
        }
        let paths: Vec<&str> = new.iter().map(|approval| approval.path.as_str()).collect();
        for commit in repository.touching(self.base, &paths)? {
            let commit = match commit {
                Err(RepositoryError::Missing { .. }) => return Ok(None),
                commit => commit?,
            };
            let held = new.iter().zip(&commit.paths).filter(|(_, ends)| ends.before.is_some());
            found.extend(held.map(|(approval, _)| approval.id.clone()));
            if found.len() == new.len() {
                break;
            }
        }
        Ok(Some(found))
    }

    /// The last plan that the branch held by a vote; without one, the plan of the anchor. That an approval is there
    /// proves nothing: the step that it is about has to have passed by it.
    fn baseline(&self, step: Step<'_>, path: &str) -> Result<Option<Schedule>, HistoryError> {
        let repository = self.documents.repository();
        let policy = step.before.path_of(Kind::Policy);
        let can_be_voted = step.before.approvals.values().any(|approval| decides_plan(&approval.value, path));
        let mut oldest = repository.id_at(self.base, path)?;
        if repository.id_at(self.base, &policy)?.is_none() {
            oldest = None;
        }
        for commit in repository.touching(self.base, &[path, &policy])? {
            let commit = commit?;
            let ([plan, policy], Some(parent)) = (commit.paths.as_slice(), &commit.parent) else { continue };
            if !plan.differ() {
                continue;
            }
            if can_be_voted && plan.after.is_some() {
                let voted = || -> Result<Option<Schedule>, HistoryError> {
                    Ok(self.documents.bytes(plan.after.as_ref())?.and_then(|bytes| read(path, &bytes)))
                };
                match self.was_voted(step, &commit, path, &HistoryFacts::default())? {
                    Voted::Yes => return voted(),
                    Voted::IfNeeded => {
                        let earlier = Past { base: parent, ..*self }.baseline(step, path)?;
                        let baselines = earlier.clone().map(|plan| (path.to_owned(), plan));
                        let facts = HistoryFacts {
                            baselines: baselines.into_iter().collect(),
                            ..HistoryFacts::default()
                        };
                        let is_yes = self.was_voted(step, &commit, path, &facts)? == Voted::Yes;
                        return if is_yes { voted() } else { Ok(earlier) };
                    }
                    Voted::No => {}
                }
            }
            if plan.before.is_some() && policy.before.is_some() {
                oldest.clone_from(&plan.before);
            }
        }
        Ok(self.documents.bytes(oldest.as_ref())?.and_then(|bytes| read(path, &bytes)))
    }

    /// Whether a step of the branch was decided by a vote on the plan.
    fn was_voted(
        &self,
        step: Step<'_>,
        commit: &TouchingCommit,
        path: &str,
        history: &HistoryFacts,
    ) -> Result<Voted, HistoryError> {
        let load = |commit: &str| self.documents.at(commit, &BTreeSet::new());
        let before = commit.parent.as_deref().map(load).transpose()?;
        let Some(before) = before else { return Ok(Voted::No) };
        let after = load(&commit.id)?;
        let committed = before.deadline_zone().local(timestamp(commit.time)).date();
        let past = Step {
            before: &before,
            after: &after,
            today: committed.min(step.today),
            history,
            proofs: Proofs::offline(),
        };
        let proofs = self.witnessed(step, (past, commit.parent.as_deref()), path)?;
        Ok(was_voted(Step { proofs: &proofs, ..past }, path))
    }

    /// What the base's witness of a vote on the plan says that GitHub showed then.
    fn witnessed(
        &self,
        step: Step<'_>,
        (past, base): (Step<'_>, Option<&str>),
        path: &str,
    ) -> Result<Proofs, HistoryError> {
        let decides = |id: &str| {
            past.after.approvals.get(id).is_some_and(|approval| decides_plan(&approval.value, path))
        };
        let Some(witness) =
            step.before.witnesses.values().find(|witness| decides(&witness.value.approval.value))
        else {
            return Ok(Proofs::default());
        };
        let needs = Needs { classes: BTreeMap::from([(path.to_owned(), BTreeSet::from([Class::Schedule]))]) };
        let shown = witnessed(self.documents, (past, base), &needs, &witness.value)?;
        Ok(Proofs { pull_request: GitHub::Witnessed(shown), ..Proofs::default() })
    }

    /// Whether a step that has the approval made its change, to the byte or in what it means.
    fn was_used(&self, approval: &Document<Approval>) -> Result<bool, HistoryError> {
        let subjects = &approval.value.subject;
        let mut paths: Vec<&str> = subjects.iter().map(|subject| subject.path.as_str()).collect();
        paths.push(&approval.path);
        for commit in self.documents.repository().touching(self.base, &paths)? {
            let commit = commit?;
            let Some((file, ends)) = commit.paths.split_last() else { break };
            if ends.iter().all(Ends::differ) && self.made(subjects, &commit)? {
                return Ok(true);
            }
            if file.before.is_none() {
                break;
            }
        }
        Ok(false)
    }

    /// What revoked or superseded an approval at any time since it was merged.
    fn revoked_by(&self, approval: &Document<Approval>) -> Result<Option<String>, HistoryError> {
        let folder = format!("{}/approvals", self.documents.root());
        for commit in self.documents.repository().touching(self.base, &[&folder, &approval.path])? {
            let commit = commit?;
            if let Some(other) = self.voiding(&commit.id, &folder, &approval.id)? {
                return Ok(Some(other));
            }
            if commit.paths.last().is_none_or(|file| file.before.is_none()) {
                break;
            }
        }
        Ok(None)
    }

    /// The approval of a tree that revokes or supersedes the one with this id.
    fn voiding(&self, commit: &str, folder: &str, id: &str) -> Result<Option<String>, HistoryError> {
        let entries = self.documents.repository().snapshot(commit)?.entries(folder)?;
        Ok(entries.into_iter().find_map(|entry| {
            let Content::Bytes(bytes) = &entry.content else { return None };
            let other = read::<Approval>(&entry.path, bytes)?;
            other.voided().any(|voided| voided.value == id).then(|| other.id.value.clone())
        }))
    }

    /// Whether a commit changed exactly what an approval is about.
    fn made(&self, subjects: &[Subject], commit: &TouchingCommit) -> Result<bool, HistoryError> {
        for (subject, ends) in subjects.iter().zip(&commit.paths) {
            let path = subject.path.as_str();
            let (from, to) =
                (self.named(path, ends.before.as_ref())?, self.named(path, ends.after.as_ref())?);
            let content = PathContent {
                from: from.bytes.clone(),
                to: to.bytes.clone(),
                meaning: from.meaning.zip(to.meaning),
            };
            if from.bytes == to.bytes || !is_about(subject, &content) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A content as approvals name it.
    fn named(&self, path: &str, located: Option<&Located>) -> Result<Named, HistoryError> {
        Ok(match self.documents.bytes(located)? {
            Some(bytes) => Named { bytes: digest(&bytes), meaning: self.meaning_of(path, &bytes) },
            None => Named { bytes: ABSENT.to_owned(), meaning: Some(ABSENT.to_owned()) },
        })
    }

    fn meaning_of(&self, path: &str, bytes: &[u8]) -> Option<String> {
        let relative = path.strip_prefix(self.documents.root())?.strip_prefix('/')?;
        let Place::Document(kind, _) = place_of(relative) else { return None };
        let parsed = yaml::read(path, bytes);
        let tree = parsed.tree.filter(|_| parsed.diagnostics.is_empty())?;
        Some(meaning_digest(kind, &tree))
    }
}

/// A content as approvals name it.
struct Named {
    bytes: String,
    meaning: Option<String>,
}

/// Whether an approval says that it decides a plan as `schedule`.
pub fn decides_plan(approval: &Approval, path: &str) -> bool {
    approval.decisions.iter().any(|decision| decision.value == Class::Schedule.name())
        && approval.subject.iter().any(|subject| subject.path.value == path)
}

/// A document of an older revision; one that could not be read then tells nothing now.
pub fn read<T: for<'de> serde::Deserialize<'de>>(path: &str, bytes: &[u8]) -> Option<T> {
    yaml::read(path, bytes).tree.and_then(|tree| yaml::from_node(&tree).ok())
}
