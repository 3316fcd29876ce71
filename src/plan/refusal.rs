//! Why answers make no documents: a sentence and, where known, what to answer instead.

use std::fmt;

use crate::calendar::DateProblem;

/// Why answers make no documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to answer instead.
    pub hint: Option<String>,
}

impl Refusal {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<DateProblem> for Refusal {
    fn from(problem: DateProblem) -> Self {
        Self { message: problem.message, hint: problem.hint }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(formatter, "; {hint}"))
    }
}
