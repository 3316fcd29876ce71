//! Changes of the policy in words: who must approve what, and how a vote passes.

use super::words::Said;

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    Some(match said.steps.as_slice() {
        ["version"] => said.turns("the policy", "has version"),
        ["profile"] => said.turns("the policy", "follows the profile"),
        ["requirements", class] => said.arrow(&format!("what a decision of class `{class}` needs")),
        ["requirements", class, field] => requirement(said, class, field)?,
        ["votes", name] => {
            format!("the vote `{name}` is {}: {}", said.fate(), super::words::shown(said.value()?))
        }
        ["votes", name, method] => said.arrow(&format!("`{name}` {}", by(method)?)),
        ["votes", name, method, field] => {
            said.arrow(&format!("{} of `{name}` {}", part(field)?, by(method)?))
        }
        ["emergency", "approvers", person] => {
            let may = if said.new.is_some() { "may" } else { "may no longer" };
            format!("{} {may} approve in an emergency", said.person(person))
        }
        ["emergency", "count"] => said.arrow("how many have to approve in an emergency"),
        ["emergency", "ratify-within"] => said.arrow("how soon an emergency has to be ratified"),
        ["limits", "seats-per-affiliation"] => said.arrow("the largest share of seats of one organisation"),
        ["limits", "votes-per-affiliation"] => said.arrow("the largest share of votes of one organisation"),
        ["limits", "proposer-votes"] => said.arrow("whether the proposer's own vote counts"),
        ["limits", "other-approvers"] => said.arrow("how many besides the proposer have to approve"),
        ["limits", "lapse"] => said.arrow("how long an approval can be used"),
        ["protect", path] => said.arrow(&format!("the class of a change of `{path}`")),
        ["branches", branch] if said.is_new() => format!("the branch `{branch}` is governed"),
        ["branches", branch] => format!("the branch `{branch}` is no longer governed"),
        _ => return None,
    })
}

fn requirement(said: &Said<'_>, class: &str, field: &str) -> Option<String> {
    let what = format!("a decision of class `{class}`");
    Some(match field {
        "vote" => said.turns(&what, "needs the vote"),
        "approve" => said.turns(&what, "needs the approval of"),
        "count" => said.arrow(&format!("how many have to approve {what}")),
        "evidence" => said.arrow(&format!("the least evidence for {what}")),
        "merged-by" => said.arrow(&format!("who has to merge {what}")),
        _ => return None,
    })
}

fn by(method: &str) -> Option<&'static str> {
    Some(match method {
        "meeting" => "in meetings",
        "electronic" => "in electronic votes",
        "lazy-consensus" => "by lazy consensus",
        _ => return None,
    })
}

fn part(field: &str) -> Option<&'static str> {
    Some(match field {
        "quorum" => "quorum",
        "pass" => "majority",
        "open" => "voting time",
        "sponsors" => "sponsors",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::said;

    fn policy(quorum: &str, evidence: &str) -> String {
        format!(
            "kind: policy/v1\nversion: 1\nvotes:\n  majority: {{meeting: {{{quorum}pass: \"> 1/2 of present\"}}}}\nrequirements: {{adoption: {{}}, appointment: {{}}, electorate: {{}}, policy: {{}}, process: {{}}, schedule: {{vote: majority{evidence}}}, schedule-minor: {{}}, exception: {{}}, record: {{}}, editorial: {{}}}}\n"
        )
    }

    #[test]
    fn the_quorum_and_the_evidence_are_told() {
        assert_eq!(
            said(
                "policy.yaml",
                &policy("quorum: \">= 1/2 of seats\", ", ", evidence: confirmed"),
                &policy("", "")
            ),
            [
                "quorum of `majority` in meetings: >= 1/2 of seats → none",
                "the least evidence for a decision of class `schedule`: confirmed → none",
            ]
        );
    }
}
