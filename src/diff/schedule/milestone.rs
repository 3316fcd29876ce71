//! What became of single milestones: their dates, ids, lineage and fields.

use jiff::civil::Date;

use crate::calendar::{DateText, Exactness, Zone, days_between};
use crate::diagnostic::Location;
use crate::document::Milestone;
use crate::schema::{Field, Kind};

use super::super::{Cause, Change, ChangeKind, Ends, Lineage, Side, fields};
use super::Comparison;
use super::distance::moved_days;
use super::pairing::{Item, Pairing};
use super::wording::{
    Moment, amount, date_kind, date_sentence, enumerated, field_sentence, listed, shown_date, shown_of,
    text_of, was,
};

/// The keys of a milestone that have words of their own.
const OWN_WORDS: [&str; 6] = ["id", "date", "time", "zone", "was", "not-applicable"];
/// The keys that bound a date that is not known; its date tells them too.
const BOUNDS: [&str; 2] = ["after", "before"];

impl<'a> Comparison<'a> {
    pub(super) fn pairing(&self, pairing: &Pairing<'a>) -> Vec<Change> {
        match pairing {
            Pairing::Same(old, new) => self.fields(*old, *new),
            Pairing::Renamed(old, new) => {
                std::iter::once(self.renamed(*old, *new)).chain(self.fields(*old, *new)).collect()
            }
            Pairing::Split(old, heirs) => {
                let rest: Vec<Change> =
                    heirs.iter().flat_map(|heir| self.fields_of_heir(*old, *heir)).collect();
                self.lineage(ChangeKind::Split, &[*old], heirs).into_iter().chain(rest).collect()
            }
            Pairing::Merged(ancestors, new) => {
                let rest = self.fields_of_merger(ancestors, *new);
                self.lineage(ChangeKind::Merged, ancestors, &[*new]).into_iter().chain(rest).collect()
            }
            Pairing::Added(new) => vec![self.added(*new)],
            Pairing::Removed(old) => vec![self.removed(*old)],
        }
    }

    fn renamed(&self, old: Item<'_>, new: Item<'_>) -> Change {
        let (from, to) = (self.name_of(old.milestone), self.name_of(new.milestone));
        let (before, after) = (old.id(), new.id());
        let sentence = match (from == before, from == to) {
            (true, _) => format!("`{before}` is renamed to `{after}`"),
            (false, true) => format!("{from}: `{before}` is renamed to `{after}`"),
            (false, false) => format!("{from} (`{before}`) becomes {to} (`{after}`)"),
        };
        let lineage = Lineage { ancestors: vec![before.to_owned()], heirs: vec![after.to_owned()] };
        let (before, after) = (Some(before.to_owned()), Some(after.to_owned()));
        Change {
            lineage: Some(lineage),
            old: before.clone(),
            new: after.clone(),
            old_shown: before,
            new_shown: after,
            key: self.is_key(old.id()) || self.is_key(new.id()),
            sentence,
            ..self.about(new, ChangeKind::Renamed, "id")
        }
    }

    fn fields(&self, old: Item<'_>, new: Item<'_>) -> Vec<Change> {
        let applicability = self.applicability(old, new);
        let date =
            self.date(old, new).filter(|date| applicability.is_none() || !is_told_with(date, old, new));
        let mut rest = self.other_fields(old, new);
        // A rename says the names itself, and a date the bounds that came or went with it.
        if old.id() != new.id() {
            rest.retain(|change| !is_name(change));
        }
        if date.as_ref().is_some_and(|date| matches!(date.kind, ChangeKind::Dated | ChangeKind::Undated)) {
            rest.retain(|change| !is_bound(change));
        }
        date.into_iter().chain(applicability).chain(rest).collect()
    }

    /// The fields beyond the date.
    fn other_fields(&self, old: Item<'_>, new: Item<'_>) -> Vec<Change> {
        let (Some(left), Some(right)) = (old.node, new.node) else { return Vec::new() };
        let field = || Field::document(Kind::Schedule).key("milestones").and_then(Field::item);
        let pointer = ["milestones".to_owned(), new.id().to_owned()];
        let mut changes = fields::compare_except(self.context, left, right, field, &pointer, &OWN_WORDS);
        for change in &mut changes {
            self.reword(change, old.milestone, new.milestone);
        }
        changes
    }

    /// What a merged milestone has otherwise than the one whose id it has, or than the first that it was.
    fn fields_of_merger(&self, ancestors: &[Item<'_>], new: Item<'_>) -> Vec<Change> {
        let namesake = ancestors.iter().find(|old| old.id() == new.id());
        namesake.or(ancestors.first()).map_or_else(Vec::new, |old| self.fields_of_heir(*old, new))
    }

    /// What a milestone has otherwise than the one it descends from. The lineage says the dates, the bounds of those
    /// that are open, and why one does not apply; a rename says the names.
    fn fields_of_heir(&self, old: Item<'_>, new: Item<'_>) -> Vec<Change> {
        let is_open = |item: Item<'_>, side: usize| matches!(self.moment(item, side), Some(Ok(date)) if date.exactness() == Exactness::ToBeDecided);
        let bounds_are_told = is_open(old, 0) != is_open(new, 1);
        let mut changes = self.other_fields(old, new);
        changes.retain(|change| {
            let is_told = (is_name(change) && old.id() != new.id()) || (is_bound(change) && bounds_are_told);
            !is_told
        });
        changes
    }

    fn date(&self, old: Item<'_>, new: Item<'_>) -> Option<Change> {
        let (before, after) = (self.moment(old, 0), self.moment(new, 1));
        let kind = match (&before, &after) {
            (Some(Ok(left)), Some(Ok(right))) => date_kind(left, right, self.both_zones())?,
            (None, None) => return None,
            (Some(Err(left)), Some(Err(right))) if left == right => return None,
            (None, Some(Ok(_))) => ChangeKind::Dated,
            (Some(Ok(_)), None) => ChangeKind::Undated,
            _ => ChangeKind::Value,
        };
        let mut change = Change {
            reason: new.milestone.reason.as_ref().map(|reason| reason.value.clone()),
            ..self.about(new, kind, "date")
        };
        set_old(&mut change, old.milestone, &before);
        set_new(&mut change, new.milestone, &after);
        if let (ChangeKind::Moved, Some(Ok(left)), Some(Ok(right))) = (kind, &before, &after) {
            let (from, to) = moved_days(left, right, self.both_zones())?;
            change.days = Some(days_between(from, to));
            change.working_days = Some(self.plan.calendars.working.working_days_between(from, to));
            change.ends = ends(left, right);
            change.cause = Some(Cause::Edited);
        }
        change.sentence = date_sentence(&change, &before, &after);
        Some(change)
    }

    fn applicability(&self, old: Item<'_>, new: Item<'_>) -> Option<Change> {
        let reason =
            |item: Item<'_>| item.milestone.not_applicable.as_ref().map(|reason| reason.value.clone());
        let (before, after) = (reason(old), reason(new));
        if before == after {
            return None;
        }
        let mut change = self.about(new, ChangeKind::Applicability, "not-applicable");
        let dated = |item: Item<'_>| item.milestone.date.as_ref().map(|date| date.text().to_owned());
        let shown = |reason: &Option<String>, moment: Moment| match reason {
            Some(reason) => Some(format!("not applicable: {reason}")),
            None => shown_of(&moment),
        };
        change.old_shown = shown(&before, self.moment(old, 0));
        change.new_shown = shown(&after, self.moment(new, 1));
        change.sentence = match (&before, &after) {
            (None, Some(reason)) => {
                let was = was(shown_date(old.milestone, &self.moment(old, 0)).as_deref());
                format!("{} does not apply any more{was}: {reason}", change.subject_name)
            }
            (Some(_), None) => match &change.new_shown {
                Some(date) => format!("{} applies now: {date}", change.subject_name),
                None => format!("{} applies now", change.subject_name),
            },
            (Some(before), Some(after)) => {
                format!("{} does not apply for another reason: {after} (was: {before})", change.subject_name)
            }
            (None, None) => return None,
        };
        // Only the side on which it applies has a day that counts.
        let day = |item: Item<'_>, side: usize| self.span(item, side).filter(|_| !is_not_applicable(item));
        (change.old_day, change.old_end) = day(old, 0).unzip();
        (change.new_day, change.new_end) = day(new, 1).unzip();
        (change.old, change.new) = (before.or_else(|| dated(old)), after.or_else(|| dated(new)));
        Some(change)
    }

    fn added(&self, new: Item<'_>) -> Change {
        let mut change = self.about(new, ChangeKind::Added, "");
        set_new(&mut change, new.milestone, &self.moment(new, 1));
        change.reason = new.milestone.reason.as_ref().map(|reason| reason.value.clone());
        let name = &change.subject_name;
        change.sentence = match (&new.milestone.not_applicable, &change.new_shown) {
            (Some(reason), _) => format!("{name} is new, but does not apply: {}", reason.value),
            (None, Some(date)) => format!("{name} is new: {date}"),
            (None, None) => format!("{name} is new"),
        };
        change
    }

    fn removed(&self, old: Item<'_>) -> Change {
        let mut change = self.about(old, ChangeKind::Removed, "");
        set_old(&mut change, old.milestone, &self.moment(old, 0));
        change.side = Side::Before;
        let was = match &old.milestone.not_applicable {
            Some(reason) => format!(" (did not apply: {})", reason.value),
            None => was(change.old_shown.as_deref()),
        };
        change.sentence = format!("{} is gone{was}", change.subject_name);
        change
    }

    fn lineage(&self, kind: ChangeKind, ancestors: &[Item<'_>], heirs: &[Item<'_>]) -> Option<Change> {
        let (ancestor, heir) = (ancestors.first()?, heirs.first()?);
        let ids = |items: &[Item<'_>]| items.iter().map(Item::id).collect::<Vec<_>>().join(", ");
        let (before, after) = (listed(ancestors, &self.zones[0]), listed(heirs, &self.zones[1]));
        let moves = self.moves_of_family(ancestors, heirs);
        let verb = if kind == ChangeKind::Split { "splits into" } else { "become" };
        let told = told_moves(kind, &moves);
        let farthest = moves.iter().max_by_key(|moved| moved.days.abs()).filter(|_| !told.is_empty());
        // The nearest day counts, of those that change.
        let changed = |item: &Item<'_>| {
            moves.iter().find(|moved| moved.id == item.id()).is_none_or(|one| one.days != 0)
        };
        let nearest = |items: &[Item<'_>], side: usize, changed: &dyn Fn(&Item<'_>) -> bool| {
            let days = |only: bool| {
                let items = items.iter().filter(move |item| !only || changed(item));
                items.filter_map(|item| self.span(*item, side)).min()
            };
            days(true).or_else(|| days(false)).unzip()
        };
        let always = |_: &Item<'_>| true;
        let is_split = kind == ChangeKind::Split;
        let (old_day, old_end) = nearest(ancestors, 0, if is_split { &always } else { &changed });
        let (new_day, new_end) = nearest(heirs, 1, if is_split { &changed } else { &always });
        let owned = |items: &[Item<'_>]| items.iter().map(|item| item.id().to_owned()).collect();
        let mut change = Change {
            lineage: Some(Lineage { ancestors: owned(ancestors), heirs: owned(heirs) }),
            sentence: format!("{before} {verb} {after}{told}"),
            old: Some(ids(ancestors)),
            new: Some(ids(heirs)),
            old_shown: Some(before),
            new_shown: Some(after),
            old_day,
            old_end,
            new_day,
            new_end,
            days: farthest.map(|moved| moved.days),
            working_days: farthest.map(|moved| moved.working_days),
            key: ancestors.iter().chain(heirs).any(|item| self.is_key(item.id())),
            reason: heir.milestone.reason.as_ref().map(|reason| reason.value.clone()),
            ..self.about(*heir, kind, "was")
        };
        if is_split {
            ancestor.id().clone_into(&mut change.subject);
            change.subject_name = self.label_of(ancestor.milestone);
        }
        Some(change)
    }

    /// How far the dates of the several lie from that of the one, of those that apply and have a day.
    fn moves_of_family<'i>(&self, ancestors: &[Item<'i>], heirs: &[Item<'i>]) -> Vec<Distance<'i>> {
        let date = |item: Item<'_>, side: usize| {
            self.moment(item, side).and_then(Result::ok).filter(|_| !is_not_applicable(item))
        };
        let distance = |old: Item<'i>, new: Item<'i>| {
            let (from, to) = moved_days(&date(old, 0)?, &date(new, 1)?, self.both_zones())?;
            let id = if ancestors.len() > 1 { old.id() } else { new.id() };
            let working_days = self.plan.calendars.working.working_days_between(from, to);
            Some(Distance { id, days: days_between(from, to), working_days })
        };
        let pairs = ancestors.iter().flat_map(|old| heirs.iter().map(move |new| (*old, *new)));
        pairs.filter_map(|(old, new)| distance(old, new)).collect()
    }

    fn span(&self, item: Item<'_>, side: usize) -> Option<(Date, Date)> {
        let date = self.moment(item, side)?.ok()?;
        date.first_day().zip(date.last_day())
    }

    fn moment(&self, item: Item<'_>, side: usize) -> Moment {
        let zone: &Zone = self.zones.get(side).unwrap_or(&Zone::Utc);
        item.milestone.moment(zone)
    }

    /// A change of a milestone, at one of its keys.
    fn about(&self, item: Item<'_>, kind: ChangeKind, key: &str) -> Change {
        let value = item.node.and_then(|node| node.get(key)).map(|value| value.span);
        let location = Location::at(self.context.path, value.unwrap_or(item.milestone.id.span));
        Change {
            subject_name: self.label_of(item.milestone),
            key: self.is_key(item.id()),
            pointer: vec!["milestones".to_owned(), item.id().to_owned()],
            ..self.change(kind, item.id(), location)
        }
    }

    fn reword(&self, change: &mut Change, old: &Milestone, new: &Milestone) {
        let name = self.label_of(new);
        let field = change.pointer.get(2..).unwrap_or_default().join(".");
        let prefix = format!("milestones.{}.", new.id.value);
        change.sentence = change.sentence.replacen(&prefix, &format!("{name}: "), 1);
        change.key = self.is_key(&new.id);
        change.subject.clone_from(&new.id.value);
        if is_name(change) {
            let (from, to) = (self.name_of(old), self.name_of(new));
            let id = if self.label_of(old) == from && name == to {
                String::new()
            } else {
                format!(" ({})", new.id.value)
            };
            change.sentence = format!("`{from}`{id} is called `{to}` now");
        }
        if let Some(sentence) = field_sentence(&name, &field, change) {
            change.sentence = sentence;
        }
        change.subject_name = name;
        change.kind = match (field.as_str(), change.kind) {
            ("owner", _) => ChangeKind::Owner,
            ("confidence", _) => ChangeKind::Confidence,
            (_, ChangeKind::Text) => ChangeKind::Text,
            _ => ChangeKind::Value,
        };
    }
}

fn set_old(change: &mut Change, milestone: &Milestone, moment: &Moment) {
    let date = moment.as_ref().and_then(|moment| moment.as_ref().ok());
    change.old = text_of(moment);
    change.old_shown = shown_date(milestone, moment);
    change.old_day = date.and_then(DateText::first_day);
    change.old_end = date.and_then(DateText::last_day);
}

fn set_new(change: &mut Change, milestone: &Milestone, moment: &Moment) {
    let date = moment.as_ref().and_then(|moment| moment.as_ref().ok());
    change.new = text_of(moment);
    change.new_shown = shown_date(milestone, moment);
    change.new_day = date.and_then(DateText::first_day);
    change.new_end = date.and_then(DateText::last_day);
}

/// How far a milestone lies from the one that it descends from, or that descends from it.
struct Distance<'a> {
    id: &'a str,
    days: i64,
    working_days: i64,
}

/// `: soft-freeze 7 days earlier (5 working days)` of what splits, `: 7 days later (5 working days) than soft-freeze
/// was` of what is merged, unless one of the dates is kept.
fn told_moves(kind: ChangeKind, moves: &[Distance<'_>]) -> String {
    let is_split = kind == ChangeKind::Split;
    if !is_split && moves.iter().any(|moved| moved.days == 0) {
        return String::new();
    }
    let told: Vec<String> = moves
        .iter()
        .filter(|moved| moved.days != 0)
        .map(|moved| match (is_split, amount(moved.days, moved.working_days)) {
            (true, amount) => format!("{} {amount}", moved.id),
            (false, amount) => format!("{amount} than {}", moved.id),
        })
        .collect();
    match (told.is_empty(), is_split) {
        (true, _) => String::new(),
        (false, true) => format!(": {}", enumerated(&told)),
        (false, false) => format!(": {} was", enumerated(&told)),
    }
}

fn is_not_applicable(item: Item<'_>) -> bool {
    item.milestone.not_applicable.is_some()
}

/// Whether the words for what applies say that a date comes or goes with it.
fn is_told_with(date: &Change, old: Item<'_>, new: Item<'_>) -> bool {
    match (is_not_applicable(old), is_not_applicable(new)) {
        (false, true) => date.new.is_none(),
        (true, false) => date.old.is_none(),
        _ => false,
    }
}

/// How the two ends of a span moved, where they moved differently. What is not exact has no ends to speak of.
fn ends(old: &DateText, new: &DateText) -> Option<Ends> {
    let is_span = |date: &DateText| matches!(date.exactness(), Exactness::Day | Exactness::Days);
    let ends = Ends {
        start: days_between(old.first_day()?, new.first_day()?),
        end: days_between(old.last_day()?, new.last_day()?),
    };
    (is_span(old) && is_span(new) && ends.start != ends.end).then_some(ends)
}

fn is_name(change: &Change) -> bool {
    matches!(change.pointer.as_slice(), [_, _, field] if field == "name")
}

fn is_bound(change: &Change) -> bool {
    matches!(change.pointer.as_slice(), [_, _, field] if BOUNDS.contains(&field.as_str()))
}
