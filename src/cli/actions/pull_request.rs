//! Judges a pull request as it is when the run looks, and says so on its page.

use crate::approval::{About, Merger, PullRequest, Review, Verdict};
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::gate::Change;
use crate::cli::side::Side;
use crate::document::Person;
use crate::github::event::PullRequestEvent;
use crate::github::{Client, CommitState, Context, PullRequestState, Standing, SubmittedReview};
use crate::report::{Judged, Page};
use crate::repository::{MergeBase, RepositoryError};

use super::ends::{self, Ends};
use super::environment::Comment;
use super::evidence;
use super::finding::{Finding, complete, earlier, outcome};
use super::posting::{First, Unwritten, comment, hold, mark, mark_success, state};
use super::publish;
use super::push::may_be_governed;
use super::setting::Setting;
use super::telling::Telling;

/// Judges a pull request and posts what came of it.
pub(super) fn run(
    setting: &Setting<'_>,
    event: &PullRequestEvent,
    default_branch: Option<&str>,
) -> Result<Finding, Failure> {
    let number = event.number;
    if !event.is_open {
        return Err(Failure::new(format!("pull request {number} is closed, so there is nothing to judge"))
            .hint("let the job run only `if: github.event.pull_request.state == 'open'`"));
    }
    let context = Context::of(&event.base_branch, default_branch);
    let posting = Posting { setting, client: setting.client()?, event, context };
    match posting.judged() {
        Ok((mut found, standing)) => posting.posted(&mut found, standing),
        Err(failure) => {
            posting.say_not_judged(&failure);
            Err(failure)
        }
    }
}

/// A judged pull request.
pub(super) struct Found {
    pub(super) judged: Judged,
    /// The commit that the change was measured against.
    base: String,
    is_governed: bool,
    touches: bool,
}

impl Found {
    /// Whether the verdict alone lets it pass.
    fn passes(&self) -> bool {
        self.judged.report.verdict.is_some_and(Verdict::passes)
    }
}

/// Judges a pull request with its reviews.
pub(super) fn judged(
    setting: &Setting<'_>,
    client: &Client,
    event: &PullRequestEvent,
) -> Result<Found, Failure> {
    judged_after(setting, client, event, || Ok(()))
}

/// The same, where something is to be done before the reviews of a governed change are asked for.
fn judged_after(
    setting: &Setting<'_>,
    client: &Client,
    event: &PullRequestEvent,
    prepare: impl FnOnce() -> Result<(), Failure>,
) -> Result<Found, Failure> {
    let place = &setting.place;
    let repository = place.repository()?;
    ends::require_history(repository)?;
    let Ends { branch, base, head } = ends::of_pull_request(repository, event)?;
    let own_workflows = own_workflows(setting, event, (&base.id, &head.id))?;
    let change = Change::load(place, &Side::Revision(base.clone()), &Side::Revision(head))?;
    if !change.is_governed(&branch) {
        let mut judged = change.told(place, &branch);
        complete(&mut judged.report, setting);
        judged.report.repeat = None;
        let touches = !judged.report.texts.is_empty();
        return Ok(Found { judged, base: base.id, is_governed: false, touches });
    }
    prepare()?;
    let reviews = client.reviews(event.number)?;
    let pull_request = PullRequest { author: event.author.clone(), reviews: unread(reviews) };
    let led_here = || Ok(client.retargeted(event.number)?);
    let (mut judged, _) = evidence::judge(place, &change, (pull_request, led_here), Merger::NotMerged)?;
    judged.report.notes.splice(0..0, own_workflows);
    judged.report.notes.extend(earlier(setting, &branch, &base, &change)?);
    complete(&mut judged.report, setting);
    judged.report.page = Some(page(setting, event, &change, judged.report.is_anchor));
    let touches = judged.judgement.touches || judged.report.verdict != Some(Verdict::NotRequired);
    Ok(Found { judged, base: base.id, is_governed: true, touches })
}

/// Where people vote on the change, and who is who there.
fn page(setting: &Setting<'_>, event: &PullRequestEvent, change: &Change, is_anchor: bool) -> Page {
    let documents = if is_anchor { &change.after } else { &change.before };
    let people = || documents.roster.iter().flat_map(|roster| &roster.value.people);
    let author = event.author.as_ref().map(|author| author.id);
    let is_author = |person: &Person| person.github.as_ref().map(|account| account.id.value) == author;
    let proposer = people().find(|(_, person)| author.is_some() && is_author(person));
    let called = |id: &str, person: &Person| match &person.github {
        Some(account) => format!("{} (`{id}`, on GitHub `{}`)", person.name.value, account.login.value),
        None => format!("{} (`{id}`, without a GitHub account in the roster)", person.name.value),
    };
    Page {
        proposer: proposer.map(|(id, _)| id.value.clone()),
        names: people().map(|(id, person)| (id.value.clone(), called(id.as_str(), person))).collect(),
        address: setting.environment.pull_request_page(event.number),
        run: setting.environment.run_page(),
    }
}

/// Reviews before anybody has looked at what was reviewed.
pub(super) fn unread(reviews: Vec<SubmittedReview>) -> Vec<Review> {
    let unread = |review: SubmittedReview| Review {
        id: review.id,
        reviewer: review.reviewer,
        state: review.state,
        commit: review.commit.unwrap_or_default(),
        about: About::Other,
        same_votes: false,
        submitted: review.submitted,
    };
    reviews.into_iter().map(unread).collect()
}

/// What is to be known where a run for a fork posts nothing.
const FOR_A_FORK: &str = "this run is for a fork, so GitHub lets it only read, and nothing was posted: the workflow \
                          `Release gate for forks` judges the change again when this run has ended, and posts the \
                          comment and the status; where the project has no such workflow, the report stands here alone";

/// Whether GitHub runs the workflow as the change has it, and not as the target branch does.
fn is_of_the_change(setting: &Setting<'_>) -> bool {
    let event = setting.environment.event.as_ref().map(|(name, _)| name.as_str());
    matches!(event, Some("pull_request" | "pull_request_review"))
}

/// A fork that was deleted has no name.
fn is_of_a_fork(setting: &Setting<'_>, event: &PullRequestEvent) -> bool {
    event.head_repository != setting.environment.repository
}

/// The workflows of a repository. Whoever may change them may have them write any comment and any status.
const WORKFLOWS: &str = ".github/workflows";

/// What a change of the workflows makes of a run that is one of them (threat T51).
fn own_workflows(
    setting: &Setting<'_>,
    event: &PullRequestEvent,
    (base, head): (&str, &str),
) -> Result<Option<String>, Failure> {
    if !is_of_the_change(setting) && is_of_a_fork(setting, event) {
        return Ok(None);
    }
    let repository = setting.place.repository()?;
    let MergeBase::One(origin) = repository.merge_base(base, head)? else { return Ok(None) };
    if repository.id_at(&origin, WORKFLOWS)? == repository.id_at(head, WORKFLOWS)? {
        return Ok(None);
    }
    Ok(Some(format!(
        "this change edits what is under `{WORKFLOWS}/`, and GitHub runs workflows as the change has them, so the change \
         itself could have written this comment and its status: of this change they prove nothing. Read those files before \
         anybody merges, and judge the change on a clone with the command below"
    )))
}

/// A run that says on the page of a pull request what it came to.
struct Posting<'a> {
    setting: &'a Setting<'a>,
    client: Client,
    event: &'a PullRequestEvent,
    context: Context,
}

impl Posting<'_> {
    /// Judges the pull request, and lets no success of an earlier run stand meanwhile. No event is known to end none: the
    /// commit may have had its success in another pull request or before others were pushed, and an approval may have
    /// ended the run that an objection had started.
    ///
    /// A remark decides nothing, and anybody may make as many as GitHub lets them: it takes a success back only where it is
    /// none any more.
    fn judged(&self) -> Result<(Found, Standing), Failure> {
        let mut standing = Standing::default();
        let found = judged_after(self.setting, &self.client, self.event, || {
            standing = if self.event.is_remark {
                self.client.standing(&self.event.head, self.context.as_str())?
            } else {
                self.hold()?
            };
            Ok(())
        })?;
        if self.event.is_remark && found.is_governed && !found.passes() {
            self.hold()?;
        }
        Ok((found, standing))
    }

    fn hold(&self) -> Result<Standing, Failure> {
        hold(self.setting, &self.client, (&self.event.head, &self.context))
    }

    /// Reads the pull request again before anything is said about it: it may have moved on meanwhile (threat T9).
    fn posted(&self, found: &mut Found, standing: Standing) -> Result<Finding, Failure> {
        let event = self.event;
        let number = event.number;
        let outcome = outcome(&mut found.judged, self.setting.environment.inputs.fail_on);
        let mut finding = Finding::of_report(&found.judged.report, outcome);
        let now = self.client.pull_request(number).map_err(Failure::from);
        let now = now.inspect_err(|failure| self.say_not_judged(failure))?;
        if now.state != PullRequestState::Open {
            return Err(Failure::new(format!("pull request {number} was closed while it was judged")));
        }
        if now.base != event.base_branch {
            let failure = Failure::new(format!(
                "pull request {number} goes to `{}` now, and was judged for `{}`",
                now.base, event.base_branch
            ))
            .hint("the run for the new target decides; it needs `edited` under `types:` of the event");
            // The comment is left to the run for the new target; what was said for the old one holds no longer.
            self.take_back(&failure);
            return Err(failure);
        }
        if now.head != event.head {
            finding.notices.push(format!(
                "pull request {number} has moved on to the commit `{}`, so this report is not posted; the run for that \
                 commit says how it stands",
                now.head
            ));
            return Ok(finding);
        }
        let still_holds = self.still_holds(&found.base, &now.base_commit);
        if !still_holds.inspect_err(|failure| self.say_not_judged(failure))? {
            let failure = Failure::new(format!(
                "`{}` has moved on to the commit `{}` while pull request {number} was judged",
                now.base, now.base_commit
            ))
            .hint("choose `Re-run jobs` on the page of this run");
            self.say_not_judged(&failure);
            return Err(failure);
        }
        let posted = publish::files(self.setting.environment, &mut finding)
            .and_then(|()| self.post(&finding.telling, found, (outcome, standing)));
        finding.notices.extend(posted.inspect_err(|failure| self.say_not_judged(failure))?);
        Ok(finding)
    }

    /// Whether what was judged holds the commit that GitHub says the target has.
    fn still_holds(&self, judged: &str, now: &str) -> Result<bool, Failure> {
        let repository = self.setting.place.repository()?;
        match repository.commit(now) {
            Ok(_) => Ok(repository.is_ancestor(now, judged)?),
            Err(RepositoryError::Missing { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The mark comes last: it must not say yes before everything else is said. A branch that is not governed gets none.
    /// Who may edit the comment may write any run into it, so it never decides about the mark (threat T50).
    fn post(
        &self,
        telling: &Telling,
        found: &Found,
        (outcome, standing): (Outcome, Standing),
    ) -> Result<Vec<String>, Failure> {
        let comments = match self.setting.environment.inputs.comment {
            Comment::Never => None,
            Comment::Always => Some(First::Write),
            Comment::Auto => Some(if found.touches { First::Write } else { First::LeaveOut }),
        };
        let mut unwritten = Vec::new();
        if let Some(first) = comments {
            unwritten.extend(comment(
                self.setting,
                &self.client,
                self.event.number,
                &telling.markdown,
                first,
            )?);
        }
        if found.is_governed {
            unwritten.extend(match state(telling, outcome) {
                CommitState::Success => {
                    let place = (self.event.head.as_str(), &self.context);
                    mark_success(self.setting, &self.client, place, standing, &telling.headline)?
                }
                state => self.mark(state, &telling.headline)?,
            });
        }
        Ok(self.told(unwritten))
    }

    /// A run of a fork's own version of the workflow may never write, and no permission changes that: another one posts.
    fn told(&self, unwritten: Vec<Unwritten>) -> Vec<String> {
        if !(is_of_the_change(self.setting) && is_of_a_fork(self.setting, self.event)) {
            return unwritten.into_iter().map(Unwritten::into_text).collect();
        }
        let (denied, left): (Vec<_>, Vec<_>) =
            unwritten.into_iter().partition(|one| matches!(one, Unwritten::ReadOnly(_)));
        let denied = (!denied.is_empty()).then(|| FOR_A_FORK.to_owned());
        denied.into_iter().chain(left.into_iter().map(Unwritten::into_text)).collect()
    }

    fn mark(&self, state: CommitState, headline: &str) -> Result<Option<Unwritten>, Failure> {
        mark(self.setting, &self.client, (&self.event.head, &self.context), state, headline)
    }

    /// Takes back what an earlier run may have said (threat T58). Where GitHub cannot be reached, the exit code says it.
    fn say_not_judged(&self, failure: &Failure) {
        let telling = Telling::of_failure("gate", failure);
        // The failure that matters is told already.
        if self.setting.environment.inputs.comment != Comment::Never {
            let _ = comment(self.setting, &self.client, self.event.number, &telling.markdown, First::Write);
        }
        self.take_back(failure);
    }

    fn take_back(&self, failure: &Failure) {
        if !may_be_governed(self.setting, &self.event.base, &self.event.base_branch) {
            return;
        }
        let telling = Telling::of_failure("gate", failure);
        // The failure that matters is told already.
        let _ = self.mark(CommitState::Error, &telling.headline);
    }
}
