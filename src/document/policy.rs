//! policy.yaml: which decision needs whose approval.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::profile::expanded;
use super::values::{Entries, OptionalLimit};
use crate::calendar::Duration;
use crate::threshold::Threshold;
use crate::yaml::{DeserializeError, Node, Spanned, from_node};

/// The policy, with all that its profile supplies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Policy {
    /// Goes up by one with every effective change.
    pub version: Spanned<u64>,
    /// A ready-made policy that this one builds on.
    #[serde(default)]
    pub profile: Option<Spanned<String>>,
    /// The governed target branches; all where absent.
    #[serde(default)]
    pub branches: Option<Vec<String>>,
    /// The kinds of vote, by name.
    #[serde(default)]
    pub votes: Entries<VoteRule>,
    /// What each class needs, by the class's name.
    #[serde(default)]
    pub requirements: Entries<Requirement>,
    /// Who may approve at once.
    #[serde(default)]
    pub emergency: Option<Emergency>,
    /// What holds for every vote.
    #[serde(default)]
    pub limits: Limits,
    /// Files outside the root that are governed too, with their class.
    #[serde(default)]
    pub protect: Entries<String>,
}

/// How a vote passes, by method.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct VoteRule {
    /// In a meeting.
    #[serde(default)]
    pub meeting: Option<MethodRule>,
    /// By review, signature or mail.
    #[serde(default)]
    pub electronic: Option<MethodRule>,
    /// If nobody objects.
    #[serde(default)]
    pub lazy_consensus: Option<LazyRule>,
}

/// How a vote passes by one method.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MethodRule {
    /// How many have to take part.
    #[serde(default)]
    pub quorum: Option<Threshold>,
    /// How many have to be in favour.
    pub pass: Threshold,
    /// How long the vote has to be open.
    #[serde(default)]
    pub open: Option<Duration>,
}

/// How lazy consensus passes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LazyRule {
    /// How long objections can be raised.
    pub open: Duration,
    /// How many have to be in favour.
    #[serde(default)]
    pub sponsors: u64,
}

/// What one class needs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Requirement {
    /// The name of a vote.
    #[serde(default)]
    pub vote: Option<Spanned<String>>,
    /// Who approves instead of a vote.
    #[serde(default)]
    pub approve: Option<String>,
    /// How many of them.
    #[serde(default)]
    pub count: Option<u64>,
    /// The weakest evidence that counts.
    #[serde(default)]
    pub evidence: Option<String>,
    /// Who has to merge.
    #[serde(default)]
    pub merged_by: Option<String>,
}

/// Who may approve at once where a vote would come too late.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Emergency {
    /// Who.
    pub approvers: Vec<Spanned<String>>,
    /// How many of them.
    pub count: u64,
    /// How soon the regular decision has to follow.
    pub ratify_within: Duration,
}

/// What holds for every vote.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Limits {
    /// The largest share of seats that people of one organisation may hold.
    #[serde(default)]
    pub seats_per_affiliation: OptionalLimit,
    /// The largest share of votes that people of one organisation may cast.
    #[serde(default)]
    pub votes_per_affiliation: OptionalLimit,
    /// Whether the vote of the proposer counts.
    #[serde(default)]
    pub proposer_votes: Option<bool>,
    /// How many besides the proposer have to approve.
    #[serde(default)]
    pub other_approvers: Option<u64>,
    /// How long an approval stays usable.
    #[serde(default)]
    pub lapse: Option<Duration>,
}

impl Policy {
    /// Reads a policy as it is written, and adds what its profile supplies.
    pub fn read(written: &Node) -> Result<Self, DeserializeError> {
        from_node(&expanded(written))
    }

    /// Whether changes of a target branch are governed.
    pub fn governs(&self, branch: &str) -> bool {
        self.branches.as_ref().is_none_or(|patterns| patterns.iter().any(|pattern| matches(pattern, branch)))
    }

    /// The protected paths with the name of their class.
    pub fn protected(&self) -> BTreeMap<&str, &str> {
        self.protect.iter().map(|(path, class)| (path.as_str(), class.as_str())).collect()
    }
}

/// Whether a text is what a pattern stands for, in which `*` is any text, also one with slashes in it.
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((front, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(front) else { return false };
    // What stands between two stars is looked for from the front: if any place fits, the first one leaves the most.
    let (middle, back) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        let Some((_, behind)) = text.split_once(part) else { return false };
        text = behind;
    }
    text.ends_with(back)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, branch) in [
            ("main", "main"),
            ("stable/*", "stable/1.2"),
            ("*", "a/b"),
            ("*/x", "a/b/x"),
            ("a*c*", "abcd"),
            ("a*", "a"),
            ("a*bc*bc", "abcbcbc"),
            ("**", ""),
            ("*a*b*", "xaybz"),
        ] {
            assert!(matches(pattern, branch), "{pattern} {branch}");
        }
        for (pattern, branch) in [
            ("main", "mainline"),
            ("stable/*", "unstable/1"),
            ("*/x", "x"),
            ("Main", "main"),
            ("a.c", "abc"),
            ("", "a"),
            ("a*a", "a"),
            ("a*bc*bc", "abc"),
            ("*a*b*", "ba"),
        ] {
            assert!(!matches(pattern, branch), "{pattern} {branch}");
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_one() {
        assert!(!matches(&"*a".repeat(2_000), &"a".repeat(1_999)));
        assert!(matches(&"*a".repeat(2_000), &"a".repeat(2_000)));
        assert!(!matches(&format!("{}b", "*a".repeat(2_000)), &"a".repeat(4_000)));
    }
}
