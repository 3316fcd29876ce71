//! What happened on GitHub, read from the payload that a workflow is started with: only what decides what is judged.
//!
//! GitHub writes the payload, but people write much of what is in it. So a commit has to look like a commit and a branch
//! like a branch before either leaves this file, and titles, labels and texts never do.

use serde_json::Value;

use crate::approval::Account;

use super::account::is_person;

/// The most bytes of a payload; GitHub itself sends no more than 25 MB.
pub const LARGEST_EVENT: u64 = 32 * 1024 * 1024;

/// The events that a workflow can be started by, and that say what there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// `pull_request`: a pull request was opened or changed; the workflow is that of the pull request itself.
    PullRequest,
    /// `pull_request_target`: the same, with the workflow of the target branch.
    PullRequestTarget,
    /// `pull_request_review`: somebody reviewed.
    PullRequestReview,
    /// `merge_group`: the merge queue made a candidate.
    MergeGroup,
    /// `push`: a branch moved.
    Push,
    /// `workflow_run`: another workflow ended.
    WorkflowRun,
    /// `schedule`: it is time.
    Schedule,
    /// `workflow_dispatch`: somebody pressed the button.
    WorkflowDispatch,
}

impl Trigger {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::PullRequest,
        Self::PullRequestTarget,
        Self::PullRequestReview,
        Self::MergeGroup,
        Self::Push,
        Self::WorkflowRun,
        Self::Schedule,
        Self::WorkflowDispatch,
    ];

    /// What GitHub calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PullRequest => "pull_request",
            Self::PullRequestTarget => "pull_request_target",
            Self::PullRequestReview => "pull_request_review",
            Self::MergeGroup => "merge_group",
            Self::Push => "push",
            Self::WorkflowRun => "workflow_run",
            Self::Schedule => "schedule",
            Self::WorkflowDispatch => "workflow_dispatch",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What started the workflow.
    pub trigger: Trigger,
    /// The default branch of the repository.
    pub default_branch: Option<String>,
    /// What it is about.
    pub subject: Subject,
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A pull request.
    PullRequest(Box<PullRequestEvent>),
    /// A candidate of the merge queue.
    MergeGroup(MergeGroupEvent),
    /// A branch that moved.
    Push(PushEvent),
    /// Another workflow, which a pull request may have started.
    WorkflowRun(WorkflowRunEvent),
    /// The repository as a whole.
    Repository,
}

/// A pull request as it was when the event happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequestEvent {
    /// Its number.
    pub number: u64,
    /// Whether it can still be merged.
    pub is_open: bool,
    /// Who opened it; nobody where the account is gone.
    pub author: Option<Account>,
    /// The branch that it wants to change.
    pub base_branch: String,
    /// Where that branch was.
    pub base: String,
    /// The last commit of the change.
    pub head: String,
    /// Where the change comes from, as `owner/name`; nothing where that repository was deleted.
    pub head_repository: Option<String>,
    /// Whether somebody has only remarked something in a review, which decides nothing.
    pub is_remark: bool,
}

/// A candidate of the merge queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeGroupEvent {
    /// The branch that it is for.
    pub base_branch: String,
    /// What it is built upon: the branch, or the candidate before it.
    pub base: String,
    /// The candidate.
    pub head: String,
    /// The number of the pull request, where the name of the queue's own branch says it.
    pub pull_request: Option<u64>,
}

/// A branch that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushEvent {
    /// The branch.
    pub branch: String,
    /// Where it was; nothing for a new branch.
    pub before: Option<String>,
    /// Where it is now; nothing for a branch that was deleted.
    pub after: Option<String>,
    /// Whose push it was.
    pub pusher: Option<Account>,
}

/// A workflow that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowRunEvent {
    /// What had started it.
    pub started_by: String,
    /// The commit that it ran on.
    pub head: String,
    /// The branch of that commit, in the repository that it comes from.
    pub head_branch: Option<String>,
    /// Where the commit comes from, as `owner/name`; nothing where that repository was deleted.
    pub head_repository: Option<String>,
}

/// Why a payload says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// Nothing can be done about this event.
    #[error("the event `{name}` says neither what to judge nor against what")]
    Unknown {
        /// What GitHub calls it.
        name: String,
    },
    /// The payload is no JSON object.
    #[error("the payload of the event `{name}` cannot be read: {reason}")]
    NotJson {
        /// What GitHub calls the event.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Something that is needed is missing, or is not what it should be.
    #[error("the payload of the event `{name}` has no proper `{field}`")]
    Missing {
        /// What GitHub calls the event.
        name: String,
        /// Where it should stand.
        field: String,
    },
    /// A tag was pushed.
    #[error("`{reference}` is no branch, so nothing was merged there")]
    NotABranch {
        /// What was pushed.
        reference: String,
    },
}

/// Reads a payload.
pub fn read(name: &str, payload: &[u8]) -> Result<Event, EventError> {
    let trigger = Trigger::ALL.into_iter().find(|trigger| trigger.name() == name);
    let trigger = trigger.ok_or_else(|| EventError::Unknown { name: name.to_owned() })?;
    let not_json = |reason: String| EventError::NotJson { name: name.to_owned(), reason };
    let root: Value = serde_json::from_slice(payload).map_err(|error| not_json(error.to_string()))?;
    if !root.is_object() {
        return Err(not_json("it is no object".to_owned()));
    }
    let payload = Payload { name, root: &root };
    let subject = match trigger {
        Trigger::PullRequest | Trigger::PullRequestTarget | Trigger::PullRequestReview => {
            Subject::PullRequest(Box::new(pull_request(&payload)?))
        }
        Trigger::MergeGroup => Subject::MergeGroup(merge_group(&payload)?),
        Trigger::Push => Subject::Push(push(&payload)?),
        Trigger::WorkflowRun => Subject::WorkflowRun(workflow_run(&payload)?),
        Trigger::Schedule | Trigger::WorkflowDispatch => Subject::Repository,
    };
    let default_branch = payload.branch("/repository/default_branch").ok();
    Ok(Event { trigger, default_branch, subject })
}

fn pull_request(payload: &Payload<'_>) -> Result<PullRequestEvent, EventError> {
    Ok(PullRequestEvent {
        number: payload.number("/pull_request/number")?,
        is_open: match payload.text("/pull_request/state")? {
            "open" => true,
            "closed" => false,
            _ => return Err(payload.missing("/pull_request/state")),
        },
        author: payload.account("/pull_request/user")?,
        base_branch: payload.branch("/pull_request/base/ref")?,
        base: payload.commit("/pull_request/base/sha")?,
        head: payload.commit("/pull_request/head/sha")?,
        head_repository: payload.repository("/pull_request/head/repo")?,
        is_remark: is_remark(payload),
    })
}

/// A review that neither approves nor objects, and is not the `+1` of an author. What is not known to be one is none.
fn is_remark(payload: &Payload<'_>) -> bool {
    let says = |field, text: &str| payload.text(field).is_ok_and(|found| found.eq_ignore_ascii_case(text));
    let is_vote = payload.text("/review/body").is_ok_and(|body| body.contains("+1"));
    payload.name == Trigger::PullRequestReview.name()
        && says("/action", "submitted")
        && says("/review/state", "commented")
        && !is_vote
}

fn merge_group(payload: &Payload<'_>) -> Result<MergeGroupEvent, EventError> {
    let base = payload.text("/merge_group/base_ref")?;
    let base_branch = base.strip_prefix("refs/heads/").unwrap_or(base);
    let head = payload.text("/merge_group/head_ref")?;
    Ok(MergeGroupEvent {
        base_branch: payload
            .require("/merge_group/base_ref", Some(base_branch).filter(|name| is_branch(name)))?
            .to_owned(),
        base: payload.commit("/merge_group/base_sha")?,
        head: payload.commit("/merge_group/head_sha")?,
        pull_request: queued(head, base_branch),
    })
}

/// The number in `refs/heads/gh-readonly-queue/main/pr-12-<commit>`, where nobody but GitHub can write.
fn queued(head: &str, base_branch: &str) -> Option<u64> {
    let name = head.strip_prefix("refs/heads/").unwrap_or(head);
    let own = name.strip_prefix("gh-readonly-queue/")?.strip_prefix(base_branch)?.strip_prefix("/pr-")?;
    own.split('-').next()?.parse().ok()
}

fn push(payload: &Payload<'_>) -> Result<PushEvent, EventError> {
    let reference = payload.text("/ref")?;
    let Some(branch) = reference.strip_prefix("refs/heads/") else {
        return Err(EventError::NotABranch { reference: reference.to_owned() });
    };
    let end = |field| {
        let commit = payload.commit(field)?;
        Ok::<_, EventError>(Some(commit).filter(|commit| commit.bytes().any(|digit| digit != b'0')))
    };
    Ok(PushEvent {
        branch: payload.require("/ref", Some(branch).filter(|name| is_branch(name)))?.to_owned(),
        before: end("/before")?,
        after: end("/after")?,
        pusher: payload.account("/sender")?,
    })
}

fn workflow_run(payload: &Payload<'_>) -> Result<WorkflowRunEvent, EventError> {
    Ok(WorkflowRunEvent {
        started_by: payload.text("/workflow_run/event")?.to_owned(),
        head: payload.commit("/workflow_run/head_sha")?,
        head_branch: payload.branch("/workflow_run/head_branch").ok(),
        head_repository: payload.repository("/workflow_run/head_repository")?,
    })
}

/// A payload with the name of its event.
struct Payload<'a> {
    name: &'a str,
    root: &'a Value,
}

impl<'a> Payload<'a> {
    fn at(&self, field: &str) -> Option<&'a Value> {
        self.root.pointer(field).filter(|value| !value.is_null())
    }

    fn missing(&self, field: &str) -> EventError {
        let field = field.trim_start_matches('/').replace('/', ".");
        EventError::Missing { name: self.name.to_owned(), field }
    }

    fn require<T>(&self, field: &str, value: Option<T>) -> Result<T, EventError> {
        value.ok_or_else(|| self.missing(field))
    }

    fn text(&self, field: &str) -> Result<&'a str, EventError> {
        self.require(field, self.at(field).and_then(Value::as_str))
    }

    fn number(&self, field: &str) -> Result<u64, EventError> {
        self.require(field, self.at(field).and_then(Value::as_u64).filter(|number| *number > 0))
    }

    fn commit(&self, field: &str) -> Result<String, EventError> {
        let commit = self.text(field)?;
        self.require(field, is_commit(commit).then(|| commit.to_owned()))
    }

    fn branch(&self, field: &str) -> Result<String, EventError> {
        let branch = self.text(field)?;
        self.require(field, is_branch(branch).then(|| branch.to_owned()))
    }

    /// `owner/name`; nothing where the repository was deleted.
    fn repository(&self, field: &str) -> Result<Option<String>, EventError> {
        if self.at(field).is_none() {
            return Ok(None);
        }
        let name = format!("{field}/full_name");
        let text = self.text(&name)?;
        self.require(&name, is_repository(text).then(|| Some(text.to_owned())))
    }

    /// Nobody where the account is gone.
    fn account(&self, field: &str) -> Result<Option<Account>, EventError> {
        if self.at(field).is_none() {
            return Ok(None);
        }
        let login = self.text(&format!("{field}/login"))?.to_owned();
        let kind = self.at(&format!("{field}/type")).and_then(Value::as_str);
        let id = self.number(&format!("{field}/id"))?;
        Ok(Some(Account { id, is_bot: !is_person(kind, &login), login }))
    }
}

/// Whether a text is a full id.
pub fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
}

/// Whether git would take a text for the name of a branch.
pub fn is_branch(text: &str) -> bool {
    let is_odd = |character: char| {
        character.is_ascii_control() || matches!(character, ' ' | '~' | '^' | ':' | '?' | '*' | '[' | '\\')
    };
    let is_part = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.ends_with(".lock")
    };
    !text.starts_with('-')
        && text != "@"
        && !text.contains("..")
        && !text.contains("@{")
        && !text.contains(is_odd)
        && text.split('/').all(is_part)
}

/// Whether a text is `owner/name` with the letters that GitHub allows.
pub fn is_repository(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.bytes().all(|byte| byte == b'.')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    text.split_once('/').is_some_and(|(owner, name)| is_name(owner) && is_name(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const ONE: &str = "1111111111111111111111111111111111111111";
    const TWO: &str = "2222222222222222222222222222222222222222";
    const ZERO: &str = "0000000000000000000000000000000000000000";

    #[test]
    fn a_remark_is_a_submitted_review_that_decides_nothing() {
        let is_remark = |name: &str, action: &str, state: &str, body: &str| {
            let mut payload = pull_request();
            payload["action"] = json!(action);
            payload["review"] = json!({"state": state, "body": body});
            match read_json(name, &payload).map(|event| event.subject) {
                Ok(Subject::PullRequest(event)) => event.is_remark,
                other => panic!("{other:?}"),
            }
        };
        assert!(is_remark("pull_request_review", "submitted", "commented", "Nice"));
        for (name, action, state, body) in [
            ("pull_request_review", "submitted", "commented", " +1\n"),
            ("pull_request_review", "submitted", "approved", ""),
            ("pull_request_review", "submitted", "changes_requested", ""),
            ("pull_request_review", "submitted", "", ""),
            ("pull_request_review", "edited", "commented", "It was +1"),
            ("pull_request_review", "dismissed", "commented", ""),
            ("pull_request", "submitted", "commented", ""),
        ] {
            assert!(!is_remark(name, action, state, body), "{name} {action} {state} {body}");
        }
    }

    fn read_json(name: &str, payload: &Value) -> Result<Event, EventError> {
        read(name, payload.to_string().as_bytes())
    }

    fn pull_request() -> Value {
        json!({
            "action": "opened",
            "pull_request": {
                "number": 12, "state": "open", "title": "::error::x",
                "user": {"login": "carol", "id": 5, "type": "User"},
                "base": {"ref": "stable/paris", "sha": ONE},
                "head": {"ref": "main", "sha": TWO, "repo": {"full_name": "carol/network"}},
            },
            "repository": {"full_name": "example/network", "default_branch": "main"},
        })
    }

    #[test]
    fn a_pull_request_says_what_is_judged_against_what() {
        for name in ["pull_request", "pull_request_target", "pull_request_review"] {
            let event = read_json(name, &pull_request()).expect("an event");
            let Subject::PullRequest(found) = event.subject else { panic!("{:?}", event.subject) };
            assert_eq!(event.trigger.name(), name);
            assert_eq!((found.number, found.is_open), (12, true));
            assert_eq!((found.base_branch.as_str(), found.base.as_str()), ("stable/paris", ONE));
            assert_eq!((found.head.as_str(), found.head_repository.as_deref()), (TWO, Some("carol/network")));
            assert_eq!(found.author.map(|author| (author.id, author.is_bot)), Some((5, false)));
            assert_eq!(event.default_branch.as_deref(), Some("main"));
        }
    }

    #[test]
    fn t57_the_repository_of_a_change_may_be_gone_and_its_author_too() {
        let mut payload = pull_request();
        payload["pull_request"]["head"]["repo"] = Value::Null;
        payload["pull_request"]["user"] = Value::Null;
        let Subject::PullRequest(found) = read_json("pull_request", &payload).expect("an event").subject
        else {
            panic!("no pull request")
        };
        assert_eq!((found.head_repository, found.author), (None, None));
    }

    #[test]
    fn a_payload_without_what_is_needed_says_what_it_lacks() {
        for field in ["number", "state", "base", "head"] {
            let mut payload = pull_request();
            payload["pull_request"][field] = Value::Null;
            let error = read_json("pull_request", &payload).expect_err("no event").to_string();
            assert!(error.contains(&format!("`pull_request.{field}")), "{error}");
        }
        let error = read_json("pull_request_review", &json!({"review": {}})).expect_err("no event");
        assert_eq!(
            error.to_string(),
            "the payload of the event `pull_request_review` has no proper `pull_request.number`"
        );
    }

    #[test]
    fn what_looks_like_neither_commit_nor_branch_goes_no_further() {
        for commit in
            ["main", "--output=x", "1111111", "HEAD", "", &ONE.replace('1', "G"), &ONE.replace('1', "A")]
        {
            let mut payload = pull_request();
            payload["pull_request"]["head"]["sha"] = json!(commit);
            assert!(read_json("pull_request", &payload).is_err(), "{commit}");
        }
        for branch in [
            "-x", "a b", "a..b", "a\nb", "a~1", "main@{1}", "", "/a", "a/", "a//b", ".a", "a/.b", "a.lock",
            "a:b", "@",
        ] {
            let mut payload = pull_request();
            payload["pull_request"]["base"]["ref"] = json!(branch);
            assert!(read_json("pull_request", &payload).is_err(), "{branch}");
        }
        for repository in ["x", "a/b/c", "../x", "a/..", "a b/c", "a/b\n"] {
            let mut payload = pull_request();
            payload["pull_request"]["head"]["repo"]["full_name"] = json!(repository);
            assert!(read_json("pull_request", &payload).is_err(), "{repository}");
        }
    }

    #[test]
    fn a_push_says_where_the_branch_was() {
        let push = |before: &str, after: &str, reference: &str| {
            let sender = json!({"login": "dependabot[bot]", "id": 9});
            read_json("push", &json!({"ref": reference, "before": before, "after": after, "sender": sender}))
        };
        let Ok(Event { subject: Subject::Push(found), .. }) = push(ONE, TWO, "refs/heads/main") else {
            panic!("no push")
        };
        assert_eq!((found.before.as_deref(), found.after.as_deref()), (Some(ONE), Some(TWO)));
        assert!(found.pusher.is_some_and(|pusher| pusher.is_bot));
        for (kind, is_bot) in [("User", false), ("Bot", true), ("Organization", true), ("Mannequin", true)] {
            let sender = json!({"login": "x", "id": 9, "type": kind});
            let payload = json!({"ref": "refs/heads/main", "before": ONE, "after": TWO, "sender": sender});
            let Ok(Event { subject: Subject::Push(found), .. }) = read_json("push", &payload) else {
                panic!("no push")
            };
            assert_eq!(found.pusher.map(|pusher| pusher.is_bot), Some(is_bot), "{kind}");
        }
        let Ok(Event { subject: Subject::Push(found), .. }) = push(ZERO, ZERO, "refs/heads/a/b") else {
            panic!("no push")
        };
        assert_eq!((found.branch.as_str(), found.before, found.after), ("a/b", None, None));
        assert!(matches!(push(ONE, TWO, "refs/tags/v1"), Err(EventError::NotABranch { .. })));
    }

    #[test]
    fn a_candidate_of_the_queue_names_its_pull_request() {
        let group = |head: &str| {
            let group = json!({"base_ref": "refs/heads/stable/x", "base_sha": ONE, "head_sha": TWO, "head_ref": head});
            match read_json("merge_group", &json!({"merge_group": group})).expect("an event").subject {
                Subject::MergeGroup(found) => found,
                other => panic!("{other:?}"),
            }
        };
        let found = group(&format!("refs/heads/gh-readonly-queue/stable/x/pr-12-{ONE}"));
        assert_eq!((found.base_branch.as_str(), found.pull_request), ("stable/x", Some(12)));
        assert_eq!(group("refs/heads/gh-readonly-queue/main/pr-12-1").pull_request, None);
        assert_eq!(group("refs/heads/pr-12-1").pull_request, None);
    }

    #[test]
    fn a_workflow_run_says_where_its_commit_comes_from() {
        let run = json!({"event": "pull_request", "head_sha": TWO, "head_branch": "a b", "head_repository": null,
            "pull_requests": [{"number": 7}]});
        let event = read_json("workflow_run", &json!({"workflow_run": run})).expect("an event");
        let expected = WorkflowRunEvent {
            started_by: "pull_request".to_owned(),
            head: TWO.to_owned(),
            head_branch: None,
            head_repository: None,
        };
        assert_eq!(event.subject, Subject::WorkflowRun(expected));
    }

    #[test]
    fn an_event_that_says_nothing_is_refused() {
        assert!(matches!(read_json("issue_comment", &json!({})), Err(EventError::Unknown { .. })));
        assert!(matches!(read("push", b"[]"), Err(EventError::NotJson { .. })));
        assert!(matches!(read("push", b"{\"ref\":"), Err(EventError::NotJson { .. })));
        assert!(matches!(read("schedule", b"{}").map(|event| event.subject), Ok(Subject::Repository)));
    }

    proptest! {
        #[test]
        fn no_payload_makes_it_panic(bytes in "\\PC{0,200}", trigger in 0_usize..8) {
            let _ = read(Trigger::ALL[trigger].name(), bytes.as_bytes());
        }

        #[test]
        fn no_branch_holds_what_a_log_or_a_revision_would_obey(name in "\\PC{0,20}") {
            if is_branch(&name) {
                prop_assert!(!name.contains("::") && !name.contains(['\n', '~', '^', ' ']));
            }
        }
    }
}
