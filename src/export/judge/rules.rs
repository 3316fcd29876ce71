//! Whether the rules that steps are judged by were approved themselves.

use std::collections::BTreeMap;

use super::Judge;
use crate::export::read::ExportError;

/// What changes by whom a step has to be approved.
const RULES: [&str; 4] = ["policy.yaml", ROSTER, "process.yaml", "project.yaml"];
pub(super) const ROSTER: &str = "roster.yaml";

/// Whether the rules were in force by approval, step by step.
#[derive(Default)]
pub(super) struct Rules {
    /// How many steps of the branch were looked at.
    done: usize,
    /// What the rules are, by the names of their files.
    now: BTreeMap<&'static str, Option<String>>,
    /// What they were when they were last in force by approval.
    approved: BTreeMap<&'static str, Option<String>>,
    /// The steps from which on they were, or were not.
    turns: Vec<(usize, bool)>,
}

impl Judge<'_> {
    /// Whether the rules before a step were in force by approval: those of the first policy, and what approved steps made
    /// of them. Who changes them without approval puts nothing in force, until the change is ratified or taken back.
    pub(super) fn are_rules_approved(&mut self, step: usize) -> Result<bool, ExportError> {
        let line = self.branch.line;
        while self.rules.done < step {
            let index = self.rules.done;
            self.rules.done += 1;
            let Some(taken) = line.steps.get(index) else { break };
            let names: Vec<&'static str> =
                RULES.into_iter().filter(|name| taken.changed.contains_key(*name)).collect();
            let id = |name: &str| Some(taken.changed.get(name)?.after.as_ref()?.id.clone());
            self.rules.now.extend(names.iter().map(|name| (*name, id(name))));
            let is_anchored = self.branch.first_policy.is_none_or(|first| index <= first);
            let was = self.rules.turns.last().is_none_or(|(_, approved)| *approved);
            let is = match () {
                () if is_anchored || self.rules.now == self.rules.approved => true,
                () if names.is_empty() => was,
                () => was && self.are_approved(index, &names)?,
            };
            if is && !names.is_empty() {
                self.rules.approved = self.rules.now.clone();
            }
            if is != was {
                self.rules.turns.push((index, is));
            }
        }
        let before = self.rules.turns.iter().rev().find(|(turn, _)| *turn < step);
        Ok(before.is_none_or(|(_, approved)| *approved))
    }

    fn are_approved(&mut self, step: usize, names: &[&str]) -> Result<bool, ExportError> {
        for name in names {
            let path = format!("{}/{name}", self.branch.documents.root());
            if !self.by_rules_of_its_time(step, &path)?.is_settled() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
