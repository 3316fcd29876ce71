//! The steps of a branch: the documents before and after each, when it was taken, and what only the steps before it
//! tell about a change.

mod compromised;
mod documents;
mod facts;
mod files;
mod line;
mod reviewed;
mod times;
mod uses;
mod witness;

pub use compromised::{compromised_by, compromised_until};
pub use documents::{Documents, protected_by};
pub use facts::{
    baseline, decides_plan, facts, minor_moves, new_to, processes, read, spent, voided_by, wanted_processes,
};
pub use files::{FileLine, FileStep};
pub use line::{Line, LineStep, NotOnBranch};
pub use reviewed::{Compared, Sides, compared};
pub use times::{StepTime, settled, timestamp};
pub use uses::{Uses, brought, uses};
pub use witness::witnessed;

use crate::repository::RepositoryError;
use crate::source::SourceError;

/// Why the history could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// A commit or tree could not be read.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// The files of a commit could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
}
