//! Spanned tree to typed documents, by serde; [`Spanned`] keeps the place of a value or key.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use super::{Node, Pair, Scalar, ScalarType, Value};
use crate::diagnostic::{Position, Span};

/// A value with its place in the file. Two are equal when their values are.
#[derive(Debug, Clone)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Why a tree is not the document that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeserializeError {
    /// What is wrong.
    pub message: String,
    /// Where, as far as it is known.
    pub span: Option<Span>,
}

impl fmt::Display for DeserializeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for DeserializeError {}

impl de::Error for DeserializeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), span: None }
    }
}

impl DeserializeError {
    fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

/// Reads a typed document from its tree. The tree is expected to have passed its schema, so an error here means that
/// schema and type disagree, or that a value's own small language has a mistake.
pub fn from_node<T: for<'de> Deserialize<'de>>(node: &Node) -> Result<T, DeserializeError> {
    T::deserialize(NodeDeserializer(node))
}

const SPANNED: &str = "$milepost::Spanned";
const SPANNED_FIELDS: &[&str] = &["span", "value"];

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(SPANNED, SPANNED_FIELDS, SpannedVisitor(PhantomData))
    }
}

struct SpannedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SpannedVisitor<T> {
    type Value = Spanned<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value with its place")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let missing = || de::Error::custom("a value with its place");
        let [start, end]: [(usize, usize, usize); 2] = sequence.next_element()?.ok_or_else(missing)?;
        let value = sequence.next_element()?.ok_or_else(missing)?;
        let position = |(offset, line, column)| Position::new(offset, line, column);
        Ok(Spanned { value, span: Span { start: position(start), end: position(end) } })
    }
}

/// First the span as numbers, then the value: the two elements that [`SpannedVisitor`] asks for.
struct SpannedAccess<D> {
    span: Option<Span>,
    value: Option<D>,
}

impl<'de, D: Deserializer<'de, Error = DeserializeError>> SeqAccess<'de> for SpannedAccess<D> {
    type Error = DeserializeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        if let Some(span) = self.span.take() {
            let ends = [Numbers(span.start), Numbers(span.end)];
            return seed.deserialize(SeqDeserializer::new(ends.into_iter())).map(Some);
        }
        self.value.take().map(|value| seed.deserialize(value)).transpose()
    }
}

/// A position as the numbers that [`SpannedVisitor`] puts together again; there are so many that nothing is allocated.
struct Numbers(Position);

impl IntoDeserializer<'_, DeserializeError> for Numbers {
    type Deserializer = SeqDeserializer<std::array::IntoIter<usize, 3>, DeserializeError>;

    fn into_deserializer(self) -> Self::Deserializer {
        SeqDeserializer::new([self.0.offset(), self.0.line(), self.0.column()].into_iter())
    }
}

struct NodeDeserializer<'a>(&'a Node);

impl<'de> Deserializer<'de> for NodeDeserializer<'_> {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let span = self.0.span;
        match &self.0.value {
            Value::Scalar(scalar) => scalar_value(scalar, visitor),
            Value::Sequence(items) => visitor.visit_seq(Items(items.iter())),
            Value::Mapping(pairs) => visitor.visit_map(Pairs { pairs: pairs.iter(), value: None }),
        }
        .map_err(|error| error.at(span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        if name == SPANNED {
            return visitor.visit_seq(SpannedAccess { span: Some(self.0.span), value: Some(self) });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let text = self.0.text().unwrap_or_default();
        let deserializer: StrDeserializer<'_, DeserializeError> = text.into_deserializer();
        visitor.visit_enum(deserializer).map_err(|error: DeserializeError| error.at(self.0.span))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// A text stays as it was written, whatever it looks like; the schema has seen to it that it is what is asked for.
fn scalar_value<'de, V: Visitor<'de>>(scalar: &Scalar, visitor: V) -> Result<V::Value, DeserializeError> {
    match scalar.kind() {
        ScalarType::Boolean(value) => visitor.visit_bool(value),
        ScalarType::Count(value) => visitor.visit_u64(value),
        ScalarType::Null | ScalarType::OtherNumber | ScalarType::Text => visitor.visit_str(&scalar.text),
    }
}

struct Items<'a>(std::slice::Iter<'a, Node>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = DeserializeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        self.0.next().map(|node| seed.deserialize(NodeDeserializer(node))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Pairs<'a> {
    pairs: std::slice::Iter<'a, Pair>,
    value: Option<&'a Node>,
}

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = DeserializeError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Self::Error> {
        let Some(pair) = self.pairs.next() else { return Ok(None) };
        self.value = Some(&pair.value);
        seed.deserialize(KeyDeserializer(pair)).map(Some).map_err(|error| error.at(pair.key_span))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Self::Error> {
        let node =
            self.value.take().ok_or_else(|| de::Error::custom("a value was asked for before its key"))?;
        seed.deserialize(NodeDeserializer(node)).map_err(|error| error.at(node.span))
    }
}

struct KeyDeserializer<'a>(&'a Pair);

impl<'de> Deserializer<'de> for KeyDeserializer<'_> {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_str(&self.0.key)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        if name == SPANNED {
            return visitor.visit_seq(SpannedAccess { span: Some(self.0.key_span), value: Some(self) });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let deserializer: StrDeserializer<'_, DeserializeError> = self.0.key.as_str().into_deserializer();
        visitor.visit_enum(deserializer)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map option newtype_struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case", deny_unknown_fields)]
    struct Sample {
        first_name: Spanned<String>,
        count: u32,
        #[serde(default)]
        on: Vec<Spanned<Weekday>>,
        places: BTreeMap<String, Option<String>>,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Weekday {
        Monday,
        FreeDay,
    }

    fn sample(text: &str) -> Result<Sample, DeserializeError> {
        from_node(&super::super::parse("f.yaml", text).tree.expect("a tree"))
    }

    #[test]
    fn values_come_with_their_places() {
        let read =
            sample("first-name: 1.10\ncount: 7\non: [monday, free-day]\nplaces: {a: x}\n").expect("a sample");
        assert_eq!(read.first_name.value, "1.10");
        assert_eq!(read.first_name.span.start.column(), 13);
        assert_eq!(read.count, 7);
        assert_eq!(read.on[1].value, Weekday::FreeDay);
        assert_eq!(read.on[1].span.start.line(), 3);
        assert_eq!(read.places["a"].as_deref(), Some("x"));
    }

    #[test]
    fn an_error_knows_its_place() {
        let error =
            sample("first-name: x\ncount: 7\non: [monday, sunday]\nplaces: {}\n").err().expect("an error");
        assert_eq!(error.span.map(|span| (span.start.line(), span.start.column())), Some((3, 14)));
    }
}
