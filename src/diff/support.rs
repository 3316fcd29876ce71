//! Changes of a question to the supporting staff in words.

use super::words::Said;

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    let what = format!("support {}", said.id);
    Some(match said.steps.as_slice() {
        [] => {
            let by = said
                .person_at("asked-by")
                .map_or_else(|| "asked".to_owned(), |person| format!("{person} asks"));
            let state = said.field("state").filter(|state| state != "open");
            let state = state.map(|state| format!(" ({state})")).unwrap_or_default();
            format!("{what}: {by}: {}{state}", said.field("topic")?)
        }
        ["state"] => said.turns(&what, "is"),
        ["answer"] if said.is_new() => {
            let by = said
                .of_document("owner")
                .map(|owner| format!(" of {}", said.person(&owner)))
                .unwrap_or_default();
            format!("the answer{by} to {what}: {}", super::words::shown(said.new?))
        }
        ["owner"] => said.turns(&what, "is with"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::{said, said_of_new};

    #[test]
    fn questions_and_answers_are_told() {
        let question = "kind: support/v1\nasked-by: bob\ntopic: How?\nowner: carol\n";
        assert_eq!(said_of_new("support/1.yaml", question), ["support 1: Bob Example asks: How?"]);
        let answered = format!("{question}state: answered\nanswer: So\n");
        assert_eq!(
            said("support/1.yaml", question, &answered),
            ["support 1 is answered", "the answer of Carol to support 1: So"]
        );
    }
}
