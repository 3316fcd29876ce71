//! Everything that has a day: milestones with their criteria and artifacts, retrospectives, training, terms, plans.

use jiff::civil::Date;

use super::cycles::{self, Expected, Known};
use super::{Cycle, Due, Kind, Owner, View, retrospective};
use crate::calendar::show_day;
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
        let note = Some(format!("hand over, or extend it, by {}", show_day(until)));
        (until >= view.today && !goes_on).then(|| due.by(view.owner(Some("tsc"), until)).with_note(note))
    });
    ending.collect()
}
