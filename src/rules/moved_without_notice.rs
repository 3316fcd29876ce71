//! The rule `moved-without-notice`: milestones that moved when they were already near.

use super::documents::working_calendar;
use super::moves::{Move, check_moves};
use super::plans::count_days;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "moved-without-notice",
    topic: Topic::Schedule,
    summary: "a milestone moves before its notice period begins",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Change,
    explanation: "Contributors plan their work by the dates. The process promises them a notice \
        (`change-control.notice`): a milestone nearer than this moves only by a decision of the \
        committee. Node.js promises 14 days; of 30 moved dates 11 were recorded with less.\n\n\
        The nearer of the old and the new date counts. The warning does not stop the change; it says why \
        the committee has to decide it, and that people have to be told at once.",
    before: "# on 2027-03-18, with a notice of 14 days\n- {id: feature-freeze, date: 2027-04-08}      # was 2027-03-25\n",
    after: "# on 2027-03-08\n- {id: feature-freeze, date: 2027-04-08}      # was 2027-03-25\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let calendar = working_calendar(context.workspace)?;
    check_moves(context, |moved: &Move<'_>| {
        let (control, location) = moved.control()?;
        let notice = control.notice?;
        // A date that is over already is recorded late, which is another matter.
        let given = moved.notice(context.today, Some((notice, &calendar)))?;
        if given.late.is_some() || !given.is_short {
            return None;
        }
        let nearer = given.nearer;
        let left = match given.days {
            days if days < 0 => format!("{} is over already", show_day(nearer)),
            0 if nearer < context.today => "its time has begun".to_owned(),
            0 => "it is due today".to_owned(),
            days => format!("{} is {} away", show_day(nearer), count_days(days)),
        };
        let message =
            format!("{}, while {left}: the process promises a notice of {notice}", moved.change.sentence);
        Some(
            RULE.breach(moved.change.location.clone(), message)
                .with_hint("let the committee decide, and tell everybody who works towards this date")
                .with_label(location, "the notice"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found_in_change;

    fn found_on(today: &str, status: &str) -> Vec<String> {
        let process = "kind: process/v1\nversion: 1\nmilestones: [{id: ff, name: Freeze}]\nchange-control: {notice: 14 days}\n";
        let schedule = |date: &str| {
            format!(
                "kind: schedule/v1\ncycle: paris\nstatus: {status}\nmilestones:\n  - {{id: ff, date: {date}}}\n"
            )
        };
        let (before, after) = (schedule("2027-03-25"), schedule("2027-04-08"));
        found_in_change(
            &RULE,
            &[("process.yaml", process), ("schedules/paris.yaml", &before)],
            &[("process.yaml", process), ("schedules/paris.yaml", &after)],
            today,
        )
    }

    #[test]
    fn a_move_of_a_near_milestone_is_found() {
        assert_eq!(
            found_on("2027-03-18", "active"),
            [
                "5:20 Freeze moves 14 days later (Thu 25 Mar → Thu 8 Apr 2027), while Thu 25 Mar 2027 is 7 days away: the process promises a notice of 14 days"
            ]
        );
    }

    #[test]
    fn early_moves_and_drafts_are_silent() {
        assert!(found_on("2027-03-08", "active").is_empty());
        assert!(found_on("2027-03-18", "draft").is_empty());
        assert!(found_on("2027-03-30", "active").is_empty());
    }
}
