//! Changes of the working group in words: who leads it, and when it meets.

use super::meeting;
use super::words::Said;

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    let group = "the working group";
    Some(match said.steps.as_slice() {
        [] => {
            let formed = said.field("formed").map(|day| format!(", formed on {day}")).unwrap_or_default();
            let chair = said.person_at("chair").map(|chair| format!(", led by {chair}")).unwrap_or_default();
            let rhythm = meeting::rhythm(said.value()?.get("meeting")?)?;
            format!("{group} is new: {}{formed}{chair}, meeting {rhythm}", said.field("name")?)
        }
        ["name"] => said.turns(group, "is called"),
        ["formed"] => said.turns(group, "was formed on"),
        ["chair"] => match (said.old, said.new.and_then(crate::yaml::Node::text)) {
            (None, Some(new)) => format!("{} leads {group}", said.person(new)),
            (Some(old), Some(new)) => format!(
                "{} leads {group} instead of {}",
                said.person(new),
                said.person(old.text().unwrap_or_default())
            ),
            _ => format!("{group} has no chair any more"),
        },
        ["meeting", rest @ ..] => meeting::words(said, group, rest)?,
        ["minutes"] => said.turns("the minutes", "are kept at"),
        ["open-to"] => said.turns(group, "is open to"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::{said, said_of_new};

    fn group(chair: &str, every: &str) -> String {
        format!(
            "kind: working-group/v1\nname: RM\nchair: {chair}\nmeeting: {{every: {every}, on: tuesday}}\n"
        )
    }

    #[test]
    fn chair_and_rhythm_are_told() {
        assert_eq!(
            said("working-group.yaml", &group("carol", "2 weeks"), &group("bob", "week")),
            [
                "Bob Example leads the working group instead of Carol",
                "the working group meets every week instead of 2 weeks"
            ]
        );
        assert_eq!(
            said_of_new("working-group.yaml", &group("carol", "2 weeks")),
            ["the working group is new: RM, led by Carol, meeting every 2 weeks on tuesday"]
        );
    }
}
