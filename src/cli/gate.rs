//! `milepost gate`: the change from a base to the merge of base and head, judged by the rules of the base.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::approval::{HistoryFacts, Proofs, Relation, Step, relation};
use crate::diagnostic::NotChecked;
use crate::diff::short_commit;
use crate::document::Workspace;
use crate::history::new_to;
use crate::report;
use crate::repository::{Commit, MergeBase, Repository, merge_clear_text, merge_text};
use crate::source::{self, Content, Entry, Folder, MergeError, Snapshot};

use super::Outcome;
use super::actions::{Environment, report_here};
use super::approve_wishes;
use super::arguments::{GateOptions, PlaceOptions};
use super::base_history::{Target, unapproved_steps};
use super::failure::Failure;
use super::history::{self, Past};
use super::output::write_report;
use super::side::{Place, Side, default_branch, protected_by, short_name};
use super::slips;

/// Runs the command.
pub(super) fn run(options: &GateOptions) -> Result<Outcome, Failure> {
    if options.base.is_none()
        && options.head.is_none()
        && let Some(environment) = Environment::read()?
        && let Some((report, outcome)) = report_here(&environment, &options.place, options.fail_on)?
    {
        write_report(&report, &options.output, options.text)?;
        return Ok(outcome);
    }
    let place = Place::open(&options.place);
    let base = base_side(&place, options.base.as_deref(), options.head.as_deref())?;
    let head = match options.head.as_deref() {
        Some(name) => place.judged_side(name, options.base.as_deref())?,
        None => place.side_or_head(None)?,
    };
    refuse_shallow(&place, &base)?;
    let change = Change::load(&place, &base, &head)?;
    let ungoverned = ungoverned_target(&place, options.base.as_deref(), &change);
    let judged = match &ungoverned {
        Some(branch) => change.told(&place, branch),
        None => change.judge(&place)?,
    };
    let mut report = judged.report;
    if has_uncommitted_changes(&place, &head)? {
        report.notes.push(format!(
            "the working tree has changes under `{}/` that are not committed, and not judged",
            place.root()
        ));
    }
    if options.base_history && ungoverned.is_none() {
        report.notes.extend(notes_on_base(options, &place, &change)?);
    }
    report.notes.extend(chosen_base(&place, options.base.as_deref()));
    // Named by its commit, the target would be governed.
    report.repeat = ungoverned.is_none().then(|| repeat(&options.place, &report));
    write_report(&report, &options.output, options.text)?;
    let fails = judged.brings.is_some_and(|severity| severity >= options.fail_on.severity());
    let passes = report.verdict.is_some_and(crate::approval::Verdict::passes);
    Ok(if passes && !fails { Outcome::Fine } else { Outcome::NotFine })
}

/// A shallow clone may lack what a change is measured against without anything showing it, so it gets no verdict.
pub(super) fn refuse_shallow(place: &Place<'_>, base: &Side) -> Result<(), Failure> {
    let is_shallow = place.any_repository().is_some_and(Repository::is_shallow);
    if !is_shallow || matches!(base, Side::Folder(_)) {
        return Ok(());
    }
    Err(Failure::new("this clone is shallow, so it may lack what the change is measured against").hint(
        "get the history with `git fetch --unshallow`; in GitHub Actions write `with: {fetch-depth: 0}` below \
         `uses: actions/checkout`, in GitLab `GIT_DEPTH: 0` below `variables:`",
    ))
}

/// What the target branch itself holds without approval.
fn notes_on_base(options: &GateOptions, place: &Place<'_>, change: &Change) -> Result<Vec<String>, Failure> {
    let Some(base) = change.base() else {
        return Err(Failure::new("a folder has no history, so `--base-history` has nothing to look at")
            .hint("leave it out, or name a revision with `--base`"));
    };
    let branch = match &options.base {
        Some(name) => name.clone(),
        None => default_branch(place, "--base")?,
    };
    let target = Target {
        branch: short_name(&branch),
        tip: &base.id,
        root: place.root(),
        today: place.today(&change.before),
    };
    unapproved_steps(place.repository()?, target)
}

/// Whether the commit that is judged is the one that is checked out, and its documents were edited since.
fn has_uncommitted_changes(place: &Place<'_>, head: &Side) -> Result<bool, Failure> {
    let (Side::Revision(commit), Some(repository)) = (head, place.any_repository()) else { return Ok(false) };
    let Some(top) = repository.worktree_root() else { return Ok(false) };
    if !repository.resolve("HEAD").is_ok_and(|checked_out| checked_out.id == commit.id) {
        return Ok(false);
    }
    // What cannot be read there is not judged either, so it must not keep the commit from being judged.
    let Ok(files) = Folder::open(&top).and_then(|folder| folder.entries(place.root())) else {
        return Ok(true);
    };
    let committed = repository.snapshot(&commit.id)?.entries(place.root())?;
    Ok(files.len() != committed.len()
        || files.iter().zip(&committed).any(|(file, committed)| differs(file, committed)))
}

/// A checkout may end its lines in another way, and not every file system keeps the executable bit.
fn differs(file: &Entry, committed: &Entry) -> bool {
    let is_same_text = match (&file.content, &committed.content) {
        (Content::Bytes(file), Content::Bytes(committed)) => {
            let is_text = |byte: &&u8| **byte != b'\r';
            file == committed || file.iter().filter(is_text).eq(committed.iter().filter(is_text))
        }
        (file, committed) => file == committed,
    };
    file.path != committed.path || !is_same_text || (cfg!(unix) && file.kind != committed.kind)
}

/// The target of a change, where it is not given: the default branch.
pub(super) fn base_side(place: &Place<'_>, name: Option<&str>, head: Option<&str>) -> Result<Side, Failure> {
    if let Some(name) = name {
        return place.judged_side(name, head);
    }
    let branch = default_branch(place, "--base")?;
    Ok(Side::Revision(place.repository()?.resolve(&branch)?))
}

/// What a change is compared with where nobody said so, and whether the clone knows of a newer state of that branch.
pub(super) fn chosen_base(place: &Place<'_>, name: Option<&str>) -> Vec<String> {
    if name.is_some() {
        return Vec::new();
    }
    let Some(repository) = place.any_repository() else { return Vec::new() };
    let Some(full) = repository.default_branch() else { return Vec::new() };
    let Ok(local) = repository.resolve(&full) else { return Vec::new() };
    let branch = short_name(&full);
    let short = short_commit(&local.id);
    let mut told = vec![format!("compared with `{branch}` ({short})")];
    let Some(own) = full.strip_prefix("refs/heads/") else { return told };
    let lacks_some = |remote: Commit| {
        repository.is_ancestor(&remote.id, &local.id).is_ok_and(|is_in| !is_in) && remote.id != local.id
    };
    if repository.resolve(&format!("refs/remotes/origin/{own}")).is_ok_and(lacks_some) {
        told.push(format!(
            "`origin/{own}` has commits that `{branch}` lacks: bring `{branch}` up to date, or compare with \
             `--base origin/{own}`"
        ));
    }
    told
}

/// The target branch, where it is known by its name and the policy before the change does not govern it. A target that
/// is known by its commit alone is governed.
pub(super) fn ungoverned_target(place: &Place<'_>, name: Option<&str>, change: &Change) -> Option<String> {
    let repository = place.any_repository()?;
    change.base.as_ref()?;
    let branch = match name {
        Some(name) => repository.branch_called(name),
        None => repository.branch_called(&repository.default_branch()?),
    }?;
    (!change.is_governed(&branch)).then_some(branch)
}

/// Two moments, and the commit that the first of them is.
pub(super) struct Change {
    pub(super) before: Workspace,
    pub(super) after: Workspace,
    /// What the policies of either side protect outside of the root.
    pub(super) protected: BTreeSet<String>,
    base: Option<Commit>,
}

impl Change {
    /// Loads the target, and what it will be after the merge.
    pub(super) fn load(place: &Place<'_>, base: &Side, head: &Side) -> Result<Self, Failure> {
        let base_snapshot = history::snapshot(place, base)?;
        let head_snapshot = history::snapshot(place, head)?;
        let mut protected = protected_by(base_snapshot.as_ref(), place.root())?;
        protected.extend(protected_by(head_snapshot.as_ref(), place.root())?);
        let before = place.load(base_snapshot.as_ref(), &protected)?;
        let mut after = match (base, commit_of(head)) {
            (Side::Revision(target), Some(commit)) => {
                let ends = Ends { target, commit, is_clean: matches!(head, Side::Revision(_)) };
                merged(place, ends, base_snapshot.as_ref(), head_snapshot.as_ref(), &protected)?
            }
            _ => place.load(head_snapshot.as_ref(), &protected)?,
        };
        head_snapshot.name().clone_into(&mut after.name);
        place.require_projects((base, &before), (head, &after))?;
        if before.is_empty() {
            place.require_documents(&after, head_snapshot.as_ref())?;
        }
        let base = match base {
            Side::Revision(commit) => Some(commit.clone()),
            Side::Folder(_) | Side::Worktree(..) => None,
        };
        Ok(Self { before, after, protected, base })
    }

    /// Whether the policy before the change governs a branch.
    pub(super) fn is_governed(&self, branch: &str) -> bool {
        self.before.policy.as_ref().is_none_or(|policy| policy.value.governs(branch))
    }

    /// Judges the change with all that its history tells.
    pub(super) fn judge(&self, place: &Place<'_>) -> Result<report::Judged, Failure> {
        self.judge_with(place, Proofs::offline())
    }

    /// Judges the change with all that its history tells, and what is known about the people behind it.
    pub(super) fn judge_with(&self, place: &Place<'_>, proofs: &Proofs) -> Result<report::Judged, Failure> {
        let today = place.today(&self.before);
        let past = self.past(place);
        let facts = history::facts(past.as_ref(), self.step(today, &HistoryFacts::default(), proofs))?;
        let step = self.step(today, &facts, proofs);
        let not_checked = match &past {
            Some(past) => without_what_was_held(past.documents.repository(), &facts, step),
            None => without_history(step),
        };
        let mut judged = report::gate(step, not_checked);
        if let Some(past) = &past {
            slips::add(&mut judged.report, past, step);
        }
        // Where the change is not approved, the decisions say what its approvals lack.
        if judged.report.verdict.is_some_and(crate::approval::Verdict::passes) {
            judged.report.notes.extend(approve_wishes::unused_and_stale(step));
        }
        Ok(judged)
    }

    /// Tells the change without judging it.
    pub(super) fn told(&self, place: &Place<'_>, branch: &str) -> report::Judged {
        let none = HistoryFacts::default();
        report::ungoverned(self.step(place.today(&self.before), &none, Proofs::offline()), branch)
    }

    /// The step from the one moment to the other, with what is known about it.
    pub(super) fn step<'a>(&'a self, today: Date, history: &'a HistoryFacts, proofs: &'a Proofs) -> Step<'a> {
        Step { before: &self.before, after: &self.after, today, history, proofs }
    }

    /// Everything that its history has to say about it.
    pub(super) fn facts(&self, place: &Place<'_>, today: Date) -> Result<HistoryFacts, Failure> {
        let none = HistoryFacts::default();
        history::facts(self.past(place).as_ref(), self.step(today, &none, Proofs::offline()))
    }

    fn past<'a>(&'a self, place: &'a Place<'_>) -> Option<Past<'a>> {
        Past::of(place.any_repository(), self.base.as_ref(), &self.after.root)
    }

    /// The base commit, where the change starts from one.
    pub(super) fn base(&self) -> Option<&Commit> {
        self.base.as_ref()
    }
}

/// Between folders nothing tells whether an approval that came earlier was used already.
fn without_history(step: Step<'_>) -> Vec<NotChecked> {
    let came_earlier =
        step.before.approvals.values().filter(|approval| {
            relation(&approval.value, step.before, step.after, false) == Relation::Applies
        });
    came_earlier
        .map(|approval| NotChecked {
            rule: "approval-reused",
            reason: format!(
                "folders have no history that would tell whether `{}` was used before",
                approval.id
            ),
        })
        .collect()
}

/// A clone that lacks parts of the history does not tell whether the branch held a new approval before.
fn without_what_was_held(repository: &Repository, facts: &HistoryFacts, step: Step<'_>) -> Vec<NotChecked> {
    let lacks = if repository.is_shallow() { "is shallow" } else { "lacks parts of the history" };
    let new = facts.held_is_unknown.then(|| new_to(step));
    new.into_iter()
        .flatten()
        .map(|approval| NotChecked {
            rule: "approval-reused",
            reason: format!(
                "this clone {lacks}, so nothing tells whether the branch held `{}` before",
                approval.id
            ),
        })
        .collect()
}

fn commit_of(side: &Side) -> Option<&Commit> {
    match side {
        Side::Revision(commit) => Some(commit),
        Side::Worktree(_, commit) => commit.as_ref(),
        Side::Folder(_) => None,
    }
}

/// The two commits that are merged; what is merged may have changes on top of its commit.
#[derive(Clone, Copy)]
struct Ends<'a> {
    target: &'a Commit,
    commit: &'a Commit,
    is_clean: bool,
}

/// The documents after the merge of base and head, computed without touching anything on disk.
fn merged(
    place: &Place<'_>,
    ends: Ends<'_>,
    base: &dyn Snapshot,
    head: &dyn Snapshot,
    protected: &BTreeSet<String>,
) -> Result<Workspace, Failure> {
    let repository = place.repository()?;
    match repository.merge_base(&ends.target.id, &ends.commit.id)? {
        MergeBase::One(ancestor) if ancestor == ends.target.id => place.load(head, protected),
        MergeBase::One(ancestor) if ancestor == ends.commit.id && ends.is_clean => {
            place.load(base, protected)
        }
        MergeBase::One(ancestor) => {
            refuse_followed_renames(place, ends, &ancestor, protected)?;
            merged_from(place, repository, &ancestor, base, head, protected)
        }
        MergeBase::Several(ancestors) => {
            let mut results = Vec::new();
            for ancestor in &ancestors {
                refuse_followed_renames(place, ends, ancestor, protected)?;
                results.push(merged_from(place, repository, ancestor, base, head, protected)?);
            }
            agreed(results)
        }
        MergeBase::None => {
            Err(Failure::new("base and head have no common history, so they cannot be merged")
                .hint("start the change from the target branch"))
        }
    }
}

/// Git may follow a file that one side moved to a governed path, and take the other side's changes of the old one along.
/// Nobody has seen that result, so it has to be made on the branch.
fn refuse_followed_renames(
    place: &Place<'_>,
    ends: Ends<'_>,
    ancestor: &str,
    protected: &BTreeSet<String>,
) -> Result<(), Failure> {
    let below = format!("{}/", place.root());
    let is_governed = |path: &str| path.starts_with(&below) || protected.contains(path);
    let sides = [ends.target.id.as_str(), ends.commit.id.as_str()];
    let followed = place.repository()?.followed(ancestor, sides, &is_governed)?;
    match followed.first() {
        None => Ok(()),
        Some(found) => Err(Failure::new(format!(
            "one side moves `{}` to `{}`, and the other changes it: what a merge brings there depends on who merges",
            found.old, found.new
        ))
        .hint("merge the target branch into the branch first, and look at the result there")),
    }
}

fn merged_from(
    place: &Place<'_>,
    repository: &Repository,
    ancestor: &str,
    base: &dyn Snapshot,
    head: &dyn Snapshot,
    protected: &BTreeSet<String>,
) -> Result<Workspace, Failure> {
    let ancestor = repository.snapshot(ancestor)?;
    let also: Vec<String> = protected.iter().cloned().collect();
    let merge = |lines| source::merge(Some(&ancestor), base, head, place.root(), &also, lines);
    let merged = match merge(&merge_clear_text) {
        Err(MergeError::Conflict { paths }) if merge(&merge_text).is_ok() => {
            return Err(Failure::new(format!(
                "base and head both change `{}`, with too little between that tells the places apart: programs may merge \
                 that differently",
                paths.join("`, `")
            ))
            .hint("merge the target branch into the branch first, and look at the result there"));
        }
        merged => merged?,
    };
    place.load(&merged, protected)
}

/// Where branches were merged both ways there are several common ancestors; all of them have to lead to one result.
fn agreed(mut results: Vec<Workspace>) -> Result<Workspace, Failure> {
    let last = results.pop();
    let same = |other: &Workspace, last: &Workspace| {
        other.files.len() == last.files.len()
            && other
                .files
                .iter()
                .zip(&last.files)
                .all(|((_, one), (_, two))| one.path == two.path && one.is_same(two))
    };
    match last {
        Some(last) if results.iter().all(|other| same(other, &last)) => Ok(last),
        _ => Err(Failure::new(
            "base and head were merged both ways before, and the result of another merge is ambiguous",
        )
        .hint("merge the target branch into the change and try again")),
    }
}

/// The command that repeats this run on a clone.
pub(super) fn repeat(options: &PlaceOptions, report: &report::Report) -> String {
    let side = |name: &Option<String>| name.clone().unwrap_or_default();
    let root = if options.root == "release" { String::new() } else { format!(" --root {}", options.root) };
    let today = options.today.map(|today| format!(" --today {today}")).unwrap_or_default();
    format!("milepost gate --base {} --head {}{root}{today}", side(&report.base), side(&report.head))
}
