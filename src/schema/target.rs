//! What a violation of a schema is about: a value, its key and its description, and how to write it instead.

use super::annotations::Field;
use super::suggestion;
use crate::diagnostic::Span;
use crate::yaml::{Node, Pair, Scalar, ScalarType};

/// Where a violation lies: the node, the key that leads to it, and its description in the schema.
pub(super) struct Target<'a> {
    pub(super) node: &'a Node,
    pub(super) key: Option<&'a Pair>,
    /// Whether people choose the key themselves, such as the id of a person.
    pub(super) key_is_free: bool,
    pub(super) field: Option<Field<'static>>,
}

impl Target<'_> {
    /// The key that names a mapping or list, otherwise where it begins.
    pub(super) fn head(&self) -> Span {
        match (self.key, self.node.pairs().first()) {
            (Some(pair), _) => pair.key_span,
            (None, Some(first)) => first.key_span,
            (None, None) => first_line(self.node.span),
        }
    }

    pub(super) fn title(&self) -> &'static str {
        self.field.and_then(Field::title).unwrap_or("value")
    }

    /// What to call it: as its key is written, since that is what people see in the file.
    pub(super) fn name(&self) -> String {
        match self.key {
            Some(pair) if self.key_is_free => format!("{} `{}`", self.title(), pair.key),
            Some(pair) => format!("`{}`", pair.key),
            None => format!("`{}`", self.title()),
        }
    }

    /// The description for the shape at hand.
    pub(super) fn shaped_field(&self) -> Option<Field<'static>> {
        self.field.map(|field| field.shaped_like(self.node))
    }

    /// The known key that was most likely meant by an unknown one.
    pub(super) fn meant_by(&self, unknown: &str) -> Option<&'static str> {
        let known = self.shaped_field()?.keys().filter(|key| self.node.pair(key).is_none());
        suggestion(unknown, known)
    }

    /// Whether an unknown key that stands here is this one misspelt.
    pub(super) fn is_misspelt(&self, key: &str) -> bool {
        let known = |name: &str| self.shaped_field().is_some_and(|field| field.key(name).is_some());
        self.node.pairs().iter().any(|pair| !known(&pair.key) && self.meant_by(&pair.key) == Some(key))
    }
}

/// A span of several lines would underline half a document; its start says enough.
pub(super) fn first_line(span: Span) -> Span {
    if span.start.line() == span.end.line() { span } else { Span { start: span.start, end: span.start } }
}

/// Whether the text, without its quotes, would be what is wanted.
pub(super) fn is_of_type(text: &str, wanted: Option<&str>) -> bool {
    let kind = Scalar { text: text.to_owned(), plain: true }.kind();
    matches!(
        (kind, wanted),
        (ScalarType::Count(_), Some("integer")) | (ScalarType::Boolean(_), Some("boolean"))
    )
}

/// What a word means that other programs, or older YAML, take for a boolean.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "on" | "1" => Some(true),
        "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// How to give the value the shape that the field wants, and what the field is for.
pub(super) fn shape_hint(target: &Target<'_>) -> String {
    let Some(field) = target.field else { return hint_of(target) };
    let how = match field.type_name() {
        Some("object") if field.has_free_keys() => "write one entry a line, as `key: value`".to_owned(),
        // An item that has an example is clearest by it.
        Some("object") if target.key.is_none() && field.example().is_some() => return hint_of(target),
        Some("object") => {
            let keys: Vec<String> = field.keys().map(|key| format!("`{key}`")).collect();
            format!("write its keys: {}", keys.join(", "))
        }
        Some("array") => "write a list: `[first, second]`, or `- ` before each item".to_owned(),
        _ => return hint_of(target),
    };
    match field.description() {
        Some(description) => format!("{how}. {description}"),
        None => how,
    }
}

/// What the schema says about the field, and how it looks.
pub(super) fn hint_of(target: &Target<'_>) -> String {
    let Some(field) = target.field else {
        return "see `milepost schema` for what is expected here".to_owned();
    };
    let description = field.description().unwrap_or("see `milepost schema` for what is expected here");
    match field.example() {
        // An item of a list that is a mapping is written behind a hyphen, or between the brackets of the list.
        Some(example) if target.key.is_none() && example.starts_with("`{") => {
            format!("{description} For example: `- {}", example.trim_start_matches('`'))
        }
        Some(example) => format!("{description} For example: {example}"),
        None => description.to_owned(),
    }
}
