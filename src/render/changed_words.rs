//! Finds the words that differ where lines took the place of other lines.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Words before times words after that are still compared in one text; beyond, the time needed could be unbounded.
/// It is an amount of work and no time, so that two runs never differ.
const MOST_PAIRS: usize = 25_000_000;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) text: String,
    /// Whether the other side does not have it.
    pub(super) changed: bool,
}

/// What may still be compared.
pub(super) struct Budget(usize);

impl Budget {
    pub(super) const fn full() -> Self {
        Self(MOST_PAIRS)
    }

    fn covers(&mut self, old: usize, new: usize) -> bool {
        let rest = self.0.checked_sub(old.saturating_mul(new));
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

/// The line as one piece that is like the other side's.
pub(super) fn unmarked(line: &str) -> Vec<Part> {
    vec![Part { text: line.to_owned(), changed: false }]
}

/// The lines before and those after in pieces. Together the pieces of a line are the line.
pub(super) fn mark(old: &[String], new: &[String], budget: &mut Budget) -> (Vec<Vec<Part>>, Vec<Vec<Part>>) {
    let (mut before, mut after) = (Words::of(old), Words::of(new));
    if !budget.covers(before.words.len(), after.words.len()) {
        let unmarked = |lines: &[String]| lines.iter().map(|line| unmarked(line)).collect();
        return (unmarked(old), unmarked(new));
    }
    for operation in capture_diff_slices(Algorithm::Patience, &before.words, &after.words) {
        if operation.tag() != DiffTag::Equal {
            before.change(operation.old_range());
            after.change(operation.new_range());
        }
    }
    (before.lines(), after.lines())
}

/// The words of some lines in order. A line end is a word too.
struct Words<'a> {
    words: Vec<&'a str>,
    changed: Vec<bool>,
}

const LINE_END: &str = "\n";

impl<'a> Words<'a> {
    fn of(lines: &'a [String]) -> Self {
        let words: Vec<&str> =
            lines.iter().flat_map(|line| words(line).chain(std::iter::once(LINE_END))).collect();
        Self { changed: vec![false; words.len()], words }
    }

    fn change(&mut self, range: std::ops::Range<usize>) {
        if let Some(changed) = self.changed.get_mut(range) {
            changed.fill(true);
        }
    }

    fn lines(&self) -> Vec<Vec<Part>> {
        let marked: Vec<(&str, bool)> =
            self.words.iter().copied().zip(self.changed.iter().copied()).collect();
        marked.split(|(word, _)| *word == LINE_END).take(self.count_of_lines()).map(parts).collect()
    }

    fn count_of_lines(&self) -> usize {
        self.words.iter().filter(|word| **word == LINE_END).count()
    }
}

/// The pieces of a line. Of a line that keeps none of its words nothing is marked: all of it is new.
fn parts(words: &[(&str, bool)]) -> Vec<Part> {
    let keeps_a_word =
        words.iter().any(|(word, changed)| !changed && word.chars().any(char::is_alphanumeric));
    let mut parts: Vec<Part> = Vec::new();
    for (word, changed) in words {
        let changed = *changed && keeps_a_word;
        match parts.last_mut() {
            Some(last) if last.changed == changed => last.text.push_str(word),
            _ => parts.push(Part { text: (*word).to_owned(), changed }),
        }
    }
    parts
}

/// Dates, names and numbers, white space, and each sign on its own.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = match Sort::of(first) {
            Sort::Sign => first.len_utf8(),
            sort => rest.find(|next| Sort::of(next) != sort).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(word)
    })
}

#[derive(PartialEq, Eq)]
enum Sort {
    Word,
    Space,
    Sign,
}

impl Sort {
    fn of(character: char) -> Self {
        if character.is_alphanumeric() || matches!(character, '-' | '_' | '.') {
            Self::Word
        } else if character.is_whitespace() {
            Self::Space
        } else {
            Self::Sign
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both sides with the marked pieces in brackets.
    fn marked(old: &[&str], new: &[&str]) -> (Vec<String>, Vec<String>) {
        let owned = |lines: &[&str]| -> Vec<String> { lines.iter().map(|line| (*line).to_owned()).collect() };
        let (old, new) = mark(&owned(old), &owned(new), &mut Budget::full());
        let show = |lines: Vec<Vec<Part>>| lines.iter().map(|parts| show(parts)).collect();
        (show(old), show(new))
    }

    fn show(parts: &[Part]) -> String {
        let bracketed =
            |part: &Part| if part.changed { format!("[{}]", part.text) } else { part.text.clone() };
        parts.iter().map(bracketed).collect()
    }

    #[test]
    fn a_date_is_one_word() {
        let (old, new) = marked(&["  - {id: rc1, date: 2027-06-24}"], &["  - {id: rc1, date: 2027-07-10}"]);
        assert_eq!(old, ["  - {id: rc1, date: [2027-06-24]}"]);
        assert_eq!(new, ["  - {id: rc1, date: [2027-07-10]}"]);
    }

    #[test]
    fn a_span_is_two_days() {
        let (_, new) = marked(&["date: 2027-06-24/2027-06-28"], &["date: 2027-06-24/2027-06-30"]);
        assert_eq!(new, ["date: 2027-06-24/[2027-06-30]"]);
    }

    #[test]
    fn words_are_found_over_several_lines() {
        let (old, new) = marked(
            &["id: rc1", "date: 2027-06-24", "owner: alice"],
            &["id: rc1", "date: 2027-07-10", "note: late", "owner: bob"],
        );
        assert_eq!(old, ["id: rc1", "date: [2027-06-24]", "owner: [alice]"]);
        assert_eq!(new, ["id: rc1", "date: [2027-07-10]", "note: late", "owner: [bob]"]);
    }

    #[test]
    fn a_line_that_keeps_no_word_is_not_marked() {
        let (old, new) = marked(&["- alice"], &["- bob"]);
        assert_eq!((old, new), (vec!["- alice".to_owned()], vec!["- bob".to_owned()]));
    }

    #[test]
    fn empty_lines_stay_lines() {
        let (old, new) = marked(&["", "a: 1"], &["a: 2", "", ""]);
        assert_eq!((old.len(), new.len()), (2, 3));
        assert_eq!(new, ["a: [2]", "", ""]);
    }

    #[test]
    fn lines_that_are_too_long_are_not_compared() {
        let line = |word: &str| vec![format!("same {}", format!("{word} ").repeat(100_000))];
        let (old, new) = mark(&line("a"), &line("b"), &mut Budget::full());
        assert!(old.iter().chain(&new).flatten().all(|part| !part.changed));
    }

    #[test]
    fn many_lines_share_one_budget() {
        let lines = |word: &str| vec![format!("same {}", format!("{word} ").repeat(1_000))];
        let mut budget = Budget::full();
        let marked = std::iter::repeat_with(|| mark(&lines("a"), &lines("b"), &mut budget))
            .take(20)
            .filter(|(_, new)| new.iter().flatten().any(|part| part.changed))
            .count();
        assert!((1..10).contains(&marked), "{marked}");
    }
}
