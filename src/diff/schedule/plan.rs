//! What changes about a plan as a whole, in words.

use crate::calendar::DateText;
use crate::yaml::Node;

use super::super::{Change, ChangeKind};

/// Words for a field of a plan beyond its milestones; nothing where the fallback says it well. `sides` are the plan before
/// and after.
pub(super) fn sentence(
    change: &Change,
    sides: [&Node; 2],
    name_of: impl Fn(&str) -> String,
) -> Option<String> {
    if change.kind == ChangeKind::Text {
        return None;
    }
    let pointer: Vec<&str> = change.pointer.iter().map(String::as_str).collect();
    let [old, new] = sides.map(|plan| plan.at(pointer.iter().copied()));
    let text = |node: Option<&Node>| node.and_then(Node::text).map(str::to_owned);
    let (before, after) = (text(old), text(new));
    Some(match pointer.as_slice() {
        ["status"] => status(&before?, &after?),
        ["name"] => turns("the cycle", "is called", before, after)?,
        ["version"] => turns("the cycle", "releases version", before, after)?,
        ["process"] => turns("the plan", "follows the process in version", before, after)?,
        ["supported"] => match (old, new) {
            (_, Some(new)) => format!("the release is supported{}", support(new, name_of)),
            (Some(old), None) => {
                format!("it is no longer said that the release is supported{}", support(old, name_of))
            }
            (None, None) => return None,
        },
        ["supported", "until"] => {
            let day = |text: String| shown(&text);
            turns("the release", "is supported until", before.map(day), after.map(day))?
        }
        ["supported", "from"] => {
            let begin = |text: String| milestone_or_day(&text, &name_of);
            turns("support", "begins with", before.map(begin), after.map(begin))?
        }
        _ => return None,
    })
}

fn status(old: &str, new: &str) -> String {
    let became = match new {
        "draft" => "the plan is a draft again",
        "proposed" => "the plan is proposed",
        "active" => "the plan becomes active",
        "released" => "the cycle is released",
        "cancelled" => "the cycle is cancelled",
        _ => return format!("status: {old} → {new}"),
    };
    format!("{became} (was {old})")
}

/// ` from General availability until Sat 22 Jul 2028`, as far as it is said.
fn support(supported: &Node, name_of: impl Fn(&str) -> String) -> String {
    let part = |key: &str| supported.get(key).and_then(Node::text);
    let from = part("from").map(|begin| format!(" from {}", milestone_or_day(begin, &name_of)));
    let until = part("until").map(|day| format!(" until {}", shown(day)));
    format!("{}{}", from.unwrap_or_default(), until.unwrap_or_default())
}

/// `… is B instead of A`, `… is B`, `… no longer is A`.
pub(super) fn turns(what: &str, verb: &str, old: Option<String>, new: Option<String>) -> Option<String> {
    Some(match (old, new) {
        (Some(old), Some(new)) => format!("{what} {verb} {new} instead of {old}"),
        (None, Some(new)) => format!("{what} {verb} {new}"),
        (Some(old), None) => format!("{what} no longer {verb} {old}"),
        (None, None) => return None,
    })
}

fn milestone_or_day(text: &str, name_of: &impl Fn(&str) -> String) -> String {
    DateText::parse(text).map_or_else(|_| name_of(text), |date| date.show())
}

fn shown(text: &str) -> String {
    DateText::parse(text).map_or_else(|_| text.to_owned(), |date| date.show())
}
