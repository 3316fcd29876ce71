//! Which milestone of the new plan is which of the old one, when ids change.
//!
//! Numbered ids that were counted anew go first (`rc1` is inserted, and the old `rc1` is `rc2` now); then the lineage
//! that the documents state (`was`); then by id; then an id that changed while the name or the date stayed, where that
//! is unambiguous. Where several milestones have one name and one date, their ids tell which is which.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{DateText, Zone};
use crate::document::{Document, Milestone, Schedule};
use crate::yaml::Node;

use super::lineage::Lineage;
use super::numbers::Series;

/// A milestone with its place in the plan and its part of the document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    pub(super) milestone: &'a Milestone,
    pub(super) node: Option<&'a Node>,
    pub(super) place: usize,
}

impl<'a> Item<'a> {
    pub(super) fn id(&self) -> &'a str {
        self.milestone.id.as_str()
    }
}

/// The milestones of a plan in its order.
pub(super) fn items(document: &Document<Schedule>) -> Vec<Item<'_>> {
    let nodes = document.tree.get("milestones").map_or(&[][..], Node::items);
    let milestones = document.value.milestones.iter().enumerate();
    milestones.map(|(place, milestone)| Item { milestone, node: nodes.get(place), place }).collect()
}

/// The first milestone of every id.
pub(super) fn by_id<'a>(items: &[Item<'a>]) -> BTreeMap<&'a str, Item<'a>> {
    let mut known = BTreeMap::new();
    for item in items {
        known.entry(item.id()).or_insert(*item);
    }
    known
}

/// Whether nothing speaks against two milestones being one: a review day that goes and a driver deadline that comes on
/// its date have no word in common.
fn may_be_one(old: &Milestone, new: &Milestone) -> bool {
    let (Some(before), Some(after)) = (&old.name, &new.name) else { return true };
    let words = |id: &str, name: &str| -> BTreeSet<String> {
        let text = format!("{id} {name}").to_lowercase();
        let words = text.split(|character: char| !character.is_alphanumeric());
        words
            .filter(|word| word.chars().filter(|sign| sign.is_alphabetic()).count() > 1)
            .map(str::to_owned)
            .collect()
    };
    !words(old.id.as_str(), &before.value).is_disjoint(&words(new.id.as_str(), &after.value))
}

/// How much two ids have in common at their beginning and their end, in thousandths; nothing where it is less than half.
fn likeness(old: &str, new: &str) -> Option<usize> {
    let (shorter, longer) = (old.len().min(new.len()), old.len().max(new.len()));
    let same = |(one, other): &(u8, u8)| one == other;
    let start = old.bytes().zip(new.bytes()).take_while(same).count();
    let end = old.bytes().rev().zip(new.bytes().rev()).take_while(same).count();
    let common = start.saturating_add(end).min(shorter);
    let score = common.saturating_mul(1000).checked_div(longer)?;
    (score >= 500).then_some(score)
}

/// More pairs of milestones with one name and date are not compared by their ids.
const MOST_PAIRS: usize = 10_000;

/// The moment of a milestone whose date is settled, in one notation.
pub(super) fn exact_moment(milestone: &Milestone, zone: &Zone) -> Option<String> {
    let date: DateText = milestone.moment(zone)?.ok()?;
    (!date.is_tentative()).then(|| date.canonical())
}

/// What became of a milestone.
#[derive(Debug, Clone)]
pub(super) enum Pairing<'a> {
    /// It kept its id.
    Same(Item<'a>, Item<'a>),
    /// It has another id.
    Renamed(Item<'a>, Item<'a>),
    /// One became several.
    Split(Item<'a>, Vec<Item<'a>>),
    /// Several became one.
    Merged(Vec<Item<'a>>, Item<'a>),
    /// It is new.
    Added(Item<'a>),
    /// It is gone.
    Removed(Item<'a>),
}

impl<'a> Pairing<'a> {
    fn of_one(old: Item<'a>, new: Item<'a>) -> Self {
        if old.id() == new.id() { Self::Same(old, new) } else { Self::Renamed(old, new) }
    }
}

/// Pairs the milestones of two plans: what the new plan has in its order, then what is gone in the old order.
pub(super) fn pair<'a>(
    old: &[Item<'a>],
    new: &[Item<'a>],
    zones: [&Zone; 2],
    keys: &BTreeSet<&str>,
) -> Vec<Pairing<'a>> {
    let kept = kept_keys(old, new, zones, keys);
    let lineage = Lineage::of(old, new, zones, &kept);
    let mut pairs =
        Pairs { sides: [old, new], free: [vec![true; old.len()], vec![true; new.len()]], found: Vec::new() };
    let mut counted = BTreeSet::new();
    let is_free = |series: &Series<'_>| {
        !lineage.is_about(series.ids()) && kept.is_disjoint(&series.ids().into_iter().collect())
    };
    for series in Series::all(old, new, zones).into_iter().filter(is_free) {
        counted.extend(series.ids());
        for (old, new) in series.pairs {
            pairs.push(&[old], &[new], Pairing::of_one(old, new));
        }
    }
    pairs.by_lineage(&lineage);
    pairs.by_id(&counted, &lineage);
    pairs.by_likeness(|_, milestone| milestone.name.as_ref().map(|name| name.value.to_lowercase()));
    pairs.by_likeness_of_ids(|side, milestone| {
        let name = milestone.name.as_ref()?.value.to_lowercase();
        Some((name, exact_moment(milestone, zones[side])?))
    });
    pairs.by_likeness(|side, milestone| exact_moment(milestone, zones[side]));
    pairs.finish()
}

/// The key milestones that stand in both plans with another date: they keep their identity whatever lineage is stated,
/// or a move could pass as a new milestone.
fn kept_keys<'a>(
    old: &[Item<'a>],
    new: &[Item<'a>],
    zones: [&Zone; 2],
    keys: &BTreeSet<&str>,
) -> BTreeSet<&'a str> {
    let before = by_id(old);
    let when = |side: usize, item: &Item<'_>| {
        let moment = item.milestone.moment(zones[side]);
        let date = moment.map(|moment| moment.map_or_else(|text| text, |date| date.canonical()));
        (date, item.milestone.not_applicable.is_some())
    };
    let has_moved =
        |id: &str, item: &Item<'_>| before.get(id).is_some_and(|old| when(OLD, old) != when(NEW, item));
    let keys = by_id(new).into_iter().filter(|(id, _)| keys.contains(id));
    keys.filter(|(id, item)| has_moved(id, item)).map(|(id, _)| id).collect()
}

const OLD: usize = 0;
const NEW: usize = 1;

struct Pairs<'a, 'b> {
    sides: [&'b [Item<'a>]; 2],
    /// Which milestones are not paired yet, by their place.
    free: [Vec<bool>; 2],
    found: Vec<Pairing<'a>>,
}

impl<'a> Pairs<'a, '_> {
    fn is_free(&self, side: usize, item: &Item<'_>) -> bool {
        self.free.get(side).and_then(|free| free.get(item.place)).copied().unwrap_or_default()
    }

    fn push(&mut self, old: &[Item<'a>], new: &[Item<'a>], pairing: Pairing<'a>) {
        for (free, taken) in self.free.iter_mut().zip([old, new]) {
            for item in taken {
                if let Some(free) = free.get_mut(item.place) {
                    *free = false;
                }
            }
        }
        self.found.push(pairing);
    }

    fn free_items(&self, side: usize) -> Vec<Item<'a>> {
        let items = self.sides.get(side).copied().unwrap_or_default().iter();
        items.filter(|item| self.is_free(side, item)).copied().collect()
    }

    fn by_lineage(&mut self, lineage: &Lineage<'a>) {
        for (ancestors, heirs) in lineage.families() {
            let ancestors: Vec<_> =
                ancestors.iter().filter(|item| self.is_free(OLD, item)).copied().collect();
            let heirs: Vec<_> = heirs.iter().filter(|item| self.is_free(NEW, item)).copied().collect();
            let pairing = match (ancestors.as_slice(), heirs.as_slice()) {
                ([], _) | (_, []) => continue,
                ([ancestor], [heir]) => Pairing::of_one(*ancestor, *heir),
                ([ancestor], _) => Pairing::Split(*ancestor, heirs.clone()),
                // Who shares its ancestors with others takes them all: the others are new.
                (_, [heir, ..]) => Pairing::Merged(ancestors.clone(), *heir),
            };
            let taken = if ancestors.len() > 1 { heirs.get(..1).unwrap_or_default() } else { &heirs };
            self.push(&ancestors, taken, pairing);
        }
    }

    fn by_id(&mut self, counted: &BTreeSet<&str>, lineage: &Lineage<'_>) {
        let known = by_id(self.sides[OLD]);
        for (id, new) in by_id(self.sides[NEW]) {
            let Some(old) = known.get(id).filter(|old| self.is_free(OLD, old)) else { continue };
            if self.is_free(NEW, &new) && !counted.contains(id) && !lineage.is_given_away(id) {
                self.push(&[*old], &[new], Pairing::Same(*old, new));
            }
        }
    }

    /// Pairs what agrees in `trait_of` where no third milestone agrees too.
    fn by_likeness(&mut self, trait_of: impl Fn(usize, &Milestone) -> Option<String>) {
        for [old, new] in self.alike(trait_of).values() {
            if let ([old], [new]) = (old.as_slice(), new.as_slice())
                && may_be_one(old.milestone, new.milestone)
            {
                self.push(&[*old], &[*new], Pairing::of_one(*old, *new));
            }
        }
    }

    /// Pairs what agrees in `trait_of`, where several do by the likeness of their ids, the best first.
    fn by_likeness_of_ids<T: Ord>(&mut self, trait_of: impl Fn(usize, &Milestone) -> Option<T>) {
        for [old, new] in self.alike(trait_of).values() {
            if old.len().saturating_mul(new.len()) > MOST_PAIRS {
                continue;
            }
            let all = old.iter().flat_map(|old| new.iter().map(move |new| (*old, *new)));
            let mut likely: Vec<_> =
                all.filter_map(|(old, new)| Some((likeness(old.id(), new.id())?, old, new))).collect();
            likely.sort_by_key(|(score, old, new)| (std::cmp::Reverse(*score), old.place, new.place));
            for (_, old, new) in likely {
                if self.is_free(OLD, &old) && self.is_free(NEW, &new) {
                    self.push(&[old], &[new], Pairing::of_one(old, new));
                }
            }
        }
    }

    fn alike<T: Ord>(
        &self,
        trait_of: impl Fn(usize, &Milestone) -> Option<T>,
    ) -> BTreeMap<T, [Vec<Item<'a>>; 2]> {
        let mut alike: BTreeMap<T, [Vec<Item<'a>>; 2]> = BTreeMap::new();
        for side in [OLD, NEW] {
            for item in self.free_items(side) {
                if let Some(found) = trait_of(side, item.milestone)
                    && let Some(items) = alike.entry(found).or_default().get_mut(side)
                {
                    items.push(item);
                }
            }
        }
        alike
    }

    fn finish(mut self) -> Vec<Pairing<'a>> {
        self.found.extend(self.free_items(NEW).into_iter().map(Pairing::Added));
        self.found.sort_by_key(|pairing| match pairing {
            Pairing::Same(_, new)
            | Pairing::Renamed(_, new)
            | Pairing::Merged(_, new)
            | Pairing::Added(new) => Some(new.place),
            Pairing::Split(_, heirs) => heirs.first().map(|heir| heir.place),
            Pairing::Removed(_) => None,
        });
        self.found.extend(self.free_items(OLD).into_iter().map(Pairing::Removed));
        self.found
    }
}
