//! Refuses the characters that let a text read differently to a person and to a parser.
//!
//! A carriage return, NEL or line separator can hide a key in what looks like a comment; bidirectional controls reorder
//! what is shown; zero-width characters make two equal-looking ids differ. See the threats T42 and T49.

use super::{PLAIN_YAML, TextIndex};
use crate::diagnostic::{Diagnostic, Location};

/// The largest document, in bytes.
pub const LARGEST_DOCUMENT: usize = 256 * 1024;

/// After so many of them a file is plainly not meant as text, and more lines would help nobody.
const MOST_PROBLEMS: usize = 20;

/// Every forbidden character of the text, at its place; at most twenty.
pub fn character_problems(path: &str, text: &str) -> Vec<Diagnostic> {
    if text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)) {
        return Vec::new();
    }
    let index = TextIndex::new(text);
    let mut windows_line_end_seen = false;
    let mut problems = Vec::new();
    for (offset, character) in text.char_indices() {
        let windows_line_end = character == '\r' && text[offset..].starts_with("\r\n");
        if windows_line_end && std::mem::replace(&mut windows_line_end_seen, true) {
            continue;
        }
        let Some((name, hint)) = forbidden(character, windows_line_end) else { continue };
        let span = index.span(offset, offset + character.len_utf8());
        problems.push(
            Diagnostic::error(
                PLAIN_YAML,
                Location::at(path, span),
                format!("{name} (U+{:04X})", u32::from(character)),
            )
            .with_hint(hint),
        );
        if problems.len() == MOST_PROBLEMS {
            break;
        }
    }
    problems
}

/// What a forbidden character is called, and what to write instead.
fn forbidden(character: char, windows_line_end: bool) -> Option<(&'static str, &'static str)> {
    const REMOVE: &str = "remove it; what is invisible cannot be reviewed";
    const ESCAPE: &str =
        "remove it, or write it in a quoted string as an escape such as \"\\x1b\" if it is really meant";
    const WINDOWS: &str =
        "save the file with LF (Unix) line ends; `*.yaml text eol=lf` in `.gitattributes` keeps them";
    const LINE_FEED: &str = "end lines with a line feed (LF) alone";
    Some(match character {
        '\n' | '\t' | ' '..='~' => return None,
        '\r' if windows_line_end => ("lines end with a carriage return and a line feed", WINDOWS),
        '\r' => ("a carriage return without a line feed, which some programs show as a new line", LINE_FEED),
        '\u{85}' => ("a next-line character, which some programs show as a new line", LINE_FEED),
        '\u{2028}' => ("a line separator, which some programs show as a new line", LINE_FEED),
        '\u{2029}' => ("a paragraph separator, which some programs show as a new line", LINE_FEED),
        '\u{feff}' => ("a byte order mark or zero-width no-break space", REMOVE),
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            ("a bidirectional control, which changes the order in which text is shown", REMOVE)
        }
        '\u{00ad}'
        | '\u{034f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => ("an invisible or zero-width character", REMOVE),
        other if other.is_control() => ("a control character", ESCAPE),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(text: &str) -> Vec<(usize, usize)> {
        character_problems("f.yaml", text)
            .iter()
            .filter_map(|problem| problem.location.span)
            .map(|span| (span.start.line(), span.start.column()))
            .collect()
    }

    #[test]
    fn letters_of_every_script_are_fine() {
        assert!(columns("name: Zoë 花子 🚀\n\ttab: x\n").is_empty());
    }

    #[test]
    fn every_hidden_line_end_is_reported_where_it_stands() {
        for hidden in ['\r', '\u{85}', '\u{2028}', '\u{2029}'] {
            assert_eq!(columns(&format!("a: 1\n# note{hidden}quorum: 0\n")), [(2, 7)], "{hidden:?}");
        }
    }

    #[test]
    fn windows_line_ends_are_reported_once_a_file() {
        assert_eq!(columns("a: 1\r\nb: 2\r\nc: 3\r\n"), [(1, 5)]);
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for hidden in
            ['\u{feff}', '\u{202e}', '\u{200b}', '\u{200d}', '\u{1b}', '\u{0}', '\u{7f}', '\u{e0041}']
        {
            assert_eq!(columns(&format!("é{hidden}")), [(1, 2)], "{hidden:?}");
        }
    }

    #[test]
    fn a_file_of_garbage_does_not_fill_the_screen() {
        assert_eq!(columns(&"\u{1}".repeat(1000)).len(), MOST_PROBLEMS);
    }
}
