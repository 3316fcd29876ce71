//! The files of one moment of a small project, and approvals of what changes between two moments.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use milepost::document::digest;

pub(crate) const PROJECT: &str = "release/project.yaml";
pub(crate) const ROSTER: &str = "release/roster.yaml";
pub(crate) const POLICY: &str = "release/policy.yaml";
pub(crate) const PROCESS: &str = "release/process.yaml";
pub(crate) const PLAN: &str = "release/schedules/paris.yaml";

const PROJECT_TEXT: &str = "kind: project/v1\nname: Example\n";

const ROSTER_TEXT: &str = "kind: roster/v1
people:
  alice: {name: Alice, affiliation: Red}
  bob: {name: Bob, affiliation: Red}
  grace: {name: Grace, affiliation: Blue}
  heidi: {name: Heidi, affiliation: Green}
  carol: {name: Carol}
  frank: {name: Frank}
  mallory: {name: Mallory}
tsc:
  - {person: alice, from: 2026-01-01}
  - {person: bob, from: 2026-01-01}
  - {person: grace, from: 2026-01-01}
  - {person: heidi, from: 2026-01-01}
release-managers:
  - {person: carol, from: 2026-01-01}
  - {person: frank, from: 2026-01-01}
";

const POLICY_TEXT: &str = "kind: policy/v1
version: 1
votes:
  majority:
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
protect:
  .github/workflows/release-gate.yml: policy
  CODEOWNERS: policy
  .gitattributes: policy
  .gitmodules: policy
";

const PROCESS_TEXT: &str = "kind: process/v1
version: 1
milestones:
  - {id: kickoff, name: Kick-off}
  - {id: freeze, name: Freeze, exit: [{id: docs, text: all documented}]}
  - {id: ga, name: General availability, key: true}
change-control: {tolerance: 5 working days, notice: 14 days}
";

const PLAN_TEXT: &str = "kind: schedule/v1
cycle: paris
process: 1
status: active
milestones:
  - {id: kickoff, date: 2027-03-01}
  - {id: freeze, date: 2027-05-10}
  - {id: ga, date: 2027-07-08}
";

/// Most of the committee, which has four seats.
pub(crate) const TSC: [&str; 3] = ["alice", "bob", "grace"];
/// The whole committee.
pub(crate) const EVERYBODY: [&str; 4] = ["alice", "bob", "grace", "heidi"];

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Thing {
    Plain(Vec<u8>),
    Executable(Vec<u8>),
    Link(String),
    /// The commit of a submodule.
    Submodule(String),
}

/// The files of one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct World(pub(crate) BTreeMap<String, Thing>);

impl World {
    /// A project with a committee of four, a policy that asks for most of them, and one running cycle.
    pub(crate) fn base() -> Self {
        Self::default()
            .with(PROJECT, PROJECT_TEXT)
            .with(ROSTER, ROSTER_TEXT)
            .with(POLICY, POLICY_TEXT)
            .with(PROCESS, PROCESS_TEXT)
            .with(PLAN, PLAN_TEXT)
            .with("CODEOWNERS", "* @org/release\n")
            .with(".gitattributes", "*.yaml text\n")
            .with(".gitmodules", "[submodule \"vendor\"]\n\turl = https://example.org/vendor.git\n")
            .with(".github/workflows/release-gate.yml", "on: pull_request_target\n")
    }

    pub(crate) fn with(self, path: &str, text: &str) -> Self {
        self.with_bytes(path, text.as_bytes())
    }

    pub(crate) fn with_bytes(self, path: &str, bytes: &[u8]) -> Self {
        self.put(path, Thing::Plain(bytes.to_vec()))
    }

    pub(crate) fn put(mut self, path: &str, thing: Thing) -> Self {
        self.0.insert(path.to_owned(), thing);
        self
    }

    pub(crate) fn without(mut self, path: &str) -> Self {
        assert!(self.0.remove(path).is_some(), "there is no `{path}`");
        self
    }

    /// The same with a piece of a text replaced.
    pub(crate) fn edit(self, path: &str, old: &str, new: &str) -> Self {
        let text = self.text(path);
        assert!(text.contains(old), "`{path}` has no `{old}`");
        self.with(path, &text.replacen(old, new, 1))
    }

    pub(crate) fn text(&self, path: &str) -> String {
        match self.0.get(path) {
            Some(Thing::Plain(bytes)) => String::from_utf8(bytes.clone()).unwrap(),
            other => panic!("`{path}` is no text: {other:?}"),
        }
    }

    /// The key milestone moves by two weeks.
    pub(crate) fn moved(&self) -> Self {
        self.clone().edit(PLAN, "ga, date: 2027-07-08", "ga, date: 2027-07-22")
    }

    pub(crate) fn approve(self, paper: &Paper) -> Self {
        self.with(&paper.path(), &paper.text())
    }

    /// This moment with an approval of what changed at these paths by most of the committee.
    pub(crate) fn voted(&self, before: &Self, paths: &[&str], decisions: &[&str]) -> Self {
        self.clone().approve(&Paper::about("p", before, self, paths).deciding(decisions).ayes(&TSC))
    }

    fn digest_at(&self, path: &str) -> String {
        match self.0.get(path) {
            None => "none".to_owned(),
            Some(Thing::Plain(bytes) | Thing::Executable(bytes)) => digest(bytes),
            Some(Thing::Link(text) | Thing::Submodule(text)) => digest(text.as_bytes()),
        }
    }
}

/// An approval file in the making.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    id: String,
    decisions: Vec<String>,
    subject: Vec<String>,
    votes: Vec<String>,
    extra: String,
}

impl Paper {
    /// About what changes at these paths, byte for byte.
    pub(crate) fn about(id: &str, before: &World, after: &World, paths: &[&str]) -> Self {
        let subject = paths
            .iter()
            .map(|path| {
                let (from, to) = (before.digest_at(path), after.digest_at(path));
                format!("{{path: {path}, from: \"{from}\", to: \"{to}\"}}")
            })
            .collect();
        let decisions = vec!["schedule".to_owned()];
        Self { id: id.to_owned(), decisions, subject, votes: Vec::new(), extra: String::new() }
    }

    pub(crate) fn deciding(mut self, decisions: &[&str]) -> Self {
        self.decisions = decisions.iter().map(|class| (*class).to_owned()).collect();
        self
    }

    pub(crate) fn ayes(mut self, voters: &[&str]) -> Self {
        self.votes.extend(voters.iter().map(|voter| format!("  - {{voter: {voter}, vote: \"+1\"}}\n")));
        self
    }

    pub(crate) fn and(mut self, line: &str) -> Self {
        self.extra.push_str(line);
        self.extra.push('\n');
        self
    }

    pub(crate) fn path(&self) -> String {
        format!("release/approvals/{}.yaml", self.id)
    }

    pub(crate) fn text(&self) -> String {
        let mut text = format!("kind: approval/v1\nid: {}\n", self.id);
        writeln!(text, "decisions: [{}]\nsubject: [{}]", self.decisions.join(", "), self.subject.join(", "))
            .unwrap();
        if !self.votes.is_empty() {
            writeln!(text, "votes:\n{}", self.votes.concat().trim_end()).unwrap();
        }
        text + &self.extra
    }
}
