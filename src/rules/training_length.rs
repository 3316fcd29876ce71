//! The rule `training-length`: training that is shorter than planned.

use super::documents::{key_location, readable};
use super::service::{Service, is_due};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Training, TrainingPlan};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "training-length",
    topic: Topic::Service,
    summary: "training is as long as planned",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The support service recommends three sessions of 50 minutes; `plan` says what the project chose. \
        A plan of less in total is fine with a `reason`, which tells the next release managers why.\n\n\
        Write the reason, hold another session, or correct the minutes. A session that is shorter than \
        planned is found unless all sessions together are as long as the plan. Sessions that are missing \
        are asked for when the last one is 60 days ago.\n\n\
        The rule asks only where `project.yaml` says that the service was adopted (`service`), until the \
        project is `retired`.",
    before: "plan: {sessions: 2, minutes: 30}\n",
    after: "plan: {sessions: 2, minutes: 30, reason: both release managers have led releases before}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(service) = Service::of(context)? else { return Ok(Vec::new()) };
    readable(context.workspace, Kind::Training)?;
    let Some(training) = &context.workspace.training else { return Ok(Vec::new()) };
    let mut found: Vec<Diagnostic> = short_plan(training, &service).into_iter().collect();
    found.extend(short_sessions(training));
    found.extend(missing_sessions(context, training));
    Ok(found)
}

fn planned_minutes(plan: &TrainingPlan) -> u64 {
    plan.sessions().saturating_mul(plan.minutes())
}

/// A plan of less than the service recommends, without a reason.
fn short_plan(training: &Document<Training>, service: &Service<'_>) -> Option<Diagnostic> {
    let plan = &training.value.plan;
    let usual = TrainingPlan::USUAL_SESSIONS * TrainingPlan::USUAL_MINUTES;
    if plan.reason.is_some() || usual <= planned_minutes(plan) {
        return None;
    }
    let message = format!(
        "the plan is {} × {} minutes of training, without a reason; the service recommends {} × {}",
        plan.sessions(),
        plan.minutes(),
        TrainingPlan::USUAL_SESSIONS,
        TrainingPlan::USUAL_MINUTES
    );
    Some(
        RULE.breach(key_location(training, "plan"), message)
            .with_hint("write why less is enough: `reason: …`")
            .with_label(service.location(), "the service"),
    )
}

/// Sessions that are shorter than planned, unless the others make up for it.
fn short_sessions(training: &Document<Training>) -> Vec<Diagnostic> {
    let Training { plan, sessions } = &*training.value;
    let length = |minutes: Option<u64>| minutes.unwrap_or(plan.minutes());
    let total = sessions
        .iter()
        .map(|session| length(session.minutes.as_ref().map(|minutes| minutes.value)))
        .fold(0_u64, u64::saturating_add);
    if planned_minutes(plan) <= total {
        return Vec::new();
    }
    let short = sessions.iter().filter_map(|session| {
        let minutes = session.minutes.as_ref().filter(|minutes| minutes.value < plan.minutes())?;
        let message = format!(
            "the session `{}` has {} minutes, less than the planned {}",
            session.id.value,
            minutes.value,
            plan.minutes()
        );
        let found = RULE
            .breach(training.at(minutes.span), message)
            .with_hint("hold another session, or write another `plan` with a reason");
        Some(match &plan.minutes {
            Some(planned) => found.with_label(training.at(planned.span), "the plan"),
            None => found,
        })
    });
    short.collect()
}

/// Fewer sessions than planned, long after the last one.
fn missing_sessions(context: &Context<'_>, training: &Document<Training>) -> Option<Diagnostic> {
    let Training { plan, sessions } = &*training.value;
    let listed = u64::try_from(sessions.len()).unwrap_or(u64::MAX);
    let last = sessions.iter().filter_map(|session| session.date.as_ref()).map(|date| date.value.0).max()?;
    if plan.sessions() <= listed || !is_due(last, context.today) {
        return None;
    }
    let message = format!(
        "{listed} of {} planned training sessions are on file, the last one on {}",
        plan.sessions(),
        show_day(last)
    );
    let found = RULE
        .breach(key_location(training, "sessions"), message)
        .with_hint("plan the next session, or write another `plan` with a reason");
    Some(match &plan.sessions {
        Some(planned) => found.with_label(training.at(planned.span), "the plan"),
        None => found,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";

    fn found_in(training: &str, today: &str) -> Vec<String> {
        let training = format!("kind: training/v1\n{training}");
        found(&RULE, &[("project.yaml", PROJECT), ("training.yaml", &training)], today)
    }

    #[test]
    fn a_short_plan_without_a_reason_is_found() {
        let short = "plan: {sessions: 2, minutes: 30}\nsessions: []\n";
        assert_eq!(
            found_in(short, "2027-01-01"),
            ["2:1 the plan is 2 × 30 minutes of training, without a reason; the service recommends 3 × 50"]
        );
        assert!(found_in(&short.replace("30}", "30, reason: they know it}"), "2027-01-01").is_empty());
        assert!(found_in("plan: {sessions: 2, minutes: 75}\nsessions: []\n", "2027-01-01").is_empty());
    }

    #[test]
    fn a_short_session_is_found_unless_others_make_up_for_it() {
        let short = "sessions:\n  - {id: a, minutes: 40}\n  - {id: b}\n  - {id: c}\n";
        assert_eq!(
            found_in(short, "2027-01-01"),
            ["3:22 the session `a` has 40 minutes, less than the planned 50"]
        );
        assert!(found_in(&format!("{short}  - {{id: d, minutes: 10}}\n"), "2027-01-01").is_empty());
    }

    #[test]
    fn missing_sessions_are_found_after_a_while() {
        let two =
            "plan: {sessions: 3}\nsessions:\n  - {id: a, date: 2026-12-08}\n  - {id: b, date: 2026-12-22}\n";
        assert_eq!(
            found_in(two, "2027-02-21"),
            ["3:1 2 of 3 planned training sessions are on file, the last one on Tue 22 Dec 2026"]
        );
        assert!(found_in(two, "2027-02-20").is_empty());
    }

    #[test]
    fn without_the_service_it_is_silent() {
        let training = "kind: training/v1\nplan: {sessions: 1}\nsessions: []\n";
        assert!(
            found(&RULE, &[("project.yaml", WITHOUT), ("training.yaml", training)], "2027-01-01").is_empty()
        );
    }
}
