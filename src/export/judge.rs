//! Whether what an export says of a plan is approved: of the steps of the branch, those that the newest word on something
//! goes back to are judged, each by the rules of its time, as the audit judges them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::lines::{Line, Moment};
use super::model::PlanApproval;
use super::read::ExportError;
use crate::approval::{
    Class, ClassifiedChange, Decision, Extent, GitHub, Governance, HistoryFacts, Judgement, Lack, Proofs,
    Ruling, Step, Verdict, classify, classify_again, governance, has_rules, judge,
};
use crate::audit::{self, Audit, AuditStep, Selection, Status as AuditStatus};
use crate::calendar::Zone;
use crate::document::{Approval, Document, Milestone, Policy, Project, Roster, Schedule, Status, Workspace};
use crate::history::{
    self, Documents, FileLine, FileStep, HistoryError, compromised_by, minor_moves, processes,
    wanted_processes,
};
use crate::repository::Located;
use crate::schema::Kind;

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

    /// How a cycle stands, by the lines of its milestones.
    pub(super) fn cycle(&mut self, id: &str, lines: &[Line]) -> Result<CycleApproval, ExportError> {
        let moments = self.branch.cycles.get(id).map_or(&[][..], Vec::as_slice);
        let path = format!("{}/schedules/{id}.yaml", self.branch.documents.root());
        let ended = self.ended(moments, &path)?;
        let mut milestones = Vec::with_capacity(lines.len());
        for line in lines {
            milestones.push(match &ended {
                Some(ended) if ended.is_settled() => {
                    MilestoneApproval { said: PlanApproval::Over, is_cancelled: true }
                }
                ended => self.milestone(moments, &path, line, ended.as_ref())?,
            });
        }
        let plan = match ended {
            Some(ended) if ended.is_settled() => PlanApproval::Over,
            Some(ended) => ended,
            None => self.plan(moments, &path, lines)?,
        };
        Ok(CycleApproval { plan, milestones })
    }

    /// What became of the step that gave the whole cycle up: of several the one that was decided; nothing where it goes on.
    fn ended(&mut self, moments: &[Moment], path: &str) -> Result<Option<PlanApproval>, ExportError> {
        let gone = moments.last().filter(|moment| moment.plan.is_none());
        let gone = gone.and_then(|_| Some(moments.iter().rposition(|moment| moment.plan.is_some())? + 1));
        let cancelled = last_plan(moments).filter(|plan| plan.status.value == Status::Cancelled);
        let steps = [
            gone.and_then(|index| moments.get(index)).map(|moment| moment.at.step),
            cancelled.and_then(|_| status_step(moments)),
        ];
        let mut open = None;
        for step in steps.into_iter().flatten() {
            let found = self.judged(step, path)?;
            if found.is_settled() {
                return Ok(Some(found));
            }
            open.get_or_insert(found);
        }
        Ok(open)
    }

    fn milestone(
        &mut self,
        moments: &[Moment],
        path: &str,
        line: &Line,
        ended: Option<&PlanApproval>,
    ) -> Result<MilestoneApproval, ExportError> {
        let rests_on = line.rests_on;
        if let Some(gone) = rests_on.gone.filter(|_| !line.is_there) {
            // Nobody has to take out what was out before the plan was taken away.
            let said = self.judged(gone, path)?;
            return Ok(MilestoneApproval { is_cancelled: said.is_settled(), said });
        }
        if let Some(ended) = ended {
            return Ok(MilestoneApproval { said: ended.clone(), is_cancelled: false });
        }
        let has_date = line.history.last().is_some_and(|change| change.new.is_some());
        let taken = if line.last.not_applicable.is_some() { rests_on.applies } else { rests_on.date };
        let is_cancelled = !has_date && self.judged(taken, path)?.is_settled();
        let said = match last_plan(moments).map(|plan| plan.status.value) {
            Some(status) if status.is_proposal() => PlanApproval::Proposed,
            status => {
                let steps = rests_on.all().into_iter().chain(status_step(moments)).collect();
                match rests_on.zone.map(|step| self.zone(step)).transpose()? {
                    Some(open) if !open.is_settled() => open,
                    _ => over_if_released(status, self.newest(&steps, path)?),
                }
            }
        };
        Ok(MilestoneApproval { said, is_cancelled })
    }

    /// What became of the step that gave the times of plans another zone.
    fn zone(&mut self, step: usize) -> Result<PlanApproval, ExportError> {
        let path = format!("{}/project.yaml", self.branch.documents.root());
        self.judged(step, &path)
    }

    /// The plan as a whole: all that its milestones rest on, those that were taken out among them, and the newest step that
    /// changed it at all.
    fn plan(&mut self, moments: &[Moment], path: &str, lines: &[Line]) -> Result<PlanApproval, ExportError> {
        let status = last_plan(moments).map(|plan| plan.status.value);
        if status.is_some_and(Status::is_proposal) {
            return Ok(PlanApproval::Proposed);
        }
        let mut steps: BTreeSet<usize> = BTreeSet::new();
        for line in lines {
            match line.rests_on.gone.filter(|_| !line.is_there) {
                Some(gone) => steps.extend([gone]),
                None => steps.extend(line.rests_on.all()),
            }
        }
        steps.extend(status_step(moments));
        steps.extend(newest_change(moments));
        Ok(over_if_released(status, self.newest(&steps, path)?))
    }

    /// What several steps amount to: the newest of those that are open, else the newest approval.
    fn newest(&mut self, steps: &BTreeSet<usize>, path: &str) -> Result<PlanApproval, ExportError> {
        let mut settled = PlanApproval::NotGoverned;
        for step in steps.iter().rev() {
            let found = self.judged(*step, path)?;
            match found {
                found if !found.is_settled() => return Ok(found),
                found if settled == PlanApproval::NotGoverned => settled = found,
                _ => {}
            }
        }
        Ok(settled)
    }

    /// What a step made of a file, by rules that were approved themselves.
    fn judged(&mut self, step: usize, path: &str) -> Result<PlanApproval, ExportError> {
        let found = self.by_rules_of_its_time(step, path)?;
        let by_rules = match found {
            PlanApproval::Approved(_) => true,
            PlanApproval::NotGoverned => self.branch.first_policy.is_some_and(|first| first < step),
            _ => false,
        };
        if by_rules && !self.are_rules_approved(step)? {
            return Ok(PlanApproval::RulesUnapproved);
        }
        Ok(found)
    }

    fn by_rules_of_its_time(&mut self, step: usize, path: &str) -> Result<PlanApproval, ExportError> {
        let Some(first) = self.branch.first_policy.filter(|first| *first <= step) else {
            return Ok(PlanApproval::NotGoverned);
        };
        let key = (step, path.to_owned());
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let Some(taken) = self.branch.line.steps.get(step) else { return Ok(PlanApproval::NotGoverned) };
        let found = if first < step && self.is_surely_open(taken, path, step)? {
            PlanApproval::Unapproved
        } else {
            self.judge(taken, path, (step, first))?
        };
        self.known.insert(key, found.clone());
        Ok(found)
    }

    fn judge(
        &mut self,
        taken: &FileStep,
        path: &str,
        (index, first): (usize, usize),
    ) -> Result<PlanApproval, ExportError> {
        let documents = self.branch.documents;
        let (before, after) = documents.around(taken.parent.as_deref(), &taken.commit)?;
        let zone = if before.project.is_some() { before.deadline_zone() } else { after.deadline_zone() };
        let (none, proofs) = (HistoryFacts::default(), self.proofs(taken)?);
        let today = taken.time.day(&zone, self.branch.today, taken.began);
        let step = Step { before: &before, after: &after, today, history: &none, proofs: &proofs };
        let (facts, changes) = self.facts(step, path, (taken, index), &zone)?;
        let step = Step { history: &facts, ..step };
        let judgement = judge(step, &changes);
        let mut found = sign_off(step, &judgement, path, index == first);
        if path == step.after.path_of(Kind::Project) && !changes.iter().any(is_rule_of_project) {
            found = PlanApproval::NotGoverned;
        }
        let anchored = index == first && found == PlanApproval::NotGoverned;
        if found.is_settled() && !anchored && governance(step) != Governance::BeforeAdoption {
            found = self.as_a_whole(found, (taken, step, changes), &judgement)?;
        }
        if self.may_be_ratified(taken, &found, &judgement) {
            found = self.ratified(taken)?.unwrap_or(found);
        }
        Ok(found)
    }

    /// Whether it can be told without the other documents that a step needed somebody and had nobody: it moves a date of a
    /// plan in force, by a policy that leaves no move to everybody, no approval was ever about the plan, and it is no merge,
    /// which can prove something itself.
    fn is_surely_open(&mut self, taken: &FileStep, path: &str, index: usize) -> Result<bool, ExportError> {
        let (Some(parent), Some(moments), 1) = (&taken.parent, self.cycle_at(path), taken.parents) else {
            return Ok(false);
        };
        let is_about =
            |one: &Document<Approval>| one.value.subject.iter().any(|subject| subject.path.value == path);
        if self.branch.workspace.approvals.values().any(is_about) || !self.keeps_approvals() {
            return Ok(false);
        }
        let at = moments.iter().position(|moment| moment.at.step == index).filter(|at| *at > 0);
        let pair =
            at.and_then(|at| Some((moments.get(at - 1)?.plan.as_ref()?, moments.get(at)?.plan.as_ref()?)));
        match pair {
            Some((before, after)) if moves_in_force(before, after) => self.needs_somebody(parent),
            _ => Ok(false),
        }
    }

    /// Whether no approval was ever altered or taken away.
    fn keeps_approvals(&mut self) -> bool {
        *self.keeps_approvals.get_or_insert_with(|| {
            let changed = self.branch.line.steps.iter().flat_map(|step| &step.changed);
            changed.filter(|(name, _)| name.starts_with("approvals/")).all(|(_, ends)| ends.before.is_none())
        })
    }

    /// Whether every move of a date needs somebody by the rules of a commit.
    fn needs_somebody(&mut self, commit: &str) -> Result<bool, ExportError> {
        let documents = self.branch.documents;
        let at = |name: &str| {
            documents
                .repository()
                .id_at(commit, &format!("{}/{name}", documents.root()))
                .map_err(HistoryError::from)
        };
        let files = [at("policy.yaml")?, at(ROSTER)?, at("project.yaml")?];
        let key: Vec<Option<String>> =
            files.iter().map(|located| located.as_ref().map(|located| located.id.clone())).collect();
        if let Some(known) = self.needs_somebody.get(&key) {
            return Ok(*known);
        }
        let [policy, roster, project] = &files;
        let bytes = |located: &Option<Located>| documents.bytes(located.as_ref()).map_err(HistoryError::from);
        let policy = bytes(policy)?.and_then(|bytes| history::read::<Policy>("policy", &bytes));
        let roster = bytes(roster)?.and_then(|bytes| history::read::<Roster>("roster", &bytes));
        let project = bytes(project)?.and_then(|bytes| history::read::<Project>("project", &bytes));
        let is_retired = project.is_none_or(|project| project.retired.is_some());
        let asks = |policy: &Policy, class: Class| {
            let needed = policy.requirements.get(class.name());
            needed.is_some_and(|needed| needed.approve.is_some() || needed.vote.is_some())
        };
        let needs = roster.is_some()
            && !is_retired
            && policy
                .is_some_and(|policy| asks(&policy, Class::Schedule) && asks(&policy, Class::ScheduleMinor));
        self.needs_somebody.insert(key, needs);
        Ok(needs)
    }

    /// What the step does besides, as far as it can undo a decision.
    fn as_a_whole(
        &mut self,
        found: PlanApproval,
        (taken, step, changes): (&FileStep, Step<'_>, Vec<ClassifiedChange>),
        judgement: &Judgement,
    ) -> Result<PlanApproval, ExportError> {
        let is_late = judgement.ratify_by.is_some_and(|due| due < self.branch.today);
        if taken.parents > 2 || Ruling::after(step, changes, Extent::Verdict).verdict == Verdict::Invalid {
            return Ok(PlanApproval::Invalid);
        }
        if is_late {
            return Ok(PlanApproval::Unapproved);
        }
        if self.may_have_lost_steps(taken)?
            && let Some(audited) = self.audited(taken)?
            && matches!(audited.status, AuditStatus::Invalid | AuditStatus::Amended)
        {
            return Ok(PlanApproval::Invalid);
        }
        Ok(match Lack::of_merging(&judgement.merging) {
            Some(lack) => lacking(lack, found.approvals().to_vec(), PlanApproval::Unapproved),
            None => found,
        })
    }

    /// Whether the branch was merged into the change instead of the change into the branch: then steps that were decided
    /// may have left the line of first parents, which only the whole audit tells (threat T65).
    fn may_have_lost_steps(&self, taken: &FileStep) -> Result<bool, ExportError> {
        if taken.parents != 2 {
            return Ok(false);
        }
        let repository = self.branch.documents.repository();
        let parents = repository.commit(&taken.commit)?.parents;
        let [first, second] = parents.as_slice() else { return Ok(false) };
        let crate::repository::MergeBase::One(ancestor) = repository.merge_base(first, second)? else {
            return Ok(true);
        };
        let mut next = Some(second.clone());
        while let Some(id) = next.take().filter(|id| *id != ancestor) {
            let found = repository.commit(&id)?;
            let Some(parent) = found.parents.first() else { return Ok(true) };
            let root = self.branch.documents.root();
            if found.parents.len() > 1 && repository.id_at(&id, root)? != repository.id_at(parent, root)? {
                return Ok(true);
            }
            next = Some(parent.clone());
        }
        Ok(false)
    }

    fn may_be_ratified(&self, taken: &FileStep, found: &PlanApproval, judgement: &Judgement) -> bool {
        let lacks = matches!(
            found,
            PlanApproval::Unapproved | PlanApproval::BelowEvidence(_) | PlanApproval::Unverifiable(_)
        );
        let mut approvals = self.branch.workspace.approvals.values();
        (lacks || judgement.ratify_by.is_some())
            && approvals.any(|approval| {
                approval.value.ratifies.as_ref().is_some_and(|commit| commit.value == taken.commit)
            })
    }

    fn ratified(&mut self, taken: &FileStep) -> Result<Option<PlanApproval>, ExportError> {
        let by = self.audited(taken)?.and_then(|step| step.ratified_by.as_ref());
        Ok(by.map(|by| PlanApproval::Ratified(vec![by.approval.clone()])))
    }

    fn audited(&mut self, taken: &FileStep) -> Result<Option<&AuditStep>, ExportError> {
        let audit = self.audit(&mut |_, _| ())?;
        Ok(audit.steps.iter().find(|step| step.commit == taken.commit))
    }

    fn proofs(&self, taken: &FileStep) -> Result<Proofs, HistoryError> {
        let object = match taken.parents {
            2 => self.branch.documents.repository().commit_bytes(&taken.commit)?,
            _ => Vec::new(),
        };
        Ok(Proofs { pull_request: GitHub::NotAsked, merger: audit::merger(taken.parents, &object) })
    }

    /// What the steps before tell about one, and what it changes.
    fn facts(
        &mut self,
        step: Step<'_>,
        path: &str,
        (taken, index): (&FileStep, usize),
        zone: &Zone,
    ) -> Result<(HistoryFacts, Vec<ClassifiedChange>), ExportError> {
        let Some(parent) = &taken.parent else {
            return Ok((HistoryFacts::default(), classify(step, step.changes())));
        };
        let is_about = |workspace: &Workspace| {
            let mut approvals = workspace.approvals.values();
            approvals.any(|one| one.value.subject.iter().any(|subject| subject.path.value == path))
        };
        let documents = self.branch.documents;
        if self.cycle_at(path).is_none() || is_about(step.before) || is_about(step.after) {
            let mut facts = history::facts(documents, parent, step)?;
            facts.compromised = self.compromised()?.clone();
            facts.latest = Some(taken.time.latest_day(zone));
            let step = Step { history: &facts, ..step };
            let changes = classify(step, step.changes());
            return Ok((facts, changes));
        }
        // Nobody ever voted on the plan, so nothing but the plan itself has to be looked up.
        let mut facts = HistoryFacts {
            processes: processes(documents, parent, wanted_processes(step))?,
            ..HistoryFacts::default()
        };
        let known = Step { history: &facts, ..step };
        let changes = classify(known, known.changes());
        let moved = minor_moves(&changes).contains(path);
        let oldest = self.cycle_at(path).filter(|_| moved).and_then(|moments| self.governed(moments, index));
        facts.baselines = oldest.map(|plan| (path.to_owned(), plan)).into_iter().collect();
        let changes = classify_again(Step { history: &facts, ..step }, changes);
        Ok((facts, changes))
    }

    fn cycle_at(&self, path: &str) -> Option<&'a [Moment]> {
        let name = path.strip_prefix(self.branch.documents.root())?.strip_prefix("/schedules/")?;
        Some(self.branch.cycles.get(name.strip_suffix(".yaml")?)?)
    }

    /// The oldest plan that stood under a policy when another one took its place.
    fn governed(&self, moments: &[Moment], index: usize) -> Option<Schedule> {
        let policy = self.branch.first_policy?;
        let mut pairs =
            moments.windows(2).take_while(|pair| pair.last().is_some_and(|now| now.at.step <= index));
        pairs.find_map(|pair| match pair {
            [before, after] if after.at.step > policy => before.plan.as_deref().cloned(),
            _ => None,
        })
    }

    fn compromised(&mut self) -> Result<&BTreeMap<String, Date>, HistoryError> {
        let found = if let Some(found) = self.compromised.take() {
            found
        } else {
            let steps = self.branch.line.steps.iter();
            let rosters = steps.filter_map(|step| step.changed.get(ROSTER)?.after.as_ref());
            compromised_by(self.branch.documents, rosters)?
        };
        Ok(self.compromised.insert(found))
    }
}

/// What changes by whom a step has to be approved.
const RULES: [&str; 4] = ["policy.yaml", ROSTER, "process.yaml", "project.yaml"];
const ROSTER: &str = "roster.yaml";

/// Whether the rules were in force by approval, step by step.
#[derive(Default)]
struct Rules {
    /// How many steps of the branch were looked at.
    done: usize,
    /// What the rules are, by the names of their files.
    now: BTreeMap<&'static str, Option<String>>,
    /// What they were when they were last in force by approval.
    approved: BTreeMap<&'static str, Option<String>>,
    /// The steps from which on they were, or were not.
    turns: Vec<(usize, bool)>,
}

impl Judge<'_> {
    /// Whether the rules before a step were in force by approval: those of the first policy, and what approved steps made
    /// of them. Who changes them without approval puts nothing in force, until the change is ratified or taken back.
    fn are_rules_approved(&mut self, step: usize) -> Result<bool, ExportError> {
        let line = self.branch.line;
        while self.rules.done < step {
            let index = self.rules.done;
            self.rules.done += 1;
            let Some(taken) = line.steps.get(index) else { break };
            let names: Vec<&'static str> =
                RULES.into_iter().filter(|name| taken.changed.contains_key(*name)).collect();
            let id = |name: &str| Some(taken.changed.get(name)?.after.as_ref()?.id.clone());
            self.rules.now.extend(names.iter().map(|name| (*name, id(name))));
            let is_anchored = self.branch.first_policy.is_none_or(|first| index <= first);
            let was = self.rules.turns.last().is_none_or(|(_, approved)| *approved);
            let is = match () {
                () if is_anchored || self.rules.now == self.rules.approved => true,
                () if names.is_empty() => was,
                () => was && self.are_approved(index, &names)?,
            };
            if is && !names.is_empty() {
                self.rules.approved = self.rules.now.clone();
            }
            if is != was {
                self.rules.turns.push((index, is));
            }
        }
        let before = self.rules.turns.iter().rev().find(|(turn, _)| *turn < step);
        Ok(before.is_none_or(|(_, approved)| *approved))
    }

    fn are_approved(&mut self, step: usize, names: &[&str]) -> Result<bool, ExportError> {
        for name in names {
            let path = format!("{}/{name}", self.branch.documents.root());
            if !self.by_rules_of_its_time(step, &path)?.is_settled() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Of the project, what decides whether and how plans are judged.
fn is_rule_of_project(one: &ClassifiedChange) -> bool {
    one.change.document == Kind::Project.to_string()
        && one
            .change
            .pointer
            .first()
            .is_none_or(|key| ["retired", "calendar", "deadline"].contains(&key.as_str()))
}

/// Who approved what a step made of a file.
fn sign_off(step: Step<'_>, judgement: &Judgement, path: &str, is_anchor: bool) -> PlanApproval {
    let open = if is_anchor { PlanApproval::NotGoverned } else { PlanApproval::Unapproved };
    let needs = judgement.needs.classes.contains_key(path);
    if governance(step) == Governance::Retired && !needs {
        return PlanApproval::NotGoverned;
    }
    if !is_anchor && !has_rules(step.before) {
        return PlanApproval::Unapproved;
    }
    let rules = if is_anchor { step.after } else { step.before };
    if rules.policy.is_none() || rules.roster.is_none() {
        let files = [Kind::Policy, Kind::Roster].map(|kind| rules.path_of(kind));
        let reason = judgement.diagnostics.iter().find(|found| files.contains(&found.location.path));
        let reason = reason.map_or("there are no rules to judge it by", |found| found.message.as_str());
        return PlanApproval::Unknown(reason.to_owned());
    }
    if !needs {
        return PlanApproval::NotGoverned;
    }
    let is_about_it = |decision: &&Decision| decision.paths.iter().any(|at| at == path);
    let decisions: Vec<&Decision> = judgement.decisions.iter().filter(is_about_it).collect();
    let ids: BTreeSet<&String> = decisions.iter().flat_map(|decision| &decision.approvals).collect();
    let ids = ids.into_iter().cloned().collect();
    match Lack::of(decisions.iter().copied()) {
        None if decisions.is_empty() => open,
        None => PlanApproval::Approved(ids),
        Some(lack) => lacking(lack, ids, open),
    }
}

fn lacking(lack: Lack, approvals: Vec<String>, open: PlanApproval) -> PlanApproval {
    match lack {
        Lack::Unverifiable => PlanApproval::Unverifiable(approvals),
        Lack::BelowEvidence => PlanApproval::BelowEvidence(approvals),
        Lack::Unapproved => open,
    }
}

/// Whether a plan that is in force before and after gives some milestone another date.
fn moves_in_force(before: &Schedule, after: &Schedule) -> bool {
    let date = |milestone: &'_ Milestone| {
        let written = milestone.date.as_ref().filter(|_| milestone.not_applicable.is_none())?;
        written.value.date().cloned()
    };
    let moves = |old: &Milestone| {
        let new = after.milestone(old.id.as_str()).and_then(date);
        date(old).zip(new).is_some_and(|(old, new)| !old.same_moment(&new))
    };
    [before, after].iter().all(|plan| plan.status.value == Status::Active)
        && before.milestones.iter().any(moves)
}

fn over_if_released(status: Option<Status>, found: PlanApproval) -> PlanApproval {
    if status == Some(Status::Released) && found.is_settled() { PlanApproval::Over } else { found }
}

/// The newest plan that could be read.
fn last_plan(moments: &[Moment]) -> Option<&Schedule> {
    moments.iter().rev().find_map(|moment| moment.plan.as_deref())
}

/// The step that gave the newest plan its status.
fn status_step(moments: &[Moment]) -> Option<usize> {
    let last = last_plan(moments)?.status.value;
    let has_it = |moment: &&Moment| moment.plan.as_ref().is_some_and(|plan| plan.status.value == last);
    let there = moments.iter().rev().skip_while(|moment| moment.plan.is_none());
    there.take_while(has_it).last().map(|moment| moment.at.step)
}

/// The newest step that changed the plan, whatever of it.
fn newest_change(moments: &[Moment]) -> Option<usize> {
    let changes = |pair: &&[Moment]| matches!(pair, [before, after] if before.plan != after.plan);
    let last = moments.windows(2).rev().find(changes).and_then(<[Moment]>::last);
    last.or(moments.first()).map(|moment| moment.at.step)
}
