//! The rule `recorded-late`: milestones that were moved when their day was over.

use super::moves::{moves, with_all_plans};
use super::plans::count_days;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "recorded-late",
    topic: Topic::Schedule,
    summary: "a milestone is moved before its day is over",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "A plan that is corrected after the fact is no plan: until then everybody read a date that nobody \
        meant any more. Of the 28 dates that moved in OpenDaylight's published schedule, 12 were moved \
        on or after the old date.\n\n\
        A milestone that was missed keeps its date in the schedule. Write a `forecast` into the progress \
        of the cycle as soon as a delay is known, and move the milestone while it still lies ahead. The \
        warning stays in the record of the change.",
    before: "# on 2027-03-30\n- {id: feature-freeze, date: 2027-04-08}      # was 2027-03-25\n",
    after: "# on 2027-03-10\n- {id: feature-freeze, date: 2027-04-08}      # was 2027-03-25\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let moves = moves(context)?;
    let found = moves.iter().filter_map(|moved| {
        let late = count_days(moved.notice(context.today, None)?.late?);
        let over = show_day(moved.change.old_end?);
        let message = format!("{}, {late} after {over} had passed", moved.change.sentence);
        Some(
            RULE.breach(moved.change.location.clone(), message)
                .with_hint("record a delay as a `forecast` in the progress as soon as it is known"),
        )
    });
    with_all_plans(context, found.collect())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{found_in_change, unchecked_in_change};

    fn found_on(today: &str) -> Vec<String> {
        let schedule = |date: &str| {
            format!(
                "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {{id: ff, date: {date}}}\n"
            )
        };
        let (before, after) = (schedule("2027-03-25"), schedule("2027-04-08"));
        found_in_change(
            &RULE,
            &[("schedules/paris.yaml", &before)],
            &[("schedules/paris.yaml", &after)],
            today,
        )
    }

    #[test]
    fn a_move_after_the_old_date_is_found() {
        assert_eq!(
            found_on("2027-03-30"),
            [
                "5:20 ff moves 14 days later (Thu 25 Mar → Thu 8 Apr 2027), 5 days after Thu 25 Mar 2027 had passed"
            ]
        );
    }

    #[test]
    fn a_plan_that_could_not_be_read_before_is_not_checked() {
        let plan = "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones: []\n";
        let reason = unchecked_in_change(
            &RULE,
            &[("schedules/paris.yaml", "kind: schedule/v1\ncycle: 7\n")],
            &[("schedules/paris.yaml", plan)],
        );
        assert_eq!(reason.as_deref(), Some("`release/schedules/paris.yaml` has errors as it was before"));
    }

    #[test]
    fn a_move_on_the_day_itself_is_silent() {
        assert!(found_on("2027-03-25").is_empty());
    }
}
