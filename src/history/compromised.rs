//! Which keys somebody else may have had, by everything that a branch ever said.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Documents, HistoryError, read};
use crate::approval::compromised;
use crate::document::Roster;
use crate::repository::Located;
use crate::schema::Kind;

/// The fingerprints of the keys that some of these rosters call compromised, with the earliest day that any of them
/// names. Once said, it holds: whoever drops the person or the line from the roster does not make the key trustworthy
/// (threat T23).
pub fn compromised_by<'a>(
    documents: &Documents<'_>,
    rosters: impl Iterator<Item = &'a Located>,
) -> Result<BTreeMap<String, Date>, HistoryError> {
    let path = roster_path(documents);
    let (mut found, mut known) = (BTreeMap::new(), BTreeSet::new());
    for located in rosters {
        // A roster may come back.
        if !known.insert(&located.id) {
            continue;
        }
        let bytes = documents.bytes(Some(located))?;
        let Some(roster) = bytes.and_then(|bytes| read::<Roster>(&path, &bytes)) else { continue };
        for (key, since) in compromised(&roster) {
            let earliest = found.entry(key).or_insert(since);
            *earliest = since.min(*earliest);
        }
    }
    Ok(found)
}

/// The same for every roster that the branch up to `tip` ever held.
pub fn compromised_until(
    documents: &Documents<'_>,
    tip: &str,
) -> Result<BTreeMap<String, Date>, HistoryError> {
    let path = roster_path(documents);
    let mut rosters = Vec::new();
    for commit in documents.repository().touching(tip, &[&path])? {
        rosters.extend(commit?.paths.into_iter().next().and_then(|ends| ends.after));
    }
    compromised_by(documents, rosters.iter())
}

fn roster_path(documents: &Documents<'_>) -> String {
    format!("{}/{}.yaml", documents.root(), Kind::Roster)
}
