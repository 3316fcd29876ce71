//! Breaks every key of every kind of document in every way, and expects exactly one diagnostic, where the mistake is.
//!
//! The ways come from the schemas: whoever adds a key to a schema has to add it to `tests/data/documents/` too.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use milepost::diagnostic::Diagnostic;
use milepost::schema::{self, Kind};
use milepost::yaml::{self, Node, Pair, Value};
use serde_json::Value as Json;

#[test]
fn every_document_is_valid_and_uses_every_key_of_its_schema() {
    for kind in Kind::ALL {
        let document = Document::of(kind);
        assert_eq!(messages(&problems(kind, &document.text)), [""; 0], "{kind}");
        let used: BTreeSet<String> = document.uses().into_iter().map(|found| found.pointer).collect();
        let mut known = BTreeSet::new();
        document.schema.collect_keys("", &mut known);
        assert_eq!(
            known.difference(&used).collect::<Vec<_>>(),
            [""; 0],
            "{kind}: the document leaves these out"
        );
    }
}

#[test]
fn a_required_key_that_is_missing_is_one_diagnostic_at_what_lacks_it() {
    each_use(|document, found| {
        if !found.is_required {
            return;
        }
        let text = document.without(found);
        let problem = only(document, found, "missing", &text);
        assert!(problem.message.contains(&format!("has no `{}`", found.pair.key)), "{problem:?}");
        assert_eq!(line(&problem), found.head(), "{problem:?}\n{text}");
    });
}

#[test]
fn a_misspelt_key_is_one_diagnostic_at_the_key() {
    each_use(|document, found| {
        if found.is_free {
            return;
        }
        let key = &found.pair.key;
        let text = document.with_key(found, &format!("{key}x"));
        let problem = only(document, found, "misspelt", &text);
        assert!(problem.message.contains(&format!("unknown key `{key}x`")), "{problem:?}");
        assert_eq!(problem.hint.as_deref(), Some(format!("did you mean `{key}`?").as_str()), "{problem:?}");
        assert_eq!(line(&problem), found.line(), "{problem:?}");
    });
}

#[test]
fn a_value_of_null_is_one_diagnostic_at_its_line() {
    each_use(|document, found| {
        for nothing in ["~", "null", ""] {
            let problem = only(document, found, "null", &document.with_value(found, nothing));
            assert!(problem.message.contains("has no value"), "{problem:?}");
            assert_eq!(line(&problem), found.line(), "{problem:?}");
        }
    });
}

#[test]
fn a_value_of_the_wrong_type_is_one_diagnostic_at_its_line() {
    each_use(|document, found| {
        let wrong = [("array", "[odd]"), ("object", "{odd: odd}"), ("string", "odd words")]
            .into_iter()
            .find(|(name, _)| !found.types.contains(*name))
            .unwrap();
        let problem = only(document, found, wrong.1, &document.with_value(found, wrong.1));
        assert!(problem.message.contains("cannot be") || problem.message.contains("is not"), "{problem:?}");
        assert!(problem.hint.is_some(), "{problem:?}");
        assert_eq!(line(&problem), found.line(), "{problem:?}");
    });
}

#[test]
fn a_key_that_stands_twice_is_one_diagnostic_at_the_second() {
    each_use(|document, found| {
        let problem = only(document, found, "twice", &document.with_copy(found));
        assert_eq!(problem.rule, yaml::PLAIN_YAML, "{problem:?}");
        assert_eq!(line(&problem), found.last_line() + 1, "{problem:?}");
        assert_eq!(problem.labels.len(), 1, "{problem:?}");
    });
}

/// A complete, valid document in block style: one key a line.
struct Document {
    kind: Kind,
    text: String,
    tree: Node,
    schema: Schema,
}

/// A key as a document uses it.
struct Use<'a> {
    pair: &'a Pair,
    /// The mapping that it stands in, and the line of the key that leads to that mapping.
    mapping: &'a Node,
    leading_line: Option<usize>,
    /// Where the schema describes the key.
    pointer: String,
    /// The JSON types that the value may have.
    types: BTreeSet<String>,
    is_required: bool,
    is_free: bool,
}

impl Use<'_> {
    fn line(&self) -> usize {
        self.pair.key_span.start.line()
    }

    fn last_line(&self) -> usize {
        self.pair.value.span.end.line().max(self.line())
    }

    /// The line at which a diagnostic says what is missing: that of the key which leads to the mapping, or of the first
    /// key in it, which takes the place of this one where this one was the first.
    fn head(&self) -> usize {
        let first = self.mapping.pairs().first().unwrap().key_span.start.line();
        self.leading_line.unwrap_or(first)
    }
}

impl Document {
    fn of(kind: Kind) -> Self {
        let path = format!("{}/tests/data/documents/{kind}.yaml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let tree = yaml::read("f.yaml", text.as_bytes()).tree.unwrap();
        Self { kind, text, tree, schema: Schema(serde_json::from_str(kind.schema_text()).unwrap()) }
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let mut found = Vec::new();
        self.collect(&self.tree, None, "", &mut found);
        found
    }

    fn collect<'a>(
        &'a self,
        node: &'a Node,
        leading_line: Option<usize>,
        pointer: &str,
        found: &mut Vec<Use<'a>>,
    ) {
        let pointer = self.schema.branch(&self.schema.target(pointer), node);
        let description = self.schema.at(&pointer);
        match &node.value {
            Value::Scalar(_) => {}
            Value::Sequence(items) => {
                for item in items {
                    self.collect(item, None, &format!("{pointer}/items"), found);
                }
            }
            Value::Mapping(pairs) => {
                for pair in pairs {
                    let fixed = format!("{pointer}/properties/{}", pair.key);
                    let is_free = self.schema.0.pointer(&fixed).is_none();
                    let pointer = if is_free { format!("{pointer}/additionalProperties") } else { fixed };
                    let required = description["required"].as_array();
                    let is_required =
                        required.is_some_and(|keys| keys.iter().any(|key| key == pair.key.as_str()));
                    let types = self.schema.types(&pointer);
                    let line = Some(pair.key_span.start.line());
                    self.collect(&pair.value, line, &pointer, found);
                    found.push(Use {
                        pair,
                        mapping: node,
                        leading_line,
                        pointer,
                        types,
                        is_required,
                        is_free,
                    });
                }
            }
        }
    }

    /// The lines before the key, its own, and those behind it.
    fn cut(&self, found: &Use<'_>) -> (Vec<String>, Vec<String>, Vec<String>) {
        let lines: Vec<String> = self.text.lines().map(str::to_owned).collect();
        let (first, last) = (found.line() - 1, found.last_line());
        (lines[..first].to_vec(), lines[first..last].to_vec(), lines[last..].to_vec())
    }

    fn without(&self, found: &Use<'_>) -> String {
        let (before, own, mut after) = self.cut(found);
        // The dash of the list item moves on to its next key.
        if let (Some(dash), Some(next)) = (own[0].find("- ").filter(|_| is_item(&own[0])), after.first_mut())
        {
            next.replace_range(dash..=dash, "-");
        }
        joined(&[before, after])
    }

    fn with_key(&self, found: &Use<'_>, key: &str) -> String {
        let (before, mut own, after) = self.cut(found);
        own[0] = own[0].replacen(&found.pair.key, key, 1);
        joined(&[before, own, after])
    }

    fn with_value(&self, found: &Use<'_>, value: &str) -> String {
        let (before, own, after) = self.cut(found);
        let (key, _) = own[0].split_once(':').unwrap();
        joined(&[before, vec![format!("{key}: {value}")], after])
    }

    fn with_copy(&self, found: &Use<'_>) -> String {
        let (before, own, after) = self.cut(found);
        let mut copy = own.clone();
        if is_item(&copy[0]) {
            copy[0] = copy[0].replacen('-', " ", 1);
        }
        joined(&[before, own, copy, after])
    }
}

fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("- ")
}

fn joined(parts: &[Vec<String>]) -> String {
    parts.concat().into_iter().map(|line| line + "\n").collect()
}

/// A schema, read from outside: its parts by JSON pointer.
struct Schema(Json);

impl Schema {
    fn at(&self, pointer: &str) -> &Json {
        self.0.pointer(pointer).unwrap_or_else(|| panic!("nothing stands at {pointer}"))
    }

    /// Where a reference leads to.
    fn target(&self, pointer: &str) -> String {
        match self.at(pointer)["$ref"].as_str() {
            Some(reference) => reference.trim_start_matches('#').to_owned(),
            None => pointer.to_owned(),
        }
    }

    /// Among alternatives the one of the node's shape.
    fn branch(&self, pointer: &str, node: &Node) -> String {
        let shape = match &node.value {
            Value::Mapping(_) => "object",
            Value::Sequence(_) => "array",
            Value::Scalar(_) => "string",
        };
        self.branches(pointer)
            .into_iter()
            .find(|branch| self.at(branch)["type"] == shape)
            .unwrap_or_else(|| pointer.to_owned())
    }

    fn branches(&self, pointer: &str) -> Vec<String> {
        let count = self.at(pointer)["oneOf"].as_array().map_or(0, Vec::len);
        (0..count).map(|index| format!("{pointer}/oneOf/{index}")).collect()
    }

    fn types(&self, pointer: &str) -> BTreeSet<String> {
        let pointer = self.target(pointer);
        let mut all = self.branches(&pointer);
        all.push(pointer);
        let name = |pointer: &String| self.at(pointer)["type"].as_str().map(str::to_owned);
        all.iter().filter_map(name).collect()
    }

    /// The pointers of all keys with fixed names.
    fn collect_keys(&self, pointer: &str, known: &mut BTreeSet<String>) {
        let pointer = self.target(pointer);
        let mut parts = self.branches(&pointer);
        for part in ["items", "additionalProperties"] {
            if self.at(&pointer)[part].is_object() {
                parts.push(format!("{pointer}/{part}"));
            }
        }
        for key in self.at(&pointer)["properties"].as_object().into_iter().flat_map(|keys| keys.keys()) {
            let key = format!("{pointer}/properties/{key}");
            if known.insert(key.clone()) {
                parts.push(key);
            }
        }
        for part in parts {
            self.collect_keys(&part, known);
        }
    }
}

fn each_use(test: impl Fn(&Document, &Use<'_>)) {
    let mut count = 0;
    for kind in Kind::ALL {
        let document = Document::of(kind);
        for found in document.uses() {
            test(&document, &found);
            count += 1;
        }
    }
    assert!(count > 250, "only {count} keys were found");
}

/// The one diagnostic of a broken document.
fn only(document: &Document, found: &Use<'_>, how: &str, text: &str) -> Diagnostic {
    let problems = problems(document.kind, text);
    let [problem] = problems.as_slice() else {
        panic!("{} `{}`, {how}: {:#?}\n{text}", document.kind, found.pair.key, messages(&problems));
    };
    problem.clone()
}

/// What reading and the schema alone have to say.
fn problems(kind: Kind, text: &str) -> Vec<Diagnostic> {
    let read = yaml::read("f.yaml", text.as_bytes());
    let mut problems = read.diagnostics;
    problems.extend(read.tree.iter().flat_map(|tree| schema::validate("f.yaml", kind, tree)));
    problems
}

fn messages(problems: &[Diagnostic]) -> Vec<String> {
    let one = |problem: &Diagnostic| format!("{}: {}", line(problem), problem.message);
    problems.iter().map(one).collect()
}

fn line(problem: &Diagnostic) -> usize {
    problem.location.span.unwrap().start.line()
}
