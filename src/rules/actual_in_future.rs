//! The rule `actual-in-future`: milestones that were reached on a day that is still to come.

use super::documents::folder_readable;
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::calendar::show_day;
use crate::diagnostic::Severity;
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "actual-in-future",
    topic: Topic::Progress,
    summary: "nothing was reached on a day that is still to come",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "`actual` is the day on which a milestone was reached. A day that is still to come cannot be \
        that: it is a slip of the pen, or an expectation, and the status would show as done what is not.\n\n\
        Write `forecast` for a day that is expected, or correct the day.",
    before: "# today is 2027-03-20\nfeature-freeze: {actual: 2027-03-25}\n",
    after: "feature-freeze: {forecast: 2027-03-25}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let documents = context.workspace.progress.values();
    let milestones = documents.flat_map(|document| {
        document
            .value
            .milestones
            .iter()
            .filter_map(move |(id, went)| Some((document, id, went.actual.as_ref()?)))
    });
    let found = milestones
        .filter(|(_, _, actual)| context.today < actual.value.0)
        .map(|(document, id, actual)| {
            let day = show_day(actual.value.0);
            let message = format!("`{}` was not reached on {day}: that day is still to come", id.value);
            RULE.breach(document.at(actual.span), message)
                .with_hint("write `forecast` for a day that is expected, or correct the day")
        })
        .collect();
    match folder_readable(context.workspace, Kind::Progress) {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{found, unchecked};

    const PROGRESS: &str = "kind: progress/v1\ncycle: paris\nmilestones:\n  ff: {actual: 2027-03-25}\n";

    #[test]
    fn a_day_to_come_is_found() {
        assert_eq!(
            found(&RULE, &[("progress/paris.yaml", PROGRESS)], "2027-03-24"),
            ["4:16 `ff` was not reached on Thu 25 Mar 2027: that day is still to come"]
        );
    }

    #[test]
    fn today_is_silent() {
        assert!(found(&RULE, &[("progress/paris.yaml", PROGRESS)], "2027-03-25").is_empty());
    }

    #[test]
    fn a_broken_progress_leaves_it_unchecked() {
        let reason = unchecked(&RULE, &[("progress/paris.yaml", "kind: progress/v1\ncycle: 7\n")]);
        assert_eq!(reason.as_deref(), Some("`release/progress/paris.yaml` has errors"));
    }
}
