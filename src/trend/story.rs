//! What became of a plan, revision after revision, and what later ones are measured against.

use jiff::Timestamp;
use jiff::civil::Date;

use super::later::named_by;
use super::lines::{Seen, lines};
use super::planned::plan_in;
use super::read::Question;
use super::sign_off::Rules;
use super::{Plan, Revision, SignOff, Trend};
use crate::approval::{ClassifiedChange, Step};
use crate::calendar::{Zone, show_day};
use crate::diff::{Baseline, Change, Mark, Slip, diff};
use crate::document::{Document, Schedule, Workspace};

/// From where on revisions are shown.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start {
    /// From this day on.
    Day(Date),
    /// After the commit that so many commits of the branch lie after.
    Age(usize),
}

/// What stands beside the picture where no vote approved a revision.
pub(super) const NONE_APPROVED: &str = "no revision was approved";

/// The revisions of a plan so far.
pub(super) struct Story {
    path: String,
    zone: Zone,
    seen: Vec<Seen>,
    /// How many steps changed the plan, told or not.
    taken: usize,
    /// Whether the first policy came already, and the revision whose plan it found.
    rules: Rules,
    stood_at_anchor: Option<usize>,
    /// The documents of the last revision whose plan could be read.
    last_read: Option<Workspace>,
    /// Sentences about times that cannot be.
    capped: Vec<String>,
    /// How many revisions change words alone.
    left_out: usize,
    /// The commits that took the policy away.
    unruled: Vec<String>,
}

/// What a step does to the policy.
#[derive(Debug, Clone, Copy)]
pub(super) struct PolicyEnds {
    /// Whether there is one before it.
    pub(super) before: bool,
    /// Whether there is one after it.
    pub(super) after: bool,
}

/// A step that changes the plan, judged.
pub(super) struct Judged<'a> {
    /// Its commit.
    pub(super) commit: &'a str,
    /// When it was taken.
    pub(super) time: Timestamp,
    /// What the commit says instead, where that cannot be.
    pub(super) stated: Option<Timestamp>,
    /// How many commits of the branch lie after it.
    pub(super) age: usize,
    /// The documents before it.
    pub(super) before: &'a Workspace,
    /// The documents after it.
    pub(super) after: Workspace,
    /// Whether anything stands in the place of the plan after it.
    pub(super) is_there: bool,
    /// What it changes.
    pub(super) changes: Vec<ClassifiedChange>,
    /// Who approved it.
    pub(super) approval: SignOff,
    /// Where it is not approved: the first reason why.
    pub(super) objection: Option<String>,
    /// Whether a vote on the plan decided it.
    pub(super) voted: bool,
}

impl Story {
    /// Nothing yet. Days are those of the zone.
    pub(super) fn new(path: &str, zone: Zone) -> Self {
        Self {
            path: path.to_owned(),
            zone,
            seen: Vec::new(),
            taken: 0,
            rules: Rules::NotYet,
            stood_at_anchor: None,
            last_read: None,
            capped: Vec::new(),
            left_out: 0,
            unruled: Vec::new(),
        }
    }

    /// How many steps changed the plan.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    /// Whether the branch has had rules by the last step that was passed.
    pub(super) fn rules(&self) -> Rules {
        self.rules
    }

    /// Comes by a step, whether it changes the plan or the policy.
    pub(super) fn pass(&mut self, commit: &str, policy: PolicyEnds, changes_plan: bool) {
        self.rules = match (self.rules, policy.before, policy.after) {
            (Rules::NotYet, false, true) => {
                self.stood_at_anchor = self.seen.len().checked_sub(1).filter(|_| !changes_plan);
                Rules::Coming
            }
            (Rules::NotYet, false, false) => Rules::NotYet,
            _ => Rules::Known,
        };
        if policy.before && !policy.after {
            self.unruled.push(short(commit));
        }
        self.taken += usize::from(changes_plan);
    }

    /// Tells a step that changes the plan, unless it changes words alone.
    pub(super) fn tell(&mut self, judged: Judged<'_>) {
        let (plan, milestones) = plan_in(&judged.after, &self.path, judged.is_there);
        let changes = self.changes(judged.before, &judged.after, judged.changes);
        let is_read = judged.after.plan_at(&self.path).is_some();
        let was_read = judged.before.plan_at(&self.path).is_some();
        if is_read && was_read && changes.iter().all(is_editorial) {
            self.left_out += 1;
        } else {
            self.note_cap(judged.commit, judged.time, judged.stated);
            let revision = Revision {
                commit: judged.commit.to_owned(),
                time: judged.time,
                day: local_day(&self.zone, judged.time),
                plan,
                changes,
                baseline: false,
                new: self.taken == 1,
                stood: false,
                objection: judged.objection,
                compared_with: self.last_read_before_a_gap().filter(|_| is_read),
                approval: judged.approval,
            };
            let voted = judged.voted && revision.approval.has_votes();
            self.seen.push(Seen { revision, milestones, age: judged.age, voted });
        }
        if is_read {
            self.last_read = Some(judged.after);
        }
    }

    /// What the step changes in the plan. After a gap, or when the plan comes back, what changed since the last
    /// revision that could be read.
    fn changes(
        &self,
        before: &Workspace,
        after: &Workspace,
        classified: Vec<ClassifiedChange>,
    ) -> Vec<Change> {
        let has_plan = |workspace: &Workspace| workspace.plan_at(&self.path).is_some();
        let changes: Vec<Change> = match &self.last_read {
            _ if !has_plan(after) => Vec::new(),
            Some(last) if !has_plan(before) => diff(last, after),
            _ => classified.into_iter().map(|change| change.change).collect(),
        };
        changes.into_iter().filter(|change| change.location.path == self.path).collect()
    }

    /// Where the revision before could not be read: the day of the last one that could.
    fn last_read_before_a_gap(&self) -> Option<Date> {
        let is_gap = |seen: &Seen| matches!(seen.revision.plan, Plan::Gap { .. });
        if !self.seen.last().is_some_and(is_gap) {
            return None;
        }
        let before = self.seen.iter().rev().find(|seen| !is_gap(seen))?;
        matches!(before.revision.plan, Plan::Read { .. }).then_some(before.revision.day)
    }

    fn note_cap(&mut self, commit: &str, time: Timestamp, stated: Option<Timestamp>) {
        let Some(stated) = stated else { return };
        let day = |time| show_day(local_day(&self.zone, time));
        self.capped.push(format!(
            "commit {} says that it was made on {}, which the commits around it contradict; {} is used",
            short(commit),
            day(stated),
            day(time)
        ));
    }

    pub(super) fn finish(mut self, question: &Question<'_>, tip: &Workspace, since: Option<Start>) -> Trend {
        let baseline = self.mark_baseline();
        let calendar =
            tip.project.as_ref().map(|project| project.value.working_calendar()).unwrap_or_default();
        let done = |id: &str| Some(tip.progress.get(question.cycle)?.value.actual(id)?.value.0);
        let name = self.name(question.cycle);
        let mut milestones = lines(&self.seen, &calendar, done);
        let mut notes = self.notes(question, baseline);
        let (first, stood) = self.first_shown(since);
        let total = self.seen.len();
        if let Some(seen) = self.seen.get_mut(first).filter(|_| stood) {
            seen.revision.stood = true;
            if first + 1 == total {
                notes.push("no revision since then: the plan that stood then is the newest one".to_owned());
            }
        }
        for milestone in &mut milestones {
            milestone.points.retain(|point| point.revision >= first);
            milestone.points.iter_mut().for_each(|point| point.revision -= first);
        }
        milestones.retain(|milestone| milestone.points.iter().any(|point| point.date.is_some()));
        let revisions: Vec<Revision> = self.seen.into_iter().skip(first).map(|seen| seen.revision).collect();
        let named = named_by(tip);
        let may_be_ratified = revisions
            .iter()
            .filter(|revision| revision.approval.is_open() && named.contains(&revision.commit));
        let named_as_ratified = may_be_ratified.map(|revision| revision.commit.clone()).collect();
        Trend {
            cycle: question.cycle.to_owned(),
            name,
            branch: question.branch.to_owned(),
            tip: question.tip.to_owned(),
            revisions,
            total,
            today: question.today,
            milestones,
            notes,
            named_as_ratified,
        }
    }

    /// Marks the first content that a vote on the plan approved; without one, that of the anchor. A small move that the
    /// release managers made is measured against it, and is none itself.
    fn mark_baseline(&mut self) -> Option<Baseline> {
        let is_read = |seen: &Seen| matches!(seen.revision.plan, Plan::Read { .. });
        let voted = self.seen.iter().position(|seen| is_read(seen) && seen.voted);
        let index = voted.or_else(|| {
            let brought = |seen: &Seen| seen.revision.approval == SignOff::Anchor;
            self.seen.iter().position(brought).or(self.stood_at_anchor)
        });
        let seen = index.and_then(|index| self.seen.get_mut(index)).filter(|seen| is_read(seen))?;
        seen.revision.baseline = true;
        Some(if voted.is_some() { Baseline::Vote } else { Baseline::Anchor })
    }

    /// How far the milestones of some changes have slipped, with the step that makes these changes as the last one. It
    /// brings no baseline of its own.
    pub(super) fn slips(mut self, step: Step<'_>, changes: &[&Change]) -> Vec<Slip> {
        let Some(by) = self.mark_baseline() else { return Vec::new() };
        let (plan, milestones) = plan_in(step.after, &self.path, true);
        let revision = Revision {
            commit: String::new(),
            time: Timestamp::UNIX_EPOCH,
            day: step.today,
            plan,
            changes: changes.iter().map(|change| (*change).clone()).collect(),
            approval: SignOff::NotRequired,
            baseline: false,
            new: false,
            stood: false,
            objection: None,
            compared_with: None,
        };
        self.seen.push(Seen { revision, milestones, age: 0, voted: false });
        let last = self.seen.len() - 1;
        let calendar = step.after.working_calendar();
        let mut slips = Vec::new();
        for line in lines(&self.seen, &calendar, |_| None) {
            let Some(change) = line.change_in(last).filter(|change| Slip::is_about(change)) else { continue };
            let published = line.baseline_revision.and_then(|index| self.seen.get(index));
            let distance = line.slip_days.zip(line.slip_working_days);
            slips.extend(line.baseline.zip(published).zip(distance).map(
                |((baseline, published), (days, working_days))| Slip {
                    path: change.location.path.clone(),
                    document: change.document.clone(),
                    subject: change.subject.clone(),
                    subject_name: change.subject_name.clone(),
                    baseline,
                    by,
                    approved: published.revision.day,
                    days,
                    working_days,
                    moves: line.moves,
                },
            ));
        }
        slips
    }

    /// The cycle's newest name.
    fn name(&self, cycle: &str) -> String {
        let plan: Option<&Document<Schedule>> =
            self.last_read.as_ref().and_then(|documents| documents.plan_at(&self.path));
        plan.and_then(|plan| plan.value.name.clone()).unwrap_or_else(|| cycle.to_owned())
    }

    fn notes(&self, question: &Question<'_>, baseline: Option<Baseline>) -> Vec<String> {
        let mut notes = Vec::new();
        match baseline {
            Some(Baseline::Vote) => {}
            Some(Baseline::Anchor) => notes.push(format!(
                "{NONE_APPROVED}; the baseline is the plan that stood when the first policy came"
            )),
            None => notes.push(format!("{NONE_APPROVED}, so there is no baseline to measure a slip against")),
        }
        notes.extend(self.unruled.iter().map(|commit| {
            format!(
                "the rules were removed: commit {commit} took the policy away, and no plan after it is approved until \
                 there are rules again"
            )
        }));
        if self.seen.last().is_some_and(|seen| seen.revision.plan == Plan::Gone) {
            notes.push(format!("`{}` has no schedule of this cycle any more", question.branch));
        }
        match self.left_out {
            0 => {}
            1 => notes.push("1 revision that changes words alone is left out".to_owned()),
            many => notes.push(format!("{many} revisions that change words alone are left out")),
        }
        notes.extend(self.capped.iter().cloned());
        notes
    }

    /// The index of the first revision that is shown, and whether that is the plan that stood where it shall begin.
    fn first_shown(&self, since: Option<Start>) -> (usize, bool) {
        let later = |seen: &Seen| match since {
            None => true,
            Some(Start::Day(day)) => seen.revision.day >= day,
            Some(Start::Age(age)) => seen.age < age,
        };
        let first_later = self.seen.partition_point(|seen| !later(seen));
        match (since, first_later.checked_sub(1)) {
            (Some(_), Some(stood)) => (stood, true),
            _ => (first_later, false),
        }
    }
}

/// A commit as people read it.
pub(super) fn short(commit: &str) -> String {
    commit.chars().take(7).collect()
}

fn is_editorial(change: &Change) -> bool {
    change.mark == Some(Mark::Editorial)
}

/// The day of a moment.
pub(super) fn local_day(zone: &Zone, time: Timestamp) -> Date {
    zone.local(time).date()
}
