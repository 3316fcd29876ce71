//! What the judgement answers, from whole documents before and after a step.

mod classes;
mod coverage;
mod cures;
mod evidence;
mod merging;
mod omitted;
mod profiles;
mod properties;
mod signatures;
mod tallies;
mod threats;
mod weaker;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;

use super::{
    About, Account, ClassifiedChange, GitHub, HistoryFacts, Judgement, Merger, Proofs, PullRequest, Review,
    ReviewState, Step, Verdict, classify, content, judge, verdict,
};
use crate::diff::diff;
use crate::document::{Workspace, load};
use crate::source::InMemory;

const PROJECT: &str = "kind: project/v1\nname: Example\n";

const ROSTER: &str = "kind: roster/v1
people:
  alice: {name: Alice, affiliation: Red}
  bob: {name: Bob, affiliation: Red}
  grace: {name: Grace, affiliation: Blue}
  heidi: {name: Heidi, affiliation: Green}
  dave: {name: Dave, affiliation: Blue}
  erin: {name: Erin}
  carol: {name: Carol}
  frank: {name: Frank}
  mallory: {name: Mallory}
tsc:
  - {person: alice, from: 2026-01-01}
  - {person: bob, from: 2026-01-01}
  - {person: grace, from: 2026-01-01, alternate: dave}
  - {person: heidi, from: 2026-01-01}
  - {person: erin, from: 2026-01-01, voting: false}
release-managers:
  - {person: carol, from: 2026-01-01}
  - {person: frank, from: 2026-01-01}
";

const POLICY: &str = "kind: policy/v1
version: 1
votes:
  majority:
    meeting: {quorum: \">= 1/2 of seats\", pass: \"> 1/2 of present\"}
    electronic: {pass: \"> 1/2 of seats\"}
requirements:
  adoption: {vote: majority}
  appointment: {vote: majority}
  electorate: {vote: majority}
  policy: {vote: majority}
  process: {vote: majority}
  schedule: {vote: majority}
  schedule-minor: {approve: release-managers, count: 2}
  exception: {vote: majority}
  record: {}
  editorial: {}
";

const PROCESS: &str = "kind: process/v1
version: 1
milestones:
  - {id: kickoff, name: Kick-off}
  - {id: freeze, name: Freeze, at: kickoff + 10 weeks}
  - {id: ga, name: General availability, key: true}
change-control: {tolerance: 5 working days, notice: 14 days}
";

const PARIS: &str = "kind: schedule/v1
cycle: paris
process: 1
status: active
milestones:
  - {id: kickoff, date: 2027-03-01}
  - {id: freeze, date: 2027-05-10}
  - {id: ga, date: 2027-07-08}
";

const PLAN: &str = "release/schedules/paris.yaml";
const PROCESS_PATH: &str = "release/process.yaml";
const ROSTER_PATH: &str = "release/roster.yaml";
const POLICY_PATH: &str = "release/policy.yaml";

/// The documents of one moment, as text.
#[derive(Debug, Clone, Default)]
struct World(BTreeMap<String, String>);

impl World {
    fn base() -> Self {
        Self::default()
            .with("release/project.yaml", PROJECT)
            .with(ROSTER_PATH, ROSTER)
            .with(POLICY_PATH, POLICY)
            .with(PROCESS_PATH, PROCESS)
            .with(PLAN, PARIS)
    }

    fn with(mut self, path: &str, text: &str) -> Self {
        self.0.insert(path.to_owned(), text.to_owned());
        self
    }

    fn without(mut self, path: &str) -> Self {
        assert!(self.0.remove(path).is_some(), "{path}");
        self
    }

    /// The same with a piece of a text replaced.
    fn edit(self, path: &str, old: &str, new: &str) -> Self {
        let text = self.0.get(path).expect(path).clone();
        assert!(text.contains(old), "{path} has no `{old}`");
        self.with(path, &text.replacen(old, new, 1))
    }

    fn approve(self, approval: &Paper) -> Self {
        self.with(&format!("release/approvals/{}.yaml", approval.id), &approval.text())
    }

    fn workspace(&self) -> Workspace {
        let snapshot =
            self.0.iter().fold(InMemory::new("test"), |files, (path, text)| files.with_file(path, text));
        let outside = ["CODEOWNERS", ".github/workflows/gate.yml"].map(str::to_owned);
        load(&snapshot, "release", &BTreeSet::from(outside)).expect("a workspace")
    }
}

/// An approval file in the making.
#[derive(Debug, Clone)]
struct Paper {
    id: String,
    decisions: Vec<&'static str>,
    subject: Vec<String>,
    votes: Vec<(String, &'static str)>,
    /// What stands in the line of a vote besides, by voter.
    remarks: BTreeMap<String, String>,
    extra: String,
}

impl Paper {
    /// About what changes at these paths, in bytes alone.
    fn bytes(id: &str, before: &World, after: &World, paths: &[&str]) -> Self {
        let (old, new) = (before.workspace(), after.workspace());
        let subject = paths.iter().map(|path| {
            let now = content(&old, &new, path);
            format!("{{path: {path}, from: \"{}\", to: \"{}\"}}", now.from, now.to)
        });
        Self {
            id: id.to_owned(),
            decisions: vec!["schedule"],
            subject: subject.collect(),
            votes: Vec::new(),
            remarks: BTreeMap::new(),
            extra: String::new(),
        }
    }

    /// About what changes at these paths, in bytes and meaning.
    fn meaning(id: &str, before: &World, after: &World, paths: &[&str]) -> Self {
        let (old, new) = (before.workspace(), after.workspace());
        let subject = paths.iter().map(|path| {
            let now = content(&old, &new, path);
            let (from, to) = now.meaning.expect("a meaning");
            format!(
                "{{path: {path}, from: \"{}\", to: \"{}\", meaning: {{from: \"{from}\", to: \"{to}\"}}}}",
                now.from, now.to
            )
        });
        let subject = subject.collect();
        Self { subject, ..Self::bytes(id, before, after, &[]) }
    }

    fn deciding(mut self, decisions: &[&'static str]) -> Self {
        self.decisions = decisions.to_vec();
        self
    }

    fn votes(mut self, vote: &'static str, voters: &[&str]) -> Self {
        self.votes.extend(voters.iter().map(|voter| ((*voter).to_owned(), vote)));
        self
    }

    fn ayes(self, voters: &[&str]) -> Self {
        self.votes("+1", voters)
    }

    /// Adds to the line of a vote.
    fn remark(mut self, voter: &str, text: &str) -> Self {
        let remark = self.remarks.entry(voter.to_owned()).or_default();
        write!(remark, ", {text}").expect("a string");
        self
    }

    fn and(mut self, line: &str) -> Self {
        self.extra.push_str(line);
        self.extra.push('\n');
        self
    }

    fn text(&self) -> String {
        let mut text = format!(
            "kind: approval/v1\nid: {}\ndecisions: [{}]\nsubject: [{}]\n",
            self.id,
            self.decisions.join(", "),
            self.subject.join(", ")
        );
        if !self.votes.is_empty() {
            text.push_str("votes:\n");
        }
        for (voter, vote) in &self.votes {
            let remark = self.remarks.get(voter).map(String::as_str).unwrap_or_default();
            writeln!(text, "  - {{voter: {voter}, vote: \"{vote}\"{remark}}}").expect("a string");
        }
        text + &self.extra
    }
}

/// What came of a step.
#[derive(Debug)]
struct Answer {
    judgement: Judgement,
    verdict: Verdict,
    classes: Vec<ClassifiedChange>,
    found: Vec<String>,
}

impl Answer {
    /// The rules that gave reasons or errors.
    fn rules(&self) -> BTreeSet<&str> {
        let reasons = self.judgement.decisions.iter().flat_map(|decision| &decision.reasons);
        let errors = self.judgement.diagnostics.iter().map(|diagnostic| diagnostic.rule);
        reasons.map(|reason| reason.rule).chain(errors).collect()
    }

    /// The classes of the changes of a path, each once, in order.
    fn classes_of(&self, path: &str) -> Vec<&'static str> {
        let classes: BTreeSet<_> = self
            .classes
            .iter()
            .filter(|change| change.change.location.path == path)
            .map(|change| change.class)
            .collect();
        classes.into_iter().map(super::Class::name).collect()
    }

    fn is(&self, verdict: Verdict) -> &Self {
        assert_eq!(self.verdict, verdict, "{:#?}\n{:?}", self.judgement, self.found);
        self
    }

    fn because(&self, rule: &str) {
        assert!(self.rules().contains(rule), "no `{rule}` in {:#?}", self.judgement);
    }
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

const TODAY: &str = "2026-11-20";

fn step(before: &World, after: &World) -> Answer {
    step_with(before, after, TODAY, &HistoryFacts::default())
}

fn step_with(before: &World, after: &World, today: &str, history: &HistoryFacts) -> Answer {
    judged(before, after, today, history, Proofs::offline())
}

fn judged(before: &World, after: &World, today: &str, history: &HistoryFacts, proofs: &Proofs) -> Answer {
    let (old, new) = (before.workspace(), after.workspace());
    let step = Step { before: &old, after: &new, today: day(today), history, proofs };
    let classes = classify(step, diff(&old, &new));
    let judgement = judge(step, &classes);
    let verdict = verdict(&judgement, &old.diagnostics, &new.diagnostics, crate::rules::is_guarded);
    let found = new.diagnostics.iter().map(|problem| format!("{}: {}", problem.rule, problem.message));
    Answer { found: found.collect(), judgement, verdict, classes }
}

/// A step whose people are known.
fn shown(before: &World, after: &World, proofs: &Proofs) -> Answer {
    judged(before, after, TODAY, &HistoryFacts::default(), proofs)
}

/// The people of the roster, in the order of their accounts.
const PEOPLE: [&str; 9] = ["alice", "bob", "grace", "heidi", "dave", "erin", "carol", "frank", "mallory"];

/// The account of a person of the roster; anybody else has one that it does not list.
fn account(person: &str) -> Account {
    let id = PEOPLE.iter().position(|known| *known == person).map_or(100, |position| position as u64 + 1);
    Account { id, login: person.to_owned(), is_bot: false }
}

/// The same roster with everybody's account.
fn with_accounts(roster: &str) -> String {
    PEOPLE.iter().fold(roster.to_owned(), |roster, person| {
        let start = format!("  {person}: {{");
        let id = account(person).id;
        roster.replacen(&start, &format!("{start}github: {{login: {person}-example, id: {id}}}, "), 1)
    })
}

/// A review of the content of the change, submitted in the order of its number.
fn review(id: u32, person: &str, state: ReviewState) -> Review {
    Review {
        id: u64::from(id),
        reviewer: account(person),
        state,
        commit: "9f2c1d7e5b8a4036c1e0d9f7a6b5c4d3e2f10987".to_owned(),
        about: About::Change,
        same_votes: true,
        submitted: jiff::Timestamp::from_second(1_795_000_000 + i64::from(id)).expect("a moment"),
    }
}

/// What GitHub shows of a pull request.
fn pull_request(author: &str, reviews: Vec<Review>) -> Proofs {
    Proofs {
        pull_request: GitHub::Shows(PullRequest { author: Some(account(author)), reviews }),
        merger: Merger::NotMerged,
    }
}

/// The people of the standard documents with their accounts, and what the policy asks of a schedule.
fn world(requirement: &str) -> World {
    let policy = POLICY.replace("schedule: {vote: majority}", &format!("schedule: {{{requirement}}}"));
    World::base().with(ROSTER_PATH, &with_accounts(ROSTER)).with(POLICY_PATH, &policy)
}

/// The key milestone moves by two weeks.
fn moved(world: &World) -> World {
    world.clone().edit(PLAN, "ga, date: 2027-07-08", "ga, date: 2027-07-22")
}

/// The freeze moves by two working days.
fn nudged(world: &World) -> World {
    world.clone().edit(PLAN, "2027-05-10", "2027-05-12")
}
