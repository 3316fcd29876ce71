//! A new value for a document, and the ways to write it.

use super::layout::Style;
use crate::diagnostic::Span;
use crate::yaml::write::{quoted, scalar};
use crate::yaml::{Node, Pair, Scalar, Value, is_forbidden};

/// What is to stand in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text; one of several lines is written as a `|` block where that is possible.
    Text(String),
    /// A whole number.
    Count(u64),
    /// `true` or `false`.
    Boolean(bool),
    /// A list.
    List(Vec<Content>),
    /// Keys and values in their order; a key stands once.
    Mapping(Vec<(String, Content)>),
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Content {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<bool> for Content {
    fn from(truth: bool) -> Self {
        Self::Boolean(truth)
    }
}

/// The first way that keeps the meaning is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As people write: plain texts, `|` for several lines, mappings and lists by indentation.
    Block,
    /// As people write on one line: plain texts, brackets and braces.
    Inline,
    /// On one line, every text in double quotes: longer, and never misread.
    Quoted,
}

/// A value as text: what stands behind its key or dash, and the lines below.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) head: String,
    pub(super) lines: Vec<String>,
}

impl Content {
    /// The value as it is read back, without a place.
    pub(super) fn node(&self) -> Node {
        let value = match self {
            Self::Text(text) => Value::Scalar(Scalar { text: text.clone(), plain: false }),
            Self::Count(count) => Value::Scalar(Scalar { text: count.to_string(), plain: true }),
            Self::Boolean(truth) => Value::Scalar(Scalar { text: truth.to_string(), plain: true }),
            Self::List(items) => Value::Sequence(items.iter().map(Self::node).collect()),
            Self::Mapping(pairs) => {
                Value::Mapping(pairs.iter().map(|(key, value)| pair(key, value.node())).collect())
            }
        };
        Node { value, span: Span::default() }
    }

    /// The value in a form, in the quotes of what it replaces; the lines below are indented so far.
    pub(super) fn write(&self, form: Form, style: Style, indentation: usize) -> Written {
        let keeps_quotes = matches!(style, Style::Single | Style::Double);
        match self {
            Self::Text(text) if form == Form::Block && !keeps_quotes => {
                literal(text, indentation).unwrap_or_else(|| inline(self.in_line(form, style)))
            }
            Self::List(items) if form == Form::Block && !items.is_empty() => Written {
                head: String::new(),
                lines: items.iter().flat_map(|item| item.item_lines(indentation, form)).collect(),
            },
            Self::Mapping(pairs) if form == Form::Block && !pairs.is_empty() => Written {
                head: String::new(),
                lines: pairs
                    .iter()
                    .flat_map(|(key, value)| value.pair_lines(key, indentation, form))
                    .collect(),
            },
            _ => inline(self.in_line(form, style)),
        }
    }

    /// The lines of the value as an item of a list whose dashes are indented so far.
    pub(super) fn item_lines(&self, indentation: usize, form: Form) -> Vec<String> {
        let written = self.write(form, Style::Plain, indentation + 2);
        let mut lines = written.lines;
        let first = if written.head.is_empty() && !lines.is_empty() {
            lines.remove(0).trim_start_matches(' ').to_owned()
        } else {
            written.head
        };
        lines.insert(0, format!("{}- {first}", " ".repeat(indentation)));
        lines
    }

    /// The lines of the value behind a key that is indented so far.
    pub(super) fn pair_lines(&self, key: &str, indentation: usize, form: Form) -> Vec<String> {
        let written = self.write(form, Style::Plain, indentation + 2);
        let blank = if written.head.is_empty() { "" } else { " " };
        let mut lines = written.lines;
        let key = text_in_line(key, form, Style::Plain);
        lines.insert(0, format!("{}{key}:{blank}{}", " ".repeat(indentation), written.head));
        lines
    }

    /// The value on one line.
    fn in_line(&self, form: Form, style: Style) -> String {
        match self {
            Self::Text(text) => text_in_line(text, form, style),
            Self::Count(count) => count.to_string(),
            Self::Boolean(truth) => truth.to_string(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.in_flow(form)).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Mapping(pairs) => {
                let pairs: Vec<String> =
                    pairs.iter().map(|(key, value)| value.pair_in_flow(key, form)).collect();
                format!("{{{}}}", pairs.join(", "))
            }
        }
    }

    /// The value between brackets or braces.
    pub(super) fn in_flow(&self, form: Form) -> String {
        self.in_line(in_flow(form), Style::Plain)
    }

    /// The key and value between braces.
    pub(super) fn pair_in_flow(&self, key: &str, form: Form) -> String {
        format!("{}: {}", text_in_line(key, in_flow(form), Style::Plain), self.in_flow(form))
    }
}

/// A key with its value, without places.
pub(super) fn pair(key: &str, value: Node) -> Pair {
    Pair { key: key.to_owned(), key_span: Span::default(), value }
}

fn in_flow(form: Form) -> Form {
    if form == Form::Quoted { Form::Quoted } else { Form::Inline }
}

fn inline(head: String) -> Written {
    Written { head, lines: Vec::new() }
}

fn text_in_line(text: &str, form: Form, style: Style) -> String {
    let is_simple = !text.contains('\n') && !text.contains(is_forbidden);
    if form == Form::Quoted {
        return quoted(text);
    }
    match style {
        Style::Single if is_simple => format!("'{}'", text.replace('\'', "''")),
        Style::Single | Style::Double => quoted(text),
        _ if is_plain(text) && (form == Form::Block || !text.contains([',', '[', ']', '{', '}'])) => {
            text.to_owned()
        }
        _ => quoted(text),
    }
}

fn is_plain(text: &str) -> bool {
    scalar(text) == text
}

/// A text of several lines as a block; none where it would not read back the same, or could be misread.
fn literal(text: &str, indentation: usize) -> Option<Written> {
    let (content, head) = match text.strip_suffix('\n') {
        Some(content) => (content, "|"),
        None => (text, "|-"),
    };
    let begins_plainly = !content.starts_with(char::is_whitespace);
    let is_visible = !content.contains(|letter| letter != '\n' && is_forbidden(letter))
        && !content.split('\n').any(|line| line.ends_with(char::is_whitespace));
    if !text.contains('\n') || content.is_empty() || content.ends_with('\n') || !begins_plainly || !is_visible
    {
        return None;
    }
    let indent = " ".repeat(indentation);
    let lines = content
        .split('\n')
        .map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") })
        .collect();
    Some(Written { head: head.to_owned(), lines })
}
