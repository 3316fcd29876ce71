//! The rule `same-day`: milestones on one day although their rules keep them apart.

use super::plans::{Dated, check_with_process};
use super::timing::parsed_rules;
use super::year_slip::slips;
use super::{Check, Checked, Context, Rule as MilepostRule, Scope, Topic};
use crate::calendar::Rule;
use crate::diagnostic::{Diagnostic, Severity};

pub(super) static RULE: MilepostRule = MilepostRule {
    id: "same-day",
    topic: Topic::Schedule,
    summary: "milestones that the rules keep apart do not fall on one day",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "Where the process puts five working days between a release candidate and the decision on it, \
        these days are for something: for testing, say. With both on one day there is no time for it, \
        and the later of the two becomes a formality.\n\n\
        Move one of them, or say that one of them does not apply to this cycle (`not-applicable`). A \
        `reason` behind either date tells that it is meant.",
    before: "# the process: go-no-go at rc1 + 5 working days\n- {id: rc1, date: 2027-06-24}\n- {id: go-no-go, date: 2027-06-24}\n",
    after: "- {id: rc1, date: 2027-06-24}\n- {id: go-no-go, date: 2027-07-01}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    check_with_process(context, |plan, process| {
        let slipped = slips(plan);
        let is_slip =
            |dated: &Dated<'_>| slipped.iter().any(|slip| slip.milestone.milestone.id == dated.milestone.id);
        let dated: Vec<Dated<'_>> = plan.dated().into_iter().filter(|dated| !is_slip(dated)).collect();
        let find = |id: &str| dated.iter().find(|dated| dated.milestone.id.as_str() == id);
        let parsed = parsed_rules(&process.value);
        let kept_apart = parsed.iter().filter_map(|parsed| {
            let Some(Rule::Offset { anchor, duration, .. }) = &parsed.rule else { return None };
            let pair = (find(parsed.milestone.id.as_str())?, find(anchor.as_str())?);
            (!duration.is_zero()).then_some((parsed, pair))
        });
        kept_apart
            .filter(|(_, (one, other))| meet(one, other))
            .filter_map(|(parsed, (one, other))| {
                let at = parsed.milestone.at.as_ref()?;
                Some(breach(one, other).with_label(process.at(at.span), "the rule that keeps them apart"))
            })
            .collect()
    })
}

fn meet(one: &Dated<'_>, other: &Dated<'_>) -> bool {
    let explained = one.milestone.reason.is_some() || other.milestone.reason.is_some();
    !explained && one.exact_day().is_some() && one.exact_day() == other.exact_day()
}

fn breach(one: &Dated<'_>, other: &Dated<'_>) -> Diagnostic {
    let message = format!("{} and {} are on one day, {}", other.name, one.name, one.date.show());
    RULE.breach(one.location.clone(), message)
        .with_hint(
            "move one of them, or write `not-applicable` and the reason at the one that this cycle skips",
        )
        .with_label(other.location.clone(), other.show())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(rule: &str, milestones: &str) -> Vec<String> {
        let process = format!(
            "kind: process/v1\nversion: 1\nmilestones:\n  - {{id: rc}}\n  - {{id: go, at: {rule}}}\n"
        );
        let schedule = format!("kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n{milestones}");
        found(&RULE, &[("process.yaml", &process), ("schedules/paris.yaml", &schedule)], "2026-12-01")
    }

    const ONE_DAY: &str = "  - {id: rc, date: 2027-06-24}\n  - {id: go, date: 2027-06-24}\n";

    #[test]
    fn two_on_one_day_are_found() {
        assert_eq!(
            found_in("rc + 5 working days", ONE_DAY),
            ["6:20 rc and go are on one day, Thu 24 Jun 2027"]
        );
    }

    #[test]
    fn one_day_by_rule_or_for_a_reason_is_silent() {
        assert!(found_in("rc", ONE_DAY).is_empty());
        assert!(
            found_in("rc + 5 days", &ONE_DAY.replacen('}', ", reason: the hall is booked}", 1)).is_empty()
        );
        assert!(
            found_in("rc + 5 days", "  - {id: rc, date: 2027-06}\n  - {id: go, date: 2027-06}\n").is_empty()
        );
    }
}
