//! Says quickly that a document keeps to its schema. What it is not certain of is left to `jsonschema`, which takes
//! longer to build a schema than a run takes for all the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::Kind;
use super::formats::{Check, FORMATS};
use super::patterns::{self, Matches};
use crate::yaml::{Node, Pair, ScalarType, Value};

/// Whether the tree is certainly valid by the schema of the kind; where not, nothing is known about it.
pub(super) fn is_certainly_valid(kind: Kind, tree: &Node) -> bool {
    static ACCEPTORS: [OnceLock<Option<Schema<'static>>>; Kind::ALL.len()] =
        [const { OnceLock::new() }; Kind::ALL.len()];
    let Some(slot) = ACCEPTORS.get(kind as usize) else { return false };
    let root = slot.get_or_init(|| read(kind.schema_text()).ok());
    root.as_ref().is_some_and(|root| Acceptor { definitions: &root.definitions }.accepts(root, tree))
}

/// Reads a schema; one that says anything that is not understood here is refused, so that it accepts nothing.
fn read(text: &str) -> Result<Schema<'_>, serde_json::Error> {
    serde_json::from_str(text)
}

/// The part of JSON Schema that the embedded schemas use. What is left out in a schema demands nothing.
#[derive(Debug, Default)]
struct Schema<'a> {
    definitions: Schemas<'a>,
    reference: Option<&'a str>,
    shape: Option<Shape>,
    words: Option<Vec<&'a str>>,
    pattern: Option<Matches>,
    format: Option<Check>,
    shortest: Option<usize>,
    least: Option<u64>,
    fewest_items: Option<usize>,
    unique: bool,
    items: Option<Box<Self>>,
    properties: Schemas<'a>,
    other_properties: Option<Others<'a>>,
    names: Option<Box<Self>>,
    required: Vec<&'a str>,
    required_along: BTreeMap<&'a str, Vec<&'a str>>,
    alternatives: Option<Vec<Self>>,
    condition: Option<Box<Self>>,
    otherwise: Option<Box<Self>>,
}

type Schemas<'a> = BTreeMap<&'a str, Schema<'a>>;

/// What `type` can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Shape {
    String,
    Object,
    Array,
    Integer,
    Boolean,
}

/// What becomes of keys that `properties` does not name.
#[derive(Debug)]
enum Others<'a> {
    Refused,
    Each(Box<Schema<'a>>),
}

struct Acceptor<'a> {
    definitions: &'a Schemas<'a>,
}

impl Acceptor<'_> {
    fn accepts(&self, schema: &Schema<'_>, node: &Node) -> bool {
        schema.shape.is_none_or(|shape| Some(shape) == shape_of(node))
            && accepts_text(schema, node)
            && accepts_number(schema, node)
            && self.accepts_list(schema, node)
            && self.accepts_mapping(schema, node)
            && self.accepts_combined(schema, node)
    }

    fn accepts_list(&self, schema: &Schema<'_>, node: &Node) -> bool {
        if schema.items.is_none() && schema.fewest_items.is_none() && !schema.unique {
            return true;
        }
        let Value::Sequence(items) = &node.value else { return false };
        schema.fewest_items.is_none_or(|fewest| items.len() >= fewest)
            && (!schema.unique || are_different_texts(items))
            && schema.items.as_ref().is_none_or(|each| items.iter().all(|item| self.accepts(each, item)))
    }

    fn accepts_mapping(&self, schema: &Schema<'_>, node: &Node) -> bool {
        if !schema.speaks_of_mappings() {
            return true;
        }
        let Value::Mapping(pairs) = &node.value else { return false };
        let has = |key: &&str| pairs.iter().any(|pair| pair.key == **key);
        schema.required.iter().all(has)
            && schema.required_along.iter().all(|(key, along)| !has(key) || along.iter().all(has))
            && pairs.iter().all(|pair| self.accepts_pair(schema, pair))
    }

    fn accepts_pair(&self, schema: &Schema<'_>, pair: &Pair) -> bool {
        schema.names.as_ref().is_none_or(|names| self.accepts_name(names, &pair.key))
            && match (schema.properties.get(pair.key.as_str()), &schema.other_properties) {
                (Some(named), _) => self.accepts(named, &pair.value),
                (None, Some(Others::Each(each))) => self.accepts(each, &pair.value),
                (None, Some(Others::Refused)) => false,
                (None, None) => true,
            }
    }

    /// Keys are always texts, whatever they look like.
    fn accepts_name(&self, schema: &Schema<'_>, name: &str) -> bool {
        let is_simple = schema.alternatives.is_none() && schema.otherwise.is_none();
        let holds =
            |reference| self.definition(reference).is_some_and(|target| self.accepts_name(target, name));
        is_simple
            && schema.shape.is_none_or(|shape| shape == Shape::String)
            && accepts_word(schema, name)
            && schema.reference.is_none_or(holds)
    }

    fn accepts_combined(&self, schema: &Schema<'_>, node: &Node) -> bool {
        schema
            .reference
            .is_none_or(|name| self.definition(name).is_some_and(|target| self.accepts(target, node)))
            && schema.alternatives.as_ref().is_none_or(|alternatives| self.accepts_one(alternatives, node))
            && self.accepts_otherwise(schema, node)
    }

    /// Exactly one alternative has to hold: certain where all others are for values of another shape.
    fn accepts_one(&self, alternatives: &[Schema<'_>], node: &Node) -> bool {
        let shape = shape_of(node);
        let mut fitting = alternatives
            .iter()
            .filter(|alternative| alternative.shape.is_none() || alternative.shape == shape);
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => self.accepts(only, node),
            _ => false,
        }
    }

    /// Whether the condition holds or not, a value that keeps to `else` is accepted: no schema says `then`.
    fn accepts_otherwise(&self, schema: &Schema<'_>, node: &Node) -> bool {
        let holds =
            |part: &Option<Box<Schema<'_>>>| part.as_ref().is_some_and(|part| self.accepts(part, node));
        schema.otherwise.is_none() || holds(&schema.condition) || holds(&schema.otherwise)
    }

    fn definition(&self, reference: &str) -> Option<&Schema<'_>> {
        self.definitions.get(reference.strip_prefix("#/$defs/")?)
    }
}

fn accepts_text(schema: &Schema<'_>, node: &Node) -> bool {
    let Schema { words: None, pattern: None, format: None, shortest: None, .. } = schema else {
        return text_of(node).is_some_and(|text| accepts_word(schema, text));
    };
    true
}

fn accepts_number(schema: &Schema<'_>, node: &Node) -> bool {
    schema.least.is_none_or(|least| count_of(node).is_some_and(|count| count >= least))
}

impl Schema<'_> {
    fn speaks_of_mappings(&self) -> bool {
        !self.properties.is_empty()
            || self.other_properties.is_some()
            || self.names.is_some()
            || !self.required.is_empty()
            || !self.required_along.is_empty()
    }
}

fn accepts_word(schema: &Schema<'_>, text: &str) -> bool {
    schema.words.as_ref().is_none_or(|words| words.contains(&text))
        && schema.pattern.is_none_or(|matches| matches(text))
        && schema.format.is_none_or(|check| check(text).is_ok())
        && schema.shortest.is_none_or(|shortest| text.chars().take(shortest).count() == shortest)
}

/// No shape for nothing and for the numbers that no schema takes.
fn shape_of(node: &Node) -> Option<Shape> {
    match &node.value {
        Value::Mapping(_) => Some(Shape::Object),
        Value::Sequence(_) => Some(Shape::Array),
        Value::Scalar(scalar) => match scalar.kind() {
            ScalarType::Text => Some(Shape::String),
            ScalarType::Count(_) => Some(Shape::Integer),
            ScalarType::Boolean(_) => Some(Shape::Boolean),
            ScalarType::Null | ScalarType::OtherNumber => None,
        },
    }
}

fn text_of(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar(scalar) if scalar.kind() == ScalarType::Text => Some(&scalar.text),
        _ => None,
    }
}

fn count_of(node: &Node) -> Option<u64> {
    match &node.value {
        Value::Scalar(scalar) => match scalar.kind() {
            ScalarType::Count(count) => Some(count),
            _ => None,
        },
        _ => None,
    }
}

/// Lists of anything but texts are not compared here.
fn are_different_texts(items: &[Node]) -> bool {
    let mut seen = BTreeSet::new();
    items.iter().all(|item| text_of(item).is_some_and(|text| seen.insert(text)))
}

impl<'de: 'a, 'a> Deserialize<'de> for Schema<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Keywords)
    }
}

struct Keywords;

impl<'de> Visitor<'de> for Keywords {
    type Value = Schema<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a schema")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Schema<'de>, A::Error> {
        let mut schema = Schema::default();
        while let Some(keyword) = map.next_key::<&str>()? {
            match keyword {
                "$defs" => schema.definitions = map.next_value()?,
                "$ref" => schema.reference = Some(map.next_value()?),
                "type" => schema.shape = Some(map.next_value()?),
                "const" => schema.words = Some(vec![map.next_value()?]),
                "enum" => schema.words = Some(map.next_value()?),
                "pattern" => schema.pattern = Some(pattern(&map.next_value::<String>()?)?),
                "format" => schema.format = Some(format(map.next_value()?)?),
                "minLength" => schema.shortest = Some(map.next_value()?),
                "minimum" => schema.least = Some(map.next_value()?),
                "minItems" => schema.fewest_items = Some(map.next_value()?),
                "uniqueItems" => schema.unique = map.next_value()?,
                "items" => schema.items = Some(map.next_value()?),
                "properties" => schema.properties = map.next_value()?,
                "additionalProperties" => schema.other_properties = Some(map.next_value()?),
                "propertyNames" => schema.names = Some(map.next_value()?),
                "required" => schema.required = map.next_value()?,
                "dependentRequired" => schema.required_along = map.next_value()?,
                "oneOf" => schema.alternatives = Some(map.next_value()?),
                "if" => schema.condition = Some(map.next_value()?),
                "else" => schema.otherwise = Some(map.next_value()?),
                words if says_nothing(words) => drop(map.next_value::<IgnoredAny>()?),
                unknown => return Err(A::Error::custom(format!("the keyword `{unknown}` is not known"))),
            }
        }
        Ok(schema)
    }
}

/// Whether a keyword is for people and for Milepost itself, and says nothing about what is valid.
pub(super) fn says_nothing(keyword: &str) -> bool {
    matches!(keyword, "$schema" | "$id" | "title" | "description" | "examples") || keyword.starts_with("x-")
}

fn pattern<E: Error>(pattern: &str) -> Result<Matches, E> {
    patterns::of(pattern).ok_or_else(|| E::custom(format!("the pattern `{pattern}` is not known")))
}

fn format<E: Error>(name: &str) -> Result<Check, E> {
    FORMATS
        .iter()
        .find(|format| format.name == name)
        .map(|format| format.check)
        .ok_or_else(|| E::custom(format!("the format `{name}` is not known")))
}

impl<'de: 'a, 'a> Deserialize<'de> for Others<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OtherProperties)
    }
}

struct OtherProperties;

impl<'de> Visitor<'de> for OtherProperties {
    type Value = Others<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("`false` or a schema")
    }

    fn visit_bool<E: Error>(self, allowed: bool) -> Result<Others<'de>, E> {
        if allowed { Err(E::custom("other keys are allowed")) } else { Ok(Others::Refused) }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Others<'de>, A::Error> {
        Schema::deserialize(MapAccessDeserializer::new(map)).map(|each| Others::Each(Box::new(each)))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::super::{Place, place_of};
    use super::*;

    #[test]
    fn every_keyword_of_the_embedded_schemas_is_known() {
        for kind in Kind::ALL {
            assert_eq!(read(kind.schema_text()).err().map(|error| error.to_string()), None, "{kind}");
        }
    }

    #[test]
    fn a_schema_that_says_anything_else_is_refused() {
        for unknown in [
            r#"{"maximum": 3}"#,
            r#"{"then": {}}"#,
            r#"{"type": "number"}"#,
            r#"{"type": ["string", "array"]}"#,
            r#"{"const": 1}"#,
            r#"{"pattern": "^a"}"#,
            r#"{"format": "date"}"#,
            r#"{"additionalProperties": true}"#,
            r#"{"unevaluatedProperties": false}"#,
            r#"{"properties": {"a": {"items": {"contains": {}}}}}"#,
            r#"{"properties": {"a": true}}"#,
        ] {
            assert!(read(unknown).is_err(), "{unknown}");
        }
        assert!(read(r##"{"title": "a", "x-key": "b", "$ref": "#/$defs/c"}"##).is_ok());
    }

    fn verdict(schema: &str, document: &str) -> bool {
        let schema = read(schema).expect("a schema");
        let tree = crate::yaml::parse("f.yaml", document).tree.expect("a tree");
        Acceptor { definitions: &schema.definitions }.accepts(&schema, &tree)
    }

    #[test]
    fn two_alternatives_that_may_both_hold_are_not_certain() {
        let schema = r#"{"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}"#;
        assert!(verdict(schema, "a"));
        assert!(verdict(schema, "[a]"));
        assert!(!verdict(schema, "[1]"));
        assert!(!verdict(schema, "1"));
        assert!(!verdict(r#"{"oneOf": [{"type": "string"}, {"enum": ["a"]}]}"#, "b"));
    }

    #[test]
    fn what_a_reference_leads_to_and_what_stands_beside_it_have_to_hold() {
        let schema = r##"{"$ref": "#/$defs/a", "minLength": 2, "$defs": {"a": {"enum": ["x", "xy"]}}}"##;
        assert!(verdict(schema, "xy"));
        assert!(!verdict(schema, "x"));
        assert!(!verdict(schema, "xyz"));
        assert!(!verdict(r##"{"$ref": "#/$defs/missing"}"##, "x"));
    }

    #[test]
    fn items_that_are_the_same_or_no_texts_are_not_certainly_different() {
        let schema = r#"{"uniqueItems": true}"#;
        assert!(verdict(schema, "[a, b]"));
        assert!(!verdict(schema, "[a, b, a]"));
        assert!(!verdict(schema, "[[a], [b]]"));
    }

    /// Every folder named like the root that is part of an example.
    fn roots(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        let folders = entries.filter(|path| path.is_dir());
        folders.flat_map(|path| if path.ends_with("release") { vec![path] } else { roots(&path) }).collect()
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }

    /// Whoever writes as the examples do must not wait for `jsonschema`.
    #[test]
    fn every_document_of_the_examples_is_certainly_valid() {
        let mut kinds = BTreeSet::new();
        for root in roots(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")) {
            for file in files(&root) {
                let relative = file.strip_prefix(&root).expect("below the root");
                let relative = crate::source::slashed(relative);
                let Place::Document(kind, _) = place_of(&relative) else { continue };
                let tree =
                    crate::yaml::read("f.yaml", &fs::read(&file).expect("a file")).tree.expect("a tree");
                assert!(is_certainly_valid(kind, &tree), "{}", file.display());
                kinds.insert(kind);
            }
        }
        assert!(kinds.len() >= Kind::ALL.len() - 1, "{kinds:?}");
    }
}
