//! Makes the model of the documents of one moment and of what is known about the steps before it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::judge::{CycleApproval, MilestoneApproval};
use super::lines::{Line, Moment, date_of};
use super::marks::Mark;
use super::model::{
    CastVote, Certainty, Cycle, Decided, Milestone, Office, OfficeKind, Owner, Person, Revision, Series,
    Standing, VoteProof,
};
use crate::calendar::Zone;
use crate::document::{
    self, Confidence, Document, PeriodicMeeting, Process, Progress, Roster, Schedule, Status, VoteLine,
    Workspace,
};
use crate::trend::{MilestoneTrend, Plan, Point, SignOff, Trend};

/// What the steps before tell of one cycle.
pub(super) struct CycleHistory<'a> {
    pub(super) id: &'a str,
    pub(super) moments: &'a [Moment],
    /// The last step that may have decided about the plan.
    pub(super) ruled: Option<Mark>,
    /// Its milestones through all moments.
    pub(super) lines: Vec<Line>,
    pub(super) approval: CycleApproval,
    pub(super) trend: Option<Trend>,
}

/// What all cycles are read with.
pub(super) struct Context<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) zone: Zone,
    /// Every version of the process that the branch ever held.
    pub(super) processes: &'a BTreeMap<u64, Process>,
}

impl Context<'_> {
    /// A cycle; none where no plan of it could ever be read.
    pub(super) fn cycle(&self, history: CycleHistory<'_>) -> Option<Cycle> {
        let plan = history.moments.iter().rev().find_map(|moment| moment.plan.as_ref())?;
        let gone = history.moments.last().is_none_or(|moment| moment.plan.is_none());
        // Where it cannot be read any more, the moments still know what it said.
        let progress = history.moments.last().and_then(|moment| moment.progress.as_deref());
        let progress = progress.or_else(|| Some(self.workspace.progress.get(history.id)?.value.as_ref()));
        let dropped = gone || plan.status.value == Status::Cancelled;
        let mut milestones: Vec<Milestone> = history
            .lines
            .into_iter()
            .zip(history.approval.milestones)
            .map(|(line, approval)| {
                let ruled = history.ruled.filter(|ruled| *ruled > line.modified);
                let line = Line { modified: ruled.unwrap_or(line.modified), ..line };
                self.milestone(line, approval, plan, progress, dropped)
            })
            .collect();
        let mut revisions = Vec::new();
        if let Some(trend) = &history.trend {
            let steps = history.moments.iter().map(|moment| (moment.at.commit.as_str(), moment.at.step));
            let steps: BTreeMap<&str, usize> = steps.collect();
            let step = |commit: &String| steps.get(commit.as_str()).copied().unwrap_or_default();
            let found = trend.revisions.iter();
            revisions = found.map(|found| revision(found, step(&found.commit))).collect();
            for milestone in &mut milestones {
                measure(milestone, trend);
            }
        }
        Some(Cycle {
            id: history.id.to_owned(),
            name: plan.name.clone().unwrap_or_else(|| history.id.to_owned()),
            version: plan.version.as_deref().map(str::to_owned),
            status: plan.status.value,
            gone,
            path: format!("{}/schedules/{}.yaml", self.workspace.root, history.id),
            approval: history.approval.plan,
            supported_until: plan
                .supported
                .as_ref()
                .and_then(|supported| supported.until.as_ref())
                .map(|day| day.value.0),
            milestones,
            revisions,
            trend: history.trend,
        })
    }

    fn process_of(&self, plan: &Schedule) -> Option<&Process> {
        self.workspace.followed(plan).process(self.processes)
    }

    fn milestone(
        &self,
        line: Line,
        approval: MilestoneApproval,
        plan: &Schedule,
        progress: Option<&Progress>,
        dropped: bool,
    ) -> Milestone {
        let said = &line.last;
        let process = self.process_of(plan).and_then(|process| process.milestone(&line.id));
        let name = said.called(|| process?.name.as_deref()).to_owned();
        let owner = said.owner.as_ref().map(|owner| owner.as_str());
        let owner = owner.or_else(|| process?.owner.as_ref().map(|owner| owner.as_str()));
        let freeze = said.freeze.as_ref().map(|freeze| freeze.as_str());
        let freeze = freeze.or_else(|| process?.freeze.as_ref().map(|freeze| freeze.as_str()));
        // What is gone or not known any more is shown where it was last.
        let last = || line.history.iter().rev().find_map(|change| change.new.clone());
        let planned = date_of(said, &self.zone).or_else(|| last().filter(|_| line.unreadable));
        let actual = progress.and_then(|progress| progress.actual(&line.id)).map(|day| day.value.0);
        let standing = match () {
            () if !line.is_there || dropped => Standing::Removed,
            () if said.not_applicable.is_some() => Standing::NotApplicable(
                said.not_applicable.as_ref().map(|why| why.value.clone()).unwrap_or_default(),
            ),
            () if actual.is_some() => Standing::Reached,
            () if planned.is_none() => Standing::ToBeDecided,
            () => Standing::Planned,
        };
        let date = planned.or_else(last);
        let tentative = line.unreadable
            || said.confidence == Some(Confidence::Tentative)
            || date.as_ref().is_none_or(crate::calendar::DateText::is_tentative);
        Milestone {
            unreadable: line.unreadable,
            certainty: certainty(&standing, &approval, tentative),
            tentative,
            name,
            key: process.is_some_and(|process| process.key),
            phase: process.and_then(|process| process.phase.as_ref()).map(|phase| phase.value.clone()),
            freeze: freeze.map(str::to_owned),
            owner: owner.map(|owner| Owner { id: owner.to_owned(), name: self.name_of(owner).to_owned() }),
            date,
            standing,
            approval: approval.said,
            actual,
            forecast: progress.and_then(|progress| progress.forecast(&line.id)).map(|day| day.value.0),
            reason: said.reason.as_ref().map(|reason| reason.value.clone()),
            note: said.note.as_ref().map(|note| note.value.clone()),
            baseline: None,
            slip_days: None,
            slip_working_days: None,
            former_owners: line.former_owners.into_iter().collect(),
            sequence: line.modified.number,
            created: Some(line.created.time),
            modified: Some(line.modified.time),
            identity: line.identity,
            id: line.id,
            former_ids: line.former_ids,
            history: line.history,
        }
    }

    fn name_of<'a>(&'a self, id: &'a str) -> &'a str {
        match &self.workspace.roster {
            Some(roster) => roster.value.name_of(id),
            None => id,
        }
    }
}

/// The one answer that every format gives. What is taken back stays, until somebody decided that.
fn certainty(standing: &Standing, approval: &MilestoneApproval, tentative: bool) -> Certainty {
    let is_taken_back =
        matches!(standing, Standing::Removed | Standing::NotApplicable(_) | Standing::ToBeDecided);
    match is_taken_back {
        true if approval.is_cancelled => Certainty::Cancelled,
        false if approval.said.is_settled() && !tentative => Certainty::Confirmed,
        _ => Certainty::Tentative,
    }
}

/// Takes over what the judged steps tell of a milestone.
fn measure(milestone: &mut Milestone, trend: &Trend) {
    if let Some(found) = line_of(milestone, trend).filter(|found| has_approved_baseline(found, trend)) {
        milestone.baseline = found.baseline;
        milestone.slip_days = found.slip_days;
        milestone.slip_working_days = found.slip_working_days;
    }
    for change in &mut milestone.history {
        let made = trend.revisions.iter().find(|revision| revision.commit == change.commit);
        change.approval = made.map(|revision| revision.approval.clone());
    }
}

/// What the trend has of a milestone: ids are used again, so it has to have had its first date by the same step, unless it
/// is the only one of that id that is still there.
fn line_of<'a>(milestone: &Milestone, trend: &'a Trend) -> Option<&'a MilestoneTrend> {
    let first = milestone.history.first().map(|change| change.commit.as_str());
    let began = |found: &&MilestoneTrend| {
        let dated = |point: &&Point| point.date.as_ref().is_some_and(|date| date.first.is_some());
        let revision = found.points.iter().find(dated).and_then(|point| trend.revisions.get(point.revision));
        revision.map(|revision| revision.commit.as_str()) == first
    };
    let is_there = |found: &&MilestoneTrend| found.points.last().is_some_and(|point| point.id.is_some());
    let same = || trend.milestones.iter().filter(|found| found.id == milestone.id);
    let still = || same().find(is_there).filter(|_| milestone.standing != Standing::Removed);
    same().find(began).or_else(still)
}

/// Votes that are proven too weakly, or outside of the repository, make no baseline.
fn has_approved_baseline(found: &MilestoneTrend, trend: &Trend) -> bool {
    let revision = found.baseline_revision.and_then(|index| trend.revisions.get(index));
    revision.is_none_or(is_approved_baseline)
}

const fn is_approved_baseline(revision: &crate::trend::Revision) -> bool {
    !matches!(revision.approval, SignOff::BelowEvidence(_) | SignOff::Unverifiable(_))
}

fn revision(revision: &crate::trend::Revision, step: usize) -> Revision {
    Revision {
        commit: revision.commit.clone(),
        step,
        time: revision.time,
        day: revision.day,
        changes: revision.changes.clone(),
        approval: revision.approval.clone(),
        objection: revision.objection.clone(),
        baseline: revision.baseline && is_approved_baseline(revision),
        new: revision.new,
        unreadable: match &revision.plan {
            Plan::Gap { reason } => Some(reason.clone()),
            Plan::Read { .. } | Plan::Gone => None,
        },
        gone: revision.plan == Plan::Gone,
    }
}

/// Cycles in the order of their first days, the ones that are gone last.
pub(super) fn in_order(mut cycles: Vec<Cycle>) -> Vec<Cycle> {
    let first_day = |cycle: &Cycle| {
        let dates = cycle.milestones.iter().filter_map(|milestone| milestone.date.as_ref()?.first_day());
        dates.min().unwrap_or(Date::MAX)
    };
    cycles.sort_by_key(|cycle| (cycle.gone, first_day(cycle), cycle.id.clone()));
    cycles
}

/// A meeting of the documents; none where its days are not known.
pub(super) fn series(id: &'static str, name: &str, periodic: &PeriodicMeeting) -> Option<Series> {
    let meeting = periodic.meeting()?.ok()?;
    Some(Series {
        id,
        name: name.to_owned(),
        role: if id == "tsc" { "tsc" } else { "release-manager" },
        meeting,
        timed: periodic.at.is_some(),
        minutes_long: periodic.minutes_long.as_ref().map(|minutes| minutes.value),
        link: periodic.link.clone(),
        until: None,
        gone: false,
        sequence: 0,
        created: None,
        modified: None,
    })
}

/// Everybody in the roster, with the offices of a day.
pub(super) fn people(roster: &Roster, day: Date) -> Vec<Person> {
    roster
        .people
        .iter()
        .map(|(id, person)| Person {
            id: id.value.clone(),
            name: person.name.value.clone(),
            login: person.github.as_ref().map(|account| account.login.value.clone()),
            offices: offices(roster, id.as_str(), day),
        })
        .collect()
}

fn offices(roster: &Roster, id: &str, day: Date) -> Vec<Office> {
    let mut offices = Vec::new();
    let term = |kind, period: crate::document::Period| Office {
        kind,
        from: period.from.map(|day| day.0),
        until: period.until.map(|day| day.0),
    };
    for seat in roster.tsc.iter().filter(|seat| seat.term().contains(day)) {
        if seat.person.as_str() == id {
            let votes = seat.voting.unwrap_or(true);
            offices
                .push(term(if votes { OfficeKind::TscMember } else { OfficeKind::TscObserver }, seat.term()));
        }
        if seat.alternate.as_ref().is_some_and(|alternate| alternate.as_str() == id) {
            offices.push(term(OfficeKind::Alternate, seat.term()));
        }
    }
    let managers = roster.release_managers.iter();
    let managers = managers.filter(|manager| manager.person.as_str() == id && manager.term().contains(day));
    offices.extend(managers.map(|manager| term(OfficeKind::ReleaseManager, manager.term())));
    if roster.advisors.iter().any(|advisor| advisor.as_str() == id) {
        offices.push(Office { kind: OfficeKind::Advisor, from: None, until: None });
    }
    offices
}

/// The approvals on file, the oldest first, with the plans' steps that each approved.
pub(super) fn decisions(workspace: &Workspace, cycles: &[Cycle]) -> Vec<Decided> {
    let mut decisions: Vec<Decided> = workspace
        .approvals
        .values()
        .map(|approval| {
            decided(approval, workspace.roster.as_ref().map(|roster| roster.value.as_ref()), cycles)
        })
        .collect();
    decisions
        .sort_by_key(|decided| (decided.closed.or(decided.opened).unwrap_or(Date::MAX), decided.id.clone()));
    decisions
}

fn decided(document: &Document<document::Approval>, roster: Option<&Roster>, cycles: &[Cycle]) -> Decided {
    let approval = &document.value;
    let revisions =
        cycles.iter().flat_map(|cycle| cycle.revisions.iter().map(|revision| (&cycle.id, revision)));
    let approved = |sign_off: &SignOff| {
        matches!(sign_off, SignOff::Approved(_) | SignOff::Ratified(_) | SignOff::Emergency { .. })
    };
    let used = revisions.filter(|(_, revision)| {
        approved(&revision.approval) && revision.approval.approvals().contains(&document.id)
    });
    Decided {
        id: document.id.clone(),
        title: approval.title.clone(),
        classes: approval.decisions.iter().map(|class| class.value.clone()).collect(),
        paths: approval.subject.iter().map(|subject| subject.path.value.clone()).collect(),
        opened: approval.opened.as_ref().map(|day| day.value.0),
        closed: approval.closed.as_ref().map(|day| day.value.0),
        method: approval.method.as_ref().map(|method| method.value.name()),
        minutes: approval.minutes.clone(),
        outcome: approval.outcome.as_ref().map(|outcome| outcome.value),
        votes: approval.votes.iter().map(|line| vote(line, roster)).collect(),
        used: used.map(|(cycle, revision)| (cycle.clone(), revision.commit.clone())).collect(),
    }
}

fn vote(line: &VoteLine, roster: Option<&Roster>) -> CastVote {
    let voter = line.voter.value.clone();
    CastVote {
        name: roster.map_or(voter.as_str(), |roster| roster.name_of(&voter)).to_owned(),
        voter,
        vote: line.vote.value.name(),
        proof: match (&line.signature, &line.review) {
            (Some(_), _) => VoteProof::Signature,
            (None, Some(_)) => VoteProof::Review,
            (None, None) => VoteProof::Record,
        },
    }
}
