//! The plan of a release cycle: written from the process, and moved with everything that hangs on it.
//!
//! [`draft()`] computes the dates of a new schedule from a few that are fixed, forwards and backwards, and
//! [`schedule_text`] writes it. [`moves()`] works out which milestones move along when some are moved, and
//! [`rewritten`] changes just these dates in the text, and the rules behind them where it wrote them itself. Both say which dates depart from their rule, and need a reason.

mod backwards;
mod departure;
mod doubt;
mod draft;
mod knock_on;
mod refusal;
mod rewrite;
mod shift;
mod write;

pub use departure::Departure;
pub use doubt::Doubt;
pub use draft::{ComputedStart, Draft, DraftError, Drafted, Wishes, draft, unknown_milestone};
pub use knock_on::{Moved, Moves, Ruled, Stay, StayReason, Superfluous, Unexplained, Wish, moves};
pub use refusal::Refusal;
pub use rewrite::rewritten;
pub use shift::Shift;
pub use write::{Heading, schedule_text};

#[cfg(test)]
mod tests;
