//! The meetings of the working group and the committee through the steps of the branch.

use jiff::civil::Date;

use super::build::series;
use super::marks::Mark;
use super::model::Series;
use crate::calendar::Meeting;
use crate::document::{PeriodicMeeting, Workspace};

/// What a meeting is called, and when it is.
type Written = (String, PeriodicMeeting);

/// What the project lends to every meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// Its name, which stands before that of the meeting.
    pub(super) project: Option<String>,
    /// When it stops.
    pub(super) retired: Option<Date>,
}

/// One meeting through the steps.
#[derive(Debug, Default)]
pub(super) struct Meetings {
    now: Option<Written>,
    frame: Frame,
    /// The last one whose days were known.
    last: Option<Written>,
    created: Option<Mark>,
    modified: Option<Mark>,
}

impl Meetings {
    /// What the documents say of it from a step on.
    pub(super) fn take(&mut self, new: Option<Written>, mark: Mark) {
        if new == self.now {
            return;
        }
        if new.as_ref().is_some_and(|(_, periodic)| days(periodic).is_some()) {
            self.last.clone_from(&new);
            self.created = self.created.or(Some(mark));
        }
        self.now = new;
        self.changed(mark);
    }

    /// What the project is from a step on.
    pub(super) fn frame(&mut self, frame: &Frame, mark: Mark) {
        if *frame != self.frame {
            self.frame.clone_from(frame);
            self.changed(mark);
        }
    }

    fn changed(&mut self, mark: Mark) {
        self.modified = self.created.map(|_| mark);
    }

    /// The meeting as it is published: what once was stays, so that readers hear that it is gone.
    pub(super) fn series(&self, id: &'static str) -> Option<Series> {
        let (name, periodic) = self.last.as_ref()?;
        Some(Series {
            gone: self.now != self.last,
            sequence: self.modified.map_or(0, |mark| mark.number),
            created: self.created.map(|mark| mark.time),
            modified: self.modified.map(|mark| mark.time),
            ..series(id, name, periodic)?
        })
    }

    /// Why a meeting that was published is so no longer, though it is in the documents.
    pub(super) fn note(&self) -> Option<String> {
        let (name, periodic) = self.now.as_ref().filter(|_| self.last.is_some() && self.now != self.last)?;
        let why = match periodic.meeting() {
            Some(Err(problem)) => problem.to_string(),
            _ => "it has no `first` day; write the day of one meeting".to_owned(),
        };
        Some(format!("calendars show the meeting `{name}` as cancelled, as nobody can tell its days: {why}"))
    }
}

/// The days of a meeting, where they can be told.
fn days(periodic: &PeriodicMeeting) -> Option<Meeting> {
    periodic.meeting()?.ok()
}

/// The committee's meeting for people.
pub(super) const TSC: &str = "TSC meeting";

/// The meetings of the documents as they are, without the steps before.
pub(super) fn current_meetings(workspace: &Workspace) -> Vec<Series> {
    let group = workspace.working_group.as_ref().map(|group| &group.value);
    let tsc = workspace.project.as_ref().and_then(|project| project.value.tsc_meeting.as_ref());
    let mut meetings: Vec<Series> = group
        .and_then(|group| series("working-group", &group.name.value, &group.meeting))
        .into_iter()
        .chain(tsc.and_then(|meeting| series("tsc", TSC, meeting)))
        .collect();
    end_with_the_project(&mut meetings, workspace);
    meetings
}

/// No meeting takes place once the project has stopped.
pub(super) fn end_with_the_project(meetings: &mut [Series], workspace: &Workspace) {
    let retired = workspace.project.as_ref().and_then(|project| project.value.retired);
    for series in meetings {
        series.until = retired.and_then(|day| day.0.yesterday().ok());
    }
}
