//! A project on a made-up GitHub, and the runner of its workflows.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::fake_github::{ACTIONS_TOKEN, Account, FakeGitHub, Status, account};

const MILEPOST: &str = env!("CARGO_BIN_EXE_milepost");
const OWN_ACTION: &str = concat!("milepost-project/milepost@v", env!("CARGO_PKG_VERSION"));

/// Takes the place of the action that keeps a file: it shows the file.
const KEEP: &str = "\
name: Keep
description: Shows what would be kept
inputs:
  path: {description: The file, required: true}
  name: {description: Its name}
  retention-days: {description: How long it is kept}
runs:
  using: composite
  steps:
    - shell: bash
      env: {FILE: '${{ inputs.path }}'}
      run: |
        echo \"kept: $(tr -d '\\n' < \"$FILE\")\"
";

/// Milepost, after whose end a moment passes: the runner drops what it has not yet read when a program is gone, and under
/// load that was the last line.
const UNHURRIED: &str = "#!/bin/sh\n\"$MILEPOST_UNDER_TEST\" \"$@\"\ncode=$?\nsleep 0.5\nexit $code\n";

/// The number of the pull request.
pub(crate) const NUMBER: u64 = 12;

pub(crate) fn alice() -> Account {
    account(1001, "alice-example")
}

pub(crate) fn bob() -> Account {
    account(1002, "bob-example")
}

pub(crate) fn grace() -> Account {
    account(1003, "grace-example")
}

pub(crate) fn carol() -> Account {
    account(1004, "carol-example")
}

pub(crate) struct World {
    folder: TempDir,
    act: PathBuf,
    pub(crate) github: FakeGitHub,
    /// What the runs of the workflows ask with.
    pub(crate) token: &'static str,
    /// The first commit of `main`, with the rules.
    pub(crate) base: String,
    /// A change of the process, with its approval, which nobody has given yet.
    pub(crate) head: String,
    runs: u32,
}

/// What a run of a workflow came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) succeeded: bool,
    /// The exit code of the action; nothing where it did not run.
    pub(crate) exit_code: Option<i32>,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) summary: String,
    pub(crate) log: String,
    /// What the runner shows as an error, annotations among it.
    pub(crate) errors: Vec<String>,
}

impl Run {
    /// The report that was kept.
    pub(crate) fn report(&self) -> Value {
        let line = self.log.lines().find_map(|line| line.strip_prefix("kept: "));
        serde_json::from_str(line.unwrap_or_else(|| panic!("no report was kept: {}", self.log))).unwrap()
    }
}

impl World {
    /// Nothing where the runner is not installed, which `.ci/run` does not accept.
    pub(crate) fn new() -> Option<Self> {
        let top = Path::new(env!("CARGO_MANIFEST_DIR"));
        let act = top.join("target/tools/bin/act");
        if !act.exists() {
            assert!(std::env::var_os("MILEPOST_REQUIRE_RUNNER").is_none(), "{} is missing", act.display());
            println!("NOT TESTED: the runner is not there; `.ci/workflows --install` brings it");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        for path in ["home", "action/action", "keep", "repository"] {
            fs::create_dir_all(folder.path().join(path)).unwrap();
        }
        for path in ["action.yml", "Cargo.toml", "action/run.sh", "action/checksums.txt"] {
            fs::copy(top.join(path), folder.path().join("action").join(path)).unwrap();
        }
        fs::write(folder.path().join("keep/action.yml"), KEEP).unwrap();
        let unhurried = folder.path().join("unhurried");
        fs::write(&unhurried, UNHURRIED).unwrap();
        fs::set_permissions(&unhurried, fs::Permissions::from_mode(0o755)).unwrap();
        let world = Self {
            folder,
            act,
            github: FakeGitHub::start(),
            token: ACTIONS_TOKEN,
            base: String::new(),
            head: String::new(),
            runs: 0,
        };
        Some(world.with_project())
    }

    /// The project as `init` leaves it, and a branch with a change that needs two of three seats.
    fn with_project(mut self) -> Self {
        self.git(&["init", "--quiet", "--initial-branch=main"]);
        self.git(&["remote", "add", "origin", "https://github.com/example/network"]);
        self.milepost(&[
            "init",
            "--name=Network",
            "--template=minimal",
            "--github",
            "--tsc=alice:Alice:alice-example:1001",
            "--tsc=bob:Bob:bob-example:1002",
            "--tsc=grace:Grace:grace-example:1003",
            "--release-manager=carol:Carol:carol-example:1004",
            "--release-manager=bob",
            "--cycle=paris",
            "--start=2027-01-14",
        ]);
        self.edit("release/policy.yaml", ", open: 7 days", "");
        let policy = fs::read_to_string(self.path("repository/release/policy.yaml")).unwrap();
        assert!(policy.contains("process: {vote: majority, evidence: confirmed}"), "{policy}");
        self.base = self.commit("Say who decides what");
        self.git(&["switch", "--quiet", "--create", "change"]);
        self.edit("release/process.yaml", "version: 1", "version: 2");
        self.edit("release/process.yaml", "release - 2 weeks", "release - 3 weeks");
        self.milepost(&[
            "approve",
            "--method=electronic",
            "--id=earlier-freeze",
            "--title=Freeze a week earlier",
        ]);
        self.head = self.commit("Freeze a week earlier");
        self.github.change(|github| {
            github.repository = "example/network".to_owned();
            let pull = github.pull(NUMBER, &self.head, &carol());
            pull.base.clone_from(&self.base);
            pull.head_branch = "change".to_owned();
        });
        self
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The pull request of the change, as an event names it.
    pub(crate) fn pull(&self) -> Value {
        let pull = self.github.look(|github| github.pulls[0].clone());
        json!({
            "number": pull.number,
            "state": if pull.is_open { "open" } else { "closed" },
            "user": pull.author.as_ref().map(user),
            "head": {
                "ref": pull.head_branch,
                "sha": pull.head,
                "repo": pull.head_repository.map(|name| json!({"full_name": name})),
            },
            "base": {"ref": pull.base_branch, "sha": pull.base, "repo": {"full_name": "example/network"}},
        })
    }

    /// What GitHub tells a workflow, beside what the event is about.
    fn event(mut event: Value) -> Value {
        event["repository"] = json!({"full_name": "example/network", "default_branch": "main"});
        event["sender"] = user(&carol());
        event
    }

    /// Somebody approves the change on GitHub.
    pub(crate) fn review(&self, who: &Account) {
        self.review_as(who, "APPROVED");
    }

    /// Somebody asks for changes on GitHub.
    pub(crate) fn object(&self, who: &Account) {
        self.review_as(who, "CHANGES_REQUESTED");
    }

    fn review_as(&self, who: &Account, state: &str) {
        self.github.change(|github| {
            github.review(NUMBER, who, state, &self.head, "");
        });
    }

    /// The texts of the comments on the pull request.
    pub(crate) fn comments(&self) -> Vec<String> {
        self.github.look(|github| github.comments.iter().map(|comment| comment.body.clone()).collect())
    }

    /// The last status of a commit by the name that the rules of a branch ask for.
    pub(crate) fn status(&self, commit: &str) -> Option<String> {
        self.statuses(commit).pop()
    }

    /// All of them, one after the other.
    pub(crate) fn statuses(&self, commit: &str) -> Vec<String> {
        self.github.look(|github| {
            let is_asked = |status: &&Status| status.commit == commit && status.context == "milepost";
            github.statuses.iter().filter(is_asked).map(|status| status.state.clone()).collect()
        })
    }

    /// Runs a workflow of the project as it is in the folder of the project, which has the commit that is named.
    pub(crate) fn run(&mut self, workflow: &str, event: &str, payload: &Value, commit: &str) -> Run {
        self.git(&["checkout", "--quiet", "--detach", commit]);
        self.runs += 1;
        let payload_path = self.path("event.json");
        fs::write(&payload_path, Self::event(payload.clone()).to_string()).unwrap();
        let variables = [
            ("GITHUB_API_URL", self.github.url().to_owned()),
            ("GITHUB_RUN_ID", self.runs.to_string()),
            ("MILEPOST_BINARY", self.path("unhurried").display().to_string()),
            ("MILEPOST_UNDER_TEST", MILEPOST.to_owned()),
            ("GIT_CONFIG_GLOBAL", self.path("home/.gitconfig").display().to_string()),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
        ];
        let mut command = self.command(&self.act);
        command.arg(event).arg("--json").arg("--eventpath").arg(payload_path);
        command.arg("--workflows").arg(format!(".github/workflows/{workflow}.yml"));
        command.args(["--platform", "ubuntu-24.04=-self-hosted", "--actor", &carol().login]);
        command.args(["--secret", &format!("GITHUB_TOKEN={}", self.token)]);
        for (name, value) in variables {
            command.arg("--env").arg(format!("{name}={value}"));
        }
        for (action, folder) in [(OWN_ACTION.to_owned(), "action"), (Self::keeping_action(), "keep")] {
            command.arg("--local-repository").arg(format!("{action}={}", self.path(folder).display()));
        }
        let output = command.output().unwrap();
        read_run(
            &String::from_utf8_lossy(&output.stdout),
            output.status.success(),
            &String::from_utf8_lossy(&output.stderr),
        )
    }

    /// The action that keeps a file, as the gate names it.
    fn keeping_action() -> String {
        let text = fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/workflows/release-gate.yml"),
        );
        let text = text.unwrap();
        let start = text.find("actions/upload-artifact@").unwrap();
        text[start..].split(' ').next().unwrap().to_owned()
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.command(Path::new("git")).args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn milepost(&self, arguments: &[&str]) {
        let output = self.command(Path::new(MILEPOST)).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let path = self.path("repository").join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{}: {text}", path.display());
        fs::write(path, text.replace(from, to)).unwrap();
    }

    /// A program in the folder of the project, which knows nobody's settings.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.path("repository"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path("home"))
            .env("XDG_CACHE_HOME", self.path("home/cache"))
            .env("XDG_CONFIG_HOME", self.path("home/config"))
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Carol");
            command.env(format!("GIT_{role}_EMAIL"), "carol@example.org");
        }
        command
    }
}

fn user(account: &Account) -> Value {
    json!({"login": account.login, "id": account.id, "type": account.kind})
}

/// Reads what the runner writes about a run: a JSON object a line.
fn read_run(lines: &str, succeeded: bool, errors: &str) -> Run {
    let mut run = Run {
        succeeded,
        exit_code: None,
        outputs: BTreeMap::new(),
        summary: String::new(),
        log: String::new(),
        errors: Vec::new(),
    };
    for line in lines.lines() {
        let Ok(entry) = serde_json::from_str::<Value>(line) else { continue };
        let message = entry["msg"].as_str().unwrap_or_default();
        // The step of the workflow, not the one inside of the action.
        let is_outer = entry["stepID"].as_array().is_some_and(|step| step.len() == 1);
        let content = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        match entry["command"].as_str() {
            Some("set-output") if is_outer => {
                run.outputs.insert(content("name"), content("arg"));
            }
            Some("summary") if is_outer => run.summary = content("content"),
            _ if entry["raw_output"] == true => run.log.push_str(message),
            _ => {}
        }
        if entry["level"] == "error" {
            run.errors.push(message.to_owned());
        }
        if let Some(code) = message.strip_prefix("exit status ") {
            run.exit_code = code.parse().ok();
        }
        if entry["stepResult"] == "success" && is_outer && run.outputs.contains_key("verdict") {
            run.exit_code = run.exit_code.or(Some(0));
        }
    }
    assert!(lines.contains("\"jobResult\"") || succeeded, "no job was run: {errors}\n{lines}");
    run
}
