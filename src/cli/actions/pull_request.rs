//! Judges a pull request as it is when the run looks, and says so on its page.

use crate::approval::{Merger, PullRequest, Review, Verdict};
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::gate::Change;
use crate::cli::side::Side;
use crate::github::event::PullRequestEvent;
use crate::github::{Client, CommitState, PullRequestState, SubmittedReview};
use crate::report::Judged;

use super::ends::{self, Ends};
use super::environment::Comment;
use super::evidence;
use super::finding::{Finding, complete, earlier, outcome};
use super::posting::{Commented, First, comment, mark, state};
use super::setting::Setting;
use super::telling::Telling;

/// Judges a pull request and posts what came of it.
pub(super) fn run(setting: &Setting<'_>, event: &PullRequestEvent) -> Result<Finding, Failure> {
    let number = event.number;
    if !event.is_open {
        return Err(Failure::new(format!("pull request {number} is closed, so there is nothing to judge"))
            .hint("let the job run only `if: github.event.pull_request.state == 'open'`"));
    }
    let client = setting.client()?;
    match judged(setting, &client, event) {
        Ok(mut found) => posted(setting, &client, event, &mut found),
        Err(failure) => {
            say_not_judged(setting, &client, event, &failure);
            Err(failure)
        }
    }
}

/// A judged pull request.
pub(super) struct Found {
    pub(super) judged: Judged,
    is_governed: bool,
    touches: bool,
}

/// Judges a pull request with its reviews.
pub(super) fn judged(
    setting: &Setting<'_>,
    client: &Client,
    event: &PullRequestEvent,
) -> Result<Found, Failure> {
    let place = &setting.place;
    let repository = place.repository()?;
    ends::require_history(repository)?;
    let Ends { branch, base, head } = ends::of_pull_request(repository, event)?;
    let change = Change::load(place, &Side::Revision(base.clone()), &Side::Revision(head))?;
    if !change.is_governed(&branch) {
        let mut judged = change.told(place, &branch);
        complete(&mut judged.report, setting);
        judged.report.repeat = None;
        let touches = !judged.report.texts.is_empty();
        return Ok(Found { judged, is_governed: false, touches });
    }
    let reviews = client.reviews(event.number)?;
    let pull_request = PullRequest { author: event.author.clone(), reviews: unread(reviews) };
    let (mut judged, _) = evidence::judge(place, &change, pull_request, Merger::NotMerged)?;
    judged.report.notes.extend(earlier(setting, &branch, &base, &change)?);
    complete(&mut judged.report, setting);
    let touches = judged.judgement.touches || judged.report.verdict != Some(Verdict::NotRequired);
    Ok(Found { judged, is_governed: true, touches })
}

/// Reviews before anybody has looked at what was reviewed.
pub(super) fn unread(reviews: Vec<SubmittedReview>) -> Vec<Review> {
    let unread = |review: SubmittedReview| Review {
        id: review.id,
        reviewer: review.reviewer,
        state: review.state,
        commit: review.commit.unwrap_or_default(),
        same_content: false,
        same_votes: false,
        submitted: review.submitted,
    };
    reviews.into_iter().map(unread).collect()
}

/// Reads the pull request again before anything is said about it: it may have moved on meanwhile (threat T9).
fn posted(
    setting: &Setting<'_>,
    client: &Client,
    event: &PullRequestEvent,
    found: &mut Found,
) -> Result<Finding, Failure> {
    let number = event.number;
    let outcome = outcome(&mut found.judged, setting.environment.inputs.fail_on);
    let mut finding = Finding::of_report(&found.judged.report, outcome);
    let now = client.pull_request(number).map_err(|error| {
        let failure = Failure::from(error);
        say_not_judged(setting, client, event, &failure);
        failure
    })?;
    if now.state != PullRequestState::Open {
        return Err(Failure::new(format!("pull request {number} was closed while it was judged")));
    }
    if now.base != event.base_branch {
        let failure = Failure::new(format!(
            "pull request {number} goes to `{}` now, and was judged for `{}`",
            now.base, event.base_branch
        ));
        return Err(
            failure.hint("the run for the new target decides; it needs `edited` under `types:` of the event")
        );
    }
    if now.head != event.head {
        finding.notices.push(format!(
            "pull request {number} has moved on to the commit `{}`, so this report is not posted; the run for that \
             commit says how it stands",
            now.head
        ));
        return Ok(finding);
    }
    let comments = match setting.environment.inputs.comment {
        Comment::Never => None,
        Comment::Always => Some(First::Write),
        Comment::Auto => Some(if found.touches { First::Write } else { First::LeaveOut }),
    };
    let posted =
        post(setting, client, event, &finding.telling, comments, found.is_governed.then_some(outcome));
    match posted {
        Ok(notices) => finding.notices.extend(notices),
        Err(failure) => {
            say_not_judged(setting, client, event, &failure);
            return Err(failure);
        }
    }
    Ok(finding)
}

/// The mark comes last: it must not say yes before everything else is said. A branch that is not governed gets none,
/// since the same commit may wait for another branch that is.
fn post(
    setting: &Setting<'_>,
    client: &Client,
    event: &PullRequestEvent,
    telling: &Telling,
    comments: Option<First>,
    marks: Option<Outcome>,
) -> Result<Vec<String>, Failure> {
    let mut notices = Vec::new();
    if let Some(first) = comments {
        match comment(setting, client, event.number, &telling.markdown, first)? {
            Commented::Yes => {}
            Commented::No(why) => notices.push(why),
            Commented::Overtaken => {
                return Ok(vec![
                    "a later run has said how this stands, so nothing of this one is posted".to_owned(),
                ]);
            }
        }
    }
    if let Some(outcome) = marks {
        notices.extend(mark(setting, client, &event.head, state(telling, outcome), &telling.headline)?);
    }
    Ok(notices)
}

/// Takes back what an earlier run may have said (threat T58). Where GitHub cannot be reached, the exit code says it.
fn say_not_judged(setting: &Setting<'_>, client: &Client, event: &PullRequestEvent, failure: &Failure) {
    let telling = Telling::of_failure("gate", failure);
    let commented = match setting.environment.inputs.comment {
        Comment::Never => Ok(Commented::Yes),
        _ => comment(setting, client, event.number, &telling.markdown, First::Write),
    };
    if commented != Ok(Commented::Overtaken) {
        // The failure that matters is told already.
        let _ = mark(setting, client, &event.head, CommitState::Error, &telling.headline);
    }
}
