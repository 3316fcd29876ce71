//! How long before a date people learnt that it changes.

use jiff::civil::Date;

use crate::calendar::{Duration, WorkingCalendar, days_between};

use super::change::count_days;
use super::{Change, ChangeKind, YearOf};

/// The notice that a change of a milestone's date gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Days from the change to the nearer of the old and the new date; negative where that is over, nothing while it
    /// lasts.
    pub days: i64,
    /// How many days the date that was announced had been over; none where the change came in time.
    pub late: Option<i64>,
    /// The nearer of the two days, which it leads to.
    pub nearer: Date,
    /// Whether it is less than the process promises.
    pub is_short: bool,
    kind: ChangeKind,
}

impl Notice {
    /// The notice that a change on `today` gives, where it is about the date of a milestone. `promised` is what the
    /// process promises, with the days on which the project works.
    pub fn of(change: &Change, today: Date, promised: Option<(Duration, &WorkingCalendar)>) -> Option<Self> {
        let is_milestone = change.document.starts_with("schedule/") && change.pointer.len() == 2;
        if !is_milestone || !TELLING.contains(&change.kind) {
            return None;
        }
        let (old, new) = (change.old_day.zip(change.old_end), change.new_day.zip(change.new_end));
        if let Some(meant) = new.filter(|_| mends_a_year(change, today)) {
            let days = days_to(today, meant);
            let is_near = |(promise, calendar): (Duration, &_)| {
                days >= 0 && promise.is_within(today, meant.0, calendar)
            };
            return Some(Self {
                days,
                late: None,
                nearer: meant.0,
                is_short: promised.is_some_and(is_near),
                kind: change.kind,
            });
        }
        // What only becomes more exact was announced already, and its own days count.
        let is_in = |(old, new): ((Date, Date), (Date, Date))| old.0 <= new.0 && new.1 <= old.1;
        let is_narrower = change.kind == ChangeKind::Precision && old.zip(new).is_some_and(is_in);
        let counted = || [old.filter(|_| !is_narrower), new].into_iter().flatten();
        let days = counted().map(|span| days_to(today, span)).min()?;
        let late = old.or(new).map(|(_, end)| days_between(end, today)).filter(|late| *late > 0);
        let nearer = counted().map(|(first, _)| first).min()?;
        let is_short = promised.is_some_and(|(promise, calendar)| promise.is_within(today, nearer, calendar));
        Some(Self { days, late, nearer, is_short, kind: change.kind })
    }

    /// `3 days' notice`, `no notice`, `recorded 5 days late`; nothing where the notice is long enough.
    pub fn shown(&self) -> Option<String> {
        if let Some(late) = self.late {
            let late = count_days(late);
            return Some(match self.kind {
                ChangeKind::Added => format!("added {late} after its date"),
                ChangeKind::Removed => format!("removed {late} after its date"),
                ChangeKind::Dated => format!("dated {late} after its date"),
                _ => format!("recorded {late} late"),
            });
        }
        self.is_short.then(|| match self.days {
            1 => "1 day's notice".to_owned(),
            days if days > 1 => format!("{days} days' notice"),
            _ => "no notice".to_owned(),
        })
    }
}

/// The changes that people have to hear of before the date.
const TELLING: [ChangeKind; 9] = [
    ChangeKind::Moved,
    ChangeKind::Dated,
    ChangeKind::Undated,
    ChangeKind::Precision,
    ChangeKind::Added,
    ChangeKind::Removed,
    ChangeKind::Split,
    ChangeKind::Merged,
    ChangeKind::Applicability,
];

/// A date that was missed is corrected sooner; what has been over for longer had the wrong year.
const OVERLOOKED: i64 = 90;

/// Whether a move mends a year that was typed wrong: nobody waited for the old date.
fn mends_a_year(change: &Change, today: Date) -> bool {
    let was_over = || change.old_end.is_some_and(|end| days_between(end, today) >= OVERLOOKED);
    change.years().is_some_and(|years| years.shortens() || (years.of == YearOf::Date && was_over()))
}

fn days_to(today: Date, (first, last): (Date, Date)) -> i64 {
    if today <= first {
        days_between(today, first)
    } else if today <= last {
        0
    } else {
        days_between(today, last)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::diagnostic::Location;

    fn change(kind: ChangeKind, old: Option<(Date, Date)>, new: Option<(Date, Date)>) -> Change {
        Change {
            old_day: old.map(|span| span.0),
            old_end: old.map(|span| span.1),
            new_day: new.map(|span| span.0),
            new_end: new.map(|span| span.1),
            pointer: vec!["milestones".to_owned(), "ga".to_owned()],
            ..Change::new(kind, "schedule/paris", "Paris", "ga", Location::file("paris.yaml"))
        }
    }

    fn on(day: Date) -> (Date, Date) {
        (day, day)
    }

    fn said(change: &Change, today: Date) -> (i64, Option<i64>, Option<String>) {
        let calendar = WorkingCalendar::default();
        let promise = Duration::parse("14 days").unwrap();
        let notice = Notice::of(change, today, Some((promise, &calendar))).unwrap();
        (notice.days, notice.late, notice.shown())
    }

    #[test]
    fn the_nearer_of_the_old_and_the_new_date_counts() {
        let (march, april) = (date(2027, 3, 25), date(2027, 4, 8));
        let later = change(ChangeKind::Moved, Some(on(march)), Some(on(april)));
        let earlier = change(ChangeKind::Moved, Some(on(april)), Some(on(march)));
        for moved in [&later, &earlier] {
            assert_eq!(said(moved, date(2027, 3, 1)), (24, None, None));
            assert_eq!(said(moved, date(2027, 3, 22)), (3, None, Some("3 days' notice".to_owned())));
            assert_eq!(said(moved, date(2027, 3, 24)).2.unwrap(), "1 day's notice");
            assert_eq!(said(moved, march).2.unwrap(), "no notice");
        }
        assert_eq!(said(&earlier, date(2027, 3, 30)), (-5, None, Some("no notice".to_owned())));
    }

    #[test]
    fn a_date_that_was_over_is_recorded_late() {
        let (march, april) = (date(2027, 3, 25), date(2027, 4, 8));
        let today = date(2027, 3, 30);
        let words = |kind, old, new| said(&change(kind, old, new), today).2.unwrap();
        assert_eq!(said(&change(ChangeKind::Moved, Some(on(march)), Some(on(april))), today).1, Some(5));
        assert_eq!(words(ChangeKind::Moved, Some(on(march)), Some(on(april))), "recorded 5 days late");
        assert_eq!(words(ChangeKind::Undated, Some(on(march)), None), "recorded 5 days late");
        assert_eq!(words(ChangeKind::Added, None, Some(on(march))), "added 5 days after its date");
        assert_eq!(words(ChangeKind::Dated, None, Some(on(march))), "dated 5 days after its date");
        assert_eq!(words(ChangeKind::Removed, Some(on(march)), None), "removed 5 days after its date");
    }

    #[test]
    fn a_year_that_is_mended_is_not_late() {
        let meant = Some(on(date(2027, 10, 31)));
        let mended = change(ChangeKind::Moved, Some(on(date(2026, 10, 31))), meant);
        assert_eq!(said(&mended, date(2027, 5, 11)), (173, None, None));
        assert_eq!(said(&mended, date(2027, 10, 29)), (2, None, Some("2 days' notice".to_owned())));
        assert_eq!(said(&mended, date(2027, 11, 2)), (-2, None, None));
        let whole_year = Some((date(2026, 12, 27), date(2027, 12, 31)));
        let week = Some((date(2026, 12, 27), date(2026, 12, 31)));
        assert_eq!(said(&change(ChangeKind::Moved, whole_year, week), date(2027, 3, 16)), (-75, None, None));
    }

    #[test]
    fn a_date_that_is_put_off_for_a_year_has_its_notice() {
        let put_off = change(ChangeKind::Moved, Some(on(date(2027, 3, 25))), Some(on(date(2028, 3, 25))));
        assert_eq!(said(&put_off, date(2027, 3, 22)).2.unwrap(), "3 days' notice");
        assert_eq!(said(&put_off, date(2027, 3, 30)).2.unwrap(), "recorded 5 days late");
    }

    #[test]
    fn a_span_is_over_when_its_last_day_is() {
        let month = Some((date(2027, 3, 1), date(2027, 3, 31)));
        let moved = change(ChangeKind::Moved, month, Some((date(2027, 4, 1), date(2027, 4, 30))));
        assert_eq!(said(&moved, date(2027, 3, 15)), (0, None, Some("no notice".to_owned())));
        assert_eq!(said(&moved, date(2027, 4, 1)).1, Some(1));
    }

    #[test]
    fn every_change_of_a_date_gives_notice() {
        let (old, new) = (Some(on(date(2027, 3, 25))), Some(on(date(2027, 4, 8))));
        for kind in [ChangeKind::Split, ChangeKind::Merged, ChangeKind::Applicability] {
            assert_eq!(said(&change(kind, old, new), date(2027, 3, 22)).2.unwrap(), "3 days' notice");
            assert_eq!(said(&change(kind, old, None), date(2027, 3, 30)).2.unwrap(), "recorded 5 days late");
        }
    }

    #[test]
    fn what_becomes_exact_counts_to_its_day() {
        let month = Some((date(2027, 3, 1), date(2027, 3, 31)));
        let exact = change(ChangeKind::Precision, month, Some(on(date(2027, 3, 25))));
        assert_eq!(said(&exact, date(2027, 3, 15)), (10, None, Some("10 days' notice".to_owned())));
        assert_eq!(said(&exact, date(2027, 4, 2)).2.unwrap(), "recorded 2 days late");
        let vague = change(ChangeKind::Precision, Some(on(date(2027, 3, 25))), month);
        assert_eq!(said(&vague, date(2027, 3, 30)).2.unwrap(), "recorded 5 days late");
    }

    #[test]
    fn what_has_no_date_of_its_own_gives_no_notice() {
        let calendar = WorkingCalendar::default();
        let mut shifted = change(ChangeKind::Shifted, None, None);
        assert_eq!(Notice::of(&shifted, date(2027, 3, 1), None), None);
        shifted.kind = ChangeKind::Removed;
        assert_eq!(Notice::of(&shifted, date(2027, 3, 1), None), None);
        let promise = Duration::parse("14 days").unwrap();
        let mut owner = change(ChangeKind::Owner, Some(on(date(2027, 3, 2))), None);
        assert_eq!(Notice::of(&owner, date(2027, 3, 1), Some((promise, &calendar))), None);
        owner.document = "roster".to_owned();
        assert_eq!(Notice::of(&owner, date(2027, 3, 1), None), None);
    }
}
