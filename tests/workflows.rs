//! The action and the workflows: who may do what in them, and that `init` writes what `examples/workflows` shows.
//!
//! What the tools of `.ci/workflows` find is not repeated here; these are the promises that no tool knows of.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it cannot go on, helpers included"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// This project's own action, which cannot be named by the commit that it is a part of.
const OWN_ACTION: &str = concat!("milepost-project/milepost@v", env!("CARGO_PKG_VERSION"));

#[test]
fn every_action_is_named_by_its_commit_and_everywhere_the_same() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in workflows() {
        let text = read(&path);
        for line in
            text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: "))
        {
            if line == OWN_ACTION {
                continue;
            }
            let (action, version) = line.split_once('@').unwrap_or_else(|| panic!("{path:?}: {line}"));
            let (commit, tag) = version.split_once(" # v").unwrap_or_else(|| panic!("{path:?}: {line}"));
            assert!(
                commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{path:?}: {line}"
            );
            assert_eq!(tag.split('.').count(), 3, "{path:?}: {line}");
            versions.entry(action.to_owned()).or_default().insert(version.to_owned());
        }
    }
    assert!(versions.contains_key("actions/checkout"), "{versions:?}");
    assert!(versions.values().all(|known| known.len() == 1), "{versions:?}");
}

#[test]
fn no_job_may_more_than_it_says() {
    for path in workflows() {
        let workflow = yaml(&path);
        assert_eq!(workflow["permissions"], serde_json::json!({}), "{path:?}");
        for (name, job) in workflow["jobs"].as_object().unwrap() {
            let permissions = job["permissions"].as_object().unwrap_or_else(|| panic!("{path:?}: {name}"));
            assert!(!permissions.is_empty(), "{path:?}: {name}");
            for step in steps(job) {
                let action = step["uses"].as_str().unwrap_or_default();
                if action.starts_with("actions/checkout@") {
                    assert_eq!(step["with"]["persist-credentials"], false, "{path:?}: {name}");
                }
            }
        }
    }
}

#[test]
fn no_command_is_put_together_from_what_others_wrote() {
    let mut commands = 0;
    for path in workflows() {
        for job in yaml(&path)["jobs"].as_object().unwrap().values() {
            for step in steps(job) {
                let run = step["run"].as_str().unwrap_or_default();
                assert!(!run.contains("${{"), "{path:?}: {run}");
                commands += usize::from(!run.is_empty());
            }
        }
    }
    for step in steps(&yaml(&top().join("action.yml"))["runs"]) {
        let run = step["run"].as_str().unwrap();
        assert!(!run.contains("${{"), "{run}");
        commands += 1;
    }
    assert!(commands > 5, "{commands}");
}

#[test]
fn what_runs_with_more_permissions_for_forks_checks_out_nothing_of_them() {
    let workflow = yaml(&top().join("examples/workflows/release-gate-forks.yml"));
    let job = &workflow["jobs"]["post"];
    let checkouts: Vec<&Value> = steps(job)
        .filter(|step| step["uses"].as_str().is_some_and(|name| name.contains("/checkout@")))
        .collect();
    assert_eq!(checkouts.len(), 1);
    // Without `ref`, it is the default branch.
    assert_eq!(checkouts[0]["with"], serde_json::json!({"fetch-depth": 0, "persist-credentials": false}));
    for step in steps(job) {
        let run = step["run"].as_str().unwrap_or_default();
        for word in ["checkout", "switch", "worktree", "reset", "restore", "artifact"] {
            assert!(!run.contains(word), "{run}");
        }
    }
    let gate = yaml(&top().join("examples/workflows/release-gate.yml"));
    assert_eq!(workflow["on"]["workflow_run"]["workflows"], serde_json::json!([gate["name"]]));
}

/// A squash or a rebase leaves the reviewed commit out of every branch, and so does a fork, or a branch that was deleted.
#[test]
fn wherever_a_commit_is_judged_that_github_made_what_was_reviewed_is_fetched() {
    let fetching = |file: &str, job: &str| {
        let workflow = yaml(&top().join("examples/workflows").join(file));
        let steps: Vec<Value> = steps(&workflow["jobs"][job]).cloned().collect();
        let fetches = |step: &Value| step["name"] == "Fetch what was reviewed, as data";
        let place = steps.iter().position(fetches).unwrap_or_else(|| panic!("{file}"));
        let runs = |step: &Value| step["uses"].as_str().is_some_and(|name| name.starts_with("milepost-"));
        assert!(steps[place..].iter().any(runs), "{file}");
        steps[place].clone()
    };
    let audit = fetching("release-audit.yml", "audit");
    assert!(audit["run"].as_str().unwrap().contains("'+refs/pull/*/head:refs/pull/*/head'"));
    assert_eq!(fetching("release-merged.yml", "verify"), audit);
    let mut queue = fetching("release-gate.yml", "gate");
    assert_eq!(queue["if"].take(), "github.event_name == 'merge_group'");
    queue.as_object_mut().unwrap().remove("if");
    assert_eq!(queue, audit);
}

#[test]
fn every_change_is_built_for_the_systems_of_a_release() {
    let changes = &yaml(&top().join(".github/workflows/ci.yml"))["jobs"]["elsewhere"];
    let release = &yaml(&top().join(".github/workflows/release.yml"))["jobs"]["build"];
    assert_eq!(changes["strategy"]["matrix"], release["strategy"]["matrix"]);
    assert_eq!(changes["env"], release["env"]);

    let script = read(&top().join("action/run.sh"));
    let known = script.lines().filter_map(|line| line.trim().strip_suffix(" ;;")?.split_once(") echo "));
    let known: BTreeSet<&str> = known.map(|(_, target)| target).collect();
    let systems = release["strategy"]["matrix"]["include"].as_array().unwrap();
    let built: BTreeSet<&str> = systems.iter().map(|system| system["target"].as_str().unwrap()).collect();
    assert_eq!(known, built, "what the action looks for");
    assert!(built.len() == systems.len() && !built.is_empty());
}

#[test]
fn a_run_that_skips_its_job_takes_the_place_of_no_other() {
    for path in workflows() {
        let workflow = yaml(&path);
        let skips = workflow["jobs"].as_object().unwrap().values().any(|job| !job["if"].is_null());
        let group = workflow["concurrency"]["group"].as_str().unwrap_or_default();
        // One of the branch holds what was started for it alone.
        let holds_others = !group.is_empty() && !group.ends_with("-${{ github.ref }}");
        assert!(!(skips && holds_others), "{path:?}: it would hold for runs that do nothing");
    }
}

/// The groups of the workflows for others, each with what it does to a run that has begun.
fn groups() -> Vec<(String, String, Value)> {
    let of = |path: &PathBuf| {
        let workflow = yaml(path);
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut all = vec![workflow["concurrency"].clone()];
        all.extend(workflow["jobs"].as_object().unwrap().values().map(|job| job["concurrency"].clone()));
        all.retain(|one| !one.is_null());
        all.into_iter().map(move |one| {
            (name.clone(), one["group"].as_str().unwrap().to_owned(), one["cancel-in-progress"].clone())
        })
    };
    files(&top().join("examples/workflows")).iter().flat_map(of).collect()
}

#[test]
fn t62_nobody_keeps_a_verdict_away_by_starting_runs() {
    let groups = groups();
    assert_eq!(groups.len(), 5, "{groups:?}");
    for (name, group, cancels) in &groups {
        // One that has begun judges, and the newest that waits judges after it.
        assert_eq!(*cancels, false, "{name}: {group}");
        let others = groups.iter().filter(|(other, ..)| other != name);
        let start = group.split("${{").next().unwrap();
        assert!(others.clone().all(|(_, other, _)| other.split("${{").next() != Some(start)), "{group}");
    }
}

#[test]
fn t62_pull_requests_that_end_with_one_commit_are_judged_side_by_side() {
    let forks = yaml(&top().join("examples/workflows/release-gate-forks.yml"));
    let group = forks["jobs"]["post"]["concurrency"]["group"].as_str().unwrap();
    for part in ["head_sha", "head_repository.full_name", "head_branch"] {
        assert!(group.contains(&format!("github.event.workflow_run.{part}")), "{group}");
    }
    // Neither the name of a repository nor that of a branch has a colon.
    assert!(group.contains("'{0}:{1}:{2}'") && !group.contains('\n'), "{group}");
    let gate = yaml(&top().join("examples/workflows/release-gate.yml"));
    let group = gate["jobs"]["gate"]["concurrency"]["group"].as_str().unwrap();
    assert!(group.contains("github.event.pull_request.number"), "{group}");
}

#[test]
fn a_remark_starts_no_judgement_and_a_vote_does() {
    let gate = yaml(&top().join("examples/workflows/release-gate.yml"));
    let condition = gate["jobs"]["gate"]["if"].as_str().unwrap();
    let votes = "(github.event.action != 'submitted' || github.event.review.state != 'commented' || \
                 contains(github.event.review.body, '+1'))";
    assert!(condition.contains(&format!("&& {votes}")), "{condition}");
    let forks = yaml(&top().join("examples/workflows/release-gate-forks.yml"));
    let condition = forks["jobs"]["post"]["if"].as_str().unwrap();
    assert!(condition.contains("&& github.event.workflow_run.conclusion != 'skipped' &&"), "{condition}");
}

#[test]
fn a_review_of_a_pull_request_to_another_branch_starts_no_gate() {
    let gate = yaml(&top().join("examples/workflows/release-gate.yml"));
    let condition = gate["jobs"]["gate"]["if"].as_str().unwrap();
    let base = "github.event.pull_request.base.ref == github.event.repository.default_branch";
    assert!(
        condition.contains(&format!("&& {base}")) && condition.contains("'merge_group' ||"),
        "{condition}"
    );
}

#[test]
fn what_is_published_was_checked_and_comes_from_the_default_branch() {
    let publish = yaml(&top().join("examples/workflows/publish.yml"));
    let export = &publish["jobs"]["export"];
    let condition = export["if"].as_str().unwrap();
    let branch = "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)";
    assert!(
        condition.contains(branch) && condition.contains("github.event_name == 'schedule' ||"),
        "{condition}"
    );
    assert_eq!(publish["jobs"]["deploy"]["needs"], "export");
    let runs: Vec<&str> = steps(export).filter_map(|step| step["run"].as_str()).collect();
    let exports = runs.iter().find(|run| run.contains("\" export ")).unwrap();
    let (check, export) = (exports.find("\" check --root"), exports.find("\" export "));
    assert!(check.is_some() && check < export, "{exports}");
    // Days end where the project says, not where the machine stands.
    assert!(exports.contains("--today now") && !exports.contains("date --utc"), "{exports}");
    let built = runs.iter().find(|run| run.contains("cargo install")).unwrap();
    assert!(built.contains("--rev \"$MILEPOST\"") && !built.contains("--tag"), "{built}");
}

#[test]
fn the_action_takes_and_gives_what_is_promised() {
    let action = yaml(&top().join("action.yml"));
    let inputs: BTreeSet<&str> = action["inputs"].as_object().unwrap().keys().map(String::as_str).collect();
    let promised = [
        "base",
        "command",
        "comment",
        "fail-on",
        "github-token",
        "head",
        "root",
        "sarif",
        "version",
        "working-directory",
    ];
    assert_eq!(inputs, BTreeSet::from(promised));
    let outputs: Vec<&str> = action["outputs"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(outputs, ["verdict", "summary", "errors", "warnings", "decisions", "report", "witness"]);
    for (name, output) in action["outputs"].as_object().unwrap() {
        assert_eq!(output["value"], format!("${{{{ steps.milepost.outputs.{name} }}}}"));
    }
    let step = &action["runs"]["steps"][0];
    let passed: BTreeSet<String> =
        step["env"].as_object().unwrap().values().map(ToString::to_string).collect();
    let expected = inputs.iter().map(|name| format!("\"${{{{ inputs.{name} }}}}\"")).collect();
    assert_eq!(passed, expected);
}

#[test]
fn init_writes_the_workflows_of_the_examples() {
    let output = Command::new(env!("CARGO_BIN_EXE_milepost"))
        .args([
            "init",
            "--name",
            "Example",
            "--tsc",
            "alice:Alice",
            "--github",
            "--pages",
            "--dry-run",
            "--today",
            "2026-12-01",
        ])
        .current_dir(tempfile::tempdir().unwrap().path())
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let mut paths = files(&top().join("examples/workflows"));
    paths.sort();
    assert_eq!(paths.len(), 5);
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        let written = format!("=== .github/workflows/{name}\n{}\n", read(&path));
        assert!(shown.contains(&written), "{name}: {shown}");
    }
}

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All workflows, the project's own and those for others.
fn workflows() -> Vec<PathBuf> {
    let own = files(&top().join(".github/workflows"));
    let examples = files(&top().join("examples/workflows"));
    assert!(!own.is_empty() && !examples.is_empty());
    own.into_iter().chain(examples).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "yml"))
        .collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn yaml(path: &Path) -> Value {
    serde_yaml::from_str(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn steps(job: &Value) -> impl Iterator<Item = &Value> {
    job["steps"].as_array().unwrap().iter()
}
