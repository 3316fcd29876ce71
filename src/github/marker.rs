//! The hidden line by which one's own texts are found again, and which of two runs is the later one.

use super::client::unfit;
use super::error::GitHubError;

/// One run of a workflow. Later runs are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// `GITHUB_RUN_ID`, which grows from run to run.
    pub id: u64,
    /// `GITHUB_RUN_ATTEMPT`.
    pub attempt: u64,
}

/// What a text is for, as in `gate`: one text of each purpose is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Purpose<'a>(&'a str);

impl<'a> Purpose<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, GitHubError> {
        let is_letter =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'/';
        let is_fine = !text.is_empty() && text.bytes().all(is_letter) && !text.contains("--");
        if is_fine {
            Ok(Self(text))
        } else {
            Err(unfit(
                "the marker",
                text,
                "it may have small letters, digits, slashes and single hyphens only",
            ))
        }
    }

    /// A text with the marker before it.
    pub(super) fn mark(self, run: Run, text: &str) -> String {
        format!("<!-- milepost:{} run={}.{} -->\n{text}", self.0, run.id, run.attempt)
    }

    /// The run that wrote a text, and the text. The marker counts in the first line only: what others may have brought
    /// into the text stands below it.
    pub(super) fn read(self, body: &str) -> Option<(Run, &str)> {
        let (first, text) = body.split_once('\n').unwrap_or((body, ""));
        let run = first
            .trim_end_matches('\r')
            .strip_prefix("<!-- milepost:")?
            .strip_prefix(self.0)?
            .strip_prefix(" run=")?
            .strip_suffix(" -->")?;
        let (id, attempt) = run.split_once('.')?;
        Some((Run { id: id.parse().ok()?, attempt: attempt.parse().ok()? }, text))
    }
}

/// Whether two texts say the same: GitHub's pages write line ends in another way, and drop those at the end. Which run the
/// last line leads to makes no difference.
pub(super) fn is_same_text(one: &str, other: &str) -> bool {
    let lines = |text: &str| without_run(text.replace("\r\n", "\n").trim_end()).to_owned();
    lines(one) == lines(other)
}

/// A text up to the number of a run that ends it, as in `[The full report](https://github.com/o/r/actions/runs/1)`.
fn without_run(text: &str) -> &str {
    let Some(rest) = text.strip_suffix(')') else { return text };
    let start = rest.trim_end_matches(|digit: char| digit.is_ascii_digit());
    if start.ends_with("/actions/runs/") { start } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: Run = Run { id: 123, attempt: 1 };

    #[test]
    fn a_text_that_was_marked_is_found_again() {
        let gate = Purpose::new("gate").unwrap();
        let body = gate.mark(RUN, "one\ntwo");
        assert_eq!(body, "<!-- milepost:gate run=123.1 -->\none\ntwo");
        assert_eq!(gate.read(&body), Some((RUN, "one\ntwo")));
        assert_eq!(gate.read(&body.replace('\n', "\r\n")), Some((RUN, "one\r\ntwo")));
        assert_eq!(Purpose::new("gate-2").unwrap().read(&body), None, "another purpose");
    }

    #[test]
    fn only_the_number_of_the_run_that_a_text_leads_to_makes_no_difference() {
        let text = |end: &str| format!("one\n\n[The full report](https://h/o/r/actions/runs/{end}");
        assert!(is_same_text(&text("1)\n"), &text("22)\r\n")));
        assert!(!is_same_text(&text("1)\n"), &text("1) and more\n")));
        assert!(!is_same_text(&text("1)"), &text("1)").replace("//h/", "//x/")));
        assert!(!is_same_text("votes (1)", "votes (2)"));
    }

    #[test]
    fn a_marker_anywhere_else_is_none() {
        let gate = Purpose::new("gate").unwrap();
        for body in [
            "",
            "hello\n<!-- milepost:gate run=123.1 -->",
            " <!-- milepost:gate run=123.1 -->",
            "> <!-- milepost:gate run=123.1 -->",
            "<!-- milepost:gate run=123 -->",
            "<!-- milepost:gate run=123.-1 -->",
            "<!-- milepost:gate run=99999999999999999999999.1 -->",
            "<!-- milepost:gate -->",
            "<!-- milepost:gate run=123.1 --> and more",
        ] {
            assert_eq!(gate.read(body), None, "{body}");
        }
    }

    #[test]
    fn a_purpose_cannot_end_the_comment() {
        for text in ["", "gate -->", "a--b", "Gate", "a b"] {
            assert!(Purpose::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn another_try_of_a_run_is_later_and_another_run_later_still() {
        assert!(Run { id: 123, attempt: 2 } > RUN);
        assert!(Run { id: 124, attempt: 1 } > Run { id: 123, attempt: 2 });
    }
}
