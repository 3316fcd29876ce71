//! Changes of a retrospective in words: held, what to keep, what to change, and the actions.

use super::words::{Said, names};

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    Some(match said.steps.as_slice() {
        [] => {
            let held = said.field("held").map(|held| format!(" held on {held}")).unwrap_or_default();
            let actions = names(said.value()?.get("actions"), "text");
            let actions = if actions.is_empty() { actions } else { format!(": {actions}") };
            format!("retrospective {}{held}{actions}", said.id)
        }
        ["held"] => said.turns("the retrospective", "was held on"),
        ["facilitator"] => said.turns("the retrospective", "was led by"),
        ["keep", text] => format!("what to keep, {}: {text}", said.fate()),
        ["change", text] => format!("what to change, {}: {text}", said.fate()),
        ["actions"] => format!("the actions {} are {}", names(said.value(), "id"), said.fate()),
        ["actions", id] => {
            let owner = said.person_at("owner").map(|owner| format!(", {owner}")).unwrap_or_default();
            let due = said.field("due").map(|due| format!(", by {due}")).unwrap_or_default();
            format!("the action {id} is {}: {}{owner}{due}", said.fate(), said.field("text")?)
        }
        ["actions", id, "state"] => said.turns(&format!("the action {id}"), "is"),
        ["actions", id, "due"] => said.turns(&format!("the action {id}"), "is due on"),
        ["actions", id, "owner"] => said.turns(&format!("the action {id}"), "is done by"),
        ["actions", id, "text"] => said.arrow(&format!("the action {id}")),
        ["actions", id, "changes"] => said.turns(&format!("the action {id}"), "changes the"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::said;

    #[test]
    fn actions_are_told() {
        let retrospective =
            |actions: &str| format!("kind: retrospective/v1\ncycle: paris\nactions: [{actions}]\n");
        let action = |state: &str| format!("{{id: a1, text: Merge the freezes, state: {state}}}");
        assert_eq!(
            said(
                "retrospectives/paris.yaml",
                &retrospective(&action("open")),
                &retrospective(&format!(
                    "{}, {{id: a2, text: Ask, owner: carol, due: 2027-10-01}}",
                    action("done")
                ))
            ),
            ["the action a1 is done instead of open", "the action a2 is new: Ask, Carol, by Fri 1 Oct 2027",]
        );
    }
}
