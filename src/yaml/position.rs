//! Offsets in a text to lines and columns, in logarithmic time whatever the length of a line.

use std::cell::Cell;

use crate::diagnostic::{Position, Span};

/// Knows where the lines and characters of one text begin.
#[derive(Debug)]
pub struct TextIndex {
    line_starts: Vec<usize>,
    /// Byte offset of every character; empty where the text is ASCII and both are the same.
    characters: Vec<usize>,
    length: usize,
    /// The line that was asked for last; most questions are about it or the next one.
    last_line: Cell<usize>,
}

impl TextIndex {
    /// Reads the text once.
    pub fn new(text: &str) -> Self {
        let newlines =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(offset, _)| offset + 1);
        let characters = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(offset, _)| offset).collect()
        };
        Self {
            line_starts: std::iter::once(0).chain(newlines).collect(),
            characters,
            length: text.len(),
            last_line: Cell::new(1),
        }
    }

    /// The place of a byte offset; one behind the end is the end.
    pub fn from_byte(&self, offset: usize) -> Position {
        let offset = offset.min(self.length);
        let line = self.line_of(offset);
        let line_start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.character_of(offset) - self.character_of(line_start) + 1;
        Position::new(offset, line, column)
    }

    /// The place of a character, counted from the start of the text.
    pub fn from_character(&self, index: usize) -> Position {
        self.from_byte(self.byte_of(index))
    }

    /// The byte offset of a character, counted from the start of the text.
    pub fn byte_of(&self, index: usize) -> usize {
        if self.characters.is_empty() {
            index.min(self.length)
        } else {
            self.characters.get(index).copied().unwrap_or(self.length)
        }
    }

    /// The span between two byte offsets.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span { start: self.from_byte(start), end: self.from_byte(end.max(start)) }
    }

    /// The line with a byte offset, counted from 1.
    fn line_of(&self, offset: usize) -> usize {
        let last = self.last_line.get();
        let near = [last, last + 1].into_iter().find(|&line| self.is_in_line(offset, line));
        let line = near.unwrap_or_else(|| self.line_starts.partition_point(|start| *start <= offset));
        self.last_line.set(line);
        line
    }

    fn is_in_line(&self, offset: usize, line: usize) -> bool {
        self.line_starts.get(line - 1).is_some_and(|start| *start <= offset)
            && self.line_starts.get(line).is_none_or(|next| offset < *next)
    }

    fn character_of(&self, offset: usize) -> usize {
        if self.characters.is_empty() {
            offset
        } else {
            self.characters.partition_point(|start| *start < offset)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_offsets_count_bytes() {
        let index = TextIndex::new("a: é\nüb: x");
        assert_eq!(index.from_character(3), Position::new(3, 1, 4));
        assert_eq!(index.from_character(6), Position::new(8, 2, 2));
        assert_eq!(index.from_byte(99), Position::new(12, 2, 6));
    }

    #[test]
    fn a_place_does_not_depend_on_what_was_asked_before() {
        let text = "a\n\nbc\nd";
        let index = TextIndex::new(text);
        for first in 0..=text.len() {
            for second in 0..=text.len() {
                index.from_byte(first);
                assert_eq!(index.from_byte(second), TextIndex::new(text).from_byte(second));
            }
        }
    }
}
