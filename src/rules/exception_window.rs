//! The rule `exception-window`: exceptions that are asked for too late or end too late.

use super::documents::working_calendar;
use super::plans::followed;
use super::requests::{Request, requests};
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::calendar::{Direction, Duration, WorkingCalendar, show_day};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Day, Document, Process, State};
use crate::schema::Kind;
use crate::yaml::Spanned;

pub(super) static RULE: Rule = Rule {
    id: "exception-window",
    topic: Topic::Exceptions,
    summary: "exceptions are asked for in time and end in time",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "A process may say how long after a freeze an exception can still be asked for (`request- \
        within`), and how far the end of an exception may lie behind the freeze (`longest`). Without \
        these limits the last exception decides when the release is ready.\n\n\
        Ask for a shorter exception, or have the committee move the freeze or change the process. The \
        freeze counts from its planned day, or from the day on which it was reached where that is later.\n\n\
        Exceptions that were denied or withdrawn are not looked at.",
    before: "# the freeze is on 2027-03-25; the process: exceptions: {request-within: 3 days, longest: 3 weeks}\nrequested: 2027-03-22\nuntil: 2027-04-29\n",
    after: "requested: 2027-03-22\nuntil: 2027-04-08\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let calendar = working_calendar(context.workspace)?;
    let mut found = Vec::new();
    let mut reason = super::documents::folder_readable(context.workspace, Kind::Exception).err();
    for request in requests(context)? {
        if matches!(request.document.value.state.value, State::Denied | State::Withdrawn) {
            continue;
        }
        match followed(context, request.plan.document) {
            Ok(Some(process)) => found.extend(breaches(&request, process, &calendar)),
            Ok(None) => {}
            Err(unknown) => reason = Some(unknown),
        }
    }
    match reason {
        Some(reason) => Err(Unchecked { reason, found }),
        None => Ok(found),
    }
}

fn breaches(
    request: &Request<'_>,
    process: &Document<Process>,
    calendar: &WorkingCalendar,
) -> Vec<Diagnostic> {
    let Some(rules) = &process.value.exceptions else { return Vec::new() };
    let exception = &request.document.value;
    let checks = [
        (&exception.requested, &rules.request_within, "was asked for on", "`request-within`"),
        (&exception.until, &rules.longest, "ends on", "`longest`"),
    ];
    checks
        .into_iter()
        .filter_map(|(day, limit, verb, key)| {
            let (day, limit) = (day.as_ref()?, limit.as_ref()?);
            let message = too_late(request, day, limit.value, verb, calendar)?;
            Some(
                RULE.breach(request.document.at(day.span), message)
                    .with_hint("ask for less, or have the committee move the freeze")
                    .with_label(request.location.clone(), "the freeze")
                    .with_label(process.at(limit.span), format!("{key} of the process")),
            )
        })
        .collect()
}

fn too_late(
    request: &Request<'_>,
    day: &Spanned<Day>,
    limit: Duration,
    verb: &str,
    calendar: &WorkingCalendar,
) -> Option<String> {
    let last = limit.add_to(request.freeze, Direction::Later, calendar).ok()?;
    (last < day.value.0).then(|| {
        format!(
            "the exception {verb} {}, later than {limit} after {} ({})",
            show_day(day.value.0),
            request.milestone,
            show_day(request.freeze)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROCESS: &str = "kind: process/v1\nversion: 1\nmilestones:\n  - {id: ff, name: Feature freeze}\nexceptions: {request-within: 3 days, longest: 3 weeks}\n";
    const SCHEDULE: &str =
        "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {id: ff, date: 2027-03-25}\n";

    fn found_in(requested: &str, until: &str, state: &str, actual: &str) -> Vec<String> {
        let exception = format!(
            "kind: exception/v1\ncycle: paris\nmilestone: ff\nrequested: {requested}\nuntil: {until}\nstate: {state}\n"
        );
        let progress = format!("kind: progress/v1\ncycle: paris\nmilestones:\n  ff: {{actual: {actual}}}\n");
        let files = [
            ("process.yaml", PROCESS),
            ("schedules/paris.yaml", SCHEDULE),
            ("progress/paris.yaml", &progress),
            ("exceptions/paris-1.yaml", &exception),
        ];
        found(&RULE, &files, "2027-03-26")
    }

    #[test]
    fn late_requests_and_late_ends_are_found() {
        assert_eq!(
            found_in("2027-03-29", "2027-04-16", "requested", "2027-03-25"),
            [
                "4:12 the exception was asked for on Mon 29 Mar 2027, later than 3 days after Feature freeze (Thu 25 Mar 2027)",
                "5:8 the exception ends on Fri 16 Apr 2027, later than 3 weeks after Feature freeze (Thu 25 Mar 2027)",
            ]
        );
    }

    #[test]
    fn the_last_days_a_later_freeze_and_what_was_denied_are_silent() {
        assert!(found_in("2027-03-28", "2027-04-15", "granted", "2027-03-25").is_empty());
        assert!(found_in("2027-04-01", "2027-04-19", "granted", "2027-03-29").is_empty());
        assert!(found_in("2027-05-01", "2027-06-01", "denied", "2027-03-25").is_empty());
    }
}
