//! The text of a witness file: what GitHub showed when an approved change was merged, ready to be committed.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::Value;

use crate::approval::{Account, PullRequest, Review, ReviewState};
use crate::schema::Kind;
use crate::yaml::write::scalar;

/// A change that was merged, as GitHub shows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merge<'a> {
    /// The address of the repository.
    pub(super) repository: &'a str,
    /// The number of the pull request.
    pub(super) number: u64,
    /// The commit that it became.
    pub(super) commit: &'a str,
    pub(super) merged: Option<Timestamp>,
    pub(super) merged_by: Option<&'a Account>,
    /// Who proposed it, and the reviews.
    pub(super) pull_request: &'a PullRequest,
}

/// The path and the text of the witness of an approval.
pub(super) fn witness(root: &str, approval: &str, merge: Merge<'_>) -> (String, String) {
    let mut text =
        format!("{}\n# What GitHub showed when the change was merged.\n", Kind::Witness.modeline());
    let mut say = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    say(format!("kind: witness/v1\napproval: {}", scalar(approval)));
    say(format!("repository: {}", scalar(merge.repository)));
    say(format!("pull-request: {}", merge.number));
    say(format!("commit: {}", scalar(merge.commit)));
    if let Some(author) = &merge.pull_request.author {
        say(format!("author: {}", account(author)));
    }
    if let Some(merged) = merge.merged {
        say(format!("merged: {}", instant(merged)));
    }
    if let Some(merger) = merge.merged_by {
        say(format!("merged-by: {}", account(merger)));
    }
    let reviews: String = merge.pull_request.reviews.iter().filter_map(review).collect();
    if !reviews.is_empty() {
        say(format!("reviews:\n{}", reviews.trim_end()));
    }
    (format!("{root}/approvals/{approval}.witness.yaml"), text)
}

/// A review that says something; remarks decide nothing, and nobody can look up what a review was about whose commit GitHub
/// has not got any more.
fn review(review: &Review) -> Option<String> {
    if review.commit.is_empty() {
        return None;
    }
    let (state, body) = match review.state {
        ReviewState::Approved => ("approved", ""),
        ReviewState::ChangesRequested => ("changes-requested", ""),
        ReviewState::Dismissed => ("dismissed", ""),
        ReviewState::PlusOne => ("commented", "    body: \"+1\"\n"),
        ReviewState::Commented => return None,
    };
    let mut text = format!("  - id: {}\n    reviewer: {}\n", review.id, account(&review.reviewer));
    // Writing to a string cannot fail.
    let _ = write!(text, "    state: {state}\n    commit: {}\n", scalar(&review.commit));
    let _ = write!(text, "    submitted: {}\n{body}", instant(review.submitted));
    Some(text)
}

fn account(account: &Account) -> String {
    let is_plain =
        account.login.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    // A bracket would end more than the name; every text of JSON is one of YAML.
    let login =
        if is_plain { scalar(&account.login) } else { Value::from(account.login.as_str()).to_string() };
    format!("{{login: {login}, id: {}}}", account.id)
}

/// To the second, as documents have it.
fn instant(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::approval::About;
    use crate::document::load;
    use crate::source::InMemory;

    #[test]
    fn what_is_proposed_is_a_proper_document() {
        let account = |login: &str, id| Account { id, login: login.to_owned(), is_bot: false };
        let review = |id, state| Review {
            id,
            reviewer: account("bob", 7),
            state,
            commit: "1".repeat(40),
            about: About::Change,
            same_votes: true,
            submitted: "2027-01-02T03:04:05.678Z".parse().expect("a time"),
        };
        let states =
            [ReviewState::Approved, ReviewState::PlusOne, ReviewState::Commented, ReviewState::Dismissed];
        let lost = Review { commit: String::new(), ..review(9, ReviewState::Approved) };
        let reviews = (1..).zip(states).map(|(id, state)| review(id, state)).chain([lost]).collect();
        let merger = account("alice", 5);
        let merge = Merge {
            repository: "https://github.com/o/r",
            number: 12,
            commit: "0000000000000000000000000000000000000001",
            merged: Some(Timestamp::UNIX_EPOCH),
            merged_by: Some(&merger),
            pull_request: &PullRequest { author: Some(account("dependabot[bot]", 9)), reviews },
        };
        let (path, text) = witness("release", "2027-01-01-paris", merge);
        assert_eq!(path, "release/approvals/2027-01-01-paris.witness.yaml");
        insta::assert_snapshot!(text);
        let files = InMemory::new("files").with_file(&path, text.as_bytes());
        let found = load(&files, "release", &BTreeSet::new()).expect("documents");
        let wrong: Vec<_> = found.diagnostics.iter().filter(|one| one.location.path == path).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(found.witnesses.len(), 1);
    }
}
