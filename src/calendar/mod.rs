//! Dates as people write them: texts, instants, working days, meetings, and the rules that tie milestones together.
//!
//! A text goes through here in one direction, and nothing on the way reads a clock or a file:
//!
//! 1. [`DateText`] reads the `date:` of a document; [`parse_day`], [`Zone`], [`TimeOfDay`] and [`Deadline`] its parts.
//! 2. [`WorkingCalendar`] knows the project's weekend and holidays; [`Duration`] counts with it.
//! 3. [`Meeting`] computes the days of a periodic meeting.
//! 4. [`Rule`] and [`Snap`] read where a process places a milestone; [`resolve()`] turns them, with the dates that are
//!    fixed, into a [`Resolution`] for every milestone.
//!
//! Whatever cannot be read is a [`DateProblem`]: a sentence and, where known, what to write instead.

mod date_text;
mod day;
mod duration;
mod meeting;
mod resolve;
mod rule;
mod text;
mod working;
mod zone;

pub use date_text::{DateText, Exactness};
pub use day::{
    FIRST_DAY, LAST_DAY, days_between, parse_day, parse_weekday, show_day, show_day_short, weekday_called,
    weekday_name, weekday_short,
};
pub use duration::{Direction, Duration, Number, Unit};
pub use meeting::{Every, Meeting, WeekCount};
pub use resolve::{Planned, Resolution, resolve, show_circle};
pub use rule::{Calendars, Fraction, MilestoneId, NoDate, Rule, Snap, SnapTarget};
pub use text::DateProblem;
pub use working::{Holiday, WorkingCalendar};
pub use zone::{Clock, Deadline, IanaZone, TimeOfDay, Zone};
