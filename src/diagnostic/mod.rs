//! What is wrong, where, and how to mend it: values that every check returns and every renderer reads.
//!
//! A diagnostic is not an error: it says that a document was looked at and is wrong. What could not be looked at
//! is an `Err` of the module that failed to look.

use std::fmt;

/// A place in a text: its offset in bytes, and line and column as people count them.
///
/// Kept in 32 bits each, since a project of thousands of documents holds hundreds of thousands of them; no document
/// is larger than 256 KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    offset: u32,
    line: u32,
    column: u32,
}

impl Position {
    /// A place; numbers beyond 32 bits become the largest one.
    pub fn new(offset: usize, line: usize, column: usize) -> Self {
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { offset: narrow(offset), line: narrow(line), column: narrow(column) }
    }

    /// Offset in bytes from the start of the file.
    pub const fn offset(self) -> usize {
        self.offset as usize
    }

    /// Line, from 1.
    pub const fn line(self) -> usize {
        self.line as usize
    }

    /// Column in characters (Unicode scalar values), from 1.
    pub const fn column(self) -> usize {
        self.column as usize
    }
}

/// A stretch of a text, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// Just behind the last character.
    pub end: Position,
}

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never stops anything.
    Notice,
    /// Probably a mistake.
    Warning,
    /// The documents are wrong.
    Error,
}

impl Severity {
    /// The word used in every format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A file, and where in it; without a span the whole file is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Path from the top of the repository, with forward slashes.
    pub path: String,
    /// The part of the file, if a part is meant.
    pub span: Option<Span>,
}

impl Location {
    /// A whole file.
    pub fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), span: None }
    }

    /// A part of a file.
    pub fn at(path: impl Into<String>, span: Span) -> Self {
        Self { path: path.into(), span: Some(span) }
    }
}

/// A second place that belongs to a diagnostic: usually the line that demands what the first one breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What this place has to do with it.
    pub message: String,
}

/// One thing that is wrong, with one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The id of the rule, as in `milepost explain RULE`.
    pub rule: &'static str,
    /// How much it weighs, after the project's own settings.
    pub severity: Severity,
    /// Where it is wrong.
    pub location: Location,
    /// The fact, in the project's words, with the value in backquotes.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
    /// Other places that belong to it.
    pub labels: Vec<Label>,
}

impl Diagnostic {
    /// An error; `with_severity` makes it weigh less.
    pub fn error(rule: &'static str, location: Location, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            location,
            message: readable(message.into()),
            hint: None,
            labels: Vec::new(),
        }
    }

    /// A warning.
    pub fn warning(rule: &'static str, location: Location, message: impl Into<String>) -> Self {
        Self::error(rule, location, message).with_severity(Severity::Warning)
    }

    /// A notice.
    pub fn notice(rule: &'static str, location: Location, message: impl Into<String>) -> Self {
        Self::error(rule, location, message).with_severity(Severity::Notice)
    }

    /// The same with another weight.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same with advice on how to mend it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(readable(hint.into()));
        self
    }

    /// The same with a second place.
    #[must_use]
    pub fn with_label(mut self, location: Location, message: impl Into<String>) -> Self {
        self.labels.push(Label { location, message: readable(message.into()) });
        self
    }
}

/// Messages quote what stands in a file, and a hostile file can hold a value of any length.
const LONGEST_MESSAGE: usize = 1000;

/// The text without its middle, where it is too long for anybody to read.
fn readable(text: String) -> String {
    let count = text.chars().count();
    if count <= LONGEST_MESSAGE {
        return text;
    }
    let part = LONGEST_MESSAGE / 3;
    let (begin, end): (String, String) =
        (text.chars().take(part).collect(), text.chars().skip(count - part).collect());
    format!("{begin} […] {end}")
}

/// A rule that could not run, and why: it is never counted as passed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotChecked {
    /// The id of the rule.
    pub rule: &'static str,
    /// Why it could not run.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_any_length_leaves_a_message_that_can_be_read() {
        let message = format!("`{}` is not a valid `status`", "é".repeat(100_000));
        let diagnostic =
            Diagnostic::error("schema", Location::file("f"), message).with_hint("x".repeat(1000));
        assert!(diagnostic.message.starts_with("`éé"), "{}", diagnostic.message);
        assert!(diagnostic.message.ends_with("éé` is not a valid `status`"), "{}", diagnostic.message);
        assert!(diagnostic.message.chars().count() < LONGEST_MESSAGE);
        assert_eq!(diagnostic.hint.map(|hint| hint.len()), Some(1000));
    }
}
