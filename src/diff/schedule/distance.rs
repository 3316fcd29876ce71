//! Between which days a date moved, where one side may be a moment in one zone and the other a day in another.

use jiff::civil::Date;

use crate::calendar::{DateText, Zone};

/// The two days between which the start of a date moved, and the two between which its end did. Moments of two zones
/// are measured in the older one, and a moment beside a day in the zone in which the day ends. `zones` are those of
/// days without a zone, before and after.
pub fn measured_days(old: &DateText, new: &DateText, zones: [&Zone; 2]) -> Option<[(Date, Date); 2]> {
    let (before, after) = (days(old)?, days(new)?);
    Some(match (old.timestamp(), new.timestamp()) {
        (Some(_), Some(moment)) => {
            let to = old.zone().unwrap_or(zones[0]).local(moment).date();
            [(before.0, to), (before.0, to)]
        }
        (None, Some(_)) => {
            let to = day_beside(new, before, zones[0])?;
            [(before.0, to), (before.1, to)]
        }
        (Some(_), None) => {
            let from = day_beside(old, after, zones[1])?;
            [(from, after.0), (from, after.1)]
        }
        (None, None) => [(before.0, after.0), (before.1, after.1)],
    })
}

/// The two days that tell how far a date moved: the first ones, or the last ones where only the end moved.
pub(super) fn moved_days(old: &DateText, new: &DateText, zones: [&Zone; 2]) -> Option<(Date, Date)> {
    let [firsts, lasts] = measured_days(old, new, zones)?;
    Some(if firsts.0 == firsts.1 { lasts } else { firsts })
}

/// Whether a date keeps what another one promised; `zone` is the one in which the days of the other one end.
pub(super) fn lies_within(inner: &DateText, outer: &DateText, zone: &Zone) -> bool {
    match (inner.timestamp(), outer.timestamp(), days(outer)) {
        (Some(_), None, Some((first, last))) => {
            day_beside(inner, (first, last), zone).is_some_and(|day| first <= day && day <= last)
        }
        _ => inner.lies_within(outer),
    }
}

/// The day of a moment, beside days that end in `zone`. Before they have begun there, its own day counts too: a meeting
/// in Tokyo is on the day that it is in Tokyo.
fn day_beside(moment: &DateText, (first, last): (Date, Date), zone: &Zone) -> Option<Date> {
    let (own, there) = (moment.first_day()?, zone.local(moment.timestamp()?).date());
    Some(if there < first && first <= own && own <= last { own } else { there })
}

fn days(date: &DateText) -> Option<(Date, Date)> {
    date.first_day().zip(date.last_day())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn measured(old: &str, new: &str) -> (Date, Date) {
        let read = |text| DateText::parse(text).unwrap();
        moved_days(&read(old), &read(new), [&Zone::AoE, &Zone::AoE]).unwrap()
    }

    #[test]
    fn moments_are_measured_in_the_older_zone() {
        assert_eq!(
            measured("2027-05-03T00:00[Pacific/Kiritimati]", "2027-05-10T23:59[AoE]"),
            (date(2027, 5, 3), date(2027, 5, 12))
        );
    }

    #[test]
    fn a_moment_beside_a_day_is_measured_where_the_day_ends() {
        let eighth = date(2027, 7, 8);
        assert_eq!(measured("2027-07-08", "2027-07-09T11:59[UTC]"), (eighth, eighth));
        assert_eq!(measured("2027-07-08", "2027-07-09T12:00[UTC]"), (eighth, date(2027, 7, 9)));
        assert_eq!(measured("2027-07-09T11:59[UTC]", "2027-07-08"), (eighth, eighth));
        assert_eq!(measured("2027-07-08", "2027-07-08T12:00[Asia/Tokyo]"), (eighth, eighth));
        assert_eq!(measured("2027-07-08", "2027-07-08T09:00[UTC]"), (eighth, eighth));
        assert_eq!(measured("2027-07-08", "2027-07-06T09:00[UTC]"), (eighth, date(2027, 7, 5)));
    }
}
