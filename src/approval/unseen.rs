//! What differs without a change that the comparison tells in words: notation, and whatever it has no words for.
//!
//! The comparison is written for readers, the digest of the meaning for approvals. Where the digest sees a difference
//! that no change stands for, the difference counts as a change of the document: nothing passes unseen.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Location;
use crate::diff::{Change, ChangeKind, Mark, text_changes};
use crate::document::{File, Milestone, meaning_digest};
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
        .filter_map(|text| {
            let seen = seen.get(text.path.as_str()).map(Vec::as_slice).unwrap_or_default();
            unseen_in(step, &text.path, seen)
        })
        .collect()
}

fn unseen_in(step: Step<'_>, path: &str, seen: &[&Change]) -> Option<Change> {
    let (old, new) = (step.before.files.get(path), step.after.files.get(path));
    let in_words = seen.iter().any(|change| change.mark.is_none());
    let difference = if in_words {
        has_unseen_milestone(step, path, seen).then_some(None)
    } else if means_something_else(old, new) {
        Some(None)
    } else {
        seen.is_empty().then_some(Some(Mark::Editorial))
    };
    difference.and_then(|mark| Some(change_of(new.or(old)?, mark)))
}

fn means_something_else(old: Option<&File>, new: Option<&File>) -> bool {
    let meaning = |file: Option<&File>| {
        let file = file?;
        Some(meaning_digest(file.kind()?, file.tree.as_ref()?))
    };
    match (meaning(old), meaning(new)) {
        (Some(old), Some(new)) => old != new,
        _ => [old, new].into_iter().flatten().any(|file| file.kind().is_some()),
    }
}

/// Lineage, and times that belong to no exact day, have no words of their own in the comparison of plans.
fn has_unseen_milestone(step: Step<'_>, path: &str, seen: &[&Change]) -> bool {
    let (Some(old), Some(new)) = (step.before.plan_at(path), step.after.plan_at(path)) else {
        return false;
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
    let clock = |milestone: &Milestone| {
        let time = milestone.time.as_ref().map(|time| time.value);
        (time, milestone.zone.as_ref().map(|zone| zone.value.clone()))
    };
    new.value.milestones.iter().any(|milestone| {
        let Some(before) = known.get(milestone.id.as_str()) else { return false };
        let lineage = before.was != milestone.was && !is_told(milestone, &LINEAGE);
        let moment = clock(before) != clock(milestone) && !is_told(milestone, &DATES);
        lineage || moment
    })
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

fn change_of(file: &File, mark: Option<Mark>) -> Change {
    let document = match &file.place {
        Place::Document(kind, Some(id)) => format!("{kind}/{id}"),
        Place::Document(kind, None) => kind.to_string(),
        Place::Page | Place::Unknown => "file".to_owned(),
    };
    let (kind, sentence) = match mark {
        Some(_) => (ChangeKind::Text, format!("`{}` changes in notation only", file.path)),
        None => (ChangeKind::Value, format!("`{}` means something else", file.path)),
    };
    let change = Change::new(kind, &document, &document, &document, Location::file(&file.path));
    Change { mark, sentence, ..change }
}
