//! The workflows of `examples/workflows` from one end to the other: a runner of GitHub Actions runs them with this action and
//! this program, against a GitHub on the loopback interface.
//!
//! The runner is `act`, without containers. `.ci/workflows --install` brings it.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops where it cannot go on, helpers included, and says what it did not test"
)]

mod fake_github;
#[path = "act/world.rs"]
mod world;

use serde_json::json;

use fake_github::{ACTIONS_TOKEN, FORK_TOKEN};
use world::{World, alice, bob, carol, grace};

#[test]
fn a_change_is_judged_from_the_first_request_to_the_merge() {
    let Some(mut world) = World::new() else { return };
    let head = world.head.clone();

    // It is proposed, and nobody has approved it.
    let event = json!({"action": "opened", "number": 12, "pull_request": world.pull()});
    let run = world.run("release-gate", "pull_request", &event, &head);
    assert_eq!((run.succeeded, run.exit_code), (false, Some(1)), "{run:#?}");
    assert_eq!(run.outputs["verdict"], "pending", "{run:#?}");
    assert!(run.outputs["summary"].starts_with("Not approved yet"), "{run:#?}");
    assert_eq!((run.outputs["errors"].as_str(), run.outputs["warnings"].as_str()), ("0", "0"));
    assert!(run.outputs["decisions"].contains("process"), "{run:#?}");
    assert_eq!(run.report()["verdict"], "pending");
    assert!(run.summary.contains("Not approved yet"), "{run:#?}");
    let status = world.status(&head).expect("a status");
    assert!(["pending", "failure"].contains(&status.as_str()), "{status}");
    assert_eq!(world.comments().len(), 1);
    assert!(world.comments()[0].contains("Not approved yet"), "{:?}", world.comments());

    // Two of three seats approve.
    world.review(&alice());
    world.review(&bob());
    let event = json!({"action": "submitted", "review": {"id": 501}, "pull_request": world.pull()});
    let run = world.run("release-gate", "pull_request_review", &event, &head);
    assert_eq!((run.succeeded, run.exit_code), (true, Some(0)), "{run:#?}");
    assert_eq!(run.outputs["verdict"], "approved", "{run:#?}");
    assert_eq!(world.status(&head).as_deref(), Some("success"));
    assert_eq!(world.comments().len(), 1, "the comment is kept up to date: {:?}", world.comments());
    assert!(world.comments()[0].contains("✅"), "{:?}", world.comments());

    // The third one objects: no success stands from then on.
    world.object(&grace());
    let event = json!({"action": "submitted", "review": {"id": 502}, "pull_request": world.pull()});
    let run = world.run("release-gate", "pull_request_review", &event, &head);
    assert_eq!((run.succeeded, run.exit_code), (false, Some(1)), "{run:#?}");
    assert_eq!(world.statuses(&head), ["pending", "success", "pending", "pending"]);

    // And is convinced.
    world.review(&grace());
    let event = json!({"action": "submitted", "review": {"id": 503}, "pull_request": world.pull()});
    let run = world.run("release-gate", "pull_request_review", &event, &head);
    assert_eq!((run.succeeded, run.exit_code), (true, Some(0)), "{run:#?}");
    assert_eq!(world.status(&head).as_deref(), Some("success"));

    // The queue makes a candidate.
    let base = world.base.clone();
    world.git(&["checkout", "--quiet", "--detach", &base]);
    world.git(&["merge", "--quiet", "--no-ff", "--message", "Merge pull request #12", &head]);
    let merged = world.git(&["rev-parse", "HEAD"]);
    world.serve(&head);
    let event = json!({"action": "checks_requested", "merge_group": {
        "base_ref": "refs/heads/main",
        "base_sha": base,
        "head_ref": format!("refs/heads/gh-readonly-queue/main/pr-12-{base}"),
        "head_sha": merged,
    }});
    let run = world.run("release-gate", "merge_group", &event, &merged);
    assert_eq!((run.succeeded, run.exit_code), (true, Some(0)), "{run:#?}");
    assert_eq!(world.status(&merged).as_deref(), Some("success"));

    // It reaches the branch.
    world.github.change(|github| {
        github.pulls[0].is_open = false;
        github.pulls[0].merged = Some((merged.clone(), Some(bob())));
    });
    world.git(&["branch", "--force", "main", &merged]);
    let event =
        json!({"ref": "refs/heads/main", "before": base, "after": merged, "pusher": {"name": carol().login}});
    let run = world.run("release-merged", "push", &event, &merged);
    assert_eq!((run.succeeded, run.exit_code), (true, Some(0)), "{run:#?}");
    assert!(run.summary.contains("earlier-freeze.witness.yaml"), "{run:#?}");
    assert!(run.log.contains("kept: ") && run.log.contains("kind: witness/v1"), "{run:#?}");
}

#[test]
fn a_mistake_is_shown_at_its_line() {
    let Some(mut world) = World::new() else { return };
    world.edit("release/process.yaml", "key: true ", "kee: true ");
    let head = world.commit("Misspell a key");
    world.github.change(|github| github.pulls[0].head.clone_from(&head));
    let event = json!({"action": "synchronize", "number": 12, "pull_request": world.pull()});
    let run = world.run("release-gate", "pull_request", &event, &head);
    assert_eq!((run.succeeded, run.exit_code), (false, Some(1)), "{run:#?}");
    assert_eq!(run.outputs["verdict"], "invalid", "{run:#?}");
    assert_ne!(run.outputs["errors"], "0");
    assert!(
        run.errors.iter().any(|error| error.contains("::error file=release/process.yaml,line=")),
        "{run:#?}"
    );
    assert_eq!(world.status(&head).as_deref(), Some("failure"));
    assert!(world.comments()[0].contains("release/process.yaml"), "{:?}", world.comments());
}

#[test]
fn what_is_pushed_past_the_gate_is_found() {
    let Some(mut world) = World::new() else { return };
    let (base, head) = (world.base.clone(), world.head.clone());
    world.github.change(|github| github.pulls.clear());
    world.git(&["branch", "--force", "main", &head]);
    world.serve(&head);
    let event =
        json!({"ref": "refs/heads/main", "before": base, "after": head, "pusher": {"name": carol().login}});
    let run = world.run("release-merged", "push", &event, &head);
    assert_eq!((run.succeeded, run.exit_code), (false, Some(1)), "{run:#?}");

    let audit = world.run("release-audit", "schedule", &json!({"schedule": "17 6 * * 1"}), &head);
    assert_eq!((audit.succeeded, audit.exit_code), (false, Some(1)), "{audit:#?}");
    let again = world.run("release-audit", "workflow_dispatch", &json!({"ref": "refs/heads/main"}), &head);
    assert_eq!((again.succeeded, again.exit_code), (false, Some(1)), "{again:#?}");
    assert_eq!(world.github.look(|github| github.issues.len()), 1, "one issue is kept");
}

#[test]
fn what_was_squashed_is_audited_with_what_was_reviewed() {
    let Some(mut world) = World::new() else { return };
    let (base, head) = (world.base.clone(), world.head.clone());
    let tree = format!("{head}^{{tree}}");
    let squash = world.git(&["commit-tree", &tree, "-p", &base, "-m", "Freeze a week earlier (#12)"]);
    world.git(&["branch", "--force", "main", &squash]);
    world.review(&alice());
    world.review(&bob());
    world.github.change(|github| {
        github.pulls[0].is_open = false;
        github.pulls[0].merged = Some((squash.clone(), Some(alice())));
    });
    world.keep_on_the_server(&head, &squash);
    let audit = world.run("release-audit", "schedule", &json!({"schedule": "17 6 * * 1"}), &squash);
    assert_eq!((audit.succeeded, audit.exit_code), (true, Some(0)), "{audit:#?}");
    assert!(audit.summary.contains("pull request 12, as GitHub shows it today"), "{audit:#?}");
    assert!(world.github.look(|github| github.issues.is_empty()));
}

#[test]
fn a_change_of_a_fork_is_judged_twice_and_told_once() {
    let Some(mut world) = World::new() else { return };
    let (base, head) = (world.base.clone(), world.head.clone());
    world.token = FORK_TOKEN;
    world.github.change(|github| github.pulls[0].head_repository = Some("stranger/network".to_owned()));
    let event = json!({"action": "opened", "number": 12, "pull_request": world.pull()});
    let run = world.run("release-gate", "pull_request", &event, &head);
    assert_eq!((run.succeeded, run.exit_code), (false, Some(1)), "{run:#?}");
    assert_eq!(run.outputs["verdict"], "pending", "{run:#?}");
    assert!(run.summary.contains("Not approved yet"), "{run:#?}");
    assert_eq!((world.comments().len(), world.status(&head)), (0, None));

    // The second run has the default branch only, and fetches the change itself.
    world.keep_on_the_server(&head, &base);
    world.token = ACTIONS_TOKEN;
    let event = json!({"action": "completed", "workflow_run": {
        "event": "pull_request",
        "conclusion": "failure",
        "head_sha": head,
        "head_branch": "change",
        "head_repository": {"full_name": "stranger/network", "owner": {"login": "stranger"}},
    }});
    let run = world.run("release-gate-forks", "workflow_run", &event, &base);
    assert_eq!((run.succeeded, run.exit_code), (false, Some(1)), "{run:#?}");
    assert_eq!(world.comments().len(), 1);
    assert!(world.comments()[0].contains("Not approved yet"), "{:?}", world.comments());
    assert!(world.status(&head).is_some_and(|status| status != "success"));
}

#[test]
fn a_run_of_the_repository_itself_is_not_judged_again() {
    let Some(mut world) = World::new() else { return };
    let (base, head) = (world.base.clone(), world.head.clone());
    let event = json!({"action": "completed", "workflow_run": {
        "event": "pull_request",
        "conclusion": "failure",
        "head_sha": head,
        "head_branch": "change",
        "head_repository": {"full_name": "example/network", "owner": {"login": "example"}},
    }});
    let run = world.run("release-gate-forks", "workflow_run", &event, &base);
    assert!(run.succeeded && run.outputs.is_empty(), "{run:#?}");
    assert_eq!(world.github.asked(), Vec::<String>::new());
}

#[test]
fn a_github_that_does_not_answer_is_no_verdict() {
    let Some(mut world) = World::new() else { return };
    let head = world.head.clone();
    world.review(&alice());
    world.review(&bob());
    world.github.change(|github| github.tokens.clear());
    let event = json!({"action": "opened", "number": 12, "pull_request": world.pull()});
    let run = world.run("release-gate", "pull_request", &event, &head);
    assert_eq!((run.succeeded, run.exit_code), (false, Some(2)), "{run:#?}");
    assert!(!["approved", "not-required"].contains(&run.outputs["verdict"].as_str()), "{run:#?}");
    assert!(run.errors.iter().any(|line| line.contains("::error") && line.contains("token")), "{run:#?}");
    assert_eq!((world.comments().len(), world.status(&head)), (0, None));
}

impl World {
    /// Leaves in the project what belongs to `main`, and keeps the change where git fetches from, as GitHub does.
    fn keep_on_the_server(&self, head: &str, base: &str) {
        self.serve(head);
        self.git(&["checkout", "--quiet", "--detach", base]);
        self.git(&["branch", "--delete", "--force", "change"]);
        self.git(&["reflog", "expire", "--expire=now", "--all"]);
        // The runner copies no empty folders, so nothing is packed.
        self.git(&["prune", "--expire=now"]);
        let is_there = std::process::Command::new("git")
            .args(["cat-file", "-e", head])
            .current_dir(self.path("repository"))
            .stderr(std::process::Stdio::null())
            .status();
        assert!(!is_there.unwrap().success(), "the change must not be there yet");
    }

    /// The server has the repository, and the change under the number of its pull request.
    fn serve(&self, head: &str) {
        let server = self.path("server.git");
        self.git(&["clone", "--quiet", "--bare", ".", server.to_str().unwrap()]);
        let at_server = ["--git-dir", server.to_str().unwrap()];
        self.git(&[&at_server[..], &["update-ref", "refs/pull/12/head", head]].concat());
        self.git(&[&at_server[..], &["branch", "--delete", "--force", "change"]].concat());
        self.git(&[&at_server[..], &["config", "uploadpack.allowReachableSHA1InWant", "true"]].concat());
        let address = format!("url.{}.insteadOf", server.display());
        self.git(&[
            "config",
            "--file",
            self.path("home/.gitconfig").to_str().unwrap(),
            &address,
            "https://github.com/example/network",
        ]);
    }
}
