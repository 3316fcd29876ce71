//! The comment behind a value: its words may be replaced, and nothing of what the document says with them.

use std::ops::Range;

use super::Editor;
use super::layout::{Layout, Places};
use super::lines::{is_blank, line_end};
use super::patch::Patch;

impl Editor {
    /// Replaces comments that stand behind the values at these paths, on the same line. `reword` is given the number of the
    /// path and the words of the comment, and gives the new ones; where it gives none, the comment stays.
    ///
    /// The new words have to be those of one line; what would change the document with them is left as it is.
    pub fn reword_comments(&mut self, paths: &[Vec<String>], reword: impl Fn(usize, &str) -> Option<String>) {
        let patches = self.patches_of_comments(paths, &reword);
        if patches.is_empty() || self.reads_the_same_with(patches.clone()) {
            return;
        }
        // Something is no comment that looks like one. From behind, so that the places before it stay where they are.
        for patch in patches.into_iter().rev() {
            self.reads_the_same_with(vec![patch]);
        }
    }

    fn patches_of_comments(
        &self,
        paths: &[Vec<String>],
        reword: &impl Fn(usize, &str) -> Option<String>,
    ) -> Vec<Patch> {
        let layout = Layout { text: &self.text };
        let mut places = Places::new(layout, &self.tree);
        let mut patches = Vec::new();
        for (index, keys) in paths.iter().enumerate() {
            let path: Vec<&str> = keys.iter().map(String::as_str).collect();
            let Some(extent) = places.find(&path).and_then(|place| layout.extent(place)) else { continue };
            let mut comments = comments_behind(&self.text, extent.end);
            let reworded = comments.find_map(|range| {
                let words = self.text.get(range.clone())?.trim_start_matches('#').trim();
                let new = reword(index, words)?;
                (new != words).then(|| Patch::new(range, format!("# {new}")))
            });
            patches.extend(reworded);
        }
        patches
    }

    /// Takes the text with the patches where it says the same as before.
    fn reads_the_same_with(&mut self, patches: Vec<Patch>) -> bool {
        let Some(text) = Patch::apply(patches, &self.text) else { return false };
        let Some(tree) = self.read_back(&text, &self.tree) else { return false };
        (self.text, self.tree) = (text, tree);
        true
    }
}

/// What may be a comment in the rest of a line: every stretch from a `#` behind a blank to the end.
fn comments_behind(text: &str, at: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let end = at + text.get(at..line_end(text, at)).unwrap_or_default().trim_end_matches(is_blank).len();
    let line = text.get(at..end).unwrap_or_default();
    let begins =
        move |(place, _): &(usize, &str)| line.get(..*place).is_some_and(|before| before.ends_with(is_blank));
    line.match_indices('#').filter(begins).map(move |(place, _)| at + place..end)
}
