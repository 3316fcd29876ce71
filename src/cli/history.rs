//! What only the history of a branch tells about a change: approved baselines, older process versions, used approvals.
//!
//! Each question is asked only where its answer can change the judgement, and each walk ends as soon as it is answered,
//! so that a gate usually reads two trees and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::approval::{
    Class, HistoryFacts, PathContent, Relation, Step, classify, is_about, relation, was_voted,
};
use crate::diff::{self, ChangeKind};
use crate::document::{
    self, ABSENT, Approval, Document, Process, Schedule, Subject, Workspace, digest, meaning_digest,
};
use crate::repository::{Commit, Repository};
use crate::schema::{Place, place_of};
use crate::source::{Content, Snapshot};
use crate::yaml;

use super::failure::Failure;
use super::side::{self, Side};

/// The files of a side.
pub(super) fn snapshot<'a>(
    place: &'a side::Place<'_>,
    side: &'a Side,
) -> Result<Box<dyn Snapshot + 'a>, Failure> {
    Ok(match side {
        Side::Revision(commit) => Box::new(place.repository()?.snapshot(&commit.id)?),
        Side::Folder(folder) | Side::Worktree(folder, _) => Box::new(folder.clone()),
    })
}

/// Everything that the history up to `base` has to say about the step.
pub(super) fn facts(repository: &Repository, base: &Commit, step: Step<'_>) -> Result<HistoryFacts, Failure> {
    let walk = Walk { repository, base, root: &step.after.root };
    let mut facts = HistoryFacts { processes: walk.processes(step)?, ..HistoryFacts::default() };
    for path in paths_with_minor_moves(Step { history: &facts, ..step }) {
        if let Some(schedule) = walk.baseline(step, &path)? {
            facts.baselines.insert(path, schedule);
        }
    }
    facts.used = walk.used(step)?;
    facts.revoked = walk.revoked(step)?;
    Ok(facts)
}

/// Plans with a move that the release managers could make, if it is small against what was approved. A date that only
/// becomes more or less exact moves an end of its span, and can be walked along the calendar as well.
fn paths_with_minor_moves(step: Step<'_>) -> BTreeSet<String> {
    let is_move = |kind: ChangeKind| matches!(kind, ChangeKind::Moved | ChangeKind::Precision);
    classify(step, diff::diff(step.before, step.after))
        .into_iter()
        .filter(|change| change.class == Class::ScheduleMinor && is_move(change.change.kind))
        .map(|change| change.change.location.path)
        .collect()
}

/// What a path held from a commit on.
struct Past {
    /// The last commit that holds it.
    commit: String,
    /// The commit after that, which changes it; none where the branch ends.
    changed_by: Option<String>,
    /// None where the path was absent.
    bytes: Option<Vec<u8>>,
}

/// A content as approvals name it.
#[derive(Clone)]
struct Named {
    bytes: String,
    meaning: Option<String>,
}

impl Named {
    fn absent() -> Self {
        Self { bytes: ABSENT.to_owned(), meaning: Some(ABSENT.to_owned()) }
    }
}

struct Walk<'a> {
    repository: &'a Repository,
    base: &'a Commit,
    root: &'a str,
}

impl Walk<'_> {
    /// The last plan that the branch held by a vote; without one, the plan of the anchor. That an approval is there
    /// proves nothing: the step that it is about has to have passed by it.
    fn baseline(&self, step: Step<'_>, path: &str) -> Result<Option<Schedule>, Failure> {
        let policy = format!("{}/policy.yaml", self.root);
        let can_be_voted = step.before.approvals.values().any(|approval| decides_plan(&approval.value, path));
        let mut oldest = None;
        let mut later: Option<Vec<u8>> = None;
        for past in self.contents(path) {
            let Past { commit, changed_by, bytes } = past?;
            if let (true, Some(later), Some(next)) = (can_be_voted, later, changed_by)
                && self.was_voted(step, &commit, &next, path)?
            {
                return Ok(read(path, &later));
            }
            if bytes.is_some() && self.repository.id_at(&commit, &policy)?.is_some() {
                oldest.clone_from(&bytes);
            }
            later = bytes;
        }
        Ok(oldest.and_then(|bytes| read(path, &bytes)))
    }

    /// Whether a step of the branch was decided by a vote on the plan.
    fn was_voted(&self, step: Step<'_>, from: &str, to: &str, path: &str) -> Result<bool, Failure> {
        let load = |commit: &str| -> Result<Workspace, Failure> {
            let snapshot = self.repository.snapshot(commit)?;
            Ok(document::load(&snapshot, self.root, &BTreeSet::new())?)
        };
        let (before, after) = (load(from)?, load(to)?);
        let history = HistoryFacts::default();
        Ok(was_voted(Step { before: &before, after: &after, today: step.today, history: &history }, path))
    }

    /// The versions of the process that plans of this step follow, but that the step's own documents do not hold.
    fn processes(&self, step: Step<'_>) -> Result<BTreeMap<u64, Process>, Failure> {
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
        let mut wanted: BTreeSet<u64> = plans
            .filter(changed)
            .filter_map(|plan| plan.value.process.as_ref())
            .map(|version| version.value)
            .filter(|version| !current.contains(version))
            .collect();
        let mut found = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(found);
        }
        let path = format!("{}/process.yaml", self.root);
        for past in self.contents(&path) {
            let Some(process) = past?.bytes.and_then(|bytes| read::<Process>(&path, &bytes)) else {
                continue;
            };
            let version = process.version.value;
            if wanted.remove(&version) {
                found.insert(version, process);
            }
            if wanted.is_empty() {
                break;
            }
        }
        Ok(found)
    }

    /// The approvals of the base that would apply again, but that an earlier step has used.
    fn used(&self, step: Step<'_>) -> Result<BTreeSet<String>, Failure> {
        let mut used = BTreeSet::new();
        for approval in came_earlier(step) {
            if self.was_used(approval)? {
                used.insert(approval.id.clone());
            }
        }
        Ok(used)
    }

    /// The approvals of the base that would apply, but that some tree of the branch revoked: a revocation that a merge
    /// dropped, or that was deleted or edited later, holds all the same (threat T16).
    fn revoked(&self, step: Step<'_>) -> Result<BTreeMap<String, String>, Failure> {
        let mut revoked = BTreeMap::new();
        for approval in came_earlier(step) {
            if let Some(other) = self.revoked_by(approval)? {
                revoked.insert(approval.id.clone(), other);
            }
        }
        Ok(revoked)
    }

    /// What revoked or superseded an approval at any time since it was merged.
    fn revoked_by(&self, approval: &Document<Approval>) -> Result<Option<String>, Failure> {
        let folder = format!("{}/approvals", self.root);
        let mut last = None;
        for commit in self.repository.first_parent(&self.base.id) {
            let commit = commit?.id;
            if self.repository.id_at(&commit, &approval.path)?.is_none() {
                break;
            }
            let id = self.repository.id_at(&commit, &folder)?.map(|located| located.id);
            if last.as_ref() != Some(&id)
                && let Some(other) = self.voiding(&commit, &folder, &approval.id)?
            {
                return Ok(Some(other));
            }
            last = Some(id);
        }
        Ok(None)
    }

    /// The approval of a tree that revokes or supersedes the one with this id.
    fn voiding(&self, commit: &str, folder: &str, id: &str) -> Result<Option<String>, Failure> {
        let entries = self.repository.snapshot(commit)?.entries(folder)?;
        Ok(entries.into_iter().find_map(|entry| {
            let Content::Bytes(bytes) = &entry.content else { return None };
            let other = read::<Approval>(&entry.path, bytes)?;
            let mut voided = other.revokes.iter().chain(&other.supersedes);
            voided.any(|voided| voided.value == id).then_some(other.id.value)
        }))
    }

    /// Whether a step that has the approval made its change, to the byte or in what it means.
    fn was_used(&self, approval: &Document<Approval>) -> Result<bool, Failure> {
        let subjects = &approval.value.subject;
        let mut later: Option<Vec<Named>> = None;
        for commit in self.repository.first_parent(&self.base.id) {
            let commit = commit?;
            let held = subjects
                .iter()
                .map(|subject| self.named_at(&commit.id, &subject.path))
                .collect::<Result<Vec<_>, _>>()?;
            if later.is_some_and(|later| made(subjects, &held, &later)) {
                return Ok(true);
            }
            if self.repository.id_at(&commit.id, &approval.path)?.is_none() {
                return Ok(false);
            }
            later = Some(held);
        }
        let nothing = vec![Named::absent(); subjects.len()];
        Ok(later.is_some_and(|later| made(subjects, &nothing, &later)))
    }

    /// What a path held at a commit.
    fn named_at(&self, commit: &str, path: &str) -> Result<Named, Failure> {
        let Some(bytes) = self.bytes_at(commit, path)? else { return Ok(Named::absent()) };
        Ok(Named { bytes: digest(&bytes), meaning: self.meaning_of(path, &bytes) })
    }

    fn meaning_of(&self, path: &str, bytes: &[u8]) -> Option<String> {
        let Place::Document(kind, _) = place_of(path.strip_prefix(self.root)?.strip_prefix('/')?) else {
            return None;
        };
        let parsed = yaml::read(path, bytes);
        let tree = parsed.tree.filter(|_| parsed.diagnostics.is_empty())?;
        Some(meaning_digest(kind, &tree))
    }

    /// Every content that a path had on the branch, newest first.
    fn contents<'b>(&'b self, path: &'b str) -> impl Iterator<Item = Result<Past, Failure>> + 'b {
        let mut last: Option<Option<String>> = None;
        let mut newer: Option<String> = None;
        self.repository.first_parent(&self.base.id).filter_map(move |commit| {
            let located = commit.and_then(|commit| {
                let located = self.repository.id_at(&commit.id, path)?;
                Ok((commit.id, located.map(|located| located.id)))
            });
            let (commit, id) = match located {
                Ok(located) => located,
                Err(error) => return Some(Err(error.into())),
            };
            let changed_by = newer.replace(commit.clone());
            if last.as_ref() == Some(&id) {
                return None;
            }
            last = Some(id);
            Some(self.bytes_at(&commit, path).map(|bytes| Past { commit, changed_by, bytes }))
        })
    }

    fn bytes_at(&self, commit: &str, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        Ok(match self.repository.blob_at(commit, path)?.map(|(_, entry)| entry.content) {
            Some(Content::Bytes(bytes)) => Some(bytes.to_vec()),
            _ => None,
        })
    }
}

/// The approvals of the base that would apply to the step.
fn came_earlier(step: Step<'_>) -> impl Iterator<Item = &Document<Approval>> {
    let applies = move |approval: &&Document<Approval>| {
        relation(&approval.value, step.before, step.after, false) == Relation::Applies
    };
    step.before.approvals.values().filter(applies)
}

/// Whether a step changed exactly what an approval is about.
fn made(subjects: &[Subject], before: &[Named], after: &[Named]) -> bool {
    subjects.iter().zip(before.iter().zip(after)).all(|(subject, (from, to))| {
        let content = PathContent {
            from: from.bytes.clone(),
            to: to.bytes.clone(),
            meaning: from.meaning.clone().zip(to.meaning.clone()),
        };
        from.bytes != to.bytes && is_about(subject, &content)
    })
}

/// Whether an approval says that it decides a plan as `schedule`.
fn decides_plan(approval: &Approval, path: &str) -> bool {
    approval.decisions.iter().any(|decision| decision.value == Class::Schedule.name())
        && approval.subject.iter().any(|subject| subject.path.value == path)
}

/// A document of an older revision; one that could not be read then tells nothing now.
fn read<T: for<'de> serde::Deserialize<'de>>(path: &str, bytes: &[u8]) -> Option<T> {
    yaml::read(path, bytes).tree.and_then(|tree| yaml::from_node(&tree).ok())
}
