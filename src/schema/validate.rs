//! Violations of a schema as diagnostics at the exact key or value: the only user of `jsonschema`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind as Violation;
use jsonschema::paths::LocationSegment;
use jsonschema::{ValidationError, Validator};
use serde_json::Value as Json;

use super::annotations::Field;
use super::formats::{self, FORMATS};
use super::{Kind, suggestion};
use crate::diagnostic::{Diagnostic, Location, Span};
use crate::yaml::{Node, Pair, ScalarType, Value};

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
    VALIDATORS.get(kind as usize)?.get_or_init(|| compile(schema_of(kind))).as_ref()
}

fn compile(schema: &Json) -> Option<Validator> {
    let options =
        FORMATS.iter().fold(jsonschema::options().should_validate_formats(true), |options, format| {
            options.with_format(format.name, |text: &str| (format.check)(text).is_ok())
        });
    options.build(schema).ok()
}

/// Every violation of the kind's schema, one diagnostic a cause.
pub fn validate(path: &str, kind: Kind, tree: &Node) -> Vec<Diagnostic> {
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
            // A value of the wrong type may break other keywords too; the first of them is the cause.
            let key = (diagnostic.location.clone(), unexpected_or_missing(&error, &diagnostic));
            if seen.insert(key) {
                diagnostics.push(diagnostic);
            }
        }
    }
    diagnostics.sort_by(|a, b| a.location.cmp(&b.location).then_with(|| a.message.cmp(&b.message)));
    diagnostics
}

/// Several keys can be missing at one place; anything else is one cause a place.
fn unexpected_or_missing(error: &ValidationError<'_>, diagnostic: &Diagnostic) -> Option<String> {
    matches!(error.kind(), Violation::Required { .. }).then(|| diagnostic.message.clone())
}

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

/// Where a violation lies: the node, the key that leads to it, and its description in the schema.
struct Target<'a> {
    node: &'a Node,
    key: Option<&'a Pair>,
    field: Option<Field<'static>>,
}

impl Target<'_> {
    /// The key that names a mapping or list, otherwise where it begins.
    fn head(&self) -> Span {
        match (self.key, self.node.pairs().first()) {
            (Some(pair), _) => pair.key_span,
            (None, Some(first)) => first.key_span,
            (None, None) => first_line(self.node.span),
        }
    }

    fn title(&self) -> &'static str {
        self.field.and_then(Field::title).unwrap_or("value")
    }
}

/// A span of several lines would underline half a document; its start says enough.
fn first_line(span: Span) -> Span {
    if span.start.line == span.end.line { span } else { Span { start: span.start, end: span.start } }
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
                vec![self.missing_key(&target, property.as_str().unwrap_or_default())]
            }
            Violation::OneOfNotValid { context } | Violation::AnyOf { context } => {
                self.alternatives(&target, context)
            }
            kind => vec![self.bad_value(&target, kind, error)],
        }
    }

    fn target<'s>(&self, segments: impl Iterator<Item = LocationSegment<'s>>) -> Target<'_> {
        let mut target = Target { node: self.tree, key: None, field: Some(Field::document(self.kind)) };
        for segment in segments {
            let field = target.field.map(|field| field.shaped_like(target.node));
            match segment {
                LocationSegment::Property(name) => {
                    let Some(pair) = target.node.pair(&name) else { break };
                    target = Target {
                        node: &pair.value,
                        key: Some(pair),
                        field: field.and_then(|field| field.key(&name)),
                    };
                }
                LocationSegment::Index(index) => {
                    let Some(item) = target.node.items().get(index) else { break };
                    target = Target { node: item, key: None, field: field.and_then(Field::item) };
                }
            }
        }
        target
    }

    fn unknown_key(&self, target: &Target<'_>, key: &str) -> Option<Diagnostic> {
        let pair = target.node.pair(key)?;
        let field = target.field.map(|field| field.shaped_like(target.node));
        let known: Vec<&str> = field.map(|field| field.keys().collect()).unwrap_or_default();
        let message = match target.title() {
            title if title == self.kind.name() => format!("unknown key `{key}` in a {title} document"),
            title => format!("unknown key `{key}` in `{title}`"),
        };
        let hint = suggestion(key, known.iter().copied()).map_or_else(
            || format!("known keys here: {}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        Some(Diagnostic::error(SCHEMA, Location::at(self.path, pair.key_span), message).with_hint(hint))
    }

    fn bad_key(&self, target: &Target<'_>, pair: &Pair) -> Diagnostic {
        let message =
            format!("the key `{}` in `{}` is not written as such keys are", pair.key, target.title());
        Diagnostic::error(SCHEMA, Location::at(self.path, pair.key_span), message).with_hint(
            "use lower-case letters, digits, dots, underscores and hyphens, beginning with a letter or digit",
        )
    }

    fn missing_key(&self, target: &Target<'_>, key: &str) -> Diagnostic {
        let message = match target.title() {
            title if title == self.kind.name() => format!("this {title} document has no `{key}`"),
            title => format!("`{title}` has no `{key}`"),
        };
        let field = target.field.map(|field| field.shaped_like(target.node)).and_then(|field| field.key(key));
        let hint = match field.and_then(Field::description) {
            Some(description) => format!("add `{key}:` — {description}"),
            None => format!("add `{key}:`"),
        };
        Diagnostic::error(SCHEMA, Location::at(self.path, target.head()), message).with_hint(hint)
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
            errors.iter().flat_map(|error| self.diagnostics(error)).collect()
        } else {
            let message = format!("`{}` cannot be {}", target.title(), target.node.shape());
            vec![self.at_value(target, SCHEMA, message).with_hint(hint_of(target))]
        }
    }

    fn bad_value(&self, target: &Target<'_>, kind: &Violation, error: &ValidationError<'_>) -> Diagnostic {
        let title = target.title();
        let written = target.node.text().map(|text| format!("`{text}`"));
        match kind {
            Violation::Type { .. } | Violation::Enum { .. } | Violation::Constant { .. }
                if written.is_none() =>
            {
                self.at_value(target, SCHEMA, format!("`{title}` cannot be {}", target.node.shape()))
                    .with_hint(hint_of(target))
            }
            Violation::Type { .. } => self.wrong_type(target),
            Violation::Enum { options } => self.not_among(target, options),
            Violation::Format { format } => self.bad_format(target, format),
            Violation::Pattern { .. } => self
                .at_value(target, SCHEMA, format!("{} is not a valid {title}", written.unwrap_or_default()))
                .with_hint(hint_of(target)),
            Violation::MinLength { .. } => {
                self.at_value(target, SCHEMA, format!("`{title}` is empty")).with_hint(hint_of(target))
            }
            Violation::MinItems { limit } => self
                .at_value(target, SCHEMA, format!("`{title}` needs at least {limit} items"))
                .with_hint(hint_of(target)),
            Violation::UniqueItems => self
                .at_value(target, SCHEMA, format!("`{title}` lists something twice"))
                .with_hint("keep each item once"),
            Violation::Minimum { limit } => self
                .at_value(
                    target,
                    SCHEMA,
                    format!("`{title}` is at least {limit}, but is {}", written.unwrap_or_default()),
                )
                .with_hint(hint_of(target)),
            _ => self.at_value(target, SCHEMA, format!("`{title}`: {error}")).with_hint(hint_of(target)),
        }
    }

    fn wrong_type(&self, target: &Target<'_>) -> Diagnostic {
        let title = target.title();
        let Value::Scalar(scalar) = &target.node.value else {
            return self.at_value(target, SCHEMA, format!("`{title}` cannot be {}", target.node.shape()));
        };
        let text = &scalar.text;
        let wants_text = target.field.and_then(Field::type_name) == Some("string");
        match scalar.kind() {
            ScalarType::Null => {
                self.at_value(target, SCHEMA, format!("`{title}` has no value")).with_hint(hint_of(target))
            }
            ScalarType::Count(_) | ScalarType::OtherNumber if wants_text => {
                let rule = if target.key.is_some_and(|pair| pair.key == "version") {
                    VERSION_NUMBER
                } else {
                    SCHEMA
                };
                self.at_value(target, rule, format!("`{text}` is read as a number, where a text is meant"))
                    .with_hint(format!("put it in quotes: \"{text}\""))
            }
            ScalarType::Boolean(_) if wants_text => self
                .at_value(target, SCHEMA, format!("`{text}` is read as a boolean, where a text is meant"))
                .with_hint(format!("put it in quotes: \"{text}\"")),
            ScalarType::OtherNumber => self
                .at_value(target, SCHEMA, format!("`{text}` is not a plain whole number"))
                .with_hint("write decimal digits without sign, point, exponent or leading zero"),
            _ => self
                .at_value(target, SCHEMA, format!("`{title}` cannot be {}: `{text}`", target.node.shape()))
                .with_hint(hint_of(target)),
        }
    }

    fn not_among(&self, target: &Target<'_>, options: &Json) -> Diagnostic {
        let text = target.node.text().unwrap_or_default();
        let options: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let message = format!("`{text}` is not a {} that Milepost knows", target.title());
        // A bare +1 is a number to YAML: the mistake is the quotes, not the word.
        let unquoted =
            !matches!(&target.node.value, Value::Scalar(scalar) if scalar.kind() == ScalarType::Text);
        let hint = if unquoted && options.contains(&text) {
            format!("put it in quotes: \"{text}\"")
        } else {
            let list = format!("one of: {}", options.join(", "));
            suggestion(text, options.iter().copied())
                .map_or(list.clone(), |near| format!("did you mean `{near}`? {list}"))
        };
        self.at_value(target, SCHEMA, message).with_hint(hint)
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
        let empty = target.node.span.start.offset == target.node.span.end.offset;
        let span = match target.key {
            // A mapping or list where a value belongs, or no value at all, is best seen at its key.
            Some(pair) if empty || target.node.span.start.line != target.node.span.end.line => pair.key_span,
            _ => first_line(target.node.span),
        };
        Diagnostic::error(rule, Location::at(self.path, span), message)
    }
}

/// What the schema says about the field, and how it looks.
fn hint_of(target: &Target<'_>) -> String {
    let Some(field) = target.field else {
        return "see `milepost schema` for what is expected here".to_owned();
    };
    let description = field.description().unwrap_or("see `milepost schema` for what is expected here");
    match field.example() {
        Some(example) => format!("{description} For example: {example}"),
        None => description.to_owned(),
    }
}
