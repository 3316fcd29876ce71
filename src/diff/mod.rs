//! The semantic diff: two sets of documents in, changes in the words of the domain out.

mod change;

pub use change::{Cause, Change, ChangeKind, Side};
