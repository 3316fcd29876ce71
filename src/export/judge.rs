//! Whether what an export says of a plan is approved: of the steps of the branch, those that the newest word on something
//! goes back to are judged, each by the rules of its time, as the audit judges them.

mod cycle;
mod rules;
mod sign_off;
mod step;
mod surely_open;
mod whole;

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::rules::Rules;
use super::lines::Moment;
use super::model::PlanApproval;
use super::read::ExportError;
use crate::audit::{self, Audit, Selection};
use crate::document::Workspace;
use crate::history::{Documents, FileLine};

/// What the branch says, and how it is looked at.
#[derive(Clone, Copy)]
pub(super) struct Branch<'a> {
    pub(super) documents: &'a Documents<'a>,
    pub(super) line: &'a FileLine,
    /// What people call it.
    pub(super) name: &'a str,
    /// The id of its newest commit.
    pub(super) tip: &'a str,
    /// The documents of that commit.
    pub(super) workspace: &'a Workspace,
    pub(super) cycles: &'a BTreeMap<String, Vec<Moment>>,
    /// The step that brought the first policy, by its index.
    pub(super) first_policy: Option<usize>,
    /// The day to look from.
    pub(super) today: Date,
}

/// How a cycle stands.
pub(super) struct CycleApproval {
    /// The plan as a whole.
    pub(super) plan: PlanApproval,
    /// Its milestones, in the order of their lines.
    pub(super) milestones: Vec<MilestoneApproval>,
}

/// How a milestone stands.
pub(super) struct MilestoneApproval {
    /// What the plan says of it.
    pub(super) said: PlanApproval,
    /// Where it has no date that counts any more: whether that was decided.
    pub(super) is_cancelled: bool,
}

/// Judges steps, each once for each file.
pub(super) struct Judge<'a> {
    branch: Branch<'a>,
    known: BTreeMap<(usize, String), PlanApproval>,
    rules: Rules,
    /// The keys that are known by now to be compromised.
    compromised: Option<BTreeMap<String, Date>>,
    audit: Option<Audit>,
    keeps_approvals: Option<bool>,
    /// By policy, roster and project.
    needs_somebody: BTreeMap<Vec<Option<String>>, bool>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(branch: Branch<'a>) -> Self {
        Self {
            branch,
            known: BTreeMap::new(),
            rules: Rules::default(),
            compromised: None,
            audit: None,
            keeps_approvals: None,
            needs_somebody: BTreeMap::new(),
        }
    }

    /// The whole audit, read once.
    pub(super) fn audit(&mut self, progress: &mut dyn FnMut(usize, usize)) -> Result<&Audit, ExportError> {
        let audit = if let Some(audit) = self.audit.take() {
            audit
        } else {
            let Branch { name, tip, today, documents, .. } = self.branch;
            let about = Selection::default();
            let answers = audit::Answers::default();
            let question =
                audit::Question { branch: name, tip, since: None, about: &about, today, answers: &answers };
            audit::audit(documents, &question, progress)?
        };
        Ok(self.audit.insert(audit))
    }

    /// By which approval each step was ratified that was.
    pub(super) fn ratifications(&mut self) -> Result<BTreeMap<String, String>, ExportError> {
        let steps = self.audit(&mut |_, _| ())?.steps.iter();
        let ratified =
            steps.filter_map(|step| Some((step.commit.clone(), step.ratified_by.as_ref()?.approval.clone())));
        Ok(ratified.collect())
    }

    fn cycle_at(&self, path: &str) -> Option<&'a [Moment]> {
        let name = path.strip_prefix(self.branch.documents.root())?.strip_prefix("/schedules/")?;
        Some(self.branch.cycles.get(name.strip_suffix(".yaml")?)?)
    }
}
