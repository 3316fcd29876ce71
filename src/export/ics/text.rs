//! Content lines of iCalendar (RFC 5545): escaped values, lines folded at 75 octets, ended by CR and LF.

use crate::render::escape::push_visible;

/// The most octets of a line, without its end.
const LONGEST_LINE: usize = 75;

/// The lines of a calendar.
#[derive(Debug, Default)]
pub(super) struct Lines {
    out: String,
}

impl Lines {
    /// A line whose value is ours: a date, a number, a rule. Whatever else gets into it cannot end the line.
    pub(super) fn plain(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        self.fold(&line.chars().filter(|character| !character.is_control()).collect::<String>());
    }

    /// A line whose value is any text.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{}", escaped(value)));
    }

    /// A line whose value is a list of texts.
    pub(super) fn list(&mut self, name: &str, values: &[&str]) {
        let values: Vec<String> = values.iter().map(|value| escaped(value)).collect();
        self.fold(&format!("{name}:{}", values.join(",")));
    }

    /// All lines.
    pub(super) fn end(self) -> String {
        self.out
    }

    /// Breaks between characters, never inside of one: some readers decode line by line.
    fn fold(&mut self, line: &str) {
        let mut room = LONGEST_LINE;
        for character in line.chars() {
            if character.len_utf8() > room {
                self.out.push_str("\r\n ");
                room = LONGEST_LINE - 1;
            }
            self.out.push(character);
            room -= character.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}

/// A text as a value: signs that separate get a backslash, line ends are `\n`, hidden characters are shown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let unified = text.replace("\r\n", "\n");
    for character in unified.trim().chars() {
        match character {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(character);
            }
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(' '),
            ' '..='~' => out.push(character),
            // Shown with a backslash, which has to be escaped too.
            other => {
                let mut shown = String::new();
                push_visible(&mut shown, other);
                out.push_str(&shown.replace('\\', "\\\\"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(name: &str, value: &str) -> String {
        let mut lines = Lines::default();
        lines.text(name, value);
        lines.end()
    }

    #[test]
    fn signs_that_separate_are_escaped() {
        assert_eq!(line("SUMMARY", r"a,b;c\d: e"), "SUMMARY:a\\,b\\;c\\\\d: e\r\n");
        assert_eq!(line("SUMMARY", "one\r\ntwo\nthree\rfour"), "SUMMARY:one\\ntwo\\nthree\\nfour\r\n");
        assert_eq!(line("SUMMARY", "x\u{202e}y\u{7}"), "SUMMARY:x\\\\u{202e}y\\\\u{7}\r\n");
    }

    #[test]
    fn no_value_ends_its_line() {
        let mut lines = Lines::default();
        lines.plain("UID", "a\r\nX-EVIL:1\n\u{85}b");
        assert_eq!(lines.end(), "UID:aX-EVIL:1b\r\n");
    }

    proptest! {
        #[test]
        fn lines_are_short_and_unfold_to_what_was_said(value in "(?s)(\\PC|[ñ計🎉,;\\\\\n\r\t\u{202e}]){0,120}") {
            let folded = line("DESCRIPTION", &value);
            prop_assert!(folded.ends_with("\r\n"));
            for line in folded.trim_end_matches("\r\n").split("\r\n") {
                prop_assert!(line.len() <= LONGEST_LINE, "{line}");
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let unfolded = folded.replace("\r\n ", "");
            prop_assert_eq!(unfolded.matches("\r\n").count(), 1);
            prop_assert_eq!(unfolded, format!("DESCRIPTION:{}\r\n", escaped(&value)));
        }
    }
}
