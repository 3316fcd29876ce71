//! Asking GitHub: what is read and written, how few requests it takes, and that no failure is taken for an answer.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod fake_github;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use fake_github::{
    ACTIONS_TOKEN, APP_TOKEN, Act, FORK_TOKEN, FakeGitHub, Fault, PERSON_TOKEN, Response, Status, World,
    account, bot,
};
use milepost::approval::{Merger, ReviewState};
use milepost::github::{
    Bypass, Client, CommitState, CommitStatus, Demand, GitHubError, Limits, PullRequestState, Readable,
    RequiredCheck, RequiredReviews, Ruleset, Run, Standing, Token, Written,
};
use serde_json::{Value, json};

const RUN: Run = Run { id: 100, attempt: 1 };
const STATUS: CommitStatus<'static> = CommitStatus {
    state: CommitState::Pending,
    context: "milepost",
    description: "1 more approval",
    link: Some("https://github.example/acme/widget/actions/runs/100"),
};

fn head() -> String {
    "a".repeat(40)
}

fn client(github: &FakeGitHub, token: &str) -> Client {
    patient(github, token).0
}

/// A client whose waits take no time, and the waits.
fn patient(github: &FakeGitHub, token: &str) -> (Client, Rc<RefCell<Vec<u64>>>) {
    let limits = Limits { answer: Duration::from_millis(1500), bytes: 4_000_000, ..Limits::default() };
    let waits = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&waits);
    let client = Client::with_limits(github.url(), "acme/widget", Token::new(token).unwrap(), limits)
        .unwrap()
        .with_sleep(move |wait| noted.borrow_mut().push(wait.as_secs()));
    (client, waits)
}

/// With pull request 7 of `alice`.
fn with_pull_request() -> FakeGitHub {
    let github = FakeGitHub::start();
    github.change(|world| {
        world.pull(7, &head(), &account(1, "alice"));
    });
    github
}

fn said(error: &GitHubError) -> String {
    format!("{error}\n{}\n{error:?}", error.hint())
}

mod reading {
    use super::*;

    #[test]
    fn a_pull_request_says_who_proposes_what() {
        let github = with_pull_request();
        let pull = client(&github, ACTIONS_TOKEN).pull_request(7).unwrap();
        let author = pull.author.clone().unwrap();
        assert_eq!((author.id, author.login.as_str(), author.is_bot), (1, "alice", false));
        assert_eq!((pull.number, pull.head.as_str(), pull.base.as_str()), (7, head().as_str(), "main"));
        assert_eq!(pull.base_commit, "b".repeat(40));
        assert_eq!(pull.head_repository.as_deref(), Some("acme/widget"));
        assert_eq!(pull.state, PullRequestState::Open);
        assert_eq!(pull.merger(), Merger::NotMerged);
    }

    #[test]
    fn a_merged_pull_request_says_who_merged() {
        let github = with_pull_request();
        github.change(|world| {
            let pull = &mut world.pulls[0];
            pull.is_open = false;
            pull.merged = Some(("c".repeat(40), Some(account(2, "bob"))));
        });
        let client = client(&github, ACTIONS_TOKEN);
        let Merger::Event(bob) = client.pull_request(7).unwrap().merger() else { panic!("nobody merged") };
        assert_eq!((bob.id, bob.login.as_str()), (2, "bob"));

        github.change(|world| world.pulls[0].merged = Some(("c".repeat(40), None)));
        assert!(matches!(client.pull_request(7).unwrap().merger(), Merger::Unproven(_)));

        github.change(|world| world.pulls[0].merged = None);
        assert_eq!(client.pull_request(7).unwrap().state, PullRequestState::Closed);
    }

    #[test]
    fn t57_a_fork_that_is_gone_is_no_repository() {
        let github = with_pull_request();
        github.change(|world| world.pulls[0].head_repository = None);
        assert_eq!(client(&github, ACTIONS_TOKEN).pull_request(7).unwrap().head_repository, None);
    }

    #[test]
    fn t52_reviews_are_read_to_the_last_page() {
        let github = with_pull_request();
        github.change(|world| {
            for number in 0..250 {
                world.review(7, &account(1000 + number, "reviewer"), "COMMENTED", &head(), "");
            }
            world.review(7, &account(2, "bob"), "APPROVED", &head(), "");
        });
        let client = client(&github, ACTIONS_TOKEN);
        let reviews = client.reviews(7).unwrap();
        assert_eq!(reviews.len(), 251);
        assert_eq!(reviews.last().unwrap().state, ReviewState::Approved);
        assert_eq!(client.requests(), 3);
    }

    #[test]
    fn t52_every_state_keeps_its_meaning_and_all_reviews_of_one_person_are_there() {
        let github = with_pull_request();
        github.change(|world| {
            // By the number: the name changed in between.
            world.review(7, &account(2, "bob"), "APPROVED", &head(), "");
            world.review(7, &account(2, "robert"), "COMMENTED", &head(), "nice");
            world.review(7, &account(3, "carol"), "DISMISSED", &head(), "");
            world.review(7, &account(4, "dave"), "CHANGES_REQUESTED", &head(), "no");
            world.review(7, &account(1, "alice"), "COMMENTED", &head(), "+1");
            world.review(7, &account(5, "erin"), "COMMENTED", &head(), "+1 but");
            world.review(7, &account(6, "frank"), "PENDING", &head(), "").submitted = None;
            world.review(7, &bot(7, "helper[bot]"), "APPROVED", &head(), "");
            let imported = fake_github::Account { kind: "Mannequin".to_owned(), ..account(9, "imported") };
            world.review(7, &imported, "APPROVED", &head(), "");
            world.review(7, &account(8, "gone"), "APPROVED", &head(), "").user = None;
        });
        let reviews = client(&github, ACTIONS_TOKEN).reviews(7).unwrap();
        let seen: Vec<_> = reviews
            .iter()
            .map(|review| {
                (review.reviewer.id, review.reviewer.login.as_str(), review.reviewer.is_bot, review.state)
            })
            .collect();
        assert_eq!(
            seen,
            [
                (2, "bob", false, ReviewState::Approved),
                (2, "robert", false, ReviewState::Commented),
                (3, "carol", false, ReviewState::Dismissed),
                (4, "dave", false, ReviewState::ChangesRequested),
                (1, "alice", false, ReviewState::PlusOne),
                (5, "erin", false, ReviewState::Commented),
                (7, "helper[bot]", true, ReviewState::Approved),
                (9, "imported", true, ReviewState::Approved),
            ]
        );
    }

    #[test]
    fn t52_a_review_that_says_something_unknown_is_an_error() {
        let github = with_pull_request();
        github.change(|world| {
            world.review(7, &account(2, "bob"), "ENDORSED", &head(), "");
        });
        let error = client(&github, ACTIONS_TOKEN).reviews(7).unwrap_err();
        assert!(matches!(&error, GitHubError::ReviewState { state, .. } if state == "ENDORSED"), "{error}");
    }

    #[test]
    fn a_review_without_a_time_is_an_error() {
        let github = with_pull_request();
        github.change(|world| world.review(7, &account(2, "bob"), "APPROVED", &head(), "").submitted = None);
        let error = client(&github, ACTIONS_TOKEN).reviews(7).unwrap_err();
        assert!(matches!(error, GitHubError::Odd { .. }), "{error}");
    }
}

mod finding {
    use super::*;

    fn merged(world: &mut World, number: u64, commit: &str) {
        let pull = world.pull(number, &number.to_string().repeat(40)[..40], &account(1, "alice"));
        pull.is_open = false;
        pull.merged = Some((commit.to_owned(), None));
    }

    #[test]
    fn t48_the_pull_request_of_a_run_is_found_by_its_head() {
        let github = with_pull_request();
        let client = client(&github, ACTIONS_TOKEN);
        assert_eq!(client.pull_request_with_head(&head(), None).unwrap().unwrap().number, 7);
        assert_eq!(client.pull_request_with_head(&"9".repeat(40), None).unwrap(), None);
        github.change(|world| world.pulls[0].is_open = false);
        assert_eq!(client.pull_request_with_head(&head(), None).unwrap(), None, "it is closed");
    }

    #[test]
    fn t48_the_pull_request_of_a_fork_is_found_by_its_branch_and_head_together() {
        let github = with_pull_request();
        github.change(|world| world.pulls[0].head_repository = Some("fork er/widget".to_owned()));
        let client = client(&github, ACTIONS_TOKEN);
        let branch = Some(("fork er", "change-7"));
        assert_eq!(client.pull_request_with_head(&head(), None).unwrap(), None, "as GitHub answers");
        assert_eq!(client.pull_request_with_head(&head(), branch).unwrap().unwrap().number, 7);
        assert_eq!(client.pull_request_with_head(&"9".repeat(40), branch).unwrap(), None, "another commit");
        assert_eq!(client.pull_request_with_head(&head(), Some(("fork", "change-7"))).unwrap(), None);
    }

    #[test]
    fn t48_the_same_commit_proposed_by_somebody_else_stands_in_nobodys_way() {
        let github = with_pull_request();
        github.change(|world| {
            let second = world.pull(8, &head(), &account(2, "mallory"));
            second.head_branch = "x".to_owned();
        });
        let client = client(&github, ACTIONS_TOKEN);
        let number = |branch| {
            let found = client.pull_request_with_head(&head(), Some(("ACME", branch))).unwrap();
            found.map(|pull| pull.number)
        };
        assert_eq!((number("change-7"), number("x"), number("y")), (Some(7), Some(8), None));
    }

    #[test]
    fn t48_a_commit_that_the_repository_does_not_have_belongs_to_no_pull_request() {
        let github = with_pull_request();
        github.fail(Fault::always("/commits/", Act::refuse(422, "No commit found for SHA")));
        let client = client(&github, ACTIONS_TOKEN);
        assert_eq!(client.pull_request_with_head(&head(), None).unwrap(), None);
        assert!(client.pull_request_merged_as(&head()).is_err(), "a commit that was pushed is there");
    }

    #[test]
    fn t48_two_pull_requests_with_one_head_are_an_error() {
        let github = with_pull_request();
        github
            .change(|world| world.pull(8, &head(), &account(2, "mallory")).base_branch = "stable".to_owned());
        let error = client(&github, ACTIONS_TOKEN).pull_request_with_head(&head(), None).unwrap_err();
        assert!(error.to_string().contains("#7, #8"), "{error}");
    }

    #[test]
    fn the_pull_request_that_a_commit_came_by_is_the_merged_one() {
        let github = with_pull_request();
        let pushed = "c".repeat(40);
        github.change(|world| merged(world, 6, &pushed));
        let client = client(&github, ACTIONS_TOKEN);
        assert_eq!(client.pull_request_merged_as(&pushed).unwrap().unwrap().number, 6);
        assert_eq!(client.pull_request_merged_as(&head()).unwrap(), None, "it is open");
        assert_eq!(client.pull_request_merged_as(&"9".repeat(40)).unwrap(), None, "it was pushed");
        assert_eq!(client.pull_requests_with(&pushed).unwrap().len(), 1);
        github.change(|world| merged(world, 5, &pushed));
        assert!(matches!(client.pull_request_merged_as(&pushed), Err(GitHubError::Ambiguous { .. })));
    }

    #[test]
    fn only_a_commit_is_asked_for() {
        let github = FakeGitHub::start();
        let client = client(&github, ACTIONS_TOKEN);
        for text in ["", "main", "../../user", &"g".repeat(40)] {
            assert!(matches!(client.pull_requests_with(text), Err(GitHubError::Argument { .. })), "{text}");
            assert!(
                matches!(client.commit_status(text, STATUS), Err(GitHubError::Argument { .. })),
                "{text}"
            );
        }
        assert_eq!(client.requests(), 0);
    }
}

mod writing {
    use super::*;

    fn bodies(github: &FakeGitHub) -> Vec<String> {
        github.look(|world| world.comments.iter().map(|comment| comment.body.clone()).collect())
    }

    #[test]
    fn a_pull_request_takes_five_requests_the_first_time_and_every_time() {
        for token in [ACTIONS_TOKEN, APP_TOKEN, PERSON_TOKEN] {
            let github = with_pull_request();
            for (id, text) in [(100, "pending"), (101, "approved")] {
                let client = client(&github, token);
                client.pull_request(7).unwrap();
                client.reviews(7).unwrap();
                client.commit_status(&head(), STATUS).unwrap();
                client.comment(7, "gate", Run { id, attempt: 1 }, text).unwrap();
                assert_eq!(client.requests(), 5, "{:?}", github.asked());
            }
            assert_eq!(bodies(&github), ["<!-- milepost:gate run=101.1 -->\napproved"], "{token}");
        }
    }

    #[test]
    fn a_comment_is_updated_in_place_and_only_when_it_changes() {
        let github = with_pull_request();
        let client = client(&github, ACTIONS_TOKEN);
        assert_eq!(client.comment(7, "gate", RUN, "pending").unwrap(), Written::Created);
        let later = Run { id: 101, attempt: 1 };
        assert_eq!(client.comment(7, "gate", later, "pending").unwrap(), Written::Unchanged);
        assert_eq!(github.look(|world| world.comments[0].edits), 0);
        assert_eq!(client.comment(7, "gate", later, "approved").unwrap(), Written::Updated);
        assert_eq!(client.comment(7, "other", later, "something else").unwrap(), Written::Created);
        assert_eq!(
            bodies(&github),
            [
                "<!-- milepost:gate run=101.1 -->\napproved",
                "<!-- milepost:other run=101.1 -->\nsomething else"
            ]
        );
    }

    #[test]
    fn an_older_run_does_not_overtake_a_newer_one() {
        let github = with_pull_request();
        let client = client(&github, ACTIONS_TOKEN);
        client.comment(7, "gate", Run { id: 100, attempt: 2 }, "new").unwrap();
        for older in [Run { id: 100, attempt: 1 }, Run { id: 99, attempt: 7 }] {
            assert_eq!(client.comment(7, "gate", older, "old").unwrap(), Written::Overtaken);
        }
        assert_eq!(
            client.comment(7, "gate", Run { id: 100, attempt: 3 }, "newest").unwrap(),
            Written::Updated
        );
        assert_eq!(bodies(&github), ["<!-- milepost:gate run=100.3 -->\nnewest"]);
    }

    #[test]
    fn t50_the_marker_of_somebody_else_is_not_believed() {
        for token in [ACTIONS_TOKEN, APP_TOKEN, PERSON_TOKEN] {
            let github = with_pull_request();
            let forged = "<!-- milepost:gate run=999999.1 -->\nApproved by everybody";
            github.change(|world| {
                world.comment(7, &account(66, "mallory"), forged);
                world.comment(7, &bot(67, "echo[bot]"), forged);
                // No user can have this name, but a server may be strange.
                world.comment(7, &account(68, "github-actions[bot]"), forged);
            });
            let client = client(&github, token);
            assert_eq!(client.comment(7, "gate", RUN, "pending").unwrap(), Written::Created);
            let after = bodies(&github);
            assert_eq!(&after[..3], [forged, forged, forged]);
            assert_eq!(after[3], "<!-- milepost:gate run=100.1 -->\npending");
        }
    }

    #[test]
    fn t50_an_edited_comment_is_put_right() {
        let github = with_pull_request();
        let client = client(&github, ACTIONS_TOKEN);
        client.comment(7, "gate", RUN, "pending").unwrap();
        github.change(|world| {
            world.comments[0].body = "<!-- milepost:gate run=100.1 -->\napproved".to_owned();
        });
        assert_eq!(client.comment(7, "gate", RUN, "pending").unwrap(), Written::Updated);
        assert_eq!(bodies(&github), ["<!-- milepost:gate run=100.1 -->\npending"]);
    }

    #[test]
    fn of_two_own_comments_the_newest_is_updated_and_none_is_deleted() {
        let github = with_pull_request();
        let actions = bot(41_898_282, "github-actions[bot]");
        github.change(|world| {
            world.comment(7, &actions, "<!-- milepost:gate run=1.1 -->\nold");
            world.comment(7, &actions, "<!-- milepost:gate run=2.1 -->\nolder");
        });
        client(&github, ACTIONS_TOKEN).comment(7, "gate", RUN, "now").unwrap();
        assert_eq!(
            bodies(&github),
            ["<!-- milepost:gate run=1.1 -->\nold", "<!-- milepost:gate run=100.1 -->\nnow"]
        );
    }

    #[test]
    fn the_own_comment_is_found_after_a_hundred_others() {
        let github = with_pull_request();
        github.change(|world| {
            for _ in 0..130 {
                world.comment(7, &account(3, "carol"), "a word");
            }
        });
        let client = client(&github, ACTIONS_TOKEN);
        client.comment(7, "gate", RUN, "pending").unwrap();
        assert_eq!(client.comment(7, "gate", RUN, "approved").unwrap(), Written::Updated);
    }

    #[test]
    fn on_an_enterprise_server_actions_has_another_number() {
        let github = with_pull_request();
        github.change(|world| world.tokens.get_mut(ACTIONS_TOKEN).unwrap().account.id = 3);
        let client = client(&github, ACTIONS_TOKEN);
        client.comment(7, "gate", RUN, "pending").unwrap();
        let again = super::client(&github, ACTIONS_TOKEN);
        assert_eq!(again.comment(7, "gate", RUN, "approved").unwrap(), Written::Updated);
    }

    #[test]
    fn an_enterprise_server_has_its_apis_below_its_name() {
        let github = with_pull_request();
        github.change(|world| {
            for number in 0..101 {
                world.review(7, &account(1000 + number, "reviewer"), "APPROVED", &head(), "");
            }
        });
        for (id, outcome) in [(100, Written::Created), (101, Written::Updated)] {
            let token = Token::new(APP_TOKEN).unwrap();
            let client = Client::new(&github.server_url(), "acme/widget", token).unwrap();
            assert_eq!(client.reviews(7).unwrap().len(), 101);
            assert_eq!(client.comment(7, "gate", Run { id, attempt: 1 }, &id.to_string()).unwrap(), outcome);
        }
        let bases: BTreeSet<String> = github.requests().into_iter().map(|request| request.base).collect();
        assert_eq!(bases, ["/api", "/api/v3"].map(str::to_owned).into());
    }

    #[test]
    fn a_run_for_a_fork_may_only_read_and_says_so() {
        let github = with_pull_request();
        let client = client(&github, FORK_TOKEN);
        client.pull_request(7).unwrap();
        let comment = client.comment(7, "gate", RUN, "pending").unwrap();
        let Written::ReadOnly(error) = &comment else { panic!("{comment:?}") };
        assert!(error.hint().contains("`pull-requests: write`"), "{}", error.hint());
        let status = client.commit_status(&head(), STATUS).unwrap();
        let Written::ReadOnly(error) = &status else { panic!("{status:?}") };
        assert!(error.hint().contains("`statuses: write`"), "{}", error.hint());
        assert!(matches!(client.issue("audit", RUN, "title", "text").unwrap(), Written::ReadOnly(_)));
        assert_eq!(github.look(|world| world.comments.len() + world.statuses.len() + world.issues.len()), 0);
    }

    #[test]
    fn a_comment_that_is_too_long_is_not_sent() {
        let github = with_pull_request();
        let client = client(&github, ACTIONS_TOKEN);
        let error = client.comment(7, "gate", RUN, &"ü".repeat(65_536)).unwrap_err();
        assert!(matches!(error, GitHubError::TooLong { .. }), "{error}");
        assert_eq!(client.requests(), 0);
        let marker = "<!-- milepost:gate run=100.1 -->\n".len();
        client.comment(7, "gate", RUN, &"ü".repeat(65_536 - marker)).unwrap();
    }

    #[test]
    fn a_status_is_one_short_line_with_a_web_page() {
        let github = with_pull_request();
        let client = client(&github, ACTIONS_TOKEN);
        let long = "ä\n".repeat(200);
        client.commit_status(&head(), CommitStatus { description: &long, ..STATUS }).unwrap();
        for (state, name) in [
            (CommitState::Success, "success"),
            (CommitState::Pending, "pending"),
            (CommitState::Failure, "failure"),
            (CommitState::Error, "error"),
        ] {
            client.commit_status(&head(), CommitStatus { state, link: None, ..STATUS }).unwrap();
            assert_eq!(github.look(|world| world.statuses.last().unwrap().state.clone()), name);
        }
        let first = github.look(|world| world.statuses[0].clone());
        let description = first.description.unwrap();
        assert_eq!(description.chars().count(), 140);
        assert!(description.starts_with("ä ä ") && description.ends_with('…'), "{description}");
        assert_eq!(first.target_url.as_deref(), STATUS.link);
        for link in ["javascript:alert(1)", "file:///etc/passwd", ""] {
            let error =
                client.commit_status(&head(), CommitStatus { link: Some(link), ..STATUS }).unwrap_err();
            assert!(matches!(error, GitHubError::Argument { .. }), "{error}");
        }
    }

    /// What was marked before, oldest first: who, state, name, and the run that it leads to.
    type Mark<'a> = (&'a fake_github::Account, &'a str, &'a str, Option<u64>);

    fn marked(marks: &[Mark<'_>]) -> FakeGitHub {
        let github = with_pull_request();
        mark(&github, marks);
        github
    }

    fn mark(github: &FakeGitHub, marks: &[Mark<'_>]) {
        github.change(|world| {
            for (creator, state, context, run) in marks {
                world.statuses.push(Status {
                    commit: head(),
                    state: (*state).to_owned(),
                    context: (*context).to_owned(),
                    description: None,
                    target_url: run
                        .map(|run| format!("https://github.example/acme/widget/actions/runs/{run}")),
                    creator: (*creator).clone(),
                });
            }
        });
    }

    #[test]
    fn only_a_success_is_taken_back_whichever_run_has_said_it() {
        let (actions, helper) =
            (bot(41_898_282, "github-actions[bot]"), bot(5_000_001, "release-helper[bot]"));
        let rita = account(900, "rita");
        let (success, own) = ("success", "milepost");
        let cases: [(&[Mark<'_>], Written); 12] = [
            (&[], Written::Unchanged),
            (&[(&actions, success, own, Some(99))], Written::Created),
            // Another attempt of the same run, and one that does not say which it was.
            (&[(&actions, success, own, Some(100))], Written::Created),
            (&[(&actions, success, "MilePost", None)], Written::Created),
            (&[(&actions, success, "milepost/stable", Some(99))], Written::Unchanged),
            (&[(&actions, success, own, Some(98)), (&actions, "failure", own, Some(99))], Written::Unchanged),
            (&[(&actions, "failure", own, Some(98)), (&actions, success, own, Some(99))], Written::Created),
            (&[(&actions, success, own, Some(98)), (&actions, success, own, Some(101))], Written::Created),
            (&[(&actions, "pending", own, Some(101))], Written::Unchanged),
            // Whoever may write marks may claim a later run, or cover a success: neither keeps it standing.
            (&[(&rita, success, own, Some(9_999))], Written::Created),
            (&[(&actions, success, own, Some(99)), (&rita, "failure", own, Some(9_999))], Written::Created),
            (&[(&actions, "failure", own, Some(99)), (&helper, success, own, Some(9_999))], Written::Created),
        ];
        for (marks, wanted) in cases {
            let github = marked(marks);
            let written = client(&github, ACTIONS_TOKEN).success_taken_back(&head(), STATUS);
            assert_eq!(written.map(|(written, _)| written), Ok(wanted.clone()), "{marks:?}");
            let statuses = github.look(|world| world.statuses.clone());
            let is_new = wanted == Written::Created;
            assert_eq!(statuses.len(), marks.len() + usize::from(is_new), "{marks:?}");
            assert_eq!(statuses.last().is_some_and(|last| last.state == "pending" && is_new), is_new);
        }
    }

    #[test]
    fn t62_a_success_is_left_to_a_later_run_that_has_spoken_meanwhile() {
        let actions = bot(41_898_282, "github-actions[bot]");
        let rita = account(900, "rita");
        // Who has said what before this run began to read, who meanwhile, and what becomes of its success.
        let cases: [(Option<Mark<'_>>, Option<Mark<'_>>, Written); 8] = [
            (None, None, Written::Created),
            (None, Some((&actions, "pending", "milepost", Some(101))), Written::Overtaken),
            (None, Some((&actions, "success", "MilePost", Some(101))), Written::Overtaken),
            (None, Some((&actions, "pending", "milepost/stable", Some(101))), Written::Created),
            (None, Some((&actions, "pending", "milepost", Some(99))), Written::Created),
            (None, Some((&rita, "pending", "milepost", Some(101))), Written::Created),
            // What was there before, this run has judged anew: it may be one that somebody has started again.
            (Some((&actions, "pending", "milepost", Some(101))), None, Written::Created),
            (Some((&actions, "success", "milepost", Some(99))), None, Written::Created),
        ];
        for (before, meanwhile, wanted) in cases {
            let github = marked(before.as_slice());
            let client = client(&github, ACTIONS_TOKEN);
            let standing = client.standing(&head(), STATUS.context).unwrap();
            mark(&github, meanwhile.as_slice());
            let written = client.success(&head(), Some(RUN), standing, STATUS);
            assert_eq!(written, Ok(wanted.clone()), "{before:?} {meanwhile:?}");
            let last = github.look(|world| world.statuses.last().cloned());
            let is_ours = last.is_some_and(|last| last.state == "success" && last.description.is_some());
            assert_eq!(is_ours, wanted == Written::Created, "{before:?} {meanwhile:?}");
        }
    }

    #[test]
    fn a_success_that_stands_there_word_for_word_is_not_written_again() {
        let github = with_pull_request();
        let client = client(&github, ACTIONS_TOKEN);
        let next =
            CommitStatus { link: Some("https://github.example/acme/widget/actions/runs/101"), ..STATUS };
        let write = |status| client.success(&head(), Some(RUN), Standing::default(), status);
        assert_eq!(write(STATUS), Ok(Written::Created));
        assert_eq!(write(next), Ok(Written::Unchanged));
        assert_eq!(write(CommitStatus { description: "2 more", ..STATUS }), Ok(Written::Created));
        client.commit_status(&head(), STATUS).unwrap();
        assert_eq!(write(CommitStatus { description: "2 more", ..STATUS }), Ok(Written::Created));
    }

    #[test]
    fn t62_no_success_is_written_where_there_may_be_no_room_to_take_it_back() {
        let actions = bot(41_898_282, "github-actions[bot]");
        let github = marked(&vec![(&actions, "pending", "milepost", Some(99)); 899]);
        let client = client(&github, ACTIONS_TOKEN);
        let write = || client.success(&head(), Some(RUN), Standing::default(), STATUS);
        assert_eq!(write(), Ok(Written::Created));
        let error = write().unwrap_err();
        assert!(error.to_string().contains("has 900 statuses `milepost`"), "{error}");
        assert!(error.hint().starts_with("push a new commit"), "{}", error.hint());
        // It is taken back all the same, as long as there is room.
        assert_eq!(client.success_taken_back(&head(), STATUS).unwrap().0, Written::Created);
        mark(&github, &vec![(&actions, "pending", "milepost", Some(99)); 99]);
        let error = client.commit_status(&head(), STATUS).unwrap_err();
        assert!(error.to_string().contains("has 1000 statuses `milepost`"), "{error}");
        let other = CommitStatus { context: "milepost/stable", ..STATUS };
        assert_eq!(client.commit_status(&head(), other), Ok(Written::Created));
    }

    #[test]
    fn t58_every_success_is_taken_back_where_nobody_knows_the_branch() {
        let actions = bot(41_898_282, "github-actions[bot]");
        let before: [Mark<'_>; 5] = [
            (&actions, "success", "milepost/stable/x", Some(99)),
            (&actions, "pending", "milepost", Some(99)),
            (&actions, "success", "milepost/old", Some(98)),
            (&actions, "failure", "milepost/old", Some(99)),
            (&actions, "success", "milepost-docs", Some(99)),
        ];
        let github = marked(&before);
        client(&github, ACTIONS_TOKEN).every_success_taken_back(&head(), "Lost", None).unwrap();
        let new = github.look(|world| world.statuses.get(before.len()..).unwrap().to_vec());
        let new: Vec<_> = new.iter().map(|status| (status.context.as_str(), status.state.as_str())).collect();
        assert_eq!(new, [("milepost/stable/x", "error")]);
    }

    #[test]
    fn a_success_behind_a_hundred_other_marks_is_taken_back() {
        let actions = bot(41_898_282, "github-actions[bot]");
        let mut marks = vec![(&actions, "success", "milepost", Some(99))];
        marks.extend((0..150).map(|_| (&actions, "success", "build", Some(99))));
        let github = marked(&marks);
        let client = client(&github, ACTIONS_TOKEN);
        assert_eq!(client.success_taken_back(&head(), STATUS).unwrap().0, Written::Created);
        assert_eq!(client.requests(), 3);
    }

    #[test]
    fn a_success_that_may_not_be_taken_back_is_told() {
        let actions = bot(41_898_282, "github-actions[bot]");
        let github = marked(&[(&actions, "success", "milepost", Some(99))]);
        let (written, _) = client(&github, FORK_TOKEN).success_taken_back(&head(), STATUS).unwrap();
        assert!(matches!(written, Written::ReadOnly(_)), "{written:?}");
        let place = format!("/commits/{}/statuses", head());
        for (answer, is_denial) in [(403, true), (404, true), (422, false)] {
            github.fail(Fault::once(&place, Act::refuse(answer, "No")));
            let (written, _) = client(&github, ACTIONS_TOKEN).success_taken_back(&head(), STATUS).unwrap();
            assert_eq!(matches!(written, Written::ReadOnly(_)), is_denial, "{answer}: {written:?}");
        }
        github.fail(Fault::always(&place, Act::refuse(500, "No")));
        assert!(client(&github, ACTIONS_TOKEN).success_taken_back(&head(), STATUS).is_err());
        assert_eq!(github.look(|world| world.statuses.len()), 1);
    }

    #[test]
    fn the_audit_keeps_one_open_issue() {
        let github = with_pull_request();
        let client = client(&github, ACTIONS_TOKEN);
        github.change(|world| {
            let forged = "<!-- milepost:audit run=999.1 -->\nall is well".to_owned();
            let number = world.fresh();
            let user = account(66, "mallory");
            world.issues.push(fake_github::Issue {
                number,
                user,
                title: "x".into(),
                body: forged,
                is_open: true,
            });
        });
        assert_eq!(client.issue("audit", RUN, "Audit", "2 steps").unwrap(), Written::Created);
        let later = Run { id: 101, attempt: 1 };
        assert_eq!(client.issue("audit", later, "Audit", "2 steps").unwrap(), Written::Unchanged);
        assert_eq!(client.issue("audit", later, "Audit", "3 steps").unwrap(), Written::Updated);
        assert_eq!(client.issue("audit", RUN, "Audit", "1 step").unwrap(), Written::Overtaken);
        github.change(|world| world.issues[1].is_open = false);
        assert_eq!(client.issue("audit", later, "Audit", "3 steps").unwrap(), Written::Created);
        let texts: Vec<_> = github.look(|world| {
            world.issues.iter().map(|issue| issue.body.lines().last().unwrap().to_owned()).collect()
        });
        assert_eq!(texts, ["all is well", "3 steps", "3 steps"]);
    }

    #[test]
    fn every_kind_of_token_knows_its_own_issue_again() {
        for token in [ACTIONS_TOKEN, APP_TOKEN, PERSON_TOKEN] {
            let github = FakeGitHub::start();
            client(&github, token).issue("audit", RUN, "Audit", "2 steps").unwrap();
            let next = client(&github, token).issue("audit", Run { id: 101, attempt: 1 }, "Audit", "3 steps");
            assert_eq!(next.unwrap(), Written::Updated, "{token}");
        }
    }

    #[test]
    fn a_token_that_may_not_even_read_the_comments_leaves_none() {
        let github = with_pull_request();
        github.fail(Fault::always("/comments", Act::refuse(403, "Resource not accessible by integration")));
        let outcome = client(&github, ACTIONS_TOKEN).comment(7, "gate", RUN, "pending").unwrap();
        assert!(matches!(outcome, Written::ReadOnly(_)), "{outcome:?}");
    }

    #[test]
    fn what_may_have_been_written_is_not_written_again() {
        let github = with_pull_request();
        github.fail(Fault::once("POST /repos/acme/widget/issues/7/comments", Act::Lost));
        let error = client(&github, ACTIONS_TOKEN).comment(7, "gate", RUN, "pending").unwrap_err();
        assert!(matches!(error, GitHubError::Unreachable { .. }), "{error}");
        assert_eq!(bodies(&github).len(), 1);
    }
}

mod set_up {
    use super::*;

    fn rule(kind: &str, parameters: Value) -> Value {
        let mut rule = json!({
            "type": kind, "ruleset_source_type": "Organization", "ruleset_source": "acme", "ruleset_id": 42,
        });
        if !parameters.is_null() {
            rule["parameters"] = parameters;
        }
        rule
    }

    #[test]
    fn rules_say_what_a_branch_asks_for() {
        let github = FakeGitHub::start();
        let checks = json!({
            "required_status_checks": [{"context": "milepost", "integration_id": 15368}, {"context": "build"}],
            "strict_required_status_checks_policy": true,
        });
        let reviews = json!({
            "dismiss_stale_reviews_on_push": true, "require_code_owner_review": true,
            "require_last_push_approval": false, "required_approving_review_count": 2,
            "required_review_thread_resolution": false, "allowed_merge_methods": ["merge", "squash"],
        });
        let workflows = json!({"workflows": [{"path": ".github/workflows/gate.yml", "repository_id": 1}]});
        github.change(|world| {
            let rules = vec![
                rule("required_status_checks", checks),
                rule("pull_request", reviews),
                rule("workflows", workflows),
                rule("non_fast_forward", Value::Null),
                rule("deletion", Value::Null),
                rule("required_signatures", Value::Null),
            ];
            world.rules.insert("stable/london".to_owned(), rules);
        });
        let rules = client(&github, ACTIONS_TOKEN).branch_rules("stable/london").unwrap();
        let Readable::Seen(rulesets) = rules.rulesets else { panic!("hidden") };
        assert!(rulesets.iter().all(|rule| rule.source == "acme" && rule.ruleset == Some(42)));
        let demands: Vec<_> = rulesets.into_iter().map(|rule| rule.demand).collect();
        let check = |context: &str, app| RequiredCheck { context: context.to_owned(), app };
        assert_eq!(
            demands,
            [
                Demand::Checks {
                    checks: vec![check("milepost", Some(15368)), check("build", None)],
                    up_to_date: true
                },
                Demand::Reviews(RequiredReviews {
                    approvals: 2,
                    code_owners: true,
                    dismissed_by_push: true,
                    last_push: false,
                    rebase: Some(false)
                }),
                Demand::Workflows(vec![".github/workflows/gate.yml".to_owned()]),
                Demand::NoForcePush,
                Demand::NoDeletion,
                Demand::Other("required_signatures".to_owned()),
            ]
        );
        assert!(matches!(rules.protection, Readable::Hidden(_)), "a workflow's token may not see it");
    }

    #[test]
    fn protection_is_seen_hidden_or_not_there() {
        let github = FakeGitHub::start();
        let protection = json!({
            "required_status_checks": {
                "contexts": ["milepost"], "checks": [{"context": "milepost", "app_id": 15368}],
            },
            "required_pull_request_reviews": {
                "dismiss_stale_reviews": true, "require_code_owner_reviews": false, "required_approving_review_count": 1,
            },
            "enforce_admins": {"url": "https://github.example/", "enabled": false},
            "allow_force_pushes": {"enabled": true},
            "allow_deletions": {"enabled": false},
        });
        github.change(|world| drop(world.protection.insert("main".to_owned(), protection)));
        let administrator = client(&github, PERSON_TOKEN);
        let Readable::Seen(Some(seen)) = administrator.branch_rules("main").unwrap().protection else {
            panic!("hidden")
        };
        assert_eq!(seen.checks, [RequiredCheck { context: "milepost".to_owned(), app: Some(15368) }]);
        assert_eq!(seen.reviews.unwrap().approvals, 1);
        assert!(!seen.includes_administrators && seen.allows_force_push && !seen.allows_deletion);
        assert_eq!(administrator.branch_rules("free").unwrap().protection, Readable::Seen(None));
        let Readable::Hidden(error) = client(&github, ACTIONS_TOKEN).branch_rules("main").unwrap().protection
        else {
            panic!("seen")
        };
        assert!(error.hint().contains("administration: read"), "{}", error.hint());
    }

    #[test]
    fn who_need_not_go_by_a_ruleset_is_seen_or_hidden() {
        let github = FakeGitHub::start();
        let actors = json!([
            {"actor_type": "OrganizationAdmin", "actor_id": null, "bypass_mode": "always"},
            {"actor_type": "RepositoryRole", "actor_id": 5, "bypass_mode": "pull_request"},
            {"actor_type": "RepositoryRole", "actor_id": 77},
            {"actor_type": "Team", "actor_id": 8},
            {"actor_type": "Integration", "actor_id": 9, "bypass_mode": "exempt"},
            {"actor_type": "DeployKey", "actor_id": null},
            {"actor_type": "User", "actor_id": 10},
        ]);
        let ruleset =
            |actors: Value| json!({"name": "gate", "enforcement": "active", "bypass_actors": actors});
        github.change(|world| {
            world.rulesets.insert(42, ruleset(actors));
            world.rulesets.insert(43, ruleset(json!([])));
            let rules = [42, 43, 42, 44]
                .map(|id| json!({"type": "deletion", "ruleset_source": "acme", "ruleset_id": id}));
            world.rules.insert("main".to_owned(), rules.to_vec());
        });
        let administrator = client(&github, PERSON_TOKEN);
        let sources = administrator.branch_rules("main").unwrap().sources;
        let Readable::Seen(Ruleset { name, bypass: Bypass::Seen(actors), .. }) = &sources[&42] else {
            panic!("hidden")
        };
        let words: Vec<String> = actors.iter().map(ToString::to_string).collect();
        assert_eq!(name, "gate");
        assert_eq!(
            words,
            [
                "the owners of the organization",
                "the role `admin` (in pull requests)",
                "the role 77",
                "the team 8",
                "the app 9",
                "deploy keys",
                "the account 10"
            ]
        );
        assert!(
            matches!(&sources[&43], Readable::Seen(Ruleset { bypass: Bypass::Seen(actors), .. }) if actors.is_empty())
        );
        assert!(matches!(&sources[&44], Readable::Hidden(_)), "it is not there, or may not be seen");
        assert_eq!(administrator.requests(), 5, "each ruleset is read once: {:?}", github.asked());

        let sources = client(&github, ACTIONS_TOKEN).branch_rules("main").unwrap().sources;
        for id in [42, 43] {
            let Readable::Seen(ruleset) = &sources[&id] else { panic!("hidden") };
            assert_eq!(ruleset.bypass, Bypass::Hidden { is_ours: false });
        }
        for (says, is_ours) in
            [("never", false), ("always", true), ("pull_requests_only", true), ("exempt", true)]
        {
            github.change(|world| {
                world.rulesets.get_mut(&43).unwrap()["current_user_can_bypass"] = says.into();
            });
            let Readable::Seen(ruleset) = client(&github, ACTIONS_TOKEN).ruleset(43).unwrap() else {
                panic!("hidden")
            };
            assert_eq!(ruleset.bypass, Bypass::Hidden { is_ours }, "{says}");
        }
        github.fail(Fault::always("/rulesets/", Act::refuse(500, "down")));
        assert!(client(&github, PERSON_TOKEN).branch_rules("main").is_err());
    }

    #[test]
    fn a_protection_that_is_not_shown_is_not_taken_for_none() {
        let github = FakeGitHub::start();
        github.fail(Fault::always("/protection", Act::refuse(404, "Not Found")));
        let rules = client(&github, PERSON_TOKEN).branch_rules("main").unwrap();
        assert!(matches!(rules.protection, Readable::Hidden(_)));
    }

    #[test]
    fn a_team_is_its_members_or_hidden() {
        let github = FakeGitHub::start();
        let members: Vec<_> = (1..=120).map(|id| account(id, &format!("member-{id}"))).collect();
        github.change(|world| drop(world.teams.insert("acme/tsc".to_owned(), members)));
        let Readable::Seen(team) = client(&github, PERSON_TOKEN).team("acme", "tsc").unwrap() else {
            panic!("hidden")
        };
        assert_eq!(team.iter().map(|member| member.id).collect::<Vec<_>>(), (1..=120).collect::<Vec<_>>());
        assert!(matches!(client(&github, PERSON_TOKEN).team("acme", "none").unwrap(), Readable::Hidden(_)));
        assert!(matches!(client(&github, ACTIONS_TOKEN).team("acme", "tsc").unwrap(), Readable::Hidden(_)));
    }
}

mod failing {
    use super::*;

    const PULL: &str = "GET /repos/acme/widget/pulls/7";

    /// The error, the requests, and the waits.
    fn reading(act: Act) -> (GitHubError, usize, Vec<u64>) {
        let github = with_pull_request();
        github.fail(Fault::always(PULL, act));
        let (client, waits) = patient(&github, ACTIONS_TOKEN);
        let error = client.pull_request(7).unwrap_err();
        (error, github.asked().len(), waits.take())
    }

    /// What is read after one failure.
    fn recovering(act: Act) -> Vec<u64> {
        let github = with_pull_request();
        github.fail(Fault::once(PULL, act));
        let (client, waits) = patient(&github, ACTIONS_TOKEN);
        assert_eq!(client.pull_request(7).unwrap().number, 7);
        assert_eq!(client.requests(), 2);
        waits.take()
    }

    #[test]
    fn t58_a_wrong_token_is_said_to_be_wrong() {
        let github = with_pull_request();
        let client = client(&github, "ghp_nobodyKnowsThisOne");
        let error = client.pull_request(7).unwrap_err();
        assert!(matches!(error, GitHubError::Token { .. }), "{error}");
        assert!(error.to_string().contains("Bad credentials"), "{error}");
        assert_eq!(client.requests(), 1);
        assert!(
            matches!(client.comment(7, "gate", RUN, "x"), Err(GitHubError::Token { .. })),
            "no read-only token"
        );
    }

    #[test]
    fn t58_a_refusal_names_the_permission_and_is_not_tried_again() {
        let (error, requests, waits) = reading(Act::refuse(403, "Resource not accessible by integration"));
        assert!(matches!(error, GitHubError::Forbidden { .. }), "{error}");
        assert!(error.hint().contains("`pull-requests: read`"), "{}", error.hint());
        assert_eq!((requests, waits.len()), (1, 0));
    }

    #[test]
    fn t58_what_cannot_be_seen_is_an_error() {
        let github = with_pull_request();
        let missing = client(&github, ACTIONS_TOKEN).pull_request(8).unwrap_err();
        assert!(matches!(missing, GitHubError::NotFound { .. }), "{missing}");
        let token = Token::new(ACTIONS_TOKEN).unwrap();
        let elsewhere = Client::new(github.url(), "acme/other", token).unwrap();
        assert!(matches!(elsewhere.pull_request(7), Err(GitHubError::NotFound { .. })));
    }

    #[test]
    fn t58_other_refusals_are_not_tried_again() {
        for status in [400, 409, 410, 422, 451] {
            let (error, requests, _) = reading(Act::refuse(status, "No commit found"));
            assert!(matches!(error, GitHubError::Refused { status: told, .. } if told == status), "{error}");
            assert_eq!(requests, 1);
        }
        let (error, requests, _) =
            reading(Act::refuse(301, "Moved Permanently").with("Location", "http://x.example/"));
        assert!(matches!(error, GitHubError::Moved { .. }), "{error}");
        assert_eq!(requests, 1);
    }

    #[test]
    fn t58_a_limit_is_waited_for_as_long_as_github_asks() {
        let limit = || Act::refuse(429, "You have exceeded a secondary rate limit");
        assert_eq!(recovering(limit().with("retry-after", "7")), [7]);
        assert_eq!(recovering(limit()), [60]);
        assert_eq!(
            recovering(Act::refuse(403, "You have exceeded a secondary rate limit. Please wait")),
            [60]
        );
        let secondary =
            Act::refuse(403, "You have exceeded a secondary rate limit").with("retry-after", "30");
        assert_eq!(recovering(secondary), [30]);
        // The clock of the stand-in stands still at 1795348800.
        let used_up = Act::refuse(403, "API rate limit exceeded")
            .with("x-ratelimit-remaining", "0")
            .with("x-ratelimit-reset", "1795348820");
        assert_eq!(recovering(used_up), [21]);
    }

    #[test]
    fn t58_a_limit_that_lasts_is_an_error() {
        let limit = |seconds: &str| Act::refuse(429, "secondary rate limit").with("retry-after", seconds);
        let (error, requests, waits) = reading(limit("5"));
        assert_eq!(
            error.to_string(),
            "GitHub takes no more requests for now: reading pull request 7 of `acme/widget`"
        );
        assert_eq!((requests, waits), (3, vec![5, 5]));
        let (error, requests, waits) = reading(limit("3600"));
        assert!(error.hint().contains("3600 seconds"), "{}", error.hint());
        assert_eq!((requests, waits.len()), (1, 0));
        let (_, requests, waits) = reading(limit("60"));
        assert_eq!((requests, waits), (2, vec![60]), "90 seconds in all at most");
        let (_, _, waits) = reading(limit("99999999999999999999"));
        assert_eq!(waits, [60], "what cannot be read was not said");
    }

    #[test]
    fn t58_all_requests_together_wait_for_a_minute_and_a_half_at_most() {
        let github = with_pull_request();
        github.fail(Fault::always("GET", Act::refuse(429, "secondary rate limit").with("retry-after", "40")));
        let (client, waits) = patient(&github, ACTIONS_TOKEN);
        for _ in 0..4 {
            assert!(matches!(client.pull_request(7), Err(GitHubError::RateLimited { .. })));
        }
        assert_eq!(waits.take(), [40, 40]);
        assert_eq!(client.requests(), 6);
    }

    #[test]
    fn t58_a_limit_on_writing_is_no_read_only_token() {
        let github = with_pull_request();
        let act = Act::refuse(403, "You have exceeded a secondary rate limit").with("retry-after", "3600");
        github.fail(Fault::always("POST", act));
        let client = client(&github, ACTIONS_TOKEN);
        assert!(matches!(client.comment(7, "gate", RUN, "x"), Err(GitHubError::RateLimited { .. })));
    }

    #[test]
    fn t58_a_server_that_fails_is_tried_three_times() {
        for status in [500, 502, 503] {
            assert_eq!(recovering(Act::refuse(status, "Server Error")), [1]);
            let (error, requests, waits) = reading(Act::refuse(status, "Server Error"));
            assert!(matches!(error, GitHubError::Down { tries: 3, .. }), "{error}");
            assert_eq!((requests, waits), (3, vec![1, 4]));
        }
        let page = Response { status: 502, headers: Vec::new(), body: "<html>Unicorn!</html>".to_owned() };
        assert!(matches!(reading(Act::Answer(page)).0, GitHubError::Down { .. }));
    }

    #[test]
    fn t58_a_connection_that_ends_early_is_tried_again() {
        assert_eq!(recovering(Act::CutOffConnection), [1]);
        assert_eq!(recovering(Act::Lost), [1]);
        let (error, requests, _) = reading(Act::CutOffConnection);
        assert!(matches!(error, GitHubError::Unreachable { .. }), "{error}");
        assert_eq!(requests, 3);
    }

    #[test]
    fn t58_nobody_there_is_an_error() {
        // A port that was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let token = Token::new(ACTIONS_TOKEN).unwrap();
        let client = Client::new(&format!("http://127.0.0.1:{port}"), "acme/widget", token)
            .unwrap()
            .with_sleep(|_| ());
        let error = client.pull_request(7).unwrap_err();
        assert!(matches!(error, GitHubError::Unreachable { .. }), "{error}");
        assert_eq!(client.requests(), 3);
    }

    #[test]
    fn t58_no_answer_in_time_is_an_error() {
        let github = with_pull_request();
        github.fail(Fault::always(PULL, Act::Hang));
        let limits = Limits { answer: Duration::from_millis(200), ..Limits::default() };
        let token = Token::new(ACTIONS_TOKEN).unwrap();
        let client =
            Client::with_limits(github.url(), "acme/widget", token, limits).unwrap().with_sleep(|_| ());
        let error = client.pull_request(7).unwrap_err();
        assert!(matches!(error, GitHubError::TimedOut { .. }), "{error}");
        assert_eq!(client.requests(), 3);
    }

    #[test]
    fn t58_half_an_answer_is_an_error() {
        let (error, requests, _) = reading(Act::CutOffJson);
        assert!(matches!(error, GitHubError::Odd { .. }), "{error}");
        assert_eq!(requests, 1);
    }

    #[test]
    fn t58_an_answer_of_another_shape_is_an_error() {
        for body in [json!([]), json!({}), json!(null), json!({"number": -1}), json!("7")] {
            let (error, _, _) = reading(Act::Answer(Response::json(200, &body)));
            assert!(matches!(error, GitHubError::Odd { .. }), "{body}: {error}");
        }
        let page =
            Response { status: 200, headers: Vec::new(), body: "<html>Please log in</html>".to_owned() };
        assert!(matches!(reading(Act::Answer(page)).0, GitHubError::Odd { .. }));
        let empty = Response { status: 204, headers: Vec::new(), body: String::new() };
        assert!(matches!(reading(Act::Answer(empty)).0, GitHubError::Odd { .. }));
    }

    #[test]
    fn t58_an_answer_about_something_else_is_an_error() {
        let github = with_pull_request();
        github.change(|world| {
            world.pull(8, &"9".repeat(40), &account(1, "alice"));
        });
        let eight = client(&github, ACTIONS_TOKEN);
        let other = github.requests().len();
        assert_eq!(other, 0);
        assert_eq!(eight.pull_request(8).unwrap().number, 8);
        let body = json!({
            "number": 8, "state": "open", "user": null, "merged": false,
            "head": {"ref": "x", "sha": head(), "repo": null}, "base": {"ref": "main", "sha": head(), "repo": null},
        });
        let (error, _, _) = reading(Act::Answer(Response::json(200, &body)));
        assert!(matches!(error, GitHubError::Odd { .. }), "{error}");
        for (key, value) in
            [("state", json!("draft")), ("head", json!({"ref": "x", "sha": "main", "repo": null}))]
        {
            let mut body = body.clone();
            body["number"] = 7.into();
            body[key] = value;
            let (error, _, _) = reading(Act::Answer(Response::json(200, &body)));
            assert!(matches!(error, GitHubError::Odd { .. }), "{key}: {error}");
        }
    }

    #[test]
    fn t58_an_answer_without_end_is_an_error() {
        let (error, requests, _) = reading(Act::Huge(5_000_000));
        assert!(matches!(error, GitHubError::TooLarge { .. }), "{error}");
        assert_eq!(requests, 1);
    }

    #[test]
    fn t58_pages_without_end_are_an_error() {
        let github = with_pull_request();
        github.fail(Fault::always("/reviews", Act::EndlessPages));
        let client = client(&github, ACTIONS_TOKEN);
        let error = client.reviews(7).unwrap_err();
        assert!(matches!(error, GitHubError::Pages { .. }), "{error}");
        assert_eq!(client.requests(), 100);
    }

    #[test]
    fn t58_a_page_that_leads_to_itself_is_an_error() {
        let github = with_pull_request();
        github.fail(Fault::always("/reviews", Act::SamePage));
        let client = client(&github, ACTIONS_TOKEN);
        let error = client.reviews(7).unwrap_err();
        assert!(error.to_string().contains("was read before"), "{error}");
        assert_eq!(client.requests(), 1);
    }

    #[test]
    fn t58_a_page_on_another_host_is_not_asked_for() {
        let other = FakeGitHub::start();
        for next in [
            format!("{}/repos/acme/widget/pulls/7/reviews?page=2", other.url()),
            "//127.0.0.1/reviews".to_owned(),
            "/repos/acme/widget/pulls/7/reviews?page=2".to_owned(),
        ] {
            let github = with_pull_request();
            github.fail(Fault::always("/reviews", Act::ForeignPage(next)));
            let error = client(&github, ACTIONS_TOKEN).reviews(7).unwrap_err();
            assert!(error.to_string().contains("on another host"), "{error}");
        }
        let github = with_pull_request();
        // The address goes on where the own one ends.
        github.fail(Fault::always("/reviews", Act::ForeignPage(format!("{}.evil.example/x", github.url()))));
        let error = client(&github, ACTIONS_TOKEN).reviews(7).unwrap_err();
        assert!(error.to_string().contains("on another host"), "{error}");
        assert_eq!(other.asked(), Vec::<String>::new());
    }
}

mod secrets {
    use super::*;

    #[test]
    fn the_token_is_in_no_error_and_nothing_that_is_printed() {
        let echo = |status| Act::refuse(status, &format!("who is {ACTIONS_TOKEN}?"));
        let odd = json!({"number": ACTIONS_TOKEN});
        let state = json!([{"id": 1, "user": null, "body": "", "state": ACTIONS_TOKEN, "commit_id": null}]);
        let mut outputs = Vec::new();
        for act in [
            echo(400),
            echo(401),
            echo(403),
            echo(404),
            echo(422),
            echo(429).with("retry-after", "3600"),
            echo(500),
            Act::Answer(Response::json(200, &odd)),
            Act::Answer(Response::json(200, &state)),
            Act::CutOffJson,
            Act::CutOffConnection,
            Act::Huge(5_000_000),
        ] {
            let github = with_pull_request();
            github.fail(Fault::always("/", act));
            let client = client(&github, ACTIONS_TOKEN);
            outputs.extend(
                [
                    client.pull_request(7).unwrap_err(),
                    client.reviews(7).unwrap_err(),
                    client.pull_requests_with(&head()).unwrap_err(),
                ]
                .iter()
                .map(said),
            );
            outputs.push(format!("{:?}", client.comment(7, "gate", RUN, "text")));
            outputs.push(format!("{:?}", client.commit_status(&head(), STATUS)));
            outputs.push(format!("{:?}", client.issue("audit", RUN, "title", "text")));
            outputs.push(format!("{:?}", client.branch_rules("main")));
            outputs.push(format!("{:?}", client.team("acme", "tsc")));
            outputs.push(format!("{client:?}"));
        }
        outputs.push(format!("{:?}", Token::new(ACTIONS_TOKEN)));
        for output in &outputs {
            assert!(!output.contains(ACTIONS_TOKEN) && !output.contains("secretOfTheRun"), "{output}");
        }
        assert!(outputs.iter().any(|output| output.contains("who is ***?")), "GitHub's words are passed on");
    }

    #[test]
    fn the_token_goes_to_the_api_alone_and_only_encrypted() {
        let token = || Token::new(ACTIONS_TOKEN).unwrap();
        for api in [
            "http://api.github.example",
            "http://127.0.0.1.evil.example",
            "http://localhost@evil.example",
            "ftp://api.github.com",
            "api.github.com",
            "https://",
            "https://user:secret@github.example",
            "https://github.example/?q",
            "https://git hub.example",
            "",
        ] {
            let error = Client::new(api, "acme/widget", token()).unwrap_err();
            assert!(matches!(error, GitHubError::Address { .. }), "{api}: {error}");
            assert!(!said(&error).contains("secret@"), "{error}");
        }
        for repository in
            ["", "acme", "acme/", "/widget", "acme/widget/x", "acme/..", "../x", "ac me/widget", "a/b?c"]
        {
            let error = Client::new("http://127.0.0.1:1", repository, token()).unwrap_err();
            assert!(matches!(error, GitHubError::Repository { .. }), "{repository}: {error}");
        }
        assert!(Token::new(" \n").is_none());
        let error =
            Client::new("http://127.0.0.1:1", "acme/widget", Token::new("a\nb").unwrap()).unwrap_err();
        assert!(matches!(error, GitHubError::Token { .. }), "{error}");
    }

    #[test]
    fn an_api_that_cannot_prove_who_it_is_gets_no_token() {
        let github = FakeGitHub::start();
        let api = github.url().replace("http://", "https://");
        let asked = Client::new(&api, "acme/widget", Token::new(ACTIONS_TOKEN).unwrap())
            .and_then(|client| client.with_sleep(|_| ()).pull_request(7));
        // The second on a machine without any certificates.
        assert!(
            matches!(asked, Err(GitHubError::Unreachable { .. } | GitHubError::Machine { .. })),
            "{asked:?}"
        );
        assert_eq!(github.asked(), Vec::<String>::new());
    }

    #[test]
    fn words_of_github_are_one_short_line() {
        let github = with_pull_request();
        let message = format!("one\n::error::two\u{1b}[31m `three` {}", "x".repeat(1000));
        github.fail(Fault::always("/", Act::refuse(422, &message)));
        let error = client(&github, ACTIONS_TOKEN).pull_request(7).unwrap_err().to_string();
        assert!(error.contains("one ::error::two [31m  three  xxx"), "{error}");
        assert!(error.chars().count() < 320 && !error.contains('\n') && !error.contains('\u{1b}'), "{error}");
    }
}

mod the_stand_in {
    use super::*;

    #[test]
    fn it_says_what_goes_against_the_description() {
        let github = with_pull_request();
        let ask = |line: &str, body: &str| {
            use std::io::{Read, Write};
            let mut stream =
                std::net::TcpStream::connect(github.url().trim_start_matches("http://")).unwrap();
            let head =
                format!("{line} HTTP/1.1\r\nUser-Agent: x\r\nAuthorization: Bearer {ACTIONS_TOKEN}\r\n");
            write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
            stream.shutdown(std::net::Shutdown::Write).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        let comments = "/repos/acme/widget/issues/7/comments";
        for (line, body) in [
            ("GET /repos/acme/widget/nothing".to_owned(), ""),
            ("GET /repos/acme/widget/pulls/seven".to_owned(), ""),
            (format!("GET {comments}?per_page=1000"), ""),
            (format!("GET {comments}?sort=random"), ""),
            (format!("POST {comments}"), "{}"),
            (format!("POST {comments}"), "{\"body\": \"x\", \"author\": \"y\"}"),
            (format!("POST /repos/acme/widget/statuses/{}", head()), "{\"state\": \"great\"}"),
        ] {
            ask(&line, body);
            assert_eq!(github.take_problems().len(), 1, "{line} {body}");
        }
        let answer = ask("GET /repos/acme/widget/pulls/7", "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert_eq!(github.take_problems(), Vec::<String>::new());
        let long = json!({"body": "x".repeat(65_537)}).to_string();
        assert!(ask(&format!("POST {comments}"), &long).starts_with("HTTP/1.1 422"));
    }
}

/// Serves until it is stopped, for trying the action by hand:
/// `MILEPOST_GITHUB_LISTEN=127.0.0.1:8123 cargo test --test github -- --ignored serves_until_it_is_stopped`.
/// `MILEPOST_GITHUB_STATE` may name a file such as
/// `{"pulls": [{"number": 7, "head": "…", "id": 1, "login": "alice"}],
///   "reviews": [{"pull": 7, "state": "APPROVED", "commit": "…", "body": "", "id": 2, "login": "bob"}]}`.
#[test]
#[ignore = "a server to try things with"]
#[allow(clippy::disallowed_methods, reason = "whoever starts it says where")]
fn serves_until_it_is_stopped() {
    let listen = std::env::var("MILEPOST_GITHUB_LISTEN").unwrap_or_else(|_| "127.0.0.1:0".to_owned());
    let github = FakeGitHub::on(&listen);
    if let Ok(path) = std::env::var("MILEPOST_GITHUB_STATE") {
        let state: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        github.change(|world| fill(world, &state));
    }
    eprintln!("GITHUB_API_URL={} GITHUB_TOKEN={ACTIONS_TOKEN} GITHUB_REPOSITORY=acme/widget", github.url());
    loop {
        std::thread::park();
    }
}

fn fill(world: &mut World, state: &Value) {
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    let who = |entry: &Value| account(entry["id"].as_u64().unwrap(), &text(entry, "login"));
    let entries = |key: &str| state[key].as_array().cloned().unwrap_or_default();
    for pull in entries("pulls") {
        world.pull(pull["number"].as_u64().unwrap(), &text(&pull, "head"), &who(&pull));
    }
    for review in entries("reviews") {
        let number = review["pull"].as_u64().unwrap();
        let (state, commit, body) = (text(&review, "state"), text(&review, "commit"), text(&review, "body"));
        world.review(number, &who(&review), &state, &commit, &body);
    }
}
