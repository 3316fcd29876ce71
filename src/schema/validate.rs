//! Violations of a schema as diagnostics at the exact key or value: the only user of `jsonschema`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind as Violation;
use jsonschema::paths::LocationSegment;
use jsonschema::{Registry, ValidationError, ValidationOptions, Validator};
use serde_json::Value as Json;

use super::accept::is_certainly_valid;
use super::annotations::Field;
use super::formats::{self, FORMATS};
use super::target::{Target, first_line, hint_of, is_of_type, shape_hint, truth};
use super::{Kind, suggestion};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::yaml::{Node, Pair, Scalar, ScalarType, Value};

/// The rule that violations are reported under.
pub const SCHEMA: &str = "schema";
/// The rule for a version such as 1.10 that YAML reads as a number.
pub const VERSION_NUMBER: &str = "version-number";

/// The parsed schema of a kind.
pub(super) fn schema_of(kind: Kind) -> &'static Json {
    static SCHEMAS: [OnceLock<Json>; Kind::ALL.len()] = [const { OnceLock::new() }; Kind::ALL.len()];
    static EMPTY: Json = Json::Null;
    let Some(slot) = SCHEMAS.get(kind as usize) else { return &EMPTY };
    // A schema that is no JSON matches nothing; a test reads every embedded schema.
    slot.get_or_init(|| serde_json::from_str(kind.schema_text()).unwrap_or(Json::Bool(false)))
}

fn validator_of(kind: Kind) -> Option<&'static Validator> {
    static VALIDATORS: [OnceLock<Option<Validator>>; Kind::ALL.len()] =
        [const { OnceLock::new() }; Kind::ALL.len()];
    VALIDATORS.get(kind as usize)?.get_or_init(|| compile(&bare(schema_of(kind)))).as_ref()
}

/// The schema is only referred to, from one that says nothing else: `jsonschema` checks what it is to build against the
/// schema of schemas, which takes longer than to build it, and would be done in every run for what a test does once.
/// The schema of draft 4 is the smallest of these; it holds for the reference alone.
fn compile(schema: &Json) -> Option<Validator> {
    const NAME: &str = "milepost:schema";
    let registry = Registry::new().add(NAME, schema).ok()?.prepare().ok()?;
    let reference = serde_json::json!({"$schema": "http://json-schema.org/draft-04/schema#", "$ref": NAME});
    with_formats(jsonschema::options()).with_registry(&registry).build(&reference).ok()
}

fn with_formats(options: ValidationOptions<'_>) -> ValidationOptions<'_> {
    FORMATS.iter().fold(options.should_validate_formats(true), |options, format| {
        options.with_format(format.name, |text: &str| (format.check)(text).is_ok())
    })
}

/// The schema without the words for people, which are most of it and would be compiled and checked for nothing.
fn bare(schema: &Json) -> Json {
    let Some(keywords) = schema.as_object() else { return schema.clone() };
    let says_nothing =
        |keyword: &str| matches!(keyword, "title" | "description" | "examples") || keyword.starts_with("x-");
    let named = |schemas: &Json| match schemas.as_object() {
        Some(schemas) => schemas.iter().map(|(name, schema)| (name.clone(), bare(schema))).collect(),
        None => schemas.clone(),
    };
    let listed = |schemas: &Json| match schemas.as_array() {
        Some(schemas) => schemas.iter().map(bare).collect(),
        None => schemas.clone(),
    };
    let kept = keywords.iter().filter(|(keyword, _)| !says_nothing(keyword));
    kept.map(|(keyword, value)| {
        let value = match keyword.as_str() {
            "properties" | "$defs" => named(value),
            "oneOf" => listed(value),
            "items" | "additionalProperties" | "propertyNames" | "if" | "then" | "else" => bare(value),
            _ => value.clone(),
        };
        (keyword.clone(), value)
    })
    .collect()
}

/// Every violation of the kind's schema, one diagnostic a cause.
pub fn validate(path: &str, kind: Kind, tree: &Node) -> Vec<Diagnostic> {
    if is_certainly_valid(kind, tree) {
        return Vec::new();
    }
    let Some(validator) = validator_of(kind) else {
        let message = format!("the schema of `{kind}` that is built into Milepost cannot be used");
        return vec![Diagnostic::error(SCHEMA, Location::file(path), message)];
    };
    let instance = to_json(tree);
    if validator.is_valid(&instance) {
        return Vec::new();
    }
    let reader = Reader { path, kind, tree };
    let mut seen = BTreeSet::new();
    let mut diagnostics = Vec::new();
    for error in validator.iter_errors(&instance) {
        for diagnostic in reader.diagnostics(&error) {
            // A value of the wrong type may break other keywords too; the first of them is the cause. Several keys
            // can be missing at one place.
            let missing = diagnostic.message.contains(HAS_NO).then(|| diagnostic.message.clone());
            if seen.insert((diagnostic.location.clone(), missing)) {
                diagnostics.push(diagnostic);
            }
        }
    }
    diagnostics.sort_by(|a, b| a.location.cmp(&b.location).then_with(|| a.message.cmp(&b.message)));
    diagnostics
}

/// How the message about a missing key goes on behind the name of what lacks it.
const HAS_NO: &str = " has no `";

/// The tree as the validator wants it. No schema takes a number that is not a plain count, so every other number
/// becomes one that no schema accepts; JSON Schema itself would take `2.0` for an integer.
fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Mapping(pairs) => pairs.iter().map(|pair| (pair.key.clone(), to_json(&pair.value))).collect(),
        Value::Sequence(items) => items.iter().map(to_json).collect(),
        Value::Scalar(scalar) => match scalar.kind() {
            ScalarType::Null => Json::Null,
            ScalarType::Boolean(value) => Json::Bool(value),
            ScalarType::Count(value) => Json::from(value),
            ScalarType::OtherNumber => Json::from(0.5),
            ScalarType::Text => Json::String(scalar.text.clone()),
        },
    }
}

struct Reader<'a> {
    path: &'a str,
    kind: Kind,
    tree: &'a Node,
}

impl Reader<'_> {
    fn diagnostics(&self, error: &ValidationError<'_>) -> Vec<Diagnostic> {
        let target = self.target(error.instance_path().segments());
        match error.kind() {
            Violation::AdditionalProperties { unexpected } => {
                unexpected.iter().filter_map(|key| self.unknown_key(&target, key)).collect()
            }
            Violation::PropertyNames { error: inner } => {
                let key = inner.instance().as_str().unwrap_or_default().to_owned();
                target.node.pair(&key).map(|pair| self.bad_key(&target, pair)).into_iter().collect()
            }
            Violation::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                // The misspelt key is reported where it stands, and is the cause.
                if target.is_misspelt(key) { Vec::new() } else { vec![self.missing_key(&target, key)] }
            }
            Violation::OneOfNotValid { context } | Violation::AnyOf { context } => {
                self.alternatives(&target, context)
            }
            kind => vec![self.bad_value(&target, kind, error)],
        }
    }

    fn target<'s>(&self, segments: impl Iterator<Item = LocationSegment<'s>>) -> Target<'_> {
        let mut target = Target {
            node: self.tree,
            key: None,
            key_is_free: false,
            field: Some(Field::document(self.kind)),
        };
        for segment in segments {
            let field = target.shaped_field();
            match segment {
                LocationSegment::Property(name) => {
                    let Some(pair) = target.node.pair(&name) else { break };
                    target = Target {
                        node: &pair.value,
                        key: Some(pair),
                        key_is_free: field.is_some_and(Field::has_free_keys),
                        field: field.and_then(|field| field.key(&name)),
                    };
                }
                LocationSegment::Index(index) => {
                    let Some(item) = target.node.items().get(index) else { break };
                    target = Target {
                        node: item,
                        key: None,
                        key_is_free: false,
                        field: field.and_then(Field::item),
                    };
                }
            }
        }
        target
    }

    fn unknown_key(&self, target: &Target<'_>, key: &str) -> Option<Diagnostic> {
        let pair = target.node.pair(key)?;
        let known: Vec<&str> = target.shaped_field().map(|field| field.keys().collect()).unwrap_or_default();
        let message = if self.is_document(target) {
            format!("unknown key `{key}` in {} {} document", self.kind.article(), self.kind)
        } else {
            format!("unknown key `{key}` in {}", target.name())
        };
        let hint = match target.meant_by(key) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys here: {}", known.join(", ")),
        };
        Some(Diagnostic::error(SCHEMA, Location::at(self.path, pair.key_span), message).with_hint(hint))
    }

    fn bad_key(&self, target: &Target<'_>, pair: &Pair) -> Diagnostic {
        let message = format!("the key `{}` in {} is not written as such keys are", pair.key, target.name());
        let form = target.shaped_field().and_then(Field::key_form).unwrap_or(
            "use lower-case letters, digits, dots, underscores and hyphens, beginning with a letter or digit",
        );
        Diagnostic::error(SCHEMA, Location::at(self.path, pair.key_span), message).with_hint(form)
    }

    fn missing_key(&self, target: &Target<'_>, key: &str) -> Diagnostic {
        let what =
            if self.is_document(target) { format!("this {} document", self.kind) } else { target.name() };
        let message = format!("{what}{HAS_NO}{key}`");
        let field = target.shaped_field().and_then(|field| field.key(key));
        let hint = match field.and_then(Field::purpose) {
            Some(purpose) => format!("add `{key}:` — {purpose}"),
            None => format!("add `{key}:`"),
        };
        Diagnostic::error(SCHEMA, Location::at(self.path, target.head()), message).with_hint(hint)
    }

    fn is_document(&self, target: &Target<'_>) -> bool {
        std::ptr::eq(target.node, self.tree)
    }

    /// Alternatives differ by shape, so the ones for the shape at hand tell what is wrong.
    fn alternatives(
        &self,
        target: &Target<'_>,
        context: &[Vec<ValidationError<'static>>],
    ) -> Vec<Diagnostic> {
        let fits = |errors: &&Vec<ValidationError<'static>>| {
            !errors.iter().any(|error| {
                matches!(error.kind(), Violation::Type { .. })
                    && self.target(error.instance_path().segments()).node.span == target.node.span
            })
        };
        if let Some(errors) = context.iter().find(fits) {
            return errors.iter().flat_map(|error| self.diagnostics(error)).collect();
        }
        let (name, shape) = (target.name(), target.node.shape());
        let message = match &target.node.value {
            Value::Scalar(scalar) if scalar.kind() == ScalarType::Null => format!("{name} has no value"),
            Value::Scalar(scalar) => format!("{name} cannot be {shape}: `{}`", scalar.text),
            Value::Mapping(_) | Value::Sequence(_) => format!("{name} cannot be {shape}"),
        };
        vec![self.at_value(target, SCHEMA, message).with_hint(hint_of(target))]
    }

    fn bad_value(&self, target: &Target<'_>, kind: &Violation, error: &ValidationError<'_>) -> Diagnostic {
        let name = target.name();
        let written = target.node.text().map(|text| format!("`{text}`"));
        match kind {
            Violation::Type { .. } | Violation::Enum { .. } | Violation::Constant { .. }
                if written.is_none() =>
            {
                self.at_value(target, SCHEMA, format!("{name} cannot be {}", target.node.shape()))
                    .with_hint(shape_hint(target))
            }
            Violation::Type { .. } => self.wrong_type(target),
            Violation::Enum { options } => self.not_among(target, options),
            Violation::Constant { expected_value } => {
                self.not_among(target, &Json::Array(vec![expected_value.as_ref().clone()]))
            }
            Violation::Format { format } => self.bad_format(target, format),
            Violation::Pattern { .. } => self.not_valid(target).with_hint(hint_of(target)),
            Violation::MinLength { .. } => {
                self.at_value(target, SCHEMA, format!("{name} is empty")).with_hint(hint_of(target))
            }
            Violation::MinItems { limit } => self
                .at_value(target, SCHEMA, format!("{name} needs at least {limit} items"))
                .with_hint(hint_of(target)),
            Violation::UniqueItems => self.listed_twice(target),
            Violation::Minimum { limit } => self
                .at_value(
                    target,
                    SCHEMA,
                    format!("{name} is at least {limit}, but is {}", written.unwrap_or_default()),
                )
                .with_hint(hint_of(target)),
            _ => self.at_value(target, SCHEMA, format!("{name}: {error}")).with_hint(hint_of(target)),
        }
    }

    /// A text that is not written as the field wants it.
    fn not_valid(&self, target: &Target<'_>) -> Diagnostic {
        let text = target.node.text().unwrap_or_default();
        let what = match target.key {
            Some(pair) if !target.key_is_free => &pair.key,
            _ => target.title(),
        };
        self.at_value(target, SCHEMA, format!("`{text}` is not a valid `{what}`"))
    }

    /// A list of scalars is read as a set; the second of two equal items is the one too many.
    fn listed_twice(&self, target: &Target<'_>) -> Diagnostic {
        let items = target.node.items();
        let equal = |one: &Node, other: &Node| one.text().is_some() && one.text() == other.text();
        let again = items.iter().enumerate().find_map(|(index, item)| {
            let first = items.iter().take(index).find(|earlier| equal(earlier, item))?;
            Some((first, item))
        });
        let Some((first, second)) = again else {
            return self
                .at_value(target, SCHEMA, format!("{} lists something twice", target.name()))
                .with_hint("keep each item once");
        };
        let text = second.text().unwrap_or_default();
        Diagnostic::error(
            SCHEMA,
            Location::at(self.path, second.span),
            format!("`{text}` stands twice in {}", target.name()),
        )
        .with_hint("keep one of the two")
        .with_label(Location::at(self.path, first.span), "it stands here first")
    }

    fn wrong_type(&self, target: &Target<'_>) -> Diagnostic {
        let name = target.name();
        let Value::Scalar(scalar) = &target.node.value else {
            return self
                .at_value(target, SCHEMA, format!("{name} cannot be {}", target.node.shape()))
                .with_hint(shape_hint(target));
        };
        let text = &scalar.text;
        let wanted = target.field.and_then(Field::type_name);
        match (scalar.kind(), wanted) {
            (ScalarType::Null, _) => {
                self.at_value(target, SCHEMA, format!("{name} has no value")).with_hint(hint_of(target))
            }
            (ScalarType::Count(_) | ScalarType::OtherNumber | ScalarType::Boolean(_), Some("string")) => {
                self.quotes_missing(target, text)
            }
            (ScalarType::OtherNumber, Some("integer")) => self
                .at_value(target, SCHEMA, format!("`{text}` is not a plain whole number"))
                .with_hint("write decimal digits without sign, point, exponent or leading zero"),
            (ScalarType::Text, Some("integer" | "boolean")) if is_of_type(text, wanted) => self
                .at_value(target, SCHEMA, format!("{name} cannot be a text: `{text}`"))
                .with_hint(format!("take the quotes away: {text}")),
            (_, Some("boolean")) => self
                .at_value(target, SCHEMA, format!("{name} is neither `true` nor `false`: `{text}`"))
                .with_hint(match truth(text) {
                    Some(value) => format!("write `{value}`"),
                    None => hint_of(target),
                }),
            (_, Some("integer")) => self
                .at_value(target, SCHEMA, format!("{name} is not a whole number: `{text}`"))
                .with_hint(hint_of(target)),
            _ => self
                .at_value(target, SCHEMA, format!("{name} cannot be {}: `{text}`", target.node.shape()))
                .with_hint(shape_hint(target)),
        }
    }

    /// A number or boolean where a text is meant. Where quotes alone would not make it valid, they are not the cause.
    fn quotes_missing(&self, target: &Target<'_>, text: &str) -> Diagnostic {
        if let Some(format) = target.field.and_then(Field::format)
            && formats::problem(format, text).is_some()
        {
            return self.bad_format(target, format);
        }
        // The text of a version is kept as written, so nothing is lost yet.
        let (rule, severity) = if target.key.is_some_and(|pair| pair.key == "version") {
            (VERSION_NUMBER, Severity::Warning)
        } else {
            (SCHEMA, Severity::Error)
        };
        let shape = target.node.shape();
        self.at_value(target, rule, format!("`{text}` is read as {shape}, where a text is meant"))
            .with_severity(severity)
            .with_hint(format!("put it in quotes: \"{text}\""))
    }

    fn not_among(&self, target: &Target<'_>, options: &Json) -> Diagnostic {
        let text = target.node.text().unwrap_or_default();
        let options: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let kind = match &target.node.value {
            Value::Scalar(scalar) => scalar.kind(),
            Value::Mapping(_) | Value::Sequence(_) => ScalarType::Text,
        };
        // A bare +1 is a number to YAML: the mistake is the quotes, not the word.
        if kind != ScalarType::Text && options.contains(&text) {
            return self.quotes_missing(target, text);
        }
        let list =
            options.iter().map(|option| format!("`{}`", written(option))).collect::<Vec<_>>().join(", ");
        if kind == ScalarType::Null {
            let message = format!("{} has no value", target.name());
            return self.at_value(target, SCHEMA, message).with_hint(format!("write one of {list}"));
        }
        let meant = meant_vote(text).filter(|vote| options.contains(vote));
        let hint = match meant.or_else(|| suggestion(text, options.iter().copied())) {
            Some(near) if needs_quotes(near) => format!("write {}, in quotes. One of {list}", written(near)),
            Some(near) if options.len() > 1 => format!("did you mean `{near}`? One of {list}"),
            _ if options.len() == 1 => format!("write {list}"),
            _ => format!("write one of {list}"),
        };
        self.not_valid(target).with_hint(hint)
    }

    fn bad_format(&self, target: &Target<'_>, format: &str) -> Diagnostic {
        let text = target.node.text().unwrap_or_default();
        let problem = formats::problem(format, text).unwrap_or_default();
        let diagnostic = self.at_value(target, problem.rule, problem.message);
        match problem.hint {
            Some(hint) => diagnostic.with_hint(hint),
            None => diagnostic.with_hint(hint_of(target)),
        }
    }

    fn at_value(&self, target: &Target<'_>, rule: &'static str, message: String) -> Diagnostic {
        let empty = target.node.span.start.offset() == target.node.span.end.offset();
        let span = match target.key {
            // A mapping or list where a value belongs, or no value at all, is best seen at its key.
            Some(pair) if empty || target.node.span.start.line() != target.node.span.end.line() => {
                pair.key_span
            }
            _ => first_line(target.node.span),
        };
        Diagnostic::error(rule, Location::at(self.path, span), message)
    }
}

/// Whether a text would be something else without quotes.
fn needs_quotes(text: &str) -> bool {
    Scalar { text: text.to_owned(), plain: true }.kind() != ScalarType::Text
}

/// A text as it has to stand in a document.
fn written(text: &str) -> String {
    if needs_quotes(text) { format!("\"{text}\"") } else { text.to_owned() }
}

/// The vote that somebody means who writes it in words.
fn meant_vote(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "for" | "in favour" | "approve" | "approved" => Some("+1"),
        "no" | "n" | "false" | "against" | "reject" | "rejected" => Some("-1"),
        "abstain" | "abstained" => Some("0"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Position, Span};

    #[test]
    fn every_embedded_schema_is_a_schema() {
        for kind in Kind::ALL {
            assert!(jsonschema::meta::is_valid(schema_of(kind)), "{kind}");
            assert!(validator_of(kind).is_some(), "{kind}");
        }
        let report = serde_json::from_str(super::super::REPORT_SCHEMA).expect("JSON");
        assert!(jsonschema::meta::is_valid(&report));
    }

    /// Documents that differ from a good one in one value, one key too many or one too few.
    fn spoilt(document: &Json) -> Vec<Json> {
        let other_values = [
            serde_json::json!(null),
            serde_json::json!(true),
            serde_json::json!(0),
            serde_json::json!(0.5),
            serde_json::json!(""),
            serde_json::json!("a\r\nb c"),
            serde_json::json!("a\n"),
            serde_json::json!("ä/ö"),
            serde_json::json!("./a//*"),
            serde_json::json!("2027-02-30"),
            serde_json::json!([]),
            serde_json::json!([["a"], "a", "a"]),
            serde_json::json!({}),
            serde_json::json!({"A b": 1}),
        ];
        let mut spoilt = other_values.to_vec();
        match document {
            Json::Object(map) => {
                for (key, value) in map {
                    let mut without = map.clone();
                    without.remove(key);
                    spoilt.push(Json::Object(without));
                    for other in self::spoilt(value) {
                        let mut with = map.clone();
                        with.insert(key.clone(), other);
                        spoilt.push(Json::Object(with));
                    }
                }
                let mut more = map.clone();
                more.insert("surprise".to_owned(), Json::Bool(true));
                spoilt.push(Json::Object(more));
            }
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    for other in self::spoilt(item) {
                        let mut with = items.clone();
                        with[index] = other;
                        spoilt.push(Json::Array(with));
                    }
                }
                spoilt.push(items.iter().chain(items).cloned().collect());
            }
            _ => {}
        }
        spoilt
    }

    #[test]
    fn a_schema_that_is_referred_to_is_as_strict_as_the_whole_one() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/described");
        let folder = crate::source::Folder::open(folder.as_ref()).expect("a folder");
        let mut refused = BTreeSet::new();
        let mut accepted = 0;
        for entry in crate::source::Snapshot::entries(&folder, "release").expect("entries") {
            let relative = entry.path.trim_start_matches("release/");
            let (super::super::Place::Document(kind, _), crate::source::Content::Bytes(bytes)) =
                (super::super::place_of(relative), &entry.content)
            else {
                continue;
            };
            let document = to_json(&crate::yaml::read(&entry.path, bytes).tree.expect("a tree"));
            let whole = with_formats(jsonschema::options()).build(schema_of(kind)).expect("a schema");
            let own = validator_of(kind).expect("a schema");
            assert!(own.is_valid(&document), "{}", entry.path);
            assert!(is_certainly_valid(kind, &to_node(&document)), "{}", entry.path);
            for other in spoilt(&document) {
                let places = |validator: &Validator| -> Vec<(String, String)> {
                    let errors = validator.iter_errors(&other);
                    errors.map(|error| (error.instance_path().to_string(), error.to_string())).collect()
                };
                assert_eq!(places(own), places(&whole), "{}: {other}", entry.path);
                let is_valid = own.is_valid(&other);
                if is_certainly_valid(kind, &to_node(&other)) {
                    assert!(is_valid, "{}: {other} is accepted", entry.path);
                    accepted += 1;
                }
                if !is_valid {
                    refused.insert(kind);
                }
            }
        }
        assert_eq!(refused.len(), Kind::ALL.len());
        assert!(accepted > 0, "what is left out may be left out");
    }

    /// The tree of a document, with texts in quotes.
    fn to_node(document: &Json) -> Node {
        let place = Position::default();
        let scalar = |text: &str, plain| Value::Scalar(Scalar { text: text.to_owned(), plain });
        let span = Span { start: place, end: place };
        let pair =
            |(key, value): (&String, &Json)| Pair { key: key.clone(), key_span: span, value: to_node(value) };
        let value = match document {
            Json::Object(map) => Value::Mapping(map.iter().map(pair).collect()),
            Json::Array(items) => Value::Sequence(items.iter().map(to_node).collect()),
            Json::String(text) => scalar(text, false),
            plain => scalar(&plain.to_string(), true),
        };
        Node { value, span }
    }
}
