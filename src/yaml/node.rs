//! The spanned tree: a YAML document with the place of every key and value, scalars with their text kept.

use crate::diagnostic::Span;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// From its first to behind its last character; for a mapping or list, the whole of it.
    pub span: Span,
}

/// The three shapes of YAML.
#[derive(Debug, Clone)]
pub enum Value {
    /// A text, number, boolean or nothing.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file; keys are unique.
    Mapping(Vec<Pair>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The key's text.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value.
    pub value: Node,
}

/// A scalar: the text as written, and whether quotes or block style make it a string whatever it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text, unescaped.
    pub text: String,
    /// Without quotes and not a block scalar.
    pub plain: bool,
}

/// What a scalar is by the YAML 1.2 core schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarType {
    /// Empty, `~` or `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number in plain decimal digits, without sign or leading zeros.
    Count(u64),
    /// Any other number: `-1`, `+1`, `017`, `1.10`, `0x2`, `1e20`, `.nan`. Nothing in Milepost takes one.
    OtherNumber,
    /// A string.
    Text,
}
