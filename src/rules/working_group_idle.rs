//! The rule `working-group-idle`: working groups that have stopped.

use jiff::civil::Date;

use super::documents::{folder_readable, readable};
use super::service::{Service, is_due};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::{Location, Severity};
use crate::document::{Document, WorkingGroup, Workspace};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "working-group-idle",
    topic: Topic::Service,
    summary: "the working group has something to show",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The working group was formed to train the release managers and to develop the process. One that \
        has met for months while the files hold neither a training session nor a process nor a schedule \
        has stopped, and nobody said so.\n\n\
        Plan the first session in `training.yaml`, or write down the process. Training is guidance: a \
        project that goes straight to its process is fine.\n\n\
        The rule asks when the group has met three times and 60 days have passed since it was formed. \
        The rule asks only where `project.yaml` says that the service was adopted (`service`), until the \
        project is `retired`.",
    before: "# today is 2027-03-01; there is neither training.yaml nor process.yaml\nkind: working-group/v1\nformed: 2026-12-07\n",
    after: "kind: training/v1\nsessions:\n  - {id: session-1, date: 2027-03-09, held-in: working-group}\n",
    check: Check::Function(check),
};

/// So many meetings a group may need to begin.
const MEETINGS: usize = 3;

fn check(context: &Context<'_>) -> Checked {
    let Some(service) = Service::of(context)? else { return Ok(Vec::new()) };
    for kind in [Kind::WorkingGroup, Kind::Training, Kind::Process] {
        readable(context.workspace, kind)?;
    }
    folder_readable(context.workspace, Kind::Schedule)?;
    let Some(group) = &context.workspace.working_group else { return Ok(Vec::new()) };
    let Some((since, location)) = beginning(group) else { return Ok(Vec::new()) };
    if has_results(context.workspace)
        || !is_due(since, context.today)
        || !has_met(group, since, context.today)
    {
        return Ok(Vec::new());
    }
    let message = format!(
        "the working group meets since {}, and the files hold neither training nor a process",
        show_day(since)
    );
    Ok(vec![
        RULE.breach(location, message)
            .with_hint(format!(
                "plan the first session in `{}`, or write `{}`",
                context.workspace.path_of(Kind::Training),
                context.workspace.path_of(Kind::Process)
            ))
            .with_label(service.location(), "the service"),
    ])
}

fn beginning(group: &Document<WorkingGroup>) -> Option<(Date, Location)> {
    let day = group.value.formed.as_ref().or(group.value.meeting.first.as_ref())?;
    Some((day.value.0, group.at(day.span)))
}

fn has_results(workspace: &Workspace) -> bool {
    let trained = workspace.training.as_ref().is_some_and(|training| !training.value.sessions.is_empty());
    trained || workspace.process.is_some() || !workspace.schedules.is_empty()
}

/// Whether the group has met often enough; where its days cannot be told, time alone counts.
fn has_met(group: &Document<WorkingGroup>, since: Date, today: Date) -> bool {
    let Some(Ok(meeting)) = group.value.meeting.meeting() else { return true };
    meeting.occurrences(since, today).take(MEETINGS).count() == MEETINGS
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";
    const GROUP: &str = "kind: working-group/v1\nname: RM\nformed: 2026-12-07\nmeeting: {every: 2 weeks, on: tuesday, first: 2026-12-08}\n";

    #[test]
    fn months_without_results_are_found() {
        let files = [("project.yaml", PROJECT), ("working-group.yaml", GROUP)];
        assert_eq!(
            found(&RULE, &files, "2027-02-06"),
            [
                "3:9 the working group meets since Mon 7 Dec 2026, and the files hold neither training nor a process"
            ]
        );
        assert!(found(&RULE, &files, "2027-02-05").is_empty());
    }

    #[test]
    fn rare_meetings_need_more_time() {
        let monthly = GROUP.replace("2 weeks", "month");
        let files = [("project.yaml", PROJECT), ("working-group.yaml", &monthly)];
        assert!(found(&RULE, &files, "2027-02-06").is_empty());
        assert_eq!(found(&RULE, &files, "2027-02-09").len(), 1);
    }

    #[test]
    fn results_and_projects_without_the_service_are_silent() {
        let training = "kind: training/v1\nsessions: [{id: a}]\n";
        let process = "kind: process/v1\nversion: 1\nmilestones: []\n";
        let with = |project, path, text| {
            found(
                &RULE,
                &[("project.yaml", project), ("working-group.yaml", GROUP), (path, text)],
                "2027-06-01",
            )
        };
        assert!(with(PROJECT, "training.yaml", training).is_empty());
        assert!(with(PROJECT, "process.yaml", process).is_empty());
        assert!(with(WITHOUT, "project.yaml", WITHOUT).is_empty());
    }
}
