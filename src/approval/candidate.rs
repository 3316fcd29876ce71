//! An approval that may speak for the step: its votes, the day that they count by, and what keeps it from counting.

use jiff::civil::Date;

use crate::calendar::{Direction, Duration, Unit, show_day};
use crate::document::{Approval, Document, Method, Policy};

use super::ballot::{Ballot, Bar, Setting};
use super::case::Case;
use super::electorate::Electorate;
use super::emergency::Emergency;
use super::requirement::Requirement;
use super::roll::{Claims, Managers, Reading, Roll};
use super::subject::{Contents, Relation};
use super::tally::method_of;
use super::{Class, Evidence, Reason};

/// How long an approval stays usable where the policy does not say.
const DEFAULT_LAPSE: u32 = 60;

/// An approval that may speak for the step.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    pub(super) approval: &'a Document<Approval>,
    /// Whether the step itself brings it.
    pub(super) is_new: bool,
    pub(super) relation: Relation,
    pub(super) roll: Roll,
    /// The roll if the reviews that files claim were believed; nothing where they claim none, or GitHub was asked.
    pub(super) believed: Option<Roll>,
    /// The roll if everybody who can had approved on GitHub, which nobody asked and no file tells about.
    imagined: Option<Roll>,
    pub(super) electorate: Electorate,
    /// The day on which eligibility is read.
    pub(super) day: Date,
    /// Why it does not count although its votes might.
    pub(super) obstacles: Vec<Reason>,
    /// What the policy says about emergencies, where the approval is one for an emergency.
    pub(super) emergency: Option<Emergency<'a>>,
}

/// On what the votes of an approval are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// What the file lists, whoever wrote it.
    Listed,
    /// What the file lists, and what the reviews that files claim would show.
    Told,
    /// What is shown.
    Shown,
    /// What would be shown if the reviews that files claim were there.
    Claimed,
    /// What would be shown if everybody who can had approved on GitHub.
    Imagined,
}

/// The approvals that are about this step, and all that the step brings.
pub(super) fn candidates<'a>(case: &Case<'a>) -> impl Iterator<Item = Candidate<'a>> {
    let contents = Contents::new(case.step.before, case.step.after);
    case.step.after.approvals.values().filter_map(move |approval| {
        let is_new = !case.step.before.files.contains_key(&approval.path);
        // What heals an earlier step decides nothing else, and can't be used for the same change again.
        let relation = match approval.value.ratifies {
            Some(_) => Relation::Elsewhere,
            None => contents.relation(&approval.value, is_new),
        };
        (is_new || relation != Relation::Elsewhere).then(|| Candidate::read(case, approval, relation, is_new))
    })
}

/// The classes that an approval says it decides.
pub(super) fn declared(approval: &Approval) -> impl Iterator<Item = Class> + '_ {
    approval.decisions.iter().filter_map(|decision| Class::from_name(decision))
}

impl<'a> Candidate<'a> {
    pub(super) fn read(
        case: &Case<'a>,
        approval: &'a Document<Approval>,
        relation: Relation,
        is_new: bool,
    ) -> Self {
        let today = case.step.today;
        let day = approval.value.closed.as_ref().map_or(today, |day| day.value.0.min(today));
        let electorate = Electorate::on(case.roster, day);
        let emergency = Emergency::of(case.policy, &approval.value);
        let active = match emergency {
            Some(emergency) => emergency.approvers(),
            None => case.roster.release_managers_on(day),
        };
        let asked_for = emergency.is_some()
            || declared(&approval.value)
                .flat_map(|class| case.requirements(class))
                .any(|requirement| requirement.managers().is_some());
        let claims = if case.asks_github() { Claims::Settled } else { Claims::Open };
        let reading = Reading {
            electorate: &electorate,
            managers: Managers { active: &active, asked_for },
            shown: &case.shown,
            signed: &case.signatories,
            claims,
        };
        let roll = Roll::read(approval, reading);
        let has_claims = || approval.value.votes.iter().any(|line| line.review.is_some());
        let believed = (claims == Claims::Open && (case.witnessed.is_some() || has_claims())).then(|| {
            let shown = case.witnessed.as_ref().unwrap_or(&case.shown);
            Roll::read(approval, Reading { shown, claims: Claims::Believed, ..reading })
        });
        let asks_for_reviews = || {
            let mut asked = declared(&approval.value).flat_map(|class| case.requirements(class));
            asked.any(|requirement| requirement.evidence == Evidence::Confirmed)
        };
        let nobody_tells = claims == Claims::Open && case.witnessed.is_none();
        let imagined = (nobody_tells && asks_for_reviews()).then(|| {
            let shown = case.shown.if_all_approved();
            Roll::read(approval, Reading { shown: &shown, claims: Claims::Believed, ..reading })
        });
        let obstacles = obstacles(case, &approval.value, is_new);
        Self { approval, is_new, relation, roll, believed, imagined, electorate, day, obstacles, emergency }
    }

    /// The votes that count for a requirement.
    pub(super) fn ballot(&self, requirement: &Requirement<'_>, basis: Basis) -> Ballot {
        let setting = match method_of(&self.approval.value, requirement.evidence) {
            Method::Meeting => Setting::Meeting,
            Method::Electronic | Method::LazyConsensus | Method::Emergency => Setting::Anywhere,
        };
        let proven = Bar::Proven(requirement.evidence, setting);
        let (roll, bar) = match basis {
            Basis::Listed => (&self.roll, Bar::Listed),
            Basis::Told => (self.roll_by(basis), Bar::Told),
            Basis::Shown => (&self.roll, proven),
            Basis::Claimed | Basis::Imagined => (self.roll_by(basis), proven),
        };
        Ballot::of(roll, &self.electorate, bar)
    }

    /// The roll that a basis reads.
    pub(super) fn roll_by(&self, basis: Basis) -> &Roll {
        match basis {
            Basis::Listed | Basis::Shown => &self.roll,
            Basis::Told | Basis::Claimed => self.believed.as_ref().unwrap_or(&self.roll),
            Basis::Imagined => self.imagined.as_ref().unwrap_or(&self.roll),
        }
    }

    /// Whether it approves an earlier step after the fact.
    pub(super) fn is_ratification(&self) -> bool {
        self.approval.value.ratifies.is_some()
    }

    /// Whether the subject names this path.
    pub(super) fn names(&self, path: &str) -> bool {
        self.approval.value.subject.iter().any(|subject| subject.path.value == path)
    }

    /// The requirement that the approval is measured by for a class, where it speaks for that class at all: for those
    /// that it states, and with a vote on the `schedule` for `schedule-minor` too, by the rule of that vote.
    pub(super) fn measure<'p>(
        &self,
        class: Class,
        own: Requirement<'p>,
        schedule: Option<Requirement<'p>>,
    ) -> Option<Requirement<'p>>
    where
        'a: 'p,
    {
        let states = |wanted: Class| declared(&self.approval.value).any(|class| class == wanted);
        if let Some(emergency) = self.emergency {
            let serves = states(class) || (class == Class::ScheduleMinor && states(Class::Schedule));
            return serves.then(|| own.in_an_emergency(emergency));
        }
        if states(class) {
            return Some(own);
        }
        let by_vote = class == Class::ScheduleMinor && states(Class::Schedule);
        schedule.filter(|schedule| by_vote && schedule.wants_vote())
    }
}

/// How long an approval stays usable by a policy.
pub(super) fn lapse_of(policy: &Policy) -> Option<Duration> {
    policy.limits.lapse.or_else(|| Duration::of(DEFAULT_LAPSE, Unit::Day))
}

/// Reasons outside of the votes why an approval does not count.
fn obstacles(case: &Case<'_>, approval: &Approval, is_new: bool) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = voided(case, approval).into_iter().collect();
    match approval.closed.as_ref().map(|day| day.value.0) {
        Some(closed) => {
            reasons.extend(still_open(case, approval, closed));
            reasons.extend(lapsed(case, approval, closed));
        }
        None if is_new => {}
        None => reasons.extend(lapsed_while_open(case, approval)),
    }
    reasons
}

fn voided(case: &Case<'_>, approval: &Approval) -> Option<Reason> {
    let id = approval.id.as_str();
    let mut all = case.step.after.approvals.values().chain(case.step.before.approvals.values());
    let standing = all.find(|other| other.value.voided().any(|voided| voided.value == id));
    let message = if let Some(other) = standing {
        format!("`{id}` is revoked or superseded by `{}`", other.id)
    } else {
        // Whoever drops a revocation does not bring the approval back (threat T16).
        let other = case.step.history.voided.get(id)?;
        format!("`{id}` was revoked or superseded by `{other}`, which a later change took away")
    };
    let cure = format!("a new approval: `{id}` does not hold any more");
    Some(Reason::new("approval-stale", message).instead_of_votes(cure))
}

fn still_open(case: &Case<'_>, approval: &Approval, closed: Date) -> Option<Reason> {
    (closed > case.step.today).then(|| {
        let message = format!("the vote of `{}` closes on {}", approval.id.as_str(), show_day(closed));
        let cure = format!("the end of the vote of `{}` on {}", approval.id.as_str(), show_day(closed));
        Reason::new("window", message).besides_votes(cure)
    })
}

/// A vote that was merged while it was open cannot be closed any more; it lapses from its opening on.
fn lapsed_while_open(case: &Case<'_>, approval: &Approval) -> Option<Reason> {
    if let Some(opened) = &approval.opened {
        return lapsed(case, approval, opened.value.0);
    }
    let id = approval.id.as_str();
    let message = format!("`{id}` was merged before its change, but does not say when it was voted");
    let cure = format!("a new vote: `{id}` does not say when it was voted");
    Some(Reason::new("approval-lapsed", message).instead_of_votes(cure))
}

/// Whether an approval was left unused for too long since a day of its vote.
fn lapsed(case: &Case<'_>, approval: &Approval, voted: Date) -> Option<Reason> {
    // Where the step changes the limit, the stricter of both holds.
    let ends = case.policies().filter_map(|policy| {
        let lapse = lapse_of(policy)?;
        Some((lapse.add_to(voted, Direction::Later, &case.calendar).ok()?, lapse))
    });
    let (end, lapse) = ends.min_by_key(|(end, _)| *end)?;
    (end < case.step.today).then(|| {
        let message = format!(
            "`{}` was voted on {} and not used within {lapse}",
            approval.id.as_str(),
            show_day(voted)
        );
        let cure = format!("a new vote: `{}` lapsed on {}", approval.id.as_str(), show_day(end));
        Reason::new("approval-lapsed", message).instead_of_votes(cure)
    })
}
