//! What a run found: the one value that every renderer reads.

mod build;
pub mod verification;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use crate::approval::ClassifiedChange;
use crate::approval::{Decision, Merging, Verdict};
use crate::diagnostic::{Diagnostic, NotChecked, Severity};
pub use crate::diff::{PlanInForce, Slip, TextChange};

pub use build::{Judged, check, diff, gate, plan, ungoverned};

/// What stands in place of a rule where documents could not be compared.
pub const NOT_COMPARED: &str = "diff";

/// Which command made the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// `milepost check`
    Check,
    /// `milepost diff`
    Diff,
    /// `milepost gate`
    Gate,
    /// `milepost plan`
    Plan,
}

impl Command {
    /// Its name on the command line and in the JSON report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Diff => "diff",
            Self::Gate => "gate",
            Self::Plan => "plan",
        }
    }
}

/// Everything that a run of `check`, `diff`, `gate` or `plan` found.
#[derive(Debug, Clone)]
pub struct Report {
    /// Which command made it.
    pub command: Command,
    /// What the project calls itself, where project.yaml could be read.
    pub project: Option<String>,
    /// The older side: a commit id or a folder.
    pub base: Option<String>,
    /// The newer side: a commit id or a folder.
    pub head: Option<String>,
    /// How the change stands; only of `gate`.
    pub verdict: Option<Verdict>,
    /// Facts that belong to the verdict: the anchor, a held-over electorate, a weaker policy.
    pub notes: Vec<String>,
    /// What is wrong, sorted by path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Rules that could not run.
    pub not_checked: Vec<NotChecked>,
    /// What the change does; of `diff` and `gate`.
    pub changes: Vec<ClassifiedChange>,
    /// The plans that the change puts into force, with every date; of `diff` and `gate`.
    pub in_force: Vec<PlanInForce>,
    /// Whether there were no documents before.
    pub first_documents: bool,
    /// How far key milestones that the change moves have slipped from the first approved plan.
    pub slips: Vec<Slip>,
    /// What it needs; of `gate` and `plan`.
    pub decisions: Vec<Decision>,
    /// Who has to merge it, and who did; only of `gate`.
    pub merging: Vec<Merging>,
    /// How many documents were read.
    pub documents: usize,
    /// The text of every file that a diagnostic names, by path, for annotated lines.
    pub sources: BTreeMap<String, Arc<str>>,
    /// The governed files whose text differs.
    pub texts: Vec<TextChange>,
    /// The approval file of this change, ready to be saved: its path and its text; only where sign-off is needed.
    pub approval: Option<(String, String)>,
    /// The planned schedule: its path and its whole text, written or still to be; only of `plan`.
    pub planned: Option<(String, String)>,
    /// The command that repeats this run on a clone.
    pub repeat: Option<String>,
    /// Where the files of the newer side can be read on the web, up to and with the last slash:
    /// `https://github.com/o/r/blob/<commit>/`; paths and `#L12` are appended.
    pub link_base: Option<String>,
    /// The same of the older side, for files that the newer one has no more.
    pub link_before: Option<String>,
    /// Whether it is judged by its own rules, since there were none before: the anchor.
    pub is_anchor: bool,
    /// What is judged is a commit of its branch already.
    pub merged: Option<OnBranch>,
    /// The page on which people vote, where the change is a pull request.
    pub page: Option<Page>,
}

/// The page of a pull request, and who is who there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The person of the roster who proposed the change.
    pub proposer: Option<String>,
    /// What the people of the roster are called there, by their ids.
    pub names: BTreeMap<String, String>,
    /// Its address on the web.
    pub address: Option<String>,
    /// Where the run that judges it can be started again.
    pub run: Option<String>,
}

/// A commit that stands on its branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnBranch {
    /// Its id.
    pub commit: String,
    /// Whether it has several parents.
    pub is_merge: bool,
}

impl Report {
    /// How many diagnostics weigh this much.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}
