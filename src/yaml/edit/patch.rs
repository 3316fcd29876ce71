//! The bytes that an edit replaces, inserts or removes.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::content::{Content, Form, Written};
use super::layout::{Extent, Layout, Place, Style};
use super::lines::{
    begins_line, column, comment_gap, end_with_deeper_comments, ends_line, is_blank, line_break, line_end,
    line_start, next_line, rest, skip_between, skip_blanks,
};
use crate::yaml::Value;

/// New text for a range of the old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Patch {
    range: Range<usize>,
    text: String,
}

impl Patch {
    pub(super) fn new(range: Range<usize>, text: String) -> Self {
        Self { range, text }
    }

    /// The text with all patches; none if they overlap.
    pub(super) fn apply(mut patches: Vec<Self>, text: &str) -> Option<String> {
        patches.sort_by_key(|patch| (patch.range.start, patch.range.end));
        let mut edited = String::with_capacity(text.len());
        let mut reached = 0;
        for patch in patches {
            edited.push_str(text.get(reached..patch.range.start)?);
            edited.push_str(&patch.text);
            reached = patch.range.end;
        }
        edited.push_str(text.get(reached..)?);
        Some(edited)
    }
}

/// Collects the patches of one edit; a method gives none where it doesn't understand the notation.
#[derive(Debug)]
pub(super) struct Patches {
    patches: Vec<Patch>,
    keeps_columns: bool,
}

impl Patches {
    pub(super) fn new(keeps_columns: bool) -> Self {
        Self { patches: Vec::new(), keeps_columns }
    }

    pub(super) fn finish(self) -> Vec<Patch> {
        self.patches
    }

    /// A scalar becomes another value.
    pub(super) fn replace(
        &mut self,
        layout: Layout<'_>,
        place: Place<'_>,
        content: &Content,
        form: Form,
    ) -> Option<()> {
        let text = layout.text;
        let extent = layout.extent(place)?;
        let form = if place.in_flow && form == Form::Block { Form::Inline } else { form };
        let Written { head, lines } = content.write(form, extent.style, place.column + 2);
        let below: String = lines.iter().map(|line| format!("{}{line}", line_break(text))).collect();
        match extent.style {
            Style::Literal => {
                let mark_end = extent.start + layout.literal_mark(extent.start).len();
                let header_end = line_end(text, extent.start).min(extent.end);
                self.inline(text, extent.start..mark_end, head);
                self.push(header_end..extent.end, below);
                return Some(());
            }
            Style::Nothing => self.fill(text, place, &head),
            _ if head.is_empty() => self.inline(text, place.after..extent.end, head),
            _ => self.inline(text, extent.start..extent.end, head),
        }
        if !below.is_empty() {
            let end = line_end(text, extent.end);
            self.push(end..end, below);
        }
        Some(())
    }

    /// Writes a value where a key or dash has none.
    fn fill(&mut self, text: &str, place: Place<'_>, head: &str) {
        if head.is_empty() {
            return;
        }
        let blanks = skip_blanks(text, place.after);
        let end = if rest(text, blanks).starts_with('#') { place.after } else { blanks };
        let colon = if place.bare { ":" } else { "" };
        self.inline(text, place.after..end, format!("{colon} {head}"));
    }

    /// A new key behind the key at a position, or as the only one.
    pub(super) fn insert_pair(
        &mut self,
        layout: Layout<'_>,
        place: Place<'_>,
        behind: Option<usize>,
        key: &str,
        content: &Content,
        form: Form,
    ) -> Option<()> {
        let whole = layout.extent(place)?;
        match whole.style {
            Style::Flow => self.insert_in_flow(layout, place, behind, &content.pair_in_flow(key, form)),
            Style::Block => {
                let previous = *layout.children(place)?.get(behind?)?;
                let lines = content.pair_lines(key, previous.column, form);
                self.insert_lines(layout, previous, lines)
            }
            _ => None,
        }
    }

    /// A new item at the end of a list.
    pub(super) fn append_item(
        &mut self,
        layout: Layout<'_>,
        place: Place<'_>,
        content: &Content,
        form: Form,
    ) -> Option<()> {
        let items = layout.children(place)?;
        if layout.extent(place)?.style == Style::Flow {
            return self.insert_in_flow(layout, place, items.len().checked_sub(1), &content.in_flow(form));
        }
        let last = *items.last()?;
        let is_flow = layout.extent(last)?.style == Style::Flow
            && matches!(last.node.value, Value::Mapping(_)) == matches!(content, Content::Mapping(_));
        let form = if is_flow && form == Form::Block { Form::Inline } else { form };
        self.insert_lines(layout, last, content.item_lines(last.column, form))
    }

    /// New lines below a value of a block, and below the comments that belong to it.
    fn insert_lines(&mut self, layout: Layout<'_>, previous: Place<'_>, lines: Vec<String>) -> Option<()> {
        let end = end_with_deeper_comments(layout.text, layout.extent(previous)?.end, previous.column);
        let line_break = line_break(layout.text);
        self.push(end..end, lines.into_iter().map(|line| format!("{line_break}{line}")).collect());
        Some(())
    }

    /// A new item between brackets or braces.
    fn insert_in_flow(
        &mut self,
        layout: Layout<'_>,
        place: Place<'_>,
        behind: Option<usize>,
        item: &str,
    ) -> Option<()> {
        let (text, whole, children) = (layout.text, layout.extent(place)?, layout.children(place)?);
        let Some(previous) = behind.and_then(|index| children.get(index)) else {
            return self.insert_first(text, whole, item);
        };
        let end = layout.extent(*previous)?.end;
        let line = Line::behind(text, end);
        let indentation = text.get(line_start(text, previous.start)..previous.start)?;
        if !stand_on_lines(text, &children) {
            self.inline(text, end..end, format!(", {item}"));
        } else if line.is_last_in_line {
            let comma = if line.has_comma { "," } else { "" };
            if !line.has_comma {
                self.inline(text, end..end, ",".to_owned());
            }
            let end = line_end(text, end);
            self.push(end..end, format!("{}{indentation}{item}{comma}", line_break(text)));
        } else {
            self.push(end..end, format!(",{}{indentation}{item}", line_break(text)));
        }
        Some(())
    }

    fn insert_first(&mut self, text: &str, whole: Extent, item: &str) -> Option<()> {
        let inside = whole.start + 1..whole.end.checked_sub(1)?;
        let range = if text.get(inside.clone())?.trim_matches(is_blank).is_empty() {
            inside
        } else {
            inside.start..inside.start
        };
        self.inline(text, range, item.to_owned());
        Some(())
    }

    /// Removes a key with its value.
    pub(super) fn remove_pair(&mut self, layout: Layout<'_>, place: Place<'_>, index: usize) -> Option<()> {
        let whole = layout.extent(place)?;
        match whole.style {
            Style::Flow => self.remove_in_flow(layout, place, index),
            Style::Block => self.remove_lines(layout, place, index),
            _ => None,
        }
    }

    fn remove_lines(&mut self, layout: Layout<'_>, place: Place<'_>, index: usize) -> Option<()> {
        let (text, children) = (layout.text, layout.children(place)?);
        let removed = *children.get(index)?;
        if children.len() == 1 {
            return None;
        }
        let end = end_with_deeper_comments(text, layout.extent(removed)?.end, removed.column);
        let behind = next_line(text, end);
        let range = if !begins_line(text, removed.start) {
            // The dash of the list item stays, and what follows moves up to it.
            removed.start..skip_space(text, behind?)
        } else if let Some(next) = behind {
            line_start(text, removed.start)..next
        } else {
            end_of_line_above(text, removed.start)?..end
        };
        self.push(range, String::new());
        Some(())
    }

    fn remove_in_flow(&mut self, layout: Layout<'_>, place: Place<'_>, index: usize) -> Option<()> {
        let (text, children) = (layout.text, layout.children(place)?);
        let removed = *children.get(index)?;
        let end = layout.extent(removed)?.end;
        let line = Line::behind(text, end);
        let previous = index.checked_sub(1).and_then(|index| children.get(index)).copied();
        if begins_line(text, removed.start) && line.is_last_in_line {
            if let Some(previous) = previous.filter(|_| !line.has_comma) {
                let comma = skip_between(text, layout.extent(previous)?.end, false);
                self.inline(text, comma..comma + 1, String::new());
            }
            self.push(line_start(text, removed.start)..next_line(text, end)?, String::new());
        } else if index + 1 == children.len()
            && let Some(previous) = previous
        {
            self.inline(text, layout.extent(previous)?.end..end, String::new());
        } else {
            let behind = if line.has_comma { skip_blanks(text, skip_blanks(text, end) + 1) } else { end };
            self.inline(text, removed.start..behind, String::new());
        }
        Some(())
    }

    /// New text within a line; a comment behind it stays in its column where there is room, one blank away at least.
    fn inline(&mut self, text: &str, range: Range<usize>, new: String) {
        let old = text.get(range.clone()).unwrap_or_default();
        let gap = comment_gap(text, range.end).filter(|_| self.keeps_columns && !old.contains('\n'));
        if let Some(gap) = gap {
            let blanks = text.get(gap.clone()).unwrap_or_default();
            let room = (blanks.len() + old.width()).saturating_sub(new.width()).max(1);
            if !blanks.contains('\t') && room != blanks.len() {
                self.push(gap, " ".repeat(room));
            }
        }
        self.push(range, new);
    }

    fn push(&mut self, range: Range<usize>, text: String) {
        if !(range.is_empty() && text.is_empty()) {
            self.patches.push(Patch { range, text });
        }
    }
}

/// What stands behind an item in its line.
struct Line {
    has_comma: bool,
    /// Nothing but a comma and a comment.
    is_last_in_line: bool,
}

impl Line {
    fn behind(text: &str, end: usize) -> Self {
        let comma = skip_blanks(text, end);
        let has_comma = rest(text, comma).starts_with(',');
        let behind = if has_comma { comma + 1 } else { end };
        let is_last_in_line = ends_line(text, behind) && line_end(text, behind) < text.len();
        Self { has_comma, is_last_in_line }
    }
}

/// Whether every item between brackets has a line of its own; the first may stand behind the bracket.
fn stand_on_lines(text: &str, children: &[Place<'_>]) -> bool {
    let alone = children.iter().skip(1).all(|child| begins_line(text, child.start));
    let first_alone = children.first().is_some_and(|child| begins_line(text, child.start));
    alone && (first_alone || children.len() > 1) && column_is_free(text, children)
}

/// The last item gives the new one its indentation, so it has to begin its line.
fn column_is_free(text: &str, children: &[Place<'_>]) -> bool {
    children.last().is_some_and(|child| begins_line(text, child.start) && column(text, child.start) > 0)
}

fn skip_space(text: &str, at: usize) -> usize {
    let rest = rest(text, at);
    at + rest.len() - rest.trim_start().len()
}

fn end_of_line_above(text: &str, at: usize) -> Option<usize> {
    let newline = line_start(text, at).checked_sub(1)?;
    let above = text.get(..newline)?;
    Some(above.strip_suffix('\r').unwrap_or(above).len())
}
