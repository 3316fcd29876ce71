//! Changes of an approval in words: what it decides, and who votes how.

use crate::document::Workspace;
use crate::yaml::Node;

use super::fields::shortened;
use super::words::{Said, names};

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    let what = format!("approval {}", said.id);
    Some(match said.steps.as_slice() {
        [] => {
            let title = said.field("title").map(|title| format!(": {title}")).unwrap_or_default();
            if said.new.is_none() {
                return Some(format!("{what} is gone{title}"));
            }
            // What it does stands before the title, which may say anything.
            let acts = acts(said).map_or_else(String::new, |acts| format!(" and {acts}"));
            format!("{what} is new{acts}{title}")
        }
        ["votes"] if said.is_new() => format!("votes of {} on {what}", names(said.new, "voter")),
        ["votes", voter] if said.is_new() => format!("{} votes {}", said.person(voter), said.field("vote")?),
        ["votes", voter] => {
            format!("the vote of {} is gone (was {})", said.person(voter), said.field("vote")?)
        }
        ["votes", voter, "vote"] => said.turns(&said.person(voter), "votes"),
        ["votes", voter, "signature"] if said.is_new() => format!("{} signs the vote", said.person(voter)),
        ["votes", voter, "signature"] if said.new.is_none() => {
            format!("the signature of {} is gone", said.person(voter))
        }
        ["votes", voter, "signature"] => format!("{} signs the vote anew", said.person(voter)),
        ["votes", voter, "review"] if said.is_new() => {
            format!("the vote of {} names a review on GitHub", said.person(voter))
        }
        ["present", person] if said.is_new() => format!("{} was present", said.person(person)),
        ["present", person] => format!("{} was not present", said.person(person)),
        ["outcome"] => said.turns(&what, "is"),
        ["opened"] => said.turns("the vote", "begins on"),
        ["closed"] => said.turns("the vote", "ends on"),
        ["method"] => said.turns("the method of the vote", "is"),
        ["minutes"] => said.turns("the minutes", "are at"),
        ["decisions", class] => format!("{what} decides the class `{class}`: {}", said.fate()),
        ["subject", path] => format!("{what} is about `{path}`: {}", said.fate()),
        ["subject", path, ..] => format!("{what} is about another content of `{path}`"),
        ["revokes"] => said.does_now(&what, "revokes", "revoke", &all_called(said, said.value())),
        ["supersedes"] => said.does_now(&what, "supersedes", "supersede", &all_called(said, said.value())),
        ["revokes", id] => said.does_now(&what, "revokes", "revoke", &said.approval(id)),
        ["supersedes", id] => said.does_now(&what, "supersedes", "supersede", &said.approval(id)),
        ["ratifies"] => said.turns(&what, "ratifies commit"),
        _ => return None,
    })
}

/// What a new approval does to others and to a commit: ``revokes approval `slip` (Paris: two weeks later)``.
fn acts(said: &Said<'_>) -> Option<String> {
    let list = |key: &str| {
        let ids = said.value()?.get(key).filter(|ids| !ids.items().is_empty())?;
        Some(format!("{key} {}", all_called(said, Some(ids))))
    };
    let commit = said.value()?.get("ratifies").and_then(Node::text);
    let ratified = commit.map(|commit| format!("ratifies commit `{}`", short(commit)));
    let acts: Vec<String> = [list("revokes"), list("supersedes"), ratified].into_iter().flatten().collect();
    (!acts.is_empty()).then(|| acts.join(" and "))
}

fn all_called(said: &Said<'_>, ids: Option<&Node>) -> String {
    let ids = ids.map_or(&[][..], Node::items).iter().filter_map(Node::text);
    ids.map(|id| said.approval(id)).collect::<Vec<_>>().join(", ")
}

fn short(commit: &str) -> String {
    commit.chars().take(12).collect()
}

/// What people call an approval of either side: its id, with its title where it has one.
pub fn approval_called(workspaces: [&Workspace; 2], id: &str) -> String {
    let known = workspaces.into_iter().find_map(|workspace| workspace.approvals.get(id));
    match known.and_then(|approval| approval.value.title.as_deref()) {
        Some(title) => format!("approval `{id}` ({})", shortened(title)),
        None => format!("approval `{id}`"),
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::{said, said_of_new};

    #[test]
    fn votes_are_told() {
        let approval = |votes: &str| {
            format!(
                "kind: approval/v1\nid: a\ntitle: A\ndecisions: [process]\nsubject: []\nvotes: [{votes}]\n"
            )
        };
        assert_eq!(
            said(
                "approvals/a.yaml",
                &approval("{voter: alice, vote: \"-1\"}"),
                &approval("{voter: alice, vote: \"+1\"}, {voter: bob, vote: \"0\"}")
            ),
            ["Alice Example votes +1 instead of -1", "Bob Example votes 0"]
        );
    }

    #[test]
    fn a_new_approval_says_what_it_does_before_its_title() {
        let approval = "kind: approval/v1\nid: a\ntitle: A\ndecisions: [process]\nsubject: []\nvotes: []\n";
        assert_eq!(
            said_of_new("approvals/a.yaml", &format!("{approval}revokes: [b, c]\nsupersedes: [d]\n")),
            ["approval a is new and revokes approval `b`, approval `c` and supersedes approval `d`: A"]
        );
        assert_eq!(
            said_of_new(
                "approvals/a.yaml",
                &format!("{approval}ratifies: 0123456789abcdef0123456789abcdef01234567\n")
            ),
            ["approval a is new and ratifies commit `0123456789ab`: A"]
        );
    }

    #[test]
    fn what_an_approval_takes_back_in_addition_is_told() {
        let approval = "kind: approval/v1\nid: a\ntitle: A\ndecisions: [process]\nsubject: []\nvotes: []\n";
        let revoking = format!("{approval}revokes: [b]\n");
        let revoking_both = format!("{approval}revokes: [b, c]\n");
        let told = |before: &str, after: &str| said("approvals/a.yaml", before, after);
        assert_eq!(told(approval, &revoking), ["approval a now revokes approval `b`"]);
        assert_eq!(told(&revoking, &revoking_both), ["approval a now revokes approval `c`"]);
        assert_eq!(told(&revoking_both, &revoking), ["approval a does not revoke approval `c` any more"]);
        assert_eq!(told(&revoking, approval), ["approval a does not revoke approval `b` any more"]);
    }
}
