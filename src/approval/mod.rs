//! Who must approve what, and whether they did.

mod class;
mod decision;

pub use class::Class;
pub use decision::{Decision, Evidence, Reason, Status, Verdict, Votes};
