//! The rule `two-release-managers`: fewer than two, now or soon.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::documents::{key_location, project, roster};
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::calendar::show_day;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::{Document, Project, Roster};

pub(super) static RULE: Rule = Rule {
    id: "two-release-managers",
    topic: Topic::Roster,
    summary: "a project that adopted the support service has two release managers",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "The support service replaces a dedicated release manager by two of the community at least, so \
        that one can be away, fall ill or leave. With one, the next release hangs on one person's \
        calendar.\n\n\
        The rule looks 60 days ahead, since finding somebody, and the committee's decision to appoint, \
        take time. It asks only where `project.yaml` says that the service was adopted (`service`), and \
        until the project is `retired`.\n\n\
        Appoint another release manager, or extend a term that ends.",
    before: "release-managers:\n  - {person: carol, from: 2026-12-01}\n",
    after: "release-managers:\n  - {person: carol, from: 2026-12-01}\n  - {person: frank, from: 2026-12-01}\n",
    check: Check::Function(check),
};

/// How far ahead the rule looks.
const AHEAD: i32 = 60;
/// How many release managers the service asks for.
const WANTED: usize = 2;

fn check(context: &Context<'_>) -> Checked {
    let Some(project) = project(context.workspace)? else { return Ok(Vec::new()) };
    let Some(roster) = roster(context.workspace)? else { return Ok(Vec::new()) };
    let adopted =
        project.value.service.as_ref().is_some_and(|service| service.adopted.value.0 <= context.today);
    let retired = project.value.retired.is_some_and(|retired| retired.0 <= context.today);
    if !adopted || retired {
        return Ok(Vec::new());
    }
    Ok(breach(project, roster, context.today).into_iter().collect())
}

fn breach(project: &Document<Project>, roster: &Document<Roster>, today: Date) -> Option<Diagnostic> {
    let horizon = today.checked_add(AHEAD.days()).ok()?;
    let day = turning_days(&roster.value, today, horizon)
        .into_iter()
        .find(|day| roster.value.release_managers_on(*day).len() < WANTED)?;
    if day == today && the_first_are_to_come(&roster.value, today, horizon) {
        return None;
    }
    let left = roster.value.release_managers_on(day);
    let who = match left.as_slice() {
        [] => "no release manager".to_owned(),
        [only] => format!("one release manager ({})", roster.value.name_of(only)),
        _ => return None,
    };
    let when =
        if day == today { "there is".to_owned() } else { format!("from {} on there is", show_day(day)) };
    let location = term_ended_before(roster, day).unwrap_or_else(|| key_location(roster, "release-managers"));
    Some(
        RULE.breach(location, format!("{when} {who}; the support service asks for two"))
            .with_hint("let the committee appoint another one, or extend the term that ends")
            .with_label(key_location(project, "service"), "the service was adopted here"),
    )
}

/// Today and the days up to the horizon on which the release managers change.
fn turning_days(roster: &Roster, today: Date, horizon: Date) -> Vec<Date> {
    let begins =
        roster.release_managers.iter().filter_map(|manager| manager.from.as_ref()).map(|from| from.value.0);
    let ends =
        roster.release_managers.iter().filter_map(|manager| manager.until.as_ref()?.value.0.tomorrow().ok());
    let mut days: Vec<Date> = begins.chain(ends).filter(|day| today < *day && *day <= horizon).collect();
    days.push(today);
    days.sort_unstable();
    days
}

/// Between the committee's decision and their first day, the first release managers are not missing.
fn the_first_are_to_come(roster: &Roster, today: Date, horizon: Date) -> bool {
    let managers = &roster.release_managers;
    let none_so_far =
        managers.iter().all(|manager| manager.from.as_ref().is_some_and(|from| today < from.value.0));
    let days = turning_days(roster, today, horizon);
    none_so_far && days.into_iter().any(|day| roster.release_managers_on(day).len() >= WANTED)
}

fn term_ended_before(roster: &Document<Roster>, day: Date) -> Option<Location> {
    let ends = roster.value.release_managers.iter().filter_map(|manager| manager.until.as_ref());
    let mut ends = ends.rev();
    let last = ends.find(|until| until.value.0.tomorrow().is_ok_and(|next| next == day))?;
    Some(roster.at(last.span))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const ADOPTED: &str = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\n";

    fn found_in(managers: &str, project: &str, today: &str) -> Vec<String> {
        let roster = format!(
            "kind: roster/v1\npeople:\n  c: {{name: Carol}}\n  f: {{name: Frank}}\ntsc: [{{person: c}}]\nrelease-managers:\n{managers}"
        );
        found(&RULE, &[("roster.yaml", &roster), ("project.yaml", project)], today)
    }

    #[test]
    fn one_alone_is_found() {
        assert_eq!(
            found_in("  - {person: c}\n", ADOPTED, "2026-12-01"),
            ["6:1 there is one release manager (Carol); the support service asks for two"]
        );
    }

    #[test]
    fn the_end_of_a_term_is_found_sixty_days_ahead() {
        let managers = "  - {person: c}\n  - {person: f, until: 2027-01-31}\n";
        assert!(found_in(managers, ADOPTED, "2026-12-02").is_empty());
        assert_eq!(
            found_in(managers, ADOPTED, "2026-12-03"),
            [
                "8:24 from Mon 1 Feb 2027 on there is one release manager (Carol); the support service asks for two"
            ]
        );
    }

    #[test]
    fn two_are_enough_and_without_the_service_nobody_is_demanded() {
        assert!(found_in("  - {person: c}\n  - {person: f}\n", ADOPTED, "2026-12-01").is_empty());
        assert!(found_in("  - {person: c}\n", "kind: project/v1\nname: Example\n", "2026-12-01").is_empty());
    }

    #[test]
    fn the_first_two_may_begin_after_the_decision() {
        let managers = "  - {person: c, from: 2026-12-07}\n  - {person: f, from: 2026-12-07}\n";
        assert!(found_in(managers, ADOPTED, "2026-12-01").is_empty());
    }
}
