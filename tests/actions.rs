//! Milepost inside of GitHub Actions: every event with every outcome, and what somebody attempts there.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "helpers of tests fail like tests"
)]

mod fake_github;
#[path = "attempts/history.rs"]
#[allow(dead_code, reason = "shared with the tests of attempts")]
mod history;
#[path = "actions/origins.rs"]
mod origins;
#[path = "actions/past.rs"]
mod past;
#[path = "actions/stage.rs"]
mod stage;
#[path = "actions/told.rs"]
mod told;
#[path = "attempts/world.rs"]
#[allow(dead_code, reason = "shared with the tests of attempts")]
mod world;

use fake_github::{ACTIONS_TOKEN, Act, FORK_TOKEN, Fault, PERSON_TOKEN, account, bot};
use serde_json::{Value, json};

use stage::{NUMBER, Stage, base, moved, person, recorded};
use world::{PLAN, POLICY, Paper, ROSTER, World};

mod pull_requests {
    use super::*;

    #[test]
    fn what_the_committee_approved_passes_and_is_said_everywhere() {
        let stage = Stage::usual().approved();
        let told = stage.run();
        told.is("approved").says("✅ Approved: paris");
        let comment = stage.comment();
        assert!(comment.starts_with("<!-- milepost:gate run=100.1 -->\n**✅ Approved"), "{comment}");
        assert!(comment.contains("https://github.example/acme/widget/actions/runs/100"), "{comment}");
        assert!(
            comment.contains(&format!("https://github.example/acme/widget/blob/{}/{PLAN}#L", stage.head))
        );
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("success"));
        assert!(told.outputs["summary"].starts_with("Approved: "), "{told:#?}");
        assert_eq!((told.outputs["errors"].as_str(), told.outputs["warnings"].as_str()), ("0", "0"));
        let decisions: Value = serde_json::from_str(&told.outputs["decisions"]).unwrap();
        assert_eq!(decisions[0]["class"], "schedule");
        assert!(told.commands().last().unwrap().starts_with("::notice title=milepost gate::Approved"));
    }

    #[test]
    fn it_takes_six_requests_and_eight_where_approvals_count_and_a_success_is_written_or_taken_back() {
        let stage = Stage::usual();
        stage.run().is("pending");
        assert_eq!(stage.github.asked().len(), 6, "{:#?}", stage.github.asked());
        let stage = Stage::usual().approved();
        stage.run().is("approved");
        assert_eq!(stage.github.asked().len(), 8, "{:#?}", stage.github.asked());
        stage.github.forget();
        stage.on_review("heidi", "CHANGES_REQUESTED", 101).is("pending");
        assert_eq!(stage.github.asked().len(), 8, "{:#?}", stage.github.asked());
    }

    /// What was said of the head, one after the other.
    fn said(stage: &Stage) -> Vec<String> {
        stage.statuses().into_iter().map(|status| status.state).collect()
    }

    #[test]
    fn t62_no_success_stands_while_an_objection_is_judged() {
        let stage = Stage::usual().approved();
        stage.run().is("approved");
        stage.github.forget();
        stage.on_review("heidi", "CHANGES_REQUESTED", 101).is("pending");
        assert_eq!(said(&stage), ["success", "pending", "pending"]);
        let held = stage.statuses()[1].clone();
        assert!(held.description.unwrap().starts_with("It is judged again"));
        assert_eq!(held.target_url.as_deref(), Some("https://github.example/acme/widget/actions/runs/101"));
        // What is read after it cannot be older than it.
        let asked = stage.github.asked();
        let place = |part: &str| asked.iter().position(|line| line.contains(part)).unwrap();
        assert!(place("POST /repos/acme/widget/statuses") < place("/reviews"), "{asked:#?}");
        // The objection is withdrawn.
        stage.on_review("heidi", "APPROVED", 102).is("approved");
        assert_eq!(said(&stage), ["success", "pending", "pending", "success"]);
    }

    /// Lets nothing that a run writes after its first mark reach GitHub.
    fn dies_after_its_first_mark(stage: &Stage) {
        // The reviews are read before it, or after it.
        for place in ["GET /repos/acme/widget/pulls/7", "GET /repos/acme/widget/pulls/8"] {
            stage.github.fail(Fault::after(1, place, Act::refuse(400, "down")));
        }
        stage.github.fail(Fault::always("/comments", Act::refuse(400, "down")));
        stage.github.fail(Fault::after(1, "POST /repos/acme/widget/statuses", Act::refuse(400, "down")));
    }

    #[test]
    fn t62_a_run_that_dies_leaves_no_success_behind() {
        let stage = Stage::usual().approved();
        stage.run().is("approved");
        dies_after_its_first_mark(&stage);
        stage.on_review("heidi", "CHANGES_REQUESTED", 101).cannot_be_judged("GitHub");
        assert_eq!(said(&stage), ["success", "pending"]);
    }

    /// What starts a run, with its payload.
    type Begins = fn(&Stage) -> (&'static str, Value);

    /// What somebody has done before that.
    type Before = fn(&Stage);

    #[test]
    fn t62_whatever_starts_a_run_no_success_stands_before_it_has_judged() {
        let cases: [(&str, Before, Begins); 5] = [
            (
                "a new pull request of a commit that was approved in another one",
                |stage| {
                    let (head, base) = (stage.head.clone(), stage.base.clone());
                    stage.github.change(|world| {
                        world.pulls[0].is_open = false;
                        world.pull(8, &head, &person("carol")).base = base;
                    });
                },
                |stage| {
                    let mut payload = stage.pull_request();
                    payload["action"] = json!("opened");
                    payload["pull_request"]["number"] = json!(8);
                    ("pull_request", payload)
                },
            ),
            (
                "a push back to a commit that was approved, after somebody objected to another one",
                |stage| {
                    let elsewhere = "f".repeat(40);
                    stage.github.change(|world| {
                        world.review(NUMBER, &person("heidi"), "CHANGES_REQUESTED", &elsewhere, "");
                    });
                },
                |stage| ("pull_request_target", stage.pull_request()),
            ),
            (
                "an approval whose run replaces that of an objection",
                |stage| _ = stage.review("heidi", "CHANGES_REQUESTED").review("frank", "APPROVED"),
                |stage| ("pull_request_review", stage.reviewed("frank", "APPROVED", "")),
            ),
            (
                "a remark whose run replaces that of an objection",
                |stage| _ = stage.review("heidi", "CHANGES_REQUESTED").review("frank", "COMMENTED"),
                |stage| ("pull_request_review", stage.reviewed("frank", "COMMENTED", "Nice")),
            ),
            (
                "an approval that was dismissed",
                |stage| _ = stage.review("grace", "DISMISSED"),
                |stage| ("pull_request_review", stage.dismissed("grace")),
            ),
        ];
        for (what, happens, begins) in cases {
            let stage = Stage::usual().approved();
            stage.run().is("approved");
            happens(&stage);
            dies_after_its_first_mark(&stage);
            let (event, payload) = begins(&stage);
            stage.with(event, &payload, &[("GITHUB_RUN_ID", "101")]).cannot_be_judged("GitHub");
            assert_eq!(said(&stage), ["success", "pending"], "{what}");
        }
    }

    #[test]
    fn t62_an_older_run_writes_no_success_over_what_a_later_one_has_said() {
        // The later run has read an objection that the older one could not know of.
        fn later(world: &mut fake_github::World, state: &str, run: u64) {
            let commit = world.pulls[0].head.clone();
            world.statuses.push(fake_github::Status {
                commit,
                state: state.to_owned(),
                context: "milepost".to_owned(),
                description: None,
                target_url: Some(format!("https://github.example/acme/widget/actions/runs/{run}")),
                creator: bot(41_898_282, "github-actions[bot]"),
            });
        }
        let stage = |happens: fn(&mut fake_github::World)| {
            let stage = Stage::usual().approved();
            let place = "GET /repos/acme/widget/issues/7/comments";
            stage.github.fail(Fault::once(place, Act::Meanwhile(happens)));
            stage
        };
        let overtaken = stage(|world| later(world, "pending", 200));
        overtaken.run().is("approved").says("a later run has judged it meanwhile");
        assert_eq!(said(&overtaken), ["pending"]);
        let earlier = stage(|world| later(world, "pending", 99));
        earlier.run().is("approved");
        assert_eq!(said(&earlier), ["pending", "success"]);
        // What is no success is never left out.
        let objected = stage(|world| later(world, "success", 200));
        objected.review("heidi", "CHANGES_REQUESTED");
        objected.run().is("pending");
        assert_eq!(said(&objected), ["success", "pending"]);
    }

    #[test]
    fn a_remark_writes_no_status_where_it_changes_nothing() {
        let stage = Stage::usual().approved();
        stage.run().is("approved");
        for run in [101, 102, 103] {
            stage.on_review("frank", "COMMENTED", run).is("approved");
        }
        assert_eq!(said(&stage), ["success"]);
        // The vote of an author is no remark.
        let vote = stage.reviewed("carol", "COMMENTED", "+1");
        stage.with("pull_request_review", &vote, &[("GITHUB_RUN_ID", "104")]).is("approved");
        assert_eq!(said(&stage), ["success", "pending", "success"]);
        // What was never judged, a remark gets judged.
        let stage = Stage::usual();
        stage.on_review("frank", "COMMENTED", 105).is("pending");
        assert_eq!(said(&stage), ["pending"]);
    }

    #[test]
    fn t62_no_success_is_written_where_it_could_not_be_taken_back() {
        let stage = Stage::usual().approved();
        stage.run().is("approved");
        stage.github.change(|world| {
            let first = world.statuses[0].clone();
            world.statuses = vec![first; 950];
        });
        let told = stage.with("pull_request", &stage.pull_request(), &[("GITHUB_RUN_ID", "101")]);
        told.cannot_be_judged("has 951 statuses `milepost`");
        assert!(told.report["error"]["hint"].as_str().unwrap().contains("push a new commit"), "{told:#?}");
        assert_eq!(said(&stage)[949..], ["success", "pending", "error"]);
    }

    #[test]
    fn the_success_of_a_later_run_is_judged_again_too() {
        let stage = Stage::usual().approved();
        stage.with("pull_request", &stage.pull_request(), &[("GITHUB_RUN_ID", "200")]).is("approved");
        // An earlier one is run again.
        stage.with("pull_request", &stage.pull_request(), &[("GITHUB_RUN_ATTEMPT", "2")]).is("approved");
        assert_eq!(said(&stage), ["success", "pending", "success"]);
    }

    #[test]
    fn what_is_not_marked_is_not_held() {
        // A run for a fork may not.
        let stage = Stage::usual().approved();
        stage.run().is("approved");
        let fork = [("MILEPOST_TOKEN", FORK_TOKEN), ("GITHUB_RUN_ID", "101")];
        stage.review("heidi", "CHANGES_REQUESTED");
        let objected = stage.reviewed("heidi", "CHANGES_REQUESTED", "");
        stage.with("pull_request_review", &objected, &fork).is("pending").says("was not marked");
        assert_eq!(said(&stage), ["success"]);
        // A change that nobody governs is only told.
        let rules = base().edit(POLICY, "version: 1\n", "version: 1\nbranches: [stable]\n");
        let stage = Stage::with_pull_request(&rules, &rules.moved());
        stage.run();
        assert!(!stage.github.asked().iter().any(|line| line.contains("statuses")));
    }

    #[test]
    fn a_vote_that_is_missing_leaves_it_pending() {
        let stage = Stage::usual();
        stage.review("alice", "APPROVED").review("bob", "APPROVED");
        let told = stage.run();
        told.is("pending").says("❌ Not approved yet");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("pending"));
        assert!(stage.comment().contains("2 of 3"), "{}", stage.comment());
        // The last vote comes, and the same comment says so.
        stage.review("grace", "APPROVED");
        stage.with("pull_request_review", &stage.pull_request(), &[("GITHUB_RUN_ID", "101")]).is("approved");
        assert!(stage.comment().starts_with("<!-- milepost:gate run=101.1 -->\n**✅"), "{}", stage.comment());
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("success"));
    }

    #[test]
    fn what_is_invalid_fails_and_is_annotated() {
        let after = moved(&base()).edit(PLAN, "status: active", "status: activ");
        let stage = Stage::with_pull_request(&base(), &after);
        let told = stage.run();
        told.is("invalid");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("failure"));
        assert!(told.log.contains(&format!("::error file={PLAN},line=")), "{told:#?}");
    }

    #[test]
    fn what_touches_nothing_gets_no_comment_unless_there_is_one() {
        let before = base();
        let stage = Stage::with_pull_request(&before, &before.clone().with("src/main.c", "int x;\n"));
        stage.run().is("not-required");
        assert!(stage.comments().is_empty());
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("success"));
        let actions = bot(41_898_282, "github-actions[bot]");
        let old = "<!-- milepost:gate run=99.1 -->\n**❌ Not approved yet**\n";
        stage.github.change(|world| _ = world.comment(NUMBER, &actions, old));
        stage.run().is("not-required");
        assert!(stage.comment().contains("No sign-off needed"), "{}", stage.comment());
    }

    #[test]
    fn what_has_not_changed_is_not_written_again() {
        let stage = Stage::usual().approved();
        stage.run().is("approved");
        let before = stage.comments();
        stage.with("pull_request", &stage.pull_request(), &[("GITHUB_RUN_ID", "101")]).is("approved");
        assert_eq!(stage.comments(), before);
        // Only the number of the run may differ: a way that somebody laid elsewhere is put right.
        stage.github.change(|world| {
            let body =
                world.comments[0].body.replace("https://github.example/acme", "https://evil.example/acme");
            world.comments[0].body = body;
        });
        stage.with("pull_request", &stage.pull_request(), &[("GITHUB_RUN_ID", "102")]).is("approved");
        assert!(!stage.comment().contains("evil") && stage.comment().contains("run=102.1"));
    }

    #[test]
    fn comments_can_be_wanted_always_or_never() {
        let before = base();
        let stage = Stage::with_pull_request(&before, &before.clone().with("src/main.c", "int x;\n"));
        stage
            .with("pull_request", &stage.pull_request(), &[("MILEPOST_COMMENT", "always")])
            .is("not-required");
        assert_eq!(stage.comments().len(), 1);
        let stage = Stage::usual().approved();
        stage.with("pull_request", &stage.pull_request(), &[("MILEPOST_COMMENT", "never")]).is("approved");
        assert!(stage.comments().is_empty());
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("success"));
    }

    #[test]
    fn a_run_for_a_fork_says_on_its_own_page_what_it_may_not_comment() {
        let stage = Stage::usual().approved();
        let told = stage.with("pull_request", &stage.pull_request(), &[("MILEPOST_TOKEN", FORK_TOKEN)]);
        told.is("approved")
            .says("✅ Approved")
            .says("this token may not comment")
            .says("`pull-requests: write`");
        assert!(stage.comments().is_empty() && stage.statuses().is_empty());
        assert!(told.log.contains("::warning title=milepost::this token may not comment"), "{told:#?}");
        // A run of a fork's own cannot write, whatever anybody permits; another one posts.
        let mut payload = stage.pull_request();
        payload["pull_request"]["head"]["repo"]["full_name"] = json!("mallory/widget");
        let told = stage.with("pull_request", &payload, &[("MILEPOST_TOKEN", FORK_TOKEN)]);
        told.is("approved").says("`Release gate for forks` judges the change again");
        assert_eq!(told.log.matches("::warning title=milepost::").count(), 1, "{told:#?}");
        assert!(!told.summary.contains("permissions:"), "{told:#?}");
    }

    #[test]
    fn the_target_is_judged_where_it_is_and_not_where_it_was() {
        let stage = Stage::usual().approved();
        let moved_on = base().edit(PLAN, "cycle: paris\n", "cycle: paris\nname: Paris\n");
        let tip = stage.history.commit(&moved_on, &[&stage.base]);
        stage.history.reference("refs/remotes/origin/main", &tip);
        let told = stage.run();
        assert_eq!(told.report["base"], tip, "{told:#?}");
        assert_ne!(told.outputs["verdict"], "approved", "the reviewers saw another plan");
    }

    #[test]
    fn a_checkout_without_history_is_told_how_to_get_it() {
        let stage = Stage::usual().approved();
        stage.history.write("shallow", &format!("{}\n", stage.head));
        let told = stage.run();
        told.cannot_be_judged("with: {fetch-depth: 0}");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
    }

    #[test]
    fn a_pull_request_that_is_closed_is_not_judged() {
        let stage = Stage::usual().approved();
        let mut payload = stage.pull_request();
        payload["pull_request"]["state"] = json!("closed");
        stage.on("pull_request", &payload).cannot_be_judged("is closed");
        assert!(stage.comments().is_empty() && stage.statuses().is_empty());
    }

    #[test]
    fn without_a_token_nothing_is_judged() {
        let stage = Stage::usual().approved();
        let told = stage.with("pull_request", &stage.pull_request(), &[("MILEPOST_TOKEN", "")]);
        told.cannot_be_judged("no token");
    }

    #[test]
    fn an_event_that_says_nothing_is_refused() {
        let stage = Stage::usual();
        stage.on("issue_comment", &json!({})).cannot_be_judged("issue_comment");
        stage.on("pull_request_review", &json!({"review": {}})).cannot_be_judged("pull_request.number");
    }

    #[test]
    fn the_gate_by_hand_takes_base_and_head_from_the_event() {
        let stage = Stage::usual().approved();
        let gate = ["gate", "--today", "2026-11-20", "--format", "json"];
        let told = stage.call(&gate, "pull_request", &stage.pull_request(), &[]);
        let report: Value = serde_json::from_str(&told.log).unwrap();
        assert_eq!((told.code, report["verdict"].as_str()), (0, Some("approved")), "{told:#?}");
        assert_eq!(report["head"], stage.head);
        assert!(stage.comments().is_empty() && stage.statuses().is_empty(), "it only looks");
        let told = stage.call(&gate, "workflow_dispatch", &json!({}), &[]);
        assert_ne!(told.code, 2, "{told:#?}");
    }

    #[test]
    fn a_branch_that_is_not_governed_is_told_and_not_marked() {
        let before = base().edit(POLICY, "version: 1\n", "version: 1\nbranches: [\"stable/*\"]\n");
        let stage = Stage::with_pull_request(&before, &moved(&before));
        stage.run().is("not-required").says("is not governed");
        assert!(stage.statuses().is_empty(), "the same commit may wait for a branch that is governed");
    }
}

mod attempts {
    use super::*;

    #[test]
    fn t9_what_has_moved_on_is_not_posted() {
        let stage = Stage::usual().approved();
        stage.github.change(|world| world.pulls[0].head = "c".repeat(40));
        stage.run().is("approved").says("has moved on");
        assert!(stage.comments().is_empty() && stage.statuses().is_empty());
    }

    #[test]
    fn t9_a_target_that_moved_on_is_no_target_any_more() {
        let stage = Stage::usual().approved();
        stage.run().is("approved");
        let next = stage.history.commit(&base().with("README.md", "x\n"), &[&stage.base]);
        for tip in [next, "c".repeat(40)] {
            stage.github.change(|world| world.pulls[0].base = tip);
            stage.run().cannot_be_judged("has moved on");
            assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
        }
    }

    #[test]
    fn t9_a_review_of_another_commit_counts_if_the_content_is_the_same() {
        let after = moved(&base());
        let stage = Stage::with_pull_request(&base(), &after.clone().with("README.md", "changed since\n"));
        let same = stage.history.commit(&after, &[&stage.base]);
        let other = stage.history.commit(&after.edit(PLAN, "2027-07-22", "2027-07-29"), &[&stage.base]);
        let vote = |commit: &str| {
            stage.github.change(|world| {
                world.reviews.clear();
                for name in ["alice", "bob", "grace"] {
                    world.review(NUMBER, &person(name), "APPROVED", commit, "");
                }
            });
            stage.run()
        };
        vote(&same).is("approved");
        vote(&other).is("pending");
        vote(&"d".repeat(40)).is("pending").says("which is not in this checkout");
    }

    #[test]
    fn t48_what_another_run_left_behind_is_not_believed() {
        let stage = Stage::usual();
        let victim = stage.history.commit(&base().with("README.md", "harmless\n"), &[&stage.base]);
        stage.github.change(|world| {
            world.pulls[0].head_repository = Some("mallory/widget".to_owned());
            world.pulls[0].head_branch = "topic".to_owned();
            world.pull(8, &victim, &person("bob"));
        });
        // The event lists a pull request that the run was never about.
        let payload = json!({"workflow_run": {
            "event": "pull_request", "conclusion": "success", "head_sha": stage.head, "head_branch": "topic",
            "head_repository": {"full_name": "mallory/widget"}, "pull_requests": [{"number": 8}],
        }});
        stage.on("workflow_run", &payload).is("pending");
        let comments = stage.comments();
        assert_eq!(comments.iter().map(|comment| comment.issue).collect::<Vec<_>>(), [NUMBER]);
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("pending"));
        assert_eq!(stage.mark(&victim), None);
    }

    #[test]
    fn t48_a_change_that_was_not_fetched_is_fetched_as_data() {
        let stage = Stage::usual().approved();
        let mut payload = stage.pull_request();
        let elsewhere = "e".repeat(40);
        payload["pull_request"]["head"]["sha"] = json!(elsewhere);
        let told = stage.on("pull_request_target", &payload);
        told.cannot_be_judged("git fetch --no-tags origin refs/pull/7/head");
    }

    #[test]
    fn t49_hostile_names_do_nothing_anywhere() {
        let hostile = "]() @org/all <!-- milepost:gate run=9.9 --> ::set-output name=x::y ##[error]z </details> %0A::error::w";
        let quoted = serde_json::to_string(&format!("{hostile}\n::error::v")).unwrap();
        let person = format!("{{name: {}", serde_json::to_string(hostile).unwrap());
        let before = base().edit(ROSTER, "{name: Bob", &person);
        let after = before.clone().edit(
            PLAN,
            "{id: ga, date: 2027-07-08}",
            &format!("{{id: ga, name: {quoted}, date: 2027-07-22, note: {quoted}}}"),
        );
        // A file has a name too, in which only a slash cannot stand.
        let file = format!("release/schedules/{}\n::error::u.yaml", hostile.replace('/', "\\"));
        let after = after.with(&file, "kind: schedule/v1\n");
        let stage = Stage::with_pull_request(&before, &after);
        let stranger = account(666, "mallory");
        let head = stage.head.clone();
        stage.github.change(|world| _ = world.review(NUMBER, &stranger, "APPROVED", &head, hostile).id);
        let told = stage.run();
        assert_eq!(told.code, 1, "{told:#?}");
        let ours = [
            "::group::",
            "::endgroup::",
            "::error file=release/",
            "::warning file=release/",
            "::notice file=release/",
            "::error title=milepost",
            "::notice title=milepost",
            "::warning title=milepost",
        ];
        for command in told.commands() {
            assert!(ours.iter().any(|start| command.starts_with(start)), "{command}");
        }
        for page in [&told.summary, &stage.comment()] {
            let outside: String = page.split("```").step_by(2).collect();
            assert!(!outside.contains("@org") && !outside.contains("<!-- milepost:gate run=9.9"), "{page}");
            let (opened, closed) =
                (outside.matches("<details>").count(), outside.matches("</details>").count());
            assert_eq!(opened, closed, "{page}");
        }
        assert_eq!(told.outputs.len(), 7, "{told:#?}");
        // Each of them was told, so each was made harmless.
        let report = told.report.to_string();
        let whole = |text: &str| report.contains(serde_json::to_string(text).unwrap().trim_matches('"'));
        assert!(whole(&file) && whole(hostile), "{told:#?}");
    }

    #[test]
    fn t50_only_the_own_comment_is_replaced() {
        let stage = Stage::usual().approved();
        let forged = "<!-- milepost:gate run=1.1 -->\n**✅ Approved**\n";
        stage.github.change(|world| _ = world.comment(NUMBER, &account(666, "mallory"), forged));
        stage.run().is("approved");
        let comments = stage.comments();
        assert_eq!(comments.len(), 2, "{comments:#?}");
        assert_eq!((comments[0].body.as_str(), comments[0].edits), (forged, 0));
        // Whoever may edit the own one changes nothing for the next run.
        stage.github.change(|world| {
            world.comments[1].body = "<!-- milepost:gate run=1.1 -->\n**❌ Rejected**".to_owned();
        });
        stage.run().is("approved");
        assert!(stage.comments()[1].body.contains("✅ Approved"));
    }

    #[test]
    fn an_older_run_leaves_the_comment_of_a_later_one() {
        let stage = Stage::usual().approved();
        stage.run().is("approved");
        stage.review("grace", "CHANGES_REQUESTED");
        let told = stage.with("pull_request", &stage.pull_request(), &[("GITHUB_RUN_ID", "99")]);
        assert_eq!(told.code, 1, "{told:#?}");
        told.says("a later run");
        assert!(stage.comment().contains("run=100.1"));
        assert_ne!(stage.mark(&stage.head).as_deref(), Some("success"), "the objection is there now");
    }

    #[test]
    fn t50_a_run_that_somebody_wrote_into_the_comment_freezes_no_status() {
        let stage = Stage::usual().approved();
        stage.run().is("approved");
        stage.github.change(|world| {
            world.comments[0].body = "<!-- milepost:gate run=999999999999.1 -->\n**✅ Approved**".to_owned();
        });
        stage.review("grace", "CHANGES_REQUESTED");
        stage.run().is("pending").says("somebody has edited it");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("pending"));
        // Nor where nothing can be judged.
        let reviews = "GET /repos/acme/widget/pulls/7/reviews";
        stage.github.fail(Fault::always(reviews, Act::refuse(404, "Not Found")));
        stage.run().cannot_be_judged("pull request 7");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
    }

    #[test]
    fn t52_the_latest_decisive_review_of_each_counts_on_whatever_page() {
        let stage = Stage::usual();
        let head = stage.head.clone();
        stage.github.change(|world| {
            for _ in 0..120 {
                world.review(NUMBER, &person("heidi"), "COMMENTED", &head, "I am looking");
            }
        });
        for name in ["alice", "bob", "grace"] {
            stage.review(name, "APPROVED");
        }
        stage.review("grace", "COMMENTED");
        stage.run().is("approved");
        stage.review("grace", "DISMISSED");
        stage.run().is("pending");
        stage.review("grace", "APPROVED").review("bob", "SHRUGGED");
        stage.run().cannot_be_judged("SHRUGGED");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
        stage.github.take_problems();
    }

    #[test]
    fn t53_the_change_is_read_from_git_and_not_from_the_api() {
        let mut after = moved(&base());
        for number in 0..3_200 {
            after = after.with(&format!("a/{number}.md"), "x\n");
        }
        let stage = Stage::with_pull_request(&base(), &after);
        stage.review("alice", "APPROVED");
        let told = stage.run();
        told.is("pending");
        assert!(told.report["changes"].to_string().contains("2027-07-22"), "{told:#?}");
        let asked = stage.github.asked();
        let is_of_content = |line: &&String| {
            line.contains("/files") || (line.contains("/commits") && !line.contains("/statuses"))
        };
        assert_eq!(asked.iter().find(is_of_content), None, "{asked:#?}");
    }

    #[test]
    fn t54_a_direct_push_is_verified_like_anything_else() {
        let stage = Stage::new(&base(), &base().moved());
        let told = stage.pushed(&stage.base, &stage.head, "carol");
        assert_eq!(told.code, 1, "{told:#?}");
        told.is("pending").says("came without a pull request").says("carol-example");
    }

    #[test]
    fn t54_the_next_run_names_what_was_pushed_past_it() {
        let stage = Stage::new(&recorded(), &recorded().moved());
        let pushed = stage.head.clone();
        let next = stage.history.commit(&recorded().moved().with("README.md", "x\n"), &[&pushed]);
        stage.history.reference("refs/remotes/origin/main", &pushed);
        let mut payload = stage.pull_request();
        payload["pull_request"]["base"]["sha"] = json!(pushed);
        payload["pull_request"]["head"]["sha"] = json!(next);
        stage.github.change(|world| world.pull(NUMBER, &next, &person("carol")).base = pushed);
        stage.on("pull_request", &payload).is("not-required").says("holds a step that was not approved");
    }

    #[test]
    fn t55_each_candidate_of_the_queue_is_judged_for_itself() {
        let stage = Stage::usual().approved();
        let first = stage.history.commit(&moved(&base()), &[&stage.base, &stage.head]);
        let unapproved = moved(&base()).edit(PLAN, "freeze, date: 2027-05-10", "freeze, date: 2027-06-21");
        let second = stage.history.commit(&unapproved, &[&first]);
        stage.github.change(|world| _ = world.pull(8, &second, &person("carol")).number);
        let group = |base: &str, head: &str, number: u64| {
            let name = format!("refs/heads/gh-readonly-queue/main/pr-{number}-{base}");
            json!({"merge_group": {"base_ref": "refs/heads/main", "base_sha": base, "head_sha": head, "head_ref": name}})
        };
        stage.on("merge_group", &group(&stage.base, &first, NUMBER)).is("approved");
        assert_eq!(stage.mark(&first).as_deref(), Some("success"));
        stage.on("merge_group", &group(&first, &second, 8)).is("pending");
        assert_eq!(stage.mark(&second).as_deref(), Some("pending"));
        // The reviews of one pull request don't count for another change.
        stage.on("merge_group", &group(&first, &second, NUMBER)).is("pending");
        assert!(stage.comments().is_empty());
    }

    #[test]
    fn t56_a_pull_request_that_goes_elsewhere_now_is_not_judged_for_where_it_went() {
        let stage = Stage::usual().approved();
        stage.github.change(|world| world.pulls[0].base_branch = "stable/paris".to_owned());
        stage.run().cannot_be_judged("goes to `stable/paris` now");
        assert!(stage.comments().is_empty());
        assert_eq!(
            stage.mark(&stage.head).as_deref(),
            Some("error"),
            "what was said for `main` is taken back"
        );
        assert_eq!(stage.statuses().len(), 1);
        // Its new target is judged by its own rules and plan.
        let stable = base().edit(PLAN, "ga, date: 2027-07-08", "ga, date: 2027-07-01");
        let stable = stage.history.commit(&stable, &[&stage.base]);
        stage.history.reference("refs/remotes/origin/stable/paris", &stable);
        let mut payload = stage.pull_request();
        payload["pull_request"]["base"] = json!({"ref": "stable/paris", "sha": stable});
        let told = stage.on("pull_request", &payload);
        assert_ne!(told.outputs["verdict"], "approved", "{told:#?}");
    }

    #[test]
    fn t56_the_rules_of_another_branch_say_nothing_to_this_one() {
        let stage = Stage::with_pull_request(&base(), &base().moved());
        stage.run().is("pending");
        // Whoever may push makes a branch without rules, and proposes the same commit to it.
        let loose = base().edit(
            POLICY,
            "  schedule: {vote: majority, evidence: confirmed, merged-by: tsc}",
            "  schedule: {}",
        );
        let evil = stage.history.commit(&loose, &[&stage.base]);
        for (branch, context) in [("evil", "milepost/evil"), ("Main", "milepost/%4dain")] {
            stage.history.reference(&format!("refs/remotes/origin/{branch}"), &evil);
            let head = stage.head.clone();
            stage.github.change(|world| {
                world.pulls.retain(|pull| pull.number != 8);
                let pull = world.pull(8, &head, &person("carol"));
                (pull.base_branch, pull.base) = (branch.to_owned(), evil.clone());
            });
            let mut payload = stage.pull_request();
            payload["pull_request"]["number"] = json!(8);
            payload["pull_request"]["base"] = json!({"ref": branch, "sha": evil});
            let told = stage.on("pull_request_review", &payload);
            assert_eq!(told.code, 0, "{told:#?}");
            assert_eq!(stage.mark_as(context, &stage.head).as_deref(), Some("success"));
            assert_eq!(stage.mark(&stage.head).as_deref(), Some("pending"), "what `main` asks for");
        }
    }

    #[test]
    fn t57_a_change_of_a_fork_that_is_gone_is_judged_from_git() {
        let stage = Stage::usual().approved();
        let mut payload = stage.pull_request();
        payload["pull_request"]["head"]["repo"] = Value::Null;
        stage.github.change(|world| world.pulls[0].head_repository = None);
        stage.on("pull_request", &payload).is("approved");
        // GitHub's description of itself does not know that a fork can be gone.
        stage.github.take_problems();
        payload["pull_request"]["head"]["sha"] = json!("e".repeat(40));
        stage.on("pull_request", &payload).cannot_be_judged("is not in this checkout");
    }

    #[test]
    fn t58_a_request_that_fails_is_no_answer() {
        let reviews = "GET /repos/acme/widget/pulls/7/reviews";
        for act in [
            Act::refuse(401, "Bad credentials"),
            Act::refuse(403, "Resource not accessible by integration"),
            Act::refuse(404, "Not Found"),
            Act::refuse(429, "Too many").with("Retry-After", "3600"),
            Act::CutOffJson,
        ] {
            let stage = Stage::usual().approved();
            let actions = bot(41_898_282, "github-actions[bot]");
            let old = "<!-- milepost:gate run=99.1 -->\n**✅ Approved**\n";
            stage.github.change(|world| _ = world.comment(NUMBER, &actions, old));
            stage.github.fail(Fault::always(reviews, act));
            stage.run().cannot_be_judged("pull request 7");
            assert!(!stage.comment().contains('✅'), "{}", stage.comment());
            assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
        }
    }

    /// A run has ended that was started for mallory's branch, or somebody else's.
    fn ended(stage: &Stage, owner: &str, started_by: &str) -> stage::Told {
        let payload = json!({"workflow_run": {
            "event": started_by, "conclusion": "success", "head_sha": stage.head, "head_branch": "topic",
            "head_repository": {"full_name": format!("{owner}/widget")}, "pull_requests": [],
        }});
        stage.on("workflow_run", &payload)
    }

    /// A pull request of mallory's fork that was approved and marked so, for `main` and another branch.
    fn approved_fork() -> Stage {
        let stage = Stage::usual().approved();
        stage.github.change(|world| {
            world.pulls[0].head_repository = Some("mallory/widget".to_owned());
            world.pulls[0].head_branch = "topic".to_owned();
        });
        ended(&stage, "mallory", "pull_request").is("approved");
        stage.github.change(|world| {
            let other = world.statuses[0].clone();
            let elsewhere = |context: &str, state: &str| fake_github::Status {
                context: context.to_owned(),
                state: state.to_owned(),
                ..other.clone()
            };
            world
                .statuses
                .extend([elsewhere("milepost/stable/x", "success"), elsewhere("milepost/new", "pending")]);
        });
        stage
    }

    #[test]
    fn t58_a_run_whose_pull_request_is_not_known_takes_back_what_was_said() {
        let is_taken_back = |stage: &Stage, told: &stage::Told, why: &str| {
            told.cannot_be_judged(why);
            assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
            assert_eq!(stage.mark_as("milepost/stable/x", &stage.head).as_deref(), Some("error"));
            assert_eq!(
                stage.mark_as("milepost/new", &stage.head).as_deref(),
                Some("pending"),
                "was no success"
            );
        };
        let stage = approved_fork();
        is_taken_back(&stage, &ended(&stage, "somebody", "pull_request"), "no open pull request");
        // A second pull request of the same branch.
        let stage = approved_fork();
        let head = stage.head.clone();
        stage.github.change(|world| {
            let second = world.pull(8, &head, &account(666, "mallory"));
            second.head_repository = Some("mallory/widget".to_owned());
            second.head_branch = "topic".to_owned();
            second.base_branch = "stable/paris".to_owned();
        });
        is_taken_back(&stage, &ended(&stage, "mallory", "pull_request"), "more than one pull request");
        assert_eq!(stage.mark_as("milepost/stable/paris", &stage.head), None, "nothing was said there");
        let told: Vec<u64> = stage.comments().iter().map(|comment| comment.issue).collect();
        assert_eq!(told, [NUMBER, 8]);
        assert!(
            stage.comments().iter().all(|comment| !comment.body.contains('✅')),
            "{:#?}",
            stage.comments()
        );
        // The commit cannot be asked about, and the branch can.
        let stage = approved_fork();
        stage
            .github
            .fail(Fault::always(&format!("{}/pulls", stage.head), Act::refuse(403, "Not accessible")));
        is_taken_back(&stage, &ended(&stage, "mallory", "pull_request"), "looking for the pull request");
        assert!(!stage.comment().contains('✅'), "{}", stage.comment());
        // Nor can its statuses be read.
        let stage = approved_fork();
        stage.github.fail(Fault::always("/commits/", Act::refuse(403, "Not accessible")));
        ended(&stage, "mallory", "pull_request").cannot_be_judged("looking for the pull request");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
        // A candidate of the merge queue is not about one pull request, and has its own status.
        let stage = approved_fork();
        ended(&stage, "mallory", "merge_group").cannot_be_judged("about no pull request");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("success"));
    }

    #[test]
    fn t58_a_branch_that_is_not_governed_is_not_marked_by_a_failure_either() {
        let free = base().edit(POLICY, "version: 1\n", "version: 1\nbranches: [\"stable/*\"]\n");
        for (world, marked) in [(free, None), (base(), Some("error"))] {
            let stage = Stage::with_pull_request(&world, &moved(&world));
            let place = "GET /repos/acme/widget/pulls/7";
            stage.github.fail(Fault::always(place, Act::refuse(404, "Not Found")));
            stage.run().cannot_be_judged("pull request 7");
            assert_eq!(stage.mark(&stage.head).as_deref(), marked);
        }
    }

    #[test]
    fn t58_a_comment_that_cannot_be_written_leaves_no_mark_of_success() {
        let stage = Stage::usual().approved();
        let place = "POST /repos/acme/widget/issues/7/comments";
        stage.github.fail(Fault::always(place, Act::refuse(422, "Validation Failed")));
        stage.run().cannot_be_judged("writing the comment");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
    }

    #[test]
    fn t58_a_server_that_is_down_is_no_answer() {
        let stage = Stage::usual().approved();
        stage
            .github
            .fail(Fault::always("/repos/", Act::refuse(503, "Unavailable").with("Retry-After", "3600")));
        stage.run().cannot_be_judged("GitHub is not working");
        assert!(stage.comments().is_empty() && stage.statuses().is_empty());
    }

    #[test]
    fn t58_a_file_that_cannot_be_written_leaves_no_mark_of_success() {
        let stage = Stage::usual().approved();
        std::fs::create_dir(stage.history.path().join("milepost.sarif")).unwrap();
        let variables = [("MILEPOST_SARIF", "milepost.sarif")];
        let told = stage.with("pull_request", &stage.pull_request(), &variables);
        told.cannot_be_judged("milepost.sarif");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
        assert!(!stage.comment().contains('✅'), "{}", stage.comment());
    }

    #[test]
    fn t58_outputs_that_cannot_be_written_leave_no_mark_of_success() {
        for variable in ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
            let stage = Stage::usual().approved();
            let folder = stage.history.path().to_str().unwrap().to_owned();
            let told = stage.with("pull_request", &stage.pull_request(), &[(variable, &folder)]);
            assert_eq!(told.code, 2, "{told:#?}");
            assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn t58_no_link_of_a_checkout_leads_the_report_elsewhere() {
        use std::os::unix::fs::symlink;
        let stage = Stage::usual().approved();
        let elsewhere = tempfile::tempdir().unwrap();
        let victim = elsewhere.path().join("victim");
        std::fs::write(&victim, "precious").unwrap();
        let top = stage.history.path();
        symlink(&victim, top.join("file.sarif")).unwrap();
        symlink(elsewhere.path(), top.join("folder")).unwrap();
        let whole = top.join("folder/new.sarif");
        for path in ["file.sarif", "folder/victim", "folder/new.sarif", whole.to_str().unwrap()] {
            let told = stage.with("pull_request", &stage.pull_request(), &[("MILEPOST_SARIF", path)]);
            told.cannot_be_judged("is a link");
            assert_eq!(stage.mark(&stage.head).as_deref(), Some("error"));
        }
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious");
        assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1);
        // A second name of a file is no link, and what it names is left alone all the same.
        std::fs::hard_link(&victim, top.join("second.sarif")).unwrap();
        let variables = [("MILEPOST_SARIF", "second.sarif")];
        stage.with("pull_request", &stage.pull_request(), &variables).is("approved");
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious");
        assert!(std::fs::read_to_string(top.join("second.sarif")).unwrap().contains("2.1.0"));
    }

    #[test]
    fn t62_an_objection_on_github_holds_the_change_back() {
        let stage = Stage::usual().approved();
        stage.review("heidi", "CHANGES_REQUESTED");
        let told = stage.run();
        told.is("pending");
        assert!(told.outputs["decisions"].contains("omitted-vote"), "{told:#?}");
        stage.review("heidi", "DISMISSED");
        stage.run().is("approved");
    }

    #[test]
    fn t62_an_objection_to_a_commit_that_is_gone_holds() {
        let stage = Stage::usual().approved();
        let gone = "d".repeat(40);
        stage
            .github
            .change(|world| _ = world.review(NUMBER, &person("heidi"), "CHANGES_REQUESTED", &gone, "").id);
        stage.run().is("pending").says("until it is withdrawn");
    }

    #[test]
    fn t65_a_branch_that_lost_its_steps_was_rewritten() {
        let stage = Stage::new(&base(), &base().moved());
        // The side branch is the first parent, so that the governed step is on the second.
        let side = stage.history.commit(&base().with("README.md", "x\n"), &[&stage.base]);
        let foxtrot = stage.history.commit(&base().with("README.md", "x\n"), &[&side, &stage.head]);
        for (before, after) in [(&stage.head, &foxtrot), (&stage.head, &side), (&"f".repeat(40), &side)] {
            let told = stage.pushed(before, after, "alice");
            told.is("invalid").says("was rewritten");
            assert!(told.report["diagnostics"].to_string().contains("rewritten-history"), "{told:#?}");
        }
    }

    #[test]
    fn t65_only_the_rules_that_a_branch_had_say_that_it_may_be_rewritten() {
        let free = base().edit(POLICY, "version: 1\n", "version: 1\nbranches: [\"stable/*\"]\n");
        let rewritten = |before: &World, after: &World| {
            let stage = Stage::new(before, after);
            let other = stage.history.commit(after, &[]);
            stage.pushed(&stage.base, &other, "alice")
        };
        rewritten(&free, &free).is("not-required");
        rewritten(&base(), &free).is("invalid");
    }

    #[test]
    fn t66_what_a_contributor_without_office_writes_counts_for_nothing() {
        let stage = Stage::new(&recorded(), &moved(&recorded()));
        let (base, head) = (stage.base.clone(), stage.head.clone());
        let stranger = account(666, "mallory");
        stage.github.change(|world| world.pull(NUMBER, &head, &stranger).base = base);
        let mut payload = stage.pull_request();
        payload["pull_request"]["user"] = json!({"login": "alice-example", "id": 666, "type": "User"});
        stage.on("pull_request", &payload).is("pending");
        // Somebody in office stands for it.
        stage.review("carol", "APPROVED");
        stage.on("pull_request", &payload).is("approved").says("Approved (recorded)");
    }

    #[test]
    fn t68_a_squash_proves_no_merger_and_the_event_does() {
        let stage = Stage::usual().approved();
        let squash = stage.history.commit(&moved(&base()), &[&stage.base]);
        let merged = |by: &str| {
            let made = squash.clone();
            stage.github.change(|world| {
                world.pulls[0].is_open = false;
                world.pulls[0].merged = Some((made, Some(person(by))));
            });
            stage.pushed(&stage.base, &squash, "alice")
        };
        let told = merged("carol");
        assert_eq!((told.code, told.outputs["verdict"].as_str()), (1, "approved"), "{told:#?}");
        told.says("had to merge this");
        merged("alice").is("approved");
    }
}

mod after_the_merge {
    use super::*;

    #[test]
    fn a_push_proposes_to_keep_what_github_shows() {
        let stage = Stage::usual().approved();
        let merge = stage.history.commit(&moved(&base()), &[&stage.base, &stage.head]);
        let made = merge.clone();
        stage.github.change(|world| {
            world.pulls[0].is_open = false;
            world.pulls[0].merged = Some((made, Some(person("alice"))));
        });
        let told = stage.pushed(&stage.base, &merge, "alice");
        told.is("approved").says("release/approvals/p.witness.yaml").says("merged by alice");
        let file = std::fs::read_to_string(&told.outputs["witness"]).unwrap();
        let expected =
            ["approval: p", "pull-request: 7", "merged-by: {login: alice-example, id: 11}", &merge];
        assert!(expected.iter().all(|text| file.contains(text)), "{file}");
        // Once it is there, it is a proper document, and is not proposed again.
        let kept = moved(&base()).with("release/approvals/p.witness.yaml", &file);
        let next = stage.history.commit(&kept, &[&merge]);
        let told = stage.pushed(&merge, &next, "carol");
        told.is("not-required");
        assert_eq!(told.outputs["witness"], "");
    }

    #[test]
    fn what_is_approved_after_the_merge_does_not_count() {
        let stage = Stage::usual();
        stage.review("alice", "APPROVED").review("bob", "APPROVED").review("grace", "APPROVED");
        let merge = stage.history.commit(&moved(&base()), &[&stage.base, &stage.head]);
        stage.github.change(|world| {
            world.pulls[0].is_open = false;
            world.pulls[0].merged = Some((merge.clone(), Some(person("alice"))));
            world.reviews[2].submitted = Some("2026-11-21T10:00:01Z".to_owned());
        });
        stage.pushed(&stage.base, &merge, "alice").is("pending");
    }

    #[test]
    fn where_nobody_knows_when_it_was_merged_no_review_came_before() {
        let stage = Stage::usual().approved();
        let merge = stage.history.commit(&moved(&base()), &[&stage.base, &stage.head]);
        stage.github.change(|world| {
            world.pulls[0].is_open = false;
            world.pulls[0].merged = Some((merge.clone(), Some(person("alice"))));
        });
        stage.pushed(&stage.base, &merge, "alice").is("approved");
        stage.github.change(|world| world.pulls[0].merged_at = "yesterday".to_owned());
        stage.pushed(&stage.base, &merge, "alice").is("pending");
    }

    #[test]
    fn what_fail_on_does_not_allow_fails_what_is_approved() {
        let after = base().edit(PLAN, "ga, date: 2027-07-08", "ga, date: 2027-07-24");
        let paper = Paper::about("p", &base(), &after, &[PLAN]).ayes(&["alice"]);
        let stage = Stage::with_pull_request(&base(), &after.approve(&paper)).approved();
        stage.run().is("approved");
        let told = stage.with("pull_request", &stage.pull_request(), &[("MILEPOST_FAIL_ON", "notice")]);
        assert_eq!((told.code, told.outputs["verdict"].as_str()), (1, "approved"), "{told:#?}");
        told.says("`fail-on` does not allow");
        assert_eq!(stage.mark(&stage.head).as_deref(), Some("failure"));
        assert!(
            stage
                .statuses()
                .last()
                .unwrap()
                .description
                .as_ref()
                .unwrap()
                .starts_with("Not fine all the same")
        );
    }

    #[test]
    fn every_step_of_a_push_is_verified() {
        let stage = Stage::new(&base(), &base().with("README.md", "x\n"));
        let second = stage.history.commit(&base().moved().with("README.md", "x\n"), &[&stage.head]);
        let third = stage.history.commit(&base().with("README.md", "x\n"), &[&second]);
        let told = stage.pushed(&stage.base, &third, "carol");
        told.is("pending").says("2 steps that are governed");
        assert_eq!(told.report["head"], second);
        let told = stage.pushed(&stage.base, &stage.head, "carol");
        told.is("not-required").says("changes nothing that is governed");
    }

    #[test]
    fn a_branch_that_is_new_or_gone_is_not_verified() {
        let stage = Stage::new(&base(), &base().moved());
        let zero = "0".repeat(40);
        stage.pushed(&zero, &stage.head, "carol").cannot_be_judged("is new");
        stage.pushed(&stage.head, &zero, "carol").cannot_be_judged("was deleted");
    }
}

mod on_a_schedule {
    use super::*;

    fn audited(stage: &Stage, commit: &str, run: &str) -> stage::Told {
        let variables = [("GITHUB_SHA", commit), ("GITHUB_RUN_ID", run)];
        stage.with("schedule", &json!({"schedule": "17 6 * * 1"}), &variables)
    }

    #[test]
    fn the_audit_keeps_one_issue() {
        let stage = Stage::new(&recorded(), &recorded().moved());
        let told = audited(&stage, &stage.head, "100");
        assert_eq!(told.code, 1, "{told:#?}");
        told.says("Audit of main");
        let issues = || stage.github.look(|world| world.issues.clone());
        assert_eq!(issues().len(), 1, "{:#?}", issues());
        let body = issues()[0].body.clone();
        for text in
            ["Not every step was approved", "**Next:** ", "`milepost approve --ratifies COMMIT`", &stage.head]
        {
            assert!(body.contains(text), "{text}: {body}");
        }
        assert!(!body.contains(&stage.base), "what is fine needs nobody: {body}");
        audited(&stage, &stage.head, "101");
        assert_eq!(issues().len(), 1, "{:#?}", issues());
    }

    #[test]
    fn an_audit_of_another_branch_leaves_the_issue_alone() {
        let stage = Stage::new(&recorded(), &recorded().moved());
        audited(&stage, &stage.head, "100");
        let before = stage.github.look(|world| world.issues.clone());
        let by_hand = |reference: &str| {
            let variables = [("GITHUB_SHA", stage.base.as_str()), ("GITHUB_REF", reference)];
            stage.with(
                "workflow_dispatch",
                &json!({}),
                &[&variables[..], &[("GITHUB_RUN_ID", "101")]].concat(),
            )
        };
        for reference in ["refs/heads/evil", "refs/tags/main", "refs/heads/MAIN"] {
            by_hand(reference).says("the issue is about `main` alone");
            assert_eq!(stage.github.look(|world| world.issues.clone()), before);
        }
        by_hand("refs/heads/main");
        assert_ne!(stage.github.look(|world| world.issues.clone()), before);
    }

    #[test]
    fn an_issue_that_names_a_later_run_is_told() {
        let stage = Stage::new(&recorded(), &recorded().moved());
        audited(&stage, &stage.head, "100");
        let forged = "<!-- milepost:audit run=999999999999.1 -->\nAll is well";
        stage.github.change(|world| world.issues[0].body = forged.to_owned());
        audited(&stage, &stage.head, "101").says("somebody has edited it");
    }

    #[test]
    fn where_issues_are_switched_off_the_audit_stands_on_its_own() {
        let gone = || Fault::always("/issues", Act::refuse(410, "Issues are disabled for this repo"));
        let fine = Stage::new(&recorded(), &recorded().with("README.md", "x\n"));
        fine.github.fail(gone());
        let told = audited(&fine, &fine.head, "100");
        assert_eq!(told.code, 0, "{told:#?}");
        let unapproved = Stage::new(&recorded(), &recorded().moved());
        unapproved.github.fail(gone());
        let told = audited(&unapproved, &unapproved.head, "100");
        assert_eq!(told.code, 1, "{told:#?}");
        told.says("has its issues switched off").says("comment: never");
    }

    #[test]
    fn an_audit_that_cannot_keep_its_issue_says_what_it_found() {
        for (status, says) in [
            (410, "has its issues switched off"),
            (403, "there is no issue: GitHub does not let this token"),
            (422, "there is no issue: GitHub refuses"),
            (400, "there is no issue: GitHub refuses"),
        ] {
            for place in ["GET /repos/acme/widget/issues", "POST /repos/acme/widget/issues"] {
                let stage = Stage::new(&recorded(), &recorded().moved());
                stage.github.fail(Fault::always(place, Act::refuse(status, "Issues has been disabled")));
                let told = audited(&stage, &stage.head, "100");
                assert_eq!(told.code, 1, "{told:#?}");
                told.says("Audit of main").says("Not every step was approved").says(says);
                assert_eq!(told.report["totals"]["unapproved"], 1, "{told:#?}");
                // One that finds nothing stays one that finds nothing.
                assert_eq!(audited(&stage, &stage.base, "101").code, 0);
            }
        }
    }

    #[test]
    fn an_audit_that_finds_nothing_opens_nothing() {
        let stage = Stage::new(&recorded(), &recorded().with("README.md", "x\n"));
        let told = audited(&stage, &stage.head, "100");
        assert_eq!(told.code, 0, "{told:#?}");
        assert!(stage.github.look(|world| world.issues.is_empty()));
    }

    #[test]
    fn other_commands_run_on_any_event() {
        let stage = Stage::usual();
        let told = stage.with(
            "issue_comment",
            &json!({}),
            &[("MILEPOST_COMMAND", "audit"), ("GITHUB_SHA", &stage.base)],
        );
        assert_eq!(told.code, 0, "{told:#?}");
        let ends = [("MILEPOST_BASE", stage.base.as_str()), ("MILEPOST_HEAD", stage.head.as_str())];
        let told = stage.with("issue_comment", &json!({}), &ends);
        told.is("pending").says("no review was asked for");
        assert!(stage.github.asked().is_empty());
        let told =
            stage.with("push", &json!({}), &[("MILEPOST_COMMAND", "gat"), ("MILEPOST_TOKEN", ACTIONS_TOKEN)]);
        assert_eq!(told.code, 2, "{told:#?}");
        assert!(told.log.contains("`command: gat`"), "{told:#?}");
    }
}

mod the_set_up {
    use super::*;

    fn looked(stage: &Stage) -> (i32, Vec<(String, String)>) {
        looked_with(stage, &[])
    }

    fn looked_with(stage: &Stage, more: &[&str]) -> (i32, Vec<(String, String)>) {
        looked_as(stage, more, ACTIONS_TOKEN)
    }

    fn looked_as(stage: &Stage, more: &[&str], token: &str) -> (i32, Vec<(String, String)>) {
        let status =
            ["status", "--github", "--rev", &stage.base, "--today", "2026-11-20", "--format", "json"];
        let token = [("MILEPOST_TOKEN", token)];
        let told = stage.call(&[&status[..], more].concat(), "workflow_dispatch", &json!({}), &token);
        let report: Value = serde_json::from_str(&told.log).unwrap();
        let points = report["github"]["points"].as_array().unwrap_or_else(|| panic!("{told:#?}"));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (told.code, points.iter().map(|point| (text(&point["state"]), text(&point["text"]))).collect())
    }

    /// The rule of a merge queue that groups so.
    fn queue(grouping: &str) -> Value {
        json!({"type": "merge_queue", "parameters": {
            "grouping_strategy": grouping, "check_response_timeout_minutes": 60, "max_entries_to_build": 5,
            "max_entries_to_merge": 5, "merge_method": "MERGE", "min_entries_to_merge": 1,
            "min_entries_to_merge_wait_minutes": 5}})
    }

    fn checks(stage: &Stage, check: &Value) {
        let rules = vec![
            json!({"type": "required_status_checks", "parameters": {
                "required_status_checks": [check], "strict_required_status_checks_policy": true}}),
            json!({"type": "non_fast_forward"}),
            json!({"type": "deletion"}),
            queue("ALLGREEN"),
        ];
        stage.github.change(|world| _ = world.rules.insert("main".to_owned(), rules));
    }

    #[test]
    fn t51_a_status_that_anybody_may_report_is_said_to_be_worth_nothing() {
        let world =
            base().edit(ROSTER, "frank: {name: Frank", "frank: {name: Frank, github: {login: frank, id: 16}");
        let stage = Stage::new(&world, &world);
        checks(&stage, &json!({"context": "milepost"}));
        let (code, points) = looked(&stage);
        assert_eq!(code, 1, "{points:#?}");
        assert!(points.iter().any(|(state, text)| state == "fails" && text.contains("anybody who may write can report it")), "{points:#?}");
        checks(&stage, &json!({"context": "milepost", "integration_id": 15368}));
        let (code, points) = looked(&stage);
        assert!(
            points.iter().any(|(state, text)| state == "holds" && text.contains("GitHub Actions alone")),
            "{points:#?}"
        );
        // Who may bypass the rules is not shown to the token of a workflow.
        assert_eq!(code, 2, "{points:#?}");
        checks(&stage, &json!({"context": "milepost", "integration_id": 57_789}));
        let (_, points) = looked(&stage);
        let says =
            |(state, text): &(String, String)| state == "unknown" && text.contains("the app 57789 alone");
        assert!(points.iter().any(says), "{points:#?}");
    }

    /// Rules in which everything holds, of a ruleset that nobody may bypass.
    fn complete() -> Vec<Value> {
        let checks = json!([{"context": "milepost", "integration_id": 15368}]);
        let of =
            |kind: &str, parameters: Value| json!({"type": kind, "ruleset_id": 1, "parameters": parameters});
        vec![
            of(
                "required_status_checks",
                json!({"required_status_checks": checks, "strict_required_status_checks_policy": true}),
            ),
            of(
                "pull_request",
                json!({
                    "dismiss_stale_reviews_on_push": false, "require_code_owner_review": true,
                    "require_last_push_approval": false, "required_approving_review_count": 0,
                    "required_review_thread_resolution": false, "allowed_merge_methods": ["merge", "squash"],
                }),
            ),
            json!({"type": "non_fast_forward", "ruleset_id": 1}),
            json!({"type": "deletion", "ruleset_id": 1}),
        ]
    }

    /// A repository with these rules, whose roster has an account of everybody in office.
    fn set_up(world: &World, rules: Vec<Value>) -> Stage {
        let world = world.clone().edit(
            ROSTER,
            "frank: {name: Frank",
            "frank: {name: Frank, github: {login: frank, id: 16}",
        );
        let stage = Stage::new(&world, &world);
        stage.github.change(|on_github| {
            on_github.rules.insert("main".to_owned(), rules);
            on_github.rulesets.insert(1, json!({"name": "gate", "bypass_actors": []}));
        });
        stage
    }

    #[test]
    fn each_setting_that_is_demanded_is_missed() {
        let stage = set_up(&base(), complete());
        let (code, points) = looked_as(&stage, &[], PERSON_TOKEN);
        assert_eq!(code, 0, "{points:#?}");
        assert!(points.iter().all(|(state, _)| state == "holds"), "{points:#?}");
        let misses = |edit: &dyn Fn(&mut Vec<Value>), text: &str| {
            let mut rules = complete();
            edit(&mut rules);
            stage.github.change(|world| _ = world.rules.insert("main".to_owned(), rules));
            let (code, points) = looked_as(&stage, &[], PERSON_TOKEN);
            let is_missed = |(state, said): &(String, String)| state == "fails" && said.contains(text);
            assert!(code == 1 && points.iter().any(is_missed), "{text}: {points:#?}");
        };
        misses(&|rules| drop(rules.remove(0)), "is not required before merging");
        misses(&|rules| drop(rules.remove(1)), "without a pull request");
        misses(&|rules| drop(rules.remove(2)), "force push");
        misses(&|rules| drop(rules.remove(3)), "can be deleted");
        misses(
            &|rules| rules[0]["parameters"]["strict_required_status_checks_policy"] = false.into(),
            "not up to date",
        );
        stage.github.change(|world| world.rebase = Some(true));
        misses(
            &|rules| drop(rules[1]["parameters"].as_object_mut().unwrap().remove("allowed_merge_methods")),
            "by a rebase",
        );
        let (code, points) = {
            stage.github.change(|world| {
                world.rebase = None;
                let mut rules = complete();
                rules[1]["parameters"].as_object_mut().unwrap().remove("allowed_merge_methods");
                world.rules.insert("main".to_owned(), rules);
            });
            looked_as(&stage, &[], PERSON_TOKEN)
        };
        assert!(
            code == 2 && points.iter().any(|(state, said)| state == "unknown" && said.contains("rebase")),
            "{points:#?}"
        );
    }

    #[test]
    fn owners_that_are_named_have_to_be_asked() {
        let world = base().with("CODEOWNERS", "/.github/ @acme/tsc\n");
        let stage = set_up(&world, complete());
        assert_eq!(looked_as(&stage, &[], PERSON_TOKEN).0, 0);
        let mut rules = complete();
        rules[1]["parameters"]["require_code_owner_review"] = false.into();
        stage.github.change(|world| _ = world.rules.insert("main".to_owned(), rules.clone()));
        let (code, points) = looked_as(&stage, &[], PERSON_TOKEN);
        assert_eq!(code, 1, "{points:#?}");
        assert!(points.iter().any(|(_, text)| text.contains("nobody has to wait")), "{points:#?}");
        let world = base().with("CODEOWNERS", "/docs/ @acme/tsc\n");
        assert_eq!(looked_as(&set_up(&world, rules), &[], PERSON_TOKEN).0, 0);
    }

    #[test]
    fn an_audit_without_issues_is_told() {
        let path = ".github/workflows/release-audit.yml";
        let text = std::fs::read_to_string("examples/workflows/release-audit.yml").unwrap();
        let world = base().with(path, &text).edit(
            POLICY,
            "  CODEOWNERS: policy\n",
            "  CODEOWNERS: policy\n  .github/workflows/release-audit.yml: policy\n",
        );
        let stage = set_up(&world, complete());
        assert_eq!(looked_as(&stage, &[], PERSON_TOKEN).0, 0);
        stage.github.change(|world| world.has_issues = false);
        let (code, points) = looked_as(&stage, &[], PERSON_TOKEN);
        assert!(
            code == 1 && points.iter().any(|(_, text)| text.contains("issues are switched off")),
            "{points:#?}"
        );
    }

    #[test]
    fn rules_that_cannot_be_read_are_no_success() {
        let stage = set_up(&base(), complete());
        stage.github.fail(Fault::always("/rules/branches/", Act::refuse(404, "Not Found")));
        let (code, points) = looked_as(&stage, &[], PERSON_TOKEN);
        assert_eq!(code, 2, "{points:#?}");
        let says = |text: &str| points.iter().filter(|(_, said)| said.contains(text)).count();
        assert_eq!(says("could not be read: "), 1, "{points:#?}");
    }

    #[test]
    fn the_repository_is_that_of_the_remote_where_nothing_else_names_it() {
        let stage = set_up(&base(), complete());
        let look = |more: &[&str]| {
            let status = ["status", "--github", "--rev", &stage.base, "--today", "2026-11-20"];
            let variables = [("GITHUB_REPOSITORY", ""), ("MILEPOST_TOKEN", PERSON_TOKEN)];
            stage.call(&[&status[..], more].concat(), "workflow_dispatch", &json!({}), &variables).code
        };
        assert_eq!(look(&[]), 2);
        assert_eq!(look(&["--repository", "https://github.example/acme/widget"]), 0);
        assert_eq!(look(&["--repository", "https://elsewhere.example/acme/widget"]), 2);
        let git = git2::Repository::open(stage.history.path()).unwrap();
        git.remote("origin", "git@github.example:acme/widget.git").unwrap();
        assert_eq!(look(&[]), 0);
    }

    /// Whether the status of a branch is required, where its rules ask for this one.
    fn is_required(stage: &Stage, branch: &str, context: &str) -> (String, String) {
        let rules = vec![json!({"type": "required_status_checks", "parameters": {
            "required_status_checks": [{"context": context, "integration_id": 15368}],
            "strict_required_status_checks_policy": true}})];
        stage.github.change(|world| _ = world.rules.insert(branch.to_owned(), rules));
        let (_, points) = looked_with(stage, &["--branch", branch]);
        points
            .into_iter()
            .find(|(_, text)| text.starts_with("the status") || text.contains("not required"))
            .unwrap()
    }

    #[test]
    fn each_branch_has_to_require_the_status_that_is_written_for_it() {
        let stage = Stage::new(&base(), &base());
        // The client's own idea of the default branch is not asked.
        stage.github.change(|world| world.default_branch = "trunk".to_owned());
        for (branch, own) in
            [("trunk", "milepost"), ("main", "milepost/main"), ("stable/Paris", "milepost/stable/%50aris")]
        {
            let (found, text) = is_required(&stage, branch, own);
            assert_eq!(found, "holds", "{branch}: {text}");
            assert!(text.contains(&format!("`{own}`")), "{text}");
            assert_eq!(
                is_required(&stage, branch, &own.to_uppercase()).0,
                "holds",
                "capitals are the same to GitHub"
            );
            for other in ["milepost", "milepost/trunk", "milepost/stable/paris"] {
                let (found, text) = is_required(&stage, branch, other);
                assert_eq!(found == "holds", own == other, "{branch} {other}: {text}");
                assert!(text.contains(&format!("`{own}`")), "{text}");
            }
        }
    }

    #[test]
    fn without_a_name_the_default_branch_of_github_is_looked_at() {
        let stage = Stage::new(&base(), &base());
        stage.github.change(|world| world.default_branch = "trunk".to_owned());
        looked(&stage);
        assert!(stage.github.asked().iter().any(|line| line.ends_with("/rules/branches/trunk?per_page=100")));
    }

    /// What is said about who may bypass the rules, for a token.
    fn bypass(stage: &Stage, token: &str) -> Vec<(String, String)> {
        let (_, points) = looked_as(stage, &[], token);
        points
            .into_iter()
            .filter(|(_, text)| {
                text.contains("bypass") || text.contains("need not") || text.contains("may merge")
            })
            .collect()
    }

    #[test]
    fn t3_who_may_bypass_the_rules_is_told_or_said_to_be_unknown() {
        let stage = Stage::new(&base(), &base());
        let of = |state: &str, text: &str| (state.to_owned(), text.to_owned());
        assert_eq!(bypass(&stage, PERSON_TOKEN), []);

        let rules = [1, 2, 3].map(|id| json!({"type": "deletion", "ruleset_id": id})).to_vec();
        let ruleset = |name: &str, actors: Value| json!({"name": name, "bypass_actors": actors});
        stage.github.change(|world| {
            world.rules.insert("main".to_owned(), rules);
            world.rulesets.insert(1, ruleset("gate", json!([])));
            let admin = json!({"actor_type": "RepositoryRole", "actor_id": 5, "bypass_mode": "always"});
            world.rulesets.insert(2, ruleset("tags", json!([admin])));
        });
        assert_eq!(
            bypass(&stage, PERSON_TOKEN),
            [
                of("holds", "nobody may bypass the ruleset `gate`"),
                of("fails", "the ruleset `tags` may be bypassed by the role `admin`"),
                of("unknown", "who may bypass the ruleset 3 could not be read"),
            ]
        );
        assert_eq!(
            bypass(&stage, ACTIONS_TOKEN),
            [
                of("unknown", "who may bypass the ruleset `gate` could not be read"),
                of("unknown", "who may bypass the ruleset `tags` could not be read"),
                of("unknown", "who may bypass the ruleset 3 could not be read"),
            ]
        );
        stage.github.change(|world| {
            world.rulesets.get_mut(&1).unwrap()["current_user_can_bypass"] = "always".into();
        });
        assert!(bypass(&stage, ACTIONS_TOKEN).contains(&of(
            "fails",
            "the ruleset `gate` may be bypassed, by whoever has this token at least"
        )));
        stage
            .github
            .change(|world| _ = world.rules.insert("main".to_owned(), vec![json!({"type": "deletion"})]));
        assert_eq!(
            bypass(&stage, PERSON_TOKEN),
            [of("unknown", "who may bypass a ruleset that GitHub does not name could not be read")]
        );
        stage.github.fail(Fault::always("/rules/branches/", Act::refuse(404, "Not Found")));
        assert_eq!(
            bypass(&stage, PERSON_TOKEN),
            [of("unknown", "who may bypass the rulesets could not be read")]
        );
    }

    #[test]
    fn t3_who_may_bypass_the_protection_is_told() {
        let stage = Stage::new(&base(), &base());
        let protection = |admins: bool| {
            let rita = stage.github.look(|world| world.tokens[PERSON_TOKEN].account.clone());
            json!({
                "enforce_admins": {"url": "https://github.example/", "enabled": admins},
                "required_pull_request_reviews": {
                    "dismiss_stale_reviews": true, "require_code_owner_reviews": false,
                    "bypass_pull_request_allowances": {"users": if admins { json!([]) } else { json!([{
                        "id": rita.id, "login": rita.login, "type": rita.kind}]) }},
                },
            })
        };
        let texts = |admins: bool| {
            let protection = protection(admins);
            stage.github.change(|world| _ = world.protection.insert("main".to_owned(), protection));
            // The account is shorter than GitHub's.
            let texts = bypass(&stage, PERSON_TOKEN);
            stage.github.take_problems();
            texts
        };
        let of = |state: &str, text: &str| (state.to_owned(), text.to_owned());
        assert_eq!(
            texts(false),
            [
                of("fails", "administrators need not go by the protection of the branch"),
                of("fails", "`rita` may merge without the required reviews"),
            ]
        );
        assert_eq!(texts(true), []);
    }

    #[test]
    fn a_branch_that_the_policy_does_not_govern_is_told() {
        let world = base().edit(POLICY, "version: 1\n", "version: 1\nbranches: [main]\n");
        let stage = Stage::new(&world, &world);
        let says = |branch: &str| {
            let (_, points) = looked_with(&stage, &["--branch", branch]);
            points.iter().any(|(state, text)| state == "fails" && text.contains("does not govern `stable`"))
        };
        assert!(says("stable") && !says("main"));
    }

    #[test]
    fn a_merge_queue_that_looks_at_the_last_of_a_group_alone_fails() {
        let stage = Stage::new(&base(), &base());
        let judged = |rule: Value| {
            let rules = vec![rule];
            stage.github.change(|world| _ = world.rules.insert("main".to_owned(), rules));
            let (_, points) = looked(&stage);
            let about_it = points.into_iter().find(|(_, text)| text.contains("merge queue"));
            about_it.map(|(found, _)| found)
        };
        assert_eq!(judged(queue("ALLGREEN")).as_deref(), Some("holds"));
        assert_eq!(judged(queue("HEADGREEN")).as_deref(), Some("fails"));
        assert_eq!(judged(json!({"type": "merge_queue"})).as_deref(), Some("fails"));
    }

    #[test]
    fn t3_a_workflow_that_anybody_may_change_is_named() {
        let path = ".github/workflows/other.yml";
        let text = "# pull_request_target\non:\n  pull_request:\njobs:\n  gate:\n    steps: [{uses: milepost-project/milepost@v1}]\n";
        let world = base().with(path, text);
        let stage = Stage::new(&world, &world);
        let (code, points) = looked(&stage);
        let says = |state: &str, text: &str| {
            points.iter().any(|point| point.0 == state && point.1.contains(path) && point.1.contains(text))
        };
        assert!(says("fails", "takes no decision") && says("remark", "brings its own"), "{points:#?}");
        assert_eq!(code, 1);
        let world = world.edit(
            POLICY,
            "  CODEOWNERS: policy\n",
            "  CODEOWNERS: policy\n  .github/workflows/other.yml: policy\n",
        );
        let (_, points) = looked(&Stage::new(&world, &world));
        assert!(!points.iter().any(|(state, text)| state == "fails" && text.contains(path)), "{points:#?}");
    }

    #[test]
    fn a_workflow_that_only_publishes_takes_no_decision() {
        let path = ".github/workflows/publish.yml";
        let names_it = |text: &str| {
            let world = base().with(path, text);
            looked(&Stage::new(&world, &world)).1.iter().any(|(_, text)| text.contains(path))
        };
        let publishes = std::fs::read_to_string("examples/workflows/publish.yml").unwrap();
        assert!(!names_it(&publishes));
        for command in ["gate", "audit", "action", "verify"] {
            assert!(names_it(&publishes.replace("export \"$format\"", command)), "{command}");
        }
        // To check before one publishes decides nothing; to check alone holds changes back.
        let checks = "on: pull_request\njobs: {check: {steps: [{run: milepost check}]}}\n";
        assert!(names_it(checks));
    }

    #[test]
    fn what_cannot_be_seen_is_not_taken_for_fine() {
        let stage = Stage::new(&base(), &base());
        let (code, points) = looked(&stage);
        assert!(
            points
                .iter()
                .any(|(state, text)| state == "unknown" && text.contains("`milepost` is not required")),
            "{points:#?}"
        );
        assert!(
            points.iter().any(|(state, text)| state == "fails" && text.contains("`frank`")),
            "{points:#?}"
        );
        assert_eq!(code, 1, "{points:#?}");
    }
}

/// A proxy that lets nobody through, and what it was asked.
fn closed_proxy() -> (String, std::sync::mpsc::Receiver<String>) {
    use std::io::{BufRead as _, BufReader, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (asked, received) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let lines = BufReader::new(connection.try_clone().unwrap()).lines().map_while(Result::ok);
            let request: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            connection.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n").unwrap();
            if asked.send(request.join("\n")).is_err() {
                return;
            }
        }
    });
    (address, received)
}

#[test]
fn t58_a_proxy_is_asked_for_the_host_and_told_nothing_else() {
    let stage = Stage::usual().approved();
    let (proxy, asked) = closed_proxy();
    let api = ("GITHUB_API_URL", "https://127.0.0.1:1/api/v3");
    let run = |more: &[(&str, &str)]| {
        stage.with("pull_request", &stage.pull_request(), &[&[api, ("HTTPS_PROXY", &proxy)], more].concat())
    };
    run(&[]).cannot_be_judged("GitHub cannot be reached");
    let request = asked.try_iter().collect::<Vec<_>>().join("\n");
    assert!(request.starts_with("CONNECT 127.0.0.1:1 HTTP/1.1"), "{request}");
    assert!(
        !request.contains(ACTIONS_TOKEN) && !request.to_lowercase().contains("authorization"),
        "{request}"
    );
    run(&[("HTTPS_PROXY", "socks5://127.0.0.1:9")]).cannot_be_judged("the proxy that HTTPS_PROXY names");
}

mod the_workspace {
    use std::path::Path;

    use super::*;

    /// Runs in a folder, with this one as the workspace.
    fn run(stage: &Stage, folder: &Path, workspace: &Path, command: &str) -> stage::Told {
        let variables = [("GITHUB_WORKSPACE", workspace.to_str().unwrap()), ("MILEPOST_COMMAND", command)];
        let event = stage.pull_request();
        stage.call_in(folder, &["action", "--today", "2026-11-20"], ("pull_request", &event), &variables)
    }

    const COMMANDS: [&str; 3] = ["gate", "check", "audit"];

    #[test]
    fn a_repository_around_the_workspace_is_not_judged() {
        let stage = Stage::usual().approved();
        let workspace = stage.history.path().join("runner/work");
        std::fs::create_dir_all(&workspace).unwrap();
        for command in COMMANDS {
            let told = run(&stage, &workspace, &workspace, command);
            told.cannot_be_judged("nothing is checked out in");
            assert!(told.report["error"]["hint"].as_str().unwrap().contains("actions/checkout"), "{told:#?}");
        }
        assert!(stage.statuses().is_empty() && stage.comments().is_empty());
    }

    #[test]
    fn a_folder_outside_of_the_workspace_is_not_judged() {
        let stage = Stage::usual().approved();
        let workspace = tempfile::tempdir().unwrap();
        for command in COMMANDS {
            let told = run(&stage, &stage.history.path(), workspace.path(), command);
            told.cannot_be_judged("outside of the workspace");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_workspace_is_not_followed() {
        let stage = Stage::usual().approved();
        let workspace = tempfile::tempdir().unwrap();
        let link = workspace.path().join("project");
        std::os::unix::fs::symlink(stage.history.path(), &link).unwrap();
        run(&stage, &link, workspace.path(), "gate").cannot_be_judged("outside of the workspace");
        // The way to the workspace itself may be one, as on macOS.
        run(&stage, &stage.history.path(), &link, "gate").is("approved");
    }

    #[test]
    fn any_folder_of_a_checkout_in_the_workspace_is_judged() {
        let stage = Stage::usual().approved();
        let (top, inner) = (stage.history.path(), stage.history.path().join("release"));
        std::fs::create_dir_all(&inner).unwrap();
        run(&stage, &top, &top, "gate").is("approved");
        run(&stage, &inner, &top, "gate").is("approved");
        run(&stage, &top, top.parent().unwrap(), "gate").is("approved");
    }

    #[test]
    fn a_runner_that_names_no_workspace_is_none() {
        let stage = Stage::usual().approved();
        let none = [("GITHUB_WORKSPACE", "")];
        stage.with("pull_request", &stage.pull_request(), &none).cannot_be_judged("where the checkouts");
    }
}

/// What every run must be safe against.
#[test]
fn a_world_of_the_tests_is_fine_itself() {
    let world: World = base();
    let stage = Stage::new(&world, &world);
    assert!(stage.history.gate(&stage.base, &stage.head).rules().is_empty());
}
