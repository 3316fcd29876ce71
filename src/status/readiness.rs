//! The way through the support service, step by step: what proves each step, or what to do next.

use jiff::civil::Date;

use super::cycles::{self, Known};
use super::proof::{Proof, Standing, standing};
use super::{View, count, list, retrospective, training};
use crate::approval::Class;
use crate::calendar::show_day;
use crate::document::{Service, Status};
use crate::schema::Kind;

/// How far a project is on its way through the support service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    /// It has not adopted the service.
    NotAdopted {
        /// How to start.
        how: String,
        /// The command for it.
        command: String,
    },
    /// It does without all this by now.
    Retired {
        /// Since when.
        since: Date,
    },
    /// It cannot be told.
    Unknown {
        /// Why.
        why: String,
    },
    /// It has adopted the service.
    Steps(Vec<Step>),
}

/// A step on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its id in the JSON report.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Where it stands.
    pub state: State,
}

/// Where a step stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It is done.
    Done {
        /// What was done.
        what: String,
        /// The approval that proves it, where one has to.
        proof: Option<Proof>,
    },
    /// The project decided to do without, or otherwise.
    Decided {
        /// Why.
        reason: String,
    },
    /// It goes on.
    UnderWay {
        /// How far.
        what: String,
    },
    /// It can be done now.
    Next {
        /// What to do.
        what: String,
        /// The command for it.
        command: String,
    },
    /// Something else comes first.
    NotYet {
        /// What.
        waits_for: String,
    },
    /// The project's own files do not ask for it.
    NotDemanded {
        /// Why.
        why: String,
    },
}

impl State {
    pub(super) fn next(what: impl Into<String>, command: impl Into<String>) -> Self {
        Self::Next { what: what.into(), command: command.into() }
    }

    pub(super) fn waits_for(what: &str) -> Self {
        Self::NotYet { waits_for: what.to_owned() }
    }

    /// The word in the JSON report.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::Decided { .. } => "decided",
            Self::UnderWay { .. } => "under-way",
            Self::Next { .. } => "next",
            Self::NotYet { .. } => "not-yet",
            Self::NotDemanded { .. } => "not-demanded",
        }
    }

    /// Whether nothing is left to do.
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Decided { .. } | Self::NotDemanded { .. })
    }
}

/// How far the project is.
pub(super) fn readiness(view: View<'_>) -> Readiness {
    let path = view.workspace.path_of(Kind::Project);
    let Some(project) = &view.workspace.project else {
        return Readiness::Unknown { why: format!("`{path}` is missing or cannot be read") };
    };
    if let Some(retired) = project.value.retired.filter(|retired| retired.0 <= view.today) {
        return Readiness::Retired { since: retired.0 };
    }
    let Some(service) = &project.value.service else {
        let how = format!(
            "not adopted; to start, write `service: {{model: rmss, adopted: {}}}` into `{path}`, with the day of the TSC's \
             vote, and make the approval",
            view.today
        );
        let command = view.command("milepost approve --title 'Adopt the Release Management Support Service'");
        return Readiness::NotAdopted { how, command };
    };
    Readiness::Steps(STEPS.iter().map(|known| known.look(view, service)).collect())
}

/// How a step is looked at.
struct KnownStep {
    id: &'static str,
    name: &'static str,
    /// What it reads.
    reads: &'static [Kind],
    /// The rules that a project turns off to do without the step.
    rules: &'static [&'static str],
    look: fn(View<'_>, &Service) -> State,
}

static STEPS: &[KnownStep] = &[
    KnownStep { id: "adoption", name: "Adopted", reads: &[], rules: &[], look: adoption },
    KnownStep {
        id: "release-managers",
        name: "Two release managers",
        reads: &[Kind::Roster],
        rules: &["two-release-managers"],
        look: |view, _| release_managers(view),
    },
    KnownStep {
        id: "working-group",
        name: "Working group",
        reads: &[Kind::WorkingGroup],
        rules: &["working-group-idle"],
        look: |view, _| working_group(view),
    },
    KnownStep {
        id: "training",
        name: "Training",
        reads: &[Kind::Training, Kind::Roster],
        rules: &["training-attendance"],
        look: |view, _| training::training(view),
    },
    KnownStep {
        id: "process",
        name: "Process",
        reads: &[Kind::Process],
        rules: &["process-missing"],
        look: |view, _| process(view),
    },
    KnownStep {
        id: "first-schedule",
        name: "First schedule and artifacts",
        reads: &[Kind::Schedule, Kind::Process],
        rules: &["first-schedule-missing"],
        look: |view, _| first_schedule(view),
    },
    KnownStep {
        id: "first-cycle",
        name: "First cycle",
        reads: &[Kind::Schedule, Kind::Progress],
        rules: &[],
        look: |view, _| first_cycle(view),
    },
    KnownStep {
        id: "retrospective",
        name: "Retrospective",
        reads: &[Kind::Retrospective, Kind::Process, Kind::Schedule],
        rules: &["retrospective-missing"],
        look: |view, _| retrospective::first_retrospective(view),
    },
    KnownStep {
        id: "improvements",
        name: "Improvements",
        reads: &[Kind::Retrospective, Kind::Process],
        rules: &["improvement-unanswered"],
        look: |view, _| retrospective::improvements(view),
    },
];

impl KnownStep {
    fn look(&self, view: View<'_>, service: &Service) -> Step {
        let state = match self.unread(view) {
            Some(path) => {
                State::next(format!("mend `{path}`, which cannot be read"), view.command("milepost check"))
            }
            None => (self.look)(view, service),
        };
        let state = match state {
            State::Next { what, command } => match self.turned_off(view) {
                Some(reason) => State::Decided { reason },
                // Only these commands look at the documents.
                None if command.starts_with("milepost approve") => {
                    State::Next { what, command: view.command(&command) }
                }
                None => State::Next { what, command },
            },
            other => other,
        };
        Step { id: self.id, name: self.name, state }
    }

    fn unread<'a>(&self, view: View<'a>) -> Option<&'a String> {
        let is_read = |kind: &Kind, path: &str| match kind.folder() {
            Some(folder) => path.starts_with(&format!("{}/{folder}/", view.workspace.root)),
            None => path == view.workspace.path_of(*kind),
        };
        view.workspace.unread.iter().find(|path| self.reads.iter().any(|kind| is_read(kind, path)))
    }

    /// Why the project does without, where it turned off the rule that asks for the step.
    fn turned_off(&self, view: View<'_>) -> Option<String> {
        let project = view.workspace.project.as_ref()?;
        let mut settings = self.rules.iter().filter_map(|rule| project.value.rules.entry(rule));
        let (rule, setting) = settings.find(|(_, setting)| setting.severity == "off")?;
        Some(setting.reason.clone().unwrap_or_else(|| format!("`{}` is off in project.yaml", rule.value)))
    }
}

/// A step that the committee decides: done with a proof, or what is missing of it.
fn decided(view: View<'_>, path: &str, class: Class, what: String, title: &str) -> State {
    let command = || format!("milepost approve --title '{title}'");
    match standing(view, path, class) {
        Standing::Approved(proof) => State::Done { what, proof: Some(proof) },
        Standing::Open(id) => State::UnderWay { what: format!("{what}; the vote `{id}` has no outcome yet") },
        Standing::Rejected(id) => {
            State::next(format!("{what}, but the vote `{id}` rejected it: propose it anew"), command())
        }
        Standing::Nothing => State::next(
            format!("{what}, but no approval on file decides `{path}`: let the TSC vote, or record its vote"),
            command(),
        ),
    }
}

fn adoption(view: View<'_>, service: &Service) -> State {
    let adopted = service.adopted.value.0;
    let since = if adopted > view.today { "as of" } else { "since" };
    decided(
        view,
        &view.workspace.path_of(Kind::Project),
        Class::Adoption,
        format!("{since} {}", show_day(adopted)),
        "Adopt the Release Management Support Service",
    )
}

const WANTED: usize = 2;

fn release_managers(view: View<'_>) -> State {
    let path = view.workspace.path_of(Kind::Roster);
    let title = "Appoint release managers";
    let roster = view.workspace.roster.as_ref().map(|roster| &roster.value);
    let active = roster.map(|roster| roster.release_managers_on(view.today)).unwrap_or_default();
    let names: Vec<String> = active.iter().map(|person| view.name_of(person).to_owned()).collect();
    if names.len() >= WANTED {
        return decided(view, &path, Class::Appointment, list(&names), title);
    }
    let to_come: Vec<String> = roster
        .iter()
        .flat_map(|roster| &roster.release_managers)
        .filter_map(|manager| Some((manager, manager.from.as_ref()?.value.0)))
        .filter(|(_, from)| *from > view.today)
        .map(|(manager, from)| format!("{} from {}", view.name_of(&manager.person), show_day(from)))
        .collect();
    if names.len() + to_come.len() >= WANTED {
        return decided(view, &path, Class::Appointment, list(&[names, to_come].concat()), title);
    }
    let have = if names.is_empty() { "nobody is".to_owned() } else { format!("{} alone is", list(&names)) };
    let missing = WANTED - names.len();
    let what = format!(
        "{have} release manager: find {missing} more, add them under `release-managers` in `{path}`, and let the TSC appoint them"
    );
    State::next(what, format!("milepost approve --title '{title}'"))
}

fn working_group(view: View<'_>) -> State {
    let path = view.workspace.path_of(Kind::WorkingGroup);
    let title = "Form the release management working group";
    let Some(document) = &view.workspace.working_group else {
        let what =
            format!("describe the working group and its meeting in `{path}`, and let the TSC approve it");
        return State::next(what, "milepost schema working-group");
    };
    let group = &document.value;
    let formed = group.formed.as_ref().map(|day| day.value.0);
    let when = formed.map_or_else(|| "formed".to_owned(), |day| format!("formed on {}", show_day(day)));
    let rhythm = format!("meets every {}", group.meeting.every.value);
    match group.meeting.meeting().and_then(Result::ok) {
        Some(meeting) if meeting.first() > view.today => {
            let state = decided(view, &path, Class::Adoption, when, title);
            match state {
                State::Done { what, .. } => State::UnderWay {
                    what: format!("{what}; first meeting on {}", show_day(meeting.first())),
                },
                other => other,
            }
        }
        Some(meeting) => {
            let next = meeting.next_on_or_after(view.today);
            let next = next.map_or_else(String::new, |day| format!(", next on {}", show_day(day)));
            decided(view, &path, Class::Adoption, format!("{when}, {rhythm}{next}"), title)
        }
        None => decided(view, &path, Class::Adoption, format!("{when}, {rhythm}"), title),
    }
}

fn process(view: View<'_>) -> State {
    let path = view.workspace.path_of(Kind::Process);
    let Some(process) = &view.workspace.process else {
        let what =
            format!("develop the process in the working group, as `{path}`, and let the TSC approve it");
        return State::next(what, "milepost schema process");
    };
    let what = format!(
        "version {} with {}",
        process.value.version.value,
        count(process.value.milestones.len(), "milestone")
    );
    decided(view, &path, Class::Process, what, "Approve the release process")
}

fn first_schedule(view: View<'_>) -> State {
    let Some(cycle) = cycles::first_cycle(view) else {
        return if view.workspace.process.is_none() {
            State::waits_for("the process")
        } else {
            let what = format!(
                "plan the first cycle from the process, as `{}`, and let the TSC approve it",
                view.path("schedules/<cycle>.yaml")
            );
            State::next(what, view.command("milepost plan CYCLE --start DATE"))
        };
    };
    let name = cycle.name().name;
    let title = format!("Approve the schedule of {}", plain(&name));
    if cycle.status().is_proposal() {
        let (status, path) = (cycle.status().name(), &cycle.plan.path);
        return match standing(view, path, Class::Schedule) {
            Standing::Open(id) => {
                State::UnderWay { what: format!("{name} is `{status}`; the vote `{id}` has no outcome yet") }
            }
            _ => State::next(
                format!("{name} is `{status}`: set `status: active` in `{path}`, and let the TSC approve it"),
                format!("milepost approve --title '{title}'"),
            ),
        };
    }
    let what = format!("{name}; {}", artifacts(view));
    decided(view, &cycle.plan.path, Class::Schedule, what, &title)
}

fn artifacts(view: View<'_>) -> String {
    let artifacts = view.workspace.process.iter().flat_map(|process| &process.value.artifacts);
    let names: Vec<String> = artifacts
        .map(|artifact| artifact.name.clone().unwrap_or_else(|| artifact.id.value.clone()))
        .collect();
    match names.as_slice() {
        [] => "the process asks for no artifacts".to_owned(),
        some => format!("artifacts of every release: {}", list(some)),
    }
}

fn first_cycle(view: View<'_>) -> State {
    match cycles::first_cycle(view) {
        Some(cycle) if cycle.status() == Status::Active => {
            State::UnderWay { what: how_far(cycle, view.today) }
        }
        Some(cycle) if cycle.status() == Status::Released => {
            State::Done { what: how_far(cycle, view.today), proof: None }
        }
        _ => State::waits_for("an approved schedule"),
    }
}

fn how_far(cycle: Known<'_>, today: Date) -> String {
    let expected = cycle.expected();
    let reached = expected.iter().filter(|milestone| !milestone.is_ahead()).count();
    let of = count(expected.len(), "milestone");
    let without = match cycle.not_applicable() {
        0 => String::new(),
        some => format!(", {some} decided as not applicable"),
    };
    let name = cycle.name().name;
    let next = expected.iter().filter(|milestone| milestone.is_ahead()).min_by_key(|milestone| milestone.day);
    match next {
        _ if cycle.status() == Status::Released => {
            let last = expected.iter().map(|milestone| milestone.day).max();
            let last = last.map_or_else(String::new, |day| format!(" (last milestone {})", show_day(day)));
            format!("{name} is released{last}")
        }
        Some(next) => {
            let when = if next.day < today { "was due" } else { "is next" };
            let day = show_day(next.day);
            format!("{name}: {reached} of {of} reached{without}; {} {when}, on {day}", next.name)
        }
        None => format!("{name}: {reached} of {of} reached{without}; set `status: released`"),
    }
}

/// A name that stays one word list between the quotes of a shell.
fn plain(name: &str) -> String {
    name.chars().filter(|character| !matches!(character, '\'' | '\\') && !character.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::Readiness;
    use crate::status::testing::{of, roster, told};

    const PROCESS: &str = "kind: process/v1\nversion: 1\nmilestones: [{id: ga, name: GA}]\n";

    fn schedule(status: &str) -> String {
        format!(
            "kind: schedule/v1\ncycle: oslo\nname: Oslo\nstatus: {status}\nmilestones: [{{id: ga, date: 2027-07-08}}]\n"
        )
    }

    #[test]
    fn who_has_not_adopted_the_service_is_told_how_to_start_and_no_more() {
        let status = of(&[("project.yaml", "kind: project/v1\nname: Example\n")], "2026-12-01", 4);
        assert!(matches!(status.readiness, Readiness::NotAdopted { .. }));
        assert_eq!(status.managers.points, []);
        let retired = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\nretired: 2027-01-01\n";
        let status = of(&[("project.yaml", retired)], "2027-01-01", 4);
        assert!(matches!(status.readiness, Readiness::Retired { .. }));
        assert_eq!(status.managers.points, []);
    }

    #[test]
    fn a_step_waits_for_the_one_that_it_needs() {
        let status = of(&[], "2026-12-01", 4);
        assert_eq!(told(&status, "first-schedule"), "not-yet: the process");
        assert_eq!(told(&status, "first-cycle"), "not-yet: an approved schedule");
        assert_eq!(told(&status, "improvements"), "not-yet: a retrospective");
        let status = of(&[("process.yaml", PROCESS)], "2026-12-01", 4);
        assert!(told(&status, "first-schedule").starts_with("next: plan the first cycle"));
    }

    #[test]
    fn a_cycle_goes_from_proposed_to_released() {
        let say = |status: &str| {
            let schedule = schedule(status);
            let files = [("process.yaml", PROCESS), ("schedules/oslo.yaml", schedule.as_str())];
            told(&of(&files, "2027-07-01", 4), "first-cycle")
        };
        assert_eq!(say("proposed"), "not-yet: an approved schedule");
        assert_eq!(say("active"), "under-way: Oslo: 0 of 1 milestone reached; GA is next, on Thu 8 Jul 2027");
        assert_eq!(say("released"), "done: Oslo is released (last milestone Thu 8 Jul 2027)");
        assert_eq!(say("cancelled"), "not-yet: an approved schedule");
    }

    #[test]
    fn what_was_released_before_the_service_was_adopted_is_no_step_of_it() {
        let past = schedule("released").replace("2027-07-08", "2026-07-09");
        let next = schedule("active").replace("oslo", "paris").replace("Oslo", "Paris");
        let mut files = vec![("process.yaml", PROCESS), ("schedules/oslo.yaml", past.as_str())];
        assert_eq!(told(&of(&files, "2026-12-01", 4), "first-cycle"), "not-yet: an approved schedule");
        files.push(("schedules/paris.yaml", &next));
        assert!(told(&of(&files, "2026-12-01", 4), "first-cycle").starts_with("under-way: Paris"));
    }

    #[test]
    fn what_the_process_does_not_ask_for_is_not_demanded() {
        let schedule = schedule("released");
        let files = [("process.yaml", PROCESS), ("schedules/oslo.yaml", schedule.as_str())];
        let status = of(&files, "2027-12-01", 4);
        assert!(told(&status, "retrospective").starts_with("not-demanded: "));
        assert!(status.overdue.is_empty());
    }

    #[test]
    fn a_rule_that_is_off_decides_its_step() {
        let project = "kind: project/v1\nname: Example\nservice: {model: rmss, adopted: 2026-11-30}\nrules: {two-release-managers: {severity: off, reason: we are few}}\n";
        let one = roster("  - {person: carol}\n");
        let status = of(&[("project.yaml", project), ("roster.yaml", &one)], "2026-12-01", 4);
        assert_eq!(told(&status, "release-managers"), "decided: we are few");
    }

    #[test]
    fn release_managers_may_begin_later() {
        let later = roster("  - {person: carol}\n  - {person: frank, from: 2026-12-07}\n");
        let said = told(&of(&[("roster.yaml", &later)], "2026-12-01", 4), "release-managers");
        assert!(said.starts_with("next: Carol and Frank from Mon 7 Dec 2026, but no approval"), "{said}");
    }
}
