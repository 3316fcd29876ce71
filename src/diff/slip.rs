//! How far a milestone has slipped from the plan that was first approved, whatever the steps that led there: the one
//! notion of it that gate and trend share.

use jiff::civil::Date;

use crate::calendar::{DateText, WorkingCalendar, days_between, show_day};

use super::change::by_days;
use super::{Change, ChangeKind};

/// The slip of one milestone that a change moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The file.
    pub path: String,
    /// The document: `schedule/paris`.
    pub document: String,
    /// What the change is about: the id of the milestone.
    pub subject: String,
    /// What people call it.
    pub subject_name: String,
    /// The date in the first approved plan that has one; the first day of a span.
    pub baseline: Date,
    /// What makes that plan the baseline.
    pub by: Baseline,
    /// The day on which that plan was published.
    pub approved: Date,
    /// By how many calendar days it lies later now; earlier where negative.
    pub days: i64,
    /// By how many working days.
    pub working_days: i64,
    /// How many revisions moved it since, this change included.
    pub moves: usize,
}

/// What makes a plan the one that slips are measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// A vote.
    Vote,
    /// It stood there, or came, when the project adopted its first policy, and no plan was voted on since.
    Anchor,
}

impl Baseline {
    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vote => "vote",
            Self::Anchor => "anchor",
        }
    }
}

impl Slip {
    /// Whether a slip of this change is worth to be looked up.
    pub fn is_about(change: &Change) -> bool {
        let is_dated = matches!(
            change.kind,
            ChangeKind::Moved
                | ChangeKind::Dated
                | ChangeKind::Precision
                | ChangeKind::Split
                | ChangeKind::Merged
        );
        change.key && is_dated && change.document.starts_with("schedule/")
    }

    /// Whether the slip says more than the change itself: something moved before, or the change tells no days.
    pub fn says_more_than(&self, change: &Change) -> bool {
        self.moves > 1 || (change.days.is_none() && self.days != 0)
    }

    /// `21 days later than the approved plan of Tue 12 Jan 2027; moved 3 times`
    pub fn shown(&self) -> String {
        let published = show_day(self.approved);
        let plan = match self.by {
            Baseline::Vote => format!("the approved plan of {published}"),
            Baseline::Anchor => format!("the plan of {published}, which the first policy found"),
        };
        let slipped = match self.days {
            0 => format!("back on the date of {plan}"),
            days => format!("{} than {plan}", by_days(days)),
        };
        let times = match self.moves {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            several => format!("{several} times"),
        };
        format!("{slipped}; moved {times}")
    }
}

/// How far one date lies from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance {
    /// In calendar days; positive is later.
    pub days: i64,
    /// In working days of the project.
    pub working_days: i64,
}

/// How far a date lies from the one of the baseline; none where either is not known. A date that only became more or less
/// exact lies where it lay. Of a span the first day counts, or the last one where the first one stays.
pub fn distance(baseline: &DateText, now: &DateText, calendar: &WorkingCalendar) -> Option<Distance> {
    let firsts = (baseline.first_day()?, now.first_day()?);
    let lasts = (baseline.last_day()?, now.last_day()?);
    if keeps(baseline, now) {
        return Some(Distance { days: 0, working_days: 0 });
    }
    let (from, to) = if firsts.0 == firsts.1 { lasts } else { firsts };
    Some(Distance { days: days_between(from, to), working_days: calendar.working_days_between(from, to) })
}

/// How often a date moved, given what the revisions of a plan said of it, the oldest first. Those that say nothing are
/// passed over: a date that becomes unknown and then another one has moved once.
pub fn moves<'a>(dates: impl IntoIterator<Item = &'a DateText>) -> usize {
    let mut moves = 0;
    let mut held: Option<&DateText> = None;
    for date in dates.into_iter().filter(|date| date.first_day().is_some()) {
        match held {
            None => held = Some(date),
            // What becomes less exact still means the same day: it has not moved by being exact again elsewhere.
            Some(before) if keeps(before, date) => {
                held = Some(if date.lies_within(before) { date } else { before });
            }
            Some(_) => {
                moves += 1;
                held = Some(date);
            }
        }
    }
    moves
}

/// Whether a date says the same as another one, more or less exactly.
fn keeps(old: &DateText, new: &DateText) -> bool {
    let contains = || new.lies_within(old) || old.lies_within(new);
    old.same_moment(new) || (old.exactness() != new.exactness() && contains())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::diagnostic::Location;

    fn moved(texts: &[&str]) -> (i64, usize) {
        let dates: Vec<DateText> = texts.iter().map(|text| DateText::parse(text).unwrap()).collect();
        let (first, last) = (dates.first().unwrap(), dates.last().unwrap());
        let distance = distance(first, last, &WorkingCalendar::default()).unwrap();
        (distance.days, moves(&dates))
    }

    #[test]
    fn every_other_date_is_a_move() {
        assert_eq!(moved(&["2027-07-01", "2027-07-08", "2027-07-08", "2027-07-15", "2027-07-01"]), (0, 3));
        assert_eq!(moved(&["2027-07-08", "2027-07-29"]), (21, 1));
    }

    #[test]
    fn a_date_that_was_unknown_for_a_while_has_moved_once() {
        assert_eq!(moved(&["2027-07-01", "tbd", "2027-12-01"]), (153, 1));
        assert_eq!(moved(&["2027-07-01", "tbd", "2027-07-01"]), (0, 0));
    }

    #[test]
    fn becoming_more_or_less_exact_is_no_move() {
        assert_eq!(moved(&["2027-07", "2027-07-15"]), (0, 0));
        assert_eq!(moved(&["2027-07-15", "2027-07"]), (0, 0));
        assert_eq!(moved(&["2027-07-01", "2027-07", "2027-07-31"]), (30, 1));
        assert_eq!(moved(&["2027-07", "2027-08-05"]), (35, 1));
    }

    #[test]
    fn a_span_that_grows_at_its_end_is_later() {
        assert_eq!(moved(&["2027-06-01/2027-06-05", "2027-06-01/2027-06-08"]), (3, 1));
    }

    #[test]
    fn only_a_plan_that_was_voted_on_is_called_approved() {
        let mut slip = Slip {
            path: "paris.yaml".to_owned(),
            document: "schedule/paris".to_owned(),
            subject: "ga".to_owned(),
            subject_name: "GA".to_owned(),
            baseline: date(2027, 7, 1),
            by: Baseline::Vote,
            approved: date(2027, 2, 12),
            days: 21,
            working_days: 15,
            moves: 3,
        };
        assert_eq!(slip.shown(), "21 days later than the approved plan of Fri 12 Feb 2027; moved 3 times");
        slip.by = Baseline::Anchor;
        (slip.days, slip.moves) = (0, 2);
        assert_eq!(
            slip.shown(),
            "back on the date of the plan of Fri 12 Feb 2027, which the first policy found; moved twice"
        );
    }

    #[test]
    fn a_slip_is_told_where_the_change_does_not_tell_it() {
        let change = |kind, days| Change {
            days,
            key: true,
            ..Change::new(kind, "schedule/paris", "Paris", "ga", Location::file("paris.yaml"))
        };
        for kind in [ChangeKind::Moved, ChangeKind::Dated, ChangeKind::Precision, ChangeKind::Merged] {
            assert!(Slip::is_about(&change(kind, None)), "{kind:?}");
        }
        assert!(!Slip::is_about(&change(ChangeKind::Renamed, None)));
        assert!(!Slip::is_about(&Change { key: false, ..change(ChangeKind::Moved, None) }));
        let slip = |days, moves| Slip {
            path: String::new(),
            document: String::new(),
            subject: String::new(),
            subject_name: String::new(),
            baseline: date(2027, 7, 1),
            by: Baseline::Vote,
            approved: date(2027, 7, 1),
            days,
            working_days: 0,
            moves,
        };
        assert!(!slip(7, 1).says_more_than(&change(ChangeKind::Moved, Some(7))));
        assert!(slip(7, 2).says_more_than(&change(ChangeKind::Moved, Some(7))));
        assert!(slip(153, 1).says_more_than(&change(ChangeKind::Dated, None)));
        assert!(!slip(0, 0).says_more_than(&change(ChangeKind::Precision, None)));
    }
}
