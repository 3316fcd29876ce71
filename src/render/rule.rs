//! What a rule means, in every format.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Format;
use crate::rules::{Rule, Topic};

/// One rule in full.
pub fn rule(rule: &Rule, format: Format) -> String {
    match format {
        Format::Human => human(rule),
        Format::Markdown => markdown(rule),
        Format::Json => lines(&as_json(rule)),
        Format::Github => format!("::notice title={}::{}\n", rule.id, rule.summary),
        Format::Sarif => lines(&as_sarif(&[rule])),
    }
}

/// All rules, a line each.
pub fn rule_list(rules: &[&Rule], format: Format) -> String {
    match format {
        Format::Human => human_list(rules),
        Format::Markdown => markdown_list(rules),
        Format::Json => lines(&rules.iter().map(|rule| as_json(rule)).collect()),
        Format::Github => {
            let notices: Vec<String> =
                rules.iter().map(|rule| format!("::notice title={}::{}\n", rule.id, rule.summary)).collect();
            notices.concat()
        }
        Format::Sarif => lines(&as_sarif(rules)),
    }
}

fn lines(value: &Value) -> String {
    format!("{value:#}\n")
}

fn facts(rule: &Rule) -> String {
    let guarded = if rule.guarded { "; it guards decisions and cannot be lowered" } else { "" };
    format!("{}, looks at one {}{guarded}", rule.severity, rule.scope.name())
}

fn human(rule: &Rule) -> String {
    let mut text =
        format!("{}: {}\n({})\n\n{}\n", rule.id, rule.summary, facts(rule), rule.explanation.trim());
    for (title, example) in [("Before", rule.before), ("After", rule.after)] {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{title}:\n\n{}", indented(example));
    }
    if !rule.guarded {
        let _ = write!(
            text,
            "\nTo adapt it, in project.yaml:\n\n    rules:\n      {}: {{severity: notice, reason: why it does not fit here}}\n",
            rule.id
        );
    }
    text
}

fn indented(example: &str) -> String {
    example
        .trim_end()
        .lines()
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") })
        .collect()
}

fn markdown(rule: &Rule) -> String {
    format!(
        "## `{}`\n\n{} — *{}*\n\n{}\n\nBefore:\n\n```yaml\n{}\n```\n\nAfter:\n\n```yaml\n{}\n```\n",
        rule.id,
        rule.summary,
        facts(rule),
        rule.explanation.trim(),
        rule.before.trim_end(),
        rule.after.trim_end()
    )
}

fn topics<'a>(rules: &'a [&'a Rule]) -> Vec<(Topic, Vec<&'a Rule>)> {
    let mut topics: Vec<Topic> = rules.iter().map(|rule| rule.topic).collect();
    topics.sort();
    topics.dedup();
    let of = |topic| rules.iter().copied().filter(move |rule| rule.topic == topic).collect();
    topics.into_iter().map(|topic| (topic, of(topic))).collect()
}

fn human_list(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for (topic, rules) in topics(rules) {
        let _ = writeln!(text, "{}:", topic.name());
        for rule in rules {
            let _ = writeln!(text, "  {:width$}  {}", rule.id, rule.summary);
        }
        text.push('\n');
    }
    text.push_str("`milepost explain RULE` says more about one of them.\n");
    text
}

fn markdown_list(rules: &[&Rule]) -> String {
    let mut text = String::new();
    for (topic, rules) in topics(rules) {
        let _ =
            write!(text, "## {}\n\n| rule | severity | what it says |\n| --- | --- | --- |\n", topic.name());
        for rule in rules {
            let guard = if rule.guarded { ", guards decisions" } else { "" };
            let _ = writeln!(text, "| `{}` | {}{guard} | {} |", rule.id, rule.severity, rule.summary);
        }
        text.push('\n');
    }
    text
}

fn as_json(rule: &Rule) -> Value {
    json!({
        "rule": rule.id,
        "topic": rule.topic.name(),
        "summary": rule.summary,
        "severity": rule.severity.name(),
        "guarded": rule.guarded,
        "scope": rule.scope.name(),
        "explanation": rule.explanation.trim(),
        "before": rule.before.trim_end(),
        "after": rule.after.trim_end(),
    })
}

fn as_sarif(rules: &[&Rule]) -> Value {
    let rules: Vec<Value> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": {"text": rule.summary},
                "fullDescription": {"text": rule.explanation.trim()},
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "milepost", "rules": rules}}, "results": []}],
    })
}
