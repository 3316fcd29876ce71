//! How far a milestone has slipped from the plan that was first approved, whatever the steps that led there.

use jiff::civil::Date;

use crate::calendar::{DateText, WorkingCalendar, Zone, days_between, show_day};
use crate::document::{Milestone, Schedule, Status};

use super::change::by_days;
use super::{Change, ChangeKind};

/// A plan as it stood from a day on.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The day on which it was published.
    pub day: Date,
    /// The plan.
    pub plan: Schedule,
}

/// The slip of one milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The file.
    pub path: String,
    /// The document: `schedule/paris`.
    pub document: String,
    /// The id of the milestone.
    pub subject: String,
    /// What people call it.
    pub subject_name: String,
    /// The date in the first approved plan that has one; the first day of a span.
    pub baseline: Date,
    /// The day on which that plan was published.
    pub approved: Date,
    /// By how many calendar days it lies later now; earlier where negative.
    pub days: i64,
    /// By how many working days.
    pub working_days: i64,
    /// How many revisions moved it since, this change included.
    pub moves: usize,
}

impl Slip {
    /// The slip of the milestone that a change moves. `revisions` are all plans of the cycle, the oldest first; the
    /// last one is the plan with the change.
    pub fn of(
        change: &Change,
        revisions: &[Revision],
        zone: &Zone,
        calendar: &WorkingCalendar,
    ) -> Option<Self> {
        // A plan that this change brings into force is no baseline of its own.
        let (_, published) = revisions.split_last()?;
        let is_approved = |revision: &Revision| revision.plan.status.value == Status::Active;
        let approved = published.iter().position(is_approved)?;
        let dates = dates_of(&change.subject, revisions.get(approved..)?, zone);
        let (approved, baseline) = dates.first()?;
        let (_, now) = dates.last()?;
        let (from, to) = (baseline.first_day()?, now.first_day()?);
        let moves =
            dates.windows(2).filter(|pair| matches!(pair, [(_, one), (_, next)] if !one.same_moment(next)));
        Some(Self {
            path: change.location.path.clone(),
            document: change.document.clone(),
            subject: change.subject.clone(),
            subject_name: change.subject_name.clone(),
            baseline: from,
            approved: *approved,
            days: days_between(from, to),
            working_days: calendar.working_days_between(from, to),
            moves: moves.count(),
        })
    }

    /// Whether a slip of this change is worth to be looked up.
    pub fn is_about(change: &Change) -> bool {
        change.key && change.kind == ChangeKind::Moved && change.document.starts_with("schedule/")
    }

    /// Whether the slip says more than the change itself: something moved before.
    pub fn is_more_than_one_move(&self) -> bool {
        self.moves > 1
    }

    /// `21 days later than the approved plan of Tue 12 Jan 2027; moved 3 times`
    pub fn shown(&self) -> String {
        let approved = show_day(self.approved);
        let slipped = match self.days {
            0 => format!("back on the date of the approved plan of {approved}"),
            days => format!("{} than the approved plan of {approved}", by_days(days)),
        };
        let times = match self.moves {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            several => format!("{several} times"),
        };
        format!("{slipped}; moved {times}")
    }
}

/// The known dates of a milestone through all revisions, under whatever ids, each with the day it was published.
fn dates_of(subject: &str, revisions: &[Revision], zone: &Zone) -> Vec<(Date, DateText)> {
    let mut id = subject.to_owned();
    let mut dates = Vec::new();
    let mut newer: Option<&Milestone> = None;
    for revision in revisions.iter().rev() {
        let heir_of = |id: &String| revision.plan.milestone(id);
        let ancestor = || newer.into_iter().flat_map(|newer| &newer.was.0).find_map(heir_of);
        let Some(milestone) = revision.plan.milestone(&id).or_else(ancestor) else { break };
        milestone.id.as_str().clone_into(&mut id);
        newer = Some(milestone);
        let date = milestone.moment(zone).and_then(Result::ok);
        dates.extend(date.filter(|date| date.first_day().is_some()).map(|date| (revision.day, date)));
    }
    dates.reverse();
    dates
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::diagnostic::Location;
    use crate::yaml;

    fn revision(month: i8, status: &str, milestone: &str) -> Revision {
        let text =
            format!("kind: schedule/v1\ncycle: paris\nstatus: {status}\nmilestones:\n  - {{{milestone}}}\n");
        let tree = yaml::parse("paris.yaml", &text).tree.unwrap();
        Revision { day: date(2027, month, 12), plan: yaml::from_node(&tree).unwrap() }
    }

    fn slip(revisions: &[Revision]) -> Option<Slip> {
        let location = Location::file("paris.yaml");
        let change = Change::new(ChangeKind::Moved, "schedule/paris", "Paris", "ga", location);
        Slip::of(&change, revisions, &Zone::Utc, &WorkingCalendar::default())
    }

    #[test]
    fn every_revision_since_the_first_approved_plan_counts() {
        let found = slip(&[
            revision(1, "draft", "id: ga, date: 2027-06-01"),
            revision(2, "active", "id: ga, date: 2027-07-01"),
            revision(3, "active", "id: ga, date: 2027-07-08"),
            revision(4, "active", "id: ga, date: 2027-07-08, owner: alice"),
            revision(5, "active", "id: ga, date: 2027-07-15"),
            revision(6, "active", "id: ga, date: 2027-07-22"),
        ])
        .unwrap();
        assert_eq!(
            (found.baseline, found.days, found.working_days, found.moves),
            (date(2027, 7, 1), 21, 15, 3)
        );
        assert_eq!(found.shown(), "21 days later than the approved plan of Fri 12 Feb 2027; moved 3 times");
        assert!(found.is_more_than_one_move());
    }

    #[test]
    fn a_milestone_is_followed_through_its_names() {
        let found = slip(&[
            revision(1, "active", "id: release, date: 2027-07-01"),
            revision(2, "active", "id: ga, was: release, date: 2027-07-08"),
            revision(3, "active", "id: ga, was: release, date: 2027-07-01"),
        ])
        .unwrap();
        assert_eq!(found.shown(), "back on the date of the approved plan of Tue 12 Jan 2027; moved twice");
    }

    #[test]
    fn the_first_known_date_is_the_baseline() {
        let found = slip(&[
            revision(1, "active", "id: ga, date: tbd"),
            revision(2, "active", "id: ga, date: 2027-07-08"),
            revision(3, "active", "id: ga, date: 2027-07-07"),
        ])
        .unwrap();
        assert_eq!(found.shown(), "1 day earlier than the approved plan of Fri 12 Feb 2027; moved once");
        assert!(!found.is_more_than_one_move());
    }

    #[test]
    fn without_an_approved_plan_nothing_slips() {
        let drafts =
            ["2027-07-01", "2027-07-08"].map(|day| revision(1, "draft", &format!("id: ga, date: {day}")));
        assert_eq!(slip(&drafts), None);
        let [first, _] = drafts;
        assert_eq!(slip(&[first, revision(2, "active", "id: ga, date: 2027-07-08")]), None);
    }
}
