//! A merge on top of a published history.

use std::path::Path;

use git2::{Oid, Repository, Signature, Time};

/// A merge that takes over the documents of a commit as they are.
pub(crate) fn of(folder: &Path, commit: &str) -> String {
    let repository = Repository::open(folder).unwrap();
    let merged = repository.find_commit(Oid::from_str(commit).unwrap()).unwrap();
    let base = merged.parent(0).unwrap();
    let later = Time::new(merged.time().seconds() + 3_600, 0);
    let person = Signature::new("Release Team", "release@example.org", &later).unwrap();
    let tree = merged.tree().unwrap();
    repository.commit(None, &person, &person, "Merge the plan", &tree, &[&base, &merged]).unwrap().to_string()
}
