//! What a review approves is the change that was reviewed: the same content before it and after it.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::fake_github::{Act, Fault};
use super::stage::{NUMBER, Stage, Told, base, moved, person};
use super::world::{PLAN, Paper, ROSTER, World};

const COMMITTEE: [&str; 3] = ["alice", "bob", "grace"];
const OSLO: &str = "release/schedules/oslo.yaml";

/// A moment and what it becomes, with an approval file about it.
fn with_paper(id: &str, before: &World, after: &World, path: &str) -> World {
    after.clone().approve(&Paper::about(id, before, after, &[path]).deciding(&[class_of(path)]))
}

fn class_of(path: &str) -> &str {
    if path == ROSTER { "electorate" } else { "schedule" }
}

/// The general availability on another day.
fn on(day: &str, world: &World) -> World {
    world.clone().edit(PLAN, "ga, date: 2027-07-08", &format!("ga, date: {day}"))
}

/// `main` and the pull request go on to these commits; nobody reviews again.
fn goes_on(stage: &mut Stage, main: &str, head: &str) {
    stage.history.reference("refs/heads/main", main);
    stage.history.reference("refs/remotes/origin/main", main);
    (stage.base, stage.head) = (main.to_owned(), head.to_owned());
    stage.github.change(|world| {
        (world.pulls[0].base, world.pulls[0].head) = (main.to_owned(), head.to_owned());
    });
}

/// `main` goes on to one content after the base, and the pull request to another after that.
fn goes_on_after(stage: &mut Stage, main: &World, head: &World) {
    let main = stage.history.commit(main, &[&stage.base]);
    let head = stage.history.commit(head, &[&main]);
    goes_on(stage, &main, &head);
}

/// Runs on a candidate of the merge queue that has the content of the pull request.
fn queued(stage: &Stage, after: &World) -> Told {
    let candidate = stage.history.commit(after, &[&stage.base]);
    let name = format!("refs/heads/gh-readonly-queue/main/pr-{NUMBER}-{}", stage.base);
    let payload = json!({"merge_group": {
        "base_ref": "refs/heads/main", "base_sha": stage.base, "head_sha": candidate, "head_ref": name,
    }});
    stage.on("merge_group", &payload)
}

/// Merges the pull request as a commit with these parents, and runs on the push and audits with GitHub.
fn merged(stage: &Stage, after: &World, parents: &[&str]) -> (Told, Value) {
    let merge = stage.history.commit(after, parents);
    stage.github.change(|world| {
        world.pulls[0].is_open = false;
        world.pulls[0].merged = Some((merge.clone(), Some(person("alice"))));
    });
    let pushed = stage.pushed(&stage.base, &merge, "alice");
    stage.history.reference("refs/heads/main", &merge);
    stage.history.reference("refs/remotes/origin/main", &merge);
    let audit = ["audit", "--rev", "main", "--today", "2026-11-22", "--github", "--format", "json"];
    let told = stage.call(&audit, "schedule", &json!({}), &[]);
    for name in ["refs/heads/main", "refs/remotes/origin/main"] {
        stage.history.reference(name, &stage.base);
    }
    stage.github.change(|world| {
        world.pulls[0].is_open = true;
        world.pulls[0].merged = None;
    });
    let audit: Value = serde_json::from_str(&told.log).unwrap();
    (pushed, audit["steps"].as_array().unwrap().last().unwrap().clone())
}

/// Expects that reviews decide nothing anywhere: at the gate, in the queue, after the merge and in the audit.
fn is_decided_nowhere(stage: &Stage, after: &World) {
    let told = stage.run();
    assert_ne!(stage.mark(&stage.head).as_deref(), Some("success"), "{told:#?}");
    told.is("pending");
    queued(stage, after).is("pending");
    let (pushed, step) = merged(stage, after, &[&stage.base]);
    pushed.is("pending");
    assert_eq!(step["status"], "unapproved", "{step:#}");
}

/// Expects that reviews decide it everywhere, however it is merged.
fn is_decided_everywhere(stage: &Stage, after: &World) {
    stage.run().is("approved");
    queued(stage, after).is("approved");
    for parents in [&[stage.base.as_str(), stage.head.as_str()][..], &[stage.base.as_str()]] {
        let (pushed, step) = merged(stage, after, parents);
        pushed.is("approved");
        assert_eq!(step["status"], "approved", "{step:#}");
    }
}

/// A change of code that the committee approved, and the two moments around it.
fn reviewed_code(before: &World) -> Stage {
    let stage = Stage::with_pull_request(before, &before.clone().with("README.md", "reviewed\n"));
    stage.approved()
}

#[test]
fn t11_reviewed_code_does_not_bring_an_old_plan_back() {
    let before = base();
    let mut stage = reviewed_code(&before);
    let decided = with_paper("moved", &before, &before.moved(), PLAN);
    let back = decided.clone().with(PLAN, &before.text(PLAN)).with("README.md", "reviewed\n");
    let back = with_paper("back", &decided, &back, PLAN);
    goes_on_after(&mut stage, &decided, &back);
    stage.run().says("review again");
    is_decided_nowhere(&stage, &back);
}

#[test]
fn t11_reviewed_code_does_not_bring_a_member_back() {
    let electorate = "electorate: {vote: majority, evidence: confirmed}";
    let before = base().edit("release/policy.yaml", "electorate: {vote: majority}", electorate);
    let mut stage = reviewed_code(&before);
    let without = before.clone().edit(ROSTER, "  - {person: heidi", "  # - {person: heidi");
    let decided = with_paper("out", &before, &without, ROSTER);
    let back = decided.clone().with(ROSTER, &before.text(ROSTER)).with("README.md", "reviewed\n");
    let back = with_paper("in", &decided, &back, ROSTER);
    goes_on_after(&mut stage, &decided, &back);
    is_decided_nowhere(&stage, &back);
}

#[test]
fn t11_reviewed_code_does_not_take_a_whole_plan_away() {
    let before = base();
    let mut stage = reviewed_code(&before);
    let oslo = before.text(PLAN).replace("paris", "oslo");
    let decided = with_paper("oslo", &before, &before.clone().with(OSLO, &oslo), OSLO);
    let gone = decided.clone().without(OSLO).with("README.md", "reviewed\n");
    let gone = with_paper("gone", &decided, &gone, OSLO);
    goes_on_after(&mut stage, &decided, &gone);
    is_decided_nowhere(&stage, &gone);
}

#[test]
fn t10_who_approved_a_small_move_did_not_approve_a_large_one() {
    let (early, late) = (base(), on("2027-07-21", &base()));
    let by_a_day = on("2027-07-22", &base());
    let reviewed = with_paper("p", &late, &by_a_day, PLAN);
    let mut stage = Stage::with_pull_request(&late, &reviewed).approved();
    stage.run().is("approved");
    let by_weeks = with_paper("p", &early, &by_a_day, PLAN);
    goes_on_after(&mut stage, &early, &by_weeks);
    is_decided_nowhere(&stage, &by_weeks);
    // Whoever reviews it as it is now decides.
    for name in COMMITTEE {
        stage.review(name, "APPROVED");
    }
    stage.run().is("approved");
}

/// Two changes, one built upon the other. The first comes to `main` by a merge, which makes it a merge base.
#[test]
fn t10_a_commit_that_is_merged_later_is_nothing_that_a_review_started_from() {
    let before = base();
    let first = with_paper("first", &before, &before.moved(), PLAN);
    let mut stage = Stage::new(&before, &first);
    let merged_later = stage.head.clone();
    // On top of it the plan is put back, so that the page shows changed code alone.
    let code = before.clone().with("README.md", "reviewed\n");
    let code = stage.history.commit(&code, &[&merged_later]);
    stage.head.clone_from(&code);
    stage.github.change(|world| _ = world.pull(NUMBER, &code, &person("carol")).number);
    let mut stage = stage.approved();
    let main = stage.history.commit(&first, &[&stage.base, &merged_later]);
    let back = first.clone().with(PLAN, &before.text(PLAN)).with("README.md", "reviewed\n");
    let back = with_paper("back", &first, &back, PLAN);
    let head = stage.history.commit(&back, &[&main, &code]);
    goes_on(&mut stage, &main, &head);
    is_decided_nowhere(&stage, &back);
}

#[test]
fn t10_what_was_reviewed_on_top_of_another_change_was_not_reviewed_without_it() {
    let early = base();
    let late = with_paper("first", &early, &on("2027-07-21", &early), PLAN);
    let mut stage = Stage::new(&early, &late);
    let first = stage.head.clone();
    let main = stage.history.commit(&late, &[&stage.base, &first]);
    // One day later than the first change, and reviewed so.
    let by_a_day = late.clone().edit(PLAN, "2027-07-21", "2027-07-22");
    let reviewed = stage.history.commit(&by_a_day, &[&first]);
    stage.head.clone_from(&reviewed);
    stage.github.change(|world| _ = world.pull(NUMBER, &reviewed, &person("carol")).number);
    let mut stage = stage.approved();
    // The branch goes back to where it was before both.
    let back = late.clone().with(PLAN, &early.text(PLAN));
    let main = stage.history.commit(&back, &[&main]);
    let by_weeks = with_paper("weeks", &back, &by_a_day, PLAN);
    let head = stage.history.commit(&by_weeks, &[&main, &reviewed]);
    goes_on(&mut stage, &main, &head);
    is_decided_nowhere(&stage, &by_weeks);
}

#[test]
fn t56_an_approval_file_that_said_something_else_was_not_approved() {
    let (early, late) = (base(), on("2027-07-21", &base()));
    let by_a_day = on("2027-07-22", &base());
    for id in ["p", "another"] {
        let mut stage = Stage::new(&early, &late);
        let reviewed = with_paper("p", &late, &by_a_day, PLAN);
        let reviewed = stage.history.commit(&reviewed, &[&stage.head]);
        stage.head.clone_from(&reviewed);
        stage.github.change(|world| _ = world.pull(NUMBER, &reviewed, &person("carol")).number);
        let mut stage = stage.approved();
        let by_weeks = with_paper(id, &early, &by_a_day, PLAN);
        let head = stage.history.commit(&by_weeks, &[&reviewed]);
        let main = stage.base.clone();
        goes_on(&mut stage, &main, &head);
        is_decided_nowhere(&stage, &by_weeks);
    }
}

/// A pull request that was reviewed for a branch where the plan is later already, and goes to `main` now.
fn retargeted() -> (Stage, World) {
    let (early, late) = (base(), on("2027-07-21", &base()));
    let by_a_day = on("2027-07-22", &base());
    let mut stage = Stage::new(&early, &late);
    let reviewed = stage.history.commit(&by_a_day, &[&stage.head]);
    stage.head.clone_from(&reviewed);
    stage.github.change(|world| _ = world.pull(NUMBER, &reviewed, &person("carol")).number);
    let mut stage = stage.approved();
    let by_weeks = with_paper("p", &early, &by_a_day, PLAN);
    let head = stage.history.commit(&by_weeks, &[&reviewed]);
    let main = stage.base.clone();
    goes_on(&mut stage, &main, &head);
    (stage, by_weeks)
}

#[test]
fn t56_what_was_approved_for_another_branch_is_not_approved_for_this_one() {
    for event in ["base_ref_changed", "automatic_base_change_succeeded"] {
        let (stage, after) = retargeted();
        stage.github.change(|world| {
            for (what, when) in [(event, "2026-11-20T10:00:00Z"), ("closed", "2026-11-20T10:00:01Z")] {
                world.events.push((NUMBER, what.to_owned(), when.to_owned()));
            }
        });
        stage.run().says("for another branch");
        is_decided_nowhere(&stage, &after);
        // Who reviews it for this branch decides.
        let head = stage.head.clone();
        stage.github.change(|world| {
            for name in COMMITTEE {
                world.review(NUMBER, &person(name), "APPROVED", &head, "").submitted =
                    Some("2026-11-20T10:00:01Z".to_owned());
            }
        });
        is_decided_everywhere(&stage, &after);
    }
}

#[test]
fn t56_what_happened_to_other_pull_requests_takes_no_review_away() {
    let (stage, after) = retargeted();
    let (event, when) = ("base_ref_changed".to_owned(), "2026-11-20T11:00:00Z".to_owned());
    stage.github.change(|world| {
        world.events.push((NUMBER + 1, event, when));
        world.events.push((NUMBER, "head_ref_force_pushed".to_owned(), "2026-11-20T11:00:00Z".to_owned()));
    });
    is_decided_everywhere(&stage, &after);
}

#[test]
fn t58_where_nobody_can_tell_whether_it_was_led_elsewhere_nothing_is_judged() {
    let stage = Stage::usual().approved();
    stage.github.fail(Fault::always("GET /repos/acme/widget/issues/7/events", Act::refuse(403, "no")));
    stage.run().cannot_be_judged("was led elsewhere");
    assert_ne!(stage.mark(&stage.head).as_deref(), Some("success"));
}

#[test]
fn t62_an_objection_holds_whatever_the_content_was_changed_from() {
    let before = base();
    let mut stage = reviewed_code(&before);
    stage.review("heidi", "CHANGES_REQUESTED");
    let decided = with_paper("moved", &before, &before.moved(), PLAN);
    let back = decided.clone().with(PLAN, &before.text(PLAN)).with("README.md", "reviewed\n");
    let back = with_paper("back", &decided, &back, PLAN);
    goes_on_after(&mut stage, &decided, &back);
    for name in COMMITTEE {
        stage.review(name, "APPROVED");
    }
    let told = stage.run();
    told.is("pending");
    assert!(told.outputs["decisions"].contains("omitted-vote"), "{told:#?}");
    stage.review("heidi", "APPROVED");
    stage.run().is("approved");
}

#[test]
fn t9_an_approval_file_that_comes_after_the_reviews_is_about_what_they_saw() {
    let before = base();
    let mut stage = Stage::with_pull_request(&before, &before.moved()).approved();
    let after = with_paper("p", &before, &before.moved(), PLAN);
    let head = stage.history.commit(&after, &[&stage.head]);
    let main = stage.base.clone();
    goes_on(&mut stage, &main, &head);
    is_decided_everywhere(&stage, &after);
}

#[test]
fn t10_reviews_stand_while_the_branch_moves_on_elsewhere() {
    let before = base();
    let oslo = before.text(PLAN).replace("paris", "oslo").replace("active", "draft");
    let elsewhere = before.clone().with(OSLO, &oslo).with("src/main.c", "int main;\n");
    let remark = before.clone().edit(PLAN, "kind: schedule/v1\n", "kind: schedule/v1\n# A remark.\n");
    for now in [elsewhere, remark] {
        let mut stage = Stage::with_pull_request(&before, &before.moved()).approved();
        let main = stage.history.commit(&now, &[&stage.base]);
        let after = with_paper("p", &now, &now.moved(), PLAN);
        // Updated by a merge, as GitHub's button does.
        let head = stage.history.commit(&after, &[&stage.head, &main]);
        goes_on(&mut stage, &main, &head);
        is_decided_everywhere(&stage, &after);
    }
}

#[test]
fn t10_reviews_stand_in_a_branch_that_is_not_brought_up_to_date() {
    let before = base();
    let mut stage = Stage::with_pull_request(&before, &moved(&before)).approved();
    let code = |world: &World| world.clone().with("src/main.c", "int main;\n");
    let main = stage.history.commit(&code(&before), &[&stage.base]);
    let head = stage.head.clone();
    goes_on(&mut stage, &main, &head);
    is_decided_everywhere(&stage, &code(&moved(&before)));
}

/// Runs git without any configuration of the machine.
fn git(folder: &Path, arguments: &[&str]) {
    let home = tempfile::tempdir().unwrap();
    let git = Command::new("git")
        .args(["-c", "protocol.file.allow=always", "-c", "safe.directory=*"])
        .args(arguments)
        .current_dir(folder)
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git has to be installed for these tests");
    assert!(git.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&git.stderr));
}

#[test]
fn t55_a_squash_of_what_was_reviewed_in_a_fork_counts_where_that_was_fetched_as_data() {
    let stage = Stage::usual().approved();
    // Code came to the pull request after the reviews.
    let squash = stage.history.commit(&moved(&base()).with("src/main.c", "int main;\n"), &[&stage.base]);
    let queue = format!("refs/heads/gh-readonly-queue/main/pr-{NUMBER}-{}", stage.base);
    stage.history.reference("refs/pull/7/head", &stage.head);
    stage.history.reference(&queue, &squash);
    let clone = stage.history.beside("clone");
    let (clone, origin) = (clone.to_str().unwrap(), format!("file://{}", stage.history.path().display()));
    git(&stage.history.path(), &["clone", "--quiet", "--no-local", &origin, clone]);
    let run = |event: &str, payload: &Value| {
        let (action, workspace) = (["action", "--today", "2026-11-20"], [("GITHUB_WORKSPACE", clone)]);
        stage.call_in(Path::new(clone), &action, (event, payload), &workspace)
    };
    let queued = || {
        stage.github.change(|world| (world.pulls[0].is_open, world.pulls[0].merged) = (true, None));
        let (from, to) = (&stage.base, &squash);
        let group =
            json!({"base_ref": "refs/heads/main", "base_sha": from, "head_sha": to, "head_ref": queue});
        run("merge_group", &json!({"merge_group": group}))
    };
    let pushed = || {
        let merged = Some((squash.clone(), Some(person("alice"))));
        stage.github.change(|world| (world.pulls[0].is_open, world.pulls[0].merged) = (false, merged));
        run("push", &json!({"ref": "refs/heads/main", "before": stage.base, "after": squash}))
    };
    queued().is("pending").says("which is not in this checkout");
    pushed().is("pending").says("which is not in this checkout");
    git(Path::new(clone), &["fetch", "--quiet", "--no-tags", "origin", "+refs/pull/*/head:refs/pull/*/head"]);
    queued().is("approved");
    pushed().is("approved").says("release/approvals/p.witness.yaml");
}
