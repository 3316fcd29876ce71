//! The readiness step of the training: held as the project planned it, and attended by the release managers.

use jiff::civil::Date;

use super::readiness::State;
use super::{View, count, list};
use crate::calendar::show_day;
use crate::document::{Session, Training, TrainingPlan};
use crate::schema::Kind;

/// Where the training stands.
pub(super) fn training(view: View<'_>) -> State {
    let Some(document) = &view.workspace.training else {
        let what = format!(
            "write down the training sessions in `{}`; they are held in the working group's meeting, open to everybody",
            view.workspace.path_of(Kind::Training)
        );
        return State::next(what, "milepost schema training");
    };
    let training = &document.value;
    let planned = usize::try_from(training.plan.sessions()).unwrap_or(usize::MAX);
    if planned == 0 {
        let reason = training.plan.reason.clone();
        return State::Decided { reason: reason.unwrap_or_else(|| "no session is planned".to_owned()) };
    }
    let held: Vec<(&Session, Date)> = held(training, view.today);
    let missed = missed(view, &held);
    match held.last() {
        Some((_, last)) if held.len() >= planned && missed.is_empty() => State::Done {
            what: format!(
                "{} of {planned} sessions held, the last on {}, every release manager was there or made up{}",
                held.len(),
                show_day(*last),
                other_plan(&training.plan)
            ),
            proof: None,
        },
        _ if held.len() >= planned => State::next(missed.join("; "), "milepost schema training"),
        _ => to_come(view, training, held.len(), planned),
    }
}

fn held(training: &Training, today: Date) -> Vec<(&Session, Date)> {
    let dated =
        training.sessions.iter().filter_map(|session| Some((session, session.date.as_ref()?.value.0)));
    let mut held: Vec<(&Session, Date)> = dated.filter(|(_, date)| *date < today).collect();
    held.sort_by_key(|(_, date)| *date);
    held
}

/// Which release manager still has to make up for what.
fn missed(view: View<'_>, held: &[(&Session, Date)]) -> Vec<String> {
    let Some(roster) = &view.workspace.roster else { return Vec::new() };
    let managers = roster.value.release_managers_on(view.today);
    managers
        .into_iter()
        .filter_map(|manager| {
            let missed = held.iter().filter(|(session, _)| !session.reached(manager));
            let missed: Vec<String> = missed.map(|(session, _)| format!("`{}`", session.id.value)).collect();
            (!missed.is_empty()).then(|| {
                format!(
                    "{} makes up for {}, and is then listed under `made-up`",
                    view.name_of(manager),
                    list(&missed)
                )
            })
        })
        .collect()
}

fn to_come(view: View<'_>, training: &Training, held: usize, planned: usize) -> State {
    let dates = training.sessions.iter().filter_map(|session| session.date.as_ref());
    let next = dates.map(|date| date.value.0).filter(|date| *date >= view.today).min();
    let so_far = format!("{held} of {planned} sessions held{}", other_plan(&training.plan));
    match next {
        Some(date) => State::UnderWay { what: format!("{so_far}; the next is on {}", show_day(date)) },
        None => State::next(
            format!("{so_far}: set the date of the next one{}", meeting(view)),
            "milepost schema training",
        ),
    }
}

fn meeting(view: View<'_>) -> String {
    let group = view.workspace.working_group.as_ref();
    let next = group.and_then(|group| group.value.meeting.meeting()?.ok()?.next_on_or_after(view.today));
    next.map_or_else(String::new, |date| format!("; the working group meets next on {}", show_day(date)))
}

/// What the project chose instead of the usual plan.
fn other_plan(plan: &TrainingPlan) -> String {
    let usual =
        plan.sessions() == TrainingPlan::USUAL_SESSIONS && plan.minutes() == TrainingPlan::USUAL_MINUTES;
    if usual {
        return String::new();
    }
    let sessions = count(usize::try_from(plan.sessions()).unwrap_or(usize::MAX), "session");
    let reason = plan.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
    format!(" (the project decided on {sessions} of {} minutes{reason})", plan.minutes())
}

#[cfg(test)]
mod tests {
    use crate::status::testing::{of, told};

    fn said(training: &str) -> String {
        let text = format!("kind: training/v1\n{training}");
        told(&of(&[("training.yaml", &text)], "2027-01-10", 4), "training")
    }

    #[test]
    fn every_release_manager_has_to_take_part_or_make_up() {
        let sessions = "plan: {sessions: 1}\nsessions: [{id: s1, date: 2027-01-05, attended: [carol]";
        assert_eq!(
            said(&format!("{sessions}}}]\n")),
            "next: Frank makes up for `s1`, and is then listed under `made-up`"
        );
        assert!(
            said(&format!("{sessions}, made-up: [frank]}}]\n")).starts_with("done: 1 of 1 sessions held")
        );
    }

    #[test]
    fn a_session_to_come_is_under_way_and_one_without_a_day_is_next() {
        let first = "sessions:\n  - {id: s1, date: 2027-01-05, attended: [carol, frank]}\n";
        assert_eq!(
            said(&format!("{first}  - {{id: s2, date: 2027-01-12}}\n")),
            "under-way: 1 of 3 sessions held; the next is on Tue 12 Jan 2027"
        );
        assert_eq!(said(first), "next: 1 of 3 sessions held: set the date of the next one");
    }

    #[test]
    fn another_plan_is_shown_as_decided() {
        assert_eq!(
            said("plan: {sessions: 0, reason: we know all this}\nsessions: []\n"),
            "decided: we know all this"
        );
        let other = "plan: {sessions: 1, minutes: 90, reason: one long one}\nsessions: [{id: s1, date: 2027-01-05, attended: [carol, frank]}]\n";
        assert!(said(other).ends_with("(the project decided on 1 session of 90 minutes: one long one)"));
    }
}
