//! Steps of the target branch itself that nobody approved, as notes of a gate: whoever pushes past the gate is named by
//! the next one (threat T54).

use jiff::civil::Date;

use crate::audit::{Answers, Audit, AuditStep, Question, Selection, Status, audit};
use crate::calendar::show_day;
use crate::diff::short_commit;
use crate::history::Documents;
use crate::repository::Repository;

use super::audit::{failure, refuse_shallow};
use super::failure::Failure;
use super::progress::Progress;

/// More steps are counted.
const MOST_STEPS: usize = 5;
/// More changes of a step are counted.
const MOST_CHANGES: usize = 2;

/// The branch that is the target of a change.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    /// What people call it.
    pub(super) branch: &'a str,
    /// The id of its newest commit.
    pub(super) tip: &'a str,
    /// The folder that holds the documents.
    pub(super) root: &'a str,
    /// The day to look from.
    pub(super) today: Date,
}

/// A sentence for each step of the branch that fails its audit, the newest first, and one that counts the rest.
pub(super) fn unapproved_steps(repository: &Repository, target: Target<'_>) -> Result<Vec<String>, Failure> {
    refuse_shallow(repository)?;
    let everything = Selection::default();
    let question = Question {
        branch: target.branch,
        tip: target.tip,
        since: None,
        about: &everything,
        today: target.today,
        answers: &Answers::default(),
    };
    let mut progress = Progress::new("judging step");
    let documents = Documents::new(repository, target.root);
    let found = audit(&documents, &question, &mut |done, total| progress.tell(done, total));
    progress.end();
    Ok(in_words(&found.map_err(failure)?))
}

fn in_words(audit: &Audit) -> Vec<String> {
    let failing = audit.steps.iter().rev().filter(|step| step.status.fails() || step.may_be_reviewed);
    let (open, failing): (Vec<&AuditStep>, Vec<&AuditStep>) = failing.partition(|step| step.may_be_reviewed);
    let mut notes: Vec<String> =
        failing.iter().take(MOST_STEPS).map(|step| step_in_words(&audit.branch, step)).collect();
    let (more, branch) = (failing.len().saturating_sub(MOST_STEPS), &audit.branch);
    if more > 0 {
        let steps = if more == 1 { "step" } else { "steps" };
        notes
            .push(format!("`{branch}` holds {more} more {steps} like that; `milepost audit` lists them all"));
    }
    notes.extend(open_in_words(branch, &open));
    notes
}

/// Steps that reviews may have decided are nothing to accuse anybody of, and are named all the same: nothing here proves
/// that they were.
fn open_in_words(branch: &str, open: &[&AuditStep]) -> Option<String> {
    let newest = open.first()?;
    let told: Vec<String> = open.iter().take(MOST_STEPS).map(|step| named(step)).collect();
    let more = open.len().saturating_sub(MOST_STEPS);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let steps = if open.len() == 1 { "a step" } else { "steps" };
    Some(format!(
        "`{branch}` holds {steps} that reviews on GitHub may have approved, which a clone alone cannot tell: {}{more}; \
         `milepost audit --github` asks, merging the witness file that the run after a merge proposes keeps the answer, and \
         only what turns out not to be approved needs `milepost approve --ratifies {}`",
        told.join("; "),
        short(newest)
    ))
}

/// `commit 1234567 of Mon 21 Sep 2026: what it changes`
fn named(step: &AuditStep) -> String {
    format!("commit {} of {}: {}", short(step), show_day(step.day), changes(step))
}

fn short(step: &AuditStep) -> String {
    short_commit(&step.commit)
}

fn step_in_words(branch: &str, step: &AuditStep) -> String {
    let is = match step.status {
        Status::BelowEvidence => "whose votes are proven too weakly",
        Status::Amended => "that altered the record of a decision",
        Status::Invalid => "that breaks the rules",
        _ => "that was not approved",
    };
    let cure = match step.status {
        Status::Unapproved | Status::BelowEvidence => {
            format!(
                "let it be approved now (`milepost approve --ratifies {}` writes the file), or take it back",
                short(step)
            )
        }
        _ => "see what it did, and put it right".to_owned(),
    };
    format!("`{branch}` holds a step {is}: {}; {cure} (`milepost audit` says more)", named(step))
}

fn changes(step: &AuditStep) -> String {
    let told: Vec<&str> = step
        .changes
        .iter()
        .filter(|change| !change.change.is_notation_only())
        .map(|change| change.change.sentence.as_str())
        .collect();
    let mut words: Vec<String> = told.iter().take(MOST_CHANGES).map(|told| (*told).to_owned()).collect();
    match told.len() {
        0 => words.push("no change of meaning".to_owned()),
        many if many == MOST_CHANGES + 1 => words.push("1 more change".to_owned()),
        many if many > MOST_CHANGES => words.push(format!("{} more changes", many - MOST_CHANGES)),
        _ => {}
    }
    words.join(", ")
}
