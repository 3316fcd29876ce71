//! Where lines, blanks and comments of a YAML text begin and end.

use std::ops::Range;

/// What a text ends its lines with.
pub(super) fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the line of an offset begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// Where the line of an offset ends, in front of its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = rest(text, at);
    let line = rest.split('\n').next().unwrap_or_default();
    let is_last = line.len() == rest.len();
    at + if is_last { line } else { line.strip_suffix('\r').unwrap_or(line) }.len()
}

/// Where the next line begins, if there is one.
pub(super) fn next_line(text: &str, at: usize) -> Option<usize> {
    rest(text, at).find('\n').map(|newline| at + newline + 1)
}

/// How many characters stand in front of an offset in its line.
pub(super) fn column(text: &str, at: usize) -> usize {
    text.get(line_start(text, at)..at).unwrap_or_default().chars().count()
}

/// Whether only blanks stand in front of an offset in its line.
pub(super) fn begins_line(text: &str, at: usize) -> bool {
    text.get(line_start(text, at)..at).unwrap_or_default().trim_matches(is_blank).is_empty()
}

/// Whether nothing but blanks and a comment stands behind an offset in its line.
pub(super) fn ends_line(text: &str, at: usize) -> bool {
    let line = text.get(at..line_end(text, at)).unwrap_or_default();
    let content = line.trim_start_matches(is_blank);
    content.is_empty() || (content.starts_with('#') && content.len() < line.len())
}

/// Behind the blanks at an offset.
pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = rest(text, at);
    at + rest.len() - rest.trim_start_matches(is_blank).len()
}

/// Behind the white space and comments at an offset, and behind commas if they are to be skipped too.
pub(super) fn skip_between(text: &str, mut at: usize, with_commas: bool) -> usize {
    while let Some(letter) = rest(text, at).chars().next() {
        let behind_space =
            text.get(..at).is_none_or(|before| before.is_empty() || before.ends_with(char::is_whitespace));
        match letter {
            '#' if behind_space => at = line_end(text, at),
            ',' if with_commas => at += 1,
            _ if letter.is_whitespace() => at += letter.len_utf8(),
            _ => break,
        }
    }
    at
}

/// The blanks in front of the comment that ends a line, seen from the end of a value in it.
pub(super) fn comment_gap(text: &str, value_end: usize) -> Option<Range<usize>> {
    let line = text.get(value_end..line_end(text, value_end))?;
    let (mut quote, mut escaped, mut begins_value, mut before) = (None, false, false, 'x');
    for (offset, letter) in line.char_indices() {
        match quote {
            Some('"') if letter == '\\' && !escaped => escaped = true,
            Some(mark) => {
                quote = (letter != mark || escaped).then_some(mark);
                escaped = false;
            }
            None if letter == '#' && is_blank(before) => {
                let content = line.get(..offset)?.trim_end_matches(is_blank);
                return Some(value_end + content.len()..value_end + offset);
            }
            None if matches!(letter, '\'' | '"') && begins_value => quote = Some(letter),
            None => {}
        }
        if !is_blank(letter) {
            begins_value = matches!(letter, ':' | ',' | '{' | '[');
        }
        before = letter;
    }
    None
}

/// Behind the comment lines below an offset's line that are indented deeper than a column: they belong to what stands
/// above them. Gives the end of the last line that belongs to it.
pub(super) fn end_with_deeper_comments(text: &str, at: usize, indentation: usize) -> usize {
    let mut end = line_end(text, at);
    let mut line = next_line(text, end);
    while let Some(start) = line {
        let content = skip_blanks(text, start);
        if content - start <= indentation || !rest(text, content).starts_with('#') {
            break;
        }
        end = line_end(text, content);
        line = next_line(text, end);
    }
    end
}

pub(super) fn rest(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

pub(super) fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t')
}
