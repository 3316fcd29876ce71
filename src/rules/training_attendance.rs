//! The rule `training-attendance`: release managers who missed the training.

use super::documents::{readable, roster};
use super::plans::after_days;
use super::service::Service;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Roster, Session, Training};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "training-attendance",
    topic: Topic::Service,
    summary: "the release managers attend the training or make up for it",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The training is open to everyone and held for the release managers. One who neither attended nor \
        watched the recording leads a release without what the others agreed on.\n\n\
        Write the release manager into `attended`, or into `made-up` when he or she has watched the \
        recording. The rule waits 14 days after a session, and asks for those who were release managers \
        on its day.\n\n\
        The rule asks only where `project.yaml` says that the service was adopted (`service`), until the \
        project is `retired`.",
    before: "# release managers: carol, frank\n- {id: session-1, date: 2026-12-08, attended: [carol, bob]}\n",
    after: "- {id: session-1, date: 2026-12-08, attended: [carol, bob], made-up: [frank]}\n",
    check: Check::Function(check),
};

/// So many days after a session the recording may be watched.
const PATIENCE: i32 = 14;

fn check(context: &Context<'_>) -> Checked {
    if Service::of(context)?.is_none() {
        return Ok(Vec::new());
    }
    readable(context.workspace, Kind::Training)?;
    let Some(training) = &context.workspace.training else { return Ok(Vec::new()) };
    let Some(roster) = roster(context.workspace)? else { return Ok(Vec::new()) };
    let sessions = training.value.sessions.iter();
    Ok(sessions.filter_map(|session| breach(context, training, roster, session)).collect())
}

fn breach(
    context: &Context<'_>,
    training: &Document<Training>,
    roster: &Document<Roster>,
    session: &Session,
) -> Option<Diagnostic> {
    let date = session.date.as_ref().filter(|date| after_days(date.value.0, PATIENCE) < context.today)?;
    let day = date.value.0;
    let managers = roster.value.release_managers_on(day);
    // Of a name that is nobody's, `unknown-reference` tells.
    let is_known = |person: &&str| roster.value.people.get(person).is_some();
    let absent: Vec<&str> =
        managers.into_iter().filter(is_known).filter(|person| !session.reached(person)).collect();
    if absent.is_empty() {
        return None;
    }
    let names: Vec<&str> = absent.iter().map(|person| roster.value.name_of(person)).collect();
    let message = format!(
        "{} neither attended the training session `{}` on {} nor made up for it",
        names.join(" and "),
        session.id.value,
        show_day(day)
    );
    let found = RULE
        .breach(training.at(session.id.span), message)
        .with_hint("write release managers who watched the recording into `made-up`");
    let appointments = roster
        .value
        .release_managers
        .iter()
        .filter(|manager| manager.term().contains(day) && absent.contains(&manager.person.as_str()));
    Some(appointments.fold(found, |found, manager| {
        found.with_label(roster.at(manager.person.span), "a release manager on that day")
    }))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";

    fn found_in(project: &str, session: &str, today: &str) -> Vec<String> {
        let roster = "kind: roster/v1\npeople:\n  c: {name: Carol}\n  f: {name: Frank}\n  g: {name: Grace}\ntsc: [{person: g}]\nrelease-managers:\n  - {person: c}\n  - {person: f, from: 2026-12-01}\n  - {person: g, from: 2027-01-01}\n";
        let training =
            format!("kind: training/v1\nsessions:\n  - {{id: session-1, date: 2026-12-08{session}}}\n");
        let files = [("project.yaml", project), ("roster.yaml", roster), ("training.yaml", &training)];
        found(&RULE, &files, today)
    }

    #[test]
    fn release_managers_who_missed_it_are_found() {
        assert_eq!(
            found_in(PROJECT, ", attended: [c]", "2026-12-23"),
            [
                "3:10 Frank neither attended the training session `session-1` on Tue 8 Dec 2026 nor made up for it"
            ]
        );
        assert_eq!(
            found_in(PROJECT, "", "2026-12-23"),
            [
                "3:10 Carol and Frank neither attended the training session `session-1` on Tue 8 Dec 2026 nor made up for it"
            ]
        );
    }

    #[test]
    fn who_made_up_for_it_or_came_later_or_has_time_left_is_silent() {
        assert!(found_in(PROJECT, ", attended: [c], made-up: [f]", "2027-02-01").is_empty());
        assert!(found_in(PROJECT, ", attended: [c]", "2026-12-22").is_empty());
        assert!(found_in(WITHOUT, ", attended: [c]", "2027-02-01").is_empty());
    }
}
