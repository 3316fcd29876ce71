//! Changes of an approval in words: what it decides, and who votes how.

use super::words::{Said, names};

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    let what = format!("approval {}", said.id);
    Some(match said.steps.as_slice() {
        [] => {
            let outcome = said.field("outcome").map(|outcome| format!(" ({outcome})")).unwrap_or_default();
            let title = said.field("title").map(|title| format!(": {title}")).unwrap_or_default();
            let takes_back = taken_back(said);
            format!("{what} is new{outcome}{takes_back}{title}")
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
        ["revokes", id] => format!("{what} revokes {id}: {}", said.fate()),
        ["supersedes", id] => format!("{what} takes the place of {id}: {}", said.fate()),
        _ => return None,
    })
}

/// The approvals that a new one revokes or takes the place of.
fn taken_back(said: &Said<'_>) -> String {
    let list = |key: &str, does: &str| {
        let ids = said.value().and_then(|value| value.get(key)).filter(|ids| !ids.items().is_empty())?;
        Some(format!(", {does} {}", names(Some(ids), "id")))
    };
    list("revokes", "and revokes").into_iter().chain(list("supersedes", "and takes the place of")).collect()
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::said;

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
}
