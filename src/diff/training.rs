//! Changes of the training in words: sessions planned and held, and who attended.

use super::words::{Said, names};

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    Some(match said.steps.as_slice() {
        [] => format!("the training is new: {}", names(said.value()?.get("sessions"), "id")),
        ["plan", "sessions"] => said.arrow("planned training sessions"),
        ["plan", "minutes"] => said.arrow("planned minutes of a training session"),
        ["sessions", id] => session(said, id),
        ["sessions", id, "attended"] => {
            format!("training {id} attended by {}", said.people(said.value()))
        }
        ["sessions", id, "attended", person] if said.is_new() => {
            format!("{} attended training {id}", said.person(person))
        }
        ["sessions", id, "attended", person] => {
            format!("{} did not attend training {id}", said.person(person))
        }
        ["sessions", id, "made-up"] => {
            format!("{} made up for training {id}", said.people(said.value()))
        }
        ["sessions", id, "made-up", person] if said.is_new() => {
            format!("{} made up for training {id}", said.person(person))
        }
        ["sessions", id, "made-up", person] => {
            format!("{} did not make up for training {id}", said.person(person))
        }
        ["sessions", id, "date"] => said.turns(&format!("training {id}"), "is on"),
        ["sessions", id, "held-in"] => said.turns(&format!("training {id}"), "is held in"),
        ["sessions", id, "minutes"] => said.arrow(&format!("minutes of training {id}")),
        ["sessions", id, "topic"] => said.turns(&format!("training {id}"), "is about"),
        ["sessions", id, "recording"] => said.turns(&format!("the recording of training {id}"), "is at"),
        _ => return None,
    })
}

fn session(said: &Said<'_>, id: &str) -> String {
    if said.new.is_none() {
        return format!("training {id} is gone");
    }
    let attended = said.people(said.new.and_then(|session| session.get("attended")));
    let date = said.field("date").map(|date| format!(" on {date}")).unwrap_or_default();
    if attended.is_empty() {
        let topic = said.field("topic").map(|topic| format!(": {topic}")).unwrap_or_default();
        format!("training {id} planned{date}{topic}")
    } else {
        format!("training {id} held{date}, attended by {attended}")
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::said;

    #[test]
    fn sessions_are_planned_held_and_attended() {
        let training = |sessions: &str| format!("kind: training/v1\nsessions: [{sessions}]\n");
        let first = "{id: session-1, date: 2026-12-08, attended: [carol]}";
        assert_eq!(
            said(
                "training.yaml",
                &training(first),
                &training(
                    "{id: session-1, date: 2026-12-08, attended: [carol, bob]}, {id: session-2, date: 2026-12-22, attended: [carol]}, {id: session-3, date: 2027-01-05}"
                )
            ),
            [
                "Bob Example attended training session-1",
                "training session-2 held on Tue 22 Dec 2026, attended by Carol",
                "training session-3 planned on Tue 5 Jan 2027",
            ]
        );
    }
}
