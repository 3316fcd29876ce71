//! The rule `adoption-order`: steps of the support service that come before the decision they need.

use super::documents::readable;
use super::service::{Decided, Service, first_decision};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::{Diagnostic, Severity};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "adoption-order",
    topic: Topic::Service,
    summary: "each step of the support service follows the decision that it needs",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The committee adopts the support service, then approves the working group; the group holds the \
        training; the process is approved, and then the first schedule that follows it. A step that is \
        dated before the decision it needs was taken by somebody else, or carries a wrong date.\n\n\
        Correct the date that is wrong. Where the order really was another one, turn the rule off with a \
        `reason`: Milepost does not force an order on anybody.\n\n\
        Days are compared only where the project's own files give both. A process that the project had \
        before it adopted the service is fine. The rule asks only where `project.yaml` says that the \
        service was adopted (`service`), until the project is `retired`.",
    before: "# project.yaml: adopted: 2026-11-30\nkind: working-group/v1\nformed: 2026-11-02\n",
    after: "# project.yaml: adopted: 2026-11-30\nkind: working-group/v1\nformed: 2026-12-07\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(service) = Service::of(context)? else { return Ok(Vec::new()) };
    readable(context.workspace, Kind::WorkingGroup)?;
    readable(context.workspace, Kind::Training)?;
    let mut found: Vec<Diagnostic> = working_group(context, &service)?.into_iter().collect();
    found.extend(training(context, &service));
    found.extend(first_schedules(context, &service)?);
    Ok(found)
}

/// The group is formed after the service was adopted, and after the decision that brought the group's document.
fn working_group(context: &Context<'_>, service: &Service<'_>) -> Result<Option<Diagnostic>, String> {
    let adopted = Decided { day: service.adopted, location: service.adopted_at() };
    let approved = first_decision(context, &context.workspace.path_of(Kind::WorkingGroup), true)?;
    let Some(group) = &context.workspace.working_group else { return Ok(None) };
    let Some(formed) = &group.value.formed else { return Ok(None) };
    let approved = approved.filter(|approved| service.adopted <= approved.day);
    let (needed, what) = match approved {
        Some(approved) => (approved, "the committee approved it"),
        None => (adopted, "the committee adopted the service"),
    };
    Ok((formed.value.0 < needed.day).then(|| {
        let message = format!(
            "the working group was formed on {}, before {what} on {}",
            show_day(formed.value.0),
            show_day(needed.day)
        );
        RULE.breach(group.at(formed.span), message)
            .with_hint("correct the day that is wrong")
            .with_label(needed.location, "the decision")
    }))
}

/// Training is held in the working group, so not before the group is formed.
fn training(context: &Context<'_>, service: &Service<'_>) -> Vec<Diagnostic> {
    let Some(training) = &context.workspace.training else { return Vec::new() };
    let group = context.workspace.working_group.as_ref();
    let formed = group.and_then(|group| Some((group, group.value.formed.as_ref()?)));
    let (day, location, what) = match formed {
        Some((group, formed)) => (formed.value.0, group.at(formed.span), "the working group was formed"),
        None => (service.adopted, service.adopted_at(), "the committee adopted the service"),
    };
    let sessions = training.value.sessions.iter();
    sessions
        .filter_map(|session| {
            let date = session.date.as_ref().filter(|date| date.value.0 < day)?;
            let message = format!(
                "the training session `{}` is on {}, before {what} on {}",
                session.id.value,
                show_day(date.value.0),
                show_day(day)
            );
            Some(
                RULE.breach(training.at(date.span), message)
                    .with_hint("correct the day that is wrong")
                    .with_label(location.clone(), what),
            )
        })
        .collect()
}

/// Schedules that came before the process did. What was decided before the service was adopted is the project's past.
fn first_schedules(context: &Context<'_>, service: &Service<'_>) -> Result<Vec<Diagnostic>, String> {
    let Some(process) = first_decision(context, &context.workspace.path_of(Kind::Process), true)? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for schedule in context.workspace.schedules.values() {
        let decided = first_decision(context, &schedule.path, true)?;
        let early = decided.filter(|decided| service.adopted <= decided.day && decided.day < process.day);
        found.extend(early.map(|decided| {
            let message = format!(
                "the schedule of `{}` was approved on {}, before the process on {}",
                schedule.id,
                show_day(decided.day),
                show_day(process.day)
            );
            RULE.breach(decided.location, message)
                .with_hint("correct the day that is wrong")
                .with_label(process.location.clone(), "the approval of the process")
        }));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";

    fn found_in(project: &str, formed: &str, session: &str) -> Vec<String> {
        let group = format!(
            "kind: working-group/v1\nname: RM\nformed: {formed}\nmeeting: {{every: week, on: tuesday}}\n"
        );
        let training = format!("kind: training/v1\nsessions:\n  - {{id: session-1, date: {session}}}\n");
        let files = [("project.yaml", project), ("working-group.yaml", &group), ("training.yaml", &training)];
        found(&RULE, &files, "2027-03-01")
    }

    #[test]
    fn steps_before_their_decision_are_found() {
        assert_eq!(
            found_in(PROJECT, "2026-11-02", "2026-10-06"),
            [
                "3:9 the working group was formed on Mon 2 Nov 2026, before the committee adopted the service on Mon 30 Nov 2026",
                "3:27 the training session `session-1` is on Tue 6 Oct 2026, before the working group was formed on Mon 2 Nov 2026",
            ]
        );
    }

    #[test]
    fn a_schedule_that_was_approved_before_its_process_is_found() {
        let approval = |id: &str, class: &str, path: &str, closed: &str| {
            format!(
                "kind: approval/v1\nid: {id}\ntitle: {id}\ndecisions: [{class}]\nsubject:\n  - {{path: {path}, from: none, to: \"sha256:{}\"}}\nclosed: {closed}\nmethod: meeting\nvotes: []\noutcome: approved\n",
                "0".repeat(64)
            )
        };
        let process = approval("p", "process", "release/process.yaml", "2027-02-11");
        let schedule = |closed| approval("s", "schedule", "release/schedules/paris.yaml", closed);
        let found_on = |closed| {
            let schedule = schedule(closed);
            let files = [
                ("project.yaml", PROJECT),
                ("process.yaml", "kind: process/v1\nversion: 1\nmilestones: []\n"),
                ("schedules/paris.yaml", "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones: []\n"),
                ("approvals/p.yaml", process.as_str()),
                ("approvals/s.yaml", &schedule),
            ];
            found(&RULE, &files, "2027-03-01")
        };
        assert_eq!(
            found_on("2027-01-28"),
            [
                "7:9 the schedule of `paris` was approved on Thu 28 Jan 2027, before the process on Thu 11 Feb 2027"
            ]
        );
        assert!(found_on("2027-02-11").is_empty());
        assert!(found_on("2026-10-01").is_empty());
    }

    #[test]
    fn the_usual_order_and_projects_without_the_service_are_silent() {
        assert!(found_in(PROJECT, "2026-12-07", "2026-12-08").is_empty());
        assert!(found_in(WITHOUT, "2026-11-02", "2026-10-06").is_empty());
    }
}
