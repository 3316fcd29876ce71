//! From documents to a report: the pipeline of `check`, `diff` and `gate` without any effect.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::approval::{self, ClassifiedChange, Draft, DraftFile, Extent, Judgement, Ruling, Status, Step};
use crate::diagnostic::{Diagnostic, NotChecked, Severity};
use crate::diff;
use crate::document::Workspace;
use crate::rules::{self, Settings};

use super::{Command, NOT_COMPARED, Report};

/// All that is wrong with the documents of one moment.
pub fn check(workspace: &Workspace, today: Date) -> Report {
    let (found, not_checked) = examine(workspace, today, None, &[]);
    let diagnostics = Settings::of(workspace).apply(found);
    let mut report = empty(Command::Check, workspace);
    report.head = Some(workspace.name.clone());
    report.diagnostics = sorted(diagnostics);
    report.not_checked = not_checked;
    report.sources = sources(&report.diagnostics, &[workspace]);
    report
}

/// What changes from one moment to the next, with the class of each change.
pub fn diff(step: Step<'_>) -> Report {
    let mut report = compared(Command::Diff, step);
    (report.changes, report.notes) = told(classified(step));
    report.texts = diff::text_changes(step.before, step.after);
    let differs = |path: &str| report.texts.iter().any(|text| text.path == path);
    let unread = |workspace: &Workspace, but: &dyn Fn(&str) -> bool| -> Vec<Diagnostic> {
        let broken = |path: &str| workspace.unread.contains(path) && differs(path) && !but(path);
        let found = workspace.diagnostics.iter();
        found.filter(|diagnostic| broken(&diagnostic.location.path)).cloned().collect()
    };
    let after = unread(step.after, &|_| false);
    // Of a file that no side can read, the newer text is shown.
    let before = unread(step.before, &|path| step.after.unread.contains(path));
    report.sources = sources(&before, &[step.before]);
    report.sources.extend(sources(&after, &[step.after]));
    report.diagnostics = sorted(before.into_iter().chain(after).collect());
    report.not_checked = not_compared(step, &report.texts);
    report
}

/// A gate's report with the judgement behind it.
#[derive(Debug)]
pub struct Judged {
    /// What every renderer reads.
    pub report: Report,
    /// The decisions with the content that they need.
    pub judgement: Judgement,
    /// The weight of the heaviest finding that the change brings.
    pub brings: Option<Severity>,
}

/// What changes, what that needs, and the verdict.
pub fn gate(step: Step<'_>, not_checked: Vec<NotChecked>) -> Judged {
    let Ruling { changes, judgement, verdict, found, before, not_checked: skipped } =
        Ruling::of(step, Extent::Everything);
    let mut report = compared(Command::Gate, step);
    report.verdict = Some(verdict);
    report.notes.clone_from(&judgement.notes);
    if !judgement.touches {
        report.notes.push(format!("nothing under `{}/` changes", step.after.root));
    }
    report.diagnostics = sorted(found);
    report.decisions.clone_from(&judgement.decisions);
    report.merging.clone_from(&judgement.merging);
    report.is_anchor = judgement.is_anchor;
    report.texts = diff::text_changes(step.before, step.after);
    let compared = not_compared(step, &report.texts);
    report.not_checked = not_checked.into_iter().chain(skipped).chain(compared).collect();
    report.not_checked.sort();
    report.not_checked.dedup();
    report.sources = sources(&report.diagnostics, &[step.after, step.before]);
    report.approval = template(step, &judgement).map(|file| (file.path, file.text));
    let (changes, notation) = told(changes);
    report.changes = changes;
    report.notes.extend(notation);
    let brings = heaviest_new(&before, &report.diagnostics);
    Judged { report, judgement, brings }
}

/// What a step that was planned changes and needs, and the errors and warnings that it brings.
pub fn plan(step: Step<'_>) -> Report {
    let (before, _) = examine(step.before, step.today, None, &[]);
    let known: BTreeSet<_> = before.iter().map(approval::identity).collect();
    let Judged { mut report, judgement, .. } = gate(step, Vec::new());
    report.diagnostics.retain(|found| {
        found.severity > Severity::Notice
            && !known.contains(&approval::identity(found))
            && !judgement.diagnostics.contains(found)
    });
    report.command = Command::Plan;
    report.verdict = None;
    report.not_checked.clear();
    report
}

/// What changes on a branch that the policy before the change does not govern: told, and not judged.
pub fn ungoverned(step: Step<'_>, branch: &str) -> Judged {
    let mut report = compared(Command::Gate, step);
    report.verdict = Some(approval::Verdict::NotRequired);
    let policy = step.before.policy.as_ref().map(|policy| &policy.value);
    let patterns = policy.and_then(|policy| policy.branches.as_deref()).unwrap_or_default();
    let patterns: Vec<String> = patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
    report.notes.push(format!(
        "the branch `{branch}` is not governed, so nothing here is judged; the policy governs {}",
        patterns.join(", ")
    ));
    report.texts = diff::text_changes(step.before, step.after);
    let (changes, notation) = told(classified(step));
    report.changes = changes;
    report.notes.extend(notation);
    Judged { report, judgement: Judgement::default(), brings: None }
}

/// The weight of the heaviest finding that did not stand there before: what a change is answerable for.
fn heaviest_new(before: &[Diagnostic], after: &[Diagnostic]) -> Option<Severity> {
    let known: BTreeSet<_> = before.iter().map(approval::identity).collect();
    after.iter().filter(|found| !known.contains(&approval::identity(found))).map(|found| found.severity).max()
}

fn classified(step: Step<'_>) -> Vec<ClassifiedChange> {
    approval::classify(step, step.changes())
}

/// The documents that differ, but that one side cannot read: what their words are about was compared as far as it went.
fn not_compared(step: Step<'_>, texts: &[diff::TextChange]) -> Vec<NotChecked> {
    texts
        .iter()
        .filter_map(|text| {
            let broken = [step.before, step.after].map(|side| side.unread.contains(&text.path));
            let side = match broken {
                [true, true] => "on either side",
                [true, false] => "before the change",
                [false, true] => "after the change",
                [false, false] => return None,
            };
            let reason = format!("`{}` cannot be read {side}", text.path);
            Some(NotChecked { rule: NOT_COMPARED, reason })
        })
        .collect()
}

/// The changes that say something, and a sentence for each document that only looks different.
fn told(changes: Vec<ClassifiedChange>) -> (Vec<ClassifiedChange>, Vec<String>) {
    let (silent, told): (Vec<_>, Vec<_>) =
        changes.into_iter().partition(|change| change.change.is_notation_only());
    let sentence = |change: &ClassifiedChange| {
        format!("`{}` changes in comments, order or notation alone", change.change.location.path)
    };
    (told, silent.iter().map(sentence).collect())
}

/// Readers' and rules' findings together, and the rules that could not run.
fn examine(
    workspace: &Workspace,
    today: Date,
    before: Option<&Workspace>,
    changes: &[diff::Change],
) -> (Vec<Diagnostic>, Vec<NotChecked>) {
    let (found, not_checked) = rules::run(&rules::Context { workspace, today, before, changes });
    (workspace.diagnostics.iter().cloned().chain(found).collect(), not_checked)
}

/// The approval file to be pasted, where a decision has none that is about this content.
fn template(step: Step<'_>, judgement: &Judgement) -> Option<DraftFile> {
    let uncovered = judgement
        .decisions
        .iter()
        .any(|decision| decision.status != Status::Approved && decision.approvals.is_empty());
    uncovered.then(|| approval::draft(step, judgement, &Draft::default())).flatten()
}

/// The report of a comparison, with what is known of the two sides alone.
fn compared(command: Command, step: Step<'_>) -> Report {
    let Step { before, after, history, .. } = step;
    Report {
        base: Some(before.name.clone()),
        head: Some(after.name.clone()),
        in_force: diff::plans_in_force(before, after, &history.processes),
        first_documents: before.document_count() == 0 && after.document_count() > 0,
        ..empty(command, after)
    }
}

fn empty(command: Command, workspace: &Workspace) -> Report {
    Report {
        command,
        project: workspace.project.as_ref().map(|project| project.value.name.value.clone()),
        base: None,
        head: None,
        verdict: None,
        notes: Vec::new(),
        diagnostics: Vec::new(),
        not_checked: Vec::new(),
        changes: Vec::new(),
        in_force: Vec::new(),
        first_documents: false,
        slips: Vec::new(),
        decisions: Vec::new(),
        merging: Vec::new(),
        documents: workspace.document_count(),
        sources: BTreeMap::new(),
        texts: Vec::new(),
        approval: None,
        planned: None,
        repeat: None,
        link_base: None,
        link_before: None,
        is_anchor: false,
        merged: None,
        page: None,
    }
}

fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| {
        a.location.cmp(&b.location).then_with(|| a.rule.cmp(b.rule)).then_with(|| a.message.cmp(&b.message))
    });
    // What a rule finds in an approval, its judgement finds again.
    diagnostics.dedup();
    diagnostics
}

/// The text of every file that a diagnostic shows, from the first workspace that has it.
fn sources(diagnostics: &[Diagnostic], workspaces: &[&Workspace]) -> BTreeMap<String, Arc<str>> {
    let places = diagnostics.iter().flat_map(|diagnostic| {
        std::iter::once(&diagnostic.location).chain(diagnostic.labels.iter().map(|label| &label.location))
    });
    places
        .filter_map(|place| {
            let text = workspaces.iter().find_map(|workspace| workspace.text(&place.path))?;
            Some((place.path.clone(), text))
        })
        .collect()
}
