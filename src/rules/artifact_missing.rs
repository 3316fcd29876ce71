//! The rule `artifact-missing`: artifacts of a release that are not there.

use jiff::civil::Date;

use super::courses::{Course, check_with_process, is_active_or_released};
use super::service::Service;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::{Artifact, Document, Process, Status};

pub(super) static RULE: Rule = Rule {
    id: "artifact-missing",
    topic: Topic::Service,
    summary: "a release has the artifacts that the process asks for",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The process lists what every release provides, and by which milestone (`artifacts`, `due`). When \
        that milestone was reached and the progress does not say where the artifact is, its users do not \
        find it.\n\n\
        Write the artifact with its link under `artifacts` of the progress. An artifact without `due` is \
        asked for when the cycle is released.\n\n\
        The rule looks at cycles with a progress file. Cycles that ended before the service was adopted \
        are not asked for, nor those that were released under an earlier version of the process. The \
        rule asks only where `project.yaml` says that the service was adopted (`service`), until the \
        project is `retired`.",
    before: "# the process: artifacts: [{id: release-notes, due: ga}]\nmilestones:\n  ga: {actual: 2027-07-22}\n",
    after: "milestones:\n  ga: {actual: 2027-07-22}\nartifacts: {release-notes: {link: \"https://docs.example.org/3.2/notes\", on: 2027-07-20}}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(service) = Service::of(context)? else { return Ok(Vec::new()) };
    check_with_process(context, is_active_or_released, |course, process| {
        let artifacts = process.value.artifacts.iter();
        let missing =
            artifacts.filter(|artifact| course.progress.value.artifacts.get(&artifact.id).is_none());
        missing.filter_map(|artifact| breach(context, &service, course, process, artifact)).collect()
    })
}

fn breach(
    context: &Context<'_>,
    service: &Service<'_>,
    course: &Course<'_>,
    process: &Document<Process>,
    artifact: &Artifact,
) -> Option<Diagnostic> {
    let (since, location, when) = due(course, artifact)?;
    if since.is_some_and(|since| since < service.adopted || context.today < since) {
        return None;
    }
    let name = artifact.name.as_deref().unwrap_or(artifact.id.as_str());
    let message = format!("{name} (`{}`) of {} is missing: {when}", artifact.id.value, course.plan.title());
    Some(
        RULE.breach(location, message)
            .with_hint(format!("write its link under `artifacts` of `{}`", course.progress.path))
            .with_label(process.at(artifact.id.span), "the process asks for it"),
    )
}

/// Since when the artifact has to be there, the place that says so, and how people say it.
fn due(course: &Course<'_>, artifact: &Artifact) -> Option<(Option<Date>, Location, String)> {
    let status = &course.plan.document.value.status;
    let released = status.value == Status::Released;
    let status_place = || course.plan.document.at(status.span);
    let Some(milestone) = &artifact.due else {
        return released.then(|| (None, status_place(), "the cycle is released".to_owned()));
    };
    let schedule = &course.plan.document.value;
    let name = schedule.milestone(milestone).map_or(milestone.as_str(), |known| course.plan.name_of(known));
    if let Some(actual) = course.progress.value.actual(milestone) {
        return Some((Some(actual.value.0), course.progress.at(actual.span), format!("{name} was reached")));
    }
    let planned = course.plan.dated_milestone(milestone).filter(|_| released)?;
    Some((planned.date.last_day(), status_place(), format!("it was due with {name}")))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROJECT: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\ntsc-meeting: {every: week, on: thursday}\n";
    const WITHOUT: &str = "kind: project/v1\nname: Example\n";
    const PROCESS: &str = "kind: process/v1\nversion: 1\nmilestones: [{id: ga, name: GA}]\nartifacts:\n  - {id: notes, name: Release notes, due: ga}\n  - {id: sbom}\n";

    fn found_in(project: &str, status: &str, progress: &str) -> Vec<String> {
        let schedule = format!(
            "kind: schedule/v1\ncycle: paris\nname: Paris\nstatus: {status}\nmilestones:\n  - {{id: ga, date: 2027-07-08}}\n"
        );
        let progress = format!("kind: progress/v1\ncycle: paris\n{progress}");
        let files = [
            ("project.yaml", project),
            ("process.yaml", PROCESS),
            ("schedules/paris.yaml", &schedule),
            ("progress/paris.yaml", &progress),
        ];
        found(&RULE, &files, "2027-07-23")
    }

    const REACHED: &str = "milestones: {ga: {actual: 2027-07-22}}\n";

    #[test]
    fn what_is_not_there_is_found() {
        assert_eq!(
            found_in(PROJECT, "active", REACHED),
            ["3:27 Release notes (`notes`) of Paris is missing: GA was reached"]
        );
        assert_eq!(
            found_in(PROJECT, "released", ""),
            [
                "4:9 Release notes (`notes`) of Paris is missing: it was due with GA",
                "4:9 sbom (`sbom`) of Paris is missing: the cycle is released",
            ]
        );
    }

    #[test]
    fn what_is_there_or_not_due_is_silent() {
        let provided =
            "artifacts: {notes: {link: \"https://example.org\"}, sbom: {link: \"https://example.org\"}}\n";
        assert!(found_in(PROJECT, "released", &format!("{REACHED}{provided}")).is_empty());
        assert!(found_in(PROJECT, "active", "").is_empty());
        assert!(found_in(WITHOUT, "released", REACHED).is_empty());
    }
}
