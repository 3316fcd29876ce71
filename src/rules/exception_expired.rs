//! The rule `exception-expired`: exceptions that are over and still granted.

use super::requests::check_requests;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::Severity;
use crate::document::State;

pub(super) static RULE: Rule = Rule {
    id: "exception-expired",
    topic: Topic::Exceptions,
    summary: "an exception that is over is no longer granted",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "A granted exception holds until its last day. When that is over, either the work was done, or it \
        was not and the plan is departed from without a decision.\n\n\
        Write `state: done` where the work is done; that is a record once the exception is over. Where \
        it is not done, ask the committee for a later `until`.",
    before: "# today is 2027-04-12\nuntil: 2027-04-08\nstate: granted\n",
    after: "until: 2027-04-08\nstate: done\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    check_requests(context, |document| {
        let exception = &document.value;
        let until = exception.until.as_ref().filter(|until| until.value.0 < context.today)?;
        (exception.state.value == State::Granted).then(|| {
            let message =
                format!("the exception ended on {} and is still `granted`", show_day(until.value.0));
            RULE.breach(document.at(exception.state.span), message)
                .with_hint("write `state: done`, or ask the committee for a later `until`")
                .with_label(document.at(until.span), "its last day")
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
    fn a_granted_exception_that_is_over_is_found() {
        assert_eq!(
            found_in("until: 2027-04-08\nstate: granted\n", "2027-04-09"),
            ["5:8 the exception ended on Thu 8 Apr 2027 and is still `granted`"]
        );
    }

    #[test]
    fn the_last_day_and_what_is_done_are_silent() {
        assert!(found_in("until: 2027-04-08\nstate: granted\n", "2027-04-08").is_empty());
        assert!(found_in("until: 2027-04-08\nstate: done\n", "2027-05-01").is_empty());
    }
}
