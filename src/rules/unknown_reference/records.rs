//! Names in the records of a project's life that stand for nothing: training, progress, exceptions, retrospectives,
//! support, witnesses.

use super::super::documents::{folder_readable, process, readable, roster};
use super::super::plans::followed;
use super::super::{Checked, Context, Unchecked};
use super::{Known, owners, spanned};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Exception, Progress, Retrospective, Schedule, Support};
use crate::schema::Kind;

pub(super) fn in_working_group(context: &Context<'_>) -> Checked {
    readable(context.workspace, Kind::WorkingGroup)?;
    let Some(document) = &context.workspace.working_group else { return Ok(Vec::new()) };
    Ok(Known::people(context)?.breaches(document, document.value.chair.iter().map(spanned)))
}

pub(super) fn in_training(context: &Context<'_>) -> Checked {
    readable(context.workspace, Kind::Training)?;
    let Some(document) = &context.workspace.training else { return Ok(Vec::new()) };
    let sessions = document.value.sessions.iter();
    let names = sessions.flat_map(|session| session.attended.iter().chain(&session.made_up));
    Ok(Known::people(context)?.breaches(document, names.map(spanned)))
}

pub(super) fn in_exceptions(context: &Context<'_>) -> Checked {
    let workspace = context.workspace;
    let mut found = Vec::new();
    let readable = folder_readable(workspace, Kind::Schedule);
    for document in workspace.exceptions.values() {
        let Exception { cycle, milestone, .. } = &*document.value;
        match workspace.schedules.get(cycle.as_str()) {
            Some(schedule) => {
                found.extend(milestones_of(schedule).breach(document.at(milestone.span), milestone));
            }
            None if readable.is_ok() => found.extend(cycles(context).breach(document.at(cycle.span), cycle)),
            None => {}
        }
    }
    let people = Known::people(context).map_err(|reason| Unchecked { reason, found: found.clone() })?;
    for document in workspace.exceptions.values() {
        found.extend(people.breaches(document, document.value.requested_by.iter().map(spanned)));
    }
    given(readable, !workspace.exceptions.is_empty(), found)
}

pub(super) fn in_progress(context: &Context<'_>) -> Checked {
    let workspace = context.workspace;
    if workspace.progress.is_empty() {
        return Ok(Vec::new());
    }
    let people = Known::people(context)?;
    let owners = owners(context, process(workspace)?)?;
    let exceptions = Known {
        what: "there is no exception called",
        names: workspace.exceptions.keys().map(String::as_str).collect(),
        hint: format!("name a file of `{}/exceptions/`", workspace.root),
    };
    let schedules_readable = folder_readable(workspace, Kind::Schedule);
    let exceptions_readable = folder_readable(workspace, Kind::Exception);
    let mut found = Vec::new();
    for document in workspace.progress.values() {
        let Progress { cycle, milestones, risks, .. } = &*document.value;
        match workspace.schedules.get(cycle.as_str()) {
            Some(schedule) => {
                let names = milestones.iter().map(|(id, _)| spanned(id));
                found.extend(milestones_of(schedule).breaches(document, names));
                found.extend(unknown_artifacts(context, document, schedule));
            }
            None if schedules_readable.is_ok() => {
                found.extend(cycles(context).breach(document.at(cycle.span), cycle));
            }
            None => {}
        }
        let criteria = || milestones.iter().flat_map(|(_, went)| went.criteria.iter().map(|(_, went)| went));
        found.extend(people.breaches(document, criteria().filter_map(|went| went.by.as_ref()).map(spanned)));
        if exceptions_readable.is_ok() {
            let named = criteria().filter_map(|went| went.exception.as_ref());
            found.extend(exceptions.breaches(document, named.map(spanned)));
        }
        found.extend(
            owners.breaches(document, risks.iter().filter_map(|risk| risk.owner.as_ref()).map(spanned)),
        );
    }
    given(schedules_readable.and(exceptions_readable), true, found)
}

/// Artifacts that the process does not have. An earlier version of the process lies in history, and a process without
/// a list of artifacts leaves the cycle its own.
fn unknown_artifacts(
    context: &Context<'_>,
    document: &Document<Progress>,
    schedule: &Document<Schedule>,
) -> Vec<Diagnostic> {
    let Ok(Some(process)) = followed(context, schedule) else { return Vec::new() };
    let artifacts = &process.value.artifacts;
    if artifacts.is_empty() {
        return Vec::new();
    }
    let known = Known {
        what: "the process has no artifact called",
        names: artifacts.iter().map(|artifact| artifact.id.as_str()).collect(),
        hint: format!("add it to `artifacts` in `{}`", process.path),
    };
    known.breaches(document, document.value.artifacts.iter().map(|(id, _)| spanned(id)))
}

pub(super) fn in_retrospectives(context: &Context<'_>) -> Checked {
    let workspace = context.workspace;
    if workspace.retrospectives.is_empty() {
        return Ok(Vec::new());
    }
    let people = Known::people(context)?;
    let owners = owners(context, process(workspace)?)?;
    let cycles = cycles(context);
    let readable = folder_readable(workspace, Kind::Schedule);
    let mut found = Vec::new();
    for document in workspace.retrospectives.values() {
        let Retrospective { cycle, facilitator, actions, .. } = &*document.value;
        if readable.is_ok() {
            found.extend(cycles.breach(document.at(cycle.span), cycle));
        }
        found.extend(people.breaches(document, facilitator.iter().map(spanned)));
        let names = actions.iter().filter_map(|action| action.owner.as_ref()).map(spanned);
        found.extend(owners.breaches(document, names));
    }
    given(readable, true, found)
}

/// An open question is with an advisor; of an answered one the advisor may have left.
pub(super) fn in_support(context: &Context<'_>) -> Checked {
    if context.workspace.support.is_empty() {
        return Ok(Vec::new());
    }
    let people = Known::people(context)?;
    let advisors = Known {
        what: "there is no advisor called",
        names: roster(context.workspace)?
            .map(|roster| roster.value.advisors.iter().map(|advisor| advisor.as_str()).collect())
            .unwrap_or_default(),
        hint: format!("name one of `advisors` in `{}`", context.workspace.path_of(Kind::Roster)),
    };
    let found = context.workspace.support.values().flat_map(|document| {
        let Support { asked_by, owner, .. } = &*document.value;
        let answering = if document.value.is_open() { &advisors } else { &people };
        [
            people.breaches(document, asked_by.iter().map(spanned)),
            answering.breaches(document, owner.iter().map(spanned)),
        ]
        .concat()
    });
    Ok(found.collect())
}

pub(super) fn in_witnesses(context: &Context<'_>) -> Checked {
    let witnesses = context.workspace.witnesses.values();
    let known = Known {
        what: "there is no approval called",
        names: context.workspace.approvals.keys().map(String::as_str).collect(),
        hint: "name the id of an approval, as in its file name".to_owned(),
    };
    let readable = folder_readable(context.workspace, Kind::Approval);
    if readable.is_err() {
        return given(readable, !context.workspace.witnesses.is_empty(), Vec::new());
    }
    Ok(witnesses
        .filter_map(|document| {
            known.breach(document.at(document.value.approval.span), &document.value.approval)
        })
        .collect())
}

/// The cycles that have a schedule.
fn cycles<'a>(context: &Context<'a>) -> Known<'a> {
    Known {
        what: "there is no schedule of a cycle called",
        names: context.workspace.schedules.keys().map(String::as_str).collect(),
        hint: format!("add `{}/schedules/<cycle>.yaml`, or correct the cycle", context.workspace.root),
    }
}

/// The milestones of a schedule.
fn milestones_of(schedule: &Document<Schedule>) -> Known<'_> {
    Known {
        what: "the schedule has no milestone called",
        names: schedule.value.milestones.iter().map(|milestone| milestone.id.as_str()).collect(),
        hint: format!("name a milestone of `{}`", schedule.path),
    }
}

/// What was found, unless a document of the folder could not be read while some of these depend on it.
fn given(readable: Result<(), String>, depends: bool, found: Vec<Diagnostic>) -> Checked {
    match readable {
        Err(reason) if depends => Err(Unchecked { reason, found }),
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::super::RULE;
    use crate::rules::testing::found;

    const TODAY: &str = "2026-12-01";

    #[test]
    fn names_in_the_records_of_a_cycle_are_found() {
        let roster = "kind: roster/v1\npeople:\n  alice: {name: Alice}\ntsc: [{person: alice}]\n";
        let group = "kind: working-group/v1\nname: RM\nchair: bob\nmeeting: {every: week, on: tuesday}\n";
        let training = "kind: training/v1\nsessions: [{id: a, attended: [alice, carl], made-up: [dora]}]\n";
        let process = "kind: process/v1\nversion: 1\nroles: [lead]\nmilestones: [{id: ga}]\nartifacts: [{id: notes}]\nanswers: [paris/a1, paris/a2, oslo/a1]\n";
        let schedule = "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones: [{id: ga}]\n";
        let progress = "kind: progress/v1\ncycle: paris\nmilestones:\n  ff: {}\n  ga: {criteria: {a: {state: waived, by: erik, exception: paris-1}}}\nartifacts: {note: {link: \"https://example.org\"}}\nrisks: [{id: r, text: T, owner: fred}, {id: s, text: T, owner: lead}]\n";
        let exception =
            "kind: exception/v1\ncycle: paris\nmilestone: ga\nrequested-by: gwen\nstate: denied\n";
        let retrospective = "kind: retrospective/v1\ncycle: paris\nfacilitator: hugo\nactions: [{id: a1, text: T, owner: ines}]\n";
        let orphan = "kind: progress/v1\ncycle: rome\n";
        let support = "kind: support/v1\ntopic: T\nasked-by: jack\nowner: alice\n";
        let answered = "kind: support/v1\ntopic: T\nowner: alice\nstate: answered\n";
        let witness = "kind: witness/v1\napproval: a\npull-request: 1\n";
        let files = [
            ("roster.yaml", roster),
            ("working-group.yaml", group),
            ("training.yaml", training),
            ("process.yaml", process),
            ("schedules/paris.yaml", schedule),
            ("progress/paris.yaml", progress),
            ("progress/rome.yaml", orphan),
            ("exceptions/paris-2.yaml", exception),
            ("retrospectives/paris.yaml", retrospective),
            ("support/1.yaml", support),
            ("support/2.yaml", answered),
            ("approvals/a.witness.yaml", witness),
        ];
        assert_eq!(
            found(&RULE, &files, TODAY),
            [
                "3:8 nobody in the roster is called `bob`",
                "2:38 nobody in the roster is called `carl`",
                "2:55 nobody in the roster is called `dora`",
                "6:21 no retrospective has an action called `paris/a2`",
                "6:31 no retrospective has an action called `oslo/a1`",
                "4:3 the schedule has no milestone called `ff`",
                "6:13 the process has no artifact called `note`",
                "5:42 nobody in the roster is called `erik`",
                "5:59 there is no exception called `paris-1`",
                "7:33 there is neither a role nor a person called `fred`",
                "2:8 there is no schedule of a cycle called `rome`",
                "4:15 nobody in the roster is called `gwen`",
                "3:14 nobody in the roster is called `hugo`",
                "4:36 there is neither a role nor a person called `ines`",
                "3:11 nobody in the roster is called `jack`",
                "4:8 there is no advisor called `alice`",
                "2:11 there is no approval called `a`",
            ]
        );
    }
}
