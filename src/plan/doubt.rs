//! Doubts a date that can hardly be meant: a plan that goes back far behind today, or a year typed wrong.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::refusal::Refusal;
use super::shift::Shift;
use crate::calendar::{DateText, days_between, show_day};

/// By how many days somebody may move a date back behind today: a record of what happened late.
const FARTHEST_BACK: i64 = 90;
/// From so many days on, a date with another year may be meant.
const NEARLY_A_YEAR: i64 = 300;
/// So near does the other year have to bring it to the date before.
const HALF_A_YEAR: i64 = 183;

/// A milestone whose new date may have been typed with the wrong year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The milestone.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// By how many days it moves; positive is later.
    pub days: i64,
    /// Its new date.
    pub date: DateText,
    /// The same day in the year that may be meant.
    pub suggested: Date,
}

/// Refuses a move far back to a day that is over: what lies behind is no plan.
pub(super) fn refuse_the_past(
    id: &str,
    (old, new): (&DateText, &DateText),
    shift: &Shift,
    today: Date,
) -> Result<(), Refusal> {
    let days = old.first_day().zip(new.first_day()).map(|(from, to)| days_between(from, to));
    let Some(days) = days.filter(|days| *days <= -FARTHEST_BACK) else { return Ok(()) };
    if new.last_day().is_none_or(|last| last >= today) {
        return Ok(());
    }
    let problem = format!("{} is over already, and {} days before its date", new.show(), days.abs());
    let suggested = other_year((old, new), shift, today);
    Err(Refusal::new(problem).hint(match suggested {
        Some(day) => format!("did you mean `{id}={day}` ({})?", show_day(day)),
        None => {
            "a plan lies ahead; the day on which a milestone was reached is its `actual` in the progress \
                 of the cycle"
                .to_owned()
        }
    }))
}

/// The same day in the year in which it would be far nearer to the date before; only of a date that was typed.
pub(super) fn other_year((old, new): (&DateText, &DateText), shift: &Shift, today: Date) -> Option<Date> {
    let (from, to) = (old.first_day()?, new.first_day()?);
    let is_typed = matches!(shift, Shift::To(_)) && new.first_day() == new.last_day();
    if !is_typed || days_between(from, to).abs() < NEARLY_A_YEAR {
        return None;
    }
    let distance = |day: &Date| days_between(from, *day).abs();
    let others = [-2, -1, 1, 2].into_iter().filter_map(|years: i32| to.checked_add(years.years()).ok());
    let nearest = others.filter(|day| *day >= today).min_by_key(distance)?;
    // Who names the same day of another year means the year.
    (1..=HALF_A_YEAR).contains(&distance(&nearest)).then_some(nearest)
}
