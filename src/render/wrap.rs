//! Breaks text into lines of a given width, with an indent.

use unicode_width::UnicodeWidthStr as _;

/// Appends `text` after `first`; further lines start with as many spaces as `first` is wide. Words that are wider
/// than a line stay whole, so that paths and addresses can be copied.
pub(super) fn push_wrapped(out: &mut String, first: &str, text: &str, width: usize) {
    let indent = first.width();
    out.push_str(first);
    let mut column = indent;
    for (index, word) in text.split(' ').enumerate() {
        let wide = word.width();
        if index > 0 && column + 1 + wide > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if index > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += wide;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_the_width_and_the_indent() {
        let mut out = String::new();
        push_wrapped(&mut out, "  - ", "one two three four five", 14);
        assert_eq!(out, "  - one two\n    three four\n    five\n");
    }

    #[test]
    fn a_word_wider_than_the_line_stays_whole() {
        let mut out = String::new();
        push_wrapped(&mut out, "  ", "a unbreakable b", 6);
        assert_eq!(out, "  a\n  unbreakable\n  b\n");
    }
}
