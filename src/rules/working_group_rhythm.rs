//! The rule `working-group-rhythm`: meetings of the working group that are too rare or cannot be told.

use super::documents::readable;
use super::service::Service;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::{Every, Meeting, show_day};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, WorkingGroup};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "working-group-rhythm",
    topic: Topic::Service,
    summary: "the working group meets at least every month, on days that can be told",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The support service asks for a periodic meeting: every week, every second week or every month. A \
        meeting that is rarer does not carry a release, and one whose days cannot be told from the file \
        is found by nobody.\n\n\
        Write a shorter rhythm in `every`, and `first` as the day of one meeting, on the weekday of \
        `on`. A training session that is planned for a day on which the group does not meet is found \
        too, if it is `held-in: working-group`; past sessions were held when they were held.\n\n\
        The rule asks only where `project.yaml` says that the service was adopted (`service`), until the \
        project is `retired`.",
    before: "meeting: {every: 8 weeks, on: tuesday, first: 2026-12-08}\n",
    after: "meeting: {every: 2 weeks, on: tuesday, first: 2026-12-08}\n",
    check: Check::Function(check),
};

/// So many weeks are not rarer than a month.
const A_MONTH: u8 = 5;

fn check(context: &Context<'_>) -> Checked {
    let Some(service) = Service::of(context)? else { return Ok(Vec::new()) };
    readable(context.workspace, Kind::WorkingGroup)?;
    readable(context.workspace, Kind::Training)?;
    let Some(group) = &context.workspace.working_group else { return Ok(Vec::new()) };
    let mut found: Vec<Diagnostic> = too_rare(group, &service).into_iter().collect();
    match group.value.meeting.meeting() {
        Some(Ok(meeting)) => found.extend(sessions_elsewhere(context, group, &meeting)),
        // `weekday-mismatch` says so.
        Some(Err(_)) => {}
        None => found.extend(uncountable(group)),
    }
    Ok(found)
}

fn too_rare(group: &Document<WorkingGroup>, service: &Service<'_>) -> Option<Diagnostic> {
    let every = &group.value.meeting.every;
    let rare = matches!(every.value, Every::Weeks(weeks) if A_MONTH < weeks.get());
    rare.then(|| {
        let message = format!("the working group meets every {}, less than once a month", every.value);
        RULE.breach(group.at(every.span), message)
            .with_hint("write `every: week`, `every: 2 weeks` or `every: month`")
            .with_label(service.location(), "the service asks for a periodic meeting")
    })
}

/// Every week needs no first day: the weekday tells.
fn uncountable(group: &Document<WorkingGroup>) -> Option<Diagnostic> {
    let every = &group.value.meeting.every;
    (every.value.to_string() != "week").then(|| {
        let message =
            format!("nobody can tell the days of a meeting every {} without its `first` day", every.value);
        RULE.breach(group.at(every.span), message)
            .with_hint("write the day of one meeting: `first: 2026-12-08`")
    })
}

fn sessions_elsewhere(
    context: &Context<'_>,
    group: &Document<WorkingGroup>,
    meeting: &Meeting,
) -> Vec<Diagnostic> {
    let Some(training) = &context.workspace.training else { return Vec::new() };
    let in_group = training.value.sessions.iter().filter(|session| {
        session.held_in.as_ref().is_some_and(|held_in| held_in.as_str() == "working-group")
    });
    in_group
        .filter_map(|session| {
            let date = session.date.as_ref().filter(|date| context.today <= date.value.0)?;
            if meeting.is_on(date.value.0) {
                return None;
            }
            let message = format!(
                "the working group does not meet on {}, the day of the training session `{}`",
                show_day(date.value.0),
                session.id.value
            );
            let found = RULE
                .breach(training.at(date.span), message)
                .with_label(group.at(group.value.meeting.every.span), "the meetings");
            Some(match meeting.next_on_or_after(date.value.0) {
                Some(next) => found.with_hint(format!("the next meeting is on {}", show_day(next))),
                None => found,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";

    fn found_in(meeting: &str, session: &str) -> Vec<String> {
        let group = format!("kind: working-group/v1\nname: RM\nmeeting: {{on: tuesday, {meeting}}}\n");
        let training =
            format!("kind: training/v1\nsessions:\n  - {{id: a, date: {session}, held-in: working-group}}\n");
        let files = [("project.yaml", PROJECT), ("working-group.yaml", &group), ("training.yaml", &training)];
        found(&RULE, &files, "2026-12-01")
    }

    #[test]
    fn rare_meetings_and_days_that_nobody_can_tell_are_found() {
        assert_eq!(
            found_in("every: 8 weeks, first: 2026-12-08", "2026-12-08"),
            ["3:31 the working group meets every 8 weeks, less than once a month"]
        );
        assert_eq!(
            found_in("every: 2 weeks", "2026-12-08"),
            ["3:31 nobody can tell the days of a meeting every 2 weeks without its `first` day"]
        );
    }

    #[test]
    fn a_session_on_another_day_is_found() {
        assert_eq!(
            found_in("every: 2 weeks, first: 2026-12-08", "2026-12-15"),
            ["3:19 the working group does not meet on Tue 15 Dec 2026, the day of the training session `a`"]
        );
    }

    #[test]
    fn periodic_meetings_and_past_sessions_are_silent() {
        assert!(found_in("every: 2 weeks, first: 2026-12-08", "2026-12-22").is_empty());
        assert!(found_in("every: 2 weeks, first: 2026-11-24", "2026-11-30").is_empty());
        assert!(found_in("every: week", "2026-12-08").is_empty());
        assert!(found_in("every: month, first: 2026-12-08", "2027-01-12").is_empty());
    }

    #[test]
    fn without_the_service_it_is_silent() {
        let group = "kind: working-group/v1\nname: RM\nmeeting: {on: tuesday, every: 8 weeks}\n";
        assert!(
            found(&RULE, &[("project.yaml", WITHOUT), ("working-group.yaml", group)], "2026-12-01")
                .is_empty()
        );
    }
}
