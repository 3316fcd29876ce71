//! The rule `training-in-tsc-meeting`: training that is held in the committee's meeting.

use super::documents::{project, readable};
use super::service::Service;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "training-in-tsc-meeting",
    topic: Topic::Service,
    summary: "training is not held in the committee's meeting",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "Training takes the time of those who want to learn it. In the meeting of the technical steering \
        committee it takes the time of decisions, and people outside of the committee do not come.\n\n\
        Hold the session in the meeting of the working group, and write `held-in: working-group`. The \
        rule asks only where `project.yaml` says that the service was adopted (`service`), until the \
        project is `retired`.",
    before: "- {id: session-1, date: 2026-12-10, held-in: tsc}\n",
    after: "- {id: session-1, date: 2026-12-08, held-in: working-group}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    if Service::of(context)?.is_none() {
        return Ok(Vec::new());
    }
    readable(context.workspace, Kind::Training)?;
    let Some(training) = &context.workspace.training else { return Ok(Vec::new()) };
    let project = project(context.workspace)?;
    let meeting = project
        .and_then(|project| Some((project, project.tree.pair("tsc-meeting")?)))
        .map(|(project, pair)| project.at(pair.key_span));
    let sessions = training.value.sessions.iter();
    let held = sessions.filter_map(|session| {
        let held_in =
            session.held_in.as_ref().filter(|held_in| matches!(held_in.as_str(), "tsc" | "tsc-meeting"))?;
        let message =
            format!("the training session `{}` is held in the committee's meeting", session.id.value);
        let found = RULE
            .breach(training.at(held_in.span), message)
            .with_hint("hold it in the meeting of the working group: `held-in: working-group`");
        Some(match &meeting {
            Some(meeting) => found.with_label(meeting.clone(), "the committee's meeting"),
            None => found,
        })
    });
    Ok(held.collect())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";

    fn found_in(project: &str, held_in: &str) -> Vec<String> {
        let training = format!("kind: training/v1\nsessions:\n  - {{id: session-1, held-in: {held_in}}}\n");
        found(&RULE, &[("project.yaml", project), ("training.yaml", &training)], "2027-01-01")
    }

    #[test]
    fn training_in_the_committee_is_found() {
        assert_eq!(
            found_in(PROJECT, "tsc"),
            ["3:30 the training session `session-1` is held in the committee's meeting"]
        );
    }

    #[test]
    fn training_elsewhere_is_silent() {
        assert!(found_in(PROJECT, "working-group").is_empty());
        assert!(found_in(WITHOUT, "tsc").is_empty());
    }
}
