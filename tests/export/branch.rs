//! A branch whose steps are written by hand, with a policy that asks for votes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use git2::{IndexAddOption, Repository, Signature, Time};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::Value;
use tempfile::TempDir;

use super::documents::{PROCESS, PROJECT, ROSTER, plan_of, policy_with_minor_moves, repository};
use super::program::{export, run};
use super::subscriber::{self, Event};

/// Small moves need nobody.
pub(crate) fn free_minor_moves() -> String {
    policy_with_minor_moves("{}")
}

/// Who votes.
pub(crate) const TSC: [&str; 2] = ["alice", "bob"];
pub(crate) const MANAGERS: [&str; 2] = ["carol", "frank"];

pub(crate) const GA: &str = "id: ga, date: 2027-07-22";
/// The same three months later.
pub(crate) const LATE: &str = "id: ga, date: 2027-10-22";

/// A plan in force.
pub(crate) fn plan(milestones: &[&str]) -> String {
    plan_that_is("active", milestones)
}

pub(crate) fn plan_that_is(status: &str, milestones: &[&str]) -> String {
    plan_of("Paris", status, milestones)
}

const PLAN: &str = "schedules/paris.yaml";

/// The branch, with one step a fortnight.
pub(crate) struct Branch {
    folder: TempDir,
    git: Repository,
    day: Date,
    approvals: usize,
    pub(crate) commits: Vec<String>,
}

impl Branch {
    /// Without a policy and without a plan; the first step has to be taken still.
    pub(crate) fn ungoverned() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let git = repository(folder.path());
        let mut branch = Self { folder, git, day: date(2026, 12, 1), approvals: 0, commits: Vec::new() };
        branch.write("project.yaml", PROJECT);
        branch.write("process.yaml", PROCESS);
        branch.write("roster.yaml", ROSTER);
        branch
    }

    /// A plan that came with a policy.
    pub(crate) fn anchored(policy: &str, plan: &str) -> Self {
        let mut branch = Self::ungoverned();
        branch.write("policy.yaml", policy);
        branch.step(plan);
        branch
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&mut self, name: &str, text: &str) {
        let path = self.folder.path().join("release").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join("release").join(name)).unwrap()
    }

    /// The plan, or nothing in its place.
    pub(crate) fn put(&mut self, plan: Option<&str>) {
        match plan {
            Some(plan) => self.write(PLAN, plan),
            None => fs::remove_file(self.folder.path().join("release").join(PLAN)).unwrap(),
        }
    }

    /// The plan changes, and nobody approves it.
    pub(crate) fn step(&mut self, plan: &str) -> String {
        self.write(PLAN, plan);
        self.commit()
    }

    /// The plan changes, and these people approved exactly that.
    pub(crate) fn approved_step(&mut self, plan: &str, voters: &[&str]) -> String {
        self.write(PLAN, plan);
        self.approve(&["--base", "HEAD"], voters);
        self.commit()
    }

    /// An approval of what these arguments name. It is called after its number.
    pub(crate) fn approve(&mut self, of: &[&str], by: &[&str]) -> String {
        self.approve_if_needed(of, by).expect("somebody has to approve it")
    }

    /// The same; none where nobody has to approve it.
    pub(crate) fn approve_if_needed(&mut self, of: &[&str], by: &[&str]) -> Option<String> {
        self.approvals += 1;
        let closed = self.next_day();
        let (id, closed, opened) = (
            format!("{closed}-{}", self.approvals),
            closed.to_string(),
            closed.checked_sub(9.days()).unwrap().to_string(),
        );
        let votes: Vec<String> = by.iter().map(|voter| format!("{voter}=+1")).collect();
        let mut arguments =
            vec!["approve", "--today", &closed, "--method", "electronic", "--id", &id, "--opened", &opened];
        arguments.extend(["--closed", &closed]);
        arguments.extend(of);
        for vote in &votes {
            arguments.extend(["--vote", vote]);
        }
        let output = run(self.path(), &arguments);
        let file = self.path().join(format!("release/approvals/{id}.yaml"));
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        let nothing = ["Nobody has to approve this change", "there is no change to approve"];
        assert!(file.exists() || nothing.iter().any(|nothing| said.contains(nothing)), "{said}");
        file.exists().then_some(id)
    }

    /// An approval after the fact of the step from one commit to the next.
    pub(crate) fn ratify(&mut self, base: &str, head: &str, by: &[&str]) -> String {
        self.ratify_if_needed(base, head, by).expect("somebody has to ratify it")
    }

    /// The same; none where nobody has to approve it.
    pub(crate) fn ratify_if_needed(&mut self, base: &str, head: &str, by: &[&str]) -> Option<String> {
        let id = self.approve_if_needed(&["--base", base, "--head", head], by)?;
        let name = format!("approvals/{id}.yaml");
        let written = self.read(&name);
        if !written.contains("ratifies:") {
            self.write(&name, &written.replacen("votes:", &format!("ratifies: {head}\nvotes:"), 1));
        }
        Some(id)
    }

    fn next_day(&self) -> Date {
        self.day.checked_add(14.days()).unwrap()
    }

    pub(crate) fn commit(&mut self) -> String {
        self.day = self.next_day();
        let noon = self.day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap();
        let signature =
            Signature::new("Ann", "ann@example.org", &Time::new(noon.timestamp().as_second(), 0)).unwrap();
        let mut index = self.git.index().unwrap();
        index.add_all(["release"], IndexAddOption::DEFAULT, None).unwrap();
        index.update_all(["release"], None).unwrap();
        index.write().unwrap();
        let tree = self.git.find_tree(index.write_tree().unwrap()).unwrap();
        let parent = self.commits.last().map(|id| self.git.find_commit(id.parse().unwrap()).unwrap());
        let parents: Vec<_> = parent.iter().collect();
        let id = self.git.commit(Some("HEAD"), &signature, &signature, "A step\n", &tree, &parents).unwrap();
        self.commits.push(id.to_string());
        id.to_string()
    }

    pub(crate) fn export(&self, format: &str) -> String {
        export(self.path(), &[format])
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        subscriber::parse(&self.export("ics"))
    }

    /// The event of a milestone by its present id.
    pub(crate) fn event(&self, id: &str) -> Event {
        let events = self.events();
        let is_it = |event: &&Event| event.milestone.as_ref().is_some_and(|(_, of)| of == id);
        events.iter().find(is_it).unwrap_or_else(|| panic!("no event of {id}: {events:?}")).clone()
    }

    /// What the calendar says of a milestone: whether it is certain.
    pub(crate) fn status(&self, id: &str) -> String {
        self.event(id).status
    }

    pub(crate) fn data(&self) -> Value {
        serde_json::from_str(&self.export("json")).unwrap()
    }

    /// The data on a milestone.
    pub(crate) fn milestone(&self, id: &str) -> Value {
        let data = self.data();
        let all = data["cycles"][0]["milestones"].as_array().unwrap();
        all.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("no {id} in {all:?}")).clone()
    }

    /// How `milepost audit` calls each step.
    pub(crate) fn audit(&self) -> Vec<String> {
        let audited = self.audit_by_commit();
        self.commits.iter().filter_map(|commit| audited.get(commit).cloned()).collect()
    }

    pub(crate) fn audit_by_commit(&self) -> BTreeMap<String, String> {
        let today = self.day.to_string();
        let output = run(self.path(), &["audit", "--format", "json", "--today", &today]);
        let audit: Value = serde_json::from_slice(&output.stdout).unwrap();
        let steps = audit["steps"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        steps.map(|step| (text(&step["commit"]), text(&step["status"]))).collect()
    }

    /// Whether the plan is another one at one commit than at the other.
    pub(crate) fn changed_the_plan(&self, from: &str, to: &str) -> bool {
        self.plan_at(from) != self.plan_at(to)
    }

    fn plan_at(&self, commit: &str) -> Option<Vec<u8>> {
        let tree = self.git.find_commit(commit.parse().unwrap()).unwrap().tree().unwrap();
        let entry = tree.get_path(&Path::new("release").join(PLAN)).ok()?;
        Some(self.git.find_blob(entry.id()).unwrap().content().to_vec())
    }

    /// What the calendar, the data and the tables say agrees.
    pub(crate) fn agrees(&self) {
        let data = self.data();
        let events = self.events();
        let cycles = data["cycles"].as_array().unwrap();
        for milestone in cycles.iter().flat_map(|cycle| cycle["milestones"].as_array().unwrap()) {
            let Some(event) = events.iter().find(|event| milestone["uid"] == event.uid) else {
                assert!(milestone["date"].is_null(), "{milestone} is not in the calendar");
                continue;
            };
            assert_eq!(event.status == "CONFIRMED", milestone["confirmed"] == true, "{milestone} {event:?}");
            let state = milestone["approval"]["state"].as_str().unwrap();
            let is_settled = ["approved", "ratified", "not-governed", "over"].contains(&state);
            assert!(is_settled || event.status != "CONFIRMED", "{milestone} {event:?}");
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
