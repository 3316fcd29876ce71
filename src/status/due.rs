//! Everything that has a day: milestones with their criteria and artifacts, retrospectives, training, terms, plans.

use jiff::civil::Date;

use super::cycles::{self, Expected, Known};
use super::{Cycle, Due, Kind, Owner, View, retrospective};
use crate::document::{Criterion, CriterionState, Status};
use crate::schema::Kind as DocumentKind;

/// Everything that has a day and is not done, in no order.
pub(super) fn dated(view: View<'_>) -> Vec<Due> {
    let mut due = Vec::new();
    for cycle in cycles::cycles(view) {
        match cycle.status() {
            Status::Proposed => due.extend(plan(view, cycle)),
            Status::Active => {
                for expected in cycle.expected() {
                    due.extend(milestone(view, cycle, &expected));
                    due.extend(criteria(view, cycle, &expected));
                }
                due.extend(artifacts(view, cycle));
            }
            // What a project never recorded is not asked for afterwards.
            Status::Released if cycle.progress.is_some() => due.extend(artifacts(view, cycle)),
            _ => {}
        }
        due.extend(retrospective_of(view, cycle));
    }
    due.extend(training(view));
    due.extend(terms(view));
    due
}

impl View<'_> {
    /// What is due on a day, with the owner to be found.
    pub(super) fn due(self, date: Date, kind: Kind, id: &str, what: String, path: String) -> Due {
        let owner = Owner { written: None, people: Vec::new(), shown: String::new() };
        let (days, id) = (self.days_to(date), id.to_owned());
        Due { date, days, kind, id, what, cycle: None, owner, note: None, path }
    }
}

impl Due {
    pub(super) fn by(self, owner: Owner) -> Self {
        Self { owner, ..self }
    }

    pub(super) fn of(self, cycle: Cycle) -> Self {
        Self { cycle: Some(cycle), ..self }
    }

    pub(super) fn with_note(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }
}

/// A proposed plan has to be decided before its first day.
fn plan(view: View<'_>, cycle: Known<'_>) -> Option<Due> {
    let first = cycle.expected().into_iter().min_by_key(|expected| expected.day)?;
    let what = format!("Decide the proposed plan, before {}", first.name);
    let due = view.due(first.day, Kind::Plan, &cycle.plan.id, what, cycle.plan.path.clone());
    Some(due.of(cycle.name()).by(view.owner(Some("tsc"), first.day)))
}

fn milestone(view: View<'_>, cycle: Known<'_>, expected: &Expected<'_>) -> Option<Due> {
    let id = expected.milestone.id.as_str();
    let due = view.due(expected.day, Kind::Milestone, id, expected.name.to_owned(), cycle.progress_path());
    let owner = cycle.owner_of(expected.milestone, expected.day);
    expected.is_ahead().then(|| due.of(cycle.name()).by(owner).with_note(expected.note()))
}

fn criteria(view: View<'_>, cycle: Known<'_>, expected: &Expected<'_>) -> Vec<Due> {
    let id = expected.milestone.id.as_str();
    let Some(planned) = cycle.in_process(id) else { return Vec::new() };
    let progress = cycle.progress.and_then(|progress| progress.milestones.get(id));
    let is_open = |criterion: &&Criterion| {
        let state = progress.and_then(|progress| progress.criteria.get(&criterion.id));
        state.is_none_or(|state| state.state.value == CriterionState::Open)
    };
    let passed = (!expected.is_ahead()).then(|| format!("{} passed without it", expected.name));
    planned
        .criteria()
        .filter(is_open)
        .map(|criterion| {
            let what = format!("{} (for {})", criterion.text, expected.name);
            let reference = format!("{id}/{}", criterion.id.value);
            let owner = criterion.owner.as_ref().map(|owner| owner.as_str());
            view.due(expected.day, Kind::Criterion, &reference, what, cycle.progress_path())
                .of(cycle.name())
                .by(view.owner(owner, expected.day))
                .with_note(passed.clone())
        })
        .collect()
}

fn artifacts(view: View<'_>, cycle: Known<'_>) -> Vec<Due> {
    let artifacts = cycle.process.map(|process| process.artifacts.as_slice()).unwrap_or_default();
    artifacts
        .iter()
        .filter(|artifact| {
            cycle.progress.is_none_or(|progress| progress.artifacts.get(&artifact.id).is_none())
        })
        .filter_map(|artifact| {
            let expected = cycle.expected_at(artifact.due.as_ref()?)?;
            let name = artifact.name.as_deref().unwrap_or(&artifact.id);
            let what = format!("{name} (for {})", expected.name);
            let owner = view.owner(artifact.owner.as_ref().map(|owner| owner.as_str()), expected.day);
            let due = view.due(expected.day, Kind::Artifact, &artifact.id, what, cycle.progress_path());
            Some(due.of(cycle.name()).by(owner))
        })
        .collect()
}

fn retrospective_of(view: View<'_>, cycle: Known<'_>) -> Option<Due> {
    let day = retrospective::due_day(view, cycle)?;
    let path = view.path(&format!("retrospectives/{}.yaml", cycle.plan.id));
    let due = view.due(day, Kind::Retrospective, &cycle.plan.id, "Retrospective".to_owned(), path);
    Some(due.of(cycle.name()).by(view.owner(Some("release-managers"), day)))
}

fn training(view: View<'_>) -> Vec<Due> {
    let Some(training) = &view.workspace.training else { return Vec::new() };
    let to_come = training.value.sessions.iter().filter_map(|session| {
        let date = session.date.as_ref()?.value.0;
        let topic = session.topic.as_deref().unwrap_or(&session.id);
        let due =
            view.due(date, Kind::Training, &session.id, format!("Training: {topic}"), training.path.clone());
        (date >= view.today).then(|| due.by(view.owner(Some("release-managers"), date)))
    });
    to_come.collect()
}

fn terms(view: View<'_>) -> Vec<Due> {
    let Some(roster) = &view.workspace.roster else { return Vec::new() };
    let path = view.workspace.path_of(DocumentKind::Roster);
    let ending = roster.value.release_managers.iter().filter_map(|manager| {
        let until = manager.until.as_ref()?.value.0;
        let goes_on = roster.value.release_managers.iter().any(|other| {
            let from = other.from.as_ref().map(|from| from.value.0);
            other.person.value == manager.person.value && from.is_some_and(|from| from > view.today)
        });
        let what = format!("Term of {} as release manager ends", view.name_of(&manager.person));
        let due = view.due(until, Kind::Term, &manager.person, what, path.clone());
        let note = Some("hand over, or extend it, before".to_owned());
        (until >= view.today && !goes_on).then(|| due.by(view.owner(Some("tsc"), until)).with_note(note))
    });
    ending.collect()
}

#[cfg(test)]
mod tests {
    use crate::status::testing::{lines, of, of_cycle};

    const PROCESS: &str = "kind: process/v1\nversion: 1\nroles: [docs-lead]\nmilestones:\n  - id: freeze\n    name: Freeze\n    owner: release-manager\n    exit: [{id: docs, text: Docs are complete, owner: docs-lead}]\n  - {id: ga, name: GA}\nartifacts: [{id: notes, name: Notes, owner: carol, due: ga}]\n";
    const SCHEDULE: &str = "kind: schedule/v1\ncycle: oslo\nname: Oslo\nprocess: 1\nstatus: active\nmilestones:\n  - {id: freeze, date: 2027-03-25}\n  - {id: ga, date: 2027-04, owner: frank}\n  - {id: sr1, not-applicable: no need}\n  - {id: tbd, date: tbd}\n";

    fn progress(text: &str) -> String {
        format!("kind: progress/v1\ncycle: oslo\n{text}")
    }

    #[test]
    fn milestones_criteria_and_artifacts_have_their_day_and_owner() {
        let status = of(&[("process.yaml", PROCESS), ("schedules/oslo.yaml", SCHEDULE)], "2027-03-26", 8);
        assert_eq!(
            lines(&status.overdue),
            [
                "2027-03-25 -1 milestone: Freeze (release managers (Carol and Frank))",
                "2027-03-25 -1 criterion: Docs are complete (for Freeze) (docs-lead)",
            ]
        );
        assert_eq!(
            lines(&status.due),
            [
                "2027-04-30 35 milestone: GA (Frank; planned for April 2027)",
                "2027-04-30 35 artifact: Notes (for GA) (Carol)",
            ]
        );
        let soon = of(&[("process.yaml", PROCESS), ("schedules/oslo.yaml", SCHEDULE)], "2027-03-25", 0);
        assert_eq!((soon.overdue.len(), soon.due.len()), (0, 2), "what is due today is not late");
    }

    #[test]
    fn what_is_reached_forecast_met_or_provided_is_not_late() {
        let reached = progress(
            "milestones:\n  freeze: {actual: 2027-03-25, criteria: {docs: {state: met}}}\n  ga: {forecast: 2027-05-03}\nartifacts: {notes: {link: \"https://example.org\"}}\n",
        );
        let files =
            [("process.yaml", PROCESS), ("schedules/oslo.yaml", SCHEDULE), ("progress/oslo.yaml", &reached)];
        let status = of(&files, "2027-05-01", 4);
        assert!(status.overdue.is_empty());
        assert_eq!(
            lines(&status.due),
            ["2027-05-03 2 milestone: GA (Frank; forecast; planned for April 2027)"]
        );
    }

    #[test]
    fn a_milestone_passed_with_an_open_criterion_says_so() {
        let reached = progress("milestones: {freeze: {actual: 2027-03-25}}\n");
        let files =
            [("process.yaml", PROCESS), ("schedules/oslo.yaml", SCHEDULE), ("progress/oslo.yaml", &reached)];
        assert_eq!(
            lines(&of(&files, "2027-03-26", 1).overdue),
            ["2027-03-25 -1 criterion: Docs are complete (for Freeze) (docs-lead; Freeze passed without it)"]
        );
    }

    #[test]
    fn the_criteria_of_another_process_version_are_not_guessed() {
        let newer = PROCESS.replace("version: 1", "version: 2");
        let status = of(&[("process.yaml", &newer), ("schedules/oslo.yaml", SCHEDULE)], "2027-03-01", 4);
        assert_eq!(lines(&status.due).len(), 1);
        assert_eq!(status.notes.len(), 1);
        assert!(status.notes[0].starts_with("Oslo follows version 1 of the process"));
    }

    #[test]
    fn one_cycle_alone_can_be_looked_at() {
        let files = [
            ("process.yaml", PROCESS),
            ("schedules/oslo.yaml", SCHEDULE),
            ("training.yaml", "kind: training/v1\nsessions: [{id: s1, date: 2027-03-20}]\n"),
        ];
        assert_eq!(of(&files, "2027-03-15", 2).due.len(), 3);
        assert_eq!(of_cycle(&files, "2027-03-15", 2, Some("oslo")).due.len(), 2);
        assert_eq!(of_cycle(&files, "2027-03-15", 2, Some("paris")).due.len(), 0);
    }

    #[test]
    fn a_proposed_plan_waits_for_the_committee_and_a_draft_for_nobody() {
        let say = |status: &str| {
            let schedule = SCHEDULE.replace("active", status);
            lines(&of(&[("process.yaml", PROCESS), ("schedules/oslo.yaml", &schedule)], "2027-03-20", 1).due)
        };
        assert_eq!(say("proposed"), ["2027-03-25 5 plan: Decide the proposed plan, before Freeze (TSC)"]);
        assert_eq!(say("draft"), [""; 0]);
        assert_eq!(say("cancelled"), [""; 0]);
    }
}
