//! Changes of the project in words: its calendar, when dates end, the service it uses, and which rules it weighs otherwise.

use super::meeting;
use super::words::{Said, names, shown};
use crate::calendar::DateText;
use crate::yaml::Node;

const SERVICE: &str = "the Release Management Support Service";

pub(super) fn words(said: &Said<'_>) -> Option<String> {
    Some(match said.steps.as_slice() {
        ["name"] => said.turns("the project", "is called"),
        ["repository"] => said.turns("the repository", "is at"),
        ["retired"] => retired(said)?,
        ["service", rest @ ..] => service(said, rest)?,
        ["calendar", rest @ ..] => calendar(said, rest)?,
        ["deadline", rest @ ..] => deadline(said, rest)?,
        ["tsc-meeting", rest @ ..] => meeting::words(said, "the TSC", rest)?,
        ["rules"] => format!("own severities of rules are {}: {}", said.fate(), severities(said.value()?)),
        ["rules", rule] => severity_of(said, rule)?,
        ["rules", rule, "severity"] => said.turns(&rule_called(rule), "has the severity"),
        _ => return None,
    })
}

fn retired(said: &Said<'_>) -> Option<String> {
    Some(match (said.old.map(shown), said.new.map(shown)) {
        (None, Some(day)) => format!("the project stops using these documents on {day}"),
        (Some(old), Some(day)) => {
            format!("the project stops using these documents on {day} instead of {old}")
        }
        (Some(old), None) => format!("the project goes on using these documents: it was to stop on {old}"),
        (None, None) => return None,
    })
}

fn service(said: &Said<'_>, rest: &[&str]) -> Option<String> {
    Some(match rest {
        [] if said.is_new() => {
            let day = said.field("adopted").map(|day| format!(" on {day}")).unwrap_or_default();
            let advisor = said.person_at("advisor").map(|who| format!(", advised by {who}"));
            format!("the project adopts {SERVICE}{day}{}", advisor.unwrap_or_default())
        }
        [] => format!("the project leaves {SERVICE}"),
        ["adopted"] => said.turns(SERVICE, "is adopted on"),
        ["advisor"] => {
            let person = |node: Option<&Node>| node.and_then(Node::text).map(|id| said.person(id));
            match (person(said.old), person(said.new)) {
                (Some(old), Some(new)) => format!("{new} advises the project instead of {old}"),
                (None, Some(new)) => format!("{new} advises the project"),
                (Some(old), None) => format!("{old} no longer advises the project"),
                (None, None) => return None,
            }
        }
        _ => return None,
    })
}

fn calendar(said: &Said<'_>, rest: &[&str]) -> Option<String> {
    Some(match rest {
        ["weekend"] => match (listed(said.old), listed(said.new)) {
            (_, Some(days)) => format!("the weekend is {days}"),
            (Some(days), None) => format!("it is no longer said that the weekend is {days}"),
            (None, None) => return None,
        },
        ["weekend", day] if said.is_new() => format!("{day} belongs to the weekend"),
        ["weekend", day] => format!("{day} is a working day"),
        ["holidays"] => {
            let count = said.value()?.items().len();
            let (noun, verb) = if count == 1 { ("holiday", "is") } else { ("holidays", "are") };
            format!("{count} {noun} {verb} {}: {}", said.fate(), names(said.value(), "date"))
        }
        ["holidays", days] => {
            let name = said.field("name");
            let days = days_shown(days);
            match (said.new, name) {
                (Some(_), name) => {
                    format!(
                        "{days} {} free{}",
                        are(&days),
                        name.map(|n| format!(": {n}")).unwrap_or_default()
                    )
                }
                (None, name) => {
                    let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
                    format!("{days} {} free no longer{name}", are(&days))
                }
            }
        }
        ["holidays", days, "name"] => {
            let days = days_shown(days);
            said.turns(&format!("the holiday {days}"), "is called")
        }
        _ => return None,
    })
}

fn deadline(said: &Said<'_>, rest: &[&str]) -> Option<String> {
    let moment = |node: &Node| {
        let part = |key: &str, default: &str| node.get(key).map_or_else(|| default.to_owned(), shown);
        format!("{} {}", part("time", "23:59"), part("zone", "UTC"))
    };
    Some(match rest {
        [] => match (said.old, said.new) {
            (_, Some(new)) => format!("a day ends at {}", moment(new)),
            (Some(old), None) => format!("a day ends at 23:59 UTC again (was {})", moment(old)),
            (None, None) => return None,
        },
        ["time"] => said.turns("a day", "ends at"),
        ["zone"] => said.turns("days and times without a zone", "are in"),
        _ => return None,
    })
}

fn severity_of(said: &Said<'_>, rule: &str) -> Option<String> {
    let called = rule_called(rule);
    Some(match (said.old.and_then(severity), said.new.and_then(severity)) {
        (old, Some(new)) => {
            let instead = old.filter(|old| *old != new).map(|old| format!(" instead of {old}"));
            let why = said.new.and_then(|node| node.get("reason")).map(|why| format!(": {}", shown(why)));
            format!(
                "{called} has the severity {new}{}{}",
                instead.unwrap_or_default(),
                why.unwrap_or_default()
            )
        }
        (Some(_), None) => format!("{called} has its own severity again"),
        (None, None) => return None,
    })
}

fn rule_called(rule: &str) -> String {
    format!("the rule `{rule}`")
}

fn severity(node: &Node) -> Option<&str> {
    node.text().or_else(|| node.get("severity").and_then(Node::text))
}

fn severities(rules: &Node) -> String {
    let rules = rules.pairs().iter().map(|pair| {
        let severity = severity(&pair.value).map(|severity| format!(" ({severity})"));
        format!("`{}`{}", pair.key, severity.unwrap_or_default())
    });
    rules.collect::<Vec<_>>().join(", ")
}

fn listed(node: Option<&Node>) -> Option<String> {
    let days: Vec<&str> = node?.items().iter().filter_map(Node::text).collect();
    Some(days.join(", "))
}

/// A holiday for people; a second entry for the same days has a number.
fn days_shown(days: &str) -> String {
    let days = days.split('#').next().unwrap_or(days);
    DateText::parse(days).map_or_else(|_| days.to_owned(), |days| days.show())
}

fn are(days: &str) -> &'static str {
    if days.contains('–') { "are" } else { "is" }
}

#[cfg(test)]
mod tests {
    use crate::diff::words::testing::said;

    fn project(rest: &str) -> String {
        format!("kind: project/v1\nname: Harbour\n{rest}")
    }

    #[test]
    fn holidays_and_weekends_are_told() {
        let before = project(
            "calendar:\n  weekend: [saturday, sunday]\n  holidays:\n    - {date: 2027-05-13, name: Ascension}\n    - {date: 2027-05-14, name: Bridge}\n",
        );
        let after = project(
            "calendar:\n  weekend: [friday, saturday]\n  holidays:\n    - {date: 2027-05-14, name: Bridge day}\n    - {date: 2026-12-24/2027-01-01, name: Year end}\n",
        );
        assert_eq!(
            said("project.yaml", &before, &after),
            [
                "friday belongs to the weekend",
                "sunday is a working day",
                "the holiday Fri 14 May 2027 is called Bridge day instead of Bridge",
                "Thu 24 Dec 2026 – Fri 1 Jan 2027 are free: Year end",
                "Thu 13 May 2027 is free no longer (Ascension)",
            ]
        );
        let lists = said("project.yaml", &project("calendar: {weekend: [sunday]}\n"), &before);
        assert_eq!(lists, ["saturday belongs to the weekend", "2 holidays are new: 2027-05-13, 2027-05-14"]);
    }

    #[test]
    fn the_end_of_days_and_the_meetings_are_told() {
        let before = project("deadline: {time: \"23:59\", zone: UTC}\n");
        let after = project(
            "deadline: {time: \"18:00\", zone: AoE}\ntsc-meeting: {every: 2 weeks, on: thursday, at: \"16:00\", zone: UTC, first: 2026-01-08}\n",
        );
        assert_eq!(
            said("project.yaml", &before, &after),
            [
                "a day ends at 18:00 instead of 23:59",
                "days and times without a zone are in AoE instead of UTC",
                "the TSC meets every 2 weeks on thursday at 16:00 UTC, counted from Thu 8 Jan 2026",
            ]
        );
        assert_eq!(
            said("project.yaml", &after, &project("")),
            ["a day ends at 23:59 UTC again (was 18:00 AoE)", "the TSC has no meeting any more"]
        );
        assert_eq!(said("project.yaml", &project(""), &before), ["a day ends at 23:59 UTC"]);
    }

    #[test]
    fn the_service_the_rules_and_the_end_are_told() {
        let before = project(
            "service: {model: rmss, adopted: 2026-11-30, advisor: bob}\nrules: {broken-links: off}\n",
        );
        let after = project(
            "retired: 2030-01-01\nrules:\n  broken-links: {severity: notice, reason: they come back}\n  non-working-day: off\n",
        );
        assert_eq!(
            said("project.yaml", &project(""), &before),
            [
                "the project adopts the Release Management Support Service on Mon 30 Nov 2026, advised by Bob Example",
                "own severities of rules are new: `broken-links` (off)",
            ]
        );
        assert_eq!(
            said("project.yaml", &before, &after),
            [
                "the project stops using these documents on Tue 1 Jan 2030",
                "the rule `broken-links` has the severity notice instead of off: they come back",
                "the rule `non-working-day` has the severity off",
                "the project leaves the Release Management Support Service",
            ]
        );
        assert_eq!(
            said("project.yaml", &after, &project("")),
            [
                "the project goes on using these documents: it was to stop on Tue 1 Jan 2030",
                "own severities of rules are gone: `broken-links` (notice), `non-working-day` (off)",
            ]
        );
    }
}
