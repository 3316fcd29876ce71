//! What became of single milestones: their dates, ids, lineage and fields.

use jiff::civil::Date;

use crate::calendar::{DateText, Exactness, Zone};
use crate::diagnostic::Location;
use crate::document::Milestone;
use crate::schema::{Field, Kind};

use super::super::change::{by_days, days_between};
use super::super::{Cause, Change, ChangeKind, Ends, Lineage, Side, fields};
use super::Comparison;
use super::pairing::{Item, Pairing};
use super::wording::{
    Moment, date_kind, date_sentence, enumerated, field_sentence, listed, shown_date, shown_of, text_of, was,
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
                let rest = heirs.iter().flat_map(|heir| self.other_fields(*old, *heir));
                let rest: Vec<Change> = rest.filter(|change| !is_name(change)).collect();
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
        let date = if applicability.is_none() { self.date(old, new) } else { None };
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
        let field = Field::document(Kind::Schedule).key("milestones").and_then(Field::item);
        let pointer = ["milestones".to_owned(), new.id().to_owned()];
        let mut changes = fields::compare_except(self.context, left, right, field, &pointer, &OWN_WORDS);
        for change in &mut changes {
            self.reword(change, old.milestone, new.milestone);
        }
        changes
    }

    /// What a merged milestone has from none of those that it was.
    fn fields_of_merger(&self, ancestors: &[Item<'_>], new: Item<'_>) -> Vec<Change> {
        let mut all = ancestors.iter().map(|old| self.other_fields(*old, new));
        let mut changes = all.next().unwrap_or_default();
        for others in all {
            changes.retain(|change| others.iter().any(|other| other.pointer == change.pointer));
        }
        changes.retain(|change| !is_name(change) && !is_bound(change));
        changes
    }

    fn date(&self, old: Item<'_>, new: Item<'_>) -> Option<Change> {
        let (before, after) = (self.moment(old, 0), self.moment(new, 1));
        let kind = match (&before, &after) {
            (Some(Ok(left)), Some(Ok(right))) => date_kind(left, right)?,
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
            let (from, to) = moved_days(left, right)?;
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
            _ => format!("{} does not apply for another reason", change.subject_name),
        };
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
        let (verb, moves) = match kind {
            ChangeKind::Split => ("splits into", String::new()),
            _ => ("become", self.moves_of_merger(ancestors, *heir)),
        };
        let days = |items: &[Item<'_>], side: usize| -> Vec<(Date, Date)> {
            let moments = items.iter().filter_map(|item| self.moment(*item, side)?.ok());
            moments.filter_map(|date| date.first_day().zip(date.last_day())).collect()
        };
        let first = |days: &[(Date, Date)]| days.iter().map(|(first, _)| *first).min();
        let last = |days: &[(Date, Date)]| days.iter().map(|(_, last)| *last).max();
        let (from, to) = (days(ancestors, 0), days(heirs, 1));
        let owned = |items: &[Item<'_>]| items.iter().map(|item| item.id().to_owned()).collect();
        let mut change = Change {
            lineage: Some(Lineage { ancestors: owned(ancestors), heirs: owned(heirs) }),
            sentence: format!("{before} {verb} {after}{moves}"),
            old: Some(ids(ancestors)),
            new: Some(ids(heirs)),
            old_shown: Some(before),
            new_shown: Some(after),
            old_day: first(&from),
            old_end: last(&from),
            new_day: first(&to),
            new_end: last(&to),
            key: ancestors.iter().chain(heirs).any(|item| self.is_key(item.id())),
            reason: heir.milestone.reason.as_ref().map(|reason| reason.value.clone()),
            ..self.about(*heir, kind, "was")
        };
        if kind == ChangeKind::Split {
            ancestor.id().clone_into(&mut change.subject);
            change.subject_name = self.label_of(ancestor.milestone);
        }
        Some(change)
    }

    /// `: 7 days later than soft-freeze and 7 days earlier than hard-freeze was`; nothing where a date is kept.
    fn moves_of_merger(&self, ancestors: &[Item<'_>], heir: Item<'_>) -> String {
        let date = |item: Item<'_>, side: usize| self.moment(item, side).and_then(Result::ok);
        let Some(new) = date(heir, 1) else { return String::new() };
        let mut moves = Vec::new();
        for ancestor in ancestors {
            match date(*ancestor, 0).and_then(|old| moved_days(&old, &new)) {
                Some((from, to)) if from == to => return String::new(),
                Some((from, to)) => {
                    moves.push(format!("{} than {}", by_days(days_between(from, to)), ancestor.id()));
                }
                None => {}
            }
        }
        if moves.is_empty() { String::new() } else { format!(": {} was", enumerated(&moves)) }
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

/// The two days that tell how far a date moved: the first ones, or the last ones where only the end moved. Moments of
/// two zones are measured in the older one.
fn moved_days(old: &DateText, new: &DateText) -> Option<(Date, Date)> {
    if let (Some(zone), Some(moment)) = (old.zone(), new.timestamp()) {
        return Some((old.first_day()?, zone.local(moment).date()));
    }
    let firsts = (old.first_day()?, new.first_day()?);
    let lasts = (old.last_day()?, new.last_day()?);
    Some(if firsts.0 == firsts.1 { lasts } else { firsts })
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
