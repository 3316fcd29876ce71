//! Sentences about milestones: dates, lineage, and fields that have words of their own.

use crate::calendar::{DateText, Exactness, Zone, show_day_short};
use crate::document::{Milestone, WrittenDate};
use crate::yaml::Spanned;

use super::super::change::by_days;
use super::super::{Change, ChangeKind};
use super::distance::lies_within;
use super::pairing::Item;
use super::plan::turns;

/// A date that is not known, for people.
const TO_BE_DECIDED: &str = "to be decided";

/// A date as it was read; what cannot be read as it is written.
pub(super) type Moment = Option<Result<DateText, String>>;

/// The text in the document.
pub(super) fn text_of(moment: &Moment) -> Option<String> {
    moment.as_ref().map(|moment| match moment {
        Ok(date) => date.text().to_owned(),
        Err(text) => text.clone(),
    })
}

/// The date for people.
pub(super) fn shown_of(moment: &Moment) -> Option<String> {
    moment.as_ref().map(|moment| match moment {
        Ok(date) => date.show(),
        Err(text) => format!("{text} (no valid date)"),
    })
}

/// The date of a milestone for people, with the bounds of one that is not known yet.
pub(super) fn shown_date(milestone: &Milestone, moment: &Moment) -> Option<String> {
    let shown = shown_of(moment)?;
    let is_open = matches!(moment, Some(Ok(date)) if date.exactness() == Exactness::ToBeDecided);
    let bound = |word: &str, bound: &Option<Box<Spanned<WrittenDate>>>| {
        let date = bound.as_ref().filter(|_| is_open)?.date()?;
        Some(format!(", not {word} {}", date.show()))
    };
    let bounds = [bound("before", &milestone.after), bound("after", &milestone.before)];
    Some(bounds.into_iter().flatten().fold(shown, |shown, bound| shown + &bound))
}

/// ` (was Wed 21 Mar 2018)`, of a date that is no more; nothing where there was none.
pub(super) fn was(shown: Option<&str>) -> String {
    match shown.map(|shown| (shown, shown.strip_prefix(TO_BE_DECIDED))) {
        Some((_, Some(bounds))) => format!(" (had no date yet{bounds})"),
        Some((shown, None)) => format!(" (was {shown})"),
        None => String::new(),
    }
}

/// What became of a date; nothing where only the notation changed.
pub(super) fn date_kind(old: &DateText, new: &DateText, zones: [&Zone; 2]) -> Option<ChangeKind> {
    if old.same_moment(new) {
        return None;
    }
    let unknown = |date: &DateText| date.exactness() == Exactness::ToBeDecided;
    Some(match (unknown(old), unknown(new)) {
        (true, false) => ChangeKind::Dated,
        (false, true) => ChangeKind::Undated,
        _ if old.exactness() != new.exactness() && is_part(old, new, zones) => ChangeKind::Precision,
        _ => ChangeKind::Moved,
    })
}

/// Whether one of two dates is part of the other one.
fn is_part(old: &DateText, new: &DateText, zones: [&Zone; 2]) -> bool {
    lies_within(new, old, zones[0]) || lies_within(old, new, zones[1])
}

/// The whole change of a date as one sentence.
pub(super) fn date_sentence(change: &Change, old: &Moment, new: &Moment) -> String {
    let name = &change.subject_name;
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "no date".to_owned());
    let (before, after) = (shown(&change.old_shown), shown(&change.new_shown));
    match (change.kind, change.days, old, new) {
        (ChangeKind::Moved, Some(0) | None, ..) if change.old_day == change.new_day => {
            format!("{name} moves within the day ({before} → {after})")
        }
        (ChangeKind::Moved, Some(0) | None, ..) => {
            format!("{name} moves by less than a day ({before} → {after})")
        }
        (ChangeKind::Moved, ..) if let Some(years) = change.years() => {
            format!("{name}: {years} ({before} → {after})")
        }
        (ChangeKind::Moved, Some(days), ..) => match change.ends {
            Some(ends) => format!("{name}: {ends} ({before} → {after})"),
            None => format!("{name} moves {} ({} → {after})", by_days(days), without_year(change, before)),
        },
        (ChangeKind::Dated, ..) => format!("{name} is dated: {after}{}", bounds_kept(&before)),
        (ChangeKind::Undated, ..) => {
            let bounds = after.strip_prefix("to be decided, ").map(|bounds| format!(", but {bounds}"));
            format!("{name} has no date any more (was {before}){}", bounds.unwrap_or_default())
        }
        (ChangeKind::Precision, _, Some(Ok(old)), Some(Ok(new))) => {
            format!("{name} {}: {after} (was {before})", exactness(old, new))
        }
        _ => format!("{name}: {before} → {after}"),
    }
}

/// ` (was to be decided, not before Mon 1 Mar 2027)`, where there was more to say than that it was open.
fn bounds_kept(before: &str) -> String {
    if before.starts_with("to be decided, ") { format!(" (was {before})") } else { String::new() }
}

/// The year stands once where it is the same.
fn without_year(change: &Change, shown: String) -> String {
    match (change.old_day, change.new_day) {
        (Some(from), Some(to)) if from.year() == to.year() && DateText::day(from).show() == shown => {
            show_day_short(from)
        }
        _ => shown,
    }
}

fn exactness(old: &DateText, new: &DateText) -> &'static str {
    match (new.exactness() < old.exactness(), new.exactness()) {
        (true, Exactness::Instant) if old.exactness() == Exactness::Day => "has a time of day now",
        (true, Exactness::Day | Exactness::Instant) => "is now exact",
        (true, _) => "is more exact now",
        (false, Exactness::Days) => "is a span now",
        (false, _) => "is less exact now",
    }
}

/// Milestones with their dates in a row: `soft-freeze (Thu 13 May 2027) and hard-freeze (Thu 27 May 2027)`.
pub(super) fn listed(items: &[Item<'_>], zone: &Zone) -> String {
    let texts = items.iter().map(|item| {
        let reason = item.milestone.not_applicable.as_ref();
        let reason = reason.map(|reason| format!("not applicable: {}", reason.value));
        let date = shown_date(item.milestone, &item.milestone.moment(zone));
        match date.into_iter().chain(reason).collect::<Vec<_>>().join(", ") {
            known if known.is_empty() => item.id().to_owned(),
            known => format!("{} ({known})", item.id()),
        }
    });
    enumerated(&texts.collect::<Vec<_>>())
}

/// `a`, `a and b`, `a, b and c`
pub(super) fn enumerated(texts: &[String]) -> String {
    match texts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// `7 days later (5 working days)`
pub(super) fn amount(days: i64, working_days: i64) -> String {
    let noun = if working_days.abs() == 1 { "working day" } else { "working days" };
    format!("{} ({} {noun})", by_days(days), working_days.abs())
}

/// Words for a field of a milestone beyond its date; nothing where the fallback says it well.
pub(super) fn field_sentence(name: &str, field: &str, change: &Change) -> Option<String> {
    let day = |text: &Option<String>| {
        text.as_ref().map(|text| DateText::parse(text).map_or_else(|_| text.clone(), |date| date.show()))
    };
    let (old, new) = (day(&change.old), day(&change.new));
    match field {
        "owner" => return turns(name, "is owned by", change.old.clone(), change.new.clone()),
        "freeze" => return turns(name, "freezes", change.old.clone(), change.new.clone()),
        _ => {}
    }
    Some(match (field, old, new) {
        ("confidence", None, Some(new)) => format!("{name} is {new}"),
        ("confidence", Some(old), Some(new)) => format!("{name} is {new} now (was {old})"),
        ("confidence", Some(old), None) => format!("{name} is no longer marked {old}"),
        ("after", None, Some(new)) => format!("{name} is not before {new}"),
        ("after", Some(old), Some(new)) => format!("{name} is not before {new} now (was not before {old})"),
        ("after", Some(old), None) => format!("{name} may be before {old}"),
        ("before", None, Some(new)) => format!("{name} is not after {new}"),
        ("before", Some(old), Some(new)) => format!("{name} is not after {new} now (was not after {old})"),
        ("before", Some(old), None) => format!("{name} may be after {old}"),
        _ => return None,
    })
}
