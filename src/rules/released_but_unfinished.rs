//! The rule `released-but-unfinished`: released cycles whose milestones are not reached.

use super::documents::folder_readable;
use super::plans::{Dated, Plan, plans};
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Progress, Status};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "released-but-unfinished",
    topic: Topic::Schedule,
    summary: "a released cycle has reached its milestones",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "`status: released` says that the cycle is done. A key milestone that still lies ahead, or a \
        milestone that is over and was never recorded as reached, contradicts it: either the release \
        came early, or the status did.\n\n\
        Record `actual` in the progress, give the milestone `not-applicable` with the reason, or set the \
        status back to `active`. Maintenance releases after the release may lie ahead, unless they are \
        key milestones.\n\n\
        Past milestones are asked for only where the cycle has a progress file.",
    before: "status: released\nmilestones:\n  - {id: ga, date: 2027-07-08}      # today is 2027-07-01, and ga is a key milestone\n",
    after: "status: active\nmilestones:\n  - {id: ga, date: 2027-07-08}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let released = plans(context, |document| document.value.status.value == Status::Released)?;
    let found = released.iter().flat_map(|plan| breaches(context, plan)).collect();
    let readable = folder_readable(context.workspace, Kind::Schedule)
        .and_then(|()| folder_readable(context.workspace, Kind::Progress));
    match readable {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

fn breaches(context: &Context<'_>, plan: &Plan<'_>) -> Vec<Diagnostic> {
    let progress = context.workspace.progress.get(&plan.document.id);
    let open = plan.dated().into_iter().filter(|dated| {
        let id = dated.milestone.id.as_str();
        progress.is_none_or(|progress| progress.value.actual(id).is_none())
    });
    open.filter_map(|dated| {
        let problem = unfinished(context, plan, progress, &dated)?;
        let message = format!("{} is released, but {problem}", plan.title());
        Some(
            RULE.breach(plan.document.at(plan.document.value.status.span), message)
                .with_hint("record `actual` in the progress of the cycle, or set the status back to `active`")
                .with_label(dated.location.clone(), "the plan"),
        )
    })
    .collect()
}

fn unfinished(
    context: &Context<'_>,
    plan: &Plan<'_>,
    progress: Option<&Document<Progress>>,
    dated: &Dated<'_>,
) -> Option<String> {
    let last = dated.date.last_day()?;
    let key = || {
        let planned = plan.process.and_then(|process| process.value.milestone(&dated.milestone.id));
        planned.is_some_and(|milestone| milestone.key)
    };
    if context.today < last {
        return key().then(|| format!("{} is still to come", dated.show()));
    }
    (progress.is_some() && last < context.today)
        .then(|| format!("the progress does not say when {} was reached", dated.show()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROCESS: &str =
        "kind: process/v1\nversion: 1\nmilestones:\n  - {id: ff}\n  - {id: ga, key: true}\n  - {id: sr1}\n";
    const SCHEDULE: &str = "kind: schedule/v1\ncycle: paris\nname: Paris\nstatus: released\nmilestones:\n  - {id: ff, date: 2027-03-25}\n  - {id: ga, name: GA, date: 2027-07-08}\n  - {id: sr1, date: 2027-10-07}\n";

    fn found_in(progress: &str, today: &str) -> Vec<String> {
        let progress = format!("kind: progress/v1\ncycle: paris\nmilestones:{progress}");
        let files = [
            ("process.yaml", PROCESS),
            ("schedules/paris.yaml", SCHEDULE),
            ("progress/paris.yaml", &progress),
        ];
        found(&RULE, &files, today)
    }

    #[test]
    fn a_key_milestone_to_come_and_an_unrecorded_one_are_found() {
        assert_eq!(
            found_in("\n  sr1: {}\n", "2027-07-01"),
            [
                "4:9 Paris is released, but the progress does not say when ff (Thu 25 Mar 2027) was reached",
                "4:9 Paris is released, but GA (Thu 8 Jul 2027) is still to come",
            ]
        );
    }

    #[test]
    fn an_early_release_and_maintenance_to_come_are_silent() {
        let reached = "\n  ff: {actual: 2027-03-25}\n  ga: {actual: 2027-07-01}\n";
        assert!(found_in(reached, "2027-07-01").is_empty());
        assert!(found_in(reached, "2027-08-01").is_empty());
    }

    #[test]
    fn without_progress_nothing_past_is_asked_for() {
        let files = [("process.yaml", PROCESS), ("schedules/paris.yaml", SCHEDULE)];
        assert!(found(&RULE, &files, "2027-08-01").is_empty());
    }
}
