//! Goes through the governed steps of a branch, the oldest first, and judges each by what stood before it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::asked::Answers;
use super::facts::Memory;
use super::line::Governed;
use super::prepare::{Preparation, Prepared};
use super::ratify::Judged;
use super::record::Record;
use super::witnesses::Witnesses;
use super::{Audit, AuditStep, Selection};
use crate::diff::short_commit;
use crate::document::Workspace;
use crate::history::{Documents, HistoryError, NotOnBranch, compromised_by};
use crate::threads;

/// What is to be audited.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// What people call the branch.
    pub branch: &'a str,
    /// The id of its newest commit.
    pub tip: &'a str,
    /// The id of the commit from which on steps are shown; what came before still counts.
    pub since: Option<&'a str>,
    /// Which steps are shown.
    pub about: &'a Selection,
    /// The day to look from: emergency approvals have to be ratified in time.
    pub today: Date,
    /// What GitHub says about steps of the branch, where it was asked; nothing for an audit of the repository alone.
    pub answers: &'a Answers,
}

/// Why there is no audit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// The commit to begin with is none of the branch's own (threat T32).
    #[error(transparent)]
    NotOnBranch(#[from] NotOnBranch),
    /// The branch never had what the steps should be restricted to.
    #[error("the branch `{branch}` never held {what}")]
    NeverHeld {
        /// The branch.
        branch: String,
        /// What it should be.
        what: String,
    },
    /// The history could not be read.
    #[error(transparent)]
    History(#[from] HistoryError),
}

/// How many steps are prepared and ruled on at once.
const TOGETHER: usize = 64;

/// Judges every governed step of a branch. `progress` hears how many steps were judged, and of how many.
pub fn audit(
    documents: &Documents<'_>,
    question: &Question<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Audit, AuditError> {
    let tip = documents.at(question.tip, &BTreeSet::new())?;
    let governed = Governed::walk(documents, question.tip)?;
    let oldest = question.since.map(|id| governed.line.age_of(id, question.branch)).transpose()?;
    let witnesses = Witnesses::of(documents, &tip);
    let told = (&witnesses, question.answers);
    let memory = Memory::knowing(compromised_by(documents, governed.rosters())?);
    let mut preparation = Preparation::new(documents, told, memory, question.today);
    let mut record = Record::new(documents, &governed, told, question.today);
    let (mut done, total) = (0, governed.line.steps.len());
    let mut steps = governed.line.steps.chunks(TOGETHER);
    std::thread::scope(|scope| {
        let mut listed = preparation.list(steps.next())?;
        while !listed.is_empty() {
            let mut here = preparation.prepare(listed)?;
            // The files of the next steps are looked up while these are ruled on.
            let (rulings, next) = threads::each_while(here.iter_mut().collect(), Prepared::rule, || {
                preparation.list(steps.next())
            });
            for (step, ruling) in here.iter().zip(rulings) {
                record.take(&step.known, ruling)?;
                done += 1;
                progress(done, total);
            }
            // To give back what the documents of many steps hold takes a moment, for which nobody has to wait.
            scope.spawn(move || drop(here));
            listed = next?;
        }
        Ok::<(), HistoryError>(())
    })?;
    finish(record, &preparation, question, oldest, &tip)
}

fn finish(
    mut record: Record<'_>,
    preparation: &Preparation<'_>,
    question: &Question<'_>,
    oldest: Option<usize>,
    tip: &Workspace,
) -> Result<Audit, AuditError> {
    let steps: Vec<&AuditStep> = record.judged.iter().map(|judged| &judged.step).collect();
    if let Some(what) = question.about.never_held(tip, &steps) {
        return Err(AuditError::NeverHeld { branch: question.branch.to_owned(), what });
    }
    for judged in &mut record.judged {
        judged.settle_emergency(question.today);
    }
    let mut notes = record.dropped_revocations(&preparation.memory)?;
    notes.append(&mut record.notes);
    notes.extend(question.answers.note());
    let open = record.judged.iter().filter(|judged| judged.is_open());
    let open = open.map(|judged| judged.step.commit.clone()).collect();
    if let (Some(since), Some(anchor)) = (question.since, &preparation.anchor)
        && since != anchor.commit
    {
        notes.push(format!(
            "steps before commit {} are not shown; the anchor is another",
            short_commit(since)
        ));
    }
    let shown = |judged: &Judged| {
        oldest.is_none_or(|oldest| judged.age <= oldest) && question.about.shows(&judged.step)
    };
    Ok(Audit {
        branch: question.branch.to_owned(),
        tip: question.tip.to_owned(),
        anchor: preparation.anchor.clone(),
        since: question.since.map(str::to_owned),
        about: question.about.in_words(),
        steps: record.judged.into_iter().filter(shown).map(|judged| judged.step).collect(),
        notes,
        open,
    })
}
