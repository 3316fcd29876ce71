//! The rule `process-milestone-missing`: milestones of the process that a schedule passes over in silence.

use super::documents::key_location;
use super::plans::check_with_process;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;
use crate::document::{Process, Schedule};
use crate::schema::suggestion;
use crate::yaml::Spanned;

pub(super) static RULE: Rule = Rule {
    id: "process-milestone-missing",
    topic: Topic::Schedule,
    summary: "a schedule has every milestone of its process, or says why not",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The project agreed that its releases pass these milestones. A schedule without one of them \
        either forgot it or decided against it, and readers cannot tell which.\n\n\
        Add the milestone, with `date: tbd` if its date is not known yet, or with `not-applicable` and \
        the reason if this cycle does without it. A milestone that took its place under another name \
        says so with `was`. A schedule that `milepost plan` writes has all of them.",
    before: "# the process: feature-freeze, ga\nmilestones:\n  - {id: ga, date: 2027-07-08}\n",
    after: "milestones:\n  - {id: feature-freeze, not-applicable: this cycle has no new features}\n  - {id: ga, date: 2027-07-08}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    check_with_process(context, |plan, process| {
        let schedule = &plan.document.value;
        let missing = process.value.milestones.iter().filter(|planned| {
            schedule.milestone(&planned.id).is_none()
                && !schedule.milestones.iter().any(|milestone| milestone.was.0.contains(&planned.id.value))
        });
        missing
            .map(|planned| {
                let name = planned.name.as_deref().unwrap_or(planned.id.as_str());
                let id = planned.id.as_str();
                let message = format!("the schedule of {} has no {name} (`{id}`)", plan.title());
                let breach = RULE
                    .breach(key_location(plan.document, "milestones"), message)
                    .with_label(process.at(planned.id.span), "the process has it");
                match look_alike(schedule, &process.value, id) {
                    Some(other) => breach
                        .with_hint(format!(
                            "write `id: {id}` in place of `{}`, if that is meant",
                            other.value
                        ))
                        .with_label(
                            plan.document.at(other.span),
                            format!("did you mean `{id}`? The process has no `{}`", other.value),
                        ),
                    None => breach.with_hint(format!(
                        "add `- {{id: {id}, date: tbd}}`, or with `not-applicable` and the reason"
                    )),
                }
            })
            .collect()
    })
}

/// The milestone of the schedule that is written almost like this one, and that the process does not know.
fn look_alike<'a>(schedule: &'a Schedule, process: &Process, id: &str) -> Option<&'a Spanned<String>> {
    let unknown = || {
        let ids = schedule.milestones.iter().map(|milestone| &milestone.id);
        ids.filter(|id| process.milestone(id.as_str()).is_none())
    };
    let near = suggestion(id, unknown().map(|id| id.as_str()))?;
    unknown().find(|id| id.as_str() == near)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{found, labels};

    const PROCESS: &str =
        "kind: process/v1\nversion: 1\nmilestones:\n  - {id: ff, name: Feature freeze}\n  - {id: ga}\n";

    fn found_in(status: &str, first: &str) -> Vec<String> {
        let schedule = format!(
            "kind: schedule/v1\ncycle: paris\nname: Paris\nstatus: {status}\nmilestones:\n{first}  - {{id: ga, date: tbd}}\n"
        );
        found(&RULE, &[("process.yaml", PROCESS), ("schedules/paris.yaml", &schedule)], "2026-12-01")
    }

    #[test]
    fn a_missing_milestone_is_found() {
        assert_eq!(found_in("draft", ""), ["5:1 the schedule of Paris has no Feature freeze (`ff`)"]);
    }

    #[test]
    fn a_milestone_of_almost_the_same_name_is_pointed_at() {
        let schedule = "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones:\n  - {id: f-f, date: tbd}\n  - {id: ga, date: tbd}\n";
        let process = PROCESS.replace("id: ff", "id: ff-1");
        let schedule = schedule.replace("f-f", "ff1");
        let labels_in = |schedule: &str| {
            labels(&RULE, &[("process.yaml", process.as_str()), ("schedules/paris.yaml", schedule)])
        };
        assert!(labels_in(&schedule).contains(&"did you mean `ff-1`? The process has no `ff1`".to_owned()));
        assert_eq!(labels_in(&schedule.replace("ff1", "kickoff")), ["the process has it"]);
    }

    #[test]
    fn what_does_not_apply_or_was_renamed_is_silent_and_so_are_closed_cycles() {
        assert!(found_in("active", "  - {id: ff, not-applicable: no features}\n").is_empty());
        assert!(found_in("active", "  - {id: freeze, was: ff, date: tbd}\n").is_empty());
        assert!(found_in("cancelled", "").is_empty());
    }
}
