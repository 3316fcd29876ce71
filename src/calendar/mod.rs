//! Dates as people write them: texts, instants, working days, meetings, and the rules that tie milestones together.
//!
//! A text goes through here in one direction, and nothing on the way reads a clock or a file:
//!
//! 1. [`DateText`] reads the `date:` of a document; [`parse_day`], [`Zone`], [`TimeOfDay`] and [`Deadline`] its parts.
//! 2. [`WorkingCalendar`] knows the project's weekend and holidays; [`Duration`] counts with it.
//!
//! Whatever cannot be read is a [`DateProblem`]: a sentence and, where known, what to write instead.

mod date_text;
mod day;
mod duration;
mod text;
mod working;
mod zone;

pub use date_text::{DateText, Exactness};
pub use day::{
    FIRST_DAY, LAST_DAY, parse_day, parse_weekday, show_day, show_day_short, weekday_name, weekday_short,
};
pub use duration::{Direction, Duration, Number, Unit};
pub use text::DateProblem;
pub use working::{Holiday, WorkingCalendar};
pub use zone::{Deadline, IanaZone, TimeOfDay, Zone};
