//! What the comment, the mark and the log say to people: the words that decide what they do next.

use serde_json::json;

use super::stage::{Stage, Told, base, moved, person};
use super::world::{PLAN, POLICY, Paper, World};

/// A harmless pull request on top of what `main` has become.
fn next(stage: &Stage, tip: &str, world: &World) -> Told {
    let head = stage.history.commit(&world.clone().with("README.md", "x\n"), &[tip]);
    stage.history.reference("refs/heads/main", tip);
    stage.history.reference("refs/remotes/origin/main", tip);
    let mut payload = stage.pull_request();
    payload["pull_request"]["number"] = json!(8);
    payload["pull_request"]["base"]["sha"] = json!(tip);
    payload["pull_request"]["head"]["sha"] = json!(head);
    stage.github.change(|world| tip.clone_into(&mut world.pull(8, &head, &person("carol")).base));
    stage.on("pull_request", &payload)
}

/// The usual change, with a file to vote in that lists nobody.
fn without_lines() -> World {
    let after = base().moved();
    let paper = Paper::about("p", &base(), &after, &[PLAN]).and("opened: 2026-09-01");
    after.approve(&paper)
}

#[test]
fn t54_nobody_is_accused_of_what_reviews_may_have_decided() {
    for after in [without_lines(), moved(&base())] {
        let stage = Stage::with_pull_request(&base(), &after).approved();
        stage.run().is("approved");
        let told = next(&stage, &stage.head, &after);
        told.is("not-required");
        let page = &told.summary;
        assert!(page.contains("reviews on GitHub may have approved"), "{page}");
        assert!(page.contains("milepost audit --github") && page.contains("witness"), "{page}");
        assert!(!page.contains("not approved:") && !page.contains("too weakly"), "{page}");
        assert!(page.contains(&format!("commit `{}` of", &stage.head[..9])), "{page}");
        // Once the witness is merged, nothing is left to be said.
        let squash = stage.history.commit(&after, &[&stage.base]);
        stage.github.change(|world| {
            world.pulls[0].is_open = false;
            world.pulls[0].merged = Some((squash.clone(), Some(person("alice"))));
        });
        stage.history.reference("refs/heads/main", &squash);
        stage.history.reference("refs/remotes/origin/main", &squash);
        let file = std::fs::read_to_string(&stage.pushed(&stage.base, &squash, "alice").outputs["witness"]);
        let kept = after.with("release/approvals/p.witness.yaml", &file.unwrap());
        let tip = stage.history.commit(&kept, &[&squash]);
        let told = next(&stage, &tip, &kept);
        assert!(!told.summary.contains("holds a step"), "{told:#?}");
    }
}

/// Most of the committee votes against.
const NAYS: &str = r#"votes:
  - {voter: alice, vote: "-1"}
  - {voter: bob, vote: "-1"}
  - {voter: grace, vote: "-1"}"#;

#[test]
fn t54_what_no_review_could_have_approved_is_named_as_before() {
    let windowed = base().edit(
        POLICY,
        "electronic: {pass: \"> 1/2 of seats\"}",
        "electronic: {pass: \"> 1/2 of seats\", open: 7 days}",
    );
    let with = |before: &World, and: &dyn Fn(Paper) -> Paper| {
        let after = before.moved();
        let paper = and(Paper::about("p", before, &after, &[PLAN]));
        (before.clone(), after.approve(&paper))
    };
    let changes = [
        // There is no file to vote in.
        (base(), base().moved()),
        // The vote was closed before it was open long enough.
        with(&windowed, &|paper| paper.and("opened: 2026-09-20\nclosed: 2026-09-20")),
        // Most voted against it.
        with(&base(), &|paper| paper.and(NAYS)),
    ];
    for (before, after) in changes {
        let stage = Stage::with_pull_request(&before, &after);
        let told = next(&stage, &stage.head, &after);
        told.is("not-required").says("holds a step that was not approved").says("--ratifies");
        assert!(!told.summary.contains("reviews on GitHub may have"), "{told:#?}");
    }
}

#[test]
fn what_was_pushed_past_the_gate_is_ratified_or_taken_back() {
    let stage = Stage::new(&base(), &base().moved());
    let told = stage.pushed(&stage.base, &stage.head, "carol");
    let short = &stage.head[..9];
    told.is("pending").says("**❌ Not approved: ").says(&format!("`milepost approve --ratifies {short}`"));
    told.says(&format!("`git revert {short}`")).says(&format!("this is about the commit `{short}` of "));
    // A file to vote in that says nothing of the commit would help nobody.
    assert!(!told.summary.contains("`milepost approve` writes"), "{told:#?}");
    assert!(!told.summary.contains("Approval file"), "{told:#?}");
}

#[test]
fn what_is_merged_needs_nobody_to_merge_it() {
    let stage = Stage::usual().approved();
    let merge = stage.history.commit(&moved(&base()), &[&stage.base, &stage.head]);
    stage.github.change(|world| {
        world.pulls[0].is_open = false;
        world.pulls[0].merged = Some((merge.clone(), Some(person("alice"))));
    });
    let told = stage.pushed(&stage.base, &merge, "alice");
    told.is("approved");
    assert!(!told.summary.contains("can be merged") && !told.summary.contains("**Next:**"), "{told:#?}");
    let told = stage.pushed(&merge, &stage.history.commit(&moved(&base()).with("x", "x"), &[&merge]), "bob");
    told.is("not-required");
    assert!(!told.summary.contains("can be merged"), "{told:#?}");
    // Somebody else merged than the policy asks for.
    stage.github.change(|world| world.pulls[0].merged = Some((merge.clone(), Some(person("carol")))));
    let told = stage.pushed(&stage.base, &merge, "carol");
    told.says(&format!("`milepost approve --ratifies {}`", &merge[..9]));
    told.says(&format!("`git revert -m 1 {}`", &merge[..9]));
}

#[test]
fn a_clone_is_said_not_to_know_the_reviews() {
    let why = "To repeat it on a clone, which knows no reviews";
    let stage = Stage::usual().approved();
    stage.run().is("approved").says(why);
    let stage = Stage::usual();
    assert!(!stage.run().summary.contains(why));
}

#[test]
fn the_first_rules_are_not_said_to_be_read_from_the_base() {
    let before = World::default().with("README.md", "x\n");
    let stage = Stage::with_pull_request(&before, &base());
    let told = stage.run();
    told.says("(the anchor)")
        .says("There were no rules before, so who may decide, and how, is read from the change itself");
    assert!(!told.summary.contains("never from the change itself"), "{told:#?}");
}

#[test]
fn what_is_gone_is_linked_where_it_still_is() {
    let after = base().without(PLAN);
    let stage = Stage::with_pull_request(&base(), &after);
    let told = stage.run();
    let page = "https://github.example/acme/widget/blob";
    told.says(&format!("{page}/{}/{PLAN}", stage.base));
    assert!(!told.summary.contains(&format!("{page}/{}/{PLAN}", stage.head)), "{told:#?}");
}

#[test]
fn the_comment_says_where_to_vote_and_who() {
    let rule = "electronic: {pass: \"> 1/2 of seats\"";
    let before = base().edit(POLICY, rule, &format!("{rule}, open: 7 days"));
    let stage = Stage::with_pull_request(&before, &before.moved());
    stage.github.change(|world| world.pulls[0].author = Some(person("alice")));
    let mut payload = stage.pull_request();
    payload["pull_request"]["user"] = json!({"login": "alice-example", "id": 11, "type": "User"});
    let told = stage.on("pull_request", &payload);
    told.is("pending").says("**What to do**").says("Commit the approval file below");
    told.says("*Files changed* → *Review changes* → *Approve*").says("Bob (`bob`, on GitHub `bob-example`)");
    told.says("so Alice (`alice`, on GitHub `alice-example`) votes by")
        .says("| none yet (the policy asks for confirmed) |");
    assert!(!told.summary.contains("Re-run all jobs"), "{told:#?}");
    // The vote is open, and takes its time.
    let after = before.moved();
    let voting =
        after.clone().approve(&Paper::about("p", &before, &after, &[PLAN]).and("opened: 2026-11-19"));
    let stage = Stage::with_pull_request(&before, &voting).approved();
    let told = stage.run();
    told.is("pending").says("nothing before Thu 26 Nov 2026").says(
        "*Re-run all jobs* on [the page of this run](https://github.example/acme/widget/actions/runs/100)",
    );
    assert!(!told.summary.contains("Commit the approval file"), "{told:#?}");
    let mark = stage.statuses().last().unwrap().description.clone().unwrap();
    assert!(mark.starts_with("Not approved yet: schedule needs ") && mark.contains("26 Nov"), "{mark}");
}

#[test]
fn what_is_approved_asks_nobody_to_vote() {
    let stage = Stage::usual().approved();
    assert!(!stage.run().summary.contains("What to do"));
}

#[test]
fn t62_a_request_for_changes_says_how_it_is_answered() {
    let stage = Stage::usual().approved();
    stage.review("bob", "CHANGES_REQUESTED");
    let told = stage.run();
    let answer = "an answer to the request for changes of bob: bob approves, or it is written down as a vote, \
                  `{voter: bob, vote: \"-1\"}` in `release/approvals/p.yaml`";
    told.is("pending").says(answer);
}

#[test]
fn t51_a_change_of_the_workflows_is_said_to_prove_nothing_about_itself() {
    let workflow = ".github/workflows/release-gate.yml";
    let nothing = "of this change they prove nothing";
    let after = base().edit(workflow, "pull_request_target", "pull_request");
    for after in [after, base().with(".github/workflows/new.yml", "on: pull_request\n")] {
        let stage = Stage::with_pull_request(&base(), &after);
        stage.run().says(nothing);
        // What the target branch runs for a fork is not the fork's own.
        let mut payload = stage.pull_request();
        payload["pull_request"]["head"]["repo"]["full_name"] = json!("mallory/widget");
        assert!(!stage.on("pull_request_target", &payload).summary.contains(nothing));
    }
    // The workflows of the target may have moved on meanwhile.
    let stage = Stage::usual().approved();
    let newer = stage.history.commit(&base().with(".github/workflows/new.yml", "on: push\n"), &[&stage.base]);
    stage.history.reference("refs/remotes/origin/main", &newer);
    assert!(!stage.run().summary.contains(nothing));
}

#[test]
fn reviews_are_linked_and_files_to_vote_in_are_told_once() {
    let stage = Stage::usual().approved();
    let told = stage.run();
    told.says("[review 1001](https://github.example/acme/widget/pull/7#pullrequestreview-1001)");
    let texts = told.summary.split("Text differences").nth(1).unwrap();
    assert!(texts.contains(PLAN) && !texts.contains("release/approvals/p.yaml"), "{texts}");
}
