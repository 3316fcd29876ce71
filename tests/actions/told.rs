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
        with(&base(), &|paper| paper.nays(&["alice", "bob", "grace"])),
    ];
    for (before, after) in changes {
        let stage = Stage::with_pull_request(&before, &after);
        let told = next(&stage, &stage.head, &after);
        told.is("not-required").says("holds a step that was not approved").says("--ratifies");
        assert!(!told.summary.contains("reviews on GitHub may have"), "{told:#?}");
    }
}
