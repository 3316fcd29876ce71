//! Breaks text into lines of a given width, with an indent.

use unicode_width::UnicodeWidthStr as _;

/// Appends `text` after `first`; further lines start with as many spaces as `first` is wide. Words that are wider
/// than a line stay whole, so that paths and addresses can be copied, and lines break neither in dates nor between a
/// number and what it counts.
pub(super) fn push_wrapped(out: &mut String, first: &str, text: &str, width: usize) {
    let indent = first.width();
    out.push_str(first);
    let mut column = indent;
    for (index, word) in pieces(text).into_iter().enumerate() {
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

/// The words of a text with what must stay on one line together.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut rest, mut length) = (text, 0);
    let mut previous = None;
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        match previous {
            None => length = word.len(),
            Some(previous) if belongs(previous, word, next) => length += 1 + word.len(),
            Some(_) => {
                let (piece, after) = rest.split_at_checked(length).unwrap_or_default();
                pieces.push(piece);
                rest = after.strip_prefix(' ').unwrap_or(after);
                length = word.len();
            }
        }
        previous = Some(word);
    }
    pieces.push(rest);
    pieces
}

/// Whether a word stays on the line of the one before it.
fn belongs(previous: &str, word: &str, next: &str) -> bool {
    let is_number =
        |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|one| one.is_ascii_digit());
    let starts_with = |test: fn(&char) -> bool| word.chars().next().as_ref().is_some_and(test);
    let opened = previous.trim_start_matches('(');
    match (opened, word) {
        ("class", _) => true,
        // The two ends of a span.
        (_, "–") => WEEKDAYS.contains(&next),
        ("–", _) => WEEKDAYS.contains(&word),
        _ if WEEKDAYS.contains(&opened) => starts_with(char::is_ascii_digit),
        _ if MONTHS.contains(&opened) => word.get(..4).is_some_and(is_year),
        _ if is_year(opened) => is_time(word),
        _ if is_time(opened) => starts_with(char::is_ascii_uppercase),
        _ if is_number(opened) => starts_with(char::is_ascii_alphabetic),
        _ => false,
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|one| one.is_ascii_digit())
}

/// `23:59`, with or without seconds.
fn is_time(text: &str) -> bool {
    text.contains(':') && text.bytes().all(|one| one.is_ascii_digit() || one == b':')
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

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

    fn lines(text: &str, width: usize) -> Vec<String> {
        let mut out = String::new();
        push_wrapped(&mut out, "", text, width);
        out.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_date_stays_on_one_line() {
        assert_eq!(lines("it was (Wed 21 Mar 2018), before", 14), ["it was", "(Wed 21 Mar 2018),", "before"]);
        assert_eq!(lines("from Thu 8 Jul 2027 23:59 UTC on", 10), ["from", "Thu 8 Jul 2027 23:59 UTC", "on"]);
        assert_eq!(lines("from Wed 7 Jun to Thu 8", 12), ["from", "Wed 7 Jun to", "Thu 8"]);
    }

    #[test]
    fn a_span_stays_on_one_line() {
        let span = "Mon 5 Sep – Fri 9 Sep 2016";
        assert_eq!(lines(&format!("freeze: {span} → later"), 27), ["freeze:", span, "→ later"]);
        assert_eq!(lines("this – and that", 6), ["this –", "and", "that"]);
    }

    #[test]
    fn a_class_and_a_number_stay_with_their_word() {
        assert_eq!(lines("since then class schedule-minor", 16), ["since then", "class schedule-minor"]);
        assert_eq!(lines("more than 5 working days", 11), ["more than", "5 working", "days"]);
    }
}
