//! The small reading tools that every parser of this module shares: problems, quoting, digits, nearest words.

use std::fmt;

/// No text of this module's languages is longer; what is longer is not read any further.
pub(super) const LONGEST_TEXT: usize = 200;

/// How much of a wrong text a message repeats.
const LONGEST_QUOTE: usize = 60;

/// Why a text of this module could not be read, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateProblem {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// How to mend it, where that is known.
    pub hint: Option<String>,
}

impl DateProblem {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for DateProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(formatter, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for DateProblem {}

/// The text in backquotes, shortened, with control characters made visible.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    for (index, character) in text.chars().enumerate() {
        if index == LONGEST_QUOTE {
            quoted.push('…');
            break;
        }
        if character.is_control() {
            quoted.extend(character.escape_default());
        } else {
            quoted.push(character);
        }
    }
    quoted.push('`');
    quoted
}

/// Refuses what is too long to be meant, so that every parser's work is bounded.
pub(super) fn check_length(text: &str, what: &str) -> Result<(), DateProblem> {
    if text.len() <= LONGEST_TEXT {
        return Ok(());
    }
    Err(DateProblem::new(format!("{} is too long for {what}", quote(text))))
}

/// A number of one to six ASCII digits.
pub(super) fn number(text: &str) -> Option<u32> {
    let plain = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// A number of exactly so many ASCII digits.
pub(super) fn digits(text: &str, count: usize) -> Option<u32> {
    if text.len() == count { number(text) } else { None }
}

/// The candidate that was probably meant.
pub(super) fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = text.to_ascii_lowercase();
    let likeness =
        |candidate: &str| strsim::normalized_damerau_levenshtein(&wanted, &candidate.to_ascii_lowercase());
    candidates
        .into_iter()
        .map(|candidate| (likeness(candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.cmp(left.1)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_short_and_shows_control_characters() {
        assert_eq!(quote("a\u{1b}[2J"), r"`a\u{1b}[2J`");
        assert_eq!(quote(&"é".repeat(500)).chars().count(), LONGEST_QUOTE + 3);
    }

    #[test]
    fn numbers_are_ascii_digits_only() {
        assert_eq!(number("017"), Some(17));
        for wrong in ["", "+1", "-1", "1_0", "٣", "1.0", "1234567"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_nearest_word_is_close_or_absent() {
        assert_eq!(nearest("thrusday", ["tuesday", "thursday"]), Some("thursday"));
        assert_eq!(nearest("zzz", ["tuesday", "thursday"]), None);
    }
}
