//! Changes of an exception in words: asked for, granted, denied, and until when.

use super::words::Said;
use crate::yaml::Node;

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    let what = format!("exception {}", said.id);
    Some(match said.steps.as_slice() {
        [] => {
            let by = said
                .person_at("requested-by")
                .map(|person| format!(", asked for by {person}"))
                .unwrap_or_default();
            let scope = said.field("scope").map(|scope| format!(", for {scope}")).unwrap_or_default();
            format!("{what} from {} {}{}{scope}{by}", freeze(said)?, said.of_document("state")?, until(said))
        }
        ["state"] => {
            let state = said.new?.text()?;
            let until = if matches!(state, "requested" | "granted") { until(said) } else { String::new() };
            let old = said.old.and_then(Node::text).map(|old| format!(" (was {old})")).unwrap_or_default();
            format!("{what} {state}{until}{old}")
        }
        ["until"] => match said.new {
            Some(_) => said.turns(&what, "ends"),
            None => format!("{what} has no end any more"),
        },
        ["scope"] => said.turns(&what, "is about"),
        ["impact"] => said.arrow(&format!("impact of {what}")),
        ["milestone"] => said.turns(&what, "departs from"),
        ["requested"] => said.turns(&what, "was asked for on"),
        ["requested-by"] => said.turns(&what, "was asked for by"),
        _ => return None,
    })
}

fn freeze(said: &Said<'_>) -> Option<String> {
    let cycle = said.of_document("cycle");
    Some(said.milestone(cycle.as_deref(), &said.of_document("milestone")?))
}

fn until(said: &Said<'_>) -> String {
    said.of_document("until").map(|until| format!(" until {until}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::{said, said_of_new};

    fn exception(state: &str, until: &str) -> String {
        format!(
            "kind: exception/v1\ncycle: paris\nmilestone: ff\nrequested-by: bob\nscope: northbound API\nuntil: {until}\nstate: {state}\n"
        )
    }

    #[test]
    fn the_life_of_an_exception_is_told() {
        let (path, requested) = ("exceptions/paris-1.yaml", exception("requested", "2027-04-08"));
        assert_eq!(
            said_of_new(path, &requested),
            [
                "exception paris-1 from Feature freeze requested until Thu 8 Apr 2027, for northbound API, asked for by Bob Example"
            ]
        );
        let granted = exception("granted", "2027-04-08");
        assert_eq!(
            said(path, &requested, &granted),
            ["exception paris-1 granted until Thu 8 Apr 2027 (was requested)"]
        );
        assert_eq!(
            said(path, &granted, &exception("granted", "2027-04-15")),
            ["exception paris-1 ends Thu 15 Apr 2027 instead of Thu 8 Apr 2027"]
        );
    }
}
