//! What the schemas say besides validity: titles, which fields are editorial, and how the items of a list are told apart.
//!
//! The digest of a document's meaning and the fallback of the semantic diff read these, so a schema is the single
//! place where a field is described.

use serde_json::Value as Json;

use super::Kind;
use super::validate::schema_of;
use crate::yaml::{Node, Value};

/// How the items of a list are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity<'a> {
    /// By the value of this key; the order of the list means nothing unless `ordered`.
    Key {
        /// The key.
        key: &'a str,
        /// Whether the order of the items is meaning.
        ordered: bool,
    },
    /// The list is a set of scalars.
    Set,
    /// By their position.
    Position,
}

/// The part of a schema that describes one value.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    root: &'a Json,
    /// What stands at the place of use, with its annotations.
    own: &'a Json,
    /// What `$ref` points to, or the same.
    target: &'a Json,
}

impl Field<'static> {
    /// The description of a whole document.
    pub fn document(kind: Kind) -> Self {
        let root = schema_of(kind);
        Self { root, own: root, target: root }
    }
}

impl<'a> Field<'a> {
    /// The description of the value of `key`, in a mapping with fixed or with free keys.
    pub fn key(self, key: &str) -> Option<Self> {
        let fixed = self.target.get("properties").and_then(|properties| properties.get(key));
        let free = || self.target.get("additionalProperties").filter(|schema| schema.is_object());
        self.to(fixed.or_else(free)?)
    }

    /// The description of the items of a list.
    pub fn item(self) -> Option<Self> {
        self.to(self.target.get("items")?)
    }

    /// Among the alternatives of this description, the one for a value of this shape.
    #[must_use]
    pub fn shaped_like(self, node: &Node) -> Self {
        let wanted = match &node.value {
            Value::Mapping(_) => "object",
            Value::Sequence(_) => "array",
            Value::Scalar(_) => "string",
        };
        let Some(branches) = self.target.get("oneOf").and_then(Json::as_array) else { return self };
        branches
            .iter()
            .filter_map(|branch| self.to(branch))
            .find(|branch| branch.get("type").and_then(Json::as_str) == Some(wanted))
            .map_or(self, |branch| Self { own: branch.target, ..branch })
    }

    /// Whether the keys of the mapping are free, such as the ids of people.
    pub fn has_free_keys(self) -> bool {
        self.target.get("additionalProperties").is_some_and(Json::is_object)
    }

    /// The fixed keys of the mapping.
    pub fn keys(self) -> impl Iterator<Item = &'a str> {
        self.target
            .get("properties")
            .and_then(Json::as_object)
            .into_iter()
            .flat_map(|map| map.keys())
            .map(String::as_str)
    }

    /// How its free keys are written, where they are no ids.
    pub fn key_form(self) -> Option<&'a str> {
        let names = self.get("propertyNames")?;
        let is_id = names.get("pattern").and_then(Json::as_str) == Some("^[a-z0-9][a-z0-9._-]*$");
        names.get("description").and_then(Json::as_str).filter(|_| !is_id)
    }

    /// The class that the schema itself gives to a field: `editorial` or `record`.
    pub fn class(self) -> Option<&'a str> {
        self.get("x-class").and_then(Json::as_str)
    }

    /// How the items of the list are told apart.
    pub fn identity(self) -> Identity<'a> {
        let flag = |name| self.get(name).and_then(Json::as_bool).unwrap_or(false);
        match self.get("x-key").and_then(Json::as_str) {
            Some(key) => Identity::Key { key, ordered: flag("x-ordered") },
            None if flag("x-set") => Identity::Set,
            None => Identity::Position,
        }
    }

    /// What people call the field.
    pub fn title(self) -> Option<&'a str> {
        self.get("title").and_then(Json::as_str)
    }

    /// What the field is for, as a sentence.
    pub fn description(self) -> Option<&'a str> {
        self.target.get("description").or_else(|| self.own.get("description")).and_then(Json::as_str)
    }

    /// What the field is for at the place where it is used, as a sentence.
    pub fn purpose(self) -> Option<&'a str> {
        self.own.get("description").and_then(Json::as_str).or_else(|| self.description())
    }

    /// The format that the text has to have.
    pub fn format(self) -> Option<&'a str> {
        self.get("format").and_then(Json::as_str)
    }

    /// The JSON type of the value.
    pub fn type_name(self) -> Option<&'a str> {
        self.target.get("type").and_then(Json::as_str)
    }

    /// How a value looks, as a person would write it.
    pub fn example(self) -> Option<String> {
        let examples = self.own.get("examples").or_else(|| self.target.get("examples"))?.as_array()?;
        match examples.first()? {
            Json::String(text) => Some(format!("`{text}`")),
            other => Some(format!("`{}`", flow(other))),
        }
    }

    fn get(self, name: &str) -> Option<&'a Json> {
        self.own.get(name).or_else(|| self.target.get(name))
    }

    fn to(self, own: &'a Json) -> Option<Self> {
        let target = match own.get("$ref").and_then(Json::as_str) {
            // What every reference points to; a pointer would be taken apart each time.
            Some(reference) => self.root.get("$defs")?.get(reference.strip_prefix("#/$defs/")?)?,
            None => own,
        };
        Some(Self { root: self.root, own, target })
    }
}

/// A value on one line, as people write it: keys without quotes, texts with them.
fn flow(value: &Json) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        Json::Object(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{key}: {}", flow(value))).collect();
            format!("{{{}}}", list(pairs))
        }
        Json::Array(items) => format!("[{}]", list(items.iter().map(flow).collect())),
        other => other.to_string(),
    }
}
