//! Why answers or wishes make no document: a sentence and, where known, what to say instead.

use std::fmt;

use crate::calendar::DateProblem;

/// Why answers or wishes make no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to say instead.
    pub hint: Option<String>,
}

impl Refusal {
    /// What is wrong.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    /// The same, with what to say instead.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
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
