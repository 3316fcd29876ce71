//! An audit that asks GitHub about steps whose proof lies outside of the repository.

use serde_json::{Value, json};

use super::fake_github::{Act, Fault};
use super::stage::{Stage, Told, base, moved, person};
use super::world::{PLAN, Paper};

/// The pull request of the usual stage, merged into `main` as this commit.
fn merged_as(stage: &Stage, merge: &str, by: &str) {
    stage.history.reference("refs/heads/main", merge);
    stage.history.reference("refs/remotes/origin/main", merge);
    stage.github.change(|world| {
        world.pulls[0].is_open = false;
        world.pulls[0].merged = Some((merge.to_owned(), Some(person(by))));
    });
}

/// The usual change, squashed by alice; nobody has reviewed it yet.
fn squashed() -> (Stage, String) {
    let stage = Stage::usual();
    let squash = stage.history.commit(&moved(&base()), &[&stage.base]);
    merged_as(&stage, &squash, "alice");
    (stage, squash)
}

fn audit_with(stage: &Stage, more: &[&str], variables: &[(&str, &str)]) -> Told {
    let usual = ["audit", "--rev", "main", "--today", "2026-11-20"];
    stage.call(&[&usual[..], more].concat(), "schedule", &json!({}), variables)
}

fn asked(stage: &Stage) -> (i32, Value) {
    let told = audit_with(stage, &["--github", "--format", "json"], &[]);
    (told.code, serde_json::from_str(&told.log).unwrap())
}

fn offline(stage: &Stage) -> (i32, Value) {
    let told = audit_with(stage, &["--format", "json"], &[]);
    (told.code, serde_json::from_str(&told.log).unwrap())
}

fn last(audit: &Value) -> &Value {
    audit["steps"].as_array().unwrap().last().unwrap()
}

/// Expects the status of the last step, and that the audit ends with this.
fn stands(stage: &Stage, code: i32, status: &str) -> Value {
    let (found, audit) = asked(stage);
    assert_eq!((found, last(&audit)["status"].as_str()), (code, Some(status)), "{audit:#}");
    last(&audit).clone()
}

#[test]
fn what_reviews_decided_is_proven_by_asking() {
    let (stage, squash) = squashed();
    let stage = stage.approved();
    assert_eq!(offline(&stage).0, 1);
    assert!(stage.github.asked().is_empty());
    let step = stands(&stage, 0, "approved");
    assert_eq!(step["commit"], squash);
    assert_eq!(step["github"], json!({"pull_request": 7}));
    assert_eq!(step["decisions"][0]["evidence"], "confirmed");
    let of_pull = ["/pulls/7", "/pulls/7/reviews", "/issues/7/events"].map(str::to_owned);
    let asked: Vec<String> = [format!("/commits/{squash}/pulls")].into_iter().chain(of_pull).collect();
    let requests = stage.github.asked();
    assert_eq!(requests.len(), asked.len(), "{requests:#?}");
    for (request, path) in requests.iter().zip(asked) {
        assert!(request.starts_with(&format!("GET /repos/acme/widget{path}")), "{request}");
    }
    // What is proven by the repository alone is not asked about.
    assert!(!requests.iter().any(|request| request.contains(&stage.base)));
}

#[test]
fn every_format_says_what_was_proven_by_asking() {
    let (stage, _) = squashed();
    let stage = stage.approved();
    for format in ["human", "markdown", "csv", "html"] {
        let told = audit_with(&stage, &["--github", "--format", format], &[]);
        assert_eq!(told.code, 0, "{told:#?}");
        assert!(told.log.contains("pull request 7, as GitHub shows it today"), "{}", told.log);
        assert!(told.log.contains("confirmed"), "{}", told.log);
        let without = audit_with(&stage, &["--format", format], &[]);
        assert!(!without.log.contains("as GitHub shows it today"), "{}", without.log);
    }
}

#[test]
fn a_dismissed_review_proves_nothing() {
    let (stage, _) = squashed();
    stage.review("alice", "APPROVED").review("bob", "APPROVED").review("grace", "DISMISSED");
    stands(&stage, 1, "unapproved");
}

#[test]
fn a_review_of_other_content_proves_nothing() {
    let (stage, _) = squashed();
    let other = base().edit(PLAN, "ga, date: 2027-07-08", "ga, date: 2027-07-29");
    let other = stage.history.commit(&other, &[&stage.base]);
    for name in ["alice", "bob", "grace"] {
        stage.github.change(|world| _ = world.review(7, &person(name), "APPROVED", &other, "").id);
    }
    let step = stands(&stage, 1, "below-evidence");
    assert_eq!(step["github"], json!({"pull_request": 7}));
}

#[test]
fn a_review_after_the_merge_proves_nothing() {
    let (stage, _) = squashed();
    let stage = stage.approved();
    stage.github.change(|world| {
        for review in &mut world.reviews {
            review.submitted = Some("2026-11-21T10:00:01Z".to_owned());
        }
    });
    stands(&stage, 1, "below-evidence");
}

#[test]
fn a_review_of_a_commit_that_is_not_here_is_told() {
    let (stage, _) = squashed();
    let gone = "e".repeat(40);
    for name in ["alice", "bob", "grace"] {
        stage.github.change(|world| _ = world.review(7, &person(name), "APPROVED", &gone, "").id);
    }
    let step = stands(&stage, 1, "below-evidence");
    assert!(step["reasons"].to_string().contains(&format!("git fetch --no-tags origin {gone}")), "{step:#}");
}

#[test]
fn t54_what_came_without_a_pull_request_has_no_reviews() {
    let (stage, _) = squashed();
    let stage = stage.approved();
    stage.github.change(|world| world.pulls.clear());
    let step = stands(&stage, 1, "unapproved");
    assert_eq!(step["github"], json!({}));
    let told = audit_with(&stage, &["--github"], &[]);
    assert!(told.log.contains("GitHub shows no pull request that was merged as this commit"), "{}", told.log);
}

#[test]
fn t56_what_was_merged_into_another_branch_is_no_merge_into_this_one() {
    let (stage, _) = squashed();
    let stage = stage.approved();
    stage.github.change(|world| world.pulls[0].base_branch = "topic".to_owned());
    let step = stands(&stage, 1, "unapproved");
    assert_eq!(step["github"], json!({}));
}

#[test]
fn t68_who_merged_is_what_github_says() {
    let (stage, squash) = squashed();
    let stage = stage.approved();
    merged_as(&stage, &squash, "carol");
    let step = stands(&stage, 1, "unapproved");
    assert!(step["reasons"].to_string().contains("had to merge this"), "{step:#}");
}

#[test]
fn t58_a_request_that_fails_is_no_answer_and_names_the_step() {
    for (place, status) in [
        ("/commits/", 403),
        ("/commits/", 404),
        ("/pulls/7", 404),
        ("/pulls/7/reviews", 500),
        ("/issues/7/events", 403),
    ] {
        let (stage, squash) = squashed();
        let stage = stage.approved();
        stage
            .github
            .fail(Fault::always(&format!("GET /repos/acme/widget{place}"), Act::refuse(status, "no")));
        let (code, audit) = asked(&stage);
        let error = audit["error"].to_string();
        assert!(code == 2 && error.contains(&squash), "{status} at {place}: {audit:#}");
    }
}

#[test]
fn t52_reviews_are_read_to_the_last_page() {
    let (stage, _) = squashed();
    for _ in 0..120 {
        stage.review("mallory", "COMMENTED");
    }
    let stage = stage.approved();
    stands(&stage, 0, "approved");
    stage.review("grace", "CHANGES_REQUESTED");
    stands(&stage, 1, "unapproved");
}

#[test]
fn without_a_token_or_a_branch_nothing_is_asked() {
    let (stage, squash) = squashed();
    let told = audit_with(&stage, &["--github", "--format", "json"], &[("MILEPOST_TOKEN", "")]);
    let failure: Value = serde_json::from_str(&told.log).unwrap();
    assert_eq!(told.code, 2, "{told:#?}");
    assert!(failure["error"]["hint"].to_string().contains("GITHUB_TOKEN"), "{failure:#}");
    let arguments = ["audit", "--rev", &squash, "--github", "--format", "json"];
    let told = stage.call(&arguments, "schedule", &json!({}), &[]);
    assert!(told.code == 2 && told.log.contains("is no branch"), "{told:#?}");
    assert!(stage.github.asked().is_empty());
}

/// The step that moved the plan without anybody, ratified by a pull request that three of the committee approved.
#[test]
fn what_is_proven_by_asking_counts_for_other_steps() {
    let direct = base().moved();
    let stage = Stage::new(&base(), &direct);
    let paper = Paper::about("p", &base(), &direct, &[PLAN]).ayes(&["alice", "bob", "grace"]);
    let ratifies = format!("ratifies: {}", stage.head);
    let head = stage.history.commit(&direct.clone().approve(&paper.clone().and(&ratifies)), &[&stage.head]);
    let squash = stage.history.commit(&direct.approve(&paper.and(&ratifies)), &[&stage.head]);
    stage.github.change(|world| {
        world.pull(7, &head, &person("carol")).base = stage.head.clone();
        for name in ["alice", "bob", "grace"] {
            world.review(7, &person(name), "APPROVED", &head, "");
        }
    });
    merged_as(&stage, &squash, "alice");
    let (code, audit) = offline(&stage);
    assert_eq!((code, &audit["totals"]["ratified"]), (1, &json!(0)), "{audit:#}");
    let (code, audit) = asked(&stage);
    assert_eq!((code, &audit["totals"]["ratified"]), (0, &json!(1)), "{audit:#}");
}

fn scheduled(stage: &Stage, commit: &str, variables: &[(&str, &str)]) -> Told {
    let own = [("GITHUB_SHA", commit)];
    stage.with("schedule", &json!({"schedule": "17 6 * * 1"}), &[&own[..], variables].concat())
}

#[test]
fn the_action_asks_and_opens_no_issue_about_what_is_proven() {
    let (stage, squash) = squashed();
    let stage = stage.approved();
    let told = scheduled(&stage, &squash, &[]);
    assert_eq!(told.code, 0, "{told:#?}");
    told.says("as GitHub shows it today");
    assert!(stage.github.look(|world| world.issues.is_empty()));
    stage.github.fail(Fault::always("/pulls/7/reviews", Act::refuse(403, "Resource not accessible")));
    let told = scheduled(&stage, &squash, &[]);
    assert_eq!(told.code, 2, "{told:#?}");
    told.says("pull-requests: read");
}

/// The usual change with its votes and a file that tells what GitHub showed, which proves nothing by itself.
fn witnessed() -> (Stage, String) {
    let (stage, squash) = squashed();
    let stage = stage.approved();
    let told = stage.pushed(&stage.base, &squash, "alice");
    let file = std::fs::read_to_string(&told.outputs["witness"]).unwrap();
    let kept = moved(&base()).with("release/approvals/p.witness.yaml", &file);
    let tip = stage.history.commit(&kept, &[&squash]);
    stage.history.reference("refs/heads/main", &tip);
    stage.history.reference("refs/remotes/origin/main", &tip);
    (stage, tip)
}

#[test]
fn what_a_witness_tells_is_looked_up() {
    let (stage, tip) = witnessed();
    let (code, audit) = offline(&stage);
    assert_eq!((code, &audit["totals"]["unverifiable"]), (2, &json!(1)), "{audit:#}");
    let never = [("MILEPOST_COMMENT", "never"), ("MILEPOST_TOKEN", "")];
    let told = scheduled(&stage, &tip, &never);
    assert_eq!(told.code, 2, "{told:#?}");
    assert!(told.log.contains("GitHub was not asked"), "{told:#?}");
    let (code, audit) = asked(&stage);
    assert_eq!((code, &audit["totals"]["approved"]), (0, &json!(1)), "{audit:#}");
    // A witness that says more than GitHub shows is worth nothing.
    stage.github.change(|world| world.reviews.clear());
    assert_eq!(asked(&stage).0, 1);
}

#[test]
fn what_was_unverifiable_stays_so_where_the_reviewed_commit_is_gone() {
    let (stage, _) = witnessed();
    stage.github.change(|world| {
        for review in &mut world.reviews {
            review.commit = Some("e".repeat(40));
        }
    });
    let (code, audit) = asked(&stage);
    assert_eq!((code, &audit["totals"]["unverifiable"]), (2, &json!(1)), "{audit:#}");
}
