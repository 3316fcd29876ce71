//! The severities that a project chooses for rules; the ones that guard decisions cannot be lowered.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Workspace;
use crate::schema::suggestion;

use super::{RULES, Rule, find};

/// Severities by rule; none means that the rule is off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, Option<Severity>>);

impl Settings {
    /// What project.yaml says.
    pub fn of(workspace: &Workspace) -> Self {
        let rules = workspace.project.iter().flat_map(|project| project.value.rules.iter());
        Self(rules.map(|(rule, setting)| (rule.value.clone(), severity_of(&setting.severity))).collect())
    }

    /// For a change: a rule weighs what it weighs by the documents before or after, whichever is more.
    #[must_use]
    pub fn stricter(&self, other: &Self) -> Self {
        let rules = self.0.keys().chain(other.0.keys());
        Self(
            rules
                .filter_map(|rule| {
                    let default = find(rule)?.severity;
                    let weight = |settings: &Self| settings.0.get(rule).copied().unwrap_or(Some(default));
                    Some((rule.clone(), weight(self).max(weight(other))))
                })
                .collect(),
        )
    }

    /// What a breach of a rule weighs; none where the rule is off.
    pub fn weight(&self, rule: &Rule) -> Option<Severity> {
        let own = Some(rule.severity);
        if rule.guarded { own } else { self.0.get(rule.id).copied().unwrap_or(own) }
    }

    /// The diagnostics as the project weighs them, without the ones it turned off.
    pub fn apply(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics
            .into_iter()
            .filter_map(|diagnostic| match self.0.get(diagnostic.rule) {
                Some(_) if super::is_guarded(diagnostic.rule) => Some(diagnostic),
                Some(Some(severity)) => Some(diagnostic.with_severity(*severity)),
                Some(None) => None,
                None => Some(diagnostic),
            })
            .collect()
    }
}

fn severity_of(word: &str) -> Option<Severity> {
    match word {
        "notice" => Some(Severity::Notice),
        "warning" => Some(Severity::Warning),
        "error" => Some(Severity::Error),
        _ => None,
    }
}

/// Settings that name no rule, or try to lower one that guards decisions.
pub(super) fn problems(workspace: &Workspace) -> Vec<Diagnostic> {
    let Some(project) = &workspace.project else { return Vec::new() };
    project
        .value
        .rules
        .iter()
        .filter_map(|(name, setting)| {
            let location = project.at(name.span);
            let Some(rule) = find(name) else {
                let message = format!("there is no rule called `{}`", name.value);
                let hint = suggestion(name, RULES.iter().map(|rule| rule.id)).map_or_else(
                    || "`milepost explain` lists the rules".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                return Some(Diagnostic::error("unknown-reference", location, message).with_hint(hint));
            };
            let lowered = rule.guarded && severity_of(&setting.severity) != Some(Severity::Error);
            lowered.then(|| {
                Diagnostic::error(
                    "unknown-reference",
                    location,
                    format!("`{}` guards decisions and cannot be set to `{}`", rule.id, setting.severity),
                )
                .with_hint("take the line out; the rule stays an error")
            })
        })
        .collect()
}
