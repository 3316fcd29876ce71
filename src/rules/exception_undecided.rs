//! The rule `exception-undecided`: requests for an exception that nobody decides.

use super::plans::after_days;
use super::requests::check_requests;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;
use crate::document::State;

pub(super) static RULE: Rule = Rule {
    id: "exception-undecided",
    topic: Topic::Exceptions,
    summary: "requests for an exception are decided",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "Who asks for an exception waits for the answer, and works or stops working meanwhile. A request \
        is undecided too long when 14 days have passed since it was `requested`, or when the end that it \
        asks for is over.\n\n\
        Put it on the committee's agenda and record the outcome (`granted` or `denied`), or have it \
        `withdrawn`.",
    before: "# today is 2027-04-06\nrequested: 2027-03-22\nuntil: 2027-04-08\nstate: requested\n",
    after: "requested: 2027-03-22\nuntil: 2027-04-08\nstate: denied\n",
    check: Check::Function(check),
};

/// So many days a request may wait.
const PATIENCE: i32 = 14;

fn check(context: &Context<'_>) -> Checked {
    check_requests(context, |document| {
        let exception = &document.value;
        if exception.state.value != State::Requested {
            return None;
        }
        let over = exception.until.as_ref().filter(|until| until.value.0 < context.today);
        let waiting = exception
            .requested
            .as_ref()
            .filter(|requested| after_days(requested.value.0, PATIENCE) < context.today);
        let (message, span) = match (over, waiting) {
            (Some(until), _) => (
                format!("nobody decided the exception before it ended on {}", show_day(until.value.0)),
                until.span,
            ),
            (None, Some(requested)) => (
                format!("the exception waits for a decision since {}", show_day(requested.value.0)),
                requested.span,
            ),
            (None, None) => return None,
        };
        Some(
            RULE.breach(document.at(exception.state.span), message)
                .with_hint("put it on the committee's agenda, or write `state: withdrawn`")
                .with_label(document.at(span), "the day that counts"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found_in_exception;

    fn found_in(lines: &str, today: &str) -> Vec<String> {
        found_in_exception(&RULE, lines, today)
    }

    #[test]
    fn requests_that_wait_too_long_are_found() {
        assert_eq!(
            found_in("requested: 2027-03-22\nuntil: 2027-04-08\nstate: requested\n", "2027-04-06"),
            ["6:8 the exception waits for a decision since Mon 22 Mar 2027"]
        );
        assert_eq!(
            found_in("requested: 2027-04-07\nuntil: 2027-04-08\nstate: requested\n", "2027-04-09"),
            ["6:8 nobody decided the exception before it ended on Thu 8 Apr 2027"]
        );
    }

    #[test]
    fn fresh_requests_and_decided_ones_are_silent() {
        assert!(
            found_in("requested: 2027-03-22\nuntil: 2027-04-08\nstate: requested\n", "2027-04-05").is_empty()
        );
        assert!(
            found_in("requested: 2027-03-22\nuntil: 2027-04-08\nstate: denied\n", "2027-05-01").is_empty()
        );
    }
}
