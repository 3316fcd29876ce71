//! The rule `still-tentative`: milestones that are near and still not settled.

use super::documents::working_calendar;
use super::plans::{Dated, check_with_process};
use super::timing::Timing;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::{Duration, Exactness, show_day};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Confidence, Status};

pub(super) static RULE: Rule = Rule {
    id: "still-tentative",
    topic: Topic::Schedule,
    summary: "a milestone inside the notice period has a settled date",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The notice period (`change-control.notice` in the process) is the time that contributors can \
        count on before a milestone. A date that is still `tbd`, a week or a month, or marked as \
        tentative when this time has begun gives them less.\n\n\
        Write the exact date, or `confidence: confirmed` where the date may stay a week or a month. For \
        `tbd` the rule of the process tells when the milestone is near.",
    before: "# today is 2027-03-18, the notice is 14 days\n- {id: feature-freeze, date: 2027-W12}\n",
    after: "- {id: feature-freeze, date: 2027-03-25}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let calendar = working_calendar(context.workspace)?;
    let timing = Timing::of(context.workspace)?;
    check_with_process(context, |plan, process| {
        let control = process.value.change_control.as_ref();
        let Some(notice) = control.and_then(|control| control.notice) else { return Vec::new() };
        if plan.document.value.status.value != Status::Active {
            return Vec::new();
        }
        let by_rule = timing.rule_dates(plan, &process.value);
        let near = |dated: &Dated<'_>| {
            let expected = by_rule.get(dated.milestone.id.as_str()).copied();
            let (first, last) = dated.days().or_else(|| expected.zip(expected))?;
            let near = context.today <= last && notice.is_within(context.today, first, &calendar);
            (near && is_open(dated)).then(|| breach(dated, notice, first))
        };
        let label = super::documents::key_location(process, "change-control");
        let dated = plan.dated();
        dated.iter().filter_map(near).map(|found| found.with_label(label.clone(), "the notice")).collect()
    })
}

fn is_open(dated: &Dated<'_>) -> bool {
    match dated.milestone.confidence {
        Some(Confidence::Tentative) => true,
        Some(Confidence::Confirmed) => dated.date.exactness() == Exactness::ToBeDecided,
        None => dated.date.is_tentative(),
    }
}

fn breach(dated: &Dated<'_>, notice: Duration, first: jiff::civil::Date) -> Diagnostic {
    let message = match dated.days() {
        Some(_) => format!("{} is nearer than the notice of {notice}, and still not settled", dated.show()),
        None => format!(
            "{} is still to be decided; its rule puts it on {}, nearer than the notice of {notice}",
            dated.name,
            show_day(first)
        ),
    };
    RULE.breach(dated.location.clone(), message).with_hint("write the exact date, or `confidence: confirmed`")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROCESS: &str = "kind: process/v1\nversion: 1\nmilestones:\n  - {id: kickoff}\n  - {id: ff, at: kickoff + 10 weeks}\nchange-control: {notice: 14 days}\n";

    fn found_in(status: &str, milestone: &str, today: &str) -> Vec<String> {
        let schedule = format!(
            "kind: schedule/v1\ncycle: paris\nstatus: {status}\nmilestones:\n  - {{id: kickoff, date: 2027-01-14}}\n  - {{id: ff, {milestone}}}\n"
        );
        found(&RULE, &[("process.yaml", PROCESS), ("schedules/paris.yaml", &schedule)], today)
    }

    #[test]
    fn an_open_date_inside_the_notice_is_found() {
        assert_eq!(
            found_in("active", "date: 2027-W12", "2027-03-18"),
            [
                "6:20 ff (week 12 of 2027 (Mon 22 – Sun 28 Mar 2027)) is nearer than the notice of 14 days, and still not settled"
            ]
        );
        assert_eq!(
            found_in("active", "date: tbd", "2027-03-18"),
            [
                "6:20 ff is still to be decided; its rule puts it on Thu 25 Mar 2027, nearer than the notice of 14 days"
            ]
        );
        assert_eq!(found_in("active", "date: 2027-03-25, confidence: tentative", "2027-03-18").len(), 1);
    }

    #[test]
    fn settled_distant_and_proposed_dates_are_silent() {
        assert!(found_in("active", "date: 2027-03-25", "2027-03-18").is_empty());
        assert!(found_in("active", "date: 2027-W12, confidence: confirmed", "2027-03-18").is_empty());
        assert!(found_in("active", "date: 2027-W12", "2027-03-08").is_empty());
        assert!(found_in("proposed", "date: 2027-W12", "2027-03-18").is_empty());
    }
}
