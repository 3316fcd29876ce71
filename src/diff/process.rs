//! Changes of the process in words: milestones, rules, criteria, and how plans may change.

use super::words::{Said, names, shown};
use crate::yaml::Node;

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    Some(match said.steps.as_slice() {
        [] => format!("the process is new: {}", names(said.value()?.get("milestones"), "id")),
        ["version"] => said.turns("the process", "has version"),
        ["phases"] => phases(said)?,
        ["roles"] => format!("the roles {} are {}", shown(said.value()?), said.fate()),
        ["roles", role] => format!("the role {role} is {}", said.fate()),
        ["milestones", "order"] => "the milestones are in another order".to_owned(),
        ["milestones", id] => {
            let rule = said.field("at").map(|rule| format!(": {rule}")).unwrap_or_default();
            let key =
                if said.field("key").as_deref() == Some("true") { "key milestone" } else { "milestone" };
            let name = said.field("name").unwrap_or_else(|| (*id).to_owned());
            format!("the {key} {name} is {}{rule}", said.fate())
        }
        ["milestones", id, rest @ ..] => of_milestone(said, id, rest)?,
        ["change-control"] => said.arrow("what release managers may change themselves"),
        ["change-control", "tolerance"] => said.arrow("how far release managers may move a milestone"),
        ["change-control", "notice"] => said.arrow("how near a milestone only the committee moves"),
        ["exceptions"] => exceptions(said),
        ["exceptions", "request-within"] => {
            said.arrow("how long after its freeze an exception can be asked for")
        }
        ["exceptions", "longest"] => said.arrow("how far behind its freeze an exception may end"),
        ["artifacts"] => format!("the artifacts {} are {}", names(said.value(), "id"), said.fate()),
        ["artifacts", id] => {
            let due = said.field("due").map(|due| format!(", due with {due}")).unwrap_or_default();
            format!("the artifact {id} is {}{due}", said.fate())
        }
        ["artifacts", id, "name"] => said.turns(&format!("the artifact {id}"), "is called"),
        ["artifacts", id, "due"] => said.turns(&format!("the artifact {id}"), "is due with"),
        ["artifacts", id, "owner"] => said.turns(&format!("the artifact {id}"), "is provided by"),
        ["answers"] => format!("the answers to {} are {}", names(said.value(), "action"), said.fate()),
        ["answers", action] => answer(said, action),
        ["retrospective"] => retrospective(said),
        ["retrospective", "within"] => said.arrow("how soon the retrospective is held"),
        ["retrospective", "of"] => said.turns("the time of the retrospective", "counts from"),
        _ => return None,
    })
}

fn of_milestone(said: &Said<'_>, id: &str, rest: &[&str]) -> Option<String> {
    let name = said.milestone(None, id);
    Some(match rest {
        ["name"] => said.turns(&format!("the milestone {id}"), "is called"),
        ["at"] => said.arrow(&format!("the rule of {name}")),
        ["phase"] => said.turns(&name, "belongs to the phase"),
        ["key"] if said.new.and_then(Node::text) == Some("true") => {
            format!("{name} is a key milestone: only the committee moves it")
        }
        ["key"] => format!("{name} is no key milestone any more: release managers may move it"),
        ["snap"] => said.turns(&name, "moves on to the next"),
        ["snap-back"] => said.turns(&name, "moves back to the last"),
        ["freeze"] => said.turns(&name, "freezes"),
        ["owner"] => said.turns(&name, "is owned by"),
        ["entry" | "exit"] => {
            format!("{name}: the criteria {} are {}", names(said.value(), "id"), said.fate())
        }
        ["entry" | "exit", criterion] => {
            let text = said.field("text").map(|text| format!(": {text}")).unwrap_or_default();
            format!("{name}: criterion {criterion} is {}{text}", said.fate())
        }
        ["entry" | "exit", criterion, "text"] => said.arrow(&format!("{name}: criterion {criterion}")),
        ["entry" | "exit", criterion, "owner"] => {
            said.turns(&format!("{name}: criterion {criterion}"), "is owned by")
        }
        ["entry" | "exit", criterion, "evidence"] => {
            said.turns(&format!("{name}: criterion {criterion}"), "asks for the evidence")
        }
        _ => return None,
    })
}

/// The phases that come or go, where that is all; else what they are and were.
fn phases(said: &Said<'_>) -> Option<String> {
    let all = |node: Option<&Node>| -> Vec<String> {
        node.map_or(&[][..], Node::items).iter().filter_map(Node::text).map(str::to_owned).collect()
    };
    let (old, new) = (all(said.old), all(said.new));
    let without = |these: &[String], others: &[String]| -> Vec<String> {
        these.iter().filter(|phase| !others.contains(phase)).cloned().collect()
    };
    let (gone, added) = (without(&old, &new), without(&new, &old));
    let kept_in_order = without(&old, &gone) == without(&new, &added);
    let told = |phases: &[String], fate: &str| match phases {
        [one] => format!("the phase {one} is {fate}"),
        several => format!("the phases {} are {fate}", several.join(", ")),
    };
    match (gone.is_empty(), added.is_empty()) {
        (true, true) if old.is_empty() => None,
        (true, false) if kept_in_order => Some(told(&added, "new")),
        (false, true) if kept_in_order => Some(told(&gone, "gone")),
        _ => Some(format!("the phases are {} instead of {}", new.join(", "), old.join(", "))),
    }
}

fn exceptions(said: &Said<'_>) -> String {
    if said.new.is_none() {
        return "exceptions have no limits in time any more".to_owned();
    }
    let within =
        said.field("request-within").map(|span| format!("be asked for until {span} after its freeze"));
    let longest = said.field("longest").map(|span| format!("end up to {span} behind it"));
    match [within, longest].into_iter().flatten().collect::<Vec<_>>() {
        limits if limits.is_empty() => "exceptions have no limits in time".to_owned(),
        limits => format!("an exception may {}", limits.join(", and ")),
    }
}

fn retrospective(said: &Said<'_>) -> String {
    if said.new.is_none() {
        return "no retrospective is asked for any more".to_owned();
    }
    let within = said.field("within").map(|span| format!(" within {span}")).unwrap_or_default();
    let of = said.field("of").map(|id| format!(" of {}", said.milestone(None, &id))).unwrap_or_default();
    format!("a retrospective has to be held{within}{of}")
}

fn answer(said: &Said<'_>, action: &str) -> String {
    if said.new.is_none() {
        return format!("the answer to the action {action} is gone");
    }
    let part = |key: &str| said.new.and_then(|answer| answer.get(key)).map(shown);
    match (part("declined"), part("how")) {
        (Some(reason), _) => format!("the action {action} is declined: {reason}"),
        (None, Some(how)) => format!("the action {action} is answered: {how}"),
        (None, None) => format!("the action {action} is answered"),
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::said;

    fn process(milestone: &str, rest: &str) -> String {
        format!(
            "kind: process/v1\nversion: 1\nmilestones:\n  - {{id: ff, name: Feature freeze{milestone}}}\n{rest}"
        )
    }

    #[test]
    fn criteria_rules_and_keys_are_told() {
        assert_eq!(
            said(
                "process.yaml",
                &process(", at: kickoff + 10 weeks, exit: [{id: tests, text: Tested}]", ""),
                &process(
                    ", at: kickoff + 12 weeks, key: true, exit: [{id: tests, text: Tested}, {id: api-docs, text: Documented}]",
                    ""
                )
            ),
            [
                "the rule of Feature freeze: kickoff + 10 weeks → kickoff + 12 weeks",
                "Feature freeze is a key milestone: only the committee moves it",
                "Feature freeze: criterion api-docs is new: Documented",
            ]
        );
    }

    #[test]
    fn phases_retrospectives_and_exceptions_are_told() {
        let plain = process("", "");
        let phases = |list: &str| process("", &format!("phases: [{list}]\n"));
        let told = |old: &str, new: &str| said("process.yaml", old, new);
        assert_eq!(told(&phases("a, b"), &phases("a, c, b, d")), ["the phases c, d are new"]);
        assert_eq!(told(&phases("a, b"), &phases("b")), ["the phase a is gone"]);
        assert_eq!(told(&phases("a, b"), &phases("b, a")), ["the phases are b, a instead of a, b"]);
        assert_eq!(told(&phases("a, b"), &phases("a, c")), ["the phases are a, c instead of a, b"]);
        assert_eq!(told(&plain, &phases("a, b")), ["the phases a, b are new"]);
        let more = process(
            "",
            "exceptions: {request-within: 3 days, longest: 3 weeks}\nretrospective: {within: 30 days, of: ff}\n",
        );
        assert_eq!(
            told(&plain, &more),
            [
                "an exception may be asked for until 3 days after its freeze, and end up to 3 weeks behind it",
                "a retrospective has to be held within 30 days of Feature freeze",
            ]
        );
        assert_eq!(
            told(&more, &plain),
            ["exceptions have no limits in time any more", "no retrospective is asked for any more"]
        );
    }

    #[test]
    fn change_control_and_answers_are_told() {
        assert_eq!(
            said(
                "process.yaml",
                &process("", "change-control: {tolerance: 5 working days}\nanswers: []\n"),
                &process(
                    "",
                    "change-control: {tolerance: 10 working days}\nanswers: [oslo/a1, {action: oslo/a2, declined: no time}]\n"
                )
            ),
            [
                "how far release managers may move a milestone: 5 working days → 10 working days",
                "the action oslo/a1 is answered",
                "the action oslo/a2 is declined: no time",
            ]
        );
    }
}
