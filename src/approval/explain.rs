//! One approval explained: what it is about, who may vote in it, how each vote is proven, what the votes come to.
//!
//! Nothing is judged here that the gate does not judge in the same way: the same candidate, ballot, tally and view.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::show_day;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{
    Approval, Document, MeaningDigests, Period, Roster, Subject, Vote, VoteLine, Workspace,
};

use super::act::Act;
use super::candidate::{Basis, Candidate, declared};
use super::case::Case;
use super::check::Check;
use super::classify::{ClassifiedChange, Step};
use super::counted::{by_managers, by_vote};
use super::defects::Examined;
use super::electorate::Electorate;
use super::emergency::Emergency;
use super::proof::{CastVote, Proof};
use super::requirement::Requirement;
use super::signed::{SignedVote, Terms};
use super::subject::{PathContent, Relation, content, is_about, relation};
use super::tally::method_of;
use super::view::View;
use super::{Class, Evidence, Status};

/// Everything that there is to say about one approval in one step.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The id.
    pub id: String,
    /// The path of its file.
    pub path: String,
    /// What people call it.
    pub title: Option<String>,
    /// Whether the step brings the first policy, and is judged by it.
    pub is_anchor: bool,
    /// What it does if it is approved.
    pub effect: Effect,
    /// What that does to what came before.
    pub acts: Vec<Act>,
    /// Whether it is about exactly this step.
    pub relation: Relation,
    /// What it says about each path, and what is there.
    pub contents: Vec<ExplainedContent>,
    /// The paths of the step that need sign-off as well, and that it does not name.
    pub unnamed: Vec<(String, Vec<Class>)>,
    /// The rules that it is judged by.
    pub rules: Rules,
    /// How it was voted, as the file says.
    pub method: Option<String>,
    /// Where the minutes are.
    pub minutes: Option<String>,
    /// The SHA-256 that the minutes had, where the approval pins them.
    pub minutes_sha256: Option<String>,
    /// The day on which eligibility is read.
    pub day: Date,
    /// Whether that is the day on which the vote was closed.
    pub is_closed: bool,
    /// Who may vote on that day, and why.
    pub voters: Vec<Eligible>,
    /// Whose seats do not count on that day, and why.
    pub without_vote: Vec<Eligible>,
    /// Every vote that the file lists.
    pub votes: Vec<ExplainedVote>,
    /// Each class that it decides.
    pub decisions: Vec<ExplainedDecision>,
    /// What is wrong with it, and why it does not count although its votes might.
    pub problems: Vec<String>,
    /// Whether it approves what it is about.
    pub is_approved: bool,
}

/// What an approval does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// It decides about content of the step.
    Decides,
    /// It approves an earlier commit after the fact.
    Ratifies(String),
    /// It is about no content; these approvals no longer hold by it.
    Voids(Vec<String>),
}

impl Effect {
    /// The word for reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Decides => "decides",
            Self::Ratifies(_) => "ratifies",
            Self::Voids(_) => "revokes",
        }
    }

    fn of(approval: &Approval) -> Self {
        if let Some(commit) = &approval.ratifies {
            return Self::Ratifies(commit.value.clone());
        }
        let voided: Vec<String> = approval.voided().map(|id| id.value.clone()).collect();
        if approval.subject.is_empty() && !voided.is_empty() { Self::Voids(voided) } else { Self::Decides }
    }
}

/// The earlier step that an approval ratifies.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// The documents before it.
    pub before: &'a Workspace,
    /// The documents after it.
    pub after: &'a Workspace,
    /// Why the approval does not heal it.
    pub unmet: &'a [String],
}

/// The rules that an approval is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The path of the policy.
    pub policy: String,
    /// The path of the roster.
    pub roster: String,
    /// The version that the policy states.
    pub version: u64,
    /// The digest of what the policy means, as signed statements name it.
    pub digest: String,
    /// The version of the policy that the step brings, where it has to be met too.
    pub new_version: Option<u64>,
}

/// One path: what the approval says, and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedContent {
    /// The path.
    pub path: String,
    /// The digests that the approval states.
    pub stated: PathContent,
    /// The digests of what is there.
    pub found: PathContent,
    /// Whether they are the same.
    pub fit: Fit,
}

/// How the stated content fits what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// To the byte.
    Bytes,
    /// In what it means; comments or notation differ.
    Meaning,
    /// Not at all.
    No,
}

impl Fit {
    /// The word for reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "equal",
            Self::Meaning => "equal-in-meaning",
            Self::No => "different",
        }
    }
}

/// Somebody, and why they may vote or may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eligible {
    /// The id.
    pub person: String,
    /// The office, in words.
    pub why: String,
}

/// One vote of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedVote {
    /// The id of the voter.
    pub voter: String,
    /// What people call the voter.
    pub name: String,
    /// The vote that the file lists.
    pub vote: Vote,
    /// Why, in the voter's words.
    pub reason: Option<String>,
    /// How it is proven.
    pub proof: Proof,
    /// Why the voter may not vote at all; nothing where they may.
    pub refused: Option<String>,
    /// Why it does not count; nothing where it does.
    pub uncounted: Option<String>,
    /// The signature, with all that it takes to check it.
    pub signed: Option<SignedVote>,
}

/// How one class stands by this approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedDecision {
    /// The class.
    pub class: Class,
    /// The name of the vote, or of those who approve.
    pub requirement: String,
    /// The rule in words.
    pub rule: String,
    /// Whether this is the policy that the step brings.
    pub by_new_policy: bool,
    /// The weakest evidence that counts.
    pub needs_evidence: Evidence,
    /// The rule that applies: `meeting`, `electronic`, …
    pub method: &'static str,
    /// How many seats there are, without the recused; in an emergency, how many people may approve.
    pub seats: usize,
    /// Whether it is decided in an emergency.
    pub is_emergency: bool,
    /// The votes that count.
    pub votes: super::Votes,
    /// What the rule asks for, one by one.
    pub checks: Vec<Check>,
    /// How it stands.
    pub status: Status,
    /// Whether it would be approved if GitHub showed the reviews that files claim.
    pub unverifiable: bool,
    /// Why it is not approved.
    pub reasons: Vec<String>,
    /// What of the policy's limits applies, in words.
    pub limits: Vec<String>,
}

/// Why there is nothing to explain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotExplained {
    /// The documents after the step have no such approval.
    #[error("there is no approval `{0}`")]
    Unknown(String),
    /// Nothing can be judged by the documents.
    #[error("{0}")]
    NoRules(String),
}

impl Explanation {
    /// Whether it is about what it has to be about: this step, the commit that it ratifies, or other approvals.
    pub fn is_about_it(&self) -> bool {
        match &self.effect {
            Effect::Decides => self.relation == Relation::Applies,
            Effect::Ratifies(_) => {
                !self.contents.is_empty() && self.contents.iter().all(|content| content.fit != Fit::No)
            }
            Effect::Voids(_) => true,
        }
    }

    /// Whether all that it lacks is the word of GitHub about reviews that files claim.
    pub fn is_unverifiable(&self) -> bool {
        let mut open = self.decisions.iter().filter(|one| one.status != Status::Approved).peekable();
        self.is_about_it()
            && self.problems.is_empty()
            && open.peek().is_some()
            && open.all(|one| one.unverifiable)
    }
}

/// Explains an approval of the documents after a step. What one that ratifies is about is found in the `earlier` step.
pub fn explain(
    step: Step<'_>,
    changes: &[ClassifiedChange],
    id: &str,
    earlier: Option<Earlier<'_>>,
) -> Result<Explanation, NotExplained> {
    let approval = step.after.approvals.get(id).ok_or_else(|| NotExplained::Unknown(id.to_owned()))?;
    let case =
        Case::open(step, changes).map_err(|no_rules| NotExplained::NoRules(no_rules.message.clone()))?;
    let is_new = !step.before.files.contains_key(&approval.path);
    // What heals an earlier step decides nothing else.
    let ratifies = approval.value.ratifies.as_ref();
    let effect = Effect::of(&approval.value);
    let relation = match ratifies {
        Some(_) => Relation::Elsewhere,
        None => relation(&approval.value, step.before, step.after, is_new),
    };
    let candidate = Candidate::read(&case, approval, relation.clone(), is_new);
    let decisions = decisions(&case, &candidate, &effect);
    let counted = counted(&case, &candidate);
    let votes = approval.value.votes.iter().map(|line| vote(&case, &candidate, &counted, line)).collect();
    let ends = match (ratifies, earlier) {
        (Some(_), Some(earlier)) => Some((earlier.before, earlier.after)),
        (Some(_), None) => None,
        (None, _) => Some((step.before, step.after)),
    };
    let compared = |(before, after)| -> Vec<ExplainedContent> {
        approval.value.subject.iter().map(|subject| compared(before, after, subject)).collect()
    };
    let contents = ends.map(compared).unwrap_or_default();
    let obstacles: Vec<String> = candidate.obstacles.iter().map(|reason| reason.message.clone()).collect();
    let (day, electorate) = (candidate.day, candidate.electorate.clone());
    let examined = Examined::all(&case, vec![candidate]);
    let defects: Vec<&Diagnostic> = examined.iter().flat_map(|one| &one.defects).collect();
    let has_errors = defects.iter().any(|defect| defect.severity == Severity::Error);
    // What it revokes may have needed nobody.
    let is_asked = !decisions.is_empty() || matches!(effect, Effect::Voids(_));
    let is_met = is_asked && decisions.iter().all(|one| one.status == Status::Approved);
    let unmet: Vec<String> = match (ratifies, earlier) {
        (None, _) => Vec::new(),
        (Some(_), Some(earlier)) => earlier.unmet.to_vec(),
        (Some(commit), None) => {
            vec![format!("it ratifies commit `{}`, which this repository does not hold", commit.value)]
        }
    };
    let is_healing = unmet.is_empty();
    let problems =
        defects.iter().map(|defect| defect.message.clone()).chain(obstacles).chain(unmet).collect();
    let emergency = Emergency::of(case.policy, &approval.value).map(Emergency::approvers);
    let (entitled, without_vote) = if let Some(approvers) = &emergency {
        (approvers.iter().map(|person| emergency_approver(person)).collect(), Vec::new())
    } else {
        let active = managers(&case, &approval.value, day);
        (eligible(case.roster, &electorate, day, &active), without_vote(case.roster, &electorate, day))
    };
    let mut explanation = Explanation {
        effect,
        acts: Act::all(&approval.value, [step.before, step.after]),
        id: approval.id.clone(),
        path: approval.path.clone(),
        title: approval.value.title.clone(),
        is_anchor: case.is_anchor,
        relation,
        contents,
        unnamed: if ratifies.is_some() { Vec::new() } else { unnamed(&case, &approval.value) },
        rules: rules(&case),
        method: approval.value.method.as_ref().map(|method| method.value.name().to_owned()),
        minutes: approval.value.minutes.clone(),
        minutes_sha256: approval.value.minutes_sha256.clone(),
        day,
        is_closed: approval.value.closed.as_ref().is_some_and(|closed| closed.value.0 == day),
        voters: entitled,
        without_vote,
        votes,
        decisions,
        problems,
        is_approved: false,
    };
    explanation.is_approved = explanation.is_about_it() && is_met && !has_errors && is_healing;
    Ok(explanation)
}

fn emergency_approver(person: &str) -> Eligible {
    Eligible { person: person.to_owned(), why: "emergency approver".to_owned() }
}

fn rules(case: &Case<'_>) -> Rules {
    let source = if case.is_anchor { case.step.after } else { case.step.before };
    let terms = source.project.as_ref().zip(source.policy.as_ref());
    Rules {
        policy: source.path_of(crate::schema::Kind::Policy),
        roster: source.path_of(crate::schema::Kind::Roster),
        version: case.policy.version.value,
        digest: terms.map(|(project, policy)| Terms::of(project, policy).policy).unwrap_or_default(),
        new_version: case.new_policy.map(|policy| policy.version.value),
    }
}

fn compared(before: &Workspace, after: &Workspace, subject: &Subject) -> ExplainedContent {
    let found = content(before, after, &subject.path);
    let meaning = |digests: &MeaningDigests| (digests.from.clone(), digests.to.clone());
    let stated = PathContent {
        from: subject.from.value.clone(),
        to: subject.to.value.clone(),
        meaning: subject.meaning.as_ref().map(meaning),
    };
    let fit = match () {
        () if found.from == found.to || !is_about(subject, &found) => Fit::No,
        () if stated.from == found.from && stated.to == found.to => Fit::Bytes,
        () => Fit::Meaning,
    };
    ExplainedContent { path: subject.path.value.clone(), stated, found, fit }
}

fn unnamed(case: &Case<'_>, approval: &Approval) -> Vec<(String, Vec<Class>)> {
    let named: BTreeSet<&str> = approval.subject.iter().map(|subject| subject.path.as_str()).collect();
    let others = case.needs.classes.iter().filter(|(path, _)| !named.contains(path.as_str()));
    others.map(|(path, classes)| (path.clone(), classes.iter().copied().collect())).collect()
}

fn managers<'a>(case: &Case<'a>, approval: &Approval, day: Date) -> Vec<&'a str> {
    let mut requirements = declared(approval).flat_map(|class| case.requirements(class));
    let asked_for = requirements.any(|requirement| requirement.managers().is_some());
    if asked_for { case.roster.release_managers_on(day) } else { Vec::new() }
}

/// Everybody who may vote: seats and their alternates first, then the release managers.
fn eligible(roster: &Roster, electorate: &Electorate, day: Date, managers: &[&str]) -> Vec<Eligible> {
    let mut found = Vec::new();
    for seat in electorate.seats() {
        let term = roster.tsc.iter().find(|known| known.person.value == seat.holder && known.votes_on(day));
        let why = match (term, electorate.held_over_since) {
            (_, Some(since)) => format!("TSC seat, held over since {}", show_day(since)),
            (Some(term), None) => format!("TSC seat{}", term_in_words(&term.term())),
            (None, None) => "TSC seat".to_owned(),
        };
        found.push(Eligible { person: seat.holder.clone(), why });
        if let Some(alternate) = electorate.awaited(seat).alternate {
            found.push(Eligible {
                person: alternate,
                why: format!("alternate of {}: votes only where {0} does not", seat.holder),
            });
        }
    }
    found.extend(managers.iter().map(|person| Eligible {
        person: (*person).to_owned(),
        why: "release manager on that day".to_owned(),
    }));
    found
}

/// Whose seats the roster lists, and do not vote on the day.
fn without_vote(roster: &Roster, electorate: &Electorate, day: Date) -> Vec<Eligible> {
    let silent = roster.tsc.iter().filter(|seat| electorate.seat_of(&seat.person).is_none());
    let why = |seat: &crate::document::Seat| match () {
        () if !seat.term().contains(day) => {
            format!("the term does not hold that day{}", term_in_words(&seat.term()))
        }
        () if !seat.voting.unwrap_or(true) => "a seat without a vote".to_owned(),
        () => "suspended on that day".to_owned(),
    };
    silent.map(|seat| Eligible { person: seat.person.value.clone(), why: why(seat) }).collect()
}

fn term_in_words(term: &Period) -> String {
    let from = term.from.map(|day| format!(" from {}", show_day(day.0)));
    let until = term.until.map(|day| format!(" until {}", show_day(day.0)));
    let both: String = from.into_iter().chain(until).collect();
    if both.is_empty() { both } else { format!(",{both}") }
}

/// Every vote as the class that takes the most of them sees it.
fn counted(case: &Case<'_>, candidate: &Candidate<'_>) -> Vec<CastVote> {
    let mut best: Vec<CastVote> = Vec::new();
    for class in declared(&candidate.approval.value) {
        for own in case.requirements(class) {
            let Some(requirement) = candidate.measure(class, own, None) else { continue };
            for vote in View::by(case, candidate, class, &requirement).cast {
                match best.iter_mut().find(|known| known.voter == vote.voter) {
                    None => best.push(vote),
                    Some(known) if known.uncounted.is_some() && vote.uncounted.is_none() => *known = vote,
                    Some(_) => {}
                }
            }
        }
    }
    best
}

fn vote(case: &Case<'_>, candidate: &Candidate<'_>, counted: &[CastVote], line: &VoteLine) -> ExplainedVote {
    let voter = line.voter.as_str();
    let seen = counted.iter().find(|vote| vote.voter == voter);
    let signed = case.signatories.evidence(candidate.approval, line);
    let refused = || {
        let about = |found: &&Diagnostic| found.location.span == Some(line.voter.span);
        candidate.roll.diagnostics.iter().find(about).map(|found| found.message.clone())
    };
    let broken = || signed.as_ref().and_then(|signed| signed.holds.as_ref().err().cloned());
    let uncounted = match seen {
        Some(CastVote { uncounted: None, .. }) => None,
        Some(CastVote { uncounted: Some(why), .. }) => {
            Some(refused().or_else(broken).unwrap_or_else(|| why.in_words().to_owned()))
        }
        None => Some(refused().or_else(broken).unwrap_or_else(|| "not asked for by any class".to_owned())),
    };
    ExplainedVote {
        voter: voter.to_owned(),
        name: case.roster.name_of(voter).to_owned(),
        vote: line.vote.value,
        reason: line.reason.as_ref().map(|reason| reason.value.clone()),
        proof: seen.map_or(Proof::Recorded, |vote| vote.proof.clone()),
        refused: refused(),
        uncounted,
        signed,
    }
}

fn decisions(case: &Case<'_>, candidate: &Candidate<'_>, effect: &Effect) -> Vec<ExplainedDecision> {
    let mut explained = Vec::new();
    if let Effect::Voids(ids) = effect {
        // Whoever takes an approval back needs what it needed.
        let originals = ids.iter().filter_map(|id| case.step.before.approvals.get(id));
        let classes: BTreeSet<Class> = originals.flat_map(|original| declared(&original.value)).collect();
        for class in classes {
            let Some(own) = Requirement::of(case.policy, class) else { continue };
            let requirement = candidate.emergency.map_or(own, |emergency| own.in_an_emergency(emergency));
            explained.push(decision(case, candidate, class, &requirement, false));
        }
        return explained;
    }
    for class in declared(&candidate.approval.value) {
        for (position, policy) in case.policies().enumerate() {
            let own = Requirement::of(policy, class);
            if let Some(requirement) = own.and_then(|own| candidate.measure(class, own, None)) {
                explained.push(decision(case, candidate, class, &requirement, position > 0));
            }
        }
    }
    explained
}

fn decision(
    case: &Case<'_>,
    candidate: &Candidate<'_>,
    class: Class,
    requirement: &Requirement<'_>,
    by_new_policy: bool,
) -> ExplainedDecision {
    let ballot = candidate.ballot(requirement, Basis::Shown);
    let view = View::by(case, candidate, class, requirement);
    let managers =
        requirement.managers().map(|count| by_managers(case, candidate, requirement, count, &ballot));
    let votes = requirement.vote().map(|vote| by_vote(case, candidate, requirement, vote, &ballot));
    let approval: &Document<Approval> = candidate.approval;
    ExplainedDecision {
        class,
        requirement: requirement.name().to_owned(),
        rule: requirement.in_words(),
        by_new_policy,
        needs_evidence: requirement.evidence,
        method: method_of(&approval.value, requirement.evidence).name(),
        seats: match requirement.emergency() {
            Some(emergency) => emergency.approvers().len(),
            None => ballot.seats(&candidate.electorate),
        },
        is_emergency: requirement.emergency().is_some(),
        votes: view.votes.clone(),
        checks: managers.into_iter().chain(votes).flat_map(|tally| tally.checks).collect(),
        status: view.status,
        unverifiable: view.is_unverifiable,
        reasons: view
            .reasons
            .iter()
            .filter(|_| view.status != Status::Approved)
            .map(|reason| format!("{} ({})", reason.message, reason.rule))
            .collect(),
        limits: limits(requirement),
    }
}

/// The limits of the policy that bear on a vote.
fn limits(requirement: &Requirement<'_>) -> Vec<String> {
    let limits = requirement.limits;
    let share = limits
        .votes_per_affiliation
        .0
        .map(|limit| format!("votes in favour of one organisation count up to {limit} of all in favour"));
    let proposer =
        (limits.proposer_votes == Some(false)).then(|| "the proposer's vote does not count".to_owned());
    let others = limits
        .other_approvers
        .filter(|count| *count > 0)
        .map(|count| format!("{count} in favour besides the proposer"));
    let lapse = limits.lapse.map(|lapse| format!("it lapses {lapse} after the vote was closed"));
    share.into_iter().chain(proposer).chain(others).chain(lapse).collect()
}
