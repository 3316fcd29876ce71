//! Moves that follow from a rule of the process, named after the milestone that drew them along.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::calendar::{Zone, days_between};
use crate::document::{ParsedRule, Process, ProjectCalendars, Schedule, parsed_rules};

use super::super::{Cause, Change, ChangeKind};

/// The new plan with all that its rules count with.
pub(super) struct Rules<'a> {
    pub(super) plan: &'a Schedule,
    pub(super) zone: &'a Zone,
    pub(super) calendars: &'a ProjectCalendars,
    /// The version of the process that the plan follows.
    pub(super) process: &'a Process,
}

impl Rules<'_> {
    /// Names the anchor of every move that ends where its rule puts it, now that its anchor has moved. What was edited
    /// against its rule stays edited.
    pub(super) fn explain(&self, changes: &mut [Change]) {
        let moved: BTreeMap<String, Option<Date>> = changes
            .iter()
            .filter(|change| has_moved(change))
            .map(|change| (change.subject.clone(), change.new_day))
            .collect();
        if moved.is_empty() {
            return;
        }
        let parsed = parsed_rules(self.process);
        let by_rule = self.calendars.rule_dates(&parsed, self.plan, &self.plan.exact_days(self.zone));
        let search = Search {
            rules: parsed.iter().map(|parsed| (parsed.milestone.id.as_str(), parsed)).collect(),
            planned: self
                .plan
                .milestones
                .iter()
                .filter(|milestone| milestone.not_applicable.is_none())
                .map(|milestone| milestone.id.as_str())
                .collect(),
            moved,
        };
        for change in changes.iter_mut().filter(|change| has_moved(change)) {
            let follows = change.new_day == change.new_end
                && by_rule.get(&change.subject).is_some_and(|day| Some(*day) == change.new_day);
            if follows && let Some(anchor) = search.anchor(change) {
                change.cause = Some(Cause::KnockOn(anchor));
            }
        }
    }
}

/// Whether a milestone has another date than before, or one at last.
fn has_moved(change: &Change) -> bool {
    matches!(change.kind, ChangeKind::Moved | ChangeKind::Dated)
        || (change.kind == ChangeKind::Precision && change.new_day == change.new_end)
}

struct Search<'a> {
    rules: BTreeMap<&'a str, &'a ParsedRule<'a>>,
    /// The milestones of the plan that apply.
    planned: BTreeSet<&'a str>,
    /// What moved, with the day it moved to.
    moved: BTreeMap<String, Option<Date>>,
}

impl<'a> Search<'a> {
    /// The nearest moved milestone that the rule of another one leads to. What the plan leaves out passes a move on;
    /// what it holds and did not move ends the way.
    fn anchor(&self, change: &Change) -> Option<String> {
        let mut seen = BTreeSet::new();
        let mut step = self.anchors(&change.subject);
        while !step.is_empty() {
            let distance = |anchor: &&str| {
                let day = self.moved.get(*anchor).copied().flatten();
                day.zip(change.new_day).map_or(i64::MAX, |(from, to)| days_between(from, to).abs())
            };
            let moved = step.iter().filter(|anchor| self.moved.contains_key(**anchor));
            if let Some(anchor) = moved.min_by_key(|anchor| distance(anchor)) {
                return Some((*anchor).to_owned());
            }
            step.retain(|anchor| !self.planned.contains(anchor) && seen.insert(*anchor));
            step = step.into_iter().flat_map(|anchor| self.anchors(anchor)).collect();
        }
        None
    }

    fn anchors(&self, id: &str) -> Vec<&'a str> {
        let rule = self.rules.get(id).and_then(|parsed| parsed.rule.as_ref());
        rule.map_or_else(Vec::new, |rule| rule.anchors().collect())
    }
}
