//! Finds the cases, and everything below tests/cases that is none and would silently never run.

use std::fs;
use std::path::{Path, PathBuf};

use milepost::source::slashed;

use super::Result;

/// The case folders in the order of their names, and a sentence for each thing that stands where nothing runs it.
pub(crate) fn find(cases: &Path) -> Result<(Vec<PathBuf>, Vec<String>)> {
    let (mut found, mut misplaced) = (Vec::new(), Vec::new());
    for group in sorted_entries(cases)? {
        if !group.is_dir() {
            misplaced.push(format!(
                "`{}` is not run: cases are folders, two levels below `tests/cases`",
                name_of(cases, &group)
            ));
            continue;
        }
        let inside = sorted_entries(&group)?;
        if inside.is_empty() {
            misplaced.push(format!(
                "the group `{}` holds no case: add one or delete the folder",
                name_of(cases, &group)
            ));
        }
        for case in inside {
            if case.join("cmd").is_file() {
                found.push(case);
            } else {
                misplaced.push(format!(
                    "`{}` is not run: a case is a folder with a file `cmd`",
                    name_of(cases, &case)
                ));
            }
        }
    }
    Ok((found, misplaced))
}

/// `<group>/<case>`.
pub(crate) fn name_of(cases: &Path, folder: &Path) -> String {
    slashed(folder.strip_prefix(cases).unwrap_or(folder))
}

/// What a folder holds, by name.
pub(crate) fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        entries.push(entry?.path());
    }
    entries.sort();
    Ok(entries)
}
