//! The lineage that plans state: `was: old-id`, `was: [a, b]` for what was merged, the same `was` twice for a split.
//!
//! A `was` stays in the document for good, so that it may speak of a change that lies far back. Only what leads from
//! the old plan to the new one counts: ids that stand in both plans keep their identity, unless another milestone takes
//! it over, as in a series that is counted anew.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Zone;

use super::pairing::{Item, by_id, exact_moment};

/// Which milestones descend from which.
pub(super) struct Lineage<'a> {
    /// Ancestors and heirs that belong together, in the order of the new plan.
    families: Vec<(Vec<Item<'a>>, Vec<Item<'a>>)>,
    /// The ids that others take over, while the new plan gives them to something else.
    given_away: BTreeSet<&'a str>,
}

impl<'a> Lineage<'a> {
    /// `kept` are the ids that keep their identity whatever is stated.
    pub(super) fn of(old: &[Item<'a>], new: &[Item<'a>], zones: [&Zone; 2], kept: &BTreeSet<&str>) -> Self {
        if new.iter().all(|item| item.milestone.was.0.is_empty()) {
            return Self { families: Vec::new(), given_away: BTreeSet::new() };
        }
        Claims::of(old, new, zones, kept).resolve()
    }

    /// Ancestors and heirs: one and one is a renaming, one and several a split, several and one a merger.
    pub(super) fn families(&self) -> &[(Vec<Item<'a>>, Vec<Item<'a>>)] {
        &self.families
    }

    /// Whether the id means something else now.
    pub(super) fn is_given_away(&self, id: &str) -> bool {
        self.given_away.contains(id)
    }

    /// Whether a document states what became of any of these.
    pub(super) fn is_about<'b>(&self, ids: impl IntoIterator<Item = &'b str>) -> bool {
        let stated: BTreeSet<&str> =
            self.families.iter().flat_map(|(old, new)| old.iter().chain(new)).map(Item::id).collect();
        ids.into_iter().any(|id| stated.contains(id))
    }
}

struct Claims<'a, 'b> {
    old: BTreeMap<&'a str, Item<'a>>,
    new: BTreeMap<&'a str, Item<'a>>,
    items: &'b [Item<'a>],
    zones: [&'b Zone; 2],
    /// The ids that nothing descends from, because they keep their identity.
    kept: &'b BTreeSet<&'b str>,
    /// The ids that a milestone descends from, by its place.
    effective: BTreeMap<usize, Vec<&'a str>>,
    /// The milestones that descend from an id.
    heirs: BTreeMap<&'a str, Vec<Item<'a>>>,
}

impl<'a, 'b> Claims<'a, 'b> {
    fn of(old: &[Item<'a>], new: &'b [Item<'a>], zones: [&'b Zone; 2], kept: &'b BTreeSet<&'b str>) -> Self {
        let mut claims = Self {
            old: by_id(old),
            new: by_id(new),
            items: new,
            zones,
            kept,
            effective: BTreeMap::new(),
            heirs: BTreeMap::new(),
        };
        let mut taken: Vec<&'a str> = Vec::new();
        for (item, origin) in claims.swaps() {
            claims.take(item, |_, claim| claim == origin);
        }
        for item in new {
            if claims.effective.contains_key(&item.place) {
                continue;
            }
            taken.extend(claims.take(*item, |claims, claim| claims.counts(item, claim)));
        }
        // Whose id another one takes over needs an origin of its own: the series moves up one by one.
        while let Some(id) = taken.pop() {
            let Some(item) = claims.new.get(id).copied() else { continue };
            if !claims.effective.contains_key(&item.place) {
                taken.extend(claims.take(item, |_, _| true));
            }
        }
        claims
    }

    /// The milestones that hand their ids round, two or more in a circle, each with the id that it had.
    fn swaps(&self) -> Vec<(Item<'a>, &'a str)> {
        let origin = |item: &Item<'a>| {
            let before = self.old.get(item.id())?;
            let is_new =
                |id: &&'a str| *id != item.id() && !before.milestone.was.0.iter().any(|known| known == *id);
            let mut claims = self.stated(item).filter(is_new);
            claims.next().filter(|_| claims.next().is_none())
        };
        let origins: BTreeMap<&str, &'a str> =
            self.items.iter().filter_map(|item| Some((item.id(), origin(item)?))).collect();
        let swapped = self.items.iter().filter_map(|item| Some((*item, *origins.get(item.id())?)));
        let comes_round = |first: &str, origin: &'a str| {
            let chain = std::iter::successors(Some(origin), |id| origins.get(id).copied());
            chain.take(origins.len()).any(|id| id == first)
        };
        swapped.filter(|(item, origin)| comes_round(item.id(), origin)).collect()
    }

    fn take(&mut self, item: Item<'a>, counts: impl Fn(&Self, &str) -> bool) -> Vec<&'a str> {
        let mut found: Vec<&'a str> = self.stated(&item).collect();
        found.retain(|claim| *claim != item.id() && counts(self, claim));
        found.sort_unstable();
        found.dedup();
        for claim in &found {
            self.heirs.entry(claim).or_default().push(item);
        }
        if !found.is_empty() {
            self.effective.insert(item.place, found.clone());
        }
        found
    }

    /// The ids of the old plan that a milestone says it had.
    fn stated(&self, item: &Item<'a>) -> impl Iterator<Item = &'a str> {
        let known = item.milestone.was.0.iter().filter_map(|id| self.old.get_key_value(id.as_str()));
        known.map(|(id, _)| *id).filter(|id| !self.kept.contains(id))
    }

    /// Whether a `was` speaks of this change by itself.
    fn counts(&self, item: &Item<'_>, claim: &str) -> bool {
        let is_gone = !self.new.contains_key(claim);
        if let Some(before) = self.old.get(item.id()) {
            return is_gone && !before.milestone.was.0.iter().any(|id| id == claim);
        }
        // Of a chain of renamings the names that are gone are meant; who stays has one heir at a time.
        let known = |id: &&String| self.old.contains_key(id.as_str());
        is_gone || item.milestone.was.0.iter().filter(known).count() == 1
    }

    fn resolve(self) -> Lineage<'a> {
        let mut families = Vec::new();
        let mut given_away = BTreeSet::new();
        let mut told = BTreeSet::new();
        for item in self.items {
            let Some(claims) = self.effective.get(&item.place) else { continue };
            let mut ancestors: Vec<Item<'a>> =
                claims.iter().filter_map(|id| self.old.get(id)).copied().collect();
            if !self.heirs.contains_key(item.id()) {
                ancestors.extend(self.old.get(item.id()));
            }
            ancestors.sort_by_key(|ancestor| ancestor.place);
            let [ancestor] = ancestors.as_slice() else {
                families.push((ancestors, vec![*item]));
                continue;
            };
            if !told.insert(ancestor.id()) {
                continue;
            }
            let mut heirs = self.heirs.get(ancestor.id()).cloned().unwrap_or_default();
            if let Some(namesake) = self.new.get(ancestor.id()) {
                if self.remains(ancestor, namesake, &heirs) {
                    heirs.push(*namesake);
                } else {
                    given_away.insert(ancestor.id());
                }
            }
            heirs.sort_by_key(|heir| heir.place);
            families.push((vec![*ancestor], heirs));
        }
        Lineage { families, given_away }
    }

    /// Whether a milestone that others descend from is still there itself, or has left its id to another one.
    fn remains(&self, old: &Item<'_>, namesake: &Item<'_>, heirs: &[Item<'_>]) -> bool {
        if self.effective.contains_key(&namesake.place) {
            return false;
        }
        let when = |side: usize, item: &Item<'_>| exact_moment(item.milestone, self.zones[side]);
        let before = when(0, old);
        let goes_on = |heir: &Item<'_>| {
            self.old.contains_key(heir.id()) || (when(1, heir) == before && when(1, namesake) != before)
        };
        !heirs.iter().any(goes_on)
    }
}
