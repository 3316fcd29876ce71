//! Changes of the policy in words: who must approve what, and how a vote passes.

use super::words::{Said, shown};

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    Some(match said.steps.as_slice() {
        ["version"] => said.turns("the policy", "has version"),
        ["profile"] => said.turns("the policy", "follows the profile"),
        ["requirements", class] => said.arrow(&format!("what a decision of class `{class}` needs")),
        ["requirements", class, field] => requirement(said, class, field)?,
        ["votes", name] => {
            format!("the vote `{name}` is {}: {}", said.fate(), shown(said.value()?))
        }
        ["votes", name, method] => said.arrow(&format!("`{name}` {}", by(method)?)),
        ["votes", name, method, field] => {
            said.arrow(&format!("{} of `{name}` {}", part(field)?, by(method)?))
        }
        ["emergency"] => emergency(said)?,
        ["emergency", "approvers", person] => {
            let may = if said.new.is_some() { "may" } else { "may no longer" };
            format!("{} {may} approve in an emergency", said.person(person))
        }
        ["emergency", "count"] => said.arrow("how many have to approve in an emergency"),
        ["emergency", "ratify-within"] => said.arrow("how soon an emergency has to be ratified"),
        ["limits"] => {
            let limits = said
                .value()?
                .pairs()
                .iter()
                .filter_map(|pair| Some(format!("{}: {}", limit(&pair.key)?, shown(&pair.value))));
            format!("limits are {}: {}", said.fate(), limits.collect::<Vec<_>>().join("; "))
        }
        ["limits", key] => said.arrow(limit(key)?),
        ["protect"] => {
            let paths = said.value()?.pairs().iter();
            let paths = paths.map(|pair| format!("`{}` (class `{}`)", pair.key, shown(&pair.value)));
            let verb = if said.is_new() { "are" } else { "are no longer" };
            format!("these paths {verb} protected: {}", paths.collect::<Vec<_>>().join(", "))
        }
        ["protect", path] => said.arrow(&format!("the class of a change of `{path}`")),
        ["branches", branch] if said.is_new() => format!("the branch `{branch}` is governed"),
        ["branches", branch] => format!("the branch `{branch}` is no longer governed"),
        _ => return None,
    })
}

fn limit(key: &str) -> Option<&'static str> {
    Some(match key {
        "seats-per-affiliation" => "the largest share of seats of one organisation",
        "votes-per-affiliation" => "the largest share of votes of one organisation",
        "proposer-votes" => "whether the proposer's own vote counts",
        "other-approvers" => "how many besides the proposer have to approve",
        "lapse" => "how long an approval can be used",
        _ => return None,
    })
}

/// Who may approve at once, and by when that has to be ratified.
fn emergency(said: &Said<'_>) -> Option<String> {
    let people = said.people(said.value()?.get("approvers"));
    let count = said.field("count").map(|count| format!("{count} of ")).unwrap_or_default();
    let ratified =
        said.field("ratify-within").map(|span| format!(", to be ratified within {span}")).unwrap_or_default();
    Some(match said.new {
        Some(_) => format!("an emergency is approved by {count}{people}{ratified}"),
        None => format!("no emergency can be approved any more (was by {count}{people}{ratified})"),
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
    fn emergencies_limits_and_protected_paths_are_told() {
        let plain = policy("", "");
        let more = format!(
            "{plain}emergency: {{approvers: [alice, bob], count: 2, ratify-within: 14 days}}\nlimits: {{proposer-votes: false, lapse: 30 days}}\nprotect: {{CODEOWNERS: policy}}\n"
        );
        assert_eq!(
            said("policy.yaml", &plain, &more),
            [
                "an emergency is approved by 2 of Alice Example, Bob Example, to be ratified within 14 days",
                "limits are new: whether the proposer's own vote counts: false; how long an approval can be used: 30 days",
                "these paths are protected: `CODEOWNERS` (class `policy`)",
            ]
        );
        assert_eq!(
            said("policy.yaml", &more, &plain),
            [
                "no emergency can be approved any more (was by 2 of Alice Example, Bob Example, to be ratified within 14 days)",
                "limits are gone: whether the proposer's own vote counts: false; how long an approval can be used: 30 days",
                "these paths are no longer protected: `CODEOWNERS` (class `policy`)",
            ]
        );
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
