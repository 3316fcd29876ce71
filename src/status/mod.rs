//! Where a project stands on a day: readiness for the support service, who is there, and what is due.
//!
//! Everything is read from the documents of one moment and from the day that is handed in. Nothing here judges: what
//! the project's own files do not ask for is not demanded, and what it decided to do without is shown as decided.

mod cycles;
mod due;
mod managers;
mod open;
mod proof;
mod readiness;
mod retrospective;
mod set_up;
#[cfg(test)]
mod testing;
mod training;

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::approval::Electorate;
use crate::calendar::{days_between, show_day};
use crate::document::{PeriodicMeeting, Schedule, Workspace};

pub use managers::{Absence, Manager, Point, ReleaseManagers};
pub use proof::Proof;
pub use readiness::{Readiness, State, Step};
pub use set_up::{PointState, SetUp, SetUpPoint};

/// Where a project stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// What the project calls itself; the folder or revision where project.yaml does not say.
    pub project: String,
    /// The day that is looked from.
    pub today: Date,
    /// The last day of the weeks that are looked at.
    pub until: Date,
    /// The only cycle that is looked at, by its id, where one was asked for.
    pub cycle: Option<String>,
    /// Documents that are too broken to be read; what they say is missing below.
    pub unread: Vec<String>,
    /// What is not shown, and why.
    pub notes: Vec<String>,
    /// How far the project is on its way through the support service.
    pub readiness: Readiness,
    /// Who manages the releases, and who acts while somebody is away.
    pub managers: ReleaseManagers,
    /// The next meetings of the committee and of the working group.
    pub meetings: Vec<NextMeeting>,
    /// What should have been done by now, the oldest first.
    pub overdue: Vec<Due>,
    /// The documents that overdue things would be written into, and that are not there yet.
    pub unwritten: BTreeSet<String>,
    /// What has to be done in the weeks that are looked at, the nearest first.
    pub due: Vec<Due>,
    /// What is open, and due neither now nor soon.
    pub open: Vec<Open>,
    /// What GitHub enforces, where it was asked.
    pub set_up: Option<SetUp>,
}

/// A meeting to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextMeeting {
    /// Whose.
    pub name: String,
    /// The day.
    pub date: Date,
    /// The time and its zone, where the project says them.
    pub time: Option<String>,
    /// Where to join it.
    pub link: Option<String>,
}

/// Something that has its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The day by which it has to be done.
    pub date: Date,
    /// How many days are left; below zero where it is late.
    pub days: i64,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What it is, for people.
    pub what: String,
    /// The cycle that it belongs to.
    pub cycle: Option<Cycle>,
    /// Who owes it.
    pub owner: Owner,
    /// What else is to be known.
    pub note: Option<String>,
    /// The document to look at or to write.
    pub path: String,
}

/// Something that waits for somebody, without a day in the weeks that are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What it is, for people.
    pub what: String,
    /// The cycle that it belongs to.
    pub cycle: Option<Cycle>,
    /// Who it waits for.
    pub owner: Owner,
    /// Since when.
    pub since: Option<Date>,
    /// By when, where that lies behind the weeks that are looked at.
    pub due: Option<Date>,
    /// What else is to be known.
    pub note: Option<String>,
    /// The document to look at or to write.
    pub path: String,
}

/// What is due or open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The decision about a proposed plan.
    Plan,
    /// A milestone.
    Milestone,
    /// A criterion of a milestone.
    Criterion,
    /// An artifact of a release.
    Artifact,
    /// A departure from the plan.
    Exception,
    /// An action of a retrospective.
    Action,
    /// A retrospective.
    Retrospective,
    /// A training session.
    Training,
    /// The end of a release manager's term.
    Term,
    /// A vote.
    Vote,
    /// A risk.
    Risk,
    /// A question to the supporting staff.
    Question,
}

impl Kind {
    /// The word in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Milestone => "milestone",
            Self::Criterion => "criterion",
            Self::Artifact => "artifact",
            Self::Exception => "exception",
            Self::Action => "action",
            Self::Retrospective => "retrospective",
            Self::Training => "training",
            Self::Term => "term",
            Self::Vote => "vote",
            Self::Risk => "risk",
            Self::Question => "question",
        }
    }
}

/// A release cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
}

impl Cycle {
    fn of(schedule: &Schedule) -> Self {
        let id = schedule.cycle.value.clone();
        Self { name: schedule.name.clone().unwrap_or_else(|| id.clone()), id }
    }

    fn named(workspace: &Workspace, id: &str) -> Self {
        match workspace.schedules.get(id) {
            Some(schedule) => Self::of(&schedule.value),
            None => Self { id: id.to_owned(), name: id.to_owned() },
        }
    }
}

/// Who owes something: a person, an office or a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// As the documents write it; nothing where they name nobody.
    pub written: Option<String>,
    /// The people behind it, by name, where the documents know them.
    pub people: Vec<String>,
    /// For people.
    pub shown: String,
}

/// Where the project stands on a day, looking so many weeks ahead; of one cycle only where one is named.
pub fn status(workspace: &Workspace, today: Date, weeks: u8, cycle: Option<&str>) -> Status {
    status_with(workspace, Past::default(), today, weeks, cycle)
}

/// What the history of a repository tells beyond the documents of the moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Past<'a> {
    /// The documents of the target branch, where they are known.
    pub merged: Option<&'a Workspace>,
    /// The commits that brought emergency approvals to that branch, by the id of the approval.
    pub brought: Option<&'a BTreeMap<String, Brought>>,
}

/// A commit that brought an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Its id.
    pub commit: String,
    /// The day, where the project's deadlines end.
    pub day: Date,
}

/// The same, with what the history tells.
pub fn status_with(
    workspace: &Workspace,
    past: Past<'_>,
    today: Date,
    weeks: u8,
    cycle: Option<&str>,
) -> Status {
    let until = today.checked_add(i64::from(weeks).weeks()).unwrap_or(Date::MAX);
    let view = View { workspace, past, today, until };
    let wanted = |of: &Option<Cycle>| cycle.is_none_or(|id| of.as_ref().is_some_and(|of| of.id == id));
    let mut dated: Vec<Due> = due::dated(view).into_iter().filter(|due| wanted(&due.cycle)).collect();
    let open = open::open(view, &mut dated).into_iter().filter(|open| wanted(&open.cycle)).collect();
    dated.retain(|due| due.date <= until);
    dated.sort_by(|a, b| (a.date, &a.cycle_id(), a.kind).cmp(&(b.date, &b.cycle_id(), b.kind)));
    let (overdue, due): (Vec<Due>, Vec<Due>) = dated.into_iter().partition(|due| due.date < today);
    let is_unwritten = |path: &String| !workspace.files.contains_key(path);
    let unwritten = overdue.iter().map(|due| due.path.clone()).filter(is_unwritten).collect();
    let name = workspace.project.as_ref().map(|project| project.value.name.value.clone());
    Status {
        project: name.unwrap_or_else(|| workspace.name.clone()),
        today,
        until,
        cycle: cycle.map(str::to_owned),
        unread: workspace.unread.iter().cloned().collect(),
        notes: cycles::older_processes(view, cycle).into_iter().chain(held_over(view)).collect(),
        readiness: readiness::readiness(view),
        managers: managers::release_managers(view),
        meetings: meetings(view),
        overdue,
        unwritten,
        due,
        open,
        set_up: None,
    }
}

/// That the committee acts although its terms have ended.
fn held_over(view: View<'_>) -> Option<String> {
    let roster = &view.workspace.roster.as_ref()?.value;
    let since = Electorate::on(roster, view.today).held_over_since?;
    Some(format!(
        "every seat's term has run out; the seats of {} hold over until an election is recorded",
        show_day(since)
    ))
}

impl Due {
    fn cycle_id(&self) -> Option<&str> {
        self.cycle.as_ref().map(|cycle| cycle.id.as_str())
    }
}

/// What every part looks at.
#[derive(Debug, Clone, Copy)]
struct View<'a> {
    workspace: &'a Workspace,
    past: Past<'a>,
    today: Date,
    until: Date,
}

impl<'a> View<'a> {
    /// What people call somebody.
    fn name_of(self, person: &'a str) -> &'a str {
        self.workspace.roster.as_ref().map_or(person, |roster| roster.value.name_of(person))
    }

    fn days_to(self, date: Date) -> i64 {
        days_between(self.today, date)
    }

    /// A path below the root.
    fn path(self, relative: &str) -> String {
        format!("{}/{relative}", self.workspace.root)
    }

    /// A command on these documents.
    fn command(self, text: &str) -> String {
        match self.workspace.root.as_str() {
            "release" => text.to_owned(),
            root => format!("{text} --root {root}"),
        }
    }

    /// Who is behind the name of an owner on a day: the release managers who are there then, the committee, a person.
    fn owner(self, written: Option<&str>, day: Date) -> Owner {
        let Some(written) = written else {
            return Owner { written: None, people: Vec::new(), shown: "no owner".to_owned() };
        };
        let known = self.workspace.roster.as_ref().and_then(|roster| roster.value.people.get(written));
        let (people, shown) = match (known, written) {
            (Some(person), _) => (vec![person.name.value.clone()], person.name.value.clone()),
            (None, "release-manager" | "release-managers") => self.release_managers(day.max(self.today)),
            (None, "tsc") => (Vec::new(), "TSC".to_owned()),
            (None, role) => (Vec::new(), role.to_owned()),
        };
        Owner { written: Some(written.to_owned()), people, shown }
    }

    fn release_managers(self, day: Date) -> (Vec<String>, String) {
        let there = managers::there_on(self.workspace, day);
        let people: Vec<String> = there.into_iter().map(|person| self.name_of(person).to_owned()).collect();
        let shown = match people.as_slice() {
            [] => "release managers (nobody is there then)".to_owned(),
            some => format!("release managers ({})", list(some)),
        };
        (people, shown)
    }
}

fn meetings(view: View<'_>) -> Vec<NextMeeting> {
    let next = |name: &str, meeting: &PeriodicMeeting| {
        let date = meeting.meeting()?.ok()?.next_on_or_after(view.today)?;
        let zone = meeting.zone.as_ref().map_or_else(|| "UTC".to_owned(), ToString::to_string);
        let time = meeting.at.map(|at| format!("{at} {zone}"));
        Some(NextMeeting { name: name.to_owned(), date, time, link: meeting.link.clone() })
    };
    let tsc = view.workspace.project.as_ref().and_then(|project| project.value.tsc_meeting.as_ref());
    let group = view.workspace.working_group.as_ref().map(|group| &group.value);
    let mut meetings: Vec<NextMeeting> = tsc
        .and_then(|meeting| next("TSC", meeting))
        .into_iter()
        .chain(group.and_then(|group| next(&group.name, &group.meeting)))
        .collect();
    meetings.sort_by_key(|meeting| meeting.date);
    meetings
}

/// `a`, `a and b`, `a, b and c`.
fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `1 milestone`, `2 milestones`.
fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
