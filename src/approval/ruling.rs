//! The whole ruling on a step: what it changes, what is wrong with it, what was decided, and the verdict. Gate and audit
//! both come here, so that they cannot differ.

use crate::diagnostic::{Diagnostic, NotChecked, Severity};
use crate::diff::Change;
use crate::document::Workspace;
use crate::rules::{self, Settings};

use super::classify::{ClassifiedChange, Step, classify};
use super::judge::{Judgement, judge, verdict};
use super::{Verdict, identity};

/// What came of a step, and why.
#[derive(Debug)]
pub struct Ruling {
    /// What changes.
    pub changes: Vec<ClassifiedChange>,
    /// The decisions with the content that they need.
    pub judgement: Judgement,
    /// How the step stands.
    pub verdict: Verdict,
    /// What is wrong with the documents after the step and with the approvals, by the stricter settings of both sides.
    pub found: Vec<Diagnostic>,
    /// What was wrong with the documents before the step, as far as it was looked for.
    pub before: Vec<Diagnostic>,
    /// Rules that could not run.
    pub not_checked: Vec<NotChecked>,
}

/// How far the documents before the step are looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// All that is wrong with them.
    All,
    /// Only where the verdict depends on it.
    IfItMatters,
}

impl Ruling {
    /// Judges a step.
    pub fn of(step: Step<'_>, before: Before) -> Self {
        Self::after(step, classify(step, step.changes()), before)
    }

    /// Judges a step of which it is known what it changes.
    pub fn after(step: Step<'_>, changes: Vec<ClassifiedChange>, before: Before) -> Self {
        let plain: Vec<Change> = changes.iter().map(|change| change.change.clone()).collect();
        let (after, not_checked) = examine(step.after, Some(step.before), &plain, step);
        let settings = Settings::of(step.before).stricter(&Settings::of(step.after));
        let judgement = judge(step, &changes);
        let after = settings.apply(after);
        let before = if before == Before::All || after.iter().any(may_be_old) {
            settings.apply(examine(step.before, None, &[], step).0)
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
    workspace: &Workspace,
    before: Option<&Workspace>,
    changes: &[Change],
    step: Step<'_>,
) -> (Vec<Diagnostic>, Vec<NotChecked>) {
    let context = rules::Context { workspace, today: step.today, before, changes };
    let (found, not_checked) = rules::run(&context);
    (workspace.diagnostics.iter().cloned().chain(found).collect(), not_checked)
}

/// Whether an error counts only if it did not stand there before.
fn may_be_old(found: &Diagnostic) -> bool {
    found.severity == Severity::Error && !rules::is_guarded(found.rule)
}
