//! What a run came to, and everything that is to be said about it beside the report.

use std::path::PathBuf;

use crate::approval::Verdict;
use crate::cli::Outcome;
use crate::cli::arguments::FailOn;
use crate::cli::base_history::{Target, unapproved_steps};
use crate::cli::failure::Failure;
use crate::cli::gate::Change;
use crate::render;
use crate::report::{Judged, Report};
use crate::repository::Commit;

use super::setting::Setting;
use super::telling::{HEADLINE, Telling};

/// What a run came to.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) telling: Telling,
    pub(super) outcome: Outcome,
    /// What people have to know beside the report: a token that may not write, a comment that was left to a later run.
    pub(super) notices: Vec<String>,
    /// Files that the run proposes to commit, each with its path in the repository.
    pub(super) proposed: Vec<(String, String)>,
    /// Where its files were written; nothing while they are not.
    pub(super) files: Option<Files>,
}

/// Where the files of a run were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Files {
    pub(super) report: Option<PathBuf>,
    pub(super) proposed: Vec<PathBuf>,
}

impl Finding {
    pub(super) fn new(telling: Telling, outcome: Outcome) -> Self {
        Self { telling, outcome, notices: Vec::new(), proposed: Vec::new(), files: None }
    }

    /// A judged change.
    pub(super) fn of_report(report: &Report, outcome: Outcome) -> Self {
        let mut telling = Telling::of_report(report);
        if outcome == Outcome::NotFine && report.verdict.is_some_and(Verdict::passes) {
            telling.headline =
                render::one_line(&format!("Not fine all the same – {}", telling.headline), HEADLINE);
            telling.summary = format!("Not fine all the same – {}", telling.summary);
        }
        Self::new(telling, outcome)
    }
}

/// What a judgement comes to. Where the verdict alone would let it pass, the report says why it does not.
pub(super) fn outcome(judged: &mut Judged, fail_on: FailOn) -> Outcome {
    let report = &mut judged.report;
    if !report.verdict.is_some_and(Verdict::passes) {
        return Outcome::NotFine;
    }
    // Who merged stands among the notes already.
    let merged_wrongly = report.merging.iter().any(|merging| merging.state.is_wrong());
    let fails = judged.brings.is_some_and(|severity| severity >= fail_on.severity());
    if fails {
        report
            .notes
            .push("the run fails, since the change brings findings that `fail-on` does not allow".to_owned());
    }
    if fails || merged_wrongly { Outcome::NotFine } else { Outcome::Fine }
}

/// What the branch holds already without approval: whoever pushed past the gate is named by the next run (threat T54).
pub(super) fn earlier(
    setting: &Setting<'_>,
    branch: &str,
    base: &Commit,
    change: &Change,
) -> Result<Vec<String>, Failure> {
    let place = &setting.place;
    let today = place.today(&change.before);
    unapproved_steps(place.repository()?, Target { branch, tip: &base.id, root: place.root(), today })
}

/// Completes a report with where its files are read, and how to repeat it.
pub(super) fn complete(report: &mut Report, setting: &Setting<'_>) {
    report.link_base = report.head.as_deref().and_then(|head| setting.environment.files_of(head));
    report.link_before = report.base.as_deref().and_then(|base| setting.environment.files_of(base));
    report.repeat = Some(crate::cli::gate::repeat(setting.options, report));
}
