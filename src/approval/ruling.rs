//! The whole ruling on a step: what it changes, what is wrong with it, what was decided, and the verdict. Gate and audit
//! both come here, so that they cannot differ.

use crate::diagnostic::{Diagnostic, NotChecked, Severity};
use crate::diff::{Change, Notice};
use crate::rules::{self, Settings};

use super::classify::{ClassifiedChange, Step, classify};
use super::judge::{Judgement, judge, verdict};
use super::{Class, Verdict, identity};

/// What came of a step, and why.
#[derive(Debug)]
pub struct Ruling {
    /// What changes.
    pub changes: Vec<ClassifiedChange>,
    /// The decisions with the content that they need.
    pub judgement: Judgement,
    /// How the step stands.
    pub verdict: Verdict,
    /// What is wrong with the documents after the step and with the approvals, by the stricter settings of both sides, as
    /// far as it was looked for.
    pub found: Vec<Diagnostic>,
    /// What was wrong with the documents before the step, as far as it was looked for.
    pub before: Vec<Diagnostic>,
    /// Rules that could not run, of those that were asked.
    pub not_checked: Vec<NotChecked>,
}

/// How much of what is wrong with the documents is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it, before and after the step.
    Everything,
    /// The errors on which the verdict depends. Rules whose breaches only warn, by the settings of both sides, are not
    /// asked, and the documents before the step are not where no error can have stood there already.
    Verdict,
}

impl Ruling {
    /// Judges a step.
    pub fn of(step: Step<'_>, extent: Extent) -> Self {
        Self::after(step, classify(step, step.changes()), extent)
    }

    /// Judges a step of which it is known what it changes.
    pub fn after(step: Step<'_>, changes: Vec<ClassifiedChange>, extent: Extent) -> Self {
        let settings = Settings::of(step.before).stricter(&Settings::of(step.after));
        let examine = |context: &rules::Context<'_>| {
            let (found, not_checked) = examine(context, &settings, extent);
            (settings.apply(found), not_checked)
        };
        let (today, workspace) = (step.today, step.after);
        let (plain, classes) = apart(changes);
        let (after, not_checked) =
            examine(&rules::Context { workspace, today, before: Some(step.before), changes: &plain });
        let changes = together(plain, classes);
        let judgement = judge(step, &changes);
        let before = if extent == Extent::Everything || after.iter().any(may_be_old) {
            examine(&rules::Context { workspace: step.before, today, before: None, changes: &[] }).0
        } else {
            Vec::new()
        };
        let verdict = verdict(&judgement, &before, &after, rules::is_guarded);
        let found = after.into_iter().chain(settings.apply(judgement.diagnostics.clone())).collect();
        Self { changes, judgement, verdict, found, before, not_checked }
    }

    /// The errors that keep the step from being valid: guarded ones, and those that it brings.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        let stood = |found: &Diagnostic| self.before.iter().any(|old| identity(old) == identity(found));
        self.found.iter().filter(move |found| {
            found.severity == Severity::Error && (rules::is_guarded(found.rule) || !stood(found))
        })
    }
}

/// Readers' and rules' findings together, and the rules that could not run.
fn examine(
    context: &rules::Context<'_>,
    settings: &Settings,
    extent: Extent,
) -> (Vec<Diagnostic>, Vec<NotChecked>) {
    let (found, not_checked) = match extent {
        Extent::Everything => rules::run(context),
        Extent::Verdict => rules::run_for_errors(context, settings),
    };
    (context.workspace.diagnostics.iter().cloned().chain(found).collect(), not_checked)
}

/// What a change needs, without the change.
type Classified = (Class, Option<String>, Option<Notice>);

/// The changes as rules see them, who know no classes; a copy of them all would take longer than most rules.
fn apart(changes: Vec<ClassifiedChange>) -> (Vec<Change>, Vec<Classified>) {
    let parts = changes.into_iter().map(|one| (one.change, (one.class, one.why, one.notice)));
    parts.unzip()
}

fn together(changes: Vec<Change>, classes: Vec<Classified>) -> Vec<ClassifiedChange> {
    let both = changes.into_iter().zip(classes);
    both.map(|(change, (class, why, notice))| ClassifiedChange { change, class, why, notice }).collect()
}

/// Whether an error counts only if it did not stand there before.
fn may_be_old(found: &Diagnostic) -> bool {
    found.severity == Severity::Error && !rules::is_guarded(found.rule)
}
