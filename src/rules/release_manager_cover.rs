//! The rule `release-manager-cover`: days on which every release manager is away.

use jiff::civil::Date;

use super::documents::{folder_readable, items, key_location, roster};
use super::plans::{Plan, open_plans};
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::calendar::show_day;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::{Document, Roster};
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "release-manager-cover",
    topic: Topic::Roster,
    summary: "some release manager is there on every day",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "Release managers write their absences into the roster (`away`), so that the others can stand in. \
        On days on which all of them are away nobody does; if a milestone falls into these days, nobody \
        calls it.\n\n\
        Move an absence, ask somebody to stand in and record it as a short term of his or her own, or \
        move the milestone. An absence is a record and needs nobody's approval.",
    before: "release-managers:\n  - {person: carol, away: [{from: 2027-03-22, until: 2027-04-02}]}\n  - {person: frank, away: [{from: 2027-03-29, until: 2027-04-09}]}\n",
    after: "release-managers:\n  - {person: carol, away: [{from: 2027-03-22, until: 2027-04-02}]}\n  - {person: frank, away: [{from: 2027-04-05, until: 2027-04-16}]}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = roster(context.workspace)? else { return Ok(Vec::new()) };
    let found = uncovered(&document.value, context.today)
        .into_iter()
        .map(|stretch| breach(context, document, stretch))
        .collect();
    match folder_readable(context.workspace, Kind::Schedule) {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

/// Days on which nobody is there; without an end where none is written.
#[derive(Clone, Copy)]
struct Stretch {
    first: Date,
    last: Option<Date>,
}

impl Stretch {
    fn contains(self, day: Date) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }

    fn show(self) -> String {
        match self.last {
            Some(last) if last == self.first => format!("on {}", show_day(last)),
            Some(last) => format!("from {} to {}", show_day(self.first), show_day(last)),
            None => format!("from {} on", show_day(self.first)),
        }
    }
}

fn uncovered(roster: &Roster, today: Date) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let days = turning_days(roster, today);
    for (place, day) in days.iter().enumerate() {
        if !everybody_is_away(roster, *day) {
            continue;
        }
        let last = days.get(place + 1).and_then(|next| next.yesterday().ok());
        match found.last_mut() {
            Some(stretch) if stretch.last.and_then(|last| last.tomorrow().ok()) == Some(*day) => {
                stretch.last = last;
            }
            _ => found.push(Stretch { first: *day, last }),
        }
    }
    found
}

fn everybody_is_away(roster: &Roster, day: Date) -> bool {
    let mut active = roster.release_managers.iter().filter(|manager| manager.term().contains(day)).peekable();
    active.peek().is_some() && active.all(|manager| manager.away.iter().any(|away| away.contains(day)))
}

/// Today, and every later day on which a term or an absence begins or is over.
fn turning_days(roster: &Roster, today: Date) -> Vec<Date> {
    let periods = roster
        .release_managers
        .iter()
        .flat_map(|manager| std::iter::once(manager.term()).chain(manager.away.clone()));
    let turns = periods.flat_map(|period| {
        let over = period.until.and_then(|until| until.0.tomorrow().ok());
        period.from.map(|from| from.0).into_iter().chain(over)
    });
    let mut days: Vec<Date> = turns.filter(|day| today < *day).chain([today]).collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn breach(context: &Context<'_>, document: &Document<Roster>, stretch: Stretch) -> Diagnostic {
    let mut absences = absences_on(document, stretch.first).into_iter();
    let location = absences.next().unwrap_or_else(|| key_location(document, "release-managers"));
    let milestones = milestones_in(context, stretch);
    let over = milestones.first().map(|(name, _)| format!(", over {name}")).unwrap_or_default();
    let everybody = match document.value.release_managers_on(stretch.first).as_slice() {
        [only] => format!("{}, the only release manager, is away", document.value.name_of(only)),
        _ => "all release managers are away".to_owned(),
    };
    let mut diagnostic = RULE
        .breach(location, format!("{everybody} {}{over}", stretch.show()))
        .with_hint("move an absence, or record who stands in as a release manager for these days");
    for absence in absences {
        diagnostic = diagnostic.with_label(absence, "away too");
    }
    for (name, location) in milestones {
        diagnostic = diagnostic.with_label(location, name);
    }
    diagnostic
}

/// Where the absences of a day stand; the typed document holds only their days.
fn absences_on(document: &Document<Roster>, day: Date) -> Vec<Location> {
    let managers = items(&document.tree, "release-managers").iter().zip(&document.value.release_managers);
    let in_term = managers.filter(|(_, manager)| manager.term().contains(day));
    in_term
        .flat_map(|(node, manager)| items(node, "away").iter().zip(&manager.away))
        .filter(|(_, away)| away.contains(day))
        .map(|(node, _)| document.at(node.span))
        .collect()
}

fn milestones_in(context: &Context<'_>, stretch: Stretch) -> Vec<(String, Location)> {
    // Plans that cannot be read are reported by the caller.
    let plans = open_plans(context).unwrap_or_default();
    let dated = plans.iter().flat_map(Plan::dated);
    dated
        .filter(|dated| dated.exact_day().is_some_and(|day| stretch.contains(day)))
        .map(|dated| (dated.show(), dated.location.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(managers: &str) -> Vec<String> {
        let roster = format!(
            "kind: roster/v1\npeople:\n  c: {{name: Carol}}\n  f: {{name: Frank}}\ntsc: [{{person: c}}]\nrelease-managers:\n{managers}"
        );
        let schedule = "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {id: ga, name: GA, date: 2027-04-01}\n";
        found(&RULE, &[("roster.yaml", &roster), ("schedules/paris.yaml", schedule)], "2026-12-01")
    }

    #[test]
    fn days_without_anybody_are_found() {
        assert_eq!(
            found_in(
                "  - {person: c, away: [{from: 2027-03-22, until: 2027-04-02}]}\n  - {person: f, away: [{from: 2027-03-29, until: 2027-04-09}]}\n"
            ),
            [
                "7:24 all release managers are away from Mon 29 Mar 2027 to Fri 2 Apr 2027, over GA (Thu 1 Apr 2027)"
            ]
        );
        assert_eq!(
            found_in("  - {person: c, away: [{from: 2027-01-04, until: 2027-01-04}]}\n"),
            ["7:24 Carol, the only release manager, is away on Mon 4 Jan 2027"]
        );
    }

    #[test]
    fn absences_that_do_not_meet_and_past_ones_are_silent() {
        assert!(
            found_in(
                "  - {person: c, away: [{from: 2027-03-22, until: 2027-04-02}, {from: 2026-09-01, until: 2026-10-01}]}\n  - {person: f, away: [{from: 2027-04-03}, {from: 2026-09-01, until: 2026-10-01}]}\n"
            )
            .is_empty()
        );
    }
}
