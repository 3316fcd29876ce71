//! Which milestone of the new plan is which of the old one, when ids change.
//!
//! Numbered ids that were counted anew go first (`rc1` is inserted, and the old `rc1` is `rc2` now); then by id; then by
//! the lineage that the documents state (`was`); then an id that changed while the name or the date stayed, where that
//! is unambiguous.

use std::collections::{BTreeMap, BTreeSet};

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
    let numbered = Numbered::all(old, new, zone);
    for series in &numbered {
        pairs.renumbered(series);
    }
    pairs.same(old, new, &numbered);
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

/// Milestones with one name and a number (`rc1`, `rc2`), of which some came or went while the others kept their dates.
struct Numbered<'a> {
    old: Vec<&'a Milestone>,
    new: Vec<&'a Milestone>,
    pairs: Vec<(&'a Milestone, &'a Milestone)>,
}

impl<'a> Numbered<'a> {
    fn all(old: &'a Schedule, new: &'a Schedule, zone: &Zone) -> Vec<Self> {
        let stems: BTreeSet<&str> = old.milestones.iter().filter_map(stem).collect();
        stems.into_iter().filter_map(|stem| Self::of(stem, old, new, zone)).collect()
    }

    /// The series, where it was counted anew: fewer than two unchanged dates would prove nothing.
    fn of(name: &str, old: &'a Schedule, new: &'a Schedule, zone: &Zone) -> Option<Self> {
        let members = |plan: &'a Schedule| -> Vec<&'a Milestone> {
            plan.milestones.iter().filter(|milestone| stem(milestone) == Some(name)).collect()
        };
        let (old, new) = (members(old), members(new));
        let states_lineage = new.iter().any(|milestone| !milestone.was.0.is_empty());
        let fewer = old.len().min(new.len());
        if old.len() == new.len() || fewer < 2 || states_lineage {
            return None;
        }
        let dated = |list: &[&'a Milestone]| -> Option<BTreeMap<String, &'a Milestone>> {
            let dated: BTreeMap<_, _> = list
                .iter()
                .filter_map(|milestone| Some((exact_moment(milestone, zone)?, *milestone)))
                .collect();
            (dated.len() == list.len()).then_some(dated)
        };
        let (before, after) = (dated(&old)?, dated(&new)?);
        let pairs: Vec<_> =
            before.iter().filter_map(|(date, milestone)| Some((*milestone, *after.get(date)?))).collect();
        let renumbered = pairs.iter().any(|(left, right)| left.id.value != right.id.value);
        (pairs.len() == fewer && renumbered).then_some(Self { old, new, pairs })
    }

    fn holds(&self, milestone: &Milestone) -> bool {
        self.old.iter().chain(&self.new).any(|member| std::ptr::eq(*member, milestone))
    }
}

/// The part of an id before the number at its end.
fn stem(milestone: &Milestone) -> Option<&str> {
    let id = milestone.id.as_str();
    let stem = id.trim_end_matches(|character: char| character.is_ascii_digit());
    (!stem.is_empty() && stem.len() < id.len()).then_some(stem)
}

struct Pairs<'a> {
    gone: Vec<&'a Milestone>,
    fresh: Vec<&'a Milestone>,
    found: Vec<Pairing<'a>>,
}

impl<'a> Pairs<'a> {
    fn renumbered(&mut self, series: &Numbered<'a>) {
        self.take(&series.old, &series.new);
        for (old, new) in &series.pairs {
            self.found.push(if old.id.value == new.id.value {
                Pairing::Same(old, new)
            } else {
                Pairing::Renamed(old, new)
            });
        }
        let paired = |milestone: &Milestone| {
            series
                .pairs
                .iter()
                .any(|(old, new)| std::ptr::eq(*old, milestone) || std::ptr::eq(*new, milestone))
        };
        self.gone.extend(series.old.iter().copied().filter(|milestone| !paired(milestone)));
        self.fresh.extend(series.new.iter().copied().filter(|milestone| !paired(milestone)));
    }

    fn same(&mut self, old: &'a Schedule, new: &'a Schedule, numbered: &[Numbered<'_>]) {
        let mut seen = BTreeSet::new();
        let rest = |milestone: &&Milestone| !numbered.iter().any(|series| series.holds(milestone));
        for milestone in new.milestones.iter().filter(rest) {
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
