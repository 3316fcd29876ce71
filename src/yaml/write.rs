//! Values to YAML text that reads back as the same values.

use super::is_forbidden;

/// A text as one YAML scalar on one line: plain where that is safe, otherwise in quotes.
pub fn scalar(text: &str) -> String {
    let written = serde_yaml::to_string(text).unwrap_or_default();
    let written = written.trim_end_matches('\n');
    if written.starts_with(['|', '>'])
        || written.contains('\n')
        || text.starts_with('+')
        || text.contains(is_forbidden)
    {
        quoted(text)
    } else {
        written.to_owned()
    }
}

/// A text in double quotes; JSON's strings are YAML's double-quoted scalars. What a document must not hold is escaped.
pub fn quoted(text: &str) -> String {
    escaped(&serde_json::Value::String(text.to_owned()).to_string())
}

/// A text with an escape in the place of every character that a document must not hold.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match u32::from(character) {
            _ if !is_forbidden(character) => written.push(character),
            code @ 0..=0xffff => written.push_str(&format!("\\u{code:04x}")),
            code => written.push_str(&format!("\\U{code:08x}")),
        }
    }
    written
}

/// A text as the words of a comment, on one line: white space of any kind becomes one blank, and what a document must
/// not hold is escaped.
pub fn comment(text: &str) -> String {
    let breaks = |letter: char| letter.is_whitespace() || matches!(letter, '\u{85}' | '\u{feff}');
    let words: Vec<&str> = text.split(breaks).filter(|word| !word.is_empty()).collect();
    escaped(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::yaml::{parse, read};

    #[test]
    fn what_a_parser_could_mistake_stands_in_quotes() {
        for text in
            ["+1", "0", "no: yes", "# x", "", "~", "1.10", "true", "- x", "a\nb", "2027-01-01 ", "[x", "*x"]
        {
            let line = format!("key: {}\n", scalar(text));
            let tree = parse("f.yaml", &line).tree.expect("a tree");
            let node = tree.get("key").expect("the key");
            assert_eq!(node.text(), Some(text), "{line}");
            assert_eq!(node.shape(), "a text", "{line}");
        }
    }

    #[test]
    fn what_a_document_must_not_hold_is_escaped() {
        assert_eq!(scalar("a\u{202e}b\u{e0041}"), r#""a\u202eb\U000e0041""#);
    }

    #[test]
    fn a_comment_is_one_line_of_visible_characters() {
        assert_eq!(comment("kickoff +\n  10 weeks\r"), "kickoff + 10 weeks");
        assert_eq!(comment("a\u{85}b\u{2028}c\u{feff}d\te"), "a b c d e");
        assert_eq!(comment("a\u{202e}b\u{0}"), r"a\u202eb\u0000");
        assert_eq!(comment(" \n "), "");
    }

    proptest! {
        #[test]
        fn every_text_is_fit_for_a_comment(text in any::<String>()) {
            let parsed = read("f.yaml", format!("a: 1 # {}\nb: 2\n", comment(&text)).as_bytes());
            prop_assert_eq!(&parsed.diagnostics, &[]);
            prop_assert_eq!(parsed.tree.expect("a tree").pairs().len(), 2);
        }

        #[test]
        fn every_text_is_fit_for_a_document(text in any::<String>()) {
            let parsed = read("f.yaml", format!("- {}\n", scalar(&text)).as_bytes());
            prop_assert_eq!(&parsed.diagnostics, &[]);
            let tree = parsed.tree.expect("a tree");
            prop_assert_eq!(tree.items()[0].text(), Some(text.as_str()));
        }

        #[test]
        fn every_text_reads_back(text in "\\PC*") {
            let line = format!("- {}\n", scalar(&text));
            let tree = parse("f.yaml", &line).tree.expect("a tree");
            prop_assert_eq!(tree.items()[0].text(), Some(text.as_str()));
        }
    }
}
