//! Moves that follow from a rule of the process, named after the milestone that drew them along.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::calendar::days_between;
use crate::document::{ParsedRule, PlanContext, Process, Schedule, parsed_rules};

use super::super::{Cause, Change, ChangeKind};

/// A plan with the rules of the process that it follows.
pub(super) struct Rules<'a> {
    plan: &'a Schedule,
    context: &'a PlanContext<'a>,
    parsed: Vec<ParsedRule<'a>>,
}

impl<'a> Rules<'a> {
    /// `process` is the version of the process that the plan follows.
    pub(super) fn of(plan: &'a Schedule, context: &'a PlanContext<'a>, process: &'a Process) -> Self {
        Self { plan, context, parsed: parsed_rules(process) }
    }

    /// Where the rules put every milestone, given the dates of the others.
    fn dates(&self) -> BTreeMap<String, Date> {
        let exact_days = self.plan.exact_days(&self.context.zone);
        self.context.calendars.rule_dates(&self.parsed, self.plan, &exact_days)
    }

    fn by_id(&self) -> BTreeMap<&str, &ParsedRule<'a>> {
        self.parsed.iter().map(|parsed| (parsed.milestone.id.as_str(), parsed)).collect()
    }

    /// Names the anchor of every move from where its rule put it to where the same rule puts it, now that its anchor
    /// has moved. What was edited against its rule, or back to it, stays edited.
    pub(super) fn explain(&self, old: &Self, changes: &mut [Change]) {
        let moved: BTreeMap<String, Option<Date>> = changes
            .iter()
            .filter(|change| has_moved(change))
            .map(|change| (change.subject.clone(), change.new_day))
            .collect();
        if moved.is_empty() {
            return;
        }
        let (by_rule, by_old_rule) = (self.dates(), old.dates());
        let old_rules = old.by_id();
        let search = Search {
            rules: self.by_id(),
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
            let subject = change.subject.as_str();
            let is_on = |rules: &BTreeMap<String, Date>, day: Option<Date>| {
                day.is_some() && rules.get(subject).copied() == day
            };
            // What had no exact day was nowhere, neither on its rule nor off it.
            let was_exact = change.old_day.is_some() && change.old_day == change.old_end;
            let followed = !was_exact || is_on(&by_old_rule, change.old_day);
            let rule_days = by_old_rule.get(subject).copied().zip(by_rule.get(subject).copied());
            let went_along = rule_days.is_some_and(|days| goes_along(change, days));
            let rule = |rules: &BTreeMap<&str, &ParsedRule<'_>>| {
                rules.get(subject).map(|parsed| (parsed.rule.clone(), parsed.snap))
            };
            let follows = change.new_day == change.new_end && is_on(&by_rule, change.new_day);
            let same_rule = rule(&old_rules) == rule(&search.rules);
            if ((followed && follows) || went_along)
                && same_rule
                && let Some(anchor) = search.anchor(change)
            {
                change.cause = Some(Cause::KnockOn(anchor));
            }
        }
    }
}

/// Whether several days, among them the one that the rule gives, moved as a whole by as much as that one did.
fn goes_along(change: &Change, (old_rule, new_rule): (Date, Date)) -> bool {
    let (Some(old), Some(new)) = (change.old_day.zip(change.old_end), change.new_day.zip(change.new_end))
    else {
        return false;
    };
    let holds = |(first, last): (Date, Date), day: Date| first < last && first <= day && day <= last;
    let days = days_between(old_rule, new_rule);
    holds(old, old_rule)
        && holds(new, new_rule)
        && days_between(old.0, new.0) == days
        && days_between(old.1, new.1) == days
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
            let moved = step
                .iter()
                .filter(|anchor| self.planned.contains(**anchor) && self.moved.contains_key(**anchor));
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
