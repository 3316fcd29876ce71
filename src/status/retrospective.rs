//! Retrospectives: when they are due, and the readiness steps of the first one and of what was learned.

use jiff::civil::Date;

use super::cycles::{self, Known};
use super::readiness::State;
use super::{View, count};
use crate::calendar::{Direction, show_day};
use crate::document::{Action, Answer, Status};

/// The day by which a cycle's retrospective has to be held, where the process asks for one and it was not held.
pub(super) fn due_day(view: View<'_>, cycle: Known<'_>) -> Option<Date> {
    if cycle.status().is_proposal() || held_on(view, cycle).is_some() {
        return None;
    }
    let rule = view.workspace.process.as_ref()?.value.retrospective.as_ref()?;
    let end = cycle.expected_at(&rule.of)?.day;
    let calendar = view.workspace.working_calendar();
    rule.within.value.add_to(end, Direction::Later, &calendar).ok()
}

fn held_on(view: View<'_>, cycle: Known<'_>) -> Option<Date> {
    let held = view.workspace.retrospectives.get(&cycle.plan.id)?.value.held.as_ref()?.value.0;
    (held <= view.today).then_some(held)
}

/// Where the retrospective of the first cycle stands.
pub(super) fn first_retrospective(view: View<'_>) -> State {
    let Some(cycle) = cycles::first_cycle(view) else { return State::waits_for("the first cycle") };
    let name = cycle.name().name;
    if let Some(held) = held_on(view, cycle) {
        return State::Done { what: format!("{name}: held on {}", show_day(held)), proof: None };
    }
    let asked = view.workspace.process.as_ref().is_some_and(|process| process.value.retrospective.is_some());
    if !asked {
        let why = "the process does not ask for one; `retrospective` in process.yaml would".to_owned();
        return State::NotDemanded { why };
    }
    if cycle.status() != Status::Released {
        return State::waits_for(&format!("the end of {name}"));
    }
    let by = due_day(view, cycle).map_or_else(String::new, |day| format!(", by {}", show_day(day)));
    let path = view.path(&format!("retrospectives/{}.yaml", cycle.plan.id));
    State::next(
        format!("hold the retrospective of {name}{by}, and write it down in `{path}`"),
        "milepost schema retrospective",
    )
}

/// An action with the cycle that it came from: `oslo/a1`.
pub(super) struct Asked<'a> {
    /// The cycle's id, a slash, the action's id.
    pub(super) reference: String,
    /// The action.
    pub(super) action: &'a Action,
    /// What the process says about it.
    pub(super) answer: Option<&'a Answer>,
}

/// The actions of every retrospective.
pub(super) fn actions(view: View<'_>) -> Vec<(&str, Asked<'_>)> {
    let answers: Vec<&Answer> = view
        .workspace
        .process
        .iter()
        .flat_map(|process| process.value.answers.iter().map(|answer| &answer.value))
        .collect();
    let retrospectives = view.workspace.retrospectives.values();
    retrospectives
        .flat_map(|document| document.value.actions.iter().map(move |action| (document, action)))
        .map(|(document, action)| {
            let reference = format!("{}/{}", document.id, action.id.value);
            let answer = answers.iter().find(|answer| answer.action == reference).copied();
            (document.id.as_str(), Asked { reference, action, answer })
        })
        .collect()
}

/// Whether every action that asks for another process was answered or declined.
pub(super) fn improvements(view: View<'_>) -> State {
    if view.workspace.retrospectives.values().all(|document| document.value.held.is_none()) {
        return State::waits_for("a retrospective");
    }
    let asked: Vec<Asked<'_>> = actions(view)
        .into_iter()
        .map(|(_, asked)| asked)
        .filter(|asked| asked.action.changes_process())
        .collect();
    let waiting: Vec<String> = asked
        .iter()
        .filter(|asked| asked.answer.is_none() && asked.action.is_open())
        .map(|asked| format!("`{}`", asked.reference))
        .collect();
    if asked.is_empty() {
        return State::Done { what: "no action asks for another process".to_owned(), proof: None };
    }
    if !waiting.is_empty() {
        let what = format!(
            "answer or decline {} under `answers` in the next version of the process",
            super::list(&waiting)
        );
        return State::next(what, "milepost approve --title 'Improve the process'");
    }
    let declined =
        asked.iter().filter(|asked| asked.answer.is_some_and(|answer| answer.declined.is_some())).count();
    let declined = if declined == 0 { String::new() } else { format!(", {declined} of them declined") };
    let version = view.workspace.process.as_ref().map_or(0, |process| process.value.version.value);
    let what =
        format!("{} answered{declined}; the process is at version {version}", count(asked.len(), "action"));
    State::Done { what, proof: None }
}

#[cfg(test)]
mod tests {
    use crate::status::testing::{lines, of, told};

    const SCHEDULE: &str = "kind: schedule/v1\ncycle: oslo\nname: Oslo\nstatus: released\nmilestones: [{id: ga, date: 2027-07-08}]\n";
    const RULE: &str =
        "kind: process/v1\nversion: 2\nmilestones: [{id: ga}]\nretrospective: {within: 30 days, of: ga}\n";

    fn files<'a>(process: &'a str, retrospective: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("schedules/oslo.yaml", SCHEDULE),
            ("process.yaml", process),
            ("retrospectives/oslo.yaml", retrospective),
        ]
    }

    #[test]
    fn it_is_due_when_the_process_says() {
        let status = of(&[("schedules/oslo.yaml", SCHEDULE), ("process.yaml", RULE)], "2027-08-10", 4);
        assert!(
            told(&status, "retrospective")
                .starts_with("next: hold the retrospective of Oslo, by Sat 7 Aug 2027")
        );
        assert_eq!(
            lines(&status.overdue),
            ["2027-08-07 -3 retrospective: Retrospective (release managers (Carol and Frank))"]
        );
    }

    #[test]
    fn actions_for_the_process_wait_for_an_answer() {
        let held = "kind: retrospective/v1\ncycle: oslo\nheld: 2027-08-03\nactions:\n  - {id: a1, text: Merge the freezes, changes: process}\n  - {id: a2, text: Clean up, owner: carol, due: 2027-08-12}\n";
        let status = of(&files(RULE, held), "2027-08-10", 4);
        assert_eq!(told(&status, "retrospective"), "done: Oslo: held on Tue 3 Aug 2027");
        assert!(told(&status, "improvements").starts_with("next: answer or decline `oslo/a1`"));
        assert_eq!(lines(&status.due), ["2027-08-12 2 action: Clean up (Carol)"]);
        assert_eq!(status.open.len(), 1);

        let answered = format!("{RULE}answers: [{{action: oslo/a1, declined: no time}}]\n");
        let status = of(&files(&answered, held), "2027-08-10", 4);
        assert_eq!(
            told(&status, "improvements"),
            "done: 1 action answered, 1 of them declined; the process is at version 2"
        );
        assert!(status.open.is_empty());
    }
}
