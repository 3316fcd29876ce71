//! The rule `retrospective-missing`: cycles that ended without a retrospective.

use jiff::civil::Date;

use super::courses::{is_active, is_active_or_released};
use super::documents::{folder_readable, key_location, process, working_calendar};
use super::plans::{Plan, followed, plans};
use super::service::Service;
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::calendar::{Direction, WorkingCalendar, show_day};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::{Document, Process, Status};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "retrospective-missing",
    topic: Topic::Service,
    summary: "a cycle ends with its retrospective",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The process says how soon after a milestone the retrospective is held (`retrospective`). Without \
        it the next cycle repeats what went wrong in this one.\n\n\
        Hold it, and write `retrospectives/<cycle>.yaml` with the day on which it was held (`held`).\n\n\
        The time counts from the day on which the progress says that the milestone was reached; of a \
        released cycle without such a record, from the planned day. Cycles that ended before the service \
        was adopted are not asked for, nor those that were released under an earlier version of the \
        process. The rule asks only where `project.yaml` says that the service was adopted (`service`), \
        until the project is `retired`.",
    before: "# ga was reached on 2027-07-22; the process: retrospective: {within: 30 days, of: ga}\n# today is 2027-09-01, and there is no retrospectives/paris.yaml\n",
    after: "kind: retrospective/v1\ncycle: paris\nheld: 2027-08-20\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(service) = Service::of(context)? else { return Ok(Vec::new()) };
    let asked = process(context.workspace)?.is_some_and(|process| process.value.retrospective.is_some());
    if !asked {
        return Ok(Vec::new());
    }
    for kind in [Kind::Schedule, Kind::Progress, Kind::Retrospective] {
        folder_readable(context.workspace, kind)?;
    }
    let calendar = working_calendar(context.workspace)?;
    let cycles = plans(context, |document| is_active_or_released(document.value.status.value))?;
    let found =
        cycles.iter().filter_map(|plan| breach(context, &service, plan, plan.process?, &calendar)).collect();
    let mut running = cycles.iter().filter(|plan| is_active(plan.document.value.status.value));
    match running.find_map(|plan| followed(context, plan.document).err()) {
        Some(reason) => Err(Unchecked { reason, found }),
        None => Ok(found),
    }
}

fn breach(
    context: &Context<'_>,
    service: &Service<'_>,
    plan: &Plan<'_>,
    process: &Document<Process>,
    calendar: &WorkingCalendar,
) -> Option<Diagnostic> {
    let rule = process.value.retrospective.as_ref()?;
    let retrospective = context.workspace.retrospectives.get(&plan.document.id);
    if retrospective.is_some_and(|retrospective| retrospective.value.held.is_some()) {
        return None;
    }
    let (day, location) = reached(context, plan, &rule.of)?;
    let due = rule.within.value.add_to(day, Direction::Later, calendar).ok()?;
    if day < service.adopted || context.today <= due {
        return None;
    }
    let name =
        plan.document.value.milestone(&rule.of).map_or(rule.of.as_str(), |milestone| plan.name_of(milestone));
    let message = format!(
        "the retrospective of {} was due on {}, {} after {name}",
        plan.title(),
        show_day(due),
        rule.within.value
    );
    let hint = format!(
        "hold it, and write `held` into `{}/retrospectives/{}.yaml`",
        context.workspace.root, plan.document.id
    );
    let found = match retrospective {
        Some(retrospective) => RULE
            .breach(key_location(retrospective, "cycle"), format!("{message}, and it has no `held` day"))
            .with_label(location, name),
        None => RULE.breach(location, message),
    };
    Some(found.with_hint(hint).with_label(process.at(rule.within.span), "the process"))
}

fn reached(context: &Context<'_>, plan: &Plan<'_>, milestone: &str) -> Option<(Date, Location)> {
    let progress = context.workspace.progress.get(&plan.document.id);
    let actual = progress.and_then(|progress| Some((progress, progress.value.actual(milestone)?)));
    match actual {
        Some((progress, actual)) => Some((actual.value.0, progress.at(actual.span))),
        None if plan.document.value.status.value == Status::Released => {
            let dated = plan.dated_milestone(milestone)?;
            Some((dated.date.last_day()?, dated.location))
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";
    const PROCESS: &str = "kind: process/v1\nversion: 1\nmilestones: [{id: ga, name: GA}]\nretrospective: {within: 30 days, of: ga}\n";

    fn found_in(project: &str, status: &str, more: &[(&str, &str)], today: &str) -> Vec<String> {
        let schedule = format!(
            "kind: schedule/v1\ncycle: paris\nname: Paris\nstatus: {status}\nmilestones:\n  - {{id: ga, date: 2027-07-08}}\n"
        );
        let files =
            [("project.yaml", project), ("process.yaml", PROCESS), ("schedules/paris.yaml", &schedule)];
        found(&RULE, &[&files, more].concat(), today)
    }

    const REACHED: (&str, &str) =
        ("progress/paris.yaml", "kind: progress/v1\ncycle: paris\nmilestones:\n  ga: {actual: 2027-07-22}\n");

    #[test]
    fn a_retrospective_that_is_overdue_is_found() {
        assert_eq!(
            found_in(PROJECT, "active", &[REACHED], "2027-08-22"),
            ["4:16 the retrospective of Paris was due on Sat 21 Aug 2027, 30 days after GA"]
        );
        assert_eq!(
            found_in(PROJECT, "released", &[], "2027-08-08"),
            ["6:20 the retrospective of Paris was due on Sat 7 Aug 2027, 30 days after GA"]
        );
        let planned = ("retrospectives/paris.yaml", "kind: retrospective/v1\ncycle: paris\n");
        assert_eq!(
            found_in(PROJECT, "active", &[REACHED, planned], "2027-08-22"),
            [
                "2:1 the retrospective of Paris was due on Sat 21 Aug 2027, 30 days after GA, and it has no `held` day"
            ]
        );
    }

    #[test]
    fn held_or_not_due_retrospectives_are_silent() {
        let held = ("retrospectives/paris.yaml", "kind: retrospective/v1\ncycle: paris\nheld: 2027-08-20\n");
        assert!(found_in(PROJECT, "released", &[REACHED, held], "2027-09-01").is_empty());
        assert!(found_in(PROJECT, "active", &[REACHED], "2027-08-21").is_empty());
        assert!(found_in(PROJECT, "active", &[], "2027-09-01").is_empty());
        assert!(found_in(PROJECT, "cancelled", &[], "2027-09-01").is_empty());
        assert!(found_in(WITHOUT, "released", &[], "2027-09-01").is_empty());
        let later = PROJECT.replace("2026-11-30", "2027-07-30");
        assert!(found_in(&later, "released", &[], "2027-09-01").is_empty());
    }
}
