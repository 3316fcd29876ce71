//! Two plans of one cycle, compared in the words of release management.
//!
//! First the milestones are paired (`pairing`, with `lineage` and `numbers`), then each pair is compared (`milestone`,
//! in the words of `wording`), and then the moves are explained together: what follows from a rule (`knock_on`), and
//! what the whole cycle did (`shift`). `plan` has the words for the rest of a plan, and `in_force` tells one that becomes
//! active as a whole.

mod distance;
mod in_force;
mod knock_on;
mod lineage;
mod milestone;
mod numbers;
mod pairing;
mod plan;
mod shift;
#[cfg(test)]
mod tests;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::calendar::{DateText, Zone};
use crate::diagnostic::{Location, Span};
use crate::document::{Document, Followed, Milestone, PlanContext, Process, Schedule, Workspace};
use crate::schema::{Field, Kind};
use crate::yaml::Node;

pub use distance::measured_days;
pub use in_force::{PlanInForce, PlannedMilestone, plans_in_force};
pub use numbers::Renumbering;

use super::fields::{self, Context};
use super::{Change, ChangeKind};
use knock_on::Rules;
use pairing::{Pairing, items, pair};
use shift::Shift;

/// Whether two plans have the same milestones on the same dates, so that one may have been published under the other's
/// name. Fewer than two dates would prove nothing.
pub(super) fn same_dates(old: &Schedule, new: &Schedule) -> bool {
    let dates = |schedule: &Schedule| -> BTreeMap<String, Option<String>> {
        let written = |milestone: &Milestone| Some(milestone.date.as_ref()?.date()?.canonical());
        schedule.milestones.iter().map(|one| (one.id.value.clone(), written(one))).collect()
    };
    let (before, after) = (dates(old), dates(new));
    before == after && after.values().flatten().count() > 1
}

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
    let dates = || schedule.milestones.iter().filter_map(|milestone| milestone.date.as_ref()?.date());
    let first = dates().filter_map(DateText::first_day).min();
    let last = dates().filter_map(DateText::last_day).max();
    let count = schedule.milestones.len();
    let noun = if count == 1 { "milestone" } else { "milestones" };
    let shown = |day: &Date| DateText::day(*day).show();
    match (&first, &last) {
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
            let Followed::Elsewhere(version) = context.process else { return None };
            let here = [self.before, self.after].into_iter().filter_map(|side| side.process.as_ref());
            here.map(|process| &*process.value).find(|process| process.version.value == version)
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
    /// What the old plan is read with.
    old_plan: PlanContext<'a>,
    /// The processes that the two plans follow.
    processes: [Option<&'a Process>; 2],
    /// What the process calls a milestone. Names and key milestones outlive a version.
    names: BTreeMap<&'a str, &'a str>,
    /// A milestone that is key in the process of any side is treated as one.
    keys: BTreeSet<&'a str>,
    /// The names that several milestones of a plan share.
    shared_names: BTreeSet<String>,
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
            .map(|workspace| workspace.process.as_ref().map(|process| &*process.value));
        // What the newer plan follows itself has the last word on a name.
        let milestones = || {
            let known = current.into_iter().chain(followed).flatten();
            known.flat_map(|process: &'a Process| &process.milestones)
        };
        let mut comparison = Self {
            context,
            old,
            new,
            shared_names: BTreeSet::new(),
            names: milestones()
                .filter_map(|milestone| Some((milestone.id.as_str(), milestone.name.as_deref()?)))
                .collect(),
            keys: milestones()
                .filter(|milestone| milestone.key)
                .map(|milestone| milestone.id.as_str())
                .collect(),
            zones: [before.zone.clone(), after.zone.clone()],
            old_plan: before,
            plan: after,
            processes: followed,
        };
        comparison.shared_names = [old, new].into_iter().flat_map(|plan| comparison.shared(plan)).collect();
        comparison
    }

    fn shared(&self, plan: &Document<Schedule>) -> Vec<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for milestone in &plan.value.milestones {
            *counts.entry(self.name_of(milestone)).or_default() += 1;
        }
        counts.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name).collect()
    }

    fn changes(&self) -> Vec<Change> {
        let mut changes = fields::compare_except(
            self.context,
            &self.old.tree,
            &self.new.tree,
            || Some(Field::document(Kind::Schedule)),
            &[],
            &["milestones"],
        );
        let sides: [&Node; 2] = [&self.old.tree, &self.new.tree];
        for change in &mut changes {
            if let Some(sentence) = plan::sentence(change, sides, |id| self.name_of_id(id)) {
                change.sentence = sentence;
            }
        }
        let (old, new) = (items(self.old), items(self.new));
        let pairings = pair(&old, &new, self.both_zones(), &self.keys);
        let mut milestones: Vec<Change> = pairings.iter().flat_map(|pairing| self.pairing(pairing)).collect();
        say_swaps(&mut milestones);
        self.explain_knock_ons(&mut milestones);
        changes.extend(self.shift(&pairings, &mut milestones));
        changes.extend(milestones);
        changes
    }

    fn explain_knock_ons(&self, milestones: &mut [Change]) {
        let [Some(before), Some(after)] = self.processes else { return };
        let old = Rules::of(&self.old.value, &self.old_plan, before);
        Rules::of(&self.new.value, &self.plan, after).explain(&old, milestones);
    }

    fn both_zones(&self) -> [&Zone; 2] {
        [&self.zones[0], &self.zones[1]]
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
        milestone.called(|| self.names.get(milestone.id.as_str()).copied()).to_owned()
    }

    /// The same, of the milestone that has this id.
    fn name_of_id(&self, id: &str) -> String {
        let known = [self.new, self.old].into_iter().find_map(|plan| plan.value.milestone(id));
        known.map_or_else(|| id.to_owned(), |milestone| self.name_of(milestone))
    }

    /// The name of a milestone, with its id where others in the plan have the same one.
    fn label_of(&self, milestone: &Milestone) -> String {
        let name = self.name_of(milestone);
        let is_shared = self.shared_names.contains(&name) && name != milestone.id.value;
        if is_shared { format!("{name} ({})", milestone.id.value) } else { name }
    }

    fn change(&self, kind: ChangeKind, subject: &str, location: Location) -> Change {
        Change::new(kind, self.context.document, self.context.title, subject, location)
    }
}

/// Milestones that take each other's ids, two or more in a circle, are told as such.
fn say_swaps(changes: &mut [Change]) {
    let ids = |change: &Change| change.old.clone().zip(change.new.clone());
    let renamed = changes.iter().filter(|change| change.kind == ChangeKind::Renamed);
    let renamings: BTreeMap<String, String> = renamed.filter_map(ids).collect();
    for change in changes.iter_mut().filter(|change| change.kind == ChangeKind::Renamed) {
        let Some((old, new)) = ids(change) else { continue };
        let circle = circle_from(&old, &renamings);
        let who = match circle.len() {
            0 => continue,
            2 => format!("`{old}` and `{new}` swap their ids"),
            _ => format!("{} take each other's ids", wording::enumerated(&circle)),
        };
        change.sentence = format!("{who}: what was `{old}` is `{new}` now");
    }
}

/// The ids, sorted and quoted, that are handed on from one to the next and come back to the first; none where they don't.
fn circle_from(first: &str, renamings: &BTreeMap<String, String>) -> Vec<String> {
    let mut circle = BTreeSet::from([format!("`{first}`")]);
    let mut next = renamings.get(first);
    while let Some(id) = next.filter(|id| *id != first) {
        if !circle.insert(format!("`{id}`")) {
            return Vec::new();
        }
        next = renamings.get(id);
    }
    if next.is_some() { circle.into_iter().collect() } else { Vec::new() }
}
