//! The published schedules under `tests/data/histories`, one state per revision.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

/// A milestone as its project published it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Milestone {
    pub(crate) id: String,
    pub(crate) name: String,
    /// None where the milestone does not apply or, without a remark, has no place in the calendar.
    pub(crate) date: Option<String>,
    /// What stood behind the date, or in its place.
    pub(crate) remark: Option<String>,
    /// How the date was written, where that was another notation. It has no meaning of its own.
    pub(crate) notation: Option<String>,
}

impl Milestone {
    /// Whether nothing but the notation of the date differs.
    pub(crate) fn means(&self, other: &Self) -> bool {
        Self { notation: None, ..self.clone() } == Self { notation: None, ..other.clone() }
    }
}

/// Whether nothing but notations and the order differs, if anything.
pub(crate) fn mean_the_same(one: &[Milestone], other: &[Milestone]) -> bool {
    let meant = |milestone: &Milestone| other.iter().any(|candidate| candidate.means(milestone));
    one.len() == other.len() && one.iter().all(meant)
}

/// All releases of a revision with their milestones in published order.
pub(crate) type Releases = BTreeMap<String, Vec<Milestone>>;

/// What readers could see from one commit to the next.
#[derive(Debug, Clone)]
pub(crate) struct Revision {
    pub(crate) id: String,
    /// The committer date in UTC, as `2017-06-28T17:12:36Z`.
    pub(crate) date: String,
    pub(crate) releases: Releases,
}

impl Revision {
    pub(crate) fn short_id(&self) -> &str {
        &self.id[..9]
    }

    pub(crate) fn day(&self) -> &str {
        &self.date[..10]
    }

    /// The revision with only those releases that were not the same before.
    pub(crate) fn since(&self, before: &Self) -> Self {
        let mut changed = self.clone();
        changed.releases.retain(|release, milestones| before.releases.get(release) != Some(milestones));
        changed
    }
}

/// The revisions of `tests/data/histories/<name>.jsonl`, oldest first.
pub(crate) fn read(name: &str) -> Vec<Revision> {
    let path = folder().join(format!("{name}.jsonl"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut releases = Releases::new();
    text.lines().map(|line| next_revision(line, &mut releases)).collect()
}

pub(crate) fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "data", "histories"].iter().collect()
}

fn next_revision(line: &str, releases: &mut Releases) -> Revision {
    let row: Value = serde_json::from_str(line).unwrap();
    for (release, milestones) in row["releases"].as_object().unwrap() {
        match milestones.as_array() {
            Some(milestones) => {
                releases.insert(release.clone(), milestones.iter().map(read_milestone).collect());
            }
            None => assert!(releases.remove(release).is_some(), "`{release}` is removed before it was there"),
        }
    }
    Revision { id: text(&row["revision"]), date: text(&row["date"]), releases: releases.clone() }
}

fn read_milestone(entry: &Value) -> Milestone {
    Milestone {
        id: text(&entry[0]),
        name: text(&entry[1]),
        date: entry[2].as_str().map(str::to_owned),
        remark: entry[3].as_str().map(str::to_owned),
        notation: entry[4].as_str().map(str::to_owned),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("`{value}` is not a text")).to_owned()
}
