//! A run in GitHub Actions: a repository, a stand-in for GitHub, an event, and all that the run leaves behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::fake_github::{ACTIONS_TOKEN, Account, Comment, FakeGitHub, Status, account};
use super::history::History;
use super::world::{PLAN, POLICY, Paper, ROSTER, World};

/// The day from which everything is looked at.
const TODAY: &str = "2026-11-20";
const REPOSITORY: &str = "acme/widget";

pub(crate) const NUMBER: u64 = 7;

/// The committee, and a release manager; each with an account.
pub(crate) fn person(name: &str) -> Account {
    let id = match name {
        "alice" => 11,
        "bob" => 12,
        "grace" => 13,
        "heidi" => 14,
        "carol" => 15,
        _ => 99,
    };
    account(id, &format!("{name}-example"))
}

/// A project whose people have accounts, and whose votes on plans have to be confirmed.
pub(crate) fn base() -> World {
    let mut world = World::base();
    for name in ["alice", "bob", "grace", "heidi", "carol"] {
        let mut upper = name.to_owned();
        upper.replace_range(..1, &name[..1].to_uppercase());
        let account = person(name);
        let (old, new) = (
            format!("{name}: {{name: {upper}"),
            format!("{name}: {{name: {upper}, github: {{login: {}, id: {}}}", account.login, account.id),
        );
        world = world.edit(ROSTER, &old, &new);
    }
    world.edit(
        POLICY,
        "  schedule: {vote: majority}",
        "  schedule: {vote: majority, evidence: confirmed, merged-by: tsc}",
    )
}

/// The same, with votes that need no more than a line in a file.
pub(crate) fn recorded() -> World {
    base().edit(POLICY, "evidence: confirmed, merged-by: tsc", "evidence: recorded")
}

/// The key milestone two weeks later, with a file to vote in.
pub(crate) fn moved(before: &World) -> World {
    let after = before.moved();
    let paper = Paper::about("p", before, &after, &[PLAN]).ayes(&["alice", "bob", "grace"]);
    after.approve(&paper)
}

/// A repository on GitHub.
pub(crate) struct Stage {
    pub(crate) history: History,
    pub(crate) github: FakeGitHub,
    pub(crate) base: String,
    pub(crate) head: String,
}

impl Stage {
    /// A repository whose `main` holds one moment, and a change that leads to another.
    pub(crate) fn new(before: &World, after: &World) -> Self {
        let history = History::new();
        let base = history.commit(before, &[]);
        let head = history.commit(after, &[&base]);
        history.reference("refs/heads/main", &base);
        history.reference("refs/remotes/origin/main", &base);
        history.reference("refs/remotes/pull/7/merge", &head);
        Self { history, github: FakeGitHub::start(), base, head }
    }

    /// The same with a pull request of carol's.
    pub(crate) fn with_pull_request(before: &World, after: &World) -> Self {
        let stage = Self::new(before, after);
        let (base, head) = (stage.base.clone(), stage.head.clone());
        stage.github.change(|world| world.pull(NUMBER, &head, &person("carol")).base = base);
        stage
    }

    /// The project in which a vote has to be confirmed, and a pull request that moves its key milestone.
    pub(crate) fn usual() -> Self {
        Self::with_pull_request(&base(), &moved(&base()))
    }

    /// Somebody reviews the head.
    pub(crate) fn review(&self, name: &str, state: &str) -> &Self {
        let head = self.head.clone();
        self.github.change(|world| _ = world.review(NUMBER, &person(name), state, &head, "").id);
        self
    }

    /// Most of the committee approves.
    pub(crate) fn approved(self) -> Self {
        for name in ["alice", "bob", "grace"] {
            self.review(name, "APPROVED");
        }
        self
    }

    pub(crate) fn pull_request(&self) -> Value {
        json!({
            "action": "synchronize",
            "pull_request": {
                "number": NUMBER, "state": "open", "title": "A change",
                "user": {"login": "carol-example", "id": 15, "type": "User"},
                "base": {"ref": "main", "sha": self.base},
                "head": {"ref": "topic", "sha": self.head, "repo": {"full_name": REPOSITORY}},
            },
            "repository": {"full_name": REPOSITORY, "default_branch": "main"},
        })
    }

    /// What GitHub sends when somebody has submitted a review that says this; in its payload, states are in small letters.
    pub(crate) fn reviewed(&self, name: &str, state: &str, body: &str) -> Value {
        let by = person(name);
        let mut payload = self.pull_request();
        payload["action"] = json!("submitted");
        payload["review"] = json!({"state": state.to_lowercase(), "body": body, "commit_id": self.head,
            "user": {"login": by.login, "id": by.id, "type": "User"}});
        payload
    }

    /// Somebody reviews the head, and the run that this starts judges it.
    pub(crate) fn on_review(&self, name: &str, state: &str, run: u64) -> Told {
        self.review(name, state);
        let run = run.to_string();
        self.with("pull_request_review", &self.reviewed(name, state, ""), &[("GITHUB_RUN_ID", &run)])
    }

    /// What GitHub sends when a review was dismissed.
    pub(crate) fn dismissed(&self, name: &str) -> Value {
        let mut payload = self.reviewed(name, "dismissed", "");
        payload["action"] = json!("dismissed");
        payload
    }

    /// Runs on a push to `main`.
    pub(crate) fn pushed(&self, before: &str, after: &str, by: &str) -> Told {
        let sender = person(by);
        let payload = json!({"ref": "refs/heads/main", "before": before, "after": after,
            "sender": {"login": sender.login, "id": sender.id, "type": "User"}});
        self.on("push", &payload)
    }

    /// Runs on the pull request.
    pub(crate) fn run(&self) -> Told {
        self.on("pull_request", &self.pull_request())
    }

    pub(crate) fn on(&self, event: &str, payload: &Value) -> Told {
        self.with(event, payload, &[])
    }

    /// Runs with other variables than usual; an empty one is as good as none.
    pub(crate) fn with(&self, event: &str, payload: &Value, variables: &[(&str, &str)]) -> Told {
        self.call(&["action", "--today", TODAY], event, payload, variables)
    }

    /// Runs any command where a workflow runs.
    pub(crate) fn call(
        &self,
        arguments: &[&str],
        event: &str,
        payload: &Value,
        variables: &[(&str, &str)],
    ) -> Told {
        self.call_in(&self.history.path(), arguments, (event, payload), variables)
    }

    /// The same elsewhere.
    pub(crate) fn call_in(
        &self,
        folder: &Path,
        arguments: &[&str],
        (event, payload): (&str, &Value),
        variables: &[(&str, &str)],
    ) -> Told {
        let runner = tempfile::tempdir().unwrap();
        let file = |name: &str| runner.path().join(name);
        let mut payload = payload.clone();
        if payload.is_object() && payload["repository"].is_null() {
            payload["repository"] = json!({"full_name": REPOSITORY, "default_branch": "main"});
        }
        fs::write(file("event.json"), payload.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
        command
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .env("HOME", runner.path())
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_EVENT_NAME", event)
            .env("GITHUB_EVENT_PATH", file("event.json"))
            .env("GITHUB_REPOSITORY", REPOSITORY)
            .env("GITHUB_WORKSPACE", self.history.path())
            .env("GITHUB_REF", "refs/heads/main")
            .env("GITHUB_RUN_ID", "100")
            .env("GITHUB_RUN_ATTEMPT", "1")
            .env("GITHUB_SERVER_URL", "https://github.example")
            .env("GITHUB_API_URL", self.github.url())
            .env("GITHUB_OUTPUT", file("outputs"))
            .env("GITHUB_STEP_SUMMARY", file("summary.md"))
            .env("RUNNER_TEMP", file("temp"))
            .env("MILEPOST_TOKEN", ACTIONS_TOKEN)
            .envs(variables.iter().copied());
        let output = command.output().unwrap();
        let code = output.status.code().unwrap_or(-1);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!((0..=2).contains(&code) && !errors.contains("panicked"), "{code}\n{errors}");
        let log = String::from_utf8(output.stdout).unwrap();
        assert!(!log.contains(ACTIONS_TOKEN) && !errors.contains(ACTIONS_TOKEN), "the token is shown");
        let outputs = read_outputs(&file("outputs"));
        let report = outputs.get("report").map_or(Value::Null, |path| read_json(Path::new(path)));
        let summary = fs::read_to_string(file("summary.md")).unwrap_or_default();
        Told { code, log, outputs, summary, report, runner }
    }

    pub(crate) fn comments(&self) -> Vec<Comment> {
        self.github.look(|world| world.comments.clone())
    }

    /// The one comment.
    pub(crate) fn comment(&self) -> String {
        let comments = self.comments();
        assert_eq!(comments.len(), 1, "{comments:#?}");
        comments[0].body.clone()
    }

    pub(crate) fn statuses(&self) -> Vec<Status> {
        self.github.look(|world| world.statuses.clone())
    }

    /// What the last mark at a commit says.
    pub(crate) fn mark(&self, commit: &str) -> Option<String> {
        self.mark_as("milepost", commit)
    }

    /// What the last mark of a name at a commit says.
    pub(crate) fn mark_as(&self, context: &str, commit: &str) -> Option<String> {
        let statuses = self.statuses();
        let is_meant = |status: &&Status| status.commit == commit && status.context == context;
        statuses.iter().rfind(is_meant).map(|status| status.state.clone())
    }
}

/// What a run leaves behind.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: i32,
    pub(crate) log: String,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) summary: String,
    pub(crate) report: Value,
    /// Kept as long as its files are looked at.
    #[expect(dead_code, reason = "holds the files of the run")]
    runner: TempDir,
}

impl Told {
    /// Expects this verdict, and an exit code that fits it.
    pub(crate) fn is(&self, verdict: &str) -> &Self {
        assert_eq!(self.outputs.get("verdict").map(String::as_str), Some(verdict), "{self:#?}");
        assert_eq!(self.report["verdict"], verdict, "{self:#?}");
        let passes = matches!(verdict, "approved" | "not-required");
        assert_eq!(self.code, i32::from(!passes), "{self:#?}");
        self
    }

    /// Expects that nothing was judged, and why.
    pub(crate) fn cannot_be_judged(&self, why: &str) -> &Self {
        assert_eq!(self.code, 2, "{self:#?}");
        assert_eq!(self.outputs.get("verdict").map(String::as_str), Some(""), "{self:#?}");
        assert!(self.report["verdict"].is_null(), "{self:#?}");
        assert!(self.report["error"].to_string().contains(why), "no `{why}` in {self:#?}");
        assert!(self.summary.contains("Could not be judged") && !self.summary.contains('✅'), "{self:#?}");
        self
    }

    /// Expects a text among what people read on the page of the run.
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.summary.contains(text), "no `{text}` in {self:#?}");
        self
    }

    /// The lines of the log that the runner obeys.
    pub(crate) fn commands(&self) -> Vec<&str> {
        let mut stopped: Option<String> = None;
        let mut obeyed = Vec::new();
        for line in self.log.lines() {
            match &stopped {
                Some(token) if line == format!("::{token}::") => stopped = None,
                Some(_) => {}
                None => {
                    if let Some(token) = line.strip_prefix("::stop-commands::") {
                        stopped = Some(token.to_owned());
                    } else if line.trim_start().starts_with("::") || line.contains("##[") {
                        obeyed.push(line);
                    }
                }
            }
        }
        assert!(stopped.is_none(), "commands stay switched off: {self:#?}");
        obeyed
    }
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Reads outputs as the runner does.
fn read_outputs(path: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let mut lines = text.lines();
    let mut outputs = BTreeMap::new();
    while let Some(line) = lines.next() {
        let (name, delimiter) = line.split_once("<<").unwrap_or_else(|| panic!("no output: {line}"));
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        assert!(outputs.insert(name.to_owned(), value.join("\n")).is_none(), "`{name}` stands there twice");
    }
    outputs
}
