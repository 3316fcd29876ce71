//! How the values of a tree stand in their text: from where to where exactly, and in which style.
//!
//! The spans of the tree point at values for people; a parser counts comments and line ends to them now and then, and
//! an empty value has no place at all. To replace a value its exact extent is needed.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::lines::{column, line_end, next_line, rest, skip_between, skip_blanks};
use crate::yaml::{Node, Value};

/// A value, and what is known of its place from the value around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) node: &'a Node,
    /// Where its key begins, or its dash, or itself.
    pub(super) start: usize,
    /// Behind the colon or dash in front of it.
    pub(super) after: usize,
    /// A key without a colon stands in front of it.
    pub(super) bare: bool,
    /// Brackets or braces are around it.
    pub(super) in_flow: bool,
    /// In how many characters its key or dash is indented.
    pub(super) column: usize,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Nothing,
    Plain,
    Single,
    Double,
    /// A block scalar; its extent begins with `|` or `>`.
    Literal,
    /// In brackets or braces.
    Flow,
    /// A mapping or list by indentation.
    Block,
    /// A single pair in a list in brackets, without braces of its own.
    Pair,
}

/// From where to where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) style: Style,
}

/// The text under a tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout<'a> {
    pub(super) text: &'a str,
}

/// The places of many values of one tree: the children of each value are worked out once.
pub(super) struct Places<'a> {
    layout: Layout<'a>,
    top: Place<'a>,
    children: BTreeMap<Vec<String>, Vec<Place<'a>>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(layout: Layout<'a>, root: &'a Node) -> Self {
        let start = root.span.start.offset();
        let top = Place {
            node: root,
            start,
            after: start,
            bare: false,
            in_flow: false,
            column: column(layout.text, start),
        };
        Self { layout, top, children: BTreeMap::new() }
    }

    /// The value at the end of a path, as [`Layout::find`] gives it.
    pub(super) fn find(&mut self, path: &[&str]) -> Option<Place<'a>> {
        let mut place = self.top;
        let mut above: Vec<String> = Vec::with_capacity(path.len());
        for step in path {
            let index = match &place.node.value {
                Value::Mapping(pairs) => pairs.iter().position(|pair| pair.key == *step)?,
                Value::Sequence(_) => step.parse().ok()?,
                Value::Scalar(_) => return None,
            };
            let children = match self.children.entry(above.clone()) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => unknown.insert(self.layout.children(place)?),
            };
            place = *children.get(index)?;
            above.push((*step).to_owned());
        }
        Some(place)
    }
}

impl<'a> Layout<'a> {
    /// The value at the end of a path; none where the path leads nowhere, or through a notation that is not understood.
    pub(super) fn find(self, root: &'a Node, path: &[&str]) -> Option<Place<'a>> {
        Places::new(self, root).find(path)
    }

    /// Where a value stands.
    pub(super) fn extent(self, place: Place<'a>) -> Option<Extent> {
        let span = place.node.span;
        let start = skip_between(self.text, place.after, false);
        match &place.node.value {
            Value::Scalar(scalar) if scalar.plain && scalar.text.is_empty() => {
                Some(Extent { start: place.after, end: place.after, style: Style::Nothing })
            }
            Value::Scalar(scalar) if scalar.plain => {
                Some(Extent { start: span.start.offset(), end: span.end.offset(), style: Style::Plain })
            }
            Value::Scalar(_) => {
                let has_content = span.start < span.end;
                self.marked_scalar(start, has_content.then_some(span.end.offset()))
            }
            Value::Sequence(_) | Value::Mapping(_) => {
                let style = self.container_style(start, place.in_flow);
                let last = self.children(place)?.last().copied();
                let inside = match last {
                    Some(child) => self.extent(child)?.end,
                    None => start + 1,
                };
                let end = if style == Style::Flow { self.behind_bracket(inside)? } else { inside };
                Some(Extent { start, end, style })
            }
        }
    }

    /// The values of a mapping or the items of a list.
    pub(super) fn children(self, place: Place<'a>) -> Option<Vec<Place<'a>>> {
        let start = skip_between(self.text, place.after, false);
        let style = self.container_style(start, place.in_flow);
        let in_flow = style != Style::Block;
        match &place.node.value {
            Value::Scalar(_) => Some(Vec::new()),
            Value::Mapping(pairs) => pairs
                .iter()
                .map(|pair| {
                    let key = pair.key_span;
                    self.value_of(key.start.offset(), key.end.offset(), &pair.value, in_flow)
                })
                .collect(),
            Value::Sequence(items) if style == Style::Block => self.dashed(start, items),
            Value::Sequence(items) => Some(
                items
                    .iter()
                    .map(|node| {
                        let start = node.span.start.offset();
                        Place {
                            node,
                            start,
                            after: start,
                            bare: false,
                            in_flow,
                            column: column(self.text, start),
                        }
                    })
                    .collect(),
            ),
        }
    }

    fn value_of(self, start: usize, key_end: usize, node: &'a Node, in_flow: bool) -> Option<Place<'a>> {
        let colon = skip_blanks(self.text, key_end);
        let has_colon = rest(self.text, colon).starts_with(':');
        let may_be_bare = in_flow && node.text() == Some("");
        if !has_colon && !may_be_bare {
            return None;
        }
        let after = if has_colon { colon + 1 } else { key_end };
        Some(Place { node, start, after, bare: !has_colon, in_flow, column: column(self.text, start) })
    }

    fn dashed(self, start: usize, items: &'a [Node]) -> Option<Vec<Place<'a>>> {
        let mut reached = start;
        let mut places = Vec::with_capacity(items.len());
        for node in items {
            let start = skip_between(self.text, reached, false);
            if !rest(self.text, start).starts_with('-') {
                return None;
            }
            let place = Place {
                node,
                start,
                after: start + 1,
                bare: false,
                in_flow: false,
                column: column(self.text, start),
            };
            reached = self.extent(place)?.end;
            places.push(place);
        }
        Some(places)
    }

    fn container_style(self, start: usize, in_flow: bool) -> Style {
        match (rest(self.text, start).starts_with(['{', '[']), in_flow) {
            (true, _) => Style::Flow,
            (false, true) => Style::Pair,
            (false, false) => Style::Block,
        }
    }

    /// A scalar in quotes, or a block scalar whose content, if it has any, ends at an offset.
    fn marked_scalar(self, start: usize, content_end: Option<usize>) -> Option<Extent> {
        let (style, end) = match rest(self.text, start).chars().next()? {
            '\'' => (Style::Single, self.behind_single(start)?),
            '"' => (Style::Double, self.behind_double(start)?),
            '|' | '>' => (Style::Literal, self.behind_literal(start, content_end)),
            _ => return None,
        };
        Some(Extent { start, end, style })
    }

    fn behind_single(self, start: usize) -> Option<usize> {
        let mut at = start + 1;
        loop {
            at += rest(self.text, at).find('\'')? + 1;
            if !rest(self.text, at).starts_with('\'') {
                return Some(at);
            }
            at += 1;
        }
    }

    fn behind_double(self, start: usize) -> Option<usize> {
        let mut escaped = false;
        for (offset, letter) in rest(self.text, start + 1).char_indices() {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => return Some(start + offset + 2),
                _ => {}
            }
        }
        None
    }

    /// Behind the last line of a block scalar. With `+` the empty lines behind it are part of the value, and lines of
    /// blanks alone may be.
    fn behind_literal(self, start: usize, content_end: Option<usize>) -> usize {
        let keeps_empty_lines = self.literal_mark(start).contains('+');
        let mut end = content_end.unwrap_or(line_end(self.text, start));
        let mut reached = end;
        while let Some(line) = next_line(self.text, reached) {
            reached = line_end(self.text, line);
            let is_blank = self.text.get(line..reached).is_some_and(|content| content.trim().is_empty());
            if !is_blank {
                break;
            }
            if line < reached || (keeps_empty_lines && reached < self.text.len()) {
                end = reached;
            }
        }
        end
    }

    /// The `|2-` of a block scalar.
    pub(super) fn literal_mark(self, start: usize) -> &'a str {
        rest(self.text, start).split(char::is_whitespace).next().unwrap_or_default()
    }

    fn behind_bracket(self, inside: usize) -> Option<usize> {
        let closing = skip_between(self.text, inside, true);
        rest(self.text, closing).starts_with(['}', ']']).then_some(closing + 1)
    }
}
