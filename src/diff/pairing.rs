//! Which milestone of the new plan is which of the old one, when ids change.
//!
//! By id first; then by the lineage that the documents state (`was`); then an id that changed while the name or the
//! date stayed, where that is unambiguous.

use std::collections::BTreeSet;

use crate::calendar::{DateText, Zone};
use crate::document::{Milestone, Schedule};

/// What became of a milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pairing<'a> {
    /// It kept its id.
    Same(&'a Milestone, &'a Milestone),
    /// It has another id.
    Renamed(&'a Milestone, &'a Milestone),
    /// One became several.
    Split(&'a Milestone, Vec<&'a Milestone>),
    /// Several became one.
    Merged(Vec<&'a Milestone>, &'a Milestone),
    /// It is new.
    Added(&'a Milestone),
    /// It is gone.
    Removed(&'a Milestone),
}

/// Pairs the milestones of two plans: what the new plan has in its order, then what is gone in the old order.
pub(super) fn pair<'a>(old: &'a Schedule, new: &'a Schedule, zone: &Zone) -> Vec<Pairing<'a>> {
    let mut pairs = Pairs { gone: unmatched(old, new), fresh: unmatched(new, old), found: Vec::new() };
    pairs.same(old, new);
    pairs.by_lineage();
    pairs.by_likeness(|milestone| milestone.name.as_ref().map(|name| name.value.to_lowercase()));
    pairs.by_likeness(|milestone| exact_moment(milestone, zone));
    pairs.finish(new)
}

/// The milestones whose id the other plan does not have, and repeated ids beyond the other plan's count.
fn unmatched<'a>(plan: &'a Schedule, other: &Schedule) -> Vec<&'a Milestone> {
    let known: BTreeSet<&str> = other.milestones.iter().map(|milestone| milestone.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    plan.milestones
        .iter()
        .filter(|milestone| !known.contains(milestone.id.as_str()) || !seen.insert(milestone.id.as_str()))
        .collect()
}

fn exact_moment(milestone: &Milestone, zone: &Zone) -> Option<String> {
    let date: DateText = milestone.moment(zone)?.ok()?;
    (!date.is_tentative()).then(|| date.canonical())
}

struct Pairs<'a> {
    gone: Vec<&'a Milestone>,
    fresh: Vec<&'a Milestone>,
    found: Vec<Pairing<'a>>,
}

impl<'a> Pairs<'a> {
    fn same(&mut self, old: &'a Schedule, new: &'a Schedule) {
        let mut seen = BTreeSet::new();
        for milestone in &new.milestones {
            if let Some(before) = old.milestone(&milestone.id).filter(|_| seen.insert(milestone.id.as_str()))
            {
                self.found.push(Pairing::Same(before, milestone));
            }
        }
    }

    /// What the documents say themselves: `was: [a, b]` merges, the same `was` twice splits.
    fn by_lineage(&mut self) {
        let claims = |fresh: &Milestone, gone: &Milestone| fresh.was.0.contains(&gone.id.value);
        for fresh in self.fresh.clone() {
            let ancestors: Vec<&Milestone> =
                self.gone.iter().copied().filter(|gone| claims(fresh, gone)).collect();
            match ancestors.as_slice() {
                [] => {}
                [ancestor] => {
                    let heirs: Vec<&Milestone> =
                        self.fresh.iter().copied().filter(|heir| claims(heir, ancestor)).collect();
                    self.take(&[ancestor], &heirs);
                    self.found.push(match heirs.as_slice() {
                        [heir] => Pairing::Renamed(ancestor, heir),
                        _ => Pairing::Split(ancestor, heirs),
                    });
                }
                several => {
                    self.take(several, &[fresh]);
                    self.found.push(Pairing::Merged(several.to_vec(), fresh));
                }
            }
        }
    }

    /// Pairs what agrees in `trait_of` where no third milestone agrees too.
    fn by_likeness(&mut self, trait_of: impl Fn(&Milestone) -> Option<String>) {
        for fresh in self.fresh.clone() {
            let Some(wanted) = trait_of(fresh) else { continue };
            let alike = |list: &[&'a Milestone]| -> Vec<&'a Milestone> {
                list.iter().copied().filter(|other| trait_of(other).as_ref() == Some(&wanted)).collect()
            };
            if let ([before], [_]) = (alike(&self.gone).as_slice(), alike(&self.fresh).as_slice()) {
                self.take(&[before], &[fresh]);
                self.found.push(Pairing::Renamed(before, fresh));
            }
        }
    }

    fn take(&mut self, gone: &[&Milestone], fresh: &[&Milestone]) {
        self.gone.retain(|milestone| !gone.iter().any(|taken| std::ptr::eq(*taken, *milestone)));
        self.fresh.retain(|milestone| !fresh.iter().any(|taken| std::ptr::eq(*taken, *milestone)));
    }

    fn finish(mut self, new: &'a Schedule) -> Vec<Pairing<'a>> {
        self.found.extend(self.fresh.into_iter().map(Pairing::Added));
        let place =
            |milestone: &Milestone| new.milestones.iter().position(|other| std::ptr::eq(other, milestone));
        self.found.sort_by_key(|pairing| match pairing {
            Pairing::Same(_, new)
            | Pairing::Renamed(_, new)
            | Pairing::Merged(_, new)
            | Pairing::Added(new) => place(new),
            Pairing::Split(_, heirs) => heirs.first().and_then(|heir| place(heir)),
            Pairing::Removed(_) => None,
        });
        self.found.extend(self.gone.into_iter().map(Pairing::Removed));
        self.found
    }
}
