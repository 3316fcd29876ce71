//! The table of a document's keys, from its JSON Schema.

use serde_json::Value as Json;

/// The pattern of ids.
const ID: &str = "^[a-z0-9][a-z0-9._-]*$";

/// What the formats of texts are called, and where the form is described.
const FORMATS: &[(&str, &str)] = &[
    ("milepost-date", "[a date](../documents.md#dates)"),
    ("milepost-day", "a day, `YYYY-MM-DD`"),
    ("milepost-days", "a day, or the first and the last day with `/` between"),
    ("milepost-duration", "a duration"),
    ("milepost-every", "a rhythm"),
    ("milepost-limit", "a limit"),
    ("milepost-rule", "[a rule for a date](../documents.md#rules-for-dates)"),
    ("milepost-snap", "a weekday, `working-day`, `working-group-meeting` or `tsc-meeting`"),
    ("milepost-threshold", "a threshold"),
    ("milepost-time", "a time of day, in quotes"),
    ("milepost-zone", "`AoE`, `UTC` or an IANA time zone"),
];

/// One key with all that is said about it.
#[derive(Debug)]
pub(crate) struct Key {
    /// Where it stands: `milestones[].date`.
    pub(crate) path: String,
    description: String,
    required: String,
    values: String,
    example: String,
    /// The class that the schema gives to changes of it.
    pub(crate) class: Option<String>,
}

impl Key {
    /// Its line of the table.
    pub(crate) fn row(&self) -> String {
        let cells =
            [&format!("`{}`", self.path), &self.description, &self.required, &self.values, &self.example];
        let cells: Vec<String> = cells.into_iter().map(|text| cell(text)).collect();
        format!("| {} |\n", cells.join(" | "))
    }
}

/// A text as a cell of a table: one line, with nothing in it that ends the cell.
pub(crate) fn cell(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain_or_code = line.split('`').enumerate().map(|(index, part)| {
        let part = part.replace('|', "\\|");
        if index % 2 == 1 { part } else { part.replace('<', "&lt;").replace('*', "\\*") }
    });
    plain_or_code.collect::<Vec<_>>().join("`")
}

/// Every key of a document, in the order of its schema.
pub(crate) fn keys_of(schema: &Json) -> Vec<Key> {
    let mut keys = Vec::new();
    Walk { schema }.mapping(schema, "", &mut keys);
    keys
}

struct Walk<'a> {
    schema: &'a Json,
}

impl<'a> Walk<'a> {
    /// Where `$ref` leads, or the same.
    fn target(&self, schema: &'a Json) -> &'a Json {
        match schema["$ref"].as_str() {
            Some(reference) => {
                self.schema.pointer(reference.trim_start_matches('#')).expect("a definition in the schema")
            }
            None => schema,
        }
    }

    /// What is said at the place of use, or where it leads.
    fn said(&self, schema: &'a Json, word: &str) -> &'a Json {
        schema.get(word).unwrap_or(&self.target(schema)[word])
    }

    fn mapping(&self, mapping: &'a Json, path: &str, keys: &mut Vec<Key>) {
        for (name, schema) in mapping["properties"].as_object().into_iter().flatten() {
            let required = self.required(mapping, path, name);
            self.key(schema, &joined(path, name), required, keys);
            if !shared(mapping, schema) {
                self.below(schema, &joined(path, name), keys);
            }
        }
        self.shared_keys(mapping, path, keys);
        if mapping["additionalProperties"].is_object() {
            let name = mapping["propertyNames"]["title"].as_str().unwrap_or("name");
            let free = joined(path, &format!("<{name}>"));
            self.key(&mapping["additionalProperties"], &free, String::new(), keys);
            self.below(&mapping["additionalProperties"], &free, keys);
        }
    }

    fn key(&self, schema: &'a Json, path: &str, required: String, keys: &mut Vec<Key>) {
        keys.push(Key {
            path: path.to_owned(),
            description: self.said(schema, "description").as_str().expect("a description").to_owned(),
            required,
            values: self.values(schema),
            example: self.examples(schema),
            class: self.said(schema, "x-class").as_str().map(str::to_owned),
        });
    }

    /// The keys inside of many values that are described as one: told once.
    fn shared_keys(&self, mapping: &'a Json, path: &str, keys: &mut Vec<Key>) {
        let values = mapping["properties"].as_object().into_iter().flatten().map(|(_, schema)| schema);
        let mut told = Vec::new();
        for schema in values.filter(|schema| shared(mapping, schema)) {
            if !told.contains(&&schema["$ref"]) {
                told.push(&schema["$ref"]);
                let title = self.target(schema)["title"].as_str().expect("a title");
                self.below(schema, &joined(path, &format!("<{title}>")), keys);
            }
        }
    }

    /// The keys inside of a value.
    fn below(&self, schema: &'a Json, path: &str, keys: &mut Vec<Key>) {
        let target = self.target(schema);
        self.mapping(target, path, keys);
        if target["items"].is_object() {
            self.below(&target["items"], &format!("{path}[]"), keys);
        }
        for branch in target["oneOf"].as_array().into_iter().flatten() {
            self.below(branch, path, keys);
        }
    }

    /// Whether a mapping that is there has to have the key.
    fn required(&self, mapping: &Json, path: &str, name: &str) -> String {
        let lists = |list: &Json| list.as_array().is_some_and(|list| list.iter().any(|entry| entry == name));
        if lists(&mapping["required"]) {
            return "yes".to_owned();
        }
        let otherwise = &self.schema["else"];
        let otherwise = if path.is_empty() { otherwise } else { &otherwise["properties"][path] };
        if lists(&otherwise["required"]) {
            let unless = self.schema["if"]["required"][0].as_str().expect("the key that `if` asks for");
            return format!("unless `{unless}` is there");
        }
        let dependent = mapping["dependentRequired"].as_object().into_iter().flatten();
        let with = dependent.filter(|(_, list)| lists(list)).map(|(key, _)| format!("with `{key}`"));
        with.collect::<Vec<_>>().join(", ")
    }

    /// What may be written.
    fn values(&self, schema: &'a Json) -> String {
        let target = self.target(schema);
        if let Some(value) = target.get("const") {
            return format!("`{}`", written(value));
        }
        if let Some(values) = target["enum"].as_array() {
            return values.iter().map(|value| format!("`{}`", written(value))).collect::<Vec<_>>().join(", ");
        }
        if let Some(branches) = target["oneOf"].as_array() {
            return branches.iter().map(|branch| self.values(branch)).collect::<Vec<_>>().join("; or ");
        }
        match target["type"].as_str().expect("a type") {
            "string" => text_values(target),
            "integer" => match target["minimum"].as_u64() {
                Some(least) => format!("a whole number from {least}"),
                None => "a whole number".to_owned(),
            },
            "boolean" => "`true`, `false`".to_owned(),
            "array" if self.target(&target["items"])["type"] == "object" => "a list of mappings".to_owned(),
            "array" => format!("a list, each item {}", self.values(&target["items"])),
            "object" => "a mapping".to_owned(),
            other => panic!("the page has no words for the type `{other}`"),
        }
    }

    /// Up to three values as somebody would write them.
    fn examples(&self, schema: &'a Json) -> String {
        let examples = self.said(schema, "examples").as_array().into_iter().flatten();
        examples.take(3).map(|value| format!("`{}`", written(value))).collect::<Vec<_>>().join(", ")
    }
}

/// Whether more than two keys of the mapping are described as this one.
fn shared(mapping: &Json, schema: &Json) -> bool {
    let keys = mapping["properties"].as_object().into_iter().flatten();
    schema["$ref"].is_string() && keys.filter(|(_, other)| other["$ref"] == schema["$ref"]).count() > 2
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn text_values(target: &Json) -> String {
    if let Some(format) = target["format"].as_str() {
        let words = FORMATS.iter().find(|(name, _)| *name == format);
        return words
            .unwrap_or_else(|| panic!("the page has no words for the format `{format}`"))
            .1
            .to_owned();
    }
    match target["pattern"].as_str() {
        Some(ID) => "an id".to_owned(),
        Some(pattern) => format!("text like `{pattern}`"),
        None => "text".to_owned(),
    }
}

/// A value in YAML, on one line.
pub(crate) fn written(value: &Json) -> String {
    match value {
        Json::String(text) if needs_quotes(text) => value.to_string(),
        Json::String(text) => text.clone(),
        Json::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}: {}", written(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Whether a text would be something else without quotes.
fn needs_quotes(text: &str) -> bool {
    let number = text.chars().all(|character| character.is_ascii_digit() || ".:+".contains(character));
    let opened = !text.starts_with(|first: char| first.is_alphanumeric() || first == '/');
    let cut = text.contains(": ") || text.contains(" #") || text.contains(", ") || text.contains(['{', '}']);
    number || opened || cut || ["true", "false", "null"].contains(&text)
}
