//! Writes the diagnostics as SARIF 2.1.0, for code scanning and other tools.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Options, escape, json};
use crate::diagnostic::{Diagnostic, Label, Location, NotChecked, Severity};
use crate::report::Report;

/// The report as SARIF.
pub(super) fn render(report: &Report, options: &Options) -> String {
    let rules: BTreeSet<&str> = report.diagnostics.iter().map(|diagnostic| diagnostic.rule).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let results: Vec<Value> =
        report.diagnostics.iter().map(|diagnostic| result(diagnostic, &rules)).collect();
    let not_checked: Vec<Value> = report.not_checked.iter().map(not_checked).collect();
    let described: Vec<Value> = rules.iter().map(|rule| described(rule, options)).collect();
    log(
        &described,
        &json!({ "executionSuccessful": true, "toolExecutionNotifications": not_checked }),
        &results,
    )
}

/// A log of a run that could not judge anything.
pub(super) fn failure(message: &str, hint: Option<&str>) -> String {
    let notification = json!({ "level": "error", "message": text(message, hint) });
    let invocation = json!({ "executionSuccessful": false, "toolExecutionNotifications": [notification] });
    log(&[], &invocation, &[])
}

fn log(rules: &[Value], invocation: &Value, results: &[Value]) -> String {
    let driver = json!({
        "name": "milepost",
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    json::pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "%SRCROOT%": { "description": { "text": "The top of the repository." } } },
            "invocations": [invocation],
            "results": results,
        }],
    }))
}

fn described(rule: &str, options: &Options) -> Value {
    match (options.rule_summary)(rule) {
        Some(summary) => json!({ "id": rule, "shortDescription": { "text": summary } }),
        None => json!({ "id": rule }),
    }
}

fn result(diagnostic: &Diagnostic, rules: &[&str]) -> Value {
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(diagnostic.rule));
    result.insert("ruleIndex".to_owned(), json!(rules.binary_search(&diagnostic.rule).ok()));
    result.insert("level".to_owned(), json!(level(diagnostic.severity)));
    result.insert("message".to_owned(), text(&diagnostic.message, diagnostic.hint.as_deref()));
    result.insert("locations".to_owned(), json!([{ "physicalLocation": physical(&diagnostic.location) }]));
    if !diagnostic.labels.is_empty() {
        let related: Vec<Value> = diagnostic.labels.iter().enumerate().map(related).collect();
        result.insert("relatedLocations".to_owned(), json!(related));
    }
    Value::Object(result)
}

fn related((index, label): (usize, &Label)) -> Value {
    json!({
        "id": index + 1,
        "physicalLocation": physical(&label.location),
        "message": text(&label.message, None),
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

fn physical(location: &Location) -> Value {
    let artifact = json!({ "uri": escape::uri_path(&location.path), "uriBaseId": "%SRCROOT%" });
    match location.span {
        None => json!({ "artifactLocation": artifact }),
        Some(span) => json!({
            "artifactLocation": artifact,
            "region": {
                "startLine": span.start.line().max(1),
                "startColumn": span.start.column().max(1),
                "endLine": span.end.line().max(1),
                "endColumn": span.end.column().max(1),
            },
        }),
    }
}

fn not_checked(missed: &NotChecked) -> Value {
    json!({
        "level": "warning",
        "message": text(&format!("{} was not checked: {}", missed.rule, missed.reason), None),
    })
}

/// A message; `](` would make a link of foreign text.
fn text(message: &str, hint: Option<&str>) -> Value {
    let hint = hint.map_or(String::new(), |hint| format!("\n{hint}"));
    json!({ "text": format!("{message}{hint}").replace("](", "\\](") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    const SCHEMA: &str = include_str!("../../tests/data/sarif-schema-2.1.0.json");

    fn assert_valid(text: &str) {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        let log: Value = serde_json::from_str(text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    #[test]
    fn every_report_is_valid() {
        let reports = [fixture::pending(), fixture::invalid(), fixture::hostile(), fixture::clean_check()];
        for report in reports {
            assert_valid(&render(&report, &Options::default()));
        }
    }

    #[test]
    fn a_failure_is_valid_and_not_successful() {
        let text = failure("`main` is no revision", Some("fetch it"));
        assert_valid(&text);
        assert!(text.contains(r#""executionSuccessful": false"#));
    }

    #[test]
    fn the_schema_refuses_what_is_wrong() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(!validator.is_valid(&json!({ "version": "2.1.0", "runs": [{}] })));
    }

    #[test]
    fn labels_are_related_locations_and_rules_are_described() {
        let options = Options {
            rule_summary: |rule| {
                Some(rule).filter(|rule| *rule == "derived-date").map(|_| "Dates follow their rules")
            },
            ..Options::default()
        };
        insta::assert_snapshot!(render(&fixture::pending(), &options));
    }
}
