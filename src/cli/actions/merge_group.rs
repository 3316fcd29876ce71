//! Judges a candidate of the merge queue for itself (threat T55): what it adds to the one before it.

use crate::approval::{Merger, PullRequest};
use crate::cli::failure::Failure;
use crate::cli::gate::Change;
use crate::cli::side::Side;
use crate::github::event::MergeGroupEvent;
use crate::github::{Client, CommitState, Context, PullRequestState};
use crate::report::Judged;

use super::ends::{self, Ends};
use super::evidence;
use super::finding::{Finding, complete, earlier, outcome};
use super::posting::{Unwritten, mark, state};
use super::publish;
use super::pull_request::unread;
use super::push::may_be_governed;
use super::setting::Setting;
use super::telling::Telling;

/// Judges a candidate and marks it.
pub(super) fn run(
    setting: &Setting<'_>,
    event: &MergeGroupEvent,
    default_branch: Option<&str>,
) -> Result<Finding, Failure> {
    let client = setting.client()?;
    let context = Context::of(&event.base_branch, default_branch);
    let place = (event.head.as_str(), &context);
    let result = judged(setting, &client, event).and_then(|(mut judged, is_governed)| {
        let outcome = outcome(&mut judged, setting.environment.inputs.fail_on);
        let mut finding = Finding::of_report(&judged.report, outcome);
        publish::files(setting.environment, &mut finding)?;
        if is_governed {
            let state = state(&finding.telling, outcome);
            let unwritten = mark(setting, &client, place, state, &finding.telling.headline)?;
            finding.notices.extend(unwritten.map(Unwritten::into_text));
        }
        Ok(finding)
    });
    result.inspect_err(|failure| {
        let telling = Telling::of_failure("gate", failure);
        if !may_be_governed(setting, &event.base, &event.base_branch) {
            return;
        }
        // The failure that matters is told already.
        let _ = mark(setting, &client, place, CommitState::Error, &telling.headline);
    })
}

/// Judges a candidate, and says whether its branch is governed.
pub(super) fn judged(
    setting: &Setting<'_>,
    client: &Client,
    event: &MergeGroupEvent,
) -> Result<(Judged, bool), Failure> {
    let place = &setting.place;
    let repository = place.repository()?;
    ends::require_history(repository)?;
    let Ends { branch, base, head } = ends::of_merge_group(repository, event)?;
    let change = Change::load(place, &Side::Revision(base.clone()), &Side::Revision(head))?;
    if !change.is_governed(&branch) {
        let mut judged = change.told(place, &branch);
        complete(&mut judged.report, setting);
        judged.report.repeat = None;
        return Ok((judged, false));
    }
    let (pull_request, note) = pull_request(client, event)?;
    // Where the number is not known, there are no reviews to ask about.
    let led_here = || Ok(event.pull_request.map(|number| client.retargeted(number)).transpose()?.flatten());
    let (mut judged, _) = evidence::judge(place, &change, (pull_request, led_here), Merger::NotMerged)?;
    judged.report.notes.extend(note);
    judged.report.notes.extend(earlier(setting, &branch, &base, &change)?);
    complete(&mut judged.report, setting);
    Ok((judged, true))
}

/// The pull request that the candidate adds. Where none is known, nobody stands for it.
fn pull_request(client: &Client, event: &MergeGroupEvent) -> Result<(PullRequest, Option<String>), Failure> {
    let unknown = |why: String| Ok((PullRequest::default(), Some(why)));
    let Some(number) = event.pull_request else {
        return unknown(
            "the queue does not say which pull request this candidate adds, so no review counts".to_owned(),
        );
    };
    let facts = client.pull_request(number)?;
    if facts.state != PullRequestState::Open || facts.base != event.base_branch {
        return unknown(format!(
            "pull request {number} is not open for `{}`, so no review of it counts",
            event.base_branch
        ));
    }
    let reviews = client.reviews(number)?;
    Ok((PullRequest { author: facts.author, reviews: unread(reviews) }, None))
}
