//! GitHub's description of its API: whether a request or an answer goes by it, and the shortest answer that does.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::http::{Request, Response, decoded};
use super::lock;

/// The repository of a fork that was deleted. The description does not say that it is null.
const GONE: &str = "/head/repo";

/// The description.
pub struct Description {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// The part of the description that a request falls under.
pub struct Route<'a> {
    /// As in `/repos/{owner}/{repo}/pulls/{pull_number}`.
    pub template: &'a str,
    pub operation: &'a Value,
    /// What stands in the place of the names in brackets.
    pub arguments: BTreeMap<&'a str, String>,
}

impl Description {
    pub fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/github/description.json");
        let document = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        Self { document, validators: Mutex::default() }
    }

    /// Where a request leads.
    pub fn route(&self, method: &str, path: &str) -> Option<Route<'_>> {
        let paths = self.document["paths"].as_object().unwrap();
        paths.iter().find_map(|(template, operations)| {
            let operation = operations.get(method.to_ascii_lowercase())?;
            Some(Route { template, operation, arguments: matched(template, path)? })
        })
    }

    /// What is wrong with a request.
    pub fn wrong_request(&self, route: &Route<'_>, request: &Request) -> Vec<String> {
        let mut wrong = Vec::new();
        let parameters: Vec<&Value> = route.operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|parameter| self.resolved(parameter))
            .collect();
        let known = |place: &str, name: &str| {
            parameters.iter().find(|parameter| parameter["in"] == place && parameter["name"] == name)
        };
        let given = route.arguments.iter().map(|(name, value)| ("path", *name, value));
        let given = given.chain(request.query.iter().map(|(name, value)| ("query", name.as_str(), value)));
        for (place, name, value) in given {
            let Some(parameter) = known(place, name) else {
                wrong.push(format!("there is no parameter `{name}` in the {place}"));
                continue;
            };
            let schema = &parameter["schema"];
            let value = match schema["type"].as_str() {
                Some("integer") => value.parse::<u64>().map_or_else(|_| json!(value), |number| json!(number)),
                _ => json!(value),
            };
            wrong.extend(self.violations(&format!("{} {place} {name}", route.template), schema, &value));
        }
        if request.number("per_page").is_some_and(|size| size > 100) {
            wrong.push("a page has at most 100 entries".to_owned());
        }
        let schema = &route.operation["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() && !request.body.is_empty() {
            wrong.push("there is a body where none is known".to_owned());
        }
        if !schema.is_null() {
            let key = format!("{} {} body", request.method, route.template);
            let body = request.json();
            wrong.extend(self.violations(&key, schema, &body));
            let properties = &schema["properties"];
            let unknown =
                body.as_object().into_iter().flatten().filter(|(key, _)| properties.get(key).is_none());
            wrong.extend(unknown.map(|(key, _)| format!("the body has no key `{key}`")));
        }
        wrong
    }

    /// What is wrong with an answer.
    pub fn wrong_response(&self, route: &Route<'_>, method: &str, response: &Response) -> Vec<String> {
        let responses = &route.operation["responses"];
        let status = response.status.to_string();
        let Some(described) = responses.get(&status) else {
            // The description leaves out what any route may answer.
            let is_general = matches!(response.status, 304 | 401 | 403 | 404 | 422 | 429);
            return if is_general { Vec::new() } else { vec![format!("status {status} is not described")] };
        };
        let schema = &self.resolved(described)["content"]["application/json"]["schema"];
        if schema.is_null() {
            return Vec::new();
        }
        let body = serde_json::from_str(&response.body).unwrap_or_default();
        self.violations(&format!("{method} {} {status}", route.template), schema, &body)
    }

    /// The least that goes by one of the named schemas, with `facts` laid over it.
    pub fn filled(&self, name: &str, facts: &Value) -> Value {
        let mut value = self.least(&json!({ "$ref": format!("#/components/schemas/{name}") }), 0);
        lay_over(&mut value, facts);
        value
    }

    fn violations(&self, key: &str, schema: &Value, value: &Value) -> Vec<String> {
        let validator = self.validator(key, schema);
        let errors =
            validator.iter_errors(value).map(|error| (error.instance_path().to_string(), error.to_string()));
        errors
            .filter(|(place, _)| !(place.ends_with(GONE) && value.pointer(place).is_some_and(Value::is_null)))
            .map(|(place, error)| format!("{key}: at `{place}`: {error}"))
            .collect()
    }

    fn validator(&self, key: &str, schema: &Value) -> Arc<Validator> {
        let mut validators = lock(&self.validators);
        let build = || {
            let mut whole = schema.as_object().cloned().unwrap_or_default();
            whole.insert("components".to_owned(), self.document["components"].clone());
            Arc::new(jsonschema::options().build(&Value::Object(whole)).unwrap())
        };
        Arc::clone(validators.entry(key.to_owned()).or_insert_with(build))
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }

    /// The least that goes by a schema: what is required, in the simplest way.
    fn least(&self, schema: &Value, depth: usize) -> Value {
        assert!(depth < 40, "the schema has no end");
        let schema = self.resolved(schema);
        if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
            return first.clone();
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = json!({});
            for part in parts {
                lay_over(&mut whole, &self.least(part, depth + 1));
            }
            return whole;
        }
        for choice in ["oneOf", "anyOf"] {
            if let Some(first) = schema[choice].as_array().and_then(|choices| choices.first()) {
                return self.least(first, depth + 1);
            }
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) if kinds.contains(&json!("null")) => "null",
            Value::Array(kinds) => kinds.first().and_then(Value::as_str).unwrap_or("null"),
            Value::String(kind) => kind,
            _ if schema["properties"].is_object() => "object",
            _ => "null",
        };
        match kind {
            "object" => {
                let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let part = |name: &str| (name.to_owned(), self.least(&schema["properties"][name], depth + 1));
                Value::Object(required.map(part).collect::<Map<_, _>>())
            }
            "array" => json!([]),
            "string" => match schema["format"].as_str() {
                Some("uri") => json!("https://github.example/"),
                Some("date-time") => json!("2026-11-20T10:00:00Z"),
                _ => json!(""),
            },
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
            "boolean" => json!(false),
            _ => Value::Null,
        }
    }
}

/// What stands in a path for the names in brackets of a template.
fn matched<'a>(template: &'a str, path: &str) -> Option<BTreeMap<&'a str, String>> {
    let names: Vec<&str> = template.split('/').collect();
    let parts: Vec<&str> = path.split('/').collect();
    if names.len() != parts.len() {
        return None;
    }
    let mut arguments = BTreeMap::new();
    for (name, part) in names.into_iter().zip(parts) {
        match name.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => drop(arguments.insert(name, decoded(part))),
            None if name == part => {}
            None => return None,
        }
    }
    Some(arguments)
}

/// Lays what is known over what was made up: objects key by key, all else as a whole.
fn lay_over(value: &mut Value, facts: &Value) {
    match (value, facts) {
        (Value::Object(value), Value::Object(facts)) => {
            for (key, fact) in facts {
                lay_over(value.entry(key.clone()).or_insert(Value::Null), fact);
            }
        }
        (value, facts) => *value = facts.clone(),
    }
}
