//! The judged steps: takes each with the ruling on it, and adds what only the line as a whole shows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::asked::{Answers, Stand};
use super::facts::Memory;
use super::left_out::{LeftOut, left_out};
use super::line::Governed;
use super::merges::{self, side_of};
use super::perhaps::may_be_decided;
use super::prepare::Known;
use super::ratify::{Healing, Judged};
use super::standing::{Standing, standing};
use super::witnesses::Witnesses;
use super::{AuditStep, Reason, Status};
use crate::approval::{
    CastVote, Extent, Governance, HistoryFacts, Proof, Proofs, Ruling, Status as DecisionStatus, Step,
    Verdict,
};
use crate::calendar::show_day;
use crate::diff::short_commit;
use crate::document::Approval;
use crate::history::{Documents, HistoryError, LineStep, read, timestamp};

/// The steps so far.
pub(super) struct Record<'a> {
    pub(super) documents: &'a Documents<'a>,
    governed: &'a Governed,
    witnesses: &'a Witnesses<'a>,
    answers: &'a Answers,
    /// The day to look from.
    present: Date,
    pub(super) judged: Vec<Judged>,
    pub(super) by_commit: BTreeMap<String, usize>,
    /// What belongs to no single step.
    pub(super) notes: Vec<String>,
}

impl<'a> Record<'a> {
    pub(super) fn new(
        documents: &'a Documents<'a>,
        governed: &'a Governed,
        (witnesses, answers): (&'a Witnesses<'a>, &'a Answers),
        present: Date,
    ) -> Self {
        Self {
            documents,
            governed,
            witnesses,
            answers,
            present,
            judged: Vec::new(),
            by_commit: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// Enters a step that touches what is governed, with the ruling on it.
    pub(super) fn take(&mut self, known: &Known<'_>, ruling: Ruling) -> Result<(), HistoryError> {
        let Stand { ruling, mut standing, proofs } = self.stand(known, ruling)?;
        let left_out = self.left_out(known, &ruling)?;
        let is_lost = left_out.as_ref().is_some_and(|left_out| left_out.is_decided);
        if !ruling.judgement.touches && !Governed::touches_root(known.line_step) && !is_lost {
            self.notes.extend(left_out.map(|left_out| left_out.reason.message));
            return Ok(());
        }
        let step = known.step();
        let step = Step { proofs: proofs.as_ref().unwrap_or(step.proofs), ..step };
        match left_out.filter(|_| !standing.status.fails()) {
            Some(left_out) if left_out.is_decided => {
                standing.status = Status::Invalid;
                standing.reasons.push(left_out.reason);
            }
            left_out => self.notes.extend(left_out.map(|left_out| left_out.reason.message)),
        }
        self.enter(known, step, ruling, standing)
    }

    /// How a step stands: by this repository alone, or with what GitHub says where it was asked.
    fn stand(&self, known: &Known<'_>, ruling: Ruling) -> Result<Stand, HistoryError> {
        if known.lost_its_rules {
            return Ok(Stand { ruling, standing: without_rules(), proofs: None });
        }
        let standing = standing(known.governance, &ruling);
        let lacks = matches!(standing.status, Status::Unapproved | Status::BelowEvidence);
        let better =
            if lacks { self.witnesses.would_prove(known.step(), known.governance, &ruling)? } else { None };
        let offline = better.unwrap_or((ruling, standing));
        self.answers.rule(self.documents, known.subject(), offline)
    }

    /// What a merge leaves out of its further parents (threat T65), what somebody had decided there first. Approvals alone
    /// decide nothing yet, and revocations among them are told anyway.
    fn left_out(&self, known: &Known<'_>, ruling: &Ruling) -> Result<Option<LeftOut>, HistoryError> {
        let commit = &known.line_step.commit;
        let parents =
            self.governed.beside.get(&commit.id).filter(|_| known.governance != Governance::Retired);
        let approvals = format!("{}/approvals/", self.documents.root());
        let is_approved = ruling.verdict == Verdict::Approved;
        // What the merge holds instead may have been decided as such.
        let is_settled = |path: &String| is_approved && ruling.judgement.needs.classes.contains_key(path);
        let mut undecided = None;
        for parent in parents.into_iter().flatten() {
            let found = left_out(self.documents, known.line_step, parent, &known.protected)?;
            match found.filter(|found| !found.paths.iter().all(is_settled)) {
                Some(found) if found.is_decided => return Ok(Some(found)),
                Some(found) if !found.paths.iter().all(|path| path.starts_with(&approvals)) => {
                    undecided = Some(found);
                }
                _ => {}
            }
        }
        Ok(undecided)
    }

    fn enter(
        &mut self,
        known: &Known<'_>,
        step: Step<'_>,
        ruling: Ruling,
        standing: Standing,
    ) -> Result<(), HistoryError> {
        let Known { line_step, governance, protected, .. } = known;
        let governance = *governance;
        let commit = &line_step.commit;
        let Standing { mut status, mut reasons } = standing;
        if governance == Governance::Governed {
            if let Some(reason) = merges::against_the_rules(self.documents, &self.governed.line, commit)? {
                status = if status == Status::Amended { status } else { Status::Invalid };
                reasons.push(reason);
            }
            let is_lost = reasons.iter().any(|reason| reason.rule == Some("rewritten-history"));
            if !is_lost {
                if let Some(reason) = self.lost_steps(line_step, status)? {
                    // Nothing here shows what those steps decided.
                    status = if status == Status::NotRequired { Status::Invalid } else { status };
                    reasons.push(reason);
                }
                if commit.parents == 2 {
                    reasons.extend(merges::own_content(self.documents, commit, protected)?);
                }
            }
        }
        reasons.extend(capped(line_step, step, self.present));
        // Who merged stands in the reasons already, where it matters.
        let merging: Vec<String> = ruling.judgement.merging.iter().map(ToString::to_string).collect();
        let notes = ruling.judgement.notes.iter().filter(|note| !merging.contains(note));
        reasons.extend(notes.map(|note| Reason::fact(note.clone())));
        let mut healing = Healing::default();
        if governance == Governance::Governed {
            healing = self.ratify(step, &ruling, status, &commit.id)?;
            reasons.append(&mut healing.reasons);
        }
        let is_untold = match status {
            Status::Unapproved | Status::BelowEvidence => true,
            Status::Unverifiable => !is_claimed(&ruling) && !self.witnesses.tell_of(&ruling),
            _ => false,
        };
        let may_be_reviewed = is_untold
            && governance == Governance::Governed
            && !known.lost_its_rules
            && self.answers.on_github(&commit.id).is_none()
            && may_be_decided(step, governance, &ruling);
        let judged = Judged {
            age: commit.age,
            parent: commit.parent.clone(),
            needs: ruling.judgement.needs,
            protected: protected.clone(),
            ratify_by: ruling.judgement.ratify_by,
            heals_less: healing.lacks_some,
            step: AuditStep {
                commit: commit.id.clone(),
                time: timestamp(line_step.time.seconds),
                day: step.today,
                status,
                changes: ruling.changes,
                decisions: ruling.judgement.decisions,
                merging: ruling.judgement.merging,
                reasons,
                may_be_reviewed,
                ratified_by: None,
                on_github: self.answers.on_github(&commit.id),
            },
        };
        self.by_commit.insert(commit.id.clone(), self.judged.len());
        self.judged.push(judged);
        Ok(())
    }

    /// Steps that were decided each for itself, but lie behind the second parent of a merge: the branch lost them from
    /// its line of first parents (a foxtrot merge, threat T65). On the branch of a change they come alone, and the
    /// merge has what they had.
    fn lost_steps(&self, line_step: &LineStep, status: Status) -> Result<Option<Reason>, HistoryError> {
        let Some(side) = side_of(self.documents, &self.governed.line, &line_step.commit)? else {
            return Ok(None);
        };
        let root = self.documents.root();
        let repository = self.documents.repository();
        let mut lost = Vec::new();
        let mut has_merge = false;
        for (commit, parent, parents) in side.commits.iter().rev() {
            // A merge of the branch itself brings nothing new.
            let could_be = *parents == 2 || status == Status::Unapproved;
            if !could_be || repository.id_at(commit, root)? == repository.id_at(parent, root)? {
                continue;
            }
            if self.is_decided(parent, commit, line_step)? {
                has_merge |= *parents == 2;
                lost.push(format!("`{}`", short_commit(commit)));
            }
        }
        // A single one that is no merge is what every change of a file and its approval looks like.
        let is_lost = lost.len() > 1 || (lost.len() == 1 && has_merge);
        Ok(is_lost.then(|| {
            let message = format!(
                "{} left the line of first parents of the branch: approved each for itself, and here only by the second \
                 parent of this merge",
                lost.join(", ")
            );
            Reason::of("rewritten-history", message)
        }))
    }

    /// Whether a step needed sign-off and had it.
    fn is_decided(&self, parent: &str, commit: &str, merge: &LineStep) -> Result<bool, HistoryError> {
        let (before, after) = self.documents.around(Some(parent), commit)?;
        let history = HistoryFacts::default();
        let today = before.deadline_zone().local(timestamp(merge.time.seconds)).date();
        let step =
            Step { before: &before, after: &after, today, history: &history, proofs: Proofs::offline() };
        Ok(Ruling::of(step, Extent::Verdict).verdict == Verdict::Approved)
    }

    /// Revocations that only the other side of a merge ever held (threat T16).
    pub(super) fn dropped_revocations(&self, memory: &Memory) -> Result<Vec<String>, HistoryError> {
        let repository = self.documents.repository();
        let mut told = BTreeSet::new();
        let mut notes = Vec::new();
        for side in self.governed.line.sides.iter().rev() {
            for name in repository.names_in(&side.found)? {
                if memory.held.contains(&name) || !name.ends_with(".yaml") || told.contains(&name) {
                    continue;
                }
                let path = format!("{}/approvals/{name}", self.documents.root());
                let located = repository.id_at(&side.parent, &path)?;
                let bytes = self.documents.bytes(located.as_ref())?;
                let Some(approval) = bytes.and_then(|bytes| read::<Approval>(&path, &bytes)) else {
                    continue;
                };
                let voided: Vec<String> = approval.voided().map(|id| format!("`{}`", id.value)).collect();
                if !voided.is_empty() {
                    notes.push(format!(
                        "merge {} left out `{path}`, which revokes or supersedes {} on its other side; the branch \
                         never held it, so it does not count",
                        short_commit(&side.merge),
                        voided.join(", ")
                    ));
                    told.insert(name);
                }
            }
        }
        Ok(notes)
    }
}

/// Whether its files name the reviews that decided it, or nothing but the merger is unproven.
fn is_claimed(ruling: &Ruling) -> bool {
    let is_claim = |cast: &CastVote| matches!(cast.proof, Proof::Claimed { .. });
    let mut open = ruling.judgement.decisions.iter().filter(|one| one.status != DecisionStatus::Approved);
    open.all(|decision| decision.cast.iter().any(is_claim))
}

fn capped(line_step: &LineStep, step: Step<'_>, present: Date) -> Option<Reason> {
    let zone = step.after.deadline_zone();
    let day = |seconds| zone.local(timestamp(seconds)).date();
    let used = show_day(step.today);
    if step.today == present && day(line_step.time.seconds) > present {
        let stated = show_day(day(line_step.time.stated.unwrap_or(line_step.time.seconds)));
        return Some(Reason::fact(format!(
            "the commit says that it was made on {stated}, which has not come yet; {used} is used"
        )));
    }
    let stated = show_day(day(line_step.time.stated?));
    Some(Reason::fact(format!(
        "the commit says that it was made on {stated}, which the commits around it contradict; {used} is used"
    )))
}

/// A step after an earlier one took all rules away.
fn without_rules() -> Standing {
    let fact = "an earlier step took the rules of this branch away, so nothing can approve this one";
    Standing { status: Status::Unapproved, reasons: vec![Reason::fact(fact.to_owned())] }
}
