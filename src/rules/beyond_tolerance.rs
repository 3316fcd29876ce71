//! The rule `beyond-tolerance`: moves that are larger than release managers may make themselves.

use super::documents::working_calendar;
use super::moves::{Move, check_moves};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "beyond-tolerance",
    topic: Topic::Schedule,
    summary: "a move stays within the tolerance of the process",
    severity: Severity::Notice,
    guarded: false,
    scope: Scope::Change,
    explanation: "The process lets release managers move a milestone a little without a vote \
        (`change-control.tolerance`). A larger move is no mistake: it is the committee's decision. The \
        notice says which milestone made it so.\n\n\
        Several small moves count together, from the date that was last approved; so a move may need a \
        vote although this notice is absent. `milepost gate` says who has to approve \
        what.",
    before: "# the tolerance is 5 working days\n- {id: feature-freeze, date: 2027-04-08}      # was 2027-03-25\n",
    after: "# the tolerance is 5 working days\n- {id: feature-freeze, date: 2027-04-01}      # was 2027-03-25\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let calendar = working_calendar(context.workspace)?;
    check_moves(context, |moved: &Move<'_>| {
        let (control, location) = moved.control()?;
        let (from, to) = moved.measured()?;
        let tolerance = control.tolerance.filter(|tolerance| tolerance.exceeded_by(from, to, &calendar))?;
        let message = format!("{}, more than the tolerance of {tolerance}", moved.change.sentence);
        Some(
            RULE.breach(moved.change.location.clone(), message)
                .with_hint("the committee decides it; a smaller move is the release managers' own")
                .with_label(location, "the tolerance"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found_in_change;

    fn found_with(date: &str) -> Vec<String> {
        let process = "kind: process/v1\nversion: 1\nmilestones: [{id: ff}]\nchange-control: {tolerance: 5 working days}\n";
        let schedule = |date: &str| {
            format!(
                "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {{id: ff, date: {date}}}\n"
            )
        };
        let (before, after) = (schedule("2027-03-25"), schedule(date));
        found_in_change(
            &RULE,
            &[("process.yaml", process), ("schedules/paris.yaml", &before)],
            &[("process.yaml", process), ("schedules/paris.yaml", &after)],
            "2026-12-01",
        )
    }

    #[test]
    fn a_large_move_is_found() {
        assert_eq!(
            found_with("2027-04-02"),
            [
                "5:20 ff moves 8 days later (Thu 25 Mar → Fri 2 Apr 2027), more than the tolerance of 5 working days"
            ]
        );
    }

    #[test]
    fn a_small_move_is_silent() {
        assert!(found_with("2027-04-01").is_empty());
    }
}
