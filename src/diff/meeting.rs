//! Changes of a periodic meeting in words: who meets, and when.

use super::words::{Said, shown};
use crate::yaml::Node;

/// `steps` lead from the meeting to what changed; `who` meets.
pub(super) fn words(said: &Said<'_>, who: &str, steps: &[&str]) -> Option<String> {
    Some(match steps {
        [] if said.is_new() => format!("{who} meets {}{}", rhythm(said.new?)?, hour(said.new?)),
        [] => format!("{who} has no meeting any more"),
        ["every"] => said.turns(who, "meets every"),
        ["on"] => said.turns(who, "meets on"),
        ["at"] => said.turns(who, "meets at"),
        ["zone"] => said.turns("the time of the meeting", "is in the zone"),
        ["first"] => said.turns("the meetings", "count from"),
        ["minutes-long"] => said.arrow("minutes of a meeting"),
        _ => return None,
    })
}

/// `every 2 weeks on tuesday`
pub(super) fn rhythm(meeting: &Node) -> Option<String> {
    let part = |key: &str| meeting.get(key).map(shown);
    Some(format!("every {} on {}", part("every")?, part("on")?))
}

/// ` at 16:00 UTC, counted from Thu 8 Jan 2026`, as far as it is said.
fn hour(meeting: &Node) -> String {
    let part = |key: &str| meeting.get(key).map(shown);
    let zone = part("zone").map(|zone| format!(" {zone}")).unwrap_or_default();
    let at = part("at").map(|at| format!(" at {at}{zone}"));
    let first = part("first").map(|day| format!(", counted from {day}"));
    format!("{}{}", at.unwrap_or_default(), first.unwrap_or_default())
}
