//! Goes through the governed steps of a branch, the oldest first, and judges each by what stood before it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::facts::{Memory, new_approvals};
use super::left_out::{LeftOut, left_out};
use super::line::Governed;
use super::merges::{self, merger, short, side_of};
use super::standing::{Standing, standing};
use super::{Anchor, Audit, AuditStep, RatifiedBy, Reason, Selection, Status};
use crate::approval::{
    Class, ClassifiedChange, Contents, Extent, GitHub, Governance, Healed, HistoryFacts, Merger, Needed,
    Needs, Proofs, Ratified, Relation, Ruling, Step, Verdict, content, governance, ratification,
};
use crate::calendar::show_day;
use crate::document::{Approval, Document, Witness, Workspace, digest};
use crate::history::{
    Documents, HistoryError, LineStep, NotOnBranch, compromised_by, decides_plan, read, timestamp, witnessed,
};
use crate::repository::RepositoryError;
use crate::schema::Kind;

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

/// Judges every governed step of a branch. `progress` hears how many steps were judged, and of how many.
pub fn audit(
    documents: &Documents<'_>,
    question: &Question<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Audit, AuditError> {
    let tip = documents.at(question.tip, &BTreeSet::new())?;
    let governed = Governed::walk(documents, question.tip)?;
    let oldest = question.since.map(|id| governed.line.age_of(id, question.branch)).transpose()?;
    let mut replay = Replay::new(documents, &governed, &tip, question.today)?;
    let mut steps = governed.line.steps.chunks(TOGETHER);
    let mut next = replay.prepare(steps.next())?;
    let mut done = 0;
    while !next.is_empty() {
        let mut here = next;
        // The documents of the next steps are read while these are ruled on: what a ruling needs of the steps before
        // is known by then.
        let (rulings, prepared) = std::thread::scope(|scope| {
            let judge = scope.spawn(|| here.iter_mut().map(Prepared::rule).collect::<Vec<_>>());
            let prepared = replay.prepare(steps.next());
            (judge.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), prepared)
        });
        for (step, ruling) in here.iter().zip(rulings) {
            replay.take(step, ruling)?;
            done += 1;
            progress(done, governed.line.steps.len());
        }
        next = prepared?;
    }
    replay.finish(question, oldest, &tip)
}

/// How many steps are prepared at once.
const TOGETHER: usize = 32;

/// A step with all that it is judged by.
struct Prepared<'a> {
    line_step: &'a LineStep,
    protected: BTreeSet<String>,
    before: Arc<Workspace>,
    after: Arc<Workspace>,
    today: Date,
    proofs: Proofs,
    facts: HistoryFacts,
    changes: Vec<ClassifiedChange>,
    governance: Governance,
    /// Whether an earlier step took the rules away.
    lost_its_rules: bool,
}

impl Prepared<'_> {
    fn step(&self) -> Step<'_> {
        Step {
            before: &self.before,
            after: &self.after,
            today: self.today,
            history: &self.facts,
            proofs: &self.proofs,
        }
    }

    fn rule(&mut self) -> Ruling {
        let changes = std::mem::take(&mut self.changes);
        Ruling::after(self.step(), changes, Extent::Verdict)
    }
}

/// A judged step, with what a later one may need of it.
struct Judged {
    step: AuditStep,
    age: usize,
    /// The commit before it.
    parent: Option<String>,
    /// What it needed somebody's sign-off for.
    needed: Needed,
    /// The last day on which it can be ratified, where it rests on an emergency approval.
    ratify_by: Option<Date>,
}

struct Replay<'a> {
    documents: &'a Documents<'a>,
    governed: &'a Governed,
    witnesses: BTreeMap<&'a str, &'a Document<Witness>>,
    memory: Memory,
    /// The day to look from.
    present: Date,
    /// What the last policy that could be read protects outside of the root.
    protected: BTreeSet<String>,
    /// The documents after the last step, which are those before the next one.
    last: Option<(BTreeSet<String>, Arc<Workspace>)>,
    judged: Vec<Judged>,
    by_commit: BTreeMap<String, usize>,
    anchor: Option<Anchor>,
    /// What belongs to no single step.
    notes: Vec<String>,
}

impl<'a> Replay<'a> {
    fn new(
        documents: &'a Documents<'a>,
        governed: &'a Governed,
        tip: &'a Workspace,
        present: Date,
    ) -> Result<Self, HistoryError> {
        let memory = Memory::knowing(compromised_by(documents, governed.rosters())?);
        let witnesses =
            tip.witnesses.values().map(|witness| (witness.value.approval.as_str(), witness)).collect();
        Ok(Self {
            documents,
            governed,
            witnesses,
            memory,
            present,
            last: None,
            protected: BTreeSet::new(),
            judged: Vec::new(),
            by_commit: BTreeMap::new(),
            anchor: None,
            notes: Vec::new(),
        })
    }

    /// Reads the documents of the next steps, and remembers what later ones have to know of them.
    fn prepare(&mut self, steps: Option<&'a [LineStep]>) -> Result<Vec<Prepared<'a>>, HistoryError> {
        steps.unwrap_or_default().iter().map(|step| self.prepared(step)).collect()
    }

    fn prepared(&mut self, line_step: &'a LineStep) -> Result<Prepared<'a>, HistoryError> {
        let protected = Governed::protected_still(self.documents, line_step, &mut self.protected)?;
        let before = self.before(line_step, &protected)?;
        let after = Arc::new(self.documents.at(&line_step.commit.id, &protected)?);
        let zone = if before.project.is_some() { before.deadline_zone() } else { after.deadline_zone() };
        let today = line_step.day(&zone, self.present);
        let none = HistoryFacts::default();
        let proofs = Proofs { pull_request: GitHub::NotAsked, merger: self.merger(line_step)? };
        let step = Step { before: &before, after: &after, today, history: &none, proofs: &proofs };
        let (mut facts, changes) = self.memory.facts(step);
        facts.latest = Some(line_step.latest_day(&zone));
        let step = Step { history: &facts, ..step };
        let alone = governance(step);
        // Who takes the rules away does not start anew (threat T7).
        let lost_its_rules =
            self.anchor.is_some() && matches!(alone, Governance::BeforeAdoption | Governance::Anchor);
        let governance = if lost_its_rules { Governance::Governed } else { alone };
        if governance == Governance::Anchor && self.anchor.is_none() {
            self.anchor = Some(anchor(&line_step.commit.id, &after));
        }
        let told = self.as_witnessed(step)?;
        self.memory.remember(Step { proofs: told.as_ref().unwrap_or(step.proofs), ..step }, &changes);
        self.last = Some((protected.clone(), Arc::clone(&after)));
        Ok(Prepared {
            line_step,
            protected,
            before,
            after,
            today,
            proofs,
            facts,
            changes,
            governance,
            lost_its_rules,
        })
    }

    /// Enters a step that touches what is governed, with the ruling on it.
    fn take(&mut self, prepared: &Prepared<'_>, mut ruling: Ruling) -> Result<(), HistoryError> {
        let left_out = self.left_out(prepared, &ruling)?;
        let is_lost = left_out.as_ref().is_some_and(|left_out| left_out.is_decided);
        if !ruling.judgement.touches && !Governed::touches_root(prepared.line_step) && !is_lost {
            self.notes.extend(left_out.map(|left_out| left_out.reason.message));
            return Ok(());
        }
        let (step, governance) = (prepared.step(), prepared.governance);
        let lost_its_rules = prepared.lost_its_rules;
        let mut standing = if lost_its_rules { without_rules() } else { standing(governance, &ruling) };
        if !lost_its_rules
            && matches!(standing.status, Status::Unapproved | Status::BelowEvidence)
            && let Some(better) = self.with_witness(step, governance, &ruling)?
        {
            (ruling, standing) = better;
        }
        match left_out.filter(|_| !standing.status.fails()) {
            Some(left_out) if left_out.is_decided => {
                standing.status = Status::Invalid;
                standing.reasons.push(left_out.reason);
            }
            left_out => self.notes.extend(left_out.map(|left_out| left_out.reason.message)),
        }
        self.enter(prepared.line_step, step, governance, ruling, standing, &prepared.protected)
    }

    /// What a merge leaves out of its further parents (threat T65), what somebody had decided there first. Approvals alone
    /// decide nothing yet, and revocations among them are told anyway.
    fn left_out(&self, prepared: &Prepared<'_>, ruling: &Ruling) -> Result<Option<LeftOut>, HistoryError> {
        let commit = &prepared.line_step.commit;
        let parents =
            self.governed.beside.get(&commit.id).filter(|_| prepared.governance != Governance::Retired);
        let approvals = format!("{}/approvals/", self.documents.root());
        let is_approved = ruling.verdict == Verdict::Approved;
        // What the merge holds instead may have been decided as such.
        let is_settled = |path: &String| is_approved && ruling.judgement.needs.classes.contains_key(path);
        let mut undecided = None;
        for parent in parents.into_iter().flatten() {
            let found = left_out(self.documents, prepared.line_step, parent, &prepared.protected)?;
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

    /// The documents before a step. Nothing governed changes between two steps, so they are mostly at hand.
    fn before(
        &mut self,
        step: &LineStep,
        protected: &BTreeSet<String>,
    ) -> Result<Arc<Workspace>, HistoryError> {
        match (self.last.take(), &step.commit.parent) {
            (Some((known, last)), _) if known == *protected => Ok(last),
            (_, Some(parent)) => self.documents.at(parent, protected).map(Arc::new),
            (_, None) => self.documents.nothing().map(Arc::new),
        }
    }

    fn merger(&self, step: &LineStep) -> Result<Merger, RepositoryError> {
        let object = match step.commit.parents {
            2 => self.documents.repository().commit_bytes(&step.commit.id)?,
            _ => Vec::new(),
        };
        Ok(merger(step.commit.parents, &object))
    }

    /// The same step, if what a witness file says about it were true: then its proof lies outside of the repository.
    fn with_witness(
        &self,
        step: Step<'_>,
        governance: Governance,
        ruling: &Ruling,
    ) -> Result<Option<(Ruling, Standing)>, HistoryError> {
        let mut ids = ruling.judgement.decisions.iter().flat_map(|decision| &decision.approvals);
        let Some(witness) = ids.find_map(|id| self.witnesses.get(id.as_str())) else {
            return Ok(None);
        };
        let needs = &ruling.judgement.needs;
        let shown = witnessed(self.documents, step, needs, &witness.value)?;
        let proofs = Proofs { pull_request: GitHub::Witnessed(shown), merger: step.proofs.merger.clone() };
        let proven = Step { proofs: &proofs, ..step };
        let ruling = Ruling::after(proven, ruling.changes.clone(), Extent::Verdict);
        let standing = standing(governance, &ruling);
        Ok((standing.status == Status::Unverifiable).then_some((ruling, standing)))
    }

    /// What a witness file says that GitHub showed about a vote on a plan.
    fn as_witnessed(&self, step: Step<'_>) -> Result<Option<Proofs>, HistoryError> {
        if self.witnesses.is_empty() {
            return Ok(None);
        }
        let contents = Contents::new(step.before, step.after);
        for (id, witness) in &self.witnesses {
            let Some(approval) = step.after.approvals.get(*id) else { continue };
            if contents.relation(&approval.value, false) != Relation::Applies {
                continue;
            }
            let paths = approval.value.subject.iter().map(|subject| subject.path.value.clone());
            let plans = paths.filter(|path| decides_plan(&approval.value, path));
            let needs =
                Needs { classes: plans.map(|path| (path, BTreeSet::from([Class::Schedule]))).collect() };
            let shown = witnessed(self.documents, step, &needs, &witness.value)?;
            let merger = step.proofs.merger.clone();
            return Ok(Some(Proofs { pull_request: GitHub::Witnessed(shown), merger }));
        }
        Ok(None)
    }

    fn enter(
        &mut self,
        line_step: &LineStep,
        step: Step<'_>,
        governance: Governance,
        ruling: Ruling,
        standing: Standing,
        protected: &BTreeSet<String>,
    ) -> Result<(), HistoryError> {
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
        if governance == Governance::Governed {
            reasons.extend(self.ratify(step, &ruling, status, &commit.id)?);
        }
        let needed =
            ruling.judgement.needs.classes.iter().map(|(path, classes)| {
                (path.clone(), (content(step.before, step.after, path), classes.clone()))
            });
        let judged = Judged {
            age: commit.age,
            parent: commit.parent.clone(),
            needed: needed.collect(),
            ratify_by: ruling.judgement.ratify_by,
            step: AuditStep {
                commit: commit.id.clone(),
                time: timestamp(line_step.time.seconds),
                day: step.today,
                status,
                changes: ruling.changes,
                decisions: ruling.judgement.decisions,
                merging: ruling.judgement.merging,
                reasons,
                ratified_by: None,
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
                lost.push(format!("`{}`", short(commit)));
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

    /// Heals the earlier steps that approvals of this one ratify, or says why one does not; tells which it takes back.
    fn ratify(
        &mut self,
        step: Step<'_>,
        ruling: &Ruling,
        status: Status,
        commit: &str,
    ) -> Result<Vec<Reason>, HistoryError> {
        // What is not approved itself approves nothing else.
        let is_approved = ruling.verdict.passes() && !matches!(status, Status::Invalid | Status::Amended);
        let mut reasons = Vec::new();
        for approval in new_approvals(step) {
            let taken_back = approval.value.voided().map(|old| {
                format!("`{}` takes back `{}`; what was merged by that stays", approval.id, old.value)
            });
            reasons.extend(taken_back.map(Reason::fact));
            let Some(target) = &approval.value.ratifies else { continue };
            let fails = |why: &str| {
                Reason::fact(format!("`{}` does not ratify commit {}: {why}", approval.id, short(target)))
            };
            let Some(index) = self.by_commit.get(target.as_str()).copied() else {
                reasons.push(fails("it is no governed step of the branch before this one"));
                continue;
            };
            match self.ratified(step, ruling, &approval.id, index)? {
                Ratified::No(why) => reasons.push(fails(&why.join("; "))),
                Ratified::Yes(_) if !is_approved => {
                    reasons.push(fails("the commit that brings it is not approved itself"));
                }
                Ratified::Yes(decisions) => {
                    if let Some(healed) = self.judged.get_mut(index) {
                        healed.heal(approval, commit, decisions);
                    }
                    reasons.push(Reason::fact(format!(
                        "`{}` ratifies commit {}",
                        approval.id,
                        short(target)
                    )));
                }
            }
        }
        Ok(reasons)
    }

    fn ratified(
        &self,
        step: Step<'_>,
        ruling: &Ruling,
        id: &str,
        index: usize,
    ) -> Result<Ratified, HistoryError> {
        let Some(judged) = self.judged.get(index) else { return Ok(Ratified::No(Vec::new())) };
        let before = match &judged.parent {
            Some(parent) => self.documents.at(parent, &BTreeSet::new())?,
            None => self.documents.nothing()?,
        };
        let healed = Healed {
            needed: &judged.needed,
            decisions: &judged.step.decisions,
            before: &before,
            rules_are_settled: self.are_rules_settled(&before, step.before, index),
        };
        Ok(ratification(step, &ruling.changes, id, healed))
    }

    /// Whether the rules before a judged step are in force still, or changed since by steps that were approved alone.
    fn are_rules_settled(&self, then: &Workspace, now: &Workspace, index: usize) -> bool {
        let rules = [Kind::Policy, Kind::Roster].map(|kind| now.path_of(kind));
        if rules.iter().all(|path| then.is_same_at(now, path)) {
            return true;
        }
        let mut since = self.judged.iter().skip(index);
        let is_own = since.next().is_some_and(|judged| judged.changes(&rules));
        !is_own && since.all(|judged| judged.is_settled() || !judged.changes(&rules))
    }

    fn finish(
        mut self,
        question: &Question<'_>,
        oldest: Option<usize>,
        tip: &Workspace,
    ) -> Result<Audit, AuditError> {
        let steps: Vec<&AuditStep> = self.judged.iter().map(|judged| &judged.step).collect();
        if let Some(what) = question.about.never_held(tip, &steps) {
            return Err(AuditError::NeverHeld { branch: question.branch.to_owned(), what });
        }
        for judged in &mut self.judged {
            judged.settle_emergency(question.today);
        }
        let mut notes = self.dropped_revocations()?;
        notes.append(&mut self.notes);
        if let (Some(since), Some(anchor)) = (question.since, &self.anchor)
            && since != anchor.commit
        {
            notes.push(format!("steps before commit {} are not shown; the anchor is another", short(since)));
        }
        let shown = |judged: &Judged| {
            oldest.is_none_or(|oldest| judged.age <= oldest) && question.about.shows(&judged.step)
        };
        Ok(Audit {
            branch: question.branch.to_owned(),
            tip: question.tip.to_owned(),
            anchor: self.anchor,
            since: question.since.map(str::to_owned),
            about: question.about.in_words(),
            steps: self.judged.into_iter().filter(shown).map(|judged| judged.step).collect(),
            notes,
        })
    }

    /// Revocations that only the other side of a merge ever held (threat T16).
    fn dropped_revocations(&self) -> Result<Vec<String>, HistoryError> {
        let repository = self.documents.repository();
        let mut told = BTreeSet::new();
        let mut notes = Vec::new();
        for side in self.governed.line.sides.iter().rev() {
            for name in repository.names_in(&side.found)? {
                if self.memory.held.contains(&name) || !name.ends_with(".yaml") || told.contains(&name) {
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
                        short(&side.merge),
                        voided.join(", ")
                    ));
                    told.insert(name);
                }
            }
        }
        Ok(notes)
    }
}

impl Judged {
    /// Whether it changed what one of these files means, or left it unreadable.
    fn changes(&self, paths: &[String]) -> bool {
        let is_free = |class: Class| matches!(class, Class::Record | Class::Editorial);
        let mut changes = self.step.changes.iter().filter(|change| !is_free(change.class));
        changes.any(|change| paths.contains(&change.change.location.path))
    }

    /// Whether what it changed is approved once and for all.
    fn is_settled(&self) -> bool {
        match self.step.status {
            Status::Ratified | Status::NotRequired => true,
            Status::Approved => self.ratify_by.is_none(),
            _ => false,
        }
    }

    /// What was approved in an emergency, or not well enough, is healed.
    fn heal(
        &mut self,
        approval: &Document<Approval>,
        commit: &str,
        decisions: Vec<crate::approval::Decision>,
    ) {
        let waits = self.ratify_by.is_some() && self.step.status == Status::Approved;
        let lacks =
            matches!(self.step.status, Status::Unapproved | Status::BelowEvidence | Status::Unverifiable);
        if waits || lacks {
            self.step.status = Status::Ratified;
            self.step.ratified_by =
                Some(RatifiedBy { approval: approval.id.clone(), commit: commit.to_owned(), decisions });
        }
    }

    /// An emergency approval that nobody ratified in time holds no more.
    fn settle_emergency(&mut self, today: Date) {
        let Some(due) = self.ratify_by.filter(|_| self.step.status == Status::Approved) else { return };
        if today > due {
            self.step.status = Status::Unapproved;
            let message = format!("the emergency approval was not ratified by {}", show_day(due));
            self.step.reasons.insert(0, Reason::fact(message));
        }
    }
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

fn anchor(commit: &str, after: &Workspace) -> Anchor {
    let path = after.path_of(Kind::Policy);
    let policy = if let Some(policy) = &after.policy {
        policy.meaning(Kind::Policy).to_owned()
    } else {
        let bytes = after.files.get(&path).and_then(|file| file.bytes.as_deref());
        digest(bytes.unwrap_or_default())
    };
    Anchor { commit: commit.to_owned(), policy }
}
