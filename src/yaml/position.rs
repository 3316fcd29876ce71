//! Offsets in a text to lines and columns, in logarithmic time whatever the length of a line.

use crate::diagnostic::{Position, Span};

/// Knows where the lines and characters of one text begin.
#[derive(Debug)]
pub struct TextIndex {
    line_starts: Vec<usize>,
    /// Byte offset of every character; empty where the text is ASCII and both are the same.
    characters: Vec<usize>,
    length: usize,
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
        Self { line_starts: std::iter::once(0).chain(newlines).collect(), characters, length: text.len() }
    }

    /// The place of a byte offset; one behind the end is the end.
    pub fn from_byte(&self, offset: usize) -> Position {
        let offset = offset.min(self.length);
        let line = self.line_starts.partition_point(|start| *start <= offset);
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
}
