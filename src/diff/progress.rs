//! Changes of a cycle's progress in words: what was reached, what is expected when, what stands open.

use super::words::{Said, names, shown};
use crate::yaml::Node;

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    Some(match said.steps.as_slice() {
        ["milestones", id] if said.new.is_some() => milestone(said, id)?,
        ["milestones", id] => format!("{} is gone from the progress", name(said, id)),
        ["milestones", id, "actual"] => match (said.old, said.new) {
            (Some(old), None) => format!("{} was not reached on {}", name(said, id), shown(old)),
            _ => said.turns(&name(said, id), "was reached on"),
        },
        ["milestones", id, "forecast"] => match (said.old, said.new) {
            (Some(_), None) => format!("{} has no forecast any more", name(said, id)),
            _ => said.turns(&name(said, id), "is expected on"),
        },
        ["milestones", id, "criteria"] if said.new.is_some() => {
            format!("{}: {}", name(said, id), criteria(said.new))
        }
        ["milestones", id, "criteria", criterion] => {
            let state = said.new.map_or_else(|| "gone".to_owned(), state_of);
            format!("{}: criterion {criterion} is {state}", name(said, id))
        }
        ["milestones", id, "criteria", criterion, "state"] => {
            said.turns(&format!("{}: criterion {criterion}", name(said, id)), "is")
        }
        ["milestones", id, "criteria", criterion, "evidence"] => {
            said.arrow(&format!("{}: evidence of {criterion}", name(said, id)))
        }
        ["milestones", id, "criteria", criterion, "exception"] => {
            said.turns(&format!("{}: criterion {criterion}", name(said, id)), "rests on the exception")
        }
        ["artifacts"] => {
            let ids: Vec<&str> = said.value()?.pairs().iter().map(|pair| pair.key.as_str()).collect();
            let are = if said.is_new() { "are there" } else { "are not there any more" };
            format!("the artifacts {} {are}", ids.join(", "))
        }
        ["artifacts", id] if said.is_new() => format!("the artifact {id} is there: {}", said.field("link")?),
        ["artifacts", id] => format!("the artifact {id} is not there any more"),
        ["risks"] => format!("the risks {} are {}", names(said.value(), "id"), said.fate()),
        ["risks", id] => {
            let owner = said.person_at("owner").map(|owner| format!(" ({owner})")).unwrap_or_default();
            format!("the risk {id} is {}: {}{owner}", said.fate(), said.field("text")?)
        }
        ["risks", id, "state"] => said.turns(&format!("the risk {id}"), "is"),
        _ => return None,
    })
}

fn name(said: &Said<'_>, id: &str) -> String {
    said.milestone(Some(said.id), id)
}

/// A milestone that the progress did not mention before.
fn milestone(said: &Said<'_>, id: &str) -> Option<String> {
    let day = |key: &str, verb: &str| said.field(key).map(|day| format!("{verb} on {day}"));
    let actual = day("actual", "was reached");
    let parts: Vec<String> = [
        actual.or_else(|| day("forecast", "is expected")),
        said.new?.get("criteria").map(|met| criteria(Some(met))),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| format!("{} {}", name(said, id), parts.join(", ")))
}

fn criteria(node: Option<&Node>) -> String {
    let pairs = node.map_or(&[][..], Node::pairs).iter();
    pairs
        .map(|pair| format!("criterion {} is {}", pair.key, state_of(&pair.value)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn state_of(node: &Node) -> String {
    let state = node.get("state").map_or_else(|| "open".to_owned(), shown);
    match node.get("exception").map(shown) {
        Some(exception) => format!("{state} by the exception {exception}"),
        None => state,
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::said;

    #[test]
    fn what_was_reached_and_what_is_expected_is_told() {
        let progress = |milestones: &str, rest: &str| {
            format!("kind: progress/v1\ncycle: paris\nmilestones: {{{milestones}}}\n{rest}")
        };
        assert_eq!(
            said(
                "progress/paris.yaml",
                &progress("ff: {criteria: {docs: {state: open}}}", ""),
                &progress(
                    "ff: {actual: 2027-03-25, criteria: {docs: {state: met}}}, ga: {forecast: 2027-07-15}",
                    "risks: [{id: r1, text: No testers, owner: bob}]\n"
                )
            ),
            [
                "Feature freeze was reached on Thu 25 Mar 2027",
                "Feature freeze: criterion docs is met instead of open",
                "ga is expected on Thu 15 Jul 2027",
                "the risks r1 are new",
            ]
        );
    }
}
