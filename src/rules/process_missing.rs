//! The rule `process-missing`: trained release managers without a process.

use super::documents::{key_location, process, readable};
use super::service::{Service, is_due};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "process-missing",
    topic: Topic::Service,
    summary: "after the training comes the process",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "When the training is over the release managers write down how releases are made, and the \
        committee approves it. Without `process.yaml` no schedule can be planned from it or checked \
        against it.\n\n\
        Write `process.yaml`. A first version may have three milestones; it grows with the \
        retrospectives.\n\n\
        Each rule of the service asks only for the step after the last one that the files declare, 60 \
        days after it. Here that is the last of the planned training sessions. The rule asks only where \
        `project.yaml` says that the service was adopted (`service`), until the project is `retired`.",
    before: "# today is 2027-04-01; all sessions were held, the last one on 2027-01-05, and there is no process.yaml\nkind: training/v1\n",
    after: "kind: process/v1\nversion: 1\nmilestones:\n  - {id: kickoff}\n  - {id: ga, at: kickoff + 26 weeks, key: true}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(service) = Service::of(context)? else { return Ok(Vec::new()) };
    readable(context.workspace, Kind::Training)?;
    if process(context.workspace)?.is_some() {
        return Ok(Vec::new());
    }
    let Some(training) = &context.workspace.training else { return Ok(Vec::new()) };
    let days: Vec<_> =
        training.value.sessions.iter().filter_map(|session| Some(session.date.as_ref()?.value.0)).collect();
    let complete = u64::try_from(days.len()).is_ok_and(|held| training.value.plan.sessions() <= held);
    let Some(last) = days.into_iter().max().filter(|last| complete && is_due(*last, context.today)) else {
        return Ok(Vec::new());
    };
    let path = context.workspace.path_of(Kind::Process);
    let message = format!("the training ended on {}, and there is no `{path}` yet", show_day(last));
    Ok(vec![
        RULE.breach(key_location(training, "sessions"), message)
            .with_hint(format!("write `{path}`; a first version may be short"))
            .with_label(service.location(), "the service"),
    ])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";
    const TRAINING: &str = "kind: training/v1\nplan: {sessions: 2, minutes: 75}\nsessions:\n  - {id: a, date: 2026-12-08}\n  - {id: b, date: 2026-12-22}\n";

    #[test]
    fn a_process_that_is_overdue_is_found() {
        let files = [("project.yaml", PROJECT), ("training.yaml", TRAINING)];
        assert_eq!(
            found(&RULE, &files, "2027-02-21"),
            ["3:1 the training ended on Tue 22 Dec 2026, and there is no `release/process.yaml` yet"]
        );
        assert!(found(&RULE, &files, "2027-02-20").is_empty());
    }

    #[test]
    fn unfinished_training_a_process_and_projects_without_the_service_are_silent() {
        let unfinished = TRAINING.replace("sessions: 2", "sessions: 3");
        let silent = |project, training: &str, more: &[(&str, &str)]| {
            let files = [&[("project.yaml", project), ("training.yaml", training)], more].concat();
            found(&RULE, &files, "2027-06-01").is_empty()
        };
        assert!(silent(PROJECT, &unfinished, &[]));
        assert!(silent(
            PROJECT,
            TRAINING,
            &[("process.yaml", "kind: process/v1\nversion: 1\nmilestones: []\n")]
        ));
        assert!(silent(WITHOUT, TRAINING, &[]));
    }
}
