//! What only the history of a branch tells about a change: approved baselines, older process versions, used approvals.
//!
//! Each question is asked only where its answer can change the judgement, and each walk ends as soon as it is answered,
//! so that a gate usually reads two trees and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::approval::{Class, HistoryFacts, Relation, Step, classify, relation};
use crate::diff::{self, ChangeKind};
use crate::document::{Approval, Document, Process, Schedule, digest};
use crate::repository::{Commit, Repository};
use crate::source::{Content, Snapshot};
use crate::yaml;

use super::failure::Failure;
use super::side::{Place, Side};

/// The files of a side.
pub(super) fn snapshot<'a>(place: &'a Place<'_>, side: &'a Side) -> Result<Box<dyn Snapshot + 'a>, Failure> {
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
    Ok(facts)
}

/// Plans with a move that the release managers could make, if it is small against what was approved.
fn paths_with_minor_moves(step: Step<'_>) -> BTreeSet<String> {
    classify(step, diff::diff(step.before, step.after))
        .into_iter()
        .filter(|change| change.class == Class::ScheduleMinor && change.change.kind == ChangeKind::Moved)
        .map(|change| change.change.location.path)
        .collect()
}

/// What a path held from a commit on.
struct Past {
    commit: String,
    /// None where the path was absent.
    bytes: Option<Vec<u8>>,
}

struct Walk<'a> {
    repository: &'a Repository,
    base: &'a Commit,
    root: &'a str,
}

impl Walk<'_> {
    /// The last plan that the branch held under a `schedule` approval; without one, the plan of the anchor.
    fn baseline(&self, step: Step<'_>, path: &str) -> Result<Option<Schedule>, Failure> {
        let approved = approved_digests(step, path);
        if let Some(current) = step.before.files.get(path).and_then(|file| file.bytes.as_deref())
            && approved.contains(&digest(current))
        {
            return Ok(step
                .before
                .schedules
                .values()
                .find(|plan| plan.path == path)
                .map(|plan| plan.value.clone()));
        }
        let policy = format!("{}/policy.yaml", self.root);
        let mut oldest = None;
        for past in self.contents(path) {
            let Past { commit, bytes } = past?;
            let Some(bytes) = bytes else { continue };
            if approved.contains(&digest(&bytes)) {
                return Ok(read(path, &bytes));
            }
            if self.repository.id_at(&commit, &policy)?.is_some() {
                oldest = Some(bytes);
            }
        }
        Ok(oldest.and_then(|bytes| read(path, &bytes)))
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
        for approval in step.before.approvals.values() {
            let applies = relation(&approval.value, step.before, step.after, false) == Relation::Applies;
            if applies && self.was_used(approval)? {
                used.insert(approval.id.clone());
            }
        }
        Ok(used)
    }

    /// Whether a step that has the approval made exactly its change.
    fn was_used(&self, approval: &Document<Approval>) -> Result<bool, Failure> {
        let mut later: Option<Vec<Option<String>>> = None;
        for commit in self.repository.first_parent(&self.base.id) {
            let commit = commit?;
            let mut contents = Vec::new();
            for subject in &approval.value.subject {
                contents.push(self.bytes_at(&commit.id, &subject.path)?.map(|bytes| digest(&bytes)));
            }
            if let Some(after) = later {
                let made = approval.value.subject.iter().zip(contents.iter().zip(&after)).all(
                    |(subject, (from, to))| {
                        is(from.as_deref(), &subject.from) && is(to.as_deref(), &subject.to)
                    },
                );
                if made {
                    return Ok(true);
                }
            }
            if self.repository.id_at(&commit.id, &approval.path)?.is_none() {
                return Ok(false);
            }
            later = Some(contents);
        }
        Ok(later.is_some_and(|after| {
            approval.value.subject.iter().zip(&after).all(|(subject, to)| {
                subject.from.value == crate::document::ABSENT && is(to.as_deref(), &subject.to)
            })
        }))
    }

    /// Every content that a path had on the branch, newest first.
    fn contents<'b>(&'b self, path: &'b str) -> impl Iterator<Item = Result<Past, Failure>> + 'b {
        let mut last: Option<Option<String>> = None;
        self.repository.first_parent(&self.base.id).filter_map(move |commit| {
            let located = commit.and_then(|commit| {
                let located = self.repository.id_at(&commit.id, path)?;
                Ok((commit.id, located.map(|located| located.id)))
            });
            let (commit, id) = match located {
                Ok(located) => located,
                Err(error) => return Some(Err(error.into())),
            };
            if last.as_ref() == Some(&id) {
                return None;
            }
            last = Some(id);
            Some(self.bytes_at(&commit, path).map(|bytes| Past { commit, bytes }))
        })
    }

    fn bytes_at(&self, commit: &str, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        Ok(match self.repository.blob_at(commit, path)?.map(|(_, entry)| entry.content) {
            Some(Content::Bytes(bytes)) => Some(bytes.to_vec()),
            _ => None,
        })
    }
}

fn is(content: Option<&str>, stated: &str) -> bool {
    content.unwrap_or(crate::document::ABSENT) == stated
}

/// The contents of a path that approvals of the base decided as `schedule`.
fn approved_digests(step: Step<'_>, path: &str) -> BTreeSet<String> {
    let of_schedule = step.before.approvals.values().filter(|approval| {
        approval.value.decisions.iter().any(|decision| decision.value == Class::Schedule.name())
    });
    of_schedule
        .flat_map(|approval| &approval.value.subject)
        .filter(|subject| subject.path.value == path)
        .map(|subject| subject.to.value.clone())
        .collect()
}

/// A document of an older revision; one that could not be read then tells nothing now.
fn read<T: for<'de> serde::Deserialize<'de>>(path: &str, bytes: &[u8]) -> Option<T> {
    yaml::read(path, bytes).tree.and_then(|tree| yaml::from_node(&tree).ok())
}
