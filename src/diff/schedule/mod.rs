//! Two plans of one cycle, compared in the words of release management.
//!
//! First the milestones are paired (`pairing`, with `lineage` and `numbers`), then each pair is compared (`milestone`,
//! in the words of `wording`), and then the moves are explained together: what follows from a rule (`knock_on`), and
//! what the whole cycle did (`shift`).

mod knock_on;
mod lineage;
mod milestone;
mod numbers;
mod pairing;
mod shift;
#[cfg(test)]
mod tests;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::calendar::{DateText, Zone};
use crate::diagnostic::{Location, Span};
use crate::document::{Document, Milestone, PlanContext, Process, Schedule, Workspace};
use crate::schema::{Field, Kind};

pub use numbers::Renumbering;

use super::fields::{self, Context};
use super::{Change, ChangeKind};
use knock_on::Rules;
use pairing::{Pairing, items, pair};
use shift::Shift;

/// The documents of both sides, and the versions of the process that neither of them holds.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) before: &'a Workspace,
    pub(super) after: &'a Workspace,
    pub(super) versions: &'a BTreeMap<u64, Process>,
}

/// Compares two plans of one cycle.
pub(super) fn diff(
    context: Context<'_>,
    sides: Sides<'_>,
    old: &Document<Schedule>,
    new: &Document<Schedule>,
) -> Vec<Change> {
    Comparison::new(context, sides, old, new).changes()
}

/// The milestones of a new or a dropped plan in one phrase.
pub(super) fn summary(schedule: &Schedule) -> String {
    let days: Vec<Date> = schedule
        .milestones
        .iter()
        .filter_map(|milestone| milestone.date.as_ref()?.date()?.first_day())
        .collect();
    let count = schedule.milestones.len();
    let noun = if count == 1 { "milestone" } else { "milestones" };
    let shown = |day: &Date| DateText::day(*day).show();
    match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) if first != last => {
            format!(": {count} {noun} from {} to {}", shown(first), shown(last))
        }
        (Some(only), _) => format!(": {count} {noun} on {}", shown(only)),
        _ => format!(": {count} {noun}"),
    }
}

impl<'a> Sides<'a> {
    /// What each plan is read with. A document that one side cannot read is taken from the other: what it says may be
    /// in doubt, but not so much that every time would count as moved.
    fn contexts(self, plans: [&Schedule; 2]) -> [PlanContext<'a>; 2] {
        let [mut old, mut new] = [self.before.plan_context(plans[0]), self.after.plan_context(plans[1])];
        let is_broken = |workspace: &Workspace| workspace.unread.contains(&workspace.path_of(Kind::Project));
        match (is_broken(self.before), is_broken(self.after)) {
            (true, false) => (old.zone, old.calendars) = (new.zone.clone(), new.calendars.clone()),
            (false, true) => (new.zone, new.calendars) = (old.zone.clone(), old.calendars.clone()),
            _ => {}
        }
        [old, new]
    }

    /// The process that a plan follows, wherever that version lies.
    fn process(self, context: &PlanContext<'a>) -> Option<&'a Process> {
        let found = || {
            let version = match context.process {
                crate::document::Followed::Elsewhere(version) => version,
                _ => return None,
            };
            let here = [self.before, self.after].into_iter().filter_map(|side| side.process.as_ref());
            here.map(|process| &process.value).find(|process| process.version.value == version)
        };
        context.process.process(self.versions).or_else(found)
    }
}

struct Comparison<'a> {
    context: Context<'a>,
    old: &'a Document<Schedule>,
    new: &'a Document<Schedule>,
    zones: [Zone; 2],
    /// What the new plan is read with.
    plan: PlanContext<'a>,
    /// The process that the new plan follows.
    process: Option<&'a Process>,
    /// What the process calls a milestone. Names and key milestones outlive a version.
    names: BTreeMap<&'a str, &'a str>,
    /// A milestone that is key in the process of any side is treated as one.
    keys: BTreeSet<&'a str>,
}

impl<'a> Comparison<'a> {
    fn new(
        context: Context<'a>,
        sides: Sides<'a>,
        old: &'a Document<Schedule>,
        new: &'a Document<Schedule>,
    ) -> Self {
        let [before, after] = sides.contexts([&old.value, &new.value]);
        let followed = [&before, &after].map(|context| sides.process(context));
        let current = [sides.before, sides.after]
            .map(|workspace| workspace.process.as_ref().map(|process| &process.value));
        // What the newer plan follows itself has the last word on a name.
        let milestones = || {
            let known = current.into_iter().chain(followed).flatten();
            known.flat_map(|process: &'a Process| &process.milestones)
        };
        Self {
            context,
            old,
            new,
            names: milestones()
                .filter_map(|milestone| Some((milestone.id.as_str(), milestone.name.as_deref()?)))
                .collect(),
            keys: milestones()
                .filter(|milestone| milestone.key)
                .map(|milestone| milestone.id.as_str())
                .collect(),
            zones: [before.zone, after.zone.clone()],
            plan: after,
            process: followed[1],
        }
    }

    fn changes(&self) -> Vec<Change> {
        let mut changes = fields::compare_except(
            self.context,
            &self.old.tree,
            &self.new.tree,
            Some(Field::document(Kind::Schedule)),
            &[],
            &["milestones"],
        );
        changes.iter_mut().for_each(reword_field);
        let (old, new) = (items(self.old), items(self.new));
        let pairings = pair(&old, &new, [&self.zones[0], &self.zones[1]]);
        let mut milestones: Vec<Change> = pairings.iter().flat_map(|pairing| self.pairing(pairing)).collect();
        self.explain_knock_ons(&mut milestones);
        changes.extend(self.shift(&pairings, &mut milestones));
        changes.extend(milestones);
        changes
    }

    fn explain_knock_ons(&self, milestones: &mut [Change]) {
        if let Some(process) = self.process {
            let calendars = &self.plan.calendars;
            let rules = Rules { plan: &self.new.value, zone: &self.plan.zone, calendars, process };
            rules.explain(milestones);
        }
    }

    /// One line for a cycle of which most milestones moved by the same number of days.
    fn shift(&self, pairings: &[Pairing<'_>], changes: &mut [Change]) -> Option<Change> {
        let dated = pairings.iter().filter(|pairing| self.is_dated(pairing)).count();
        let shift = Shift::of(changes, dated)?;
        shift.explain(changes);
        let is_key = |change: &Change| change.key && change.cause == Some(super::Cause::Shift);
        let location = Location { path: self.context.path.to_owned(), span: self.milestones_key() };
        Some(Change {
            subject_name: self.context.title.to_owned(),
            days: Some(shift.days),
            key: changes.iter().any(is_key),
            pointer: vec!["milestones".to_owned(), self.new.id.clone()],
            sentence: shift.sentence(),
            ..self.change(ChangeKind::Shifted, &self.new.id, location)
        })
    }

    fn is_dated(&self, pairing: &Pairing<'_>) -> bool {
        let (Pairing::Same(old, new) | Pairing::Renamed(old, new)) = pairing else { return false };
        let exact = |milestone: &Milestone, zone: &Zone| matches!(milestone.moment(zone), Some(Ok(date)) if date.first_day().is_some());
        exact(old.milestone, &self.zones[0]) && exact(new.milestone, &self.zones[1])
    }

    fn milestones_key(&self) -> Option<Span> {
        self.new.tree.pair("milestones").map(|pair| pair.key_span)
    }

    fn is_key(&self, id: &str) -> bool {
        self.keys.contains(id)
    }

    /// What people call a milestone: its own name, the process' name for it, or its id.
    fn name_of(&self, milestone: &Milestone) -> String {
        let own = milestone.name.as_ref().map(|name| name.as_str());
        let of_process = || self.names.get(milestone.id.as_str()).copied();
        own.or_else(of_process).unwrap_or(&milestone.id.value).to_owned()
    }

    fn change(&self, kind: ChangeKind, subject: &str, location: Location) -> Change {
        Change::new(kind, self.context.document, self.context.title, subject, location)
    }
}

fn reword_field(change: &mut Change) {
    if change.kind == ChangeKind::Status {
        let value = |value: &Option<String>| value.clone().unwrap_or_default();
        change.sentence = format!("status: {} → {}", value(&change.old), value(&change.new));
    }
}
