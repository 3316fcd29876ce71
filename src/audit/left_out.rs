//! What a merge leaves out of the histories that it brings: a branch may lose decided steps by it (threat T65).

use std::collections::BTreeSet;

use crate::approval::{Extent, Governance, HistoryFacts, Proofs, Ruling, Step};
use crate::diff::short_commit;
use crate::document::{Workspace, load};
use crate::history::{Documents, HistoryError, LineStep, timestamp};
use crate::repository::{MergeBase, Repository, merge_text};
use crate::schema::Kind;
use crate::source::{MergeError, Snapshot, merge};

use super::standing::standing;
use super::{Reason, Status};

/// How many of the steps that were lost are named.
const NAMED: usize = 5;

/// What a merge leaves out.
pub(super) struct LeftOut {
    /// The files.
    pub(super) paths: BTreeSet<String>,
    /// Whether something was lost that somebody had decided.
    pub(super) is_decided: bool,
    /// What happened.
    pub(super) reason: Reason,
}

/// What a merge leaves out of a further parent that has what the branch never had. Nothing where the merge is what git
/// makes of both sides.
pub(super) fn left_out(
    documents: &Documents<'_>,
    step: &LineStep,
    parent: &str,
    protected: &BTreeSet<String>,
) -> Result<Option<LeftOut>, HistoryError> {
    let Some(first) = &step.commit.parent else { return Ok(None) };
    let merge = Merge { documents, step, first, parent, protected };
    let bases = match documents.repository().merge_base(first, parent)? {
        MergeBase::One(base) => vec![Some(base)],
        MergeBase::Several(bases) => bases.into_iter().map(Some).collect(),
        MergeBase::None => vec![None],
    };
    let mut paths = BTreeSet::new();
    let mut brings_rules = false;
    for base in &bases {
        let before = merge.documents_at(base.as_deref())?;
        let side = merge.documents_at(Some(parent))?;
        paths.extend(merge.dropped(base.as_deref(), &before, &side)?);
        let policy = side.path_of(Kind::Policy);
        brings_rules |= side.files.contains_key(&policy) && !before.files.contains_key(&policy);
    }
    if paths.is_empty() {
        return Ok(None);
    }
    let files = quoted(paths.iter().map(String::as_str));
    let lost = merge.decided_steps()?;
    let merge_id = short_commit(&step.commit.id);
    let policy = format!("{}/{}.yaml", documents.root(), Kind::Policy);
    let (is_decided, message) = if brings_rules && paths.contains(&policy) {
        let message = format!(
            "the merge leaves out {files} of commit `{}`, whose history had rules of its own: it may be the one that \
             was judged before",
            short_commit(parent)
        );
        (true, message)
    } else if lost.is_empty() {
        let fact = "nothing there was approved for itself";
        (false, format!("merge {merge_id} left out what its other side made of {files}; {fact}"))
    } else {
        let named = quoted(
            lost.iter().take(NAMED).map(|id| short_commit(id)).collect::<Vec<_>>().iter().map(String::as_str),
        );
        let message = format!(
            "the merge leaves out what its other side made of {files}, and with it steps that were approved each for \
             itself: {named}"
        );
        (true, message)
    };
    Ok(Some(LeftOut { paths, is_decided, reason: Reason::of("rewritten-history", message) }))
}

/// A merge with one of its further parents.
struct Merge<'a> {
    documents: &'a Documents<'a>,
    step: &'a LineStep,
    first: &'a str,
    parent: &'a str,
    protected: &'a BTreeSet<String>,
}

impl Merge<'_> {
    fn documents_at(&self, commit: Option<&str>) -> Result<Workspace, HistoryError> {
        match commit {
            Some(commit) => self.documents.at(commit, self.protected),
            None => self.documents.nothing(),
        }
    }

    /// The files that the side changed since the base, where the merge has neither that nor what git makes of it.
    fn dropped(
        &self,
        base: Option<&str>,
        before: &Workspace,
        side: &Workspace,
    ) -> Result<BTreeSet<String>, HistoryError> {
        let merged = self.documents_at(Some(&self.step.commit.id))?;
        let paths: BTreeSet<&String> = before.files.keys().chain(side.files.keys()).collect();
        let dropped = |path: &&&String| differs(before, side, path) && differs(side, &merged, path);
        let mut dropped: BTreeSet<String> =
            paths.iter().filter(dropped).map(|path| (**path).clone()).collect();
        if let Some(expected) = self.expected(base, &dropped)? {
            dropped.retain(|path| differs(&expected, &merged, path));
        }
        Ok(dropped)
    }

    /// What git makes of both sides; nothing where they contradict each other.
    fn expected(
        &self,
        base: Option<&str>,
        dropped: &BTreeSet<String>,
    ) -> Result<Option<Workspace>, HistoryError> {
        let repository: &Repository = self.documents.repository();
        let Some(base) = base.filter(|_| !dropped.is_empty()) else { return Ok(None) };
        let base = repository.snapshot(base)?;
        let (first, side) = (repository.snapshot(self.first)?, repository.snapshot(self.parent)?);
        let also: Vec<String> = self.protected.iter().cloned().collect();
        let base: &dyn Snapshot = &base;
        let root = self.documents.root();
        match merge(Some(base), &first, &side, root, &also, &merge_text) {
            Ok(merged) => Ok(Some(load(&merged, root, self.protected)?)),
            Err(MergeError::Conflict { .. }) => Ok(None),
            Err(MergeError::Source(error)) => Err(error.into()),
        }
    }

    /// The commits that only the side has, and that were approved each for itself, the newest first. What only adds or
    /// takes back an approval decides about nothing yet.
    fn decided_steps(&self) -> Result<Vec<String>, HistoryError> {
        let repository = self.documents.repository();
        let governed: Vec<&str> =
            std::iter::once(self.documents.root()).chain(self.protected.iter().map(String::as_str)).collect();
        let mut decided = Vec::new();
        for id in repository.only_in(self.parent, self.first)? {
            let commit = repository.commit(&id)?;
            let Some(before) = commit.parents.into_iter().next() else { continue };
            let mut is_changed = false;
            for path in &governed {
                is_changed |= repository.id_at(&before, path)? != repository.id_at(&id, path)?;
            }
            if is_changed && self.is_decided(&before, &id, commit.time)? {
                decided.push(id);
            }
        }
        Ok(decided)
    }

    fn is_decided(&self, before: &str, after: &str, time: i64) -> Result<bool, HistoryError> {
        let (before, after) = self.documents.around(Some(before), after)?;
        let approvals = format!("{}/approvals/", self.documents.root());
        let paths: BTreeSet<&String> = before.files.keys().chain(after.files.keys()).collect();
        let is_about = |path: &&String| !path.starts_with(&approvals) && differs(&before, &after, path);
        if !paths.into_iter().any(|path| is_about(&path)) {
            return Ok(false);
        }
        let history = HistoryFacts::default();
        // A later day would find the approvals lapsed.
        let today = before.deadline_zone().local(timestamp(time)).date();
        let step =
            Step { before: &before, after: &after, today, history: &history, proofs: Proofs::offline() };
        let ruling = Ruling::of(step, Extent::Verdict);
        // Whether the votes are proven well enough is another matter.
        let decided = [Status::Approved, Status::Unverifiable, Status::BelowEvidence];
        Ok(decided.contains(&standing(Governance::Governed, &ruling).status))
    }
}

fn differs(one: &Workspace, other: &Workspace, path: &str) -> bool {
    match (one.files.get(path), other.files.get(path)) {
        (Some(one), Some(other)) => !one.is_same(other),
        (None, None) => false,
        _ => true,
    }
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
