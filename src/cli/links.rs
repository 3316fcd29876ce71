//! Finds links that somebody may have put into a folder to have a file written elsewhere.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// The first link on the way to a file, below one of these folders. What stands above them is the machine's own.
pub(super) fn link_below(tops: &[&Path], path: &Path) -> Option<PathBuf> {
    let tops: Vec<PathBuf> = tops.iter().filter_map(|top| std::path::absolute(top).ok()).collect();
    let mut way = PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        way.push(part);
        let is_below = tops.iter().any(|top| way.starts_with(top) && way != *top);
        let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        if matches!(part, Component::Normal(_)) && is_below && is_link(&way) {
            return Some(way);
        }
    }
    None
}
