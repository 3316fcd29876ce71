//! The rule `first-schedule-missing`: approved processes without a schedule.

use super::documents::{folder_readable, key_location, process};
use super::service::{Service, first_decision, is_due};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "first-schedule-missing",
    topic: Topic::Service,
    summary: "after the process comes the first schedule",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The committee has approved how releases are made; the next step of the support service is the \
        schedule of the first release cycle.\n\n\
        `milepost plan CYCLE --start DATE` writes `schedules/<cycle>.yaml` from the process; a `draft` is enough.\n\n\
        Each rule of the service asks only for the step after the last one that the files declare, 60 \
        days after it. Here that is the first approval on file that is about `process.yaml`; without one \
        the rule is silent. The rule asks only where `project.yaml` says that the service was adopted \
        (`service`), until the project is `retired`.",
    before: "# today is 2027-05-01; the process was approved on 2027-02-11, and schedules/ is empty\nkind: process/v1\n",
    after: "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones:\n  - {id: kickoff, date: tbd}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    if Service::of(context)?.is_none() {
        return Ok(Vec::new());
    }
    let Some(process) = process(context.workspace)? else { return Ok(Vec::new()) };
    folder_readable(context.workspace, Kind::Schedule)?;
    if !context.workspace.schedules.is_empty() {
        return Ok(Vec::new());
    }
    let decided = first_decision(context, &process.path, false)?;
    let Some(decided) = decided.filter(|decided| is_due(decided.day, context.today)) else {
        return Ok(Vec::new());
    };
    let message =
        format!("the process was approved on {}, and no schedule follows it yet", show_day(decided.day));
    Ok(vec![
        RULE.breach(key_location(process, "version"), message)
            .with_hint(format!(
                "`milepost plan CYCLE --start DATE` writes `{}`; a draft is enough",
                Kind::Schedule.place(&context.workspace.root)
            ))
            .with_label(decided.location, "the approval"),
    ])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";
    const PROCESS: &str = "kind: process/v1\nversion: 1\nmilestones: []\n";

    fn found_in(project: &str, more: &[(&str, &str)], today: &str) -> Vec<String> {
        let approval = format!(
            "kind: approval/v1\nid: p\ntitle: P\ndecisions: [process]\nsubject:\n  - {{path: release/process.yaml, from: none, to: \"sha256:{}\"}}\nclosed: 2027-02-11\nmethod: meeting\nvotes: []\n",
            "0".repeat(64)
        );
        let files =
            [&[("project.yaml", project), ("process.yaml", PROCESS), ("approvals/p.yaml", &approval)], more]
                .concat();
        found(&RULE, &files, today)
    }

    #[test]
    fn a_process_that_nothing_follows_is_found() {
        assert_eq!(
            found_in(PROJECT, &[], "2027-04-13"),
            ["2:1 the process was approved on Thu 11 Feb 2027, and no schedule follows it yet"]
        );
        assert!(found_in(PROJECT, &[], "2027-04-12").is_empty());
    }

    #[test]
    fn a_draft_an_unapproved_process_and_projects_without_the_service_are_silent() {
        let draft = "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones: []\n";
        assert!(found_in(PROJECT, &[("schedules/paris.yaml", draft)], "2027-06-01").is_empty());
        assert!(found_in(WITHOUT, &[], "2027-06-01").is_empty());
        assert!(
            found(&RULE, &[("project.yaml", PROJECT), ("process.yaml", PROCESS)], "2027-06-01").is_empty()
        );
    }
}
