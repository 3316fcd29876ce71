//! The rule `deadline-added-late`: milestones that were added when their day had come.

use super::moves::with_all_plans;
use super::plans::open_plans;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;
use crate::diff::{Change, ChangeKind};

pub(super) static RULE: Rule = Rule {
    id: "deadline-added-late",
    topic: Topic::Schedule,
    summary: "a milestone is added before its own day",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "A deadline that appears on its own day or later could be met by nobody who did not know it \
        before. OpenStack once published a freeze 11 days after its week had ended.\n\n\
        Give it a date that lies ahead. Who only wants to record that something has happened writes it \
        into the progress of the cycle.",
    before: "# on 2027-03-30\n- {id: string-freeze, date: 2027-03-25}      # new\n",
    after: "# on 2027-03-30\n- {id: string-freeze, date: 2027-04-29}      # new\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let plans = open_plans(context)?;
    let added = context.changes.iter().filter(|change| {
        change.kind == ChangeKind::Added
            && change.pointer.first().is_some_and(|key| key == "milestones")
            && change.pointer.len() == 2
    });
    let found = added.filter_map(|change: &Change| {
        let plan = plans.iter().find(|plan| plan.document.path == change.location.path)?;
        let dated = plan.dated().into_iter().find(|dated| dated.milestone.id.value == change.subject)?;
        let last = dated.date.last_day().filter(|last| *last <= context.today)?;
        let when = if last == context.today { "which is today" } else { "which is over" };
        let message = format!("{} is new and due by {}, {when}", dated.name, show_day(last));
        Some(
            RULE.breach(dated.location, message)
                .with_hint("give it a date that lies ahead, or record it in the progress of the cycle"),
        )
    });
    with_all_plans(context, found.collect())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found_in_change;

    fn found_with(date: &str) -> Vec<String> {
        let schedule = |added: &str| {
            format!(
                "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {{id: ga, date: 2027-07-08}}\n{added}"
            )
        };
        let (before, after) =
            (schedule(""), schedule(&format!("  - {{id: sf, name: String freeze, date: {date}}}\n")));
        found_in_change(
            &RULE,
            &[("schedules/paris.yaml", &before)],
            &[("schedules/paris.yaml", &after)],
            "2027-03-30",
        )
    }

    #[test]
    fn a_deadline_that_is_over_is_found() {
        assert_eq!(
            found_with("2027-03-25"),
            ["6:41 String freeze is new and due by Thu 25 Mar 2027, which is over"]
        );
        assert_eq!(
            found_with("2027-03-30"),
            ["6:41 String freeze is new and due by Tue 30 Mar 2027, which is today"]
        );
    }

    #[test]
    fn a_deadline_ahead_is_silent() {
        assert!(found_with("2027-03-31").is_empty());
    }
}
