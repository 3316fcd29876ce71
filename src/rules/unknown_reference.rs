//! The rule `unknown-reference`: names of people, votes, roles, milestones and documents that stand for nothing.

mod records;

use std::collections::BTreeSet;

use super::documents::{folder_readable, items, policy, process, project, roster, text_at};
use super::timing::Timing;
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked, settings};
use crate::calendar::{SnapTarget, parse_day};
use crate::diagnostic::{Diagnostic, Location, Severity, Span};
use crate::document::{Approval, Document, Policy, Process, Retrospective, Roster, Schedule};
use crate::schema::{Kind, suggestion};
use crate::yaml::Spanned;

pub(super) static RULE: Rule = Rule {
    id: "unknown-reference",
    topic: Topic::Files,
    summary: "whatever a document names exists",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Workspace,
    explanation: "Documents name people by their id in the roster, votes by their name in the policy, owners by a \
        role of the process or a person, and cycles, milestones and approvals by their id. A name that \
        stands for nothing hides who has to act, or leaves a decision without the votes that it needs: \
        of a seat holder who is misspelt, nobody would notice that the seat has no vote.\n\n\
        Correct the name, or add what it stands for. People stay in the roster after they have left, \
        since old approvals name them; end their terms with `until` instead of deleting them.\n\n\
        The names of rules in `project.yaml` are looked at too, and whether they may be lowered at all.",
    before: "people:\n  alice: {name: Alice Example}\ntsc:\n  - {person: alise}\n",
    after: "people:\n  alice: {name: Alice Example}\ntsc:\n  - {person: alice}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let mut found = settings::problems(context.workspace);
    let mut reasons = Vec::new();
    let checks = [
        in_roster,
        in_project,
        in_policy,
        records::in_working_group,
        records::in_training,
        in_process,
        in_answers,
        in_schedules,
        records::in_progress,
        records::in_exceptions,
        records::in_retrospectives,
        records::in_support,
        in_approvals,
        records::in_witnesses,
    ];
    for check in checks {
        match check(context) {
            Ok(more) => found.extend(more),
            Err(unchecked) => {
                found.extend(unchecked.found);
                reasons.push(unchecked.reason);
            }
        }
    }
    match reasons.into_iter().next() {
        Some(reason) => Err(Unchecked { reason, found }),
        None => Ok(found),
    }
}

/// The names that exist, and what they are names of.
struct Known<'a> {
    what: &'static str,
    names: BTreeSet<&'a str>,
    hint: String,
}

impl<'a> Known<'a> {
    fn people(context: &Context<'a>) -> Result<Self, String> {
        let roster = roster(context.workspace)?;
        let path = context.workspace.path_of(Kind::Roster);
        // Without a roster everybody would be unknown; that it is missing is said once, where files are read.
        if roster.is_none() {
            return Err(format!("`{path}` is missing"));
        }
        Ok(Self {
            what: "nobody in the roster is called",
            names: roster.map(|roster| roster.value.people.keys().collect()).unwrap_or_default(),
            hint: format!("add the person to `people` in `{path}`; who has left stays there"),
        })
    }

    fn breach(&self, location: Location, name: &str) -> Option<Diagnostic> {
        if self.names.contains(name) {
            return None;
        }
        let hint = suggestion(name, self.names.iter().copied())
            .map_or_else(|| self.hint.clone(), |near| format!("did you mean `{near}`?"));
        Some(RULE.breach(location, format!("{} `{name}`", self.what)).with_hint(hint))
    }

    fn breaches<'b, T>(
        &self,
        document: &Document<T>,
        names: impl Iterator<Item = (&'b str, Span)>,
    ) -> Vec<Diagnostic> {
        names.filter_map(|(name, span)| self.breach(document.at(span), name)).collect()
    }
}

fn spanned(name: &Spanned<String>) -> (&str, Span) {
    (name.as_str(), name.span)
}

fn in_roster(context: &Context<'_>) -> Checked {
    let Some(document) = roster(context.workspace)? else { return Ok(Vec::new()) };
    let Roster { tsc, release_managers, advisors, .. } = &*document.value;
    let seats = tsc.iter().flat_map(|seat| std::iter::once(&seat.person).chain(&seat.alternate));
    let managers = release_managers.iter().map(|manager| &manager.person);
    let names = seats.chain(managers).chain(advisors).map(spanned);
    Ok(Known::people(context)?.breaches(document, names))
}

fn in_project(context: &Context<'_>) -> Checked {
    let Some(document) = project(context.workspace)? else { return Ok(Vec::new()) };
    let advisor = document.value.service.iter().filter_map(|service| service.advisor.as_ref());
    Ok(Known::people(context)?.breaches(document, advisor.map(spanned)))
}

fn in_policy(context: &Context<'_>) -> Checked {
    let Some(document) = policy(context.workspace)? else { return Ok(Vec::new()) };
    let Policy { votes, requirements, emergency, .. } = &*document.value;
    let kinds_of_vote = Known {
        what: "there is no kind of vote called",
        names: votes.keys().collect(),
        hint: "describe it under `votes`".to_owned(),
    };
    let named = requirements.iter().filter_map(|(_, needed)| needed.vote.as_ref());
    let found = kinds_of_vote.breaches(document, named.map(spanned));
    let approvers = emergency.iter().flat_map(|emergency| &emergency.approvers).map(spanned);
    let people = Known::people(context).map_err(|reason| Unchecked { reason, found: found.clone() })?;
    Ok([found, people.breaches(document, approvers)].concat())
}

fn in_process(context: &Context<'_>) -> Checked {
    let Some(document) = process(context.workspace)? else { return Ok(Vec::new()) };
    let Process { phases, milestones, .. } = &*document.value;
    let mut found = Vec::new();
    if !phases.is_empty() {
        let known = Known {
            what: "there is no phase called",
            names: phases.iter().map(|phase| phase.as_str()).collect(),
            hint: "add it to `phases`".to_owned(),
        };
        found.extend(
            known.breaches(document, milestones.iter().filter_map(|m| m.phase.as_ref()).map(spanned)),
        );
    }
    let known = Known {
        what: "there is no milestone called",
        names: milestones.iter().map(|milestone| milestone.id.as_str()).collect(),
        hint: "add it to `milestones`".to_owned(),
    };
    let due = items(&document.tree, "artifacts").iter().filter_map(|artifact| text_at(artifact, "due"));
    let retrospective = document.tree.get("retrospective").and_then(|node| text_at(node, "of"));
    found.extend(known.breaches(document, due.chain(retrospective)));
    let unchecked = |reason| Unchecked { reason, found: found.clone() };
    let owners = owners(context, Some(document)).map_err(unchecked)?;
    let meetings = missing_meetings(context, document).map_err(unchecked)?;
    found.extend(meetings);
    found.extend(owners.breaches(document, owned_by(document)));
    Ok(found)
}

/// The actions of retrospectives that the process answers or declines.
fn in_answers(context: &Context<'_>) -> Checked {
    let Some(document) = process(context.workspace)? else { return Ok(Vec::new()) };
    folder_readable(context.workspace, Kind::Retrospective)?;
    let names: Vec<String> = context
        .workspace
        .retrospectives
        .values()
        .flat_map(|retrospective| {
            let Retrospective { cycle, actions, .. } = &*retrospective.value;
            actions.iter().map(move |action| format!("{}/{}", cycle.value, action.id.value))
        })
        .collect();
    let known = Known {
        what: "no retrospective has an action called",
        names: names.iter().map(String::as_str).collect(),
        hint: "write the cycle, a slash, and the id of the action: `oslo/a1`".to_owned(),
    };
    let answers = items(&document.tree, "answers").iter();
    let actions = answers
        .filter_map(|answer| text_at(answer, "action").or_else(|| Some((answer.text()?, answer.span))));
    Ok(known.breaches(document, actions))
}

/// Everybody whom the process names as the owner of something.
fn owned_by(document: &Document<Process>) -> impl Iterator<Item = (&str, Span)> {
    let milestones = items(&document.tree, "milestones");
    let criteria = milestones.iter().flat_map(|item| items(item, "entry").iter().chain(items(item, "exit")));
    let owning = milestones.iter().chain(criteria).chain(items(&document.tree, "artifacts"));
    owning.filter_map(|item| text_at(item, "owner"))
}

fn owners<'a>(context: &Context<'a>, process: Option<&'a Document<Process>>) -> Result<Known<'a>, String> {
    let mut names = Known::people(context)?.names;
    names.extend(process.iter().flat_map(|process| &process.value.roles).map(|role| role.as_str()));
    Ok(Known {
        what: "there is neither a role nor a person called",
        names,
        hint: format!(
            "add it to `roles` in `{}`, or name a person of the roster",
            context.workspace.path_of(Kind::Process)
        ),
    })
}

/// Milestones that snap to a meeting which nobody declared.
fn missing_meetings(context: &Context<'_>, document: &Document<Process>) -> Result<Vec<Diagnostic>, String> {
    let timing = Timing::of(context.workspace)?;
    let calendars = timing.calendars();
    let snaps = document
        .value
        .milestones
        .iter()
        .flat_map(|milestone| milestone.snap.iter().chain(&milestone.snap_back));
    let missing = snaps.filter_map(|snap| {
        let (declared, place, key) = if snap.as_str() == SnapTarget::WorkingGroupMeeting.name() {
            (calendars.working_group.is_some(), Kind::WorkingGroup, "meeting")
        } else if snap.as_str() == SnapTarget::TscMeeting.name() {
            (calendars.tsc.is_some(), Kind::Project, "tsc-meeting")
        } else {
            return None;
        };
        let hint = format!("describe it under `{key}` in `{}`", context.workspace.path_of(place));
        let message = format!("`{}` is a meeting that the project does not describe", snap.value);
        (!declared).then(|| RULE.breach(document.at(snap.span), message).with_hint(hint))
    });
    Ok(missing.collect())
}

fn in_schedules(context: &Context<'_>) -> Checked {
    let workspace = context.workspace;
    let process = process(workspace)?;
    let owners = owners(context, process)?;
    let mut found = Vec::new();
    for document in workspace.schedules.values() {
        let Schedule { milestones, .. } = &*document.value;
        found.extend(process_version(context, document, process));
        found.extend(
            owners.breaches(document, milestones.iter().filter_map(|m| m.owner.as_deref()).map(spanned)),
        );
        found.extend(support_begins(document));
    }
    folder_readable(workspace, Kind::Schedule)
        .map_err(|reason| Unchecked { reason, found: found.clone() })?;
    Ok(found)
}

/// A schedule follows the current version of the process or an older one, which lies in history.
fn process_version(
    context: &Context<'_>,
    document: &Document<Schedule>,
    process: Option<&Document<Process>>,
) -> Option<Diagnostic> {
    let version = document.value.process.as_ref()?;
    let path = context.workspace.path_of(Kind::Process);
    let location = document.at(version.span);
    let Some(process) = process else {
        let message = format!("there is no process that the schedule could follow: `{path}` does not exist");
        return Some(
            RULE.breach(location, message).with_hint(format!("add `{path}`, or take `process` out")),
        );
    };
    let current = &process.value.version;
    (current.value < version.value).then(|| {
        RULE.breach(location, format!("there is no version {} of the process", version.value))
            .with_hint(format!("write `process: {}`", current.value))
            .with_label(process.at(current.span), format!("the process has version {}", current.value))
    })
}

fn support_begins(document: &Document<Schedule>) -> Option<Diagnostic> {
    let (from, span) = document.tree.get("supported").and_then(|node| text_at(node, "from"))?;
    let known = Known {
        what: "support begins with a milestone or a day, and there is no milestone called",
        names: document.value.milestones.iter().map(|milestone| milestone.id.as_str()).collect(),
        hint: "name a milestone of this schedule, or write a day such as `2027-07-22`".to_owned(),
    };
    if parse_day(from).is_ok() { None } else { known.breach(document.at(span), from) }
}

fn in_approvals(context: &Context<'_>) -> Checked {
    let people = Known::people(context)?;
    let approvals = &context.workspace.approvals;
    let ids = Known {
        what: "there is no approval called",
        names: approvals.keys().map(String::as_str).collect(),
        hint: "name the id of an approval, as in its file name".to_owned(),
    };
    let readable = folder_readable(context.workspace, Kind::Approval);
    let mut found = Vec::new();
    for document in approvals.values() {
        let Approval { present, votes, revokes, supersedes, .. } = &*document.value;
        let voters = present.iter().chain(votes.iter().map(|line| &line.voter));
        found.extend(people.breaches(document, voters.map(spanned)));
        if readable.is_ok() {
            found.extend(ids.breaches(document, revokes.iter().chain(supersedes).map(spanned)));
        }
    }
    readable.map_err(|reason| Unchecked { reason, found: found.clone() })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{found, unchecked};

    const TODAY: &str = "2026-12-01";

    #[test]
    fn people_who_are_nobody_are_found() {
        let roster = "kind: roster/v1\npeople:\n  alice: {name: Alice}\n  bob: {name: Bob}\ntsc:\n  - {person: alise, alternate: zoe}\nrelease-managers:\n  - {person: bob}\nadvisors: [dana]\n";
        assert_eq!(
            found(&RULE, &[("roster.yaml", roster)], TODAY),
            [
                "6:14 nobody in the roster is called `alise`",
                "6:32 nobody in the roster is called `zoe`",
                "9:12 nobody in the roster is called `dana`",
            ]
        );
    }

    #[test]
    fn names_in_the_process_and_its_schedules_are_found() {
        let process = "kind: process/v1\nversion: 2\nphases: [plan]\nroles: [lead]\nmilestones:\n  - {id: ga, phase: plans, owner: leed, snap: tsc-meeting, exit: [{id: a, text: A, owner: alice}]}\nartifacts:\n  - {id: notes, due: gaa}\n";
        let schedule = "kind: schedule/v1\ncycle: paris\nprocess: 3\nstatus: active\nmilestones:\n  - {id: ga, owner: nobody}\nsupported: {from: rc}\n";
        let exception = "kind: exception/v1\ncycle: paris\nmilestone: ff\nrequested-by: alice\nrequested: 2027-03-22\nscope: all\nuntil: 2027-04-08\nstate: requested\n";
        assert_eq!(
            found(
                &RULE,
                &[
                    ("process.yaml", process),
                    ("schedules/paris.yaml", schedule),
                    ("exceptions/paris-1.yaml", exception)
                ],
                TODAY
            ),
            [
                "6:21 there is no phase called `plans`",
                "8:22 there is no milestone called `gaa`",
                "6:47 `tsc-meeting` is a meeting that the project does not describe",
                "6:35 there is neither a role nor a person called `leed`",
                "3:10 there is no version 3 of the process",
                "6:21 there is neither a role nor a person called `nobody`",
                "7:19 support begins with a milestone or a day, and there is no milestone called `rc`",
                "3:12 the schedule has no milestone called `ff`",
            ]
        );
    }

    #[test]
    fn rules_that_do_not_exist_or_guard_decisions_are_found() {
        let project =
            "kind: project/v1\nname: Example\nrules: {year-slipp: off, identity: warning, year-slip: off}\n";
        assert_eq!(
            found(&RULE, &[("project.yaml", project)], TODAY),
            [
                "3:9 there is no rule called `year-slipp`",
                "3:26 `identity` guards decisions and cannot be set to `warning`",
            ]
        );
    }

    #[test]
    fn a_complete_project_is_silent() {
        let schedule =
            "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {id: ga, owner: alice}\n";
        assert!(found(&RULE, &[("schedules/paris.yaml", schedule)], TODAY).is_empty());
    }

    #[test]
    fn a_broken_roster_leaves_it_unchecked() {
        let reason = unchecked(&RULE, &[("roster.yaml", "kind: roster/v1\npeople: 7\n")]);
        assert_eq!(reason.as_deref(), Some("`release/roster.yaml` has errors"));
    }

    #[test]
    fn a_vote_of_the_profile_is_known_and_no_other() {
        let policy = |vote: &str| {
            format!(
                "kind: policy/v1\nversion: 1\nprofile: lf-charter/1\nrequirements:\n  schedule: {{vote: {vote}}}\n"
            )
        };
        let found_in = |vote: &str| found(&RULE, &[("policy.yaml", &policy(vote))], "2026-12-01");
        assert!(found_in("two-thirds").is_empty());
        assert_eq!(found_in("majorty"), ["5:20 there is no kind of vote called `majorty`"]);
    }
}
