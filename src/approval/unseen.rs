//! What differs without a change that the comparison tells in words: notation, and whatever it has no words for.
//!
//! The comparison is written for readers, the digest of the meaning for approvals. Where the digest sees a difference
//! that no change stands for, the difference counts as a change of the document: nothing passes unseen.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Zone;
use crate::diagnostic::Location;
use crate::diff::{Change, ChangeKind, Mark, text_changes, title_of};
use crate::document::{File, Milestone};
use crate::schema::Place;

use super::classify::Step;

/// The changes that have to be added to those of the comparison.
pub(super) fn unseen(step: Step<'_>, changes: &[Change]) -> Vec<Change> {
    let mut seen: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        seen.entry(change.location.path.as_str()).or_default().push(change);
    }
    text_changes(step.before, step.after)
        .iter()
        .flat_map(|text| {
            let seen = seen.get(text.path.as_str()).map(Vec::as_slice).unwrap_or_default();
            unseen_in(step, &text.path, seen)
        })
        .collect()
}

fn unseen_in(step: Step<'_>, path: &str, seen: &[&Change]) -> Vec<Change> {
    let (old, new) = (step.before.files.get(path), step.after.files.get(path));
    let Some(file) = new.or(old) else { return Vec::new() };
    let in_words = seen.iter().any(|change| change.mark.is_none());
    if !in_words && !means_something_else(old, new) {
        let is_unseen = seen.is_empty();
        return is_unseen.then(|| change_of(step, file, Some(Mark::Editorial))).into_iter().collect();
    }
    let milestones = unseen_milestones(step, path, file, seen);
    if milestones.is_empty() && !in_words { vec![change_of(step, file, None)] } else { milestones }
}

fn means_something_else(old: Option<&File>, new: Option<&File>) -> bool {
    match (old.and_then(File::meaning), new.and_then(File::meaning)) {
        (Some(old), Some(new)) => old != new,
        _ => [old, new].into_iter().flatten().any(|file| file.kind().is_some()),
    }
}

/// Lineage, and times that belong to no exact day, have no words of their own in the comparison of plans.
fn unseen_milestones(step: Step<'_>, path: &str, file: &File, seen: &[&Change]) -> Vec<Change> {
    let (Some(old), Some(new)) = (step.before.plan_at(path), step.after.plan_at(path)) else {
        return Vec::new();
    };
    let mut known: BTreeMap<&str, &Milestone> = BTreeMap::new();
    for milestone in &old.value.milestones {
        known.entry(milestone.id.as_str()).or_insert(milestone);
    }
    let told: BTreeSet<(&str, ChangeKind)> =
        seen.iter().map(|change| (change.subject.as_str(), change.kind)).collect();
    let is_told = |milestone: &Milestone, kinds: &[ChangeKind]| {
        kinds.iter().any(|kind| told.contains(&(milestone.id.as_str(), *kind)))
    };
    let pairs = new.value.milestones.iter().filter_map(|new| Some((*known.get(new.id.as_str())?, new)));
    let fields = pairs.flat_map(|(before, after)| {
        let fields: [(&str, &[ChangeKind], Read); 3] =
            [("was", &LINEAGE, lineage), ("time", &DATES, time), ("zone", &DATES, zone)];
        let rewritten = is_rewritten(before, after);
        fields.into_iter().filter_map(move |(key, kinds, read)| {
            let values = (read(before), read(after));
            let is_notation = key != "was" && rewritten;
            (values.0 != values.1 && !is_notation && !is_told(after, kinds))
                .then_some((before, after, key, values))
        })
    });
    let name = |milestone: &Milestone| {
        let process = step.after.process.as_ref().or(step.before.process.as_ref());
        let known = process.and_then(|process| {
            let mut same = process.value.milestones.iter();
            same.find(|known| known.id.as_str() == milestone.id.as_str())?.name.as_deref().map(str::to_owned)
        });
        let own = milestone.name.as_ref().map(|name| name.value.clone());
        own.or(known).unwrap_or_else(|| milestone.id.value.clone())
    };
    let zones = [step.before.deadline_zone(), step.after.deadline_zone()];
    fields
        .map(|(before, after, key, values)| {
            let mut change = field_change(step, file, after, &name(after), key, values);
            if key != "was" && is_same_moment([before, after], &zones) {
                change.sentence.push_str("; the moment stays the same");
            }
            change
        })
        .collect()
}

/// Whether the same moment is written in another way, in words that need nothing from the project.
fn is_rewritten(before: &Milestone, after: &Milestone) -> bool {
    before.own_moment().zip(after.own_moment()).is_some_and(|(before, after)| before.same_moment(&after))
}

/// Whether the moment is the same by what the project says about zones on either side.
fn is_same_moment(milestones: [&Milestone; 2], zones: &[Zone; 2]) -> bool {
    let moments = [milestones[0].moment(&zones[0]), milestones[1].moment(&zones[1])];
    match moments {
        [Some(Ok(before)), Some(Ok(after))] => before.timestamp().is_some() && before.same_moment(&after),
        _ => false,
    }
}

/// How a field is read as text.
type Read = fn(&Milestone) -> Option<String>;

fn lineage(milestone: &Milestone) -> Option<String> {
    let ids = milestone.was.0.join(", ");
    (!ids.is_empty()).then_some(ids)
}

fn time(milestone: &Milestone) -> Option<String> {
    milestone.time.as_ref().map(|time| time.value.to_string())
}

fn zone(milestone: &Milestone) -> Option<String> {
    milestone.zone.as_ref().map(|zone| zone.value.to_string())
}

/// `Feature freeze: time: 12:00 → 18:00`
fn field_change(
    step: Step<'_>,
    file: &File,
    milestone: &Milestone,
    name: &str,
    key: &str,
    (old, new): (Option<String>, Option<String>),
) -> Change {
    let what = match (&old, &new) {
        (Some(old), Some(new)) => format!(": {old} → {new}"),
        (Some(old), None) => format!(" is gone: {old}"),
        (None, new) => format!(" is new: {}", new.as_deref().unwrap_or_default()),
    };
    let id = &milestone.id;
    Change {
        subject: id.value.clone(),
        subject_name: name.to_owned(),
        location: Location::at(&file.path, id.span),
        pointer: vec!["milestones".to_owned(), id.value.clone(), key.to_owned()],
        sentence: format!("{name}: {key}{what}"),
        old_shown: old.clone(),
        new_shown: new.clone(),
        old,
        new,
        ..change_of(step, file, None)
    }
}

const LINEAGE: [ChangeKind; 3] = [ChangeKind::Renamed, ChangeKind::Split, ChangeKind::Merged];
const DATES: [ChangeKind; 6] = [
    ChangeKind::Moved,
    ChangeKind::Dated,
    ChangeKind::Undated,
    ChangeKind::Precision,
    ChangeKind::Applicability,
    ChangeKind::Value,
];

fn change_of(step: Step<'_>, file: &File, mark: Option<Mark>) -> Change {
    let title = |kind, id| title_of(kind, id, [step.before, step.after]);
    let (document, title) = match &file.place {
        Place::Document(kind, Some(id)) => (format!("{kind}/{id}"), title(*kind, Some(id))),
        Place::Document(kind, None) => (kind.to_string(), title(*kind, None)),
        Place::Page | Place::Unknown => ("file".to_owned(), "file".to_owned()),
    };
    let (kind, sentence) = match mark {
        Some(_) => (ChangeKind::Text, format!("`{}` changes in notation only", file.path)),
        None => (ChangeKind::Value, format!("`{}` means something else", file.path)),
    };
    let change = Change::new(kind, &document, &title, &document, Location::file(&file.path));
    Change { mark, sentence, ..change }
}
