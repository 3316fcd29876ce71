//! The rule `rule-circle`: milestones whose rules hang on each other.

use std::collections::{BTreeMap, BTreeSet};

use super::documents::process;
use super::timing::{ParsedRule, Timing, parsed_rules};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::{Planned, Resolution, resolve, show_circle};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::{Document, Process};

pub(super) static RULE: Rule = Rule {
    id: "rule-circle",
    topic: Topic::Process,
    summary: "no milestone hangs on itself by way of its rule",
    severity: Severity::Error,
    guarded: true,
    scope: Scope::Document,
    explanation: "A rule places a milestone relative to another one. Where the rules lead back to where they \
        began, none of these milestones has a place: no schedule can be computed, and no date can be \
        compared with its rule.\n\n\
        Take the rule (`at`) away from the milestone that the others are counted from. Rules may point \
        forwards and backwards, as long as they begin somewhere.",
    before: "milestones:\n  - {id: code-freeze, at: ga - 4 weeks}\n  - {id: ga, at: code-freeze + 4 weeks}\n",
    after: "milestones:\n  - {id: code-freeze, at: ga - 4 weeks}\n  - {id: ga}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = process(context.workspace)? else { return Ok(Vec::new()) };
    let timing = Timing::of(context.workspace)?;
    let parsed = parsed_rules(&document.value);
    let planned: Vec<Planned<'_>> = parsed.iter().map(ParsedRule::planned).collect();
    let resolutions = resolve(&planned, &BTreeMap::new(), &timing.calendars());
    let circles: BTreeSet<&[String]> = resolutions
        .values()
        .filter_map(|resolution| match resolution {
            Resolution::Circle(circle) => Some(&**circle),
            _ => None,
        })
        .collect();
    Ok(circles.into_iter().map(|circle| breach(document, circle)).collect())
}

fn breach(document: &Document<Process>, circle: &[String]) -> Diagnostic {
    let mut rules = circle.iter().filter_map(|id| {
        let rule = document.value.milestone(id)?.at.as_ref()?;
        Some((document.at(rule.span), format!("`{id}` hangs on `{}`", rule.value)))
    });
    let first = rules.next().map_or_else(|| Location::file(&document.path), |(location, _)| location);
    let (message, hint) = match circle {
        [alone] => (
            format!("the rules go round in a circle: `{alone}` is counted from itself"),
            "count it from another milestone, or take its `at` away",
        ),
        _ => (
            format!("the rules go round in a circle: {}", show_circle(circle)),
            "take `at` away from the milestone that the others are counted from",
        ),
    };
    let diagnostic = RULE.breach(first, message).with_hint(hint);
    rules.fold(diagnostic, |diagnostic, (location, message)| diagnostic.with_label(location, message))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(milestones: &str) -> Vec<String> {
        let process = format!("kind: process/v1\nversion: 1\nmilestones:\n{milestones}");
        found(&RULE, &[("process.yaml", &process)], "2026-12-01")
    }

    #[test]
    fn a_circle_is_shown() {
        assert_eq!(
            found_in("  - {id: c, at: b}\n  - {id: a, at: c + 1 week}\n  - {id: b, at: a - 1 week}\n"),
            ["5:17 the rules go round in a circle: a → c → b → a"]
        );
        assert_eq!(
            found_in("  - {id: c, at: c + 1 week}\n"),
            ["4:17 the rules go round in a circle: `c` is counted from itself"]
        );
    }

    #[test]
    fn rules_that_begin_somewhere_are_silent() {
        assert!(
            found_in("  - {id: a, at: ga - 1 week}\n  - {id: b, at: a + 1 day}\n  - {id: ga}\n").is_empty()
        );
    }
}
