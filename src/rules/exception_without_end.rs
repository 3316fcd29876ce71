//! The rule `exception-without-end`: exceptions that never end.

use super::requests::check_requests;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;
use crate::document::State;

pub(super) static RULE: Rule = Rule {
    id: "exception-without-end",
    topic: Topic::Exceptions,
    summary: "every exception ends",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "An exception says how long it departs from the plan. One without an end is a change of the plan \
        that nobody decided as one.\n\n\
        Write `until` before the committee decides, since the end is part of what it grants.",
    before: "milestone: feature-freeze\nscope: northbound API\nstate: requested\n",
    after: "milestone: feature-freeze\nscope: northbound API\nuntil: 2027-04-08\nstate: requested\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    check_requests(context, |document| {
        let exception = &document.value;
        let state = exception.state.value;
        let endless = exception.until.is_none() && matches!(state, State::Requested | State::Granted);
        endless.then(|| {
            let message = format!("the exception is `{}` without an end", state.name());
            RULE.breach(document.at(exception.state.span), message)
                .with_hint("write its last day: `until: 2027-04-08`, say")
        })
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
    fn a_request_without_an_end_is_found() {
        assert_eq!(
            found_in("state: requested\n", "2027-03-26"),
            ["4:8 the exception is `requested` without an end"]
        );
    }

    #[test]
    fn an_end_and_what_is_over_are_silent() {
        assert!(found_in("until: 2027-04-08\nstate: granted\n", "2027-03-26").is_empty());
        assert!(found_in("state: denied\n", "2027-03-26").is_empty());
    }
}
